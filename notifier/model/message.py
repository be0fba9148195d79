"""A message: a notice for one person. The stored bytes never change; the state does, along the table below.

======================  ==========================================================================================
queued -> sending       claimed: the durable mark before the final dot
sending -> sent         the server's 250 to the final dot was read and stored
sending -> queued       temporary failure, or a crash (then ``uncertain`` counts the copies that may exist)
sending -> failed       permanent, and about the address
sending -> held         ours to mend: authentication, policy, quota, a poisoned template
held    -> queued       released by a person or by the mended cause
queued  -> superseded   newer news took its place before it was sent
queued  -> expired      its ``valid_until`` passed
sent    -> bounced      a delivery status notification said so
======================  ==========================================================================================
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from notifier.model.notice import Kind, Role


class State(StrEnum):
    """See the module's table."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    BOUNCED = "bounced"
    FAILED = "failed"
    HELD = "held"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


TRANSITIONS: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.SENDING, State.SUPERSEDED, State.EXPIRED, State.HELD, State.FAILED}),
    State.SENDING: frozenset({State.SENT, State.QUEUED, State.FAILED, State.HELD}),
    State.HELD: frozenset({State.QUEUED, State.SUPERSEDED, State.EXPIRED, State.FAILED}),
    State.SENT: frozenset({State.BOUNCED}),
    State.BOUNCED: frozenset(),
    State.FAILED: frozenset({State.QUEUED}),
    State.SUPERSEDED: frozenset(),
    State.EXPIRED: frozenset(),
}
"""Who may leave each state. ``failed -> queued`` only by the administrator's ``notifier outbox retry``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What one message tells: an (event, sequence, step) triple; a merged reminder has several."""

    item: str | None = None
    uid: str = ""
    sequence: int = 0
    start: str = ""  # ISO, local, as in the journal
    step: str = ""
    event: int = 0  # the ledger's number of the event; 0 when it is about none


@dataclass(frozen=True, slots=True)
class Letter:
    """A message composed and ready to be frozen: exactly what SMTP will carry, and what the ledger must know of it."""

    kind: Kind
    role: Role
    person: int  # the ledger's number of the person; 0 for the coordinator, hosts and the administrator
    address: str
    subjects: tuple[Subject, ...]
    turn: int
    due: datetime
    valid_until: datetime
    subject: str
    method: str
    message_id: str
    urgent: bool = False
    priority: int = 5


class Outcome(StrEnum):
    """How one attempt ended."""

    ACCEPTED = "accepted"      # 250 to the final dot
    TEMPORARY = "temporary"    # certain: not taken; later
    UNCERTAIN = "uncertain"    # the connection died after the final dot was written
    PERMANENT = "permanent"    # about this address
    OURS = "ours"              # about us: authentication, policy, quota, size


class Cause(StrEnum):
    """Why an attempt did not end in ``accepted``: what decides on the pause and whom people are told to look at."""

    NONE = "none"
    NETWORK = "network"        # no route, refused, reset, silent: nobody's fault here
    DNS = "dns"                # the resolver gave no answer
    TLS = "tls"                # no STARTTLS, a certificate that is not the server's
    AUTH = "auth"              # the password or the account was refused
    CONFIG = "config"          # ours: no such server, no password file, an address that is none
    BUSY = "busy"              # 421 and its kin: the server wants us to go away for a while
    RATE = "rate"              # too fast
    QUOTA = "quota"            # the provider's daily number is used up
    POLICY = "policy"          # taken for spam or against the provider's rules
    GREYLIST = "greylist"      # "come again later", by design
    MAILBOX = "mailbox"        # full, or busy for now
    ADDRESS = "address"        # no such user or domain
    SIZE = "size"              # larger than the server takes
    PROTOCOL = "protocol"      # garbage instead of a reply
    LOCAL = "local"            # our own disk or files
    POISON = "poison"          # the stored bytes cannot be made or are not what was stored
    STOPPED = "stopped"        # not begun: the service was asked to end


class Outgoing(NamedTuple):
    """What a transport is given: one message for one recipient. ``again``: a copy may exist already. ``pure``: compared with
    bytes that were looked through when they were frozen (ASCII, CRLF only, no NUL, no line that begins with a dot), so that nobody needs to
    look again."""

    id: int
    sender: str
    address: str
    content: bytes
    again: bool = False
    pure: bool = False


class Result(NamedTuple):
    """The end of one attempt: ``code``/``enhanced`` as the server said, ``text`` its words (English, for the ledger only)."""

    outcome: Outcome
    code: int = 0
    enhanced: str = ""
    text: str = ""
    account: bool = False  # concerns the whole account or link, not this message: the breaker opens
    cause: Cause = Cause.NONE

    @property
    def said(self) -> str:
        """Codes and words in one line."""
        return " ".join(filter(None, (str(self.code or ""), self.enhanced, self.text)))


NOT_BEGUN = Result(Outcome.TEMPORARY, text="not begun", account=True, cause=Cause.STOPPED)
"""Nothing of the message left: it is as it was before its claim."""
