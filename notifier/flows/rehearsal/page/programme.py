"""The printable plan: the rows as written, beside each what became of its date."""

from dataclasses import dataclass

from notifier.core.briefing import overview
from notifier.core.identity import year_of
from notifier.core.phrases import is_audience
from notifier.flows.rehearsal.page.words import when
from notifier.flows.view import View
from notifier.model.content import OverviewRow, RowState
from notifier.model.plan import EVERYBODY, Item

STATES = {
    RowState.OPEN: "дата уточняется", RowState.SCHEDULE: "даты решает организатор", RowState.ONGOING: "в течение года",
    RowState.DIRECTIVE: "без даты", RowState.CANCELLED: "отменено", RowState.PAST: "", RowState.CONFIRMED: ""}


@dataclass(frozen=True, slots=True)
class Dated:
    """One confirmed date of a row; ``title`` only where the row has several, ``off`` where it was cancelled."""

    when: str
    title: str = ""
    place: str = ""
    off: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the plan's table. ``state`` stands where there is no date; ``open`` when somebody still has to name one."""

    item: str
    number: str
    topics: tuple[str, ...]
    written: str
    dates: tuple[Dated, ...]
    state: str
    open: bool
    places: tuple[str, ...]
    responsible: tuple[str, ...]
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector's title and its rows."""

    title: str
    rows: tuple[Row, ...]


def programme(view: View) -> tuple[Sector, ...]:
    """The plan's table, sector by sector, in the document's order."""
    asked = {question.item for question in view.questions if question.code != "schedule"}
    content = overview(view.inputs.plan, view.inputs.decisions, view.resolution.events, view.inputs.plan.school_year.start)
    sectors: list[tuple[str, list[Row]]] = []
    for item, summary in zip(view.inputs.plan.items, content.rows, strict=True):
        if not sectors or sectors[-1][0] != item.sector:
            sectors.append((item.sector, []))
        sectors[-1][1].append(_row(view, item, summary, asked=item.id in asked))
    return tuple(Sector(title, tuple(rows)) for title, rows in sectors)


def _row(view: View, item: Item, summary: OverviewRow, *, asked: bool) -> Row:
    year = str(view.inputs.plan.school_year)  # a script may bring the next year's plan: its rows have the same ids
    events = sorted((event for event in view.resolution.events if event.item == item.id and year_of(event.uid) == year),
                    key=lambda event: event.first_day())
    several = len(events) > 1 or any(event.source or "/" in event.key for event in events)
    own = tuple(place for place in item.places if not is_audience(place))
    dates = tuple(Dated(when(event), title=event.title.removeprefix(f"{summary.title}: ") if several else "",
                        place=_place(event.place, own), off=not event.live,
                        note=event.reason if not event.live else "место уточняется" if event.place_open else "") for event in events)
    state = STATES[summary.state] if not dates else ""
    if item.when.strip() and summary.state in (RowState.SCHEDULE, RowState.ONGOING):
        state = ""  # the plan's own phrase says it
    decision = view.inputs.decisions.get(item.id)
    if decision is not None and decision.closed:
        state = decision.closed
    if decision is not None and decision.cancelled and not dates:
        state = f"отменено: {decision.cancelled}"
    undated = summary.state is RowState.OPEN and not state.startswith("отменено") and not (decision and decision.closed)
    return Row(item.id, item.number or "", item.topics, " ".join(item.when.split()), dates, state, asked or undated, item.places,
               item.responsible, () if EVERYBODY in item.audience else item.audience)


def _place(place: str, written: tuple[str, ...]) -> str:
    """The event's place where it is another than the plan's."""
    return "" if not place or place in ("; ".join(written), *(written if len(written) == 1 else ())) else place
