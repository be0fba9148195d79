"""Which edits leave a plan the same one, and when a plan file holds another plan (rule 16)."""

from dataclasses import replace

import pytest

from notifier.core.replacement import renamed, replacement
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

ROWS = (
    ("teor-1", "Организация работы школьных библиотек в новом учебном году", "24 сентября 2020 14.30", "МБУ ДО «ЦДО»"),
    ("teor-2", "Новое в библиотечном обслуживании", "ноябрь 2020", "Областная библиотека"),
    ("teor-4", "Роль книги и чтения в патриотическом воспитании детей", "февраль 2021", "СШ № 5"),
    ("prak-1", "Мастер-класс «Буктрейлер как средство продвижения чтения»", "29 октября 2020 14.30", "СШ № 32"),
    ("prak-2", "Методическая копилка: уроки информационной культуры", "декабрь 2020", "СШ № 8"),
    ("tvor-1", "Фестиваль «Читающая школа»", "январь - апрель 2021", "Все школы города"),
    ("kons-b", "Комплектование фонда учебников", "Постоянно в течение года", ""),
    ("povy-1", "Горячие линии", "По графику СОИРО", "СОИРО"),
)
SECOND = (
    ("teor-1", "Круглый стол «Школьный музей и краеведение»", "21 января 2021 14.30", "СШ № 33"),
    ("teor-2", "Итоги муниципального этапа олимпиады", "март 2021", "МБУ ДО «ЦДО»"),
    ("teor-4", "Семинар для молодых специалистов", "май 2021", "СШ № 1"),
    ("prak-1", "Открытый урок: живая классика", "18 февраля 2021 15.00", "Гимназия № 4"),
    ("prak-2", "Экскурсия в типографию", "апрель 2021", "Типография"),
)


def plan(*rows: tuple[str, str, str, str]) -> Plan:
    """A plan of rows (id, topic, date cell, place)."""
    return Plan("План ГМО", SchoolYear(2020), tuple(
        Item(name, "Сектор", (topic,), when=when, places=(place,) if place else (), responsible=("Иващенко И.В.",))
        for name, topic, when, place in rows))


PLAN = plan(*ROWS)


def edited(changes: dict[str, dict[str, object]], of: Plan = PLAN) -> Plan:
    """The plan with these fields of these rows changed."""
    return replace(of, items=tuple(replace(item, **changes.get(item.id, {})) for item in of.items))


def topic(**new: str) -> dict[str, dict[str, object]]:
    """New topics of rows; ``teor_1`` is ``teor-1``."""
    return {name.replace("_", "-"): {"topics": (text,)} for name, text in new.items()}


def when(**new: str) -> dict[str, dict[str, object]]:
    """New date cells of rows."""
    return {name.replace("_", "-"): {"when": text} for name, text in new.items()}


SHORT = plan(*((f"m-{n}", "Семинар", f"{month} 2020", "МБУ ДО «ЦДО»") for n, month in enumerate(("сентябрь", "октябрь", "ноябрь", "декабрь"))))
THEMES = plan(*((f"m-{n}", "Семинар (тема уточняется)", f"{month} 2020", "") for n, month in enumerate(("сентябрь", "октябрь", "ноябрь"))))
ORDINARY = {
    "typos mended in most titles": (PLAN, edited({item.id: {"topics": (item.title.replace("о", "0", 1),)} for item in PLAN.items})),
    "months became days": (PLAN, edited(when(teor_2="19.11.2020 14:30", teor_4="18.02.2021 14:30", prak_2="10.12.2020 14:30",
                                             tvor_1="18.01.2021", teor_1="23 сентября 2020 14.30"))),
    "all autumn put off until spring": (PLAN, edited(when(teor_1="25 февраля 2021", teor_2="март 2021", prak_1="апрель 2021",
                                                          prak_2="май 2021"))),
    "one row replaced": (PLAN, edited({"teor-4": {"topics": ("Экскурсия в типографию",), "when": "апрель 2021", "places": ("Типография",)}})),
    "three rows of eight replaced": (PLAN, edited({
        "teor-4": {"topics": ("Экскурсия в типографию",), "when": "апрель 2021"}, "prak-2": {"topics": ("Живая классика",), "when": "май 2021"},
        "prak-1": {"topics": ("Олимпиада школьников",), "when": "март 2021"}})),
    "as many rows added": (PLAN, replace(PLAN, items=(*PLAN.items, *(replace(item, id=f"{item.id}-2") for item in plan(*SECOND).items)))),
    "two rows gone and two added": (PLAN, replace(PLAN, items=(*PLAN.items[2:], *(replace(i, id=f"n-{i.id}") for i in plan(*SECOND[:2]).items)))),
    "topics worded anew within their months": (PLAN, edited(topic(
        teor_1="О планах библиотек школ города на год: единые требования", teor_2="Обслуживание читателей по-новому: опыт коллег",
        teor_4="Патриотическое воспитание: что читать вместе", prak_1="Снимаем буктрейлер", prak_2="Информационная культура: уроки"))),
    "topics named at last": (THEMES, edited(topic(m_0="Семинар «Проектная деятельность»", m_1="Семинар «Краеведение»",
                                                  m_2="Семинар «Живая классика»"), THEMES)),
    "topics named and months became days": (SHORT, edited({
        name: {"topics": (f"Семинар «{text}»",), "when": day} for name, text, day in (
            ("m-0", "Сетевые проекты", "24.09.2020 14:30"), ("m-1", "Краеведение", "15.10.2020 14:30"), ("m-2", "Игры", "19.11.2020 14:30"))},
        SHORT)),
    "seminars of one place moved": (SHORT, edited(when(m_0="январь 2021", m_1="февраль 2021", m_2="март 2021"), SHORT)),
    "hosts and places changed everywhere": (PLAN, edited({item.id: {"places": ("СШ № 40",), "responsible": ("Петрова А.А.",)}
                                                          for item in PLAN.items})),
    "questions added below every topic": (PLAN, edited({item.id: {"topics": (item.title, "Отчёт о работе за год и планы", "Обмен опытом")}
                                                        for item in PLAN.items})),
    "rows in another order": (PLAN, replace(PLAN, items=PLAN.items[::-1])),
    "two of a small plan's three moved": (plan(*ROWS[:3]), edited(when(teor_1="октябрь 2020", teor_2="декабрь 2020"), plan(*ROWS[:3]))),
}


