"""What people write: the coordinator's orders, «приду» and «не приду», wishes to get less, and letters for her to read."""

from collections.abc import Callable, Sequence

from notifier.core.clean import clean_line
from notifier.core.inbound.attendance import Coming, attendance
from notifier.core.inbound.courtesies import only_thanks, says_more
from notifier.core.inbound.envelope import same_person
from notifier.core.inbound.judge import is_old, judge_wish
from notifier.core.inbound.wishes import wishes
from notifier.core.phrases import event_title
from notifier.core.russian import quoted
from notifier.edges.ledger.facts import LETTER
from notifier.edges.ledger.people import ASKED, LESS
from notifier.flows.deciding.commands import Commands
from notifier.flows.hearing.ear import Ear, ours_of
from notifier.flows.hearing.herself import OwnWishes
from notifier.model.fact import Partstat
from notifier.model.heard import Human, Reply, Vouched
from notifier.model.judgement import Ruling
from notifier.model.notice import Kind
from notifier.model.person import Person
from notifier.model.wish import Wanted, Wish

LETTER_CHARACTERS = 1000
NAMES = 5
"""Of attached files she is told so many."""


class Correspondence:
    """Letters of one look. ``answer`` takes an answer in words for one of a calendar."""

    def __init__(self, ear: Ear, commands: Commands, answer: Callable[[Reply], None]) -> None:
        self._ear = ear
        self._commands = commands
        self._answer = answer

    def hear(self, human: Human) -> None:
        """One letter."""
        sender, bound = human.head.sender, self._commands.binding.is_bound(human.head)
        hers, person = same_person(sender, self._ear.inputs.settings.coordinator.email), self._ear.person(sender)
        if hers or bound:
            self._hear_coordinator(human, person if hers else None, bound=bound)
            forged, empty = human.head.vouched is Vouched.FAILED, only_thanks(human.head.subject, human.words) and not human.attachments
            if not hers and not forged and not empty:  # of somebody to whom she passed our mail on
                self._ear.tell(human.head, f"{self._ear.named(sender) or 'Неизвестный отправитель'} пишет: {_quoted(human)}", LETTER)
        elif person is None:
            self._hear_outsider(human)
        else:
            self._hear_librarian(human, person)

    def _hear_coordinator(self, human: Human, person: Person | None, *, bound: bool) -> None:
        """She may be one of the list herself (``person``), and invited; «буду, начало в 15:00» says more than that. ``bound``: it answers a
        mail of ours to the coordinator."""
        if person is not None and OwnWishes(self._ear, self._commands, self._set).hear(human, person.email):
            return
        coming = attendance(human.words)
        more = bound or (coming is not None and coming.remark) or says_more(human.words)
        if more or person is None or not self._attends(human, person.email, coming):
            self._commands.words(human)

    def _hear_librarian(self, human: Human, person: Person) -> None:
        """An answer to an invitation, else a wish, else a letter for her to read."""
        coming = attendance(human.words)
        who = f"{person.name} ({person.email})" if person.name else person.email
        off = coming is not None and coming.partstat is not Partstat.DECLINED and self._is_called_off(human, person.email)
        written = f" ({human.head.at:%d.%m.%Y})" if is_old(human.head, self._ear.now) else ""
        letter = f"{who} пишет{' в ответ на отмену' if off else ''}{written}: {_quoted(human)}"
        more = says_more(human.words) or bool(human.attachments)
        if not off and self._attends(human, person.email, coming):
            if more or (coming is not None and coming.remark and not coming.excuse):
                self._ear.tell(human.head, letter, LETTER)
            return
        items = [(item.id, event_title(item)) for item in self._ear.inputs.plan.items]
        wanted = wishes(human.head.subject, human.words, items=items)
        if not wanted and human.unsubscribe:
            wanted = wishes("стоп", "")
        if wanted:
            beside = not wishes("", human.words, items=items) and says_more(f"{human.head.subject}\n{human.words}")  # «стоп» is her subject
            self._hear_wishes(human, person, wanted, letter if more or beside else "")
        elif human.attachments or not only_thanks(human.head.subject, human.words):  # «Спасибо!» is nothing that she would have to read
            self._ear.tell(human.head, letter, LETTER)

    def _hear_wishes(self, human: Human, person: Person, wanted: Sequence[Wanted], letter: str) -> None:
        """Granted where they may be; ``letter``: what stands beside them, for her to read."""
        bound = any(sent.address == person.email for sent in self._ear.ledger.record.answered(human.head.references))
        ruling = judge_wish(human.head, person=person.email, ours=ours_of(self._ear.inputs), bound=bound, now=self._ear.now)
        if ruling.ruling is not Ruling.APPLY:
            self._ear.tell(human.head, ruling.text)
            return
        for wish in wanted:
            self._grant(wish.wish, wish.item, person.email, person.name or person.email)
        if letter:
            self._ear.tell(human.head, letter, LETTER)

    def _hear_outsider(self, human: Human) -> None:
        """Somebody who is not in the list: a host, or whoever answers a mail of ours from another box, is heard like a librarian; of
        anybody else's letter there is but its subject."""
        sender, host = human.head.sender, self._ear.host(human.head.sender)
        who = f"{host.name} ({sender})" if host and host.name else sender or "неизвестного отправителя"
        if host is None and not self._ear.ledger.record.answered(human.head.references):
            self._ear.tell(human.head, f"Письмо от {who}: {quoted(human.head.subject[:200])}", "stranger")
        elif human.attachments or not only_thanks(human.head.subject, human.words):
            said = _quoted(human)
            self._ear.tell(human.head, f"{who} пишет: {said}" if host and host.name else f"Письмо от {who}: {said}", LETTER)

    def _attends(self, human: Human, address: str, said: Coming | None) -> bool:
        """«Приду» under a mail about one event is an answer to it, like the button (its trust is the sender's)."""
        if said is None:
            return False
        for sent in self._ear.ledger.record.answered(human.head.references):
            if sent.uid and sent.address == address and len(sent.items) == 1:
                excuse = _words(human) if said.excuse else ""
                # An answer in words under an older mail is an answer to the date that mail named.
                self._answer(Reply(human.head, sent.uid, address, said.partstat, sent.sequence, self._ear.now, excuse))
                return True
        return False

    def _is_called_off(self, human: Human, address: str) -> bool:
        """Whether it answers that a meeting is off: whoever comes all the same stands before a closed door."""
        answered = self._ear.ledger.record.answered(human.head.references)
        return any(sent.kind == Kind.CANCELLATION and sent.address == address for sent in answered)

    def _grant(self, wish: Wish, item: str, address: str, name: str) -> None:
        said = {Wish.STOP: "просит больше не писать: рассылка этому человеку остановлена",
                Wish.NO_REMINDERS: "просит только приглашения, без напоминаний",
                Wish.BACK: "просит вернуть письма: рассылка возобновлена",
                Wish.MUTE_ITEM: f"просит не писать о «{item}»"}[wish]
        series = self._set(wish, item, address)
        now = self._ear.now
        self._ear.ledger.facts.note("wish", f"{address}|{wish.value}|{series}|{now:%Y-%m-%dT%H:%M}", f"{name} {said}", now)

    def _set(self, wish: Wish, item: str, address: str) -> str:
        """What this person wants, in the ledger; the series of the year that it is about."""
        people, facts = self._ear.ledger.people, self._ear.ledger.facts
        muted, series = facts.get_json("muted"), f"{self._ear.inputs.plan.school_year}/{item}"  # next year's row is another one
        if wish is Wish.STOP:
            people.set_state(address, "paused", ASKED)
        elif wish is Wish.NO_REMINDERS:
            people.set_state(address, "muted", LESS)
        elif wish is Wish.BACK:
            people.set_state(address, "ok", "")
            facts.bring_back(address, self._ear.now)
            muted.pop(address, None)
            facts.put_json("muted", muted)
        else:
            known = muted.get(address)
            facts.put_json("muted", {**muted, address: sorted({*(known if isinstance(known, list) else []), series})})
        return series


def _quoted(human: Human) -> str:
    """What somebody wrote, as she reads it, and what she finds in the service's mailbox alone."""
    said = quoted(_words(human)) if human.words.strip() else f"письмо без текста, {quoted(human.head.subject[:200])}"
    names = ", ".join(clean_line(one.name, limit=60) for one in human.attachments[:NAMES])
    return f"{said}. Приложено: {names} — посмотрите в ящике службы" if names else said


def _words(human: Human) -> str:
    return " ".join(human.words.split())[:LETTER_CHARACTERS]
