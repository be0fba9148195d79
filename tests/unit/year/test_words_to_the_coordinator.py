"""What digests, acknowledgements and alarms say must be true at that moment, and fit to be copied."""

import re
from datetime import timedelta
from email import message_from_bytes

import pytest
from support.hearing import hear, letter
from support.year import CONFIG, PLAN, moscow

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
EXAMPLE = re.compile(r"(\d\d\.\d\d) в 14:30")


def test_a_meeting_on_a_day_off_is_accepted_and_asked_about(make_year):
    """«Не принято» would be false: the date stands, and the day off is a question (rule 9)."""
    year = make_year.armed("2020-10-28 12:00")
    year.dates('[dates]\n"teor-2" = "15.11.2020 14:30"\n')
    year.go("2020-10-29 12:00")
    words = " ".join(mail.subject + mail.text for mail in year.to("coordinator", "acknowledgement"))
    assert "Принято: " in words
    assert "Нужно решение: Новое в библиотечном обслуживании. 15.11.2020 — нерабочий день." in words
    assert "Не принято" not in words


def test_what_waits_for_a_yes_is_promised_no_hour(make_year):
    """Rule 16: an acknowledgement beside «ждут вашего да» must not say when the mails leave."""
    row = PLAN[PLAN.index("[[item]]"):]
    plan = PLAN + "".join(row.replace("teor-2", f"teor-{n}") for n in (4, 5, 6))
    year = make_year.armed("2020-11-02 12:00", plan=plan)
    year.dates("[dates]\n" + "".join(f'"teor-{n}" = "{15 + n}.11.2020 14:30"\n' for n in (2, 4, 5)) + '"teor-6" = "17.11.2020 10:00"\n')
    year.go("2020-11-03 12:00")
    text = year.to("coordinator", "acknowledgement")[-1].text
    assert text.count("письма ждут вашего «да»") == 4
    assert "уйдёт" not in text
    (alarm,) = year.to("coordinator", "alarm")
    assert "Что это значит: больше 3 новостей сразу служба без вашего «да» не рассылает. Приглашение 17.11.2020 — «" in alarm.text


def test_a_cancellation_after_the_event_says_that_nobody_hears_of_it(make_year):
    """Rule 15 and case 40: nothing after the start, and she is told so."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-23 12:00")
    year.dates('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ncancelled = "карантин"\n')
    year.go("2020-11-24 12:00")
    assert year.to("anna", "cancellation") == []
    assert "писем участникам не будет" in year.to("coordinator", "acknowledgement")[-1].text


def test_a_cancellation_written_at_night_is_acknowledged_once_in_the_morning(make_year):
    """Rule 12: not a second time as «никто не был приглашён» when her word has stood ten minutes of the day."""
    year = make_year(dates=TEOR_2.replace("14:30", "08:30")).go("2020-09-01 12:00").arm().go("2020-11-18 23:00")
    year.dates('[dates."teor-2"]\nwhen = "19.11.2020 08:30"\ncancelled = "нет света"\n')
    year.go("2020-11-19 12:00")
    said = [mail for mail in year.to("coordinator", "acknowledgement") if "отмена" in mail.subject]
    assert [f"{mail.at:%d.%m %H:%M}" for mail in said] == ["19.11 07:00"]
    assert "письмо об отмене уйдёт" in said[0].text


def test_a_new_day_beside_cancelled_is_answered(make_year):
    """Nothing comes of it, and nobody told her: once, and never of a day that she called off with the others."""
    off = '[dates."teor-2"]\nwhen = "{}"\ncancelled = "карантин"\n'
    days = "19.11.2020, 17.12.2020 14:30"
    year = make_year.armed("2020-11-10 11:00", dates=f'[dates]\n"teor-2" = "{days}"\n').dates(off.format(days)).go("2020-11-11 11:00")
    assert [mail.subject.partition(":")[0] for mail in year.to("coordinator", "acknowledgement")[-1:]] == ["Принято"]
    year.dates(off.format("26.11.2020 14:30")).go("2020-11-30 12:00")
    said = [" ".join(mail.text.split()) for mail in year.since("2020-11-11 11:01") if mail.row.kind == "acknowledgement"]
    assert len(said) == 1
    assert "Встреча отменена, поэтому 26.11.2020 14:30 не учтено. Если она состоится, ответьте «teor-2: 26.11 в 14:30»" in said[0]


@pytest.mark.parametrize(("word", "said"), [
    ('[dates."teor-2"]\ncancelled = "карантин"\n', "Принято: отмена"), ('[dates."teor-2"]\nplan = "декабрь 2020"\n', "Принято: план исправлен"),
    ('[dates]\n"teor-2" = "31.11.2020 14:30"\n', "Не принято")], ids=["called off", "corrected", "refused"])
def test_what_was_written_at_night_is_answered_in_the_morning(make_year, word, said):
    """Rule 12, also where it makes no calendar entry and nothing else is due: the answer waited for Monday's digest."""
    year = make_year.armed("2020-10-13 23:00").dates(word)
    year.go("2020-10-14 12:00")
    assert [(f"{mail.at:%d.%m %H:%M}", mail.subject.startswith(said)) for mail in year.since("2020-10-13 12:00")] == [("14.10 07:10", True)]


