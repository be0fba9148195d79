"""From the service's mailbox to facts: who comes, whose address is dead, what the coordinator decided.

Whoever receives something records facts and never sends. A message's effects, the mark that it was seen (by content) and
the cursor are one transaction, so a crash or a second delivery repeats nothing. One message that can't be dealt with is set
aside and told; the next is read.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifier.core.inbound.attendance import attendance
from notifier.core.inbound.envelope import same_person
from notifier.core.inbound.judge import judge_bounce, judge_counter, judge_refresh, judge_reply, judge_wish
from notifier.core.inbound.token import verp_number
from notifier.core.inbound.wishes import wishes
from notifier.core.phrases import event_title, short_title
from notifier.core.reconcile import seen_before
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.guard import in_words
from notifier.edges.ledger.record import Sent
from notifier.edges.ledger.store import LedgerError
from notifier.edges.mailbox.arrived import Arrived, Cursor, MailboxError
from notifier.edges.reader import Reader
from notifier.flows.commands import Commands
from notifier.flows.inputs import Inputs
from notifier.flows.tick import Ledger
from notifier.model.fact import Partstat
from notifier.model.heard import (
    Abuse,
    Bounce,
    Counter,
    Failure,
    ForeignCalendar,
    Head,
    Heard,
    Human,
    Invited,
    Ours,
    Refresh,
    Reply,
    Ruling,
    Unread,
    Wish,
)
from notifier.model.notice import STATE_KINDS

log = logging.getLogger(__name__)

AT_ONCE = 500
"""Messages a look: a backlog must not keep the next pass waiting."""

TRIES = 2
"""So often a message may fail (the disk, a locked file): then it is set aside."""


class Mailbox(Protocol):
    """What a mailbox edge offers."""

    def new(self, since: Cursor | None) -> Iterator[Arrived]:
        """Messages after the cursor, oldest first."""
        ...


def ours_of(inputs: Inputs) -> Ours:
    """What incoming mail is compared with."""
    settings = inputs.settings
    return Ours(settings.organizer.email, inputs.domain, settings.coordinator.email, settings.imap.authserv_id)


@dataclass
class Intake:
    """One look into the mailbox."""

    inputs: Inputs
    ledger: Ledger
    commands: Commands
    secret: bytes
    now: datetime

    def look(self, mailbox: Mailbox, reader: Reader) -> int:
        """Deal with what is new; how many messages. MailboxError leaves everything before it stored."""
        cursor = Cursor.parse(self.ledger.facts.get("cursor") or "")
        dealt = 0
        try:
            for arrived in mailbox.new(cursor):
                if not self._deal_with(arrived, reader):
                    break
                dealt += 1
                if dealt >= AT_ONCE:
                    break
        except MailboxError as error:
            log.warning("mailbox: %s", error)
        return dealt

    def _deal_with(self, arrived: Arrived, reader: Reader) -> bool:
        """One message and its mark in one commit. False: it failed and is tried once more at the next look."""
        heard = reader.read(arrived.raw)
        try:
            self._settle(heard, arrived.cursor)
        except Exception as error:
            if isinstance(error, LedgerError) or in_words(error) is not None:
                raise  # the ledger's trouble, not the message's
            log.exception("a message could not be dealt with (%s)", type(heard).__name__)
            return self._set_aside(heard, arrived.cursor)
        return True

    def _settle(self, heard: Heard, cursor: Cursor | None) -> None:
        facts, digest = self.ledger.facts, heard.head.digest
        with self.ledger.store.transaction():
            if not facts.seen(digest):
                self._hear(heard)
                facts.mark_seen(digest, type(heard).__name__, self.now)
                log.info("heard %s", type(heard).__name__)
            if cursor is not None:
                facts.put("cursor", str(cursor))

    def _set_aside(self, heard: Heard, cursor: Cursor | None) -> bool:
        """What fails twice is told and left: one message must not keep the others from being heard (fault 28)."""
        facts, digest = self.ledger.facts, heard.head.digest
        with self.ledger.store.transaction():
            facts.mark_tried(digest, self.now)
            if facts.tries(digest) < TRIES:
                return False
            facts.mark_seen(digest, "SetAside", self.now)
            self._tell(heard.head, "Письмо не удалось обработать: оно осталось в ящике службы, посмотрите его там")
            if cursor is not None:
                facts.put("cursor", str(cursor))
        return True

    def hear(self, heard: Heard) -> None:
        """Take one message already read into account (tests and rehearsals)."""
        with self.ledger.store.transaction():
            if not self.ledger.facts.seen(heard.head.digest):
                self._hear(heard)
                self.ledger.facts.mark_seen(heard.head.digest, type(heard).__name__, self.now)

    def _hear(self, heard: Heard) -> None:
        match heard:
            case Bounce():
                self._bounce(heard)
            case Abuse():
                self._abuse(heard)
            case Reply():
                self._reply(heard)
            case Counter():
                self._counter(heard)
            case Refresh():
                self._refresh(heard)
            case Human():
                self._human(heard)
            case ForeignCalendar():
                if heard.uid and self._row(heard.uid) is not None:
                    self._tell(heard.head, f"Посторонний прислал {heard.method} с нашим мероприятием; ничего не изменено")
            case Unread():
                self._tell(heard.head, heard.reason)
            case _:
                pass  # our own mail, receipts, automatic answers: nothing changes, nothing is answered

    # --- answers

    def _row(self, uid: str) -> Recorded | None:
        return next((row for row in self.ledger.events.all() if row.event.uid == uid), None)

    def _invited(self, row: Recorded | None) -> Invited | None:
        if row is None or not row.ever_told:
            return None
        addresses = self.ledger.record.addressees(row.id, [kind.value for kind in STATE_KINDS])
        return Invited(row.event.uid, row.revision.sequence, addresses, row.event.title)

    def _reply(self, reply: Reply) -> None:
        if self.commands.binding.is_suggestion(reply.uid):
            self.commands.answer(reply)
            return
        row = self._row(reply.uid)
        known = None
        if row is not None:
            known = next((a for a in self.ledger.facts.answers(row.id) if same_person(a.address, reply.attendee)), None)
        ruling = judge_reply(reply, self._invited(row), known, ours=ours_of(self.inputs), now=self.now)
        delegated = ruling.answer is not None and ruling.answer.partstat is Partstat.DELEGATED
        if row is not None and ruling.answer is not None and (ruling.ruling is Ruling.APPLY or delegated):
            self.ledger.facts.answered(row.id, ruling.answer, self.now)
        about = f" ({short_title(row.event.title)})" if row is not None else ""
        if ruling.ruling is Ruling.APPLY and reply.comment:
            self._tell(reply.head, f"{self._named(ruling.text)}, «{reply.comment}»{about}")
        elif ruling.ruling is Ruling.REPEAT and known is not None and known.partstat is not reply.partstat:
            self._tell(reply.head, f"{self._named(reply.attendee)}: пришёл ещё один, прежний ответ; учтён более поздний{about}")
        elif ruling.ruling is Ruling.IGNORE:
            self._count("answers-unknown")
        elif ruling.ruling not in (Ruling.APPLY, Ruling.REPEAT):
            self._tell(reply.head, f"{self._named(ruling.text)}{about}")

    def _counter(self, counter: Counter) -> None:
        if self.commands.binding.is_suggestion(counter.uid):
            self.commands.counter(counter)
            return
        row = self._row(counter.uid)
        ruling = judge_counter(counter, self._invited(row), ours=ours_of(self.inputs))
        if ruling.ruling is Ruling.IGNORE:
            self._count("answers-unknown")
            return
        when = f": {counter.start:%d.%m.%Y}" if counter.start is not None else ""
        if isinstance(counter.start, datetime):
            when = f": {counter.start.astimezone(self.inputs.window.calendar.zone):%d.%m.%Y %H:%M}"
        said = f" («{counter.comment}»)" if counter.comment else ""
        about = short_title(row.event.title) if row is not None else counter.uid
        self._tell(counter.head, f"{self._named(ruling.text)}{when}{said}, {about}. Ничего не изменено")

    def _refresh(self, refresh: Refresh) -> None:
        row = self._row(refresh.uid)
        asked = self.ledger.facts.get_json("refreshed")
        key = f"{refresh.uid}|{refresh.attendee}"
        last = asked.get(key)
        ruling = judge_refresh(refresh, self._invited(row), ours=ours_of(self.inputs), now=self.now,
                               last_answered=datetime.fromtimestamp(int(str(last)), self.now.tzinfo) if last else None)
        if ruling.ruling is Ruling.APPLY and row is not None:
            recent = {k: at for k, at in asked.items() if int(str(at)) > self.now.timestamp() - 86_400}
            self.ledger.facts.put_json("refreshed", {**recent, key: int(self.now.timestamp())})
            waiting = self.ledger.facts.get_json("refresh")
            self.ledger.facts.put_json("refresh", {**waiting, key: row.id})

    # --- bounces and complaints

    def _bounce(self, bounce: Bounce) -> None:
        sent = self._bounced_mail(bounce)
        earlier = self.ledger.facts.bounces(sent.address) if sent is not None else []
        ruling = judge_bounce(bounce, sent_to=sent.address if sent else "", sent_at=sent.at if sent else None, now=self.now,
                              earlier=[(Failure.HARD if hard else Failure.SOFT, at) for hard, at in earlier])
        if sent is None or ruling.ruling is Ruling.IGNORE:
            self._count("bounces-unknown" if sent is None else "bounces-ignored")
            return
        if ruling.ruling is Ruling.HOLD:
            self.ledger.facts.note("refused", f"{bounce.enhanced}|{self.now:%Y-%m-%d}", ruling.text, self.now)
            return
        self.ledger.outbox.bounced(sent.id, bounce.words or bounce.diagnostic, self.now)
        self.ledger.facts.bounced(sent.id, sent.address, hard=bounce.failure is Failure.HARD, code=bounce.enhanced,
                                  why=bounce.words, at=self.now)
        if ruling.ruling is Ruling.APPLY and sent.role == "librarian":
            self.ledger.people.set_state(sent.address, "paused", bounce.words)
            person = next((p for p in self.inputs.people if p.email == sent.address), None)
            ask = f". Уточните: {person.school}" if person and person.school else ""
            self.ledger.facts.note("bounce", f"{sent.address}|{self.now:%Y-%m}", f"{ruling.text}{ask}", self.now)

    def _bounced_mail(self, bounce: Bounce) -> Sent | None:
        """The mail it is about: named by our own VERP token or Message-ID. An address alone proves nothing."""
        record = self.ledger.record
        number = verp_number(self.secret, bounce.token) if bounce.token else None
        if number is not None:
            return record.by_number(number)
        return record.by_message_id(bounce.message_id) if bounce.message_id else None

    def _abuse(self, abuse: Abuse) -> None:
        sent = self.ledger.record.by_message_id(abuse.message_id) if abuse.message_id else None
        if sent is None:
            self._count("complaints-unknown")
            return
        self.ledger.people.set_state(sent.address, "paused", "нажал(а) «спам»")
        self.ledger.facts.note("abuse", sent.address, f"{self._named(sent.address)}: жалоба «спам». Письма этому человеку остановлены",
                               self.now)

    # --- people's words

    def _human(self, human: Human) -> None:
        sender = human.head.sender
        if same_person(sender, self.inputs.settings.coordinator.email) or self.commands.binding.is_bound(human.head):
            self.commands.words(human)
            return
        person = next((p for p in self.inputs.people if same_person(p.email, sender)), None)
        if person is None:
            self._tell(human.head, f"Письмо от {sender or 'неизвестного отправителя'}: «{human.head.subject[:200]}»", "stranger")
            return
        if self._attends(human, person.email):
            return
        items = [(item.id, event_title(item)) for item in self.inputs.plan.items]
        wanted = wishes(human.head.subject, human.top, items=items)
        if not wanted and human.unsubscribe:
            wanted = wishes("стоп", "")
        if not wanted:
            self._tell(human.head, f"{person.name or sender} пишет: «{' '.join(human.top.split())[:300]}»")
            return
        ruling = judge_wish(human.head, person=person.email, ours=ours_of(self.inputs), bound=self._answers_own(human.head, person.email))
        if ruling.ruling is not Ruling.APPLY:
            self._tell(human.head, ruling.text)
            return
        for wish in wanted:
            self._grant(wish.wish, wish.item, person.email, person.name or person.email)

    def _attends(self, human: Human, address: str) -> bool:
        """«Приду» under a mail about one event is an answer to it, like the button (its trust is the sender's)."""
        said = attendance(human.top)
        if said is None:
            return False
        for reference in human.head.references:
            sent = self.ledger.record.by_message_id(reference)
            if sent is not None and sent.uid and sent.address == address and len(sent.items) == 1:
                row = self._row(sent.uid)
                sequence = row.revision.sequence if row is not None else sent.sequence
                # An answer in words under an older mail is an answer to the date that mail named.
                same = row is not None and sent.sequence in self._same_state(row)
                self._reply(Reply(human.head, sent.uid, address, said, sequence if same else sent.sequence, self.now))
                return True
        return False

    def _same_state(self, row: Recorded) -> frozenset[int]:
        """The sequences whose date and place are the present ones."""
        return seen_before(((r.sequence, r.event) for r in self.ledger.events.revisions(row.id)), row.event)

    def _answers_own(self, head: Head, address: str) -> bool:
        """Whether it answers a mail that only this person got."""
        return any((sent := self.ledger.record.by_message_id(reference)) is not None and sent.address == address
                   for reference in head.references)

    def _grant(self, wish: Wish, item: str, address: str, name: str) -> None:
        people, facts = self.ledger.people, self.ledger.facts
        said = {Wish.STOP: "попросил(а) больше не писать: рассылка этому человеку остановлена",
                Wish.NO_REMINDERS: "просит только приглашения, без напоминаний",
                Wish.BACK: "просит вернуть письма: рассылка возобновлена",
                Wish.MUTE_ITEM: f"просит не писать о «{item}»"}[wish]
        muted = facts.get_json("muted")
        if wish is Wish.STOP:
            people.set_state(address, "paused", "по просьбе")
        elif wish is Wish.NO_REMINDERS:
            people.set_state(address, "muted", "без напоминаний")
        elif wish is Wish.BACK:
            people.set_state(address, "ok", "")
            muted.pop(address, None)
            facts.put_json("muted", muted)
        else:
            known = muted.get(address)
            facts.put_json("muted", {**muted, address: sorted({*(known if isinstance(known, list) else []), item})})
        facts.note("wish", f"{address}|{wish.value}|{item}|{self.now:%Y-%m-%dT%H:%M}", f"{name} {said}", self.now)

    # --- telling the coordinator

    def _tell(self, head: Head, text: str, topic: str = "heard") -> None:
        self.ledger.facts.note(topic, head.digest, text, self.now)

    def _count(self, what: str) -> None:
        counts = self.ledger.facts.get_json("heard-counts")
        self.ledger.facts.put_json("heard-counts", {**counts, what: int(str(counts.get(what, 0))) + 1})

    def _named(self, text: str) -> str:
        """Addresses in a sentence become names where the list knows them."""
        for person in self.inputs.people:
            if person.email in text and person.name:
                return text.replace(person.email, person.name, 1)
        return text
