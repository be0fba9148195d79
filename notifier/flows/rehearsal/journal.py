"""The journal: one line a mail, in the order of sending."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from notifier.edges.ledger.record import Sent
from notifier.model.notice import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One mail as the journal tells it."""

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
        """The line as JSON, keys in the documented order."""
        return json.dumps({"at": self.at, "to": self.to, "role": self.role, "kind": self.kind, "step": self.step,
                           "item": self.item, "items": list(self.items), "uid": self.uid, "sequence": self.sequence,
                           "method": self.method, "start": self.start, "subject": self.subject, "eml": self.eml},
                          ensure_ascii=False)


class Journal:
    """Appends lines to ``journal.jsonl`` and counts them."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("w", encoding="utf-8", newline="\n")
        self.lines = 0

    def write(self, sent: Iterable[tuple[str, Sent]], at: str) -> list[Line]:
        """Write the mails of one moment: (file under DIR, what the ledger knows of it)."""
        written = []
        for eml, row in sent:
            step = row.step if row.kind == Kind.REMINDER.value else None
            line = Line(at, row.address, row.role, row.kind, step, row.item or None, tuple(row.items), row.uid or None,
                        row.sequence if row.uid else None, row.method or None, row.start or None, row.subject, eml)
            self._file.write(line.json() + "\n")
            written.append(line)
            self.lines += 1
        return written

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
