"""Plans of schools, centres, museums and libraries as Word documents have them: what was misread at first sight.

Each was first written down with what a careful person reads out of it; the rows are told as in ``test_layouts``.
"""

from collections.abc import Callable

import pytest

from notifier.model.plan import Plan
from notifier.model.problem import Problem
from tests.support.rows import told

Reader = Callable[[str], tuple[Plan, list[Problem]]]

LAYOUTS = {
    "a_meetings_title_with_its_day_and_hour": ("""
        План работы ШМО на 2024-2025 учебный год
        | № п/п | Содержание работы | Ответственный |
        | Заседание № 1. Август 2024 г. | < | < |
        | 1. | Анализ работы | Заяц О.Л. |
        | Педсовет № 2. 7 ноября 2024 г., 13.00 | < | < |
        | 1. | Итоги I четверти | Заяц О.Л. |
        """, [
        "zase-1 | 1 | Заседание № 1. Август 2024 г. | Анализ работы | Август 2024 г. |  | Заяц О.Л.",
        "peds-1 | 1 | Педсовет № 2. 7 ноября 2024 г., 13.00 | Итоги I четверти | 7 ноября 2024 г., 13.00 |  | Заяц О.Л.",
    ]),
    "a_short_table_behind_a_page_that_agrees_upon_its_place": ("""
        План работы на 2025/26 учебный год
        | № | Мероприятие | Дата, время | Место проведения | Ответственный |
        | 1. | Совещание | 11.09.2025, 14.00 | ЦРО | Лапина С.С. |

        | 2. | Ярмарка идей | март 2026 | по согласованию | Рябов К.К. |
        | 3. | Утверждение плана рассмотрено | 21.05.2026, 15.00 | ЦРО | Лапина С.С. |
        """, [
        "plan-1 | 1 |  | Совещание | 11.09.2025, 14.00 | ЦРО | Лапина С.С.",
        "plan-2 | 2 |  | Ярмарка идей | март 2026 | по согласованию | Рябов К.К.",
        "plan-3 | 3 |  | Утверждение плана рассмотрено | 21.05.2026, 15.00 | ЦРО | Лапина С.С.",
    ]),
    "numbers_of_weeks_beside_a_theme_that_is_a_season": ("""
        Планирование на 2026 – 2027 учебный год
        | Месяц | Неделя | Тема | Ответственный |
        | Сентябрь | 1 | Мой детский сад | Воспитатели |
        | ^ | 3-4 | Осень | Быкова К.К. |
        """, [
        "plan-a | - |  | Мой детский сад | 1 неделя сентября |  | Воспитатели",
        "plan-b | - |  | Осень | 3-4 неделя сентября |  | Быкова К.К.",
    ]),
    "points_counted_within_a_councils_number_and_a_year_on_its_own_line": ("""
        Тематика педсоветов на 2025-2026 учебный год
        | № педсовета | Тема, повестка | Дата | Ответственные |
        | 1 | «Анализ работы» / 1.1. Итоги года / 1.2. Учебный план | 28 августа / 2025 года | Степная Г.Г. |
        | 2 | «Воспитание» / 12.10 Отчёт | 5 ноября / 2025 года | Луговой Н.Н. |
        """, [
        "plan-1 | 1 |  | «Анализ работы»; Итоги года; Учебный план | 28 августа 2025 года |  | Степная Г.Г.",
        "plan-2 | 2 |  | «Воспитание» 12.10 Отчёт | 5 ноября 2025 года |  | Луговой Н.Н.",
    ]),
    "a_month_in_brackets_below_the_title": ("""
        План проведения месячника школьных библиотек
        (октябрь 2026 г.)
        | Число | Мероприятие | Время, место | Ответственный |
        | 5 | Открытие месячника | 8.30, фойе | Седова Н.Н. |
        | 12-16 | Акция «Подари книгу» | библиотека | Актив библиотеки |
        """, [
        "plan-a | - |  | Открытие месячника | 5 октября 8.30 | фойе | Седова Н.Н.",
        "plan-b | - |  | Акция «Подари книгу» | 12-16 октября | библиотека | Актив библиотеки",
    ]),
    "institutions_by_their_letters_and_a_group_of_heads": ("""
        План мероприятий на неделю с 9 по 15 ноября 2026 года
        | Дата | Учреждение | Мероприятие | Время | Ответственный |
        | 09.11 | ЦБ | Громкие чтения | 11.00 | Журавлёва П.П., зав. филиалами |
        | 14.11 | ДШИ № 2 | Отчётный концерт | 15-00 | Ноткина С.С. |
        """, [
        "plan-a | - |  | Громкие чтения | 09.11 11.00 | ЦБ | Журавлёва П.П.; зав. филиалами",
        "plan-b | - |  | Отчётный концерт | 14.11 15-00 | ДШИ № 2 | Ноткина С.С.",
    ]),
    "an_hour_with_a_dash_beside_a_day_in_words": ("""
        План музея на 2026-2027 учебный год
        | Название мероприятия | Дата | Время | Где проводится |
        | Экскурсия «Ночь в музее» | 18 мая | 19-00 | Главное здание |
        """, ["plan-a | - |  | Экскурсия «Ночь в музее» | 18 мая, 19-00 | Главное здание"]),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_plan_is_read_as_a_careful_person_reads_it(name: str, understood: Reader) -> None:
    """Every layout gives the rows written beside it; nothing is left unread, and nothing is told that is no trouble."""
    drawing, rows = LAYOUTS[name]
    plan, problems = understood(drawing)
    assert [told(item) for item in plan.items] == rows
    noise = {"cell-not-read", "row-not-read", "date-unreadable", "no-date-column", "parallel-lists", "columns-swapped"}
    assert [problem.text for problem in problems if problem.code in noise] == []


@pytest.mark.parametrize(("title", "year"), [
    ("План мероприятий на неделю с 9 по 15 ноября 2026 года", "2026-2027"),
    ("План мероприятий (апрель 2026 г.)", "2025-2026"),
    ("План работы на январь – июнь 2027 года", "2026-2027"),
])
def test_a_titles_months_say_which_school_year(title: str, year: str, understood: Reader) -> None:
    """A year that stands with its months is theirs, not the calendar's."""
    plan, _ = understood(f"{title}\n| Дата | Мероприятие | Ответственный |\n| понедельник | Чтения | Ким А.А. |")
    assert str(plan.school_year) == year
