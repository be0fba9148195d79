"""The last good copy of every source, with its time and what the server called it (ETag, Last-Modified)."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from notifier.edges.files.text import write_bytes, write_text
from notifier.model.problem import Problem, Severity


@dataclass(frozen=True, slots=True)
class Copy:
    """What a source held; ``at`` (aware) when it came."""

    content: bytes
    etag: str = ""
    modified: str = ""
    at: datetime = field(default=datetime.fromtimestamp(0, UTC), compare=False)


class Copies:
    """A folder of copies, two files a source."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, source: str) -> Copy | None:
        """The copy, or None when there is none whole."""
        body, label = self._paths(source)
        try:
            known = json.loads(label.read_text("utf-8"))
            content = body.read_bytes()
            if known["sha256"] != hashlib.sha256(content).hexdigest():  # a crash between the two files
                return None
            return Copy(content, str(known["etag"]), str(known["modified"]), datetime.fromisoformat(known["at"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def store(self, source: str, copy: Copy, now: datetime) -> list[Problem]:
        """Keep this copy; a failure costs only the fallback."""
        body, label = self._paths(source)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_bytes(body, copy.content, mode=0o600)
            write_text(label, json.dumps({"etag": copy.etag, "modified": copy.modified, "at": now.isoformat(),
                                          "sha256": hashlib.sha256(copy.content).hexdigest()}), mode=0o600)
        except OSError as error:
            return [Problem(Severity.WARNING, "feed-copy", f"Копия расписания не записана ({error.strerror}).", file=str(self._folder),
                            advice="Проверьте место на диске и права.")]
        return []

    def _paths(self, source: str) -> tuple[Path, Path]:
        name = hashlib.sha256(source.encode("utf-8")).hexdigest()[:24]
        return self._folder / f"{name}.body", self._folder / f"{name}.json"
