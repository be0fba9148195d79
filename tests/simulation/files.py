"""What people wrote, as files; and the reader the passes are given.

``QuickReader`` parses the same texts with the product's own parsers and remembers results by text: no disk, for speed. Lives
that break, empty or restore files use the real ``InputReader`` on real files instead.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import count
from pathlib import Path

from notifier.edges.config import read_config
from notifier.edges.datesfile.reading import parse_dates
from notifier.edges.people import parse_people
from notifier.edges.planfile.reading import read_plan_file
from notifier.flows.inputs import Inputs
from notifier.model.decision import Decisions
from notifier.model.person import Person
from notifier.model.plan import Plan
from notifier.model.settings import Settings

from .texts import small_templates

CONTAINER = "povy-3"
MOMENTS = count(1_600_000_000_000_000_000, 1_000_000)


@dataclass
class Row:
    """A row of the plan. ``when`` as written; ``title`` ends with the key in brackets, which the oracle reads."""

    id: str
    when: str
    places: tuple[str, ...] = ("Областная библиотека",)
    group: str = ""
    typo: str = ""
    groups: frozenset[str] = frozenset()  # every audience it ever had, where that was changed

    @property
    def title(self) -> str:
        """What stands in the plan."""
        return f"Встреча{self.typo} [{self.id}]"


@dataclass
class Human:
    """A row of the people file."""

    name: str
    email: str
    group: str = ""
    left: str = ""
    listed: bool = True


@dataclass
class House:
    """A venue of the configuration: its name as the plan writes it, who is told of what takes place there."""

    name: str
    hosts: tuple[str, ...]


@dataclass
class Files:
    """The four files as people keep them. ``broken`` replaces a file's text by something unusable."""

    rows: list[Row]
    people: list[Human]
    policy: dict[str, str]
    decisions: dict[str, dict[str, str]] = field(default_factory=dict)
    occurrences: dict[str, dict[str, str]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    mailbox: bool = False
    poll_seconds: int = 86_400
    houses: list[House] = field(default_factory=list)
    title: str = "План"
    stamp: int = 0  # changes with every edit

    def text(self, role: str) -> str:
        """``config``, ``plan``, ``dates`` or ``people`` as it stands on the disk."""
        if role in self.broken:
            return self.broken[role]
        return {"config": self._config, "plan": self._plan, "dates": self._dates, "people": self._people}[role]()

    def _config(self) -> str:
        policy = "".join(f"{key} = {value}\n" for key, value in self.policy.items() if not key.startswith("per_"))
        limits = "".join(f"{key} = {value}\n" for key, value in self.policy.items() if key.startswith("per_"))
        imap = (f'[imap]\nhost = "127.0.0.1"\nsecurity = "none"\nuser = "gmo"\npassword_file = "imap-password"\n'
                f'poll_seconds = {self.poll_seconds}\n') if self.mailbox else ""
        return (f'[plan]\nfile = "plan.toml"\ndates = "dates.toml"\n[people]\nfile = "people.csv"\n[organizer]\nname = "ГМО"\n'
                f'email = "gmo@cdo.example"\n[coordinator]\nname = "Иващенко И.В."\nemail = "coordinator@cdo.example"\n[state]\nfolder = '
                f'"state"\n[mail]\ntransport = "maildir"\n[policy]\nsuggest_entries = false\n{policy}[limits]\n{limits}{imap}'
                + "".join(f'[[venue]]\nname = "{house.name}"\nhost = [{", ".join(f"{chr(34)}{one}{chr(34)}" for one in house.hosts)}]\n'
                          for house in self.houses))

    def _plan(self) -> str:
        rows = "".join(
            f'[[item]]\nid = "{row.id}"\nsector = "Сектор"\ntopics = ["{row.title}"]\nwhen = "{row.when}"\n'
            f'places = [{", ".join(chr(34) + place + chr(34) for place in row.places)}]\n'
            + (f'audience = ["{row.group}"]\n' if row.group else "") for row in self.rows)
        return f'title = "{self.title}"\nschool_year = "2020-2021"\n{rows}'

    def _dates(self) -> str:
        decided = "# Даты\n" + "".join(  # a heading stays when the last word is taken back: a file without a byte is a damaged one
            f'[dates."{item}"]\n' + "".join(f'{key} = "{value}"\n' for key, value in said.items())
            for item, said in self.decisions.items())
        return decided + "".join(f'[[occurrence]]\nitem = "{CONTAINER}"\ntitle = "Вебинар [{key}]"\n'
                                 + "".join(f'{name} = "{value}"\n' for name, value in said.items())
                                 for key, said in self.occurrences.items())

    def _people(self) -> str:
        return "name,email,school,groups,greeting,left\n" + "".join(
            f"{human.name},{human.email},СШ {human.name},{human.group},,{human.left}\n" for human in self.people if human.listed)


@lru_cache(maxsize=1024)
def _settings(text: str, folder: Path) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    settings, problems = read_config(path)
    assert settings is not None, problems
    assert not problems, problems
    return settings


@lru_cache(maxsize=4096)
def _plan(text: str, folder: Path) -> Plan:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    plan, problems = read_plan_file(path)
    assert plan is not None, problems
    return plan


@lru_cache(maxsize=4096)
def _decisions(text: str) -> Decisions:
    decisions, problems = parse_dates(text, file="dates.toml")
    assert decisions is not None, problems
    return decisions


@lru_cache(maxsize=4096)
def _humans(text: str) -> tuple[Person, ...]:
    people, _ = parse_people(text.encode(), file="people.csv")
    return tuple(people)


class QuickReader:
    """``InputReader`` without a disk. One a process, as there."""

    def __init__(self, files: Files, folder: Path) -> None:
        self._files = files
        self._folder = folder
        self._stamp = -1
        self._texts: tuple[str, ...] = ()
        self._inputs: Inputs | None = None

    def read(self, now: datetime, accepted: Callable[[], dict[str, str]] = dict, *, force: bool = False) -> Inputs:
        """The inputs as of now."""
        if self._inputs is not None and self._files.stamp == self._stamp:
            return self._inputs
        self._stamp = self._files.stamp
        texts = tuple(map(self._files.text, ("config", "plan", "dates", "people")))
        if self._inputs is None or texts != self._texts:
            self._inputs = _inputs(texts, self._folder, self._inputs.version + 1 if self._inputs else 1)
            self._texts = texts
        return self._inputs


@lru_cache(maxsize=2048)
def _inputs(texts: tuple[str, ...], folder: Path, version: int) -> Inputs:
    config, plan, dates, people = texts
    return Inputs(_settings(config, folder), _plan(plan, folder), _decisions(dates), _humans(people), (), small_templates(), (), version)


def write(files: Files, folder: Path, written: dict[str, str]) -> None:
    """Bring the real files up to date, each replaced as a whole."""
    for role, name in (("config", "config.toml"), ("plan", "plan.toml"), ("dates", "dates.toml"), ("people", "people.csv")):
        text = files.text(role)
        if written.get(role) != text:
            draft = folder / f"{name}.new"
            draft.write_text(text, encoding="utf-8")
            os.utime(draft, ns=(next(MOMENTS), next(MOMENTS)))  # lives go faster than the clock of a file system
            draft.replace(folder / name)
            written[role] = text
