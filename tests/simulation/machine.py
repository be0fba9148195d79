"""The process of a life: started, turned, crashed and lost as the service is; what it left in the ledger at the end.

The program's own code runs here unchanged - ``Station``, ``Passes``, ``Delivery``, the ledger - as the service runs it: what the
service survives it survives, what ends the service ends the process, and a minute later there is a new one on the same file.
"""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from notifier.core.compose import whole
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.guard import LedgerFailed, LedgerFull
from notifier.edges.ledger.kept import Kept
from notifier.edges.ledger.said import Said
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LedgerError, Store
from notifier.edges.mailbox import imap
from notifier.flows import station as stations
from notifier.flows.hearing import listening
from notifier.flows.inputs import BrokenInputs, reading
from notifier.flows.inputs.reading import InputReader
from notifier.flows.station import Station, Turn

from .disk import Disk
from .faults import Crash
from .files import QuickReader, write
from .memory import remembering
from .people import Writers
from .post import SameProcessReader, UnreliableImap, digest_of
from .script import MOSCOW
from .server import StreamingTransport, UnreliableTransport
from .texts import small_templates

POLL = timedelta(minutes=5)
RESTART = timedelta(seconds=60)
MENDING = timedelta(days=1)
"""A process that ends with 2 is not started again by itself: somebody mends the file (or does anything else) first."""
MOST_TURNS = 3000
CLOCK_STEP = timedelta(minutes=5)
EVENTS_AND_MAIL = "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM inbox WHERE class <> 'tried')"
OVER_SINCE = "SELECT count(*) FROM event WHERE unixepoch(json_extract(content, '$.end')) > ? AND unixepoch(json_extract(content, '$.end')) <= ?"
UNREAD = ((whole, "_read_back", lambda *_, **__: None), (import_module("notifier.core.compose.skeleton"), "_proved", lambda made: True))
"""Fifteen lives of sixteen do not compose each mail a second time and read it back: the oracle reads every mail itself."""


@dataclass(frozen=True)
class Remains:
    """What the ledger says at the end."""

    messages: tuple[tuple[int, str, str, str, int, str, int], ...] = ()   # id, kind, address, state, next_at, reply, due
    troubles: tuple[tuple[int, str, int | None, int], ...] = ()      # message, state, told_in, at
    answers: tuple[tuple[str, str, str, int, int, int], ...] = ()    # uid, address, partstat, sequence, stamp, the event's sequence
    heard: dict[str, int] = field(default_factory=dict)              # digest -> when it was dealt with
    tally: dict[str, int] = field(default_factory=dict)
    hosts: tuple[tuple[str, str, str, str, int, int], ...] = ()      # address, row, start, news, made at, whether it counts as told


class Restless(Exception):
    """The program finds something to do for ever."""


