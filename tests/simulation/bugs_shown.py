"""The bug bank's fourth drawer: what mails show and to whom, what the log says, and what is told of losses. Where a rule's only mistakes
were found by the program's own looks at itself, nobody would notice that the rule looks away."""

import logging
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from notifier.core.compose import frozen, skeleton, whole
from notifier.core.reconcile import Telling
from notifier.core.retry import Breaker
from notifier.edges.ledger.attempt import Claimed, Settlement
from notifier.edges.ledger.people import People
from notifier.edges.ledger.supervision import Supervision
from notifier.flows import tick
from notifier.flows.hearing.intake import Intake
from notifier.flows.notices import hosting, reminding
from notifier.flows.notices.hosting import Hosting
from notifier.flows.sending import account
from notifier.flows.sending.delivery import Delivery, Report
from notifier.model.message import Letter, Outcome, Result, State, Subject
from notifier.model.notice import Kind, Role
from notifier.model.person import Mailbox, Person

from .bugs import bug, swapped
from .large import large


@bug()
def shows_who_was_invited_before() -> AbstractContextManager[None]:
    """The calendar's line of one reader is left standing in the next one's mail."""
    known: dict[bool, bytes] = {}
    line = frozen.attendee_line

    def former(attendee: Mailbox, *, cancelled: bool) -> bytes:
        own = line(attendee, cancelled=cancelled)
        if attendee.email.endswith("@slot.invalid"):  # the proof that a frozen mail is the whole one
            return own
        before, known[cancelled] = known.get(cancelled, own), own
        return before

    return swapped((frozen, "attendee_line", former))


@bug()
def writes_a_header_that_nobody_knows() -> AbstractContextManager[None]:
    """A mail says more in its headers than it should."""
    constant, names = whole.constant_headers, whole.header_names

    def more(*arguments: Any, **keys: Any) -> tuple[bytes, bytes]:
        head, tail = constant(*arguments, **keys)
        return head, b"X-Person: 1\r\n" + tail

    def meant(*arguments: Any, **keys: Any) -> tuple[str, ...]:
        found = names(*arguments, **keys)
        at = found.index("Auto-Submitted")
        return (*found[:at], "X-Person", *found[at:])

    return swapped((whole, "constant_headers", more), (skeleton, "constant_headers", more), (whole, "header_names", meant))


@bug()
def names_whoever_writes_in_the_log() -> AbstractContextManager[None]:
    """«heard Reply of anna@…»."""
    hear = Intake._hear

    def loudly(self: Intake, heard: Any) -> None:
        logging.getLogger("notifier.flows.hearing").info("heard %s of %s", type(heard).__name__, heard.head.sender)
        hear(self, heard)

    return swapped((Intake, "_hear", loudly))


RECEIPT = ("From: gmo@cdo.example\r\nSubject: OK\r\nDate: Thu, 01 Oct 2020 10:00:00 +0300\r\nTo: {}\r\nReply-To: gmo@cdo.example\r\nMessage-ID: {}\r\n\r\n"
           "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\nS0lORHxyZWNlaXB0fAo=\r\n"
           "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n--b--\r\n")


@bug()
def answers_whoever_writes() -> AbstractContextManager[None]:
    """A receipt for each letter, also a stranger's or a machine's (RFC 3834)."""
    hear = Intake._hear

    def politely(self: Intake, heard: Any) -> None:
        hear(self, heard)
        head, now = heard.head, self.now
        if head.sender:
            mid = f"<{head.digest[:30]}@cdo.example>"
            letter = Letter(Kind.ACKNOWLEDGEMENT, Role.COORDINATOR, 0, head.sender, (Subject(step=head.digest),), 0, now,
                            now + timedelta(days=1), "OK", "", mid)
            self.ledger.outbox.queue([(letter, RECEIPT.format(head.sender, mid).encode())], now)

    return swapped((Intake, "_hear", politely))


@bug()
def invites_whom_a_row_does_not_concern() -> AbstractContextManager[None]:
    """A row's groups are not looked at."""
    return swapped((Person, "belongs", lambda self, audience: True))


@bug(lives=large)
def reminds_who_declined() -> AbstractContextManager[None]:
    """A no is counted, and nothing follows from it."""
    return swapped((reminding, "declined", lambda *_: frozenset()))


@bug(2400)
def reminds_anew_when_the_list_changes() -> AbstractContextManager[None]:
    """Who was reminded is not remembered, and each telling is another one to the ledger's index."""
    turns = count()
    return swapped((People, "reminded", lambda *_: {}), (reminding, "Telling", lambda person, kind, _: Telling(person, kind, next(turns))))


@bug()
def takes_a_yes_for_a_perhaps() -> AbstractContextManager[None]:
    """What the server took at the first attempt goes once more."""
    decide = Delivery._decide

    def doubt(self: Delivery, message: Claimed, result: Result, now: datetime, report: Report) -> Settlement:
        if result.outcome is Outcome.ACCEPTED and message.attempts == 1:
            return message, Result(Outcome.TEMPORARY, 450), State.QUEUED, now + timedelta(minutes=5)
        return decide(self, message, result, now, report)

    return swapped((Delivery, "_decide", doubt))


@bug()
def rests_for_ever() -> AbstractContextManager[None]:
    """A fault of the account ends all sending: nobody tries again."""
    trip = account.trip

    def long(*arguments: Any, **keys: Any) -> Breaker:
        made = trip(*arguments, **keys)
        return replace(made, until=made.until + timedelta(days=3650))

    return swapped((account, "trip", long))


@bug()
def keeps_losses_to_itself() -> AbstractContextManager[None]:
    """What was refused, or came too late, is written down and told to nobody."""
    return swapped((Supervision, "troubles_untold", lambda self: []))


@bug()
def invents_an_event_at_each_pass() -> AbstractContextManager[None]:
    """An identity that is made of the hour."""
    resolution_of = tick.resolution_of

    def inventing(inputs: Any, now: datetime, *others: Any) -> Any:
        found = resolution_of(inputs, now, *others)
        fresh = [replace(event, uid=f"{now:%Y%m%d%H%M%S}.{event.uid}") for event in found.events[:1]]
        return replace(found, events=(*found.events, *fresh))

    return swapped((tick, "resolution_of", inventing))


@bug(2400, large)
def tells_hosts_who_is_on_the_list() -> AbstractContextManager[None]:
    """A host reads the name of a guest."""
    begin, recipient = Hosting.__post_init__, hosting.Recipient
    names: list[str] = []

    def remember(self: Hosting) -> None:
        begin(self)
        names[:] = [member.person.name for member in self.members]

    def indiscreet(address: str, name: str, greeting: str, **keys: Any) -> Any:
        return recipient(address, name, f"Здравствуйте! Придёт {names[0]}", **keys)

    return swapped((Hosting, "__post_init__", remember), (hosting, "Recipient", indiscreet))
