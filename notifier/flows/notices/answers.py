"""Who comes, as it stands: the answers to an event's present date. What was said about a former date is no answer to this one."""

from collections.abc import Sequence

from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.facts import Facts
from notifier.model.fact import Answer, Partstat


def standing(row: Recorded, events: Events, facts: Facts) -> Sequence[Answer]:
    """The newest answer of each person, where it was given to the hours the event has now."""
    answers = facts.answers(row.id)
    if all(answer.sequence == row.revision.sequence for answer in answers):
        return answers
    same = of_present_hours(row, events)
    return [answer for answer in answers if answer.sequence in same]


def of_present_hours(row: Recorded, events: Events) -> frozenset[int]:
    """The sequences that told the hours the event has now: another place asks nobody anew."""
    event = row.event
    same = (revision.sequence for revision in events.revisions(row.id)
            if revision.event.live and (revision.event.start, revision.event.end) == (event.start, event.end))
    return frozenset({row.revision.sequence, *same})


def declined(row: Recorded, events: Events, facts: Facts) -> frozenset[str]:
    """The addresses that said no to this date: they are not reminded."""
    return frozenset(answer.address for answer in standing(row, events, facts) if answer.partstat is Partstat.DECLINED)


def answered(row: Recorded, events: Events, facts: Facts) -> frozenset[str]:
    """The addresses that said anything about this date."""
    return frozenset(answer.address for answer in standing(row, events, facts) if answer.partstat is not Partstat.NEEDS_ACTION)
