"""A trial of templates before a mail is due: an invented meeting, webinar and deadline, told in each way to an invented person.

What only shows when a mail is made - a variable that is not there, a filter that meets a day instead of an hour - shows here, on the day
the template was changed, and not on the morning of an invitation. Pure; nothing of it is sent or kept.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.letter import person_of, template_of, usual_role
from notifier.core.compose.skeleton import PROBE_POST, probe
from notifier.core.compose.texts import TemplateFailure, Templates
from notifier.core.compose.whole import compose
from notifier.model.content import (
    Accepted,
    AcknowledgementContent,
    Deed,
    HostContent,
    OverviewContent,
    OverviewRow,
    RowState,
    Upcoming,
)
from notifier.model.draft import Draft
from notifier.model.event import Event, Nature, Revision, Status
from notifier.model.frame import Composed, Frame, Recipient
from notifier.model.notice import HostNews, Kind
from notifier.model.person import Mailbox

_NOW = datetime(2020, 11, 12, 7, tzinfo=UTC)
_START = _NOW + timedelta(days=7, hours=4)
_DAY = _START.date()
_FRAME = Frame(Mailbox("office@slot.invalid", "Объединение"), Mailbox("coordinator@slot.invalid", "Координатор"), UTC, "Europe/Moscow")
_MEETING = Event(
    "trial.1@slot.invalid", "trial-1", "trial-1", "«Проба шаблонов»", _START, _START + timedelta(minutes=90), place="Дом на площади",
    address="Площадь, 1", sector="Сектор", topics=("«Проба шаблонов»", "«Ещё раз»"), responsible=("Иванова И.И.",), bring="тетрадь",
    note="Вход со двора.")
_BARE = Event("trial.2@slot.invalid", "trial-2", "trial-2", "Встреча", _START, _START + timedelta(minutes=90))
_OPEN = replace(_MEETING, place="Дом на площади; Школа № 2", place_open=True)
_WEBINAR = replace(_BARE, nature=Nature.ONLINE, link="https://slot.invalid/w", source="Институт", source_link="https://slot.invalid/plan",
                   register_by=_DAY - timedelta(days=2))
_DEADLINE = replace(_BARE, nature=Nature.DEADLINE, start=_DAY, end=_DAY)
_SPAN = replace(_BARE, nature=Nature.MILESTONE, start=_DAY, end=_DAY + timedelta(days=1))
_LATER = _START + timedelta(days=7)


def failures(templates: Templates) -> list[tuple[str, TemplateFailure]]:
    """Every way of telling that does not come off: the base name of its templates, and what went wrong where. One for each place
    in a template; one for each base of a mail that may not leave as it was made."""
    found: dict[tuple[str, int, str], tuple[str, TemplateFailure]] = {}
    for draft in _drafts():
        try:
            _made(draft, templates)
        except TemplateFailure as failure:
            found.setdefault((failure.template, failure.line, failure.what), (template_of(draft), failure))
        except UnsafeMail as error:
            base = template_of(draft)
            found.setdefault((base, 0, ""), (base, TemplateFailure(f"{base}.txt", 0, str(error))))
    return list(found.values())


def _made(draft: Draft, templates: Templates) -> Composed:
    role = usual_role(draft.kind)
    person_of(Recipient("slot@slot.invalid", role=role), templates=templates, frame=_FRAME)  # most people have no greeting of their own
    return compose(draft, probe(role), date=_NOW, message_id=PROBE_POST.message_id, templates=templates, frame=_FRAME)


def _drafts() -> Iterator[Draft]:
    events = (_MEETING, _BARE, _OPEN, _WEBINAR, _DEADLINE, _SPAN)
    for event in events:
        yield Draft(Kind.INVITATION, _NOW, revision=_told(event))
        yield Draft(Kind.CANCELLATION, _NOW, revision=_told(replace(event, status=Status.CANCELLED, reason="карантин"), 1))
    yield Draft(Kind.INVITATION, _NOW, revision=_told(replace(_MEETING, status=Status.TENTATIVE)), urgent=True)
    yield Draft(Kind.INVITATION, _NOW, revision=_told(_MEETING, 2), revived=True)
    yield Draft(Kind.ANNOUNCEMENT, _NOW, revision=_told(_WEBINAR))
    yield Draft(Kind.CANCELLATION, _NOW, revision=_told(_MEETING, 1), removed=True)
    for event in (_MEETING, _BARE, _WEBINAR):
        moved = replace(event, start=_LATER, end=_LATER + timedelta(minutes=90), place="Школа № 2")
        yield Draft(Kind.CHANGE, _NOW, revision=_told(moved, 1), previous=event)
    yield Draft(Kind.CHANGE, _NOW, revision=_told(replace(_DEADLINE, start=_DAY + timedelta(days=1), end=_DAY + timedelta(days=1)), 1),
                previous=_DEADLINE)
    for step in ("D-7", "D-1", "D-0"):
        for event in (_MEETING, _WEBINAR, _DEADLINE):
            yield Draft(Kind.REMINDER, _NOW, step=step, revision=_told(event))
    yield Draft(Kind.REMINDER, _NOW, step="R-1", revision=_told(_WEBINAR))
    yield Draft(Kind.REMINDER, _NOW, step="D-1", reminders=(_told(_MEETING), _told(_WEBINAR)))
    for news in HostNews:
        yield Draft(Kind.HOST_NOTICE, _NOW, revision=_told(_MEETING, int(news is not HostNews.NEW)), content=HostContent("Дом", news, 7),
                    previous=_BARE if news is HostNews.CHANGE else None)
    yield _acknowledgement()
    yield _overview()


def _overview() -> Draft:
    rows = tuple(OverviewRow(_MEETING.item, _MEETING.title, state, _MEETING.sector, _MEETING.topics, "ноябрь",
                             (_MEETING, _WEBINAR) if state is RowState.CONFIRMED else (), (_MEETING.place,), audience=("группа",))
                 for state in RowState)
    return Draft(Kind.OVERVIEW, _NOW, content=OverviewContent("План", "2020-2021", rows))


def _acknowledgement() -> Draft:
    upcoming = Upcoming(_NOW + timedelta(days=1), Kind.INVITATION, 7)
    accepted = Accepted(Deed.CONFIRMED, _MEETING.title, _MEETING.item, _MEETING, next=upcoming)
    return Draft(Kind.ACKNOWLEDGEMENT, _NOW, content=AcknowledgementContent(accepted=(accepted,)))


def _told(event: Event, sequence: int = 0) -> Revision:
    return Revision(event, sequence, _NOW)
