"""``state/sent.log``: what left, written beside the ledger, so that a ledger older than reality is recognised (fault 39).

Promises: a line for every accepted or finally refused mail is written before the commit that says so in the ledger; so a
ledger that is behind its journal is either one crash old (and learns from it what the server took) or a restored copy (and
then nothing is sent until a person has decided). One append a settled window, and within a fiftieth of a second ``fdatasync`` beside
the mail on the wire: waited for it costs a fifth of the delivery, and a power cut may only take lines whose mails the ledger has too
or still counts as uncertain. No addresses and no names: people stand here as a keyed hash, the key is ``state/instance``. A
journal that can't be written stops nothing.
"""

import hashlib
import json
import logging
import os
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from json.encoder import encode_basestring
from pathlib import Path

from notifier.edges.ledger.attempt import Claimed, Settlement
from notifier.edges.ledger.home import key_of, mark_of
from notifier.edges.ledger.line import Line, content_mark, ends_whole, last_seq, read_lines
from notifier.edges.ledger.store import Store
from notifier.model.message import State

NAME = "sent.log"
LARGE_BYTES = 64 * 1024 * 1024
"""A larger journal becomes ``sent.log.1`` at a start: years of an association, months of a country."""
SYNC_SECONDS = 0.02
"""What is written meanwhile is synced with the rest."""
POSITION = "journal-seq"
_KEPT = 256
ENDS = {State.SENT: "sent", State.FAILED: "failed"}

_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

log = logging.getLogger(__name__)


