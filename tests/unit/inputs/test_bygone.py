"""What stands in the dates file, key by key: known again wherever it stands, and taken out alone."""

from notifier.core.bygone import bygone, marks, named, without
from notifier.edges.datesfile.reading import parse_dates
from notifier.model.plan import Plan
from notifier.model.when import SchoolYear

TEXT = """[dates]
"s-1" = "18 ноября, 14.30"
"s-2" = { when = "19.11.2020 14:30", place = "ЦДО", tentative = true }
"s-3" = { milestones = [{ title = "Старт", when = "18.01" }, { title = "Итоги", when = "22.04" }] }

[[occurrence]]
item = "w-1"
title = "Вебинар"
when = "01.10.2020 12:00"
"""
PLAN = Plan(title="План", school_year=SchoolYear(2021), items=())


def said(text: str):
    decisions, problems = parse_dates(text, file="dates.toml")
    assert decisions is not None, problems
    return decisions


def test_a_line_that_moved_is_the_same_word():
    """Comments, order and line numbers are no part of what was said."""
    head, _, tail = TEXT.partition("[[occurrence]]")
    moved = "# прошлый год\n\n[[occurrence]]" + tail + "\n" + head
    assert marks(said(moved)) == marks(said(TEXT))


def test_each_key_has_a_mark_of_its_own():
    """One day, three keys, two milestones, one event."""
    assert len(marks(said(TEXT))) == 7


def test_what_is_taken_out_leaves_the_rest():
    """A milestone, a place: the others stay; an entry with nothing left is none."""
    decisions = said(TEXT)
    gone = marks(said(TEXT.replace('{ title = "Старт", when = "18.01" }, ', "").replace('place = "ЦДО", ', "").replace("18 ноября", "17 ноября")))
    left = without(decisions, gone)
    assert [(one.item, one.when, one.place, [point.title for point in one.milestones]) for one in left.by_item] == [
        ("s-1", "18 ноября, 14.30", "", []), ("s-2", None, "ЦДО", []), ("s-3", None, "", ["Старт"])]
    assert left.occurrences == ()
    assert named(decisions, gone) == ["s-2 (when, tentative)", "s-3 (milestones)", "w-1 «Вебинар»"]
    assert without(decisions, marks(decisions)).by_item == ()
    assert without(decisions, ()) == decisions


def test_what_was_said_under_this_years_plan_too_is_this_years():
    """The former plan came back for a while: its words of this year are none of the other's."""
    decisions = said(TEXT)
    everything = marks(decisions)
    assert bygone(decisions, PLAN, {"2020-2021": everything}) == everything
    assert bygone(decisions, PLAN, {"2020-2021": everything, "2021-2022": everything}) == frozenset()
    assert bygone(decisions, PLAN, {}) == frozenset()


def test_only_a_day_with_its_year_says_which_year_was_meant():
    """A weekday that fits this year's calendar and not last year's is no year."""
    for phrase, meant in (("18.11.2021 14:30", True), ("18 ноября, 14.30", False), ("четверг, 18 ноября, 14.30", False),
                          ("26.08.2021 10:00", False)):
        decisions = said(f'[dates."s-1"]\nwhen = "{phrase}"\nplace = "ЦДО"\n')
        assert (bygone(decisions, PLAN, {"2020-2021": marks(decisions)}) == frozenset()) is meant, phrase


def test_a_plan_of_a_calendar_year_means_both_its_halves():
    """«План на 2022 год»: its autumn lies in the next school year."""
    decisions = said('[dates]\n"s-1" = "18.11.2022 14:30"\n"s-2" = 2022-11-18T14:30:00\n')
    plan = Plan(title="План на 2022 год", school_year=SchoolYear(2021), items=(), calendar_year=2022)
    assert bygone(decisions, plan, {"2020-2021": marks(decisions)}) == frozenset()


def test_the_autumn_before_a_calendar_year_is_of_the_plan_before():
    """It lies in the school year that the plan of 2022 counts as: of the plan of 2021, though of none of its school year's days."""
    decisions = said('[dates]\n"s-1" = "18.11.2021 14:30"\n"s-2" = 2021-11-18T14:30:00\n')
    plan = Plan(title="План на 2022 год", school_year=SchoolYear(2021), items=(), calendar_year=2022)
    assert bygone(decisions, plan, {"2020-2021": marks(decisions)}) == marks(decisions)
