"""A calendar as it hangs on the wall: «Понедельник | Вторник | Среда», with a day's number and what takes place in each cell.

Laid down so that a row is an event. Without numbers the days of the week recur; a number with nothing beside it is no event.
"""

import datetime as dt
import re
from collections.abc import Sequence

from notifier.core.dates.reasons import WEEKDAYS
from notifier.core.plan.agenda import begins_point, without_marker
from notifier.core.plan.dating import PlanYear, is_time
from notifier.core.plan.grid import GridRow, Slot, grid
from notifier.core.plan.headers import header_column
from notifier.core.plan.sentences import HOUR, hour_before
from notifier.core.plan.wording import lines, meaningful, one_line, plain
from notifier.core.plan.words import DATE_HEADER, TOPIC_HEADER, Role
from notifier.model.plan import Cell, Table
from notifier.model.when import Kind, When

_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_FEWEST = 4  # «Понедельник | Среда» may be the hours of a club
_BARE_DAY = re.compile(r"\s*(?P<day>(?:0?[1-9]|[12]\d|3[01])(?:\s?[-–]\s?\d{1,2})?)(?![\d.:]*\d)(?:\s*[.):–—-]\s*|\s+|$)(?P<rest>.*)")
_LONGEST_HOUR = 40  # looked for in a cell's last letters only: a cell may have 100 000
_HOUR_LAST = re.compile(rf"[\s,–—(-]+(?P<hour>{HOUR})\)?\.?$")


def week_laid_down(table: Table, header: int, texts: Sequence[str], year: PlanYear) -> list[tuple[Cell, ...]] | None:
    """A header and a row an event; None where the header names no week."""
    week = {column: text for column, text in enumerate(texts) if plain(text) in (*WEEKDAYS, *_SHORT)}
    others = [column for column, text in enumerate(texts) if column not in week and meaningful(text)]
    known = [header_column(texts[column]) for column in others]
    if len(week) < _FEWEST or len(set(week.values())) < len(week) or any(
            column is None or {Role.DATE, Role.TOPIC} & set(column.roles) for column in known):
        return None
    names = (*(texts[column] for column in others), TOPIC_HEADER, DATE_HEADER)
    rows: list[tuple[Cell, ...]] = [tuple(Cell((name,)) for name in names)]
    for row in grid(table)[header + 1 :]:
        if title := row.title(len(names)):
            rows.append(title)
            continue
        told = [event for column in week if (slot := _own(row, column))
                for event in _events(slot.cell, [week[at] for at in range(column, slot.stop) if at in week], year)]
        for index, (topic, when) in enumerate(told):
            beside = [row.beside(column, first=not index) for column in others]
            rows.append((*beside, Cell(topic), Cell((when,))))
        if not told and any(_own(row, column) for column in others):
            rows.append((*(row.beside(column, first=True) for column in others), Cell(), Cell()))
    return rows


def week_of(when: When) -> list[dt.date]:
    """The days from one to another, where these are a week or less."""
    days = (when.end - when.start).days + 1 if when.kind is Kind.SPAN and when.start and when.end else 0
    return [when.start + dt.timedelta(days=number) for number in range(days)] if when.start and days <= len(WEEKDAYS) else []


def day_of_week(when: str, week: Sequence[dt.date], year: PlanYear) -> str:
    """«Вторник 14.00» in a plan «с 16 по 20 ноября» with its day: the reader knows whether a day and its name agree."""
    named = [word in (*WEEKDAYS, *_SHORT) for word in re.findall(r"\w+", plain(when))]  # «Среда-четверг», «Вторник и четверг» are two days
    if named[:1] != [True] or sum(named) > 1 or year.read(when).kind not in {Kind.RECURRING, Kind.UNPARSEABLE}:
        return when
    days = [f"{day:%d.%m.%Y}, {when}" for day in week]
    agree = [day for day in days if (read := year.read(day)).kind is Kind.EXACT and not read.suspicious]
    return agree[0] if len(agree) == 1 else when


def _own(row: GridRow, column: int) -> Slot | None:
    slot = row.at(column)
    return slot if slot is not None and slot.start == column and slot.text and not slot.inherited else None


def _events(cell: Cell, covered: Sequence[str], year: PlanYear) -> list[tuple[tuple[str, ...], str]]:
    """Topics and dates of a day, or of the days that a merged cell covers: an event at an empty line, at a point, at an hour."""
    weekday = covered[0] if len(covered) == 1 else f"{covered[0]} - {covered[-1]}"
    written = lines(cell.paragraphs)
    first = next((index for index, line in enumerate(written) if meaningful(line)), len(written))
    day, rest = _day(written[first], weekday, year) if first < len(written) else (weekday, "")
    if day.isdecimal() and len(covered) > 1:
        day = f"{day}-{int(day) + len(covered) - 1}"  # «9 / Каникулы» merged from Monday to Wednesday
    groups: list[list[str]] = [[]]
    for line in (rest, *written[first + 1 :]):
        if not meaningful(line) or begins_point(line) or hour_before(line):
            groups.append([])
        if meaningful(line):
            groups[-1].append(line)
    return [_event(group, day) for group in groups if group]


def _day(line: str, weekday: str, year: PlanYear) -> tuple[str, str]:
    """The day that a cell begins with, and the rest of its first line."""
    words = line.split()
    size = next((size for size in range(min(len(words), 3), 0, -1) if year.is_only_date(" ".join(words[:size]).rstrip(" ,–—-"))
                 and not is_time(" ".join(words[:size]))), 0)
    if size:  # «2.11», «2 ноября»
        return " ".join(words[:size]).rstrip(" ,–—-"), " ".join(words[size:]).lstrip(" –—-")
    bare = _BARE_DAY.fullmatch(line)
    return (bare["day"], bare["rest"]) if bare else (weekday, line)


def _event(group: list[str], day: str) -> tuple[tuple[str, ...], str]:
    first, *others = group
    first = without_marker(first)
    if (hour := hour_before(first)) is not None:
        return (hour[1], *others), f"{day} {hour[0]}"
    *before, last = (first, *others)
    last = one_line(last)
    found = _HOUR_LAST.search(last, max(0, len(last) - _LONGEST_HOUR))
    if found is not None and found.start() and is_time(found["hour"]):
        return (*before, last[: found.start()]), f"{day} {found['hour']}"
    if is_time(last) and before:
        return tuple(before), f"{day} {last}"
    return (first, *others), day
