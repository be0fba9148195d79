"""From the service's mailbox to facts: who comes, whose address is dead, what the coordinator decided.

Whoever receives something records facts and never sends. A message's effects, the mark that it was seen (by content) and
the cursor are one transaction, so a crash or a second delivery repeats nothing. One message that can't be dealt with is set
aside and told; the next is read.
"""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

from notifier.core.inbound.envelope import mailbox_of, same_person
from notifier.core.inbound.judge import judge_counter, judge_refresh, judge_reply
from notifier.core.phrases import short_title
from notifier.core.russian import quoted
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.guard import in_words
from notifier.edges.ledger.store import LedgerError
from notifier.edges.mailbox.arrived import Arrived, Cursor, MailboxError
from notifier.edges.reader import NoReader, Reader
from notifier.flows.deciding.begun import Hearing, begin, end, leave
from notifier.flows.deciding.commands import Commands
from notifier.flows.hearing.correspondence import Correspondence
from notifier.flows.hearing.ear import Ear, ours_of
from notifier.flows.hearing.returned import Returned
from notifier.flows.inputs import Inputs
from notifier.flows.notices.answers import of_present_hours
from notifier.flows.view import Ledger
from notifier.model.heard import Abuse, Bounce, Counter, ForeignCalendar, Head, Heard, Human, Refresh, Reply, Unread
from notifier.model.judgement import Invited, Ruling
from notifier.model.notice import STATE_KINDS

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Messages a look: a backlog must not keep the next pass waiting. Behind that pass the next look comes at once."""

TRIES = 2
"""So often a message may fail (the disk, a locked file): then it is set aside."""


class Mailbox(Protocol):
    """What a mailbox edge offers."""

    def new(self, since: Cursor | None) -> Iterator[Arrived]:
        """Messages after the cursor, oldest first."""
        ...


@dataclass
class Intake:
    """One look into the mailbox."""

    inputs: Inputs
    ledger: Ledger
    commands: Commands
    secret: bytes
    now: datetime
    trouble: str = ""  # why the mailbox could not be read at this look
    left_some: bool = False  # a backlog: more than one look's share waits there
    _addressees: dict[int, dict[str, str]] = field(default_factory=dict)  # by event: mailbox -> address; asked once a look

    @cached_property
    def ear(self) -> Ear:
        """What all parts of a look share."""
        return Ear(self.inputs, self.ledger, self.now)

    def look(self, mailbox: Mailbox, reader: Reader) -> int:
        """Deal with what is new; how many messages. Where mailbox or reader fail, everything before is stored, the rest waits."""
        cursor = Cursor.parse(self.ledger.facts.get("cursor") or "")
        dealt = 0
        try:
            for arrived in mailbox.new(cursor):
                if not self._deal_with(arrived, reader):
                    break
                dealt += 1
                if dealt >= AT_ONCE:
                    self.left_some = True
                    break
        except (MailboxError, NoReader) as error:
            self.trouble = str(error)
            log.warning("mailbox: %s", error)
        return dealt

    def _deal_with(self, arrived: Arrived, reader: Reader) -> bool:
        """One message and its mark in one commit. False: it failed and is tried once more at the next look."""
        heard = _missing(arrived) if arrived.missing else reader.read(arrived.raw)
        try:
            self._settle(heard, arrived.cursor)
        except Exception as error:
            if isinstance(error, LedgerError) or in_words(error) is not None:
                raise  # the ledger's trouble, not the message's
            log.exception("a message could not be dealt with (%s)", type(heard).__name__)
            return self._set_aside(heard, arrived.cursor)
        return True

    def _settle(self, heard: Heard, cursor: Cursor | None) -> None:
        facts, digest, settings = self.ledger.facts, heard.head.digest, self.inputs.settings
        decides = self._may_decide(heard) and not facts.seen(digest)
        hearing = begin(self.ledger.store, facts, digest, settings.dates, settings.state, self.now) if decides else Hearing(settings.dates)
        self.commands.begin(hearing)
        with self.ledger.store.transaction():
            if not facts.seen(digest):
                try:
                    self._hear(heard)
                finally:
                    if decides:
                        leave(hearing, digest, settings.state)
                end(facts)
                facts.mark_seen(digest, type(heard).__name__, self.now)
                log.info("heard %s", type(heard).__name__)
            if cursor is not None:
                facts.put("cursor", str(cursor))

    def _may_decide(self, heard: Heard) -> bool:
        return isinstance(heard, Human | Reply | Counter | ForeignCalendar) and (
            same_person(heard.head.sender, self.inputs.settings.coordinator.email) or self.commands.binding.is_bound(heard.head))

    def _set_aside(self, heard: Heard, cursor: Cursor | None) -> bool:
        """What fails twice is told and left: one message must not keep the others from being heard (fault 28)."""
        facts, digest = self.ledger.facts, heard.head.digest
        with self.ledger.store.transaction():
            facts.mark_tried(digest, self.now)
            if facts.tries(digest) < TRIES:
                return False
            end(facts)
            facts.mark_seen(digest, "SetAside", self.now)
            self.ear.tell(heard.head, "Письмо не удалось обработать: оно осталось в ящике службы, посмотрите его там")
            if cursor is not None:
                facts.put("cursor", str(cursor))
        return True

    def hear(self, heard: Heard) -> None:
        """Take one message already read into account (tests and rehearsals)."""
        self._settle(heard, None)

    def _hear(self, heard: Heard) -> None:
        match heard:
            case Bounce():
                Returned(self.ear, self.secret).bounce(heard)
            case Abuse():
                Returned(self.ear, self.secret).complaint(heard)
            case Reply():
                self._reply(heard)
            case Counter():
                self._counter(heard)
            case Refresh():
                self._refresh(heard)
            case Human():
                Correspondence(self.ear, self.commands, self._reply).hear(heard)
            case ForeignCalendar():
                self._foreign(heard)
            case Unread():
                known = self.ear.person(heard.head.sender) or self.ear.host(heard.head.sender)
                self.ear.tell(heard.head, f"{known.name or known.email}: {heard.reason}" if known else heard.reason)
            case _:
                pass  # our own mail, receipts, automatic answers: nothing changes, nothing is answered

    # --- answers

    def _row(self, uid: str) -> Recorded | None:
        return self.ledger.events.by_uid().get(uid)

    def _invited(self, row: Recorded | None, attendee: str) -> Invited | None:
        """The event as this attendee knows it; ``addresses`` holds hers, where she was invited."""
        if row is None or not row.ever_told:
            return None
        if row.id not in self._addressees:
            told = self.ledger.record.addressees(row.id, [kind.value for kind in STATE_KINDS])
            self._addressees[row.id] = {mailbox_of(address): address for address in told} | {address: address for address in told}
        own = self._addressees[row.id].get(attendee) or self._addressees[row.id].get(mailbox_of(attendee))
        return Invited(row.event.uid, row.revision.sequence, (own,) if own else ())

    def _told_of_present_hours(self, row: Recorded, reply: Reply) -> list[int]:
        """The sequences people know for the hours the event has now, where this answer is to one of them. A state that nobody was told
        may yet have other hours, under the same sequence."""
        same = of_present_hours(row, self.ledger.events)
        return [one for one in same if row.told or one < row.revision.sequence] if reply.sequence in same else []

    def _reply(self, reply: Reply) -> None:
        if reply.uid in self.commands.binding.suggestions:
            self.commands.answer(reply)
            return
        row = self._row(reply.uid)
        invited = self._invited(row, reply.attendee)
        if row is not None and invited is not None and row.event.live and (alike := self._told_of_present_hours(row, reply)):
            reply, invited = replace(reply, sequence=max(alike)), replace(invited, sequence=max(alike))
        known = self.ledger.facts.answer_of(row.id, invited.addresses[0]) if row and invited and invited.addresses else None
        ruling = judge_reply(reply, invited, known, ours=ours_of(self.inputs), now=self.now)
        if row is not None and ruling.answer is not None and ruling.ruling in (Ruling.APPLY, Ruling.SHOW):  # SHOW: delegated
            self.ledger.facts.answered(row.id, ruling.answer, self.now)
        about = (f", {quoted(reply.comment)}" if reply.comment else "") + (f" ({short_title(row.event.title)})" if row is not None else "")
        if ruling.ruling is Ruling.APPLY and reply.comment:
            self.ear.tell(reply.head, f"{self.ear.named(ruling.text)}{about}")
        elif ruling.ruling is Ruling.REPEAT and known is not None and known.partstat is not reply.partstat:
            self.ear.tell(reply.head, f"{self.ear.named(reply.attendee)}: пришёл ещё один, прежний ответ; учтён более поздний{about}")
        elif ruling.ruling is Ruling.IGNORE:
            self.ear.count_unknown()
        elif ruling.ruling not in (Ruling.APPLY, Ruling.REPEAT):
            self.ear.tell(reply.head, f"{self.ear.named(ruling.text)}{about}")

    def _counter(self, counter: Counter) -> None:
        if counter.uid in self.commands.binding.suggestions:
            self.commands.counter(counter)
            return
        row = self._row(counter.uid)
        ruling = judge_counter(counter, self._invited(row, counter.attendee), ours=ours_of(self.inputs))
        if ruling.ruling is Ruling.IGNORE:
            self.ear.count_unknown()
            return
        when = f": {counter.start:%d.%m.%Y}" if counter.start is not None else ""
        if isinstance(counter.start, datetime):
            when = f": {counter.start.astimezone(self.inputs.window.calendar.zone):%d.%m.%Y %H:%M}"
        said = f" ({quoted(counter.comment)})" if counter.comment else ""
        about = short_title(row.event.title) if row is not None else counter.uid
        self.ear.tell(counter.head, f"{self.ear.named(ruling.text)}{when}{said}, {about}. Ничего не изменено")

    def _foreign(self, found: ForeignCalendar) -> None:
        """Somebody else's calendar, or ours come back: what was written beside it is a letter like any other."""
        letter, about_ours = found.letter, bool(found.uid) and self._row(found.uid) is not None
        if letter is not None and about_ours:
            letter = replace(letter, attachments=tuple(file for file in letter.attachments if not file.name.lower().endswith(".ics")))
        if about_ours and self.ear.person(found.head.sender) is None:
            self.ear.tell(found.head, f"Посторонний прислал {found.method} с нашим мероприятием; ничего не изменено")
        if letter is not None:
            Correspondence(self.ear, self.commands, self._reply).hear(letter)

    def _refresh(self, refresh: Refresh) -> None:
        row = self._row(refresh.uid)
        answered = {key: datetime.fromtimestamp(at, self.now.tzinfo) for key, at in self.ledger.facts.numbers("refreshed").items()}
        key = f"{refresh.uid}|{refresh.attendee}"
        ruling = judge_refresh(refresh, self._invited(row, refresh.attendee), ours=ours_of(self.inputs), now=self.now,
                               last_answered=answered.get(key), answered=tuple(answered.values()))
        if ruling.ruling is Ruling.APPLY and row is not None:
            recent = {k: seconds(at) for k, at in answered.items() if self.now - at < timedelta(days=1)}
            self.ledger.facts.put_json("refreshed", {**recent, key: seconds(self.now)})
            self.ledger.facts.put_json("refresh", {**self.ledger.facts.get_json("refresh"), key: row.id})


def _missing(arrived: Arrived) -> Unread:
    """What the mailbox names and does not hand over."""
    return Unread(Head(digest=hashlib.sha256(arrived.key.encode()).hexdigest()),
                  "Письмо не прочитано: почтовый сервер его не отдаёт; посмотрите его в ящике службы")
