"""Identities that never change: event keys and UIDs (RFC 5545 section 3.8.4.7). Functions of plan data only.

Entries of other people's schedules often have no identity of their own. Whoever moves such an entry in a file must not
make a new event of it, and whoever deletes a past one must not move the next. So entries are matched with the events
known from before: by their own id, by title and start, by title, by start - in this order, and only where it is unique.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.model.person import fold


@dataclass(frozen=True, slots=True)
class Known:
    """An event the ledger knows: its newest recorded state in the few words identity needs."""

    key: str
    uid: str
    item: str
    title: str
    start: datetime | date
    live: bool
    told: bool
    coming: bool = True  # not over yet: only such an event can have been moved or renamed


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry looking for its key. ``id`` empty when its source gives none."""

    item: str
    title: str
    start: datetime | date
    id: str = ""


def uid_of(key: str, school_year: str, domain: str) -> str:
    """The UID of an event: readable, stable, ASCII: ``teor-2.2020-2021@cdo.example``."""
    return f"{key.replace('/', '.')}.{school_year}@{domain}"


def stamp(start: datetime | date) -> str:
    """A start as part of a key: ``20201001T1200`` or ``20201001``."""
    return start.strftime("%Y%m%dT%H%M" if isinstance(start, datetime) else "%Y%m%d")


def short_hash(text: str) -> str:
    """Eight hex digits that tell texts apart whatever their case and spacing."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:8]


def fresh_key(candidate: Candidate) -> str:
    """The key of an entry never seen before."""
    if candidate.id:
        return f"{candidate.item}/{short_hash(candidate.id)}"
    return f"{candidate.item}/{stamp(candidate.start)}-{short_hash(candidate.title)}"


def match_keys(candidates: Sequence[Candidate], known: Sequence[Known]) -> list[str]:
    """One key a candidate, in the same order. Deterministic, and never the same key twice."""
    keys: list[str | None] = [None] * len(candidates)
    free = {event.key: event for event in known}

    def take(index: int, key: str) -> None:
        keys[index] = key
        free.pop(key, None)

    for index, candidate in enumerate(candidates):
        if candidate.id and (key := fresh_key(candidate)) not in keys:
            take(index, key)
    rules: tuple[Callable[[Candidate, Known], bool], ...] = (
        lambda c, k: fold(c.title) == fold(k.title) and c.start == k.start,
        lambda c, k: k.coming and fold(c.title) == fold(k.title),
        lambda c, k: k.coming and c.start == k.start,
    )
    for rule in rules:
        for item in {candidate.item for candidate in candidates}:
            _match_item(item, candidates, keys, free, rule, take)
    for index, candidate in enumerate(candidates):
        if keys[index] is None:
            key, n = fresh_key(candidate), 1
            base = key
            while key in keys or key in {event.key for event in known}:
                n += 1
                key = f"{base}-{n}"
            keys[index] = key
    return [key for key in keys if key is not None]


def _match_item(item: str, candidates: Sequence[Candidate], keys: list[str | None], free: dict[str, Known],
                rule: Callable[[Candidate, Known], bool], take: Callable[[int, str], None]) -> None:
    """Pair what pairs uniquely by this rule; an ambiguous pair is left for a sharper eye or a new key."""
    for index, candidate in enumerate(candidates):
        if keys[index] is not None or candidate.item != item or candidate.id:
            continue
        fitting = [event.key for event in free.values() if event.item == item and rule(candidate, event)]
        rivals = [other for n, other in enumerate(candidates)
                  if keys[n] is None and other.item == item and not other.id
                  and any(rule(other, free[key]) for key in fitting)]
        if len(fitting) == 1 and len(rivals) == 1:
            take(index, fitting[0])
