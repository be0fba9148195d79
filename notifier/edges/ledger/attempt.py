"""An attempt: a message marked ``sending``, how trying it ended, and what the end of a process left open.

Functions on the connection of a transaction that the outbox holds. Every row must be where it is said to be (``rows.move``).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from notifier.core.retry import blameless
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.quota import count_attempts, forget_attempts, give_back
from notifier.edges.ledger.rows import Movement, in_chunks, marks, move
from notifier.edges.ledger.sqlite import sqlite3
from notifier.model.message import Cause, Outcome, Result, State

STARTS_TO_HOLD = 3
"""A row open at so many starts is what crashes us (fault 47)."""

SLOW_SECONDS = 60
"""An attempt that took longer counts against the limits from its end: a provider counts when it takes a mail, not when we claim it."""


class Claimed(NamedTuple):
    """A message marked ``sending``: what is needed to make its bytes, to decide after its attempt and to write it down."""

    id: int
    address: str
    skeleton: int
    slots: bytes | None
    digest: bytes
    attempts: int   # this one included
    uncertain: int
    turn: int = 0
    message_id: str = ""
    event: int = 0
    step: str = ""
    due: int = 0
    carries: int = 0  # whether other rows travel in this mail
    at: int = 0       # when it was claimed


Settlement = tuple[Claimed, Result, State, datetime | None]
"""One attempt's end: message, what the transport said, the state it leads to, and the next attempt's instant if queued."""


def settle(db: sqlite3.Connection, results: Iterable[Settlement], stamp: int) -> None:
    """Store how attempts ended: those that ended alike in one statement."""
    alike: dict[tuple[Result, State, int | None], list[int]] = defaultdict(list)
    sent: list[int] = []
    replies: list[str] = []
    alone = True
    for message, result, state, next_at in results:
        alone = alone and not message.carries
        if stamp - message.at > SLOW_SECONDS and not blameless(result):
            give_back(db, [message.id])
            count_attempts(db, stamp, 1)
        if state is State.SENT:  # each with the server's own number for it, which is no reason for a statement each
            assert next_at is None, next_at
            sent.append(message.id)
            replies.append(result.said)
        else:
            alike[result, state, None if next_at is None else seconds(next_at)].append(message.id)
    move(db, sent, Movement(State.SENDING, State.SENT), stamp, reply=replies, alone=alone)
    for (result, state, again_at), ids in alike.items():
        assert (state is State.QUEUED) == (again_at is not None), (state, again_at)
        if blameless(result):
            give_back(db, ids)
        move(db, ids, Movement(State.SENDING, state), stamp, reply=result.said, next_at=again_at,
             attempts=-1 if blameless(result) else 0, uncertain=int(result.outcome is Outcome.UNCERTAIN), cause=result.cause,
             alone=alone)


def reopen(db: sqlite3.Connection, stamp: int) -> list[int]:
    """What was open when the last process ended goes back, what was open at three starts is held. Returns the numbers found open."""
    found = db.execute("SELECT id, starts + 1 FROM message WHERE state = 'sending' AND carrier IS NULL").fetchall()
    for chunk in in_chunks([row[0] for row in found]):
        db.execute(f"UPDATE message SET starts = starts + 1 WHERE id IN ({marks(chunk)})", chunk)
    again = [row[0] for row in found if row[1] < STARTS_TO_HOLD]
    poison = [row[0] for row in found if row[1] >= STARTS_TO_HOLD]
    give_back(db, [row[0] for row in found])  # when they were tried nobody knows: at the latest now
    count_attempts(db, stamp, len(found))
    move(db, again, Movement(State.SENDING, State.QUEUED), stamp, next_at=stamp, uncertain=1,
         reply="the process ended while this was being sent")
    move(db, poison, Movement(State.SENDING, State.HELD), stamp, uncertain=1, cause=Cause.POISON,
         reply=f"the process ended {STARTS_TO_HOLD} times while this was being sent")
    forget_attempts(db, stamp)
    return [row[0] for row in found]
