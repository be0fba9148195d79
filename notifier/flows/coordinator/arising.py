"""Questions that came up since she was last asked: told at once and not on Monday, once they have stood too long to be half an edit."""

from datetime import datetime, timedelta

from notifier.core import briefing
from notifier.core.calendar import ONE_DAY
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.flows.coordinator.desk import Desk, short
from notifier.model.question import Question

ASKED = "questions"
"""What she was asked, or what is none to her any more, by key."""
WAITING = "questions-new"
"""Since when each of the others stands."""


class Arising:
    """What she was not asked yet. A question that every digest asks (``briefing.REGULAR``) is none of these."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def remember(self) -> None:
        """All that is open by now is no news."""
        self._desk.facts.put_json(ASKED, dict.fromkeys(self._urgent(), 1))

    def asked(self) -> None:
        """Everything open stands in the digest that was just made: she is not asked twice of a morning."""
        self._desk.facts.put(WAITING, None)
        self.remember()

    def take(self) -> list[Question]:
        """Those that are to be asked now, and from now on are known to her."""
        urgent, known = self._urgent(), self._desk.facts.get_json(ASKED)
        settle = self._desk.policy.settle_minutes * 60
        stamp = seconds(self._desk.now)
        waiting = {key: min(at, stamp) for key, at in self._desk.facts.numbers(WAITING).items() if key in urgent}
        for key in urgent:
            if key not in known:
                waiting.setdefault(key, stamp)
        morning = self._is_morning()
        ripe = [key for key, since in waiting.items() if since + settle <= stamp and (morning or not urgent[key].pressing)]
        self._desk.facts.put_json(WAITING, {key: since for key, since in waiting.items() if key not in ripe})
        self._desk.facts.put_json(ASKED, {key: 1 for key in urgent if key in known or key in ripe})
        return [urgent[key] for key in ripe]

    def since(self) -> list[int]:
        """Since when those that wait do so."""
        return list(self._desk.facts.numbers(WAITING).values())

    def presses_at(self) -> datetime | None:
        """The next morning, where a question comes up by the calendar alone and she was not asked it yet."""
        known, window = self._desk.facts.get_json(ASKED), self._desk.window
        if all(not question.pressing or _key(question) in known for question in self._desk.questions):
            return None
        day = self._desk.now.date()
        while not window.calendar.is_working(day) or self._desk.morning(day) <= self._desk.now:
            day += ONE_DAY
        return self._desk.morning(day)

    def _urgent(self) -> dict[str, Question]:
        asked = (*self._desk.questions, *self._desk.gone)
        return {_key(question): question for question in asked if question.code not in briefing.REGULAR}

    def _is_morning(self) -> bool:
        """What comes up by the calendar alone comes on a working day from the digest's hour on, and in the digest where that is due."""
        now, window = self._desk.now, self._desk.window
        monday = now.date() - timedelta(days=now.weekday())
        due = window.calendar.digest_day(now.date()) == now.date() and self._desk.facts.get("digest-week") != monday.isoformat()
        return window.calendar.is_working(now.date()) and now >= self._desk.morning(now.date()) and not due


def is_told(facts: Facts, question: Question) -> bool:
    """Whether she read it already, at once or in a digest."""
    return _key(question) in facts.get_json(ASKED)


def _key(question: Question) -> str:
    return f"{question.code}|{question.item}|{question.key}|{short(question.text)}"
