"""The coordinator's words: the unquoted top of her mail becomes orders, and what is not plainly an order is none.

Never a guess: a question, a doubt, a negation, two dates in one sentence, a day without an hour, or a row that several could be
becomes ``NotUnderstood`` with what to write instead. Dates are read as the dates file reads them (``core.events.reading``), and also
told from today («завтра»).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from itertools import chain

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound.addressing import labelled, names, pieces, titled
from notifier.core.inbound.afterthoughts import day_put_right, doubted, is_doubt, without_former, without_regret
from notifier.core.inbound.cancelled import standing_on
from notifier.core.inbound.choices import with_number
from notifier.core.inbound.contradiction import agreeing, is_own_list, listed
from notifier.core.inbound.dated import EXAMPLE, UNCLEAR
from notifier.core.inbound.line import WHOSE, as_said, beside, ordered, put_right_here
from notifier.core.inbound.rewording import in_figures, with_its_day
from notifier.core.inbound.sentences import is_aside, lines, with_remarks
from notifier.core.inbound.shifts import is_of_another
from notifier.core.inbound.signature import is_surely_signed
from notifier.core.inbound.topics import apart, event_of, names_event, of_month, of_title, topic_of
from notifier.core.inbound.venue import as_planned, told_whose, venue
from notifier.core.inbound.vocabulary import CLAUSES, DAY_NAMED, ENTRY_NOUN
from notifier.core.readings import is_by_schedule
from notifier.model.order import Add, Asked, Cancel, Choose, Closed, Confirm, Link, NotUnderstood, Order, Place, Replan
from notifier.model.person import fold
from notifier.model.plan import Plan

_TOO = re.compile(r"(?<!\w)(?:тоже|также)\s", re.IGNORECASE)
_AND = re.compile(rf"{CLAUSES.pattern}(?:(?:и|а)\s+)?|\s+и\s+", re.IGNORECASE)
_DAY = re.compile(DAY_NAMED)


def understand(top: str, open_questions: Sequence[Asked], plan: Plan, today: date, *, zone: tzinfo,
               about: str | None = None, begun: bool = False, whole: bool = False) -> list[Order]:
    """The orders in ``top``, in order; an empty list when it says nothing but courtesies.

    ``about`` is the row the mail itself is bound to (by its token or the ask it answers), ``zone`` the installation's own clock. An
    order without a label belongs to ``about``, else to the one question of the mail she answers that it fits (``addressing``); where
    several could be meant it is none. ``begun``: she decided something before, so that a mere name is her signature; ``whole``: no line
    is taken apart where a sentence ends.
    """
    questions = [*open_questions, *_schedules(plan)]
    reading = Read(plan, zone, today)
    top = with_its_day(top, reading)

    def alone(words: str) -> list[Order]:
        if whole and words.strip() == top.strip():
            return []  # says no more by itself
        return understand(words, questions, plan, today, zone=zone, about=about, begun=begun, whole=True)

    known = {fold(row): row for row in (*(item.id for item in plan.items), *(asked.item for asked in open_questions))}
    written = lines(top)
    letter = _Letter(plan, questions, known, reading, alone, about, begun=begun, own_list=is_own_list(written))
    parts = written if whole else [part for line in written for part in with_remarks(line, alone, about)]
    for line in chain.from_iterable(apart(piece, plan, questions) for part in parts for piece in pieces(part, known)):
        letter.take(line)
    return _joined(agreeing([as_planned(order, plan) for order in letter.orders], questions, plan, letter.reading))


@dataclass
class _Letter:
    """A letter as far as it was read. ``label``: the row that a line above named; ``alone``: what words mean by themselves;
    ``own_list``: her lines count themselves; ``signed``: the line above was her name, below which stands her school; ``unheld``: it said by
    a title's words that a meeting was not held, and a day below may be its new one."""

    plan: Plan
    questions: Sequence[Asked]
    known: Mapping[str, str]
    reading: Read
    alone: Callable[[str], list[Order]]
    about: str | None
    begun: bool
    own_list: bool
    label: str | None = None
    above: str = ""
    unheld: bool = False
    signed: bool = False
    orders: list[Order] = field(default_factory=list)

    def take(self, line: str) -> None:
        """One line more, or a part of one that speaks of one row."""
        given, rest = _row_of(line, self.known, self.plan, self.questions, listed=self.own_list)
        if given is None and self._is_beside(line):
            return
        if given is not None:
            self.label = given
            if not rest:
                return
            if self.known and given not in self.known.values():
                self.orders.append(NotUnderstood(None, clean_line(line), f"Строки «{given}» в плане нет"))
                return
            rest = _without_title(rest, given, self.plan, self.questions)
        elif self.own_list and (torn := listed(line)):
            self.orders.append(torn)
            return
        shown = rest if rest in line else line  # «16.11.2020 отменены» of «курсы отменены» are no words of hers
        rest, correcting = without_regret(rest)
        found = self._ordered(line, given, rest, shown, correcting=correcting)
        if given is None and (fewer := doubted(self.orders, found, line)) is not None:
            self.orders = fewer
            return
        if given is None and (whole := self._entered_above(line)):
            self.orders[-1], found = whole, []
        if given is not None:
            self._close(found, line, rest)
        elif self.unheld:
            found = [order if isinstance(order, NotUnderstood) else NotUnderstood(None, clean_line(line), WHOSE) for order in found]
        self.above = rest
        if correcting:
            self.orders = without_former(self.orders, found)
        self.orders += _its_place(found, self.orders, rest, self.questions) if given is None else found

    def _close(self, found: Sequence[Order], line: str, rest: str) -> None:
        """«Совещание провели»: what stands on the next line is of another row."""
        closing, refused = any(isinstance(order, Closed) for order in found), fold(rest).startswith("не ")
        self.label = None if closing and not refused else self.label
        self.unheld = closing and refused and not names(line, self.known)

    def _entered_above(self, line: str) -> Order | None:
        """«05.11 в 12:00», and on the next line «Вебинар РШБА»: one event of somebody else's schedule."""
        last = self.orders[-1] if self.orders else None
        if not isinstance(last, Confirm) or ENTRY_NOUN.match(line) is None:
            return None
        whole = ordered(f"{self.above} {line}", None, last.item, self.questions, self.reading)
        return whole[0] if len(whole) == 1 and isinstance(whole[0], Add) else None

    def _is_beside(self, line: str) -> bool:
        """Whether a line without a row's name is her signature, or goes with the orders above and changes nothing of them."""
        below, self.signed = self.signed, False
        if is_doubt(line):
            return False
        self.signed = bool(self.orders or self.begun) and (is_surely_signed(line) or (below and bool(venue(line))))
        of_a_day = bool(self.orders) and isinstance(self.orders[-1], Confirm | Choose)
        return self.signed or bool(self.orders and is_aside(line, of_a_day=of_a_day))

    def _ordered(self, line: str, given: str | None, rest: str, shown: str, *, correcting: bool) -> list[Order]:
        """What the line orders: ``rest`` of it without the row's name, ``shown`` back to her where it is not understood."""
        figures = day_put_right(in_figures(with_number(rest)), self.orders, self.reading)
        told = ordered(figures, given, self.label or self.about, self.questions, self.reading)
        if correcting and not (self.label or self.about or self.orders):
            told = put_right_here(told, figures, self.questions, self.reading)
        if given is None and self.label is not None:
            told = _by_its_day(told, figures, self.questions, self.reading)
            if any(is_of_another(order, figures, self.questions, surely=True) for order in told):
                told = _of_none(ordered(figures, None, None, self.questions, self.reading), line)
        found = [_named_in(line, as_said(as_said(order, figures, rest), rest, shown), self.known, self.plan, self.questions)
                 for order in told]
        other = next((order for order in found if self._speaks_of_another(order, rest)), None)
        return found if other is None else [NotUnderstood(other.item, clean_line(line), UNCLEAR)]

    def _speaks_of_another(self, order: Order, rest: str) -> bool:
        """«Отменяем, teor-4», «… мастер-класс 17 декабря»: no reason."""
        return ((isinstance(order, Cancel | Place | Closed | Replan) and bool(names(rest, self.known)))
                or (isinstance(order, Cancel) and names_event(order.reason, order.item, self.plan, self.questions))
                or _orders_more(order, rest, self.alone))


