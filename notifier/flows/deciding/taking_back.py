"""The time in which a decision made by mail may be taken back («стоп»), before anybody hears of it.

Everything decided about a row within that time is one thing to take back: a date and its place of one mail return together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter
from pathlib import Path
from typing import Any

from notifier.edges.datesfile.changes import YES, Before
from notifier.edges.datesfile.standing import entry_now, entry_words, is_sound, row_now
from notifier.edges.datesfile.writing import NOT_WITH_A_DATE, revert_occurrence, withdraw_occurrence, write_decision
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts, Note
from notifier.flows.deciding.begun import unfinished
from notifier.flows.deciding.entries import moment_text, packed, unpacked
from notifier.model.decision import Decisions, Entry, Milestone

FACT = "take-back"
REMEMBERED = timedelta(days=14)
PATIENCE = timedelta(days=1)
"""So long nobody hears of what she wants back and the file does not let go."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking back: rows that are as they were, rows that somebody edited since, so that they stay, and rows that must wait for
    a file that can be written."""

    done: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """The newest letter that decided something: when, and what about which rows, in words."""

    at: datetime
    decided: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows it decided about."""
        return tuple(dict.fromkeys(row for row, _ in self.decided))


@dataclass(frozen=True, slots=True)
class _Decided:
    """What one letter decided about a row or an event of a schedule, as the ledger keeps it. ``before``: what the file said there, None
    where the event was not there; ``after``: what it said of the row then; ``at`` and ``until`` in seconds; ``number``: their order."""

    item: str
    until: int
    before: dict[str, Any] | None = None
    said: str = ""
    after: dict[str, str] | None = None
    entry: dict[str, object] | None = None
    letter: str = ""
    number: int = 0
    at: int = 0
    edited: bool = False


def _read(facts: Facts) -> dict[str, _Decided]:
    """What another version wrote may have more keys; without a row or its time it is nothing to take back."""
    return {key: _Decided(**{name: value for name, value in data.items() if name in _Decided.__slots__})
            for key, data in facts.get_json(FACT).items()
            if isinstance(data, dict) and isinstance(data.get("item"), str) and isinstance(data.get("until"), int)}


def _write(facts: Facts, decided: Mapping[str, _Decided]) -> None:
    facts.put_json(FACT, {key: asdict(one) for key, one in decided.items()})


_number = attrgetter("number")
_NONE = _Decided("", 0)

PROMISE = "можно взять назад, ответив «стоп»: раньше участники ничего не узнают."


def is_over(note: Note, minutes: int, now: datetime) -> bool:
    """Whether this note is a promise that can't be kept any more: given at night, it would be read in the morning."""
    return note.text.endswith(PROMISE) and note.at + timedelta(minutes=minutes) <= now


