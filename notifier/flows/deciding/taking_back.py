"""The time in which a decision made by mail may be taken back («стоп»), before anybody hears of it.

Everything decided about a row within that time is one thing to take back: a date and its place of one mail return together.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from notifier.edges.datesfile.changes import YES, Written
from notifier.edges.datesfile.standing import entry_now, entry_words, is_sound, row_now
from notifier.edges.datesfile.writing import revert_occurrence, withdraw_occurrence, write_decision
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
        return {str(data["item"]) for data in self._known().values() if self._is_fresh(data)}

    def former(self) -> Letter | None:
        """The newest letter before this one that decided something."""
        known = [data for data in self._known().values() if data.get("letter") and data["letter"] != self.letter]
        if not known:
            return None
        newest = max(known, key=_number)["letter"]
        its = sorted((data for data in known if data["letter"] == newest), key=_number)
        at = datetime.fromtimestamp(int(str(its[0]["at"])), self.now.tzinfo)
        return Letter(at, tuple((str(data["item"]), str(data["said"])) for data in its))

    def remember(self, item: str, written: Written, said: str, milestones: Sequence[Milestone] = ()) -> None:
        """A row's decision was written: what stood there before (``milestones``: its former ones) comes back on «стоп»."""
        key = f"{self.letter}|{item}"
        known = self._known().get(key, {})
        earlier, words = known.get("before"), f"{known['said']}; {said}" if known else said
        before: dict[str, object] = {change.key: change.before for change in written.changes}
        if "milestones" in before:
            before["milestones"] = [[one.title, one.when, one.place, one.link] for one in milestones]
        self._keep(key, {"item": item, "before": {**before, **(earlier if isinstance(earlier, dict) else {})}, "said": words,
                         "after": row_now(self.dates, item)})

    def remember_entry(self, entry: Entry, written: Written) -> None:
        """An event of somebody else's schedule was written: on «стоп» one that was entered goes again, one that stood there says again what
        it said before."""
        key = f"{self.letter}|{entry.item}|{entry.id or f'{entry.title}|{entry.when}'}"
        before = {change.key: change.before for change in written.changes}
        known = self._known().get(key, {"before": {}}).get("before")
        kept = {**before, **known} if "item" not in before and isinstance(known, dict) else None  # None: it is new
        self._keep(key, {"item": entry.item, "entry": packed(entry), "before": kept, "said": f"{moment_text(entry.when)} {entry.title}"})

    def take_back(self, item: str | None, *, former_letter: bool) -> Taken:
        """Undo what is fresh, newest first: of one row, of the letter before this one, or all. What was edited since stays; where the file
        can't be written, it stays fresh for a day, and nobody hears of it meanwhile."""
        known = self._known()
        letters = [data for data in known.values() if data.get("letter") != self.letter]
        newest = max(letters, key=_number, default={}).get("letter")
        done: list[str] = []
        edited: list[str] = []
        waiting: list[str] = []
        for key, data in sorted(known.items(), key=lambda pair: _number(pair[1]), reverse=True):
            row = str(data["item"])
            if not self._is_fresh(data) or (item is not None and row != item) or (former_letter and data.get("letter") != newest):
                continue
            undone = self._undo(row, data)
            if undone is None:
                known[key] = {**data, "until": seconds(self.now + PATIENCE)}
                waiting.append(row)
                continue
            del known[key]
            (done if undone else edited).append(row)
        self.facts.put_json(FACT, dict(known))
        return Taken(*(tuple(dict.fromkeys(rows)) for rows in (done, edited, waiting)))

    def wait(self, urgent: Collection[str] = ()) -> str:
        """She wrote again, and it was not understood: nobody hears of what her letters before decided until she had time to say so, once
        more the time at most. What she is told of it; nothing where nothing is fresh. ``urgent``: rows that can't wait longer."""
        known, rows, last = self._known(), [], self.now
        for key, data in known.items():
            if data.get("letter") != self.letter and data["item"] not in urgent and self._is_fresh(data):
                longest = int(str(data["at"])) + 2 * 60 * self.minutes
                until = max(int(str(data["until"])), min(seconds(self.until), longest))
                known[key] = {**data, "until": until}
                rows.append(str(data["item"]))
                last = max(last, datetime.fromtimestamp(until, self.now.tzinfo))
        if not rows:
            return ""
        self.facts.put_json(FACT, dict(known))
        return f"О решённом раньше ({', '.join(dict.fromkeys(rows))}) участники ещё не знают. До {last:%H:%M} {PROMISE}"

    def _undo(self, row: str, data: Mapping[str, object]) -> bool | None:
        """True: it is as it was; False: it was edited since and stays; None: the file could not be written."""
        if not is_sound(self.dates):
            return None
        entry, before, after = data.get("entry"), data.get("before"), data.get("after")
        if isinstance(entry, dict):
            return self._undo_entry(unpacked(entry), before)
        assert isinstance(before, dict)
        now = row_now(self.dates, row)
        if isinstance(after, dict) and after != now:
            return all(now.get(name, "") == was for name, was in before.items() if name != "milestones")  # or it is back already
        milestones = before.get("milestones")
        was = {str(name): str(value) for name, value in before.items()}
        written, _ = write_decision(
            self.dates, row, when=was.get("when"), place=was.get("place"), plan=was.get("plan"), cancelled=was.get("cancelled"),
            closed=was.get("closed"), link=was.get("link"), tentative=was["tentative"] == YES if "tentative" in was else None,
            milestones=_milestones(milestones) if isinstance(milestones, list) else None)
        return None if written is None else True

    def _undo_entry(self, entry: Entry, before: object) -> bool | None:
        now, words = entry_now(self.dates, entry), entry_words(entry)
        if now is None or (isinstance(before, dict) and all(now.get(key, "") == was for key, was in before.items())):
            return True  # it is back already
        if any(now.get(key, "") != words.get(key, "") for key in ("title", "when", "place", "link") if key in words):
            return False
        written, _ = withdraw_occurrence(self.dates, entry) if not isinstance(before, dict) else revert_occurrence(
            self.dates, entry, {str(name): str(value) for name, value in before.items()})
        return None if written is None else True

    def _is_fresh(self, data: Mapping[str, object]) -> bool:
        return int(str(data["until"])) > self.now.timestamp()

    def _known(self) -> dict[str, dict[str, object]]:
        """What was decided by mail: also for some days after its time is over, to say what a letter did."""
        oldest = (self.now - REMEMBERED).timestamp()
        return {key: data for key, data in self.facts.get_json(FACT).items()
                if isinstance(data, dict) and int(str(data["until"])) > oldest}

    def _keep(self, key: str, data: dict[str, object]) -> None:
        known = self._known()
        number = max(map(_number, known.values()), default=0) + 1
        stamped = {**data, "letter": self.letter, "number": number, "at": seconds(self.now), "until": seconds(self.until)}
        self.facts.put_json(FACT, {**known, key: stamped})


