"""A line to a server whose words can become slow: a byte now and then, for as long as anybody waits."""

import contextlib
import socket
import threading
import time


class Trickle:
    """Listens on ``port`` of loopback and hands everything on to ``target``, both ways."""

    PAUSE_SECONDS = 0.2

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._left: int | None = None  # bytes that still pass at once; None: all
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> "Trickle":
        self._run(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        for one in self._sockets:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for one in (self._listener, *self._sockets):
            one.close()

    def from_now_on(self, *, after: int) -> None:
        """The server's next words pass, then it trickles."""
        self._left = after

    def no_more(self) -> None:
        """As fast as it can again."""
        self._left = None

    def _run(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._sockets += [client, server]
                self._run(self._carry, client, server, False)
                self._run(self._carry, server, client, True)

    def _carry(self, source: socket.socket, sink: socket.socket, slow: bool) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(4096):
                self._pass_on(data, sink, slow=slow)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)

    def _pass_on(self, data: bytes, sink: socket.socket, *, slow: bool) -> None:
        while data and not self._over.is_set():
            count = len(data) if not slow or self._left is None else max(min(self._left, len(data)), 1)
            sink.sendall(data[:count])
            data = data[count:]
            if slow and self._left is not None:
                self._left = max(self._left - count, 0)
                if not self._left:
                    time.sleep(self.PAUSE_SECONDS)
