"""One date said twice: «осенние каникулы (ноябрь)», «весенние каникулы (24.03-02.04)», «вторая среда февраля - 12 февраля»."""

import datetime as dt

from notifier.core.dates.items import Day, Stretch
from notifier.core.dates.joining import Term
from notifier.core.dates.parts import Bounds

_WEEK = dt.timedelta(days=7)


def the_telling(terms: list[Term], spans: list[Bounds]) -> int | None:
    """Which of two terms tells the date that the other only describes; None where they are two dates."""
    if terms[1].joined not in {"", ","}:
        return None
    if [prefix for prefix, _, last, _ in terms if prefix and last is None]:
        return None
    named = [isinstance(first, Stretch) or isinstance(last, Stretch) for _, first, last, _ in terms]
    if all(named):
        return 0 if _explains(terms, spans) else None
    return _days_within(terms, spans, named) if any(named) else None


def heads_days(terms: list[Term], spans: list[Bounds]) -> bool:
    """«Октябрь (6.10, 13.10)»: a month, and days of it."""
    if len(terms) < 3:
        return False
    head, rest = terms[0], terms[1:]
    if head.last is not None or not isinstance(head.first, Stretch) or head.first.part != "month":
        return False
    first, last = spans[0]
    inside = all(first <= start and end <= last for start, end in spans)
    return inside and all(isinstance(term.first, Day) and not term.prefix for term in rest)


def named_twice(term: Term) -> bool:
    """«Вторая среда февраля - 12 февраля»: one day by its name and by its number."""
    return sum(isinstance(atom, Day) and atom.nth_weekday is not None for atom in (term.first, term.last)) == 1


def _explains(terms: list[Term], spans: list[Bounds]) -> bool:
    """«Осенние каникулы (ноябрь)», «ноябрь, осенние каникулы»: the second stretch only says where the first one lies."""
    first, second = terms[0].first, terms[1].first
    if not isinstance(first, Stretch) or not isinstance(second, Stretch) or (first.month is None) == (second.month is None):
        return False
    if terms[1].joined == "," and "vacation" not in {first.part, second.part}:
        return False
    return _overlap(spans[0], spans[1])


def _days_within(terms: list[Term], spans: list[Bounds], named: list[bool]) -> int | None:
    """«Весенние каникулы (24.03-02.04)», «октябрь, 15 октября»: the days tell; a school's vacations differ by days."""
    days, stretch = named.index(False), terms[named.index(True)].first
    whole = spans[named.index(True)]
    approximate = isinstance(stretch, Stretch) and stretch.month is None
    if isinstance(stretch, Stretch) and stretch.part == "week":  # is counted in more than one way
        whole = whole[0] - _WEEK, whole[1] + _WEEK
    inside = _overlap(spans[days], whole) if approximate else whole[0] <= spans[days][0] <= whole[1]
    return days if inside else None


def _overlap(first: Bounds, second: Bounds) -> bool:
    return first[0] <= second[1] and second[0] <= first[1]
