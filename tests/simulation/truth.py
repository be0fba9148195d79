"""What the files amount to, by the simulation's own simple reading: the oracle's side of ``resolve``."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from .files import CONTAINER, Files
from .script import MOSCOW


@dataclass(frozen=True, slots=True)
class State:
    """An event as the coordinator means it. ``start`` None: cancelled (a date nobody confirmed has no State at all)."""

    start: datetime | None
    place: str = ""
    link: str = ""
    place_open: bool = False
    online: bool = False


@lru_cache(maxsize=4096)
def moment(phrase: str) -> datetime | None:
    """The confirmed moment of a phrase this simulation writes."""
    try:
        return datetime.strptime(phrase, "%d.%m.%Y %H:%M").replace(tzinfo=MOSCOW)
    except ValueError:
        return None


def truth(files: Files) -> dict[str, State]:
    """By key: the row's id, or the occurrence's."""
    found: dict[str, State] = {}
    for row in files.rows:
        said = files.decisions.get(row.id, {})
        start = moment(said.get("when", row.when))
        if "cancelled" in said:
            found[row.id] = State(None)
        elif start is not None and row.id != CONTAINER:
            place = said.get("place", "; ".join(row.places))
            found[row.id] = State(start, place, place_open=len(row.places) > 1 and "place" not in said)
    for key, said in files.occurrences.items():
        start = moment(said["when"])
        cancelled = "cancelled" in said
        found[key] = State(None if cancelled else start, "онлайн", said["link"], online=True)
    return found
