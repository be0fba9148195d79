"""The coordinator's words: the unquoted top of her mail becomes orders, and what is not plainly an order is none.

Never a guess: a question, a doubt, a negation, two dates in one sentence, a day without an hour, or a row that several could be
becomes ``NotUnderstood`` with what to write instead. Dates are read by ``notifier.core.dates``.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice

from notifier.core.clean import clean_line
from notifier.core.dates import read
from notifier.core.inbound import vocabulary as said
from notifier.model.heard import (
    Add,
    Asked,
    Cancel,
    Choose,
    Closed,
    Confirm,
    No,
    NotUnderstood,
    Order,
    Place,
    Replan,
    Stop,
    Yes,
)
from notifier.model.person import fold
from notifier.model.when import Kind, SchoolYear, When

LINES = 60
LINE_CHARACTERS = 400  # a longer line is a story: only its beginning is shown back to her
LONGEST_ORDER = 300
COMMAS = 4             # places where «date, place» may be taken apart
EXAMPLE = "Напишите, например: «19.11 в 14:30»"
UNKNOWN = f"Не понято. {EXAMPLE}"
UNCLEAR = f"Не понять, что решено. {EXAMPLE}"

Read = Callable[[str], When]


def understand(top: str, open_questions: Sequence[Asked], school_year: SchoolYear, today: date, *, about: str | None = None,
               items: Sequence[str] = ()) -> list[Order]:
    """The orders in ``top``, in order; an empty list when it says nothing but courtesies.

    ``about`` is the row the mail itself is bound to (by its token or the ask it answers), ``items`` all rows of the plan. An
    order without a label belongs to ``about``, else to the only open question; where several could be meant it is none.
    """
    known = {fold(item): item for item in (*items, *(asked.item for asked in open_questions))}

    def reading(phrase: str) -> When:
        return read(phrase, school_year, today=today)

    orders: list[Order] = []
    label: str | None = None
    for line in _lines(top):
        given, rest = _labelled(line, known)
        if given is None and orders and said.SIGNED.match(line):
            continue
        if given is not None:
            label = given
            if not rest:
                continue
            if known and given not in known.values():
                orders.append(NotUnderstood(None, clean_line(line), f"Строки «{given}» в плане нет"))
                continue
        orders.extend(_line(rest, label or about or _only(open_questions), open_questions, reading, today))
    return _joined(orders)


def _lines(top: str) -> list[str]:
    """The lines that may say something: greetings and courtesies taken off."""
    found = []
    for line in top.split("\n")[:LINES]:
        if len(line) > LINE_CHARACTERS:
            found.append(line[:LINE_CHARACTERS])
            continue
        text = line.strip().lstrip("-•*–— \t")
        while (shorter := said.GREETING.sub("", text, count=1)) != text:
            text = shorter
        while (shorter := said.COURTESY_LEAD.sub("", said.COURTESY.sub("", text)).strip()) != text:
            text = shorter
        text = text.strip(" \t,;")
        if text.strip(".!)( "):
            found.append(text)
    return found


def _labelled(line: str, known: dict[str, str]) -> tuple[str | None, str]:
    """The row a line names, and the rest. A label typed with Russian letters («теор-2») is the same row."""
    match = said.LABEL.match(line)
    if match is None:
        return None, line
    given = fold(match[1].replace(" ", "").replace("–", "-").replace("—", "-"))
    for candidate in (given, given.translate(said.LATIN)):
        if candidate in known:
            return known[candidate], match[2].strip()
    return (given, match[2].strip()) if given.isascii() else (None, line)


def _only(questions: Sequence[Asked]) -> str | None:
    rows = {asked.item for asked in questions}
    return next(iter(rows)) if len(rows) == 1 else None


def _line(text: str, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> list[Order]:
    """The orders of one line: one, or a date and its place."""
    if len(text) > LONGEST_ORDER:
        return [NotUnderstood(item, clean_line(text), UNKNOWN)]
    order = _order(text, item, questions, reading, today)
    if not isinstance(order, NotUnderstood):
        return [_bound(order, text)]
    for comma in islice(re.finditer(r"[,;]\s*", text), COMMAS):
        left, right = text[:comma.start()], text[comma.end():]
        first = _order(left, item, questions, reading, today)
        if isinstance(first, Confirm | Choose | Yes) and (place := _venue(right)):
            bound = _bound(first, text)
            return [bound, Place(item, place)] if not isinstance(bound, NotUnderstood) else [bound]
    return [order]


def _order(text: str, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> Order:
    plain = fold(text).strip(" .!)»«\"")
    asked = [question for question in questions if question.item == item]
    if said.STOP.fullmatch(plain):
        return Stop(item)
    if said.YES.fullmatch(plain):
        return Yes(item)
    if said.NO.fullmatch(plain):
        return No(item)
    if said.CLOSED.fullmatch(plain):
        return Closed(item, clean_line(text))
    if found := said.CANCEL.fullmatch(plain):
        return Cancel(item, clean_line(_tail(text, found["after"] or found["because"] or "")))
    if (number := _number(plain)) is not None:
        return _choice(number, item, asked, text)
    if found := said.MOVE.fullmatch(plain):
        return _moved(found["where"], item, text, reading, today)
    if place := said.PLACE.fullmatch(text.strip(" .!")):
        return Place(item, clean_line(place[1]))
    if any(question.code in ("two-venues", "venue", "place") for question in asked) and (venue := _venue(text)):
        return Place(item, venue)
    return _dated(text, item, asked, reading, today)


def _tail(text: str, folded: str) -> str:
    """The end of ``text`` that ``folded`` was made of, with its own letters."""
    words = len(folded.split())
    return " ".join(text.strip(" .!)»«\"").split()[-words:]).strip(" —–-:") if words else ""


def _number(plain: str) -> int | None:
    if found := said.CHOICE.fullmatch(plain):
        return int(found["number"])
    if found := said.ORDINAL.fullmatch(plain):
        return said.ORDINALS.index(found[1].replace("ё", "е")) + 1
    return None


def _choice(number: int, item: str | None, asked: Sequence[Asked], text: str) -> Order:
    offered = max((len(question.choices) for question in asked), default=0)
    if number < 1 or (asked and number > offered):
        why = f"Вариантов было {offered}. {EXAMPLE}" if offered else f"Вариантов не предлагалось. {EXAMPLE}"
        return NotUnderstood(item, clean_line(text), why)
    return Choose(item, number)


def _moved(where: str, item: str | None, text: str, reading: Read, today: date) -> Order:
    where = where.strip(" .!,")
    if not where:
        return NotUnderstood(item, clean_line(text),
        "На какую дату или месяц перенести? Напишите, например: «перенос на декабрь»")
    if said.DOUBT.search(where):
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    when = reading(where)
    if when.kind is Kind.EXACT and said.DATE_WORDS.fullmatch(where):
        return _confirmed(where, when, item, text, today)
    if when.kind in (Kind.WINDOW, Kind.WINDOWS) and not when.suspicious and (when.end is None or when.end >= today):
        return Replan(item, clean_line(where), when)
    return NotUnderstood(item, clean_line(text), when.why or f"Дата не понята. {EXAMPLE}")


def _dated(text: str, item: str | None, asked: Sequence[Asked], reading: Read, today: date) -> Order:
    phrase = text.strip(" .!")
    while (shorter := said.FILLER.sub("", phrase, count=1)) != phrase and shorter:
        phrase = shorter
    if said.DOUBT.search(phrase) or "?" in text:
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    when = reading(phrase)
    if entry := _entry(phrase, item, asked, reading, today):
        return entry
    if when.kind is Kind.EXACT:
        if not said.DATE_WORDS.fullmatch(fold(phrase)):
            return NotUnderstood(item, clean_line(text), UNCLEAR)  # a date and something more: «19.11 в 14:30 отменяется»
        return _confirmed(phrase, when, item, text, today)
    if when.kind in (Kind.WINDOW, Kind.WINDOWS):
        return NotUnderstood(item, clean_line(text), "Нужны день и время. Чтобы перенести на другой месяц, напишите: "
                                                     f"«перенос на {clean_line(phrase, limit=40)}»")
    return NotUnderstood(item, clean_line(text), UNKNOWN)


def _confirmed(phrase: str, when: When, item: str | None, text: str, today: date) -> Order:
    """A day with its hour, or «весь день»: anything less is asked back."""
    if when.suspicious:
        return NotUnderstood(item, clean_line(text), when.why or "Дата вызывает сомнение, проверьте её")
    if when.time is None and not when.all_day:
        return NotUnderstood(item, clean_line(text), "Не указано время. Напишите, например: "
                                                     f"«{clean_line(phrase, limit=40)} в 14:30» или «весь день»")
    if when.start is None or when.start < today:
        return NotUnderstood(item, clean_line(text), "Эта дата уже прошла")
    return Confirm(item, clean_line(phrase), when)


def _entry(phrase: str, item: str | None, asked: Sequence[Asked], reading: Read, today: date) -> Add | None:
    """«01.10.2020 12:00 Вебинар РШБА «…» https://…»: one line of somebody else's schedule, for a row that has one."""
    found = said.MOMENT.fullmatch(phrase)
    if found is None or item is None or (asked and all(question.code != "schedule" for question in asked)):
        return None
    link = said.LINK.search(found[2])
    title = clean_line(said.LINK.sub("", found[2]).strip(" ,;—–-"))
    if len(title) < 6 or not (title[0].isupper() or title[0] in "«\"") or said.CLOCK.search(title):
        return None
    when = reading(found[1])
    confirmed = _confirmed(found[1], when, item, phrase, today) if when.kind is Kind.EXACT else None
    return Add(item, title, confirmed.phrase, confirmed.when, link[0] if link else "") if isinstance(confirmed, Confirm) else None


def _venue(text: str) -> str:
    """A place, when the words speak of one and of no date."""
    plain = said.VENUE_LEAD.sub("", text.strip(" .!,;"))
    return clean_line(plain) if said.VENUE.search(plain) and len(plain) <= 300 and not said.DOUBT.search(plain) else ""


def _bound(order: Order, text: str) -> Order:
    """An order that changes a row must say which; a bare «да» or «стоп» may mean the mail it answers."""
    if order.item is None and not isinstance(order, Yes | No | Stop | NotUnderstood):
        return NotUnderstood(None, clean_line(text), "Не понять, о какой строке плана речь. Начните с её номера, например: "
                                                     f"«teor-2: {clean_line(text, limit=40)}»")
    return order


def _joined(orders: list[Order]) -> list[Order]:
    """Neighbouring lines that were not understood are one remark."""
    result: list[Order] = []
    for order in orders:
        last = result[-1] if result else None
        if (isinstance(order, NotUnderstood) and isinstance(last, NotUnderstood) and last.item == order.item
                and order.why in ("", last.why, UNKNOWN)):
            result[-1] = NotUnderstood(last.item, clean_line(f"{last.text} / {order.text}"), last.why or order.why)
        else:
            result.append(order)
    return result
