"""The journal: one line a mail, in the order of sending."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from notifier.edges.ledger.record import Sent
from notifier.model.notice import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One mail as the journal tells it, in the documented order."""

    at: str
    to: str
    role: str
    kind: str
    step: str | None
    item: str | None
    items: tuple[str, ...]
    uid: str | None
    sequence: int | None
    method: str | None
    start: str | None
    subject: str
    eml: str

    def json(self) -> str:
        """The line as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


class Journal:
    """Appends lines to ``journal.jsonl``."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8", newline="\n")

    def write(self, sent: Iterable[tuple[str, Sent]], at: str) -> list[Line]:
        """Write the mails of one moment: (file under DIR, what the ledger knows of it)."""
        written = []
        for eml, row in sent:
            step = row.step if row.kind == Kind.REMINDER.value else None
            line = Line(at, row.address, row.role, row.kind, step, row.item or None, tuple(row.items), row.uid or None,
                        row.sequence if row.uid else None, row.method or None, row.start or None, row.subject, eml)
            self._file.write(line.json() + "\n")
            written.append(line)
        return written

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
