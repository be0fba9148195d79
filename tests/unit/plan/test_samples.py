"""The seed and the two samples read as what people wrote beside them; text is compared with blanks normalised."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from notifier.core import dates
from notifier.core.plan.understanding import understand
from notifier.edges.documents import read_document
from notifier.edges.planfile.reading import read_plan_file
from notifier.model.plan import Item, Plan
from notifier.model.problem import Problem, Severity

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "plans"
SEED_IDS = [
    "teor-1", "teor-2", "teor-4", "teor-5", "prak-a", "prak-1", "prak-2", "prak-3", "tvor-1", "kons-a", "kons-b",
    "povy-1", "povy-2", "povy-3",
]


@cache
def imported(name: str) -> tuple[Plan, list[Problem]]:
    return understand(read_document(DATA / name))


def expected(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return data


def squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


def as_sample(item: Item) -> dict[str, Any]:
    return {"number": item.number, "sector": item.sector or None, "topics": list(item.topics), "date": squeezed(item.when),
            "venue": squeezed(" ".join(item.places)), "form": dict(item.extra).get("Форма проведения")}


@pytest.mark.parametrize(("file", "labels"), [
    ("seed.docx", "seed.json"), ("seed.txt", "seed.json"), ("dev_1.docx", "dev_1.json"), ("dev_2.docx", "dev_2.json"),
])
def test_every_row_of_a_sample_reads_as_labelled(file: str, labels: str) -> None:
    """Number, sector, topics, date and venue of every row are those that a person read."""
    plan, _ = imported(file)
    wanted = expected(labels)
    assert squeezed(plan.title) == wanted["title"]
    assert str(plan.school_year) == wanted["school_year"]
    assert [as_sample(item) for item in plan.items] == [
        {"number": row["number"], "sector": row["sector"], "topics": row["topics"], "date": squeezed(row["date"]),
         "venue": squeezed(row["venue"]), "form": row.get("form")} for row in wanted["events"]]


@pytest.mark.parametrize(("file", "labels"), [("seed.docx", "seed.json"), ("dev_1.docx", "dev_1.json"), ("dev_2.docx", "dev_2.json")])
def test_the_imported_phrase_means_what_the_label_says(file: str, labels: str) -> None:
    """The phrase that an import keeps still has the kind, days and time of the cell."""
    plan, _ = imported(file)
    for item, row in zip(plan.items, expected(labels)["events"], strict=True):
        label, reading = row["date_label"], dates.read(item.when, plan.school_year)
        if label.get("approx"):
            continue  # vacations: the days differ from school to school
        read = (str(reading.kind), str(reading.start), str(reading.end))
        assert read == (label["kind"], str(label["start"]), str(label["end"])), item.when
        assert (f"{reading.time:%H:%M}" if reading.time else None) == label.get("time")


@pytest.mark.parametrize(("file", "labels"), [("dev_1.docx", "dev_1.json"), ("dev_2.docx", "dev_2.json"), ("seed.txt", "seed.json")])
def test_several_responsible_persons_are_several_entries(file: str, labels: str) -> None:
    """Persons written with a comma or on lines of their own are told apart."""
    plan, _ = imported(file)
    for item, row in zip(plan.items, expected(labels)["events"], strict=True):
        assert list(item.responsible) == [part.strip() for part in row["responsible"].replace("\n", ",").split(",") if part.strip()]


@pytest.mark.parametrize("file", ["seed.docx", "seed.txt"])
def test_the_seed_has_its_fourteen_ids(file: str) -> None:
    """Ids are those that the dates file and the story use, from Word and from text."""
    plan, _ = imported(file)
    assert [item.id for item in plan.items] == SEED_IDS


def test_word_and_text_give_the_same_rows() -> None:
    """The form of the file makes no difference to the plan."""
    assert imported("seed.docx")[0].items == imported("seed.txt")[0].items


def test_the_seeds_questions_are_the_storys() -> None:
    """April 2020, number 3, two venues, five months without dates, three schedules of others, the festival's milestones."""
    _, problems = imported("seed.docx")
    assert sorted((problem.code, problem.item) for problem in problems) == sorted([
        ("date-outside-year", "kons-a"), ("numbering-gap", "teor-4"), ("several-venues", "prak-1"), ("milestones", "tvor-1"),
        *(("no-date", item) for item in ("teor-2", "teor-4", "teor-5", "prak-2", "prak-3")),
        *(("schedule-of-others", item) for item in ("povy-1", "povy-2", "povy-3")),
    ])
    april = next(problem for problem in problems if problem.code == "date-outside-year")
    assert april.severity is Severity.QUESTION
    assert "апрель 2020" in april.text
    assert "2020-2021" in april.text


def test_young_specialists_are_the_audience_of_their_row_only() -> None:
    """«для молодых специалистов» narrows the audience; all other rows are for everybody."""
    plan, _ = imported("seed.docx")
    assert {item.id: item.audience for item in plan.items if item.audience != ("все",)} == {"kons-a": ("молодые специалисты",)}


def test_both_venues_of_the_seed_are_kept_with_the_unclosed_quote() -> None:
    """Two paragraphs in the place's cell are two venues, as written."""
    plan, _ = imported("seed.docx")
    item = plan.item("prak-1")
    assert item is not None
    assert item.places == ("МБУ ДО «ЦДО»", "МБОУ «СШ № 32 им. С.А. Лавочкина")


def test_the_plan_in_the_repository_is_the_imported_document() -> None:
    """plan/2020-2021.toml is what an import of plan/2020-2021.docx writes."""
    kept, problems = read_plan_file(ROOT / "plan" / "2020-2021.toml")
    fresh, _ = understand(read_document(ROOT / "plan" / "2020-2021.docx"))
    assert problems == []
    assert kept is not None
    assert [(i.id, i.topics, i.when, i.places, i.responsible, i.audience) for i in kept.items] == [
        (i.id, i.topics, i.when, i.places, i.responsible, i.audience) for i in fresh.items]
