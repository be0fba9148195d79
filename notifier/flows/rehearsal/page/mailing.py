"""The journal folded into mailings: the mails of one moment that tell many people the same.

The journal is read line by line; a mailing keeps only the numbers of its people and files, so a year of 175 000 mails is a few
megabytes. Mails to the coordinator, hosts and the administrator are single: each is a mailing of one.
"""

import json
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from notifier.flows.rehearsal.page.letter import Letter
from notifier.flows.rehearsal.page.roster import Roster
from notifier.model.notice import Role

TOGETHER = timedelta(minutes=15)
"""Mails of one wave leave within minutes; a later one of the same sort (somebody joined) is a mailing of its own."""
FILE = re.compile(r"mail/(\d+)\.eml\Z")


@dataclass(slots=True)
class Variant:
    """Mails of a mailing that differ in nothing but the recipient: one of them, and how many of the compared ones are like it."""

    letter: Letter
    file: int
    person: int
    mails: int = 1


@dataclass(slots=True)
class Mailing:
    """One wave. ``people[i]`` got the file ``files[i]``; ``odd`` maps positions to variants other than the first."""

    number: int
    at: datetime
    last: datetime
    role: str
    kind: str
    step: str | None
    items: tuple[str, ...]
    uid: str
    sequence: int | None
    method: str
    start: str  # the event's start as the journal has it (ISO), empty without an event
    subject: str
    people: "array[int]" = field(default_factory=lambda: array("I"))
    files: "array[int]" = field(default_factory=lambda: array("I"))
    variants: list[Variant] = field(default_factory=list)
    odd: dict[int, int] = field(default_factory=dict)
    compared: int = 0
    faults: dict[str, str] = field(default_factory=dict)  # sort of fault -> the first one, in words
    asked: tuple[str, ...] = ()

    @property
    def mails(self) -> int:
        """How many mails."""
        return len(self.people)

    @property
    def letter(self) -> Letter | None:
        """The mail shown for all; None where none could be read."""
        return self.variants[0].letter if self.variants else None


def read_mailings(journal: Path, roster: Roster, zone: tzinfo) -> list[Mailing]:
    """All mailings in the order of sending. Lines that are no journal lines raise ValueError: the journal is our own."""
    mailings: list[Mailing] = []
    waves: dict[tuple[Any, ...], Mailing] = {}
    for entry in _lines(journal):
        at = datetime.fromisoformat(entry["at"]).astimezone(zone)
        found = FILE.search(entry["eml"])
        if found is None:
            raise ValueError(f"journal: not a mail file: {entry['eml']!r}")
        role = entry["role"]
        items = tuple(entry["items"]) or ((entry["item"],) if entry["item"] else ())
        key = (role, entry["kind"], entry["step"], items, entry["uid"], entry["sequence"], entry["method"], entry["subject"], at.date())
        mailing = waves.get(key) if role == Role.LIBRARIAN.value else None
        if mailing is None or at - mailing.last > TOGETHER:
            mailing = Mailing(len(mailings), at, at, role, entry["kind"], entry["step"], items, entry["uid"] or "", entry["sequence"],
                              entry["method"] or "", entry["start"] or "", entry["subject"])
            mailings.append(mailing)
            waves[key] = mailing
        number = roster.number(entry["to"], role)
        mailing.last = at
        mailing.people.append(number)
        mailing.files.append(int(found.group(1)))
        if role == Role.LIBRARIAN.value:
            roster.count(number, at.date())
    return mailings


def _lines(journal: Path) -> Iterator[dict[str, Any]]:
    with journal.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def file_name(number: int) -> str:
    """Where the mail of this number is, relative to the page."""
    return f"mail/{number:06d}.eml"


def runs(mailing: Mailing) -> list[list[int]]:
    """People and files as [person, file, how many in a row] with both counting up by one: how the page carries them."""
    result: list[list[int]] = []
    for person, file in zip(mailing.people, mailing.files, strict=True):
        if result and person == result[-1][0] + result[-1][2] and file == result[-1][1] + result[-1][2]:
            result[-1][2] += 1
        else:
            result.append([person, file, 1])
    return result
