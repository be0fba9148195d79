"""Fetching one https address: conditional, bounded in time, size and redirects, never in clear text.

The whole transfer has a deadline of its own, since a server that drips a byte a second keeps every single time-out, in its headers,
too. ``httpx`` is loaded at the first transfer: seven megabytes and half a second of every command that reads the files.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from notifier.edges.feeds.copies import Copy
from notifier.edges.files.text import MAX_FILE_BYTES

if TYPE_CHECKING:
    import httpx

DEADLINE_SECONDS = 30.0
STEP_SECONDS = 10.0
MAX_REDIRECTS = 3
TOO_SLOW = "сервер отвечает слишком медленно"
_AGENT = "notifier (school librarians' calendar)"


class Trouble(Exception):
    """The address could not be had; the text says why (Russian, no full stop, no address: it may hold a secret)."""


def download(address: str, *, known: Copy | None, ca_file: Path | None) -> Copy:
    """What stands at the address; ``known`` itself when the server says that it is unchanged. Trouble otherwise."""
    import httpx

    until = time.monotonic() + DEADLINE_SECONDS
    headers = {"User-Agent": _AGENT, "Accept": "text/calendar, text/csv, application/vnd.openxmlformats-officedocument.*, */*;q=0.5"}
    if known is not None and known.etag:
        headers["If-None-Match"] = known.etag
    if known is not None and known.modified:
        headers["If-Modified-Since"] = known.modified
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        with httpx.Client(verify=context, timeout=STEP_SECONDS, follow_redirects=False, headers=headers) as client, _cut_at(until) as trace:
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


@contextlib.contextmanager
def _cut_at(until: float) -> Iterator[Any]:
    """What httpx is to tell its steps to: a line that is still open then, or opened later, is shut, whatever is being waited for on it."""
    lines: list[Any] = []

    def trace(name: str, info: Any) -> None:
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):  # to a proxy, too, and through it
            lines.append(info["return_value"].get_extra_info("socket"))
            if time.monotonic() > until:
                cut()

    def cut() -> None:
        for line in lines:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)  # the line's own, not that of the encryption on it: another thread reads

    timer = threading.Timer(max(until - time.monotonic(), 0), cut)
    timer.daemon = True
    timer.start()
    try:
        yield trace
    finally:
        timer.cancel()


def _step(client: "httpx.Client", address: str, known: Copy | None, until: float, trace: Any) -> Copy | str:
    """One request: the content, or the address it is redirected to."""
    import httpx

    with client.stream("GET", address, extensions={"trace": trace}) as response:
        if response.status_code == httpx.codes.NOT_MODIFIED and known is not None:
            return known
        if response.has_redirect_location:
            return urljoin(address, response.headers["Location"])
        if response.status_code != httpx.codes.OK:
            raise Trouble(f"сервер ответил {response.status_code}")
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
