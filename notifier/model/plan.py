"""The school year's plan as written: a title, sectors and their items (rows)."""

from dataclasses import dataclass, field
from datetime import date

from notifier.model.problem import Problem
from notifier.model.when import SchoolYear

EVERYBODY = "все"  # the group everybody belongs to without saying


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the plan. ``when`` is the date cell's phrase as written (empty: none); ``places`` one entry a venue."""

    id: str
    sector: str
    topics: tuple[str, ...]
    number: str | None = None
    when: str = ""
    places: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    audience: tuple[str, ...] = (EVERYBODY,)
    extra: tuple[tuple[str, str], ...] = ()  # other columns: (header, text)
    silenced: tuple[tuple[str, str], ...] = ()  # findings of ``check`` silenced here: (code, reason)
    line: int | None = None  # where the row stands in the plan file

    @property
    def title(self) -> str:
        """All topics in one line."""
        return " ".join(self.topics)


@dataclass(frozen=True, slots=True)
class Plan:
    """A year of items in the order of the document. Item ids are unique."""

    title: str
    school_year: SchoolYear
    items: tuple[Item, ...]
    file: str | None = None
    calendar_year: int | None = None  # a plan «на 2024 год»: dates of this year are inside the plan too
    gone: tuple[Item, ...] = ()  # rows that an import took out: decisions and invitations know their ids, no other row may have them

    @property
    def year(self) -> str:
        """What people call it: «2020-2021», or «2024» of a calendar year."""
        return str(self.calendar_year if self.by_calendar else self.school_year)

    @property
    def start(self) -> date:
        """The first day that may be meant in it, but for an August before its September."""
        return date(self.school_year.first + 1, 1, 1) if self.by_calendar else self.school_year.start

    @property
    def end(self) -> date:
        """The last day that may be meant in it."""
        return date(self.school_year.first + 1, 12, 31) if self.by_calendar else self.school_year.end

    @property
    def by_calendar(self) -> bool:
        """Whether it ends with its calendar year. One whose school year begins in it was put right by hand, and is a school year's."""
        return self.calendar_year == self.school_year.first + 1

    def item(self, item_id: str) -> Item | None:
        """The item of this id, or None."""
        return next((item for item in self.items if item.id == item_id), None)


@dataclass(frozen=True, slots=True)
class Table:
    """A document's table as an edge hands it to the core: rows of cells, and the headings standing around it."""

    rows: tuple[tuple["Cell", ...], ...]
    heading: str = ""  # the paragraph directly above, where it reads like a sector or month title


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its paragraphs as written, how many grid columns it covers, whether it continues a vertical merge."""

    paragraphs: tuple[str, ...] = ()
    span: int = 1
    continued: bool = False  # vertical merge: the text stands in a cell above
    tables: tuple["Table", ...] = ()  # tables nested in the cell, after its paragraphs
    struck: bool = False  # all that was written in it is struck out

    @property
    def text(self) -> str:
        """Paragraphs joined by line breaks, stripped."""
        return "\n".join(self.paragraphs).strip()


@dataclass(frozen=True, slots=True)
class Document:
    """A plan document before it is understood: free paragraphs and tables, in document order."""

    blocks: tuple["str | Table", ...] = field(default=())
    name: str = ""
    problems: tuple[Problem, ...] = ()  # what the reader of the file has to say: formulas without values, hidden sheets
