"""A meeting put off by its former day: «19-го не получится, давайте 26-го» is about what stands on the 19th, and about nothing else."""

from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Cancel, Confirm, NotUnderstood, Order, Replan
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
PLAN = Plan("План", SchoolYear(2020), (
    Item("osno-1", "", topics=("Круглый стол",), when="ноябрь 2020"), Item("osno-2", "", topics=("Мастер-класс",), when="29 октября 2020 14.30"),
    Item("kurs-1", "", topics=("Участие в вебинарах",), when="по графику института"),
))
ASKED = (
    Asked("osno-1", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30"), (1, 2), (date(2020, 11, 1), date(2020, 11, 30))),
    Asked("osno-2", "stands", here=False, stands=datetime.fromisoformat("2020-10-29T14:30")),
    Asked("kurs-1", "entry", here=False, titles=("Вебинар",), begins=date(2020, 10, 22)),
)


def orders(text: str, asked: tuple[Asked, ...] = ASKED) -> list[Order]:
    """What the text means on 7 September 2020, under a mail that asks for a day of the first row."""
    return understand(text, asked, PLAN, date(2020, 9, 7), zone=MOSCOW)


@pytest.mark.parametrize("text", [
    "29-е не подходит, давайте 5 ноября в 14:30", "29 октября не подходит. Давайте 5 ноября в 14:30", "29-го не получится\nДавайте 5 ноября",
    "29-го не получится, давайте 5 ноября в то же время", "29.10 не могу, перенесём на 05.11", "Встречу 29 октября переносим на 5 ноября",
    "Перенесите встречу 29 октября на 5 ноября", "29 октября перенесите на 5 ноября, место то же", "Перенос с 29 октября на 5 ноября",
])
def test_a_meeting_is_put_off_from_its_day_at_its_hour(text: str) -> None:
    """Never is the new day given to the row that this mail asked about."""
    (order,) = orders(text)
    assert isinstance(order, Confirm), order
    assert (order.item, order.when.start, f"{order.when.time:%H:%M}") == ("osno-2", date(2020, 11, 5), "14:30")


def test_a_mere_day_is_one_of_the_same_month() -> None:
    """«На 30» of a meeting on 29 October."""
    for text in ("Перенесите встречу 29 октября на 30", "29-го не получится, давайте 30-го"):
        (order,) = orders(text)
        assert isinstance(order, Confirm)
        assert (order.item, order.when.start) == ("osno-2", date(2020, 10, 30))


@pytest.mark.parametrize(("text", "day"), [("12-го не получится, давайте 19-го", 19), ("12-е не подходит\nДавайте 19 ноября", 19),
                                           ("12 и 19 не подходят. Давайте 26 ноября в 14:30", 26)])
def test_a_refused_suggestion_is_of_the_row_it_was_made_for(text: str, day: int) -> None:
    """Nothing stands on that day."""
    (order,) = orders(text)
    assert (order.item, order.when.start.day) == ("osno-1", day)


@pytest.mark.parametrize("text", ["22-го не получится, давайте 23 октября в 12:00", "Перенос с 28 октября на 5 ноября в 14:30",
                                  "29-го не получится, давайте на следующей неделе", "29-го не получится", "29-е не подходит\nИрина"])
def test_what_says_no_plain_meeting_or_day_is_asked_back(text: str) -> None:
    """A webinar's day, a day without a meeting, no new day: nothing is written, for the row that waits for a day neither."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize("text", ["osno-2: начало не в 14.30, а в 15.00", "osno-2: в 15:00, а не в 14:30", "osno-2: не в 14:30, а в 15:00",
                                  "osno-2: начало в 15:00, не в 14:30", "29 октября начало в 15:00, а не в 14:30", "29.10 в 15:00 вместо 14:30"])
def test_another_hour_in_the_place_of_the_former(text: str) -> None:
    """As «15:00 вместо 14:30»; where it stands at another hour, she is asked."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, f"{order.when.time:%H:%M}") == ("osno-2", date(2020, 10, 29), "15:00")
    assert all(isinstance(other, NotUnderstood) for other in orders(text.replace("14", "13")))


TOMORROW = (*ASKED, Asked("osno-3", "stands", here=False, stands=datetime.fromisoformat("2020-09-08T14:30")))


@pytest.mark.parametrize("text", ["Завтрашняя встреча отменяется", "Отмените завтрашнее заседание", "Завтрашнюю встречу отменяем"])
def test_tomorrows_meeting_is_the_one_of_that_day(text: str) -> None:
    """As by its day; where nothing stands on it, in a question or in doubt, she is asked."""
    assert orders(text, TOMORROW) == [Cancel("osno-3", "")]
    assert all(isinstance(order, NotUnderstood) for asked, said in (
        (ASKED, text), (TOMORROW, f"{text}?"), (TOMORROW, text.replace("автра", "егодня").replace("З", "С").replace("з", "с"))) for order in orders(said, asked))


def test_tomorrows_meeting_moves() -> None:
    """To another day or hour."""
    for text, when in (("Завтрашнюю встречу переносим на 15 сентября", "15.09 14:30"), ("Завтрашняя встреча начнётся в 15:00", "08.09 15:00")):
        (order,) = orders(text, TOMORROW)
        assert isinstance(order, Confirm)
        assert (order.item, f"{order.when.start:%d.%m} {order.when.time:%H:%M}") == ("osno-3", when)


def test_a_month_that_is_refused_behind_the_rows_name() -> None:
    """As without its name."""
    (order,) = orders("osno-1: в ноябре не получается, переносим на декабрь")
    assert isinstance(order, Replan)
    assert (order.item, order.phrase) == ("osno-1", "декабрь")


@pytest.mark.parametrize("text", ["osno-1: перенос на 26", "osno-1: 1 сентября 2020 в 14:30", "osno-1: 19 ноября, среда, 14:30"])
def test_what_is_wrong_with_a_date_is_said_with_what_to_write(text: str) -> None:
    """«Число без месяца.» alone left her to guess."""
    (order,) = orders(text)
    assert isinstance(order, NotUnderstood)
    assert "«ДД.ММ в ЧЧ:ММ»" in order.why


TWO = (*ASKED, Asked("osno-3", "no-date", ("10.12.2020 14:30",), (3,), (date(2020, 12, 1), date(2020, 12, 31))))


def test_a_refused_suggestions_row_gets_the_day_behind_it() -> None:
    """Though the mail asks another row for a day of that month."""
    (order,) = orders("12 ноября не получится, давайте 8 декабря в 14:30", TWO)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start) == ("osno-1", date(2020, 12, 8))
    assert all(isinstance(order, NotUnderstood) for order in orders("12-е не подходит, давайте 8 декабря", TWO))


