"""What is due: the lanes whose gates are open, and in them the most pressing rows.

Promises: found by the index ``message_due``, whatever else is stored; among what may go ``priority`` decides, then the instant, then the
number. After a crash the rows that were open come one by one. A probe is whoever was tried least.
"""

from collections.abc import Iterator, Sequence

from notifier.edges.ledger.sqlite import sqlite3

OFFICE, URGENT, WINDOW = 0, 1, 2
"""The lanes of the schema: what waits at no gate, at the urgent one, at the sending window."""


def open_lanes(*, participants_open: bool, urgent_open: bool) -> list[int]:
    """The lanes that wait at no closed gate."""
    return [OFFICE, *([URGENT] if urgent_open or participants_open else []), *([WINDOW] if participants_open else [])]


def anything_waits(db: sqlite3.Connection) -> bool:
    """The common answer is no, and then one probe is enough."""
    return db.execute(WAITS).fetchone() is not None


def due_rows(db: sqlite3.Connection, stamp: int, limit: int, lanes: Sequence[int], *,
             probe: bool = False) -> list[tuple]:  # type: ignore[type-arg]
    """The first ``limit`` due rows over all open lanes: (priority, next_at, starts, id, stale, ...Claimed's rest, carries). For
    a ``probe`` those first that were tried least: mails that kill each line would else be all probes, and hold up whoever came later."""
    rows: list[tuple] = []  # type: ignore[type-arg]
    for lane in lanes if anything_waits(db) else ():
        for priority in _priorities(db, lane):
            rows += db.execute(PROBE if probe else DUE, (stamp, lane, priority, limit)).fetchall()
    rows.sort(key=lambda row: (row[9] if probe else 0, row[0], row[1], row[3]))
    return rows[:limit]


def earliest(db: sqlite3.Connection, lanes: Sequence[int]) -> int | None:
    """The earliest next attempt in these lanes; None when nothing waits there."""
    if not anything_waits(db):
        return None
    return min((row[0] for lane in lanes for priority in _priorities(db, lane) for row in db.execute(EARLIEST, (lane, priority))),
               default=None)


def hasten(db: sqlite3.Connection, event_id: int, kind: str, until: int) -> int:
    """Mails of this event that wait for the sending window and lose their truth by ``until`` wait for the urgent gate. Returns how many."""
    return db.execute(HASTEN, (event_id, kind, until)).rowcount


def suspects_alone(due: list[tuple], *, flying: bool) -> list[tuple]:  # type: ignore[type-arg]
    """After a crash the rows that were open go one by one, and none while others fly, so that only the guilty one is open at the next
    crash."""
    for n, row in enumerate(due):
        if row[2]:
            return due[:n] if n or flying else due[:1]
    return due


def _priorities(db: sqlite3.Connection, lane: int) -> Iterator[int]:
    """The priorities present in a lane's queue, one index probe each: rows that wait for later must not be walked through."""
    last = -1
    while (found := db.execute(NEXT_PRIORITY, (lane, last)).fetchone()[0]) is not None:
        yield found
        last = found


WAITS = "SELECT 1 FROM message WHERE state = 'queued' AND carrier IS NULL AND lane >= 0 LIMIT 1"
"""The lane is named so that ``message_due`` answers: in ``message_open`` what is held stands before."""

NEXT_PRIORITY = "SELECT min(priority) FROM message WHERE state = 'queued' AND carrier IS NULL AND lane = ? AND priority > ?"

DUE = """
    SELECT m.priority, m.next_at, m.starts, m.id,
           p.id IS NOT NULL AND (p.state = 'paused' OR (p.state = 'muted' AND m.kind = 'reminder') OR p.address <> m.address
                                 OR (p.left_at IS NOT NULL AND m.kind <> 'cancellation')),
           m.address, m.skeleton, m.slots, m.digest, m.attempts + 1, m.uncertain, m.turn, m.message_id, m.event, m.step, m.due,
           m.valid_until, EXISTS (SELECT 1 FROM message c WHERE c.carrier = m.id)
    FROM message m LEFT JOIN person p ON p.id = m.person
    WHERE m.state = 'queued' AND m.carrier IS NULL AND m.next_at <= ? AND m.lane = ? AND m.priority = ?
    ORDER BY m.next_at, m.id LIMIT ? + 0
"""
"""Due rows of one lane and priority by ``message_due``; the fifth column says that the person must not get it
any more, the last one that it carries others. A bare ``LIMIT ?`` is looked at when the statement is planned: SQLite would then plan it anew
at each claim, which takes fifteen times as long as the search."""

PROBE = DUE.replace("ORDER BY", "ORDER BY m.attempts,")
"""Walks through all that is due, once after a rest."""

EARLIEST = ("SELECT next_at FROM message WHERE state = 'queued' AND carrier IS NULL AND lane = ? AND priority = ? "
            "ORDER BY next_at LIMIT 1")

HASTEN = (f"UPDATE message SET lane = {URGENT}, urgent = 1 WHERE state = 'queued' AND carrier IS NULL AND lane = {WINDOW} "
          "AND event = ? AND kind = ? AND valid_until <= ?")
"""By ``message_due``: costs by what waits."""
