"""The bug bank: mistakes others made, planted into our code one at a time. Each must be caught, else the simulation is broken."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from notifier.core import deeds
from notifier.core import ladder as climbing
from notifier.core import reconcile as reconciling
from notifier.core.events import resolution, rows
from notifier.core.ladder import wanted
from notifier.edges.ledger import outbox as queueing
from notifier.edges.ledger.codec import instant, seconds
from notifier.edges.ledger.events import Events, Heard, Recorded
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.guard import LedgerFull, writing
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import Member, People
from notifier.edges.ledger.rows import Movement, move
from notifier.flows import revising, view
from notifier.flows.notices import reminding, telling
from notifier.flows.notices.readiness import Readiness
from notifier.flows.notices.telling import Teller
from notifier.flows.sending import account as accounting
from notifier.flows.sending import delivery as delivering
from notifier.flows.sending.account import Account
from notifier.flows.sending.delivery import Delivery, Gates
from notifier.flows.sending.making import Maker
from notifier.flows.station import Station
from notifier.model.event import Event, Status
from notifier.model.fact import Told
from notifier.model.message import Outcome, Outgoing, Result, State
from notifier.model.notice import Kind
from notifier.model.when import Kind as WhenKind

from .draw import draw
from .large import large
from .script import Script

ACCEPTED = Result(Outcome.ACCEPTED, 250)


@dataclass(frozen=True)
class Bug:
    """A planted mistake: ``plant`` puts it in for the length of a ``with``; ``seeds`` is how many lives it may survive, ``draw`` which lives:
    what takes several days and many acts is looked for in large ones."""

    name: str
    plant: Callable[[], AbstractContextManager[None]]
    seeds: int = 1200
    draw: Callable[[int], Script] = draw


BANK: list[Bug] = []


@contextmanager
def swapped(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    """Attributes replaced, and put back."""
    with ExitStack() as stack:
        for owner, name, new in changes:
            stack.callback(setattr, owner, name, owner.__dict__[name])
            setattr(owner, name, new)
        yield


def bug(seeds: int = 1200, lives: Callable[[int], Script] = draw) -> Callable[[Callable[[], AbstractContextManager[None]]], Callable[[], AbstractContextManager[None]]]:
    """Add a mistake to the bank; the docstring says what is wrong."""
    def add(plant: Callable[[], AbstractContextManager[None]]) -> Callable[[], AbstractContextManager[None]]:
        BANK.append(Bug(plant.__name__, plant, seeds, lives))
        return plant
    return add


# --- delivery ---------------------------------------------------------------------------------------------------------


@bug()
def marks_before_send() -> AbstractContextManager[None]:
    """``sent`` is stored before anything was sent (listmonk, Indico): a crash in between loses the mail."""
    commit = Delivery._commit

    def mark(self: Delivery, now: datetime, limit: int, gates: Gates) -> list[Any]:
        claimed = commit(self, now, limit, gates)
        self._outbox.settle_and_claim([(message, ACCEPTED, State.SENT, None) for message in claimed], now, 0, participants_open=False, urgent_open=False)
        return claimed

    return swapped((Delivery, "_commit", mark), (Delivery, "_take_in", lambda self, ends, now, report: None))


@bug()
def recovers_as_sent() -> AbstractContextManager[None]:
    """After a crash what was ``sending`` is taken for sent."""
    def recover(self: Outbox, now: datetime) -> list[int]:
        with writing(self._store) as db:
            found = [row[0] for row in db.execute("SELECT id FROM message WHERE state = 'sending' AND carrier IS NULL")]
            move(db, found, Movement(State.SENDING, State.SENT), seconds(now))
            return found

    return swapped((Outbox, "recover", recover))


@bug()
def takes_silence_for_acceptance() -> AbstractContextManager[None]:
    """A connection that died after the final dot counts as accepted."""
    after = delivering.after

    def believe(result: Result, **keys: Any) -> Any:
        return (State.SENT, None) if result.outcome is Outcome.UNCERTAIN else after(result, **keys)

    return swapped((delivering, "after", believe))


@bug()
def new_message_id_each_attempt() -> AbstractContextManager[None]:
    """The mail is made anew for each attempt: copies differ."""
    outgoing = Maker.outgoing

    def make(self: Maker, message: Any) -> Any:
        made = outgoing(self, message)
        if isinstance(made, Outgoing):
            made = made._replace(content=made.content.replace(b"Message-ID: <", b"Message-ID: <%d." % message.attempts))
        return made

    return swapped((Maker, "outgoing", make))


@bug()
def raises_sequence_on_retry() -> AbstractContextManager[None]:
    """Each attempt is a new revision: calendars cannot tell a retry from news."""
    outgoing = Maker.outgoing

    def raise_it(self: Maker, message: Any) -> Any:
        made = outgoing(self, message)
        return made._replace(content=_raised(made.content)) if isinstance(made, Outgoing) and message.attempts > 1 else made

    return swapped((Maker, "outgoing", raise_it))


def _raised(content: bytes) -> bytes:
    """The mail with SEQUENCE one higher in its calendar part."""
    for part in re.findall(rb"\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--", content):
        plain = b64decode(part)
        found = re.search(rb"SEQUENCE:(\d+)", plain)
        if found:
            return content.replace(part, b64encode(plain.replace(found[0], b"SEQUENCE:%d" % (int(found[1]) + 1))))
    return content


@bug(6000)
def never_expires() -> AbstractContextManager[None]:
    """What waited too long is sent all the same (Indico's reminders after an outage)."""
    due = queueing.due_rows

    def undated(*arguments: Any, **keys: Any) -> list[Any]:
        return [(*row[:-2], 1 << 40, row[-1]) for row in due(*arguments, **keys)]

    return swapped((Outbox, "_expire", lambda self, db, stamp: 0), (queueing, "due_rows", undated))


@bug()
def retries_after_a_no() -> AbstractContextManager[None]:
    """5xx is treated like 4xx."""
    after = delivering.after

    def insist(result: Result, *, now: datetime, **keys: Any) -> Any:
        if result.outcome is Outcome.PERMANENT:
            return State.QUEUED, now + timedelta(minutes=30)
        return after(result, now=now, **keys)

    return swapped((delivering, "after", insist))


@bug()
def tries_before_it_is_time() -> AbstractContextManager[None]:
    """A pump takes what is to be tried within the hour along: greylisting never lets it in."""
    due = queueing.due_rows
    return swapped((queueing, "due_rows", lambda db, stamp, *arguments, **keys: due(db, stamp + 3600, *arguments, **keys)))


@bug()
def breaker_in_memory_only() -> AbstractContextManager[None]:
    """A restart knocks at the closed door again (each try extends a provider's block)."""
    return swapped((Outbox, "keep_breaker", lambda self, breaker: None), (Account, "breaker", property(lambda self: self._breaker)))


@bug()
def asks_on_behind_a_dead_probe() -> AbstractContextManager[None]:
    """A probe whose line died says nothing: the next mail is a probe at once, and so on through the whole queue."""
    return swapped((accounting, "is_lost", lambda result: False))


def limited(seed: int) -> Script:
    """A life of the past that its limit of two mails a minute found first: the second is claimed while the first is in the air."""
    return draw(1203 + 20 * seed)


@bug(20, limited)
def leaves_mails_in_the_air_on_a_full_disk() -> AbstractContextManager[None]:
    """A full disk at a claim ends the process while answers to the former mails are on their way: those go a second time."""
    rest = Delivery._rest

    def leave(self: Delivery, report: Any, *arguments: Any) -> None:
        if report.ended == "disk" and self._wire.flying:
            raise LedgerFull("disk full")
        rest(self, report, *arguments)

    return swapped((Delivery, "_rest", leave))


@bug()
def forgets_the_limits() -> AbstractContextManager[None]:
    """Attempts are not counted."""
    return swapped((Outbox, "attempts_about", lambda self, now, span_seconds: 0))


@bug()
def sends_at_night() -> AbstractContextManager[None]:
    """Retries do not look at the sending window."""
    gates = Station._gates

    def always(self: Station, now: datetime) -> Gates:
        return Gates(gates(self, now).urgent, gates(self, now).urgent)

    return swapped((Station, "_gates", always))


@bug()
def needs_no_arming() -> AbstractContextManager[None]:
    """A fresh installation sends."""
    armed = Facts.armed

    def at_once(self: Facts, plan: str) -> datetime:
        return armed(self, plan) or instant(0, self._zone)

    return swapped((Facts, "armed", at_once))


# --- states and revisions ---------------------------------------------------------------------------------------------


@bug()
def cancels_on_absence() -> AbstractContextManager[None]:
    """A row that vanished from a file cancels the meeting."""
    vanished = resolution.resolve_vanished

    def cancel(*arguments: Any) -> Any:
        kept, questions = vanished(*arguments)
        return [replace(event, status=Status.CANCELLED, reason="?") for event in kept], questions

    return swapped((resolution, "resolve_vanished", cancel))


@bug()
def takes_absence_for_leaving() -> AbstractContextManager[None]:
    """A person who vanished from the list is sent a CANCEL."""
    state = reconciling._state

    def leave(notice: Any, recipient: Any, *rest: Any) -> Any:
        return state(notice, recipient._replace(absent=False), *rest)

    return swapped((reconciling, "_state", leave))


@bug(4500)
def keys_by_content() -> AbstractContextManager[None]:
    """What was told once is told: a date moved there and back leaves calendars at the wrong one."""
    reconcile = telling.reconcile

    def once(notice: Any, recipients: Any, *, same_as_told: frozenset[int] = frozenset(), **keys: Any) -> Iterator[Any]:
        for told in reconcile(notice, recipients, same_as_told=same_as_told, **keys):
            if not (told.kind is Kind.CHANGE and same_as_told):
                yield told

    return swapped((telling, "reconcile", once))


@bug()
def a_typo_is_a_revision() -> AbstractContextManager[None]:
    """An edit of the title raises SEQUENCE and mails everybody."""
    material = reconciling.material

    def titled(event: Event) -> tuple[object, ...]:
        return *material(event), event.title

    return swapped((reconciling, "material", titled), (deeds, "material", titled))


@bug()
def revises_in_place() -> AbstractContextManager[None]:
    """A change goes out under the SEQUENCE people have already: calendars ignore it."""
    revise = Events.revise

    def same(self: Events, recorded: Recorded, event: Event, at: datetime) -> Any:
        return revise(self, replace(recorded, heard=Heard(0)), event, at)

    return swapped((Events, "revise", same))


@bug()
def does_not_settle() -> AbstractContextManager[None]:
    """Every edit is mailed at once (w3c/calendar#133)."""
    return swapped((revising, "settle_time", lambda *arguments: timedelta()))


@bug()
def takes_a_month_for_a_date() -> AbstractContextManager[None]:
    """«октябрь 2020» becomes a meeting on its last weekday."""
    read = rows.in_plan

    def guess(plan: Any, phrase: str) -> Any:
        reading = read(plan, phrase)
        if reading.kind is not WhenKind.WINDOW or reading.end is None:
            return reading
        day = reading.end - timedelta(days=max(reading.end.weekday() - 4, 0))
        return reading._replace(kind=WhenKind.EXACT, start=day, end=day, time=time(14, 30))

    return swapped((rows, "in_plan", guess))


@bug()
def marks_expanded_first() -> AbstractContextManager[None]:
    """A notice is noted as told in a transaction of its own, before its mails are queued: a crash in between loses them."""
    expand = Teller._expand

    def early(self: Teller, notice: Any, row: Any, overview: Any) -> None:
        rows = {found.event.uid: found for found in self.events.all()}
        self.readiness.mark(notice, rows)
        self.facts._db.execute("COMMIT")
        self.facts._db.execute("BEGIN IMMEDIATE")
        expand(self, notice, row, overview)

    return swapped((Teller, "_expand", early))


@bug(4500)
def forgets_a_later_day_told_before() -> AbstractContextManager[None]:
    """Moved to an earlier day that is over by now: whoever did not hear of the move goes on waiting for the later one."""
    return swapped((climbing, "_late", lambda *arguments, **keys: iter(())))


# --- people and reminders ---------------------------------------------------------------------------------------------


@bug()
def reminds_right_after_news() -> AbstractContextManager[None]:
    """No quiet after an invitation or a change."""
    reconcile = reminding.reconcile
    return swapped((reminding, "reconcile", lambda *arguments, quiet_hours, **keys: reconcile(*arguments, quiet_hours=0, **keys)))


@bug()
def mails_who_left() -> AbstractContextManager[None]:
    """The date in the column «выбыл» is not looked at."""
    return swapped((Member, "present", property(lambda self: not self.absent)),
                   (Outbox, "supersede_person", lambda *arguments, **keys: 0), (Outbox, "supersede_news", lambda *arguments: 0))


@bug()
def forgets_the_new_address() -> AbstractContextManager[None]:
    """What the old address was told counts for the corrected one."""
    def told(self: People, event_id: int) -> dict[int, Told]:
        rows = self._store.db.execute("SELECT person, sequence, kind, created_at, turn FROM message WHERE event = ? AND live = 1 AND kind IN "
                                      "('invitation', 'announcement', 'change', 'cancellation') ORDER BY id", (event_id,))
        return {person: Told(sequence, kind != "cancellation", instant(at, self._zone), turn) for person, sequence, kind, at, turn in rows}

    return swapped((People, "told", told))


@bug(3000, large)
def reminds_of_the_cancelled() -> AbstractContextManager[None]:
    """The ladder does not look at the status."""
    def blind(revisions: Iterable[Any], *arguments: Any, **keys: Any) -> Any:
        live = [(replace(r, event=replace(r.event, status=Status.CONFIRMED)), told) for r, told in revisions if not r.event.live]
        ladder = [n for n in wanted(live, *arguments, **keys) if n.kind is Kind.REMINDER]
        return [*wanted(list(revisions), *arguments, **keys), *ladder]

    reminded = reconciling._reminded

    def careless(notice: Any, recipient: Any, *rest: Any) -> bool:
        return reminded(notice, recipient._replace(told=recipient.told and recipient.told._replace(live=True)), *rest)

    return swapped((view, "wanted", blind), (reconciling, "_reminded", careless))


@bug(6000)
def lets_the_queue_overtake_an_edit() -> AbstractContextManager[None]:
    """What was queued before an edit leaves while the edit settles."""
    return swapped((Outbox, "postpone", lambda self, event_id, until: 0))


@bug(2400)
def tells_what_is_being_changed() -> AbstractContextManager[None]:
    """The planned hour comes while an edit settles: what stood before it goes out all the same."""
    return swapped((Readiness, "settling", lambda self: set()))
