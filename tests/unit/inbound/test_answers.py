"""Answers under and between the lines of the mail she quotes; our own words in a quotation decide nothing, however they are quoted."""

import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.mails import MOSCOW, heard, mail

from notifier.core.inbound.answers import answers
from notifier.model.heard import Human
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, NotUnderstood, Order, Place, Yes
from notifier.model.plan import Item, Plan
from notifier.model.when import SchoolYear

DIGEST = (Path(__file__).parents[2] / "golden" / "mail" / "digest.txt").read_text(encoding="utf-8").partition("\n\n")[2]
PAGE = (Path(__file__).parents[2] / "golden" / "mail" / "digest.html").read_text(encoding="utf-8")
TODAY = date(2020, 11, 2)
PLAN = Plan("", SchoolYear(2020), (
    Item("prak-2", "", ("Инновационная работа с книгой. Мастер-класс по созданию буктрейлера",), when="декабрь 2020"),
    Item("teor-2", "", ("«Новое в библиотечном обслуживании детей и молодежи. По страницам журналов и книг»",), when="ноябрь 2020"),
    Item("teor-1", "", ("Совещание школьных библиотекарей",), when="сентябрь 2020"),
    Item("prak-1", "", ("Литературно-музыкальная гостиная «Свет родных берез», посвященная Есенину",), when="29 октября 2020 14.30")))
ASKED = (
    Asked("prak-2", "no-date", ("03.12.2020 14:30", "10.12.2020 14:30", "17.12.2020 14:30"), (1, 2, 3), (date(2020, 12, 1), date(2020, 12, 31))),
    Asked("teor-2", "no-date", ("19.11.2020 14:30", "26.11.2020 14:30", "30.11.2020 14:30"), (4, 5, 6), (date(2020, 11, 1), date(2020, 11, 30))),
    Asked("teor-1", "closing"), Asked("prak-1", "two-venues"))
WROTE = "02.11.2020 9:00, ГМО школьных библиотекарей пишет:"
FIRST, SECOND = DIGEST.index("prak-2"), DIGEST.index("⚠ teor-2")
QUESTION, OTHER = DIGEST[FIRST:SECOND].strip(), DIGEST[SECOND:DIGEST.index("teor-1")].strip()


def marked(text: str, mark: str = "> ") -> str:
    """As nearly all programs quote."""
    return "\n".join(f"{mark}{line}" if line else mark.strip() for line in text.strip().split("\n"))


def torn(text: str, columns: int) -> str:
    """As programs quote that wrap afterwards: the rest of a long line bears no mark."""
    return "\n".join(piece for line in marked(text).split("\n") for piece in textwrap.wrap(line, columns, break_long_words=False) or [">"])


def orders(body: str, *, html: bool = False) -> list[Order]:
    """What the letter decides on 2 November 2020."""
    letter = heard(mail(body, sender="coordinator@cdo.example", type="text/html; charset=utf-8" if html else "text/plain; charset=utf-8"))
    assert isinstance(letter, Human)
    return answers(letter, ASKED, PLAN, TODAY, zone=MOSCOW)


def decided(found: list[Order]) -> list[Order]:
    """Without what is asked back."""
    return [order for order in found if not isinstance(order, NotUnderstood)]


def the_only(body: str) -> Order:
    (order,) = orders(body)
    return order


# --- our own words

