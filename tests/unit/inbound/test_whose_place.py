"""A place told with what it is for: «место гостиной — 32 школа», «СШ 32» beside a day of another row."""

from datetime import date, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Choose, NotUnderstood, Order, Place
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
HOUSES = ("МБУ ДО «ЦДО»", "МБОУ «СШ № 32 им. С.А. Лавочкина»")
PLAN = Plan("План", SchoolYear(2020), (
    Item("osno-1", "", topics=("Литературная гостиная",), when="29 октября 2020 14.30", places=HOUSES),
    Item("osno-2", "", topics=("Новое в журналах для детей",), when="ноябрь 2020", places=("Библиотека для детей",)),
))
ASKED = (
    Asked("osno-1", "two-venues", places=HOUSES),
    Asked("osno-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30"), (1, 2), (date(2020, 11, 1), date(2020, 11, 30))),
)


def orders(text: str) -> list[Order]:
    """What the text means on 7 September 2020, under a mail that asks for a place and a day."""
    return understand(text, ASKED, PLAN, date(2020, 9, 7), zone=MOSCOW)


@pytest.mark.parametrize("text", [
    "Место гостиной — 32 школа", "Место проведения гостиной: СШ № 32", "Место для гостиной: СШ 32", "osno-1: место встречи: СШ № 32",
    "По гостиной - встречаемся в школе 32", "Гостиная будет в школе № 32, а не в библиотеке",
    "Место: 32 школа", "Место гостиной — 32 школа, остальное на следующей неделе", "osno-1: СШ 32 для гостиной",
])
def test_what_the_place_is_for_is_no_part_of_it(text: str) -> None:
    """Everybody would read «Место: гостиной — 32 школа», and the school would hear nothing."""
    assert orders(text) == [Place("osno-1", HOUSES[1])]


def test_a_place_of_the_row_that_asks_for_one_is_no_other_rows() -> None:
    """Beside a day of the second row it is asked back, or taken for the row it is of."""
    assert orders("Второй вариант подходит. СШ 32 для гостиной.") == [Choose("osno-2", 2), Place("osno-1", HOUSES[1])]
    for text in ("19 ноября в 14:30, СШ 32", "19 ноября в 14:30, ЦДО"):
        assert not [order for order in orders(text) if isinstance(order, Place) and order.item == "osno-2"], text
    assert Place("osno-2", "СШ № 5") in orders("19 ноября в 14:30, СШ № 5")
    for text in ("osno-2: 19 ноября в 14:30, СШ № 32", "osno-2: 19 ноября в 14:30. Место: СШ № 32"):  # she says whose it is
        assert Place("osno-2", "СШ № 32") in orders(text), text


@pytest.mark.parametrize("text", ["Место выбираем СШ 32", "osno-2: место СШ № 5 для гостиной", "osno-1: место одного из кабинетов — сообщу"])
def test_what_is_no_name_of_a_place_is_asked_back(text: str) -> None:
    """A sentence about a place, another row's place."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("place", ["Областная библиотека для детей", "СШ № 32-А", "Дом книги", "Дом учителя",
                                   "Областная библиотека - отдел искусств", "ЦДО: кабинет 5", "Гимназия — ул. Ленина, 3", "Музей «Смоленщина — щит России»"])
def test_a_name_stays_as_it_is_written(place: str) -> None:
    """«Для детей» is a word of a title and of a place's name."""
    assert orders(f"osno-1: место: {place}") == [Place("osno-1", place)]


@pytest.mark.parametrize(("text", "place"), [
    ("teor-1: проводим в гимназии 4", "МБОУ «Гимназия № 4»"), ("teor-1: место - в гимназии № 4", "МБОУ «Гимназия № 4»"),
    ("teor-2: проводим в школе 5", "МБОУ «СОШ № 5»"), ("teor-2: проводим в школе 6", "школа 6"), ("teor-1: проводим в школе 4", "школа 4")])
def test_a_place_told_as_people_speak_is_the_plans(text: str, place: str) -> None:
    """«Место: гимназии № 4» stood in the invitation, and the house was not told."""
    plan = Plan("План", SchoolYear(2020), (Item("teor-1", "", topics=("Круглый стол",), when="ноябрь 2020", places=("МБОУ «Гимназия № 4»",)),
                                           Item("teor-2", "", topics=("Семинар",), when="декабрь 2020", places=("МБОУ «СОШ № 5»",))))
    assert understand(text, (), plan, date(2020, 9, 7), zone=MOSCOW) == [Place(text[:6], place)]


@pytest.mark.parametrize("text", [
    "Вопрос СШ № 32", "Список СШ № 5", "Отпишите СШ № 5", "Спросите СШ № 32", "Благодарю СШ № 5", "Спасибо ЦДО", "Для СШ № 5", "Телефон СШ № 5: 38-12-34",
    "Участники СШ № 5", "Уточняю у ЦДО", "Адрес гимназии: ул. Ленина, 4"])
def test_what_is_said_about_a_school_is_no_place(text: str) -> None:
    """A capital that opens a sentence makes no name: everybody would have read «Место: Вопрос СШ № 5»."""
    assert not [order for order in orders(text) if isinstance(order, Place)]


@pytest.mark.parametrize(("text", "place"), [
    ("Музей СШ № 5", "Музей СШ № 5"), ("Смоленск, СШ № 5", "Смоленск, СШ № 5"), ("Актовый зал СШ № 5", "Актовый зал СШ № 5"), ("Спасибо! СШ № 5", "СШ № 5"),
    ("ГБУК «Областная библиотека»", "ГБУК «Областная библиотека»"), ("Уточняю: ЦДО", HOUSES[0]),
    ("Филиал библиотеки № 5", "Филиал библиотеки № 5"), ("Вестибюль СШ № 5", "Вестибюль СШ № 5")])
def test_a_house_and_a_describing_word_open_a_place(text: str, place: str) -> None:
    """As they did."""
    assert orders(text) == [Place("osno-1", place)]


def test_a_school_told_for_a_row_of_several_places_is_the_place_whatever_else_is_asked_of_it() -> None:
    """The 29th is a Saturday, and the digest asks for both; a row of one place may be told one only as «место …»."""
    asked = (Asked("osno-1", "day-off", places=HOUSES), Asked("osno-2", "day-off"))
    for text in ("osno-1: СШ № 32", "osno-1: 32 школа"):
        assert understand(text, asked, PLAN, date(2020, 9, 7), zone=MOSCOW) == [Place("osno-1", HOUSES[1])], text
    assert isinstance(understand("osno-2: СШ № 32", asked, PLAN, date(2020, 9, 7), zone=MOSCOW)[0], NotUnderstood)


@pytest.mark.parametrize("text", ["osno-1: ок, зал посмотрю", "osno-1: зал выберу позже", "osno-1: кабинет закажу"])
def test_what_she_will_do_about_a_place_is_none(text: str) -> None:
    """«Место: зал посмотрю» would have stood in every invitation."""
    assert not any(isinstance(order, Place) for order in orders(text))
