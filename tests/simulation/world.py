"""One life: an installation, the people around it, its clock, its server, its disk; chaos, calm, and a fresh process at the end.

The program's own code runs here unchanged - ``Station``, ``Passes``, ``Delivery``, the ledger - as the service runs it: what the
service survives it survives, what ends the service ends the process, and a minute later there is a new one on the same file.
"""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

from notifier.edges.ledger.guard import LedgerFailed, LedgerFull
from notifier.edges.ledger.kept import Kept
from notifier.edges.ledger.store import LedgerError, Store
from notifier.flows import inputs
from notifier.flows import station as stations
from notifier.flows.inputs import BrokenInputs, InputReader
from notifier.flows.requests import Request, leave
from notifier.flows.station import Station, Turn

from .disk import Disk, connect, new_file
from .faults import Crash, Faults
from .files import CONTAINER, Files, Human, QuickReader, write
from .script import GROUP, MAILS, MOSCOW, NAMES, Act, Script
from .server import Attempt, UnreliableTransport
from .texts import small_templates
from .truth import State, truth

OFFICE = ("coordinator@cdo.example",)
RESTART = timedelta(seconds=60)
MOST_TURNS = 3000
CLOCK_STEP = timedelta(minutes=5)


class Restless(Exception):
    """The program finds something to do for ever."""


