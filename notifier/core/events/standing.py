"""When the one meeting of each row begins, as plan and dates file have it: what «в то же время» and «не 12, а 13» speak of."""

from datetime import datetime, tzinfo

from notifier.core.events.reading import read
from notifier.model.decision import Decisions
from notifier.model.plan import Plan
from notifier.model.when import Kind


def standing(plan: Plan, decisions: Decisions, zone: tzinfo, now: datetime) -> dict[str, datetime]:
    """Row -> the local beginning of its meeting, where it has exactly one, with an hour, that is still to come."""
    found: dict[str, datetime] = {}
    for row in plan.items:
        decision = decisions.get(row.id)
        if decision is not None and (decision.cancelled is not None or decision.closed is not None or decision.milestones):
            continue
        said = decision.when if decision is not None and decision.when is not None else decision.plan if decision is not None else ""
        reading = read(said or row.when, plan, zone)
        if reading.kind is not Kind.EXACT or reading.suspicious or reading.start is None or reading.time is None:
            continue
        moment = datetime.combine(reading.start, reading.time, zone)
        if moment > now:
            found[row.id] = moment
    return found
