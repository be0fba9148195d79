"""Second thoughts: what she puts right in one line is taken, what she doubts at once is not."""

from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

import pytest

from notifier.core.inbound.words import understand
from notifier.model.order import Asked, Cancel, Choose, Confirm, NotUnderstood, Order, Stop
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

MOSCOW: tzinfo = ZoneInfo("Europe/Moscow")
PLAN = Plan("План", SchoolYear(2020), (
    Item("teor-2", "", topics=("Новое в обслуживании",), when="ноябрь 2020"),
    Item("prak-1", "", topics=("Литературная гостиная",), when="29 октября 2020 14.30"),
    Item("povy-3", "", topics=("Вебинары сообществ",), when="по графику сообществ"),
))
TEOR_2 = Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30", "26.11.2020 14:30"), (1, 2, 3),
               (date(2020, 11, 1), date(2020, 11, 30)))
GUEST = Asked("prak-1", "stands", here=False, stands=datetime(2020, 10, 29, 14, 30))  # noqa: DTZ001 - local, as the rows' meetings are
WEBINAR = Asked("povy-3", "entry", here=False, titles=("Поэтическая гостиная онлайн",))


def orders(text: str, *asked: Asked) -> list[Order]:
    """What the text means on 21 September 2020."""
    return understand(text, asked or (TEOR_2,), PLAN, date(2020, 9, 21), zone=MOSCOW)


@pytest.mark.parametrize("text", [
    "18.11 в 14:30, нет, 19.11 в 14:30", "18 ноября... точнее 19 ноября в 14:30", "teor-2: 12.11 в 14:30. Ой, ошиблась, 19.11 в 14:30",
    "12 ноября. Хотя нет, лучше 19 ноября", "teor-2: 26.11 в 15:00, вернее, 19.11 в 14:30",
])
def test_the_second_day_of_a_line_that_puts_itself_right_is_hers(text: str) -> None:
    """Two days or suggestions, and a word of regret between them."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.when.start, order.when.time) == (date(2020, 11, 19), time(14, 30))


@pytest.mark.parametrize("text", ["1. Нет, 2.", "вариант 1, хотя нет, вариант 2", "первый... точнее второй"])
def test_the_second_suggestion_of_such_a_line_is_hers(text: str) -> None:
    """As on two lines."""
    assert orders(text) == [Choose("teor-2", 2)]


@pytest.mark.parametrize("doubt", [
    "или 3", "Хотя нет, подумаю ещё", "Хотя подождите", "Подождите", "но это не точно", "Уточню у библиотеки", "Пока не рассылайте", "Нет",
    "Это черновик", "предварительно", "но не раньше 15:00", "(если зал свободен)", "Если можно, в другой день", "если библиотека согласится", "Может, лучше 26-го",
])
@pytest.mark.parametrize("order", ["2", "teor-2: 19.11 в 14:30", "19 ноября в 14:30, СШ № 5", "teor-2: отмена"])
def test_an_order_that_is_doubted_on_the_next_line_is_none(order: str, doubt: str) -> None:
    """She is asked: what was carried out would have to be taken back."""
    found = orders(f"{order}\n{doubt}")
    assert found
    assert all(isinstance(one, NotUnderstood) for one in found)


@pytest.mark.parametrize("beside", [
    "Если что, звоните", "Если будут вопросы, пишите", "Может понадобиться проектор", "Возможно, приедут гости из Вязьмы", "Уточню насчёт проектора",
    "Спрошу про зал", "Если нужно, пришлю программу", "Все предварительно согласовано с директором", "Хотя бы час оставьте на вопросы",
    "Не пишите мне до понедельника, я в отъезде"])
@pytest.mark.parametrize("order", ["2", "teor-2: отмена, карантин"])
def test_an_unsure_line_about_something_else_undoes_nothing(order: str, beside: str) -> None:
    """The decision is carried out, and the remark asked back."""
    assert not isinstance(orders(f"{order}\n{beside}")[0], NotUnderstood)


@pytest.mark.parametrize("text", ["Возможно, проведём весной", "Уточню новую дату позже"])
def test_that_it_may_be_held_later_doubts_no_cancelling(text: str) -> None:
    """But a day chosen is doubted by it."""
    assert orders(f"teor-2: отмена, карантин\n{text}")[0] == Cancel("teor-2", "карантин")
    assert all(isinstance(order, NotUnderstood) for order in orders(f"2\n{text}"))


@pytest.mark.parametrize("text", ["2, хотя 3 лучше", "2, хотя лучше 3", "19.11 в 14:30, хотя удобнее 26.11 в 14:30"])
def test_though_another_is_better_puts_nothing_right(text: str) -> None:
    """Only «хотя нет» does."""
    assert all(isinstance(order, NotUnderstood) for order in orders(text))


def test_only_the_row_above_is_doubted() -> None:
    """The other row's order stands; «стоп» is never doubted away."""
    assert [type(order) for order in orders("prak-1: отмена\nteor-2: 2\nХотя подождите")] == [Cancel, NotUnderstood]
    assert [type(order) for order in orders("стоп\nХотя подождите")] == [Stop, NotUnderstood]


@pytest.mark.parametrize("text", ["отменяется", "Отмена, карантин", "перенос на январь", "место: СШ № 5", "не проводим"])
def test_what_changes_a_meeting_may_be_about_another_that_stands(text: str) -> None:
    """The one question of a digest is not the only thing it is about; where nothing else stands, it is."""
    assert all(not isinstance(order, NotUnderstood) for order in orders(text))
    for other in (GUEST, WEBINAR):
        (order,) = orders(text, TEOR_2, other)
        assert isinstance(order, NotUnderstood)
    (order,) = orders(text, TEOR_2, GUEST)
    assert isinstance(order, NotUnderstood)
    assert "(teor-2, prak-1)" in order.why


def test_a_word_of_two_titles_calls_neither_off() -> None:
    """«Гостиная» of the plan, and one of somebody else's schedule."""
    assert orders("Гостиная отменяется", TEOR_2, GUEST) == [Cancel("prak-1")]
    assert all(isinstance(order, NotUnderstood) for order in orders("Гостиная отменяется", TEOR_2, GUEST, WEBINAR))


@pytest.mark.parametrize("text", ["Отбой, библиотека против", "Стоп! Ошиблась строкой, отменить нужно гостиную", "Ой, стоп, не ту строку написала",
                                  "Подождите, директор ещё не согласовал", "teor-2: стоп, библиотека закрыта"])
def test_a_stop_counts_whatever_reason_follows(text: str) -> None:
    """Nothing goes out; what else she wrote is asked about, and decides nothing."""
    found = orders(text)
    assert isinstance(found[0], Stop)
    assert all(isinstance(order, NotUnderstood) for order in found[1:])


def test_a_stop_may_be_followed_by_what_is_right() -> None:
    """«Стоп, лучше 26 ноября»: undone first, then decided."""
    stop, order = orders("Стоп, лучше 26 ноября")
    assert isinstance(stop, Stop)
    assert isinstance(order, Confirm)
    assert order.when.start == date(2020, 11, 26)


@pytest.mark.parametrize("text", ["Стоп-листа нет", "Подождите ответа библиотеки", "Остановимся на втором"])
def test_what_only_begins_like_a_stop_is_none(text: str) -> None:
    """A word of another sentence takes nothing back."""
    assert not any(isinstance(order, Stop) for order in orders(text))
