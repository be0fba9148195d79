"""Mail that came back or was not even taken: dead addresses, full mailboxes, refusals that are about us, complaints.

A bounce counts only for a mail we sent, named by our own token or Message-ID. What is the person's (no such mailbox) pauses the
person; what is ours (taken for spam) lets all sending to people rest for a while and is told at once.
"""

from datetime import datetime

from notifier.core.inbound.judge import REFUSED_SPAN, judge_bounce, judge_refusals, not_taken
from notifier.core.inbound.refusal import understand_refusal
from notifier.core.inbound.token import verp_number
from notifier.edges.ledger.people import COMPLAINED
from notifier.edges.ledger.record import Refusal, Sent
from notifier.flows.hearing.ear import Ear
from notifier.flows.sending.resting import REST, rest
from notifier.model.heard import Abuse, Bounce, Failure
from notifier.model.judgement import Ruling

REFUSED = "refused"
"""The value that keeps which refusals were judged: up to this entry of the troubles."""


class Returned:
    """Bounces and complaints of one look."""

    def __init__(self, ear: Ear, secret: bytes) -> None:
        self._ear = ear
        self._secret = secret

    def bounce(self, bounce: Bounce) -> None:
        """Pause the address after the rule, or let sending rest where it is we who are refused."""
        sent = self._bounced_mail(bounce)
        if sent is None:
            self._nameless(bounce)
        earlier = self._in_a_row(sent) if sent is not None else []
        ruling = judge_bounce(bounce, sent_to=sent.address if sent else "", sent_at=sent.at if sent else None, now=self._ear.now,
                              earlier=[(Failure.HARD if hard else Failure.SOFT, at) for hard, at in earlier])
        if sent is None or ruling.ruling is Ruling.IGNORE:
            return
        if ruling.ruling is Ruling.HOLD:
            self._refused(bounce, ruling.text)
            return
        if ruling.ruling is Ruling.SHOW:
            _tell(self._ear, sent.address, ruling.text, "|elsewhere")
            return
        self._ear.ledger.outbox.bounced(sent.id, bounce.words or bounce.diagnostic, self._ear.now)
        self._ear.ledger.facts.bounced(sent.id, sent.address, hard=bounce.failure is Failure.HARD, code=bounce.enhanced,
                                  why=bounce.words, at=self._ear.now)
        if ruling.ruling is Ruling.APPLY:
            _pause(self._ear, sent.address, sent.role, bounce.words, ruling.text)

    def _nameless(self, bounce: Bounce) -> None:
        """It names no mail of ours: anybody may have written it, so nobody is paused; but mail to a person may not arrive."""
        person = self._ear.person(bounce.address)
        if person is None or bounce.message_id or bounce.token or bounce.failure is Failure.DELAYED:
            return
        _tell(self._ear, person.email, f"{not_taken(person.email, bounce.words)}. Так сказано в письме о недоставке, но о каком письме, "
                                       "не видно; этому человеку пишем дальше", "|nameless")

    def _in_a_row(self, sent: Sent) -> list[tuple[bool, datetime]]:
        """The bounces of this address, as far as no mail that went there before this one has stayed since."""
        found = self._ear.ledger.facts.bounces(sent.address)
        stayed = self._ear.ledger.record.last_stayed(sent) if found else None
        return [(hard, at) for hard, at in found if stayed is None or at > stayed]

    def _bounced_mail(self, bounce: Bounce) -> Sent | None:
        """The mail it is about: named by its Message-ID or our own VERP token, whose number a ledger that was recovered from an older copy
        may have given to another mail. An address alone proves nothing."""
        record = self._ear.ledger.record
        if bounce.message_id and (sent := record.by_message_id(bounce.message_id)) is not None:
            return sent
        number = verp_number(self._secret, bounce.token) if bounce.token else None
        return record.by_number(number) if number is not None else None

    def complaint(self, abuse: Abuse) -> None:
        """Whoever pressed «спам» gets nothing more."""
        sent = self._ear.ledger.record.by_message_id(abuse.message_id) if abuse.message_id else None
        if sent is None:
            return
        self._ear.ledger.people.set_state(sent.address, "paused", COMPLAINED)
        who = self._ear.named(sent.address)
        self._ear.ledger.facts.note("abuse", sent.address, f"{who}: жалоба «спам». Письма этому человеку остановлены", self._ear.now)

    def _refused(self, bounce: Bounce, text: str) -> None:
        """It is we who are refused: nobody's address is wrong. One such return a day is told and lets us rest."""
        facts, now = self._ear.ledger.facts, self._ear.now
        if facts.note("refused-us", f"{bounce.enhanced}|{now:%Y-%m-%d}", text, now) and "слишком большое" not in bounce.words:
            rest(facts, now + REST)


def pause_refused(ear: Ear) -> None:
    """Pause whom servers refused again and again while we were sending: of a mail that nobody took there is no return."""
    record, facts = ear.ledger.record, ear.ledger.facts
    newest, judged = record.last_trouble(), int(facts.get(REFUSED) or 0)
    if newest == judged:
        return
    facts.put(REFUSED, str(newest))
    if not record.refusals(after=judged):
        return  # most troubles are others
    refused: dict[str, list[Refusal]] = {}
    back = facts.brought_back()  # «person resume»: what was refused before counts no more
    for refusal in record.refusals():
        if refusal.address in back and refusal.at <= back[refusal.address]:
            continue
        if understand_refusal(refusal.why)[0] is Failure.HARD:
            refused.setdefault(refusal.address, []).append(refusal)
    fresh = {address: found[-1] for address, found in refused.items()
             if found[-1].trouble > judged and found[-1].at - found[0].at >= REFUSED_SPAN}
    if not fresh:
        return  # what was taken is looked up among all mails: half a second of a million
    taken = record.last_taken(min(found[0].at for found in refused.values()))
    for address in judge_refusals({address: [one.at for one in found] for address, found in refused.items()}, taken):
        if address in fresh:
            words = understand_refusal(fresh[address].why)[2]
            _pause(ear, address, fresh[address].role, words, not_taken(address, words))


def _pause(ear: Ear, address: str, role: str, words: str, text: str) -> None:
    """Nothing more goes to a person's dead mailbox until the list has another one, and she is told whom to ask for it."""
    person = ear.person(address)
    if role == "librarian" or (role == "host" and person):  # a person's one mailbox
        ear.ledger.people.pause_dead(address, words)
        _tell(ear, address, text)


def _tell(ear: Ear, address: str, text: str, about: str = "") -> None:
    """To her, once a month, and whom to ask."""
    person = ear.person(address)
    ask = f". Уточните: {person.school}" if person and person.school else ""
    ear.ledger.facts.note("bounce", f"{address}|{ear.now:%Y-%m}{about}", f"{text}{ask}", ear.now)
