"""Days listed in a topic's cell: each is a row of its own, and what is no list of days stays one row."""

from collections.abc import Callable

import pytest
from support.rows import told

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
    assert [told(item) for item in understood(drawing)[0].items] == expected
