# ruff: noqa: DTZ001 - as Excel stores dates
"""Tables of months, weeks and hours, headers of other words, and workbooks: what a careful person reads out of each, told as in
``test_layouts``."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from support.rows import told

from notifier.core.phrases import in_plan
from notifier.core.plan.understanding import understand
from notifier.edges.documents import read_document
from notifier.model.plan import Plan
from notifier.model.problem import Problem

Reader = Callable[[str], tuple[Plan, list[Problem]]]

LAYOUTS = {
    "hours_under_the_days_of_the_week": ("""
        Расписание занятий клубов на 2026-2027 учебный год
        | № | Название клуба | Руководитель | Понедельник | Вторник | Среда | Четверг | Пятница |
        | 1 | «Книголюб» | Ким А.А. | 14.00-15.00 | | 14.00-15.00 | | |
        | 2 | «Юный краевед» | Лось Б.Б. | | 15.30 | | | 15.30-16.30 / / 17.00 |
        | 3 | «Шахматы» | Рысь В.В. | | | | | |
        """, [
        "plan-1 | 1 |  | «Книголюб» | Понедельник 14.00-15.00 |  | Ким А.А.",
        "plan-a | - |  | «Книголюб» | Среда 14.00-15.00 |  | Ким А.А.",
        "plan-2 | 2 |  | «Юный краевед» | Вторник 15.30 |  | Лось Б.Б.",
        "plan-b | - |  | «Юный краевед» | Пятница 15.30-16.30 |  | Лось Б.Б.",
        "plan-c | - |  | «Юный краевед» | Пятница 17.00 |  | Лось Б.Б.",
        "plan-3 | 3 |  | «Шахматы» |  |  | Рысь В.В.",
    ]),
    "weeks_down_the_page": ("""
        План работы на ноябрь 2026 года
        | Неделя | Понедельник | Вторник | Среда | Четверг | Пятница |
        | 2-6 ноября | Планёрка | | Семинар 14.00 | Каникулы | < |
        | 09.11-12.11 | Планёрка | Педсовет | | | Слёт |
        | | | | | | |
        """, [
        "plan-a | - |  | Планёрка | 02.11.2026",
        "plan-b | - |  | Семинар | 04.11.2026 14.00",
        "plan-c | - |  | Каникулы | 05.11.2026 - 06.11.2026",
        "plan-d | - |  | Планёрка | 09.11.2026",
        "plan-e | - |  | Педсовет | 10.11.2026",
        "plan-f | - |  | Слёт | Пятница, 09.11-12.11",
    ]),
    "days_in_a_row_above_their_events": ("""
        План работы на октябрь 2026 года
        | Пн | Вт | Ср | Чт | Пт | Сб | Вс |
        | | | | 1 | 2 | 3 | 4 |
        | | | | День пожилых | | | |
        | 5 | 6 | 7 | 8 | 9 | 10 | 11 |
        | День учителя | | Семинар 14:00 | | | | |
        | 12 | 13 | 14 | 15 | 16 | 17 | 18 |
        | Неделя книги | < | < | < | < | | |
        | | 20 / Слёт | | РМО | | | |
        """, [
        "plan-a | - |  | День пожилых | 1 октября",
        "plan-b | - |  | День учителя | 5 октября",
        "plan-c | - |  | Семинар | 7 октября 14:00",
        "plan-d | - |  | Неделя книги | 12 - 16 октября",
        "plan-e | - |  | Слёт | 20 октября",
        "plan-f | - |  | РМО | 15 октября",
    ]),
    "weeks_with_their_days_as_columns": ("""
        План работы на ноябрь 2026 года
        | Направление | 1 неделя (2.11-7.11) | 2 неделя (9.11-14.11) | 3 неделя (16.11-21.11) |
        | Методическая работа | Консультация / Заседание РМО (5.11) | Семинар | |
        | Работа с фондом | | Инвентаризация | < |
        | Подписка | + | | |
        """, [
        "meto-a | - | Методическая работа | Консультация Заседание РМО | 5.11",
        "meto-b | - | Методическая работа | Семинар | 9.11-14.11 (день уточняется)",
        "rabo-a | - | Работа с фондом | Инвентаризация | 9.11-14.11 - 16.11-21.11",
        "podp-a | - | Подписка | Подписка | 2.11-7.11 (день уточняется)",
    ]),
    "the_hours_of_one_day_under_another_name": ("""
        Программа семинара «Школьная библиотека сегодня» 12 ноября 2026 года
        | № | Время проведения | Мероприятие | Ведущий |
        | 1 | 9.30-10.00 | Регистрация | Ким А.А. |
        | 2 | 10.10 | Открытие | Лось Б.Б. |
        """, [
        "plan-1 | 1 |  | Регистрация | 12 ноября 2026 года 9.30-10.00 |  | Ким А.А.",
        "plan-2 | 2 |  | Открытие | 12 ноября 2026 года 10.10 |  | Лось Б.Б.",
    ]),
    "months_under_the_hours_name": ("""
        План, 12 ноября 2026 года
        | № | Время проведения | Мероприятие | Ведущий |
        | 1 | ноябрь | Смотр | Ким А.А. |
        | 2 | 9.30 | Открытие | Лось Б.Б. |
        """, [
        "plan-1 | 1 |  | Смотр | ноябрь |  | Ким А.А.",
        "plan-2 | 2 |  | Открытие | 9.30 |  | Лось Б.Б.",
    ]),
    "a_month_behind_a_full_stop": ("""
        Афиша. Декабрь
        | Дата | Мероприятие | Место |
        | 5 | Литературная гостиная | ЦГБ |
        | 19-20 | Ярмарка | Площадь |
        """, [
        "plan-a | - |  | Литературная гостиная | 5 декабря | ЦГБ",
        "plan-b | - |  | Ярмарка | 19-20 декабря | Площадь",
    ]),
    "words_of_a_header_that_nobody_knows": ("""
        План на 2026-2027 учебный год
        | Название акции | Период проведения | Участники |
        | «Бумажный бум» | 1-20 октября | 1-11 кл. |
        | «Покорми птиц» | ноябрь-март | 1-4 кл. |
        """, [
        "plan-a | - |  | «Бумажный бум» | 1-20 октября |  |  | Участники: 1-11 кл.",
        "plan-b | - |  | «Покорми птиц» | ноябрь-март |  |  | Участники: 1-4 кл.",
    ]),
    "what_is_looked_into": ("""
        План внутришкольного контроля на 2026-2027 учебный год
        | Объект контроля | Цель | Вид | Срок |
        | Фонд учебников | Обеспеченность учебниками всех классов | Тематический | сентябрь |
        | Кабинеты | Готовность | Фронтальный | 20 октября |
        """, [
        "plan-a | - |  | Фонд учебников | сентябрь |  |  | Цель: Обеспеченность учебниками всех классов; Вид: Тематический",
        "plan-b | - |  | Кабинеты | 20 октября |  |  | Цель: Готовность; Вид: Фронтальный",
    ]),
    "a_day_not_yet_told_is_no_header": ("""
        План на 2026-2027 учебный год
        | Встреча с писателем | дата уточняется | Ким А.А. |
        | Обзор новых книг | 15 октября | Лось Б.Б. |
        | Игра по станциям | 20 ноября | Рысь В.В. |
        """, [
        "plan-a | - |  | Встреча с писателем | дата уточняется |  | Ким А.А.",
        "plan-b | - |  | Обзор новых книг | 15 октября |  | Лось Б.Б.",
        "plan-c | - |  | Игра по станциям | 20 ноября |  | Рысь В.В.",
    ]),
    "weeks_given_to_a_subject": ("""
        График предметных недель на 2026-2027 учебный год
        | Предметная неделя | Сроки проведения | Ответственный |
        | Русский язык и литература | 12-17 октября | Ким А.А. |
        | Математика | 16-21 ноября | Лось Б.Б. |
        """, [
        "plan-a | - |  | Русский язык и литература | 12-17 октября |  | Ким А.А.",
        "plan-b | - |  | Математика | 16-21 ноября |  | Лось Б.Б.",
    ]),
    "months_beside_a_word_that_nobody_knows": ("""
        График выездов на I полугодие 2026-2027 учебного года
        | Учреждение | Сентябрь | Октябрь | Ноябрь | Декабрь |
        | СОШ № 1 | 15 | | 12 | |
        | СОШ № 2 | | 7, 21 | | 3 |
        """, [
        "plan-a | - |  | СОШ № 1 | 15 сентября, 12 ноября",
        "plan-b | - |  | СОШ № 2 | 7, 21 октября, 3 декабря",
    ]),
    "months_below_months_are_no_header": ("""
        План на 2026-2027 учебный год
        | СОШ № 1 | октябрь | ноябрь | декабрь |
        | Гимназия | сентябрь | октябрь | ноябрь |
        """, [
        "plan-a | - |  | СОШ № 1 | октябрь |  |  | Столбец 3: ноябрь; Столбец 4: декабрь",
        "plan-b | - |  | Гимназия | сентябрь |  |  | Столбец 3: октябрь; Столбец 4: ноябрь",
    ]),
    "labels_in_cards_side_by_side": ("""
        План заседаний РМО на 2026-2027 учебный год
        | Заседание 1 | Заседание 2 |
        | Дата: 24.09.2026 | Дата: 29.10.2026 |
        | Тема: Планирование | Тема: Чтение |
        | Место: СШ № 5 | Место: ЦДТ |
        | Заседание 3 | Заседание 4 |
        | Дата: 14.01.2027, 14.00 | Дата: март |
        | Тема: Фонды | Тема: Итоги / 1. Отчёт / 2. План |
        | Место: СШ № 5 | |
        """, [
        "plan-1 | 1 |  | Планирование | 24.09.2026 | СШ № 5",
        "plan-2 | 2 |  | Чтение | 29.10.2026 | ЦДТ",
        "plan-3 | 3 |  | Фонды | 14.01.2027, 14.00 | СШ № 5",
        "plan-4 | 4 |  | Итоги; Отчёт; План | март",
    ]),
    "an_hour_behind_the_place": ("""
        План на 2026-2027 учебный год
        | Сроки | Мероприятие | Ответственные |
        | 5 сентября | Собрание. Место проведения: ДК, 14.00 | Ким А.А. |
        | 7 сентября, 15.00 | Встреча. Место проведения: ДК, 14.00 | Ким А.А. |
        | 9 сентября | Слёт / Место: парк, сцена / Начало: 12.00 | Лось Б.Б. |
        """, [
        "plan-a | - |  | Собрание. | 5 сентября 14.00 | ДК | Ким А.А.",
        "plan-b | - |  | Встреча. | 7 сентября, 15.00 | ДК, 14.00 | Ким А.А.",
        "plan-c | - |  | Слёт | 9 сентября 12.00 | парк, сцена | Лось Б.Б.",
    ]),
    "quarters_of_a_calendar_year_with_days": ("""
        План на 2027 год
        | № | Мероприятие | 1 кв. | 2 кв. | 3 кв. | 4 кв. | Отв. |
        | 1 | Заседание совета | 20 января | апрель | | 15.10 | Ким А.А. |
        """, [
        "plan-1 | 1 |  | Заседание совета | 20.01.2027, апрель, 15.10.2027 |  | Ким А.А.",
    ]),
    "the_august_before_its_year": ("""
        План на 2026-2027 учебный год
        | № | Мероприятие | Дата | Ответственный |
        | 1 | Педсовет | 28 августа | Ким А.А. |
        | 2 | Секция | 26.08, 10.00 | Ким А.А. |
        | 3 | Подготовка | август | Ким А.А. |
        | 4 | Семинар | 17 сентября | Лось Б.Б. |
        | 5 | Итоги | 25 августа | Лось Б.Б. |
        """, [
        "plan-1 | 1 |  | Педсовет | 28 августа 2026 |  | Ким А.А.",
        "plan-2 | 2 |  | Секция | 26.08.2026, 10.00 |  | Ким А.А.",
        "plan-3 | 3 |  | Подготовка | август |  | Ким А.А.",
        "plan-4 | 4 |  | Семинар | 17 сентября |  | Лось Б.Б.",
        "plan-5 | 5 |  | Итоги | 25 августа |  | Лось Б.Б.",
    ]),
    "an_august_above_its_september": ("""
        План на 2026-2027 учебный год
        | Число | Мероприятие |
        | Август | < |
        | 28 | Педсовет |
        | Сентябрь | < |
        | 1 | Линейка |
        """, [
        "avgu-a | - | Август | Педсовет | 28 августа 2026",
        "sent-a | - | Сентябрь | Линейка | 1 сентября",
    ]),
    "an_august_that_nothing_follows": ("""
        План на 2026-2027 учебный год
        | Мероприятие | Дата | Ответственный |
        | Педсовет | 28 августа | Ким А.А. |
        """, ["plan-a | - |  | Педсовет | 28 августа |  | Ким А.А."]),
}
SHIFTED = """
    План на 2026-2027 учебный год
    | {} |
    | 1 | Семинар | 15 октября | СОШ № 5 | Ким А.А. |
    | 2 | Конкурс | 20 ноября | ЦДТ | Лось Б.Б. |
    """


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_table_is_read(name: str, understood: Reader) -> None:
    """Every layout gives the rows written beside it, and no cell is left unread."""
    drawing, rows = LAYOUTS[name]
    plan, problems = understood(drawing)
    assert [told(item) for item in plan.items] == rows
    assert [problem.text for problem in problems if problem.code in {"cell-not-read", "row-not-read", "no-topic"}] == []


@pytest.mark.parametrize(("name", "doubtful"), [
    ("weeks_with_their_days_as_columns", [1, 3]), ("the_august_before_its_year", [0, 1]), ("weeks_down_the_page", [5])])
def test_what_is_not_sure_is_asked(name: str, doubtful: list[int], understood: Reader) -> None:
    """A week is no day of its event, and whose August is meant only she knows."""
    plan, _ = understood(LAYOUTS[name][0])
    read = [in_plan(plan, item.when) for item in plan.items]
    assert [at for at, when in enumerate(read) if when.suspicious] == doubtful


def test_days_of_two_months_in_one_row_are_asked(understood: Reader) -> None:
    """«28 | 29 | 30 | 1»: whose days they are is not said."""
    plan, problems = understood("""
        План работы на октябрь 2026 года
        | Пн | Вт | Ср | Чт | Пт |
        | 28 | 29 | 30 | 1 | 2 |
        | | Сверка | | День пожилых | |
        """)
    assert [item.when for item in plan.items] == ["29?", "1?"]
    assert [problem.item for problem in problems if problem.code == "date-unreadable"] == ["plan-a", "plan-b"]


@pytest.mark.parametrize("header", ["№ | Мероприятие | Дата | Ответственный", "Мероприятие | Дата | Место | Ответственный |"])
def test_a_header_that_lost_a_cell_is_put_right_and_told(header: str, understood: Reader) -> None:
    """Each column is what its cells are, and she hears how they were understood."""
    plan, problems = understood(SHIFTED.format(header))
    assert [told(item) for item in plan.items] == [
        "plan-1 | 1 |  | Семинар | 15 октября | СОШ № 5 | Ким А.А.", "plan-2 | 2 |  | Конкурс | 20 ноября | ЦДТ | Лось Б.Б."]
    assert [problem.code for problem in problems if problem.code in {"header-shifted", "columns-swapped"}] == ["header-shifted"]


@pytest.mark.parametrize("header", ["№ | Мероприятие | Дата | Место | ", "№ | Мероприятие | Дата | Место | Ответственный"])
def test_a_header_whose_last_cell_is_empty_stays(header: str, understood: Reader) -> None:
    """Nothing speaks for another reading."""
    plan, problems = understood(SHIFTED.format(header))
    assert [(item.places, item.responsible) for item in plan.items] == [(("СОШ № 5",), ("Ким А.А.",)), (("ЦДТ",), ("Лось Б.Б.",))]
    assert not any(problem.code == "header-shifted" for problem in problems)


def test_a_workbook_with_a_calendar_and_with_ends(tmp_path: Path) -> None:
    """A month's calendar as Excel has it, its days in rows above the events; and an end that says its day once more."""
    book = openpyxl.Workbook()
    calendar, plain = book.active, book.create_sheet("Лист2")
    calendar.title = "Октябрь 2026"
    for line in (["Пн", "Вт", "Ср", "Чт", "Пт"], [5, 6, 7, 8, 9], ["День учителя", None, "Семинар 14:00"]):
        calendar.append(line)
    plain.append(["Мероприятие", "Начало", "Конец", "Место"])
    plain.append(["Слёт", dt.datetime(2026, 10, 15, 14), dt.datetime(2026, 10, 15, 16), "ЦДТ"])
    plain.append(["Поход", dt.datetime(2026, 10, 20), dt.datetime(2026, 10, 22), "Лагерь"])
    book.save(tmp_path / "план.xlsx")
    plan, _ = understand(read_document(tmp_path / "план.xlsx"))
    assert [told(item).split(" | ", 3)[3] for item in plan.items] == [
        "День учителя | 5 октября", "Семинар | 7 октября 14:00", "Слёт | 15.10.2026 14:00 - 16:00 | ЦДТ",
        "Поход | 20.10.2026 - 22.10.2026 | Лагерь"]
