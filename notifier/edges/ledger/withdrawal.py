"""Mails that wait and shall not leave, or not yet: late news, older revisions, what somebody no longer wants, what may become untrue.

Functions on the connection of a transaction that the outbox holds. What is on its way is left alone.
"""

from collections.abc import Iterable, Sequence

from notifier.edges.ledger.due import anything_waits
from notifier.edges.ledger.rows import OPEN, Movement, in_chunks, marks, move
from notifier.edges.ledger.sqlite import sqlite3
from notifier.model.message import State


def expire(db: sqlite3.Connection, stamp: int) -> int:
    """What waited past its ``valid_until``. Returns how many."""
    found = db.execute(EXPIRED, (stamp,)).fetchall()
    for state in (State.QUEUED, State.HELD) if found else ():
        move(db, [number for number, origin in found if origin == state], Movement(state, State.EXPIRED), stamp)
    return len(found)


def supersede(db: sqlite3.Connection, carriers: Sequence[int], why: str, stamp: int) -> int:
    """These mails never leave. Those already on their way are left alone. Returns how many."""
    count = 0
    for state in (State.QUEUED, State.HELD):
        found = [row[0] for chunk in in_chunks(carriers) for row in db.execute(
            f"SELECT id FROM message WHERE +state = ? AND carrier IS NULL AND id IN ({marks(chunk)})",
            (state.value, *chunk))]
        move(db, found, Movement(state, State.SUPERSEDED), stamp, reply=why)
        count += len(found)
    return count


def postpone(db: sqlite3.Connection, event_id: int, until: int) -> int:
    """What waits to tell of this event does not leave before ``until``. Returns how many it kept back."""
    return db.execute(POSTPONED, (until, until, event_id, event_id)).rowcount if anything_waits(db) else 0


def made_after(db: sqlite3.Connection, stamp: int) -> list[int]:
    """Mails about events that were made later than this, and certainly never left: a mail is made when it is due."""
    return [row[0] for row in db.execute(MADE_AFTER, (stamp,))] if anything_waits(db) else []


def none_after(db: sqlite3.Connection, stamp: int, longest: int) -> None:
    """What waits for an hour further ahead than anything is put off for (``longest`` seconds), or was made later than now, waits no longer;
    but «завтра» is true on its own day only."""
    if anything_waits(db):
        db.execute(PUT_OFF, (stamp, stamp, stamp + longest, stamp))


def carriers_of(db: sqlite3.Connection, ids: Sequence[int]) -> list[int]:
    """The mails that carry these rows."""
    return sorted({row[0] for chunk in in_chunks(ids)
                   for row in db.execute(f"SELECT coalesce(carrier, id) FROM message WHERE id IN ({marks(chunk)})", chunk)})


def older(db: sqlite3.Connection, event_id: int, below_sequence: int) -> list[int]:
    """Mails that wait and any of whose subjects is an older revision of the event."""
    return [row[0] for row in db.execute(OLDER, (event_id, below_sequence))]


def others(db: sqlite3.Connection, carriers: Sequence[int], event_id: int) -> set[int]:
    """The other events that these mails tell of."""
    found = {row[0] for chunk in in_chunks(carriers) for row in db.execute(
        f"SELECT event FROM message WHERE id IN ({marks(chunk)}) UNION SELECT event FROM message WHERE carrier IN ({marks(chunk)})",
        (*chunk, *chunk))}
    return found - {event_id}


def news_of(db: sqlite3.Connection, event_id: int, persons: Iterable[int]) -> list[int]:
    """Mails that wait to tell these people of this event, also those that tell of others too."""
    return [row[0] for person in persons for row in db.execute(NEWS_OF, (event_id, person))]


def never_left(db: sqlite3.Connection, event_id: int, kinds: Sequence[str], made_by: int, lanes: Sequence[int],
               expiring_by: int) -> list[tuple[int, int, int]]:
    """(mail, person, urgent) of the news of this event that certainly never left: made until ``made_by`` and waiting in these lanes, or
    about to expire."""
    return db.execute(f"{NEVER_LEFT} AND kind IN ({marks(kinds)}) AND ((created_at <= ? AND lane IN ({marks(lanes)})) OR valid_until <= ?)",
                      (event_id, *kinds, made_by, *lanes, expiring_by)).fetchall()


def mails_of(db: sqlite3.Connection, person_id: int) -> list[int]:
    """Mails that wait for a person, but for cancellations."""
    return [row[0] for row in db.execute(OF_PERSON, (person_id,))]


EXPIRED = f"SELECT id, state FROM message WHERE {OPEN} AND state <> 'sending' AND carrier IS NULL AND valid_until <= ?"
"""By ``message_open``."""

OLDER = ("SELECT DISTINCT coalesce(carrier, id) FROM message WHERE event = ? AND live = 1 AND sequence < ? "
         "AND state IN ('queued', 'held')")
"""Mails any of whose subjects is an older revision; by ``message_key``."""

POSTPONED = ("UPDATE message SET next_at = ? WHERE state = 'queued' AND carrier IS NULL AND lane >= 0 AND next_at < ? AND (event = ? "
             "OR EXISTS (SELECT 1 FROM message other WHERE other.carrier = message.id AND other.event = ?))")
"""By ``message_due``: walks what waits, not what was told."""

MADE_AFTER = ("SELECT id FROM message WHERE state = 'queued' AND carrier IS NULL AND lane >= 0 AND due > ? AND event > 0 "
              "AND uncertain = 0")
"""By ``message_due``: walks what waits, not what was told."""

PUT_OFF = ("UPDATE message SET next_at = ?, due = min(due, ?) WHERE state = 'queued' AND carrier IS NULL AND lane >= 0 "
           "AND (next_at > ? OR due > ?) AND kind <> 'reminder'")
"""By ``message_due``: walks what waits, not what was told."""

NEWS_OF = ("SELECT DISTINCT coalesce(carrier, id) FROM message WHERE event = ? AND person = ? AND live = 1 "
           "AND state IN ('queued', 'held') AND kind <> 'cancellation'")
"""By ``message_key``."""

NEVER_LEFT = ("SELECT id, person, urgent FROM message WHERE state = 'queued' AND carrier IS NULL AND lane >= 0 AND event = ? "
              "AND attempts = 0 AND uncertain = 0 AND starts = 0 AND NOT EXISTS (SELECT 1 FROM message other WHERE other.live = 1 "
              "AND other.event = message.event AND other.person = message.person AND other.address = message.address "
              "AND other.kind = message.kind AND other.step = message.step AND other.start = message.start "
              "AND other.sequence = message.sequence AND other.turn < message.turn)")
"""By ``message_due``. Attempts that the server certainly refused are not counted as such. What says a state once more (a second
invitation) is left alone: its reader has it."""

OF_PERSON = (f"SELECT id FROM message WHERE {OPEN} AND state <> 'sending' AND carrier IS NULL AND person = ? "
             "AND kind <> 'cancellation'")
"""By ``message_open``: walks what waits, not what was told."""
