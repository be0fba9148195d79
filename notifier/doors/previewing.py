"""``notifier preview``: any mail for any person, exactly as it would be composed now."""

import sys
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from notifier.core import briefing
from notifier.core.calendar import ONE_DAY
from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.texts import TemplateFailure
from notifier.core.compose.whole import compose, message_id
from notifier.core.ladder import invites, wanted
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.usage import address_of
from notifier.edges.ledger.store import LedgerMissing, Store
from notifier.flows.coordinator import Desk, Digest, Report
from notifier.flows.inputs import Inputs, InputsAsRead
from notifier.flows.inputs.reading import InputReader
from notifier.flows.notices.hosting import is_at
from notifier.flows.resolving import resolved
from notifier.flows.tick import REHEARSED, Passes, frame_of
from notifier.model.content import Content, HostContent
from notifier.model.draft import Draft
from notifier.model.event import Event, Revision, Status
from notifier.model.frame import Composed, Recipient
from notifier.model.notice import HostNews, Kind, Role
from notifier.model.person import as_of

STEPS = {"": Kind.INVITATION, "invitation": Kind.INVITATION, "announcement": Kind.ANNOUNCEMENT, "change": Kind.CHANGE,
         "cancellation": Kind.CANCELLATION, "overview": Kind.OVERVIEW, "D-7": Kind.REMINDER, "D-1": Kind.REMINDER,
         "D-0": Kind.REMINDER, "R-1": Kind.REMINDER, "host-notice": Kind.HOST_NOTICE, "digest": Kind.DIGEST, "report": Kind.REPORT}

OF_NO_ROW = ("overview", "digest", "report")
"""Whoever asks for one of these need name no row."""


def preview(config: Path, item: str, step: str, form: str, to: str, now: datetime) -> int:
    """Print the mail as text, HTML, whole (``eml``) or its calendar entry (``ics``)."""
    inputs = InputReader(config, network=False).read(now)
    step = step or (item if item in OF_NO_ROW else "")
    if step not in STEPS:
        raise click.BadParameter(f"«{step}»: есть {', '.join(name for name in STEPS if name)}", param_hint="STEP")
    try:
        composed = _composed(inputs, item, step, to, now)
    except (TemplateFailure, UnsafeMail) as error:  # a template is being worked on: this is how its author looks at it
        click.echo(f"Письмо не составляется: {error}. Что не так с шаблонами, говорит notifier check.", err=True)
        return NOT_DONE
    if composed is None:
        return NOT_DONE
    if form == "eml":
        sys.stdout.buffer.write(composed.data)
    elif form == "ics" and composed.ics is None:
        click.echo("В этом письме нет записи календаря: её несут приглашение, анонс, изменение и отмена.", err=True)
        return NOT_DONE
    elif form == "ics":
        click.echo(composed.ics, nl=False)
    elif form == "html":
        click.echo(composed.html)
    else:
        click.echo(f"Тема: {composed.subject}\n\n{composed.text}")
    return DONE


def _composed(inputs: Inputs, item: str, step: str, to: str, now: datetime) -> Composed | None:
    if STEPS[step] in (Kind.DIGEST, Kind.REPORT):
        return _for_coordinator(inputs, STEPS[step], now)
    zone = inputs.window.calendar.zone
    local = now.astimezone(zone)
    long_ago = datetime.combine(inputs.plan.school_year.start, datetime.min.time(), zone)
    resolution = resolved(inputs, long_ago)  # a mail of a meeting that was held can be looked at, too
    people = [p for p in inputs.people if not to or p.email == address_of(to, "--to")]
    if not people:
        click.echo(f"В списке нет адреса {to}." if to else "Список людей пуст.", err=True)
        return None
    person = people[0]
    recipient = Recipient(person.email, person.name, person.greeting, person.school)
    kind = STEPS[step]
    if kind is Kind.OVERVIEW:
        draft = Draft(kind, local, content=briefing.overview(inputs.plan, inputs.decisions, resolution.events, now.date()))
    else:
        event = next((event for event in resolution.events if item in (event.item, event.key)), None)
        if event is None:
            question = next((q for q in resolution.questions if q.item == item), None)
            known = f"У строки «{item}» нет подтверждённой даты." if inputs.plan.item(item) else f"В плане нет строки «{item}»."
            click.echo(question.text if question else known, err=True)
            return None
        if kind is Kind.REMINDER:
            planned = _planned(inputs, event, step)
            if planned is None:
                click.echo(f"«{event.title}»: шага {step} у этого события нет.", err=True)
                return None
            local = planned
        if kind is Kind.HOST_NOTICE:
            return _for_host(inputs, event, local)
        draft = _draft(kind, step, event, local)
    return _mail(inputs, draft, recipient, f"{item}|{step}|{person.email}")


