"""The person table: everybody ever in the list, under a number that survives a corrected address.

A row whose name and school stay while the address changes is a corrected address. A row that vanished is ``absent``: a
question, never a cancellation. What a person has been told is read here too, one event at a time.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.store import Store
from notifier.model.fact import HostTold, Told
from notifier.model.notice import STATE_KINDS, HostNews, Kind
from notifier.model.person import Person, fold

ROSTER_FACTS = "roster-facts"
"""The value that counts how often somebody was paused, muted, brought back or erased."""
ERASED = "erased.invalid"
"""The domain of those who were erased: a reserved one (RFC 2606), nothing can be sent there."""
ASKED, COMPLAINED, LESS = "по просьбе", "нажал(а) «спам»", "без напоминаний"
"""Why somebody gets no mail, or less, by a wish of that person's: it outlives a corrected address, as what the mailbox did does not."""
_LESS_AND = f"{LESS}; "
"""Before what the mailbox of such a person did."""
TOLD = "live = 1"
"""Expired or superseded messages never left; all others count as told (a copy that may have left does, too)."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the current list with the ledger's number and state; ``absent`` members are no longer in the list."""

    id: int
    person: Person
    state: str = "ok"
    why: str = ""
    absent: bool = False

    @property
    def present(self) -> bool:
        """In the list and not left."""
        return not self.absent and self.person.left is None

    @property
    def paused(self) -> bool:
        """Nothing is written to the address: by a wish, or because it takes no mail."""
        return self.state == "paused"


@dataclass(frozen=True, slots=True)
class Corrected:
    """An address that was corrected in the list. ``wish``: why this person still gets no mail, or less."""

    person: Person
    former: str
    wish: str = ""


