"""Whose schedule decides: the words after «по графику», as they are written."""

import re

from notifier.core.dates.items import Item

_NOBODY = re.compile(
    r"(?:отдельн|особ|индивидуальн|утвержд[её]нн|сво|собственн|специальн|дополнительн|един|общ|гибк|скользящ)\w*\s+(?=график|план|расписани)", re.IGNORECASE
)
_WORD_BEFORE = re.compile(r"([^\W\d_-]+)\s+\S*$")
_END = re.compile(
    r"[()\n;]|,?\s+(?:на|в)\s+(?:20\d\d|\d{4}/|(?:январ|феврал|март|апрел|ма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)|течени|течение|уч)"
    r"|,\s*(?=\d|(?:январ|феврал|март|апрел|май\b|мая\b|июн|июл|август|сентябр|октябр|ноябр|декабр|в\s+течени|ежемес|ежекв|постоянно))"
    r"|\s+\d{1,2}[.\s](?=\d|[а-я])",
    re.IGNORECASE,
)


def owner_of(text: str, schedule: Item) -> str | None:
    """The owner named after (or, «СОИРО (по графику)», before) a schedule; None when nobody is named."""
    tail = text[schedule.end :]
    if cut := _END.search(tail):
        tail = tail[: cut.start()]
    owner = " ".join(tail.strip(" \n.,:;-").split())
    return owner or None
