"""What stands on the year's days besides mails: events, where they stood before a move, rows still without a day.

Events come from the resolved plan; every state that mails told (their calendar parts) is laid beside it, so that a date that was
moved stays visible on its old day, struck out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from notifier.core.events.span import day_of
from notifier.core.phrases import ONLINE
from notifier.core.russian import clock, day_short
from notifier.flows.rehearsal.page.entry import Entry
from notifier.flows.rehearsal.page.words import hours
from notifier.flows.view import View
from notifier.model.event import Event
from notifier.model.question import Question


@dataclass(frozen=True, slots=True)
class Happening:
    """One line on one day. ``state``: ``event``, ``cancelled``, ``moved`` (stood here before), ``tentative``, ``untold``."""

    day: date
    clock: str
    title: str
    hours: str
    place: str
    item: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Undated:
    """A row with an open question, standing in the months its window covers (``2020-11``), or in none."""

    item: str
    title: str
    ask: str
    advice: str
    code: str
    phrase: str
    months: tuple[str, ...]

    @property
    def theirs(self) -> bool:
        """Somebody else's schedule: asked about every month, never a debt of the coordinator's."""
        return self.code == "schedule"


def happenings(view: View, entries: Iterable[Entry]) -> list[Happening]:
    """All events by day. ``entries`` are the mails' calendar parts in the order of sending."""
    told: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.uid and entry.start is not None:
            told.setdefault(entry.uid, []).append(entry)
    known = {event.uid: event for event in (*view.resolution.events, *(row.event for row in view.rows))}
    found = [_standing(event, told.get(event.uid, [])) for event in known.values() if not event.hold or told.get(event.uid)]
    for uid, states in told.items():
        last = known[uid].start if uid in known else states[-1].start
        former = {entry.start: entry for entry in states if entry.start != last}
        found += [_former(entry, last, known.get(uid)) for entry in former.values()]
        if uid not in known:
            found.append(_only_told(states[-1]))
    return sorted(found, key=lambda one: (one.day, one.clock, one.title))


def _standing(event: Event, told: Sequence[Entry]) -> Happening:
    state, note = "event", ""
    if not event.live:
        state, note = "cancelled", f"отменено{f': {event.reason}' if event.reason else ''}"
    elif event.hold:
        state, note = "untold", "задержано: нужен ответ координатора"
    elif not told:
        state, note = "untold", "за этот период никому не сообщалось"
    elif event.status.value == "TENTATIVE":
        state, note = "tentative", "предварительно"
    elif event.place_open:
        note = "место уточняется"
    return Happening(event.first_day(), _clock(event.start), event.title, hours(event), _place(event), event.item, state, note)


def _former(entry: Entry, now: datetime | date | None, event: Event | None) -> Happening:
    assert entry.start is not None
    day = day_of(entry.start)
    where = day_short(day_of(now)) if now is not None else ""
    same_day = now is not None and day_of(now) == day
    to = f"{where}, {_clock(now)}" if now is not None and _clock(now) else where
    return Happening(day, _clock(entry.start), event.title if event else entry.title, _clock(entry.start) or "весь день", "",
                     event.item if event else "", "moved", f"перенесено на {_clock(now) if same_day and now is not None else to}")


def _only_told(entry: Entry) -> Happening:
    assert entry.start is not None
    state = "cancelled" if entry.status == "CANCELLED" else "event"
    return Happening(day_of(entry.start), _clock(entry.start), entry.title, _clock(entry.start) or "весь день", "", "", state,
                     "отменено" if state == "cancelled" else "в плане такого события больше нет")


def _place(event: Event) -> str:
    place = event.place or (ONLINE if event.link else "")
    return f"{place}, {event.address}" if event.address else place


def _clock(value: datetime | date | None) -> str:
    return clock(value) if isinstance(value, datetime) else ""


def undated(view: View) -> list[Undated]:
    """What is open at the end, in the order of the plan, with the months it concerns."""
    order = {item.id: position for position, item in enumerate(view.inputs.plan.items)}
    questions = sorted(view.open, key=lambda question: order.get(question.item or "", len(order)))
    return [_undated(view, question) for question in questions]


def _undated(view: View, question: Question) -> Undated:
    item = view.inputs.plan.item(question.item) if question.item else None
    decision = view.inputs.decisions.get(question.item) if question.item else None
    phrase = " ".join(((decision.plan if decision else "") or (item.when if item else "")).split())
    return Undated(question.item or "", question.title, question.ask, question.advice, question.code, phrase,
                   months_of(*question.window)[:12] if question.window else ())


def months_of(first: date, last: date) -> tuple[str, ...]:
    """The months of a period, ``2020-11`` each."""
    return tuple(f"{month // 12}-{month % 12 + 1:02d}" for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month))
