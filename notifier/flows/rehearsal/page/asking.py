"""What the coordinator was asked and when, read from the mails she got: lines that begin with a row's name («teor-2: …»)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from notifier.flows.rehearsal.page.mailing import Mailing
from notifier.model.notice import Kind
from notifier.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Asked:
    """One row that digests asked about: how often, from when to when, whether with «⚠»."""

    item: str
    title: str
    times: int
    first: datetime
    last: datetime
    warned: bool


def note_asks(mailings: Sequence[Mailing], plan: Plan) -> tuple[Asked, ...]:
    """Give each digest the rows it asks about; returns them row by row in the plan's order."""
    names = "|".join(re.escape(item.id) for item in plan.items)
    line = re.compile(rf"^(\W*)({names}): ", re.MULTILINE) if names else re.compile(r"(?!)")
    asks: dict[str, list[tuple[datetime, bool]]] = {}
    for mailing in mailings:
        if mailing.kind != Kind.DIGEST.value or mailing.letter is None:
            continue
        found = {item: "⚠" in mark for mark, item in line.findall(mailing.letter.text)}
        mailing.asked = tuple(found)
        for item, warned in found.items():
            asks.setdefault(item, []).append((mailing.at, warned))
    return tuple(Asked(item.id, item.title, len(times), times[0][0], times[-1][0], any(warned for _, warned in times))
                 for item in plan.items if (times := asks.get(item.id)))