class Machine(Writers):
    """Runs the program: one process after another on the same files."""

    @contextmanager
    def _installed(self) -> Iterator[None]:
        with ExitStack() as stack:
            for owner, name, double in (
                    (stations, "transport_of", lambda settings: self._transport),
                    (stations, "secrets", SimpleNamespace(token_bytes=lambda size: b"s" * size)),
                    (reading, "load_templates", lambda override=None, **_: (small_templates(), [])),
                    (imap, "socket", SimpleNamespace(create_connection=lambda *_: UnreliableImap(self.post, self.faults))),
                    (imap, "Client", lambda line, *_, **__: line),
                    (imap, "MESSAGES_AT_ONCE", 2),
                    (imap, "bounded", lambda *_: nullcontext()),  # the double lets nobody wait, and a thread a command was a seventh of a life
                    (listening, "Reader", SameProcessReader),
                    *(() if self.script.seed % 16 == 0 else UNREAD),
                    *(() if self.script.seed % 16 == 0 or self.script.beginning is None else remembering(self.folder))):
                stack.callback(setattr, owner, name, getattr(owner, name))
                setattr(owner, name, double)
            stack.callback(self._lose)
            if self.script.real_files:
                stack.enter_context(listening_to(self.log))
            yield

    def _start(self) -> None:
        if self._station is not None:
            return
        self.process += 1
        disk = self._disk = self._shelf.connect(self.faults)
        for number, address, uid in disk.real.execute("SELECT m.id, m.address, coalesce(e.uid, '') FROM message m LEFT JOIN event e "
                                                      "ON e.id = m.event WHERE m.state = 'sending' AND m.carrier IS NULL"):
            self.copies[number] += 1
            self.open.add((address, uid))
        self._transport = (StreamingTransport if self.script.streams else UnreliableTransport)(self, disk, self.faults, self.script.nobody)
        store = _owned(disk)
        reader = InputReader(self._put_files(), network=False, keeps=True) if self.script.real_files else QuickReader(self.files, self.folder)
        if self.script.real_files:
            reader.read(self.now(), lambda: Said.of(Facts(store, UTC)))  # what people said of the files stands in the ledger beside them
        self._station = Station.begin(reader, store, self.now())  # type: ignore[arg-type]

    def _put_files(self) -> Path:
        before = self._written.get("dates")
        write(self.files, self.folder, self._written)
        if self._written["dates"] != before:
            self._on_disk = self._written["dates"]
        return self.folder / "config.toml"

    def _turn(self) -> datetime:
        """One turn as the service makes it; the true time of the next one."""
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise Restless(f"{MOST_TURNS} turns and still not at rest at {self.true}")
        if self.script.real_files:
            self._put_files()
        elif self.orders:
            self._put_dates()
        said = self.armed
        if self._last_pass is not None and self.now() < self._last_pass - CLOCK_STEP:
            if self._yes_on_its_way():
                self._last_pass = None  # that yes says that the clock is right
            else:
                self.armed = False
        ended, began = len(self.ends), self.true
        wake = self._try_turn()
        if len(self.ends) > ended or self._refused:
            self.armed = said  # it died, or met a lock, before it could notice; the next turn does, where the clock is still so far behind
        self._take_dates(began, torn=self._refused or len(self.ends) > ended)
        if self.script.mailbox and self.script.rings and self._mail_waits():
            wake = min(wake, self.true + POLL)
        return wake

    def _unstored(self) -> bool:
        """Whether the delivery knows how something ended and could not store it: then it is over with the rest, too."""
        assert self._station is not None
        assert self._station._delivery is not None
        return bool(self._station._delivery._unsettled)

    def _yes_on_its_way(self) -> bool:
        """Whether somebody armed and no pass has carried it out: the step of the clock is found only after that."""
        return any('"arm"' in path.read_text(encoding="utf-8") for path in (self.folder / "state" / "requests").glob("*.json"))

    def _try_turn(self) -> datetime:
        self._held = self._refused = False
        looked = self.now()
        self.looks.append(self.true)
        try:
            self._start()
            assert self._station is not None
            turn: Turn = self._station.turn(self.now, force_read=self._reload, mail_waits=self.script.mailbox and self.script.rings and self._mail_waits())
        except Crash:
            self._lose()
            self.ends.append((self.true, "crash"))
            self.true += timedelta(seconds=self.faults.downtime)
            return self.true
        except (LedgerFull, LedgerFailed, sqlite3.Error, BrokenInputs) as error:
            if isinstance(error, LedgerFull) and self._transport.flying and not self._unstored():
                self.abandoned.append(self.true)
            self._lose()
            self.ends.append((self.true, type(error).__name__))
            self.true += RESTART
            return self.true + MENDING if isinstance(error, BrokenInputs) else self.true
        except LedgerError:
            self._refused = True
            if self._station is None:  # refused at the start: this process has ended, and its connection with it
                self._lose()
            return self.true + timedelta(seconds=30)
        self._reload = False
        if self._read != self.files.stamp:
            self._read = self.files.stamp
            self.seen |= {human.email for human in self.files.people if human.listed}
        self.first_pass = self.first_pass or self.true
        self.passes.append(self.true)
        self._held = bool(turn.report.held)
        self.unread.clear()
        self._last_pass = looked  # what the program compares with: the mails after a pass may take an hour
        self._count_events()
        return max(turn.next_at.astimezone(MOSCOW) + self.behind, self.true + timedelta(seconds=1))

    def _count_events(self) -> None:
        """Events come of what somebody wrote, into a file or in a mail that was read now: of no pass in which nothing was new. (What moves
        an entry while its event runs moves nothing; once that is over, the line names another event.)"""
        assert self._disk is not None
        (known, read), = self._disk.real.execute(EVENTS_AND_MAIL).fetchall()
        written = (self.files.stamp, read, len(self.ends), self.ever_armed, self.behind)
        if self._counted[0] == written and known > self._counted[1] and not self._disk.real.execute(
                OVER_SINCE, (self.passes[-2].timestamp(), self.true.timestamp())).fetchone()[0]:
            self.invented.append(f"{known - self._counted[1]} new events at {self.true}")
        self._counted = (written, known)

    def _mail_waits(self) -> bool:
        """Whether the mailbox holds what the ledger does not know: what a server's IDLE or the next poll would tell."""
        waiting = set(map(digest_of, self.post.box.values())) - self._dealt
        if waiting and self._disk is not None:
            self._dealt = frozenset(digest for (digest,) in self._disk.real.execute("SELECT digest FROM inbox WHERE class <> 'tried'"))
        return bool(waiting - self._dealt)

    _held = False
    _refused = False  # by a ledger that another program holds
    _reload = False
    _mended = False
    _read = -1

    def _stop(self) -> None:
        """Ended as asked."""
        if self._station is not None:
            self._station.close()
        self._station = None

    def _lose(self) -> None:
        """The process is gone: what was not committed is lost."""
        self._shelf.let_go()
        self._station = self._disk = None

    def _look(self, sql: str) -> list[Any]:
        """The ledger, past the program."""
        self._start()
        assert self._disk is not None
        return self._disk.real.execute(sql).fetchall()

    def _fingerprint(self) -> str:
        rows = self._look("SELECT id, state, attempts, sequence, address FROM message ORDER BY id")
        return sha256(repr(rows).encode()).hexdigest()

    def _remember(self) -> None:
        """What the ledger says at the end."""
        self.end = Remains(
            tuple(self._look("SELECT id, kind, address, state, next_at, reply, due FROM message WHERE carrier IS NULL")),
            tuple(self._look("SELECT message, state, told_in, at FROM trouble")),
            tuple(self._look("SELECT e.uid, a.address, a.partstat, a.sequence, a.dtstamp, e.sequence FROM answer a "
                             "JOIN event e ON e.id = a.event")),
            dict(self._look("SELECT digest, at FROM inbox WHERE class <> 'tried'")),
            dict(self._look("SELECT state, n FROM tally WHERE n <> 0")),
            tuple(self._look("SELECT address, item, start, step, created_at, live FROM message WHERE kind = 'host-notice' ORDER BY id")))


@contextmanager
def listening_to(lines: list[str]) -> Iterator[None]:
    """What the program logs meanwhile, as journald would get it."""
    handler, root = logging.Handler(), logging.getLogger("notifier")
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    before, level = logging.root.manager.disable, root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
    logging.disable(logging.NOTSET)
    try:
        yield
    finally:
        logging.disable(before)
        root.propagate = True
        root.setLevel(level)
        root.removeHandler(handler)


def _owned(disk: Disk) -> Store:
    """The ledger as its only owner has it (nobody else could take a lock in this world)."""
    store = Store(disk, None)
    store.kept = Kept(disk, alone=True)
    return store
