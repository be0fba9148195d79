"""The coordinator's letter means the same however it was typed: smiles, thanks, broken lines, other dashes and blanks."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from support.mails import MOSCOW, PLAN

from notifier.core.inbound.top import own_words
from notifier.core.inbound.words import understand
from notifier.model.order import Add, Asked, Cancel, Choose, Confirm, Link, NotUnderstood, Order, Place, Replan
from notifier.model.person import fold

TODAY = date(2020, 10, 12)
ASKED = (Asked("teor-2", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30", "26.11.2020 14:30")),
         Asked("prak-1", "two-venues", ("СШ № 32", "СШ № 8"), here=False))
LETTERS = (
    "2", "Вариант 2", "второй", "да", "нет", "стоп", "отмена", "teor-2: отмена, карантин", "Отменяется из-за карантина", "19.11 в 14:30",
    "19 ноября в 14:30", "teor-2: 19 ноября в 14:30, СШ № 5", "teor-2: 19.11 с 14:30 до 16:00", "не 19, а 26 ноября", "в СШ № 5, ул. Ленина, 4",
    "teor-2: перенос на декабрь", "Место: СШ № 32", "онлайн, ссылка https://video.example/j/1", "prak-1: СШ № 8", "teor-2: 2, в СШ № 5",
    "18.11, нет, 19.11 в 14:30", "teor-2: 19.11 в 14:30\nprak-1: СШ № 8", "19 ноября в 14:30\nМесто: СШ № 5", "не знаю пока", "когда лучше?")
MANNERS: dict[str, Callable[[str], str]] = {
    "wide": lambda text: text.replace(" ", "  "), "tabs": lambda text: text.replace(" ", "\t"), "unbreakable": lambda text: text.replace(" ", "\u00a0"),
    "hyphens": lambda text: text.replace("-", "\u2011"), "minus": lambda text: text.replace("-", "\u2212"),
    "glued": lambda text: re.sub(r"([,:]) (?=[а-яё])", r"\1", text), "apart": lambda text: text.replace(", ", " , "),
    "smile": lambda text: f"{text} :)", "brackets": lambda text: f"{text})))", "face": lambda text: f"{text} \U0001f642", "bold": lambda text: "\n".join(f"*{line}*" for line in text.split("\n")),
    "thanks": lambda text: f"{text} Спасибо :)", "short": lambda text: f"{text}, спс", "stop": lambda text: text if text.endswith("?") else f"{text}.",
    "greeting": lambda text: f"Добрый день!\n{text}", "signed": lambda text: f"{text}\n\nС уважением,\nАнна Петровна",
    "quoted": lambda text: f"{text}\n\n> teor-2: 1\n> отмена", "signature": lambda text: f"{text}\n-- \n26.11 в 12:00", "spaced": lambda text: f"\n\n{text}\n\n"}


def orders(text: str) -> list[Order]:
    """What the letter means, below a mail with one open question."""
    return understand(own_words(text)[0], ASKED, PLAN, TODAY, zone=MOSCOW, about="teor-2")


def carried(found: list[Order]) -> list[object]:
    """The orders in what decides something."""
    return [(order.item, order.when.start, order.when.dates, order.when.time, order.when.time_end, order.former) if isinstance(order, Confirm)
            else (order.item, order.when.start) if isinstance(order, Replan) else (order.item, fold(order.reason), order.day) if isinstance(order, Cancel)
            else order.item if isinstance(order, NotUnderstood) else order for order in found]


@pytest.mark.parametrize("manner", MANNERS)
def test_the_manner_of_typing_changes_no_order(manner: str) -> None:
    """Neither what is carried out nor what is asked back."""
    assert [text for text in LETTERS if carried(orders(MANNERS[manner](text))) != carried(orders(text))] == []


@pytest.mark.parametrize("text", [
    "teor-2: 19.11 в\n14:30", "teor-2: 19\nноября в 14:30", "Посмотрела ваше письмо, по встрече школьных библиотекарей решили:\n19 ноября в 14:30"])
def test_a_broken_line_is_whole_again(text: str) -> None:
    """No line ends with «в», and none begins with «ноября» behind a number."""
    assert carried(orders(text))[-1:] == carried(orders("19 ноября в 14:30"))


def test_a_long_line_that_a_mail_program_broke_is_one() -> None:
    """What stands behind the break was read by itself, and chose a suggestion, or was lost."""
    text = "Встречу школьных библиотекарей в этом месяце отменяем из-за карантина с\n2 ноября"
    assert not [order for order in orders(text) if isinstance(order, Choose | Confirm)]
    whole = "teor-2: отмена, в школе карантин, и библиотекари просят всё отложить\nдо весны"
    assert orders(whole) == orders(whole.replace("\n", " "))


@pytest.mark.parametrize(("text", "expected"), [
    ("teor-2: ссылка https://video.example/j/1.", [Link("teor-2", "https://video.example/j/1")]),
    ("ссылка (https://video.example/j/1)", [Link("teor-2", "https://video.example/j/1")]),
    ("ссылка https://video.example/j(1)?a=b", [Link("teor-2", "https://video.example/j(1)?a=b")]),
    ("место: СШ № 33)))", [Place("teor-2", "СШ № 33")]),
    ("2️⃣", [Choose("teor-2", 2)]), ("2)", [Choose("teor-2", 2)])])
def test_what_stands_behind_is_no_part_of_it(text: str, expected: list[Order]) -> None:
    """Neither of a link nor of a place."""
    assert orders(text) == expected


@pytest.mark.parametrize("text", ["отмена,карантин", "отмена:карантин до 19.11", "Отмена,отмена,отмена"])
def test_words_without_a_blank_are_read_once(text: str) -> None:
    """A reason that is the whole line was read over and over."""
    assert orders(text)


@pytest.mark.parametrize("text", ["Встречу отменяем, 26-го \U0001f642", "в СШ № 5, ул. Ленина, 2."])
def test_a_sign_behind_makes_no_order(text: str) -> None:
    """The days are no reason, and the house's number is no suggestion's."""
    assert not [order for order in orders(text) if isinstance(order, Cancel | Choose | Confirm)]


MAIL = (Asked("prak-1", "no-date", ("12.11.2020 14:30", "19.11.2020 14:30"), numbers=(1, 2)), Asked("teor-2", "stands", here=False,
        stands=datetime.fromisoformat("2020-10-29 14:30")), Asked("prak-2", "no-date", ("10.12.2020 14:30", "17.12.2020 14:30"), numbers=(3, 4)))


def decided(text: str, *, about: str | None = None) -> list[tuple[str | None, object]]:
    """The rows that the letter below a mail with two questions decides, with their days or numbers."""
    found = understand(text, MAIL, PLAN, TODAY, zone=MOSCOW, about=about)
    return [(order.item, order.when.dates or order.when.start if isinstance(order, Confirm) else getattr(order, "number", None))
            for order in found if not isinstance(order, NotUnderstood)]


@pytest.mark.parametrize("text", [
    "29-е не подходит, давайте в 14:30 5 ноября", "Перенос с 12 ноя. на 10 дек. в 14:30", "prak-2: 1. 10.12, 17.12 в 14:30", "prak-2: 2; 20.12.2020 14:30",
    "1. 10.12 в 15:00. И prak-2 17.12 в 15:00"])
def test_a_day_more_than_she_means_is_asked_about(text: str) -> None:
    """The day that does not suit is another row's, and a list's number is no day."""
    assert decided(text) == []


@pytest.mark.parametrize(("text", "expected"), [
    ("29-е не подходит, давайте 5 ноября в 14:30", [("teor-2", date(2020, 11, 5))]),
    ("Итак, 29-е не подходит, давайте 5 ноября в 14:30", [("teor-2", date(2020, 11, 5))]),
    ("Ответ: prak-2: 17.12 в 14:30", [("prak-2", date(2020, 12, 17))]),
    ("✅ prak-2: 17.12 в 14:30", [("prak-2", date(2020, 12, 17))]),
    ("2. И prak-2 17.12 в 14:30", [("prak-1", 2), ("prak-2", date(2020, 12, 17))]),
    ("teor-2: перенос 29.10 на 18.11, 14:30", [("teor-2", date(2020, 11, 18))]),
    ("teor-2: 28.10 - 12:00", [("teor-2", date(2020, 10, 28))])])
def test_what_any_reader_would_be_sure_of_is_carried_out(text: str, expected: list[tuple[str, object]]) -> None:
    """The same words with a word ahead, a comma or a dash."""
    assert decided(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("prak-2: 1\n29.10 не подходит. Давайте 5 ноября в 14:30", [("prak-2", 1), ("teor-2", date(2020, 11, 5))]),
    ("По prak-1 — второй\nОтмена 29 октября", [("prak-1", 2), ("teor-2", None)]),
    ("prak-1: 12.11 в 15:00\n17 декабря в 14:30, СШ № 28", []), ("prak-1: 2, СШ № 5 и prak-2: 17.12 в 14:30", [("prak-1", 2), ("prak-1", None), ("prak-2", date(2020, 12, 17))]),
    ("prak-1: место: СШ № 5\nместо: СШ № 28", []), ("17 декабря в 14:30, СШ № 5 и prak-1: 2", [("prak-2", date(2020, 12, 17)), ("prak-2", None), ("prak-1", 2)]),
    ("17 декабря в 14:30, СШ № 5. И по prak-1 второй вариант", [("prak-2", date(2020, 12, 17)), ("prak-2", None), ("prak-1", 2)])])
def test_two_orders_in_one_letter_stay_apart(text: str, expected: list[tuple[str, object]]) -> None:
    """However they are joined; no day, hour or place goes over to the other row, and of two places of one row neither is taken."""
    assert decided(text) == expected


def test_the_title_below_its_day_is_the_event_s() -> None:
    """A line of somebody else's schedule, broken behind the hour."""
    asked = (Asked("povy-3", "schedule"),)
    found, = understand("povy-3: 05.11.2020 в 12:00\nВебинар РШБА", asked, PLAN, TODAY, zone=MOSCOW)
    assert isinstance(found, Add)
    assert found.title == "Вебинар РШБА"
