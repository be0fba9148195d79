"""A local Maildir, read where it lies: nothing is moved from ``new`` to ``cur``, renamed, or deleted; it may not be ours.

Each file is handed out once per process, whatever flags its name gains meanwhile; across restarts the ledger knows by content
what it has seen. What can't be read now (moved to ``cur`` at this moment, closed to us) is tried at the next look. Symbolic links
and folders are passed over. A larger message comes as its beginning.
"""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from notifier.edges.mailbox.arrived import START_BYTES, WHOLE_BYTES, Arrived, Cursor, MailboxError


class MaildirMailbox:
    """The Maildir at ``folder`` (with ``new`` and ``cur``)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: set[str] = set()

    def new(self, since: Cursor | None = None) -> Iterator[Arrived]:  # noqa: ARG002  # the mailboxes' common form
        """Messages not yet handed out by this object, oldest first. MailboxError when there is no such Maildir."""
        for name, path in self._names():
            if name in self._seen:
                continue
            found = _load(path)
            if found is not None:
                yield Arrived(name, found)
                self._seen.add(name)

    def close(self) -> None:
        """Nothing is held open."""

    def _names(self) -> list[tuple[str, Path]]:
        """(unique part, path) of all files; the unique part is the name without «:2,flags», which changes when somebody reads."""
        found: dict[str, Path] = {}
        try:
            for part in ("cur", "new"):
                with os.scandir(self._folder / part) as entries:
                    for entry in entries:
                        if not entry.name.startswith("."):
                            found[entry.name.partition(":")[0]] = Path(entry.path)
        except OSError as error:
            raise MailboxError(f"maildir {self._folder}: {error.strerror}") from error
        return sorted(found.items(), key=lambda pair: _order(pair[0]))


def _order(name: str) -> tuple[int, str]:
    """Maildir names begin with the second of delivery."""
    head = name.partition(".")[0]
    return (int(head) if head.isdigit() and len(head) < 15 else 0, name)


def _load(path: Path) -> bytes | None:
    """Bytes (or the first of them); None for what is no plain file or went away."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        try:
            return file.read(WHOLE_BYTES if state.st_size <= WHOLE_BYTES else START_BYTES)
        except OSError:
            return None
