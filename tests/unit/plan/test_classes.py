"""Dates under classes, subjects and stages: a row for each day, named by what its row and its column say."""

from collections.abc import Callable

import pytest
from support.rows import told

from notifier.model.plan import Plan
from notifier.model.problem import Problem

Reader = Callable[[str], tuple[Plan, list[Problem]]]

LAYOUTS = {
    "lessons_of_persons": ("""
        График на 2026-2027 учебный год
        | № | Педагог | Открытый урок | Мастер-класс |
        | 1 | Зотов З.З. | 15.10 | 16.11 |
        | 2 | Ким А.А. | 1.11 | |
        """, [
        "plan-1 | 1 |  | Открытый урок | 15.10 |  | Зотов З.З.",
        "plan-a | - |  | Мастер-класс | 16.11 |  | Зотов З.З.",
        "plan-2 | 2 |  | Открытый урок | 1.11 |  | Ким А.А.",
    ]),
    "a_topic_that_ends_in_a_name": ("""
        График на 2026-2027 учебный год
        | Мероприятие | 5 класс | 6 класс |
        | Встреча с Зотовым З.З. | 15.10 | 16.10 |
        """, [
        "plan-a | - |  | Встреча с Зотовым З.З. — 5 класс | 15.10",
        "plan-b | - |  | Встреча с Зотовым З.З. — 6 класс | 16.10",
    ]),
    "a_row_without_a_day": ("""
        График на 2026-2027 учебный год
        | № | Тема | 5 класс | 6 класс |
        | 1 | Структура книги | 15.10 | 16.10 |
        | 2 | Итоги года | | |
        """, [
        "plan-1 | 1 |  | Структура книги — 5 класс | 15.10",
        "plan-a | - |  | Структура книги — 6 класс | 16.10",
        "plan-2 | 2 |  | Итоги года",
    ]),
    "lessons_by_classes": ("""
        График библиотечных уроков на 2026-2027 учебный год
        | № | Тема урока | 5 класс | 6 класс | Ответственный |
        | 1 | Структура книги | 15.09.2026 | 16.09.2026 | Дорохова Е.П. |
        | 2 | Справочная литература | | 14 октября, 10.00 | Дорохова Е.П. |
        | Второе полугодие | < | < | < | < |
        | 3 | Каталог / для начинающих. | январь | март | |
        """, [
        "plan-1 | 1 |  | Структура книги — 5 класс | 15.09.2026 |  | Дорохова Е.П.",
        "plan-a | - |  | Структура книги — 6 класс | 16.09.2026 |  | Дорохова Е.П.",
        "plan-2 | 2 |  | Справочная литература — 6 класс | 14 октября, 10.00 |  | Дорохова Е.П.",
        "vtor-3 | 3 | Второе полугодие | Каталог — 5 класс для начинающих. | январь",
        "vtor-a | - | Второе полугодие | Каталог — 6 класс для начинающих. | март",
    ]),
    "subjects_by_classes_under_a_header_of_two_rows": ("""
        График проведения ВПР на 2025-2026 учебный год
        | Предмет | Сроки | < | Ответственный |
        | ^ | 4 класс | 5 класс | ^ |
        | Русский язык | 14.04.2026 | 15.04.2026 | Крюкова А.А. |
        | Математика | 21.04.2026 | 22.04.2026 | ^ |
        """, [
        "plan-a | - |  | Русский язык — 4 класс | 14.04.2026 |  | Крюкова А.А.",
        "plan-b | - |  | Русский язык — 5 класс | 15.04.2026 |  | Крюкова А.А.",
        "plan-c | - |  | Математика — 4 класс | 21.04.2026 |  | Крюкова А.А.",
        "plan-d | - |  | Математика — 5 класс | 22.04.2026 |  | Крюкова А.А.",
    ]),
    "classes_down_and_subjects_across": ("""
        Расписание контрольных работ на 2025-2026 учебный год
        | Класс | Русский язык | Математика |
        | 5А | 14 мая | 19 мая |
        | 5Б | 15 мая | 20 мая |
        """, [
        "plan-a | - |  | 5А — Русский язык | 14 мая",
        "plan-b | - |  | 5А — Математика | 19 мая",
        "plan-c | - |  | 5Б — Русский язык | 15 мая",
        "plan-d | - |  | 5Б — Математика | 20 мая",
    ]),
    "stages_of_contests": ("""
        План конкурсов на 2026-2027 учебный год
        | № | Конкурс | Школьный этап | Муниципальный этап | Место проведения |
        | 1 | «Живая классика» | февраль | 15 марта 2027, 11.00 | ЦДО |
        """, [
        "plan-1 | 1 |  | «Живая классика» — Школьный этап | февраль | ЦДО",
        "plan-a | - |  | «Живая классика» — Муниципальный этап | 15 марта 2027, 11.00 | ЦДО",
    ]),
    "words_that_name_no_column_of_ours": ("""
        График на 2026-2027 учебный год
        | Тема | Автор | Издание 2025 | Объём | 5 класс | 6 класс |
        | Структура книги | Павлов | 2 | 40 с. | 15.10 | 16.10 |
        | Каталог | Мезин | 3 | 12 с. | | 18.10 |
        """, [
        "plan-a | - |  | Структура книги — 5 класс | 15.10 |  |  | Автор: Павлов; Издание 2025: 2; Объём: 40 с.",
        "plan-b | - |  | Структура книги — 6 класс | 16.10 |  |  | Автор: Павлов; Издание 2025: 2; Объём: 40 с.",
        "plan-c | - |  | Каталог — 6 класс | 18.10 |  |  | Автор: Мезин; Издание 2025: 3; Объём: 12 с.",
    ]),
    "a_day_planned_and_a_day_as_it_was_are_no_classes": ("""
        План контроля на 2026-2027 учебный год
        | № | Вопросы контроля | Сроки | < | Ответственный | Где слушается |
        | ^ | ^ | план | факт | ^ | ^ |
        | Сентябрь | < | < | < | < | < |
        | 1 | Обеспеченность учебниками | до 10 | 09.09.2026 | Жук Т.Т. | Педсовет |
        """, [
        "sent-1 | 1 | Сентябрь | Обеспеченность учебниками | до 10 сентября |  | Жук Т.Т. | факт: 09.09.2026; Где слушается: Педсовет",
    ]),
}


