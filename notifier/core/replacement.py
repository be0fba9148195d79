"""Whether a plan file holds another plan by now: ids that stood for one meeting stand for another (rule 16).

Events, decisions and answers hang on a row's id, and the plan of the second half of the year begins its ids anew. Written over the
former file it would read as a dozen moves. One row about something else is an edit; half of the plan is not.

A row is another one when its title is, unless its date speaks for it: a reworded title keeps its month, or most of its letters. A short
title («Семинар») names nothing: there the date and all that stands beside it must be others. In doubt a row is the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from notifier.core.identity import ALIKE, likeness
from notifier.core.readings import in_plan
from notifier.model.person import fold
from notifier.model.plan import Item, Plan

AT_LEAST = 2
"""One row about something else is an edit, however short the plan."""
_SHORT = 3     # words: «Заседание школьных библиотекарей»
_STEM = re.compile(r"[^\W\d_]{4,}")
_STEM_LETTERS = 5  # «библи», «патри»: what is left of a Russian word in all its cases

Pair = tuple[Item, Item]


@dataclass(frozen=True, slots=True)
class Replacement:
    """How much of a plan is another one: ``pairs`` are rows before and now under one id, ``gone`` rows whose id went where others came."""

    pairs: tuple[Pair, ...]
    gone: int
    rows: int

    @property
    def count(self) -> int:
        """Rows that are others now."""
        return len(self.pairs) + self.gone


def replacement(before: Plan, after: Plan) -> Replacement | None:
    """What makes ``after`` another plan than ``before`` of its year; None where it is the same one, edited, or another year's."""
    if before == after or before.school_year != after.school_year:
        return None
    old, new = ({item.id: item for item in plan.items} for plan in (before, after))
    pairs = tuple((old[name], new[name]) for name in new if name in old and _is_another(before, old[name], after, new[name]))
    gone = min(len(old.keys() - new.keys()), len(new.keys() - old.keys()))
    found = Replacement(pairs, gone, len(old))
    enough = found.count >= AT_LEAST and 2 * found.count >= min(len(old), len(new))
    return found if enough else None


def renamed(before: Plan, after: Plan) -> tuple[Pair, ...]:
    """Rows told alike under another id by now, be it a new one or one that stood for another topic: decisions and answers hang on the
    former one."""
    old, new = ({item.id: item for item in plan.items} for plan in (before, after))
    left = {(item.topics, item.when): item for item in before.items if not _keeps_topic(item, new)}
    return tuple((left[said], item) for item in after.items if (said := (item.topics, item.when)) in left and not _keeps_topic(item, old))


def _keeps_topic(item: Item, others: Mapping[str, Item]) -> bool:
    return item.id in others and others[item.id].topics == item.topics


def _is_another(before: Plan, old: Item, after: Plan, new: Item) -> bool:
    if (old.topics, old.when) == (new.topics, new.when):
        return False
    apart = _apart(_months(before, old.when), _months(after, new.when))
    if _head(old) == _head(new):
        return apart and len(_head(old).split()) <= _SHORT and _nothing_in_common(old, new)
    if _alike(old.title, new.title):
        return False
    return apart or not _stems(old.title) & _stems(new.title)


def _apart(old: set[tuple[int, int]], new: set[tuple[int, int]]) -> bool:
    """In other months. A row without a month of its own (a schedule of others, all year) is apart from nothing."""
    return bool(old and new) and not old & new


def _months(plan: Plan, phrase: str) -> set[tuple[int, int]]:
    reading = in_plan(plan, phrase)
    spans = [*reading.windows, *((day, day) for day in reading.dates)]
    first, last = reading.start or reading.end, reading.end or reading.start
    if not spans and first is not None and last is not None:
        spans = [(first, last)]
    return {month for span in spans for month in _between(*span)}


def _between(first: date, last: date) -> Iterator[tuple[int, int]]:
    for number in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        yield divmod(number, 12)


def _nothing_in_common(old: Item, new: Item) -> bool:
    """What stands beside one short title is all another: its questions, else who and where."""
    for mine, theirs in ((old.topics[1:], new.topics[1:]), (old.places + old.responsible, new.places + new.responsible)):
        if mine or theirs:
            return bool(mine and theirs) and not set(map(fold, mine)) & set(map(fold, theirs))
    return False


def _head(item: Item) -> str:
    return " ".join(fold(item.topics[0]).split()) if item.topics else ""


def _alike(old: str, new: str) -> bool:
    short, long = sorted((fold(old), fold(new)), key=len)
    return short in long or likeness(short, long) >= ALIKE


def _stems(title: str) -> set[str]:
    return {word[:_STEM_LETTERS] for word in _STEM.findall(fold(title))}
