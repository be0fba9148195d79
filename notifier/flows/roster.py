"""The people of the list as the ledger knows them: synchronised when the list, the day or somebody's state changed."""

from collections.abc import Sequence
from datetime import date, datetime

from notifier.edges.ledger.people import ROSTER_FACTS, Member
from notifier.flows.inputs import Inputs
from notifier.flows.notices.audience import keep_muted
from notifier.flows.view import Ledger
from notifier.model.person import Person, as_of


class Roster:
    """Who is there, kept between passes: a list of 40 000 is looked at only when something about it is new."""

    def __init__(self) -> None:
        self._people: tuple[Person, ...] | None = None
        self._facts = ""
        self._until = date.min  # the day from which somebody is among them no longer
        self._stamp = ""
        self._members: tuple[Member, ...] = ()

    def forget(self) -> None:
        """What the ledger rolled back may have been the people's rows."""
        self._people = None

    def read(self, inputs: Inputs, ledger: Ledger, now: datetime) -> tuple[tuple[Member, ...], str]:
        """The members, and a stamp that is another one as soon as the list is. Call inside a transaction."""
        facts, today = ledger.facts.get(ROSTER_FACTS) or "0", now.date()
        if self._people is not inputs.people or self._facts != facts or self._until <= today:
            people = as_of(inputs.people, today)
            stamp = ledger.people.roster_stamp(people)
            if ledger.facts.get("roster") != stamp:
                _synchronise(ledger, people, now)
                ledger.facts.put("roster", stamp)
            members = tuple(ledger.people.members(people))
            _look_at_absent(ledger, members, now)
            until = min((person.left for person in inputs.people if person.left and person.left > today), default=date.max)
            self._people, self._facts, self._until, self._stamp, self._members = inputs.people, facts, until, stamp, members
        return self._members, self._stamp


def _synchronise(ledger: Ledger, people: Sequence[Person], now: datetime) -> None:
    """The list into the ledger; a corrected address is told, and stays quiet where the former one was."""
    for corrected in ledger.people.synchronise(people, now):
        wish = f"; пожелание прежнее: {corrected.wish}" if corrected.wish else ""
        ledger.facts.note("address", f"{corrected.former}>{corrected.person.email}",
                          f"Адрес исправлен: {corrected.person.name}, {corrected.person.email}{wish}", now)
        keep_muted(ledger.facts, corrected.former, corrected.person.email)


def _look_at_absent(ledger: Ledger, members: Sequence[Member], now: datetime) -> None:
    """Who has left gets no more of what waits; who is merely gone from the list is a question."""
    for member in members:
        if member.person.left is not None:  # what never left needs no cancellation either
            ledger.outbox.supersede_person(member.id, now)
        if member.absent and member.state == "ok":
            ledger.facts.note("absent", member.person.email,
                              f"{member.person.name or member.person.email} больше не в списке. Если человек ушёл, "
                              "верните строку и поставьте дату в графе «выбыл» (left)", now)
