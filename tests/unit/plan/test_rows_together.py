"""Which rows belong together: points below a head, a place more, halves; and which do not."""

from collections.abc import Callable

import pytest
from support.rows import told

from notifier.model.plan import Plan
from notifier.model.problem import Problem

Reader = Callable[[str], tuple[Plan, list[Problem]]]

DRAWINGS = {
    "a_sector_named_in_each_row_leaves_the_month_above_as_it_is": ("""
        План на 2024-2025 учебный год
        | Раздел | Мероприятие | Дата | Ответственный |
        | Конкурсы | Смотр | 15 октября | Ким А.А. |
        | Ноябрь | < | < | < |
        | Конкурсы | Бал | 16 | Ли В.В. |
        """, [
        "konk-a | - | Конкурсы | Смотр | 15 октября |  | Ким А.А.",
        "konk-b | - | Конкурсы | Бал | 16 ноября |  | Ли В.В.",
    ]),
    "a_row_with_a_number_is_no_point_of_the_head_above": ("""
        План на 2024-2025 учебный год
        | № | Мероприятие | Дата | Ответственный |
        | 1 | Участие в днях города: | | Ким А.А. |
        | | - открытие филиала | сентябрь | |
        | 2 | - Конкурс чтецов | октябрь | Ли В.В. |
        """, [
        "plan-1 | 1 |  | Участие в днях города:; открытие филиала | сентябрь |  | Ким А.А.",
        "plan-2 | 2 |  | Конкурс чтецов | октябрь |  | Ли В.В.",
    ]),
    "a_point_merged_over_its_days_keeps_its_head": ("""
        План на 2024-2025 учебный год
        | Мероприятие | Дата | Место | Ответственный |
        | Заседания: | | | Ким А.А. |
        | - о подписке | 15 октября | СШ № 1 | |
        | ^ | 16 октября | СШ № 5 | |
        """, [
        "plan-a | - |  | Заседания:; о подписке | 15 октября | СШ № 1 | Ким А.А.",
        "plan-b | - |  | Заседания:; о подписке | 16 октября | СШ № 5 | Ким А.А.",
    ]),
    "a_place_more_is_no_head_of_the_points_below": ("""
        План на 2024-2025 учебный год
        | Мероприятие | Дата | Место | Ответственный |
        | Заседание о новом | 15 октября | СШ № 1 | Ким А.А. |
        | | | СШ № 5 | Ли В.В. |
        | - о подписке | | | |
        """, [
        "plan-a | - |  | Заседание о новом; о подписке | 15 октября | СШ № 1; СШ № 5 | Ким А.А.; Ли В.В.",
    ]),
    "of_a_row_that_made_two_no_half_is_made_anew": ("""
        План на 2024-2025 учебный год
        | № | Мероприятие | Дата | Ответственный |
        | 1 | Смотр / Слёт юных | 15 октября / 16 октября, | Ким А.А. |
        | | читателей района | 11.00 | Ли В.В. |
        """, [
        "plan-1 | 1 |  | Смотр | 15 октября |  | Ким А.А.",
        "plan-a | - |  | Слёт юных | 16 октября, |  | Ким А.А.",
        "plan-b | - |  | читателей района | 11.00 |  | Ли В.В.",
    ]),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_rows_go_together_as_a_careful_person_puts_them(name: str, understood: Reader) -> None:
    """Each drawing gives the rows written beside it."""
    drawing, rows = DRAWINGS[name]
    assert [told(item) for item in understood(drawing)[0].items] == rows


def test_a_row_copied_word_for_word_is_doubted_and_told(understood: Reader) -> None:
    """People would be invited to one meeting twice; a month, which is asked about anyway, may well stand there twice."""
    plan, problems = understood("""
        План на 2024-2025 учебный год
        | № | Мероприятие | Дата | Место |
        | 1 | Семинар | 15 октября 14.30 | ЦДО |
        | 2 | Семинар | 15 октября 14.30 | ЦДО |
        | 3 | Семинар | 15 октября 14.30 | РДК |
        | 4 | Смотр | ноябрь | ЦДО |
        | 5 | Смотр | ноябрь | ЦДО |
        """)
    assert [item.when for item in plan.items] == ["15 октября 14.30", "15 октября 14.30?", "15 октября 14.30", "ноябрь", "ноябрь"]
    assert [problem.item for problem in problems if problem.code == "same-row"] == ["plan-2"]


def test_lists_of_different_length_are_counted_as_one_speaks(understood: Reader) -> None:
    """It was «в строке 3 тем и 2 дат»."""
    _, problems = understood("""
        План на 2024-2025 учебный год
        | № | Мероприятие | Дата | Ответственный |
        | 1 | 1. Смотр кабинетов / 2. Конкурс чтецов / 3. Круглый стол | 15 октября / 20 ноября | Ким А.А. |
        """)
    (text,) = (problem.text for problem in problems if "по таблице не видно" in problem.text)
    assert "в строке 3 темы и 2 даты: какая дата к какой теме" in text
