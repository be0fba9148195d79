"""The linter for plans: each code has a plan that earns it and one that does not."""

import pytest

from notifier.core.plan.lint import CODES, lint
from notifier.model.plan import Item, Plan
from notifier.model.problem import Problem, Severity
from notifier.model.when import SchoolYear


def row(name: str = "a-1", **fields: object) -> Item:
    number = name.partition("-")[2]
    given = {"id": name, "sector": "А", "topics": (f"Тема {name}",), "number": number, "when": "19.11.2020 14:30–16:00",
             "places": ("ЦДО",), "line": 7, **fields}
    return Item(**given)  # type: ignore[arg-type]


def found(*items: Item, calendar_year: int | None = None, persons: set[str] | None = None,
          groups: set[str] | None = None) -> list[Problem]:
    plan = Plan("План", SchoolYear(2020), items, file="план.toml", calendar_year=calendar_year)
    return lint(plan, is_working=lambda day: day.weekday() < 5, persons=persons, groups=groups)


def codes(*items: Item, calendar_year: int | None = None, persons: set[str] | None = None) -> list[tuple[str, str | None]]:
    return [(problem.code, problem.item) for problem in found(*items, calendar_year=calendar_year, persons=persons)]


def test_a_stranger_is_told_once() -> None:
    """At the first row that does not silence it, with all the rows that name him."""
    silenced = row("a-1", responsible=("Ким О.О.",), silenced=(("unknown-person", "принята с октября"),))
    others = row("a-2", when="май", responsible=("Ким О.О.", "Ли П.П.")), row("a-3", when="май", responsible=("Ким О.О., методист",))
    told = [problem for problem in found(silenced, *others, persons={"Иванова И.И."}) if problem.code == "unknown-person"]
    assert [(problem.item, problem.text) for problem in told] == [
        ("a-2", "Ответственного «Ким О.О.» нет в списке людей (строки a-2, a-3)."), ("a-2", "Ответственного «Ли П.П.» нет в списке людей.")]


def test_a_good_row_has_no_findings() -> None:
    """A working day, a time from and to, one place, known people: silence."""
    assert codes(row(responsible=("Иванова И.И.",)), persons={"Иванова И. И."}) == []


@pytest.mark.parametrize(("fields", "code"), [
    ({"when": "апрель 2020"}, "date-outside-year"), ({"when": "19.11.2020 с 3 до 5 часов"}, "date-doubtful"),
    ({"when": "ноябрь 2020"}, "no-date"),
    ({"when": "август-сентябрь"}, "no-date"),
    ({"when": "январь - апрель 2021"}, "milestones"),
    ({"when": "по графику СОИРО"}, "schedule-of-others"),
    ({"when": "каждый второй четверг месяца в 14.30"}, "recurring"),
    ({"when": "19.11.2020"}, "no-time"),
    ({"when": "19.11.2020 14:30"}, "no-duration"),
    ({"when": "каб. 12"}, "date-unreadable"),
    ({"when": "четверг, 20.11.2020 14:30-16:00"}, "weekday-mismatch"),
    ({"when": "21.11.2020 14:30-16:00"}, "day-off"),
    ({"places": ("ЦДО", "СШ № 32")}, "several-venues"),
    ({"places": ("Все школы города Смоленска",)}, "audience-as-place"),
    ({"places": ()}, "no-place"),
    ({"silenced": (("no-such", "причина"),)}, "unknown-silence"),
    ({"responsible": ("Петрова А.А., методист",)}, "unknown-person"),
    ({"audience": ("молодые спецалисты",)}, "unknown-group"),
])
def test_each_code_has_its_row(fields: dict[str, object], code: str) -> None:
    """A row that earns one finding earns exactly that, with file, line and advice."""
    problems = found(row(**fields), persons={"Иванова И.И."}, groups={"молодые специалисты"})
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where == "план.toml:7"
    assert problems[0].advice
    assert code in CODES