@pytest.mark.parametrize("edit", ['[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ncancelled = "карантин"\n',
                                  '[dates]\n"teor-2" = "26.11.2020 14:30"\n'])
def test_what_was_taken_back_before_anybody_heard_of_it_promises_no_mail(make_year, edit):
    """Called off, or moved, on Friday evening and put back before Monday's window: nobody reads anything, and she is told so."""
    dates = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
    year = make_year.armed("2020-11-06 18:00", dates=dates)
    year.dates(edit).go("2020-11-09 08:00")
    year.dates(dates).go("2020-11-11 12:00")
    assert year.to("anna", "change", "cancellation") == []
    promised, taken_back = [mail.text for mail in year.to("coordinator", "acknowledgement") if mail.at > moscow("2020-11-06 18:00")]
    assert "уйдёт 09.11 в 09:30, 2 адреса" in promised
    assert "уйдёт" not in taken_back
    assert "участники ни о чём другом не узнали: писем не будет" in taken_back


def test_doubts_are_worded_for_her_not_for_the_reader_of_dates(make_year):
    """What the service does with a doubtful phrase («спросить время») is no part of the question."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "30 ноября 2020, с 22:00 до 21:00")).go("2020-09-01 12:00")
    text = year.to("coordinator", "digest")[0].text
    assert "кончается раньше, чем начинается." in text
    assert "спросить" not in text


def test_examples_of_answers_are_dates_that_are_offered_or_none(make_year):
    """An example is copied as it stands: a date of last month or of another row's season must not be printed."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-12-02 12:00")
    for mail in year.to("coordinator", "digest"):
        if mail.row.method:
            continue
        offered = set(re.findall(r"^  \d — (\d+) ноября", mail.text, re.MULTILINE))
        assert {example[:2].lstrip("0") for example in EXAMPLE.findall(mail.text)} <= offered
    closing = next(mail for mail in year.to("coordinator", "digest") if "Проведено / перенесено" in mail.text)
    assert "«teor-2: проведено»" in closing.text
    assert "номером" not in closing.text


