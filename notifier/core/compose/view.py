"""What templates see of an event: every text cleaned, every date already in words. ``docs/templates.md`` lists it all.

Other records (digest, overview ...) come through ``cleaned``: the same fields, texts cleaned, events as ``EventView``, instants in the
local zone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import cache
from typing import Any

from notifier.core import russian
from notifier.core.clean import clean_line, clean_link, clean_text
from notifier.core.events.span import first_hour
from notifier.core.phrases import unlinked
from notifier.model.event import Event, Nature, Status
from notifier.model.frame import Frame
from notifier.model.plan import EVERYBODY

PRIVATE = str.maketrans("", "", "\ue000\ue001")  # marks of our slots; no text of people may hold them


@dataclass(frozen=True, slots=True)
class EventView:
    """One event in words. Empty strings and tuples where there is nothing to say."""

    title: str
    topics: tuple[str, ...]       # those not already in the title
    sector: str
    when: str                     # «19 ноября 2020 года (четверг), 14:30–16:00 (МСК)»
    when_short: str               # «19 ноября, чт, 14:30», online with «(МСК)»
    when_spoken: str              # «в четверг, 19 ноября, в 14:30»
    when_named: str               # «четверг, 19 ноября, 14:30»
    when_near: str                # «завтра, 14:30», «сегодня, 12:00 (МСК)»; else as when_short
    relative: str                 # «завтра», «через неделю»
    near: bool                    # today or tomorrow; of several days never: «сегодня, 16–18 декабря» is no day
    hour: str                     # «14:30», empty for days
    first_hour: str               # «в первый день в 10:00», where an event of days has an hour; the note says it, too
    place: str
    address: str
    place_open: bool
    where: str                    # place and street address, «(место уточняется)»
    link: str                     # only http(s)
    link_text: str                # the link as written, whatever it is
    unlinked: str                 # «ссылка уточняется»: nothing says yet how to join
    online: bool
    all_day: bool
    deadline: bool
    milestone: bool
    tentative: bool
    cancelled: bool
    reason: str
    responsible: tuple[str, ...]  # full names where the configuration has them
    audience: tuple[str, ...]     # groups, empty for everybody
    bring: tuple[str, ...]        # lines
    note: tuple[str, ...]         # lines
    source: str
    source_link: str
    register_by: str              # «1 октября (четверг)»
    register_short: str           # «1 октября, чт»
    register_relative: str        # «завтра»
    start: datetime | date
    end: datetime | date


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field: what it is called (as a label and within a sentence), what it was, what it is."""

    name: str
    label: str
    noun: str
    old: str
    new: str


def line(text: str) -> str:
    """One clean line."""
    return clean_line(text if text.isprintable() else text.translate(PRIVATE))  # private characters are not printable


def lines(text: str) -> tuple[str, ...]:
    """Clean lines without empty ones."""
    return tuple(part for part in clean_text(text.translate(PRIVATE)).split("\n") if part)


def event_view(event: Event, frame: Frame, *, now: datetime) -> EventView:
    """The event as templates see it, told at ``now``."""
    zone = frame.zone
    label = russian.zone_label(zone, frame.zone_name, event.starts_at(zone))
    online = event.nature is Nature.ONLINE
    deadline = event.nature is Nature.DEADLINE
    title = line(event.title)
    if deadline:
        title = title.removesuffix(" до")  # «приём заявок до» + date
    first = event.starts_at(zone).astimezone(zone).date() if not event.all_day else event.first_day()
    told_day = event.last_day() if deadline and event.all_day else first
    day, today = russian.day(told_day), now.astimezone(zone).date()
    relative = russian.relative(told_day, today=today)
    near = relative in ("сегодня", "завтра")
    several = event.all_day and event.first_day() != event.last_day() and told_day == first
    short = russian.short(event.start, event.end, zone=zone, label=label if online else "")
    full = russian.full(event.start, event.end, zone=zone, label=label)
    hour = russian.clock(event.start.astimezone(zone)) if isinstance(event.start, datetime) else ""
    clock = f"{hour} ({label})" if hour and online else hour
    if deadline and event.all_day:
        full, short = f"до {russian.days(told_day, told_day)} включительно", f"до {russian.day_short(told_day)}"
    return EventView(
        title=title,
        topics=tuple(topic for topic in map(line, event.topics) if topic and topic not in title),
        sector=line(event.sector), when=full, when_short=short,
        when_spoken=_days(event) if several else f"{russian.on_weekday(told_day)}, {day}{f', в {clock}' if clock else ''}",
        when_named=_days(event) if several else f"{russian.weekday(told_day)}, {day}{f', {clock}' if clock else ''}",
        when_near=(f"{relative}, {clock}" if clock else relative) if near else short,
        relative=relative, near=near and not several, hour=hour,
        first_hour=first_hour(line(event.note.partition("\n")[0])).removeprefix("Начало "),
        place=line(event.place), address=line(event.address), place_open=event.place_open,
        where=_where(event), link=clean_link(event.link), link_text=clean_link(event.link) or line(event.link),
        unlinked=unlinked(event), online=online, all_day=event.all_day, deadline=deadline,
        milestone=event.nature is Nature.MILESTONE,
        tentative=event.status is Status.TENTATIVE, cancelled=event.status is Status.CANCELLED,
        reason=line(event.reason).rstrip("."),
        responsible=tuple(full_name(name, frame.persons) for name in event.responsible if line(name)),
        audience=tuple(line(group) for group in event.audience) if EVERYBODY not in event.audience else (),
        bring=lines(event.bring), note=lines(event.note),
        source=line(event.source or event.owner) if event.source not in (event.item, event.sector) else "",
        source_link=clean_link(event.source_link),
        register_by=russian.day_weekday(event.register_by) if event.register_by else "",
        register_short=russian.day_short(event.register_by) if event.register_by else "",
        register_relative=russian.relative(event.register_by, today=today) if event.register_by else "",
        start=_local(event.start, zone), end=_local(event.end, zone),
    )


