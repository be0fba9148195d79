"""Moving rows of the message table: many alike in one statement, their carried rows with them, the tally kept.

One place through which every change of state goes, so that the assertion of ``TRANSITIONS``, the tally and the troubles
cannot be forgotten anywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from notifier.edges.ledger.sqlite import sqlite3
from notifier.model.message import TRANSITIONS, Cause, State

CHUNK = 256
"""Parameters a statement: far below SQLite's and PostgreSQL's limits; larger ones gain nothing."""

TOLD_OF = frozenset({State.FAILED, State.HELD, State.EXPIRED, State.BOUNCED})
"""States a person must hear of (invariant 23)."""


OPEN = "(state = 'queued' OR state = 'sending' OR state = 'held')"
"""What has no end yet, in the very words of the index ``message_open``: only so it is used. Not ``IN``: three or more alternatives make
SQLite build a temporary table for each row that is written, in an index's condition as in a CHECK."""


@dataclass(frozen=True, slots=True)
class Movement:
    """From one state to another; only along the table."""

    origin: State
    target: State

    def __post_init__(self) -> None:
        assert self.target in TRANSITIONS[self.origin], f"{self.origin} -> {self.target} is not in the table"


def move(db: sqlite3.Connection, ids: Sequence[int], movement: Movement, stamp: int, *, reply: str | Sequence[str] | None = None,
         next_at: int | None = None, attempts: int = 0, uncertain: int = 0, cause: Cause = Cause.NONE,
         alone: bool = False) -> None:
    """Move carriers along one transition, and what they carry (``alone``: known to carry nothing). AssertionError when a row is
    not where it should be: then two owners are at work, and stopping is better than going on. ``reply``: one for all, or each its own."""
    if not ids:
        return
    each = None if reply is None or isinstance(reply, str) else reply
    if each is not None and len(set(each)) == 1:
        reply, each = each[0], None
    sets, values = _changes(movement, stamp, reply if isinstance(reply, str) else None, next_at, attempts, uncertain)
    # With «+» no partial index is tried: else SQLite prepares the statement anew for every value of ``state``.
    change = f"UPDATE message SET {', '.join(sets)}{', reply = ?' if each is not None else ''} WHERE carrier IS NULL AND +state = ?"
    if each is not None:
        moved = db.executemany(f"{change} AND id = ?",
                               [(*values, words, movement.origin.value, number) for words, number in zip(each, ids, strict=True)]).rowcount
    else:
        moved = sum(db.execute(f"{change} AND id IN ({marks(chunk)})", (*values, movement.origin.value, *chunk)).rowcount
                    for chunk in in_chunks(ids))
    assert moved == len(ids), f"{len(ids) - moved} rows were not {movement.origin}"
    for chunk in in_chunks(ids):
        if not alone:
            db.execute(f"UPDATE message SET {', '.join(sets)} WHERE carrier IN ({marks(chunk)})", (*values, *chunk))
        if movement.target in TOLD_OF:
            db.execute(f"INSERT INTO trouble (message, state, why, cause, at) SELECT id, state, reply, ?, ? FROM message "
                       f"WHERE id IN ({marks(chunk)}) ORDER BY id", (cause.value, stamp, *chunk))
    count(db, movement.origin, -len(ids))
    count(db, movement.target, len(ids))


def _changes(movement: Movement, stamp: int, reply: str | None, next_at: int | None, attempts: int,
             uncertain: int) -> tuple[list[str], list[object]]:
    """The SET clauses of a movement, and their values."""
    sets = ["state = ?", "changed_at = ?"]
    values: list[object] = [movement.target.value, stamp]
    for clause, value in (("reply = ?", reply), ("next_at = ?", next_at), ("attempts = attempts + ?", attempts or None),
                          ("uncertain = uncertain + ?", uncertain or None)):
        if value is not None:
            sets.append(clause)
            values.append(value)
    if movement.target in (State.SUPERSEDED, State.EXPIRED):
        sets.append("live = CASE WHEN uncertain > 0 THEN 1 ELSE 0 END")
    elif movement.target is State.QUEUED and movement.origin is not State.SENDING:
        sets.append("starts = 0")
    return sets, values


def count(db: sqlite3.Connection, state: State, change: int) -> None:
    """Keep the tally of mails a state."""
    db.execute("INSERT INTO tally (state, n) VALUES (?, ?) ON CONFLICT (state) DO UPDATE SET n = n + excluded.n",
               (state.value, change))


def in_chunks(ids: Sequence[int]) -> Iterator[list[int]]:
    """Pieces no longer than a statement takes."""
    for start in range(0, len(ids), CHUNK):
        yield list(ids[start:start + CHUNK])


def marks(values: Sequence[object]) -> str:
    """As many parameters as values."""
    return ",".join("?" * len(values))
