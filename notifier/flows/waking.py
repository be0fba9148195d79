"""When there is something to do again after a pass: the earliest of everything that waits for an hour.

Waking too early costs an empty pass; waking too late is a late mail. So whatever is in doubt wakes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from notifier.core.calendar import ONE_DAY
from notifier.core.ladder import news_until, states
from notifier.flows.deciding.taking_back import held_until
from notifier.flows.notices.telling import Teller
from notifier.flows.revising import settles_at
from notifier.flows.sending.resting import rests_until
from notifier.model.notice import Kind, Notice

SOONEST = timedelta(seconds=1)


def next_at(teller: Teller, notices: Sequence[Notice], to_coordinator: Iterable[datetime], to_hosts: Iterable[datetime] = ()) -> datetime:
    """The next instant worth a pass. ``notices`` as they stand after this one; the others: when she, or a host, is to be told something."""
    now = teller.now
    midnight = datetime.combine(now.date() + ONE_DAY, time.min, now.tzinfo)  # somebody leaves, a question closes
    # She is not written to at night, and what came up since was not even looked at: the service wakes with her. So does the new day:
    # before that nobody is written to.
    told = (teller.window.next_urgent(max(at, now)) for at in (now, midnight, *to_coordinator))
    times = [*to_hosts, *(at for at in told if at > now), *_of_the_ledger(teller), *_of_notices(teller, notices)]
    return max(min(times), now + SOONEST)


def _of_the_ledger(teller: Teller) -> Iterator[datetime]:
    """Ends of rests, of settling and of taking back; the gates that queued mails wait at."""
    now, window = teller.now, teller.window
    if (rested := rests_until(teller.facts, now)) is not None:
        yield rested
    held = held_until(teller.facts, teller.inputs.written, window.policy.take_back_minutes, now)
    yield from held.values()
    if (settled := settles_at(teller.events, window.policy, held, now, teller.inputs.unsure)) is not None:
        yield settled
    # What begins may have been told with a later day before: whoever did not hear since is called off (``ladder._late``) from then on.
    yield from (at for row in teller.events.all() if (at := row.event.moot_at(window.calendar.zone)) > now
                and news_until(row.revision, window.calendar.zone) > at)
    if (waiting := teller.outbox.next_at(now)) is not None:
        # Retries, breaker and limits are the delivery's to know; what waits for a gate wakes when the gate opens.
        since = max(waiting, now)
        yield from (at for at in (window.next_open(since), window.next_urgent(since)) if at > now)
        soon = timedelta(hours=window.policy.urgent_hours)  # what waits for the window then waits no longer
        yield from (at for row in teller.events.all() for event in states(row.revision)
                    if (at := event.starts_at(window.calendar.zone) - soon) > now)


def _of_notices(teller: Teller, notices: Sequence[Notice]) -> Iterator[datetime]:
    """When notices become due or lose their truth; at once where one may go now and has not."""
    now = teller.now
    yield from _opening(teller, notices)
    yield from (at for notice in notices for at in teller.readiness.hurries_at(notice))
    yield from (notice.valid_until for notice in notices if notice.kind is Kind.REMINDER and notice.valid_until > now)
    if teller.has_pending(notices):
        yield now + SOONEST


def _opening(teller: Teller, notices: Sequence[Notice]) -> Iterator[datetime]:
    """When the first of those that can't go now may, of those that somebody was not looked at for. None goes before it is due, so what is
    due after that need not be asked."""
    first: datetime | None = None
    for notice in teller.readiness.waiting(sorted(notices, key=lambda notice: notice.due), teller.events.by_uid()):
        if first is not None and notice.due >= first:
            break
        at = teller.readiness.opens_at(notice)
        if at > teller.now and (first is None or at < first):
            first = at
    if first is not None:
        yield first
