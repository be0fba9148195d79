"""Looks at what was sent: for the journal, ``notifier log``, reports and acknowledgements. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.rows import marks
from notifier.edges.ledger.store import Store
from notifier.model.message import Cause, State
from notifier.model.notice import Role


class Refusal(NamedTuple):
    """A mail to one of the people that a server refused for good, because of its address, while it was sent. ``trouble``: its entry."""

    trouble: int
    address: str
    role: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail as the ledger knows it. ``items`` and ``subjects`` cover the merged ones; ``state`` at the time of looking."""

    id: int
    kind: str
    role: str
    step: str
    item: str | None
    items: tuple[str, ...]
    uid: str
    sequence: int
    start: str
    address: str
    method: str
    subject: str
    state: str
    at: datetime
    message_id: str
    reply: str = ""


COLUMNS = ("m.id, m.kind, m.role, m.step, m.item, coalesce(e.uid, ''), m.sequence, m.start, m.address, m.method, m.subject, m.state, "
           "m.changed_at, m.message_id, m.reply")
FROM = "FROM message m LEFT JOIN event e ON e.id = m.event"
PEOPLE = f"(m.role = '{Role.LIBRARIAN.value}' OR m.role = '{Role.HOST.value}')"
LAST_STAYED = """
    SELECT max(changed_at) FROM message WHERE live = 1 AND event IN (SELECT id FROM event UNION ALL SELECT 0)
    AND person = (SELECT person FROM message WHERE id = ?) AND address = ? AND state = 'sent' AND carrier IS NULL AND changed_at < ?
"""
"""By the index of keys, event by event: addresses have none, and a million rows take a third of a second a bounce."""


