"""One life: an installation, the people around it, its clock, its server, its disk; chaos, calm, and a fresh process at the end.

The program's own code runs here unchanged - ``Station``, ``Passes``, ``Delivery``, the ledger - as the service runs it: what the
service survives it survives, what ends the service ends the process, and a minute later there is a new one on the same file.
"""

import logging
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

from notifier.core.compose import whole
from notifier.edges.ledger.guard import LedgerFailed, LedgerFull
from notifier.edges.ledger.kept import Kept
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LedgerError, Store
from notifier.edges.mailbox import imap
from notifier.flows import inputs, listening
from notifier.flows import station as stations
from notifier.flows.inputs import BrokenInputs, InputReader
from notifier.flows.requests import Request, leave, waiting
from notifier.flows.station import Station, Turn

from .acts import OFFICE, Carried, Ordered, Said, Silenced, Writers
from .disk import Disk, Rows, Shelf
from .faults import Crash, Faults
from .files import Files, QuickReader, write
from .memory import remembering
from .post import PostOffice, SameProcessReader, UnreliableImap, digest_of
from .script import MOSCOW, Act, Script
from .server import Attempt, UnreliableTransport
from .texts import small_templates
from .truth import State

RESTS = ("quota", "policy", "full", "broken")
"""Replies after which the account or a message may rest for a day."""
POLL = timedelta(minutes=5)
RESTART = timedelta(seconds=60)
MENDING = timedelta(days=1)
"""A process that ends with 2 is not started again by itself: somebody mends the file (or does anything else) first."""
MOST_TURNS = 3000
OWN = frozenset({"script", "folder", "faults", "_shelf", "_station", "_disk", "_transport", "_written", "_on_disk"})
"""What a life does not take over from its beginning."""
APPROVED_ANYWAY = 3
"""News of so many events at once waits for nobody's yes where the settings say nothing."""
CLOCK_STEP = timedelta(minutes=5)
EVENTS_AND_MAIL = "SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM inbox WHERE class <> 'tried')"
UNREAD = ((whole, "_read_back", lambda *_, **__: None), (import_module("notifier.core.compose.skeleton"), "_proved", lambda made: True))
"""Fifteen lives of sixteen do not compose each mail a second time and read it back: the oracle reads every mail itself."""


@dataclass(frozen=True)
class Remains:
    """What the ledger says at the end."""

    messages: tuple[tuple[int, str, str, str, int, str, int], ...] = ()   # id, kind, address, state, next_at, reply, due
    troubles: tuple[tuple[int, str, int | None], ...] = ()           # message, state, told_in
    answers: tuple[tuple[str, str, str, int, int, int], ...] = ()    # uid, address, partstat, sequence, stamp, the event's sequence
    heard: dict[str, int] = field(default_factory=dict)              # digest -> when it was dealt with
    tally: dict[str, int] = field(default_factory=dict)
    hosts: tuple[tuple[str, str, str, str, int, int], ...] = ()      # address, row, start, news, made at, whether it counts as told


@dataclass(frozen=True)
class Begun:
    """Where lives part from a beginning: the world's records, the ledger's rows, and requests nobody has read."""

    records: dict[str, Any]
    rows: Rows
    requests: tuple[Request, ...]


class Restless(Exception):
    """The program finds something to do for ever."""


