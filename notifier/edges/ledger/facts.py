"""Small facts: arming, the last pass, notes for the coordinator, expansions, approvals, answers, bounces, the inbox."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache

from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.store import Store
from notifier.model.fact import Answer, Partstat, Trust


@dataclass(frozen=True, slots=True)
class Note:
    """A thing the coordinator is to be told in words, once."""

    id: int
    topic: str
    item: str | None
    text: str
    at: datetime


BROUGHT_BACK = "brought-back"
"""The value that keeps when addresses were brought back."""
DONE_UNTIL = "done-until"
"""The value that keeps, of a copy put back, until when the ledger it took the place of had carried letters out."""
LETTER = "letter"
"""The topic of a note about a letter for the coordinator to read: told at once, for the writer waits for an answer of a person."""
DECISION, TAKEN, NOT_TAKEN = "decision", "taken", "not-taken"
"""Topics of what answers a letter of hers: an order of it was carried out, or was not, or anything else."""

ASKED_LATE = ("SELECT m.key FROM meta m WHERE m.key LIKE 'asked:<%' AND NOT EXISTS (SELECT 1 FROM message s "
              "WHERE s.message_id = substr(m.key, 7) AND s.message_id <> '' AND s.created_at >= ?)")
"""By ``message_mid``, which names its condition: without that a country's mails would be walked through for each of her digests."""

ANSWER = "address, partstat, sequence, dtstamp, trust, sender, comment"


