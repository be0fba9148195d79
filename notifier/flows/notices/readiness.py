"""What may go at this moment: due, still true, settled, its hour open - and who was not yet looked at for it.

A notice is expanded to people once for each list of people: ``key`` and ``stamp`` are noted when it was, so a pass with nothing due
touches nobody. Where a mail could not be made the texts it was tried with are noted, too: mended ones are tried again.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from notifier.core.calendar import SendingWindow
from notifier.core.compose.texts import Templates
from notifier.core.deeds import INVITING
from notifier.core.identity import short_hash
from notifier.core.ladder import cannot_wait, states
from notifier.edges.ledger.events import Events, Recorded
from notifier.edges.ledger.facts import Facts
from notifier.flows.notices.circular import iso
from notifier.model.notice import AGAIN, STATE_KINDS, Kind, Notice

OUTDATED = "outdated"
"""An expansion's stamp that no list of people has."""

TRIED = "!"
"""Stands in an expansion's stamp before the stamp of the texts of which somebody's mail could not be made."""

Key = tuple[int, int, str, str, str]
"""(event, sequence, kind, step, start): what the ledger keeps of a notice that was expanded."""

Rows = Mapping[str, Recorded]
"""The recorded events by UID."""


@dataclass
class Readiness:
    """What may go in one pass. ``roster``: the stamp of the list of people; ``templates``: what their mails are made of."""

    window: SendingWindow
    events: Events
    facts: Facts
    roster: str
    templates: Templates
    now: datetime
    _audiences: dict[tuple[str, ...], str] = field(default_factory=dict)
    _told: frozenset[str] = frozenset()
    _told_at: int = -1
    _looked_at: Sequence[Notice] | None = None
    _looked_when: int = -1
    _found: list[Notice] = field(default_factory=list)

    def ready(self, notices: Sequence[Notice]) -> list[Notice]:
        """Those that may go now. Kept: a pass asks four times of the same notices."""
        if self._looked_at is not notices or self._looked_when != self.events.stamp:
            self._looked_at, self._looked_when = notices, self.events.stamp
            settling = self.settling()
            self._found = [self._hurried(notice) for notice in notices if self.may_go(notice) and notice.uid not in settling]
        return self._found

    def settling(self) -> set[str]:
        """Events that were edited and still settle: nobody is told today what will not be true in ten minutes."""
        return {row.event.uid for row in self.events.all() if row.pending is not None}

    def may_go(self, notice: Notice) -> bool:
        """Due, still true, and the window (or the planned hour, or the urgent hours) is open."""
        return notice.due <= self.now < notice.valid_until and self.opens_at(notice) <= self.now

    def opens_at(self, notice: Notice) -> datetime:
        """When this notice may leave at the earliest, looking from now: never before it is due."""
        due = max(notice.due, self.now)
        if self._hurried(notice).urgent:
            return self.window.next_urgent(due)
        planned = notice.kind is Kind.REMINDER or (notice.due.time() == self.window.policy.planned_at and not self._is_known(notice))
        return self.window.next_planned(due) if planned else self.window.next_open(due)

    def _hurried(self, notice: Notice) -> Notice:
        """News that waited for a yes until the window would be too late for it is urgent by now, whatever it was when it became known; so
        is an invitation for who joins the list on Saturday, where the meeting is on Monday at nine."""
        if notice.urgent or notice.due > self.now or self._is_old_news(notice) or not cannot_wait(notice, self.window, now=self.now):
            return notice
        return replace(notice, urgent=True)

    def hurries_at(self, notice: Notice) -> Iterator[datetime]:
        """When news that is due and waits for the window may wait for it no longer."""
        waits = notice.due <= self.now < self.opens_at(notice)
        if notice.revision is None or notice.step or self._is_old_news(notice) or not waits:
            return
        soon = timedelta(hours=self.window.policy.urgent_hours)
        yield from (at for event in states(notice.revision) if (at := event.starts_at(self.window.calendar.zone) - soon) > self.now)

    def _is_known(self, notice: Notice) -> bool:
        """Whether this waits for joiners and leavers only: what the coordinator triggers goes at the next minute of the window."""
        if self._told_at != self.events.stamp:
            self._told_at, self._told = self.events.stamp, frozenset(row.event.uid for row in self.events.all() if row.invited)
        return notice.kind is Kind.OVERVIEW or notice.uid in self._told

    def _is_old_news(self, notice: Notice) -> bool:
        """Whether those it concerns know it: of an invitation that others have, who joined later does not."""
        return self._is_known(notice) and notice.kind not in INVITING

    def waiting(self, notices: Iterable[Notice], rows: Rows) -> Iterator[Notice]:
        """Those that all of the present list of people were not looked at for: another list, or another audience, comes with a pass."""
        expanded = self.facts.expanded()
        yield from (notice for notice in notices if expanded.get(self.key(notice, rows)) != self.stamp(notice))

    def fresh(self, notices: Sequence[Notice], rows: Rows) -> list[Notice]:
        """Those that may go now and that the present list of people was not looked at for."""
        expanded = self.facts.expanded()
        return [notice for notice in self.ready(notices) if not self._is_expanded(notice, rows, expanded)]

    def mark(self, notice: Notice, rows: Rows, *, whole: bool = True) -> None:
        """Note that everybody was looked at for this notice. Not ``whole``: somebody's mail could not be made."""
        self.facts.mark_expanded(self.key(notice, rows), self.stamp(notice) if whole else self._tried(notice))

    def key(self, notice: Notice, rows: Rows) -> Key:
        """What the ledger calls this notice's expansion."""
        return key_of(notice, rows.get(notice.uid))

    def stamp(self, notice: Notice) -> str:
        """Whom this notice looks at: another list of people, or another audience, is looked at anew."""
        audience = notice.revision.event.audience if notice.revision else ()
        if audience not in self._audiences:
            self._audiences[audience] = short_hash("|".join(sorted(audience)))
        return f"{self.roster}.{self._audiences[audience]}"

    def _is_expanded(self, notice: Notice, rows: Rows, expanded: dict[Key, str]) -> bool:
        stamp = expanded.get(self.key(notice, rows))
        if stamp is None:
            return False
        if TRIED in stamp:
            return stamp == self._tried(notice)
        return stamp == self.stamp(notice) or notice.step == AGAIN  # nobody is asked a third time

    def _tried(self, notice: Notice) -> str:
        return f"{self.stamp(notice)}{TRIED}{self.templates.stamp}"

    def outdate(self, notice: Notice, rows: Rows) -> None:
        """What this event's other news was expanded for is history: should everybody be invited again before that news looks at people
        (a cancellation left in the evening, invitations wait for the window), the list is the former one, and yet they have to be asked.
        What was tried in vain with these texts is not: two news that can't be made would have each other tried at every pass."""
        event, sequence, *_ = self.key(notice, rows)
        kept = (self.stamp(notice), self._tried(notice), OUTDATED)
        for key, known in self.facts.expanded().items():
            if key[:2] == (event, sequence) and key[2] in STATE_KINDS and not key[3] and known not in kept:
                self.facts.mark_expanded(key, OUTDATED)


def key_of(notice: Notice, row: Recorded | None) -> Key:
    """What the ledger calls the expansion of a notice about this event."""
    if row is None or notice.revision is None:
        return (0, 0, notice.kind.value, notice.step, "")
    sequence = 0 if notice.kind is Kind.REMINDER else row.revision.sequence
    return (row.id, sequence, notice.kind.value, notice.step, iso(notice.revision.event))
