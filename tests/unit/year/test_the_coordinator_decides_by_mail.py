"""Her words, her «Принять», taking back, what is refused - through the whole machine but the wire."""

import io
import re
import tomllib
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import docx
import openpyxl
import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import CONFIG, PLAN, Year

from notifier.flows.deciding import taking_back
from notifier.flows.rehearsal.answer import reply_mail

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
ASKED = "2020-09-21 12:00"


@lived_once
def asked(make_year):
    """A year in which November has just been asked for."""
    return make_year().go("2020-09-01 12:00").arm().go(ASKED)


def digest(year: Year) -> str:
    """The Message-ID of the newest digest."""
    return [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].row.message_id


def written(year: Year) -> str:
    """The dates file."""
    return (year.folder / "dates.toml").read_text(encoding="utf-8")


def test_a_number_takes_the_suggestion(asked):
    """`2` under the digest confirms the second suggestion; librarians hear of it after the taking-back time."""
    hear(asked, letter(asked, "2", answers=digest(asked)))
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-09-21 12:20")
    assert "Принято" in asked.to("coordinator", "acknowledgement")[-1].text
    assert "До 12:30 можно взять назад" in asked.to("coordinator", "acknowledgement")[-1].text
    asked.go("2020-11-20 12:00")
    assert asked.story("anna", "invitation") == [("20.10 10:00", "invitation")]


@pytest.mark.parametrize("words", ["19.11 в 14:30", "teor-2: 19 ноября в 14.30", "Добрый день!\nteor-2: 19.11.2020 14:30\nС уважением, Ирина"])
def test_her_own_date_in_words(asked, words):
    """A day and an hour in her words are read by the same date reader."""
    hear(asked, letter(asked, words, answers=digest(asked)))
    assert "19.11.2020" in written(asked)
    assert "14:30" in written(asked)


def test_an_hour_of_today_that_is_gone_is_refused_at_once(asked):
    """It is noon: «Принято», and ten minutes later that nobody was told, would be too late to say; and it would write over what stands."""
    hear(asked, letter(asked, "teor-2: 21.09 в 11:30", answers=digest(asked)))
    assert not (asked.folder / "dates.toml").exists() or "21.09" not in written(asked)
    asked.go("2020-09-21 12:20")
    told = " ".join(asked.to("coordinator", "acknowledgement")[-1].text.split())
    assert "Не понято: «21.09 в 11:30». Это время уже прошло." in told
    hear(asked, letter(asked, "teor-2: 21.09 в 15:30", answers=digest(asked)))
    assert "21.09" in written(asked)


@pytest.mark.parametrize(("words", "when"), [("teor-2: перенос на 26 ноября, время то же", "26.11.2020 14:30–17:00"),
                                             ("teor-2: на час позже", "19.11.2020 15:30–18:00"), ("teor-2: 26.11 в 13:00–14:00", "26.11.2020 13:00–14:00")])
def test_a_meeting_that_moves_stays_as_long_as_she_said(make_year, words, when):
    """People would leave an hour early, or wait for one that is over."""
    year = make_year.armed("2020-10-05 12:00", dates='[dates]\n"teor-2" = "19.11.2020 14:30–17:00"\n')
    hear(year, letter(year, words, answers=digest(year)))
    assert f'"{when}"' in written(year)


@pytest.mark.parametrize("words", ["teor-2: не проводим", "teor-2: проводить не будем из-за карантина"])
def test_what_is_not_held_and_has_its_day_is_called_off(make_year, words):
    """«Не проводим» about a meeting that people were invited to is a cancelling: a mail to each, and no reminder to come."""
    year = make_year.armed("2020-11-09 12:00", dates=TEOR_2)
    assert year.story("anna", "invitation") == [("20.10 10:00", "invitation")]
    hear(year, letter(year, words, answers=digest(year)))
    assert "cancelled" in written(year)
    year.go("2020-11-20 12:00")
    assert year.story("anna", "cancellation", "reminder") == [("09.11 12:30", "cancellation")]


def test_what_is_called_held_before_its_day_stands_and_she_reads_so(make_year):
    """A slip of the row's name: people are reminded all the same."""
    year = make_year.armed("2020-11-09 12:00", dates=TEOR_2)
    hear(year, letter(year, "teor-2: проведено", answers=digest(year)))
    year.go("2020-11-20 12:00")
    assert "Внимание: встреча 19 ноября (четверг) ещё впереди и остаётся в силе." in " ".join(year.to("coordinator", "acknowledgement")[-1].text.split())
    assert [step for _, step in year.story("anna", "reminder")] == ["D-7", "D-1"]


@pytest.mark.parametrize("words", ["teor-2: проведено не в полном составе", "teor-2: состоялось не по программе"])
def test_what_was_held_otherwise_than_planned_calls_off_no_other_day(make_year, words):
    """«Проведено не …» is about the day that was held; the two to come stand."""
    year = make_year(dates='[dates]\n"teor-2" = "12.11.2020, 19.11.2020, 26.11.2020 14:30"\n').go("2020-09-01 12:00").arm()
    year.go("2020-11-13 12:00")
    hear(year, letter(year, words, answers=digest(year)))
    assert "cancelled" not in written(year)
    year.go("2020-11-26 12:00")
    assert year.story("anna", "cancellation") == []
    assert ("25.11 10:00", "D-1") in year.story("anna", "reminder")


def test_accepting_a_suggestion_in_her_calendar_confirms_it(asked):
    """«Принять» on the tentative entry is her word; next Monday the other two leave her calendar."""
    suggestion = [mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST"][1]
    uid = next(line[4:] for line in suggestion.ics.splitlines() if line.startswith("UID:"))
    assert "STATUS:TENTATIVE" in suggestion.ics
    hear(asked, reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, "ACCEPTED", asked.now))
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-09-28 12:00")
    withdrawn = sorted((f"{mail.at:%d.%m %H:%M}", mail.row.start[:10]) for mail in asked.to("coordinator") if mail.row.method == "CANCEL")
    assert withdrawn == [("28.09 09:00", "2020-11-12"), ("28.09 09:00", "2020-11-26")]


def test_declining_leaves_the_question_open(asked):
    """Declining all suggestions decides nothing."""
    suggestion = next(mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST")
    uid = next(line[4:] for line in suggestion.ics.splitlines() if line.startswith("UID:"))
    hear(asked, reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, "DECLINED", asked.now))
    assert written(asked) == ""


@pytest.mark.parametrize(("answer", "stands"), [("ACCEPTED", True), ("DECLINED", False)])
def test_words_beside_a_button_are_not_passed_over_in_silence(asked, answer, stands):
    """«Принять», and beside it «но в 15:00»: she would think that this was heard; «спасибо» needs no word."""
    suggestion = [mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST"][1]
    uid = next(line[4:] for line in suggestion.ics.splitlines() if line.startswith("UID:"))
    reply = reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, answer, asked.now).decode()
    hear(asked, reply.replace("SEQUENCE:0", "SEQUENCE:0\nCOMMENT:but at 15:00").encode())
    assert ("19.11.2020 14:30" in written(asked)) is stands
    later(asked)
    assert "вы написали: «but at 15:00»" in told(asked)
    hear(asked, reply.replace("SEQUENCE:0", "SEQUENCE:0\nCOMMENT:ok").replace("DTSTAMP:2020", "DTSTAMP:2019").encode())
    later(asked)
    assert "«ok»" not in told(asked)


def test_a_day_off_is_named_at_once_and_kept_by_her_word(asked):
    """She can still say «стоп» before anybody hears of a Sunday; «оставить» ends the question that would stand in each digest."""
    hear(asked, letter(asked, "teor-2: 22.11 в 14:30", answers=digest(asked)))
    asked.go("2020-09-21 12:20")
    assert "нерабочий день" in asked.to("coordinator", "acknowledgement")[-1].text
    asked.go("2020-09-28 09:30")
    assert "Ответьте «teor-2: оставить»" in asked.to("coordinator", "digest")[-1].text
    hear(asked, letter(asked, "оставить", answers=digest(asked)))
    asked.go("2020-10-05 12:00")
    assert "остаётся в нерабочий день" in asked.to("coordinator", "acknowledgement")[-1].text
    assert "нерабочий день" not in asked.to("coordinator", "digest")[-1].text
    asked.go("2020-10-24 12:00")
    assert len(asked.to("anna", "invitation")) == 1


def test_a_day_off_that_comes_later_is_asked_about_again(asked):
    """What she kept was one day: another date on a day off is another question."""
    hear(asked, letter(asked, "teor-2: 22.11 в 14:30", answers=digest(asked)))
    asked.go("2020-09-28 09:30")
    hear(asked, letter(asked, "teor-2: оставить", answers=digest(asked)))
    asked.go("2020-09-28 10:00")
    hear(asked, letter(asked, "teor-2: 15.11 в 14:30", answers=digest(asked)))
    asked.go("2020-10-05 12:00")
    assert "15.11.2020 — нерабочий день" in asked.to("coordinator", "digest")[-1].text


