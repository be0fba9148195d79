"""A rest of all sending to people, ordered by what was heard: kept in the ledger, over at its hour. The coordinator is still written to."""

from datetime import datetime, timedelta

from notifier.core.calendar import SendingWindow
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.flows.sending.delivery import Gates

FACT = "rest-until"
REST = timedelta(hours=1)
"""How long nothing goes to people after a server returned a mail of ours as spam: more of the same makes it worse."""


def rest(facts: Facts, until: datetime) -> None:
    """Nothing to participants before ``until``."""
    facts.put(FACT, str(seconds(until)))


def rests_until(facts: Facts, now: datetime) -> datetime | None:
    """The end of a rest that is not over."""
    stamp = facts.get(FACT)
    until = datetime.fromtimestamp(int(stamp), now.tzinfo) if stamp else None
    return until if until is not None and until > now else None


def no_longer(facts: Facts, now: datetime) -> None:
    """A person says that the clock is right: a rest ordered by one that ran ahead is as long from now."""
    if (rests_until(facts, now) or now) > now + REST:
        rest(facts, now + REST)


def gates_of(window: SendingWindow, facts: Facts, plan_id: str, now: datetime) -> Gates:
    """Rules 8 and 16 at an instant, for service and rehearsal alike: who may be written to now. Nobody while not armed; what was said
    yes to last year goes on while this year's plan waits for its own."""
    if (facts.armed(plan_id) or facts.former_yes(plan_id)) is None or rests_until(facts, now) is not None:
        return Gates(participants=False, urgent=False)
    return Gates(window.is_open(now), window.is_urgent_open(now))
