"""A row of several days: each day is a meeting of its own, and keeps its entry whatever happens to the others."""

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import PLAN

from notifier.flows.deciding.calling_off import call_off

NEWS = ("invitation", "change", "cancellation", "reminder")


def days(when: str, more: str = "") -> str:
    """A dates file that gives the row these days."""
    return f'[dates."teor-2"]\nwhen = "{when} ноября 2020 в 14:30"\n{more}'


@lived_once
def three(make_year):
    """Three Tuesdays of which everybody knows."""
    year = make_year(dates=days("10, 17 и 24")).go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    assert len({mail.row.uid for mail in year.to("anna", "invitation")}) == 3
    return year


def test_days_that_end_earlier_are_other_days_not_another_time(make_year):
    """«Изменилось: время. Начало прежнее: 3–4 декабря» would be said of days."""
    year = make_year(dates='[dates]\n"teor-2" = "18-20 ноября 2020, весь день"\n').go("2020-09-01 12:00").arm().go("2020-11-02 12:00")
    year.dates('[dates]\n"teor-2" = "18-19 ноября 2020, весь день"\n').go("2020-11-03 12:00")
    (change,) = year.to("anna", "change")
    assert "Изменились дни. Новые даты: 18–19 ноября." in change.text


def test_days_are_told_in_the_order_of_the_calendar(three):
    """To those who are invited, and to her who named them."""
    assert [mail.subject[13:22] for mail in three.to("anna", "invitation")] == ["10 ноября", "17 ноября", "24 ноября"]
    three.dates(days("10, 17 и 24", 'place = "СШ № 5"')).go("2020-10-28 12:11")
    text = three.to("coordinator", "acknowledgement")[-1].text
    assert text.index("10 ноября") < text.index("17 ноября") < text.index("24 ноября")
    assert [mail.subject[11:20] for mail in three.to("anna", "change")] == ["10 ноября", "17 ноября", "24 ноября"]


def test_removing_a_day_moves_no_other(three):
    """10, 17 and 24 -> 17 and 24: nobody hears of a move; the day nobody names is a question, and stays till it is answered."""
    three.dates(days("17 и 24")).go("2020-10-30 12:00")
    assert three.since("2020-10-28 12:01") == three.to("coordinator")[-1:]
    assert "vanished" in {question.code for question in three.view().questions}
    three.go("2020-11-25 12:00")
    assert three.to("anna", "change", "cancellation") == []
    assert [kind for _, kind in three.story("anna", "reminder")] == ["D-7", "D-1"] * 3
    assert {mail.row.uid for mail in three.to("anna", "invitation")} == {mail.row.uid for mail in three.to("anna", "reminder")}


def test_a_day_that_moves_is_one_change(three):
    """10, 17 and 24 -> 10, 18 and 24: one mail, about the second meeting."""
    second = three.to("anna", "invitation")[1].row.uid
    three.dates(days("10, 18 и 24")).go("2020-11-25 12:00")
    assert [(mail.row.uid, mail.row.sequence) for mail in three.to("anna", "change")] == [(second, 1)]


def test_days_that_stay_at_another_hour_are_changes_though_one_goes(three):
    """10, 17 and 24 -> 17 and 24 an hour later: no second invitation beside what nobody names; the 10th alone is asked about."""
    three.dates(days("17 и 24").replace("14:30", "15:30")).go("2020-10-30 12:00")
    assert [f"DTSTART:202011{day}T123000Z" in mail.ics for day, mail in zip((17, 24), three.to("anna", "change"), strict=True)] == [True, True]
    assert len(three.to("anna", "invitation")) == 3
    assert ["10.11" in question.text for question in three.view().questions if question.code == "vanished"] == [True]


def test_one_day_of_a_row_that_left_the_plan_is_off_by_her_word(three):
    """The two others stand, and are asked about."""
    three.write("plan.toml", PLAN.replace('"teor-2"', '"teor-8"').replace("Новое в", "Другое о"))
    ask = three.go("2020-10-29 12:00").to("coordinator", "acknowledgement")[-1]
    hear(three, letter(three, "teor-2: отмена 17.11, карантин", answers=ask.row.message_id))
    three.go("2020-10-30 12:00")
    assert ["DTSTART:20201117T" in mail.ics for mail in three.to("anna", "cancellation")] == [True]
    assert len([question for question in three.view().questions if question.code == "vanished"]) == 2


def test_all_days_of_a_row_that_left_the_plan_are_off_by_her_word(three):
    """As the question says: «отмена, причина», without a day."""
    three.write("plan.toml", PLAN.replace('"teor-2"', '"teor-8"').replace("Новое в", "Другое о"))
    ask = three.go("2020-10-29 12:00").to("coordinator", "acknowledgement")[-1]
    hear(three, letter(three, "teor-2: отмена, карантин", answers=ask.row.message_id))
    assert len(three.go("2020-10-30 12:00").to("anna", "cancellation")) == 3