def test_the_last_day_of_a_festival_without_dates_asks_how_it_went(make_year):
    """The closing question is answered with «проведено», not with its start; the year's report has what she said."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "январь - апрель 2021")).go("2020-09-01 12:00").arm().go("2021-04-30 12:00")
    closing = [mail for mail in year.to("coordinator", "digest") if "Проведено / перенесено" in mail.text]
    assert [mail.at.strftime("%d.%m") for mail in closing] == ["30.04"]
    assert "Ответьте: «teor-2: проведено»" in closing[0].text
    assert "старт" not in closing[0].text
    year.dates('[dates."teor-2"]\nclosed = "проведено, 20 работ"\n').go("2021-05-31 12:00")
    report = year.to("coordinator", "report")[0]
    assert "проведено 1, отменено 0" in report.subject
    assert "Новое в библиотечном обслуживании: январь - апрель 2021; проведено, 20 работ" in report.text


@pytest.mark.parametrize(("decided", "held", "off"), [
    ('closed = "проведено"', 1, 0), ('closed = "не проводим"', 0, 1), ('cancelled = "карантин"', 0, 1), ('place = "СШ № 5"', 0, 0),
    ('plan = "июнь 2021"\ncancelled = "переносится"', 0, 0)])
def test_the_report_counts_what_nobody_had_mail_about(make_year, decided: str, held: int, off: int):
    """A row that was held, or was off, by her word alone is neither forgotten nor «без даты»; one moved on is ahead."""
    year = make_year(dates=f'[dates."teor-2"]\n{decided}\n').go("2020-09-01 12:00").arm().go("2021-05-31 12:00")
    report = year.to("coordinator", "report")[0]
    assert f"проведено {held}, отменено {off}" in report.subject
    assert ("ДАТЫ ТАК И НЕ ПОЯВИЛИСЬ" in report.text) is ("place" in decided)
    assert ("ЕЩЁ ВПЕРЕДИ: 1" in report.text) is ("июнь" in decided)


def test_files_in_order_again_say_since_when_they_were_broken(make_year):
    """The alarm's end names its beginning."""
    year = make_year.armed("2020-10-28 12:00")
    year.dates("[dates\n")
    year.go("2020-10-28 15:00")
    year.dates("[dates]\n")
    year.go("2020-10-28 17:00")
    assert "Не работало с: 28 октября, ср, в 12:00" in year.to("coordinator", "alarm")[-1].text


def test_after_an_outage_the_digest_announces_nothing_of_the_past(make_year):
    """Rule 12: «на этой неделе уйдёт» is about what still leaves; on Saturday that is not Thursday's reminder."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-08 12:00")
    year.sleep("2020-11-14 12:00").go("2020-11-14 13:00")
    text = [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1].text
    assert "12 ноября, чт, в 10:00" not in text.partition("НА ЭТОЙ НЕДЕЛЕ УЙДЁТ")[2].partition("ПРОПУЩЕНО")[0]


@pytest.mark.parametrize("until", ["2020-11-13 18:00", "2020-11-15 12:00", "2020-11-16 08:00"])
def test_a_reminder_that_will_not_be_true_when_the_window_opens_is_named_as_missed(make_year, until):
    """Rule 15: back on the evening before days off, Thursday's reminder was still true, and on Monday at ten it is not any more."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-11 12:00").sleep(until).go("2020-11-16 10:30")
    assert year.story("anna", "reminder") == []
    missed = year.to("coordinator", "digest")[-1].text.partition("ПРОПУЩЕНО")[2]
    assert "12 ноября, чт, в 10:00: напоминание" in missed


def test_the_year_ends_without_asking_for_june(make_year):
    """Rules 14, 19: the report says that no more mails come; a question about June beside it would deny that."""
    plan = PLAN + '\n[[item]]\nid = "povy-1"\nsector = "Сектор"\ntopics = ["Горячие линии"]\nwhen = "По графику СОИРО"\nplaces = []\n'
    year = make_year(plan=plan).go("2020-09-01 12:00").arm().go("2021-06-02 12:00")
    assert "Что будет в мае?" in " ".join(mail.text for mail in year.to("coordinator", "digest"))
    assert "Что будет в июне?" not in " ".join(mail.text for mail in year.to("coordinator", "digest"))


def test_what_stood_in_a_digest_that_never_arrived_stands_in_the_next(make_year):
    """A digest the server refused has told nothing: notes and troubles are told again."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-09-14 08:59")
    year.ledger.facts.note("heard", "k", "Анна не сможет прийти", year.now)
    year.now += timedelta(minutes=1)
    year.passes.run(year.now)
    (digest,) = [line for line in year.ledger.outbox.waiting() if line.kind == "digest" and not line.item]
    assert year.ledger.outbox.drop(digest.id, "550 5.1.1 no such user", year.now)
    year.go("2020-09-21 09:00")
    told = year.to("coordinator", "digest")[-1].text
    assert "Анна не сможет прийти" in told
    assert "ящика нет" in told


def test_a_flood_of_strangers_is_counted_and_the_digest_comes(make_year):
    """Three thousand mails of strangers: five are named, the rest counted once, what matters is told."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-09-13 12:00")
    with year.store.transaction():
        for n in range(3000):
            year.ledger.facts.note("stranger", f"{n}", f"Письмо от spam{n}@evil.example: «{'дёшево ' * 25}»", year.now)
        for n in range(250):
            year.ledger.facts.note("heard", f"{n}", f"Новость {n}.", year.now)
    year.go("2020-09-14 09:00")
    first = year.to("coordinator", "digest")[-1]
    assert len(first.data) < 200_000
    assert "И ещё 2995 писем от незнакомых отправителей" in first.text
    assert first.text.count("@evil.example") == 5
    assert "Новость 199." in first.text
    assert "Новость 200." not in first.text
    year.go("2020-09-21 09:00")
    second = year.to("coordinator", "digest")[-1].text
    assert "Новость 200." in second
    assert "незнакомых" not in second