def _number(data: Mapping[str, object]) -> int:
    return int(str(data.get("number", 0)))


def _milestones(kept: Sequence[Sequence[object]]) -> tuple[Milestone, ...]:
    return tuple(Milestone(str(title), str(when), str(place), str(link)) for title, when, place, link in kept)


def held_until(facts: Facts, written: Decisions, minutes: int, now: datetime) -> dict[str, datetime]:
    """Rows decided by mail and until when that may be taken back: nobody hears of them before. ``written``: the dates file as it stands."""
    found = unfinished(facts, written, minutes, now)
    for key, data in facts.get_json(FACT).items():
        if isinstance(data, dict):
            row, until = str(data.get("item", key)), datetime.fromtimestamp(int(str(data["until"])), now.tzinfo)
            if until > now:
                found[row] = max(until, found.get(row, until))
    return found


def none_after(facts: Facts, now: datetime) -> None:
    """What she decided by a clock that ran ahead, and is right now, may be taken back as long from now, and no longer."""
    stamp = seconds(now)
    known = {key: data for key, data in facts.get_json(FACT).items() if isinstance(data, dict)}
    for key, data in known.items():
        at, until = int(str(data.get("at", 0))), int(str(data["until"]))
        longest = until - at if at > stamp else int(PATIENCE.total_seconds())
        known[key] = {**data, "at": min(at, stamp), "until": min(until, stamp + longest)}
    facts.put_json(FACT, dict(known))


def said_by_mail(facts: Facts, item: str) -> Mapping[str, object]:
    """What the newest letter about a row wrote of it, in the words of the dates file: she was told so at once. Nothing once the file
    said something else (``said_otherwise``)."""
    known = [data for data in facts.get_json(FACT).values() if isinstance(data, dict) and data.get("item") == item and "after" in data]
    newest = max(known, key=_number, default={})
    after = newest.get("after")
    return after if isinstance(after, dict) and not newest.get("edited") else {}


def said_otherwise(facts: Facts, item: str) -> None:
    """The file says something else of a row than her letters did: the same words are news when they stand there again."""
    known = facts.get_json(FACT)
    facts.put_json(FACT, {key: {**data, "edited": 1} if isinstance(data, dict) and data.get("item") == item else data
                          for key, data in known.items()})