class Record:
    """What was told, in the ledger's words."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._db = store.db
        self._zone = zone

    def by_message_id(self, message_id: str) -> Sent | None:
        """The mail of this Message-ID (the newest, should several rows share it)."""
        row = self._db.execute(f"SELECT {COLUMNS} {FROM} WHERE m.message_id = ? AND m.message_id <> '' AND m.carrier IS NULL "
                               "ORDER BY m.id DESC LIMIT 1", (message_id,)).fetchone()
        return self._sent(row) if row else None

    def answered(self, references: Sequence[str]) -> list[Sent]:
        """The mails of ours that a letter refers to, in its order."""
        return [sent for reference in references if (sent := self.by_message_id(reference)) is not None]

    def newest(self) -> int:
        """The number of the newest mail, 0 before the first."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()[0])

    def by_number(self, number: int) -> Sent | None:
        """The mail of this number."""
        row = self._db.execute(f"SELECT {COLUMNS} {FROM} WHERE m.id = ? AND m.carrier IS NULL", (number,)).fetchone()
        return self._sent(row) if row else None

    def addressees(self, event_id: int, kinds: Sequence[str]) -> tuple[str, ...]:
        """Every address that was told a state of this event."""
        return tuple(address for (address,) in self._db.execute(
            f"SELECT DISTINCT address FROM message WHERE event = ? AND kind IN ({marks(kinds)}) AND live = 1 ORDER BY address",
            (event_id, *kinds)))

    def number_of(self, message_id: str) -> int:
        """The number of the mail of this Message-ID; 0 when there is none."""
        row = self._db.execute("SELECT id FROM message WHERE message_id = ? AND message_id <> '' ORDER BY id DESC LIMIT 1",
                               (message_id,)).fetchone()
        return int(row[0]) if row else 0

    def log(self, *, item: str = "", address: str = "", limit: int = 200) -> list[Sent]:
        """The newest mails about an item or to an address (or all), newest last."""
        where, values = ["m.carrier IS NULL"], []
        if item:
            where.append("(m.item = ? OR m.id IN (SELECT carrier FROM message WHERE item = ? AND carrier IS NOT NULL))")
            values += [item, item]
        if address:
            where.append("m.address = ?")
            values.append(address)
        rows = self._db.execute(f"SELECT {COLUMNS} {FROM} WHERE {' AND '.join(where)} ORDER BY m.id DESC LIMIT ?",
                                (*values, limit)).fetchall()
        return [self._sent(row) for row in reversed(rows)]

    def waiting_circulars(self) -> list[tuple[int, str, str, bool, int]]:
        """What is queued to participants and hosts, alike mails as one: (first number, kind, subject, urgent, how many)."""
        return [(number, kind, subject, bool(urgent), count) for number, kind, subject, urgent, count in self._db.execute(
            "SELECT min(id), kind, subject, urgent, count(*) FROM message WHERE state = 'queued' AND carrier IS NULL AND lane > 0 "
            "GROUP BY kind, role, event, step, subject, urgent ORDER BY min(id)")]

    def began(self, year: str) -> datetime | None:
        """When the first overview of this school year was made: every mail to participants about its plan comes after it."""
        row = self._db.execute("SELECT min(created_at) FROM message WHERE event = 0 AND kind = 'overview' AND step = ?", (year,)).fetchone()
        return instant(row[0], self._zone) if row[0] is not None else None

    def sent_count(self, role: Role, since: datetime) -> int:
        """How many mails to this role, made since then, were accepted by a server."""
        return int(self._db.execute("SELECT count(*) FROM message WHERE role = ? AND state IN ('sent', 'bounced') AND carrier IS NULL "
                                    "AND created_at >= ?", (role.value, seconds(since))).fetchone()[0])

    def expired_events(self, after_trouble: int) -> list[int]:
        """The events whose messages expired since that entry of the trouble list."""
        return [row[0] for row in self._db.execute(
            "SELECT DISTINCT m.event FROM trouble t JOIN message m ON m.id = t.message OR m.carrier = t.message "
            "WHERE t.id > ? AND t.state = 'expired' AND m.event > 0", (after_trouble,))]

    def last_trouble(self) -> int:
        """The number of the newest entry of the trouble list."""
        return int(self._db.execute("SELECT coalesce(max(id), 0) FROM trouble").fetchone()[0])

    def refusals(self, *, after: int = 0) -> list[Refusal]:
        """Every refusal of one of the people's addresses behind this entry of the trouble list, oldest first."""
        return [Refusal(number, address, role, why, instant(at, self._zone)) for number, address, role, why, at in self._db.execute(
            f"SELECT t.id, m.address, m.role, t.why, t.at FROM trouble t JOIN message m ON m.id = t.message "
            f"WHERE t.id > ? AND t.state = 'failed' AND t.cause = ? AND {PEOPLE} ORDER BY t.id", (after, Cause.ADDRESS.value))]

    def last_taken(self, since: datetime) -> dict[str, datetime]:
        """When a server last took a mail for each of the people's addresses, as far as that was since then."""
        return {address: instant(at, self._zone) for address, at in self._db.execute(
            f"SELECT m.address, max(m.changed_at) FROM message m WHERE m.state = 'sent' AND {PEOPLE} AND m.changed_at >= ? "
            "GROUP BY m.address", (seconds(since),))}

    def last_stayed(self, sent: Sent) -> datetime | None:
        """When the newest mail left for this one's address that did not come back, of those before it."""
        (at,) = self._db.execute(LAST_STAYED, (sent.id, sent.address, seconds(sent.at))).fetchone()
        return instant(at, self._zone) if at is not None else None

    def undelivered(self, since: datetime) -> list[tuple[str, State, str, str]]:
        """(address, state, why, subject) of everything made since then that never arrived."""
        return [(a, State(state), w, s) for a, state, w, s in self._db.execute(
            "SELECT m.address, t.state, t.why, m.subject FROM trouble t JOIN message m ON m.id = t.message "
            "WHERE t.state IN ('failed', 'bounced') AND m.state = t.state AND m.created_at >= ? ORDER BY t.id", (seconds(since),))]

    def _sent(self, row: Sequence[object]) -> Sent:
        number = int(str(row[0]))
        items = [str(row[4])] if row[4] else []
        items += [found for (found,) in self._db.execute("SELECT item FROM message WHERE carrier = ? ORDER BY id", (number,)) if found]
        texts = [str(value) if value is not None else "" for value in row]
        return Sent(number, texts[1], texts[2], texts[3], texts[4] or None, tuple(dict.fromkeys(items)), texts[5], int(texts[6]),
                    texts[7], texts[8], texts[9], texts[10], texts[11], instant(int(texts[12]), self._zone), texts[13], texts[14])
