"""One notice composed: whole for one person (``compose``, the truth), or once for everybody and then filled in (``skeleton``, ``fill``).

``fill`` gives byte for byte what ``compose`` gives; a property test holds it. Where templates do more with a person than print its
variables, or a person's variable is empty, ``fill`` composes the whole mail.
"""

import hashlib
import re
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from notifier.core.compose import header, mime
from notifier.core.compose.guard import Meant, UnsafeMail, check
from notifier.core.compose.letter import (
    Person,
    calendar_of,
    method_of,
    person_of,
    template_of,
    unsubscribe_uri,
    usual_role,
    variables,
    words,
)
from notifier.core.compose.slots import SlottedBase64, SlottedText, mark
from notifier.core.compose.texts import ADDRESS, Templates
from notifier.core.compose.view import line
from notifier.core.itip import CANCEL, BadEvent, attendee_line
from notifier.model.content import Draft
from notifier.model.event import Event
from notifier.model.frame import Composed, Frame, Recipient
from notifier.model.notice import Role
from notifier.model.person import Mailbox

_SOMEBODY = Mailbox("slot@slot.invalid", "slot")
_IMPERSONAL = ("calendar.summary.txt", "calendar.description.txt", "calendar.location.txt")
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>\Z")
_URI = re.compile(r"(?:mailto:|https://)[^\s\"'<>\\^`{|}]+\Z")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SLOTS = tuple(field.name for field in fields(Person))


@dataclass(frozen=True, slots=True)
class Post:
    """The headers that differ from person to person, besides To."""

    message_id: str
    references: tuple[str, ...] = ()
    reply_to: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Bodies:
    """The bodies with slots; ``calendar`` None without a calendar part."""

    text: SlottedText
    html: SlottedText
    calendar: SlottedBase64 | None
    text_lines: SlottedBase64
    html_lines: SlottedBase64


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A notice made ready for many. ``bodies`` None where every person's mail must be composed whole."""

    draft: Draft
    role: Role
    date: datetime
    templates: Templates
    frame: Frame
    subject: str = ""
    method: str = ""
    greeting: str = ""
    head: bytes = b""
    tail: bytes = b""
    bodies: Bodies | None = None


def message_id(key: str, domain: str) -> str:
    """A Message-ID derived from a key, so that the same message always has the same one (RFC 5322 section 3.6.4)."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def compose(draft: Draft, recipient: Recipient, *, date: datetime, message_id: str, templates: Templates, frame: Frame) -> Composed:
    """The whole mail for one person, read back and compared. Deterministic.

    ``date`` (aware) is the Date header and DTSTAMP. TemplateFailure where a template can't be rendered, UnsafeMail where the result is not
    what was meant or the event can't be told.
    """
    post = Post(message_id=message_id, references=draft.references)
    return _whole(draft, recipient, post, date=date, templates=templates, frame=frame)


def skeleton(draft: Draft, *, date: datetime, templates: Templates, frame: Frame, role: Role | None = None) -> Skeleton:
    """The notice rendered once. ``role`` None: the kind's usual one. Raises as ``compose``."""
    role = role or usual_role(draft.kind)
    bare = Skeleton(draft=draft, role=role, date=date, templates=templates, frame=frame)
    base, method = template_of(draft), method_of(draft)
    impersonal = [f"{base}.subject.txt", *(_IMPERSONAL if method else ())]
    if not (all(map(templates.impersonal, impersonal)) and templates.slots_only(f"{base}.txt") and templates.slots_only(f"{base}.html")):
        return bare
    usual = person_of(Recipient(address="", role=role), templates=templates, frame=frame)
    person = Person(**{slot: mark(slot) for slot in _SLOTS})
    context = variables(draft, frame, role=role, person=person)
    texts = words(draft, context, templates)
    if not _marks_are_text(texts.html):
        return bare
    text, html = SlottedText.of(texts.text), SlottedText.of(texts.html)
    calendar = None
    if draft.revision is not None and method:
        ics = _ics(draft, context, templates=templates, frame=frame, date=date, recipient=_SOMEBODY)
        placeholder = attendee_line(_SOMEBODY, cancelled=method == CANCEL)
        before, found, after = ics.partition(placeholder)
        if not found or placeholder in after:
            return bare
        calendar = SlottedBase64((before, after), ("attendee",))
    head, tail = _constant_headers(draft, texts.subject, method=method, date=date, frame=frame)
    return Skeleton(draft=draft, role=role, date=date, templates=templates, frame=frame, subject=texts.subject, method=method,
                    greeting=usual.greeting, head=head, tail=tail,
                    bodies=Bodies(text, html, calendar, text.encoded(), html.encoded()))


