"""Who takes part: whom an event invites, and who wants no mail about a row of the plan."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from notifier.core.identity import year_of
from notifier.core.reconcile import Telling
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.people import Member
from notifier.flows.circular import Copy
from notifier.model.event import Event


@dataclass
class Audience:
    """The people of one pass."""

    members: Sequence[Member]
    facts: Facts
    _muted: dict[str, object] | None = field(default=None, init=False)
    _by_id: dict[int, Member] | None = field(default=None, init=False)

    def muted(self, member: Member, row: Recorded) -> bool:
        """Whether this person wants no mails about this row of the plan."""
        if self._muted is None:
            self._muted = self.facts.get_json("muted")
        items = self._muted.get(member.person.email)
        return isinstance(items, list) and f"{year_of(row.event.uid)}/{row.event.item}" in items

    def copies(self, tellings: Iterable[Telling], threads: dict[int, str]) -> Iterable[Copy]:
        """Who gets a circular, and what of theirs it answers (``threads``: a person's last Message-ID about the event)."""
        if self._by_id is None:
            self._by_id = {member.id: member for member in self.members}
        for telling in tellings:
            thread = threads.get(telling.person)
            yield self._by_id[telling.person], telling, (thread,) if thread else ()


def invited_to(event: Event) -> Callable[[Member], bool]:
    """Whether a member is invited: asked once for each combination of groups, of which there are few."""
    known: dict[tuple[str, ...], bool] = {}

    def invited(member: Member) -> bool:
        groups = member.person.groups
        found = known.get(groups)
        if found is None:
            found = known[groups] = member.person.belongs(event.audience)
        return found

    return invited


def audience_count(members: Sequence[Member], event: Event) -> int:
    """How many present people an event invites."""
    invited = invited_to(event)
    return sum(1 for member in members if member.present and member.state != "paused" and invited(member))
