"""Loopback ports for servers of the tests."""

import contextlib
import itertools
import os
import socket
from collections.abc import Iterator

FIRST, STRETCH = 10_000, 1_000
"""Below the range from which the kernel takes ports for connections; a stretch for each worker of pytest-xdist."""

_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 20
_PORTS = itertools.cycle(range(FIRST + STRETCH * _WORKER, FIRST + STRETCH * (_WORKER + 1)))


def free_port() -> int:
    """A port nobody listens on, and that no other test will be given soon."""
    for port in itertools.islice(_PORTS, STRETCH):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("all ports are taken")


@contextlib.contextmanager
def swallowing() -> Iterator[tuple[str, int]]:
    """Where packets are lost: a listener whose backlog is full takes no more SYNs."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            blocker = stack.enter_context(socket.socket())
            blocker.setblocking(False)
            blocker.connect_ex(listener.getsockname())
        yield listener.getsockname()
