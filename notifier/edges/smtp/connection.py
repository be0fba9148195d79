"""One connection: a non-blocking socket, perhaps encrypted, and the dialogue on it, with a deadline for each phase.

Promises: never blocks; a deadline is met by complete replies only, so that a server that sends a byte a
minute is not waited for longer than one that is silent; the whole of a beginning and the whole of a session without an
answer are bounded as well.
"""

import contextlib
import errno
import select
import socket
import ssl
from dataclasses import dataclass

from notifier.core.smtp_dialogue import Dialogue
from notifier.core.smtp_opening import Step
from notifier.model.message import Cause, Outcome, Result

RECEIVE_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds each phase may take. RFC 5321 section 4.5.3.2 asks for ten minutes after the final dot; the rest is shorter
    than its five minutes, since a submission server that needs longer is broken and others wait behind it."""

    connect: float = 30
    greeting: float = 60
    command: float = 120
    body: float = 300
    dot: float = 600
    beginning: float = 180   # connect to ready, all told
    idle: float = 20         # a kept connection older than this is not trusted with a message
    poll: float = 1          # how often waiting is reported


class Connection:
    """Made connecting; ``dialogue`` says the rest. Every method returns at once."""

    def __init__(self, family: int, address: tuple[object, ...], *, host: str, context: ssl.SSLContext | None, tls_at_once: bool,
                 patience: Patience, now: float) -> None:
        self.dialogue: Dialogue | None = None
        self.fault: Result | None = None
        self.socket: socket.socket | ssl.SSLSocket = socket.socket(family, socket.SOCK_STREAM)
        self.connected = False
        self.handshaking = False
        self.wants_write = True
        self.unsent = b""
        self.idle_since = now
        self.target = (family, address)
        self.registered: tuple[int, bool] | None = None  # with the selector: descriptor, and whether writing is waited for
        self._host = host
        self._context = context
        self._tls_at_once = tls_at_once
        self._patience = patience
        self._began = now
        self._replies = 0
        self._parting = False
        self._deaf = False  # the other side takes nothing more
        self._waiting_since = now
        self.socket.setblocking(False)
        code = self.socket.connect_ex(address)
        if code not in (0, errno.EINPROGRESS):
            self.fail(_fault(OSError(code, errno.errorcode.get(code, str(code)))))

    @property
    def usable(self) -> bool:
        """Whether the session has got as far as taking messages."""
        return self.dialogue is not None and self.dialogue.step is Step.READY

    @property
    def began_nothing(self) -> bool:
        """Whether the session ended before a message was begun on it: then it says something of the account, not of a message."""
        return self.dialogue is None or not (self.dialogue.returned or self.dialogue.begun)

    @property
    def idle(self) -> bool:
        """Whether it could take a message now."""
        return self.dialogue is not None and self.dialogue.step is Step.READY and not self.dialogue.busy

    # --- events -----------------------------------------------------------------------------------------------------

    def ready(self, now: float) -> None:
        """The socket can be read or written: go as far as it goes."""
        try:
            if not self.connected:
                self._finish_connecting(now)
            elif self.handshaking:
                self._shake()
            else:
                self._flow(now)
        except OSError as error:
            self.fail(_fault(error))

    def _finish_connecting(self, now: float) -> None:
        code = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, errno.errorcode.get(code, str(code)))
        try:
            self.socket.getpeername()
        except OSError:
            return  # woken without a connection yet
        self.connected = True
        self.wants_write = False
        self._waiting_since = now
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls_at_once:
            self._encrypt()

    def _encrypt(self) -> None:
        assert self._context is not None
        self.socket = self._context.wrap_socket(self.socket, server_hostname=self._host, do_handshake_on_connect=False)
        self.handshaking = True
        self._shake()

    def _shake(self) -> None:
        assert isinstance(self.socket, ssl.SSLSocket)
        try:
            self.socket.do_handshake()
        except ssl.SSLWantReadError:
            self.wants_write = False
        except ssl.SSLWantWriteError:
            self.wants_write = True
        else:
            self.handshaking = False
            self.wants_write = False
            assert self.dialogue is not None
            self.dialogue.secured()
            self.flush()

    def _flow(self, now: float) -> None:
        """Read what is there, answer, write what goes."""
        dialogue = self.dialogue
        assert dialogue is not None
        if self.unsent:
            self.flush()
        while True:
            try:
                data = self.socket.recv(RECEIVE_BYTES)
            except (BlockingIOError, ssl.SSLWantReadError):
                break
            except ssl.SSLWantWriteError:
                self.wants_write = True
                break
            if not data:
                self.fail(Result(Outcome.TEMPORARY, text="the server closed the connection", account=True, cause=Cause.NETWORK))
                return
            dialogue.receive(data)
            if dialogue.replies != self._replies:
                self._replies = dialogue.replies
                self._waiting_since = now
            if dialogue.step is Step.HANDSHAKE and not self.handshaking:
                self._encrypt()
                return
            if dialogue.out:
                self.flush()
            if dialogue.step is Step.OVER:
                self.fault = dialogue.fault
                return
            if len(data) < RECEIVE_BYTES and not isinstance(self.socket, ssl.SSLSocket):
                break
        self.idle_since = now

    def flush(self) -> None:
        """Write what the dialogue has to say, as far as the socket takes it."""
        assert self.dialogue is not None
        out = self.dialogue.out
        if out:
            self.unsent = b"".join([self.unsent, *out]) if self.unsent or len(out) > 1 else out[0]
            out.clear()
        try:
            while self.unsent and not self._deaf:
                sent = self.socket.send(self.unsent)
                self.unsent = self.unsent[sent:]
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass
        except (BrokenPipeError, ConnectionResetError):
            self._deaf = True  # what it said before it went is still to be read, and then its end
        self.wants_write = bool(self.unsent) and not self._deaf

    # --- time -------------------------------------------------------------------------------------------------------

    def deadline(self) -> float:
        """The instant at which waiting for what is outstanding ends; infinity for an idle connection."""
        patience, dialogue = self._patience, self.dialogue
        if not self.connected:
            return self._began + patience.connect
        assert dialogue is not None
        if dialogue.step is not Step.READY:
            own = patience.greeting if dialogue.step is Step.GREETING else patience.command
            return min(self._waiting_since + own, self._began + patience.beginning)
        if not dialogue.busy:
            return float("inf")
        if dialogue.awaits_dot:
            return self._waiting_since + (patience.body if self.unsent else patience.dot)
        return self._waiting_since + patience.command

    def begin(self, now: float) -> None:
        """Give an idle session its next message."""
        assert self.dialogue is not None
        self._waiting_since = now
        try:
            self.dialogue.begin()
            self.flush()
        except OSError as error:
            self.fail(_fault(error))

    def stale(self) -> bool:
        """Whether an idle connection has been closed, or has something to say that nobody asked for."""
        return bool(select.select([self.socket], [], [], 0)[0])

    def late(self) -> None:
        """The deadline passed."""
        what = "connect" if not self.connected else "answer"
        self.fail(Result(Outcome.TEMPORARY, text=f"the server did not {what} in time", account=True, cause=Cause.NETWORK))

    def fail(self, fault: Result) -> None:
        """End it: what was outstanding ends by what left."""
        self.fault = fault
        if self.dialogue is not None:
            pending = len(self.unsent) + sum(map(len, self.dialogue.out))
            self.dialogue.over(fault, pending)
        self.close()

    def close(self) -> None:
        """Let go of the socket. Never raises."""
        with contextlib.suppress(OSError):
            self.socket.close()

    def quit(self, wait_seconds: float) -> None:
        """Good-bye, and a moment for the answer, which never matters."""
        self.say_goodbye()
        self.part(wait_seconds)

    def say_goodbye(self) -> None:
        """QUIT on an idle session; nobody waits yet."""
        if self.idle and self.dialogue is not None:
            with contextlib.suppress(OSError):
                self.dialogue.quit()
                self.flush()
                self._parting = True

    def part(self, wait_seconds: float) -> None:
        """A moment for the answer to the good-bye, where one was said, and the socket is let go."""
        if self._parting:
            with contextlib.suppress(OSError):
                self.socket.settimeout(max(wait_seconds, 0.001))  # 0 would mean: without waiting, in another mode
                self.socket.recv(512)
        self.close()


def _fault(error: OSError) -> Result:
    if not isinstance(error, ssl.SSLError):
        return Result(Outcome.TEMPORARY, text=f"connection: {error.strerror or error}", account=True, cause=Cause.NETWORK)
    reason = getattr(error, "verify_message", "") or getattr(error, "reason", "") or type(error).__name__
    return Result(Outcome.TEMPORARY, text=f"TLS: {reason}", account=True, cause=Cause.TLS)
