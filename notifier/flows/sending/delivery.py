"""The pump: claim -> send -> settle, a window at a time, until nothing more may leave now.

Promises (design, 3-6 and 8): no byte of a message leaves before its mark is durable; how a window ended and what the next one
claims are one commit; at most ``limits.in_flight`` messages are uncertain at any time; while the breaker is open nothing is
claimed; when the ledger cannot be written nothing more is sent. The clock is an argument, so that a rehearsal and the
simulation run exactly this code.
"""

import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from notifier.core.retry import Breaker, after
from notifier.edges.ledger.attempt import Claimed, Settlement
from notifier.edges.ledger.ballast import Ballast
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.guard import LedgerFull, LedgerLocked
from notifier.edges.ledger.journal import Journal
from notifier.edges.ledger.outbox import Outbox
from notifier.flows.sending.account import Account
from notifier.flows.sending.making import Maker
from notifier.flows.sending.wire import Transport, Wire
from notifier.model.message import NOT_BEGUN, Cause, Outcome, Outgoing, Result, State
from notifier.model.settings import Limits

UNSTORED = timedelta(seconds=30)
"""How soon results that a locked ledger could not take are stored: a process that ends before knows less than it heard."""

AT_ONCE = 8
"""So many messages are made before a transport that is busy with others gets them: while we make bytes, nobody feeds its connections."""

GRACE_SECONDS = 25
"""After SIGTERM: so long a message on the wire may take to end well; systemd kills later than that."""

log = logging.getLogger(__name__)


class Gates(NamedTuple):
    """What may leave at an instant (rule 8): participants' ordinary mail, urgent mail."""

    participants: bool
    urgent: bool


@dataclass(slots=True)
class Report:
    """What one pump did. ``ended``: ``idle`` (nothing more due), ``stopped``, ``breaker``, ``limit``, ``look``, ``disk``, ``locked``."""

    ended: str = "idle"
    claimed: int = 0
    states: dict[State, int] = field(default_factory=dict)
    uncertain: int = 0
    breaker: Breaker | None = None

    @property
    def sent(self) -> int:
        """How many the server accepted."""
        return self.states.get(State.SENT, 0)


