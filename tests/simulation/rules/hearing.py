"""What must hold of what was heard: answers, bounces, wishes, the coordinator's word. One function, one rule."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import zip_longest

from ..people import Carried, Ordered
from ..truth import moment
from .case import Case, Rule, name, stamp

TAKE_BACK = timedelta(minutes=30)
LOST_SECOND = timedelta(seconds=60)
"""A mail claimed in the same turn as its reader's stop was heard may be under way."""

TOO_OLD = timedelta(days=10)


def everything_is_heard(case: Case) -> Iterator[str]:
    """12: whatever lies in the mailbox at the end was dealt with, over every break, crash and renumbering."""
    for raw in case.world.post.box.values():
        if sha256(raw).hexdigest() not in case.world.end.heard:
            yield f"never dealt with: {raw[:60]!r}"


def answers_are_their_own(case: Case) -> Iterator[str]:
    """14 and attack 24: a status is what that person wrote - never what another wrote in the name, never an older word."""
    own = [said for said in case.world.said if said.genuine and case.heard(said.digest) is not None]
    starts = {(entry.uid, entry.sequence): entry.start for _, _, entry in case.entries}  # an answer counts for the hours it was given to
    known = {(uid, address): (partstat, sequence, at) for uid, address, partstat, sequence, at, _ in case.world.end.answers}
    for (uid, address), (partstat, sequence, at) in known.items():
        if not any((said.uid, said.address, said.partstat, int(said.at.timestamp())) == (uid, address, partstat, at)
                   and (said.sequence == sequence or (uid, sequence) not in starts  # of a state that hosts alone know
                        or starts.get((uid, said.sequence)) == starts[uid, sequence]) for said in own):
            yield f"{address} never answered {partstat} to {uid} ({sequence})"
    now = {uid: sequence for uid, *_, sequence in case.world.end.answers}
    for said in own:
        newest = known.get((said.uid, said.address))
        if said.sequence == now.get(said.uid) and case.world.steady and (
                newest is None or newest[1:] < (said.sequence, int(said.at.timestamp()))):
            yield f"{said.address} answered {said.partstat} to {said.key} ({said.sequence}), the ledger has {newest}"


def who_declined_is_not_reminded(case: Case) -> Iterator[str]:
    """After a no to exactly this state no reminder of it is made for that person."""
    for attempt, mail in case.taken:
        if mail.kind != "reminder" or not case.world.steady:
            continue
        for about in mail.about:
            told = [entry.sequence for a, _, entry in case.entries if a.address == attempt.address and entry.key == about.key and a.at <= mail.date]
            said = [(case.heard(one.digest) or 1 << 40, one) for one in case.world.said
                    if one.genuine and (one.key, one.address) == (about.key, attempt.address)]
            before, by_then = ([one for at, one in said if at < mail.date.timestamp() + second] for second in (0, 1))
            if before and told and before[-1].sequence == max(told) and all(  # a yes of that very second may have been heard
                    max(words, key=lambda one: (one.sequence, one.at)).partstat == "DECLINED" for words in (before, by_then)):
                yield f"reminded after a no: {name(attempt, mail)}"


def who_asked_for_silence_has_it(case: Case) -> Iterator[str]:
    """10: after a dead mailbox or a «стоп» was heard, nothing more is claimed for that address. (What comes back of a mail that is older
    than ten days when it is read, since the machine was off, says nothing any more: the next mail comes back, too.)"""
    for one in case.world.silenced:
        since = case.heard(one.digest)
        if since is not None and one.sent is not None and since - one.sent.timestamp() > TOO_OLD.total_seconds():
            continue
        for attempt, mail in case.letters:
            if since is not None and case.world.steady and attempt.address == one.address and attempt.at.timestamp() > since + LOST_SECOND.seconds:
                yield f"to a silenced address: {name(attempt, mail)}"


