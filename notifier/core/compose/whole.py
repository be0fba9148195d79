"""One whole mail for one person, made by ordinary means and read back: the truth that the fast path is compared with."""

import hashlib
from dataclasses import is_dataclass
from datetime import datetime
from typing import Any

from notifier.core.compose import mime
from notifier.core.compose.envelope import Post, check_not_organizer, constant_headers, header_names, personal_headers
from notifier.core.compose.guard import Meant, UnsafeMail, check
from notifier.core.compose.letter import calendar_of, method_of, person_of, variables, words
from notifier.core.compose.texts import ADDRESS, Templates
from notifier.core.compose.view import line, names_of
from notifier.core.itip import BadEvent
from notifier.model.draft import Draft
from notifier.model.frame import Composed, Frame, Recipient
from notifier.model.person import Mailbox


def message_id(key: str, domain: str) -> str:
    """A Message-ID derived from a key, so that the same message always has the same one (RFC 5322 section 3.6.4)."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def compose(draft: Draft, recipient: Recipient, *, date: datetime, message_id: str, templates: Templates, frame: Frame) -> Composed:
    """The whole mail for one person, read back and compared. Deterministic.

    ``date`` (aware) is the Date header and DTSTAMP. TemplateFailure where a template can't be rendered, UnsafeMail where the result is not
    what was meant or the event can't be told.
    """
    post = Post(message_id=message_id, references=draft.references)
    return whole(draft, recipient, post, date=date, templates=templates, frame=frame)


def whole(draft: Draft, recipient: Recipient, post: Post, *, date: datetime, templates: Templates, frame: Frame) -> Composed:
    """``compose`` with all that differs from person to person in ``post``."""
    method, role = method_of(draft), recipient.role
    check_not_organizer(recipient, frame, method)
    person = person_of(recipient, templates=templates, frame=frame)
    context = variables(draft, frame, role=role, person=person)
    texts = words(draft, context, templates)
    ics = b""
    if draft.revision is not None and method:
        ics = draft_ics(draft, context, templates=templates, frame=frame, date=date, recipient=Mailbox(recipient.address, person.name))
    head, tail = constant_headers(draft, texts.subject, method=method, date=date, frame=frame)
    personal = personal_headers(recipient, person.name, post, role=role, frame=frame)
    text, html = (mime.base64_lines(body.replace("\n", "\r\n").encode()) for body in (texts.text, texts.html))
    body = mime.body(text, html, mime.base64_lines(ics), method)
    data = b"".join((head, personal, tail, body))
    _read_back(data, draft, recipient, post, subject=texts.subject, templates=templates, frame=frame)
    return Composed(data=data, subject=texts.subject, method=method, text=texts.text, html=texts.html,
                    ics=ics.decode() if method else None)


def _read_back(data: bytes, draft: Draft, recipient: Recipient, post: Post, *, subject: str, templates: Templates, frame: Frame) -> None:
    """UnsafeMail where the bytes do not say what was meant."""
    revision = draft.revision
    meant = Meant(headers=header_names(draft, post, role=recipient.role), sender=frame.organizer.email,
                  recipient=recipient.address, subject=subject, method=method_of(draft),
                  uid=revision.uid if revision else "", sequence=revision.sequence if revision else 0)
    check(data, meant, allowed=_allowed(draft, recipient, templates=templates, frame=frame), most_bytes=frame.message_kib * 1024)


def draft_ics(draft: Draft, context: dict[str, Any], *, templates: Templates, frame: Frame, date: datetime, recipient: Mailbox) -> bytes:
    """The calendar of a draft that has one; UnsafeMail where its event can't be told."""
    assert draft.revision is not None
    try:
        return calendar_of(draft, draft.revision, context, templates=templates, frame=frame, date=date, recipient=recipient)
    except BadEvent as error:
        raise UnsafeMail(str(error)) from error


def _allowed(draft: Draft, recipient: Recipient, *, templates: Templates, frame: Frame) -> frozenset[str]:
    """Addresses that may occur: the three parties', the operator's in templates, and those written into the event's own texts."""
    own = [recipient.address, recipient.name, recipient.greeting, recipient.school, *frame.persons.values(), frame.organizer.email,
           frame.organizer.name, frame.coordinator.email, frame.coordinator.name]
    found = {address.casefold() for text in own for address in ADDRESS.findall(text)}
    for source in (draft.revision, draft.previous, draft.reminders, draft.content):
        _collect(source, found)
    return templates.addresses | found


def _collect(value: Any, found: set[str]) -> None:
    if isinstance(value, str):
        if "@" in value:  # cleaning adds none
            found.update(address.casefold() for text in (line(value), value) for address in ADDRESS.findall(text))
    elif isinstance(value, tuple):
        for part in value:
            _collect(part, found)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in names_of(type(value)):
            _collect(getattr(value, name), found)
