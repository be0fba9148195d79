"""Schedules of others: CSV, XLSX or ICS, from a file or an https address, as entries.

Promises: the last copy that could be read stays in force while its source is away or broken, and people are told since when; hours come
out in the installation's zone; what can't be understood is a Problem and stops no other entry. An entry that is gone is simply not
there: what that means (a question, never a cancellation) the core decides.
"""

from collections.abc import Mapping, Sequence
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
_Content = tuple[Copy | None, list[Problem]]
NOT_BEGUN = "feed-not-begun"
"""An address that the time did not suffice for: it is to come first in turn next time."""


def fetch(source: ScheduleSource, cache: Path, now: datetime, *, keep: bool = True) -> tuple[list[Entry], list[Problem]]:
    """One source's entries as of ``now`` (aware), and what is wrong with them. ``cache`` and ``keep`` as in ``fetch_all``."""
    return fetch_all([source], cache, now, keep=keep)[source]


def fetch_all(sources: Sequence[ScheduleSource], cache: Path, now: datetime, *, network: bool = True,
              keep: bool = True) -> dict[ScheduleSource, tuple[list[Entry], list[Problem]]]:
    """The same of many, addresses side by side. ``cache`` is a folder for the last good copies.

    Without ``network`` an address is what its copy says; ``keep`` False leaves the copies as they are.
    """
    copies = Copies(cache)
    known = {source: copies.load(source.source) for source in sources}
    remote = {source: copy for source, copy in known.items() if source.remote} if network else {}
    current = _downloaded(remote) if remote else {}
    return {source: _read_offline(source, copy, now) if source.remote and not network
            else _entries(source, copies if keep else None, copy, current.get(source) or _from_file(source, copy), now)
            for source, copy in known.items()}


def _read_offline(source: ScheduleSource, copy: Copy | None, now: datetime) -> tuple[list[Entry], list[Problem]]:
    return (_read(source, copy.content, now)[0] or [], []) if copy else ([], [])


def _entries(source: ScheduleSource, copies: Copies | None, copy: Copy | None, current: _Content,
             now: datetime) -> tuple[list[Entry], list[Problem]]:
    """What the source holds now, kept in ``copies``; of its ``copy`` where that can't be had or read."""
    content, problems = current
    if content is not None:
        entries, found = _read(source, content.content, now)
        problems += found
        if entries is not None:
            if copies is not None and (copy is None or content != copy):
                problems += copies.store(source.source, content, now)
            return entries, problems
    if copy is None:
        return [], problems
    entries, _ = _read(source, copy.content, now)
    local = copy.at.astimezone(ZoneInfo(source.timezone))
    problems.append(Problem(Severity.WARNING, "feed-stale", f"Расписание «{source.name}»: действует последняя хорошая копия от "
                            f"{local:%d.%m.%Y %H:%M}.", item=source.item, advice="Новые события до исправления не видны."))
    return entries or [], problems


def _from_file(source: ScheduleSource, copy: Copy | None) -> _Content:
    content, problems = read_bytes(Path(source.source), what=f"файл расписания «{source.name}»")
    return (None if content is None else copy if copy and copy.content == content else Copy(content)), problems


def _downloaded(sources: Mapping[ScheduleSource, Copy | None]) -> dict[ScheduleSource, _Content]:
    """What the addresses hold now: the copy itself when the server says that nothing changed; None (and why) when it can't be had."""
    from notifier.edges.feeds.transfer import NotBegun, Wanted, download  # ``ssl`` only where something is fetched

    found = download([Wanted(source.source, copy, source.ca_file) for source, copy in sources.items()])
    return {source: (one, []) if isinstance(one, Copy) else
            (None, [Problem(Severity.WARNING if copy else Severity.ERROR, NOT_BEGUN if isinstance(one, NotBegun) else "feed-unreachable",
                            f"Расписание «{source.name}» не загрузилось: {one}.", item=source.item,
                            advice="Проверьте адрес в [[schedule]] и доступность сайта; события можно внести в файл дат.")])
            for (source, copy), one in zip(sources.items(), found, strict=True)}


def _read(source: ScheduleSource, content: bytes, now: datetime) -> _Reading:
    calendar = b"BEGIN:VCALENDAR" in content[:2000].upper().replace(b"\x00", b"")
    if calendar or source.source.lower().endswith(".ics"):  # emptied or cut off, it lacks no column of a table
        from notifier.edges.feeds.calendars import read_calendar  # its parsers take longer to import than all of ``status``

        entries, problems = read_calendar(source, content, now)
    else:
        entries, problems = read_table(source, content)
    return None if entries is None else list(map(as_said, entries)), problems
