"""What must hold of when a mail leaves: after a yes, within hours, while it is true. One function, one rule."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..letters import Mail
from ..server import Attempt
from .case import FLIGHT, Case, Rule, name


def nothing_unarmed(case: Case) -> Iterator[str]:
    """16: nothing to participants before arming or while held."""
    for attempt, mail in case.letters:
        if not attempt.armed:
            yield f"not armed: {name(attempt, mail)}"


def nothing_stale(case: Case) -> Iterator[str]:
    """6: nothing about what has begun; «завтра» only the day before."""
    for attempt, mail in case.letters:
        for about in mail.about:
            start = datetime.fromisoformat(about.start)
            if attempt.at > start + FLIGHT:
                yield f"after its start {about.start}: {name(attempt, mail)}"
            if mail.kind in ("reminder", "host-notice") and about.near in ("сегодня", "завтра"):
                days = (start.date() - (attempt.at - FLIGHT).date()).days
                if days != (about.near == "завтра") and (start.date() - attempt.at.date()).days != (about.near == "завтра"):
                    yield f"says {about.near} of {about.start}: {name(attempt, mail)}"


def within_hours(case: Case) -> Iterator[str]:
    """Rule 8: working days 09:30-16:30; what begins soon 07:00-22:00."""
    for attempt, mail in case.letters:
        at = attempt.at
        claimed = at - FLIGHT
        if _open(at) or _open(claimed):
            continue
        starts = [datetime.fromisoformat(about.start) for about in mail.about]
        opening = _next_opening(claimed)
        soon = any(start - claimed <= timedelta(hours=49) or start <= opening + timedelta(hours=3) for start in [*starts, *_told_starts(case, attempt, mail)])
        if not (soon and 7 <= at.hour < 23):
            yield f"outside hours: {name(attempt, mail)}"


def _told_starts(case: Case, attempt: Attempt, mail: Mail) -> list[datetime]:
    """Every start this event ever had: a change away from tomorrow is as urgent as one to it."""
    keys = {about.key for about in mail.about}
    return [state.start for key in keys for _, state in case.states(key) if state is not None and state.start is not None]


def _open(at: datetime) -> bool:
    return at.weekday() < 5 and (9, 30) <= (at.hour, at.minute) <= (16, 31)


def _next_opening(at: datetime) -> datetime:
    opening = at.replace(hour=9, minute=30)
    while opening < at or opening.weekday() > 4:
        opening += timedelta(days=1)
    return opening


RULES: tuple[Rule, ...] = (nothing_unarmed, nothing_stale, within_hours)
