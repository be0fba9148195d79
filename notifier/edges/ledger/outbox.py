"""The outbox: messages from ``queued`` to their end. Outbox and ledger are one table; docs/delivery.md has the states.

Promises: how attempts ended and what is claimed next are one commit, durable before it returns; what is claimed was read again:
the news is still true (valid, not suppressed, at the person's present address); every transition is asserted against
``TRANSITIONS``; work costs by what is due, not by what is stored. A mail with several subjects is one carrier row and carried rows
whose state is the carrier's. A row that may have left (``uncertain``) keeps its key whatever becomes of it: it counts as told
(``live = 1``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from notifier.core.retry import Breaker
from notifier.edges.ledger.attempt import Claimed, Settlement, reopen, settle
from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.due import anything_waits, due_rows, earliest, hasten, open_lanes, suspects_alone
from notifier.edges.ledger.guard import Writing, reading, writing
from notifier.edges.ledger.intake import Copy, insert_filled, insert_letters
from notifier.edges.ledger.quota import attempts_between, count_attempts, first_attempt_since
from notifier.edges.ledger.rows import Movement, move
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store
from notifier.edges.ledger.supervision import Supervision
from notifier.edges.ledger.withdrawal import (
    carriers_of,
    expire,
    made_after,
    mails_of,
    never_left,
    news_of,
    none_after,
    older,
    others,
    postpone,
    supersede,
)
from notifier.model.message import Cause, Letter, State
from notifier.model.notice import Kind

LONGEST_PAUSE = 86_400
"""No attempt is put off for longer than a day (``core.retry``), nor is news while an edit settles or may be taken back."""
AHEAD = "made anew: the clock ran ahead"
BREAKER = "breaker"
"""The value of ``meta`` that keeps the account's rest."""


