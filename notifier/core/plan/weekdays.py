"""A calendar as it hangs on the wall: «Понедельник | Вторник | Среда», with a day's number and what takes place in each cell.

Laid down so that a row is an event. The days may stand in a row above the events, or be told by a column of weeks; without any the
days of the week recur. A number with nothing beside it is no event, an hour alone is one of what stands beside the week.
"""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from notifier.core.plan.grid import GridRow, Slot, grid
from notifier.core.plan.headers import header_column
from notifier.core.plan.periods import week_of
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.points import begins_point, without_marker
from notifier.core.plan.sentences import HOUR, hour_before
from notifier.core.plan.wording import lines, meaningful, one_line, plain
from notifier.core.plan.words import DATE_HEADER, TOPIC_HEADER, Role
from notifier.core.russian import WEEKDAYS, WEEKDAYS_SHORT
from notifier.model.plan import Cell, Table
from notifier.model.when import Kind

DAYS_OF_WEEK = (*WEEKDAYS, *WEEKDAYS_SHORT)
_FEWEST = 4  # «Понедельник | Среда» may be the hours of a club
_FEWEST_DAYS = 2
_BARE_DAY = re.compile(r"\s*(?P<day>(?:0?[1-9]|[12]\d|3[01])(?:\s?[-–]\s?\d{1,2})?)(?![\d.:]*\d)(?:\s*[.):–—-]\s*|\s+|$)(?P<rest>.*)")
_LONGEST_HOUR = 40  # looked for in a cell's last letters only: a cell may have 100 000
_HOUR_LAST = re.compile(rf"[\s,–—(-]+(?P<hour>{HOUR})\)?\.?$")


@dataclass(frozen=True, slots=True)
class _Week:
    """What a header says: the days' columns with their names, the columns beside them, that of the weeks, whether all cells are hours."""

    days: dict[int, str]
    others: list[int]
    weeks: int | None
    of_hours: bool


def week_laid_down(table: Table, header: int, texts: Sequence[str], year: PlanYear) -> list[tuple[Cell, ...]] | None:
    """A header and a row an event; None where the header names no week."""
    days = {column: text for column, text in enumerate(texts) if plain(text) in DAYS_OF_WEEK}
    if len(days) < _FEWEST or len(set(days.values())) < len(days):
        return None
    body = grid(table)[header + 1 :]
    week = _week(days, body, texts, year)
    if week is None:
        return None
    topic = () if week.of_hours else (Cell((TOPIC_HEADER,)),)
    rows: list[tuple[Cell, ...]] = [(*(Cell((texts[column],)) for column in week.others), *topic, Cell((DATE_HEADER,)))]
    for row in body:
        if (title := row.title(len(rows[0]))) and not _covers_some(row.written()[0], days):
            rows.append(title)
            continue
        if numbers := _numbers(row, week, year):
            days = {**week.days, **numbers}
            continue
        if week.weeks is not None and (slot := row.at(week.weeks)) and slot.text:
            days = {column: in_week(name, one_line(slot.text), year) for column, name in week.days.items()}
        events = [event for column in days if (slot := row.own(column))
                  for event in _told(slot.cell, [days[at] for at in range(column, slot.stop) if at in days], year, hours=week.of_hours)]
        for index, (said, when) in enumerate(events):
            rows.append((*(row.beside(column, first=not index) for column in week.others), *(Cell(said) for _ in topic), Cell((when,))))
        if not events and any(row.own(column) for column in week.others):
            rows.append((*(row.beside(column, first=True) for column in week.others), *(Cell() for _ in topic), Cell()))
    return rows


def _week(days: dict[int, str], body: Sequence[GridRow], texts: Sequence[str], year: PlanYear) -> _Week | None:
    named = {column: header_column(text) for column, text in enumerate(texts) if column not in days and (meaningful(text) or "№" in text)}
    weeks = next((at for at, found in named.items() if found and found.roles == (Role.DATE,) and _are_weeks(body, at, year)), None)
    others = [column for column in named if column != weeks]
    said = [line for row in body for column in days if (slot := row.own(column)) for line in lines(slot.cell.paragraphs)]
    of_hours = bool(others) and any(said) and all(map(is_time, filter(meaningful, said)))
    own = {Role.DATE} if of_hours else {Role.DATE, Role.TOPIC}
    if any((found := named[column]) is None or own & set(found.roles) for column in others):
        return None
    return _Week(days, others, weeks, of_hours)


