"""Everybody the year's mails concern, under small numbers, and how many mails each got in which month and week.

Counts are kept in arrays of small integers: 5 000 people over a year are half a megabyte.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from notifier.core.compose.view import line
from notifier.model.notice import Role
from notifier.model.person import Mailbox, Person


@dataclass(slots=True)
class Someone:
    """One mailbox. ``listed``: in the people file as it stands at the end."""

    email: str
    name: str = ""
    school: str = ""
    groups: tuple[str, ...] = ()
    greeting: str = ""
    left: date | None = None
    listed: bool = False
    role: str = Role.LIBRARIAN.value


class Roster:
    """Mailboxes by number: the people file's first and in its order, others as the journal names them."""

    def __init__(self, people: Iterable[Person], parties: Sequence[tuple[str, Mailbox]], *, first: date, last: date) -> None:
        self._first = first - timedelta(days=first.weekday())
        self._weeks = (last - self._first).days // 7 + 1
        self.everybody: list[Someone] = []
        self._numbers: dict[str, int] = {}
        self._counts: list[array[int]] = []
        for person in people:
            self._add(Someone(person.email, line(person.name), line(person.school), person.groups, line(person.greeting), person.left,
                              listed=True))
        for role, box in parties:
            if box.email and box.email.casefold() not in self._numbers:
                self._add(Someone(box.email.casefold(), line(box.name), greeting=line(box.greeting), role=role))

    def _add(self, someone: Someone) -> int:
        number = len(self.everybody)
        self._numbers[someone.email] = number
        self.everybody.append(someone)
        self._counts.append(array("H", bytes(2 * self._weeks)))
        return number

    def number(self, email: str, role: str) -> int:
        """The mailbox's number; one met for the first time gets the next."""
        found = self._numbers.get(email)
        return self._add(Someone(email, role=role)) if found is None else found

    def count(self, number: int, day: date) -> None:
        """One more mail to a librarian. Days outside the period count into its nearest week."""
        week = min(max((day - self._first).days // 7, 0), self._weeks - 1)
        self._counts[number][week] += 1

    def lists(self, email: str) -> bool:
        """Whether this address is in the people file."""
        found = self._numbers.get(email)
        return found is not None and self.everybody[found].listed

    def total(self, number: int) -> int:
        """Mails this librarian got."""
        return sum(self._counts[number])

    def librarians(self) -> list[int]:
        """Who is in the list, or got a librarian's mail."""
        return [number for number, someone in enumerate(self.everybody) if someone.listed or self.total(number)]

    def busiest(self) -> int:
        """How many mails anybody's fullest week brought; 0 where no librarian got one."""
        return max(map(max, self._counts), default=0)

    def full_weeks(self, more_than: int) -> int:
        """In how many weeks of the period anybody got more mails than that."""
        return sum(any(counts[week] > more_than for counts in self._counts) for week in range(self._weeks))