def test_a_row_of_several_days_that_shrinks_to_one_keeps_that_one(make_year):
    """17 and 24 -> 17: no second invitation, and one reminder a step."""
    year = make_year(dates=days("17 и 24")).go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    year.dates(days("17")).go("2020-11-18 12:00")
    assert len(year.to("anna", "invitation")) == 2
    assert [mail.row.step for mail in year.to("anna", "reminder") if "17" in mail.row.start] == ["D-7", "D-1"]
    assert all("2 события" not in mail.subject for mail in year.to("anna", "reminder"))


def test_a_second_day_is_added_without_touching_the_first(make_year):
    """17 -> 17 and 24: the second day is a second invitation, the first entry stays as it is."""
    year = make_year(dates=days("17")).go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    year.dates(days("17 и 24")).go("2020-10-29 12:00")
    assert [mail.row.start[:10] for mail in year.to("anna", *NEWS)] == ["2020-11-17", "2020-11-24"]


def test_cancelling_after_the_first_day_leaves_that_day_held(make_year):
    """The day that was held stays held, in the ledger and in what she is told; the coming one is called off."""
    year = make_year(dates=days("10 и 24")).go("2020-09-01 12:00").arm().go("2020-11-12 12:00")
    year.dates(days("10 и 24", 'cancelled = "карантин"\n')).go("2020-11-26 12:00")
    assert [mail.row.start[:10] for mail in year.to("anna", "cancellation")] == ["2020-11-24"]
    assert [row.event.status.value for row in year.ledger.events.all()] == ["CONFIRMED", "CANCELLED"]
    assert "10 ноября" not in year.to("coordinator", "acknowledgement")[-1].text


def test_words_that_cannot_be_used_leave_all_days_in_force(three):
    """A new word that is no date holds every day of the row as it was."""
    three.dates(days("скоро или")).go("2020-11-25 12:00")
    assert [kind for _, kind in three.story("anna", "reminder")] == ["D-7", "D-1"] * 3
    assert "vanished" not in {question.code for question in three.view().questions}


def test_a_single_day_is_called_off(three):
    """«17.11 не состоится»: a cancellation of that day and nothing else; reminders of the other two go on, and a cure comes on one's word."""
    assert call_off(three.view(), "teor-2", "17.11 занят зал", three.now).written
    three.go("2020-11-25 12:00")
    assert [mail.row.start[:10] for mail in three.to("anna", "cancellation")] == ["2020-11-17"]
    assert "занят зал" in three.to("anna", "cancellation")[0].text
    assert [kind for _, kind in three.story("anna", "reminder")] == ["D-7", "D-1"] * 2
    words = " ".join(mail.text for mail in three.to("coordinator", "acknowledgement"))
    assert "отмена" in words
    assert "17 ноября" in words


def test_a_day_called_off_before_anybody_heard_of_it(make_year):
    """No invitation to it, and no cancellation either."""
    year = make_year(dates=days("10, 17 и 24")).go("2020-09-01 12:00")
    assert call_off(year.view(), "teor-2", "17.11, занят зал", year.now).written
    year.arm().go("2020-10-28 12:00")
    assert [mail.row.start[:10] for mail in year.to("anna", *NEWS)] == ["2020-11-10", "2020-11-24"]


def test_under_the_question_about_a_vanished_day_only_that_one_is_off(three):
    """The other days stand, though her word names only the row."""
    three.dates(days("10 и 24")).go("2020-10-30 12:00")
    assert call_off(three.view(), "teor-2", "занят зал", three.now).written
    three.go("2020-10-30 13:00")
    assert [mail.row.start[:10] for mail in three.to("anna", "cancellation")] == ["2020-11-17"]
    assert "vanished" not in {question.code for question in three.view().questions}


@pytest.mark.parametrize(("reason", "day"), [("карантин", "18.11"), ("10.11 и 17.11 занят зал", "")])
def test_which_day_is_off_is_not_guessed(three, reason, day):
    """A day that the row has not, or two of three: nothing is written, and she is told how to say it."""
    before = (three.folder / "dates.toml").read_text("utf-8")
    done = call_off(three.view(), "teor-2", reason, three.now, day=day)
    assert done.written is None
    assert "без дней" in done.problems[0].advice
    assert (three.folder / "dates.toml").read_text("utf-8") == before


@pytest.mark.parametrize("reason", ["карантин", "10.11, 17.11 и 24.11 занят зал"])
def test_a_row_is_called_off_with_all_its_days(three, reason):
    """A reason without a day, or with all of them, is about the row."""
    assert call_off(three.view(), "teor-2", reason, three.now).written
    three.go("2020-10-28 13:00")
    assert len(three.to("anna", "cancellation")) == 3


