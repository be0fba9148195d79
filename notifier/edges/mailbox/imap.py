"""An IMAP folder, read-only: EXAMINE and BODY.PEEK, so that no flag changes and none matters.

Promises: messages come in the order of their UIDs, each with the cursor to store after it was dealt with; another UIDVALIDITY
begins from the first message (the ledger knows by content what it has seen); sizes are asked before bytes are fetched; only
integers go into commands (CVE-2025-15366: imaplib lets CR and LF through). What the server can't hand over, though it does what
lies behind it, comes as missing: one damaged message must not keep the others from being heard. A server that sends a byte now and
then meets every time-out of a single read, and is left all the same: whoever waits for it has mail to send. TLS is verified, never
opportunistic.
Refuses: an unencrypted connection to anything but a loopback address. RFC 3501, RFC 2177 (IDLE).
"""

import contextlib
import ipaddress
import socket
import ssl
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from notifier.edges.mailbox.arrived import START_BYTES, WHOLE_BYTES, Arrived, Cursor, MailboxError
from notifier.edges.mailbox.line import Client, bounded, cut
from notifier.model.settings import Imap

CONNECT_SECONDS = 30
COMMAND_SECONDS = 60
LOOK_SECONDS = 3 * 60       # all that one look fetches: with its last command and the schedules less than a manager waits for a start
GOODBYE_SECONDS = 2         # each answer to it: a service that ends waits for them, and its manager for the service
IDLE_SECONDS = 9 * 60       # servers drop an IDLE after 30 minutes, home routers after ten
SIZES_AT_ONCE = 500
BYTES_AT_ONCE = 1024 * 1024
MESSAGES_AT_ONCE = 100
TRIES = 2                   # so often the server may fail with a message before that one is doubted
PROOFS = 4                  # so often it must then fail with that one just after it handed over another
NOT_THERE = "a message was named and not handed over"
"""Somebody deleted it meanwhile (the next look will not find its number), or the server can't read it and says nothing of that: to pass it
over would lose a letter."""
_ERRORS = (IMAPClientError, OSError, ssl.SSLError, EOFError)


