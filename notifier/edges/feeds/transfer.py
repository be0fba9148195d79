"""Fetching https addresses: conditional, bounded in time, size and redirects, never in clear text.

All addresses of a pass are fetched side by side and share one deadline: mail waits behind them, and a server that drips a byte a second
keeps every single time-out, in its headers, too. ``httpx`` is loaded at the first transfer: seven megabytes and half a second of every
command that reads the files.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from notifier.edges.feeds.copies import Copy
from notifier.edges.files.text import MAX_FILE_BYTES

if TYPE_CHECKING:
    import httpx

DEADLINE_SECONDS = 30.0
"""For all addresses together."""
AT_ONCE = 8
STEP_SECONDS = 10.0
MAX_REDIRECTS = 3
TOO_SLOW = "сервер отвечает слишком медленно"
_AGENT = "notifier (school librarians' calendar)"


class Trouble(Exception):
    """The address could not be had; the text says why (Russian, no full stop, no address: it may hold a secret)."""


class NotBegun(Trouble):
    """The time went for other addresses."""


class Wanted(NamedTuple):
    """What to fetch. ``known``: the copy that is had of it."""

    address: str
    known: Copy | None
    ca_file: Path | None


def download(wanted: Sequence[Wanted]) -> list[Copy | Trouble]:
    """What stands at each address, begun in this order; ``known`` itself when the server says that it is unchanged.

    Each in a thread, which is left to itself when the time is over: nothing cuts the search for a name, nor a connection not yet made.
    """
    import httpx  # noqa: F401  # once, and not on the threads' time

    until = time.monotonic() + DEADLINE_SECONDS
    found: list[Copy | Exception] = [NotBegun("другие адреса отвечали слишком медленно") for _ in wanted]
    waiting = deque(range(len(wanted)))
    lines: list[socket.socket] = []

    def work() -> None:
        with contextlib.suppress(IndexError):  # another one took the last
            while waiting and time.monotonic() < until:
                number = waiting.popleft()
                found[number] = Trouble(TOO_SLOW)
                try:
                    found[number] = _download(wanted[number], until, _told_of(lines, until))
                except Exception as error:
                    found[number] = error

    workers = [threading.Thread(target=work, daemon=True) for _ in range(min(AT_ONCE, len(wanted)))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(until - time.monotonic(), 0))
    for line in list(lines):
        _shut(line)
    return [_copy_or_trouble(one) for one in list(found)]


def _copy_or_trouble(found: Copy | Exception) -> Copy | Trouble:
    if isinstance(found, Copy | Trouble):
        return found
    raise found


def _told_of(lines: list[socket.socket], until: float) -> Callable[[str, Any], None]:
    """What httpx is to tell its steps to: a line is among ``lines`` once it is open, and shut where that is later than ``until``."""
    def trace(name: str, info: Any) -> None:
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):  # to a proxy, too, and through it
            line = info["return_value"].get_extra_info("socket")
            lines.append(line)
            if time.monotonic() > until:
                _shut(line)

    return trace


def _shut(line: socket.socket) -> None:
    """The line's own ``shutdown``, not that of the encryption on it: another thread reads."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _download(wanted: Wanted, until: float, trace: Callable[[str, Any], None]) -> Copy:
    import httpx

    address, known, ca_file = wanted
    headers = {"User-Agent": _AGENT, "Accept": "text/calendar, text/csv, application/vnd.openxmlformats-officedocument.*, */*;q=0.5"}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.modified:
        headers["If-Modified-Since"] = known.modified
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with httpx.Client(verify=context, timeout=STEP_SECONDS, follow_redirects=False, headers=headers) as client:
            for _ in range(MAX_REDIRECTS + 1):
                if urlsplit(address).scheme != "https" or not urlsplit(address).hostname:
                    raise Trouble("адрес уводит с https")
                outcome = _step(client, address, known, until, trace)
                if isinstance(outcome, Copy):
                    return outcome
                address = outcome
    except httpx.TimeoutException:
        raise Trouble("сервер не отвечает вовремя") from None
    except httpx.HTTPError as error:
        raise Trouble(TOO_SLOW if time.monotonic() > until else _said(error)) from None
    except (OSError, ssl.SSLError, httpx.InvalidURL, ValueError) as error:
        raise Trouble(f"соединение не устроено ({type(error).__name__})") from None
    raise Trouble("слишком много перенаправлений")


def _step(client: "httpx.Client", address: str, known: Copy | None, until: float, trace: Callable[[str, Any], None]) -> Copy | str:
    """One request: the content, or the address it is redirected to."""
    import httpx

    with client.stream("GET", address, extensions={"trace": trace}) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED and known is not None:
            return known
        if response.has_redirect_location:
            return urljoin(address, response.headers["Location"])
        if response.status_code != httpx.codes.OK:
            raise Trouble(f"сервер ответил {response.status_code}")
        if "," in response.headers.get("Content-Encoding", ""):  # a piece grows a thousandfold by each: five kilobytes were gigabytes
            raise Trouble("сжато дважды")
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > MAX_FILE_BYTES:
                raise Trouble(f"больше {MAX_FILE_BYTES // 2**20} МБ")
        if time.monotonic() > until:  # shut by us, not at its end
            raise Trouble(TOO_SLOW)
        return Copy(bytes(content), response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))


def _said(error: "httpx.HTTPError") -> str:
    """Why, for a person: the certificate is the one failure worth telling apart."""
    import httpx

    if "CERTIFICATE" in str(error).upper():
        return "сертификат сервера не подтверждён"
    if isinstance(error, httpx.ConnectError):
        return "сервер недоступен"
    return f"обмен прервался ({type(error).__name__})"
