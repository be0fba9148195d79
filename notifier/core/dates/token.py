"""A token: its kind, what it means, and where it stands in the cleaned text."""

from typing import Any, NamedTuple


class Token(NamedTuple):
    """``start`` to ``end`` in the cleaned text; ``kind`` as in ``words``, or of figures and signs as in ``tokens``."""

    kind: str
    value: Any  # as ``words`` and ``tokens`` say for each kind; checked by the rules, which know the kinds
    start: int
    end: int


class Figures(NamedTuple):
    """The value of a «date»: a day, month and, where written, year in figures; not yet known to exist."""

    day: int
    month: int
    year: int | None


SEPARATORS = frozenset({"comma", "and"})
"""Kinds that part the members of a list."""
WITH_NUMBERS = frozenset({"count", "numbered", "single", "label"})
"""Kinds of words that may have a number of their own: classes, schools, sections, rooms."""
PARTS_OF_YEAR = frozenset({"quarter", "term", "halfyear", "trimester"})
"""Kinds of a year's parts that are told by their numbers."""
SEMICOLON, COLON = 1, 2
"""Values of «comma»: these part more than a list's members."""

made = tuple.__new__
"""A named tuple of all its fields; its own constructor takes twice as long, which counts where every phrase passes."""
