"""Transport ``smtp``: several kept connections in one event loop, one message each at a time and the next envelope behind it.

Promises: a message is given to a second connection only when the first certainly did not take it; a fault of the account ends
the batch at once and what was not begun comes back as not begun; no password and no address in a log line.
"""

import contextlib
import logging
import selectors
import time
from collections import deque
from collections.abc import Collection, Sequence

from notifier.core.smtp_opening import Step
from notifier.edges.smtp.connection import Connection, Patience
from notifier.edges.smtp.server import Server
from notifier.model.message import NOT_BEGUN, Cause, Outcome, Outgoing, Result
from notifier.model.settings import Limits, Smtp

RETURNS = 2
"""A message that so many connections gave back waits for the next time: perhaps it is what kills them."""

MOST_BARREN = 3
"""So many connections in a row that took nothing, and the batch is over."""

GOODBYE_SECONDS = 1.0
"""What the answers to QUIT are worth, on all connections together: a service that ends waits for them, too."""

log = logging.getLogger(__name__)


class SmtpTransport:
    """Carries mail to one submission server: ``submit`` more at any time, ``collect`` their ends."""

    def __init__(self, settings: Smtp, limits: Limits, *, patience: Patience | None = None) -> None:
        self._most = max(limits.connections, 1)
        self._patience = patience or Patience()
        self._server = Server(settings, self._patience)
        self._selector = selectors.DefaultSelector()
        self._connections: list[Connection] = []
        self._queue: deque[Outgoing] = deque()
        self._returns: dict[int, int] = {}
        self._flying = 0            # submitted and not yet collected
        self._ends: list[tuple[int, Result]] = []
        self._barren = 0            # connections in a row that ended without taking a message
        self._check_at = 0.0
        self._stopping = False
        self._faulted = False       # the account is at fault: nothing is begun until somebody heard of it and hands over more
        self._allowed = self._most  # connections the server tolerates just now

    # --- the flow ---------------------------------------------------------------------------------------------------

    def submit(self, batch: Sequence[Outgoing]) -> None:
        """More messages: the connections take them as far as goes without waiting. Their ends come from ``collect``. After a fault of
        the account that was not collected yet nothing is begun, nor after ``stop`` while something flies."""
        if not self._flying:
            self._stopping = False
            self._allowed = self._most
            self._barren = 0
            self._server.untried.clear()
            self._returns.clear()
        self._queue.extend(batch)
        self._flying += len(batch)
        self._faulted = any(result.account and result.cause is not Cause.STOPPED for _, result in self._ends)
        if self._halted:
            self._give_back(NOT_BEGUN)
            return
        self._wake_idle(time.monotonic())
        if self._connections:
            self._advance(0)

    def collect(self) -> list[tuple[int, Result]]:
        """The ends known since the last call; waits for one up to ``patience.poll``, so it may be empty."""
        if not self._ends and self._flying:
            self._work()
        ends, self._ends = self._ends, []
        self._flying -= len(ends)
        return ends

    def stop(self) -> None:
        """Begin nothing new: what is on the wire ends, the rest comes back as not begun."""
        self._stopping = True
        self._give_back(NOT_BEGUN)

    def recall(self, numbers: Collection[int]) -> None:
        """Those of them that were not begun come back; the others, and everything else, go on."""
        back = [outgoing for outgoing in self._queue if outgoing.id in numbers]
        self._ends += [(outgoing.id, NOT_BEGUN) for outgoing in back]
        for outgoing in back:
            self._queue.remove(outgoing)

    def abandon(self) -> list[tuple[int, Result]]:
        """Give everything up at once; what was heard stays true, also what a connection had not told yet."""
        known, self._ends = self._ends, []
        for connection in self._connections:
            if connection.dialogue is not None:
                known += connection.dialogue.results
            self._forget(connection)
            connection.close()
        self._connections.clear()
        self._queue.clear()
        self._flying = 0
        return known

    def close(self) -> None:
        """Say good-bye on all, and wait a second for all their answers. The transport may be used again."""
        for connection in self._connections:
            self._forget(connection)
            connection.say_goodbye()
        until = time.monotonic() + GOODBYE_SECONDS
        for connection in self._connections:
            connection.part(until - time.monotonic())
        self._connections.clear()

    # --- one turn of the loop ---------------------------------------------------------------------------------------

    def _work(self) -> None:
        """Until something has ended or a poll's time has passed."""
        now = time.monotonic()
        until = now + self._patience.poll
        while not self._ends:
            self._open_as_needed(now)
            if not self._connections:
                assert self._ends, "messages without an end"
                return
            ready = self._advance(max(until - now, 0))
            now = time.monotonic()
            if now >= self._check_at or not ready:
                self._check_at = now + self._patience.poll
                for connection in [c for c in self._connections if now >= c.deadline()]:
                    connection.late()
                    self._after(connection)
            if now >= until:
                return

    def _advance(self, wait_seconds: float) -> bool:
        """What the connections can do, once one of them can do something. False when none could in time. While messages wait, no more
        connections than messages are served: each then finds its next one, whose envelope leaves behind the body. An answer that was
        left unread is read once there is more to send, or nothing; those first that would be given up first: none is left for ever."""
        ready = self._selector.select(wait_seconds)
        now = time.monotonic()
        served = ready
        if 0 < len(self._queue) < len(ready):
            served = sorted(ready, key=lambda one: one[0].data.deadline())[:len(self._queue)]
        for key, _ in served:
            connection: Connection = key.data
            connection.ready(now)
            self._after(connection)
        return bool(ready)

    def _wake_idle(self, now: float) -> None:
        """Kept connections: those too old or already closed are let go, the others get messages."""
        for connection in [c for c in self._connections if c.idle]:
            if not self._queue:
                return
            if connection not in self._connections or not connection.idle:
                continue  # another one ended as it began, and gave its message to this one meanwhile
            if connection.stale() or now - connection.idle_since > self._patience.idle:
                self._remove(connection)
                connection.quit(0.2)
            else:
                connection.begin(now)
                self._after(connection)

    def _after(self, connection: Connection) -> None:
        """Take what a connection has to tell, and mind what it waits for."""
        dialogue = connection.dialogue
        if self._server.good is None and connection.usable:
            self._server.good = connection.target
        if dialogue is not None and dialogue.results:
            results, dialogue.results = dialogue.results, []
            self._ends += results
            for _, result in results:
                if result.account:
                    self._faulted = True  # asking on would make it worse
                    self._give_back(NOT_BEGUN)
        if connection.fault is not None or (dialogue is not None and dialogue.step is Step.OVER):
            self._ended(connection)
        elif connection.registered != (connection.socket.fileno(), connection.wants_write):
            self._register(connection)

    def _ended(self, connection: Connection) -> None:
        """A connection is no more: its messages go to another one, or come back. Once: in one turn it may be found ended twice."""
        if connection not in self._connections:
            return
        self._remove(connection)
        connection.close()
        dialogue = connection.dialogue
        fault = connection.fault or (dialogue.fault if dialogue is not None else None)
        assert fault is not None
        returned = dialogue.returned if dialogue is not None else []
        if self._halted:
            self._ends += [(outgoing.id, NOT_BEGUN) for outgoing in returned]
            returned = []
        for outgoing in reversed(returned):
            self._returns[outgoing.id] = self._returns.get(outgoing.id, 0) + 1
            if self._returns[outgoing.id] < RETURNS:
                self._queue.appendleft(outgoing)
            else:  # about this message, as far as we can tell: others shall not wait for it
                self._ends.append((outgoing.id, fault._replace(outcome=Outcome.TEMPORARY, account=False)))
        if dialogue is not None and dialogue.accepted:
            self._barren = 0  # it worked for a while: the next one may, too
        else:
            self._barren += 1
            self._without_fruit(connection, fault)
        self._wake_idle(time.monotonic())

    def _without_fruit(self, connection: Connection, fault: Result) -> None:
        """A connection ended that took no message: try another address, be content with fewer, or give the batch back."""
        welcome = connection.dialogue is not None and connection.dialogue.welcome
        if connection.target == self._server.good and not welcome:
            self._server.good = None
        if self._connections:
            self._allowed = max(1, len(self._connections))  # the server has had enough of them, perhaps not of us
        elif self._server.untried and not welcome:
            self._barren -= 1  # another address of the same server: this one is dead, closed for repairs or not who it should be
        elif self._barren >= MOST_BARREN or connection.began_nothing:
            log.warning("no connection to the server: %s %s %s", fault.cause, fault.code or "", fault.text)
            self._give_back(fault)

    def _give_back(self, fault: Result) -> None:
        """All that was not begun ends with this."""
        self._ends += [(outgoing.id, fault) for outgoing in self._queue]
        self._queue.clear()

    @property
    def _halted(self) -> bool:
        """Whether nothing may be begun: then the queue is empty and stays so."""
        return self._stopping or self._faulted

    def _take(self) -> Outgoing | None:
        return self._queue.popleft() if self._queue else None

    # --- making connections -----------------------------------------------------------------------------------------

    def _open_as_needed(self, now: float) -> None:
        """More connections while messages wait: the first alone, the others once it has shown that it works."""
        making = sum(not connection.usable for connection in self._connections)
        while self._queue and len(self._connections) < self._allowed and making < len(self._queue):
            if making and making == len(self._connections):
                return
            fault = self._open(now)
            if fault is not None:
                if not self._connections:
                    log.warning("no connection is tried: %s %s", fault.cause, fault.text)
                    self._give_back(fault)
                return
            making += 1

    def _open(self, now: float) -> Result | None:
        """One more connection; the fault when there is no trying."""
        connection = self._server.connect(now, self._take)
        if isinstance(connection, Result):
            return connection
        self._connections.append(connection)
        self._after(connection)
        return None

    # --- the selector -----------------------------------------------------------------------------------------------

    def _register(self, connection: Connection) -> None:
        self._forget(connection)
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if connection.wants_write else 0)
        self._selector.register(connection.socket, events, connection)
        connection.registered = (connection.socket.fileno(), connection.wants_write)

    def _forget(self, connection: Connection) -> None:
        if connection.registered is not None:
            with contextlib.suppress(KeyError, ValueError, OSError):
                self._selector.unregister(connection.registered[0])
            connection.registered = None

    def _remove(self, connection: Connection) -> None:
        self._forget(connection)
        self._connections.remove(connection)
