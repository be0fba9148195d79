"""A row of several months, or «по графику»: what is written down when she names a day in one of them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from notifier.core.events.further import among_others, closing, day_moved, stands_alone, taken_from
from notifier.model.decision import Decision
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

ROW = Item("prak-1", "Сектор", ("Площадка",), when="декабрь, февраль, апрель")
SPLIT = Item("prak-2", "Сектор", ("Занятия",), when="с 5 по 9 октября, с 3 по 6 ноября")
OTHERS = Item("povy-1", "Сектор", ("Горячие линии",), when="по графику СОИРО")
PLAN = Plan("План", SchoolYear(2020), (ROW, SPLIT, OTHERS))
ZONE = ZoneInfo("Europe/Moscow")


@pytest.mark.parametrize(("decided", "said", "written"), [
    (None, "10.12.2020 14:30", "10.12.2020 14:30"),
    ("10.12.2020 14:30", "11.02.2021 14:30", "10.12.2020, 11.02.2021 14:30"),
    ("10.12.2020 14:30–16:00", "11.02.2021 14:30–16:00", "10.12.2020, 11.02.2021 14:30–16:00"),
    ("10.12.2020, весь день", "11.02.2021, весь день", "10.12.2020, 11.02.2021, весь день"),
    ("10.12.2020 14:30", "17.12.2020 14:30", "17.12.2020 14:30"),   # the same month once more: another day for it
    ("10.12.2020 14:30", "11.03.2021 14:30", "11.03.2021 14:30"),   # in none of the months: her word alone
    ("12.10.2020 14:30", "11.02.2021 14:30", "11.02.2021 14:30"),   # what was decided before lies in none
    ("декабрь 2020", "11.02.2021 14:30", "11.02.2021 14:30"),       # and was no day
])
def test_a_day_in_one_month_leaves_those_in_the_others(decided: str | None, said: str, written: str) -> None:
    """One decision, the days in order."""
    decision = Decision("prak-1", when=decided) if decided else None
    assert among_others(PLAN, ROW, decision, said, ZONE) == written


def test_other_hours_are_a_decision_of_their_own() -> None:
    """One decision has one time: the second day becomes an entry."""
    assert among_others(PLAN, ROW, Decision("prak-1", when="10.12.2020 14:30"), "11.02.2021 15:00", ZONE) is None


@pytest.mark.parametrize(("row", "decided", "alone"), [
    (OTHERS, "15.10.2020 12:00", True),
    (OTHERS, "08.10.2020, 15.10.2020 12:00", True),
    (OTHERS, "16.10.2020 12:00", False),                # today's: a correction of it
    (OTHERS, "08.10.2020, 20.10.2020 12:00", False),    # one is to come: she may mean that it moves
    (OTHERS, None, False),
    (ROW, "15.10.2020 12:00", False),                   # the plan's own meeting may be moved after its day, too
])
def test_after_the_day_of_a_row_by_schedule_the_next_is_another_event(row: Item, decided: str | None, alone: bool) -> None:
    """A webinar that took place is not moved into the next month: everybody would read «Перенос»."""
    now = datetime(2020, 10, 16, 9, tzinfo=ZONE)
    assert stands_alone(PLAN, row, Decision(row.id, when=decided) if decided else None, now, ZONE) is alone
    assert not stands_alone(PLAN, row, Decision(row.id, when=decided, cancelled="лектор болен"), now, ZONE), "an event of a row that is off"


@pytest.mark.parametrize(("row", "decided", "said", "taken"), [
    (OTHERS, "29.10.2020 12:00", "12.11.2020 12:00", date(2020, 10, 29)),   # the answer for November, in the week of October's
    (OTHERS, "29.10.2020 12:00", "30.10.2020 12:00", None),
    (OTHERS, "29.10.2020 12:00", "30.10.2020, 12.11.2020 12:00", None),
    (OTHERS, "16.10.2020 08:00", "30.10.2020 08:00", date(2020, 10, 16)),   # this morning's took place
    (OTHERS, "16.10.2020 08:00", "16.10.2020 15:00", None),
    (OTHERS, "16.10.2020 12:00", "30.10.2020 12:00", None),                 # today's is still to come: a move
    (OTHERS, "15.10.2020 12:00", "12.11.2020 12:00", None),                 # over: it stands alone
    (OTHERS, None, "12.11.2020 12:00", None),
    (ROW, "10.12.2020 14:30", "11.03.2021 14:30", None),
])
def test_a_day_that_may_be_no_move_is_told_of_as_one(row: Item, decided: str | None, said: str, taken: date | None) -> None:
    """Which day it takes the place of."""
    now = datetime(2020, 10, 16, 9, tzinfo=ZONE)
    assert taken_from(PLAN, row, Decision(row.id, when=decided) if decided else None, said, now, ZONE) == taken


@pytest.mark.parametrize(("decided", "said", "written"), [
    ("10.11.2020, 17.11.2020 14:30", "18.11.2020 14:30", "10.11.2020, 18.11.2020 14:30"),
    ("10.11.2020, 18.11.2020 14:30", "18.11.2020 14:30", "10.11.2020, 18.11.2020 14:30"),  # the letter is heard again
    ("10.11.2020, 17.11.2020 14:30", "10.11.2020 14:30", None),  # another of the row's days
    ("10.11.2020, 17.11.2020 14:30", "18.11.2020 15:00", None),
    ("17.11.2020 14:30", "18.11.2020 14:30", None),
    (None, "18.11.2020 14:30", None),
])
def test_one_of_several_days_moves(decided: str | None, said: str, written: str | None) -> None:
    """The days as they are to be written; none where the 17th is not one of several, or gets another hour."""
    assert day_moved(PLAN, Decision("prak-1", when=decided), date(2020, 11, 17), said, ZONE) == written


def test_closing_names_the_stretch_that_is_over() -> None:
    """By its month, or by its first and last day where the plan names days."""
    assert closing(PLAN, ROW, None, "проведено", date(2021, 1, 10)) == "декабрь 2020: проведено"
    assert closing(PLAN, SPLIT, None, "проведено", date(2020, 10, 20)) == "05.10.2020–09.10.2020: проведено"
