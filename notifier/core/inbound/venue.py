"""A place in the coordinator's words: «СШ № 32», «в актовом зале гимназии № 4»."""

from notifier.core.clean import clean_line
from notifier.core.inbound import vocabulary as said

LONGEST = 300


def venue(text: str) -> str:
    """The place, when the words speak of one and of no date; else nothing."""
    plain = said.VENUE_LEAD.sub("", text.strip(" .!,;"))
    spoken = said.VENUE.search(plain) and len(plain) <= LONGEST and not said.DOUBT.search(plain)
    return clean_line(plain) if spoken and not has_day(plain) else ""


def has_day(text: str) -> bool:
    """Whether a place would swallow a date or an hour."""
    return said.CLOCK.search(text) is not None or said.DAY.search(text) is not None