class People:
    """Synchronises the list with the table and answers who was told what."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone

    def synchronise(self, people: Sequence[Person], now: datetime) -> list[Corrected]:
        """Make the table agree with the list as read. Call inside a transaction; cheap only when called on a change."""
        db = self._store.db
        rows = db.execute("SELECT id, address, name, school, left_at, absent_at FROM person").fetchall()
        wishes = {row_id: why if why in (ASKED, COMPLAINED) else LESS for row_id, why in db.execute(
            "SELECT id, why FROM person WHERE why IN (?, ?, ?) OR why LIKE ?", (ASKED, COMPLAINED, LESS, f"{_LESS_AND}%"))}
        by_address = {address: row_id for row_id, address, *_ in rows}
        listed = {person.email for person in people}
        orphans: dict[tuple[str, str], list[tuple[int, str]]] = {}
        for row_id, address, name, school, left_at, _ in rows:
            if address not in listed and left_at is None:
                orphans.setdefault((fold(name), fold(school)), []).append((row_id, address))
        corrected: list[Corrected] = []
        stamp = seconds(now)
        fresh: list[tuple[str, str, str, int, int | None]] = []
        for person in people:
            if person.email in by_address:
                continue
            namesakes = orphans.get((fold(person.name), fold(person.school)), []) if orphans and person.name else []
            if len(namesakes) == 1:
                row_id, before = namesakes.pop()
                db.execute("UPDATE person SET address = ?, absent_at = NULL WHERE id = ?", (person.email, row_id))
                wish = wishes.get(row_id, "")
                if wish in ("", LESS):
                    db.execute("UPDATE person SET state = ?, why = ? WHERE id = ?", ("muted" if wish else "ok", wish, row_id))
                corrected.append(Corrected(person, before, wish))
                by_address[person.email] = row_id
            else:
                fresh.append((person.email, person.name, person.school, stamp, stamp if person.left is not None else None))
        db.executemany("INSERT INTO person (address, name, school, joined_at, left_at) VALUES (?, ?, ?, ?, ?)", fresh)
        self._update_rows(people, {row_id: (name, school, left_at, absent_at) for row_id, _, name, school, left_at, absent_at in rows},
                          by_address, stamp)
        former = {one.former for one in corrected}
        gone = [(stamp, row_id) for row_id, address, _, _, left_at, absent_at in rows
                if address not in listed and left_at is None and absent_at is None and address not in former]
        db.executemany("UPDATE person SET absent_at = ? WHERE id = ?", gone)
        return corrected

    def _update_rows(self, people: Sequence[Person], rows: dict[int, tuple[str, str, int | None, int | None]],
                     by_address: dict[str, int], stamp: int) -> None:
        changes = []
        for person in people:
            row_id = by_address.get(person.email)
            if row_id is None or row_id not in rows:
                continue
            name, school, left_at, absent_at = rows[row_id]
            left = (left_at or stamp) if person.left is not None else None
            if (name, school, left_at, absent_at) != (person.name, person.school, left, None):
                changes.append((person.name, person.school, left, row_id))
        self._store.db.executemany("UPDATE person SET name = ?, school = ?, left_at = ?, absent_at = NULL WHERE id = ?", changes)

    def members(self, people: Sequence[Person]) -> list[Member]:
        """The list with numbers and states, in its order, then those no longer in it.

        Who was written down as left stays one who left when the row goes too: a CANCEL may still be owed. Whom the list has just lost is
        no longer in it before that is synchronised, too.
        """
        rows = {address: (row_id, state, why, name, school, absent_at, left_at)
                for row_id, address, state, why, name, school, absent_at, left_at in self._store.db.execute(
                    "SELECT id, address, state, why, name, school, absent_at, left_at FROM person")}
        members = []
        for person in people:
            row = rows.pop(person.email, None)
            if row is not None:
                members.append(Member(row[0], person, row[1], row[2]))
        absent = [Member(row[0], Person(address, row[3], row[4]), row[1], row[2], absent=True)
                  for address, row in rows.items() if row[5] is not None or row[6] is None]
        left = [Member(row[0], Person(address, row[3], row[4], left=instant(row[6], self._zone).date()), row[1], row[2])
                for address, row in rows.items() if row[5] is None and row[6] is not None and not address.endswith(f"@{ERASED}")]
        return members + absent + left

    def roster_stamp(self, people: Sequence[Person]) -> str:
        """Changes whenever anything changes that decides who is told: the list, or a person's state."""
        digest = hashlib.sha256()
        for person in people:
            digest.update(json.dumps([person.email, person.name, person.school, person.groups, person.left is not None],
                                     ensure_ascii=False).encode())
        return f"{digest.hexdigest()[:16]}.{self._store.kept.get(ROSTER_FACTS) or 0}"

    def set_state(self, address: str, state: str, why: str) -> bool:
        """Pause, mute or bring back an address. True when that changed something."""
        changed = self._store.db.execute(
            "UPDATE person SET state = ?, why = ? WHERE address = ? AND (state <> ? OR why <> ?)",
            (state, why, address, state, why)).rowcount > 0
        if changed:
            count_fact(self._store)
        return changed

    def pause_dead(self, address: str, words: str) -> None:
        """Pause an address that takes no mail. A wish of that person's stays beside it."""
        row = self._store.db.execute("SELECT why FROM person WHERE address = ?", (address,)).fetchone()
        why = row[0] if row is not None else ""
        if why not in (ASKED, COMPLAINED):
            self.set_state(address, "paused", _LESS_AND + words if why == LESS or why.startswith(_LESS_AND) else words)

    def told(self, event_id: int) -> dict[int, Told]:
        """What each person was last told of this event's state, at the person's present address; others are not in it."""
        kinds = ", ".join(f"'{kind.value}'" for kind in STATE_KINDS)
        rows = self._store.db.execute(
            f"SELECT m.person, m.sequence, m.kind, CASE WHEN m.state IN ('sent', 'bounced') THEN m.changed_at END, m.turn, "
            f"p.address = m.address, m.state IN ('superseded', 'expired') FROM message m "
            f"JOIN person p ON p.id = m.person WHERE m.event = ? AND m.kind IN ({kinds}) AND m.{TOLD} ORDER BY m.id", (event_id,))
        told: dict[int, Told] = {}
        instants: dict[int | None, datetime | None] = {None: None}  # a second saw hundreds leave
        cancelled = Kind.CANCELLATION.value
        for person, sequence, kind, left, turn, same_address, doubtful in rows:
            if same_address:
                if left not in instants:
                    instants[left] = instant(left, self._zone)
                before = told.get(person) if left is None else None
                told[person] = Told(sequence, kind != cancelled, instants[left], turn, bool(doubtful), before.shown if before else ())
            elif person in told:
                told[person] = told[person]._replace(turn=max(turn, told[person].turn))
            else:  # told at a former address only: nothing the person holds now, but the turn goes on
                told[person] = Told(-1, False, None, turn)
        return told

    def told_elsewhere(self, event_id: int) -> set[int]:
        """The persons whose last word of this event stands, and reached a former address of theirs alone."""
        kinds = ", ".join(f"'{kind.value}'" for kind in STATE_KINDS)
        last: dict[int, tuple[str, str, bool]] = {}
        for person, kind, state, here in self._store.db.execute(
                f"SELECT m.person, m.kind, m.state, p.address = m.address FROM message m JOIN person p ON p.id = m.person "
                f"WHERE m.event = ? AND m.kind IN ({kinds}) AND m.{TOLD} ORDER BY m.id", (event_id,)):
            last[person] = kind, state, bool(here)
        return {person for person, (kind, state, here) in last.items()
                if state == "sent" and not here and kind != Kind.CANCELLATION.value}

    def overviewed(self, year: str) -> set[int]:
        """The persons who have the overview of this plan's year at their present address."""
        return {person for (person,) in self._store.db.execute(
            "SELECT m.person FROM message m JOIN person p ON p.id = m.person AND p.address = m.address "
            f"WHERE m.event = 0 AND m.kind = 'overview' AND m.step = ? AND m.{TOLD}", (year,))}

    def reminded(self, event_id: int, start: str) -> dict[int, frozenset[str]]:
        """The reminder steps each person was told for this start of the event, at the present address."""
        steps: dict[int, set[str]] = {}
        for person, step in self._store.db.execute(
                "SELECT m.person, m.step FROM message m JOIN person p ON p.id = m.person AND p.address = m.address "
                f"WHERE m.event = ? AND m.kind = 'reminder' AND m.start = ? AND m.{TOLD}", (event_id, start)):
            steps.setdefault(person, set()).add(step)
        return {person: frozenset(found) for person, found in steps.items()}

    def hosts_told(self, event_id: int) -> dict[str, HostTold]:
        """By address, what each host was last told of this event. What they may show reaches back to the last mail that certainly left."""
        told: dict[str, HostTold] = {}
        for number, address, sequence, step, turn, state in self._store.db.execute(
                f"SELECT id, address, sequence, step, turn, state FROM message WHERE event = ? AND person = 0 AND kind = 'host-notice' "
                f"AND {TOLD} ORDER BY id", (event_id,)):
            news = HostNews(step)
            shown = told[address].shown if address in told and state not in ("sent", "bounced") else ()
            if news is not HostNews.CANCELLATION and state != "failed":
                shown = (*shown, sequence)
            told[address] = HostTold(number, sequence, news, turn, state in ("superseded", "expired"), state in ("queued", "held"), shown)
        return told

    def silence(self, address: str) -> str | None:
        """Why somebody of the list is not written to: empty for who left, None for everybody else. Who asked for silence, or has no
        mailbox, keeps it when the line is gone from the list."""
        row = self._store.db.execute("SELECT left_at, state, why FROM person WHERE address = ?", (address,)).fetchone()
        if row is None:
            return None
        return "" if row[0] is not None else row[2] if row[1] == "paused" else None

    def thread(self, event_id: int) -> dict[int, str]:
        """Each person's first Message-ID on this event: what later mails refer to."""
        first: dict[int, str] = {}
        for person, message_id in self._store.db.execute(
                f"SELECT person, message_id FROM message WHERE event = ? AND message_id <> '' AND {TOLD} ORDER BY id DESC",
                (event_id,)):
            first[person] = message_id
        return first


def count_fact(store: Store) -> None:
    """Somebody was paused, muted, brought back or erased: the roster is another one."""
    store.kept.put(ROSTER_FACTS, str(int(store.kept.get(ROSTER_FACTS) or 0) + 1))