def _mail(inputs: Inputs, draft: Draft, to: Recipient, name: str) -> Composed:
    return compose(draft, to, date=draft.now, message_id=message_id(f"preview|{name}", inputs.domain), templates=inputs.templates,
                   frame=frame_of(inputs))


def _for_coordinator(inputs: Inputs, kind: Kind, now: datetime) -> Composed | None:
    """What she would read at this moment: of what the ledger knows, which stays as it is."""
    try:
        store = Store.read(inputs.settings.state)
    except LedgerMissing:
        click.echo("Журнала ещё нет: сводку и отчёт составляют по нему. Запустите notifier tick или посмотрите репетицию.", err=True)
        return None
    local = now.astimezone(inputs.window.calendar.zone)
    with closing(store):
        passes = Passes(InputsAsRead(inputs), store, secret=REHEARSED)
        passes.read(now)
        ledger, view = passes.ledger(inputs), passes.view(inputs, now)
        desk = Desk(inputs, frame_of(inputs), ledger, ledger.people.members(as_of(inputs.people, local.date())), local, view.notices,
                    view.questions, view.armed_at, view.resolution.gone, view.rows)
        report = Report(desk)
        content: Content = (report.balance() if kind is Kind.REPORT
                            else Digest(desk, report).content((), ledger.outbox.troubles_untold())[0])
    her = inputs.settings.coordinator
    to = Recipient(her.email, her.name, her.greeting, role=Role.COORDINATOR)
    return _mail(inputs, Draft(kind, local, content=content), to, kind.value)


def _for_host(inputs: Inputs, event: Event, now: datetime) -> Composed | None:
    """The notice to the first host of the event's venue."""
    found = next(((venue, host) for venue in inputs.settings.venues if is_at(event, venue) for host in venue.hosts), None)
    if found is None:
        click.echo(f"«{event.title}»: у места «{event.place}» в настройках нет хозяев ([[venue]] host).", err=True)
        return None
    venue, host = found
    invited = sum(1 for person in as_of(inputs.people, now.date()) if person.left is None and person.belongs(event.audience))
    draft = Draft(Kind.HOST_NOTICE, now, revision=Revision(event, 0, now), content=HostContent(venue.name, HostNews.NEW, invited))
    return _mail(inputs, draft, Recipient(host.email, host.name, host.greeting, role=Role.HOST), f"{event.key}|{host.email}")


def _planned(inputs: Inputs, event: Event, step: str) -> datetime | None:
    """When this reminder leaves: composed at any other hour it could not say «завтра»."""
    long_ago = datetime.combine(inputs.plan.school_year.start, datetime.min.time(), inputs.window.calendar.zone)
    notices = wanted([(Revision(event, 0, long_ago), True)], inputs.window, armed_at=long_ago - ONE_DAY, now=long_ago)
    return next((notice.due for notice in notices if notice.step == step), None)


def _draft(kind: Kind, step: str, event: Event, now: datetime) -> Draft:
    if kind is Kind.CANCELLATION:
        event = replace(event, status=Status.CANCELLED, reason=event.reason or "причина")
    elif not step:
        kind = invites(event)  # an event online is announced: an invitation to it never leaves
    return Draft(kind, now, step=step if kind is Kind.REMINDER else "", revision=Revision(event, 0, now),
                 previous=event if kind is Kind.CHANGE else None)
