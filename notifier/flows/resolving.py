"""What the plan amounts to, seen by everybody alike: a pass, a look and a check resolve against the same context.

The ledger's part of it (what is known, what was told, what was said yes to) is what keeps a held meeting from being a question
and an approved entry from asking again: whoever resolves without it says something else than the service.
"""

from datetime import datetime

from notifier.core.events import Context, Resolution, resolve
from notifier.edges.ledger.events import Events
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import LedgerMissing, Store
from notifier.flows.inputs import Inputs
from notifier.flows.revising import known_events


def context_of(inputs: Inputs, events: Events | None, facts: Facts | None, now: datetime) -> Context:
    """The context at ``now``; without a ledger nothing is known yet."""
    settings, zone = inputs.settings, inputs.window.calendar.zone
    now = now.astimezone(zone)
    return Context(zone=zone, domain=inputs.domain, policy=settings.policy, now=now, venues=settings.venues, schedules=settings.schedules,
                   known=known_events(events.all(), now) if events is not None else (),
                   approved=frozenset(facts.get_json("approved-entries")) if facts is not None else frozenset())


def resolved(inputs: Inputs, now: datetime) -> Resolution:
    """What stands at ``now``, beside a running service or before it ever ran. LedgerError when its ledger can't be read."""
    try:
        store = Store.read(inputs.settings.state)
    except LedgerMissing:
        return resolve(inputs.plan, inputs.decisions, inputs.entries, context_of(inputs, None, None, now))
    zone = inputs.window.calendar.zone
    try:
        context = context_of(inputs, Events(store, zone), Facts(store, zone), now)
        return resolve(inputs.plan, inputs.decisions, inputs.entries, context)
    finally:
        store.close()