class Delivery:
    """One owner of a transport and of the way from ``queued`` to the end.

    ``verified`` and ``sender`` are the ``Maker``'s; ``credential()`` changes when the password file does; ``ballast`` is what makes room
    for the last marks on a full disk; ``journal`` is written before each commit of results.
    """

    def __init__(self, outbox: Outbox, transport: Transport, *, verified: Callable[[bytes, bytes | None, bytes], bytes],
                 sender: Callable[[int], str], limits: Limits, credential: Callable[[], str] = lambda: "",
                 ballast: Ballast | None = None, journal: Journal | None = None) -> None:
        self._outbox = outbox
        self._wire = Wire(transport)
        self._maker = Maker(outbox, verified, sender)
        self._limits = limits
        self._account = Account(outbox, limits, credential)
        self._ballast = ballast
        self._journal = journal
        self._unsettled: list[Settlement] = []
        self._looked: datetime | None = None  # when the pass looked whose mails this pump sends

    @property
    def breaker(self) -> Breaker | None:
        """Why the account rests, and until when; None when all is well."""
        return self._account.breaker

    def pump(self, now: datetime, clock: Callable[[], datetime], *, gates: Callable[[datetime], Gates],
             should_stop: Callable[[], bool] = lambda: False, beat: Callable[[], None] = lambda: None,
             look: Callable[[], bool] = lambda: False) -> Report:
        """Send everything that was due ``now``, when the pass looked: what falls due meanwhile may have become untrue, and waits for
        another look. ``gates`` is asked at each claim, so the window's end stops it. ``beat`` after progress. ``look`` says that
        another look is due before the rest: then one window left, at least.

        LedgerFull and LedgerFailed mean: end the process (results may be unsaved; the next start recovers them).
        """
        report, self._looked = Report(), now
        if self._ballast is not None:
            self._ballast.hold()  # also where a full disk took the former one, and there is room again
        try:
            report.breaker = self.breaker
            while True:
                room, report.ended = self._room(now, stopping=should_stop(), looking=bool(report.claimed) and look())
                # An idle look is no transaction: most passes have nothing to send.
                claimed = self._turn(now, room, gates(now)) if room or self._unsettled or self._account.changed else []
                beat()
                if not claimed and not self._wire.flying:
                    break
                report.claimed += len(claimed)
                self._take_in(self._launch(claimed, now, should_stop), clock(), report)
                now = self._fly(self._overlap(claimed), clock, should_stop, beat, report)
        except LedgerLocked as error:
            log.warning("ledger locked, nothing more is sent: %s", error)
            report.ended = "locked"
        except LedgerFull as error:
            if self._unsettled:
                raise
            log.error("disk full, nothing is sent: %s", error)
            report.ended = "disk"
        # Not in a ``finally``: what ends the process in between must not send another byte.
        self._rest(report, clock, should_stop, beat)
        if report.ended == "disk":  # what was in the air then has come home, and for its marks there is the ballast
            with contextlib.suppress(LedgerLocked):
                self.store(clock())
        if report.claimed:
            log.info("delivery %s: %d claimed, %s", report.ended, report.claimed,
                     ", ".join(f"{n} {state}" for state, n in sorted(report.states.items())))
        return report

    def store(self, now: datetime) -> None:
        """What a locked ledger could not take, before anybody decides by it: whoever withdraws old news leaves alone what is on its way, so
        a mail that came back unsent would go after all. LedgerLocked: still not."""
        if self._unsettled:
            self._turn(now, 0, Gates(participants=False, urgent=False))

    def next_at(self, now: datetime, *, gates: Gates) -> datetime | None:
        """When the pump has something to do next, with these gates open: due work, not before the breaker's or the limits' rest; soon,
        when results could not be stored yet."""
        if self._unsettled:
            return now + UNSTORED
        due = self._outbox.next_at(now, participants_open=gates.participants, urgent_open=gates.urgent)
        if due is None:
            return None
        breaker = self.breaker
        if breaker is not None and self._account.rests(now):
            due = max(due, breaker.until)
        if self._account.allowance(now) == 0:
            due = max(due, self._account.eases(now))
        if self._ballast is not None and self._ballast.low():  # nothing is claimed until there is room: looked at again, not at once
            due = max(due, now + UNSTORED)
        return due

    def close(self) -> None:
        """Let go of the connections."""
        self._wire.close()

    def change(self, transport: Transport, *, sender: Callable[[int], str], limits: Limits,
               credential: Callable[[], str] = lambda: "") -> None:
        """Other settings are in force. Results not stored yet (the ledger was locked) stay with us: never just make a new one."""
        self._wire.close()
        self._wire = Wire(transport)
        self._maker.sender = sender
        self._limits = limits
        self._account.change(limits, credential)

    # --- before -----------------------------------------------------------------------------------------------------

    @property
    def _window(self) -> int:
        """Messages between mark and answer. With few connections fewer: what waits behind others may become untrue."""
        return max(min(self._limits.in_flight, 8 * max(self._limits.connections, 1)), 1)

    def _overlap(self, claimed: Sequence[Claimed]) -> int:
        """How many of them may still be in the air when the next are claimed: none where one of them may be what crashed us."""
        if not claimed or not self._wire.overlaps or any(message.uncertain for message in claimed):
            return 0
        return min(self._window // 2, 2 * self._limits.connections)

    def _room(self, now: datetime, *, stopping: bool, looking: bool) -> tuple[int, str]:
        """How many may be claimed, and why the pump ends if none is."""
        if stopping:
            return 0, "stopped"
        if self._account.rests(now):
            return 0, "breaker"
        if self._ballast is not None and self._ballast.low():
            return 0, "disk"
        if not self._unsettled and not self._outbox.anything_waits():  # what is to be stored may wait again
            return 0, "idle"
        free = self._account.allowance(now)
        if free == 0:
            return 0, "limit"
        if looking:
            return 0, "look"
        window = 1 if self._account.on_trial else self._window
        return max(min(free, window - len(self._wire.flying)), 0), "idle"

    def _turn(self, now: datetime, limit: int, gates: Gates) -> list[Claimed]:
        """The former window's results, a changed breaker and the next window's claims in one commit."""
        try:
            return self._commit(now, limit, gates)
        except LedgerFull:
            if not self._unsettled or self._ballast is None or not self._ballast.release():
                raise
            log.error("disk full, ballast dropped to store the last results")
            return self._commit(now, 0, gates)

    def _commit(self, now: datetime, limit: int, gates: Gates) -> list[Claimed]:
        with self._outbox.transaction():
            self._account.store()
            claimed = self._outbox.settle_and_claim(self._unsettled, now, limit, participants_open=gates.participants,
                                                    urgent_open=gates.urgent, due_by=self._looked,
                                                    flying=bool(self._wire.flying), probe=self._account.on_trial)
            if self._journal is not None and self._unsettled:
                self._journal.note(self._unsettled, seconds(now))
        assert self._outbox.is_durable, "nothing leaves inside somebody's transaction: the mark would not be on the disk"
        self._unsettled = []
        self._account.changed = False
        return claimed

    # --- the attempt ------------------------------------------------------------------------------------------------

    def _fly(self, rest: int, clock: Callable[[], datetime], should_stop: Callable[[], bool], beat: Callable[[], None],
             report: Report) -> datetime:
        """Take in ends until at most ``rest`` messages are in the air. What a slow server kept from beginning comes back, to be read
        again; what it hangs on keeps nothing else waiting. When asked to stop: bounded, the rest uncertain."""
        deadline: datetime | None = None
        hanging = 0
        ends: list[tuple[Claimed, Result]] = []
        while len(self._wire.flying) - hanging > rest:
            found = self._wire.ends()
            ends += found
            if not found:
                beat()
            if deadline is None and should_stop():
                rest = hanging = 0
                deadline = clock() + timedelta(seconds=GRACE_SECONDS)
                self._wire.stop()
            elif deadline is None:
                late = self._wire.recall(clock())
                hanging = late if rest else 0
            if deadline is not None and not found and clock() > deadline:
                log.warning("gave up waiting for the server: %d messages are uncertain", len(self._wire.flying))
                ends += self._wire.lost(Result(Outcome.UNCERTAIN, text="given up at the end of the service", cause=Cause.NETWORK))
        now = clock()
        self._take_in(ends, now, report)
        return now

    def _take_in(self, ends: Sequence[tuple[Claimed, Result]], now: datetime, report: Report) -> None:
        if ends:
            report.breaker = self._account.judge([result for _, result in ends], now)
            self._unsettled += [self._decide(message, result, now, report) for message, result in ends]

    def _rest(self, report: Report, clock: Callable[[], datetime], should_stop: Callable[[], bool], beat: Callable[[], None]) -> None:
        """The pump is over: nothing may hang in the air, and no connection is kept open for hours."""
        if self._wire.flying:
            self._fly(0, clock, should_stop, beat, report)
        if report.claimed:
            self._wire.close()

    def _launch(self, claimed: Sequence[Claimed], now: datetime, should_stop: Callable[[], bool]) -> list[tuple[Claimed, Result]]:
        """Hand over what is marked, a few at a time: the first are on the wire while the next are made. Returns what could not be made;
        behind a locked ledger, which is not asked again for each, or once asked to stop, that is all the rest: not begun."""
        ends: list[tuple[Claimed, Result]] = []
        step = AT_ONCE if self._wire.overlaps else max(len(claimed), 1)
        for at in range(0, len(claimed), step):
            if should_stop():
                return ends + [(message, NOT_BEGUN) for message in claimed[at:]]
            try:
                made = [(message, self._maker.outgoing(message)) for message in claimed[at:at + step]]
            except LedgerLocked as error:
                log.warning("ledger locked, what is marked is not made: %s", error)
                return ends + [(message, NOT_BEGUN) for message in claimed[at:]]
            ends += [(message, outgoing) for message, outgoing in made if isinstance(outgoing, Result)]
            self._wire.launch([(message, outgoing) for message, outgoing in made if isinstance(outgoing, Outgoing)], now)
        return ends

    # --- after ------------------------------------------------------------------------------------------------------

    def _decide(self, message: Claimed, result: Result, now: datetime, report: Report) -> Settlement:
        if result.outcome is Outcome.ACCEPTED:
            report.states[State.SENT] = report.states.get(State.SENT, 0) + 1
            return message, result, State.SENT, None
        state, next_at = after(result, attempts=message.attempts, uncertain=message.uncertain, now=now,
                               key=f"{message.id}|{message.address}", most_attempts=self._limits.attempts)
        if result.cause is Cause.STOPPED and next_at is not None and self._looked is not None:
            next_at = min(next_at, self._looked)  # it was due, and never began
        report.states[state] = report.states.get(state, 0) + 1
        report.uncertain += result.outcome is Outcome.UNCERTAIN
        if result.cause is not Cause.STOPPED:
            log.info("message %d %s: %s %d %s", message.id, state, result.cause, result.code, result.enhanced)
        return message, result, state, next_at
