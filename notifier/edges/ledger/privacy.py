"""What the ledger knows of a person, and its erasure (152-ФЗ): addresses, names and bytes go, keys and states stay.

Promises: an erased person's row keeps its number under a tombstone (a keyed hash), so every key that was told stays told and
nothing is sent again; after ``compact`` no gap of the file remembers anything either. What stands outside the ledger - the list of people,
backups, a maildir - is the caller's to name.
"""

import email
import email.policy
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from notifier.core.compose.stored import materialise
from notifier.edges.ledger import wal
from notifier.edges.ledger.codec import instant
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import ERASED, count_fact
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LedgerError, Store

GONE = "стёрто"


@dataclass(frozen=True, slots=True)
class Erased:
    """How much was erased. ``reports``: mails to others that name the person, also those that have not left yet and stay as they are."""

    messages: int
    notes: int
    reports: int


class Privacy:
    """Looks through the whole ledger: seconds at most, and only when a person asks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db = store.db
        self._outbox = Outbox(store)

    # --- looking

    def export(self, address: str) -> dict[str, Any] | None:
        """Everything known of the person with this address; None when nothing is."""
        address = address.casefold()
        person = self._row("SELECT id, address, name, school, joined_at, left_at, absent_at, state, why FROM person WHERE address = ?",
                           address)
        number, name = (person["id"], person["name"]) if person else (-1, "")
        data = {
            "person": person,
            "messages": [{**row, "mail": self._mail(row["id"])} for row in self._rows(MESSAGES, number, address)],
            "answers": self._rows("SELECT e.item, e.uid, a.partstat, a.sequence, a.dtstamp, a.trust, a.sender, a.comment, a.at "
                                  "FROM answer a LEFT JOIN event e ON e.id = a.event WHERE a.address = ? OR a.sender = ?",
                                  address, address),
            "bounces": self._rows("SELECT message, hard, code, why, at FROM bounce WHERE address = ? ORDER BY id", address),
            "notes": [{"topic": topic, "text": text, "at": _moment(at)} for _, topic, text, at in self._notes(address, name)],
            "reports": [{"message": found, "to": to, "subject": subject} for found, to, subject, _ in self._reports(address, name)],
        }
        return data if any(data.values()) else None

    def _row(self, sql: str, *values: object) -> dict[str, Any] | None:
        rows = self._rows(sql, *values)
        return rows[0] if rows else None

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        cursor = self._db.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [{name: _moment(value) if name.endswith("_at") or name in ("at", "dtstamp", "due") else value
                 for name, value in zip(names, row, strict=True)} for row in cursor]

    def _mail(self, message: int) -> str | None:
        content = self._outbox.bytes_of(message, materialise)
        return None if content is None else content.decode("utf-8", "replace")

    def _notes(self, address: str, name: str) -> list[tuple[int, str, str, int]]:
        return [(number, topic, text, at) for number, topic, key, text, at in
                self._db.execute("SELECT id, topic, key, text, at FROM note ORDER BY id") if _names(f"{key}\n{text}", address, name)]

    def _reports(self, address: str, name: str) -> list[tuple[int, str, str, str]]:
        """Mails to others whose text or subject names the person: digests, alarms, acknowledgements."""
        found = []
        for number, to, subject, state, content, slots in self._db.execute(REPORTS, (address,)).fetchall():
            if _names(subject, address, name) or _names(_text(materialise(content, slots)), address, name):
                found.append((number, to, subject, state))
        return found

    # --- erasing

    def erase(self, address: str, secret: bytes, stamp: int) -> Erased:
        """Forget the person. Call inside a transaction, with nothing on its way. LedgerError when something is."""
        address = address.casefold()
        row = self._db.execute("SELECT id, name FROM person WHERE address = ?", (address,)).fetchone()
        number, name = row or (-1, "")
        if self._db.execute(f"SELECT 1 FROM message WHERE state = 'sending' AND {THEIRS}", (number, address)).fetchone():
            raise LedgerError("Письмо этому человеку сейчас в пути; повторите через минуту.")
        tombstone = self._tombstone(address, secret)
        self._outbox.supersede_message([found for (found,) in self._db.execute(
            f"SELECT id FROM message WHERE state IN ('queued', 'held') AND {THEIRS}", (number, address)).fetchall()],
            "the person was erased", instant(stamp))
        reports = self._reports(address, name)
        for found, _, _, state in reports:
            if state not in ("queued", "sending", "held"):
                self._forget_bytes(found, subject=GONE)
        messages = self._erase_messages(number, address, tombstone)
        notes = self._notes(address, name)
        self._store.kept.forget_untold()
        for found, *_ in notes:
            self._db.execute("UPDATE note SET key = ?, text = ?, told_in = coalesce(told_in, 0) WHERE id = ?",
                             (f"{tombstone}|{found}", GONE, found))
        for sql, values in (
            ("UPDATE answer SET address = ?, sender = '', comment = '' WHERE address = ?", (tombstone, address)),
            ("UPDATE answer SET sender = '', comment = '' WHERE sender = ?", (address,)),
            ("UPDATE bounce SET address = ?, why = '' WHERE address = ?", (tombstone, address)),
            ("UPDATE message SET reply = '' WHERE instr(reply, ?) > 0", (address,)),
            ("UPDATE trouble SET why = '' WHERE instr(why, ?) > 0", (address,))):
            self._db.execute(sql, values)
        self._erase_meta(address, name, tombstone)
        if row is not None:
            self._db.execute("UPDATE person SET address = ?, name = '', school = '', why = '', state = 'ok', absent_at = NULL, "
                             "left_at = coalesce(left_at, ?) WHERE id = ?", (tombstone, stamp, number))
            count_fact(self._store)
        return Erased(messages, len(notes), len(reports))

    def compact(self) -> bool:
        """Write the file anew without its gaps: what was overwritten or deleted years ago still stands in them. Outside of a
        transaction; needs as much room again. False when that was not possible (the data are erased, the gaps remain)."""
        try:
            self._db.execute("VACUUM")
            return wal.forget(self._db)
        except sqlite3.Error:
            return False

    def _tombstone(self, address: str, secret: bytes) -> str:
        mark = hashlib.blake2b(address.encode(), digest_size=8, key=secret[:64]).hexdigest()
        n = 1
        while True:
            tombstone = f"erased-{mark}{f'-{n}' if n > 1 else ''}@{ERASED}"
            if self._db.execute(BURIED, (tombstone,) * 3).fetchone() is None:
                return tombstone
            n += 1

    def _erase_messages(self, number: int, address: str, tombstone: str) -> int:
        ids = [found for (found,) in self._db.execute(f"SELECT id FROM message WHERE {THEIRS}", (number, address)).fetchall()]
        for found in ids:
            self._forget_bytes(found)
            self._db.execute("UPDATE trouble SET why = '' WHERE message = ?", (found,))
            self._db.execute("UPDATE message SET address = ?, reply = '' WHERE id = ?", (tombstone, found))
        return len(ids)

    def _forget_bytes(self, message: int, *, subject: str | None = None) -> None:
        skeleton = self._db.execute("SELECT skeleton FROM message WHERE id = ?", (message,)).fetchone()[0]
        self._db.execute("UPDATE message SET skeleton = NULL, slots = NULL, subject = coalesce(?, subject) WHERE id = ?",
                         (subject, message))
        if skeleton is not None and not self._db.execute("SELECT 1 FROM message WHERE skeleton = ?", (skeleton,)).fetchone():
            self._db.execute("DELETE FROM skeleton WHERE id = ?", (skeleton,))

    def _erase_meta(self, address: str, name: str, tombstone: str) -> None:
        for key, value in list(self._store.kept.values().items()):
            fresh = _address(address).sub(tombstone, value)
            fresh = _name(name).sub(GONE, fresh) if len(name) > 3 else fresh
            self._store.kept.put(key, fresh)


def _names(text: str, address: str, name: str) -> bool:
    return _address(address).search(text) is not None or (len(name) > 3 and _name(name).search(text) is not None)


@lru_cache(maxsize=8)
def _address(address: str) -> re.Pattern[str]:
    """This address and no longer one that holds it: erasing «na@mail.example» leaves «anna@mail.example» alone."""
    return re.compile(rf"(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)", re.IGNORECASE)


@lru_cache(maxsize=8)
def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)


def _text(content: bytes) -> str:
    """The words of one of our own mails."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = [str(part.get_content()) for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(message.get("Subject", "")), *parts])


def _moment(value: object) -> object:
    return instant(value).isoformat() if isinstance(value, int) else value


BURIED = ("SELECT 1 FROM person WHERE address = ? UNION ALL SELECT 1 FROM message WHERE address = ? "
          "UNION ALL SELECT 1 FROM answer WHERE address = ?")
"""Whether a tombstone is taken: a host stands in no list of people, and may be erased, told again and erased once more."""

THEIRS = "((person > 0 AND person = ?) OR address = ?)"

MESSAGES = f"""
    SELECT id, kind, role, item, sequence, start, step, address, state, due, subject, message_id, reply, created_at, changed_at
    FROM message WHERE {THEIRS} ORDER BY id
"""

REPORTS = """
    SELECT m.id, m.address, m.subject, m.state, s.bytes, m.slots FROM message m JOIN skeleton s ON s.id = m.skeleton
    WHERE m.person = 0 AND m.address <> ? ORDER BY m.id
"""
