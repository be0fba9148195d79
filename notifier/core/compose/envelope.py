"""The header fields of a mail: what is the same for everybody, what is one person's, and the list that reading back must find.

Every value is checked by a strict pattern before it becomes a field; ``UnsafeMail`` where it does not fit (invitations.md 13-17).
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from notifier.core.compose import header, mime
from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.letter import unsubscribe_uri
from notifier.core.compose.view import line
from notifier.model.draft import Draft
from notifier.model.frame import Frame, Recipient
from notifier.model.notice import Role


@dataclass(frozen=True, slots=True)
class Post:
    """The headers that differ from person to person, besides To."""

    message_id: str
    references: tuple[str, ...] = ()


def constant_headers(draft: Draft, subject: str, *, method: str, date: datetime, frame: Frame) -> tuple[bytes, bytes]:
    """What stands before and after the personal headers."""
    before = (header.address("From", line(frame.organizer.name), frame.organizer.email),
              header.subject(subject), header.structured("Date", format_datetime(date.astimezone(frame.zone))))
    after = (header.structured("Auto-Submitted", "auto-generated"), header.structured("X-Auto-Response-Suppress", "OOF,", "AutoReply"),
             *((header.structured("Importance", "high"),) if draft.urgent else ()),
             header.structured("Content-Language", "ru"), header.structured("MIME-Version", "1.0"))
    return "".join(before).encode("ascii"), "".join(after).encode("ascii") + mime.content_type(method)


def personal_headers(recipient: Recipient, name: str, post: Post, *, role: Role, frame: Frame) -> bytes:
    """To, Reply-To, Message-ID, what it answers, and how to stop."""
    try:
        return "".join((
            header.address("To", name, recipient.address),
            header.structured("Reply-To", frame.organizer.email),
            header.structured("Message-ID", header.identifier(post.message_id)),
            header.answering(post.references) if post.references else "",
            header.structured("List-Unsubscribe", f"<{unsubscribe_uri(frame)}>") if role is Role.LIBRARIAN else "",  # RFC 2369
        )).encode("ascii")
    except header.BadHeader as error:
        raise UnsafeMail(str(error)) from error


def header_names(draft: Draft, post: Post, *, role: Role) -> tuple[str, ...]:
    """The only headers a mail may have, in order: what reading back must find."""
    names = ["From", "Subject", "Date", "To", "Reply-To", "Message-ID"]
    names += ["In-Reply-To", "References"] if post.references else []
    names += ["List-Unsubscribe"] if role is Role.LIBRARIAN else []
    names += ["Auto-Submitted", "X-Auto-Response-Suppress", *(["Importance"] if draft.urgent else [])]
    return (*names, "Content-Language", "MIME-Version", "Content-Type")


def check_not_organizer(recipient: Recipient, frame: Frame, method: str) -> None:
    """UnsafeMail where the organizer's mailbox would be its own attendee (invitations.md 22)."""
    if method and recipient.address.casefold() == frame.organizer.email.casefold():
        raise UnsafeMail("the organizer can't be invited to her own event")
