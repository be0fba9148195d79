"""What people said by mail, and what the program made of it, for the judge."""

from dataclasses import dataclass
from datetime import datetime

OFFICE = "coordinator@cdo.example"


@dataclass(frozen=True, slots=True)
class Said:
    """An answer somebody wrote: about which event (its SEQUENCE there), in whose name, and whether that was the writer's own."""

    at: datetime
    key: str
    uid: str
    address: str
    partstat: str
    sequence: int
    digest: str
    genuine: bool


@dataclass(frozen=True, slots=True)
class Ordered:
    """What the coordinator decided by mail."""

    at: datetime
    item: str
    value: str
    digest: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What the program then wrote into the dates file."""

    at: datetime
    item: str
    before: dict[str, str]
    after: dict[str, str]
    torn: bool  # the process ended, or another program held the ledger, between writing the file and storing that it was written


@dataclass(frozen=True, slots=True)
class Silenced:
    """An address that must hear no more once this message was dealt with: its mailbox is gone, or its owner asked (``wish``: which stays
    his when his address is corrected). ``sent``: when the mail left that came back."""

    address: str
    digest: str
    wish: bool = False
    sent: datetime | None = None
