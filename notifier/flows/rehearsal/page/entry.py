"""A mail's calendar part in words, decoded from its bytes (RFC 5545, RFC 5546): what will stand in the recipient's calendar."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from notifier.core.russian import full

METHODS = {
    "REQUEST": "приглашение: календарь добавит или обновит запись и спросит, придёте ли",
    "CANCEL": "отмена: календарь уберёт запись или отметит её отменённой",
    "PUBLISH": "объявление: запись без вопроса о приходе",
}
STATUSES = {"CONFIRMED": "назначено", "TENTATIVE": "предварительно", "CANCELLED": "отменено"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT. ``start``/``end`` aware instants of the zone, or days with ``end`` inclusive; ``rows`` label and words for the page."""

    method: str = ""
    uid: str = ""
    sequence: int = 0
    start: datetime | date | None = None
    end: datetime | date | None = None
    title: str = ""
    status: str = ""
    raw: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = field(default=())


def read_entry(data: bytes, zone: tzinfo) -> Entry:
    """Decode a text/calendar part. A part no calendar could read is an Entry with ``faults`` and the raw text."""
    from icalendar import Calendar

    raw = data.decode("utf-8", "replace").replace("\r\n", "\n")
    try:
        calendar: Any = Calendar.from_ical(data)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, KeyError, IndexError) as error:
        return Entry(raw=raw, faults=(f"календарь не разбирается: {error}",))
    if len(events) != 1:
        return Entry(raw=raw, faults=(f"в календаре событий: {len(events)}, нужно одно",))
    return _decoded(calendar, events[0], raw, zone)


def _decoded(calendar: Any, event: Any, raw: str, zone: tzinfo) -> Entry:
    start, end = _instant(event.get("dtstart"), zone), _instant(event.get("dtend"), zone)
    if end is not None and not isinstance(end, datetime):
        end -= timedelta(days=1)  # DTEND of days is exclusive
    method, status = str(calendar.get("method") or "").upper(), str(event.get("status") or "").upper()
    sequence = int(event.get("sequence") or 0)
    title = _line(event, "summary")
    attendees = event.get("attendee") or []
    rows = (
        ("Что это", METHODS.get(method, f"метод «{method}»")),
        ("Название", title),
        ("Когда", full(start, end, zone=zone) if start is not None and end is not None else "не указано"),
        ("Где", _line(event, "location")),
        ("Ссылка", _line(event, "url")),
        ("Состояние", STATUSES.get(status, status)),
        ("Редакция", "первая" if sequence == 0 else f"{sequence + 1}-я: заменяет прежнюю запись"),
        ("Занятость", {"OPAQUE": "время занято", "TRANSPARENT": "время остаётся свободным"}.get(_line(event, "transp"), "")),
        ("Организатор", _person(event.get("organizer"))),
        ("Кому", "; ".join(_person(one) for one in (attendees if isinstance(attendees, list) else [attendees]))),
    )
    return Entry(method=method, uid=_line(event, "uid"), sequence=sequence, start=start, end=end, title=title, status=status, raw=raw,
                 rows=tuple(row for row in rows if row[1]))


def _instant(value: Any, zone: tzinfo) -> datetime | date | None:
    found = getattr(value, "dt", None)
    if isinstance(found, datetime):
        return found.astimezone(zone)
    return found if isinstance(found, date) else None


def _line(event: Any, name: str) -> str:
    return " ".join(str(event.get(name) or "").split())


def _person(value: Any) -> str:
    if value is None:
        return ""
    address = str(value).removeprefix("mailto:").removeprefix("MAILTO:")
    name = str(getattr(value, "params", {}).get("CN", "")).strip('"')
    return f"{name}, {address}" if name and name != address else address