def test_days_over_days_are_no_header(understood: Reader) -> None:
    """A table without a header whose rows have two days each: the first row is a row, not the names of columns."""
    plan, _ = understood("""
        План на 2026-2027 учебный год
        | Семинар для библиотекарей | 1 октября | 5 ноября |
        | Практикум по каталогам | 2 октября | 6 ноября |
        """)
    assert [item.topics[0] for item in plan.items] == ["Семинар для библиотекарей", "Практикум по каталогам"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_dates_under_what_they_are_for_are_rows(name: str, understood: Reader) -> None:
    """Every layout gives the rows written beside it, and no cell is left unread."""
    drawing, rows = LAYOUTS[name]
    plan, problems = understood(drawing)
    assert [told(item) for item in plan.items] == rows
    assert [problem.text for problem in problems if problem.code in {"cell-not-read", "row-not-read", "text-outside", "date-unreadable"}] == []


def test_a_header_with_a_figure_that_is_no_year_is_told_as_none(understood: Reader) -> None:
    """«Стр. 45-60» beside the classes may be a cell as well as a name: she is asked for a header, and no day is lost."""
    plan, problems = understood("""
        График на 2026-2027 учебный год
        | Тема | Стр. 45-60 | 5 класс | 6 класс |
        | Структура книги | 2 | 15.10 | 16.10 |
        | Каталог | 3 | 17.10 | 18.10 |
        """)
    assert any(problem.code == "no-header" for problem in problems)
    said = " ".join([*(f"{item.topics} {item.when} {item.extra}" for item in plan.items), *(problem.text for problem in problems)])
    assert all(day in said for day in ("15.10", "16.10", "17.10", "18.10"))
