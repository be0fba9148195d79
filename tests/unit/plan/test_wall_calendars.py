"""Calendars as they hang on the wall: days of the week across the page, a day's number and what takes place in each cell."""

from collections.abc import Callable

import pytest
from support.rows import told

from notifier.model.plan import Plan
from notifier.model.problem import Problem

Reader = Callable[[str], tuple[Plan, list[Problem]]]

LAYOUTS = {
    "days_of_the_week_that_the_title_names": ("""
        План методической недели
        с 16 по 20 ноября 2026 года
        | День недели | Время | Мероприятие | Место |
        | Понедельник, 16.11 | 14.00 | Открытие | Актовый зал |
        | Вторник | 14.00 | Мастер-класс | Каб. 12 |
        | Среда | | Открытые уроки | Каб. 5 |
        | По четвергам | 15.00 | Кружок | Каб. 5 |
        | Вторник и четверг | 16.00 | Клуб | Каб. 5 |
        """, [
        "plan-a | - |  | Открытие | Понедельник, 16.11 14.00 | Актовый зал",
        "plan-b | - |  | Мастер-класс | 17.11.2026, Вторник 14.00 | Каб. 12",
        "plan-c | - |  | Открытые уроки | 18.11.2026, Среда | Каб. 5",
        "plan-d | - |  | Кружок | По четвергам 15.00 | Каб. 5",
        "plan-e | - |  | Клуб | Вторник и четверг 16.00 | Каб. 5",
    ]),
    "cells_left_blank_below_a_day_of_the_week": ("""
        План работы с 16 по 20 ноября 2026 года
        | День недели | Мероприятие | Ответственный |
        | Понедельник | Планёрка, 9.00 | Ким А.А. |
        | | Викторина, 13.30 | Ли И.И. |
        | | Обзор | Ли И.И. |
        | Вторник, 10.00 | Совет | Ким А.А. |
        | | Час, 9.30 | Ли И.И. |
        | Среда | - | |

        | День недели | Мероприятие | Время |
        | Среда | Бал | 9.00 |
        | | Квест | 13.30 |
        """, [
        "plan-a | - |  | Планёрка, 9.00 | 16.11.2026, Понедельник 9.00 |  | Ким А.А.",
        "plan-b | - |  | Викторина, 13.30 | 16.11.2026, Понедельник 13.30? |  | Ли И.И.",
        "plan-c | - |  | Обзор |  |  | Ли И.И.",
        "plan-d | - |  | Совет | 17.11.2026, Вторник, 10.00 |  | Ким А.А.",
        "plan-e | - |  | Час, 9.30 |  |  | Ли И.И.",
        "plan-f | - |  | Бал | 18.11.2026, Среда 9.00",
        "plan-g | - |  | Квест | 18.11.2026, Среда 13.30?",
    ]),
    "numbers_of_days_in_the_cells": ("""
        План-сетка мероприятий на ноябрь 2026 года
        | Понедельник | Вторник | Среда | Четверг | Пятница |
        | 2 / Планёрка 10.00 | 3 / 12.00 Концерт ко Дню единства | 4 | 5 / Книжная выставка / «Дали» | 6 |
        | Неделя молодёжи | < | < | < | < |
        | 9. Совет (14.00) | 10 | 11 / 10.00 Обзор / 14.00-15.30 Встреча | | 13 ноября / Игра / 15.00 |
        | 14-15 / Поход | | | | 15 / Урок, классы 10-11 |
        | 23 / Каникулы | < | < | 26 | |
        | 16 / - Урок / - Беседа | 17 / Лекция / / Диспут | | | |
        """, [
        "plan-a | - |  | Планёрка | 2 ноября 10.00",
        "plan-b | - |  | Концерт ко Дню единства | 3 ноября 12.00",
        "plan-c | - |  | Книжная выставка «Дали» | 5 ноября",
        "nede-a | - | Неделя молодёжи | Совет | 9 ноября 14.00",
        "nede-b | - | Неделя молодёжи | Обзор | 11 ноября 10.00",
        "nede-c | - | Неделя молодёжи | Встреча | 11 ноября 14.00-15.30",
        "nede-d | - | Неделя молодёжи | Игра | 13 ноября 15.00",
        "nede-e | - | Неделя молодёжи | Поход | 14-15 ноября",
        "nede-f | - | Неделя молодёжи | Урок, классы 10-11 | 15 ноября",
        "nede-g | - | Неделя молодёжи | Каникулы | 23-25 ноября",
        "nede-h | - | Неделя молодёжи | Урок | 16 ноября",
        "nede-i | - | Неделя молодёжи | Беседа | 16 ноября",
        "nede-j | - | Неделя молодёжи | Лекция | 17 ноября",
        "nede-k | - | Неделя молодёжи | Диспут | 17 ноября",
    ]),
    "a_week_that_recurs_beside_who_answers": ("""
        Циклограмма работы библиотеки на 2026-2027 учебный год
        | Ответственный | Пн | Вт | Ср | Чт |
        | Орлик А.А. | Приём книг / 14.00 Кружок | | Обзор прессы | |
        | Лось А.А. | Выездной абонемент | < | | |
        | Ким Л.Л. | | | | |
        """, [
        "plan-a | - |  | Приём книг | Пн |  | Орлик А.А.",
        "plan-b | - |  | Кружок | Пн 14.00 |  | Орлик А.А.",
        "plan-c | - |  | Обзор прессы | Ср |  | Орлик А.А.",
        "plan-d | - |  | Выездной абонемент | Пн - Вт |  | Лось А.А.",
    ]),
    "a_cross_among_events": ("""
        План на 2026-2027 учебный год
        | Неделя | Понедельник | Вторник | Среда | Четверг | Пятница |
        | 9-13 ноября | Игра | + | Бал |  | Сбор |
        """, [
        "plan-a | - |  | Игра | 09.11.2026",
        "plan-b | - |  | Игра | 10.11.2026?",
        "plan-c | - |  | Бал | 11.11.2026",
        "plan-d | - |  | Сбор | 13.11.2026",
    ]),
    "an_event_with_another_day_than_its_cell": ("""
        План на 2026-2027 учебный год
        | Неделя | Понедельник | Вторник | Среда | Четверг | Пятница |
        | 9-13 ноября | Игра | Обзор, 14.00 | Урок 5 | Квест 13 ноября | Сбор (13 ноября) |
        """, [
        "plan-a | - |  | Игра | 09.11.2026",
        "plan-b | - |  | Обзор | 10.11.2026 14.00",
        "plan-c | - |  | Урок 5 | 11.11.2026",
        "plan-d | - |  | Квест 13 ноября | 12.11.2026?",
        "plan-e | - |  | Сбор (13 ноября) | 13.11.2026",
    ]),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_wall_calendar_is_read(name: str, understood: Reader) -> None:
    """Every layout gives the rows written beside it, and no cell is left unread."""
    drawing, rows = LAYOUTS[name]
    plan, problems = understood(drawing)
    assert [told(item) for item in plan.items] == rows
    assert [problem.text for problem in problems if problem.code in {"cell-not-read", "row-not-read", "date-unreadable"}] == []


def test_what_stands_beside_an_empty_week_is_told(understood: Reader) -> None:
    """«Ким Л.Л.» answers for nothing in this week: no row, and not silently."""
    _, problems = understood(LAYOUTS["a_week_that_recurs_beside_who_answers"][0])
    assert any("Ким Л.Л." in problem.text for problem in problems)


def test_days_of_the_week_beside_dates_are_no_calendar(understood: Reader) -> None:
    """A table that says topics and dates by itself stays what it is, and what stands under the days is kept."""
    plan, _ = understood("""
        План на 2026-2027 учебный год
        | Мероприятие | Дата | Пн | Вт | Ср | Чт |
        | Сбор отряда | 15.10 | да | | | да |
        """)
    assert [told(item) for item in plan.items] == ["plan-a | - |  | Сбор отряда | 15.10 |  |  | Пн: да; Чт: да"]
