"""What stands around every mail: who writes, to whom, and the finished letter.

All of it comes from the configuration and the people file; nothing here is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import NamedTuple

from notifier.model.notice import Role
from notifier.model.person import Mailbox


class Recipient(NamedTuple):
    """The one person a mail is for. ``address`` is canonical; an empty ``greeting`` means the role's usual one."""

    address: str
    name: str = ""
    greeting: str = ""
    school: str = ""
    role: Role = Role.LIBRARIAN


@dataclass(frozen=True, slots=True)
class Frame:
    """The same for every mail of an installation.

    ``zone_name`` is the zone's IANA name («Europe/Moscow», shown as «МСК») or the short form to show; ``persons`` maps
    «Иващенко И.В.» to a full name; ``domain`` makes Message-IDs; a mail larger than ``message_kib`` is a template's mistake and does
    not leave; ``invite_days`` and ``remind_days`` before a meeting its mails go, as the overview of the year says.
    """

    organizer: Mailbox
    coordinator: Mailbox
    zone: tzinfo
    zone_name: str = "Europe/Moscow"
    persons: Mapping[str, str] = field(default_factory=dict)
    domain: str = ""
    message_kib: int = 1024
    invite_days: int = 30
    remind_days: int = 7


@dataclass(frozen=True, slots=True)
class Composed:
    """A finished mail. ``data`` is ASCII with CRLF, exactly what SMTP carries; ``method`` empty without a calendar part."""

    data: bytes
    subject: str
    method: str
    text: str
    html: str
    ics: str | None = None
