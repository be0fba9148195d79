"""A schedule the coordinator mailed: the same readers as for files and addresses, and Word documents as plans.

A Word document, or a table without a schedule's columns, is understood like the plan itself. What names a row of our plan and a day is
that row's date; any other row with a day and an hour is an event of somebody else's schedule; rows without a day are only counted. What
the document itself calls off or moves is named, and not entered.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from notifier.core.events.reading import day_by_day
from notifier.core.events.said import called_off_in, doubted, moved_words
from notifier.core.phrases import LINK, called_off, event_title, put_off
from notifier.core.readings import in_plan
from notifier.edges.feeds import fetch
from notifier.edges.feeds.tables import begins_in_our_words
from notifier.flows.deciding.entries import when_text
from notifier.flows.inputs import Inputs
from notifier.model.decision import Entry
from notifier.model.plan import Item, Plan
from notifier.model.problem import Problem, Severity
from notifier.model.settings import ScheduleSource
from notifier.model.when import Kind

OFF = "row-off"
READABLE = (".csv", ".xlsx", ".ics")


@dataclass(frozen=True, slots=True)
class Attached:
    """What a file says: events of others, dates of our own rows (row, words), and what is wrong with the rest."""

    entries: tuple[Entry, ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    undated: int = 0


def read_attachment(name: str, data: bytes, item: str, inputs: Inputs, now: datetime) -> Attached:
    """An attached CSV, XLSX, ICS or DOCX; events of others are for the row ``item`` (empty: the plan has no such row)."""
    suffix = Path(name).suffix.casefold()
    if suffix not in (*READABLE, ".docx"):
        return Attached(problems=(Problem(Severity.ERROR, "attachment", f"«{name}» не прочитано: нужен файл CSV, XLSX, ICS или DOCX."),))
    path = _kept(inputs.settings.state / "mailed", suffix, data, now)
    if suffix == ".docx":
        return _document(path, item, inputs)
    if not item:
        return Attached(problems=(Problem(Severity.ERROR, "attachment", "В плане нет строки «по графику», к которой отнести расписание."),))
    source = ScheduleSource(item, name, str(path), timezone=inputs.settings.calendar.timezone)
    entries, problems = fetch(source, inputs.settings.state / "feeds", now, keep=False)
    if suffix != ".ics" and not begins_in_our_words(data):
        found = _document(path, item, inputs)  # with a title above its header, and headers of its own: it may be a plan
        if found.entries or found.dates or any(one.code == OFF for one in found.problems):
            return found
    known = [replace(one, cancelled=one.cancelled.removesuffix(f" ({name})")) if one.cancelled else one
             for entry in entries for one in day_by_day(entry, inputs.plan, inputs.window.calendar.zone)]
    off = [f"{when_text(entry)} {entry.title} («{said}»)" for entry in known if (said := doubted(entry))]
    return Attached(tuple(entry for entry in known if not doubted(entry)), problems=(*_told_off(off), *(
        replace(one, text=one.text.replace(str(path), f"«{name}»")) for one in problems)))


def _kept(folder: Path, suffix: str, data: bytes, now: datetime) -> Path:
    """The file is kept, so that it can be looked at later."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"schedule-{now:%Y%m%d%H%M%S}-{hashlib.sha256(data).hexdigest()[:8]}{suffix}"
    path.write_bytes(data)
    return path


def _document(path: Path, item: str, inputs: Inputs) -> Attached:
    from notifier.core.plan.difference import merge  # here: a service starts without them and seldom needs them
    from notifier.core.plan.understanding import understand
    from notifier.edges.documents import UnreadableDocument, read_document

    try:
        document = read_document(path)
    except UnreadableDocument as error:
        return Attached(problems=(replace(error.problem, file=None),))
    plan, problems = understand(document, fallback=inputs.plan.school_year)
    if plan is None:
        return Attached(problems=tuple(problems))
    known = {row.id: row for row in inputs.plan.items}
    merged, _ = merge(inputs.plan, plan)
    entries, dates, undated, off = [], [], 0, []
    for row in merged.items:
        own = known.get(row.id)
        if own is not None and event_title(own).casefold() != event_title(row).casefold():
            own = None  # alike is enough for a person who sees the difference, not here
        if not _names_a_moment(merged, row):
            undated += own is None or row.when != own.when
        elif said := _is_off(row):
            off.append(f"{row.when} {event_title(row)} («{said}»)")
        elif own is None:
            entries.append(Entry(item, event_title(row), row.when, place="; ".join(row.places), link=_link(row)))
        elif row.when != own.when:
            dates.append((row.id, " ".join(row.when.split())))
    if not item:
        undated += len(entries)
        entries = []
    return Attached(tuple(entries), tuple(dates), (*_told_off(off), *(one for one in problems if one.code == "link")), undated)


def _told_off(off: Sequence[str]) -> tuple[Problem, ...]:
    return (Problem(Severity.WARNING, OFF, f"Отменённое и перенесённое не внесено: {'; '.join(off)}."),) if off else ()


def _is_off(row: Item) -> str:
    """The words with which the document calls its row off or moves it: in any column, or as the reason in one of that name."""
    from notifier.edges.feeds.columns import COLUMNS  # here: see above

    reasons = (called_off_in(text, "") for header, text in row.extra if header.casefold() in COLUMNS["cancelled"])
    moved = (said for _, text in row.extra if (said := moved_words(text)))
    return called_off(row) or put_off(row)[0] or next(moved, "") or next(filter(None, reasons), "")


def _link(row: Item) -> str:
    """Where people join: what a column of links says, before an address that stands among materials or remarks."""
    named = sorted(row.extra, key=lambda column: not re.search("ссылк|подключ|url", column[0], re.IGNORECASE))
    return next((found[0] for _, text in named if (found := LINK.search(text))), "")


def _names_a_moment(plan: Plan, row: Item) -> bool:
    """A day with its hour, or «весь день», of something that has a name: only that may become a date. A day in a column that no header
    names may be its end."""
    nameless = (text for header, text in row.extra if header.startswith("Столбец "))
    if not re.search(r"[^\W\d_]", event_title(row)) or any(in_plan(plan, text).kind is Kind.EXACT for text in nameless):
        return False
    reading = in_plan(plan, row.when)
    return reading.kind is Kind.EXACT and not reading.suspicious and (reading.time is not None or reading.all_day)
