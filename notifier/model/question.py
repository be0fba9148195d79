"""What is open and needs the coordinator: rows of ``status``'s ``open`` and of her digest."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Question:
    """One open thing. ``code`` is stable; ``text`` says it in Russian in one sentence, ``advice`` what to write and where.

    ``window`` (inclusive) where a date is asked for inside it: such a question waits for its time (rule 10); without a
    window it stands in every digest until answered. ``key`` tells apart several questions of one row and code.
    """

    code: str
    item: str | None
    title: str
    text: str
    advice: str = ""
    window: tuple[date, date] | None = None
    key: str = ""
    file: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it stands in one digest: with its suggestions, its «⚠» and whether it is the closing one."""

    question: Question
    suggestions: tuple[datetime, ...] = ()
    warn: bool = False
    closing: bool = False
