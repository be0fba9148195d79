"""The outbox as people see it: what waits and why, retry, drop, release, what the coordinator has to hear, what is erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.guard import writing
from notifier.edges.ledger.rows import OPEN, Movement, in_chunks, marks, move
from notifier.edges.ledger.store import Store
from notifier.model.message import Cause, State


@dataclass(frozen=True, slots=True)
class Waiting:
    """One mail that has not left: for ``notifier outbox``."""

    id: int
    state: State
    kind: str
    role: str
    item: str | None
    address: str
    subject: str
    next_at: datetime
    valid_until: datetime
    attempts: int
    uncertain: int
    reply: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A mail that did not get through, not yet told to the coordinator."""

    id: int
    message: int
    state: State
    cause: Cause
    why: str
    address: str
    subject: str


class Supervision:
    """Acts and looks of people on the outbox."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def counts(self) -> dict[State, int]:
        """Mails a state, from the tally: costs the same at any size."""
        found = {State(state): n for state, n in self._store.db.execute("SELECT state, n FROM tally")}
        return {state: found.get(state, 0) for state in State}

    def waiting(self, *, limit: int = 200) -> list[Waiting]:
        """What is on its way, what waits, most pressing first, then what is held."""
        rows: list[Any] = []
        for state in (State.SENDING, State.QUEUED, State.HELD):
            rows += self._store.db.execute(WAITING, (state.value, limit - len(rows))).fetchall()
        return [Waiting(number, State(state), kind, role, item, address, subject, instant(next_at), instant(valid_until), attempts,
                        uncertain, reply)
                for number, state, kind, role, item, address, subject, next_at, valid_until, attempts, uncertain, reply in rows]

    def retry(self, message: int, now: datetime) -> bool:
        """A person wants it tried now: held and failed ones are queued again, a queued one does not wait any longer."""
        with writing(self._store) as db:
            row = db.execute("SELECT id, state FROM message WHERE id = (SELECT coalesce(carrier, id) FROM message WHERE id = ?)",
                             (message,)).fetchone()
            if row is None or row[1] not in ("queued", "held", "failed") or self.is_outdated(message):
                return False
            stamp = seconds(now)
            if row[1] != "queued":
                move(db, [row[0]], Movement(State(row[1]), State.QUEUED), stamp, next_at=stamp)
            db.execute("UPDATE message SET next_at = ?, attempts = 0, starts = 0, uncertain = CASE WHEN uncertain > 0 THEN 1 ELSE 0 END "
                       "WHERE id = ?", (stamp, row[0]))
            return True

    def is_outdated(self, message: int) -> bool:
        """Whether this mail failed and something it tells of has changed since: what waited then was withdrawn, and it would now arrive
        behind the newer news."""
        return self._store.db.execute(OUTDATED, (message,)).fetchone() is not None

    def release(self, now: datetime) -> int:
        """The cause is mended: all held mails go back into the queue."""
        with writing(self._store) as db:
            held = sorted(row[0] for row in db.execute("SELECT id FROM message WHERE state = 'held' AND carrier IS NULL"))
            move(db, held, Movement(State.HELD, State.QUEUED), seconds(now), next_at=seconds(now))
            for chunk in in_chunks(held):
                db.execute(f"UPDATE message SET attempts = 0 WHERE id IN ({marks(chunk)})", chunk)
            return len(held)

    def drop(self, message: int, reason: str, now: datetime) -> bool:
        """A person decided that it shall not leave. Its key stays told, so that no later pass makes it anew."""
        with writing(self._store) as db:
            row = db.execute("SELECT id, state FROM message WHERE state IN ('queued', 'held') AND id = "
                             "(SELECT coalesce(carrier, id) FROM message WHERE id = ?)", (message,)).fetchone()
            if row is None:
                return False
            move(db, [row[0]], Movement(State(row[1]), State.FAILED), seconds(now), reply=reason)
            return True

    def troubles_untold(self) -> list[Trouble]:
        """What failed, was held, expired or bounced and no accepted or waiting report names yet, oldest first."""
        return [Trouble(number, message, State(state), Cause(cause), why, address, subject)
                for number, message, state, cause, why, address, subject in self._store.db.execute(UNTOLD)]

    def mark_told(self, ids: Iterable[int], message: int) -> None:
        """These troubles stand in this mail to the coordinator."""
        with writing(self._store) as db:
            db.executemany("UPDATE trouble SET told_in = ? WHERE id = ?", [(message, trouble) for trouble in ids])

    def untell_lost(self) -> None:
        """A mail to the coordinator that did not get through has told nothing: its troubles and notes go into the next one."""
        with writing(self._store) as db:
            self._store.kept.forget_untold()
            for table in ("trouble", "note"):
                db.execute(f"UPDATE {table} SET told_in = NULL WHERE {LOST}")

    def erase_bytes(self, before: datetime) -> int:
        """Forget the stored bytes of mails whose matter ended before ``before`` (152-ФЗ): keys, states and digests stay."""
        with writing(self._store) as db:
            old = [row[0] for row in db.execute("SELECT id FROM skeleton WHERE keep_until < ?", (seconds(before),))]
            erased = 0
            for skeleton in old:
                if db.execute(f"SELECT 1 FROM message WHERE skeleton = ? AND {OPEN} LIMIT 1", (skeleton,)).fetchone():
                    continue
                erased += db.execute("UPDATE message SET skeleton = NULL, slots = NULL WHERE skeleton = ?", (skeleton,)).rowcount
                db.execute("DELETE FROM skeleton WHERE id = ?", (skeleton,))
            return erased


WAITING = f"""
    SELECT id, state, kind, role, item, address, subject, next_at, valid_until, attempts, uncertain, reply
    FROM message WHERE state = ? AND {OPEN} AND carrier IS NULL
    ORDER BY lane, priority, next_at, id LIMIT ?
"""

OUTDATED = """
    SELECT 1 FROM message asked JOIN message mail ON mail.id = coalesce(asked.carrier, asked.id)
    JOIN message told ON told.id = mail.id OR told.carrier = mail.id JOIN event e ON e.id = told.event
    WHERE asked.id = ? AND mail.state = 'failed' AND told.sequence < e.sequence
"""

LOST = "told_in IN (SELECT m.id FROM message m WHERE m.id = told_in AND m.state IN ('failed', 'expired', 'bounced'))"
"""What stood in a report that is known not to have reached her."""

UNTOLD = """
    SELECT t.id, t.message, t.state, t.cause, t.why, m.address, m.subject
    FROM trouble t JOIN message m ON m.id = t.message WHERE t.told_in IS NULL ORDER BY t.id LIMIT 1000
"""
