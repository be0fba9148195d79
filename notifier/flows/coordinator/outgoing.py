"""«На этой неделе уйдёт»: the mails of a digest's week and to how many people each will really go (rule 12)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from notifier.core import briefing
from notifier.edges.ledger.events import Recorded
from notifier.flows.coordinator.desk import Desk
from notifier.flows.notices.answers import answered, declined
from notifier.flows.notices.circular import iso
from notifier.model.content import Upcoming
from notifier.model.fact import Told
from notifier.model.notice import AGAIN, Kind, Notice


def outgoing(desk: Desk, first: date, last: date, *, waiting: Iterable[Recorded]) -> tuple[Upcoming, ...]:
    """What leaves from now to the end of the week ``first``-``last``; nothing about what is ``waiting`` for her yes."""
    held = {row.event.uid for row in waiting}
    window = desk.inputs.window
    start = datetime.combine(first, datetime.min.time(), window.calendar.zone)
    soonest = window.next_planned(desk.now)  # what is overdue after an outage goes then, where it is still true
    notices = [notice if notice.due >= desk.now else replace(notice, due=soonest) for notice in desk.notices
               if notice.uid not in held and (notice.due >= desk.now or notice.valid_until > soonest)]
    return briefing.upcoming(notices, first=start, last=start + timedelta(days=(last - first).days + 1), count=_Count(desk))


class _Count:
    """How many people a notice that has not left will reach; none where it has."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._expanded = desk.facts.expanded()
        self._rows = desk.events.by_uid()
        self._quiet = timedelta(hours=desk.inputs.settings.policy.quiet_hours)

    def __call__(self, notice: Notice) -> int:
        if notice.revision is None:
            return 0
        row, reminds = self._rows[notice.uid], notice.kind is Kind.REMINDER
        key = (row.id, 0 if reminds else row.revision.sequence, notice.kind.value, notice.step, iso(notice.revision.event))
        if key in self._expanded or (row.invited and not reminds and notice.step != AGAIN):
            return 0
        told = self._desk.people.told(row.id)
        if reminds:
            if not row.invited and self._is_soon_after(notice):
                return 0
            told = self._rested(notice, told)
            if not told and row.ever_invited:
                return 0
        said = (answered if notice.step == AGAIN else declined)(row, self._desk.events, self._desk.facts)
        return self._desk.audience.count(row, notice, told=lambda: told, said=said)

    def _rested(self, reminder: Notice, told: dict[int, Told]) -> dict[int, Told]:
        """Who has the event, and has had no other mail about it for so long that this one is not dropped (rule 2)."""
        return {person: one for person, one in told.items()
                if one.live and one.left is not None and one.left + self._quiet <= reminder.planned}

    def _is_soon_after(self, reminder: Notice) -> bool:
        """Whether it would follow so soon on news still to come that it is dropped."""
        return any(notice.uid == reminder.uid and notice.kind is not Kind.REMINDER and not notice.step
                   and max(notice.due, self._desk.now) + self._quiet > reminder.planned for notice in self._desk.notices)
