"""How programs and typing habits write a plan changes no row of it: the same plan written in other ways is the same plan."""

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from support.rows import told

from notifier.core.plan.understanding import understand
from notifier.edges.documents import read_document
from notifier.model.plan import Cell, Document, Plan, Table
from notifier.model.problem import Problem

DATA = Path(__file__).parents[3] / "tests" / "data" / "plans"
STAMP = ("СОГЛАСОВАНО", "Начальник отдела", "_________ А.А. Петров", "", "УТВЕРЖДАЮ", "Директор МБУ ДО «ЦДО»", "«28» августа 2019 г.")
Change = Callable[[Document], Document]
Reader = Callable[[str], tuple[Plan, list[Problem]]]


@cache
def sample(name: str) -> Document:
    return read_document(DATA / name)


def everywhere(change: Callable[[str], str]) -> Change:
    """Changes every text of a document."""
    def table(given: Table) -> Table:
        return replace(given, rows=tuple(tuple(replace(cell, paragraphs=tuple(map(change, cell.paragraphs))) for cell in row)
                                         for row in given.rows))
    return lambda document: replace(
        document, blocks=tuple(change(block) if isinstance(block, str) else table(block) for block in document.blocks))


def in_tables(change: Callable[[tuple[Cell, ...]], tuple[Cell, ...]], *, above: bool = False) -> Change:
    """Changes every row of a document, or puts an empty one above the first."""
    def rows(given: Table) -> Table:
        empty = (tuple(Cell(("",)) for _ in given.rows[0]),) if above else ()
        return replace(given, rows=(*empty, *map(change, given.rows)))
    return lambda document: replace(document, blocks=tuple(block if isinstance(block, str) else rows(block) for block in document.blocks))


def is_single(cell: Cell) -> bool:
    return len(cell.paragraphs) <= 1 and "\n" not in cell.text


def with_end(cell: Cell) -> Cell:
    return replace(cell, paragraphs=(*cell.paragraphs, ""))


