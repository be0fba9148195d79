"""The coordinator's words: the unquoted top of her mail becomes orders, and what is not plainly an order is none.

Never a guess: a question, a doubt, a negation, two dates in one sentence, a day without an hour, or a row that several could be
becomes ``NotUnderstood`` with what to write instead. Dates are read as the dates file reads them (``core.events.reading``), and also
told from today («завтра»).
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, tzinfo
from itertools import chain, islice

from notifier.core.clean import clean_line
from notifier.core.events.reading import read
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import VENUES, addressed, labelled, numbered, pieces, unclear
from notifier.core.inbound.milestones import milestones
from notifier.core.inbound.venue import has_day, venue
from notifier.core.phrases import MONTHS, doubts
from notifier.model.heard import (
    Add,
    Asked,
    Cancel,
    Choose,
    Closed,
    Confirm,
    Keep,
    No,
    NotUnderstood,
    Order,
    Place,
    Replan,
    Stop,
    Yes,
)
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.when import Kind, When

LINES = 60
LINE_CHARACTERS = 400  # a longer line is a story: only its beginning is shown back to her
LONGEST_ORDER = 300
LONGEST_MEETING_DAYS = 13  # «с 1 по 30 ноября» is a stretch to find a day in
NAMED_DAYS = frozenset({Kind.EXACT, Kind.DAYS, Kind.SPAN})
COMMAS = 4             # places where «date, place» may be taken apart
EXAMPLE = "Напишите, например: «19.11 в 14:30»"
UNKNOWN = EXAMPLE
UNCLEAR = f"Не понять, что решено. {EXAMPLE}"

Read = Callable[[str], When]


def understand(top: str, open_questions: Sequence[Asked], plan: Plan, today: date, *, zone: tzinfo,
               about: str | None = None, begun: bool = False) -> list[Order]:
    """The orders in ``top``, in order; an empty list when it says nothing but courtesies.

    ``about`` is the row the mail itself is bound to (by its token or the ask it answers), ``zone`` the installation's own clock. An
    order without a label belongs to ``about``, else to the one question of the mail she answers that it fits (``addressing``); where
    several could be meant it is none. ``begun``: she decided something before, so that a mere name is her signature.
    """
    known = {fold(row): row for row in (*(item.id for item in plan.items), *(asked.item for asked in open_questions))}

    def reading(phrase: str) -> When:
        return read(phrase, plan, zone, today=today)

    orders: list[Order] = []
    label: str | None = None
    for line in chain.from_iterable(pieces(line, known) for line in _lines(top)):
        given, rest = labelled(line, known)
        if given is None and (orders or begun) and said.SIGNED.match(line):
            continue
        if given is not None:
            label = given
            if not rest:
                continue
            if known and given not in known.values():
                orders.append(NotUnderstood(None, clean_line(line), f"Строки «{given}» в плане нет"))
                continue
        orders.extend(_line(rest, given, label or about, open_questions, reading, today))
    return _joined(orders)


def _lines(top: str) -> list[str]:
    """The lines that may say something: greetings and courtesies taken off."""
    found = []
    for line in top.split("\n")[:LINES]:
        if len(line) > LINE_CHARACTERS:
            found.append(line[:LINE_CHARACTERS])
            continue
        text = said.PLEASE.sub(" ", line).strip().lstrip("-•*–— \t")
        while (shorter := said.GREETING.sub("", text, count=1)) != text:
            text = shorter
        text = said.BELOW.sub("", text)
        while (shorter := said.COURTESY_LEAD.sub("", said.COURTESY.sub("", text)).strip()) != text:
            text = shorter
        text = text.strip(" \t,;")
        if text.strip(".!)( "):
            found.append(text)
    return found


def _line(text: str, named: str | None, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> list[Order]:
    """The orders of one line: one, or a date and its place in either order. ``named``: the row it names itself."""
    if len(text) > LONGEST_ORDER:
        return [NotUnderstood(item, clean_line(text), UNKNOWN)]
    plain = fold(text).strip(" .!)»«\"")
    if said.STOP.fullmatch(plain):
        return [Stop(named)]
    order = _order(text, item, questions, reading, today)
    if not isinstance(order, NotUnderstood):
        return [addressed(order, questions, text)]
    for comma in islice(said.JOINT.finditer(text), COMMAS):
        for moment, place in ((text[:comma.start()], text[comma.end():]), (text[comma.end():], text[:comma.start()])):
            if moment.strip().isdigit() and not text.lstrip().startswith(moment.strip()):
                continue  # «в СШ № 5, ул. Ленина, 3»: the number of a house is no suggestion's
            first = _order(moment.strip(), item, questions, reading, today)
            if isinstance(first, Confirm | Choose) and (where := venue(place)):
                bound = addressed(first, questions, text)
                return [bound, Place(bound.item, where)] if bound.item else [bound]
    return [order]


def _order(text: str, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> Order:
    plain = fold(text).strip(" .!)»«\"")
    asked = [question for question in questions if (question.item == item if item else question.here)]
    if said.YES.fullmatch(plain):
        return Yes(item)
    if said.NO.fullmatch(plain):
        return No(item)
    if said.KEEP.fullmatch(plain):
        return Keep(item)
    if said.CLOSED.fullmatch(plain):
        return Closed(item, clean_line(text))
    if found := said.CANCEL.fullmatch(_bare(plain)):
        return Cancel(item, clean_line(_tail(text, found["after"] or found["because"] or "")), found["day"] or "")
    if (number := _number(plain)) is not None:
        return _choice(number, item, asked, text)
    if both := said.NUMBERED.fullmatch(text.strip()):
        choice, rest = _choice(int(both["number"]), item, asked, text), reading(both["rest"])
        if isinstance(choice, Choose) and rest.kind is not Kind.DAYS:  # «2, 9 и 16 декабря в 14:30»
            return _agreed(choice, both["rest"], questions, text, reading)
        if rest.kind is Kind.EXACT and reading(text).kind is Kind.DAYS:
            return NotUnderstood(item, clean_line(text), "Номер и дата или две даты? Две пишут так: «14 и 21 января в 14:30»")
    if found := said.MOVE.fullmatch(_bare(plain)):
        return _moved(found["where"], item, text, reading, today)
    if (place := said.PLACE.fullmatch(text.strip(" .!"))) and not has_day(place[1]):
        return Place(item, clean_line(place[1]))
    if any(question.code in VENUES for question in asked) and (where := venue(text)):
        return Place(item, where)
    return milestones(text, item, asked, reading, today) or _dated(text, item, asked, reading, today)


def _bare(plain: str) -> str:
    """Without the words an order may begin with: «давайте», «тогда»."""
    while (shorter := said.FILLER.sub("", plain, count=1)) != plain and shorter:
        plain = shorter
    return plain


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
    if (by_number := numbered(number, asked)) and item in (None, by_number.item):
        return by_number
    if item is None and len({question.item for question in asked if question.choices}) > 1:
        return unclear(text, asked)
    offering = [question for question in asked if question.choices]
    offered = max((len(question.choices) for question in offering), default=0)
    if number < 1 or (asked and number > offered):
        why = f"Вариантов было {offered}. {EXAMPLE}" if offered else f"Вариантов не предлагалось. {EXAMPLE}"
        return NotUnderstood(item, clean_line(text), why)
    row = item or (offering[0].item if offering else None)
    return Choose(row, number) if row else unclear(text, asked)


def _agreed(choice: Choose, rest: str, questions: Sequence[Asked], text: str, reading: Read) -> Order:
    """«2 — 19 ноября, чт, 14:30»: a suggestion copied with its number counts where both say the same day."""
    offered = next((question.choices for question in questions if question.item == choice.item and question.choices), ())
    when, meant = reading(rest), reading(offered[choice.number - 1]) if choice.number <= len(offered) else None
    same = meant is not None and when.kind is Kind.EXACT and when.start == meant.start and when.time in (None, meant.time)
    if same and said.DATE_WORDS.fullmatch(fold(rest)):
        return choice
    return NotUnderstood(choice.item, clean_line(text), f"Номер и дата не совпадают. {EXAMPLE}")


def _moved(where: str, item: str | None, text: str, reading: Read, today: date) -> Order:
    where = where.strip(" .!,")
    if not where:
        return NotUnderstood(item, clean_line(text),
        "На какую дату или месяц перенести? Напишите, например: «перенос на декабрь»")
    if said.DOUBT.search(where):
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    when = reading(where)
    if when.kind in NAMED_DAYS and said.DATE_WORDS.fullmatch(where):
        return _confirmed(where, when, item, text, today)
    if when.kind in (Kind.WINDOW, Kind.WINDOWS) and not when.suspicious and (when.end is None or when.end >= today):
        return Replan(item, clean_line(where), when)
    return NotUnderstood(item, clean_line(text), _why(when) or f"Дата не понята. {EXAMPLE}")


def _dated(text: str, item: str | None, asked: Sequence[Asked], reading: Read, today: date) -> Order:
    phrase = text.strip(" .!")
    while (shorter := said.FILLER.sub("", phrase, count=1)) != phrase and shorter:
        phrase = shorter
    if said.DOUBT.search(said.OTHERS_WORDS.sub(" ", phrase)) or text.rstrip().endswith("?"):
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    when = reading(phrase)
    if entry := _entry(phrase, item, asked, reading, today):
        return entry
    if when.kind in NAMED_DAYS:
        if not said.DATE_WORDS.fullmatch(fold(phrase)):
            return NotUnderstood(item, clean_line(text), UNCLEAR)  # a date and something more: «19.11 в 14:30 отменяется»
        return _confirmed(phrase, when, item, text, today)
    if (when.kind is Kind.WINDOW and item and not when.suspicious and any(question.code == "out-of-year" for question in asked)
            and said.DATE_WORDS.fullmatch(fold(phrase))):
        return Replan(item, clean_line(phrase), when)  # «апрель 2021»: the year that was asked for
    if when.kind in (Kind.WINDOW, Kind.WINDOWS):
        month = clean_line(re.sub(r"^(?:в|во|на)\s", "", phrase), limit=40)
        if phrase != month and when.start is not None:
            month = MONTHS[when.start.month - 1]
        return NotUnderstood(item, clean_line(text), f"Нужны день и время. Чтобы перенести на другой месяц, напишите: «перенос на {month}»")
    return NotUnderstood(item, clean_line(text), UNKNOWN)


def _confirmed(phrase: str, when: When, item: str | None, text: str, today: date) -> Order:
    """A day with its hour, or «весь день», or several such days: anything less is asked back."""
    if when.suspicious:
        return NotUnderstood(item, clean_line(text), _why(when) or "Дата вызывает сомнение, проверьте её")
    if when.time is None and not when.all_day:
        return NotUnderstood(item, clean_line(text), "Не указано время. Напишите, например: "
                                                     f"«{clean_line(phrase, limit=40)} в 14:30» или «весь день»")
    if when.start is None or when.start < today:
        return NotUnderstood(item, clean_line(text), "Эта дата уже прошла")
    if when.kind is Kind.SPAN and when.end is not None and (when.end - when.start).days > LONGEST_MEETING_DAYS:
        return NotUnderstood(item, clean_line(text), f"Встреча на столько дней? {EXAMPLE}")
    return Confirm(item, clean_line(phrase), when)


def _why(when: When) -> str:
    """Why her date is not taken, as a sentence."""
    words = "; ".join(doubts(when))
    return words[:1].upper() + words[1:]


def _entry(phrase: str, item: str | None, asked: Sequence[Asked], reading: Read, today: date) -> Add | None:
    """«01.10.2020 12:00 Вебинар РШБА «…» https://…»: one line of somebody else's schedule, for a row that has one."""
    if item is None or (asked and all(question.code != "schedule" for question in asked)):
        return None
    link = said.LINK.search(phrase)
    words = said.LINK.sub("", phrase).strip(" ,;—–-")
    for pattern in (said.MOMENT, said.MOMENT_LAST):
        found = pattern.fullmatch(words)
        title = clean_line(found["title"].strip(" ,;:—–-")) if found else ""
        if found is None or len(title) < 6 or said.CLOCK.search(title) or not _is_title(title):
            continue
        when = reading(found["moment"])
        confirmed = _confirmed(found["moment"], when, item, phrase, today) if when.kind is Kind.EXACT else None
        if isinstance(confirmed, Confirm):
            return Add(item, title[0].upper() + title[1:], confirmed.phrase, confirmed.when, link[0] if link else "")
    return None


def _is_title(text: str) -> bool:
    """A name, not the rest of a sentence."""
    return text[0].isupper() or text[0] in "«\"" or said.ENTRY_NOUN.match(text) is not None


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
