"""What stands at one moment: the ledger's parts, and what plan, dates and people amount to with them. Nothing is written here.

Shared by the pass and by whoever only looks (``status``, ``check``, ``approve``), so that both see the same; whoever only looks must not
need what composes and sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.core import questions as ask
from notifier.core.events import Resolution
from notifier.core.identity import year_of
from notifier.core.ladder import wanted
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.people import People
from notifier.edges.ledger.record import Record
from notifier.edges.ledger.store import Store
from notifier.flows.inputs import Inputs
from notifier.flows.resolving import resolution_of
from notifier.model.event import Event
from notifier.model.notice import Kind, Notice
from notifier.model.question import Question

KEPT_DAYS = "kept-days"
"""The days off on which she said a meeting stays (keys of their questions)."""


@dataclass
class Ledger:
    """The ledger's parts on one store."""

    store: Store
    events: Events
    people: People
    facts: Facts
    outbox: Outbox
    record: Record

    @classmethod
    def on(cls, store: Store, inputs: Inputs) -> "Ledger":
        """All parts, in the installation's zone."""
        zone = inputs.window.calendar.zone
        return cls(store, Events(store, zone), People(store, zone), Facts(store, zone), Outbox(store), Record(store, zone))


@dataclass(frozen=True)
class View:
    """What stands at one moment: shared by the pass, ``status``, ``arm`` and ``check``."""

    inputs: Inputs
    resolution: Resolution
    questions: tuple[Question, ...]
    rows: tuple[Recorded, ...]       # of the resolved events that are settled
    notices: tuple[Notice, ...]
    armed_at: datetime | None
    former_at: datetime | None = None  # last year's yes, while this year's plan waits for its own

    @property
    def open(self) -> tuple[Question, ...]:
        """What a look shows: the questions, and what vanished before anybody heard of it, which asks for no answer."""
        return *self.questions, *self.resolution.gone

    @property
    def yes_at(self) -> datetime | None:
        """The yes by which people are written to now."""
        return self.armed_at or self.former_at

    @property
    def in_force(self) -> tuple[Recorded, ...]:
        """The events that people are written to about."""
        return in_force(self.rows, self.inputs, armed_at=self.armed_at, former_at=self.former_at)


def view_of(inputs: Inputs, ledger: Ledger, now: datetime, resolution: Resolution | None = None) -> View:
    """What the plan amounts to now; ``resolution`` where it was resolved already."""
    now = now.astimezone(inputs.window.calendar.zone)
    resolution = resolution or resolution_of(inputs, now, ledger.events, ledger.facts)
    uids = {event.uid for event in resolution.events}
    rows = tuple(row for row in ledger.events.all() if row.event.uid in uids and row.settled)
    armed_at = ledger.facts.armed(inputs.plan_id)
    former_at = ledger.facts.former_yes(inputs.plan_id)
    notices: list[Notice] = []
    if (yes_at := armed_at or former_at) is not None:
        spoken_of = in_force(rows, inputs, armed_at=armed_at, former_at=former_at)
        notices = wanted([(row.revision, row.ever_invited) for row in spoken_of], inputs.window, armed_at=yes_at, now=now)
    if armed_at is not None:
        due, until = inputs.window.release(armed_at), inputs.window.at(inputs.plan.end, inputs.settings.policy.window[0])
        year, zone = str(inputs.plan.school_year), inputs.window.calendar.zone
        # Who joins the list in summer, before the next plan comes, is not told of a year that is over.
        ahead = ledger.facts.get("reported") != year or any(row.event.live and row.event.ends_at(zone) > now for row in rows)
        notices += [Notice(Kind.OVERVIEW, due, until, due, step=year)] if until > now and ahead else []
    else:
        notices = [notice for notice in notices if notice.kind in (Kind.REMINDER, Kind.CHANGE, Kind.CANCELLATION)]
    questions = (*resolution.questions, *_day_off_questions([row.event for row in rows], inputs, ledger, now))
    return View(inputs, resolution, questions, rows, tuple(notices), armed_at, former_at)


def in_force(rows: Sequence[Recorded], inputs: Inputs, *, armed_at: datetime | None, former_at: datetime | None) -> tuple[Recorded, ...]:
    """Of ``rows`` those that people are written to about: all once this plan is armed. Until then what they know from last year's, which
    somebody said yes to and which this plan does not change: they come to it, go on being reminded, and hear when it is called off."""
    if armed_at is not None:
        return tuple(rows)
    year = str(inputs.plan.school_year)
    return tuple(row for row in rows if row.ever_invited and year_of(row.event.uid) != year) if former_at is not None else ()


def _day_off_questions(events: Sequence[Event], inputs: Inputs, ledger: Ledger, now: datetime) -> list[Question]:
    """A meeting on a day off is a question, never an automatic move (rule 9), until she says that it stays."""
    calendar = inputs.window.calendar
    asked = [ask.day_off(event)
             for event in events
             if event.live and not event.all_day and not event.source and event.starts_at(calendar.zone) > now
             and not calendar.is_working(event.first_day())]
    kept = ledger.facts.get_json(KEPT_DAYS) if asked else {}
    return [question for question in asked if question.key not in kept]