class Outbox(Supervision):
    """The message table's only writer. Each writing method is one durable transaction, or joins the caller's."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._expired_at: int | None = None

    def transaction(self) -> Writing:
        """Several of these methods as one durable commit."""
        return writing(self._store)

    @property
    def is_durable(self) -> bool:
        """Whether all that was written here so far is committed."""
        return not self._store.db.in_transaction

    # --- in ---------------------------------------------------------------------------------------------------------

    def queue(self, letters: Iterable[tuple[Letter, bytes]], now: datetime) -> int:
        """Store whole mails. Returns how many are new; keys already told are left out. Several subjects: one carrier row."""
        with writing(self._store) as db:
            return insert_letters(db, letters, seconds(now))

    def queue_filled(self, skeleton: bytes, letter: Letter, copies: Iterable[Copy], now: datetime) -> int:
        """Store one skeleton, and of each person's copy of ``letter`` what is its own. Returns how many are new."""
        with writing(self._store) as db:
            return insert_filled(db, skeleton, letter, copies, seconds(now))

    # --- out --------------------------------------------------------------------------------------------------------

    def settle_and_claim(self, results: Iterable[Settlement], now: datetime, limit: int, *, participants_open: bool,
                         urgent_open: bool, due_by: datetime | None = None, flying: bool = False,
                         probe: bool = False) -> list[Claimed]:
        """Store how attempts ended (every row must be ``sending``), mark up to ``limit`` due messages ``sending`` and return them, most
        pressing first. In one commit: what a full window costs is one synchronised write. ``due_by``: claim what was due then, where
        that is earlier than ``now``. ``flying``: others are on their way. ``probe``: what an account that failed is tried with."""
        with writing(self._store) as db:
            stamp = seconds(now)
            settle(db, results, stamp)
            if stamp != self._expired_at:
                self._expire(db, stamp)
            lanes = open_lanes(participants_open=participants_open, urgent_open=urgent_open)
            by = stamp if due_by is None else min(stamp, seconds(due_by))
            return self._claim(db, stamp, by, limit, lanes, flying=flying, probe=probe)

    def _claim(self, db: sqlite3.Connection, stamp: int, due_by: int, limit: int, lanes: Sequence[int], *, flying: bool,
               probe: bool) -> list[Claimed]:
        if limit <= 0:
            return []
        while True:
            due = due_rows(db, due_by, limit, lanes, probe=probe)
            stale = [row[3] for row in due if row[4]]
            late = any(row[-2] <= stamp for row in due)
            if not stale and not late:
                break
            if late:
                self._expire(db, stamp)
            else:
                move(db, stale, Movement(State.QUEUED, State.SUPERSEDED), stamp, reply=SUPPRESSED)
        due = suspects_alone(due, flying=flying)
        ids = [row[3] for row in due]
        if not ids:
            return []
        move(db, ids, Movement(State.QUEUED, State.SENDING), stamp, attempts=1, alone=not any(row[-1] for row in due))
        count_attempts(db, stamp, len(ids))
        return [Claimed._make((row[3], *row[5:-2], row[-1], stamp)) for row in due]

    def hasten(self, event_id: int, kind: str, until: datetime) -> int:
        """Mails of this event that wait for the sending window and lose their truth by ``until`` wait for the urgent gate from now on.
        Returns how many."""
        with writing(self._store) as db:
            return hasten(db, event_id, kind, seconds(until))

    # --- withdrawn --------------------------------------------------------------------------------------------------

    def take_out(self, event_id: int, kinds: Sequence[Kind], composed_by: datetime, now: datetime, *, participants_open: bool,
                 urgent_open: bool) -> dict[bool, list[int]]:
        """News of this event that certainly never left goes no more: what was made until ``composed_by`` and waits at an open gate, and
        what expires now. Returns to whom it was to go: by whether it waited at the urgent gate."""
        lanes = open_lanes(participants_open=participants_open, urgent_open=urgent_open)
        with writing(self._store) as db:
            rows = never_left(db, event_id, [kind.value for kind in kinds], seconds(composed_by), lanes, seconds(now))
            move(db, [row[0] for row in rows], Movement(State.QUEUED, State.SUPERSEDED), seconds(now),
                 reply="made anew: its event is near by now")
        persons: dict[bool, list[int]] = defaultdict(list)
        for _, person, urgent in rows:
            persons[bool(urgent)].append(person)
        return dict(persons)

    def expire(self, now: datetime) -> int:
        """What waited past its ``valid_until`` is late news: recorded, told to the coordinator, not sent."""
        with writing(self._store) as db:
            return self._expire(db, seconds(now))

    def _expire(self, db: sqlite3.Connection, stamp: int) -> int:
        count = expire(db, stamp)
        self._expired_at = stamp
        return count

    def supersede(self, event_id: int, below_sequence: int, now: datetime) -> int:
        """Newer news of the event exists: what waits of its older revisions (whole mails) never leaves. What a merged mail said of other
        events is still true: they are looked at anew."""
        with writing(self._store) as db:
            why = f"event {event_id} is at sequence {below_sequence}"
            return self._supersede(db, event_id, older(db, event_id, below_sequence), why, now)

    def _supersede(self, db: sqlite3.Connection, event_id: int, carriers: Sequence[int], why: str, now: datetime) -> int:
        for other in others(db, carriers, event_id):
            self._store.kept.forget_expansions(other)
        return supersede(db, carriers, why, seconds(now))

    def postpone(self, event_id: int, until: datetime) -> int:
        """What waits to tell of this event does not leave before ``until``: it may be untrue by then. Returns how many it kept back."""
        with writing(self._store) as db:
            return postpone(db, event_id, seconds(until))

    def none_after(self, now: datetime) -> None:
        """A person says that the clock is right: what waits by one that ran ahead does not wait for that one's hour; what was made by
        it and tells of an event never leaves, and the next pass makes a true one."""
        with writing(self._store) as db:
            mails = made_after(db, seconds(now))
            for event in others(db, mails, 0):
                self._store.kept.forget_expansions(event)
            supersede(db, mails, AHEAD, seconds(now))
            none_after(db, seconds(now), LONGEST_PAUSE)

    def supersede_message(self, ids: Iterable[int], why: str, now: datetime) -> int:
        """These mails (named by carrier or carried row) are no longer wanted. Those already on their way are left alone."""
        with writing(self._store) as db:
            return supersede(db, carriers_of(db, list(ids)), why, seconds(now))

    def supersede_news(self, event_id: int, persons: Iterable[int], now: datetime) -> int:
        """These people are not invited any more: what waits to tell them of this event goes no more, but for a cancellation. What a merged
        mail said of other events is still true: they are looked at anew."""
        with writing(self._store) as db:
            return self._supersede(db, event_id, news_of(db, event_id, persons), "not invited any more", now)

    def supersede_person(self, person_id: int, now: datetime) -> None:
        """This person has left: of what waits only a cancellation goes."""
        with writing(self._store) as db:
            supersede(db, mails_of(db, person_id), "left", seconds(now))

    def bounced(self, message: int, why: str, now: datetime) -> bool:
        """A delivery status notification says the accepted mail did not arrive. False when it is not (or no longer) ``sent``."""
        with writing(self._store) as db:
            row = db.execute("SELECT id FROM message WHERE state = 'sent' AND id = "
                             "(SELECT coalesce(carrier, id) FROM message WHERE id = ?)", (message,)).fetchone()
            if row is not None:
                move(db, [row[0]], Movement(State.SENT, State.BOUNCED), seconds(now), reply=why, cause=Cause.ADDRESS)
            return row is not None

    # --- after a start ----------------------------------------------------------------------------------------------

    def recover(self, now: datetime) -> list[int]:
        """At every start: what was open when the last process ended goes back with one more possible copy; what was open at
        three starts is held. Returns the numbers found open."""
        with writing(self._store) as db:
            return reopen(db, seconds(now))

    # --- looks ------------------------------------------------------------------------------------------------------

    @reading
    def next_at(self, now: datetime, *, participants_open: bool = True, urgent_open: bool = True) -> datetime | None:
        """The earliest next attempt of what waits at the gates that are open; may be in the past. None when nothing waits."""
        found = earliest(self._store.db, open_lanes(participants_open=participants_open, urgent_open=urgent_open))
        return None if found is None else instant(found).astimezone(now.tzinfo)

    @reading
    def anything_waits(self) -> bool:
        """Whether anything is queued, whenever it is due and whatever gate it waits at."""
        return anything_waits(self._store.db)

    @reading
    def attempts_about(self, now: datetime, span_seconds: int) -> int:
        """How many recipients were tried within so many seconds of ``now``, whatever became of them: what a provider counts. After it too,
        for the clock may have been set back since; what lies further ahead was counted by a clock that was wrong."""
        return attempts_between(self._store.db, seconds(now) - span_seconds, seconds(now) + span_seconds)

    @reading
    def attempts_start(self, since: datetime) -> datetime | None:
        """The earliest counted attempt at or after ``since``: when the sliding limit begins to ease."""
        first = first_attempt_since(self._store.db, seconds(since))
        return None if first is None else instant(first)

    @reading
    def skeleton(self, skeleton_id: int) -> bytes:
        """The stored bytes of a skeleton."""
        return bytes(self._store.db.execute("SELECT bytes FROM skeleton WHERE id = ?", (skeleton_id,)).fetchone()[0])

    def bytes_of(self, message: int, materialise: Callable[[bytes, bytes | None], bytes]) -> bytes | None:
        """The exact bytes of a mail (of the carrier, for a carried row); None when it does not exist or was erased."""
        row = self._store.db.execute(BYTES_OF, (message,)).fetchone()
        return None if row is None else materialise(row[0], row[1])

    # --- the account ------------------------------------------------------------------------------------------------

    @reading
    def breaker(self) -> Breaker | None:
        """Why the account rests, and until when; None when all is well."""
        return Breaker.load(self._store.kept.get(BREAKER))

    def keep_breaker(self, breaker: Breaker | None) -> None:
        """The account rests, or with None works again."""
        with writing(self._store):
            self._store.kept.put(BREAKER, breaker.dump() if breaker is not None else None)


SUPPRESSED = "the person left, was paused or has a new address"

BYTES_OF = """
    SELECT s.bytes, c.slots FROM message m JOIN message c ON c.id = coalesce(m.carrier, m.id) JOIN skeleton s ON s.id = c.skeleton
    WHERE m.id = ?
"""
