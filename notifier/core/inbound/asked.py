"""What her words may be about, among all that is asked and stands: one row's, the mail's, the meeting's, the suggestion's."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from notifier.model.order import Asked, Choose

T = TypeVar("T")
NAMED = 10
"""Days named where several could be meant."""


def mine(item: str | None, questions: Iterable[Asked]) -> list[Asked]:
    """The row's questions, or where no row is known those of the mail she answers."""
    return [question for question in questions if (question.item == item if item else question.here)]


def standing(item: str | None, questions: Iterable[Asked]) -> set[datetime]:
    """When the row's one meeting begins as it stands."""
    return {question.stands for question in questions if item and question.item == item and question.stands}


def is_by_schedule(item: str | None, questions: Iterable[Asked]) -> bool:
    """Whether it is a row «по графику»: it has events, and no day of its own."""
    return any(question.code == "schedule" and question.item == item for question in questions)


def appointed(days: Sequence[date]) -> str:
    """«Назначено: 18.09, 20.11»."""
    return f"Назначено: {', '.join(f'{day:%d.%m}' for day in days[:NAMED])}"


def suggestion(choice: Choose, questions: Sequence[Asked]) -> str:
    """The day that was suggested under this number; empty where there is none."""
    choices = next((question.choices for question in questions if question.item == choice.item and question.choices), ())
    return choices[choice.number - 1] if 0 < choice.number <= len(choices) else ""


def only(found: Iterable[T]) -> T | None:
    """What all of these are; None where there are several, or none."""
    several = set(found)
    return several.pop() if len(several) == 1 else None
