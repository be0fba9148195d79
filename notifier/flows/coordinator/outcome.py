"""What came of the mails so far: who answered, what could not be delivered and why, what is still to take place."""

from collections.abc import Sequence
from datetime import date, timedelta

from notifier.core import briefing
from notifier.core.identity import year_of
from notifier.core.inbound.refusal import FULL, in_words
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.people import Member
from notifier.flows.coordinator.desk import Desk
from notifier.flows.notices.answers import standing
from notifier.model.content import AnswerCount, Undelivered
from notifier.model.event import Event
from notifier.model.message import State


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


_LEAD = {State.EXPIRED: "не успело уйти вовремя", State.HELD: "задержано, ждёт администратора"}


def undelivered(desk: Desk, troubles: Sequence[tuple[str, State, str, str]]) -> tuple[Undelivered, ...]:
    """Of troubles (address, what became of the mail, what was said of it, subject): one line an address and reason, however many mails."""
    members = {member.person.email: member for member in desk.members}
    result: dict[tuple[str, str], Undelivered] = {}
    for address, state, said, subject in troubles:
        words, dead = in_words(said)
        why = ", ".join(filter(None, (_LEAD.get(state), words))) or "причина не названа"
        member = members.get(address)
        result.setdefault((address, why), Undelivered(member.person.name if member else "", address, why, subject,
                                                      _advice(member, dead=dead, full=FULL in words)))
    return tuple(result.values())


def _advice(member: Member | None, *, dead: bool, full: bool) -> str:
    """Whom to ask for another address. Nothing where the address is right and the trouble is between servers."""
    if member is None or not (dead or full):
        return ""
    ask = ("На этот адрес больше не пишем, уточните новый" if member.paused else "Уточните адрес" if dead else
           "Попросите освободить ящик или дать другой адрес")
    return f"{ask}: {member.person.school}" if member.person.school else ask