def test_a_day_that_was_held_stays_held(three):
    """Called off afterwards by a slip: nobody is told that it never was."""
    three.go("2020-11-18 12:00")
    three.dates(days("10, 17 и 24") + '\n[[occurrence]]\nitem = "teor-2"\ntitle = "Новое в библиотечном обслуживании"\n'
                'when = "17.11.2020 14:30"\ncancelled = "занят зал"\n').go("2020-11-19 12:00")
    assert three.to("anna", "cancellation") == []


def test_one_of_two_milestones_is_called_off(make_year):
    """Of two that begin on one day the title says which."""
    one = '{ title = "Приём работ до", when = "16.11.2020" }'
    two = '{ title = "Итоги", when = "16.11.2020" }'
    year = make_year(dates=f'[dates."teor-2"]\nmilestones = [{one}, {two}]\n').go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    told = {mail.row.uid for mail in year.to("anna", "invitation")}
    assert len(told) == 2
    title = next(event.title for event in year.view().resolution.events if "итоги" in event.title)
    assert call_off(year.view(), "teor-2", f"{title}: жюри не соберётся", year.now).written
    year.go("2020-10-28 13:00")
    assert [mail.subject for mail in year.to("anna", "cancellation")] == [year.to("anna", "cancellation")[0].subject]
    assert "итоги" in year.to("anna", "cancellation")[0].text.casefold()


OFF = '\n[[occurrence]]\nitem = "teor-2"\ntitle = "Новое в библиотечном обслуживании"\nwhen = "17.11.2020 14:30"\n'


def test_a_day_in_place_of_one_called_off_is_a_new_meeting(three):
    """10, 17 and 24, the 17th off; then 10, 18 and 24: an invitation to the 18th within the hour, nothing else."""
    three.dates(days("10, 17 и 24") + OFF + 'cancelled = "занят зал"\n').go("2020-10-28 15:00")
    three.dates(days("10, 18 и 24") + OFF + 'cancelled = "занят зал"\n').go("2020-10-28 16:00")
    assert [(mail.row.kind, mail.row.start[:10]) for mail in three.to("anna", *NEWS)][3:] == [
        ("cancellation", "2020-11-17"), ("invitation", "2020-11-18")]
    assert len({event.uid for event in three.view().resolution.events}) == 4


def test_a_day_called_off_stays_off_when_the_hour_of_the_row_changes(three):
    """14:30 -> 15:00 is news of the other two days."""
    three.dates(days("10, 17 и 24") + OFF + 'cancelled = "занят зал"\n').go("2020-10-28 15:00")
    three.dates(days("10, 17 и 24").replace("14:30", "15:00") + OFF + 'cancelled = "занят зал"\n').go("2020-11-17 18:00")
    assert [mail.row.start[:16] for mail in three.to("anna", "change")] == ["2020-11-10T15:00", "2020-11-24T15:00"]
    assert [mail.row.start[:10] for mail in three.to("anna", "cancellation")] == ["2020-11-17"]


@pytest.mark.parametrize("resumed", [OFF, ""])
def test_a_day_called_off_is_resumed(three, resumed):
    """Without ``cancelled``, or without the entry at all: the same meeting takes place again, and is one."""
    three.dates(days("10, 17 и 24") + OFF + 'cancelled = "занят зал"\n').go("2020-10-28 15:00")
    three.dates(days("10, 17 и 24") + resumed).go("2020-10-28 16:00")
    news = [(mail.row.kind, mail.row.uid) for mail in three.to("anna", *NEWS)][3:]
    assert [kind for kind, _ in news] == ["cancellation", "invitation"]
    assert len({uid for _, uid in news}) == 1


@pytest.mark.parametrize("reason", ["встретимся только 24.11", "зал занят до 24.11", "карантин с 17.11 по 30.11"])
def test_a_day_within_the_reason_is_not_the_day_that_is_off(three, reason):
    """It may be the one that stays."""
    assert call_off(three.view(), "teor-2", reason, three.now).written is None


def test_one_of_the_days_is_moved_by_mail(three):
    """«teor-2: перенос 17.11 на 18.11 в 14:30»: one «Перенос», the other days as they were; another hour than theirs is asked back."""
    digest = three.to("coordinator", "digest")[-1].row.message_id
    hear(three, letter(three, "teor-2: перенос 17.11 на 18.11 в 15:00", answers=digest))
    hear(three, letter(three, "teor-2: перенос 17.11 на 18.11 в 14:30", answers=digest))
    assert '"10.11.2020, 18.11.2020, 24.11.2020 14:30"' in (three.folder / "dates.toml").read_text(encoding="utf-8")
    three.go("2020-10-30 12:00")
    assert [mail.subject[:18] for mail in three.to("anna", "change", "cancellation")] == ["Перенос: 18 ноября"]
    assert len(three.to("anna", "invitation")) == 3