WAYS: dict[str, Change] = {
    "two_blanks_for_one": everywhere(lambda text: text.replace(" ", "  ")),
    "blanks_that_do_not_break": everywhere(lambda text: text.replace(" ", "\u00a0")),
    "hyphens_that_do_not_break": everywhere(lambda text: text.replace("-", "\u2011")),
    "soft_hyphens": everywhere(lambda text: text.replace("ст", "с\u00adт")),
    "letters_of_two_signs": everywhere(lambda text: unicodedata.normalize("NFD", text)),
    "an_empty_line_below_single_ones": in_tables(lambda row: tuple(map(with_end, row)) if all(map(is_single, row)) else row),
    "an_empty_row_above": in_tables(lambda row: row, above=True),
    "an_empty_column_behind": in_tables(lambda row: (*row, Cell(("",)))),
    "an_empty_column_in_front": in_tables(lambda row: (Cell(("",)), *row)),
    "a_stamp_above": lambda document: replace(document, blocks=(*STAMP, *document.blocks)),
    "a_stamp_in_one_paragraph": lambda document: replace(document, blocks=("\n".join(STAMP[4:]), *document.blocks)),
    "a_stamp_without_its_day": lambda document: replace(document, blocks=("УТВЕРЖДАЮ", "«___» ________ 2019 г.", *document.blocks)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("name", ["seed.docx", "dev_1.docx", "dev_2.docx"])
def test_a_sample_written_in_another_way_is_the_same_plan(name: str, way: Change) -> None:
    """Title, year and every row."""
    plan, _ = understand(sample(name))
    other, _ = understand(way(sample(name)))
    assert (other.title, other.school_year) == (plan.title, plan.school_year)
    assert list(map(told, other.items)) == list(map(told, plan.items))


@pytest.mark.parametrize("text", [
    "Заседания ГМО на 2021-2022 учебный год\n| Тема | Дата |\n| Семинар | 16 сентября |",
    "Афиша. Декабрь 2021\n| Число | Тема |\n| 5 | Бал |\n| 19-20 | Слёт |",
    "План на 2021-2022 учебный год\n| Понедельник | Вторник |\n| Планёрка | 10.00 Совет |",
    "План на октябрь 2021 года\n| Дата | Время | Тема |\n| 8 | 14.00 | Бал |",
    "План на 2021-2022 учебный год\n| Дата | Мероприятие | Место |\n| 8 октября | Совет, 14.00 | ЦДО |",
])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_plan_without_the_word_or_with_days_alone_too(draw: Callable[[str], Document], text: str, way: Change) -> None:
    """«28» августа 2019 г.» of a stamp is neither the title nor the year of what stands below it."""
    plan, _ = understand(draw(text))
    other, _ = understand(way(draw(text)))
    assert (other.title, other.school_year) == (plan.title, plan.school_year)
    assert list(map(told, other.items)) == list(map(told, plan.items))


def test_a_stamp_set_aside_is_told(understood: Reader) -> None:
    """Its lines are in no row, and are not lost."""
    plan, problems = understood("УТВЕРЖДАЮ\nДиректор ЦДО\n28.08.2026\nПлан на 2026-2027 учебный год\n| Тема | Дата |\n| Бал | 5 мая |")
    assert [item.when for item in plan.items] == ["5 мая"]
    assert "Директор ЦДО" in " ".join(problem.text for problem in problems if problem.code == "text-outside")


@pytest.mark.parametrize(("whole", "wrapped"), [
    ("ул. Мира, 10-12", "ул. Мира, / 10-12"), ("каб. 3-12", "каб. / 3-12"), ("ЦРБ, тел. 8-10", "ЦРБ, тел. / 8-10"),
    ("Парк, с 10.00 до 12.00", "Парк, с 10.00 до / 12.00"), ("Гимназия № 1, 10.00", "Гимназия № / 1, 10.00"),
    ("МБОУ Ключевская СОШ", "МБОУ Ключевская / СОШ"), ("Парк, с 10.00 до 12.00", "Парк, с 10.00 / до 12.00"),
    ("ЦДО, 15.00 - 17.00", "ЦДО, 15.00 - / 17.00"), ("ЦГБ им. А.П. Чехова", "ЦГБ им. А.П. / Чехова"), ("Все ОО города", "Все / ОО города"),
    ("МБУ ИМЦ", "МБУ / ИМЦ"), ("Дом детства (актовый зал)", "Дом детства (актовый / зал)"),
])
def test_a_line_wrapped_in_a_place_is_one_line(understood: Reader, whole: str, wrapped: str) -> None:
    """«10-12» on a line of its own was the hour, and «№» above «1, 12.02.2024» a day."""
    text = "План на 2026-2027 учебный год\n| Дата | Время и место проведения | Мероприятие |\n| 5 мая | {} | Бал |"
    plan, _ = understood(text.format(whole))
    other, _ = understood(text.format(wrapped))
    assert list(map(told, other.items)) == list(map(told, plan.items))


@pytest.mark.parametrize(("whole", "wrapped"), [
    ("Смотр «Свет родных берёз»", "Смотр «Свет / родных / берёз»"), ("Посвящение в читатели", "Посвящение в / читатели"),
    ("Подписка на газеты", "Подписка на / газеты"), ("Бал. Место: ЦДО", "Бал. Место: / ЦДО"),
])
def test_a_line_wrapped_in_a_topic_beside_several_dates_is_one_topic(understood: Reader, whole: str, wrapped: str) -> None:
    """Two lines beside two dates would be two rows."""
    text = "План на 2026-2027 учебный год\n| Тема | Дата | Ответственный |\n| {} | 5 октября / 7 мая | Ким А.А. |"
    plan, _ = understood(text.format(whole))
    other, _ = understood(text.format(wrapped))
    assert list(map(told, other.items)) == list(map(told, plan.items))


def test_initials_below_their_surname_are_one_person(understood: Reader) -> None:
    """Beside two topics the surname would answer for one, and the initials for the other."""
    plan, _ = understood("""
        План на 2026-2027 учебный год
        | Тема | Дата | Ответственный |
        | Смотр / Слёт | 10.09 / 24.09 | Ким / А.А. |
        """)
    assert {person for item in plan.items for person in item.responsible} == {"Ким А.А."}


def test_a_post_and_its_place_are_one_person(understood: Reader) -> None:
    """«Методист», below it «ИМЦ», was two persons; two names below each other are two."""
    plan, _ = understood("""
        План на 2026-2027 учебный год
        | Тема | Дата | Ответственный |
        | Смотр | 10.09 | Методист / ИМЦ |
        | Слёт | 24.09 | Ким А.А. / Юрова И.И. |
        """)
    assert [item.responsible for item in plan.items] == [("Методист ИМЦ",), ("Ким А.А.", "Юрова И.И.")]


def test_a_day_above_its_month_is_one_day(understood: Reader) -> None:
    """In a column of dates and places «15» was a place, and «октября, 14.00» the date."""
    plan, _ = understood("""
        План на 2026-2027 учебный год
        | Мероприятие | Дата и место |
        | Смотр | 15 / октября, 14.00, МБОУ СОШ № 5 |
        """)
    assert [(item.when, item.places) for item in plan.items] == [("15 октября, 14.00", ("МБОУ СОШ № 5",))]