def _are_weeks(body: Sequence[GridRow], column: int, year: PlanYear) -> bool:
    """Whether a column names the rows' weeks: «5-9 октября», «02.11-06.11»."""
    written = [one_line(slot.text) for row in body if (slot := row.at(column)) and slot.text and not row.title(1)]
    return bool(written) and all(week_of(year.read(text)) for text in written)


def in_week(weekday: str, week: str, year: PlanYear) -> str:
    """«Вторник» of «5-9 октября»: the day, or both as they stand where the week has no such day."""
    name = DAYS_OF_WEEK.index(plain(weekday)) % len(WEEKDAYS)
    return next((f"{day:%d.%m.%Y}" for day in week_of(year.read(week)) if day.weekday() == name), f"{weekday}, {week}")


def _covers_some(slot: Slot, days: Collection[int]) -> bool:
    """«Неделя книги», merged from Monday to Thursday, takes place then; merged over the whole week it is a title."""
    return slot.start in days and not all(slot.start <= column < slot.stop for column in days)


def _numbers(row: GridRow, week: _Week, year: PlanYear) -> dict[int, str]:
    """«5 | 6 | 7 | 8», a row of days above what takes place on them; «30 | 31 | 1 | 2» lie in two months, and which is which, is asked."""
    own = {column: slot for column in week.days if (slot := row.own(column))}
    told = {column: _day(one_line(slot.text), "", year) for column, slot in own.items()}
    bare_days = all(day and not meaningful(rest) for day, rest in told.values())
    if len(told) < _FEWEST_DAYS or not bare_days or any(row.own(column) for column in week.others):
        return {}
    bare = [int(day) for day, _ in told.values() if day.isdecimal()]
    doubt = "?" if bare != sorted(bare) else ""
    return {column: day + doubt for column, (day, _) in told.items()}


def day_of_week(when: str, week: Sequence[dt.date], year: PlanYear) -> str:
    """«Вторник 14.00» in a plan «с 16 по 20 ноября» with its day: the reader knows whether a day and its name agree."""
    named = [word in DAYS_OF_WEEK for word in re.findall(r"\w+", plain(when))]  # «Среда-четверг», «Вторник и четверг» are two days
    if named[:1] != [True] or sum(named) > 1 or year.read(when).kind not in {Kind.RECURRING, Kind.UNPARSEABLE}:
        return when
    days = [f"{day:%d.%m.%Y}, {when}" for day in week]
    agree = [day for day in days if (read := year.read(day)).kind is Kind.EXACT and not read.suspicious]
    return agree[0] if len(agree) == 1 else when


def _told(cell: Cell, covered: Sequence[str], year: PlanYear, *, hours: bool) -> list[tuple[tuple[str, ...], str]]:
    """What a cell tells of its days: events, or the ``hours`` of what stands beside the week."""
    days = covered[0] if len(covered) == 1 else f"{covered[0]} - {covered[-1]}"
    written = [one_line(line) for line in lines(cell.paragraphs) if meaningful(line)]
    if not hours and "+" in map(one_line, cell.paragraphs) and not written:
        return [(("+",), f"{days}?")]  # something takes place then, perhaps what stands before it: asked
    return [((), f"{days} {hour}") for hour in written] if hours else _events(cell, covered, year)


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
    return [_event(group, _doubted(group, day, year)) for group in groups if group]


def _doubted(group: list[str], day: str, year: PlanYear) -> str:
    """«Квест 13 ноября» under the 12th: which of them, is asked."""
    words = one_line(group[-1]).rstrip(" ).").split()
    own = next((told for size in (3, 2, 1) if len(words) > size and year.is_only_date(told := " ".join(words[-size:]).lstrip("("))), "")
    there, here = year.read(own), year.read(day)
    return f"{day}?" if own and not is_time(own) and {there.kind, here.kind} == {Kind.EXACT} and there.start != here.start else day


def _day(line: str, weekday: str, year: PlanYear) -> tuple[str, str]:
    """The day that a cell begins with, and the rest of its first line."""
    words = line.split()
    size = next((size for size in range(min(len(words), 3), 0, -1) if year.is_only_date(" ".join(words[:size]).rstrip(" ,–—-"))
                 and not is_time(" ".join(words[:size]))), 0)
    if size:  # «2.11», «2 ноября»
        return " ".join(words[:size]).rstrip(" ,–—-"), " ".join(words[size:]).lstrip(" –—-")
    bare, known = _BARE_DAY.fullmatch(line), re.match(r"\d+", weekday)
    if bare and bare["rest"] and known and int(known[0]) != int(re.split(r"\D", bare["day"])[0]):
        return weekday, line  # «5 класс: экскурсия» on the 7th
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
