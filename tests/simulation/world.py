"""One life: an installation, the people around it, its clock, its server, its disk; chaos, calm, and a fresh process at the end."""

import os
import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from notifier.flows.arming.requests import Request, leave, waiting
from notifier.flows.station import Station

from .disk import Disk, Rows, Shelf
from .faults import Faults
from .files import Files
from .machine import Machine, Remains
from .people import OFFICE, Carried, Ordered, Said, Silenced
from .post import PostOffice
from .script import Act, Script
from .server import Attempt
from .truth import State

RESTS = ("quota", "policy", "full", "broken")
"""Replies after which the account or a message may rest for a day."""
OWN = frozenset({"script", "folder", "faults", "_shelf", "_station", "_disk", "_transport", "_written", "_on_disk"})
"""What a life does not take over from its beginning."""
APPROVED_ANYWAY = 3
"""News of so many events at once waits for nobody's yes where the settings say nothing."""


@dataclass(frozen=True)
class Begun:
    """Where lives part from a beginning: the world's records, the ledger's rows, and requests nobody has read."""

    records: dict[str, Any]
    rows: Rows
    requests: tuple[Request, ...]


class World(Machine):
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
        self.abandoned: list[datetime] = []          # when a process ended for a full disk and mails were in the air whose answers could be stored
        self.unread: set[str] = set()                # who was written as left since the program last looked at the files
        self.leaps: list[datetime] = []              # when the program's clock stepped forward
        self.steady = all(act.do != "clock" for act in script.acts)
        self.looks: list[datetime] = []              # when a turn began, and read the files
        self.end = Remains()
        self.log: list[str] = []
        self.invented: list[str] = []                # events that came to be though nobody wrote anything
        self.before_last = self.after_last = (0, "")
        self._former: dict[str, list[str]] = {}
        self._edited: dict[str, datetime] = {}       # key -> when people last wrote another state of it
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
                self.files.poll_seconds = 86_400 if self.script.rings else 3600
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
        self._note(edited=True)
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
                elif self._wake.date() > self.true.date() and self._wake.hour < self.script.asleep_until:
                    self._wake = _at(self._wake, self.script.asleep_until)
            self.true = max(min(self._wake, following, max(end, self.true)), self.true + timedelta(seconds=1))

    def _time_of(self, act: Act) -> datetime:
        return self.script.start + timedelta(seconds=act.at)


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
