"""An installation at work: its files, its ledger, its transport. ``notifier tick`` is one ``turn``; the service is many."""

import contextlib
import gc
import logging
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from notifier.core.compose.stored import verified
from notifier.edges.ledger.ballast import Ballast
from notifier.edges.ledger.guard import LedgerFailed, in_words, speaking
from notifier.edges.ledger.journal import Journal
from notifier.edges.ledger.store import LedgerError, Store
from notifier.edges.memory import give_back
from notifier.flows.arming.acts import NEEDS_PASS, carry_out
from notifier.flows.arming.holding import REASONS
from notifier.flows.arming.recovering import examine, held
from notifier.flows.arming.requests import answer, left, set_aside, waiting
from notifier.flows.hearing.listening import Listener
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.reading import InputReader
from notifier.flows.sending.delivery import Delivery, Gates, Report
from notifier.flows.sending.resting import gates_of
from notifier.flows.sending.transports import credential_of, sender_of, transport_of
from notifier.flows.tick import Passes, PassReport
from notifier.flows.upkeep import Upkeep
from notifier.flows.view import Ledger, View
from notifier.model.settings import Settings

YOUNG_OBJECTS = 50_000
"""So many are made before Python looks for cycles among them: a country's mails are many tuples and no cycles, and looking at every 700
is a fiftieth of the work."""

log = logging.getLogger(__name__)

HELD_LOOK = timedelta(minutes=1)
"""How often a held ledger looks for a person's decision (a request wakes it at once)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn came to: the pass, the delivery, and when there is something to do again."""

    report: PassReport
    delivered: Report
    next_at: datetime


