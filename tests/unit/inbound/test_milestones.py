"""The coordinator's words about a festival."""

import time
from datetime import date

import pytest
from support.mails import MOSCOW, PLAN

from notifier.core.inbound.words import understand
from notifier.model.decision import Milestone
from notifier.model.order import Asked, Confirm, Milestones, NotUnderstood, Order
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

FESTIVAL = Asked("tvor-1", "milestones", window=(date(2021, 1, 1), date(2021, 4, 30)))
MEETING = Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30"), (1, 2))
START, UNTIL = Milestone("Старт", "18.01.2021"), Milestone("Приём заявок до", "31.03.2021")
RESULTS = Milestone("Итоги", "22.04.2021 14:30")


def orders(text: str, *questions: Asked, about: str | None = None) -> list[Order]:
    """What the text means on 12 October 2020."""
    return understand(text, questions or (FESTIVAL, MEETING), PLAN, date(2020, 10, 12), zone=MOSCOW, about=about)


@pytest.mark.parametrize("text", [
    "tvor-1: старт 18.01, приём заявок до 31.03, итоги 22.04 в 14:30",
    "tvor-1: Старт — 18 января; Приём заявок до 31 марта 2021 г.; Итоги: 22 апреля 2021 года, 14.30.",
    "Добрый день!\ntvor-1: старт 18.01.2021, приём заявок по 31.03.2021 и итоги 22.04 14:30\nСпасибо!",
    "старт 18.01, приём заявок до 31.03, итоги 22.04 в 14:30",
])
def test_titles_with_dates_are_milestones(text: str) -> None:
    """In one line, with or without the row's name; «по» and «до» are a last day."""
    assert orders(text) == [Milestones("tvor-1", (START, UNTIL, RESULTS))]


def test_results_are_the_festivals_while_there_is_one() -> None:
    """«Итоги 22 апреля» was told to everybody as the day of «Об итогах работы МО»."""
    may = Asked("teor-5", "no-date", ("20.05.2021 14:30",), (4,), (date(2021, 5, 1), date(2021, 5, 31)))
    plan = Plan("План", SchoolYear(2020), (Item("tvor-1", "", topics=("Фестиваль «Чистая весна»",), when="январь - апрель 2021"),
                                           Item("teor-5", "", topics=("Совещание «Об итогах работы МО»",), when="май 2021")))

    def found(text: str) -> Order:
        (order,) = understand(text, (FESTIVAL, may), plan, date(2020, 10, 12), zone=MOSCOW)
        return order

    assert found("Фестиваль: приём заявок до 31.03, итоги 22 апреля в 14:30") == Milestones("tvor-1", (UNTIL, RESULTS))
    assert isinstance(found("итоги 22 апреля в 14:30"), NotUnderstood)
    assert isinstance(meant := found("об итогах работы 20 мая"), Confirm)
    assert meant.item == "teor-5"


def test_a_list_of_lines_is_as_good() -> None:
    """Under the row's name, each line a milestone."""
    found = orders("tvor-1:\n- старт 18.01\n- приём заявок до 31.03\n- итоги 22.04 в 14:30")
    assert found == [Milestones("tvor-1", (one,)) for one in (START, UNTIL, RESULTS)]


@pytest.mark.parametrize("text", [
    "tvor-1: старт 18.01 (пн), приём заявок до 31.03, итоги 22.04 в 14:30", "tvor-1: 18.01 — старт, до 31.03 приём заявок, 22.04 14:30 итоги",
])
def test_weekdays_and_dates_in_front_are_understood(text: str) -> None:
    """As people write lists of dates."""
    assert orders(text) == [Milestones("tvor-1", (START, UNTIL, RESULTS))]


def test_an_end_that_is_a_day_is_a_milestone() -> None:
    """«Начало в 14.30, окончание в 16.00» are the hours of a meeting; of a festival these are days."""
    for text in ("tvor-1: начало 18.01, окончание 22.04", "начало 18.01, окончание 22.04"):
        assert orders(text) == [Milestones("tvor-1", (Milestone("Начало", "18.01.2021"), Milestone("Окончание", "22.04.2021")))]
    (last,) = [order.points[-1] for order in orders("tvor-1: старт 18.01, заявки до 31.03, завершение 22.04") if isinstance(order, Milestones)]
    assert last == Milestone("Завершение", "22.04.2021")


@pytest.mark.parametrize("text", [
    "Уехала в командировку 18.01, вернусь 31.03", "позвоните мне 18.01 в 10:00", "отмена итогов 22.04", "убрать итоги 22.04",
    "в плане опечатка, исправлю 18.01", "итоги переносим на 23.04 в 15:00", "итоги были 22.04", "заявки пришлют 18.01, я проверю 20.01",
    "итоги будут не 22.04", "совещание 18.01, педсовет 31.03",
])
@pytest.mark.parametrize("label", ["", "tvor-1: "])
def test_words_with_a_date_are_no_milestones(text: str, label: str) -> None:
    """A title begins with a word for a milestone, and is no sentence."""
    assert not any(isinstance(order, Milestones) for order in orders(label + text))


def test_a_milestone_named_before_is_that_one() -> None:
    """«итоги» are «Итоги фестиваля»; of two that it could be it is none."""
    one = Asked("tvor-1", "milestones", titles=("Итоги фестиваля", "Приём заявок до"), here=False)
    assert orders("tvor-1: итоги 23.04 в 15:00", one) == [Milestones("tvor-1", (Milestone("Итоги фестиваля", "23.04.2021 15:00"),))]
    assert orders("tvor-1: приём заявок по 30.03", one) == [Milestones("tvor-1", (Milestone("Приём заявок до", "30.03.2021"),))]
    two = Asked("tvor-1", "milestones", titles=("Итоги школьного этапа", "Итоги фестиваля"), here=False)
    assert [type(order) for order in orders("tvor-1: итоги 23.04", two)] == [NotUnderstood]


def test_what_a_festival_is_asked_for_is_said_with_its_example() -> None:
    """Not with the example of a meeting."""
    order, = orders("tvor-1: старт 18.01, итоги потом")
    assert isinstance(order, NotUnderstood)
    assert "приём заявок до ДД.ММ" in order.why


@pytest.mark.parametrize("text", [
    "tvor-1: старт 18.01, итоги потом", "tvor-1: старт 18.01, итоги может быть 22.04", "tvor-1: старт 18.09, итоги 22.04",
    "tvor-1: старт 31.02, итоги 22.04", "tvor-1: старт 18.01 или 19.01", "tvor-1: итоги в 14:30",
])
def test_what_is_not_plainly_a_date_is_asked_back(text: str) -> None:
    """A doubt, a day gone by, a day that is none: nothing of the line is taken."""
    assert [type(order) for order in orders(text)] == [NotUnderstood]


def test_a_date_for_a_meeting_stays_one() -> None:
    """An open festival takes no other row's words for its own."""
    for text in ("teor-2: 19.11 в 14:30", "19.11 в 14:30"):
        order, = orders(text)
        assert isinstance(order, Confirm)
        assert order.item == "teor-2"
    assert not any(isinstance(order, Milestones) for order in orders("библиотека 19.11 в 14:30"))


def test_a_long_line_without_a_date_costs_nothing() -> None:
    """The longest order that is read, made of letters: no runaway search."""
    began = time.process_time()
    orders("tvor-1: " + "итоги " * 47 + "5x", about="tvor-1")
    assert time.process_time() - began < 1
