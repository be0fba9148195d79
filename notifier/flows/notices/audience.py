"""Who takes part: whom an event invites, and who wants no mail about a row of the plan."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from notifier.core.identity import year_of
from notifier.core.reconcile import Telling
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.people import Member
from notifier.flows.notices.circular import Copy
from notifier.model.event import Event
from notifier.model.fact import Told
from notifier.model.notice import AGAIN, Kind, Notice
from notifier.model.person import fold
from notifier.model.plan import EVERYBODY


@dataclass
class Audience:
    """The people of one pass."""

    members: Sequence[Member]
    facts: Facts
    _muted: dict[str, object] | None = field(default=None, init=False)
    _by_id: dict[int, Member] | None = field(default=None, init=False)
    _groups: frozenset[str] | None = field(default=None, init=False)

    def reaches(self, member: Member, row: Recorded) -> bool:
        """Whether mails about this row of the plan go to this person: unless those to the address rest, or none of this row are wanted."""
        if self._muted is None:
            self._muted = self.facts.get_json("muted")
        items = self._muted.get(member.person.email)
        return not member.paused and not (isinstance(items, list) and f"{year_of(row.event.uid)}/{row.event.item}" in items)

    def count(self, row: Recorded, notice: Notice, *, told: Callable[[], Mapping[int, Told]], said: Container[str] = ()) -> int:
        """How many people this mail will reach, or just reached, as far as it is known today. ``told``: of this event, asked for where it
        matters; ``said``: the addresses that are not written to because of their answer. News of what stood goes to those who have it,
        and so does a reminder once anybody has; an invitation to those who have it not."""
        sequence = row.revision.sequence
        invited = self.stays_invited(row.event, told) if notice.kind is Kind.REMINDER else invited_to(row.event)
        news = notice.kind in (Kind.CHANGE, Kind.CANCELLATION)
        once_more = notice.kind is Kind.REMINDER or notice.step == AGAIN
        has = {person for person, one in told().items() if one.live or (notice.kind is Kind.CANCELLATION and one.sequence == sequence)
               } if news or once_more or (row.ever_invited and not row.invited) else set()

        def reads(member: Member) -> bool:
            if news:
                return member.id in has
            if not member.present or not invited(member):
                return False
            if not once_more:
                return member.id not in has
            return member.state != "muted" and member.person.email not in said and (member.id in has or not has)

        return sum(1 for member in self.members if self.reaches(member, row) and reads(member))

    def stranded(self, event: Event, told: Callable[[], Mapping[int, Told]]) -> tuple[tuple[str, ...], int]:
        """The groups of an event's audience that nobody of the list belongs to, and how many have the event and are in no other of its
        groups. None where that is one person and another group has people, an edit: of several, who left meanwhile being one, the group has
        another name by now, or the list lost its column; and where nobody at all is left, the meeting itself is a question. ``told``: of
        this event, asked for where it matters."""
        if self._groups is None:
            self._groups = frozenset(fold(group) for member in self.members if member.present for group in member.person.groups)
        empty = tuple(group for group in event.audience if fold(group) not in {EVERYBODY, *self._groups})
        if not empty:
            return (), 0
        invited, known = invited_to(event), told()
        out = [member for member in self.members if not invited(member) and member.id in known  # who left was one of them, too
               and (known[member.id].live or not member.present)]
        have = sum(member.present for member in out)
        return (empty, have) if have and (len(out) > 1 or len(empty) == len(event.audience)) else ((), 0)

    def stays_invited(self, event: Event, told: Callable[[], Mapping[int, Told]]) -> Callable[[Member], bool]:
        """Whether a member who has the event has it rightly. Nobody goes out of a group that is lost: absence cancels nothing."""
        return (lambda _: True) if self.stranded(event, told)[1] else invited_to(event)

    def joiners(self, row: Recorded, told: Mapping[int, Told]) -> int:
        """How many people the event invites who have it not (``told``: what everybody was told of it)."""
        has = {person for person, one in told.items() if one.live}
        return sum(1 for member in self._guests(row) if member.id not in has)

    def size(self, row: Recorded, *, but: Container[str] = ()) -> int:
        """How many people the event invites, beside these addresses."""
        return sum(1 for member in self._guests(row) if member.person.email not in but)

    def _guests(self, row: Recorded) -> Iterator[Member]:
        invited = invited_to(row.event)
        return (member for member in self.members if member.present and invited(member) and self.reaches(member, row))

    def without_overview(self, have: Container[int]) -> list[Member]:
        """Who gets the year's overview and does not ``have`` it."""
        return [member for member in self.members if member.present and not member.paused and member.id not in have]

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


def keep_muted(facts: Facts, former: str, address: str) -> None:
    """Whose address was corrected still wants no mails about the rows muted at the former one."""
    muted = facts.get_json("muted")
    if former in muted:
        facts.put_json("muted", {**{known: rows for known, rows in muted.items() if known != former}, address: muted[former]})
