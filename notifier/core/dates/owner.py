"""Whose schedule decides: the words after «по графику», as they are written."""

import re

from notifier.core.dates.items import Item

_MONTH = r"(?:январ|феврал|март|апрел|ма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)"
_END = (
    rf"(?i)[();]|\s+(?:на|в|с|до|по|к)\s+(?:\d|{_MONTH}|теч|уч)|[,\n]\s*(?=\d|{_MONTH}|в\s+теч|еже|пост|кажд|дата\b|срок|при\s|по\s)|\s+\d{{1,2}}[.\s](?=\d|[а-я])"
)  # compiled by ``re`` when first needed


_BROKEN = r"(?<=[^\W\d_])(?<![оОеЕ])-[ ]?\n\s*(?=[^\W\d_])"  # «школь-⏎ных»; «научно-⏎методического» keeps its hyphen


def owner_of(text: str, schedule: Item) -> str | None:
    """The owner named after a schedule; None when nobody is named."""
    tail = re.sub(_BROKEN, "", text[schedule.end :]).lstrip()
    if cut := re.search(_END, tail):
        tail = tail[: cut.start()]
    tail = re.sub(r"^(?i:срок\w*|прилага\w+)\s*", "", tail)
    owner = " ".join(tail.strip(" \n.,:;-").split())
    return owner or None
