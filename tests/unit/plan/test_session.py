"""A meeting's title over its questions: one event with an agenda, or rows of their own."""

from collections.abc import Callable

from notifier.model.plan import Plan
from notifier.model.problem import Problem
from tests.support.rows import told

Reader = Callable[[str], tuple[Plan, list[Problem]]]


def test_questions_below_a_dated_meeting_are_its_agenda(understood: Reader) -> None:
    """One meeting is one row, in the sector above its title, without the date that may be moved; it is told."""
    plan, problems = understood("""
        План РМО на 2026-2027 учебный год
        | № | Рассматриваемые вопросы | Ответственные |
        | Заседания РМО | < | < |
        | Заседание № 1 (28 октября 2026 г., 10.00, Татарская СШ) / Тема: «Новый год» | < | < |
        | 1 | Анализ работы за | Савина К.О. |
        | | прошлый год | |
        | 2 | Разное | члены РМО |
        | Заседание № 2. Март 2027 г. Тема: «Лето» | < | < |
        | 1 | Итоги | Савина К.О. |
        """)
    assert [told(item) for item in plan.items] == [
        "zase-1 | 1 | Заседания РМО | Заседание № 1 «Новый год»; Анализ работы за прошлый год; Разное | 28 октября 2026 г., 10.00 | Татарская СШ"
        " | Савина К.О.; члены РМО | Докладчики: Анализ работы за – Савина К.О.; Разное – члены РМО",
        "zase-2 | 2 | Заседания РМО | Заседание № 2 «Лето»; Итоги | Март 2027 г. |  | Савина К.О. | Докладчики: Итоги – Савина К.О.",
    ]
    assert [problem.item for problem in problems if problem.code == "one-meeting"] == ["zase-1", "zase-2"]
    assert not {"cell-not-read", "sector-without-rows"} & {problem.code for problem in problems}


def test_a_question_that_counts_itself_loses_its_number(understood: Reader) -> None:
    """«1. Итоги» in the question's own cell, where no column counts."""
    plan, _ = understood("""
        План РМО на 2026-2027 учебный год
        | Вопросы | Выступающие |
        | Заседание № 1. Октябрь | < |
        | 1. Итоги | Савина К.О. |
        | 2. Планы | Ким А.А. |
        """)
    assert [told(item) for item in plan.items] == [
        "plan-1 | 1 |  | Заседание № 1; Итоги; Планы | Октябрь |  | Савина К.О.; Ким А.А. | Докладчики: Итоги – Савина К.О.; Планы – Ким А.А."]


def test_several_questions_in_one_cell_are_told_apart(understood: Reader) -> None:
    """Each is a question, without its number."""
    plan, _ = understood("""
        План РМО на 2026-2027 учебный год
        | Вопросы | Выступающие |
        | Заседание № 1. Октябрь | < |
        | 1. Итоги / 2. Планы | Савина К.О. |
        """)
    assert [item.topics for item in plan.items] == [("Заседание № 1", "Итоги", "Планы")]


def test_a_sector_that_has_rows_of_its_own_ends_at_a_meetings_title(understood: Reader) -> None:
    """«Организационная работа» with its rows, then «Заседание № 1»: nobody says that the meeting is a part of it."""
    plan, _ = understood("""
        План РМО на 2026-2027 учебный год
        | № | Содержание | Ответственные |
        | Организационная работа | < | < |
        | 1 | Сбор сведений | Савина К.О. |
        | Заседание № 1 (октябрь) | < | < |
        | 1 | Итоги | Савина К.О. |
        """)
    assert [(item.sector, item.topics[0]) for item in plan.items] == [("Организационная работа", "Сбор сведений"), ("", "Заседание № 1")]


def test_rows_that_a_column_dates_or_places_are_events(understood: Reader) -> None:
    """Hours, days or venues of their own below a meeting's title: what takes place there, a row each."""
    plan, problems = understood("""
        План РМО на 2026-2027 учебный год
        Семинар № 1 (28 октября 2026 г.)
        | Время | Содержание | Ответственные |
        | 10.00 | Открытый урок | Савина К.О. |
        | 11.00 | Обмен опытом | Савина К.О. |
        Семинар № 2 (25 марта 2027 г.)
        | Содержание | Место | Ответственные |
        | Открытый урок | СШ № 1 | Савина К.О. |
        | Обмен опытом | СШ № 2 | Савина К.О. |
        """)
    assert [item.topics for item in plan.items] == [("Открытый урок",), ("Обмен опытом",)] * 2
    assert [item.when for item in plan.items][:2] == ["28 октября 2026 г. 10.00", "28 октября 2026 г. 11.00"]
    assert "one-meeting" not in {problem.code for problem in problems}


def test_rows_below_a_meeting_without_a_date_stay_rows(understood: Reader) -> None:
    """Nothing says when the meeting is: its rows are told as they stand, in the sector of its name."""
    plan, _ = understood("""
        План РМО на 2026-2027 учебный год
        | № | Содержание | Ответственные |
        | Заседание № 1 | < | < |
        | 1 | Отчёт | Савина К.О. |
        | 2 | Итоги | Савина К.О. |
        """)
    assert [(item.sector, item.topics) for item in plan.items] == [("Заседание № 1", ("Отчёт",)), ("Заседание № 1", ("Итоги",))]