STYLES: dict[str, Callable[[str], str]] = {
    "marks": lambda text: f"{WROTE}\n{marked(text)}",
    "marks without blanks": lambda text: f"{WROTE}\n\n{marked(text, '>')}",
    "marks alone": marked,
    "twice quoted": lambda text: marked(f"{WROTE}\n{marked(text)}"),
    "The Bat!": lambda text: f"Вы писали 2 ноября 2020 г., 9:00:00:\n\n{marked(text, 'ГМО> ')}",
    "The Bat! without an introduction": lambda text: marked(text, "ГМО> "),
    "Gmail": lambda text: f"пн, 2 нояб. 2020 г. в 09:00, ГМО школьных библиотекарей Смоленска <\ngmo@cdo.example>:\n\n{marked(text)}",
    "Outlook": lambda text: f"-----Исходное сообщение-----\nОт: ГМО <gmo@cdo.example>\nОтправлено: 2 ноября 2020 г. 9:00\n\n{text}",
    "Outlook's head alone": lambda text: f"From: ГМО <gmo@cdo.example>\nSent: Monday, November 2, 2020 9:00 AM\nTo: x\n\n{text}",
    "Mail.ru": lambda text: f"Понедельник, 2 ноября 2020, 9:00 +03:00 от ГМО <gmo@cdo.example>:\n \n{text}",
    "Mail.ru with marks": lambda text: f"Понедельник, 2 ноября 2020, 9:00 +03:00 от ГМО <gmo@cdo.example>:\n\n{marked(text)}",
    "Yandex": lambda text: f"02.11.2020, 09:00, \"ГМО\" <gmo@cdo.example>:\n{text}",
    "forwarded": lambda text: f"-------- Пересылаемое сообщение --------\n{text}\n-------- Завершение пересылаемого сообщения --------",
    "a telephone's line, then marks": lambda text: f"Отправлено из мобильной Почты Mail.ru\n{marked(text)}",
    "a signature below": lambda text: f"{WROTE}\n{marked(text)}\n\n-- \nИрина Иващенко\nметодист, т. 8-4812-19-11-14",
    "another mail below": lambda text: f"{marked(text)}\n\nОт: ГМО <gmo@cdo.example>\nОтправлено: 2 ноября 2020 г.\n\n{text}",
    "an introduction below": lambda text: f"{marked(text)}\n{WROTE}\n{text}",
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("top", ["", "Добрый день!\n\n", "Спасибо, получила.\n\n"])
def test_our_own_digest_decides_nothing(style: str, top: str) -> None:
    """Quoted whole, in whatever style, without a word of hers below."""
    found = orders(top + STYLES[style](DIGEST))
    assert decided(found) == []
    assert len(found) <= bool(top.startswith("Спасибо"))


@pytest.mark.parametrize("columns", [*range(66, 81), 90, 100])
def test_pieces_of_torn_lines_decide_nothing(columns: int) -> None:
    """Programs that wrap after quoting leave the rest of each long line unmarked."""
    assert decided(orders(f"{WROTE}\n{torn(DIGEST, columns)}")) == []


@pytest.mark.parametrize("quote", [
    "<div>пишет:</div><blockquote type=cite>{}</blockquote>", '<div class="moz-cite-prefix">02.11.2020 9:00, ГМО:</div><blockquote>{}</blockquote>',
    '<div class="gmail_quote"><div class="gmail_attr">ГМО</div>{}</div>', '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">От</div>{}',
    "<blockquote><blockquote>{}</blockquote></blockquote>", "<blockquote><div>{}", '<div class="moz-cite-prefix">{}', "<p>Добрый день!</p><blockquote>{}</blockquote>",
])
def test_our_own_page_decides_nothing(quote: str) -> None:
    """In a quotation of HTML, closed or not."""
    assert decided(orders(quote.format(PAGE), html=True)) == []


@examples(60)
@given(st.sampled_from(sorted(STYLES)), st.lists(st.sampled_from(DIGEST.splitlines()), min_size=1, max_size=25), st.integers(66, 100))
def test_no_part_of_a_digest_decides_anything(style: str, lines: list[str], columns: int) -> None:
    """Any of its lines, in any order: she may have cut the quotation."""
    text = "\n".join(lines)
    assert decided(orders(STYLES[style](text))) == []
    assert decided(orders(torn(text, columns))) == []


# --- hers

@pytest.mark.parametrize("below", ["\n2", "\nДобрый день! Второй вариант по prak-2, спасибо!\n-- \nИрина", "\nprak-2: 10.12 в 14:30\n\nС уважением, Ирина", "\n10 декабря в 14:30"])
@pytest.mark.parametrize("quote", [DIGEST, QUESTION])
def test_words_under_the_quotation_are_hers(quote: str, below: str) -> None:
    """Thunderbird's and The Bat!'s habit, with the quotation whole or cut."""
    for style in ("marks", "Gmail", "The Bat!", "Mail.ru with marks"):
        order = the_only(STYLES[style](quote) + "\n" + below)
        assert (order.item, type(order)) in (("prak-2", Choose), ("prak-2", Confirm))


def test_answers_stand_under_their_questions() -> None:
    """No row is named: the quoted question names it."""
    found = orders(f"{WROTE}\n{marked(QUESTION)}\n\n2\n\n{marked(OTHER)}\nотмена: карантин\n\n"
                   f"{marked(DIGEST[DIGEST.index('teor-1: Сов'):DIGEST.index('prak-1')])}\nпроведено\n{marked(DIGEST[DIGEST.index('prak-1'):])}")
    assert found == [Choose("prak-2", 2), Cancel("teor-2", "карантин"), Closed("teor-1", "проведено")]


def test_an_answer_among_the_suggestions_is_the_questions() -> None:
    """Right under the line that she takes; the place under the question about places."""
    body = marked(DIGEST).replace("> ⚠ teor-2", "да, второй\n> ⚠ teor-2").replace("> Ответьте: «prak-1", "СШ № 32\n> Ответьте: «prak-1")
    assert orders(body) == [Choose("prak-2", 2), Place("prak-1", "СШ № 32")]


def test_her_row_counts_more_than_where_it_stands() -> None:
    """«teor-2: 5» under another question."""
    assert the_only(f"{marked(QUESTION)}\n\nteor-2: 5\n\n{marked(OTHER)}") == Choose("teor-2", 2)


@pytest.mark.parametrize("words", ["5", "1", "отмена", "10.12 в 14:30", "да"])
def test_words_under_several_questions_belong_to_none(words: str) -> None:
    """Two questions quoted and one answer below: what fits the last badly is asked back - «1» is the other's, «10.12» too."""
    found = orders(f"{marked(QUESTION)}\n>\n{marked(OTHER)}\n\n{words}")
    assert decided(found) == ([Choose("teor-2", 2)] if words == "5" else [])
    assert len(found) == 1


def test_a_yes_under_the_one_question_that_asks_for_it() -> None:
    """Though she passed over other questions: those are answered otherwise. Beside a second guess it belongs to none."""
    guess = Asked("prak-2", "out-of-year", window=(date(2020, 12, 1), date(2020, 12, 31)), guess="декабрь 2020")
    first, *others = ASKED
    body = f"{WROTE}\n{marked(OTHER)}\n{marked(QUESTION)}\nда\n"
    letter = heard(mail(body, sender="coordinator@cdo.example"))
    assert isinstance(letter, Human)
    assert answers(letter, (guess, *others), PLAN, TODAY, zone=MOSCOW) == [Yes("prak-2")]
    for second in (replace(others[0], guess="ноябрь 2020"), replace(others[0], code="day-off")):
        assert decided(answers(letter, (guess, second), PLAN, TODAY, zone=MOSCOW)) == []
    assert decided(answers(letter, (first, *others), PLAN, TODAY, zone=MOSCOW)) == []


def test_another_questions_number_is_asked_back() -> None:
    """«2» under the question that printed 4, 5 and 6."""
    assert isinstance(the_only(f"{marked(OTHER)}\n\n2"), NotUnderstood)
    assert the_only(f"{marked(OTHER)}\n\nвторой") == Choose("teor-2", 2)


def test_words_that_may_be_torn_off_are_asked_back() -> None:
    """Right below the full line of a wrapped quotation nobody can tell; she is told to write above."""
    full = textwrap.wrap(QUESTION.partition("\n")[0], 70, initial_indent="> ")[0]
    order = the_only(f"{full}\nprak-2: 10.12 в 14:30")
    assert isinstance(order, NotUnderstood)
    assert "над цитатой" in order.why


def test_what_stands_on_top_is_the_answer() -> None:
    """Whoever answers above the quotation has answered: a disclaimer below is no word."""
    assert the_only(f"2\n\n{marked(DIGEST)}\n\nteor-2: отмена") == Choose("prak-2", 2)


def test_a_greeting_above_and_answers_below() -> None:
    """«Ответы ниже, в тексте» is no decision and nothing to ask back."""
    assert orders(f"Добрый день! Ответы ниже, в тексте.\n\n{marked(QUESTION)}\n\n2\n\n{marked(OTHER)}") == [Choose("prak-2", 2)]


@pytest.mark.parametrize("cite", ['<div class="moz-cite-prefix">02.11.2020 9:00, ГМО пишет:<br></div>', "<p>02.11.2020, 9:00, ГМО пишет:</p>"])
def test_words_under_a_quoted_page_are_hers(cite: str) -> None:
    """Thunderbird's HTML: the quotation has an end."""
    (order,) = orders(f"{cite}<blockquote type=cite>{PAGE}</blockquote><p>prak-2: 10.12 в 14:30<br></p>", html=True)
    assert isinstance(order, Confirm)


def test_an_answer_between_two_quoted_pieces_of_a_page() -> None:
    """The blockquote is cut in two around her words."""
    at = PAGE.index('<div class="need warn"')
    found = orders(f"<blockquote>{PAGE[:at]}</blockquote><p>2</p><blockquote>{PAGE[at:]}</blockquote>", html=True)
    assert found == [Choose("prak-2", 2)]
    assert Yes not in map(type, found)


GMAIL = ('<div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">пн, 12 окт. 2020 г. в 09:00, ГМО '
         '&lt;<a href="mailto:gmo@cdo.example">gmo@cdo.example</a>&gt;:<br></div>{}</div>')
QUOTED = '<blockquote class="gmail_quote" style="margin:0">{}</blockquote>'


def test_gmails_answers_between_quoted_lines_are_heard() -> None:
    """Gmail closes its quotation where she writes and begins another one below, all within one element of its own."""
    at = PAGE.index('<div class="need warn"')
    body = GMAIL.format(QUOTED.format(PAGE[:at]) + '<div dir="auto">2</div>' + QUOTED.format(PAGE[at:]))
    found = orders(f'<div dir="ltr"><br></div>{body}', html=True)
    assert found == orders(f"<blockquote>{PAGE[:at]}</blockquote><p>2</p><blockquote>{PAGE[at:]}</blockquote>", html=True)
    assert found == [Choose("prak-2", 2)]
    assert decided(orders(f'<div dir="ltr">prak-2: 10.12 в 14:30</div>{body}', html=True)) == orders("prak-2: 10.12 в 14:30")


@pytest.mark.parametrize("inside", [QUOTED.format("{}"), "{}", "<div>{}</div>"])
def test_gmails_quotation_alone_decides_nothing(inside: str) -> None:
    """Also where it stands in no blockquote, as a forwarded mail does."""
    assert decided(orders(GMAIL.format(inside.format(PAGE)), html=True)) == []