@pytest.mark.parametrize(("audience", "told"), [
    (("молодые спецалисты",), "«молодые специалисты»?"),
    (("наставники",), "никому не уйдут."),
    (("Молодые  Специалисты",), None),
    (("все",), None),
])
def test_a_group_of_nobody_is_told(audience: tuple[str, ...], told: str | None) -> None:
    """A misspelt group would invite nobody in silence; case and spaces do not matter, «все» is everybody."""
    problems = found(row(audience=audience), groups={"молодые специалисты", "совет"})
    assert [problem.text.endswith(told) for problem in problems if told] == ([True] if told else [])
    assert bool(problems) is (told is not None)


def test_a_missing_number_is_told_at_the_row_after_it() -> None:
    """1, 2, 4: number 3 is missing."""
    problems = found(row("a-1"), row("a-2", when="май"), row("a-4", when="май"))
    gap = next(problem for problem in problems if problem.code == "numbering-gap")
    assert gap.item == "a-4"
    assert "Пропущен номер 3 " in gap.text
    assert gap.severity is Severity.WARNING


def test_numbers_that_run_on_through_sectors_are_no_gap() -> None:
    """Sector Б may go on with 2 after А ended with 1, or begin anew."""
    rows = (row("a-1", when=""), row("b-2", sector="Б", when=""), row("c-1", sector="В", when=""))
    assert codes(*rows) == []


def test_a_sector_that_begins_with_two_has_a_gap() -> None:
    """The first number missing is a gap as well."""
    assert codes(row("a-2", when="")) == [("numbering-gap", "a-2")]


def test_numbers_in_another_order_are_no_gap() -> None:
    """2, 1, 3: nothing is missing; 2, 1, 5 with 4 behind it lacks the 3 only."""
    moved = [row("a-2", when=""), row("a-1", when=""), row("a-3", when="")]
    assert codes(*moved) == []
    gap = found(*moved[:2], row("a-5", when=""), row("a-4", when=""))
    assert [(problem.item, "Пропущен номер 3 " in problem.text) for problem in gap] == [("a-5", True)]


def test_a_double_number_is_told() -> None:
    """Two rows 1 in a sector."""
    assert codes(row("a-1", when=""), row("a-1b", number="1", when="")) == [("duplicate-number", "a-1b")]


def test_a_count_that_begins_anew_is_no_duplicate() -> None:
    """«1, 2» in September and «1, 2» in October: two lists; a number twice in one of them is told, a gap as well."""
    again = [row("a-1", when=""), row("a-2", when=""), row("b-1", number="1", when=""), row("b-2", number="2", when="")]
    assert codes(*again) == []
    assert codes(*again, row("b-2b", number="2", when="")) == [("duplicate-number", "b-2b")]
    assert codes(*again[:3], row("b-3", number="3", when="")) == [("numbering-gap", "b-3")]


def test_two_events_at_once_clash() -> None:
    """15:00 begins before 14:30–16:00 ends; 16:00 does not."""
    assert codes(row("a-1"), row("a-2", when="19.11.2020 15:00–15:30"), row("a-3",
                                                                            when="19.11.2020 16:00–17:00")) == [("events-clash", "a-2")]


def test_a_silenced_finding_is_gone_for_its_row_only() -> None:
    """``silence`` holds for one code in one row."""
    both = {"places": ("ЦДО", "СШ № 32"), "when": ""}
    rows = row("a-1", **both, silenced=(("several-venues", "один двор"),)), row("a-2", **both)
    assert codes(*rows) == [("several-venues", "a-2")]


def test_a_calendar_years_autumn_is_inside_the_plan() -> None:
    """A plan «на 2021 год» has October 2021, though the school year 2020-2021 does not."""
    assert codes(row(when="14.10.2021 14:30–16:00"), calendar_year=2021) == []
    assert codes(row(when="14.10.2021 14:30–16:00")) == [("date-outside-year", "a-1")]
    assert codes(row(when="апрель - октябрь"), calendar_year=2021) == [("milestones", "a-1")]


def test_without_calendar_and_people_their_rules_are_off() -> None:
    """An import knows neither."""
    plan = Plan("План", SchoolYear(2020), (row(when="21.11.2020 14:30–16:00", responsible=("Некто Н.Н.",)),))
    assert lint(plan) == []


def test_every_code_is_documented() -> None:
    """The page lists every code."""
    from pathlib import Path

    page = (Path(__file__).parents[3] / "docs" / "plans.md").read_text(encoding="utf-8")
    assert [code for code in CODES if f"`{code}`" not in page] == []
