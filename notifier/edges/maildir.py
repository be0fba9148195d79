"""Transport ``maildir``: mails as files in a Maildir, for trying out and for installations that carry mail on themselves.

Promises: written under ``tmp``, fsynced, renamed to ``new``, the folder fsynced - only then accepted; the bytes are those SMTP
would carry; the same message again is the same file (its name comes from its number and bytes), so there are no copies. A fault
of the disk concerns the account, never a recipient.
"""

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from notifier.model.message import Cause, Outcome, Outgoing, Result

ACCEPTED = Result(Outcome.ACCEPTED, text="stored in the Maildir")


class MaildirTransport:
    """Writes into one Maildir, made with mode 0700 where there is none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, batch: Sequence[Outgoing]) -> Iterator[tuple[int, Result]]:
        """Store all; the ``new`` folder is made durable once for the batch."""
        written: list[int] = []
        fault = self._made()
        for outgoing in batch:
            if fault is None:
                try:
                    self._write(outgoing)
                    written.append(outgoing.id)
                    continue
                except OSError as error:
                    fault = _fault(error)
            yield outgoing.id, fault
        try:
            if written:
                self._sync("new")
        except OSError as error:
            yield from ((number, _fault(error)) for number in written)
        else:
            yield from ((number, ACCEPTED) for number in written)

    def close(self) -> None:
        """Nothing is kept open."""

    def _made(self) -> Result | None:
        """The folders are there, also where somebody cleared them away; the fault where they can't be."""
        try:
            for name in ("tmp", "new", "cur"):
                (self._folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            return _fault(error)
        return None

    def _write(self, outgoing: Outgoing) -> None:
        name = f"{outgoing.id:09d}.{sha256(outgoing.content).hexdigest()[:24]}.notifier"
        new = self._folder / "new" / name
        if new.exists() or (outgoing.again and any((self._folder / "cur").glob(f"{name}*"))):
            return
        tmp = self._folder / "tmp" / name
        descriptor = os.open(tmp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            rest = memoryview(outgoing.content)
            while rest:
                rest = rest[os.write(descriptor, rest):]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        tmp.rename(new)

    def _sync(self, name: str) -> None:
        descriptor = os.open(self._folder / name, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _fault(error: OSError) -> Result:
    return Result(Outcome.TEMPORARY, text=f"Maildir: {error.strerror}", account=True, cause=Cause.LOCAL)