def test_a_yes_under_a_suggestion_takes_it(asked):
    """«Подходит ли этот день?» is answered with «да», not only with the calendar's button."""
    suggestion = [mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST"][2]
    hear(asked, letter(asked, "Да!", answers=suggestion.row.message_id))
    assert suggestion.row.start[:10] == "2020-11-26"
    assert "26.11.2020 14:30" in written(asked)


TWO_ROWS = PLAN + PLAN[PLAN.index("[[item]]"):].replace("teor-2", "prak-1").replace("ноябрь 2020", "29 октября 2020 14.30").replace(
    '["Областная библиотека"]', '["ЦДО", "СШ № 8"]')


@pytest.mark.parametrize("words", ["в СШ № 5, ул. Ленина, 3", "место СШ № 5"])
def test_an_answer_to_an_acknowledgement_is_about_its_row(make_year, words):
    """«Принято: teor-2 …» - «в СШ № 5»: never the place of another row that the newest digest asked about."""
    year = make_year.armed(ASKED, plan=TWO_ROWS)
    hear(year, letter(year, "teor-2: 19.11 в 14:30", answers=digest(year)))
    year.go("2020-09-21 12:50")
    told = year.to("coordinator", "acknowledgement")[-1]
    assert "teor-2" in told.text
    hear(year, letter(year, words, answers=told.row.message_id))
    assert "prak-1" not in written(year)


def test_a_bare_cancellation_under_an_acknowledgement_calls_off_its_row(make_year):
    """«отмена» under «Принято: …» of one row needs no name."""
    year = make_year.armed(ASKED, plan=TWO_ROWS)
    hear(year, letter(year, "teor-2: 19.11 в 14:30", answers=digest(year)))
    year.go("2020-09-21 12:50")
    hear(year, letter(year, "отмена", answers=year.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert "cancelled" in written(year)
    assert "prak-1" not in written(year)


@pytest.mark.parametrize(("first", "then"), [
    ("teor-2: 18 ноября", "18 ноября в 14:30"), ("18 ноября", "14:30"), ("восемнадцатого", "Извините, в четырнадцать тридцать"),
    ("18 ноября", "начало в 14:30"),
])
def test_an_answer_to_a_question_back_is_about_the_same_row(asked, first, then):
    """«teor-2: 18 ноября» - «Не указано время» - «18 ноября в 14:30», or the hour alone."""
    hear(asked, letter(asked, first, answers=digest(asked)))
    asked.go("2020-09-21 12:20")
    told = asked.to("coordinator", "acknowledgement")[-1]
    assert "Не указано время" in told.text
    hear(asked, letter(asked, then, answers=told.row.message_id))
    assert "18.11.2020 14:30" in written(asked)


@pytest.mark.parametrize("hour", ["в 15", "в 15 ч.", "с 15", "15:00"])
def test_a_whole_hour_answers_what_was_asked(asked, hour):
    """«20 ноября» - «Не указано время» - «в 15»; asked for nothing, «в 15» is no hour of a meeting."""
    hear(asked, letter(asked, "20 ноября", answers=digest(asked)))
    asked.go("2020-09-21 12:20")
    hear(asked, letter(asked, hour, answers=asked.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert "20.11.2020 15:00" in written(asked)


def test_her_answer_from_another_mailbox_is_told_to_her_at_once(asked):
    """It decides nothing, and she does not wait for Monday to learn that; nobody else is written to."""
    hear(asked, letter(asked, "2", sender="irina@second.example", answers=digest(asked)))
    assert written(asked) == ""
    asked.go("2020-09-21 12:20")
    (told,) = [mail for mail in asked.to("coordinator", "acknowledgement") if "irina@second.example" in mail.text]
    assert "ответьте с адреса coordinator@cdo.example" in told.text
    assert not [mail for mail in asked.mails if "irina" in mail.row.address]


def test_stop_takes_the_decision_back(make_year):
    """Within half an hour «стоп» undoes it, and nobody else has heard of it."""
    year = make_year.armed("2020-10-26 12:00", dates=TEOR_2)
    hear(year, letter(year, "teor-2: 26.11 в 14:30", answers=digest(year)))
    assert "26.11.2020" in written(year)
    year.go("2020-10-26 12:20")
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "19.11.2020" in written(year)
    year.go("2020-10-28 12:00")
    assert year.to("anna", "change") == []


def test_what_another_version_kept_of_a_decision_stops_no_pass(make_year):
    """A key nobody knows here, a record without its row or its time: she takes back what can be taken back."""
    year = make_year.armed("2020-10-26 12:00", dates=TEOR_2)
    hear(year, letter(year, "teor-2: 26.11 в 14:30", answers=digest(year)))
    year.go("2020-10-26 12:20")
    facts = year.ledger.facts
    kept = {key: {**one, "colour": "red"} for key, one in facts.get_json(taking_back.FACT).items()}
    until = next(iter(kept.values()))["until"]
    with year.ledger.store.transaction():
        facts.put_json(taking_back.FACT, {**kept, "a|prak-2": {"until": until}, "a|osno-1": {"item": "osno-1"}, "a": "osno-2"})
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "19.11.2020" in written(year)
    year.go("2020-10-28 12:00")
    assert year.to("anna", "change") == []


def test_a_decision_by_mail_is_held_for_half_an_hour(make_year):
    """The change goes after the taking-back time, not after the ten minutes of an edit."""
    year = make_year.armed("2020-10-26 12:00", dates=TEOR_2)
    hear(year, letter(year, "teor-2: 26.11 в 14:30", answers=digest(year)))
    year.go("2020-10-28 12:00")
    assert [f"{mail.at:%d.%m %H:%M}" for mail in year.to("anna", "change")] in (["26.10 12:30"], ["26.10 12:40"])


def test_a_cancellation_by_mail_is_acknowledged_with_its_event(make_year):
    """Ten minutes after her letter the meeting still stands, for it may be taken back: «никто не был приглашён» would be untrue."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-19 13:00")
    hear(year, letter(year, "teor-2: отмена, нет света", answers=digest(year)))
    year.go("2020-11-19 14:00")
    said = [(f"{mail.at:%H:%M}", mail.text) for mail in year.since("2020-11-19 12:59") if mail.row.role == "coordinator"]
    assert "Принято: отменено — teor-2" in said[0][1]
    assert "Причина: нет света." in said[0][1]
    assert [at for at, _ in said[1:]] == ["13:30"]
    assert "письмо об отмене уйдёт 19.11 в 13:30, 2 адреса" in said[1][1]


@pytest.mark.parametrize("words", ["teor-2: отмена: нет", "teor-2: отмена - не отменяем"])
def test_a_cancellation_with_a_no_for_its_reason_is_asked_about(asked, words):
    """«Отмена: нет» fills in a form; it called the meeting off because of «нет»."""
    before = written(asked)
    hear(asked, letter(asked, words, answers=digest(asked)))
    assert written(asked.go("2020-09-22 12:00")) == before
    assert asked.to("coordinator", "acknowledgement")


@pytest.mark.parametrize(("words", "said"), [("teor-2: отмена, карантин", "Никто не был приглашён: участникам писем не будет."),
                                             ("teor-2: перенос на декабрь", "перенесено на декабрь"), ("teor-2: не проводим", "Принято: ")])
@pytest.mark.parametrize("former", ["", "teor-2: 19.11 в 14:30"])
def test_what_the_answer_to_her_letter_said_is_not_said_again(asked, former, words, said):
    """A row called off or put off that nobody was invited to: «Принято: план исправлен» came ten minutes later."""
    if former:
        hear(asked, letter(asked, former, answers=digest(asked)))
        asked.go("2020-09-22 12:00")
    before = len(asked.to("coordinator", "acknowledgement"))
    hear(asked, letter(asked, words, answers=digest(asked)))
    asked.go("2020-09-23 12:00")
    (mail,) = asked.to("coordinator", "acknowledgement")[before:]
    assert said in mail.text


def test_the_words_of_a_letter_are_news_where_the_file_said_otherwise_since(asked):
    """Called off by mail, put back in the file, called off there again: she hears of the second time as well."""
    hear(asked, letter(asked, "teor-2: отмена, карантин", answers=digest(asked)))
    called_off = written(asked.go("2020-09-22 12:00"))
    asked.dates("[dates]\n").go("2020-09-23 12:00")
    before = len(asked.to("coordinator", "acknowledgement"))
    asked.dates(called_off).go("2020-09-24 12:00")
    (mail,) = asked.to("coordinator", "acknowledgement")[before:]
    assert "никто не был приглашён" in mail.text


@pytest.mark.parametrize(("words", "answered"), [("teor-2: 20.11 в 15:00", False), ("teor-2: 20.11", True)])
def test_a_nod_to_what_was_accepted_is_not_answered(asked, words, answered):
    """«Да, всё верно» to «Принято: …» got «Не понять, на что «да»»; to «Не указано время» it is told what is missing."""
    hear(asked, letter(asked, words, answers=digest(asked)))
    asked.go("2020-09-21 12:05")
    told = asked.to("coordinator", "acknowledgement")
    hear(asked, letter(asked, "да, всё верно", answers=told[-1].row.message_id))
    asked.go("2020-09-21 12:10")
    assert (len(asked.to("coordinator", "acknowledgement")) > len(told)) is answered


def test_no_taking_back_is_promised_after_its_time(make_year):
    """Written at half past ten in the evening, read at seven: «До 23:00 можно взять назад» would be taken for tonight's."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-17 22:30")
    hear(year, letter(year, "teor-2: перенос на 20.11 в 14:30", answers=digest(year)))
    year.go("2020-11-18 08:00")
    said = "\n".join(mail.text for mail in year.since("2020-11-17 22:30") if mail.row.role == "coordinator")
    assert "20.11.2020 14:30" in said
    assert "взять назад" not in said


@pytest.mark.parametrize(("sender", "answers"), [("stranger@evil.example", True), ("coordinator@cdo.example", False)])
def test_a_forged_decision_changes_nothing_and_is_told(asked, sender, answers):
    """Another sender, or her address without the binding to a mail of ours."""
    hear(asked, letter(asked, "teor-2: 19.11 в 14:30", sender=sender, answers=digest(asked) if answers else ""))
    assert written(asked) == ""
    asked.go("2020-09-28 12:00")
    assert any("ничего не изменено" in mail.text for mail in asked.to("coordinator"))


def test_moving_to_december_cancels_and_asks_again(make_year):
    """«teor-2: перенос на декабрь» after invitations: the old date is cancelled, a new one is asked for."""
    year = make_year.armed("2020-10-26 12:00", dates=TEOR_2)
    hear(year, letter(year, "teor-2: перенос на декабрь", answers=digest(year)))
    year.go("2020-11-20 12:00")
    assert year.story("anna", "cancellation", "reminder") == [("26.10 12:40", "cancellation")] or year.story(
        "anna", "cancellation", "reminder") == [("26.10 12:30", "cancellation")]
    assert "no-date" in {question.code for question in year.view().questions}


@pytest.mark.parametrize(("row", "when", "asked_for"), [
    ('closed = "не проводим"\n', "ноябрь 2020", "декабрь"),
    ('when = "10.12.2020 14:30"\nclosed = "октябрь 2020: проведено"\n', "октябрь, декабрь 2020", "март")])
def test_moving_to_another_month_asks_again_whatever_was_closed(make_year, row, when, asked_for):
    """«Принято: перенесено на декабрь», or «новая дата будет объявлена» to everybody, and she was never asked for that date; and a «стоп»
    took away what was closed beside the date that it brought back."""
    year = make_year.armed("2020-11-16 12:00", plan=PLAN.replace("ноябрь 2020", when), dates=f'[dates."teor-2"]\n{row}')
    hear(year, letter(year, f"teor-2: перенос на {asked_for}", answers=digest(year)))
    year.go("2020-11-16 12:20")
    assert [question.ask for question in year.view().questions] == [f"В плане «{asked_for}», нужны день и час."]
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert tomllib.loads(written(year)) == tomllib.loads(f'[dates."teor-2"]\n{row}')


def test_new_days_of_a_festival_that_was_off_take_place_and_no_others(make_year):
    """«Принято: Старт 18.02.2021», while the row stayed off and nobody was told; what she does not name again stays off. «Стоп» undoes both."""
    year = make_year.armed("2020-10-05 12:00", plan=PLAN.replace("ноябрь 2020", "январь - апрель 2021"), dates=(
        '[dates."teor-2"]\nmilestones = [{ title = "Старт", when = "18.01.2021" }, { title = "Итоги", when = "22.04.2021 14:30" }]\n'))
    hear(year, letter(year, "teor-2: отмена, карантин", answers=digest(year)))
    year.go("2020-10-12 13:00")
    off = tomllib.loads(written(year))
    hear(year, letter(year, "teor-2: старт 18.02", answers=digest(year)))
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert tomllib.loads(written(year)) == off
    hear(year, letter(year, "teor-2: старт  18.02", answers=digest(year)))
    year.go("2021-02-17 12:00")
    assert [mail.row.start[:10] for mail in year.to("anna", "invitation")] == ["2021-01-18", "2021-02-18"]


def test_a_librarians_answer_silences_reminders(make_year):
    """DECLINED: no reminders; the digest counts the answers."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    hear(year, reply_mail("anna@mail.example", "gmo@cdo.example", "teor-2.2020-2021.2c2ea500@cdo.example", 0, "DECLINED", year.now))
    year.go("2020-11-20 12:00")
    assert year.to("anna", "reminder") == []
    assert len(year.to("vera", "reminder")) == 2
    assert any("Анна" in mail.text and "не придут — 1" in mail.text for mail in year.to("coordinator", "digest"))


def test_stop_of_a_librarian_stops_her_mail_only(make_year):
    """List-Unsubscribe's «стоп»: nothing more to her; the coordinator is told."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    hear(year, letter(year, "стоп", sender="anna@mail.example", answers=year.to("anna")[-1].row.message_id))
    year.go("2020-11-20 12:00")
    assert year.to("anna", "reminder") == []
    assert len(year.to("vera", "reminder")) == 2
    assert any("Анна" in mail.text for mail in year.to("coordinator", "digest"))


def test_only_invitations_without_reminders(make_year):
    """A muted person is invited and told of changes, never reminded."""
    year = make_year.armed("2020-10-01 12:00", dates=TEOR_2)
    hear(year, letter(year, "только приглашения, без напоминаний", sender="anna@mail.example", answers=year.to("anna")[-1].row.message_id))
    year.go("2020-11-20 12:00")
    assert [kind for _, kind in year.story("anna", "invitation", "reminder")] == ["invitation"]


@pytest.mark.parametrize(("words", "partstat"), [("Приду", "ACCEPTED"), ("Добрый день! Не смогу прийти.", "DECLINED"), ("возможно", "TENTATIVE")])
def test_an_answer_in_words_is_an_answer(make_year, words, partstat):
    """The mail says «ответьте словами „приду" или „не приду"»: so they count."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    hear(year, letter(year, words, sender="anna@mail.example", answers=year.to("anna", "invitation")[0].row.message_id))
    (answer,) = year.ledger.facts.answers(1)
    assert (answer.address, answer.partstat.value) == ("anna@mail.example", partstat)


def test_a_remark_beside_an_answer_is_a_letter(make_year):
    """«Приду, но опоздаю» counts, and is for the coordinator to read at once."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    hear(year, letter(year, "Приду, но опоздаю на час", sender="anna@mail.example", answers=year.to("anna", "invitation")[0].row.message_id))
    assert [answer.partstat.value for answer in year.ledger.facts.answers(1)] == ["ACCEPTED"]
    year.go("2020-10-27 12:00")
    assert any("опоздаю" in mail.text for mail in year.to("coordinator", "acknowledgement"))


def test_an_excuse_stands_in_the_digest_and_ends_reminders(make_year):
    """«Не приду, болею» is a no like the button's, its reason told as a comment is."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    hear(year, letter(year, "Не приду, болею", sender="anna@mail.example", answers=year.to("anna", "invitation")[0].row.message_id))
    year.go("2020-11-20 12:00")
    assert year.to("anna", "reminder") == []
    assert any("Анна Петрова: не придёт, «Не приду, болею» («Новое" in " ".join(mail.text.split()) for mail in year.to("coordinator", "digest"))


def test_a_condition_beside_an_answer_is_a_letter_and_no_answer(make_year):
    """Whoever is counted as declining is reminded no more."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    hear(year, letter(year, "Не приду, если не найдут замену", sender="anna@mail.example",
                      answers=year.to("anna", "invitation")[0].row.message_id))
    assert year.ledger.facts.answers(1) == []
    year.go("2020-10-27 12:00")
    assert any("замену" in mail.text for mail in year.to("coordinator", "acknowledgement"))


@pytest.mark.parametrize(("words", "heard"), [
    ("Приду.\nА можно с коллегой?", True), ("Не смогу\nзаболела, пришлю отчёт почтой", True),
    ("Стоп\nЯ перешла в другую школу, мой новый адрес anna2@mail.example", True),
    ("Добрый день!\nПриду, спасибо!\n\nС уважением,\nПетрова Анна, СШ № 1\nтел. 38-12-10", False), ("Приду\nПетрова А.И.\nбиблиотекарь СШ № 1", False)])
def test_an_answer_and_a_letter_in_one_are_both_heard(make_year, words, heard):
    """The answer counts, and what she wrote besides reaches the coordinator; a signature alone is no letter."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    hear(year, letter(year, words, sender="anna@mail.example", answers=year.to("anna", "invitation")[0].row.message_id))
    assert len(year.ledger.facts.answers(1)) == (0 if words.startswith("Стоп") else 1)
    year.go("2020-10-27 12:00")
    said = [mail.text for mail in year.to("coordinator", "acknowledgement") if "пишет" in mail.text]
    assert bool(said) is heard
    assert not heard or " ".join(words.split()) in said[0].replace("\r\n", " ")


# --- what fits no question, what is taken back, what comes twice

SCHEDULES = """
[[item]]
id = "povy-1"
number = "1"
sector = "Повышение квалификации"
topics = ["Горячие линии СОИРО"]
when = "По графику СОИРО"

[[item]]
id = "povy-3"
number = "3"
sector = "Повышение квалификации"
topics = ["Вебинары"]
when = "По графику профессиональных сообществ"
"""
CSV = "id,title,when,until,place,link,register_by,note\n1,Горячая линия «Фонды»,14.10.2020 10:00,,онлайн,https://example.org/a,,\n" \
      "2,Горячая линия «Учёт»,21.10.2020 10:00,,онлайн,https://example.org/b,,\n"


@lived_once
def with_schedules(make_year):
    """A year with two rows «по графику»."""
    return make_year(plan=PLAN + SCHEDULES).go("2020-09-01 12:00").arm().go(ASKED)


def test_nothing_to_enter_is_no_riddle(with_schedules):
    """Asked what there will be next month, there is often nothing."""
    hear(with_schedules, letter(with_schedules, "povy-1: в октябре пока ничего\npovy-3: 14.10 в 12:00 Вебинар РШБА", answers=digest(with_schedules)))
    later(with_schedules)
    assert "Хорошо, povy-1: пока записывать нечего." in told(with_schedules)
    assert "Не понято" not in told(with_schedules)
    assert "Вебинар РШБА" in written(with_schedules)


def test_an_event_under_its_question_in_the_quoted_digest_is_that_rows(with_schedules):
    """Thunderbird's habit; other questions stand above it."""
    with_schedules.go("2020-09-28 12:00")
    lines = with_schedules.to("coordinator", "digest")[-1].text.replace("\r\n", "\n").split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("Ответьте строкой: «povy-3"))
    assert any(line.startswith("povy-1") for line in lines[:at])
    quoted = "\n".join(f"> {line}" for line in lines[:at + 1])
    hear(with_schedules, letter(with_schedules, f"28.09.2020 9:00, ГМО пишет:\n{quoted}\n\n14.10 в 12:00 Вебинар РШБА\n", answers=digest(with_schedules)))
    assert [(entry["item"], entry["title"]) for entry in tomllib.loads(written(with_schedules))["occurrence"]] == [("povy-3", "Вебинар РШБА")]


def sends(year: Year, name: str, data: bytes, text: str = "") -> None:
    """She attaches a file to an answer."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "coordinator@cdo.example", "gmo@cdo.example", "Fwd: график"
    mail["Date"], mail["Message-ID"], mail["In-Reply-To"] = format_datetime(year.now), f"<{name}@people.example>", digest(year)
    mail.set_content(text)
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    hear(year, mail.as_bytes())


def told(year: Year) -> str:
    """What the newest acknowledgement says."""
    return year.to("coordinator", "acknowledgement")[-1].text


def later(year: Year, minutes: int = 1) -> Year:
    """A little later."""
    return year.go(f"{year.now + timedelta(minutes=minutes):%Y-%m-%d %H:%M}")


def test_a_date_and_its_place_are_taken_back_together(asked):
    """One mail, one «стоп»."""
    before = written(asked)
    hear(asked, letter(asked, "19.11 в 14:30, СШ № 5", answers=digest(asked)))
    assert "СШ № 5" in written(asked)
    later(asked, 5)
    hear(asked, letter(asked, "СТОП", answers=digest(asked)))
    assert [line for line in written(asked).splitlines() if line.strip() and not line.startswith(("#", "["))] == before.splitlines()
    later(asked, 60)
    assert [question.code for question in asked.view().questions] == ["no-date"]


def test_after_the_time_nothing_is_taken_back(asked):
    """«стоп» after half an hour changes nothing and says so."""
    hear(asked, letter(asked, "2", answers=digest(asked)))
    later(asked, 31)
    hear(asked, letter(asked, "стоп", answers=digest(asked)))
    later(asked)
    assert "19.11.2020 14:30" in written(asked)
    assert "нечего" in told(asked)


def test_a_yes_that_nothing_waits_for_is_asked_back(asked):
    """«да» under three dates chooses none of them and approves nothing."""
    hear(asked, letter(asked, "да", answers=digest(asked)))
    later(asked)
    assert written(asked) == ""
    assert "на что «да»" in told(asked)


def test_a_copy_of_a_command_is_not_carried_out_again(asked):
    """The same mail with another trace line after she changed her mind: the last word stands, and it is told."""
    first = letter(asked, "2", answers=digest(asked))
    hear(asked, first)
    later(asked, 5)
    hear(asked, letter(asked, "3", answers=digest(asked)))
    hear(asked, b"Received: from a by b; Mon, 21 Sep 2020 12:10:00 +0300\r\n" + first)
    assert "26.11.2020 14:30" in written(asked)
    asked.go("2020-09-28 12:00")
    assert any("повтор" in mail.text for mail in asked.to("coordinator", "digest"))


def test_an_old_mail_of_ours_binds_nothing(asked):
    """The digest of a quarter ago is no key any more."""
    old = digest(asked)
    asked.go("2020-12-24 12:00")
    hear(asked, letter(asked, "teor-2: 21.01.2021 в 14:30", answers=old))
    assert written(asked) == ""


def test_she_learns_at_once_that_a_fresh_mail_decides_nothing(asked):
    """Written anew instead of answered: told the same minute, but not without end."""
    for n in range(6):
        hear(asked, letter(asked, f"teor-2: 19.11 в 14:3{n}"))
    later(asked)
    assert "Откройте последнюю сводку и ответьте на неё кнопкой «Ответить»" in told(asked)
    assert len([mail for mail in asked.to("coordinator", "acknowledgement") if "кнопкой" in mail.text]) == 1
    assert written(asked) == ""


@pytest.mark.parametrize("start", [":20201120T120000Z", ";TZID=Russian Standard Time:20201120T150000"])
def test_another_time_proposed_in_her_calendar_is_her_word(asked, start):
    """COUNTER on a suggestion confirms the other time."""
    suggestion = next(mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST")
    uid = next(line[4:] for line in suggestion.ics.splitlines() if line.startswith("UID:"))
    reply = reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, "TENTATIVE", asked.now).decode()
    counter = reply.replace("REPLY", "COUNTER").replace(f"UID:{uid}", f"UID:{uid}\nDTSTART{start}")
    assert "METHOD:COUNTER" in counter
    hear(asked, counter.encode())
    assert "20.11.2020 15:00" in written(asked)


def test_another_day_without_an_hour_is_asked_back(asked):
    """COUNTER with a whole day names no hour."""
    suggestion = next(mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST")
    uid = next(line[4:] for line in suggestion.ics.splitlines() if line.startswith("UID:"))
    reply = reply_mail("coordinator@cdo.example", "gmo@cdo.example", uid, 0, "TENTATIVE", asked.now).decode()
    hear(asked, reply.replace("REPLY", "COUNTER").replace(f"UID:{uid}", f"UID:{uid}\nDTSTART;VALUE=DATE:20201120").encode())
    later(asked)
    assert written(asked) == ""
    assert "нет часа" in told(asked)


HOT_LINE = "title,when\nГорячая линия,{}\n"


def entered(year: Year, text: str) -> None:
    """A schedule that she sent and said yes to, and that people have heard of."""
    sends(year, "one.csv", text.encode())
    later(year)
    hear(year, letter(year, "Да", answers=year.to("coordinator", "acknowledgement")[-1].row.message_id))
    later(year, 120)


def sent_again(year: Year, text: str) -> str:
    """What she reads of the corrected file."""
    before = len(year.to("coordinator"))
    sends(year, "two.csv", text.encode())
    later(year, 15)
    return " ".join(" ".join(mail.text for mail in year.to("coordinator")[before:]).split())


def test_a_corrected_schedule_without_ids_moves(with_schedules):
    """She sees the difference, says yes, and people read of one event that moved, with the same UID."""
    year = with_schedules
    entered(year, HOT_LINE.format("29.09.2020 10:00"))
    read = sent_again(year, HOT_LINE.format("30.09.2020 11:00"))
    assert "Перенос: «Горячая линия» — было 29.09.2020 10:00, станет 30.09.2020 11:00" in read
    assert "29.09" in written(year)
    hear(year, letter(year, "да", answers=digest(year)))
    assert written(year).count("[[occurrence]]") == 1
    assert "30.09.2020 11:00" in written(year)
    year.go("2020-09-30 12:00")
    assert len({mail.row.uid for mail in year.to("anna", "announcement", "change")}) == 1
    assert len(year.to("anna", "change")) == 1


@pytest.mark.parametrize(("then", "moved"), [
    ("29.09.2020 10:00\nГорячая линия,31.10.2020 11:00", "было 30.10.2020 10:00, станет 31.10.2020 11:00"),
    ("29.09.2020 10:00", ""), ("28.09.2020 10:00", ""), ("25.09.2020 10:00\nГорячая линия,29.09.2020 10:00", ""),
])
def test_what_is_over_is_in_no_way_of_a_move_and_nothing_moves_there(with_schedules, then, moved):
    """Her schedule still lists what was held: that is no second hour, and no event to come becomes one of the past."""
    year = with_schedules
    entered(year, HOT_LINE.format("29.09.2020 10:00\nГорячая линия,30.10.2020 10:00"))
    year.go("2020-10-05 12:00")
    read = sent_again(year, HOT_LINE.format(then))
    assert ("Перенос: " in read) == bool(moved)
    assert moved in read


def test_a_move_of_whole_days_names_them_as_people_do(with_schedules):
    """«20.10.2020», not «2020-10-20»: the day of an ICS file."""
    year = with_schedules
    ics = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//RU\r\nBEGIN:VEVENT\r\nDTSTAMP:20200901T000000Z\r\n"
           "SUMMARY:Курсы\r\nDTSTART;VALUE=DATE:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    sends(year, "one.ics", ics.format("20201019").encode())
    later(year)
    hear(year, letter(year, "Да", answers=year.to("coordinator", "acknowledgement")[-1].row.message_id))
    later(year, 120)
    sends(year, "two.ics", ics.format("20201020").encode())
    later(year, 15)
    read = " ".join(year.to("coordinator", "acknowledgement")[-1].text.split())
    assert "было 19.10.2020, весь день, станет 20.10.2020, весь день." in read


@pytest.mark.parametrize("words", ["нет", "стоп"])
def test_a_move_is_refused_or_taken_back(with_schedules, words):
    """«Нет» before it, «стоп» after her yes: the event is where it was."""
    year = with_schedules
    entered(year, HOT_LINE.format("29.09.2020 10:00"))
    sent_again(year, HOT_LINE.format("30.09.2020 11:00"))
    if words == "стоп":
        hear(year, letter(year, "да", answers=digest(year)))
        later(year)
    hear(year, letter(year, words, answers=digest(year)))
    assert written(year).count("[[occurrence]]") == 1
    assert "29.09.2020 10:00" in written(year)


@pytest.mark.parametrize(("first", "then", "told_of"), [
    ("29.09.2020 10:00", "29.09.2020 10:00", ""),
    ("29.09.2020 10:00\nГорячая линия,30.09.2020 10:00", "01.10.2020 11:00", "уже записано и останется"),
    ("29.09.2020 10:00", "30.09.2020 10:00\nГорячая линия,01.10.2020 10:00", "уже записано и останется"),
])
def test_what_a_corrected_schedule_does_not_plainly_move_stays(with_schedules, first, then, told_of):
    """The same file again says nothing; where several events could be meant none moves, and she is told before her yes."""
    year = with_schedules
    entered(year, HOT_LINE.format(first))
    read = sent_again(year, HOT_LINE.format(then))
    assert "Перенос" not in read
    assert told_of in read
    assert ("останется" in read) is bool(told_of)


def test_an_id_moves_its_event_without_a_word(with_schedules):
    """The source says itself which event it is."""
    year = with_schedules
    entered(year, "id,title,when\n7,Горячая линия,29.09.2020 10:00\n")
    assert "останется" not in sent_again(year, "id,title,when\n7,Горячая линия,29.09.2020 11:00\n")
    hear(year, letter(year, "да", answers=digest(year)))
    assert written(year).count("[[occurrence]]") == 1


def test_a_move_that_a_crash_tore_may_still_be_taken_back(with_schedules, monkeypatch):
    """Heard again, it is the move that it was, and «стоп» brings back the former day."""
    year = with_schedules
    entered(year, HOT_LINE.format("29.09.2020 10:00"))
    sent_again(year, HOT_LINE.format("30.09.2020 11:00"))
    torn(year, letter(year, "да", answers=digest(year)), monkeypatch)
    assert "30.09.2020 11:00" in written(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "29.09.2020 10:00" in written(year)
    assert written(year).count("[[occurrence]]") == 1


def test_a_moved_event_that_is_gone_is_not_moved(with_schedules):
    """She took the former one out of the file before her yes: she is told, and nothing is written."""
    year = with_schedules
    entered(year, HOT_LINE.format("29.09.2020 10:00"))
    sent_again(year, HOT_LINE.format("30.09.2020 11:00"))
    year.dates("[dates]\n")
    hear(year, letter(year, "да", answers=digest(year)))
    later(year)
    assert "occurrence" not in written(year)
    assert "прежней записи (29.09.2020 10:00) в файле дат уже нет" in told(year)


def test_a_line_of_a_title_that_is_written_already_is_warned_of(with_schedules):
    """«povy-1: 30.09 11:00 Горячая линия» beside that of the 29th: entered, and she reads what stays and how to call it off."""
    year = with_schedules
    entered(year, "id,title,when\n7,Горячая линия,29.09.2020 10:00\n")
    hear(year, letter(year, "povy-1: 30.09 в 11:00 Горячая линия", answers=digest(year)))
    later(year, 15)
    assert written(year).count("[[occurrence]]") == 2
    assert "«Горячая линия», 29.09.2020 10:00, уже записано и останется" in told(year)
    assert "«povy-1: отмена 29.09, другой день»" in told(year)


@pytest.mark.parametrize(("name", "data"), [
    ("grafik.csv", CSV.encode()),
    ("grafik.csv", CSV.replace(",", ";").encode("utf-8-sig")),
])
def test_a_schedule_she_sends_waits_for_her_yes(with_schedules, name, data):
    """Shown as it was understood; entered by «да»; librarians hear of it after the time to take back."""
    year = with_schedules
    sends(year, name, data)
    later(year)
    assert "Горячая линия «Фонды»" in told(year)
    assert "povy-1" in told(year)
    assert "occurrence" not in written(year)
    hear(year, letter(year, "Да", answers=year.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert written(year).count("[[occurrence]]") == 2
    year.go("2020-10-14 12:00")
    assert {mail.row.item for mail in year.to("anna", "announcement")} == {"povy-1"}


def test_a_file_she_sends_is_kept_once(with_schedules):
    """For a month; no copy for a day on which its source is away stays beside it for ever."""
    year = with_schedules
    sends(year, "grafik.csv", CSV.encode())
    state = year.inputs.settings.state
    assert len(list((state / "mailed").iterdir())) == 1
    assert not (state / "feeds").exists()


DOUBTED = """
[[item]]
id = "kons-a"
sector = "Консультационный сектор"
topics = ["Консультация"]
when = "апрель 2020"
"""


@pytest.mark.parametrize("answers", ["digest", "acknowledgement"])
def test_a_bare_yes_is_meant_for_the_file_that_waits_for_it(make_year, answers):
    """Not for the guess of a row, which needs the row's name then."""
    year = make_year.armed(ASKED, plan=PLAN + SCHEDULES + DOUBTED)
    sends(year, "grafik.csv", CSV.encode())
    later(year)
    mid = digest(year) if answers == "digest" else year.to("coordinator", "acknowledgement")[-1].row.message_id
    hear(year, letter(year, "Да", answers=mid))
    assert written(year).count("[[occurrence]]") == 2
    assert "kons-a" not in written(year)
    hear(year, letter(year, "Да!", answers=digest(year)))
    assert 'plan = "апрель 2021"' in written(year)


def test_a_yes_to_a_file_enters_it_into_its_own_row(with_schedules):
    """Though the acknowledgement that she answers tells of one row only, which her letter decided beside the file."""
    year = with_schedules
    sends(year, "grafik-soiro.csv", CSV.encode(), "teor-2: 2")
    later(year)
    hear(year, letter(year, "да", answers=year.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert [entry["item"] for entry in tomllib.loads(written(year))["occurrence"]] == ["povy-1", "povy-1"]


def test_an_all_day_event_of_a_calendar_is_a_whole_day(with_schedules):
    """VALUE=DATE: shown and written as «весь день»; several days with their end."""
    ics = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:PUBLISH\r\n"
           "BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20200901T000000Z\r\nDTSTART;VALUE=DATE:20201028\r\nSUMMARY:День библиотек\r\nEND:VEVENT\r\n"
           "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20200901T000000Z\r\nDTSTART;VALUE=DATE:20201019\r\nDTEND;VALUE=DATE:20201024\r\n"
           "SUMMARY:Курсы\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    sends(with_schedules, "soiro.ics", ics.encode())
    later(with_schedules)
    assert "28.10.2020, весь день День библиотек" in told(with_schedules)
    assert "19.10.2020 – 23.10.2020 Курсы" in told(with_schedules)
    hear(with_schedules, letter(with_schedules, "да", answers=digest(with_schedules)))
    later(with_schedules, 60)
    assert {question.code for question in with_schedules.view().questions} <= {"no-date", "schedule"}
    assert len([row for row in with_schedules.view().rows if row.event.item == "povy-1"]) == 2


CALENDAR = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20200901T000000Z\r\n"
            "DTSTART:20200930T090000Z\r\nSUMMARY:Линия\r\nURL:https://soiro.example/a\r\nSTATUS:{}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")


def test_a_mailed_calendar_says_what_is_not_certain_and_what_is_off(with_schedules):
    """Its STATUS is shown, written and told: people are invited to nothing that its organizer called off."""
    year = with_schedules
    for status, shown, heard in [("TENTATIVE", "Линия, предварительно", ("announcement", "Предварительно:")),
                                 ("CONFIRMED", "Линия.", ("change", "Изменение:")),
                                 ("CANCELLED", "Линия, отменено", ("cancellation", "Отмена:"))]:
        sends(year, f"{status}.ics", CALENDAR.format(status).encode())
        later(year)
        assert shown in told(year)
        hear(year, letter(year, "да", answers=digest(year)))
        later(year, 60)
        assert [mail.subject.startswith(heard[1]) for mail in year.to("anna", heard[0])] == [True]
    assert 'cancelled = "отменено организатором"' in written(year)  # people know no «CANCELLED.ics»


def test_stop_makes_a_tentative_event_of_a_calendar_tentative_again(with_schedules):
    """And the file stays one that can be read."""
    year = with_schedules
    for status in ("TENTATIVE", "CONFIRMED"):
        sends(year, f"{status}.ics", CALENDAR.format(status).encode())
        later(year)
        hear(year, letter(year, "да", answers=digest(year)))
        later(year, 60 if status == "TENTATIVE" else 5)
    assert "tentative" not in written(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert [entry["tentative"] for entry in tomllib.loads(written(year))["occurrence"]] == [True]


def test_her_words_name_the_row_of_a_schedule(with_schedules):
    """«povy-3» in the mail, or in the yes."""
    year = with_schedules
    sends(year, "grafik.csv", CSV.encode(), "Это для povy-3.")
    later(year)
    assert "povy-3" in told(year)
    hear(year, letter(year, "povy-1: да", answers=digest(year)))
    assert written(year).count('"povy-1"') == 2


def test_a_yes_in_the_mail_that_brings_the_file_is_too_early(with_schedules):
    """She has not seen yet how it was read."""
    sends(with_schedules, "grafik.csv", CSV.encode(), "Да")
    assert "occurrence" not in written(with_schedules)


def test_a_schedule_is_taken_back_whole(with_schedules):
    """«стоп» after «да»: the entries are gone from the dates file, nobody heard of them."""
    year = with_schedules
    sends(year, "grafik.csv", CSV.encode())
    later(year)
    hear(year, letter(year, "да", answers=digest(year)))
    later(year, 10)
    hear(year, letter(year, "Стоп!", answers=digest(year)))
    assert "occurrence" not in written(year)
    year.go("2020-10-22 12:00")
    assert year.to("anna", "announcement") == []


def test_a_word_document_becomes_dates_and_entries(with_schedules, tmp_path):
    """A row of our plan that has a day now is that row's date; other rows with a day and an hour are entries."""
    year = with_schedules
    document = docx.Document()
    document.add_paragraph("План на 2020-2021 учебный год")
    table = document.add_table(rows=0, cols=4)
    for cells in (("№", "Тема", "Дата проведения", "Место проведения"),
                  ("2", "Новое в библиотечном обслуживании", "19 ноября 2020 14.30", "Областная библиотека"),
                  ("5", "Вебинар «Книга года»", "22 октября 2020 12.00", "онлайн"),
                  ("6", "Семинар", "декабрь 2020", "СОИРО")):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(tmp_path / "plan.docx")
    sends(year, "plan.docx", (tmp_path / "plan.docx").read_bytes())
    later(year)
    assert "teor-2: 19 ноября 2020 14.30" in told(year)
    assert "Книга года" in told(year)
    assert "Без дня и часа: 1" in told(year)
    assert written(year) == ""
    hear(year, letter(year, "да", answers=digest(year)))
    assert '"teor-2" = "19 ноября 2020 14.30"' in written(year)
    assert written(year).count("[[occurrence]]") == 1


@pytest.mark.parametrize("name", ["grafik.csv", "grafik.xlsx"])
def test_a_table_with_a_title_and_headers_of_its_own_is_read_as_a_document(with_schedules, name):
    """As institutes send it: «в первой строке нет столбцов» came back, and the link stood in a column of its own."""
    year, rows = with_schedules, [["График вебинаров", "", ""], ["Тема вебинара", "Дата и время", "Ссылка"],
                                  ["Фонды школы", "22.10.2020 12:00", "https://rsba.example/1"]]
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    sends(year, name, file.getvalue() if name.endswith("xlsx") else "\n".join(map(";".join, rows)).encode())
    later(year)
    hear(year, letter(year, "да", answers=digest(year)))
    assert 'title = "Фонды школы"\nwhen  = "22.10.2020 12:00"\nlink  = "https://rsba.example/1"' in written(year)


@pytest.mark.parametrize(("column", "words", "title", "said"), [
    ("Отмена", "лектор болен", "Фонды", "Фонды («лектор болен»)"), ("Примечание", "отменено", "Фонды", "Фонды («отменено»)"),
    ("Примечание", "", "Фонды (отменён)", "Фонды (отменён) («отменён»)"),
    ("Примечание", "перенос на 29.10.2020", "Фонды", "Фонды («перенос на 29.10.2020»)")])
def test_what_a_mailed_document_calls_off_is_named_and_not_entered(with_schedules, column, words, title, said):
    """Said in a remark, in a column of reasons, behind the title: it was read as an event to invite to."""
    year = with_schedules
    rows = ["График вебинаров", f"Тема вебинара;Дата и время;{column}", f"{title};22.10.2020 12:00;{words}", "Чтение;28.10.2020 12:00;"]
    sends(year, "grafik.csv", "\n".join(rows).encode())
    later(year)
    assert f"Отменённое и перенесённое не внесено: 22.10.2020 12:00 {said}." in " ".join(told(year).split())
    hear(year, letter(year, "да", answers=digest(year)))
    assert re.findall('title = "(.*)"', written(year)) == ["Чтение"]


def test_a_new_id_on_a_new_day_is_asked_about_and_moved_by_her_word(make_year):
    """The schedule's site numbered its events anew, and moved one: people got a second event beside the first."""
    year = make_year(plan=WEBINARS, config=CONFIG + SOURCE)
    year.write("rsba.csv", "id,title,when\n1,Чтение вслух,15.10.2020 12:00\n2,Каталог,20.10.2020 12:00\n")
    year.go("2020-09-01 12:00").arm().go("2020-10-12 12:00")
    year.write("rsba.csv", "id,title,when\n71,Чтение вслух,16.10.2020 12:00\n72,Каталог,20.10.2020 12:00\n")
    later(year, 60)
    asked = [one.text for one in year.view().questions if one.code == "entry-approval"]
    assert ["«povy-3: 16.10 в 12:00 Чтение вслух»" in text for text in asked] == [True]
    assert year.to("anna", "announcement", "change") == year.to("anna", "announcement")[:2]
    hear(year, letter(year, "povy-3: 16.10 в 12:00 Чтение вслух", answers=digest(year)))
    later(year, 60)
    first, _, change = year.to("anna", "announcement", "change")
    assert (change.row.kind, change.row.uid, "SEQUENCE:1" in change.ics) == ("change", first.row.uid, True)
    assert [one.code for one in year.view().questions if one.code in {"entry-approval", "vanished"}] == []


@pytest.mark.parametrize("head", ["", "График вебинаров\n"])
@pytest.mark.parametrize("words", ["перенесён на 29 октября", "переносится, дата будет объявлена дополнительно"])
def test_what_a_mailed_table_moves_is_named_and_not_entered(with_schedules, head, words):
    """Of a table with a schedule's own columns, and of one read as a document."""
    year = with_schedules
    sends(year, "grafik.csv", f"{head}Тема вебинара;Дата и время;Примечание\nФонды;22.10.2020 12:00;{words}\nЧтение;28.10.2020 12:00;\n".encode())
    later(year)
    assert f"Отменённое и перенесённое не внесено: 22.10.2020 12:00 Фонды («{words}»)." in " ".join(told(year).split())
    hear(year, letter(year, "да", answers=digest(year)))
    assert re.findall('title = "(.*)"', written(year)) == ["Чтение"]


def test_the_link_of_a_mailed_document_is_that_of_its_column(with_schedules):
    """Not the address of materials, which stands before it."""
    year = with_schedules
    rows = ["График вебинаров", "Тема вебинара;Дата и время;Материалы;Ссылка",
            *(f"Чтение {n};2{n}.10.2020 12:00;https://rsba.example/texts;https://rsba.example/{n}" for n in (2, 3))]
    sends(year, "grafik.csv", "\n".join(rows).encode())
    later(year)
    hear(year, letter(year, "да", answers=digest(year)))
    assert re.findall('link  = "(.*)"', written(year)) == ["https://rsba.example/2", "https://rsba.example/3"]


def test_a_mailed_table_whose_titles_are_days_is_no_schedule(with_schedules):
    """«Курс | Начало | Окончание»: a day was taken for the title; a course of five days is none of an hour and a half."""
    year = with_schedules
    rows = ["График", "Курс;Начало;Окончание", "Курсы ФГОС;19.10.2020 10:00;23.10.2020 17:00", "Курсы ИКТ;26.10.2020 10:00;30.10.2020 17:00"]
    sends(year, "grafik.csv", "\n".join(rows).encode())
    later(year)
    assert "нет столбцов" in told(year)


def test_she_reads_all_of_a_long_schedule_and_what_to_answer(with_schedules):
    """In one line of a mail the tenth event was cut off, and «ответьте «да»» with it."""
    year = with_schedules
    rows = ["Дата;Название", *(f"{n}.11.2020 12:00;Вебинар РШБА о чтении школьников {n}" for n in range(10, 30))]
    sends(year, "povy-1.csv", "\n".join(rows).encode())
    later(year)
    answer = " ".join(told(year).split())
    assert all(f"{n}.11.2020 12:00 Вебинар РШБА о чтении школьников {n}" in answer for n in range(10, 30))
    assert "Ответьте «да», чтобы внести это в файл дат" in answer


def test_a_schedule_waits_while_the_dates_file_cannot_be_written(with_schedules):
    """Her «да» met a broken file, and the schedule was forgotten: the next «да» was about nothing."""
    year = with_schedules
    sends(year, "povy-1.csv", "Дата;Название\n20.11.2020 12:00;Вебинар РШБА о чтении школьников\n".encode())
    before = written(year)
    for text, count in (("[dates\n", 0), (before, 1)):
        year.dates(text)
        later(year)
        hear(year, letter(year, "да", answers=digest(year)))
        later(year)
        assert ("Пока не внесено" in told(year), written(year).count("Вебинар РШБА о чтении")) == (not count, count)


def test_what_cannot_be_read_is_told(with_schedules):
    """A picture, a broken workbook."""
    year = with_schedules
    sends(year, "grafik.xlsx", b"PK\x03\x04 broken")
    later(year)
    assert "grafik.xlsx" in told(year)
    assert "occurrence" not in written(year)


WEBINARS = """
title = "План работы ГМО библиотекарей на 2020-2021 учебный год"
school_year = "2020-2021"

[[item]]
id = "povy-3"
number = "3"
sector = "Сектор повышения квалификации"
topics = ["Участие в вебинарах"]
when = "По графику профессиональных сообществ"
places = ["режим онлайн"]
"""
SOURCE = '\n[[schedule]]\nitem = "povy-3"\nname = "РШБА"\nsource = "rsba.csv"\napprove = false\n'


@lived_once
def webinars(make_year):
    """Two webinars of a feed, announced; the first one has vanished from it."""
    year = make_year(plan=WEBINARS, config=CONFIG + SOURCE)
    year.write("rsba.csv", "title,when\nЧтение вслух,15.10.2020 12:00\nКаталог,20.10.2020 12:00\n")
    year.go("2020-09-01 12:00").arm().go("2020-10-12 12:00")
    year.write("rsba.csv", "title,when\nКаталог,20.10.2020 12:00\n")
    return year.go("2020-10-12 13:00")


@pytest.mark.parametrize(("said", "gone"), [("povy-3: отмена, лектор болен", "15.10"), ("povy-3: отмена. Школа № 12 закрыта, лектор болен", "15.10"), ("povy-3: отмена 20.10, лектор болен", "20.10"),
                                            ("povy-3: отмена 20 октября, лектор болен", "20.10")])
def test_one_event_of_somebody_elses_schedule_is_called_off(webinars, said, gone):
    """The one that vanished, or the one whose day she names; the others stay, and who was invited gets its CANCEL."""
    hear(webinars, letter(webinars, said, answers=digest(webinars)))
    webinars.go("2020-10-12 16:00")
    (mail,) = webinars.to("anna", "cancellation")
    assert gone in written(webinars)
    assert "лектор болен" in mail.text
    assert f"202010{gone[:2]}T" in mail.ics
    assert "METHOD:CANCEL" in mail.ics


@pytest.mark.parametrize("days", ["15.10.2020 12:00", "08.10.2020, 15.10.2020 12:00"])
def test_after_a_webinar_that_was_called_off_the_next_one_is_announced(make_year, days):
    """The called-off day is over, and the row with it is off: her next day puts the row back, or nobody would hear of it."""
    year = make_year(plan=WEBINARS, dates=f'[dates."povy-3"]\nwhen = "{days}"\n').go("2020-09-01 12:00").arm().go("2020-10-12 12:00")
    hear(year, letter(year, "povy-3: отмена, лектор болен", answers=digest(year)))
    year.go("2020-10-26 12:00")
    hear(year, letter(year, "povy-3: 12.11 в 12:00", answers=digest(year)))
    year.go("2020-11-13 12:00")
    assert "Не принято" not in told(year)
    assert [mail.row.start[:10] for mail in year.to("anna", "announcement")][-1] == "2020-11-12"
    assert len(year.to("anna", "cancellation")) == 1
    assert year.to("anna", "change") == []


def test_a_day_for_the_next_month_says_that_it_moves_the_webinar_of_this_one(make_year):
    """Asked «Что будет в ноябре?» in the week of October's, she may mean one more: the way she is told leaves October's in peace."""
    year = make_year(plan=WEBINARS, dates='[dates]\n"povy-3" = "29.10.2020 12:00"\n').go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    assert "Что будет в ноябре" in year.to("coordinator", "digest")[-1].text
    hear(year, letter(year, "povy-3: 28.10 в 12:00", answers=digest(year)))
    assert "это перенос с" not in told(later(year))
    hear(year, letter(year, "стоп", answers=digest(year)))
    hear(year, letter(year, "povy-3: 12.11 в 12:00", answers=digest(year)))
    assert "Внимание: это перенос с 29 октября" in told(later(year))
    advised = re.search("с названием: «(.+?) Название»", told(year))
    hear(year, letter(year, "стоп", answers=digest(year)))
    hear(year, letter(later(year), f"{advised[1]} Чтение вслух", answers=digest(year)))
    year.go("2020-11-13 12:00")
    assert year.to("anna", "change", "cancellation") == []
    assert [mail.row.start[:10] for mail in year.to("anna", "announcement")] == ["2020-10-29", "2020-11-12"]


@lived_once
def next_webinar(make_year):
    """The row's own day is over, and 12 November was named without a name for the next one: people have its announcement."""
    year = make_year(plan=WEBINARS, dates='[dates]\n"povy-3" = "15.10.2020 12:00"\n')
    year.go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    hear(year, letter(year, "povy-3: 12.11 в 12:00", answers=digest(year)))
    return year.go("2020-10-30 12:00")


def test_another_hour_of_the_next_webinar_moves_it(next_webinar):
    """It is no second webinar of that day: one entry, one «Перенос»."""
    hear(next_webinar, letter(next_webinar, "povy-3: 12.11 в 15:00", answers=digest(next_webinar)))
    assert [entry["when"] for entry in tomllib.loads(written(next_webinar))["occurrence"]] == ["12.11.2020 15:00"]
    next_webinar.go("2020-11-13 12:00")
    assert next_webinar.story("anna", "announcement", "change") == [
        ("01.10 10:00", "announcement"), ("29.10 10:00", "announcement"), ("30.10 12:30", "change")]


def test_stop_gives_the_next_webinar_its_hour_back(next_webinar):
    """Taken back in time it stands as people know it."""
    before = written(next_webinar)
    hear(next_webinar, letter(next_webinar, "povy-3: 12.11 в 15:00", answers=digest(next_webinar)))
    hear(next_webinar.go("2020-10-30 12:10"), letter(next_webinar, "стоп", answers=digest(next_webinar)))
    assert tomllib.loads(written(next_webinar)) == tomllib.loads(before)
    assert next_webinar.go("2020-11-13 12:00").to("anna", "change") == []


def test_another_day_stands_beside_the_next_webinar_and_the_advice_calls_the_former_off(next_webinar):
    """It may be one more; where it is a move, her answer in the very words she was given does it."""
    hear(next_webinar, letter(next_webinar, "povy-3: 13.11 в 12:00", answers=digest(next_webinar)))
    advised = re.search("отмените прежнее: «(povy-3: .+?)»", told(later(next_webinar, 10)))
    hear(next_webinar, letter(next_webinar, advised[1], answers=digest(next_webinar)))
    next_webinar.go("2020-11-14 12:00")
    assert [mail.row.start[:10] for mail in next_webinar.to("anna", "announcement")] == ["2020-10-15", "2020-11-12", "2020-11-13"]
    assert [mail.row.start[:10] for mail in next_webinar.to("anna", "cancellation")] == ["2020-11-12"]


def test_two_days_named_for_the_next_webinars_are_two_events(next_webinar):
    """An entry has one day: both in one would be refused."""
    hear(next_webinar, letter(next_webinar, "povy-3: 3.12 и 10.12 в 12:00", answers=digest(next_webinar)))
    assert [entry["when"] for entry in tomllib.loads(written(next_webinar))["occurrence"]] == [
        "12.11.2020 12:00", "03.12.2020 12:00", "10.12.2020 12:00"]
    next_webinar.go("2020-12-11 12:00")
    assert [mail.row.start[:10] for mail in next_webinar.to("anna", "announcement")][2:] == ["2020-12-03", "2020-12-10"]


def test_when_two_events_could_be_meant_she_is_asked_which(webinars):
    """Nothing is called off by guessing; the days to choose from are named."""
    webinars.write("rsba.csv", "title,when\nЧтение вслух,15.10.2020 12:00\nКаталог,20.10.2020 12:00\n")
    webinars.go("2020-10-12 14:00")
    hear(webinars, letter(webinars, "povy-3: отмена, лектор болен", answers=digest(webinars)))
    webinars.go("2020-10-12 16:00")
    assert webinars.to("anna", "cancellation") == []
    assert "15.10 Чтение вслух; 20.10 Каталог" in webinars.to("coordinator", "acknowledgement")[-1].text


def test_a_called_off_event_of_the_dates_file_stands_again_after_stop(make_year):
    """«Стоп» puts back what was there: the entry she wrote, as she wrote it."""
    entry = '[[occurrence]]\nitem = "povy-3"\ntitle = "Чтение вслух"\nwhen = "15 октября 2020 в 12.00"\n'
    year = make_year(plan=WEBINARS, dates=entry).go("2020-09-01 12:00").arm().go("2020-10-12 13:00")
    hear(year, letter(year, "povy-3: отмена, лектор болен", answers=digest(year)))
    assert 'cancelled = "лектор болен"' in written(year)
    assert written(year).count("[[occurrence]]") == 1
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert written(year) == entry
    assert year.go("2020-10-16 12:00").to("anna", "cancellation") == []


@pytest.mark.parametrize("kept", ['when = "19.11.2020 14:30"\ntentative = true\n', "when = 2020-11-19T11:30:00Z\n"])
def test_stop_brings_back_what_people_know(make_year, kept):
    """«Участникам ничего не ушло» is true: tentative as it was, and the same hour by whatever clock it was written."""
    year = make_year(dates=f'[dates."teor-2"]\n{kept}').go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    hear(year, letter(year, "teor-2: 26.11 в 14:30", answers=digest(year)))
    year.go("2020-10-26 12:10")
    hear(year, letter(year, "стоп", answers=digest(year)))
    year.go("2020-10-30 12:00")
    assert year.story("anna", "invitation", "change") == [("20.10 10:00", "invitation")]
    assert ("tentative = true" in written(year)) == ("tentative" in kept)


KNOWN = '[[occurrence]]\nitem = "povy-3"\nid = "w1"\ntitle = "Вебинар РШБА"\nwhen = "05.11.2020 12:00"\nlink = "https://a.example/1"\n'


def test_stop_after_an_entry_was_changed_brings_the_former_one_back(make_year):
    """Another link for a webinar people know: taken back, the webinar stands as it stood; it was hers before that letter."""
    known = KNOWN.replace('id = "w1"\n', "")
    year = make_year.armed("2020-10-26 12:00", plan=WEBINARS, dates=known)
    hear(year, letter(year, "povy-3: 05.11.2020 12:00 Вебинар РШБА https://b.example/2", answers=digest(year)))
    assert "b.example" in written(year)
    year.go("2020-10-26 12:10")
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert tomllib.loads(written(year)) == tomllib.loads(known)


def test_stop_after_a_mailed_schedule_moved_an_entry_brings_its_day_back(make_year):
    """The same id with another day: «да», then «стоп»; the event people know is neither moved nor gone."""
    year = make_year.armed("2020-10-26 12:00", plan=WEBINARS, dates=KNOWN)
    sends(year, "a.csv", "id,title,when\nw1,Вебинар РШБА,06.11.2020 12:00\n".encode())
    year.go("2020-10-26 12:05")
    hear(year, letter(year, "да", answers=year.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert "06.11.2020" in written(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert tomllib.loads(written(year)) == tomllib.loads(KNOWN)


def test_an_entry_entered_and_changed_within_the_time_goes_whole(make_year):
    """Both letters are one thing to take back: before them there was nothing."""
    year = make_year(plan=WEBINARS).go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    for link in ("https://a.example/1", "https://b.example/2"):
        hear(year, letter(year, f"povy-3: 05.11.2020 12:00 Вебинар РШБА {link}", answers=digest(year)))
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert tomllib.loads(written(year)) == {}


def test_a_mere_yes_takes_a_shrunken_list_only_under_the_mail_that_told_of_it(make_year):
    """«Да» under a digest means what the digest asks; people must not vanish by it."""
    people = "name,email,school,groups,greeting,left\n" + "".join(f"Имя {n},p{n}@mail.example,,,,\n" for n in range(10))
    year = make_year(people=people).go("2020-09-01 12:00").arm().go("2020-09-21 12:00")
    year.write("people.csv", "name,email,school,groups,greeting,left\nИмя 0,p0@mail.example,,,,\n")
    year.go("2020-09-21 12:30")
    assert len(year.inputs.people) == 10
    hear(year, letter(year, "да", answers=digest(year)))
    year.go("2020-09-21 12:31")
    assert len(year.inputs.people) == 10
    alarm = year.to("coordinator", "alarm")[-1]
    assert "ответьте «да» на письмо службы об этом" in alarm.text
    hear(year, letter(year, "Да.", answers=alarm.row.message_id))
    year.go("2020-09-21 12:50")
    assert len(year.inputs.people) == 1


def test_one_day_of_several_is_called_off_by_mail_and_taken_back(make_year):
    """«отмена 17.11» is about that day; «стоп» brings it back, and nobody heard a word."""
    year = make_year(dates='[dates."teor-2"]\nwhen = "10, 17 и 24 ноября 2020 в 14:30"\n')
    year.go("2020-09-01 12:00").arm().go("2020-11-02 12:00")
    before = written(year)
    hear(year, letter(year, "teor-2: отмена 17.11, занят зал", answers=digest(year)))
    assert "занят зал" in written(year)
    year.go("2020-11-02 12:10")
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert written(year).strip() == before.strip()
    year.go("2020-11-12 12:00")
    assert year.to("anna", "cancellation") == []
    hear(year, letter(year, "teor-2: отмена 17.11, занят зал", answers=digest(year)))
    year.go("2020-11-12 14:00")
    assert [mail.row.start[:10] for mail in year.to("anna", "cancellation")] == ["2020-11-17"]


FESTIVAL = PLAN.replace("ноябрь 2020", "январь - апрель 2021")
POINTS = "tvor-1: старт 18.01, приём заявок до 31.03, итоги 22.04 в 14:30".replace("tvor-1", "teor-2")


def test_the_dates_of_a_festival_are_given_by_mail(make_year):
    """They land in the dates file as milestones, may be taken back, and are changed by naming one again."""
    year = make_year.armed("2020-12-14 12:00", plan=FESTIVAL)
    assert "teor-2: старт ДД.ММ" in year.to("coordinator", "digest")[-1].text
    hear(year, letter(year, POINTS, answers=digest(year)))
    assert 'title = "Приём заявок до", when = "31.03.2021"' in written(year)
    year.go("2020-12-14 12:10")
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "teor-2" not in written(year)
    hear(year, letter(year, POINTS, answers=digest(year)))
    year.go("2020-12-14 14:00")
    hear(year, letter(year, "teor-2: итоги 23.04 в 15:00", answers=digest(year)))
    assert written(year).count("title =") == 3
    assert "23.04.2021 15:00" in written(year)
    year.go("2021-04-24 12:00")
    assert year.story("anna", "reminder")[:2] == [("24.03 10:00", "D-7"), ("30.03 10:00", "D-1")]
    assert len({mail.row.uid for mail in year.to("anna", "invitation")}) == 3


def test_a_festival_taken_back_returns_to_its_former_dates(make_year):
    """«стоп» after a changed milestone brings the old one back with its place."""
    former = '[dates."teor-2"]\nmilestones = [{ title = "Итоги", when = "22.04.2021 14:30", place = "ЦДО" }]\n'
    year = make_year(plan=FESTIVAL, dates=former).go("2020-09-01 12:00").arm().go("2020-12-14 12:00")
    hear(year, letter(year, "teor-2: итоги 23.04 в 15:00", answers=digest(year)))
    assert 'when = "23.04.2021 15:00", place = "ЦДО"' in written(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert 'when = "22.04.2021 14:30", place = "ЦДО"' in written(year)


def test_a_yes_under_a_deadline_reminds_of_it(make_year):
    """«до 20 ноября» is no meeting; «да» makes it a milestone."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "до 20 ноября 2020")).go("2020-09-01 12:00").arm().go("2020-11-02 12:00")
    hear(year, letter(year, "teor-2: да", answers=digest(year)))
    assert 'when = "20.11.2020"' in written(year)
    year.go("2020-11-20 12:00")
    assert year.story("anna", "reminder")


@pytest.mark.parametrize("text", [
    "teor-2:\n- старт 18.01\n- приём заявок до 31.03\n- итоги 22.04 в 14:30",
    "teor-2: старт 18.01\nteor-2: приём заявок до 31.03\nteor-2: итоги 22.04 в 14:30",
])
def test_milestones_line_by_line_are_all_written(make_year, text):
    """Each line of a mail counts, and «стоп» takes all of them back."""
    year = make_year.armed("2020-12-14 12:00", plan=FESTIVAL)
    hear(year, letter(year, text, answers=digest(year)))
    assert [written(year).count(day) for day in ("18.01.2021", "31.03.2021", "22.04.2021 14:30")] == [1, 1, 1]
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "teor-2" not in written(year)


def test_one_date_does_not_replace_milestones(make_year):
    """She is told that it does not, instead of «принято» for what changes nothing."""
    former = '[dates."teor-2"]\nmilestones = [{ title = "Итоги", when = "22.04.2021 14:30" }]\n'
    year = make_year(plan=FESTIVAL, dates=former).go("2020-09-01 12:00").arm().go("2020-12-14 12:00")
    hear(year, letter(year, "teor-2: 20.01 в 14:30", answers=digest(year)))
    year.go("2020-12-14 12:20")
    assert written(year) == former
    assert "есть вехи" in year.to("coordinator", "acknowledgement")[-1].text


TWO = PLAN.replace("ноябрь 2020", "до 20 ноября 2020") + """
[[item]]
id = "povy-3"
number = "3"
sector = "Повышение квалификации"
topics = ["Вебинары"]
when = "По графику профессиональных сообществ"
places = []
responsible = ["Иващенко И.В."]
"""


def scheduled(year: Year) -> bytes:
    """Her mail with a schedule attached."""
    mail = EmailMessage()
    for name, value in (("From", "coordinator@cdo.example"), ("To", "gmo@cdo.example"), ("Subject", "график"),
                        ("Date", format_datetime(year.now)), ("Message-ID", "<file@mail.example>"), ("In-Reply-To", digest(year))):
        mail[name] = value
    mail.set_content("povy-3")
    mail.add_attachment("Дата;Название\n20.11.2020 12:00;Вебинар РШБА о чтении\n".encode(), maintype="text", subtype="csv", filename="povy-3.csv")
    return mail.as_bytes()


@pytest.mark.parametrize("answered", [False, True])
def test_a_yes_for_a_waiting_file_is_no_yes_to_a_deadline(make_year, answered):
    """Whether the deadline is still asked about or was settled before: the webinar is entered, under its own row."""
    year = make_year.armed("2020-11-02 12:00", plan=TWO)
    if answered:
        hear(year, letter(year, "teor-2: да", answers=digest(year)))
        year.go("2020-11-02 14:00")
    hear(year, scheduled(year))
    year.go(f"{year.now:%Y-%m-%d} 15:00")
    hear(year, letter(year, "да", answers=digest(year)))
    assert 'item  = "povy-3"' in written(year)
    assert ('title = "Срок"' in written(year)) is answered


def test_days_of_several_months_named_in_one_mail_are_all_written(make_year):
    """The second line knows what the first has just written."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "ноябрь 2020, февраль 2021")).go("2020-09-01 12:00").arm().go("2020-10-12 12:00")
    hear(year, letter(year, "teor-2: 19.11.2020 в 14:30\nteor-2: 18.02.2021 в 14:30", answers=digest(year)))
    assert "19.11.2020" in written(year)
    assert "18.02.2021" in written(year)


# --- as the dates file reads it

CALENDAR_YEAR = PLAN.replace('school_year = "2020-2021"', 'school_year = "2020-2021"\ncalendar_year = 2021').replace("ноябрь 2020", "{month} 2021")


@pytest.mark.parametrize(("month", "words", "kept"), [
    ("октябрь", "teor-2: 19 октября в 14:30", "19.10.2021 14:30"),
    ("октябрь", "19.10.2021 14:30", "19.10.2021 14:30"),
    ("март", "18 марта в 14:30", "18.03.2021 14:30"),
    ("октябрь", "teor-2: перенос на ноябрь 2021", "ноябрь 2021"),
])
def test_a_date_is_read_against_the_plans_own_year(make_year, month, words, kept):
    """A plan «на 2021 год» has an autumn in another school year: her mail is read as her file is."""
    year = make_year(plan=CALENDAR_YEAR.format(month=month), start="2021-01-11 09:00").go("2021-01-11 12:00").arm().go("2021-01-18 12:00")
    hear(year, letter(year, words, answers=digest(year)))
    assert kept in written(year)
    assert not {question.code for question in year.view().questions} & {"decision-suspicious", "suspicious", "out-of-year"}


def test_a_slip_of_the_year_in_a_calendar_years_plan_is_put_right_into_that_year(make_year):
    """«Октябрь 2022» of a plan «на 2021 год» may be October 2021: that of its school year was over before the plan began."""
    plan = CALENDAR_YEAR.format(month="октябрь").replace("октябрь 2021", "октябрь 2022")
    year = make_year(plan=plan, start="2021-01-11 09:00").go("2021-01-11 12:00").arm().go("2021-01-18 12:00")
    asked = year.to("coordinator", "digest")[-1].text
    assert "октябрь 2022 вне 2021 года. Возможно, октябрь 2021?" in asked
    hear(year, letter(year, "да", answers=digest(year)))
    assert 'plan = "октябрь 2021"' in written(year)


@pytest.mark.parametrize(("words", "kept", "days"), [
    ("12, 19 и 26 ноября в 14:30", "12.11.2020, 19.11.2020, 26.11.2020 14:30", ["12", "19", "26"]),
    ("24–26 ноября, весь день", "24.11.2020–26.11.2020, весь день", ["24"]),
])
def test_several_days_of_one_row_are_several_meetings(asked, words, kept, days):
    """Each is invited to; «стоп» would take all back."""
    hear(asked, letter(asked, words, answers=digest(asked)))
    assert kept in written(asked)
    asked.go("2020-11-01 12:00")
    assert sorted(mail.row.start[8:10] for mail in asked.to("anna", "invitation")) == days


def test_a_day_off_among_several_is_named(asked):
    """The Sunday among them, while it may be taken back."""
    hear(asked, letter(asked, "19 и 22 ноября в 14:30", answers=digest(asked)))
    later(asked)
    assert "22 ноября, вс — нерабочий день" in told(asked)


# --- below and between the lines of the quoted digest

def quoted(year: Year, *, until: str = "") -> str:
    """The newest digest as Thunderbird quotes it, whole or to a line that holds ``until``."""
    text = [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].text
    lines = text[:text.index(until)].splitlines() if until else text.splitlines()
    return "21.09.2020 9:00, ГМО школьных библиотекарей пишет:\n" + "\n".join(f"> {line}".rstrip() for line in lines)


@pytest.mark.parametrize("words", ["2", "19.11 в 14:30", "teor-2: 19 ноября в 14.30"])
@pytest.mark.parametrize("until", ["", "КАК ОТВЕТИТЬ"])
def test_an_answer_under_the_quotation_is_heard(asked, words, until):
    """Thunderbird and The Bat! put the cursor there; the signature below says nothing."""
    hear(asked, letter(asked, f"{quoted(asked, until=until)}\n\nДобрый день!\n{words}\n\n-- \nИрина Иващенко, т. 19-11-14", answers=digest(asked)))
    assert "19.11.2020 14:30" in written(asked)
    later(asked)
    assert "Не понято" not in told(asked)


def test_each_answer_stands_under_its_question(make_year):
    """Two questions of one digest, no row named by her: «да» is for the doubted year, «2» for the date."""
    year = make_year(plan=PLAN + DOUBTED).go("2020-09-01 12:00").arm().go(ASKED)
    lines = quoted(year).splitlines()
    ends = {row: next(n for n, line in enumerate(lines) if n > at and line == ">" and not lines[n + 1].startswith(">  "))
            for row in ("teor-2", "kons-a") for at, line in enumerate(lines) if line.startswith(f"> {row}: ")}
    for row, words in sorted({"teor-2": "второе", "kons-a": "да"}.items(), key=lambda pair: -ends[pair[0]]):
        lines[ends[row]:ends[row]] = ["", words, ""]
    hear(year, letter(year, "\n".join(lines), answers=digest(year)))
    assert "19.11.2020 14:30" in written(year)
    assert 'plan = "апрель 2021"' in written(year)


def test_a_quoted_digest_without_a_word_of_hers_decides_nothing(asked):
    """And she is told that no decision was found."""
    hear(asked, letter(asked, quoted(asked), answers=digest(asked)))
    later(asked)
    assert written(asked) == ""
    assert "указаний в нём не найдено" in told(asked)


def test_a_librarians_answer_under_the_quotation_is_heard(make_year):
    """«Приду» counts below the invitation, and what else she wrote there is passed on."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    invitation = year.to("anna", "invitation")[0]
    below = "\n".join(f"> {line}".rstrip() for line in invitation.text.splitlines())
    hear(year, letter(year, f"{below}\n\nПриду", sender="anna@mail.example", answers=invitation.row.message_id))
    hear(year, letter(year, f"{below}\n\nМожно с коллегой?", sender="vera@mail.example", answers=invitation.row.message_id))
    assert [answer.address for answer in year.ledger.facts.answers(1)] == ["anna@mail.example"]
    later(year)
    assert "«Можно с коллегой?»" in told(year)


# --- between the file and the ledger

class Died(BaseException):
    """The process ended here."""


def torn(year: Year, raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter is written into the file, and the process ends before the ledger has it; a new one hears the letter again."""
    with monkeypatch.context() as patch:
        patch.setattr(type(year.ledger.facts), "mark_seen", lambda *_: (_ for _ in ()).throw(Died))
        with pytest.raises(Died):
            hear(year, raw)
    year.restart()
    later(year)
    hear(year, raw)


@pytest.mark.parametrize("words", ["26.11 в 14:30", "26.11 в 14:30, СШ № 5", "отмена: карантин"])
def test_a_decision_that_a_crash_tore_may_still_be_taken_back(make_year, monkeypatch, words):
    """It is told as taken, reaches nobody for half an hour, and «стоп» brings back what stood before."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    before = written(year)
    torn(year, letter(year, f"teor-2: {words}", answers=digest(year)), monkeypatch)
    assert written(year) != before
    year.go("2020-10-26 12:25")
    assert "Принято" in told(year)
    assert year.to("anna", "change", "cancellation") == []
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert tomllib.loads(written(year))["dates"]["teor-2"] in ("19.11.2020 14:30", {"when": "19.11.2020 14:30"})
    year.go("2020-10-28 12:00")
    assert year.to("anna", "change", "cancellation") == []


def test_a_file_of_hers_that_a_crash_tore_may_still_be_taken_back(with_schedules, monkeypatch):
    """Her «да» to an attached schedule: both events were entered, and both go again."""
    year = with_schedules
    sends(year, "grafik.csv", CSV.encode())
    later(year)
    torn(year, letter(year, "да", answers=year.to("coordinator", "acknowledgement")[-1].row.message_id), monkeypatch)
    later(year)
    assert "Внесено: 2 записи" in told(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "occurrence" not in written(year)


def test_an_entry_that_a_crash_tore_may_still_be_taken_back(with_schedules, monkeypatch):
    """An event of a schedule goes out of the file again."""
    year = with_schedules
    torn(year, letter(year, "povy-3: 01.10 12:00 Вебинар «Чтение»", answers=digest(year)), monkeypatch)
    assert "Вебинар «Чтение»" in written(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "Вебинар «Чтение»" not in written(year)


def test_the_milestones_before_a_crash_come_back(make_year, monkeypatch):
    """A festival's former dates are those of the file before the letter, not of the half-done one."""
    plan = PLAN + SCHEDULES.partition("[[item]]")[0] + PLAN[PLAN.index("[[item]]"):].replace("teor-2", "tvor-1").replace(
        "ноябрь 2020", "январь - апрель 2021")
    year = make_year(plan=plan, dates='[dates."tvor-1"]\nmilestones = [{ title = "Старт", when = "18.01.2021" }]\n')
    year.go("2020-09-01 12:00").arm().go("2020-11-30 12:00")
    torn(year, letter(year, "tvor-1: старт 20.01, итоги 22.04", answers=digest(year)), monkeypatch)
    assert "20.01.2021" in written(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert "18.01.2021" in written(year)
    assert "Итоги" not in written(year)


@pytest.mark.parametrize("words", ["teor-2: 26.11 в 14:30, СШ № 5", "teor-2: 26 ноября в 14.30, гимназия № 4"])
def test_a_new_date_and_place_of_a_decided_row_move_it(make_year, words):
    """The row has its date and no question: her words are still about its meeting, and no second one by the school's name."""
    year = make_year.armed("2020-10-26 12:00", dates=TEOR_2)
    hear(year, letter(year, words, answers=digest(year)))
    assert "occurrence" not in written(year)
    assert 'when = "26.11.2020 14:30"' in written(year)
    year.go("2020-10-28 12:00")
    assert [mail.row.uid for mail in year.to("anna", "change")] == [year.to("anna", "invitation")[0].row.uid]
    assert len(year.to("anna", "invitation")) == 1


def test_a_title_behind_a_date_of_a_row_with_its_own_date_is_asked_back(make_year):
    """Only a row «по графику» has events of others."""
    year = make_year.armed("2020-10-26 12:00", dates=TEOR_2)
    hear(year, letter(year, "teor-2: 26.11 14:30 Вебинар «Чтение»", answers=digest(year)))
    assert written(year) == TEOR_2


@pytest.mark.parametrize("words", ["19 ноября", "Девятнадцатого ноября", "19-го", "на 19-е число"])
def test_a_suggested_day_needs_no_hour(asked, words):
    """«2 — 19 ноября, чт, 14:30» is meant by its day: the answer says at which hour it was taken."""
    hear(asked, letter(asked, words, answers=digest(asked)))
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-09-21 12:20")
    assert "Принято: 19.11.2020 14:30" in asked.to("coordinator", "acknowledgement")[-1].text


@pytest.mark.parametrize(("words", "kept"), [
    ("Подходит!", "19.11.2020 14:30"), ("Подходит, но в 15:00", "19.11.2020 15:00"), ("лучше 26", "26.11.2020 14:30"),
])
def test_a_suggestion_is_answered_in_few_words(asked, words, kept):
    """Under the mail that asks about one day: a yes, another hour of that day, another of the days suggested."""
    suggestion = [mail for mail in asked.to("coordinator") if mail.row.method == "REQUEST"][1]
    hear(asked, letter(asked, words, answers=suggestion.row.message_id))
    assert kept in written(asked)


@pytest.mark.parametrize(("words", "kept"), [
    ("teor-2: перенос на 26 ноября, время то же", "26.11.2020 14:30"), ("teor-2: начало в 15:00", "19.11.2020 15:00"),
    ("teor-2: не 19, а 20", "20.11.2020 14:30"),
])
def test_a_meeting_that_stands_says_what_her_words_leave_out(make_year, words, kept):
    """Its hour for «время то же», its day for another hour, its month for another day."""
    year = make_year.armed("2020-10-26 12:00", dates=TEOR_2)
    hear(year, letter(year, words, answers=digest(year)))
    assert kept in written(year)


def test_a_slip_is_put_right_by_the_next_letter(asked):
    """«12 ноября в 14:30» and a minute later «ой, не 12, а 13»."""
    hear(asked, letter(asked, "12 ноября в 14:30", answers=digest(asked)))
    asked.go("2020-09-21 12:01")
    hear(asked, letter(asked, "ой, не 12, а 13", answers=digest(asked)))
    assert "13.11.2020 14:30" in written(asked)


def test_the_plans_own_place_is_named_by_what_tells_it_from_the_other(make_year):
    """«8 школа»: the place as the plan writes it."""
    year = make_year.armed(ASKED, plan=TWO_ROWS)
    hear(year, letter(year, "prak-1: 8 школа", answers=digest(year)))
    assert 'place = "СШ № 8"' in written(year)


def test_her_own_numbered_list_takes_no_suggestion(make_year):
    """«1. ЦДО» may count our questions as well as our suggestions, and is not taken for the first day suggested; a day of the month that the
    second question asks for is its answer either way."""
    year = make_year.armed(ASKED, plan=TWO_ROWS)
    hear(year, letter(year, "1. ЦДО\n2. 19 ноября", answers=digest(year)))
    assert written(year) == '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
    year.go("2020-09-21 12:20")
    assert "Не понято: «1. ЦДО». Не понять, что считают эти номера" in year.to("coordinator", "acknowledgement")[-1].text


@pytest.mark.parametrize(("words", "said"), [("да", "апрель 2021"), ("ничего не понять", "Не понято")])
def test_the_logo_of_a_signature_is_no_file(make_year, words, said):
    """Outlook sends one with every letter: her words count as ever, and nothing is said about it."""
    plan = PLAN.replace("ноябрь 2020", "апрель 2020")
    year = make_year.armed(ASKED, plan=plan)
    hear(year, with_picture(year, words, "image001.png"))
    year.go("2020-09-21 12:20")
    told = year.to("coordinator", "acknowledgement")[-1].text
    assert said in told
    assert "image001" not in told


def test_a_photograph_is_told_of_and_her_words_count(asked):
    """A decision that stands on a photograph only is asked for in words."""
    hear(asked, with_picture(asked, "не разберу", "IMG_2231.jpeg"))
    asked.go("2020-09-21 12:20")
    told = asked.to("coordinator", "acknowledgement")[-1].text
    assert "Если решение на снимке, напишите его словами" in told
    assert "Не понято: «не разберу»" in told


def with_picture(year: Year, words: str, name: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["In-Reply-To"] = "coordinator@cdo.example", "gmo@cdo.example", "Re:", digest(year)
    mail["Date"], mail["Message-ID"] = format_datetime(year.now), "<picture@people.example>"
    mail.set_content(words)
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename=name)
    return mail.as_bytes()


OTHER = KNOWN.replace("w1", "w2").replace("05.11", "26.11").replace("РШБА", "другой")


@pytest.mark.parametrize("others", ["", OTHER])
@pytest.mark.parametrize("words", ["отмена 05.11, нет докладчика", "отмена: Вебинар РШБА, нет докладчика"])
@pytest.mark.parametrize("heard", ["2020-09-02 12:00", "2020-10-26 12:00"])
def test_a_called_off_event_that_a_crash_tore_is_the_only_one_that_goes(make_year, monkeypatch, others, words, heard):
    """The letter is about the same event when it is heard again: neither the row nor the other event goes with it, whether or not anybody
    knows them."""
    year = make_year(plan=WEBINARS, dates=KNOWN + others).go("2020-09-01 12:00").arm().go(heard)
    asked = [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].row.message_id
    torn(year, letter(year, f"povy-3: {words}", answers=asked), monkeypatch)
    found = tomllib.loads(written(year))
    assert ["cancelled" in entry for entry in found["occurrence"]] == [True, False][:len(found["occurrence"])]
    assert "dates" not in found
    later(year, 5)
    assert "можно взять назад" in told(year)
    hear(year, letter(year, "стоп", answers=asked))
    assert tomllib.loads(written(year)) == tomllib.loads(KNOWN + others)


def test_another_link_that_a_crash_tore_may_still_be_taken_back(make_year, monkeypatch):
    """The event stood in the file before her letter: what the letter changed of it is known all the same."""
    known = KNOWN.replace('id = "w1"\n', "")
    year = make_year(plan=WEBINARS, dates=known).go("2020-09-01 12:00").arm().go("2020-10-26 12:00")
    torn(year, letter(year, "povy-3: 05.11.2020 12:00 Вебинар РШБА https://b.example/2", answers=digest(year)), monkeypatch)
    assert "b.example" in written(year)
    hear(year, letter(year, "стоп", answers=digest(year)))
    assert tomllib.loads(written(year)) == tomllib.loads(known)


@pytest.mark.parametrize(("name", "words", "rows", "asked_for"), [
    ("povy-3.csv", "povy-1 и povy-3 во вложении", {"povy-3"}, False), ("file.csv", "povy-3", {"povy-3"}, False),
    ("file.csv", "график", {"povy-1"}, True), ("file.csv", "povy-1 и povy-3", {"povy-1"}, True)])
def test_the_row_of_a_schedule_is_named_by_its_file_before_her_words(with_schedules, name, words, rows, asked_for):
    """Where neither names one for certain, she reads how to name another."""
    sends(with_schedules, name, CSV.encode(), words)
    later(with_schedules, 5)
    assert ("ответьте с именем строки: «povy-3: да»" in " ".join(told(with_schedules).split())) is asked_for
    hear(with_schedules, letter(with_schedules, "да", answers=with_schedules.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert {entry["item"] for entry in tomllib.loads(written(with_schedules))["occurrence"]} == rows


GUESS = """
[[item]]
id = "kons-a"
sector = "Консультационный сектор"
topics = ["Занятие для молодых специалистов"]
when = "апрель 2020"
"""


def test_a_yes_to_a_mail_that_asked_nothing_settles_no_guess(make_year):
    """«Да» under «Вложение не прочитано» is not about the month that the digest guessed; under the digest it is."""
    year = make_year(plan=PLAN + GUESS + SCHEDULES).go("2020-09-01 12:00").arm().go(ASKED)
    sends(year, "table.xlsx", b"PK broken")
    later(year, 5)
    shown = year.to("coordinator", "acknowledgement")[-1]
    assert "«table.xlsx» повреждён" in " ".join(shown.text.split())
    hear(year, letter(year, "Да", answers=shown.row.message_id))
    assert "dates" not in tomllib.loads(written(year))
    hear(year, letter(year, "да", answers=digest(year)))
    assert tomllib.loads(written(year))["dates"] == {"kons-a": {"plan": "апрель 2021"}}


@pytest.fixture
def written_to(with_schedules):
    """A schedule waits for her «да», 19 November stands, and Anna's question was passed on to her."""
    year = with_schedules.dates(TEOR_2).go("2020-10-21 12:00")
    sends(year, "povy-3.csv", CSV.replace(".10.2020", ".11.2020").encode())
    later(year, 5)
    hear(year, letter(year, "Можно прийти с коллегой?", sender="anna@mail.example", answers=year.to("anna", "invitation")[-1].row.message_id))
    return later(year, 5)


@pytest.mark.parametrize("words", ["Да", "Да, можно", "нет", "+", "Приходите 26 ноября в 14:30", "19.11 в 15:00", "отмена", "Гостиная отменяется", "Спасибо", "Принято"])
def test_an_answer_meant_for_who_wrote_decides_nothing(written_to, words):
    """She pressed «Ответить» under what we passed on: nothing is entered, and she learns that her words came to the service."""
    before = written(written_to)
    passed_on = written_to.to("coordinator", "acknowledgement")[-1]
    assert "Можно прийти с коллегой?" in passed_on.text
    hear(written_to, letter(written_to, words, answers=passed_on.row.message_id))
    later(written_to, 5)
    assert written(written_to) == before
    assert ("Ваш ответ получила служба" in " ".join(told(written_to).split())) is (words not in ("Спасибо", "Принято"))
    hear(written_to, letter(written_to, "да", answers=digest(written_to)))
    assert len(tomllib.loads(written(written_to))["occurrence"]) == 2, "the schedule still waits for her «да»"


@pytest.mark.parametrize("words", ["teor-2: отмена, карантин", "Анна, приходите!\nteor-2: отмена, карантин"])
def test_an_order_that_names_its_row_counts_under_a_letter_passed_on(written_to, words):
    """It can be meant for the service only."""
    hear(written_to, letter(written_to, words, answers=written_to.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert tomllib.loads(written(written_to))["dates"]["teor-2"] == {"when": "19.11.2020 14:30", "cancelled": "карантин"}


@pytest.mark.parametrize("words", ["да", "teor-2: да", "+", "ок", "нет"])
def test_a_yes_or_no_to_a_meeting_on_a_day_off_decides_nothing_about_a_schedule_that_waits(with_schedules, words):
    """«Оставить или перенести?» - «да»: she is asked again, and the file waits on; nor does a row with a date of its own take its events."""
    sends(with_schedules, "povy-3.csv", CSV.encode())
    later(with_schedules, 5)
    hear(with_schedules, letter(with_schedules, "teor-2: 21.11 в 14:30", answers=digest(with_schedules)))
    later(with_schedules, 60)
    asked_again = with_schedules.to("coordinator", "acknowledgement")[-1]
    assert "Оставить или перенести?" in asked_again.text
    before = written(with_schedules)
    hear(with_schedules, letter(with_schedules, words, answers=asked_again.row.message_id))
    later(with_schedules)
    assert written(with_schedules) == before
    assert ("на что «" in told(with_schedules)) is (words != "ок")
    hear(with_schedules, letter(with_schedules, "povy-3: да", answers=asked_again.row.message_id))
    assert {entry["item"] for entry in tomllib.loads(written(with_schedules))["occurrence"]} == {"povy-3"}


@pytest.mark.parametrize("words", ["да", "+", "ок"])
def test_a_yes_under_what_was_read_of_a_schedule_is_about_that(with_schedules, words):
    """The digest asks about a day off meanwhile; this mail of ours asks about the file only. Asked back under the digest, «да» asks back again."""
    hear(with_schedules, letter(with_schedules, "teor-2: 21.11 в 14:30", answers=digest(with_schedules)))
    with_schedules.go("2020-09-28 12:00")
    assert "Ответьте «teor-2: оставить»" in with_schedules.to("coordinator", "digest")[-1].text
    sends(with_schedules, "povy-3.csv", CSV.encode())
    later(with_schedules, 5)
    shown = with_schedules.to("coordinator", "acknowledgement")[-1]
    hear(with_schedules, letter(with_schedules, "да", answers=digest(with_schedules)))
    later(with_schedules, 5)
    hear(with_schedules, letter(with_schedules, "да", answers=with_schedules.to("coordinator", "acknowledgement")[-1].row.message_id))
    assert "occurrence" not in tomllib.loads(written(with_schedules))
    later(with_schedules, 5)
    hear(with_schedules, letter(with_schedules, words, answers=shown.row.message_id))
    assert len(tomllib.loads(written(with_schedules))["occurrence"]) == 2


def test_another_hour_that_a_crash_tore_may_still_be_taken_back(next_webinar, monkeypatch):
    """Heard again it is the same correction: «стоп» gives the hour that people know, and not a webinar less."""
    before = written(next_webinar)
    torn(next_webinar, letter(next_webinar, "povy-3: 12.11 в 15:00", answers=digest(next_webinar)), monkeypatch)
    assert [entry["when"] for entry in tomllib.loads(written(next_webinar))["occurrence"]] == ["12.11.2020 15:00"]
    next_webinar.go("2020-10-30 12:15")
    hear(next_webinar, letter(next_webinar, "стоп", answers=digest(next_webinar)))
    assert tomllib.loads(written(next_webinar)) == tomllib.loads(before)


@pytest.mark.parametrize("words", ["да", "ок", "+"])
def test_a_yes_under_what_is_about_something_else_sends_no_schedule(make_year, words):
    """«Ок» under «Принято: teor-2 …» is no yes to the entries of a schedule that wait; under the digest, or with their row's name, «да» is."""
    year = make_year(plan=PLAN + SCHEDULES, config=CONFIG + '[[schedule]]\nitem = "povy-1"\nname = "СОИРО"\nsource = "soiro.csv"\n')
    year.write("soiro.csv", CSV)
    year.go("2020-09-01 12:00").arm().go("2020-10-05 12:00")
    hear(year, letter(year, "teor-2: 19.11 в 14:30", answers=digest(year)))
    later(year, 15)
    accepted = year.to("coordinator", "acknowledgement")[-1]
    assert "Принято" in accepted.text
    hear(year, letter(year, words, answers=accepted.row.message_id))
    later(year, 15)
    assert year.to("anna", "announcement") == []
    asked_back = ["это письмо о другом" in " ".join(mail.text.split()) for mail in year.to("coordinator", "acknowledgement")]
    assert any(asked_back) is (words != "ок")
    hear(year, letter(year, "povy-1: да" if words == "+" else "да", answers=accepted.row.message_id if words == "+" else digest(year)))
    later(year, 60)
    assert len(year.to("anna", "announcement")) == 1


def test_a_yes_under_the_mail_that_tells_of_new_entries_sends_them(make_year):
    """It came between two digests, and asks for it."""
    year = make_year(plan=PLAN + SCHEDULES, config=CONFIG + '[[schedule]]\nitem = "povy-1"\nname = "СОИРО"\nsource = "soiro.csv"\n')
    year.write("soiro.csv", CSV.split("2,", maxsplit=1)[0])
    year.go("2020-09-01 12:00").arm().go("2020-10-06 12:00").write("soiro.csv", CSV)
    year.go("2020-10-06 13:00")
    shown = [mail for mail in year.to("coordinator", "acknowledgement") if "Горячая линия" in mail.text][-1]
    hear(year, letter(year, "да", answers=shown.row.message_id))
    later(year, 60)
    assert len(year.to("anna", "announcement")) == 1


def test_a_number_under_an_old_digest_moves_nothing_that_people_know(asked):
    """«1» two weeks later under the same digest: the meeting has its day by now, and everybody was invited."""
    old = digest(asked)
    hear(asked, letter(asked, "2", answers=old))
    asked.go("2020-10-21 12:00")
    assert asked.to("anna", "invitation")
    hear(asked, letter(asked, "1", answers=old))
    assert "19.11.2020 14:30" in written(asked)
    asked.go("2020-10-21 12:20")
    assert "участники уже знают; ничего не изменено. Чтобы перенести, ответьте: «teor-2: 12.11.2020 в 14:30»" in " ".join(
        asked.to("coordinator", "acknowledgement")[-1].text.split())
    hear(asked, letter(asked, "teor-2: 12.11.2020 в 14:30", answers=old))
    assert "12.11.2020 14:30" in written(asked)


def test_a_number_under_an_old_digest_revives_nothing_that_is_off(asked):
    """Everybody read the cancellation: «1» under September's digest is no word about that."""
    old = digest(asked)
    hear(asked, letter(asked, "2", answers=old))
    asked.go("2020-10-21 12:00")
    asked.dates('[dates."teor-2"]\ncancelled = "болезнь"\n').go("2020-10-22 12:00")
    hear(asked, letter(asked, "1", answers=old))
    assert "12.11" not in written(asked)
    asked.go("2020-10-22 12:20")
    assert "Об отмене teor-2" in asked.to("coordinator", "acknowledgement")[-1].text


def test_a_number_under_a_digest_that_asks_for_a_new_day_sets_it(asked):
    """«Переносим на декабрь»: cancelled, and asked for anew."""
    hear(asked, letter(asked, "2", answers=digest(asked)))
    asked.go("2020-10-21 12:00")
    hear(asked, letter(asked, "teor-2: переносим на декабрь", answers=digest(asked)))
    asked.go("2020-11-02 12:00")
    assert asked.to("anna", "cancellation")
    hear(asked, letter(asked, "1", answers=digest(asked)))
    assert ".12.2020 14:30" in written(asked)
