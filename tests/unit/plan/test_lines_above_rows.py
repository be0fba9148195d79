"""What a line above rows says of their dates, and which line ends which; drawn and told as in ``test_layouts``."""

from collections.abc import Callable

import pytest
from support.rows import told

from notifier.model.plan import Plan
from notifier.model.problem import Problem

Reader = Callable[[str], tuple[Plan, list[Problem]]]

LAYOUTS = {
    "a_meetings_place_behind_its_day": ("""
        План на 2026-2027 учебный год
        | № | Вопросы | Докладчик |
        | I заседание – 24 сентября 2026 г., 10.00, СШ № 26 | < | < |
        | 1. | Итоги работы | Ким А.А. |
        | II заседание – 5 ноября, школа и семья | < | < |
        | 1. | Круглый стол | Ким А.А. |
        """, [
        "plan-1 | 1 |  | I заседание; Итоги работы | 24 сентября 2026 г., 10.00 | СШ № 26 | Ким А.А. | Докладчики: Итоги работы – Ким А.А.",
        "plan-2 | 2 |  | II заседание, школа и семья; Круглый стол | 5 ноября |  | Ким А.А. | Докладчики: Круглый стол – Ким А.А.",
    ]),
    "all_the_year_ends_a_month": ("""
        План на 2026-2027 учебный год
        | Мероприятие | Срок | Отв. |
        | В течение года: | < | < |
        | Обслуживание читателей | | Ким А.А. |
        | Октябрь | < | < |
        | Совещание | 15.10, 10.00 | Ким А.А. |
        | Ежемесячно | < | < |
        | Обзор новинок | | Зотов З.З. |
        В течение всего года
        | Мероприятие | Срок | Отв. |
        | Ведение сайта | | Зотов З.З. |
        """, [
        "tech-a | - | В течение года | Обслуживание читателей | В течение года |  | Ким А.А.",
        "okty-a | - | Октябрь | Совещание | 15.10, 10.00 |  | Ким А.А.",
        "ezhe-a | - | Ежемесячно | Обзор новинок | Ежемесячно |  | Зотов З.З.",
        "tech-a-2 | - | В течение всего года | Ведение сайта | В течение всего года |  | Зотов З.З.",
    ]),
    "a_monday_is_no_week": ("""
        План Недели книги 22-26 марта 2027 года
        | Время | Мероприятие |
        | 22 марта, понедельник | < |
        | 11.00 | Открытие |
        | 23 марта, вторник | < |
        | 12.00 | Игра |
        """, [
        "plan-a | - |  | Открытие | 22 марта, понедельник 11.00",
        "plan-b | - |  | Игра | 23 марта, вторник 12.00",
    ]),
    "to_approve_a_plan_is_no_stamp_of_approval": ("""
        План на 2026-2027 учебный год
        Согласование сроков
        16.09.2026
        | Вопрос | Время |
        | Доклад | 14.00 |
        | Утверждение плана | < |
        | 17.09.2026 | < |
        | Обсуждение | 15.00 |
        """, [
        "plan-a | - |  | Доклад | 16.09.2026 14.00",
        "utve-a | - | Утверждение плана | Обсуждение | 17.09.2026 15.00",
    ]),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_lines_above_rows(understood: Reader, name: str) -> None:
    """The rows that a careful person reads out of it."""
    drawing, expected = LAYOUTS[name]
    plan, _ = understood(drawing)
    assert [told(item) for item in plan.items] == expected
