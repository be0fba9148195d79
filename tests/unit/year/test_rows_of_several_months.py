"""«Ноябрь, февраль, апрель»: a day in one month leaves the others open, and each is asked for in its time."""

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import PLAN, Year

MONTHS = PLAN.replace("ноябрь 2020", "ноябрь 2020, февраль, апрель 2021")


@lived_once
def decided(make_year):
    """Her day in November is in the dates file, and the year has come to the Monday on which February is asked for."""
    return make_year(plan=MONTHS, dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n').go("2020-09-01 12:00").arm().go("2020-12-21 12:00")


def digest(year: Year):
    return [mail for mail in year.to("coordinator", "digest") if not mail.row.method][-1]


def written(year: Year) -> str:
    return (year.folder / "dates.toml").read_text(encoding="utf-8")


def test_the_next_month_is_asked_for_in_its_time(decided):
    """Six weeks before February, with suggestions in it, and not before; April waits for its own."""
    asked = [mail for mail in decided.to("coordinator", "digest") if not mail.row.method and "остального срока" in mail.text]
    assert [f"{mail.at:%d.%m}" for mail in asked] == ["01.09", "21.12"]  # the first reading lists all that is open
    assert "назначено: 19.11.2020" in asked[-1].text
    assert "февраля" in asked[-1].text
    assert "апреля 2021" not in asked[-1].text
    offered = [mail for mail in decided.to("coordinator") if mail.row.method == "REQUEST" and mail.at.month == 12]
    assert [mail.row.start[:7] for mail in offered] == ["2021-02"] * 3


def test_her_answer_is_another_day_and_no_move(decided):
    """The November day stays as it was: nobody hears of a move, and February gets an invitation of its own."""
    hear(decided, letter(decided, "teor-2: 18.02 в 14:30", answers=digest(decided).row.message_id))
    assert '"19.11.2020, 18.02.2021 14:30"' in written(decided)
    decided.go("2021-02-19 12:00")
    story = decided.story("anna")
    assert [kind for _, kind in story if kind in {"change", "cancellation"}] == []
    assert ("19.01 10:00", "invitation") in story


def test_a_new_day_in_the_same_month_moves_only_that(decided):
    """After 18 February, «25.02» moves February and leaves November."""
    for words in ("teor-2: 18.02 в 14:30", "teor-2: 25.02 в 14:30"):
        hear(decided, letter(decided, words, answers=digest(decided).row.message_id))
    assert '"19.11.2020, 25.02.2021 14:30"' in written(decided)


def test_a_day_with_another_hour_is_an_entry_of_its_own(decided):
    """One decision has one hour: the February day at ten stands beside it, and the question ends."""
    hear(decided, letter(decided, "teor-2: 18.02 в 10:00", answers=digest(decided).row.message_id))
    assert '"teor-2" = "19.11.2020 14:30"' in written(decided)
    assert '"18.02.2021 10:00"' in written(decided)
    assert "остального срока" not in digest(decided.go("2020-12-28 12:00")).text
    decided.go("2021-02-19 12:00")
    invitation = [mail for mail in decided.to("anna", "invitation") if mail.row.start.startswith("2021-02-18")]
    assert ["10:00–11:30" in mail.text for mail in invitation] == [True]
    assert "Чьё событие" not in invitation[0].text  # it is the row's own, like the others


def test_no_month_is_asked_for_after_its_end_or_when_the_row_is_closed(make_year):
    """November and February are over, April is asked for; closed, nothing is."""
    year = make_year(plan=MONTHS, dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n').go("2020-09-01 12:00").arm().go("2021-03-01 12:00")
    assert "(апрель 2021)" in digest(year).text
    hear(year, letter(year, "teor-2: не проводим", answers=digest(year).row.message_id))
    assert "остального срока" not in digest(year.go("2021-03-15 12:00")).text


@pytest.mark.parametrize("answer", ["проведено", "не проводим"])
def test_the_closing_question_of_one_month_closes_that_month(make_year, answer):
    """On November's last working day nothing is known: her word is about November, and February is asked for in its time."""
    year = make_year.armed("2020-11-30 12:00", plan=MONTHS)
    assert "teor-2: проведено" in digest(year).text
    hear(year, letter(year, f"teor-2: {answer}", answers=digest(year).row.message_id))
    assert f'closed = "ноябрь 2020: {answer}"' in written(year)
    assert "ноябрь 2020" in year.go("2020-11-30 13:00").to("coordinator", "acknowledgement")[-1].text
    asked = digest(year.go("2020-12-21 12:00")).text
    assert "teor-2" in asked
    assert "февраля" in asked


def test_a_second_month_that_was_held_is_closed_beside_the_first(make_year):
    """«Проведено» in November and in February: April is still asked for; then «не проводим» ends the row."""
    year = make_year(plan=MONTHS, dates='[dates."teor-2"]\nclosed = "ноябрь 2020: проведено"\n')
    year.go("2020-12-01 12:00").arm().go("2021-03-02 12:00")
    hear(year, letter(year, "teor-2: проведено", answers=digest(year).row.message_id))
    assert 'closed = "ноябрь 2020, февраль 2021: проведено"' in written(year)
    assert "апреля" in digest(year.go("2021-03-15 12:00")).text
    hear(year, letter(year, "teor-2: не проводим", answers=digest(year).row.message_id))
    assert "teor-2" not in digest(year.go("2021-03-22 12:00")).text


def test_a_day_for_the_next_month_leaves_the_day_of_a_month_that_was_held(make_year):
    """November had its day and was held; her word for February stands beside it and moves nothing."""
    year = make_year(plan=MONTHS, dates='[dates."teor-2"]\nwhen = "19.11.2020 14:30"\nclosed = "ноябрь 2020: проведено"\n')
    year.go("2020-09-01 12:00").arm().go("2020-12-21 12:00")
    hear(year, letter(year, "teor-2: 18.02 в 14:30", answers=digest(year).row.message_id))
    assert '"19.11.2020, 18.02.2021 14:30"' in written(year)


def test_her_own_words_with_a_colon_close_the_row(make_year):
    """«Проведено в ноябре: всё хорошо» names no month that is closed: it closes the row."""
    year = make_year(dates='[dates."teor-2"]\nclosed = "проведено в ноябре: всё хорошо"\n').go("2020-10-20 12:00").arm().go("2020-11-09 12:00")
    assert "teor-2" not in digest(year).text


def test_several_days_in_one_month_leave_the_other_month(decided):
    """«11 и 18 февраля» beside November's day: three meetings, none moved."""
    hear(decided, letter(decided, "teor-2: 11 и 18 февраля в 14:30", answers=digest(decided).row.message_id))
    assert '"19.11.2020, 11.02.2021, 18.02.2021 14:30"' in written(decided)


def test_a_day_written_over_that_of_a_month_that_was_held_moves_nothing(make_year):
    """In her editor November's day made room for February's: everybody read «Перенос», and that November's hour counts no more."""
    year = make_year.armed("2020-12-21 12:00", plan=MONTHS, dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    year.dates('[dates]\n"teor-2" = "18.02.2021 14:30"\n').go("2021-01-25 12:00")
    year.dates('[dates]\n"teor-2" = "25.02.2021 14:30"\n').go("2021-02-26 12:00")
    assert year.story("anna", "invitation", "change") == [("20.10 10:00", "invitation"), ("19.01 10:00", "invitation"), ("25.01 12:10", "change")]
    assert sorted(mail.row.start[:10] for mail in year.to("anna", "invitation")) == ["2020-11-19", "2021-02-18"]
    assert [(row.event.key, f"{row.event.start:%d.%m}") for row in year.ledger.events.all()] == [("teor-2", "19.11"), ("teor-2/2", "25.02")]
