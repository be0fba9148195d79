"""A moment as a sheet's cell shows it: a day or a year hidden by the cell's format is none that anybody wrote.

Excel keeps «октябрь 2020» as the first of October, «15.03» typed in autumn with that autumn's year, «14:30» with a day.
Formats as of ECMA-376, part 1, 18.8.31 (``numFmts``).
"""

import re
from datetime import datetime

from notifier.core.russian import MONTH_NAMES
from notifier.core.russian.dates import day

_UNSEEN = re.compile(r"""\[[^\]]*\]|"[^"]*"|\\.|am/pm|;.*""")
"""Colours and languages, words, what holds for other numbers."""
_MINUTES = re.compile(r"h+\W*m+|m+\W*s+")


def form_of(cell: object) -> str:
    """The letters of the cell's number format that stand for a part of its value, in small letters."""
    return _UNSEEN.sub("", str(getattr(cell, "number_format", "") or "").lower())


def shown(moment: datetime, form: str) -> str:
    """The moment without what its format hides; "" where that shows day and year (or neither day, month nor hour)."""
    year = f" {moment.year}" if "y" in form else ""
    month = "m" in _MINUTES.sub("", form)
    if month and "d" not in form:
        return f"{MONTH_NAMES[moment.month - 1]}{year}"
    if month and not year:
        return day(moment) + (f" {moment:%H:%M}" if (moment.hour, moment.minute) != (0, 0) else "")
    return f"{moment:%H:%M}" if "h" in form and not ("d" in form or year) else ""


def hides_day(form: str) -> bool:
    """Whether a cell of this format shows a month and no day of it."""
    return "m" in _MINUTES.sub("", form) and "d" not in form
