"""The service's mailbox as its IMAP server keeps it, and the client library's double that fails as connections do.

The product's own ``ImapMailbox``, cursor, intake and parsing run on it unchanged; only ``IMAPClient`` and the child process that
parses are replaced (the same parsing code, in this process). The post office outlives processes; connections do not.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from random import Random
from typing import Any

from imapclient.exceptions import IMAPClientError

from notifier.core.inbound.read import read
from notifier.model.heard import Heard, Ours

from .faults import Faults
from .script import MUTE


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message that came to the mailbox: when, and its bytes."""

    at: datetime
    raw: bytes

    @property
    def digest(self) -> str:
        """What the ledger knows it by."""
        return digest_of(self.raw)


@lru_cache(maxsize=4096)
def digest_of(raw: bytes) -> str:
    """What the ledger knows a message by."""
    return sha256(raw).hexdigest()


@dataclass
class PostOffice:
    """One folder. ``kept`` never forgets; ``box`` is what the folder shows now."""

    rng: Random
    box: dict[int, bytes] = field(default_factory=dict)
    kept: list[Delivered] = field(default_factory=list)
    validity: int = 1
    following: int = 1

    def deliver(self, raw: bytes, at: datetime) -> None:
        """A message arrives."""
        self.box[self.following] = raw
        self.following += 1
        self.kept.append(Delivered(at, raw))

    def rebuild(self) -> None:
        """The folder is made anew: another UIDVALIDITY, other numbers, another order."""
        messages = list(self.box.values())
        self.rng.shuffle(messages)
        self.validity += 1
        self.following = self.rng.choice((1, 1, self.following))
        self.box = {}
        for raw in messages:
            self.box[self.following] = raw
            self.following += 1

    def purge(self) -> None:
        """Somebody deletes a message."""
        if self.box:
            self.box.pop(self.rng.choice(sorted(self.box)))


class UnreliableImap:
    """``IMAPClient`` for one connection."""

    def __init__(self, office: PostOffice, faults: Faults) -> None:
        self._office = office
        self._faults = faults
        self._dead = False
        self._validity = 0

    def login(self, user: str, password: str) -> None:  # anybody may
        """Logged in, or the connection is gone."""
        self._command()

    def select_folder(self, folder: str, *, readonly: bool) -> dict[bytes, int]:  # there is one
        """EXAMINE: what is told of the folder."""
        assert readonly, "flags would change"
        if self._command() == "rebuild":
            self._office.rebuild()
        self._validity = self._office.validity
        return {b"UIDVALIDITY": self._validity, b"UIDNEXT": self._office.following, b"EXISTS": len(self._office.box)}

    def search(self, criteria: Sequence[str]) -> list[int]:
        """``UID n:*``; the last message is in any such range (RFC 3501 section 6.4.8), in no promised order."""
        self._command()
        first = int(criteria[1].partition(":")[0])
        last = max(self._office.box, default=0)
        found = [uid for uid in self._office.box if uid >= first or uid == last]
        self._office.rng.shuffle(found)
        return found

    def fetch(self, uids: Sequence[int], wanted: Sequence[str]) -> dict[int, dict[bytes, Any]]:
        """Sizes or bodies of what is still there."""
        what = self._command()
        box = self._office.box
        muted = min(uids) if what in MUTE else 0
        if wanted == ["RFC822.SIZE"]:
            return {uid: {b"RFC822.SIZE": len(box[uid])} for uid in uids if uid in box and uid != muted}
        if what == "purge":
            self._office.purge()
        return {uid: {b"BODY[]": box[uid] if uid != muted else b"" if what == "blank" else None} for uid in uids if uid in box}

    def has_capability(self, name: str) -> bool:  # the world rings instead
        """No IDLE here."""
        return False

    def socket(self) -> "UnreliableImap":
        """Itself: its answers take no time."""
        return self

    def dup(self) -> AbstractContextManager["UnreliableImap"]:
        """The line it is on, which is itself."""
        return nullcontext(self)

    def settimeout(self, seconds: float) -> None:
        """Nobody waits here."""

    def logout(self) -> None:
        """Good-bye."""
        self._dead = True

    shutdown = logout

    def _command(self) -> str | None:
        """One more command: what happens at it beside its answer."""
        if self._dead:
            raise OSError("connection is closed")
        what = self._faults.next("mail")
        if what == "drop":
            self._dead = True
            raise OSError("connection reset by peer")
        if what == "bye":
            self._dead = True
            raise IMAPClientError("* BYE server is shutting down")
        if what == "nonsense":
            self._dead = True
            raise ValueError("invalid literal for int() with base 10: b'('")
        return what


class SameProcessReader:
    """``edges.reader.Reader`` without its child: the same parsing code."""

    def __init__(self, ours: Ours) -> None:
        self._ours = ours

    def read(self, raw: bytes) -> Heard:
        """What the message says."""
        return read(raw, ours=self._ours)

    def close(self) -> None:
        """There is no child."""
