"""What a librarian wants of us, written in a mail."""

from dataclasses import dataclass
from enum import StrEnum


class Wish(StrEnum):
    """What a librarian wants of us."""

    STOP = "stop"                  # no more mail
    NO_REMINDERS = "no-reminders"  # «только приглашения, без напоминаний»
    MUTE_ITEM = "mute-item"        # not this series
    BACK = "back"                  # «подписать»: everything again


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wish; ``item`` names the series to mute, empty otherwise."""

    wish: Wish
    item: str = ""