def test_a_meetings_title_over_several_lines_and_rows_is_one(understood: Reader) -> None:
    """«Тема: …», «Дата проведения: …» below «Заседание № 1», in its cell or in rows of their own, say more of it; below a row they do not."""
    plan, problems = understood("""
        План РМО на 2026-2027 учебный год
        | № | Вопросы | Ответственный |
        | ЗАСЕДАНИЕ № 1 / Тема: «Начало» / Дата проведения: 22.10.2026, 14.00 / Место проведения: СШ № 5 | < | < |
        | 1 | Анализ | Ким А.А. |
        | Второе заседание – декабрь | < | < |
        | Тема: «Чтение» | < | < |
        | Форма проведения: круглый стол | < | < |
        | 1 | Доклад | Ким А.А. |
        | Заседание № 3 | < | < |
        | Дата: 25 марта 2027 г. | < | < |
        | 1 | Итоги | Ким А.А. |
        | Тема: «Разное» | < | < |
        | 2 | Выставка | Ким А.А. |
        """)
    assert [(item.number, item.topics, item.when, item.places, item.sector) for item in plan.items] == [
        ("1", ("ЗАСЕДАНИЕ № 1 «Начало»", "Анализ"), "22.10.2026, 14.00", ("СШ № 5",), ""),
        ("2", ("Второе заседание «Чтение» Форма проведения: круглый стол", "Доклад"), "декабрь", (), ""),
        ("3", ("Заседание № 3", "Итоги"), "25 марта 2027 г.", (), ""),
        ("2", ("Выставка",), "", (), "Тема: «Разное»"),
    ]
    assert "sector-without-rows" not in {problem.code for problem in problems}


def test_what_has_a_month_or_a_day_of_its_own_below_a_meeting_is_no_question(understood: Reader) -> None:
    """«Октябрь», «15 ноября» below the questions begin events of their own; a meeting of October stands in October."""
    plan, problems = understood("""
        План РМО на 2026-2027 учебный год
        | № | Содержание | Ответственные |
        | Заседание № 1 (28 сентября 2026 г.) | < | < |
        | 1 | Анализ | Савина К.О. |
        | Октябрь | < | < |
        | 2 | Живая классика | Савина К.О. |
        | Заседание № 2 (ноябрь) | < | < |
        | Ноябрь | < | < |
        | 3 | Отчёт | Савина К.О. |
        | 15 декабря | < | < |
        | 4 | Экскурсия | Савина К.О. |
        | Заседание № 3 (март) | < | < |
        | Май | < | < |
        | 5 | Выставка | Савина К.О. |
        """)
    assert [(item.topics, item.when) for item in plan.items] == [
        (("Заседание № 1", "Анализ"), "28 сентября 2026 г."), (("Живая классика",), "октябрь"),
        (("Заседание № 2", "Отчёт"), "ноябрь"), (("Экскурсия",), "15 декабря"), (("Выставка",), "май")]
    assert [problem.text for problem in problems if problem.code == "sector-without-rows"] == [
        "Под заголовком «Заседание № 3 (март)» нет ни одной строки."]


def test_work_between_meetings_is_no_question_of_one(understood: Reader) -> None:
    """«Межсекционная работа:» and a heading over the next table end the meeting above; «Вопросы:» does not."""
    plan, problems = understood("""
        План РМО на 2026-2027 учебный год
        | № | Содержание | Ответственные |
        | Заседание № 1 (октябрь) | < | < |
        | Вопросы: | < | < |
        | 1 | Анализ | Савина К.О. |
        | Межсекционная работа: | < | < |
        | 2 | Олимпиада | Савина К.О. |
        | II заседание – декабрь 2026 | < | < |
        | 1 | Итоги | Савина К.О. |
        Работа с молодыми специалистами:
        | № | Содержание | Ответственные |
        | 1 | Наставничество | Савина К.О. |
        """)
    assert [(item.number, item.topics, item.sector) for item in plan.items] == [
        ("1", ("Заседание № 1", "Вопросы:", "Анализ"), ""), ("2", ("Олимпиада",), "Межсекционная работа"),
        ("2", ("II заседание", "Итоги"), ""), ("1", ("Наставничество",), "")]
    assert len([problem for problem in problems if problem.code == "one-meeting"]) == 2


def test_lines_between_a_meetings_title_and_its_table_are_of_the_title(understood: Reader) -> None:
    """«Тема: …», «Дата: …», «Место: …» as paragraphs; a line without a label parts the title from the table, and all is told."""
    plan, problems = understood("""
        План РМО на 2026-2027 учебный год
        Заседание № 1
        Тема: «Начало»
        Дата: 22.10.2026, 14.00
        Место проведения: СШ № 5
        | № | Вопросы | Ответственный |
        | 1 | Анализ | Ким А.А. |
        | 2 | Разное | Ким А.А. |
        Заседание № 2 (декабрь)
        Приглашаются все библиотекари
        | № | Вопросы | Ответственный |
        | 1 | Итоги | Ким А.А. |
        """)
    assert [(item.topics, item.when, item.places) for item in plan.items] == [
        (("Заседание № 1 «Начало»", "Анализ", "Разное"), "22.10.2026, 14.00", ("СШ № 5",)), (("Итоги",), "", ())]
    assert "Текст вне строк плана: «Заседание № 2 (декабрь)»." in [problem.text for problem in problems]