class ImapMailbox:
    """One folder of one account. Not shared between threads; ``close`` ends the connection."""

    def __init__(self, settings: Imap, password: str) -> None:
        self._settings = settings
        self._password = password
        self._client: IMAPClient | None = None
        self._uidvalidity = 0
        self._idling_since: float | None = None
        self._rung = False
        self._line: socket.socket | None = None  # of the connection being made
        self._stopped = False
        self._failed: Counter[int] = Counter()  # by UID, since a look went well: how often the server did not hand it over

    def new(self, since: Cursor | None) -> Iterator[Arrived]:
        """Messages after ``since``. MailboxError when the server can't be reached or breaks off; what was yielded stays true."""
        until = time.monotonic() + LOOK_SECONDS
        try:
            client = self._connected()
            self._rung = False
            with bounded(client.socket(), COMMAND_SECONDS):
                selected = client.select_folder(self._settings.folder, readonly=True)
                former, self._uidvalidity = self._uidvalidity, int(selected[b"UIDVALIDITY"])
                if former != self._uidvalidity:
                    self._failed.clear()
                after = since.uid if since is not None and since.uidvalidity == self._uidvalidity else 0
                if int(selected.get(b"UIDNEXT", after + 1)) <= after:
                    after = 0  # numbers we have passed are given again: the server came back from a copy
                uids = sorted(uid for uid in client.search(["UID", f"{after + 1}:*"]) if isinstance(uid, int) and uid > after)
            yield from self._in_order(client, uids, until)
            self._failed.clear()
        except _ERRORS as error:
            raise self._broken(error) from error
        except (KeyError, ValueError, TypeError, AttributeError) as error:  # what imaplib makes of a server's nonsense
            raise self._broken(error) from error

    def look(self) -> int:
        """Log in and open the folder, as ``doctor`` does; how many messages it holds. MailboxError says what stands in the way."""
        try:
            client = self._connected()
            with bounded(client.socket(), COMMAND_SECONDS):
                return int(client.select_folder(self._settings.folder, readonly=True)[b"EXISTS"])
        except (*_ERRORS, KeyError, ValueError, TypeError, AttributeError) as error:
            raise self._broken(error) from error

    def doorbell(self) -> socket.socket | None:
        """A socket that becomes readable when the server has something to say (IDLE); None where nobody would ring.

        For ``select`` beside other things. Whatever is asked of the mailbox next ends the IDLE by itself.
        """
        client = self._client
        if client is None or not _has_idle(client):
            return None
        try:
            if self._idling_since is not None and time.monotonic() - self._idling_since > IDLE_SECONDS:
                self._stop_idling(client)
            if self._idling_since is None:
                with bounded(client.socket(), COMMAND_SECONDS):
                    client.idle()
                    self._rung = _is_news(client.idle_check(timeout=0)) or self._rung
                self._idling_since = time.monotonic()
            bell: socket.socket = client.socket()
        except (*_ERRORS, KeyError, ValueError, TypeError, AttributeError) as error:
            self._broken(error)
            return None
        return bell

    def has_rung(self) -> bool:
        """Whether the server told of news while its IDLE began: ``doorbell`` has read that, and its socket stays silent. Said once, so that
        whoever can't look now does not look on and on."""
        rung, self._rung = self._rung, False
        return rung

    def rang(self) -> bool:
        """After ``doorbell`` became readable: whether to look for mail now. A broken connection is one to look through, too."""
        client = self._client
        if client is None or self._idling_since is None:
            return False
        try:
            told = client.idle_check(timeout=0)
        except (*_ERRORS, KeyError, ValueError, TypeError, AttributeError) as error:
            self._broken(error)
            return True
        if not told:  # readable without a word: the end of the stream
            self._broken(EOFError("connection closed"))
            return True
        return _is_news(told)

    def stop(self) -> None:
        """Break off, whatever is waited for: the service ends. From a signal's handler, in the middle of anything."""
        self._stopped = True
        for line in (self._line, self._client and self._client.socket()):
            if line is not None:
                cut(line)

    def _stop_idling(self, client: IMAPClient) -> None:
        self._idling_since = None
        with bounded(client.socket(), COMMAND_SECONDS):
            self._rung = _is_news(client.idle_done()[1])

    def close(self) -> None:
        """End the connection, politely where it still lives."""
        client, self._client = self._client, None
        idling, self._idling_since = self._idling_since is not None, None
        if client is None:
            return
        with contextlib.suppress(*_ERRORS, ValueError):
            client.socket().settimeout(GOODBYE_SECONDS)
            with bounded(client.socket(), 2 * GOODBYE_SECONDS):
                if idling:
                    client.idle_done()
                client.logout()
        with contextlib.suppress(*_ERRORS, ValueError):
            client.shutdown()

    def _in_order(self, client: IMAPClient, uids: Sequence[int], until: float) -> Iterator[Arrived]:
        """Many at once; after a failure one by one, to learn which is to blame."""
        step = 1 if self._failed else SIZES_AT_ONCE
        waiting = deque(uids)
        heard = False
        while waiting:
            if self._failed[waiting[0]] >= TRIES:
                yield from self._doubted(client, waiting, until)
                heard = True
                continue
            some = [waiting.popleft() for _ in range(min(step, len(waiting)))]
            try:
                for arrived in self._fetch(client, some, until):
                    heard = True
                    yield arrived
            except _ERRORS:
                if not heard or time.monotonic() < until:  # else the look's time went for others
                    self._failed.update(some)
                raise

    def _doubted(self, client: IMAPClient, waiting: deque[int], until: float) -> Iterator[Arrived]:
        """The first of ``waiting``, with which the server failed time and again. It is to blame where the server has just handed over
        another on the same connection, each time: one that fails with everything, or now and then, has nothing passed over."""
        uid = waiting.popleft()
        witness = next((one for one in waiting if self._failed[one] < TRIES), None)
        asked, since = witness, time.monotonic()
        try:
            handed_over = witness is not None and bool(list(self._fetch(client, [witness], until)))
            asked, since = uid if handed_over else None, time.monotonic()
            found = list(self._fetch(client, [uid], until))
        except _ERRORS:
            if asked is not None and (time.monotonic() < until or until - since > LOOK_SECONDS / 2):  # else the time went for others
                self._failed[asked] += 1
            if self._failed[uid] >= TRIES + PROOFS:
                yield Arrived(f"{self._uidvalidity}:{uid}", b"", Cursor(self._uidvalidity, uid), missing=True)
            raise
        yield from found

    def _fetch(self, client: IMAPClient, uids: Sequence[int], until: float) -> Iterator[Arrived]:
        with bounded(client.socket(), COMMAND_SECONDS):
            found = client.fetch(uids, ["RFC822.SIZE"])
        sizes = {uid: int(found[uid].get(b"RFC822.SIZE", 0)) for uid in takewhile(found.__contains__, uids)}
        for batch in _batches(sizes):
            if len(batch) == 1 and sizes[batch[0]] > WHOLE_BYTES:
                wanted, key = f"BODY.PEEK[]<0.{START_BYTES}>", b"BODY[]<0>"
            else:
                wanted, key = "BODY.PEEK[]", b"BODY[]"
            with bounded(client.socket(), until - time.monotonic()):
                bodies = client.fetch(batch, [wanted])
            for uid in batch:
                raw = bodies.get(uid, {}).get(key)
                if not isinstance(raw, bytes) or not raw:
                    raise IMAPClientError(NOT_THERE)
                yield Arrived(f"{self._uidvalidity}:{uid}", raw, Cursor(self._uidvalidity, uid))
        if len(sizes) < len(uids):
            raise IMAPClientError(NOT_THERE)

    def _connected(self) -> IMAPClient:
        if self._client is None:
            self._client = self._connect()
        elif self._idling_since is not None:
            self._stop_idling(self._client)
        return self._client

    def _connect(self) -> IMAPClient:
        settings = self._settings
        if settings.security == "none" and not _is_loopback(settings.host):
            raise OSError("refused: an unencrypted connection is only for a loopback address")
        context = None if settings.security == "none" else self._context()
        line = socket.create_connection((settings.host, settings.port), CONNECT_SECONDS)
        with line.dup() as self._line, bounded(self._line, COMMAND_SECONDS):  # TLS takes ``line`` over; this one still cuts it
            if self._stopped:
                raise OSError("asked to stop")
            client = Client(line, settings.host, context if settings.security == "tls" else None, read_seconds=COMMAND_SECONDS)
            try:
                if settings.security == "starttls":
                    client.starttls(context)
                client.login(settings.user, self._password)
            except BaseException:
                with contextlib.suppress(*_ERRORS, ValueError):
                    client.shutdown()
                raise
        return client

    def _context(self) -> ssl.SSLContext:
        """Verified TLS of today, never less."""
        context = ssl.create_default_context(cafile=str(self._settings.ca_file) if self._settings.ca_file else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def _broken(self, error: Exception) -> MailboxError:
        client, self._client = self._client, None
        self._idling_since = None
        if client is not None:
            with contextlib.suppress(*_ERRORS, ValueError):
                client.shutdown()
        return MailboxError(f"mailbox {self._settings.host}: {type(error).__name__}: {_without(str(error), self._password)}"[:300])


def _batches(sizes: dict[int, int]) -> Iterator[list[int]]:
    """UIDs in order, together at most ``BYTES_AT_ONCE``; one larger than we fetch whole stands alone."""
    batch: list[int] = []
    total = 0
    for uid, size in sizes.items():
        alone = size > WHOLE_BYTES
        if batch and (alone or total + size > BYTES_AT_ONCE or len(batch) >= MESSAGES_AT_ONCE):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
        if alone:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def _is_news(told: Iterable[object]) -> bool:
    return any(isinstance(item, tuple) and (item[:1] == (b"BYE",) or item[1:2] in ((b"EXISTS",), (b"RECENT",))) for item in told)


def _has_idle(client: IMAPClient) -> bool:
    try:
        return bool(client.has_capability("IDLE"))
    except (*_ERRORS, ValueError):
        return False


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _without(text: str, secret: str) -> str:
    return text.replace(secret, "***") if secret else text
