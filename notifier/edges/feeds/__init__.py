"""Schedules of others: CSV, XLSX or ICS, from a file or an https address, as entries.

Promises: the last copy that could be read stays in force while its source is away or broken, and people are told since when; hours come
out in the installation's zone; what can't be understood is a Problem and stops no other entry. An entry that is gone is simply not
there: what that means (a question, never a cancellation) the core decides.
"""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.events.said import as_said
from notifier.edges.feeds.copies import Copies, Copy
from notifier.edges.feeds.tables import read_table
from notifier.edges.files.text import read_bytes
from notifier.model.decision import Entry
from notifier.model.problem import Problem, Severity
from notifier.model.settings import ScheduleSource

_Reading = tuple[list[Entry] | None, list[Problem]]


def fetch(source: ScheduleSource, cache: Path, now: datetime, *, network: bool = True,
          keep: bool = True) -> tuple[list[Entry], list[Problem]]:
    """The source's entries as of ``now`` (aware), and what is wrong with them. ``cache`` is a folder for the last good copies.

    Without ``network`` an address is what its copy says; ``keep`` False leaves the copies as they are.
    """
    copies = Copies(cache)
    copy = copies.load(source.source)
    if not network and source.remote:
        return (_read(source, copy.content, now)[0] or [], []) if copy else ([], [])
    content, problems = _current(source, copy)
    if content is not None:
        entries, found = _read(source, content.content, now)
        problems += found
        if entries is not None:
            if keep and (copy is None or content != copy):
                problems += copies.store(source.source, content, now)
            return entries, problems
    if copy is None:
        return [], problems
    entries, _ = _read(source, copy.content, now)
    local = copy.at.astimezone(ZoneInfo(source.timezone))
    problems.append(Problem(Severity.WARNING, "feed-stale", f"Расписание «{source.name}»: действует последняя хорошая копия от "
                            f"{local:%d.%m.%Y %H:%M}.", item=source.item, advice="Новые события до исправления не видны."))
    return entries or [], problems


def _current(source: ScheduleSource, copy: Copy | None) -> tuple[Copy | None, list[Problem]]:
    """What the source holds now: the copy itself when it says that nothing changed; None (and why) when it can't be had."""
    if not source.remote:
        content, problems = read_bytes(Path(source.source), what=f"файл расписания «{source.name}»")
        return (None if content is None else copy if copy and copy.content == content else Copy(content)), problems
    from notifier.edges.feeds.transfer import Trouble, download  # ``ssl`` only where something is fetched

    try:
        return download(source.source, known=copy, ca_file=source.ca_file), []
    except Trouble as trouble:
        return None, [Problem(Severity.WARNING if copy else Severity.ERROR, "feed-unreachable",
                              f"Расписание «{source.name}» не загрузилось: {trouble}.", item=source.item,
                              advice="Проверьте адрес в [[schedule]] и доступность сайта; события можно внести в файл дат.")]


def _read(source: ScheduleSource, content: bytes, now: datetime) -> _Reading:
    calendar = b"BEGIN:VCALENDAR" in content[:2000].upper().replace(b"\x00", b"")
    if calendar or source.source.lower().endswith(".ics"):  # emptied or cut off, it lacks no column of a table
        from notifier.edges.feeds.calendars import read_calendar  # its parsers take longer to import than all of ``status``

        entries, problems = read_calendar(source, content, now)
    else:
        entries, problems = read_table(source, content)
    return None if entries is None else list(map(as_said, entries)), problems
