"""What the plan amounts to, seen by everybody alike: a pass, a look and a check resolve against the same context.

The ledger's part of it (what is known, what was told, what was said yes to) is what keeps a held meeting from being a question
and an approved entry from asking again: whoever resolves without it says something else than the service.
"""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime, tzinfo

from notifier.core.events import Context, Resolution, resolve
from notifier.core.identity import Known, year_of
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import LedgerMissing, Store
from notifier.flows.inputs import Inputs
from notifier.model.event import Event


def context_of(inputs: Inputs, events: Events | None, facts: Facts | None, now: datetime) -> Context:
    """The context at ``now``; without a ledger nothing is known yet."""
    settings, zone = inputs.settings, inputs.window.calendar.zone
    now = now.astimezone(zone)
    return Context(zone=zone, organizer=settings.organizer.email, policy=settings.policy, now=now,
                   venues=settings.venues, schedules=settings.schedules,
                   known=_known(events.all(), zone, now) if events is not None else (),
                   approved=approved_entries(inputs, facts) if facts is not None else frozenset())


def resolution_of(inputs: Inputs, now: datetime, events: Events | None = None, facts: Facts | None = None) -> Resolution:
    """What the inputs amount to at ``now``; without a ledger nothing is known yet."""
    return resolve(inputs.plan, inputs.decisions, inputs.entries, context_of(inputs, events, facts, now))


def _known(recorded: Sequence[Recorded], zone: tzinfo, now: datetime) -> tuple[tuple[Known, Event], ...]:
    """The ledger's events as resolving wants them: each in its newest recorded state."""
    return tuple((Known(event.key, event.uid, event.item, event.title, event.start, event.live, row.ever_told,
                        coming=event.ends_at(zone) > now, invited=row.ever_invited, settled=row.settled), event)
                 for row in recorded for event in [row.event])


def approved_entries(inputs: Inputs, facts: Facts) -> frozenset[str]:
    """The keys of this year's schedule entries that somebody said yes to."""
    year = f"{inputs.plan.school_year}/"
    return frozenset(key.removeprefix(year) for key in facts.get_json("approved-entries") if key.startswith(year))


def approve_entries(inputs: Inputs, events: Events, facts: Facts, keys: Collection[str], now: datetime) -> None:
    """Somebody said yes to these entries of this year, as they stand now: next year their ids mean others."""
    context = context_of(inputs, events, facts, now)
    said = resolve(inputs.plan, inputs.decisions, inputs.entries, replace(context, approved=context.approved | frozenset(keys)))
    begin = {event.key: event.start.isoformat() for event in said.events}
    approved = facts.get_json("approved-entries")
    facts.put_json("approved-entries", {**approved, **{f"{inputs.plan.school_year}/{key}": begin.get(key, "") for key in keys}})


def is_approved(event: Event, facts: Facts) -> bool:
    """Whether somebody said yes to the entry of a schedule that this event was made of, when it began at this very time."""
    return facts.get_json("approved-entries").get(f"{year_of(event.uid)}/{event.key}") == event.start.isoformat()


def resolved(inputs: Inputs, now: datetime) -> Resolution:
    """What stands at ``now``, beside a running service or before it ever ran. LedgerError when its ledger can't be read."""
    zone = inputs.window.calendar.zone
    try:
        with closing(Store.read(inputs.settings.state)) as store:
            return resolution_of(inputs, now, Events(store, zone), Facts(store, zone))
    except LedgerMissing:
        return resolution_of(inputs, now)
