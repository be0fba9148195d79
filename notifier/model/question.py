"""What is open and needs the coordinator: rows of ``status``'s ``open`` and of her digest."""

from dataclasses import dataclass
from datetime import date, datetime

_INNER = str.maketrans("«»", "„“")
"""Quotes within quotes."""


@dataclass(frozen=True, slots=True)
class Question:
    """One open thing. ``code`` is stable; ``ask`` says it in Russian in a sentence that does not repeat the ``title``.

    ``advice`` says what to write into which file, ``reply`` what to answer by mail. ``window`` (inclusive) where a date is
    asked for inside it: such a question waits for its time (rule 10); without a window it stands in every digest until
    answered. ``key`` tells apart several questions of one row and code; ``guess`` is what a bare «да» would mean.
    """

    code: str
    item: str | None
    title: str
    ask: str
    advice: str = ""
    reply: str = ""
    window: tuple[date, date] | None = None
    key: str = ""
    guess: str = ""
    file: str | None = None
    line: int | None = None
    pressing: bool = False  # its time is running out: «⚠»

    @property
    def text(self) -> str:
        """The whole sentence: «title»: what is open."""
        title = self.title if self.title.startswith(("«", '"')) else f"«{self.title.translate(_INNER)}»"
        return f"{title}: {self.ask[:1].lower()}{self.ask[1:]}"


@dataclass(frozen=True, slots=True)
class Ask:
    """A question as it stands in one digest: with its suggestions, its «⚠» and whether it is the closing one."""

    question: Question
    suggestions: tuple[datetime, ...] = ()
    warn: bool = False
    closing: bool = False
