"""The head of the page in numbers: how many mails, to how many, how full a librarian's weeks are."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

from notifier.flows.rehearsal.page.mailing import Mailing
from notifier.flows.rehearsal.page.roster import Roster
from notifier.model.notice import Role

USUAL_A_WEEK = 2
"""The story's «seldom more than two a week»."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the head says. ``least``/``usual``/``most`` are over the librarians who were in the list all the time."""

    mails: int
    to_librarians: int
    to_coordinator: int
    to_others: int
    librarians: int
    least: int
    usual: int
    most: int
    without: int  # librarians who got nothing
    busiest: int  # mails in anybody's fullest week
    full_weeks: int
    compared: int
    faults: int


def figures(mailings: Sequence[Mailing], roster: Roster) -> Figures:
    """Count once everything is read."""
    by_role = {role: sum(mailing.mails for mailing in mailings if mailing.role == role.value) for role in Role}
    librarians = roster.librarians()
    staying = [number for number in librarians if roster.everybody[number].listed and roster.everybody[number].left is None]
    totals = sorted(roster.total(number) for number in staying or librarians)
    return Figures(
        mails=sum(by_role.values()), to_librarians=by_role[Role.LIBRARIAN], to_coordinator=by_role[Role.COORDINATOR],
        to_others=by_role[Role.HOST] + by_role[Role.ADMIN], librarians=sum(total > 0 for total in map(roster.total, librarians)),
        least=totals[0] if totals else 0, usual=median_low(totals) if totals else 0, most=totals[-1] if totals else 0,
        without=sum(total == 0 for total in totals), busiest=roster.busiest(), full_weeks=roster.full_weeks(USUAL_A_WEEK),
        compared=sum(mailing.compared for mailing in mailings), faults=sum(len(mailing.faults) for mailing in mailings))
