"""What the journal of sent mail knows and a ledger does not, put into the ledger (faults 36, 39).

Two cases. A crash between journal and commit: the very messages are still marked ``sending``, and what the server said of them
is known after all. A ledger older than reality: what it never knew is entered under the keys the sent mail had, so that no
later pass makes it anew, and each event's sequence is raised to what people have seen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from notifier.edges.ledger.codec import on_another_day
from notifier.edges.ledger.events import Heard
from notifier.edges.ledger.line import Line, content_mark
from notifier.edges.ledger.quota import count_attempts
from notifier.edges.ledger.rows import Movement, count, move
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store
from notifier.edges.ledger.withdrawal import carriers_of
from notifier.model.message import State

STATES = {"sent": State.SENT, "failed": State.FAILED}
WORDS = "known from the journal of sent mail"
ROADS: dict[State, tuple[State, ...]] = {State.QUEUED: (State.SENDING,), State.HELD: (State.QUEUED, State.SENDING), State.SENDING: ()}
"""From a state that has not left to where an attempt ends, along the table of transitions."""

_Key = tuple[int, int, str, str, str, int, int, str]
"""Event, person, kind, step, start, sequence, turn, address: what the index ``message_key`` tells apart."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the journal's lines: told things entered, waiting mails taken out of the queue, events raised, lines whose
    person or event the ledger does not know."""

    entered: int = 0
    settled: int = 0
    raised: int = 0
    strange: int = 0


class Hindsight:
    """Writes to the ledger; call inside a transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db: sqlite3.Connection = store.db

    def is_crash(self, lines: Sequence[Line]) -> bool:
        """Whether these lines are what a process did just before it died: the ledger has each of their mails on its way."""
        for line in lines:
            if line.carrier != line.message:
                continue
            row = self._db.execute("SELECT state, message_id FROM message WHERE id = ?", (line.message,)).fetchone()
            if row is None or row != (State.SENDING.value, line.message_id):
                return False
        return bool(lines)

    def finish(self, lines: Sequence[Line], stamp: int) -> int:
        """After such a crash: the ends the journal has. Returns how many mails. A mail stands there once for each commit that was tried:
        a reader or a full disk may have refused the first."""
        ends = {line.message: STATES[line.end] for line in lines if line.carrier == line.message}
        for state in STATES.values():
            move(self._db, [message for message, end in ends.items() if end is state], Movement(State.SENDING, state), stamp, reply=WORDS)
        return len(ends)

    def enter(self, lines: Sequence[Line], people: Mapping[str, tuple[int, str]], stamp: int) -> Imported:
        """Into a ledger older than its journal. ``people``: the journal's hash of an address -> (person, address).

        The events must have been recorded as they stand now. Entering the same lines again changes nothing.
        """
        events: dict[str, int] = dict(self._db.execute("SELECT uid, id FROM event").fetchall()) | {"": 0}
        carriers: dict[int, int] = {}
        entered = settled = strange = 0
        latest = {line.key: line for line in lines}  # the same thing settled twice in the journal: the last word counts
        keys = {line.key: key for line in latest.values() if (key := _key(line, people, events)) is not None}
        left = set(keys.values())
        for line in sorted(latest.values(), key=lambda line: line.carrier != line.message):
            key = keys.get(line.key)
            if key is None:
                strange += 1
                continue
            settled += self._withdraw(key, left, stamp)
            known = self._db.execute(KNOWN, key).fetchone()
            if known is not None:
                settled += self._settle(known[0], State(known[1]), line, stamp, carried=known[2])
                carriers[line.carrier] = known[0]
            else:
                carrier = None if line.carrier == line.message else carriers.get(line.carrier)
                number = self._insert(line, key, carrier)
                if line.carrier == line.message:
                    carriers[line.message] = number
                entered += 1
        invited = {line.uid for line in lines if line.role == "librarian"}
        hosted = {line.uid for line in lines if line.role == "host"}
        raised = sum(self._raise(events[uid], line, guests=uid in invited, hosts=uid in hosted)
                     for uid, line in _newest(lines).items() if uid in events)
        return Imported(entered, settled, raised, strange)

    def _withdraw(self, key: _Key, left: set[_Key], stamp: int) -> int:
        """A merged mail that waits here tells this, and something else that did not leave: it goes no more, and of the rest the next pass
        makes a true one. Settled with this, the rest would be told to nobody; sent, this would be told twice."""
        known = self._db.execute(KNOWN, key).fetchone()
        if known is None or State(known[1]) not in (State.QUEUED, State.HELD):
            return 0
        (mail,) = carriers_of(self._db, [known[0]])
        rest = [told for told in self._db.execute(TOLD_BY, (mail, mail)).fetchall() if told not in left]
        if not rest:
            return 0
        move(self._db, [mail], Movement(State(known[1]), State.SUPERSEDED), stamp, reply=WORDS)
        for event in {told[0] for told in rest}:
            self._store.kept.forget_expansions(event)
        return 1

    def _settle(self, number: int, state: State, line: Line, stamp: int, *, carried: bool) -> int:
        """A mail that waits here has left already."""
        if carried or state not in ROADS:
            return 0
        count_attempts(self._db, line.at, state is not State.SENDING)  # a claim was counted when it was made
        for step in (*ROADS[state], STATES[line.end]):
            move(self._db, [number], Movement(state, step), stamp, reply=WORDS)
            state = step
        if line.message_id:
            self._db.execute("UPDATE message SET message_id = ? WHERE id = ?", (line.message_id, number))
        return 1

    def _insert(self, line: Line, key: _Key, carrier: int | None) -> int:
        event, person, kind, step, start, sequence, turn, address = key
        number = self._db.execute(ENTER, (kind, line.role, line.item or None, event, sequence, start, step, person, address, turn, carrier,
                                          line.end, line.at, line.at, line.at, line.method, line.message_id if carrier is None else "",
                                          WORDS, line.at, line.at)).fetchone()[0]
        if carrier is None:
            count(self._db, STATES[line.end], 1)
            count_attempts(self._db, line.at, 1)  # the provider counted it, too
        return int(number)

    def _raise(self, event: int, line: Line, *, guests: bool, hosts: bool) -> int:
        """The event's sequence is at least what people have seen; what they have not seen yet is the next one. ``guests``: some line
        was a guest's; else the hosts alone have heard, unless the ledger knows better. ``hosts``: some line was a host's."""
        if guests:
            self._db.execute("UPDATE event SET told = told & ~? WHERE id = ?", (Heard.HOSTS_ALONE, event))
        if hosts:
            self._db.execute("UPDATE event SET told = told | ? WHERE id = ?", (Heard.HOSTED, event))
        sequence, content, pending, told = self._db.execute("SELECT sequence, content, pending, told FROM event WHERE id = ?",
                                                            (event,)).fetchone()
        current = pending or content
        same = content_mark(current) == line.content
        who = Heard.GUESTS if guests else Heard.HOSTS
        if sequence > line.sequence or (sequence == line.sequence and same and told & who):
            return 0
        heard = Heard(told) if same and sequence == line.sequence else Heard(told) & (Heard.HOSTS_ALONE | Heard.HOSTED)
        heard |= who if same else 0
        if not guests and sequence <= 0 and not told & Heard.GUESTS:
            heard |= Heard.HOSTS_ALONE
        seen = current if same else self._seen(event, line, content, current)
        self._db.execute("DELETE FROM revision WHERE event = ? AND sequence >= ?", (event, line.sequence))
        for number, state in enumerate([current] if same else [seen, current], line.sequence):
            if state is not None:
                self._db.execute("INSERT INTO revision (event, sequence, content, at) VALUES (?, ?, ?, ?)", (event, number, state, line.at))
        self._db.execute("UPDATE event SET sequence = ?, content = ?, told = ?, pending = NULL, pending_since = NULL WHERE id = ?",
                         (line.sequence + (not same), current, heard, event))
        return 1

    def _seen(self, event: int, line: Line, content: str, current: str) -> str | None:
        """What people saw under this sequence, where it is not what stands now: a state that the ledger knows, on the line's day perhaps,
        else the present one on that day. None where all that is known is another place, end or link: what stands now is new to them all the
        same, which it would not be were it written down as what they saw."""
        known = [state for (state,) in self._db.execute("SELECT content FROM revision WHERE event = ?", (event,))]
        states = [*known, content, current]
        moved = [on_another_day(state, line.start) for state in states]
        found = next((state for state in (*states, *moved) if content_mark(state) == line.content), moved[-1])
        return found if content_mark(found) != content_mark(current) else None