def test_the_first_reading_is_told_on_a_working_day(make_year):
    """Installed on a Saturday: the coordinator hears of it on Monday, once, not on her Sunday."""
    year = make_year(start="2020-09-05 11:00").go("2020-09-08 12:00")
    assert [f"{mail.at:%d.%m %H:%M}" for mail in year.to("coordinator", "digest")] == ["07.09 09:00"]


def test_a_row_whose_date_was_refused_stands_in_the_report(make_year):
    """«19.11.2020» without an hour decides nothing: at the year's end the row is among those that never got a date."""
    year = make_year(dates='[dates]\n"teor-2" = "19.11.2020"\n').go("2020-09-01 12:00").arm().go("2021-05-31 12:00")
    (report,) = year.to("coordinator", "report")
    assert "Новое в библиотечном обслуживании" in report.text


def test_the_first_reading_of_a_plan_is_its_weeks_digest(make_year):
    """Installed on a Tuesday before nine: the digest that Monday missed would come an hour before the plan is told at all."""
    year = make_year(start="2020-09-01 08:00").go("2020-09-02 12:00")
    assert year.story("coordinator") == [("01.09 09:00", "digest")]


@pytest.mark.parametrize(("start", "named"), [("2020-12-02 09:00", True), ("2020-11-30 09:00", False)])
def test_rows_that_are_over_when_the_plan_is_first_read_are_named_once(make_year, start, named):
    """«ноябрь 2020», read in December: she learns from the first digest that nobody will hear of it; the next one is silent."""
    year = make_year(start=start).go("2020-12-15 10:00")
    digests = [" ".join(mail.text.split()) for mail in year.to("coordinator", "digest")]
    told = ["Уже позади, о них участникам ничего не уйдёт: teor-2" in text for text in digests]
    assert told == [named, *[False] * (len(told) - 1)]
    assert len(told) >= 2