@pytest.mark.parametrize("edit", ORDINARY)
def test_an_edited_plan_is_the_same_plan(edit):
    """What a coordinator does to her plan in a year goes on as ever, to and fro."""
    before, after = ORDINARY[edit]
    assert replacement(before, after) is None
    if "added" not in edit:
        assert replacement(after, before) is None


QUESTIONS = plan(("z-1", "Заседание ГМО", "октябрь 2020", "МБУ ДО «ЦДО»"), ("z-2", "Заседание ГМО", "декабрь 2020", "МБУ ДО «ЦДО»"))
ANOTHER = {
    "the second half of the year under the first one's ids": (PLAN, plan(*SECOND, *ROWS[5:]), 5),
    "another association's": (PLAN, plan(
        ("teor-1", "Подготовка к ЕГЭ по физике", "октябрь 2020", "СШ № 2"), ("teor-2", "Лабораторные опыты", "ноябрь 2020", "СШ № 3"),
        ("prak-1", "Решение олимпиадных задач", "январь 2021", "СШ № 9"), ("prak-2", "Астрономия в планетарии", "апрель 2021", "Планетарий")), 4),
    "one of three rows stays": (plan(*ROWS[:3]), plan(*SECOND[:2], ROWS[2]), 2),
    "ids of its own": (PLAN, plan(*((f"x{name}", *rest) for name, *rest in SECOND), *ROWS[5:]), 5),
    "short titles, everything beside them another": (SHORT, plan(*(
        (f"m-{n}", "Семинар", f"{month} 2021", f"Школа № {n}") for n, month in enumerate(("январь", "февраль", "март", "май")))), 4),
    "one title, other questions": (
        edited({"z-1": {"topics": ("Заседание ГМО", "О плане")}, "z-2": {"topics": ("Заседание ГМО", "Подписка", "Разное")}}, QUESTIONS),
        edited({"z-1": {"topics": ("Заседание ГМО", "Итоги"), "when": "февраль 2021"},
                "z-2": {"topics": ("Заседание ГМО", "Учебники", "Выставка"), "when": "май 2021"}}, QUESTIONS), 2),
    "rows moved up under each other's ids": (PLAN, plan(*((ROWS[n][0], *ROWS[(n + 1) % 8][1:]) for n in range(8))), 8),
}


@pytest.mark.parametrize("case", ANOTHER)
def test_a_plan_most_of_whose_rows_are_others_is_another_one(case):
    """At least half, and two at least; each is counted once."""
    before, after, count = ANOTHER[case]
    if case.startswith("short"):
        after = edited({item.id: {"responsible": ("Петрова А.А.",)} for item in after.items}, after)
    found = replacement(before, after)
    assert found is not None
    assert found.count == count


def test_a_plan_of_one_row_is_edited_and_never_another():
    """One row about something else is an edit, however short the plan."""
    assert replacement(plan(ROWS[0]), plan(SECOND[0])) is None


def test_another_school_year_has_a_yes_of_its_own():
    """The plan of next year is bound to another arming."""
    assert replacement(PLAN, replace(plan(*SECOND), school_year=SchoolYear(2021))) is None


def test_rows_that_are_a_title_and_a_date_are_the_same_ones_moved() -> None:
    """Beside one short title nothing stands that could speak for another meeting."""
    def dates(first: str, second: str) -> Plan:
        return Plan("План", SchoolYear(2020), (Item("teor-1", "", topics=("Семинар",), when=first), Item("teor-2", "", topics=("Семинар",), when=second)))

    assert replacement(dates("сентябрь 2020", "октябрь 2020"), dates("март 2021", "апрель 2021")) is None


def test_days_exchanged_between_namesakes_are_moves_of_theirs() -> None:
    """The topic keeps its id, and her edit is one of its days; exchanged whole, the rows have each other's ids."""
    days = ("05.10.2020 14:30", "12.10.2020 14:30")
    before = plan(("m-1", "Семинар", days[0], "СШ № 1"), ("m-2", "Семинар", days[1], "СШ № 2"))
    assert renamed(before, plan(("m-1", "Семинар", days[1], "СШ № 1"), ("m-2", "Семинар", days[0], "СШ № 2"))) == ()
    assert renamed(PLAN, plan(*ROWS[:3][::-1], *ROWS[3:])) == ()
    exchanged = plan((ROWS[1][0], *ROWS[0][1:]), (ROWS[0][0], *ROWS[1][1:]), *ROWS[2:])
    assert [(old.id, new.id) for old, new in renamed(PLAN, exchanged)] == [("teor-1", "teor-2"), ("teor-2", "teor-1")]
