"""What follows from something heard, once it was held against what the ledger knows."""

from dataclasses import dataclass
from enum import StrEnum

from notifier.model.fact import Answer


class Ruling(StrEnum):
    """What follows from something heard."""

    APPLY = "apply"      # the status changes
    KEEP = "keep"        # stored and shown with its trust level, the status stays
    FORMER = "former"    # an answer to the former date: noted, the status stays
    REPEAT = "repeat"    # known already, or older than what is known
    SHOW = "show"        # the coordinator has to look
    REFUSE = "refuse"    # forged, or not allowed: nothing changes, she is told
    HOLD = "hold"        # our own trouble: sending waits until somebody looks
    IGNORE = "ignore"    # nothing to do; a log line


@dataclass(frozen=True, slots=True)
class Judgement:
    """The ruling, its reason in Russian for the coordinator, and the answer to store where there is one."""

    ruling: Ruling
    text: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """What the ledger knows of a UID: its current sequence and the canonical addresses it was sent to."""

    uid: str
    sequence: int
    addresses: tuple[str, ...]