def fill(skeleton: Skeleton, recipient: Recipient, *, message_id: str, references: tuple[str, ...] = (), reply_to: str = "",
         unsubscribe: str = "") -> Composed:
    """The skeleton's mail for one person: byte for byte what ``compose`` gives. Empty arguments mean the frame's.

    The bytes are not parsed again: what goes into the slots is checked by strict patterns, the rest was checked with the skeleton's
    first whole mail (``check_skeleton``).
    """
    post = Post(message_id=message_id, references=references, reply_to=reply_to, unsubscribe=unsubscribe)
    bodies = skeleton.bodies
    greeting = line(recipient.greeting) or skeleton.greeting
    frame = skeleton.frame
    uri = unsubscribe_uri(unsubscribe or frame.unsubscribe or frame.organizer.email)
    values = {"greeting": greeting, "name": line(recipient.name), "address": recipient.address, "school": line(recipient.school),
              "unsubscribe": uri}
    if bodies is None or recipient.role is not skeleton.role or not _fits(bodies, values):
        return _whole(skeleton.draft, recipient, post, date=skeleton.date, templates=skeleton.templates, frame=frame)
    _check_not_organizer(recipient, frame, skeleton.method)
    raw = {slot: value.encode() for slot, value in values.items()}
    page = {slot: value.translate(_HTML) for slot, value in values.items()}
    personal = _personal_headers(recipient, values["name"], post, role=skeleton.role, frame=frame, uri=uri)
    ics, calendar = None, b""
    if bodies.calendar is not None:
        attendee = attendee_line(Mailbox(recipient.address, values["name"]), cancelled=skeleton.method == CANCEL)
        calendar = bodies.calendar.fill({"attendee": attendee})
        ics = attendee.join(bodies.calendar.fixed).decode()
    body = mime.body(bodies.text_lines.fill(raw), bodies.html_lines.fill({slot: value.encode() for slot, value in page.items()}),
                     calendar, skeleton.method)
    return Composed(data=b"".join((skeleton.head, personal, skeleton.tail, body)), subject=skeleton.subject, method=skeleton.method,
                    text=bodies.text.fill(values), html=bodies.html.fill(page), ics=ics)


def _whole(draft: Draft, recipient: Recipient, post: Post, *, date: datetime, templates: Templates, frame: Frame) -> Composed:
    method, role = method_of(draft), recipient.role
    _check_not_organizer(recipient, frame, method)
    person = person_of(recipient, templates=templates, frame=frame, unsubscribe=post.unsubscribe)
    context = variables(draft, frame, role=role, person=person)
    texts = words(draft, context, templates)
    ics = b""
    if draft.revision is not None and method:
        ics = _ics(draft, context, templates=templates, frame=frame, date=date, recipient=Mailbox(recipient.address, person.name))
    head, tail = _constant_headers(draft, texts.subject, method=method, date=date, frame=frame)
    personal = _personal_headers(recipient, person.name, post, role=role, frame=frame, uri=person.unsubscribe)
    body = mime.body(mime.base64_lines(texts.text.replace("\n", "\r\n").encode()), mime.base64_lines(texts.html.replace("\n", "\r\n").encode()),
                     mime.base64_lines(ics), method)
    data = b"".join((head, personal, tail, body))
    revision = draft.revision
    meant = Meant(headers=_header_names(draft, post, role=role, uri=person.unsubscribe), sender=frame.organizer.email,
                  recipient=recipient.address, subject=texts.subject, method=method,
                  uid=revision.uid if revision else "", sequence=revision.sequence if revision else 0)
    check(data, meant, allowed=_allowed(draft, recipient, post, templates=templates, frame=frame))
    return Composed(data=data, subject=texts.subject, method=method, text=texts.text, html=texts.html,
                    ics=ics.decode() if method else None)


def _ics(draft: Draft, context: dict[str, Any], *, templates: Templates, frame: Frame, date: datetime, recipient: Mailbox) -> bytes:
    assert draft.revision is not None
    try:
        return calendar_of(draft, draft.revision, context, templates=templates, frame=frame, date=date, recipient=recipient)
    except BadEvent as error:
        raise UnsafeMail(str(error)) from error


def _constant_headers(draft: Draft, subject: str, *, method: str, date: datetime, frame: Frame) -> tuple[bytes, bytes]:
    """What stands before and after the personal headers."""
    before = (header.address("From", line(frame.organizer.name), frame.organizer.email),
              header.unstructured("Subject", subject), header.structured("Date", format_datetime(date.astimezone(frame.zone))))
    after = (header.structured("Auto-Submitted", "auto-generated"), header.structured("X-Auto-Response-Suppress", "OOF,", "AutoReply"),
             *((header.structured("Importance", "high"),) if draft.urgent else ()),
             header.structured("Content-Language", "ru"), header.structured("MIME-Version", "1.0"))
    return "".join(before).encode("ascii"), "".join(after).encode("ascii") + mime.content_type(method)


