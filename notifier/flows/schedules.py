"""A schedule the coordinator mailed: the same readers as for files and addresses."""

from datetime import datetime
from pathlib import Path

from notifier.edges.feeds import fetch
from notifier.model.decision import Entry
from notifier.model.problem import Problem, Severity
from notifier.model.settings import ScheduleSource

READABLE = (".csv", ".xlsx", ".ics")


def read_attachment(name: str, data: bytes, item: str, state: Path, now: datetime) -> tuple[list[Entry], list[Problem]]:
    """The entries of an attached CSV, XLSX or ICS for the row ``item``. The file is kept under ``state/mailed``."""
    suffix = Path(name).suffix.casefold()
    if suffix not in READABLE:
        return [], [Problem(Severity.ERROR, "attachment", f"«{name}» не прочитано: нужен файл CSV, XLSX или ICS.", item=item)]
    folder = state / "mailed"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"schedule-{now:%Y%m%d%H%M%S}{suffix}"
    path.write_bytes(data)
    return fetch(ScheduleSource(item, name, str(path)), state / "feeds", now)
