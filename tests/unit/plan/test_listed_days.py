"""Days that stand elsewhere than in a row's own cell of dates: listed in a topic's cell, in its brackets, in the row above."""

from collections.abc import Callable

import pytest
from support.rows import told

from notifier.core.phrases import in_plan
from notifier.model.plan import Plan
from notifier.model.problem import Problem

Reader = Callable[[str], tuple[Plan, list[Problem]]]

LISTS = {
    "beside_their_month": ("""
        План на 2026-2027 учебный год
        | № | Сроки | Содержание | Место | Отв. |
        | 1 | Сентябрь | 10.09 – Совещание; / 24.09, 15.00 – Экскурсия / по городу | ЦДО / музей | Зотов З.З. |
        | 2 | Октябрь | 1. 8 октября. Круглый стол / 2. 22 октября. Фестиваль | | Юрова И.И. |
        """, [
        "plan-1 | 1 |  | Совещание | 10.09 | ЦДО | Зотов З.З.",
        "plan-a | - |  | Экскурсия по городу | 24.09, 15.00 | музей | Зотов З.З.",
        "plan-2 | 2 |  | Круглый стол | 8 октября |  | Юрова И.И.",
        "plan-b | - |  | Фестиваль | 22 октября |  | Юрова И.И.",
    ]),
    "under_their_month_without_a_column_of_dates": ("""
        План на 2026-2027 учебный год
        | Содержание | Отв. |
        | Сентябрь | < |
        | 10.09 – Совещание (СОШ № 2) / 24.09 – Экскурсия (библиотека № 3) | Зотов З.З. |
        """, [
        "sent-a | - | Сентябрь | Совещание | 10.09 | СОШ № 2 | Зотов З.З.",
        "sent-b | - | Сентябрь | Экскурсия | 24.09 | библиотека № 3 | Зотов З.З.",
    ]),
    "named_once_above_hours": ("""
        План на 2026-2027 учебный год
        | № | Дата | Время | Мероприятие |
        | 1 | 5 ноября | 10.00 | Открытие |
        | 2 | | 12.00 | Квест |
        | 3 | | 13.30 | Спектакль |
        | 4 | | 10.00 | Слёт |
        | 5 | ноябрь | | Конкурс |
        | 6 | | 14.30 | Обзор |
        | | Декабрь | < | < |
        | 7 | 10 | 14.00 | Ёлка |
        | 8 | | 14.30 | Итоги |
        """, [
        "plan-1 | 1 |  | Открытие | 5 ноября 10.00",
        "plan-2 | 2 |  | Квест | 5 ноября 12.00?",
        "plan-3 | 3 |  | Спектакль | 5 ноября 13.30?",
        "plan-4 | 4 |  | Слёт | 10.00",
        "plan-5 | 5 |  | Конкурс | ноябрь",
        "plan-6 | 6 |  | Обзор | 14.30",
        "deka-7 | 7 | Декабрь | Ёлка | 10 декабря 14.00",
        "deka-8 | 8 | Декабрь | Итоги | декабрь 14.30",
    ]),
    "in_brackets_behind_the_topic": ("""
        План на 2026-2027 учебный год
        | Содержание, сроки | Отв. |
        | План на год (10 сентября) | Зотов З.З. |
        | Тренинг «Речь» (21 января, 15.00) | Юрова И.И. |
        """, [
        "plan-a | - |  | План на год | 10 сентября |  | Зотов З.З.",
        "plan-b | - |  | Тренинг «Речь» | 21 января, 15.00 |  | Юрова И.И.",
    ]),
    "before_titles_that_begin_like_dates": ("""
        План на 2026-2027 учебный год
        | Месяц | Мероприятия |
        | Октябрь | 7.10 День чтения / 12.10, понедельник Неделя книги / 20.10, 14.00 Последний звонок |
        """, [
        "plan-a | - |  | День чтения | 7.10",
        "plan-b | - |  | Неделя книги | 12.10, понедельник",
        "plan-c | - |  | Последний звонок | 20.10, 14.00",
    ]),
    "days_of_another_month_or_below_a_head_are_said_of_one_event": ("""
        План на 2026-2027 учебный год
        | Сроки | Содержание | Отв. |
        | Сентябрь | 10.02 – Рождение музея / 24.02 – Открытие | Зотов З.З. |
        | Октябрь | Конкурс чтецов / 8 октября – школьный этап / 22 октября – итоги | Юрова И.И. |
        | 15 октября | 8 октября – заявки / 15 октября – слёт | Юрова И.И. |
        """, [
        "plan-a | - |  | 10.02 – Рождение музея 24.02 – Открытие | Сентябрь |  | Зотов З.З.",
        "plan-b | - |  | Конкурс чтецов 8 октября – школьный этап 22 октября – итоги | Октябрь |  | Юрова И.И.",
        "plan-c | - |  | 8 октября – заявки 15 октября – слёт | 15 октября |  | Юрова И.И.",
    ]),
}


@pytest.mark.parametrize("name", LISTS)
def test_days_in_a_topic(understood: Reader, name: str) -> None:
    """The rows that a careful person reads out of it."""
    drawing, expected = LISTS[name]
    plan, _ = understood(drawing)
    assert [told(item) for item in plan.items] == expected


def test_a_day_taken_from_above_is_asked_about(understood: Reader) -> None:
    """It may be open or forgotten in the row, and an hour with a day would invite people."""
    plan, problems = understood("""
        План на 2026-2027 учебный год
        | Дата | Мероприятие |
        | 5 ноября 10.00 | Открытие |
        | 12.00 | Квест |
        """)
    assert [(found.item, found.text) for found in problems if found.code == "day-from-above"] == [
        ("plan-b", "таблица 1, строка 3: дня нет, возможно, это день строки выше: 5 ноября 12.00")]
    assert [in_plan(plan, item.when).suspicious for item in plan.items] == [False, True]
