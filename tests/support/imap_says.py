"""An IMAP server on a real loopback socket that says of some messages what it is told to say: what no whole server can be made to do."""

import contextlib
import re
import socket
import threading
from dataclasses import dataclass, field


@dataclass
class ImapSays:
    """One folder. ``sizes`` and ``bodies``: by number, what is said instead of a message's size or body (empty: nothing is said of it)."""

    mails: dict[int, bytes]
    sizes: dict[int, bytes] = field(default_factory=dict)
    bodies: dict[int, bytes] = field(default_factory=dict)

    def __enter__(self) -> "ImapSays":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads: list[threading.Thread] = []
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _run(self, what: object, *args: object) -> None:
        thread = threading.Thread(target=what, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                self._run(self._serve, self._listener.accept()[0])

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError), line, line.makefile("rwb") as file:
            file.write(b"* OK ready\r\n")
            file.flush()
            while words := file.readline():
                tag, _, command = words.strip().partition(b" ")
                file.write(self._answer(command) + tag + b" OK done\r\n")
                file.flush()
                if command == b"LOGOUT":
                    return

    def _answer(self, command: bytes) -> bytes:
        if command == b"CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if command.startswith(b"EXAMINE"):
            return b"* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %d] ok\r\n" % (len(self.mails), max(self.mails) + 1)
        if found := re.match(rb"UID SEARCH UID (\d+):", command):
            return b"* SEARCH " + b" ".join(b"%d" % uid for uid in self.mails if uid >= int(found[1])) + b"\r\n"
        if found := re.match(rb"UID FETCH ([\d,:]+) (.*)", command):
            return b"".join(self._fetched(uid, size=b"SIZE" in found[2]) for uid in _numbers(found[1].decode()))
        return b""

    def _fetched(self, uid: int, *, size: bool) -> bytes:
        usual = b"RFC822.SIZE %d" % len(self.mails[uid]) if size else b"BODY[] {%d}\r\n" % len(self.mails[uid]) + self.mails[uid]
        said = (self.sizes if size else self.bodies).get(uid, usual)
        return b"* %d FETCH (UID %d %b)\r\n" % (uid, uid, said) if said else b""


def _numbers(words: str) -> list[int]:
    """«1,3:5»."""
    spans = [[int(end) for end in part.split(":")] for part in words.split(",")]
    return [number for span in spans for number in range(span[0], span[-1] + 1)]