def _orders_more(order: Order, text: str, alone: Callable[[str], list[Order]]) -> bool:
    """Whether a cancelling's reason, or what stands behind a place's name, is an order of its own."""
    words = [_TOO.sub("", order.reason)] if isinstance(order, Cancel) else _AND.split(text)[1:] if isinstance(order, Place) else []
    said = [one for text in words if any(sign.isalpha() for sign in text) for one in alone(text)]  # «ул. Ленина, 4» chooses nothing
    return any(not isinstance(one, NotUnderstood if isinstance(order, Cancel) else NotUnderstood | Place | Link) for one in said)


def _by_its_day(found: list[Order], text: str, asked: Sequence[Asked], reading: Read) -> list[Order]:
    """«Вебинар отменяется», and on the next line «Заседание 19.11 переносим на 26.11»: what makes no sense for the row above is of the row
    whose meeting stands on the day that is named first."""
    named = _DAY.search(fold(text)) if all(isinstance(order, NotUnderstood) for order in found) else None
    meeting = standing_on(named[0], None, asked, reading) if named is not None else None
    free = ordered(text, None, None, asked, reading) if meeting is not None else []
    mine = free and meeting is not None and all(isinstance(order, Cancel | Confirm | Place) and order.item == meeting[0] for order in free)
    return free if mine else found


