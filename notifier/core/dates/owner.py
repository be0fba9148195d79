"""Whose schedule decides: the words after «по графику», as they are written."""

import re
from functools import cache

from notifier.core.dates.items import Item

# in full: «на маршруте», «в декаду» may be the owner's
_MONTH = r"(?:январ|феврал|март|апрел|ма[йяе]\b|июн|июл|август|сентябр|октябр|ноябр|декабр)"
_END = (
    rf"(?i)[();]|\s+(?:на|в|с|до|по|к)\s+(?:\d|{_MONTH}|теч|уч)|[,\n]\s*(?=\d|{_MONTH}|в\s+теч|еже|пост|кажд|дата\b|срок|при\s|по\s)|\s+\d{{1,2}}[.\s](?=\d|[а-я])"
)
_SHORTENED = 2  # letters: «согласно п. 5»; a small word that short names nobody
_BROKEN = r"(?<=[^\W\d_])(?<![оОеЕ])-[ ]?\n\s*(?=[^\W\d_])"  # «школь-⏎ных»; «научно-⏎методического» keeps its hyphen


@cache
def _end() -> re.Pattern[str]:
    return re.compile(_END)


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(r"^(?i:срок\w*|прилага\w+|утвержд[её]н\w+(?=\s*(?:\d|от\b|$)))\s*")


def owner_of(text: str, schedule: Item) -> str | None:
    """The owner named after a schedule; None when nobody is named."""
    tail = f" {text[schedule.end :].lstrip()}"
    if "\n" in tail:
        tail = re.sub(_BROKEN, "", tail)
    if cut := _end().search(tail):
        tail = tail[: cut.start()]
    tail = _filler().sub("", tail.lstrip(" ,"))
    owner = " ".join(tail.strip(" \n.,:;-").split())
    return None if len(owner) <= _SHORTENED and owner.islower() else owner or None
