"""People as the coordinator's list names them. One mailbox is one person: the same address twice is one entry."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from notifier.model.plan import EVERYBODY


@dataclass(frozen=True, slots=True)
class Person:
    """A librarian. ``email`` is canonical (whole address case-folded, domain an A-label); ``groups`` as people name them."""

    email: str
    name: str = ""
    school: str = ""
    groups: tuple[str, ...] = ()
    greeting: str = ""
    left: date | None = None
    line: int | None = None

    def belongs(self, audience: tuple[str, ...]) -> bool:
        """Whether the person is in any of the audience's groups; everybody is in «все». Case and ё/е do not matter."""
        wanted = {fold(group) for group in audience}
        return EVERYBODY in wanted or any(fold(group) in wanted for group in self.groups)


def as_of(people: Iterable[Person], day: date) -> tuple[Person, ...]:
    """The people on that day: who is to leave later is still there."""
    return tuple(replace(person, left=None) if person.left is not None and person.left > day else person for person in people)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address, as in a From or To header."""

    email: str
    name: str = ""
    greeting: str = ""


def fold(text: str) -> str:
    """A group or person name for comparing: case, ё/е and runs of spaces do not matter."""
    return " ".join(text.casefold().replace("ё", "е").split())
