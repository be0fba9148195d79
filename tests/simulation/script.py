"""A life before it is lived: all it depends on, and the words a draw chooses from (``draw.py``: by which seed which life)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from .faults import Fault
from .files import House, Human, Row

MOSCOW = ZoneInfo("Europe/Moscow")
NAMES = ("Анна", "Вера", "Галина", "Дарья", "Елена", "Жанна", "Зоя")
MAILS = ("anna", "vera", "galina", "darya", "elena", "zhanna", "zoya")
GROUP = "молодые"
HOURS = ((9, 0), (10, 0), (12, 30), (14, 30), (18, 0))
EDITS = ("move", "back", "cancel", "revive", "unsay", "venue", "typo", "burst")
PARTSTATS = ("ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED")
ENTRIES = ("add", "shift", "strike", "drop")
STAFF = ("join", "leave", "correct", "vanish", "return", "regroup")
HOUSES = ("Школа № 1", "Школа № 2", "Лицей", "Гимназия")
HOSTS = ("host1@school.example", "host2@school.example", "host3@school.example")
OFFICE = ("disarm", "arm", "approve", "reload")
TROUBLE = ("down", "clock", "restart")
FILES = ("break", "empty", "restore")
MAIL = ("answer", "answer", "answer", "late", "forge", "again", "vacation", "bounce", "slander", "stop", "garbage", "decide", "decide",
        "pretend", "rebuild", "purge")
DISK = ("full", "io", "busy")
POST = ("drop", "bye", "nonsense", "rebuild", "purge")
MUTE = ("mute", "blank")
"""The server names a message and does not hand it over: it says nothing of it, NIL, or no bytes."""
SERVER = ("lost", "vanished", "grey", "full", "odd", "unknown", "size", "quota", "auth", "policy", "rate", "busy", "network", "slow", "broken")


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody does something ``at`` seconds after the start."""

    at: int
    do: str
    what: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """Everything a life depends on."""

    seed: int
    start: datetime
    brief: bool
    rows: tuple[Row, ...]
    people: tuple[Human, ...]
    policy: dict[str, str]
    acts: tuple[Act, ...]
    faults: tuple[Fault, ...]
    real_files: bool
    nobody: frozenset[str]   # addresses the server knows nobody at
    mailbox: bool            # people answer, and the program reads it
    asleep_until: int        # the machine is off from midnight to this hour
    houses: tuple[House, ...] = ()
    beginning: int | None = None  # whose acts went before: lived once for many lives (``beginnings.py``)
    fork: int = 0            # of a beginning: after how many seconds lives part from it

    @property
    def streams(self) -> bool:
        """Whether its transport takes more mails while others are in the air."""
        return self.seed // 20 % 2 == 1 or any(fault.where == "air" for fault in self.faults)

    @property
    def rings(self) -> bool:
        """Whether the mail server tells of mail (IDLE). Not where the clock runs ahead: what was looked at then must not count as looked."""
        return not any(act.do == "clock" and act.value.startswith("-") for act in self.acts)

    @property
    def parts(self) -> int:
        """How many acts and faults could be left out."""
        return len(self.acts) + len(self.faults)

    def without(self, dropped: frozenset[int]) -> "Script":
        """A smaller life: acts and faults of these numbers (acts first) are left out."""
        acts = tuple(act for n, act in enumerate(self.acts) if n not in dropped)
        faults = tuple(fault for n, fault in enumerate(self.faults, len(self.acts)) if n not in dropped)
        return replace(self, acts=acts, faults=faults)


def moment_after(rng: Random, start: datetime, low: int = 2, high: int = 13) -> datetime:
    """An hour people meet at, so many days later."""
    hour, minute = rng.choice(HOURS)
    return (start + timedelta(days=rng.randint(low, high))).replace(hour=hour, minute=minute)


def phrase(moment: datetime) -> str:
    """As people write it."""
    return f"{moment:%d.%m.%Y %H:%M}"


def acts_of(rng: Random, do: str, at: int, start: datetime, rows: tuple[Row, ...], people: tuple[Human, ...]) -> list[Act]:
    """What it takes to do this."""
    row, human = rng.choice(rows), rng.choice(people)
    later = start + timedelta(seconds=at)
    moment = phrase(moment_after(rng, later, 0 if rng.random() < 0.15 else 1, 10))
    if do == "burst":
        gaps = [rng.choice((60, 240, 590, 660)) for _ in range(2)]
        return [Act(at + sum(gaps[:n]), "move", row.id, phrase(moment_after(rng, later, 1, 10))) for n in range(3)]
    if do in ("confirm", "move", "back", "cancel", "revive", "unsay", "typo"):
        return [Act(at, do, row.id, moment)]
    if do == "venue":
        return [Act(at, do, row.id, rng.choice(("Школа № 1", "Лицей", "Гимназия")))]
    if do in ENTRIES:
        return [Act(at, do, rng.choice(("w1", "w2", "w3")), moment)]
    if do == "join":
        return [Act(at, do, str(rng.randint(4, 6)))]
    if do in STAFF:
        return [Act(at, do, human.name)]
    if do == "down":
        return [Act(at, do, value=str(rng.choice((90, 3600, 25 * 3600, 60 * 3600))))]
    if do == "clock":
        back = rng.choice((120, 900, 7200, 30 * 3600))
        return [Act(at, do, value=str(back)), Act(at + rng.choice((600, 7200)), "clock", value="0"), Act(at + 8000, "arm")]
    if do in ("answer", "late", "forge"):
        return [Act(at, do, human.name, rng.choice(PARTSTATS if do == "forge" else PARTSTATS[:3]))]
    if do == "decide":
        return [Act(at, do, row.id, rng.choice((moment, moment, "отмена, карантин")))]
    if do == "again":
        return [Act(at, do, value=rng.choice(("same", "other")))]
    if do == "pretend":
        return [Act(at, do, human.name, rng.choice(("her", "own")))]
    if do in ("vacation", "bounce", "slander", "stop"):
        return [Act(at, do, human.name)]
    if do in FILES:
        return [Act(at, do, rng.choice(("dates", "people", "plan", "config")))]
    return [Act(at, do)]