def _of_none(found: list[Order], line: str) -> list[Order]:
    """What a line says by itself, where the day that is put off or called off is of another row than the line above."""
    plain = all(isinstance(order, Cancel | Confirm) and order.item for order in found)
    return found if plain else [NotUnderstood(None, clean_line(line), WHOSE)]


def _row_of(line: str, known: Mapping[str, str], plan: Plan, asked: Sequence[Asked], *, listed: bool) -> tuple[str | None, str]:
    """The row that a line names by its id, title, month or event, and the rest of the line; ``listed``: her lines count themselves."""
    found = labelled(line, known)
    if found[0] is None:
        found = titled(line, plan)
    return topic_of(line, plan, asked, listed=listed) if found[0] is None else found


def _named_in(line: str, order: Order, known: Mapping[str, str], plan: Plan, asked: Sequence[Asked]) -> Order:
    """The order with what else its line names: the title of the event that is called off, moves or is linked, the row whose place it is."""
    if isinstance(order, Place):
        return told_whose(order, plan) or NotUnderstood(None, clean_line(line), UNCLEAR)
    if isinstance(order, Cancel) or (isinstance(order, Confirm) and order.former) or (isinstance(order, Link) and order.day):
        return replace(order, title=event_of(labelled(line, known)[1], order.item, asked))
    return order


def _without_title(rest: str, row: str, plan: Plan, asked: Sequence[Asked]) -> str:
    """«Povy-3: вебинар 12 ноября отменяется», «teor-2: в ноябре не получится, перенос на …»: behind the row's id it is named once more."""
    named, shorter = of_title(rest, plan, asked)
    if named is None:
        named, shorter = of_month(rest, asked)
    return shorter if named == row else rest


def _schedules(plan: Plan) -> list[Asked]:
    """Events may be entered for a row «по графику» at any time; elsewhere «20.11 в 15:00, СШ № 5» is no event of that name."""
    return [Asked(row.id, "schedule", here=False) for row in plan.items if is_by_schedule(plan, row.when)]


def _its_place(found: list[Order], before: Sequence[Order], text: str, questions: Sequence[Asked]) -> list[Order]:
    """«19 ноября в 14:30», and on the next line «СШ № 32»."""
    dated = before[-1] if before else None
    where = venue(text) if isinstance(dated, Confirm | Choose) and all(isinstance(order, NotUnderstood) for order in found) else ""
    return [beside(dated, where, questions)] if where and isinstance(dated, Confirm | Choose) and dated.item else found


def _joined(orders: list[Order]) -> list[Order]:
    """Neighbouring lines that were not understood are one remark."""
    result: list[Order] = []
    for order in orders:
        last = result[-1] if result else None
        if (isinstance(order, NotUnderstood) and isinstance(last, NotUnderstood) and last.item == order.item
                and order.why in ("", last.why, EXAMPLE)):
            result[-1] = NotUnderstood(last.item, clean_line(f"{last.text} / {order.text}"), last.why or order.why)
        else:
            result.append(order)
    return result