def only_her_word_counts(case: Case) -> Iterator[str]:
    """Attacks 27 and 28: what the program wrote into her file she had ordered, and each order is carried out once; where that could not be
    stored, once more."""
    done: dict[str, datetime] = {}
    for carried in case.world.carried:
        orders = [order for order in case.world.orders if order.at <= carried.at and _matches(order, carried)]
        fresh = [order for order in orders if order.digest not in done or any(done[order.digest] <= at <= carried.at for at, _ in case.world.ends)]
        if not orders:
            yield f"she never ordered {carried.item} {carried.after}"
        elif not fresh:
            yield f"an old order was carried out again: {carried.item} {carried.after}"
        for order in fresh[:1] if not carried.torn else ():
            done[order.digest] = carried.at


def her_word_is_done(case: Case) -> Iterator[str]:
    """Every order that was heard in time stands in her file, unless it did already or somebody wrote another word since."""
    for order in case.world.orders:
        start = moment(order.value)
        if start is not None and start.timestamp() <= case.world.end.heard.get(order.digest, 0) + 3600:
            continue  # its day had begun or was over when the program came back
        if _overtaken(case, order) or _edited_before_it_was_heard(case, order):
            continue
        if order.digest in case.world.end.heard and not case.world.muddled and case.world.steady and not any(
                carried.item == order.item and carried.at >= order.at for carried in case.world.carried) and not _stood(case, order):
            yield f"heard and not done: {order.item}: {order.value}"


def _overtaken(case: Case, order: Ordered) -> bool:
    """Whether another word of hers about this row lay behind this one in the box, read at the same look or later: a later word, or, in a
    mailbox made anew, an earlier one. The box's order is the order she spoke in, since a school's clocks may be hours off; she reads in the
    acknowledgement what was taken, and in which order."""
    orders, heard, rebuilt = case.world.orders, case.world.end.heard, case.world.post.validity > 1
    own = orders.index(order)
    return any(other.item == order.item and number != own and (number > own or rebuilt)
               and heard.get(other.digest, 0) >= heard.get(order.digest, 0) and _stood(case, other) for number, other in enumerate(orders))


def _edited_before_it_was_heard(case: Case, order: Ordered) -> bool:
    """Whether a first hearing failed (a crash, a lock) and she wrote about the row herself before the next one: her later word stands."""
    heard = case.world.end.heard.get(order.digest, 0)
    return any(order.at < edited and edited.timestamp() <= heard and any(order.at <= look < edited for look in case.world.looks)
               for edited, _ in case.states(order.item))


def she_can_take_it_back(case: Case) -> Iterator[str]:
    """What was decided by mail reaches nobody before its half hour is over (unless it stood in the files before), also where the process
    died, or found the ledger locked, between writing her file and storing that it may be taken back - unless somebody deleted her letter
    before it could be heard again: then the file alone speaks. A clock that steps shortens it."""
    for carried in case.world.carried if case.world.steady else ():
        start = moment(carried.after.get("when", ""))
        if start is None or "cancelled" in carried.after or (carried.torn and not _was_heard(case, carried)):
            continue
        stood = [since for since, state in case.states(carried.item) if state is not None and state.start == start]
        for attempt, mail, key, told in case.claims:
            if (key, told) == (carried.item, stamp(start)) and len(stood) == 1 and stood[0] >= carried.at and (
                    carried.at <= attempt.true < carried.at + TAKE_BACK - LOST_SECOND):
                yield f"told {attempt.true - carried.at} after it was decided: {name(attempt, mail)}"


def _was_heard(case: Case, carried: Carried) -> bool:
    return any(_matches(order, carried) and order.digest in case.world.end.heard for order in case.world.orders)


def _matches(order: Ordered, carried: Carried) -> bool:
    if order.item != carried.item:
        return False
    if order.value.startswith("отмена"):
        return "cancelled" in carried.after
    return carried.after.get("when") == order.value and "cancelled" not in carried.after


def _stood(case: Case, order: Ordered) -> bool:
    """Whether the files said so at any moment from then on."""
    wanted = None if order.value.startswith("отмена") else moment(order.value)
    states = case.states(order.item)
    return any(state is not None and state.start == wanted and (until is None or until >= order.at)
               for (_, state), until in zip_longest(states, [at for at, _ in states[1:]]))


RULES: tuple[Rule, ...] = (everything_is_heard, answers_are_their_own, who_declined_is_not_reminded, who_asked_for_silence_has_it,
                           only_her_word_counts, her_word_is_done, she_can_take_it_back)