class Station:
    """Owns the ledger of one installation. ``open``, then ``turn`` as often as wanted, then ``close``."""

    def __init__(self, reader: InputReader, store: Store, inputs: Inputs, journal: Journal | None = None) -> None:
        self._store = store
        self._journal = journal
        self._reader = reader
        self.passes = Passes(reader, store, secret=secrets.token_bytes(32))
        self._state = inputs.settings.state
        self._listener = Listener()
        self._upkeep = Upkeep()
        self._delivery: Delivery | None = None
        self._carried: Settings | None = None

    @classmethod
    def open(cls, config: Path, now: datetime) -> "Station":
        """Read the files and own the ledger. BrokenInputs, LedgerBusy or LedgerError when that is not possible."""
        gc.set_threshold(YOUNG_OBJECTS, 10, 10)
        reader = InputReader(config, keeps=True)
        inputs = reader.read(now)
        store = Store.open(inputs.settings.state)
        inputs.requests.mkdir(mode=0o700, exist_ok=True)
        return cls.begin(reader, store, now, Journal(store, inputs.settings.state))

    @classmethod
    @speaking()
    def begin(cls, reader: InputReader, store: Store, now: datetime, journal: Journal | None = None) -> "Station":
        """On a ledger that is owned already: what the last process left open goes back into the queue. With a journal the ledger
        is compared with what really left, and held where it is older."""
        station = cls(reader, store, reader.read(now), journal)
        station.passes.read(now)
        with store.transaction():  # before the first mail is read: tokens are judged with it
            station.ledger.facts.keep_secret(secrets.token_bytes(32))
        if journal is not None:
            examine(station.ledger, journal, now)
        recovered = station.ledger.outbox.recover(now)
        if recovered:
            log.warning("%d messages were open when the last process ended", len(recovered))
        return station

    @property
    def inputs(self) -> Inputs:
        """The inputs in force."""
        assert self.passes.inputs is not None
        return self.passes.inputs

    @property
    def ledger(self) -> Ledger:
        """The ledger's parts."""
        return self.passes.ledger(self.inputs)

    def view(self, now: datetime) -> View:
        """What stands now."""
        return self.passes.view(self.inputs, now)

    def is_stirred(self) -> bool:
        """Whether somebody did something since the last turn: a file changed, a request was left. A few stat calls."""
        return self._reader.is_stale() or self.is_asked()

    def is_asked(self) -> bool:
        """Whether a request was left: ``disarm``, say, which must not wait for the mails it is to stop. A folder that can't be listed is
        the next turn's trouble, and none of the mails in the air."""
        try:
            return bool(left(self.inputs.requests))
        except OSError:
            return True

    def folders(self) -> set[Path]:
        """Where a change would stir: the folders of all files read, and of requests (made, so that it can be followed)."""
        requests = self.inputs.requests
        with contextlib.suppress(OSError):
            requests.mkdir(mode=0o700, exist_ok=True)
        return self._reader.folders() | {requests}

    def doorbell(self) -> socket.socket | None:
        """What becomes readable when the mailbox has news; None where only looking helps."""
        return self._listener.doorbell()

    def has_rung(self) -> bool:
        """Whether the mailbox had news already when its doorbell was asked for: that one rings no more."""
        return self._listener.has_rung()

    def rang(self) -> bool:
        """After the doorbell became readable: whether a turn with ``mail_waits`` is worth it."""
        return self._listener.rang()

    def stop(self) -> None:
        """The mailbox is waited for no longer; what else a turn does ends by its ``should_stop``. Also from a signal's handler."""
        self._listener.stop()

    @speaking()
    def turn(self, clock: Callable[[], datetime], *, should_stop: Callable[[], bool] = lambda: False,
             beat: Callable[[], None] = lambda: None, look: Callable[[], bool] = lambda: False, force_read: bool = False,
             mail_waits: bool = False) -> Turn:
        """Requests, incoming mail, one pass, delivery of what may leave. ``beat`` is called after real progress only; ``look`` says
        that the rest of the delivery is another turn's.

        LedgerLocked: nothing was done, try again. LedgerFull, LedgerFailed: end the process.
        """
        now = clock()
        if self._delivery is not None:
            self._delivery.store(now)
        self._carry_out_requests(now)
        if self._journal is not None and (code := held(self.ledger)):
            turn = Turn(PassReport(0, now + HELD_LOOK, armed=False, held=REASONS[code]), Report("held"), now + HELD_LOOK)
            self._look_after(turn, now)
            return turn
        if not should_stop():
            self._listen(now, at_once=mail_waits)
        report = self.passes.run(now, force_read=force_read)
        if report.queued:
            log.info("%d mails queued", report.queued)
        beat()
        delivery = self._current_delivery()
        delivered = delivery.pump(now, clock, gates=self._gates, should_stop=should_stop, beat=beat, look=look)
        beat()
        now = clock()
        times = [report.next_at, delivery.next_at(now, gates=self._gates(now)), self._listener.next_look(self.inputs, now)]
        turn = Turn(report, delivered, min(at for at in times if at is not None))
        self._look_after(turn, now)
        return turn

    def hold(self, why: str) -> None:
        """Nothing more to participants until a person says yes."""
        with speaking(), self.ledger.store.transaction():
            facts, plan = self.ledger.facts, self.inputs.plan_id
            if facts.armed(plan) is not None or facts.former_yes(plan) is not None:
                facts.disarm(why)

    def _look_after(self, turn: Turn, now: datetime) -> None:
        """An installation's own care; a simulated one has none."""
        if self._journal is None:
            return
        self._upkeep.daily(self.ledger, self.inputs, now)
        if turn.delivered.claimed:
            self.ledger.store.rest()
            give_back()
        breaker = turn.delivered.breaker
        self._upkeep.report(self.ledger, self.inputs, ended=turn.delivered.ended, next_at=turn.next_at, now=now,
                            breaker_open=breaker is not None and breaker.until > now)

    def _listen(self, now: datetime, *, at_once: bool) -> None:
        inputs = self.passes.read(now)
        if inputs.settings.state != self._state:  # ``disarm`` and ``status`` speak of the new one already: two truths
            raise LedgerFailed("the settings name another state folder; the next start uses it")
        heard = self._listener.listen(inputs, self.passes.ledger(inputs), lambda: self.passes.view(inputs, now), now, at_once=at_once)
        if heard:
            log.info("%d messages read", heard)

    def _gates(self, now: datetime) -> Gates:
        """Who may be written to at an instant."""
        return gates_of(self.inputs.window, self.ledger.facts, self.inputs.plan_id, now)

    def _carry_out_requests(self, now: datetime) -> None:
        for path, request in waiting(self.inputs.requests):
            if request.do in NEEDS_PASS:
                self.passes.run(now)
            inputs = self.passes.read(now)
            try:
                said = carry_out(request, self.passes.ledger(inputs), self.passes.view(inputs, now), now, name=path.name)
            except Exception as error:
                if not isinstance(error, LedgerError | OSError | MemoryError) and in_words(error) is None:
                    set_aside(path)  # a mistake of ours: the process ends, and the next start is not to end by it again
                raise
            log.info("request: %s", said.line)
            answer(path, said)

    def _current_delivery(self) -> Delivery:
        """The delivery of the settings in force; a changed server or password takes a new one."""
        settings, former = self.inputs.settings, self._carried
        sender = sender_of(settings, self.ledger.facts.secret())
        if self._delivery is None:
            self._delivery = Delivery(self.ledger.outbox, transport_of(settings), verified=verified, sender=sender,
                                      limits=settings.limits, credential=lambda: credential_of(settings), journal=self._journal,
                                      ballast=Ballast(settings.state) if self._journal is not None else None)
        elif former is None or (settings.transport, settings.smtp, settings.limits, settings.organizer) != (
                former.transport, former.smtp, former.limits, former.organizer):
            self._delivery.change(transport_of(settings), sender=sender, limits=settings.limits,
                                  credential=lambda: credential_of(settings))
        self._carried = settings
        return self._delivery

    def close(self) -> None:
        """Let go of connections and of the ledger."""
        if self._journal is not None:
            self._journal.close()
        self._listener.close()
        if self._delivery is not None:
            self._delivery.close()
        self._store.close()