class World:
    """Lives one script. Afterwards the records are there for the invariants to judge."""

    def __init__(self, script: Script, folder: Path) -> None:
        self.script = script
        self.folder = folder
        self.true = script.start
        self.behind = timedelta()
        self.files = Files(deepcopy(list(script.rows)), deepcopy(list(script.people)), script.policy)
        self.faults = Faults(script.faults)
        self.attempts: list[Attempt] = []
        self.copies: Counter[int] = Counter()        # message -> copies that crashes and lost replies explain
        self.history: dict[str, list[tuple[datetime, State | None]]] = {}
        self.addresses: dict[str, list[str]] = {}    # name -> all addresses it ever had
        self.left: dict[str, datetime] = {}          # name -> when last written as left, or out of the audience
        self.armed = False
        self.ever_armed = False
        self.muddled = False                         # files were broken: which version was in force is the program's to say
        self.process = 0
        self.ends: list[tuple[datetime, str]] = []   # how processes ended
        self.quiet_after: list[tuple[datetime, timedelta]] = []
        self.turns = 0
        self.calm_at = script.start
        self.steady = True                           # nobody touched the clock
        self.left_over: list[tuple[int, str, str, str, int, str]] = []
        self.troubles: list[tuple[int, str, int | None]] = []
        self.before_last = self.after_last = (0, "")
        self._former: dict[str, list[str]] = {}
        self._written: dict[str, str] = {}
        self._last_pass: datetime | None = None
        self._path = folder / "ledger.sqlite3"
        self._station: Station | None = None
        self._disk: Disk | None = None

    # --- what the server asks

    def now(self) -> datetime:
        """The program's clock."""
        return self.true - self.behind

    def pass_time(self, span: timedelta) -> None:
        """Time goes by."""
        self.true += span

    def standing(self, address: str) -> str:
        """What this address is to the coordinator's list."""
        if address in OFFICE:
            return "office"
        for human in self.files.people:
            if human.email == address:
                return "left" if human.left else "present" if human.listed else "absent"
        return "former" if any(address in known for known in self.addresses.values()) else "stranger"

    # --- a life

    def live(self) -> None:
        """From the first start to the last look."""
        with self._installed():
            new_file(self.folder, self._path)
            shutil.rmtree(self.folder / "state", ignore_errors=True)
            self._note()
            self._until(self._chaos())
            self._calm()
            self._remember()
            self._afterwards()
            self._stop()

    def _chaos(self) -> datetime:
        last = max((act.at for act in self.script.acts), default=0)
        return self.script.start + timedelta(seconds=last + 660)

    def _calm(self) -> None:
        """Everything is mended, people say yes to what waits for them, and two working mornings pass."""
        self.faults.calm = self._mended = True
        self.behind = timedelta()
        self.files.broken.clear()
        self.calm_at = self.true
        end = _working_noon(self.true, days=2 if self.script.long_rest else 1)
        while self.true < end:
            self._say_yes()
            self._until(min(end, _at(self.true + timedelta(days=1), 11)))

    def _say_yes(self) -> None:
        self._start()
        assert self._station is not None
        station = self._station
        if self.ever_armed and station.ledger.facts.armed(station.inputs.plan_id) is None:
            self._request("arm")
        self._request("approve")
        self._request("release")

    def _afterwards(self) -> None:
        """A fresh process on the same file finds nothing to do."""
        self.before_last = (len(self.attempts), self._fingerprint())
        self._stop()
        self._turn()
        self._turn()
        self.after_last = (len(self.attempts), self._fingerprint())

    def _until(self, end: datetime) -> None:
        acts = [] if self._mended else self.script.acts
        done = 0
        while True:
            while done < len(acts) and self._time_of(acts[done]) <= self.true:
                self._act(acts[done])
                done += 1
            wake = self._turn()
            following = self._time_of(acts[done]) if done < len(acts) else end
            if self.behind and self._held:
                wake = following
            elif self.script.sleeps and (wake.hour, wake.minute, wake.second) == (0, 0, 0):
                wake = _at(wake, 9)
            if self.true >= end and done == len(acts):
                return
            self.true = max(min(wake, following, max(end, self.true)), self.true + timedelta(seconds=1))

    def _time_of(self, act: Act) -> datetime:
        return self.script.start + timedelta(seconds=act.at)

    # --- the process

    @contextmanager
    def _installed(self) -> Iterator[None]:
        former = stations.transport_of, stations.secrets, inputs.load_templates
        stations.transport_of = lambda settings: self._transport
        stations.secrets = SimpleNamespace(token_bytes=lambda size: b"s" * size)
        inputs.load_templates = lambda override=None: (small_templates(), [])
        try:
            yield
        finally:
            stations.transport_of, stations.secrets, inputs.load_templates = former
            self._lose()

    def _start(self) -> None:
        if self._station is not None:
            return
        self.process += 1
        disk = self._disk = connect(self._path, self.faults)
        for (number,) in sqlite3.Connection.execute(disk, "SELECT id FROM message WHERE state = 'sending' AND carrier IS NULL"):
            self.copies[number] += 1
        self._transport = UnreliableTransport(self, disk, self.faults, self.script.nobody)
        disk.on_commit = self._committed
        reader = InputReader(self._put_files(), network=False) if self.script.real_files else QuickReader(self.files, self.folder)
        self._station = Station.begin(reader, _owned(disk), self.now())  # type: ignore[arg-type]

    def _put_files(self) -> Path:
        write(self.files, self.folder, self._written)
        return self.folder / "config.toml"

    def _turn(self) -> datetime:
        """One turn as the service makes it; the true time of the next one."""
        self.turns += 1
        if self.turns > MOST_TURNS:
            raise Restless(f"{MOST_TURNS} turns and still not at rest at {self.true}")
        self._held = False
        if self.script.real_files:
            self._put_files()
        if self._last_pass is not None and self.now() < self._last_pass - CLOCK_STEP:
            self.armed = False
        try:
            self._start()
            assert self._station is not None
            turn: Turn = self._station.turn(self.now, force_read=self._reload)
        except Crash:
            self._lose()
            self.ends.append((self.true, "crash"))
            self.true += timedelta(seconds=self.faults.downtime)
            return self.true
        except (LedgerFull, LedgerFailed, sqlite3.Error, BrokenInputs) as error:
            self._lose()
            self.ends.append((self.true, type(error).__name__))
            self.true += RESTART
            return self.true
        except LedgerError:
            return self.true + timedelta(seconds=30)
        self._reload = False
        self._held = bool(turn.report.held)
        self._last_pass = self.now()
        return max(turn.next_at.astimezone(MOSCOW) + self.behind, self.true + timedelta(seconds=1))

    _held = False
    _reload = False
    _mended = False

    def _stop(self) -> None:
        """Ended as asked."""
        if self._station is not None:
            self._station.close()
        self._station = None

    def _lose(self) -> None:
        """The process is gone: what was not committed is lost."""
        if self._disk is not None:
            self._disk.dead = True
            sqlite3.Connection.close(self._disk)
        self._station = self._disk = None

    def _committed(self) -> None:
        """A commit: what the account's last fault asked for must hold from now on, whatever happens to the process."""

    def _fingerprint(self) -> str:
        self._start()
        assert self._disk is not None
        rows = sqlite3.Connection.execute(self._disk, "SELECT id, state, attempts, sequence, address FROM message ORDER BY id").fetchall()
        return sha256(repr(rows).encode()).hexdigest()

    def _remember(self) -> None:
        """What the ledger says at the end: messages and troubles."""
        self._start()
        look = partial(sqlite3.Connection.execute, self._disk)
        self.left_over = look("SELECT id, kind, address, state, next_at, reply FROM message WHERE carrier IS NULL").fetchall()
        self.troubles = look("SELECT message, state, told_in FROM trouble").fetchall()
        self.steady = all(act.do != "clock" for act in self.script.acts)

    # --- people

    def _request(self, do: str) -> None:
        if do in ("arm", "disarm"):
            self.armed = do == "arm"
            self.ever_armed |= self.armed
        leave(self.folder / "state" / "requests", Request(do))

    def _act(self, act: Act) -> None:
        getattr(self, f"_do_{act.do}")(act)
        self._note()

    def _note(self) -> None:
        for human in self.files.people:
            known = self.addresses.setdefault(human.name, [])
            if human.email not in known:
                known.append(human.email)
        standing = truth(self.files)
        for key in {*standing, *self.history}:
            entries = self.history.setdefault(key, [])
            state = standing.get(key)
            if not entries or entries[-1][1] != state:
                entries.append((self.true, state))

    def _say(self, item: str, **said: str) -> None:
        if item != CONTAINER:
            decision = self.files.decisions.setdefault(item, {})
            if "when" in decision:
                self._former.setdefault(item, []).append(decision["when"])
            decision.update(said)

    def _do_confirm(self, act: Act) -> None:
        self._do_move(act)

    def _do_move(self, act: Act) -> None:
        self._say(act.what, when=act.value)
        self.files.decisions.get(act.what, {}).pop("cancelled", None)

    def _do_back(self, act: Act) -> None:
        if self._former.get(act.what):
            self._say(act.what, when=self._former[act.what].pop())

    def _do_cancel(self, act: Act) -> None:
        self._say(act.what, cancelled="карантин")

    def _do_revive(self, act: Act) -> None:
        self.files.decisions.get(act.what, {}).pop("cancelled", None)
        if not self.files.decisions.get(act.what, {"x": ""}):
            del self.files.decisions[act.what]

    def _do_unsay(self, act: Act) -> None:
        self.files.decisions.pop(act.what, None)

    def _do_venue(self, act: Act) -> None:
        self._say(act.what, place=act.value)

    def _do_typo(self, act: Act) -> None:
        for row in self.files.rows:
            if row.id == act.what:
                row.typo = "" if row.typo else " (опечатка)"

    def _do_add(self, act: Act) -> None:
        if any(row.id == CONTAINER for row in self.files.rows) and act.what not in self.files.occurrences:
            self.files.occurrences[act.what] = {"when": act.value, "link": f"https://example.org/{act.what}"}

    def _do_shift(self, act: Act) -> None:
        if act.what in self.files.occurrences:
            self.files.occurrences[act.what]["when"] = act.value

    def _do_strike(self, act: Act) -> None:
        if act.what in self.files.occurrences:
            self.files.occurrences[act.what]["cancelled"] = "не состоится"

    def _do_drop(self, act: Act) -> None:
        self.files.occurrences.pop(act.what, None)

    def _human(self, name: str) -> Human:
        return next(human for human in self.files.people if human.name == name)

    def _do_join(self, act: Act) -> None:
        number = int(act.what)
        if all(human.name != NAMES[number] for human in self.files.people):
            self.files.people.append(Human(NAMES[number], f"{MAILS[number]}@mail.example"))

    def _do_leave(self, act: Act) -> None:
        human = self._human(act.what)
        if human.listed:
            human.left = f"{date.fromordinal(self.true.toordinal())}"
            self.left[human.name] = self.true

    def _do_return(self, act: Act) -> None:
        human = self._human(act.what)
        human.left, human.listed = "", True

    def _do_correct(self, act: Act) -> None:
        human = self._human(act.what)
        if not human.listed or human.left:
            return
        number = len(self.addresses[human.name])
        human.email = f"{MAILS[NAMES.index(human.name)]}{number}@new.example"

    def _do_vanish(self, act: Act) -> None:
        if sum(human.listed for human in self.files.people) > 1:
            self._human(act.what).listed = False

    def _do_regroup(self, act: Act) -> None:
        human = self._human(act.what)
        human.group = "" if human.group else GROUP
        self.left[human.name] = self.true

    def _do_arm(self, act: Act) -> None:
        self._request("arm")

    def _do_disarm(self, act: Act) -> None:
        self._request("disarm")

    def _do_approve(self, act: Act) -> None:
        self._request("approve")

    def _do_reload(self, act: Act) -> None:
        self._reload = True

    def _do_down(self, act: Act) -> None:
        self._stop()
        self.true += timedelta(seconds=int(act.value))

    def _do_restart(self, act: Act) -> None:
        self._stop()

    def _do_clock(self, act: Act) -> None:
        self.behind = timedelta(seconds=int(act.value))

    def _do_break(self, act: Act) -> None:
        self.files.broken[act.what] = "[[[ «не файл»"
        self.muddled = True

    def _do_empty(self, act: Act) -> None:
        self.files.broken[act.what] = ""
        self.muddled = True

    def _do_restore(self, act: Act) -> None:
        self.files.broken.clear()


def _owned(disk: Disk) -> Store:
    """The ledger as its only owner has it (nobody else could take a lock in this world)."""
    store = Store(disk, None)
    store.kept = Kept(disk, alone=True)
    return store


def _at(moment: datetime, hour: int) -> datetime:
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def _working_noon(moment: datetime, *, days: int) -> datetime:
    """Half past noon of the ``days``-th weekday after this one (October 2020 has no holidays)."""
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return _at(moment, 12) + timedelta(minutes=30)
