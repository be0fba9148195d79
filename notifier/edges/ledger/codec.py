"""Events as JSON and instants as whole seconds, both ways."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache

from notifier.model.event import Event, Nature, Status

FIELDS = tuple(field.name for field in fields(Event))


def seconds(instant: datetime) -> int:
    """Whole seconds since 1970 UTC of an aware instant."""
    assert instant.tzinfo is not None
    return int(instant.timestamp())


def instant(value: int, zone: tzinfo = UTC) -> datetime:
    """The aware instant of whole seconds."""
    return datetime.fromtimestamp(value, zone)


@lru_cache(maxsize=1024)
def dump_event(event: Event) -> str:
    """An event as JSON; equal events give equal text. Kept: what settles is written as it was when it was found."""
    return json.dumps({name: _plain(getattr(event, name)) for name in FIELDS}, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=1024)
def load_event(text: str, zone: tzinfo) -> Event:
    """The event of ``dump_event``; fields added since are at their defaults, fields gone are left out.

    Kept: after anything is written all events are read again, and all but one are the same text.
    """
    data = {key: value for key, value in json.loads(text).items() if key in FIELDS}
    data["start"] = _moment(data["start"], zone)
    data["end"] = _moment(data["end"], zone)
    data["nature"] = Nature(data["nature"])
    data["status"] = Status(data["status"])
    for name in ("topics", "responsible", "audience"):
        data[name] = tuple(data.get(name, ()))
    if data.get("register_by"):
        data["register_by"] = date.fromisoformat(data["register_by"])
    return Event(**data)


def on_another_day(text: str, start: str) -> str:
    """The same event as ``dump_event`` wrote it, beginning at ``start`` (``Event.start`` in ISO) and lasting as long; the very text where
    one of them names no day."""
    data = json.loads(text)
    try:
        first, was, until = (_moment(said, UTC) for said in (start, data["start"], data["end"]))
    except (KeyError, ValueError):
        return text
    alike = len({isinstance(one, datetime) for one in (first, was, until)}) == 1
    data |= {"start": _plain(first), "end": _plain(first + (until - was) if alike else first)}
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _moment(text: str, zone: tzinfo) -> datetime | date:
    if "T" in text:
        return datetime.fromisoformat(text).astimezone(zone)
    return date.fromisoformat(text)
