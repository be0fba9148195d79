"""Events of one title in one row of somebody else's schedule: a corrected file moves one, a further line stands beside it.

A file without ids can't say which of its events it means: where one event of that title is written and the file names one other hour, it
is shown as a move and waits for her yes; several are told of and stay.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.core.events.occurrences import entry_span
from notifier.core.phrases import words_of
from notifier.core.russian import quoted
from notifier.flows.deciding.entries import when_text
from notifier.flows.inputs import Inputs
from notifier.flows.resolving import context_of
from notifier.model.decision import Entry

_Title = tuple[str, tuple[str, ...]]
_Key = tuple[str, tuple[str, ...], datetime | None]


@dataclass(frozen=True, slots=True)
class Move:
    """A written event and what the file has in its stead."""

    former: Entry
    entry: Entry

    @property
    def said(self) -> str:
        """The difference, in words."""
        return f"Перенос: {quoted(self.entry.title)} — было {when_text(self.former)}, станет {when_text(self.entry)}."


class Namesakes:
    """Events to come, compared by row and title at one moment."""

    def __init__(self, inputs: Inputs, now: datetime) -> None:
        self._inputs, self._now, self._context = inputs, now, context_of(inputs, None, None, now)

    def compared(self, entries: Sequence[Entry], known: Iterable[Entry]) -> tuple[list[Move], list[Entry]]:
        """What a file moves, and what it leaves standing beside its own events of that title. A line about what is over, or is written
        already, is no new hour: schedules are corrected as a whole."""
        known = list(known)
        theirs, written = self._by_title(entries), {self._key(one) for one in known}
        standing = self._by_title(one for one in known if self._is_coming(one))
        moves, beside = [], []
        for title, named in theirs.items():
            given = {self._key(entry) for entry in named}
            new = [entry for entry in named if self._key(entry) not in written and self._is_coming(entry)]
            left = [one for one in standing[title] if self._key(one) not in given and not all(one.id and entry.id for entry in named)]
            if len(left) == len(new) == 1 and not new[0].id:
                moves.append(Move(left[0], new[0]))
            else:
                beside += left
        return moves, beside

    def beside(self, entry: Entry, known: Iterable[Entry]) -> list[Entry]:
        """The events to come of its row that have its title at another hour."""
        return [one for one in known
                if self._title(one) == self._title(entry) and self._key(one) != self._key(entry) and self._is_coming(one)]

    def same(self, entry: Entry, known: Iterable[Entry]) -> Entry | None:
        """The event to come that it is: its row, title and beginning, however its day was written."""
        return next((one for one in known if self._key(one) == self._key(entry) and self._is_coming(one)), None)

    def corrected(self, entry: Entry, known: Iterable[Entry]) -> Entry | None:
        """The only one of those on its day: «12.11 в 15:00» after «12.11 в 12:00», both without a name, is another hour for it."""
        day = [one for one in self.beside(entry, known) if self._day(one) == self._day(entry) and not one.until]
        return day[0] if len(day) == 1 else None

    def on_day(self, item: str, day: date, known: Iterable[Entry]) -> list[Entry]:
        """The row's events to come that begin on that day, whatever their titles."""
        return [one for one in known if one.item == item and self._day(one) == day and self._is_coming(one)]

    @staticmethod
    def another_title(title: str, on_day: Sequence[Entry]) -> str:
        """Why no event of this title is meant: another one stands on the day that she named. Empty where none does."""
        return f"в этот день стоит {quoted(on_day[0].title)}, а не {quoted(title)}; напишите верный день или название" if on_day else ""

    def others(self, entry: Entry, known: Iterable[Entry]) -> list[Entry]:
        """The events of its row that begin on its day under other names: whoever names only the day may mean another hour for one."""
        day = self._day(entry)
        return [one for one in self.on_day(entry.item, day, known) if self._title(one) != self._title(entry)] if day else []

    def standing(self, one: Entry) -> str:
        """That it stands on the day that was named without a name, and what to write."""
        start = self._key(one)[2]
        assert start is not None
        return (f"в этот день уже стоит {quoted(one.title)}, {when_text(one)}. Другой час для него: «{one.item}: перенос {start:%d.%m} на "
                f"{start:%d.%m} в ЧЧ:ММ»; ещё одно событие напишите с названием.")

    def said(self, one: Entry) -> str:
        """That it stays, and how to call it off where a move was meant."""
        start = self._key(one)[2]
        assert start is not None
        return (f"{quoted(one.title)}, {when_text(one)}, уже записано и останется. Если это перенос, отмените прежнее: "
                f"«{one.item}: отмена {start:%d.%m}, другой день».")

    def _by_title(self, entries: Iterable[Entry]) -> defaultdict[_Title, list[Entry]]:
        found: defaultdict[_Title, list[Entry]] = defaultdict(list)
        for entry in entries:
            found[self._title(entry)].append(entry)
        return found

    def _is_coming(self, entry: Entry) -> bool:
        start = self._key(entry)[2]
        return entry.cancelled is None and start is not None and start > self._now

    def _day(self, entry: Entry) -> date | None:
        start = self._key(entry)[2]
        return start.date() if start else None

    def _title(self, entry: Entry) -> _Title:
        return entry.item, words_of(entry.title)

    def _key(self, entry: Entry) -> _Key:
        span, _ = entry_span(entry, self._inputs.plan, self._context)
        return (*self._title(entry), span.starts(self._context.zone) if span else None)