def test_the_report_says_what_is_still_to_come(make_year):
    """A day in August has its digest before its invitation, and no report promises silence before it."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "август 2021"), start="2021-04-01 08:00").go("2021-04-01 12:00").arm().go("2021-05-20 12:00")
    year.dates('[dates]\n"teor-2" = "19.08.2021 14:30"\n').go("2021-08-25 12:00")
    report = year.to("coordinator", "report")[0].text
    assert "ЕЩЁ ВПЕРЕДИ: 1\r\n\r\n• Новое в библиотечном обслуживании: 19 августа 2021 года (четверг)" in report
    assert "закрыт" not in report
    assert year.story("anna", "invitation", "reminder") == [("20.07 10:00", "invitation"), ("12.08 10:00", "D-7"), ("18.08 10:00", "D-1")]
    assert ("19.07 09:00", "digest") in year.story("coordinator", "digest")
    assert ("23.08 09:00", "digest") not in year.story("coordinator", "digest")


def test_a_meeting_that_nobody_will_hear_of_is_promised_no_mail(make_year):
    """A group that nobody is in, by a slip: «приглашение уйдёт …, 0 адресов» read like a promise."""
    year = make_year(plan=PLAN + 'audience = ["молодые"]\n').go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    year.dates(TEOR_2).go("2020-10-28 12:30")
    text = year.to("coordinator", "acknowledgement")[-1].text
    assert "но писать об этом некому: в списке людей нет никого, кого касается эта строка." in text
    assert "уйдёт" not in text


def test_what_the_first_reading_finds_is_said_once(make_year):
    """Three rows of one number are two findings in one sentence."""
    row = PLAN[PLAN.index("[[item]]"):]
    year = make_year(plan=PLAN + row.replace("teor-2", "teor-3") + row.replace("teor-2", "teor-4")).go("2020-09-01 12:00")
    assert year.to("coordinator", "digest")[0].text.count("Номер 2 повторяется") == 1


def test_the_subject_counts_what_one_letter_decided_and_what_was_not_understood(make_year):
    """On a phone she sees the subject alone: «Принято: …» of the first line hid that the second was not understood."""
    year = make_year.armed("2020-10-05 12:00")
    digest = str(message_from_bytes(year.to("coordinator", "digest")[-1].data)["Message-ID"])
    hear(year, letter(year, "teor-2: 19.11 в 14:30\nteor-22: отмена", answers=digest))
    year.go("2020-10-05 12:01")
    assert year.to("coordinator", "acknowledgement")[-1].subject == "Принято: 1 решение, не принято: 1"
    hear(year, letter(year, "teor-2: место СШ № 5", answers=digest))
    year.go("2020-10-05 12:02")
    assert year.to("coordinator", "acknowledgement")[-1].subject == "Принято: место СШ № 5 — teor-2, «Новое в библиотечном обслуживании»"
    hear(year, letter(year, "teor-2: место СШ № 5", answers=digest))
    year.go("2020-10-05 12:03")
    assert year.to("coordinator", "acknowledgement")[-1].subject == "Уже записано: место СШ № 5 — teor-2, «Новое в библиотечном…»"


def test_the_subject_counts_what_was_not_understood_beside_what_the_file_settled(make_year):
    """Both came in the evening, and one mail tells of them in the morning."""
    year = make_year.armed("2020-10-05 12:00")
    digest = str(message_from_bytes(year.to("coordinator", "digest")[-1].data)["Message-ID"])
    year.go("2020-10-05 22:00").dates(TEOR_2).go("2020-10-05 22:30")
    hear(year, letter(year, "teor-22: отмена", answers=digest))
    year.go("2020-10-06 12:00")
    mail = year.to("coordinator", "acknowledgement")[-1]
    assert "Принято: Новое в библиотечном обслуживании (teor-2), 19 ноября" in mail.text
    assert mail.subject == "Принято: 1 решение, не принято: 1"


def test_notes_in_the_digest_are_sentences(make_year):
    """One ended with a full stop and the next did not."""
    year = make_year().go("2020-09-01 12:00")
    notes = year.to("coordinator", "digest")[0].text.partition("К СВЕДЕНИЮ")[2].partition("-- ")[0]
    lines = [line for line in notes.splitlines() if line.startswith("• ")]
    assert lines
    assert all(line.endswith(".") for line in lines)


@pytest.mark.parametrize(("written", "said"), [
    ("дата уточняется", "дата уточняется"), ("?", "дата уточняется"), ("по согласованию", "по согласованию"), ("отменено", "отменено"),
    ("14.30", "14.30, дата уточняется"), ("ноябрь 2020", "ноябрь 2020, дата уточняется")])
def test_the_overview_says_once_how_it_stands_with_a_date(make_year, written, said):
    """«Дата уточняется, дата уточняется», «отменено, дата уточняется» and «?, дата уточняется» stood there."""
    overview = make_year.armed("2020-09-03 12:00", plan=PLAN.replace("ноябрь 2020", written)).to("anna", "overview")[0]
    assert f"• Новое в библиотечном обслуживании\r\n  {said}\r\n  Областная библиотека\r\n" in overview.text


def test_the_overview_says_where_a_whole_day_is_and_names_days_of_a_row_once(make_year):
    """«День открытых дверей» had no place, as it has no hour; three days of one row repeated its title three times."""
    row = PLAN[PLAN.index("[[item]]"):]
    plan = (PLAN.replace("ноябрь 2020", "12 ноября 2020, весь день")
            + row.replace("teor-2", "teor-4").replace("ноябрь 2020", "14, 21 и 28 января 2021 в 14.30").replace("Новое в", "Школа в"))
    text = make_year.armed("2020-09-03 12:00", plan=plan).to("anna", "overview")[0].text
    assert "  12 ноября 2020 года (четверг), Областная библиотека" in text
    assert "  14 января 2021 года (четверг), 14:30–16:00 (МСК), Областная библиотека" in text
    assert text.count("Школа в библиотечном обслуживании") == 1


@pytest.mark.parametrize(("off", "on", "asked"), [("2020-11-29 12:00", "2020-12-01 11:00", "01.12"), ("2020-10-29 12:00", "2020-11-01 11:00", "02.11")])
def test_a_closing_question_that_an_outage_swallowed_is_asked_with_the_next_digest(make_year, off, on, asked):
    """The service was off on the window's last working day: the row was asked about never again, and ended the year without a word."""
    when = "ноябрь 2020" if asked == "01.12" else "октябрь 2020"
    year = make_year.armed(off, plan=PLAN.replace("ноябрь 2020", when)).sleep(on).go("2020-12-20 12:00")
    closing = [mail for mail in year.to("coordinator", "digest") if "Проведено / перенесено / отменено?" in mail.text]
    assert [f"{mail.at:%d.%m}" for mail in closing] == [asked]


