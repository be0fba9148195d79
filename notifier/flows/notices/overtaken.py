"""What waited (for a limit, for a rest of the account) until the 48 hours before its event overtook it: it would not say «Срочно» (rule 4),
or would say «завтра» on the day itself. It is taken out and made anew.

Promise: only what certainly never left; of what may have left every copy is byte for byte the same. What is taken out is kept in the ledger
until it is made: should we die between the two, it is made all the same, at the gate at which it waited.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from notifier.core.calendar import SendingWindow
from notifier.core.ladder import states
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.facts import Facts
from notifier.flows.sending.delivery import Gates
from notifier.flows.view import Ledger
from notifier.model.notice import Kind

Overtaken = Mapping[int, Mapping[bool, Sequence[int]]]
"""By event: who waits at the urgent gate, who at the window."""

FACT = "overtaken"
"""What was taken out and not made anew yet."""

LIVE = (Kind.INVITATION, Kind.ANNOUNCEMENT, Kind.CHANGE, Kind.HOST_NOTICE)
OFF = (Kind.CANCELLATION, Kind.HOST_NOTICE)


def take_out(ledger: Ledger, window: SendingWindow, gates: Gates, now: datetime) -> Overtaken:
    """Take out what was overtaken, where its gate is open or its own time has passed; with it comes what was taken out and never made,
    while its event is still near: what was put off meanwhile goes by the ordinary way. Call inside a transaction, before anything is
    expired."""
    found = _taken_out(ledger.facts)
    if not found and ledger.outbox.next_at(now) is None:
        return found
    anew = False
    hours = timedelta(hours=window.policy.urgent_hours)
    for row in ledger.events.all():
        near = _near(row, window, now + hours, now)
        if near is None:
            found.pop(row.id, None)
            continue
        taken = ledger.outbox.take_out(row.id, LIVE if row.event.live else OFF, near - hours, now, participants_open=gates.participants,
                                       urgent_open=gates.urgent)
        if taken:
            for urgent, persons in taken.items():
                found[row.id][urgent] += persons
            anew = True
            ledger.facts.forget_expansions(row.id)
    if anew:
        ledger.facts.put_json(FACT, {str(event): {str(int(urgent)): persons for urgent, persons in waited.items()}
                                     for event, waited in found.items()})
    return found


def made(facts: Facts) -> None:
    """All that was taken out is made anew. Call in the transaction of that."""
    facts.put(FACT, None)


def _taken_out(facts: Facts) -> dict[int, dict[bool, list[int]]]:
    found: dict[int, dict[bool, list[int]]] = defaultdict(lambda: defaultdict(list))
    for event, waited in facts.get_json(FACT).items():
        assert isinstance(waited, dict)
        for urgent, persons in waited.items():
            found[int(event)][bool(int(urgent))] = list(persons)
    return found


def _near(row: Recorded, window: SendingWindow, soon: datetime, now: datetime) -> datetime | None:
    """The start until ``soon`` that makes it urgent what is said of the event now: its own, or one that people believe. None for what is
    over, and while an edit of it settles."""
    zone = window.calendar.zone
    if not row.settled or row.pending is not None or row.event.moot_at(zone) <= now:
        return None
    return min((start for event in states(row.revision) if now < (start := event.starts_at(zone)) <= soon), default=None)
