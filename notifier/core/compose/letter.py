"""One notice in words: which templates, which variables, the finished texts. Knows no MIME.

``Words`` are rendered either for a real person or with slot marks in the person's place; see ``skeleton``.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from notifier.core.clean import cut
from notifier.core.compose.texts import TemplateFailure, Templates
from notifier.core.compose.view import changes, cleaned, event_view, full_name, line
from notifier.core.itip import CANCEL, REQUEST, calendar
from notifier.model.content import SuggestionContent
from notifier.model.draft import Draft
from notifier.model.event import Event, Revision
from notifier.model.frame import Frame, Recipient
from notifier.model.notice import STATE_KINDS, Kind, Role
from notifier.model.person import Mailbox

SUBJECT_LIMIT = 69  # «under 70 characters»
_COORDINATOR_KINDS = frozenset({Kind.DIGEST, Kind.ACKNOWLEDGEMENT, Kind.ALARM, Kind.REPORT})
_LITTLE = frozenset((  # no word to end on
    "а", "без", "в", "во", "для", "до", "за", "и", "из", "или", "к", "ко", "на", "над", "не", "о", "об", "от", "по", "под", "при", "про",
    "с", "со", "у"))
_LOOSE = " ,.;:—–-«(\""
_BLANKS = re.compile(r"\n{3,}")
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_HTML_GAPS = re.compile(r"\n\s*\n+")


@dataclass(frozen=True, slots=True)
class Person:
    """The person-dependent variables: everything templates may print of a recipient."""

    greeting: str
    name: str
    address: str
    school: str
    unsubscribe: str


@dataclass(frozen=True, slots=True)
class Words:
    """Rendered texts: ``text`` with ``\\n`` line ends, ``html`` inlined."""

    subject: str
    text: str
    html: str


def template_of(draft: Draft) -> str:
    """The base name of a draft's templates."""
    if isinstance(draft.content, SuggestionContent):
        return "suggestion"
    return "reminders" if draft.kind is Kind.REMINDER and draft.reminders else draft.kind.value


def usual_role(kind: Kind) -> Role:
    """Whom this kind of mail is for, unless said otherwise."""
    if kind in _COORDINATOR_KINDS:
        return Role.COORDINATOR
    return Role.HOST if kind is Kind.HOST_NOTICE else Role.LIBRARIAN


def method_of(draft: Draft) -> str:
    """The iTIP method, empty for mails without a calendar part."""
    if draft.kind not in STATE_KINDS or draft.revision is None:
        return ""
    return CANCEL if draft.kind is Kind.CANCELLATION else REQUEST


def person_of(recipient: Recipient, *, templates: Templates, frame: Frame) -> Person:
    """The recipient's variables, clean; an empty greeting is the role's usual one from ``greeting.txt``."""
    greeting = line(recipient.greeting) or line(templates.render("greeting.txt", {"role": recipient.role.value}))
    return Person(greeting=greeting, name=line(recipient.name), address=recipient.address, school=line(recipient.school),
                  unsubscribe=unsubscribe_uri(frame))


def unsubscribe_uri(frame: Frame) -> str:
    """The URI of List-Unsubscribe and of the footer's link: a mail that says «стоп»."""
    return f"mailto:{frame.organizer.email}?subject={quote('стоп')}"


def variables(draft: Draft, frame: Frame, *, role: Role, person: Person) -> dict[str, Any]:
    """Everything a template sees; ``docs/templates.md`` explains each."""
    now = draft.now
    event = event_view(draft.revision.event, frame, now=now) if draft.revision else None
    previous = event_view(draft.previous, frame, now=now) if draft.previous else None
    changed = changes(previous, event) if previous and event else ()
    return {
        "person": person, "role": role.value, "kind": draft.kind.value, "step": draft.step,
        "association": line(frame.organizer.name),
        "organizer": Mailbox(frame.organizer.email, line(frame.organizer.name)),
        "coordinator": Mailbox(frame.coordinator.email, full_name(frame.coordinator.name, frame.persons)),
        "event": event, "previous": previous, "changes": changed,
        "moved": bool(draft.previous and draft.revision and draft.previous.start != draft.revision.event.start),
        "events": tuple(event_view(revision.event, frame, now=now) for revision in in_order(draft.reminders, frame)),
        "content": cleaned(draft.content, frame, now=now),
        "held": event_view(draft.held, frame, now=now) if draft.held else None,
        "urgent": draft.urgent, "revived": draft.revived, "removed": draft.removed,
        "invite_days": frame.invite_days, "remind_days": frame.remind_days,
        "today": now.astimezone(frame.zone).date(),
    }


def in_order(revisions: tuple[Revision, ...], frame: Frame) -> list[Revision]:
    """By start, so that a merged reminder reads like the day."""
    return sorted(revisions, key=lambda revision: (revision.event.starts_at(frame.zone), revision.uid))


def words(draft: Draft, context: dict[str, Any], templates: Templates) -> Words:
    """Subject, plain text and HTML of one mail."""
    base = template_of(draft)
    subject = shorten(line(_said(f"{base}.subject.txt", context, templates)))
    context = {**context, "subject": subject}
    return Words(subject=subject, text=_plain(_said(f"{base}.txt", context, templates)),
                 html=inline(_said(f"{base}.html", context, templates)))


def _said(name: str, context: dict[str, Any], templates: Templates) -> str:
    """What the template says. Nothing at all is a failure of it: an editor empties a file before it writes it anew."""
    text = templates.render(name, context)
    if not text.strip():
        raise TemplateFailure(name, 0, "текст пуст")
    return text


def calendar_of(draft: Draft, revision: Revision, context: dict[str, Any], *, templates: Templates, frame: Frame, date: datetime,
                recipient: Mailbox) -> bytes:
    """The draft's VCALENDAR for one recipient."""
    view = context["event"]
    event: Event = revision.event
    return calendar(
        event, method=method_of(draft), sequence=revision.sequence, stamp=date, modified=revision.at,
        organizer=frame.organizer, attendee=recipient,
        summary=cut(line(_said("calendar.summary.txt", context, templates)), limit=250),
        description=_plain(templates.render("calendar.description.txt", context)).strip(),
        location=line(templates.render("calendar.location.txt", context)), url=view.link or view.source_link)


def shorten(subject: str) -> str:
    """At most ``SUBJECT_LIMIT`` characters, cut between words where a word's border is near; an opened « is closed again."""
    if len(subject) <= SUBJECT_LIMIT:
        return subject
    room = SUBJECT_LIMIT - 2  # for «…» and a closing »
    head = cut(subject, limit=room + 1)[:-1]
    border = head.rfind(" ") if not subject[len(head):len(head) + 1].isspace() else len(head)
    if border > SUBJECT_LIMIT // 2:
        head = head[:border]
    head = head.rstrip(_LOOSE)
    while (last := head.rpartition(" "))[2].lstrip(_LOOSE).casefold() in _LITTLE and last[0]:
        head = last[0].rstrip(_LOOSE)
    return f"{head}…{'»' if head.count('«') > head.count('»') else ''}"


def inline(html: str) -> str:
    """The page with its style sheet inlined; at-rules (dark mode, phones) stay in the head."""
    inlined: str = _inliner().inline(_HTML_GAPS.sub("\n", html))
    return inlined if inlined.endswith("\n") else inlined + "\n"


@cache
def _inliner() -> Any:
    import css_inline  # here: only who composes needs it

    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)


def _plain(text: str) -> str:
    """No trailing blanks, no double empty lines, one line end at the end."""
    return _BLANKS.sub("\n\n", _TRAILING.sub("", text)).strip() + "\n"