def test_what_is_over_as_the_next_plan_is_read_is_no_closing_question(make_year):
    """Its last working day was no day of that plan: the first reading says once that it is behind."""
    year = make_year.armed("2020-11-29 12:00", plan=PLAN.replace("ноябрь 2020", "март 2021"))
    year.sleep("2020-12-01 11:00").write("next.toml", PLAN)
    year.write("config.toml", CONFIG.replace("plan.toml", "next.toml"))
    year.go("2020-12-20 12:00")
    assert "Уже позади" in " ".join(mail.text for mail in year.to("coordinator", "digest"))
    assert not [mail for mail in year.to("coordinator", "digest") if "Проведено / перенесено / отменено?" in mail.text]


def test_who_may_have_left_is_written_to_and_the_alarm_says_so(make_year):
    """«Ошибочные записи не учтены, участникам ничего лишнего не уйдёт» was no word about a row that counts."""
    year = make_year(people="name,email,left\nАнна,anna@mail.example,\nИнна,inna@mail.example,в декрете\n", dates=TEOR_2)
    year.go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    (alarm,) = year.to("coordinator", "alarm")
    assert "если ниже не сказано иначе, действует последняя исправная версия" in alarm.text
    assert "непонятно «в декрете». Человек оставлен в списке, и письма ему идут." in alarm.text
    assert year.to("inna", "invitation")


@pytest.mark.parametrize("file", ["plan.toml", "people.csv", "dates.toml"])
def test_a_file_that_is_gone_for_some_seconds_is_no_trouble(make_year, file):
    """A program that saves, a disk that copies: «Сбой» and «Снова работает» came within three seconds. What stays away she reads of once,
    and once of its end."""
    year = make_year(dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n').go("2020-09-02 09:00").arm().go("2020-11-10 12:00")
    text = (year.folder / file).read_text()
    (year.folder / file).unlink()
    year.turn()
    year.now += timedelta(seconds=8)
    year.turn()
    year.write(file, text)
    assert year.go("2020-11-11 12:00").to("coordinator", "alarm") == []
    (year.folder / file).unlink()
    year.go("2020-11-11 12:10").write(file, text)
    year.turn()
    year.now += timedelta(seconds=5)
    (year.folder / file).unlink()
    assert [f"{mail.at:%H:%M:%S}" for mail in year.go("2020-11-11 12:20").to("coordinator", "alarm")] == ["12:00:10"], "and is not told once more"
    year.write(file, text)
    year.go("2020-11-12 12:00")
    assert [mail.subject.partition(":")[0] for mail in year.to("coordinator", "alarm")] == ["Сбой", "Снова работает"]


def test_a_clock_set_back_by_a_year_keeps_no_broken_file_from_her(make_year):
    """It stood for some seconds only by a clock that ran ahead: she would have read of it a year later."""
    year = make_year().go("2020-09-02 09:00").arm().go("2021-11-10 12:00")
    year.write("people.csv", "nobody")
    year.turn()
    year.sleep("2020-11-10 12:00").turn()
    year.arm().go("2020-11-10 12:10")
    assert [f"{mail.at:%d.%m.%Y %H:%M:%S}" for mail in year.to("coordinator", "alarm")] == ["10.11.2020 12:00:10"]
