"""An SMTP server on a real loopback socket that fails exactly as told: at one phase, in one way, so many times.

It keeps what it truly took (``accepted``), whatever it said about it: the record that the ledger is compared with.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

DROP = object()       # close the connection without a word
HANG = object()       # say nothing any more
TAKE_AND_DROP = object()   # at the dot: take the mail, then close without the 250
TAKE_AND_HANG = object()   # at the dot: take the mail, answer never


@dataclass
class Taken:
    """One accepted mail: envelope and bytes as they were on the wire, dots unstuffed."""

    sender: str
    recipient: str
    content: bytes


@dataclass
class UnreliableSmtp:
    """``faults[phase]`` is a list of what to do at the next occasions of that phase: bytes to answer, or one of the above;
    None is "as usual". Phases: banner, ehlo, starttls, auth, mail, rcpt, data, body, dot, rset, quit. A key ``rcpt:address``
    concerns that recipient only."""

    extensions: tuple[str, ...] = ("PIPELINING", "SIZE 10000000", "8BITMIME")
    faults: dict[str, list[object]] = field(default_factory=dict)
    always: dict[str, object] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False
    password: str | None = None
    latency_seconds: float = 0.0
    address: str = "127.0.0.1"
    accepted: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    at_once: int = 0
    most_at_once: int = 0
    left: int = 0  # connections that carried a mail and ended without a good-bye

    def __enter__(self) -> "UnreliableSmtp":
        self._lock = threading.Lock()
        self._listener = socket.create_server((self.address, 0), family=socket.AF_INET6 if ":" in self.address else socket.AF_INET)
        self._listener.settimeout(0.02)
        self.port = self._listener.getsockname()[1]
        self._over = False
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over = True
        self._acceptor.join()
        self._listener.close()
        for thread in self._threads:
            thread.join()

    @property
    def recipients(self) -> list[str]:
        return [taken.recipient for taken in self.accepted]

    def _accept(self) -> None:
        while not self._over:
            with contextlib.suppress(TimeoutError):
                connection, _ = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _fault(self, phase: str) -> object:
        with self._lock:
            planned = self.faults.get(phase)
            return planned.pop(0) if planned else self.always.get(phase)

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            Session(self, connection).run()
        except (_Over, OSError):
            pass
        finally:
            with self._lock:
                self.at_once -= 1


class _Over(Exception):
    """The session ends here."""


class Session:
    """One connection of the double."""

    def __init__(self, server: UnreliableSmtp, connection: socket.socket) -> None:
        self.server = server
        self.connection: socket.socket = connection
        self.connection.settimeout(0.02)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits for the ACK of the one before it
        self.buffer = b""
        self.encrypted = False
        self.sender = ""
        self.recipient: str | None = None
        self.in_mail = False
        self.owes_goodbye = False
        self.chunks = b""
        self.counts: dict[str, int] = defaultdict(int)

    def run(self) -> None:
        try:
            if self.server.tls_at_once:
                self.encrypt()
            self.say("banner", b"220 unreliable ESMTP\r\n")
            while True:
                self.command(self.line())
        finally:
            with self.server._lock:
                self.server.left += self.owes_goodbye
            self.connection.close()

    def encrypt(self) -> None:
        assert self.server.tls is not None
        self.connection.settimeout(5)
        self.connection.getpeername()  # raises where nobody is there any more: wrapping would leave its own socket open then (CPython)
        self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        self.connection.settimeout(0.02)
        self.encrypted = True

    def more(self) -> None:
        while True:
            over = self.server._over  # what was sent before is heard
            try:
                data = self.connection.recv(65536)
            except TimeoutError:
                if over:
                    raise _Over from None
                continue
            if not data:
                raise _Over
            self.buffer += data
            return

    def line(self) -> bytes:
        while b"\r\n" not in self.buffer:
            self.more()
        line, _, self.buffer = self.buffer.partition(b"\r\n")
        return line

    def say(self, phase: str, usual: bytes) -> None:
        fault = self.server._fault(phase)
        self.send(usual if fault is None else fault)

    def send(self, what: object) -> None:
        if self.server.latency_seconds:
            time.sleep(self.server.latency_seconds)
        if what is DROP:
            raise _Over
        if what is HANG:
            while not self.server._over:
                with contextlib.suppress(TimeoutError):
                    if not self.connection.recv(65536):
                        break
            raise _Over
        if isinstance(what, list):  # a tarpit: bytes with pauses between
            for byte in what:
                self.connection.sendall(byte)
                time.sleep(0.02)
            return
        assert isinstance(what, bytes)
        self.connection.sendall(what)
        if what.startswith((b"421", b"221")):
            raise _Over

    def command(self, line: bytes) -> None:
        text = line.decode("latin-1")
        self.server.commands.append(text)
        verb = text.split(" ", 1)[0].upper()
        self.owes_goodbye = self.owes_goodbye and verb != "QUIT"
        if verb == "EHLO":
            extensions = [*self.server.extensions, *(["STARTTLS"] if self.server.tls and not self.encrypted else []),
                          *(["AUTH PLAIN LOGIN"] if self.server.password is not None else [])]
            lines = ["unreliable", *extensions]
            self.say("ehlo", "".join(f"250{'-' if n < len(lines) - 1 else ' '}{word}\r\n" for n, word in enumerate(lines)).encode())
        elif verb == "HELO":
            self.say("helo", b"250 unreliable\r\n")
        elif verb == "STARTTLS":
            self.say("starttls", b"220 go ahead\r\n")
            self.buffer = b""
            self.encrypt()
        elif verb == "AUTH":
            self.auth(text)
        elif verb == "MAIL":
            if self.in_mail:
                self.connection.sendall(b"503 5.5.1 nested MAIL\r\n")
                return
            self.sender = text[text.index("<") + 1:text.index(">")]
            before = self.server._fault("mail")
            self.in_mail = before is None
            self.send(b"250 2.1.0 Ok\r\n" if before is None else before)
        elif verb == "RCPT":
            self.rcpt(text)
        elif verb == "DATA":
            self.data()
        elif verb == "BDAT":
            self.bdat(text)
        elif verb == "RSET":
            self.in_mail, self.recipient = False, None
            self.say("rset", b"250 2.0.0 Ok\r\n")
        elif verb == "QUIT":
            self.say("quit", b"221 2.0.0 Bye\r\n")
            raise _Over
        else:
            self.connection.sendall(b"502 5.5.2 what?\r\n")

    def auth(self, text: str) -> None:
        import base64
        parts = text.split(" ")
        if parts[1] == "PLAIN":
            secret = base64.b64decode(parts[2]).split(b"\0")[2].decode()
        else:
            self.connection.sendall(b"334 VXNlcm5hbWU6\r\n")
            self.line()
            self.connection.sendall(b"334 UGFzc3dvcmQ6\r\n")
            secret = base64.b64decode(self.line()).decode()
        good = secret == self.server.password
        self.say("auth", b"235 2.7.0 Ok\r\n" if good else b"535 5.7.8 Error: authentication failed\r\n")

    def rcpt(self, text: str) -> None:
        address = text[text.index("<") + 1:text.index(">")]
        if not self.in_mail:
            self.connection.sendall(b"503 5.5.1 need MAIL\r\n")
            return
        fault = self.server._fault(f"rcpt:{address}")
        fault = self.server._fault("rcpt") if fault is None else fault
        if fault is None or (isinstance(fault, bytes) and fault.startswith(b"25")):
            self.recipient = address
        self.send(b"250 2.1.5 Ok\r\n" if fault is None else fault)

    def data(self) -> None:
        if self.recipient is None:
            self.connection.sendall(b"554 5.5.1 no valid recipients\r\n")
            return
        fault = self.server._fault("data")
        self.send(b"354 go on\r\n" if fault is None else fault)
        if isinstance(fault, bytes) and not fault.startswith(b"354"):
            return
        interruption = self.server._fault("body")
        if interruption is DROP:
            self.more()
            raise _Over
        if interruption is not None:  # words in the middle of the body, and the line is closed
            self.more()
            self.send(interruption)
            raise _Over
        lines = []
        while (line := self.line()) != b".":
            lines.append(line.removeprefix(b".") + b"\r\n")
        self.take(b"".join(lines))

    def bdat(self, text: str) -> None:
        size = int(text.split(" ")[1])
        while len(self.buffer) < size:
            self.more()
        body, self.buffer = self.buffer[:size], self.buffer[size:]
        if self.recipient is None:
            self.connection.sendall(b"503 5.5.1 no valid recipients\r\n")
            return
        self.take(body)

    def take(self, body: bytes) -> None:
        fault = self.server._fault(f"dot:{self.recipient}")
        fault = self.server._fault("dot") if fault is None else fault
        if fault in (None, TAKE_AND_DROP, TAKE_AND_HANG) or (isinstance(fault, bytes) and fault.startswith(b"2")):
            assert self.recipient is not None
            self.owes_goodbye = True
            self.server.accepted.append(Taken(self.sender, self.recipient, body))
        self.in_mail, self.recipient = False, None
        if fault is TAKE_AND_DROP:
            fault = DROP
        elif fault is TAKE_AND_HANG:
            fault = HANG
        self.send(b"250 2.0.0 Ok: queued as %X\r\n" % len(self.server.accepted) if fault is None else fault)
