"""A line of ``state/sent.log``, read back: what one mail told, whom, and how that ended. ``journal`` writes them.

A torn or foreign line is no line; whoever reads goes on.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from notifier.core.events.span import first_hour

TAIL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One told thing. ``carrier`` is the line's own ``message`` for a mail, another one's for a merged reminder."""

    seq: int
    at: int
    end: str
    message: int
    carrier: int
    kind: str
    role: str
    item: str
    uid: str
    sequence: int
    start: str
    step: str
    turn: int
    who: str
    message_id: str
    method: str
    content: str    # a hash of what the revision said: start, end, place, status, link

    @property
    def key(self) -> tuple[str, str, str, str, str, int, int]:
        """What the mail told, and whom."""
        return (self.who, self.uid, self.kind, self.step, self.start, self.sequence, self.turn)


def content_mark(content: str) -> str:
    """A hash of the material part of an event's JSON (``core.reconcile.material``), its place as written: what people were told."""
    data = json.loads(content)
    told = [data.get(name) for name in ("start", "end", "status", "link")] + ["" if data.get("place_open") else data.get("place")]
    if hour := first_hour(data.get("note") or ""):
        told.append(hour)
    return hashlib.blake2b(json.dumps(told, ensure_ascii=False).encode(), digest_size=8).hexdigest()


def read_lines(path: Path) -> Iterable[Line]:
    """The lines of a journal in order; a torn or foreign line is left out."""
    try:
        with path.open("rb") as file:
            for raw in file:
                line = _line(raw)
                if line is not None:
                    yield line
    except FileNotFoundError:
        return


def last_seq(path: Path) -> int:
    """The newest line's number, 0 where there is none. Reads the tail only."""
    try:
        with path.open("rb") as file:
            file.seek(max(path.stat().st_size - TAIL_BYTES, 0))
            lines = [line for raw in file.read().split(b"\n") if (line := _line(raw)) is not None]
    except FileNotFoundError:
        return 0
    return max((line.seq for line in lines), default=0)


def _line(raw: bytes) -> Line | None:
    try:
        data = json.loads(raw)
        line = Line(*data) if isinstance(data, list) else None
    except (ValueError, TypeError):
        return None
    return line if line is not None and isinstance(line.seq, int) else None


def ends_whole(path: Path) -> bool:
    """Whether nothing stands behind the last line's end: a crash may have torn a line."""
    with path.open("rb") as file:
        size = path.stat().st_size
        file.seek(max(size - 1, 0))
        return size == 0 or file.read(1) == b"\n"
