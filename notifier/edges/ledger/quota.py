"""The attempts a second, for the sliding limits: what a provider counts, whatever became of it. Survives restarts."""

from collections.abc import Sequence

from notifier.edges.ledger.rows import in_chunks, marks
from notifier.edges.ledger.sqlite import sqlite3

KEPT_SECONDS = 2 * 86_400


def count_attempts(db: sqlite3.Connection, stamp: int, attempts: int) -> None:
    """So many recipients were tried in this second."""
    if attempts:
        db.execute("INSERT INTO quota (second, attempts) VALUES (?, ?) "
                   "ON CONFLICT (second) DO UPDATE SET attempts = attempts + excluded.attempts", (stamp, attempts))


def give_back(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Attempts that never reached the server, or did later, do not count where they were claimed. ``changed_at`` is their claim."""
    for chunk in in_chunks(ids):
        claimed = db.execute(f"SELECT changed_at, count(*) FROM message WHERE id IN ({marks(chunk)}) GROUP BY changed_at",
                             chunk).fetchall()
        db.executemany("UPDATE quota SET attempts = max(attempts - ?, 0) WHERE second = ?", [(n, second) for second, n in claimed])


def attempts_between(db: sqlite3.Connection, first: int, last: int) -> int:
    """How many recipients were tried from one second to another."""
    return int(db.execute("SELECT coalesce(sum(attempts), 0) FROM quota WHERE second BETWEEN ? AND ?", (first, last)).fetchone()[0])


def first_attempt_since(db: sqlite3.Connection, stamp: int) -> int | None:
    """The first second with an attempt at or after this one."""
    found: int | None = db.execute("SELECT min(second) FROM quota WHERE second >= ? AND attempts > 0", (stamp,)).fetchone()[0]
    return found


def forget_attempts(db: sqlite3.Connection, stamp: int) -> None:
    """Drop what no limit looks at any more."""
    db.execute("DELETE FROM quota WHERE second < ?", (stamp - KEPT_SECONDS,))
