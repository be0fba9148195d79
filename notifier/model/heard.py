"""What was heard: one incoming message, read. A sum type told apart by class; every kind carries the same ``Head``.

These records hold text of strangers: already bounded, decoded and free of control characters, never yet believed.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from notifier.model.fact import Partstat


class Vouched(StrEnum):
    """What our own server states of the sender (RFC 8601)."""

    PASSED = "passed"  # dmarc=pass, or dkim=pass of the sender's own domain
    FAILED = "failed"  # dmarc=fail: the sender is not who the mail says
    SILENT = "silent"  # nothing stated


@dataclass(frozen=True, slots=True)
class Ours:
    """What is ours, as far as reading needs it. Addresses are canonical.

    ``message_domain`` ends our own Message-IDs and UIDs. ``authserv_id`` names whose Authentication-Results count: our own
    server's, or ``.example.net`` for every host of a provider; empty: nobody's.
    """

    address: str
    message_domain: str
    coordinator: str
    authserv_id: str = ""

    @property
    def domain(self) -> str:
        """The domain of our own mailbox."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Head:
    """What every incoming message has.

    ``digest`` is the SHA-256 of the bytes (the ledger's inbox key). ``sender`` is empty when the mail has not exactly one
    well-formed From. ``references`` holds the In-Reply-To ids, then the References. ``tokens`` come from our own address with
    a plus. ``at``: by the sender's clock; ``arrived``: by that of the server that took it last, where it says so. ``damaged``: headers
    had to be cut.
    """

    digest: str
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    at: datetime | None = None
    arrived: datetime | None = None
    tokens: tuple[str, ...] = ()
    vouched: Vouched = Vouched.SILENT
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class OwnMail:
    """Our own mail come back: a forwarder, a catch-all, a list. Dropped."""

    head: Head


class Failure(StrEnum):
    """Why a message did not arrive, by what it means for us."""

    HARD = "hard"        # the address is dead
    SOFT = "soft"        # this time; the address may be right
    DELAYED = "delayed"  # still being tried: changes nothing
    POLICY = "policy"    # we are refused: spam suspicion, rate, authentication; never the person's fault


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery status notification, or what stands for one.

    It names our message by ``token`` (VERP), ``message_id`` (returned headers) or only the ``address``; empty where unknown.
    ``words`` says why in Russian («ящика нет»), ``diagnostic`` is the server's own text.
    """

    head: Head
    failure: Failure
    address: str = ""
    message_id: str = ""
    token: str = ""
    enhanced: str = ""
    words: str = ""
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """A read receipt (MDN, RFC 8098) or a notice of success. Changes nothing."""

    head: Head


@dataclass(frozen=True, slots=True)
class Abuse:
    """A complaint (ARF, RFC 5965): somebody pressed «спам». Mail to this person stops."""

    head: Head
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """iTIP REPLY: what one attendee says. ``trusted_line`` False when the line itself says somebody else sent it (SENT-BY)."""

    head: Head
    uid: str
    attendee: str
    partstat: Partstat
    sequence: int
    dtstamp: datetime
    comment: str = ""
    delegated_to: str = ""
    trusted_line: bool = True


@dataclass(frozen=True, slots=True)
class Counter:
    """iTIP COUNTER: another time is proposed (UTC). Both None when the proposal names no time that can be read."""

    head: Head
    uid: str
    attendee: str
    dtstamp: datetime
    start: datetime | date | None = None
    end: datetime | date | None = None  # all-day: the last day, inclusive
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Refresh:
    """iTIP REFRESH: somebody asks for the newest state."""

    head: Head
    uid: str
    attendee: str


@dataclass(frozen=True, slots=True)
class ForeignCalendar:
    """A REQUEST, CANCEL ... of somebody else. Never a change of state. ``letter``: what a person wrote beside it."""

    head: Head
    method: str
    uid: str = ""
    letter: "Human | None" = None


@dataclass(frozen=True, slots=True)
class AutoReply:
    """A vacation answer, a list's or a machine's mail. Changes nothing, is not answered."""

    head: Head


@dataclass(frozen=True, slots=True)
class Unread:
    """Could not be read; ``reason`` (Russian) is for the coordinator."""

    head: Head
    reason: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a mail: csv, xlsx, ics or docx with its bytes; others only by name (``data`` None)."""

    name: str
    type: str
    data: bytes | None = field(default=None, repr=False)
    note: str = ""  # why there are no bytes (Russian)


@dataclass(frozen=True, slots=True)
class Passage:
    """A person's own words below the beginning of a quotation, and the quoted lines between them and those before. ``doubtful``: a mail
    program may have broken them off the quoted line above."""

    text: str
    above: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Human:
    """A person wrote. ``top`` is the unquoted text above a quotation, ``below`` what she wrote under and in it; ``unsubscribe`` a plain
    wish to get no more mail."""

    head: Head
    top: str
    attachments: tuple[Attachment, ...] = ()
    unsubscribe: bool = False
    below: tuple[Passage, ...] = ()

    @property
    def words(self) -> str:
        """Her own words: the top, and what stands below."""
        return "\n".join(text for text in (self.top, *(passage.text for passage in self.below if not passage.doubtful)) if text)


Heard = (OwnMail | Bounce | Receipt | Abuse | Reply | Counter | Refresh | ForeignCalendar | AutoReply | Unread | Human)