class Journal:
    """The file of one installation, open for appending. Belongs to the one writer."""

    def __init__(self, store: Store, folder: Path, *, durable: bool = True) -> None:
        """Open it, made with mode 0600 where there is none. Never raises: without a journal mail goes on (and the log says so).

        ``durable`` False for a throw-away ledger only: nothing waits for the disk."""
        self._store = store
        self._path = folder / NAME
        self._key = key_of(folder)
        self._subjects: dict[tuple[int, int, str, int, int], tuple[str, str, str]] = {}
        self._hashed = hashlib.blake2b(digest_size=8, key=self._key)
        self._file: int | None = None
        self._complained = False
        self._torn = False
        self._durable = durable
        self._syncer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._synced: Future[None] | None = None
        self._awaits_sync = False  # what is written now will be synced
        self._closing = threading.Event()
        self.last = 0
        try:
            if self._path.exists() and self._path.stat().st_size > LARGE_BYTES and last_seq(self._path) <= self.position:
                self._path.replace(folder / f"{NAME}.1")
            self.last = max(last_seq(self._path), last_seq(folder / f"{NAME}.1"))
            self._file = self._opened()
            if not ends_whole(self._path):
                os.write(self._file, b"\n")  # a line torn by a crash must not swallow the next
        except OSError as error:
            self._complain(error)
        self._next = max(self.last, self.position) + 1

    @property
    def position(self) -> int:
        """The newest line that this ledger knows of."""
        return int(self._store.kept.get(POSITION) or 0)

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self._path.parent

    @property
    def mark(self) -> str:
        """What tells this folder's ledger from another one's."""
        return mark_of(self._key)

    def who(self, address: str) -> str:
        """An address as the journal knows it."""
        hashed = self._hashed.copy()
        hashed.update(address.encode())
        return hashed.hexdigest()

    def note(self, settled: Sequence[Settlement], stamp: int) -> None:
        """Write down what ended for good. Call inside the ledger's transaction, before its commit."""
        if self._file is None:
            return
        lines = [self._line(row, number, ENDS[state], stamp) for mail, _, state, _ in settled if state in ENDS
                 for number, row in self._rows(mail)]
        if not lines:
            return
        self._append("\n".join(lines) + "\n")
        self.mark_known(self._next - 1)

    def mark_known(self, seq: int) -> None:
        """The ledger knows everything up to this line."""
        self._store.kept.put(POSITION, str(seq))

    def unknown(self) -> list[Line]:
        """The lines after the ledger's newest: what happened and it does not know. Costs a look at the tail when there are none."""
        position = self.position
        if self.last <= position:
            return []
        return [line for path in (self._path.with_name(f"{NAME}.1"), self._path) for line in read_lines(path) if line.seq > position]

    def close(self) -> None:
        """Let go of the file."""
        self._closing.set()
        self._syncer.shutdown()
        self._check_synced()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _rows(self, mail: Claimed) -> list[tuple[int, Claimed]]:
        """The mail's own row with its number, and those of a merged one that it carries."""
        if not mail.carries:
            return [(mail.id, mail)]
        carried = self._store.db.execute(CARRIED, (mail.id,)).fetchall()
        return [(mail.id, mail), *((number, mail._replace(turn=turn, message_id=message_id, event=event, step=step))
                                   for number, turn, message_id, event, step in carried)]

    def _line(self, mail: Claimed, number: int, end: str, stamp: int) -> str:
        """What one row of this mail told, and how that ended."""
        alike = (mail.skeleton, mail.event, mail.step, mail.due, number if mail.carries else 0)
        told, method, content = self._subjects.get(alike) or self._subject(number, alike)
        seq, self._next = self._next, self._next + 1
        return (f'[{seq},{stamp},"{end}",{number},{mail.id},{told},{mail.turn},"{self.who(mail.address)}",'
                f'{encode_basestring(mail.message_id)},"{method}","{content}"]')

    def _subject(self, number: int, alike: tuple[int, int, str, int, int]) -> tuple[str, str, str]:
        """What this row tells, as JSON without its brackets, the mail's method and its content's mark. ``alike``: the same in all rows of
        one circular (a skeleton's number is given again once it is erased, but not for the same instant); a merged mail's rows are each
        their own."""
        if len(self._subjects) >= _KEPT:
            self._subjects.clear()
        kind, role, item, uid, sequence, start, step, method, event = self._store.db.execute(SUBJECT, (number,)).fetchone()
        told = _LINE.encode((kind, role, item, uid, sequence, start, step))[1:-1]
        found = self._subjects[alike] = told, method, self._content(event, sequence) if uid else ""
        return found

    def _content(self, event: int, sequence: int) -> str:
        row = self._store.db.execute("SELECT content FROM revision WHERE event = ? AND sequence = ?", (event, sequence)).fetchone()
        return content_mark(row[0]) if row else ""

    def _opened(self) -> int:
        return os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def _follow(self, file: int) -> None:
        """Where somebody has moved the file away (logrotate): what comes goes into the one that a start would read."""
        try:
            if not (self._path.exists() and os.path.samestat(os.fstat(file), self._path.stat())):
                opened = self._opened()
                os.dup2(opened, file, inheritable=False)  # the syncer may be at it
                os.close(opened)
        except OSError as error:
            self._complain(error)

    def _append(self, text: str) -> None:
        assert self._file is not None
        self._follow(self._file)
        data = b"\n" * self._torn + text.encode()  # half a line of before must not swallow this one
        self._torn = True
        try:
            written = os.write(self._file, data)
            if written != len(data):
                raise OSError(f"{written} of {len(data)} bytes written")
            self._torn = False
            self._check_synced()
            if self._durable and not self._awaits_sync:
                self._awaits_sync = True
                self._synced = self._syncer.submit(self._sync, self._file)
        except OSError as error:
            self._complain(error)

    def _sync(self, file: int) -> None:
        """In the syncer's thread. A little later, so for several windows at once: syncing a file that grows costs more than the WAL."""
        self._closing.wait(SYNC_SECONDS)
        self._awaits_sync = False
        os.fdatasync(file)

    def _check_synced(self) -> None:
        if self._synced is not None and self._synced.done() and isinstance(error := self._synced.exception(), OSError):
            self._complain(error)

    def _complain(self, error: OSError) -> None:
        """Once: a full disk is told in other places, and a line a mail would not help."""
        if not self._complained:
            log.error("the journal of sent mail is not written: %s", error.strerror or error)
            self._complained = True


CARRIED = "SELECT id, turn, message_id, event, step FROM message WHERE carrier = ? ORDER BY id"

SUBJECT = """
    SELECT m.kind, m.role, coalesce(m.item, ''), coalesce(e.uid, ''), m.sequence, m.start, m.step, m.method, m.event
    FROM message m LEFT JOIN event e ON e.id = m.event WHERE m.id = ?
"""