@pytest.mark.parametrize("text", ["12 ноября не получится, давайте 10 декабря в 14:30", "Перенос с 12 ноября на 10 декабря в 14:30",
                                  "12-е не подходит. 10 декабря в 14:30", "29-го не успеем. 12 ноября в 14:30"])
def test_a_day_that_another_row_was_offered_may_be_that_rows(text: str) -> None:
    """She may refuse the one and take the other: nothing is written for either."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text, TWO))


@pytest.mark.parametrize("text", ["12 ноября не подходит, 10 декабря подходит", "12 ноября не подходит\n10 декабря в 14:30 нам удобно",
                                  "29-е не подходит. 10 декабря устраивает"])
def test_a_suggestion_that_she_agrees_to_is_taken(text: str) -> None:
    """Whatever she refused before it."""
    (order,) = orders(text, TWO)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start) == ("osno-3", date(2020, 12, 10))


def test_a_refused_number_may_be_a_suggestions() -> None:
    """«2-е» is the second one, and a day on which a meeting stands; «2-го» is a day."""
    standing = (*ASKED, Asked("osno-4", "stands", here=False, stands=datetime.fromisoformat("2020-10-02T10:00")))
    for text in ("2-е не подходит, давайте 5 ноября в 14:30", "2 не подходит, давайте 5 ноября в 14:30", "29-е не подходит\n2"):
        assert all(isinstance(order, NotUnderstood) for order in orders(text, standing)), text
    (order,) = orders("2-го не получится, давайте 5 ноября в 14:30", standing)
    assert (order.item, order.when.start) == ("osno-4", date(2020, 11, 5))


@pytest.mark.parametrize("text", ["29-го не получится, давайте 5-го", "Перенос с 29 на 5", "29 октября перенести на 14"])
def test_a_mere_number_that_may_be_of_the_next_month_or_an_hour_is_asked_back(text: str) -> None:
    """5 October, or November; the 14th, or at 14:00."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


@pytest.mark.parametrize(("text", "reason"), [
    ("Встреча 29 октября отменяется. О новой дате сообщу позже", ""), ("Встреча 29 октября отменяется, о новой дате сообщу позже", ""),
    ("Встреча 29 октября отменяется, карантин. О новой дате сообщу позже.", "карантин")])
def test_that_a_date_will_follow_goes_with_a_cancelling(text: str, reason: str) -> None:
    """And is no reason: everybody would read «Причина: о новой дате сообщу позже»."""
    assert orders(text) == [Cancel("osno-2", reason)]