@dataclass
class TakingBack:
    """What may still be taken back now, and doing it. ``letter``: the one that is being carried out."""

    facts: Facts
    dates: Path
    now: datetime
    minutes: int
    letter: str = ""

    @property
    def until(self) -> datetime:
        """Until when a decision of this moment may be taken back."""
        return self.now + timedelta(minutes=self.minutes)

    @property
    def promise(self) -> str:
        """What is said of it under every decision."""
        return f"До {self.until:%H:%M} {PROMISE}" if self.minutes else ""

    @property
    def rows(self) -> set[str]:
        """The rows decided by mail that may still be taken back."""
        return {one.item for one in self._known().values() if self._is_fresh(one)}

    def former(self) -> Letter | None:
        """The newest letter before this one that decided something."""
        newest = self._former_letter()
        its = sorted((one for one in self._known().values() if newest and one.letter == newest), key=_number)
        return Letter(self._moment(its[0].at), tuple((one.item, one.said) for one in its)) if its else None

    def remember(self, item: str, written: Before, said: str, milestones: Sequence[Milestone] = ()) -> None:
        """A row's decision was written: what stood there before (``milestones``: its former ones) comes back on «стоп»."""
        key = f"{self.letter}|{item}"
        known = self._known().get(key)
        before: dict[str, object] = {**written}
        if "milestones" in before:
            before["milestones"] = [[one.title, one.when, one.place, one.link] for one in milestones]
        if known is not None:
            before, said = before | (known.before or {}), f"{known.said}; {said}"
        self._keep(key, item, before, said, after=row_now(self.dates, item))

    def remember_entry(self, entry: Entry, written: Before) -> None:
        """An event of somebody else's schedule was written: on «стоп» one that was entered goes again, one that stood there says again what
        it said before."""
        key = f"{self.letter}|{entry.item}|{entry.id or f'{entry.title}|{entry.when}'}"
        known = self._known().get(key)
        earlier = known.before if known is not None else {}
        before = written | earlier if earlier is not None and "item" not in written else None
        self._keep(key, entry.item, before, f"{moment_text(entry.when)} {entry.title}", entry=packed(entry))

    def take_back(self, item: str | None, *, former_letter: bool) -> Taken:
        """Undo what is fresh, newest first: of one row, of the letter before this one, or all. What was edited since stays; where the file
        can't be written, it stays fresh for a day, and nobody hears of it meanwhile."""
        known, newest = self._known(), self._former_letter()
        done: list[str] = []
        edited: list[str] = []
        waiting: list[str] = []
        for key, one in sorted(known.items(), key=lambda pair: pair[1].number, reverse=True):
            if not self._is_fresh(one) or (item is not None and one.item != item) or (former_letter and one.letter != newest):
                continue
            undone = self._undo(one)
            if undone is None:
                known[key] = replace(one, until=seconds(self.now + PATIENCE))
                waiting.append(one.item)
                continue
            del known[key]
            (done if undone else edited).append(one.item)
        _write(self.facts, known)
        return Taken(*(tuple(dict.fromkeys(rows)) for rows in (done, edited, waiting)))

    def wait(self, urgent: Collection[str] = ()) -> str:
        """She wrote again, and it was not understood: nobody hears of what her letters before decided until she had time to say so, once
        more the time at most. What she is told of it; nothing where nothing is fresh. ``urgent``: rows that can't wait longer."""
        known, rows, last = self._known(), [], self.now
        for key, one in known.items():
            if one.letter != self.letter and one.item not in urgent and self._is_fresh(one):
                until = max(one.until, min(seconds(self.until), one.at + 2 * 60 * self.minutes))
                known[key] = replace(one, until=until)
                rows.append(one.item)
                last = max(last, self._moment(until))
        if not rows:
            return ""
        _write(self.facts, known)
        return f"О решённом раньше ({', '.join(dict.fromkeys(rows))}) участники ещё не знают. До {last:%H:%M} {PROMISE}"

    def _undo(self, one: _Decided) -> bool | None:
        """True: it is as it was; False: it was edited since and stays; None: the file could not be written."""
        if not is_sound(self.dates):
            return None
        if one.entry is not None:
            return self._undo_entry(unpacked(one.entry), one.before)
        was = dict(one.before or {})
        milestones = was.pop("milestones", None)
        now = row_now(self.dates, one.item)
        if one.after is not None and one.after != now:
            return all(now.get(name, "") == value for name, value in was.items())  # or it is back already
        was = {name: now.get(name, "") for name in NOT_WITH_A_DATE} | was  # a date that comes back takes away nothing that stands beside it
        was["tentative"] = was["tentative"] == YES
        if milestones is not None:
            was["milestones"] = [Milestone(*kept) for kept in milestones]
        written, _ = write_decision(self.dates, one.item, **was)
        return None if written is None else True

    def _undo_entry(self, entry: Entry, before: Mapping[str, str] | None) -> bool | None:
        now, words = entry_now(self.dates, entry), entry_words(entry)
        if now is None or (before is not None and all(now.get(key, "") == was for key, was in before.items())):
            return True  # it is back already
        if any(now.get(key, "") != words.get(key, "") for key in ("title", "when", "place", "link") if key in words):
            return False
        written, _ = withdraw_occurrence(self.dates, entry) if before is None else revert_occurrence(self.dates, entry, before)
        return None if written is None else True

    def _is_fresh(self, one: _Decided) -> bool:
        return one.until > self.now.timestamp()

    def _moment(self, stamp: int) -> datetime:
        return datetime.fromtimestamp(stamp, self.now.tzinfo)

    def _former_letter(self) -> str:
        """The newest letter before this one that decided something; empty where none did."""
        return max((one for one in self._known().values() if one.letter != self.letter), key=_number, default=_NONE).letter

    def _known(self) -> dict[str, _Decided]:
        """What was decided by mail: also for some days after its time is over, to say what a letter did."""
        oldest = (self.now - REMEMBERED).timestamp()
        return {key: one for key, one in _read(self.facts).items() if one.until > oldest}

    def _keep(self, key: str, item: str, before: dict[str, Any] | None, said: str, *, after: dict[str, str] | None = None,
              entry: dict[str, object] | None = None) -> None:
        known = self._known()
        number = max(map(_number, known.values()), default=0) + 1
        _write(self.facts, {**known, key: _Decided(item, seconds(self.until), before, said, after, entry, self.letter, number,
                                                   seconds(self.now))})


def held_until(facts: Facts, written: Decisions, minutes: int, now: datetime) -> dict[str, datetime]:
    """Rows decided by mail and until when that may be taken back: nobody hears of them before. ``written``: the dates file as it stands."""
    found = unfinished(facts, written, minutes, now)
    for one in _read(facts).values():
        until = datetime.fromtimestamp(one.until, now.tzinfo)
        if until > now:
            found[one.item] = max(until, found.get(one.item, until))
    return found


def none_after(facts: Facts, now: datetime) -> None:
    """What she decided by a clock that ran ahead, and is right now, may be taken back as long from now, and no longer."""
    stamp = seconds(now)

    def right(one: _Decided) -> _Decided:
        longest = one.until - one.at if one.at > stamp else int(PATIENCE.total_seconds())
        return replace(one, at=min(one.at, stamp), until=min(one.until, stamp + longest))

    _write(facts, {key: right(one) for key, one in _read(facts).items()})


def said_by_mail(facts: Facts, item: str) -> Mapping[str, str]:
    """What the newest letter about a row wrote of it, in the words of the dates file: she was told so at once. Nothing once the file
    said something else (``said_otherwise``)."""
    newest = max((one for one in _read(facts).values() if one.item == item and one.after is not None), key=_number, default=_NONE)
    return newest.after if newest.after is not None and not newest.edited else {}


def said_otherwise(facts: Facts, item: str) -> None:
    """The file says something else of a row than her letters did: the same words are news when they stand there again."""
    _write(facts, {key: replace(one, edited=one.edited or one.item == item) for key, one in _read(facts).items()})
