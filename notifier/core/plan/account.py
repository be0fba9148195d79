"""The account of a row: which of its words went into drafts, the setting or a problem, and which nowhere.

Only marks of lists and words that a column, a label or a month's name says may go.
"""

import re

from notifier.core.clocks import whole_hour
from notifier.core.plan.draft import Draft
from notifier.core.plan.fields import Fields
from notifier.core.plan.grid import Slot
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.points import without_markers
from notifier.core.plan.wording import lines, one_line
from notifier.core.plan.words import MONTHS
from notifier.core.russian import MONTH_NAMES

_WORD = re.compile(r"\w+")
_MONTH = re.compile(f"^({'|'.join(MONTHS)}).*")
_INLINE_MARKER = re.compile(r"(?<!\S)\d{1,2}[.)](?=\s)")
# said by the column, or by a month's name; «в» between a day and its place
_LABELS = {"т", "тел", "телефон", "контактный", "моб", "месяц", "месяца", "мес", "числа", "число", "го", "е", "и", "в", "место", "начало",
           "проведения", "дата", "время", "отв", "тема", "ответственный", "ответственная", "ответственные"}


def lost_in(slot: Slot, known: set[str]) -> bool:
    """Whether a cell says words that are not known to be kept."""
    unmarked = _INLINE_MARKER.sub("", "\n".join(without_markers(lines(slot.cell.paragraphs))))
    return all(words_in(text) - known - _LABELS for text in (unmarked, unmarked.replace("-\n", ""), whole_hour(unmarked)))


def words_in(text: str) -> set[str]:
    """Words for the account, a month in any case as one («Сентябрь» and «15» become «15 сентября»)."""
    return {_MONTH.sub(lambda match: MONTH_NAMES[MONTHS[match[1]] - 1], word) for word in _WORD.findall(text.lower())}


def months_of(made: Draft, year: PlanYear) -> str:
    """The names of the months in which a draft's date begins and ends: «26.11» says «ноябрь» as well."""
    reading = year.read(made.when)
    return " ".join(MONTH_NAMES[day.month - 1] for day in (reading.start, reading.end) if day is not None)


def texts_of(fields: Fields) -> list[str]:
    """A row's texts, one a role, and its further columns with their headers."""
    return [one_line(" ".join(texts)) for texts in fields.by_role.values()] + [f"{a}: {b}" for a, b in fields.extra]