def full_name(short: str, persons: Mapping[str, str]) -> str:
    """«Иващенко И.В.» as the configuration spells it out; otherwise as written, never guessed."""
    wanted = "".join(short.split()).casefold()
    for known, name in persons.items():
        if "".join(known.split()).casefold() == wanted:
            return line(name)
    return line(short)


_COMPARED = (
    ("title", "Что", "название"), ("topics", "Темы", "темы"), ("when", "Когда", "время"), ("where", "Где", "место"),
    ("link_text", "Ссылка", "ссылка"), ("register_by", "Запись до", "срок записи"), ("bring", "Подготовить", "что подготовить"),
    ("responsible", "Проводит", "кто проводит"), ("first_hour", "Начало", "час начала"),
)


def changes(old: EventView, new: EventView) -> tuple[Change, ...]:
    """Every field that people see and that differs, in the order of the mail's body; «не указано» for nothing."""
    same_start = bool(old.hour) and old.start == new.start
    found = [Change(name, label, "время окончания" if name == "when" and same_start else noun, _flat(getattr(old, name)),
                    _flat(getattr(new, name)))
             for name, label, noun in _COMPARED if getattr(old, name) != getattr(new, name)]
    details, former = _details(new), _details(old)
    if details != former:
        found.append(Change("note", "Подробности", "подробности", _flat(former), _flat(details)))
    if old.tentative != new.tentative:
        words = {True: "предварительно", False: "окончательно"}
        found.append(Change("status", "Статус", "статус", words[old.tentative], words[new.tentative]))
    return tuple(found)


def _details(view: EventView) -> tuple[str, ...]:
    """The note without the hour of the first day."""
    return view.note[1:] if view.first_hour else view.note


def cleaned(value: Any, frame: Frame, *, now: datetime) -> Any:
    """Any record of ``model/content.py`` with clean texts, ``EventView`` for events and local instants."""
    if isinstance(value, Event):
        return event_view(value, frame, now=now)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return line(value)
    if isinstance(value, datetime):
        return _local(value, frame.zone)
    if isinstance(value, tuple):
        return tuple(cleaned(part, frame, now=now) for part in value)
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{name: cleaned(getattr(value, name), frame, now=now) for name in names_of(type(value))})
    return value


@cache
def names_of(record: type) -> tuple[str, ...]:
    """The names of a dataclass's fields."""
    return tuple(field.name for field in fields(record))


def _days(event: Event) -> str:
    """Several days within a sentence, which needs no year."""
    return russian.days(event.first_day(), event.last_day()).partition(f" {event.last_day().year} года")[0]


def _where(event: Event) -> str:
    parts = [part for part in (line(event.place), line(event.address)) if part]
    if event.place_open:
        return f"{', '.join(parts)} (место уточняется)" if parts else "место уточняется"
    return ", ".join(parts)


def _flat(value: str | tuple[str, ...]) -> str:
    text = value if isinstance(value, str) else "; ".join(value)
    return text or "не указано"


def _local(value: datetime | date, zone: tzinfo) -> datetime | date:
    return value.astimezone(zone) if isinstance(value, datetime) else value
