"""Which mail of ours the coordinator's mail answers, and what that one asked: her words are understood by it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from notifier.edges.ledger.facts import LETTER
from notifier.edges.ledger.record import Sent
from notifier.flows.deciding.binding import Binding
from notifier.flows.inputs.bygone import MAILS_OF_FORMER_PLAN
from notifier.flows.view import Ledger
from notifier.model.heard import Head
from notifier.model.notice import OF_FILES, Kind
from notifier.model.order import Asked
from notifier.model.question import Question


@dataclass(frozen=True)
class Thread:
    """The mails of ours that one mail refers to."""

    ledger: Ledger
    binding: Binding
    head: Head

    @cached_property
    def item(self) -> str | None:
        """The row it is about when it answers a mail of ours about one row."""
        for reference in self.head.references:
            sent = self._answered.get(reference)
            if sent is not None and sent.item:
                return sent.item
            for suggested in self.binding.suggestions.values():
                if suggested.mid == reference:
                    return suggested.item
        return None

    @cached_property
    def is_of_former_plan(self) -> bool:
        """Whether it answers a mail about another plan: its ids mean other rows by now."""
        last = int(self.ledger.facts.get(MAILS_OF_FORMER_PLAN) or 0)
        return self._nearest is not None and self._nearest.id <= last

    @cached_property
    def acknowledged(self) -> str | None:
        """The one row of the acknowledgement that it answers."""
        return next(iter(self.acknowledges)) if len(self.acknowledges) == 1 else None

    @cached_property
    def acknowledges(self) -> frozenset[str]:
        """The rows of the acknowledgement that it answers."""
        for reference, sent in self._answered.items():
            rows = self.ledger.facts.get_json(f"asked:{reference}")
            if sent.kind == Kind.ACKNOWLEDGEMENT.value and rows:
                return frozenset(rows)
        return frozenset()

    @cached_property
    def is_digest(self) -> bool:
        """Whether it answers a mail about everything at once."""
        return any(sent.kind == Kind.DIGEST.value for sent in self._answered.values())

    @cached_property
    def suggestion(self) -> tuple[str, str] | None:
        """The row and the moment of the suggestion it answers, while that is still good."""
        return next(((suggested.item, suggested.when) for uid, suggested in self.binding.suggestions.items()
                     if suggested.mid in self.head.references and self.binding.is_good(uid)), None)

    @cached_property
    def offers(self) -> dict[str, tuple[str, ...]]:
        """Row -> the days suggested for it that are still good, where it answers the mail of one of them."""
        if self.suggestion is None:
            return {}
        row = self.suggestion[0]
        return {row: tuple(suggested.when for uid, suggested in self.binding.suggestions.items()
                           if suggested.item == row and self.binding.is_good(uid))}

    @cached_property
    def about_files(self) -> bool:
        """A mere «да» takes a file that lost much for good only under the mail that told of it: elsewhere she means something else."""
        return any(alarm.step.startswith(OF_FILES) for alarm in self._alarms())

    def asked(self, questions: Sequence[Question], *, guesses: bool) -> list[Asked]:
        """All open questions; those of the mail she answers (else of the newest digest) with its numbers, as ``here``.

        Without ``guesses`` nothing is offered for a bare «да», nor where the answered mail itself asked nothing: «да» under «Вложение не
        прочитано» settles no month that the digest guessed.
        """
        guesses = guesses and self._asks
        open_now = {q.item: q for q in reversed(questions) if q.item}
        asked: list[Asked] = []
        for item, data in self._numbered().items():
            assert isinstance(data, dict)
            question = open_now.get(item)
            asked.append(Asked(item, str(data.get("code", "")), tuple(str(phrase) for phrase in data.get("choices", [])),
                               tuple(int(number) for number in data.get("numbers", [])), question.window if question else None,
                               question.guess if question and guesses else "", elsewhere=not self._asks, places=self._places(item)))
        known = {one.item for one in asked}
        return asked + [Asked(q.item, q.code, window=q.window, guess=q.guess, here=False, places=self._places(q.item))
                        for q in open_now.values() if q.item and q.item not in known]

    def _places(self, item: str) -> tuple[str, ...]:
        row = self.binding.inputs.plan.item(item)
        return row.places if row is not None else ()

    @property
    def _asks(self) -> bool:
        """Whether the mail that it answers asked something."""
        return self._nearest is not None and bool(self.ledger.facts.get_json(f"asked:{self._nearest.message_id}"))

    @cached_property
    def brings_letters(self) -> bool:
        """Whether it answers a mail that brought her at once what people wrote: «да» may be meant for them."""
        return LETTER in self._brought

    def may_ask(self, rows: Collection[str]) -> bool:
        """Whether the mail that it answers can have asked for a «да» about one of these rows: an acknowledgement speaks of its own only."""
        if self._nearest is None or self._nearest.kind != Kind.ACKNOWLEDGEMENT.value:
            return True
        return not self.ledger.facts.get_json(f"asked:{self._nearest.message_id}").keys().isdisjoint(rows)

    @property
    def only_brings_letters(self) -> bool:
        """Whether that mail brought nothing else."""
        return self._brought == {LETTER} and not self._asks

    @cached_property
    def _brought(self) -> set[str]:
        """The topics of the acknowledgement that it answers."""
        if self._nearest is None or self._nearest.kind != Kind.ACKNOWLEDGEMENT.value:
            return set()
        return self.ledger.facts.topics_told(self._nearest.id)

    @cached_property
    def _answered(self) -> dict[str, Sent]:
        """The mails of ours that it refers to, by Message-ID, in its order."""
        return {sent.message_id: sent for sent in self.ledger.record.answered(self.head.references)}

    @property
    def _nearest(self) -> Sent | None:
        """The mail of ours that it answers: the first of those it refers to."""
        return next(iter(self._answered.values()), None)

    def _numbered(self) -> dict[str, object]:
        """Row -> the numbers and choices that the answered mail gave it."""
        for reference in self.head.references:
            if stored := self.ledger.facts.get_json(f"asked:{reference}"):
                return stored
        if self.item is None and not any(self._alarms()):
            return self.ledger.facts.get_json("asked:last")
        return {}

    def _alarms(self) -> Iterator[Sent]:
        return (sent for sent in self._answered.values() if sent.kind == Kind.ALARM.value)
