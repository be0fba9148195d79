"""Whether a mail may decide something in the coordinator's name: bound to a mail of ours, of her address, vouched for, and new.

The binding is a secret she alone was sent: the Message-ID of a mail to her, or the UID of a suggestion with its token for the
row, the date and her. Both expire; a command is carried out once, however often a copy of it arrives.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.core.inbound.envelope import same_person
from notifier.core.inbound.judge import judge_command
from notifier.core.inbound.token import check
from notifier.core.phrases import offered_at
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import DONE_UNTIL, NOT_TAKEN
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.bygone import MAILS_OF_FORMER_PLAN
from notifier.flows.view import Ledger
from notifier.model.heard import Head, Ours, Vouched
from notifier.model.judgement import Ruling
from notifier.model.notice import Role

BOUND = timedelta(days=90)
"""A mail of ours older than this binds no command any more; a suggestion's token is as good for as long."""

REMEMBERED = timedelta(days=30)
"""A command's identity is kept so long; older mails are refused by their date (``judge.COMMAND_AGE``)."""

REFUSALS_AT_ONCE = 3
"""A day: whoever writes in her name must not make us flood her."""

UNCLEAR = 10
"""A day: a program of hers that answers every mail, and says nowhere that it is one, must not talk with us for ever."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A date suggested to her: of which row, and in the mail of which Message-ID."""

    item: str
    when: str
    mid: str


@dataclass
class Binding:
    """What binds her mails at one moment."""

    inputs: Inputs
    ledger: Ledger
    ours: Ours
    now: datetime

    @property
    def suggestions(self) -> dict[str, Suggested]:
        """The dates suggested to her, by their UIDs (whose tokens can't be guessed)."""
        return {uid: Suggested(str(entry["item"]), str(entry["when"]), str(entry.get("mid", "")))
                for uid, entry in self.ledger.facts.get_json("suggested").items() if isinstance(entry, dict)}

    def is_bound(self, head: Head) -> bool:
        """Whether the mail answers a mail of ours to her that is not too old: only she has its Message-ID."""
        return any(sent.role == Role.COORDINATOR.value and self.now - sent.at < BOUND
                   for sent in self.ledger.record.answered(head.references))

    def allowed(self, head: Head, identity: str, *, bound: bool, speaker: str = "") -> bool:
        """Whether the command may be carried out; ``identity`` is the same in every copy of it. What is refused is told."""
        done = {key: at for key, at in self.ledger.facts.numbers("commands").items() if at > (self.now - REMEMBERED).timestamp()}
        ruling = judge_command(head, ours=self.ours, bound=bound, answers_ours=self.is_bound(head), now=self.now,
                               repeated=identity in done, done_until=self.ledger.facts.instant(DONE_UNTIL), speaker=speaker)
        if ruling.ruling is Ruling.APPLY:
            self.ledger.facts.put_json("commands", {**done, identity: seconds(self.now)})
            return True
        # who answers a mail only she has is she, perhaps at another mailbox of hers: she must not wait a week to hear that it did nothing
        hers = (same_person(head.sender, self.ours.coordinator) or self.is_bound(head)) and head.vouched is not Vouched.FAILED
        told = hers and ruling.ruling is Ruling.REFUSE and self.at_once("refused-today", REFUSALS_AT_ONCE)
        topic = NOT_TAKEN if told else "refused"
        self.ledger.facts.note(topic, head.digest, ruling.text, self.now)
        return False

    def at_once(self, what: str, most: int) -> bool:
        """Whether she learns of ``what`` at once, as she does so many times a day; the rest stands in the digest."""
        today = f"{self.now:%Y-%m-%d}"
        count = self.ledger.facts.numbers(what).get(today, 0)
        self.ledger.facts.put_json(what, {today: count + 1})
        return count < most

    def is_of_former_plan(self, uid: str) -> bool:
        """Whether the date was suggested in a mail of another plan: its id means another row by now."""
        last = int(self.ledger.facts.get(MAILS_OF_FORMER_PLAN) or 0)
        sent = self.ledger.record.by_message_id(self.suggestions[uid].mid) if last else None
        return sent is not None and sent.id <= last

    def is_good(self, uid: str) -> bool:
        """Whether the UID's token is ours for this row, date and person, and not expired."""
        suggested = self.suggestions[uid]
        start = offered_at(suggested.when).replace(tzinfo=self.inputs.window.calendar.zone)
        return check(self.ledger.facts.secret(), uid.partition("@")[0], f"{suggested.item}|{start.isoformat()}",
                     self.inputs.settings.coordinator.email, today=self.now.date())
