"""A moment as a sheet's cell shows it: a day, a year or an hour hidden by the cell's format is none that anybody wrote.

Excel keeps «октябрь 2020» as the first of October, «15.03» typed in autumn with that autumn's year, «14:30» with a day.
Formats as of ECMA-376, part 1, 18.8.31 (``numFmts``).
"""

import re
from datetime import datetime, time, timedelta

from notifier.core.russian import MONTH_NAMES
from notifier.core.russian.dates import day, weekday

_UNSEEN = re.compile(r"""\[[^\]]*\]|"[^"]*"|[\\_*].|am/pm|;.*""")
"""Colours and languages, words, blanks, what holds for other numbers."""
_CLOCK = re.compile(r"(h)+\W*m+|m+\W*(s)+")
_DECIMALS = re.compile(r"[#,\s]*0+(?:\.(0+))?\s*")


def form_of(cell: object) -> str:
    """The letters of the cell's number format that stand for a part of its value, in small letters."""
    return _UNSEEN.sub("", str(getattr(cell, "number_format", "") or "").lower())


def shown(moment: datetime, form: str) -> str:
    """The moment without what its format hides; "" where that hides nothing."""
    seen = _seen(form)
    hour = "h" in seen
    if not seen or {*"dmy"} <= seen:
        return f"{moment:%d.%m.%Y}" if seen and not hour and moment.time() != time() else ""
    words = [weekday(moment)] if "w" in seen else []
    if "m" in seen:
        words.append(day(moment) if "d" in seen else MONTH_NAMES[moment.month - 1])
    elif "d" in seen:
        words.append(str(moment.day))
    words += [str(moment.year)] if "y" in seen else []
    words += [f"{moment:%H:%M}"] if hour and (moment.time() != time() or not words) else []
    return " ".join(words) or f"{moment:%M:%S}"


def hides_day(form: str) -> bool:
    """Whether a cell of this format shows a part of a moment and no day of a month."""
    seen = _seen(form)
    return bool(seen) and not {*"dm"} <= seen


def figures(value: float | timedelta, form: str) -> str:
    """A number or a length of time: «14.30» of 14.3, where the format has two decimals."""
    if isinstance(value, timedelta):
        hours, minutes = divmod(round(value.total_seconds() / 60), 60)
        return f"{hours:02}:{minutes:02}"
    if (decimals := _DECIMALS.fullmatch(form)) is not None:
        return f"{value:.{len(decimals[1] or '')}f}"
    return str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _seen(form: str) -> set[str]:
    """The parts of a moment that a format shows: day, weekday («ddd»), month, year, hour, second."""
    return {*"dwmyhs"}.intersection(re.sub("ddd+", "w", _CLOCK.sub(r"\1\2", form)))
