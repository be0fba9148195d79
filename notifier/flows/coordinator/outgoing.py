"""«На этой неделе уйдёт»: the mails of a digest's week and to how many people each will really go (rule 12)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from notifier.core import briefing
from notifier.core.deeds import INVITING
from notifier.core.ladder import invites, wanted
from notifier.edges.ledger.events import Recorded
from notifier.flows.coordinator.desk import Desk
from notifier.flows.notices.answers import answered, declined
from notifier.flows.notices.circular import iso
from notifier.flows.notices.readiness import key_of
from notifier.model.content import Upcoming
from notifier.model.fact import Told
from notifier.model.notice import AGAIN, Kind, Notice


def outgoing(desk: Desk, first: date, last: date, *, waiting: Iterable[Recorded]) -> tuple[Upcoming, ...]:
    """What leaves from now to the end of the week ``first``-``last``; nothing about what is ``waiting`` for her yes."""
    held = {row.event.uid for row in waiting}
    window, count = desk.window, _Count(desk)
    start = datetime.combine(first, datetime.min.time(), window.calendar.zone)
    # What is overdue after an outage goes at the planned hour, where it is still true; who joined is told at the next minute of the window.
    soonest = window.next_planned(desk.now)
    notices = [notice if notice.due >= desk.now else replace(notice, due=count.joined if count.is_for_joiners(notice) else soonest)
               for notice in desk.notices if notice.uid not in held and (notice.due >= desk.now or notice.valid_until > soonest)]
    return briefing.upcoming(sorted((*notices, *_without_answer(desk)), key=lambda notice: notice.due), first=start,
                             last=start + timedelta(days=(last - first).days + 1), count=count)


def _without_answer(desk: Desk) -> Iterator[Notice]:
    """The invitations that wait for the place, on the day on which they go without it (rule 11)."""
    asked = {question.item for question in desk.questions if question.code == "two-venues"}
    window, armed_at = desk.window, desk.armed_at
    if armed_at is None:
        return
    for row in desk.events.all():
        event = row.event
        if event.hold and event.item in asked and row.settled:
            until = window.planned(window.day_on_or_after(event.first_day() - timedelta(days=window.policy.venue_wait_days)))
            freed = replace(row.revision, event=replace(event, hold=""))
            yield from (replace(notice, due=max(notice.due, until))
                        for notice in wanted([(freed, row.ever_invited)], window, armed_at=armed_at, now=desk.now)
                        if notice.kind in INVITING and not notice.step)


class _Count:
    """How many people a notice that has not left will reach; none where it has."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._expanded = desk.facts.expanded()
        self._rows = desk.events.by_uid()
        self._quiet = timedelta(hours=desk.policy.quiet_hours)
        self._list = f"{desk.facts.get('roster')}."
        self.joined = desk.window.next_open(desk.now)

    def is_for_joiners(self, notice: Notice) -> bool:
        """Whether all who were on the list before have it."""
        return notice.kind is Kind.OVERVIEW or (not notice.step and notice.kind in INVITING and self._rows[notice.uid].invited)

    def __call__(self, notice: Notice) -> int:
        if notice.revision is None:
            return len(self._desk.audience.without_overview(self._desk.people.overviewed(notice.step)))
        row, reminds = self._rows[notice.uid], notice.kind is Kind.REMINDER
        if self.is_for_joiners(notice):
            return self._joining(row)
        if key_of(notice, row) in self._expanded or (row.invited and not reminds and notice.step != AGAIN):
            return 0
        told = self._desk.people.told(row.id)
        joining = 0
        if reminds:
            if not row.invited and self._is_soon_after(notice):
                return 0
            if self.joined + self._quiet <= notice.planned:
                joining = self._joining(row)
            told = self._rested(notice, told)
            if not told and row.ever_invited:
                return joining
        said = (answered if notice.step == AGAIN else declined)(row, self._desk.events, self._desk.facts)
        return joining + self._desk.audience.count(row, notice, told=lambda: told, said=said)

    def _joining(self, row: Recorded) -> int:
        """How many came to the list since everybody on it was looked at for this event's invitation."""
        event = row.event
        stamp = self._expanded.get((row.id, row.revision.sequence, invites(event).value, "", iso(event)), "")
        if not row.invited or stamp.startswith(self._list):
            return 0
        return self._desk.audience.joiners(row, self._desk.people.told(row.id))

    def _rested(self, reminder: Notice, told: dict[int, Told]) -> dict[int, Told]:
        """Who has the event, and has had no other mail about it for so long that this one is not dropped (rule 2)."""
        return {person: one for person, one in told.items()
                if one.live and one.left is not None and one.left + self._quiet <= reminder.planned}

    def _is_soon_after(self, reminder: Notice) -> bool:
        """Whether it would follow so soon on news still to come that it is dropped."""
        return any(notice.uid == reminder.uid and notice.kind is not Kind.REMINDER and not notice.step
                   and max(notice.due, self._desk.now) + self._quiet > reminder.planned for notice in self._desk.notices)
