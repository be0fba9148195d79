"""What everything heard is told with: to the coordinator in words, strangers by number, people by their names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from notifier.core.inbound.envelope import mailbox_of, same_person
from notifier.flows.inputs import Inputs
from notifier.flows.view import Ledger
from notifier.model.heard import Head, Ours
from notifier.model.person import Mailbox, Person

COUNTS, UNKNOWN = "heard-counts", "answers-unknown"
"""The value that counts answers to invitations that the ledger does not know."""
ADDRESS = re.compile(r"[^\s:;,()<>«»]+@[^\s:;,()<>«»]+")


def ours_of(inputs: Inputs) -> Ours:
    """What incoming mail is compared with."""
    settings = inputs.settings
    return Ours(settings.organizer.email, inputs.domain, settings.coordinator.email, settings.imap.authserv_id)


@dataclass
class Ear:
    """One look's moment, files and ledger."""

    inputs: Inputs
    ledger: Ledger
    now: datetime

    def tell(self, head: Head, text: str, topic: str = "heard") -> None:
        """A note for her digest, once a message."""
        self.ledger.facts.note(topic, head.digest, text, self.now)

    def count_unknown(self) -> None:
        """An answer to an invitation that the ledger does not know: not worth a line of its own."""
        self.ledger.facts.put_json(COUNTS, {UNKNOWN: self.ledger.facts.numbers(COUNTS).get(UNKNOWN, 0) + 1})

    def named(self, text: str) -> str:
        """Addresses in a sentence become names where the list knows them."""
        for address in ADDRESS.findall(text):
            person = self._people.get(address)
            if person is not None and person.name:
                return text.replace(address, person.name, 1)
        return text

    def person(self, sender: str) -> Person | None:
        """Who in the list has this mailbox, or had it there: who vanished from it is told of changes all the same, and may say stop."""
        if not sender:
            return None
        box = mailbox_of(sender)
        return self._people.get(sender) or self._people.get(box) or self._former.get(sender) or self._former.get(box)

    def host(self, sender: str) -> Mailbox | None:
        """The host of a venue who has this mailbox."""
        hosts = (host for venue in self.inputs.settings.venues for host in venue.hosts)
        return next((host for host in hosts if same_person(host.email, sender)), None)

    @cached_property
    def _people(self) -> dict[str, Person]:
        """The list by mailbox and by address."""
        return _by_mailbox(self.inputs.people)

    @cached_property
    def _former(self) -> dict[str, Person]:
        """Those no longer in it: looked for only when a sender is not in the list."""
        return _by_mailbox([member.person for member in self.ledger.people.members(self.inputs.people) if not member.present])


def _by_mailbox(people: Iterable[Person]) -> dict[str, Person]:
    known = list(people)
    return {mailbox_of(person.email): person for person in known} | {person.email: person for person in known}
