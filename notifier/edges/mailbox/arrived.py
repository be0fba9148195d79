"""What a mailbox hands out, and where it stopped."""

from dataclasses import dataclass

WHOLE_BYTES = 8 * 1024 * 1024   # fetched whole up to here (her mail with a schedule of 5 MB)
START_BYTES = 256 * 1024        # of a larger message only the beginning


class MailboxError(Exception):
    """The mailbox can't be read now; the text is for the log (English). The next call connects anew."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far an IMAP folder was read: everything up to ``uid`` while ``uidvalidity`` stays. Stored after what it covers."""

    uidvalidity: int
    uid: int

    def __str__(self) -> str:
        return f"{self.uidvalidity}:{self.uid}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The inverse of ``str``; None for what is no cursor."""
        validity, colon, uid = text.partition(":")
        return cls(int(validity), int(uid)) if colon and validity.isdigit() and uid.isdigit() else None


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message: its bytes, or the first of them where it is larger than we fetch. ``cursor`` is good once it is dealt with.
    ``missing``: the server names it and does not hand it over."""

    key: str
    raw: bytes
    cursor: Cursor | None = None
    missing: bool = False
