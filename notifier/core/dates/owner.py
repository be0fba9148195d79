"""Whose schedule decides: the words after «по графику», as they are written."""

import re
from functools import cache

from notifier.core.dates.items import Item

_MONTH = r"(?:январ|феврал|март|апрел|ма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)"


@cache
def _end() -> re.Pattern[str]:  # compiled when first needed: most plans have few schedules, and imports are to be short
    return re.compile(
        rf"[();]|\s+(?:на|в)\s+(?:\d|{_MONTH}|теч|уч)|[,\n]\s*(?=\d|{_MONTH}|в\s+теч|еже|пост|кажд|дата\b|срок)|\s+\d{{1,2}}[.\s](?=\d|[а-я])",
        re.IGNORECASE,
    )


def owner_of(text: str, schedule: Item) -> str | None:
    """The owner named after a schedule; None when nobody is named."""
    tail = text[schedule.end :].lstrip()
    if cut := _end().search(tail):
        tail = tail[: cut.start()]
    owner = " ".join(tail.strip(" \n.,:;-").split())
    return owner or None
