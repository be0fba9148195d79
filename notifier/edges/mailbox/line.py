"""The IMAP library on a line of ours, and a bound on all that is done there: whoever waits for a server has mail to send."""

import contextlib
import imaplib
import socket
import ssl
import threading
from collections.abc import Iterator
from typing import Any

from imapclient import IMAPClient


class Client(IMAPClient):  # type: ignore[misc]  # untyped
    """Made over a connected ``line``, so that handshake and greeting can be bounded, too: IMAPClient 3 waits there for ever."""

    def __init__(self, line: socket.socket, host: str, context: ssl.SSLContext | None, *, read_seconds: float) -> None:
        self._line = line
        super().__init__(host, ssl=context is not None, ssl_context=context, timeout=read_seconds)

    def _create_IMAP4(self) -> Any:
        context = self.ssl_context
        return _Imap(self.host, self._line if context is None else context.wrap_socket(self._line, server_hostname=self.host))

    def _poll_socket(self, sock: socket.socket, timeout: float | None = None) -> bool:
        """``idle_check`` reads without asking the kernel: what came with the server's last answer is in a buffer of ours."""
        del sock, timeout
        return True


class _Imap(imaplib.IMAP4):
    def __init__(self, host: str, line: socket.socket) -> None:
        self._line = line
        super().__init__(host)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        del timeout  # the line has its own
        return self._line


@contextlib.contextmanager
def bounded(line: socket.socket, seconds: float) -> Iterator[None]:
    """The connection is cut once this has taken so long; whoever reads from it then finds its end."""
    timer = threading.Timer(max(seconds, 0), cut, (line,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def cut(line: socket.socket) -> None:
    """End it under whoever reads from it, be it another thread: not the TLS socket's own ``shutdown``, which takes its state away."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
