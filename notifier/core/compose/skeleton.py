"""One notice composed once for everybody (``skeleton``) and filled in per person (``fill``).

``fill`` gives byte for byte what ``compose`` gives; a property test holds it. Where templates do more with a person than print its
variables, or a person's variable is empty, ``fill`` composes the whole mail.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from notifier.core.compose import mime
from notifier.core.compose.envelope import Post, check_not_organizer, constant_headers, personal_headers
from notifier.core.compose.letter import Person, method_of, person_of, template_of, usual_role, variables, words
from notifier.core.compose.slots import SlottedBase64, SlottedText, mark
from notifier.core.compose.texts import Templates
from notifier.core.compose.view import line
from notifier.core.compose.whole import draft_ics, whole
from notifier.core.itip import CANCEL, attendee_line
from notifier.model.draft import Draft
from notifier.model.frame import Composed, Frame, Recipient
from notifier.model.notice import Role
from notifier.model.person import Mailbox

_AWKWARD = """Ё-Иванова, Анна "Аня" <b>&amp; О'Нил; {{ 7 }} : ^ % \\ 💩"""
_SOMEBODY = Mailbox("slot@slot.invalid", "slot")
_IMPERSONAL = ("calendar.summary.txt", "calendar.description.txt", "calendar.location.txt")
_STYLE = re.compile(r"<style\b.*?</style>", re.DOTALL | re.IGNORECASE)
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_SLOTS = ("greeting", "name", "address", "school")
"""What of a ``Person`` is that person's own."""
PROBE_POST = Post("<probe@slot.invalid>", ("<first@slot.invalid>", "<second@slot.invalid>"))


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

    def values(self, recipient: Recipient) -> dict[str, str]:
        """What stands in the slots of one person's texts."""
        return {"greeting": line(recipient.greeting) or self.greeting, "name": line(recipient.name), "address": recipient.address,
                "school": line(recipient.school)}


def skeleton(draft: Draft, *, date: datetime, templates: Templates, frame: Frame, role: Role | None = None) -> Skeleton:
    """The notice rendered once. ``role`` None: the kind's usual one. Raises as ``compose``.

    Before it is handed out, one invented person's mail is composed both ways: the whole one is read back by the guard, and the
    filled one must be the same bytes; otherwise everybody's mail is composed whole.
    """
    role = role or usual_role(draft.kind)
    bare = Skeleton(draft=draft, role=role, date=date, templates=templates, frame=frame)
    base, method = template_of(draft), method_of(draft)
    impersonal = [f"{base}.subject.txt", *(_IMPERSONAL if method else ())]
    if not (all(map(templates.impersonal, impersonal)) and templates.slots_only(f"{base}.txt") and templates.slots_only(f"{base}.html")):
        return bare
    usual = person_of(Recipient(address="", role=role), templates=templates, frame=frame)
    person = Person(**{slot: mark(slot) for slot in _SLOTS}, unsubscribe=usual.unsubscribe)
    context = variables(draft, frame, role=role, person=person)
    texts = words(draft, context, templates)
    if not _marks_are_text(texts.html):
        return bare
    text, html = SlottedText.of(texts.text), SlottedText.of(texts.html)
    calendar = None
    if draft.revision is not None and method:
        ics = draft_ics(draft, context, templates=templates, frame=frame, date=date, recipient=_SOMEBODY)
        placeholder = attendee_line(_SOMEBODY, cancelled=method == CANCEL)
        before, found, after = ics.partition(placeholder)
        if not found or placeholder in after:
            return bare
        calendar = SlottedBase64((before, after), ("attendee",))
    head, tail = constant_headers(draft, texts.subject, method=method, date=date, frame=frame)
    made = Skeleton(draft=draft, role=role, date=date, templates=templates, frame=frame, subject=texts.subject, method=method,
                    greeting=usual.greeting, head=head, tail=tail,
                    bodies=Bodies(text, html, calendar, text.encoded(), html.encoded()))
    return made if _proved(made) else bare


def fill(skeleton: Skeleton, recipient: Recipient, *, message_id: str, references: tuple[str, ...] = ()) -> Composed:
    """The skeleton's mail for one person: byte for byte what ``compose`` gives.

    The bytes are not parsed again: what goes into the slots is checked by strict patterns, the rest was read back when the skeleton
    was made.
    """
    post = Post(message_id=message_id, references=references)
    bodies, frame, values = skeleton.bodies, skeleton.frame, skeleton.values(recipient)
    if bodies is None or recipient.role is not skeleton.role or not _fits(bodies, values):
        return whole(skeleton.draft, recipient, post, date=skeleton.date, templates=skeleton.templates, frame=frame)
    check_not_organizer(recipient, frame, skeleton.method)
    raw = {slot: value.encode() for slot, value in values.items()}
    page = {slot: escaped(value) for slot, value in values.items()}
    personal = personal_headers(recipient, values["name"], post, role=skeleton.role, frame=frame)
    ics, calendar = None, b""
    if bodies.calendar is not None:
        attendee = attendee_line(Mailbox(recipient.address, values["name"]), cancelled=skeleton.method == CANCEL)
        calendar = bodies.calendar.fill({"attendee": attendee})
        ics = attendee.join(bodies.calendar.fixed).decode()
    body = mime.body(bodies.text_lines.fill(raw), bodies.html_lines.fill({slot: value.encode() for slot, value in page.items()}),
                     calendar, skeleton.method)
    return Composed(data=b"".join((skeleton.head, personal, skeleton.tail, body)), subject=skeleton.subject, method=skeleton.method,
                    text=bodies.text.fill(values), html=bodies.html.fill(page), ics=ics)


def escaped(value: str) -> str:
    """A text as css-inline's serializer writes it: quotes stay."""
    return value.translate(_HTML) if "&" in value or "<" in value or ">" in value else value


def _proved(made: Skeleton) -> bool:
    """Whether both ways agree for a person with every awkward sign in the name. Raises as ``compose``."""
    person, post = probe(made.role), PROBE_POST
    truth = whole(made.draft, person, post, date=made.date, templates=made.templates, frame=made.frame)
    return fill(made, person, message_id=post.message_id, references=post.references) == truth


def probe(role: Role) -> Recipient:
    """An invented person with every awkward sign: both ways of making a mail must agree for them before anybody's mail is made."""
    return Recipient(address="probe.o'neil+x@slot.invalid", name=_AWKWARD, greeting=f"Уважаемая {_AWKWARD}!", school=_AWKWARD, role=role)


def _fits(bodies: Bodies, values: dict[str, str]) -> bool:
    """Whether every printed variable has a value: an empty one might change the blanks around it."""
    return all(values[slot] for slot in bodies.text.slots) and all(values[slot] for slot in bodies.html.slots)


def _marks_are_text(html: str) -> bool:
    """Whether marks stand where filling in equals rendering: in text, or as an address in an attribute."""
    if any("\ue000" in style for style in _STYLE.findall(html)):
        return False
    at = -1
    while (at := html.find("\ue000", at + 1)) >= 0:
        inside_tag = html.rfind("<", 0, at) > html.rfind(">", 0, at)
        if inside_tag and not html.startswith(mark("address"), at):
            return False
    return True
