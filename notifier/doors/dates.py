"""The dates door: phrases in, readings out, for scripts (JSON lines) and for people."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any, TextIO

from notifier.core.dates import read
from notifier.core.russian import days
from notifier.model.when import Kind, SchoolYear, When

_KINDS = {
    Kind.EXACT: "день", Kind.DAYS: "несколько дней", Kind.SPAN: "от дня до дня", Kind.WINDOW: "промежуток, день не назван",
    Kind.WINDOWS: "несколько промежутков", Kind.DEADLINE: "крайний срок", Kind.RECURRING: "повторяется", Kind.ONGOING: "весь год",
    Kind.BY_SCHEDULE: "по чужому графику", Kind.UNDATED: "без даты", Kind.UNPARSEABLE: "не понято",
}


def read_lines(source: Iterable[str], output: TextIO) -> None:
    """One JSON object a line in, ``{"phrase", "school_year"}``; one reading a line out, in the same order.

    A line that is no such object gives ``unparseable`` with the reason in ``why``; nothing stops the rest.
    """
    for line in source:
        output.write(json.dumps(as_record(_read_line(line)), ensure_ascii=False) + "\n")
        output.flush()  # whoever asks line by line waits for this one


def _read_line(line: str) -> When:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        return _refused("строка не JSON")
    if not isinstance(asked, dict) or not isinstance(phrase := asked.get("phrase"), str):
        return _refused('нужен объект {"phrase": "…", "school_year": "2020-2021"}')
    year = asked.get("school_year")
    if year is None:
        return read(phrase, None)
    try:
        return read(phrase, SchoolYear.parse(str(year)))
    except ValueError:
        return _refused(f"school_year: «{year}» не учебный год, пишите 2020-2021")


def _refused(why: str) -> When:
    return When(Kind.UNPARSEABLE, why=why)


def as_record(when: When) -> dict[str, Any]:
    """The reading as JSON values: ISO days, HH:MM, null where there is nothing."""
    return {
        "kind": when.kind.value,
        "start": _day(when.start),
        "end": _day(when.end),
        "time": _time(when.time),
        "time_end": _time(when.time_end),
        "schedule": when.schedule,
        "suspicious": when.suspicious,
        "rrule": when.rrule,
        "dates": [day.isoformat() for day in when.dates] or None,
        "windows": [[start.isoformat(), end.isoformat()] for start, end in when.windows] or None,
        "why": when.why,
    }


def describe(when: When) -> str:
    """The reading in Russian, a few lines: what, when, whose, doubts."""
    lines = [f"{_KINDS[when.kind]}: {days}" if (days := _days(when)) else _KINDS[when.kind]]
    if when.time or when.time_end:
        hours = "–".join(f"{moment:%H:%M}" for moment in (when.time, when.time_end) if moment)
        lines.append(f"время: {hours}" if when.time else f"время: до {hours}")
    if when.all_day:
        lines.append("весь день")
    if when.schedule:
        lines.append(f"чей график: {when.schedule}")
    if when.rrule:
        lines.append(f"правило: {when.rrule}")
    lines.append(f"{'сомнение' if when.suspicious else 'почему'}: {when.why}")
    return "\n".join(lines)


def _days(when: When) -> str:
    if when.dates:
        return ", ".join(_spoken(day) for day in when.dates)
    if when.windows:
        return "; ".join(f"{_spoken(start)} – {_spoken(end)}" for start, end in when.windows)
    if when.start is None and when.end is None:
        return ""
    if when.start is None:
        assert when.end is not None
        return f"до {_spoken(when.end)} включительно"
    if when.end is None:
        return f"с {_spoken(when.start)}"
    return _spoken(when.start) if when.start == when.end else f"{_spoken(when.start)} – {_spoken(when.end)}"


def _spoken(day: dt.date) -> str:
    return days(day, day)


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _time(moment: dt.time | None) -> str | None:
    return f"{moment:%H:%M}" if moment else None