class Facts:
    """The meta, note, expansion, approval, answer, bounce and inbox tables. Writes belong inside a transaction."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._db = store.db
        self._kept = store.kept
        self._zone = zone

    # --- what is old

    def forget_old(self, before: datetime) -> int:
        """Delete what nobody needs any more: digests of letters heard, notes told, what a digest offered, before that instant."""
        stamp = seconds(before)
        heard = self._db.execute("DELETE FROM inbox WHERE at < ?", (stamp,)).rowcount
        told = self._db.execute("DELETE FROM note WHERE at < ? AND told_in IS NOT NULL", (stamp,)).rowcount  # untold ones stay
        late = self._db.execute(ASKED_LATE, (stamp,)).fetchall()
        for (key,) in late:
            self._kept.put(key, None)
        return heard + told + len(late)

    # --- single values

    def get(self, key: str) -> str | None:
        """A small value, or None."""
        return self._kept.get(key)

    def put(self, key: str, value: str | None) -> None:
        """Store a small value; None removes it. What is there already is not written again."""
        self._kept.put(key, value)

    def get_json(self, key: str) -> dict[str, object]:
        """A small JSON object, empty when never stored."""
        text = self._kept.get(key)
        return dict(_object(text)) if text else {}

    def instant(self, key: str) -> datetime | None:
        """A single instant, or None."""
        text = self._kept.get(key)
        return instant(int(text), self._zone) if text else None

    def numbers(self, key: str) -> dict[str, int]:
        """The same of whole numbers: counts, or instants in seconds."""
        return {name: int(str(number)) for name, number in self.get_json(key).items()}

    def put_json(self, key: str, value: Mapping[str, object]) -> None:
        """Store a small JSON object; an empty one is none."""
        self.put(key, json.dumps(value, ensure_ascii=False, sort_keys=True) if value else None)

    def armed(self, plan: str) -> datetime | None:
        """When this plan was armed; None when it is not (a fresh installation, a new plan, a hold)."""
        data = self.get_json("armed")
        if data.get("plan") != plan or data.get("hold"):
            return None
        at = data.get("at")
        return instant(at, self._zone) if isinstance(at, int) else None

    def former_yes(self, plan: str) -> datetime | None:
        """When a plan of another school year was armed, while this one waits for its yes; None where that is not so, or all is held."""
        armed = str(self.get_json("armed").get("plan") or "")
        return self.armed(armed) if armed and armed.partition("|")[0] != plan.partition("|")[0] else None

    def arm(self, plan: str, at: datetime) -> None:
        """A person saw what would go out and said yes."""
        self.put_json("armed", {"plan": plan, "at": seconds(at)})

    def disarm(self, why: str) -> None:
        """Nothing goes to participants until a person says yes again."""
        self.put_json("armed", {"hold": why})

    def hold_reason(self) -> str:
        """Why a once armed service is held, empty when it never was."""
        return str(self.get_json("armed").get("hold") or "")

    # --- expansions

    def expanded(self) -> dict[tuple[int, int, str, str, str], str]:
        """(event, sequence, kind, step, start) -> the roster each notice was expanded for. Dozens of rows an event."""
        return dict(self._kept.expanded())

    def mark_expanded(self, key: tuple[int, int, str, str, str], roster: str) -> None:
        """The notice's whole audience of this roster is in the outbox."""
        self._kept.mark_expanded(key, roster)

    def forget_expansions(self, event_id: int) -> None:
        """Look at every person of this event again at the next pass."""
        self._kept.forget_expansions(event_id)

    # --- approvals

    def approved(self) -> set[tuple[int, int]]:
        """The (event, sequence) pairs a person released."""
        return set(self._kept.approved())

    def approve(self, pairs: Iterable[tuple[int, int]], at: datetime) -> None:
        """A person saw these and said yes."""
        self._kept.approve(pairs, seconds(at))

    # --- notes

    def note(self, topic: str, key: str, text: str, at: datetime, item: str | None = None) -> bool:
        """Remember to tell the coordinator. The same (topic, key) is noted once; True when new."""
        self._kept.forget_untold()
        return self._db.execute(
            "INSERT INTO note (topic, key, item, text, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (topic, key) DO NOTHING",
            (topic, key, item, text, seconds(at))).rowcount > 0

    def untold(self, topics: Sequence[str] = ()) -> list[Note]:
        """Notes not yet told, oldest first; of these topics, or all."""
        return [Note(i, t, item, text, instant(at, self._zone)) for i, t, item, text, at in self._kept.untold()
                if not topics or t in topics]

    def mark_told(self, notes: Iterable[Note], told_in: int) -> None:
        """These notes stand in that message."""
        self._kept.forget_untold()
        self._db.executemany("UPDATE note SET told_in = ? WHERE id = ?", [(told_in, note.id) for note in notes])

    def topics_told(self, message: int) -> set[str]:
        """The topics of the notes that stand in this mail of hers, as long as they are kept."""
        return {topic for topic, in self._db.execute("SELECT DISTINCT topic FROM note WHERE told_in = ?", (message,))}

    # --- answers

    def answers(self, event_id: int) -> list[Answer]:
        """The newest answer of each attendee (``uid`` left empty: the caller knows the event)."""
        rows = self._db.execute(f"SELECT {ANSWER} FROM answer WHERE event = ? ORDER BY address", (event_id,))
        return [self._answer(row) for row in rows]

    def answer_of(self, event_id: int, address: str) -> Answer | None:
        """The newest answer of one attendee."""
        row = self._db.execute(f"SELECT {ANSWER} FROM answer WHERE event = ? AND address = ?", (event_id, address)).fetchone()
        return self._answer(row) if row else None

    def _answer(self, row: tuple[str, str, int, int, str, str, str]) -> Answer:
        address, partstat, sequence, dtstamp, trust, sender, comment = row
        return Answer("", address, Partstat(partstat), sequence, instant(dtstamp, self._zone), Trust(trust), sender, comment)

    def answered(self, event_id: int, answer: Answer, at: datetime) -> bool:
        """Take an answer into account unless a newer (sequence, DTSTAMP) is known. True when it changed anything."""
        return self._db.execute(
            "INSERT INTO answer (event, address, partstat, sequence, dtstamp, trust, sender, comment, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (event, address) DO UPDATE SET partstat = excluded.partstat, "
            "sequence = excluded.sequence, dtstamp = excluded.dtstamp, trust = excluded.trust, sender = excluded.sender, "
            "comment = excluded.comment, at = excluded.at "
            "WHERE (excluded.sequence, excluded.dtstamp) > (answer.sequence, answer.dtstamp)",
            (event_id, answer.address, answer.partstat.value, answer.sequence, seconds(answer.dtstamp), answer.trust.value,
             answer.sender, answer.comment, seconds(at))).rowcount > 0

    # --- the inbox

    def seen(self, digest: str) -> bool:
        """Whether a message of this content was already taken into account."""
        return self._db.execute("SELECT 1 FROM inbox WHERE digest = ? AND class <> 'tried'", (digest,)).fetchone() is not None

    def tries(self, digest: str) -> int:
        """How often dealing with a message of this content has failed."""
        row = self._db.execute("SELECT tries FROM inbox WHERE digest = ?", (digest,)).fetchone()
        return int(row[0]) if row else 0

    def mark_seen(self, digest: str, classified: str, at: datetime) -> None:
        """The message's effects are stored in the same transaction."""
        self._db.execute("INSERT INTO inbox (digest, class, at) VALUES (?, ?, ?) "
                         "ON CONFLICT (digest) DO UPDATE SET class = excluded.class, at = excluded.at", (digest, classified, seconds(at)))

    def mark_tried(self, digest: str, at: datetime) -> None:
        """Dealing with the message has failed once more."""
        self._db.execute("INSERT INTO inbox (digest, class, at, tries) VALUES (?, 'tried', ?, 1) "
                         "ON CONFLICT (digest) DO UPDATE SET tries = inbox.tries + 1", (digest, seconds(at)))

    def bounced(self, message: int | None, address: str, *, hard: bool, code: str, why: str, at: datetime) -> None:
        """Record a bounce."""
        self._db.execute("INSERT INTO bounce (message, address, hard, code, why, at) VALUES (?, ?, ?, ?, ?, ?)",
                         (message, address, int(hard), code, why, seconds(at)))

    def bounces(self, address: str) -> list[tuple[bool, datetime]]:
        """(hard, when) of every bounce heard about an address since it was brought back, oldest first."""
        since = self.numbers(BROUGHT_BACK).get(address, 0)
        return [(bool(hard), instant(at, self._zone)) for hard, at in
                self._db.execute("SELECT hard, at FROM bounce WHERE address = ? AND at > ? ORDER BY id", (address, since))]

    def bring_back(self, address: str, at: datetime) -> None:
        """Somebody said that mail reaches this address again: what came back before is over."""
        self.put_json(BROUGHT_BACK, {**self.get_json(BROUGHT_BACK), address: seconds(at)})

    def brought_back(self) -> dict[str, datetime]:
        """When that was said last, by address."""
        return {address: instant(at, self._zone) for address, at in self.numbers(BROUGHT_BACK).items()}

    def secret(self) -> bytes:
        """The installation's secret that tokens are made with."""
        known = self.get("secret")
        assert known, "the ledger was opened without a secret"
        return bytes.fromhex(known)

    def keep_secret(self, fresh: bytes) -> None:
        """Make ``fresh`` the secret where there is none yet."""
        if self.get("secret") is None:
            self.put("secret", fresh.hex())


@lru_cache(maxsize=256)
def _object(text: str) -> dict[str, object]:
    """A stored JSON object. Kept: a pass asks for the same few a dozen times."""
    data = json.loads(text)
    return data if isinstance(data, dict) else {}
