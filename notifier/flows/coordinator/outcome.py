"""What came of the mails so far: who answered, what could not be delivered and why, what is still to take place."""

from collections.abc import Sequence
from datetime import date, timedelta

from notifier.core import briefing
from notifier.core.identity import year_of
from notifier.core.inbound.refusal import understand_refusal
from notifier.edges.ledger.events import Recorded
from notifier.flows.coordinator.desk import Desk
from notifier.flows.notices.answers import standing
from notifier.model.content import AnswerCount, Undelivered
from notifier.model.event import Event
from notifier.model.heard import Failure


def coming(desk: Desk) -> list[Event]:
    """The events that are still to take place, told already or not yet. What vanished before anybody heard of it is none."""
    zone = desk.window.calendar.zone
    return [row.event for row in desk.rows if row.event.live and row.event.ends_at(zone) > desk.now]


def answers(desk: Desk, since: date) -> tuple[AnswerCount, ...]:
    """Who answered about what is held since then."""
    return _counted(desk, [row for row in desk.events.all() if row.event.last_day() >= since - timedelta(days=7)])


def answers_of_year(desk: Desk, year: str) -> tuple[AnswerCount, ...]:
    """Who answered about the events of a school year."""
    return _counted(desk, [row for row in desk.events.all() if year_of(row.event.uid) == year])


def _counted(desk: Desk, rows: Sequence[Recorded]) -> tuple[AnswerCount, ...]:
    names = {member.person.email: member.person.name or member.person.email for member in desk.members}
    return briefing.answer_counts([_answered(desk, row) for row in rows if row.ever_invited], names)


def _answered(desk: Desk, row: Recorded) -> briefing.Answered:
    """Who left before the event, or is of another group by now, does not come; who left after it did."""
    event, ahead = row.event, row.event.ends_at(desk.window.calendar.zone) > desk.now
    away = {one.email for one in (member.person for member in desk.members)
            if (one.left is not None and one.left <= event.first_day()) or (ahead and not one.belongs(event.audience))}
    given = [answer for answer in standing(row, desk.events, desk.facts) if answer.address not in away]
    said = {answer.address for answer in given if answer.partstat in briefing.SAID}
    return briefing.Answered(row.event, desk.audience.size(row, but=said), tuple(given))


def undelivered(desk: Desk, troubles: Sequence[tuple[str, str, str]]) -> tuple[Undelivered, ...]:
    """Of troubles (address, why, subject): one line an address and reason, however many mails came back."""
    people = {member.person.email: member.person for member in desk.members}
    result: dict[tuple[str, str], Undelivered] = {}
    for address, said, subject in troubles:
        failure, _, words = understand_refusal(said)
        why = words if failure is Failure.HARD else said
        person = people.get(address)
        who = (person.name or address) if person else address
        advice = f"Уточните адрес: {person.school}" if person and person.school else ""
        result.setdefault((address, why), Undelivered(who, address, why, subject, advice))
    return tuple(result.values())
