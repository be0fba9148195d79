"""From resolved events to recorded revisions: settling, sequences, what the coordinator is told of it (rule 5).

A changed event waits ``settle_minutes`` for further edits; then it is one revision with the next SEQUENCE, stored before
anything is keyed by it, and the queued news of the former one is superseded in the same transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from notifier.core.deeds import Revised, differs, is_material_change
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.outbox import Outbox
from notifier.model.event import Event, Revision, Status
from notifier.model.settings import Policy

SOON = timedelta(hours=2)
"""An event that begins within this time can't wait for its edit to settle."""
UNSURE = timedelta(hours=1)
"""What already waits to leave about an unsure row waits so long from every pass on: until the next one, at least."""


def revise(events: Sequence[Event], ledger: Events, outbox: Outbox, policy: Policy, *, now: datetime, first_pass: bool,
           held_until: Mapping[str, datetime], unsure: Collection[str] = ()) -> list[Revised]:
    """Record what settled. Call inside a transaction. ``first_pass``: a new plan is not an edit and need not settle.

    ``held_until``: rows decided by mail, which may be taken back until then. ``unsure``: rows that another
    plan, waiting for its yes, has something else for: what is said of them now may be meant for that. A cancellation is a word about
    what people know, and calls it off.
    """
    rows = ledger.by_uid()
    revised: list[Revised] = []
    for event in events:
        row = rows.get(event.uid)
        if row is None:
            row = ledger.add(event, now)
        if row.settled and not differs(row.event, event):  # nothing that people must be told
            if row.event != event or row.pending is not None:
                ledger.refresh(row, event)
            continue
        since = row.pending_since if row.pending is not None and not differs(row.pending, event) else None
        if since is None:
            ledger.settle_later(row.id, event, now)
            since = now
        settled = max(since + settle_time(event, row, policy, now), held_until.get(event.item, since))
        if event.item in unsure and event.status is not Status.CANCELLED:
            settled = max(settled, now + UNSURE)
        if settled > now and not (first_pass and event.item not in held_until):
            outbox.postpone(row.id, settled)
            continue
        if row.settled and not is_material_change(row.event, event):
            ledger.refresh(row, event)  # other people to invite: for all others nothing is new
            if row.ever_invited:
                revised.append(Revised(Revision(event, row.revision.sequence, now), row.event, told=True))
        else:
            outbox.supersede(row.id, row.revision.sequence + 1, now)
            revision = ledger.revise(row, event, now)
            revised.append(Revised(revision, row.event if row.settled else None, row.ever_invited))
    _forget_unnamed(events, ledger)
    return revised


def _forget_unnamed(events: Sequence[Event], ledger: Events) -> None:
    """A first state that was taken back before it settled waits for nothing; should it be said again, it settles anew."""
    named = {event.uid for event in events}
    for row in ledger.all():
        if row.pending is not None and row.event.uid not in named:
            ledger.settle_later(row.id, None, None)


def settle_time(event: Event, row: Recorded, policy: Policy, now: datetime) -> timedelta:
    """Ten minutes, and nothing for what is about to begin (before or after the change)."""
    assert now.tzinfo is not None
    starts = [event.starts_at(now.tzinfo), *([row.event.starts_at(now.tzinfo)] if row.ever_told else [])]
    if any(now < start < now + SOON for start in starts):
        return timedelta()
    return timedelta(minutes=policy.settle_minutes)


def settles_at(ledger: Events, policy: Policy, held_until: Mapping[str, datetime], now: datetime,
               unsure: Collection[str] = ()) -> datetime | None:
    """When the next settling event will have settled; one decided by mail not before it can't be taken back any more. An ``unsure`` one
    waits for a person, not for an hour."""
    times = [max(row.pending_since + settle_time(row.pending, row, policy, now), held_until.get(row.pending.item, now))
             for row in ledger.all() if row.pending is not None and row.pending_since is not None and row.pending.item not in unsure]
    return min(times, default=None)
