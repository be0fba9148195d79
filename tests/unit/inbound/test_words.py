"""The coordinator's words (issue 6, item 6a): orders, and what is none."""

from datetime import date, time

import pytest

from notifier.core.inbound.words import understand
from notifier.model.heard import Add, Asked, Cancel, Choose, Closed, Confirm, No, NotUnderstood, Order, Place, Replan, Stop, Yes
from notifier.model.when import Kind, SchoolYear

YEAR = SchoolYear(2020)
TODAY = date(2020, 10, 12)
ONE = (Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30", "26.11.2020 14:30")),)
SEVERAL = (*ONE, Asked("prak-1", "two-venues", ("СШ № 32", "СШ № 8")), Asked("prak-2", "no-date", ("а", "б", "в")),
    Asked("povy-3", "schedule"))


def orders(text: str, questions: tuple[Asked, ...] = ONE, *, about: str | None = None) -> list[Order]:
    """What the text means on 12 October 2020."""
    return understand(text, questions, YEAR, TODAY, about=about)


@pytest.mark.parametrize(("text", "order"), [
    ("2", Choose("teor-2", 2)),
    ("2.", Choose("teor-2", 2)),
    ("Вариант 2", Choose("teor-2", 2)),
    ("второй", Choose("teor-2", 2)),
    ("2-й вариант, пожалуйста", Choose("teor-2", 2)),
    ("Добрый день! Выбираю 2. Спасибо!", Choose("teor-2", 2)),
    ("Здравствуйте, коллеги! 2", Choose("teor-2", 2)),
    ("отмена", Cancel("teor-2")),
    ("отмена: Карантин", Cancel("teor-2", "Карантин")),
    ("teor-2: отмена - карантин", Cancel("teor-2", "карантин")),
    ("Отменяется из-за карантина", Cancel("teor-2", "из-за карантина")),
    ("стоп", Stop("teor-2")),
    ("СТОП!", Stop("teor-2")),
    ("да", Yes("teor-2")),
    ("Да, всё верно.", Yes("teor-2")),
    ("нет", No("teor-2")),
    ("проведено", Closed("teor-2", "проведено")),
    ("не проводим", Closed("teor-2", "не проводим")),
    ("Место: СШ № 32", Place("teor-2", "СШ № 32")),
    ("теор-2: 3", Choose("teor-2", 3)),
    ("TEOR-2 - 3", Choose("teor-2", 3)),
])
def test_a_plain_word_is_an_order(text: str, order: Order) -> None:
    """With greetings, thanks and punctuation around it."""
    assert orders(text) == [order]


@pytest.mark.parametrize("text", [
    "19.11 в 14:30", "19.11.2020 14.30", "19 ноября в 14:30",
    "Добрый день!\n\nДавайте 19.11 в 14:30, пожалуйста.\n\nИващенко И.В.",
    "teor-2: 19.11 в 14:30", "teor-2\n19 ноября 2020 года, 14:30", "Нет, лучше 19.11 в 14:30", "перенос на 19.11 в 14:30",
    "Перенести с 12.11 на 19.11 14:30", "четверг, 19 ноября, 14:30",
])
def test_a_day_with_its_hour_confirms(text: str) -> None:
    """Read by the date reader of the plan."""
    (order,) = orders(text)
    assert isinstance(order, Confirm)
    assert (order.item, order.when.start, order.when.time) == ("teor-2", date(2020, 11, 19), time(14, 30))


def test_a_whole_day_confirms() -> None:
    """«весь день» instead of an hour (rule 1)."""
    (order,) = orders("19.11, весь день")
    assert isinstance(order, Confirm)
    assert order.when.all_day


@pytest.mark.parametrize(("text", "hint"), [
    ("19.11", "Не указано время"),
    ("декабрь", "перенос на"),
    ("19.11 в 14:30 не подходит", "Не понять"),
    ("может, 19.11 в 14:30?", "Не понять"),
    ("19.11 в 14:30?", "Не понять"),
    ("19.11 или 26.11 в 14:30", "Не понять"),
    ("19.11 в 14:30 отменяется", "Не понять"),
    ("если успеем, 19.11 в 14:30", "Не понять"),
    ("предварительно 19.11 в 14:30", "Не понять"),
    ("01.10 в 14:30", "прошла"),
    ("5", "Вариантов было 3"),
    ("0", "Вариантов было 3"),
    ("отмена не нужна", ""),
    ("не отменять", ""),
    ("31.11 в 14:30", ""),
    ("teor-9: 2", "Строки «teor-9» в плане нет"),
    ("не знаю", ""),
    ("посмотрю завтра", ""),
    ("перенос", "На какую дату"),
    ("перенос на неопределённый срок", ""),
])
def test_what_is_not_plainly_an_order_is_none(text: str, hint: str) -> None:
    """A question, a doubt, a negation, half a date: nothing is decided, and she is told what to write."""
    (order,) = orders(text)
    assert isinstance(order, NotUnderstood)
    assert hint in order.why


def test_another_month_is_a_new_plan_and_no_date() -> None:
    """«перенос на декабрь» confirms nothing."""
    (order,) = orders("teor-2: перенос на декабрь", SEVERAL)
    assert isinstance(order, Replan)
    assert (order.item, order.phrase, order.when.kind) == ("teor-2", "декабрь", Kind.WINDOW)


def test_several_lines_decide_several_rows() -> None:
    """Each line has its label; a label on its own line holds for the next."""
    found = orders("teor-2: 2\nprak-1: СШ № 32\nprak-2\n10.12 в 14:30\npovy-3: да", SEVERAL)
    assert [(type(order), order.item) for order in found] == [
        (Choose, "teor-2"), (Place, "prak-1"), (Confirm, "prak-2"), (Yes, "povy-3")]


def test_without_a_label_several_rows_are_a_question() -> None:
    """«2» could be anybody's."""
    (order,) = orders("2", SEVERAL)
    assert isinstance(order, NotUnderstood)
    assert "teor-2: 2" in order.why


def test_the_mail_itself_may_name_the_row() -> None:
    """Bound by its token or the ask it answers."""
    assert orders("2", SEVERAL, about="prak-1") == [Choose("prak-1", 2)]


def test_a_bare_yes_or_stop_belongs_to_the_mail_it_answers() -> None:
    """The row may be unknown here."""
    assert orders("да", SEVERAL) == [Yes(None)]
    assert orders("стоп", SEVERAL) == [Stop(None)]


def test_a_date_and_its_place_in_one_line_are_two_orders() -> None:
    """«19.11 в 14:30, СШ № 32»."""
    first, second = orders("19.11 в 14:30, в СШ № 32")
    assert isinstance(first, Confirm)
    assert second == Place("teor-2", "СШ № 32")


def test_one_line_enters_an_event_of_others() -> None:
    """Rule 14: day, hour, title, link."""
    (order,) = orders("povy-3: 11.11.2020 12:00 Вебинар РШБА «Навстречу» https://example.org/w", SEVERAL)
    assert isinstance(order, Add)
    assert (order.item, order.title, order.link) == ("povy-3", "Вебинар РШБА «Навстречу»", "https://example.org/w")


@pytest.mark.parametrize("text", ["", "Спасибо!", "Добрый день!", "\n\n", "Здравствуйте, Анна!\nСпасибо большое"])
def test_courtesies_are_no_orders(text: str) -> None:
    """Nothing said, nothing to answer."""
    assert [order for order in orders(text) if not isinstance(order, NotUnderstood)] == []


def test_a_chat_around_an_order_is_one_remark() -> None:
    """Lines that were not understood are joined, the order stands."""
    found = orders("2\nУ нас вчера был ремонт\nи погода плохая")
    assert found[0] == Choose("teor-2", 2)
    assert len(found) == 2


def test_hostile_text_costs_no_time() -> None:
    """Repeated words do not blow up the patterns."""
    import time as clock

    start = clock.process_time()
    for word in ("номер ", "вариант № ", "да, ", "перенос с ", "спасибо ", "отмена: ", "19.11 "):
        orders(word * 600)
    assert clock.process_time() - start < 3