def _personal_headers(recipient: Recipient, name: str, post: Post, *, role: Role, frame: Frame, uri: str) -> bytes:
    try:
        return "".join((
            header.address("To", name, recipient.address),
            header.structured("Reply-To", _mailbox(post.reply_to or frame.reply_to or frame.organizer.email)),
            header.structured("Message-ID", _identifier(post.message_id)),
            *((header.structured("In-Reply-To", _identifier(post.references[-1])),
               header.structured("References", *map(_identifier, post.references))) if post.references else ()),
            *_list_headers(role, uri),
        )).encode("ascii")
    except header.BadHeader as error:
        raise UnsafeMail(str(error)) from error


def _list_headers(role: Role, uri: str) -> tuple[str, ...]:
    """How a librarian's mail program offers to stop (RFC 2369); one click only where there is a page for it (RFC 8058)."""
    if role is not Role.LIBRARIAN:
        return ()
    if not _URI.match(uri):
        raise header.BadHeader(f"List-Unsubscribe: {uri!r}")
    click = (header.structured("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),) if uri.startswith("https:") else ()
    return header.structured("List-Unsubscribe", f"<{uri}>"), *click


def _header_names(draft: Draft, post: Post, *, role: Role, uri: str) -> tuple[str, ...]:
    """The only headers a mail may have, in order: what reading back must find."""
    names = ["From", "Subject", "Date", "To", "Reply-To", "Message-ID"]
    names += ["In-Reply-To", "References"] if post.references else []
    if role is Role.LIBRARIAN:
        names += ["List-Unsubscribe", "List-Unsubscribe-Post"] if uri.startswith("https:") else ["List-Unsubscribe"]
    names += ["Auto-Submitted", "X-Auto-Response-Suppress", *(["Importance"] if draft.urgent else [])]
    return (*names, "Content-Language", "MIME-Version", "Content-Type")


def _identifier(text: str) -> str:
    if not _MESSAGE_ID.match(text):
        raise header.BadHeader(f"not a Message-ID: {text!r}")
    return text


def _mailbox(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise header.BadHeader(f"not an address: {text!r}")
    return text


def _check_not_organizer(recipient: Recipient, frame: Frame, method: str) -> None:
    if method and recipient.address.casefold() == frame.organizer.email.casefold():
        raise UnsafeMail("the organizer can't be invited to her own event")  # imip.md 22


def _fits(bodies: Bodies, values: dict[str, str]) -> bool:
    """Whether every printed variable has a value: an empty one might change the blanks around it."""
    return all(values[slot] for slot in bodies.text.slots) and all(values[slot] for slot in bodies.html.slots)


def _marks_are_text(html: str) -> bool:
    """Whether marks stand where filling in equals rendering: in text, or as an address or URI in an attribute."""
    if any("\ue000" in style for style in _STYLE.findall(html)):
        return False
    at = -1
    while (at := html.find("\ue000", at + 1)) >= 0:
        inside_tag = html.rfind("<", 0, at) > html.rfind(">", 0, at)
        if inside_tag and not html.startswith((mark("unsubscribe"), mark("address")), at):
            return False
    return True


def _allowed(draft: Draft, recipient: Recipient, post: Post, *, templates: Templates, frame: Frame) -> frozenset[str]:
    """Addresses that may occur: the three parties', the operator's in templates, and those written into the event's own texts."""
    own = [recipient.address, frame.organizer.email, frame.coordinator.email, post.reply_to, frame.reply_to, frame.unsubscribe,
           post.unsubscribe, recipient.name, recipient.greeting, recipient.school, frame.association, *frame.persons.values(),
           frame.organizer.name, frame.coordinator.name]
    found = {address.casefold() for text in own for address in ADDRESS.findall(text)}
    for source in (draft.revision, draft.previous, draft.reminders, draft.content):
        _collect(source, found)
    return templates.addresses | found


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        found.update(address.casefold() for address in ADDRESS.findall(line(value)))
        found.update(address.casefold() for address in ADDRESS.findall(value))
    elif isinstance(value, tuple):
        for part in value:
            _collect(part, found)
    elif isinstance(value, Event) or (is_dataclass(value) and not isinstance(value, type)):
        for field in fields(value):
            _collect(getattr(value, field.name), found)
