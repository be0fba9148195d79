"""The time in which a decision made by mail may be taken back («стоп»), before anybody hears of it.

Everything decided about a row within that time is one thing to take back: a date and its place of one mail return together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from notifier.edges.datesfile.writing import YES, Written, revert_occurrence, withdraw_occurrence, write_decision
from notifier.edges.ledger.facts import Facts
from notifier.model.decision import Entry, Milestone

FACT = "take-back"
_PLAIN = ("item", "title", "id", "place", "link", "register_by", "note")


@dataclass
class TakingBack:
    """What may still be taken back now, and doing it."""

    facts: Facts
    dates: Path
    now: datetime
    minutes: int

    @property
    def until(self) -> datetime:
        """Until when a decision of this moment may be taken back."""
        return self.now + timedelta(minutes=self.minutes)

    @property
    def promise(self) -> str:
        """What is said of it under every decision."""
        return f"До {self.until:%H:%M} можно взять назад, ответив «стоп»: раньше участники ничего не узнают." if self.minutes else ""

    @property
    def rows(self) -> set[str]:
        """The rows decided by mail that may still be taken back."""
        return {str(data["item"]) for data in self._fresh().values()}

    def remember(self, item: str, written: Written, milestones: Sequence[Milestone] = ()) -> None:
        """A row's decision was written: what stood there before (``milestones``: its former ones) comes back on «стоп»."""
        fresh = self._fresh()
        known = fresh.get(item, {}).get("before")
        before: dict[str, object] = {change.key: change.before for change in written.changes}
        if "milestones" in before:
            before["milestones"] = [[one.title, one.when, one.place, one.link] for one in milestones]
        self._keep(fresh, item, {"item": item, "before": {**before, **(known if isinstance(known, dict) else {})}})

    def remember_entry(self, entry: Entry, written: Written) -> None:
        """An event of somebody else's schedule was written: on «стоп» one that was entered goes again, one that stood there says again what
        it said before."""
        fresh, key = self._fresh(), f"{entry.item}|{entry.id or f'{entry.title}|{entry.when}'}"
        before = {change.key: change.before for change in written.changes}
        known = fresh.get(key, {"before": {}}).get("before")
        kept = {**before, **known} if before and "item" not in before and isinstance(known, dict) else None  # None: it is new
        self._keep(fresh, key, {"item": entry.item, "entry": packed(entry), "before": kept})

    def take_back(self, item: str | None) -> list[str]:
        """Undo what is fresh, of one row or all; the rows that were."""
        fresh, done = self._fresh(), []
        for key, data in list(fresh.items()):
            row = str(data["item"])
            if item is not None and row != item:
                continue
            entry, before = data.get("entry"), data.get("before")
            if isinstance(entry, dict):
                written, _ = withdraw_occurrence(self.dates, unpacked(entry)) if not isinstance(before, dict) else revert_occurrence(
                    self.dates, unpacked(entry), {str(name): str(value) for name, value in before.items()})
            else:
                assert isinstance(before, dict)
                milestones = before.get("milestones")
                was = {str(name): str(value) for name, value in before.items()}
                written, _ = write_decision(
                    self.dates, row, when=was.get("when"), place=was.get("place"), plan=was.get("plan"),
                    cancelled=was.get("cancelled"), closed=was.get("closed"),
                    tentative=was["tentative"] == YES if "tentative" in was else None,
                    milestones=_milestones(milestones) if isinstance(milestones, list) else None)
            if written is None:
                continue
            del fresh[key]
            done.append(row)
        self.facts.put_json(FACT, dict(fresh))
        return list(dict.fromkeys(done))

    def _fresh(self) -> dict[str, dict[str, object]]:
        return {key: data for key, data in self.facts.get_json(FACT).items()
                if isinstance(data, dict) and int(str(data["until"])) > self.now.timestamp()}

    def _keep(self, fresh: dict[str, dict[str, object]], key: str, data: dict[str, object]) -> None:
        self.facts.put_json(FACT, {**fresh, key: {**data, "until": int(self.until.timestamp())}})


def _milestones(kept: Sequence[Sequence[object]]) -> tuple[Milestone, ...]:
    return tuple(Milestone(str(title), str(when), str(place), str(link)) for title, when, place, link in kept)


def held_until(facts: Facts, now: datetime) -> dict[str, datetime]:
    """Rows decided by mail and until when that may be taken back: nobody hears of them before."""
    found: dict[str, datetime] = {}
    for key, data in facts.get_json(FACT).items():
        if isinstance(data, dict):
            row, until = str(data.get("item", key)), datetime.fromtimestamp(int(str(data["until"])), now.tzinfo)
            if until > now:
                found[row] = max(until, found.get(row, until))
    return found


def packed(entry: Entry) -> dict[str, object]:
    """An entry as JSON keeps it."""
    data = asdict(entry)
    when, until = (_day_text(moment_text(moment)) for moment in (entry.when, entry.until))
    whole = f"{when}, весь день" if entry.all_day and not until else when
    return {name: data[name] for name in _PLAIN} | {"when": whole, "until": until}


def _day_text(text: str) -> str:
    """An ISO day as people write it."""
    return f"{date.fromisoformat(text):%d.%m.%Y}" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else text


def unpacked(data: Mapping[str, object]) -> Entry:
    """The entry again; its moments as words of the date reader."""
    words = {str(key): str(value) for key, value in data.items()}
    return Entry(words["item"], words["title"], words["when"], id=words["id"], until=words["until"], place=words["place"],
                 link=words["link"], register_by=words["register_by"], note=words["note"])


def moment_text(when: str | datetime) -> str:
    """A moment as people write it."""
    return f"{when:%d.%m.%Y %H:%M}" if isinstance(when, datetime) else str(when)
