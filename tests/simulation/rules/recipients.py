"""What must hold of to whom mails go, and whom they show. One function, one rule."""

from collections.abc import Iterator

from ..letters import read
from ..script import GROUP
from .case import FLIGHT, Case, Rule, coming, name


def right_people(case: Case) -> Iterator[str]:
    """Left and former addresses are silent (CANCEL alone to who left); strangers never hear; groups are kept."""
    groups = {row.id: "" if "" in row.groups else row.group for row in case.world.files.rows}
    grouped = {human.name for human in case.world.script.people if human.group} | set(case.world.left)
    for attempt, mail in case.letters:
        if case.world.muddled or mail.host is not None:
            continue
        if attempt.standing in ("former", "office"):
            yield f"to a {attempt.standing} address: {name(attempt, mail)}"
        if attempt.standing == "left" and mail.kind != "cancellation":
            yield f"to somebody who left: {name(attempt, mail)}"
        key = mail.entry.key if mail.entry else None
        if key and groups.get(key) == GROUP and not any(attempt.address in case.world.addresses[who] for who in grouped):
            yield f"outside the audience: {name(attempt, mail)}"


def nobody_is_answered(case: Case) -> Iterator[str]:
    """15: whatever writes to us - machines, strangers, forgers - gets no mail: only the list and the office do."""
    for attempt in case.world.attempts:
        if attempt.standing == "stranger":
            yield f"to a stranger: {name(attempt, read(attempt.content))}"


def only_asked_cancellations(case: Case) -> Iterator[str]:
    """18: a CANCEL has a written cancellation, or the person's own leaving, behind it, and an invitation before it; or it calls off a day
    to come of what was last written down for another one, and that is over (a line taken out calls nothing off)."""
    invited: set[tuple[str, str]] = set()
    for attempt, mail, entry in case.entries:
        if entry.method == "REQUEST":
            invited.add((attempt.address, entry.key))
            continue
        written = any(state is not None and state.start is None for at, state in case.states(entry.key) if at <= attempt.true)
        if case.world.muddled:  # what she decided by mail while somebody had emptied her file is her word all the same
            written |= any(order.item == entry.key and order.value.startswith("отмена") for order in case.world.orders if order.at <= attempt.true)
        gone = any(attempt.address in case.world.addresses[who] for who in case.world.left)
        standing = next((state for at, state in reversed(case.states(entry.key)) if at <= attempt.true and state is not None), None)
        over = standing is not None and standing.start is not None and standing.start <= attempt.at and coming(entry.start, attempt.at - FLIGHT)
        if not (written or gone or over):
            yield f"nobody cancelled: {name(attempt, mail)}"
        if (attempt.address, entry.key) not in invited and (attempt.address, entry.uid) not in case.unsure:
            yield f"cancelled but never invited: {name(attempt, mail)}"


def nobody_elses_address(case: Case) -> Iterator[str]:
    """Rule 17: no address but the recipient's and the office's in any byte; the envelope is the header's."""
    everybody = {address.casefold() for known in case.world.addresses.values() for address in known} | {
        address for _, hosting in case.world.hosting for hosts in hosting.values() for address in hosts}
    for attempt, mail in case.taken:
        if mail.to != attempt.address:
            yield f"the envelope is not {mail.to}: {name(attempt, mail)}"
        others = mail.addresses & everybody - {attempt.address.casefold()}
        if others and attempt.standing != "office":
            yield f"shows {sorted(others)}: {name(attempt, mail)}"


RULES: tuple[Rule, ...] = (right_people, nobody_is_answered, only_asked_cancellations, nobody_elses_address)
