"""An event of a schedule as JSON keeps it, and its moments as people write them."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from notifier.model.decision import Entry

_PLAIN = ("item", "title", "id", "place", "link", "register_by", "note", "cancelled", "tentative")


def packed(entry: Entry) -> dict[str, object]:
    """An entry as JSON keeps it."""
    data = asdict(entry)
    return {name: data[name] for name in _PLAIN} | {"when": when_text(entry), "until": _day_text(moment_text(entry.until))}


def when_text(entry: Entry) -> str:
    """An entry's beginning as people write it, and as the date reader understands it again."""
    when = _day_text(moment_text(entry.when))
    return f"{when}, весь день" if entry.all_day and not entry.until else when


def _day_text(text: str) -> str:
    """An ISO day as people write it."""
    return f"{date.fromisoformat(text):%d.%m.%Y}" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else text


def unpacked(data: Mapping[str, object]) -> Entry:
    """The entry again; its moments as words of the date reader."""
    words = {str(key): str(value or "") for key, value in data.items()}
    return Entry(words["item"], words["title"], words["when"], id=words["id"], until=words["until"], place=words["place"],
                 link=words["link"], register_by=words["register_by"], note=words["note"], cancelled=words.get("cancelled") or None,
                 tentative=bool(words.get("tentative")))


def moment_text(when: str | datetime) -> str:
    """A moment as people write it."""
    return f"{when:%d.%m.%Y %H:%M}" if isinstance(when, datetime) else str(when)
