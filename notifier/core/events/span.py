"""A confirmed time of an event."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

_FIRST_HOUR = "Начало в первый день в "


@dataclass(frozen=True, slots=True)
class Span:
    """A confirmed time: aware datetimes, or dates with ``end`` inclusive. ``hour``: when the first of several days begins;
    ``until``: when such a day ends."""

    start: datetime | date
    end: datetime | date
    hour: time | None = None
    until: time | None = None

    def note(self, words: str = "") -> str:
        """``words`` after the hours that an entry of whole days can't hold."""
        begins = f"{_FIRST_HOUR}{self.hour:%H:%M}" if self.hour else ""
        begins += f", до {self.until:%H:%M}" if self.hour and self.until else ""
        return "\n".join(line for line in (begins, words) if line)

    def starts(self, zone: tzinfo) -> datetime:
        """The first moment; days begin at midnight."""
        return self.start if isinstance(self.start, datetime) else datetime.combine(self.start, time(), zone)

    def is_over(self, now: datetime) -> bool:
        """A timed thing is over for news once it began; days are over when the last one is."""
        if isinstance(self.start, datetime):
            return self.start <= now
        last = self.end.date() if isinstance(self.end, datetime) else self.end
        return last < now.date()


def first_hour(note: str) -> str:
    """The line of a ``Span.note`` that says when the first of several days begins, and until when; empty where none does."""
    line = note.partition("\n")[0]
    return line if line.startswith(_FIRST_HOUR) else ""


def at_hour(day: date, hour: time, zone: tzinfo) -> datetime:
    """That hour of that day; one that the clock skips in spring is the one it jumps to, as it comes back out of the ledger."""
    return datetime.combine(day, hour, zone).astimezone(UTC).astimezone(zone)


def day_of(start: datetime | date) -> date:
    """The day of a start that may have an hour."""
    return start.date() if isinstance(start, datetime) else start
