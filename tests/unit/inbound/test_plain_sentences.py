"""Sentences as they are written: the day first, the reason as a sentence of its own, what was agreed with whom - and their neighbours."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Cancel, Confirm, NotUnderstood, Order, Place, Replan
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
PLAN = Plan("План", SchoolYear(2020), (
    Item("teor-2", "", topics=("Новое в обслуживании",), when="ноябрь 2020", places=("Областная библиотека",)),
    Item("prak-2", "", topics=("Мастер-класс по созданию буктрейлера",), when="декабрь 2020"), Item("kons-a", "", topics=("Консультация",), when="апрель 2020"),
    Item("povy-3", "", topics=("Участие в вебинарах",), when="по графику сообществ")))
ASKED = (
    Asked("kons-a", "out-of-year", guess="апрель 2021"),
    Asked("prak-2", "no-date", ("10.12.2020 14:30", "17.12.2020 14:30", "24.12.2020 14:30"), (1, 2, 3), (date(2020, 12, 1), date(2020, 12, 31))),
    Asked("teor-2", "stands", here=False, stands=datetime.fromisoformat("2020-11-19T14:30")),
    Asked("povy-3", "entry", here=False, titles=("Вебинар РШБА «Чтение с экрана»",), begins=date(2020, 11, 20), hour=time(12)),
)


def orders(text: str) -> list[Order]:
    """What the text means on 9 November 2020, under a digest."""
    return understand(text, ASKED, PLAN, date(2020, 11, 9), zone=MOSCOW)


@pytest.mark.parametrize(("text", "item", "reason"), [
    ("20 ноября вебинара не будет", "povy-3", ""), ("20 ноября вебинар отменяется", "povy-3", ""), ("20.11 в 12:00 вебинар не состоится", "povy-3", ""),
    ("19 ноября встреча отменяется, карантин", "teor-2", "карантин"), ("Отмените встречу 19 ноября. Карантин в библиотеке.", "teor-2", "Карантин в библиотеке"),
])
def test_a_meeting_is_called_off_with_its_day_first_or_its_reason_last(text: str, item: str, reason: str) -> None:
    """Whatever stands where."""
    (order,) = orders(text)
    assert isinstance(order, Cancel)
    assert (order.item, order.reason) == (item, reason)


@pytest.mark.parametrize(("text", "item", "when"), [
    ("19 ноября отменяем, встречаемся 26-го", "teor-2", "26.11 14:30"), ("Встречу 19 ноября отменяем, проводим 26 ноября в 15:00", "teor-2", "26.11 15:00"),
    ("Отменяем встречу 19 ноября, встречаемся 26-го", "teor-2", "26.11 14:30"), ("19 ноября встреча состоится в 15:00", "teor-2", "19.11 15:00"),
    ("teor-2: на полчаса позже", "teor-2", "19.11 15:00"), ("teor-2: начнём на полчаса раньше", "teor-2", "19.11 14:00"),
    ("Вебинар РШБА перенесли на 27 ноября, время то же", "povy-3", "27.11 12:00"),
    ("Встреча 19 ноября переносится на 26 ноября, время то же. Прошу предупредить школы.", "teor-2", "26.11 14:30"),
    ("Согласовала с гимназией: 15 декабря в 14:00", "prak-2", "15.12 14:00"), ("Договорились на 15 декабря в 14:00", "prak-2", "15.12 14:00"),
    ("Мастер-класс по буктрейлеру решили провести 3 декабря в 14.30", "prak-2", "03.12 14:30"), ("Оставляем 17 декабря", "prak-2", "17.12 14:30"),
    ("Давайте оставим 10 декабря, но начнём в 15:00", "prak-2", "10.12 15:00"), ("10 декабря подойдёт, но лучше в 15 часов", "prak-2", "10.12 15:00"),
])
def test_a_day_is_said_in_her_own_order(text: str, item: str, when: str) -> None:
    """A move, an hour, a day of which she says how it came about."""
    (order,) = orders(text)
    assert isinstance(order, Confirm), order
    assert order.when.start
    assert order.when.time
    assert (order.item, f"{order.when.start:%d.%m} {order.when.time:%H:%M}") == (item, when)


@pytest.mark.parametrize(("text", "place"), [
    ("teor-2: переносим в ЦДО, время прежнее", "ЦДО"), ("Встречу 19 ноября переносим в ЦДО, дата и время прежние", "ЦДО"), ("teor-2: проводим онлайн", "онлайн"),
    ("teor-2: встреча пройдёт онлайн, ссылку пришлю позже", "онлайн"), ("19 ноября собираемся не в областной библиотеке, а в СШ № 33", "СШ № 33"),
])
def test_a_place_is_said_with_what_stays(text: str, place: str) -> None:
    """And with what it is instead of."""
    assert orders(text) == [Place("teor-2", place)]


@pytest.mark.parametrize("text", ["Апрель 2021 - верно", "Да, это апрель 2021 года, опечатка в плане."])
def test_the_guessed_month_is_right(text: str) -> None:
    """In her words."""
    (order,) = orders(text)
    assert isinstance(order, Replan)
    assert (order.item, order.when.start) == ("kons-a", date(2021, 4, 1))


@pytest.mark.parametrize("text", [
    "20 ноября меня не будет", "20 ноября автобуса не будет, добираемся сами", "20 ноября вебинара не будет?", "21 ноября вебинара не будет",
    "19 ноября мастер-класс отменяется", "20 ноября вебинара может не быть", "20 ноября вебинар не отменяется", "19 ноября концерт состоится в 15:00",
    "19 ноября встреча переносится", "20 ноября вебинара в записи не будет",
    "19 ноября отменяем, 26-го", "19 ноября отменяем, 26-го тоже", "19 ноября отменяем, встречаемся 10 декабря", "19 ноября отменяем, встречаемся 12-го",
    "19 ноября отменяем, встречаемся 26-го или 27-го", "19 ноября отменяем, проводим 26-го вебинар", "19 ноября отменяем, встречаемся позже",
    "Отмените встречу 19 ноября. Давайте 26-го.", "Отмените встречу 19 ноября. Мастер-класс тоже.", "Отмените встречу 19 ноября. Если карантин продлят.",
    "Отмените встречу 19 ноября? Карантин ведь.", "Отмените встречу 20 октября. Карантин.",
    "teor-2: переносим в ЦДО, время сообщу", "teor-2: переносим, место и время прежние", "Встречу 12 ноября переносим в ЦДО", "19 ноября переносим в ЦДО выставку",
    "Договорились с директором, 15 декабря в 14:00 он занят", "Не согласовала с гимназией: 15 декабря в 14:00", "Согласовано ли 15 декабря в 14:00",
    "Договорились созвониться 15 декабря в 14:00", "Согласовать с гимназией 15 декабря в 14:00",
    "10 декабря подойдёт, но лучше 17-го", "10 декабря не подойдёт, но лучше в 15 часов", "Оставим 10 декабря на потом", "Оставляем 10 декабря?",
    "Апрель 2021 - неверно", "апрель 2020, опечатка в плане", "kons-a: апрель 2021 не опечатка", "апрель 2021 или май, опечатка",
    "teor-2: собираемся не в библиотеке, а в классе", "teor-2: почему не в ЦДО, а в СШ № 33?", "teor-2: не в библиотеке, а в пятницу",
    "teor-2: проводим онлайн?", "teor-2: не проводим онлайн", "teor-2: проводим онлайн или в ЦДО", "teor-2: если карантин, проводим онлайн",
    "teor-2: проводим онлайн-опрос", "teor-2: перенесите на полчаса", "teor-2: опоздаю на полчаса", "на полчаса позже",
    "Вебинар РШБА перенесли, время то же", "Вебинар РШБА перенесли на 27 или 28 ноября, время то же", "Мастер-класс решили провести позже",
])
def test_their_neighbours_are_asked_back(text: str) -> None:
    """Another thing, another day, a condition, a question, half an answer."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text)), orders(text)