class World(Writers):
    """Lives one script. Afterwards the records are there for the invariants to judge."""

    def __init__(self, script: Script, folder: Path) -> None:
        self.script = script
        self.folder = folder
        self.true = script.start
        self.behind = timedelta()
        self.files = Files([replace(row) for row in script.rows], [replace(human) for human in script.people], script.policy,
                           mailbox=script.mailbox, houses=list(script.houses))
        self.faults = Faults(script.faults)
        self.post = PostOffice(Random(script.seed))
        self.attempts: list[Attempt] = []
        self.copies: Counter[int] = Counter()        # message -> copies that crashes and lost replies explain
        self.open: set[tuple[str, str]] = set()      # address and UID of what was under way when a process ended, or its transport failed
        self.history: dict[str, list[tuple[datetime, State | None]]] = {}
        self.hosting: list[tuple[datetime, dict[str, tuple[str, ...]]]] = []  # since when which house had which hosts
        self.addresses: dict[str, list[str]] = {}    # name -> all addresses it ever had
        self.seen: set[str] = set()                  # addresses that stood in the list when it was read
        self.left: dict[str, datetime] = {}          # name -> when last written as left, or out of the audience
        self.said: list[Said] = []
        self.orders: list[Ordered] = []
        self.carried: list[Carried] = []
        self.silenced: list[Silenced] = []
        self.ways: dict[str, str] = {}               # digest of a copy that came another way -> of the first
        self.armed = False
        self.ever_armed = False
        self.muddled = False                         # files were broken: which version was in force is the program's to say
        self.process = 0
        self.ends: list[tuple[datetime, str]] = []   # how processes ended
        self.turns = 0
        self.former = (0, 0)                         # attempts and processes of the beginning
        self.passes: list[datetime] = []             # when a turn was over
        self.first_pass: datetime | None = None      # a plan read for the first time is no edit
        self.calm_at = script.start
        self.unread: set[str] = set()                # who was written as left since the program last looked at the files
        self.leaps: list[datetime] = []              # when the program's clock stepped forward
        self.steady = all(act.do != "clock" for act in script.acts)
        self.looks: list[datetime] = []              # when a turn began, and read the files
        self.end = Remains()
        self.log: list[str] = []
        self.invented: list[str] = []                # events that came to be though nobody wrote anything
        self.before_last = self.after_last = (0, "")
        self._former: dict[str, list[str]] = {}
        self._written: dict[str, str] = {}
        self._on_disk: str | None = None
        self._last_pass: datetime | None = None
        self._wake = script.start                    # when the service has something to do next
        self._station: Station | None = None
        self._disk: Disk | None = None
        self._dealt: frozenset[str] = frozenset()
        self._counted: tuple[object, int] = (None, 0)

    # --- what the server asks

    def now(self) -> datetime:
        """The program's clock."""
        return self.true - self.behind

    def pass_time(self, span: timedelta) -> None:
        """Time goes by."""
        self.true += span

    def standing(self, address: str) -> str:
        """What this address is to the coordinator's list."""
        if address == OFFICE:
            return "office"
        for human in self.files.people:
            if human.email == address:
                return "left" if human.left else "present" if human.listed else "absent"
            if not human.listed and human.email not in self.seen and address in self.addresses[human.name]:
                return "absent"  # corrected and taken out before anybody could read the new address: what was read last vanished
        if any(address in known for known in self.addresses.values()):
            return "former"
        return "host" if any(address in hosts for _, hosting in self.hosting for hosts in hosting.values()) else "stranger"

    # --- a life

    def begin(self) -> Begun:
        """A beginning: what went before, for all lives that part from it. Its process ends, and theirs start on what it left."""
        with self._installed():
            self._found()
            self._note()
            self._until(self.script.start + timedelta(seconds=self.script.fork))
            self._stop()
            return Begun(_copied({name: value for name, value in vars(self).items() if name not in OWN}), self._shelf.rows(),
                         tuple(request for _, request in waiting(self.folder / "state" / "requests")))

    def live(self, begun: Begun | None = None) -> None:
        """From the first start, or from where this life parts from its beginning, to the last look."""
        with self._installed():
            self._found()
            if begun is None:
                self._note()
            else:
                steady = self.steady
                vars(self).update(_copied(begun.records))
                self.steady &= steady
                self.post.rng = Random(self.script.seed)
                self._shelf.fill(begun.rows)
                self.turns, self.former = 0, (len(self.attempts), self.process)
                self._wake = self.true
                for request in begun.requests:
                    leave(self.folder / "state" / "requests", request)
            self._until(self._chaos())
            self._calm()
            self._remember()
            self._afterwards()
            self._stop()

    def _found(self) -> None:
        """A machine on which nothing ever ran."""
        self._shelf = Shelf(self.folder, file=self.script.real_files)
        _emptied(self.folder / "state")
        if not (password := self.folder / "imap-password").exists():
            password.write_text("topsecret")
            password.chmod(0o600)

    def _act(self, act: Act) -> None:
        getattr(self, f"_do_{act.do}")(act)
        self._note()
        self._wake = self.true  # by the file's change, the request, the mailbox's bell

    def _chaos(self) -> datetime:
        last = max((self._time_of(act) for act in self.script.acts), default=self.true)
        return max(last, self.true) + timedelta(seconds=660)

    def _calm(self) -> None:
        """Everything is mended, people say yes to what waits for them, and a working morning passes; two where the account rests."""
        rests = any(hit.split()[-1] in RESTS for hit in self.faults.hits if hit.startswith("server"))
        self.faults.calm = self._mended = True
        if self._disk is not None:
            self._disk.heal()
        if self.behind or self.files.broken:
            self._wake = self.true
        self.behind = timedelta()
        if self.files.broken:
            self._do_restore(Act(0, "restore"))
            self.files.stamp += 1
        self.calm_at = self.true
        end = _working_day(self.true, days=2 if rests else 1).replace(hour=11, minute=30)
        while self.true < end:
            self._say_yes()
            self._until(min(end, _at(self.true + timedelta(days=1), 9)))
        if self._wake <= self.true:
            self._turn()

    def _say_yes(self) -> None:
        """To whatever waits for a yes."""
        self._start()
        assert self._station is not None
        station = self._station
        if self.ever_armed and (not self.armed or station.ledger.facts.armed(station.inputs.plan_id) is None):
            self._request("arm")
        if self.muddled or "approve_above_events" in self.script.policy or len(self.history) > APPROVED_ANYWAY:
            self._request("approve")
        if self._look("SELECT 1 FROM message WHERE state = 'held' LIMIT 1"):
            self._request("release")

    def _afterwards(self) -> None:
        """A fresh process on the same file finds nothing to do: whatever is due was done when the last one woke."""
        self.before_last = (len(self.attempts), self._fingerprint())
        self._stop()
        self._turn()
        self.after_last = (len(self.attempts), self._fingerprint())

    def _until(self, end: datetime) -> None:
        acts = [] if self._mended else self.script.acts
        done = 0
        while True:
            while done < len(acts) and self._time_of(acts[done]) <= self.true:
                self._act(acts[done])
                done += 1
            if self.true >= end and done == len(acts):
                return
            following = self._time_of(acts[done]) if done < len(acts) else end
            if self._wake <= self.true:
                self._wake = self._turn()
                if self.behind and self._held:
                    self._wake = following
                elif (self._wake.hour, self._wake.minute, self._wake.second) == (0, 0, 0):
                    self._wake = _at(self._wake, self.script.asleep_until)
            self.true = max(min(self._wake, following, max(end, self.true)), self.true + timedelta(seconds=1))

    def _time_of(self, act: Act) -> datetime:
        return self.script.start + timedelta(seconds=act.at)

    # --- the process

    @contextmanager
    def _installed(self) -> Iterator[None]:
        with ExitStack() as stack:
            for owner, name, double in (
                    (stations, "transport_of", lambda settings: self._transport),
                    (stations, "secrets", SimpleNamespace(token_bytes=lambda size: b"s" * size)),
                    (inputs, "load_templates", lambda override=None: (small_templates(), [])),
                    (imap, "IMAPClient", lambda *_, **__: UnreliableImap(self.post, self.faults)),
                    (imap, "MESSAGES_AT_ONCE", 2),
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
        self._transport = UnreliableTransport(self, disk, self.faults, self.script.nobody)
        reader = InputReader(self._put_files(), network=False, keeps=True) if self.script.real_files else QuickReader(self.files, self.folder)
        self._station = Station.begin(reader, _owned(disk), self.now())  # type: ignore[arg-type]

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
        if self.script.mailbox and self._mail_waits():
            wake = min(wake, self.true + POLL)
        return wake

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
            turn: Turn = self._station.turn(self.now, force_read=self._reload, mail_waits=self.script.mailbox and self._mail_waits())
        except Crash:
            self._lose()
            self.ends.append((self.true, "crash"))
            self.true += timedelta(seconds=self.faults.downtime)
            return self.true
        except (LedgerFull, LedgerFailed, sqlite3.Error, BrokenInputs) as error:
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
        """Events come of what somebody wrote, into a file or in a mail that was read now: of no pass in which nothing was new."""
        assert self._disk is not None
        (known, read), = self._disk.real.execute(EVENTS_AND_MAIL).fetchall()
        written = (self.files.stamp, read, len(self.ends), self.ever_armed, self.behind)
        if self._counted[0] == written and known > self._counted[1]:
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
            tuple(self._look("SELECT message, state, told_in FROM trouble")),
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


def _emptied(state: Path) -> None:
    """Nothing of the life before is left there: mostly a request's answer, and a folder made anew for each life would cost more than that."""
    with suppress(FileNotFoundError):
        if os.listdir(state) != ["requests"]:
            shutil.rmtree(state)
        for name in os.listdir(state / "requests"):
            os.unlink(state / "requests" / name)


def _copied(records: dict[str, Any]) -> dict[str, Any]:
    """What a world has written down, to be written on in two places; what stands in the lists never changes."""
    return {name: COPIES[type(value)](value) if type(value) in COPIES else value for name, value in records.items()}


def _files(files: Files) -> Files:
    return replace(files, rows=[replace(row) for row in files.rows], people=[replace(human) for human in files.people],
                   houses=[*files.houses], broken=dict(files.broken), decisions={item: dict(said) for item, said in files.decisions.items()},
                   occurrences={key: dict(said) for key, said in files.occurrences.items()})


COPIES: dict[type, Callable[[Any], Any]] = {
    list: list, set: set, Counter: Counter, Files: _files,
    dict: lambda records: {key: [*value] if type(value) is list else value for key, value in records.items()},
    PostOffice: lambda post: replace(post, box=dict(post.box), kept=[*post.kept])}


def _at(moment: datetime, hour: int) -> datetime:
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def _working_day(moment: datetime, *, days: int) -> datetime:
    """The ``days``-th weekday after this one (October 2020 has no holidays)."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return _at(moment, 0)
