"""The year's report on the last working day of its May (rule 19), or calendar year: once, also where the next plan came before that day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from notifier.core import briefing
from notifier.core.identity import year_of
from notifier.flows.coordinator.desk import Desk
from notifier.flows.coordinator.outcome import answers_of_year, coming, undelivered
from notifier.model.content import ReportContent
from notifier.model.notice import Kind, Role
from notifier.model.when import SchoolYear

SEASON_LAST, CALENDAR_LAST = (5, 31), (12, 31)
LATE = timedelta(days=30)
"""A report that could not be made for so long is none any more."""


class Report:
    """What is due of the present plan's year and of the former one's."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._own = desk.inputs.plan.school_year
        self._former = SchoolYear(self._own.first - 1)

    def day(self) -> date:
        """The last working day of the plan's season: it ends with its May, or with its calendar year."""
        return self._day(self._own)

    def days(self) -> tuple[date, ...]:
        """The days on which something falls due here."""
        return tuple(self._day(year) for year in (self._former, self._own))

    def tell(self) -> None:
        """What is due. The former year's goes to her while the new plan waits for its yes, too."""
        facts, now = self._desk.facts, self._desk.now
        if self._owes_former():
            told = self._desk.record.began(str(self._former)) if now < self._at(self._former) + LATE else None
            if told is not None:
                self._desk.send(Kind.REPORT, str(self._former), self._balance(self._former, told))
            facts.put("reported", str(self._former))
        if self._owes_own():
            if now < self._at(self._own) + LATE:
                self._desk.send(Kind.REPORT, str(self._own), self.balance())
            facts.put("reported", str(self._own))

    def _owes_former(self) -> bool:
        known = self._desk.facts.get("reported")
        return (known not in (str(self._own), str(self._former)) and not self._desk.facts.hold_reason()
                and self._desk.now >= self._at(self._former))

    def _owes_own(self) -> bool:
        return (self._desk.facts.get("reported") != str(self._own) and not self._desk.facts.hold_reason()
                and self._desk.armed_at is not None and self._desk.now >= self._at(self._own))

    def balance(self) -> ReportContent:
        """What the year came to by now. Nothing is written."""
        return self._balance(self._own, self._desk.record.began(str(self._own)) or self._desk.now)

    def _balance(self, year: SchoolYear, since: datetime) -> ReportContent:
        desk, own = self._desk, year == self._own
        plan = desk.inputs.plan if own else replace(  # the former one's rows are gone
            desk.inputs.plan, school_year=year, calendar_year=year.first + 1 if desk.inputs.plan.by_calendar else None, items=())
        told = {row.event.uid: desk.events.revisions(row.id) for row in desk.events.all()
                if row.ever_told and year_of(row.event.uid) == str(year)}
        found = briefing.report(
            plan, told, desk.questions if own else (), now=desk.now, calendar=desk.window.calendar,
            answers=answers_of_year(desk, str(year)), undelivered=undelivered(desk, desk.record.undelivered(since)),
            mails=desk.record.sent_count(Role.LIBRARIAN, since), people=sum(1 for member in desk.members if member.present),
            coming=[event for event in coming(desk) if year_of(event.uid) == str(year)], decisions=desk.inputs.decisions)
        return replace(found, followed=not own)

    def _day(self, year: SchoolYear) -> date:
        last = CALENDAR_LAST if self._desk.inputs.plan.by_calendar else SEASON_LAST
        return self._desk.window.calendar.working_on_or_before(date(year.first + 1, *last))

    def _at(self, year: SchoolYear) -> datetime:
        return self._desk.morning(self._day(year))
