"""What a yes would let out: the very passes of the service, lived on a throw-away copy of the ledger (rule 16).

A person sees this before saying yes, so it must not be computed in another way than what happens then. Nothing of the
installation is written.
"""

import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifier.edges.ledger.backup import make_copy
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.store import LEDGER, LedgerMissing, Store
from notifier.flows.inputs import Inputs, InputsAsRead
from notifier.flows.tick import REHEARSED, Passes
from notifier.model.notice import Kind


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One circular that would leave: when, what it says, to how many."""

    at: datetime
    kind: Kind
    subject: str
    count: int


def if_armed(inputs: Inputs, now: datetime) -> list[Foreseen]:
    """Everything to participants and hosts that leaves by the release after a yes at ``now``, in order of time."""
    with tempfile.TemporaryDirectory(prefix="notifier-") as folder:
        store = _copy(inputs.settings.state, Path(folder))
        try:
            return _lived(inputs, store, now.astimezone(inputs.window.calendar.zone))
        finally:
            store.close()


def _lived(inputs: Inputs, store: Store, now: datetime) -> list[Foreseen]:
    passes, window = Passes(InputsAsRead(inputs), store, secret=REHEARSED), inputs.window
    ledger = passes.ledger(inputs)
    ledger.facts.put("last-pass", str(seconds(now)))  # as the yes itself does: a pass of the future would hold us
    passes.run(now)
    with store.transaction():
        ledger.facts.arm(inputs.plan_id, now)
        ledger.facts.approve([row.pair for row in passes.view(inputs, now).rows], now)
    found: dict[int, Foreseen] = {}
    for moment in (now, window.release(now)):
        passes.run(moment)
        for first, kind, subject, urgent, count in ledger.record.waiting_circulars():
            opens = window.next_urgent(moment) if urgent else window.next_open(moment)
            found.setdefault(first, Foreseen(opens, Kind(kind), subject, count))
    return sorted(found.values(), key=lambda one: one.at)


def _copy(state: Path, folder: Path) -> Store:
    """The installation's ledger as it stands, or an empty one."""
    with suppress(LedgerMissing), closing(Store.read(state)) as store:
        make_copy(store, folder / LEDGER)
    return Store.open(folder, durable=False)