def _key(line: Line, people: Mapping[str, tuple[int, str]], events: Mapping[str, int]) -> _Key | None:
    """The line's key in this ledger; None where it does not know its person or its event."""
    if line.who not in people or line.uid not in events:
        return None
    person, address = people[line.who]
    if line.role != "librarian":
        person = 0
    return events[line.uid], person, line.kind, line.step, line.start, line.sequence, line.turn, address


def _newest(lines: Sequence[Line]) -> dict[str, Line]:
    """Each event's line of the highest sequence."""
    newest: dict[str, Line] = {}
    for line in lines:
        if line.uid and (line.uid not in newest or line.sequence >= newest[line.uid].sequence):
            newest[line.uid] = line
    return newest


KNOWN = """
    SELECT m.id, m.state, m.carrier IS NOT NULL FROM message m WHERE m.live = 1 AND m.event = ? AND m.person = ? AND m.kind = ?
    AND m.step = ? AND m.start = ? AND m.sequence = ? AND m.turn = ? AND m.address = ?
"""

TOLD_BY = "SELECT event, person, kind, step, start, sequence, turn, address FROM message WHERE id = ? OR carrier = ?"
"""All that a mail tells."""

ENTER = """
    INSERT INTO message (kind, role, item, event, sequence, start, step, person, address, turn, carrier, state, due, next_at, valid_until,
                         method, message_id, reply, created_at, changed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
"""
