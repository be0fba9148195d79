"""The coordinator's words: the unquoted top of her mail becomes orders, and what is not plainly an order is none.

Never a guess: a question, a doubt, a negation, two dates in one sentence, a day without an hour, or a row that several could be
becomes ``NotUnderstood`` with what to write instead. Dates are read as the dates file reads them (``core.events.reading``), and also
told from today («завтра»).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from itertools import chain

from notifier.core.clean import clean_line
from notifier.core.events.reading import read
from notifier.core.inbound.addressing import labelled, names, pieces, titled
from notifier.core.inbound.afterthoughts import doubted, is_doubt
from notifier.core.inbound.cancelled import standing_on
from notifier.core.inbound.choices import with_number
from notifier.core.inbound.contradiction import agreeing, is_own_list, listed
from notifier.core.inbound.dated import UNCLEAR, UNKNOWN
from notifier.core.inbound.line import as_said, beside, ordered, put_right_here
from notifier.core.inbound.retractions import put_right, without_former, without_regret
from notifier.core.inbound.sentences import is_aside, lines, with_remarks
from notifier.core.inbound.signed import is_surely_signed
from notifier.core.inbound.spelled import in_figures
from notifier.core.inbound.topics import apart, event_of, names_event, of_month, of_title
from notifier.core.inbound.venue import as_planned, told_whose, venue
from notifier.core.inbound.vocabulary import CLAUSES, DAY_NAMED
from notifier.core.phrases import is_by_schedule
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, Link, NotUnderstood, Order, Place, Replan
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.when import When

_TOO = re.compile(r"(?<!\w)(?:тоже|также)\s", re.IGNORECASE)
_DAY = re.compile(DAY_NAMED)


def understand(top: str, open_questions: Sequence[Asked], plan: Plan, today: date, *, zone: tzinfo,
               about: str | None = None, begun: bool = False, whole: bool = False) -> list[Order]:
    """The orders in ``top``, in order; an empty list when it says nothing but courtesies.

    ``about`` is the row the mail itself is bound to (by its token or the ask it answers), ``zone`` the installation's own clock. An
    order without a label belongs to ``about``, else to the one question of the mail she answers that it fits (``addressing``); where
    several could be meant it is none. ``begun``: she decided something before, so that a mere name is her signature; ``whole``: no line
    is taken apart where a sentence ends.
    """
    known = {fold(row): row for row in (*(item.id for item in plan.items), *(asked.item for asked in open_questions))}

    def reading(phrase: str) -> When:
        return read(phrase, plan, zone, today=today)

    def alone(words: str) -> list[Order]:
        return understand(words, open_questions, plan, today, zone=zone, about=about, begun=begun, whole=True)

    open_questions = [*open_questions, *_schedules(plan)]
    orders: list[Order] = []
    label: str | None = None
    written = lines(top)
    own_list = is_own_list(written)
    parts = written if whole else [part for line in written for part in with_remarks(line, alone)]
    for line in chain.from_iterable(apart(piece, plan, open_questions) for part in parts for piece in pieces(part, known)):
        given, rest = _row_of(line, known, plan, open_questions)
        below = given is None and not is_doubt(line)
        if below and (((orders or begun) and is_surely_signed(line)) or (orders and is_aside(fold(line).strip(" .!)(")))):
            continue
        if given is not None:
            label = given
            if not rest:
                continue
            if known and given not in known.values():
                orders.append(NotUnderstood(None, clean_line(line), f"Строки «{given}» в плане нет"))
                continue
            rest = _without_title(rest, given, plan, open_questions)
        if given is None and own_list and (torn := listed(line)):
            orders.append(torn)
            continue
        shown = rest if rest in line else line  # «16.11.2020 отменены» of «курсы отменены» are no words of hers
        rest, correcting = without_regret(rest)
        figures = put_right(in_figures(with_number(rest)), orders, reading)
        said_here = ordered(figures, given, label or about, open_questions, reading, today)
        if correcting and not (label or about or orders):
            said_here = put_right_here(said_here, figures, open_questions, reading, today)
        if given is None and label is not None:
            said_here = _by_its_day(said_here, figures, open_questions, reading, today)
        found = [_named_in(line, as_said(as_said(order, figures, rest), rest, shown), known, plan, open_questions) for order in said_here]
        if others := [order for order in found if (isinstance(order, Cancel | Place | Closed | Replan) and names(rest, known))
                      or (isinstance(order, Cancel) and names_event(order.reason, order.item, plan, open_questions))
                      or _orders_more(order, rest, alone)]:
            found = [NotUnderstood(others[0].item, clean_line(line), UNCLEAR)]  # «отменяем, teor-4», «… мастер-класс 17 декабря»: no reason
        if given is None and (fewer := doubted(orders, found, line)) is not None:
            orders = fewer
            continue
        if correcting:
            orders = without_former(orders, found)
        orders.extend(_its_place(found, orders, rest, open_questions) if given is None else found)
    return _joined(agreeing([as_planned(order, plan) for order in orders], open_questions, plan, reading))


def _orders_more(order: Order, text: str, alone: Callable[[str], list[Order]]) -> bool:
    """Whether a cancelling's reason, or what stands behind a place's name, is an order of its own."""
    words = [_TOO.sub("", order.reason)] if isinstance(order, Cancel) else CLAUSES.split(text)[1:] if isinstance(order, Place) else []
    said = [one for text in words if any(sign.isalpha() for sign in text) for one in alone(text)]  # «ул. Ленина, 4» chooses nothing
    return any(not isinstance(one, NotUnderstood if isinstance(order, Cancel) else NotUnderstood | Place | Link) for one in said)


def _by_its_day(found: list[Order], text: str, asked: Sequence[Asked], reading: Callable[[str], When], today: date) -> list[Order]:
    """«Вебинар отменяется», and on the next line «Заседание 19.11 переносим на 26.11»: what makes no sense for the row above is of the row
    whose meeting stands on the day that is named first."""
    named = _DAY.search(fold(text)) if all(isinstance(order, NotUnderstood) for order in found) else None
    meeting = standing_on(named[0], None, asked, reading) if named is not None else None
    free = ordered(text, None, None, asked, reading, today) if meeting is not None else []
    mine = free and meeting is not None and all(isinstance(order, Cancel | Confirm | Place) and order.item == meeting[0] for order in free)
    return free if mine else found


def _row_of(line: str, known: dict[str, str], plan: Plan, asked: Sequence[Asked]) -> tuple[str | None, str]:
    """The row that a line names by its id, title, month or event, and the rest of the line."""
    found = labelled(line, known)
    if found[0] is None:
        found = titled(line, plan)
    if found[0] is None:
        found = of_month(line, asked)
    return of_title(line, plan, asked) if found[0] is None else found


def _named_in(line: str, order: Order, known: dict[str, str], plan: Plan, asked: Sequence[Asked]) -> Order:
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
                and order.why in ("", last.why, UNKNOWN)):
            result[-1] = NotUnderstood(last.item, clean_line(f"{last.text} / {order.text}"), last.why or order.why)
        else:
            result.append(order)
    return result
