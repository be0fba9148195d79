"""Letters into the message table: keys already told are left out by the UNIQUE index, not by looking first."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.due import OFFICE, URGENT, WINDOW
from notifier.edges.ledger.rows import count
from notifier.edges.ledger.sqlite import sqlite3
from notifier.model.message import Letter, State, Subject
from notifier.model.notice import Role

Copy = tuple[int, str, int, str, bytes, bytes]
"""One person's copy of a letter: person, address, turn, Message-ID, slots, their seal."""

INSERT = """
    INSERT INTO message (kind, role, item, event, sequence, start, step, person, address, turn, carrier, lane, urgent, priority,
                         due, next_at, valid_until, method, subject, message_id, skeleton, slots, digest, created_at, changed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
"""


def insert_letters(db: sqlite3.Connection, letters: Iterable[tuple[Letter, bytes]], stamp: int) -> int:
    """Whole mails, each with its own skeleton row. Returns the number of new mails."""
    events = _Events(db)
    new = 0
    for letter, content in letters:
        skeleton = _skeleton(db, content, seconds(letter.valid_until))
        if _insert(db, letter, events, skeleton, None, sha256(content).digest(), stamp):
            new += 1
        else:
            db.execute("DELETE FROM skeleton WHERE id = ?", (skeleton,))
    count(db, State.QUEUED, new)
    return new


def insert_filled(db: sqlite3.Connection, content: bytes, letter: Letter, copies: Iterable[Copy], stamp: int) -> int:
    """One skeleton and one letter for many copies. Returns the number of new mails. Bounded memory whatever the number."""
    skeleton = _skeleton(db, content, seconds(letter.valid_until))
    events = _Events(db)
    if len(letter.subjects) > 1:
        new = sum(_insert(db, replace(letter, person=person, address=address, turn=turn, message_id=message_id), events, skeleton,
                          slots, digest, stamp) for person, address, turn, message_id, slots, digest in copies)
    else:
        subject = letter.subjects[0] if letter.subjects else Subject()
        same = _values(letter, subject, events, None, skeleton, None, None, stamp)
        before, between, stamps = same[:7], same[10:19], same[23:]
        new = max(db.executemany(INSERT, (
            (*before, person, address, turn, *between, message_id, skeleton, slots, digest, *stamps)
            for person, address, turn, message_id, slots, digest in copies)).rowcount, 0)
    if not new:
        db.execute("DELETE FROM skeleton WHERE id = ?", (skeleton,))
    count(db, State.QUEUED, new)
    return new


def _insert(db: sqlite3.Connection, letter: Letter, events: "_Events", skeleton: int, slots: bytes | None, digest: bytes,
            stamp: int) -> bool:
    """The first subject not told yet becomes the carrier, the other new ones are carried. False when all were told."""
    carrier: int | None = None
    for subject in letter.subjects or (Subject(),):
        first = carrier is None
        values = _values(letter, subject, events, carrier, skeleton if first else None, slots if first else None,
                         digest if first else None, stamp)
        row = db.execute(INSERT + " RETURNING id", values).fetchone()
        if row is not None and first:
            carrier = int(row[0])
    return carrier is not None


def _values(letter: Letter, subject: Subject, events: "_Events", carrier: int | None, skeleton: int | None, slots: bytes | None,
            digest: bytes | None, stamp: int) -> tuple[object, ...]:
    due = seconds(letter.due)
    return (letter.kind.value, letter.role.value, subject.item, events[subject.uid], subject.sequence, subject.start, subject.step,
            letter.person, letter.address, letter.turn, carrier, _lane(letter), int(letter.urgent), letter.priority,
            due, due, seconds(letter.valid_until), letter.method, letter.subject, letter.message_id if carrier is None else "",
            skeleton, slots, digest, stamp, stamp)


def _lane(letter: Letter) -> int:
    if letter.role in (Role.COORDINATOR, Role.ADMIN):
        return OFFICE
    return URGENT if letter.urgent else WINDOW


def _skeleton(db: sqlite3.Connection, content: bytes, keep_until: int) -> int:
    return int(db.execute("INSERT INTO skeleton (bytes, keep_until) VALUES (?, ?) RETURNING id", (content, keep_until)).fetchone()[0])


class _Events(dict[str, int]):
    """Numbers of events by UID, asked once each; 0 for what is about no event. KeyError for an event never recorded."""

    def __init__(self, db: sqlite3.Connection) -> None:
        super().__init__({"": 0})
        self._db = db

    def __missing__(self, uid: str) -> int:
        row = self._db.execute("SELECT id FROM event WHERE uid = ?", (uid,)).fetchone()
        if row is None:
            raise KeyError(f"event {uid} must be recorded before it is told (promise 1)")
        self[uid] = int(row[0])
        return self[uid]
