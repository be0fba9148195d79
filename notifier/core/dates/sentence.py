"""The items of a phrase sorted by what they say: days and stretches with the words that join them, hours, recurrence, schedule.

The joined part is a list of terms: a term is a day or stretch, a span of two («с … по …», «-»), or one with «до», «к», «с», «после».
"""

import re
from typing import NamedTuple

from notifier.core.dates.items import Day, Hours, Item, Recurrence, Relative, Stretch

Atom = Day | Stretch | Relative
_INITIALS = re.compile(r"\s+[А-ЯЁ]\.\s?[А-ЯЁ]\.")
_ATOMS = (Day, Stretch, Relative)
JOINS = frozenset(",&/o-sdkapz")  # list: , & / o(r); span: -, s or z («от») ... p(o) or d(o); deadline: d, k(o); open: s, a(fter)


class Term(NamedTuple):
    """One day or stretch with its word (``prefix``), or from one to another (``last``); ``joined`` is what stands before it."""

    prefix: str
    first: Atom
    last: Atom | None
    joined: str


class Sentence:
    """What a phrase says, sorted. Most phrases say little, so what is not said stays an attribute of the class."""

    terms: list[Term] | None = None  # None: the days cannot be joined into a meaning
    hours: list[Hours]
    weekdays: list[tuple[int, int]]  # first and last («пн-пт»)
    recurrences: list[Recurrence]
    ongoing: tuple[int | None, int | None] | None = None  # the calendar year, the school year's first
    schedule: Item | None = None
    foreign: int = 0
    year: int | None = None
    school: int | None = None
    undated: bool = False
    maybe: bool = False
    all_day: bool = False

    def __init__(self) -> None:
        self.hours = []
        self.weekdays = []
        self.recurrences = []


def sort(items: list[Item], text: str) -> Sentence:
    """The items of ``text`` as a sentence."""
    said = Sentence()
    joined: list[Item] = []
    for item in _hyphens_settled(items):
        code, value = item.code, item.value
        if code in "DNW" or code in JOINS:
            joined.append(item)
        elif code == "?":
            said.foreign += 1
            joined.append(item)
        elif code == "T" and isinstance(value, Hours):
            if value.start is None and value.end is not None and not any(earlier.code == "D" for earlier in joined):
                joined.append(Item("d", 0, item.start, item.end))  # «до 12.00 15 октября»
            said.hours.append(value)
        elif code == "R" and isinstance(value, Recurrence):
            said.recurrences.append(value)
        elif code == "V" and isinstance(value, int):
            said.weekdays.append((value, value))
        elif code == "V-" and isinstance(value, int):
            said.weekdays[-1] = (said.weekdays[-1][0], value)
        elif code == "O":
            said.ongoing = value if isinstance(value, tuple) else (None, None)
        elif code == "S" or (code == "B" and item is items[0]):
            said.schedule = said.schedule or item
        elif code == "B":
            said.foreign += 1
        elif code == "Y" and isinstance(value, int):
            said.year = value
        elif code == "Z" and isinstance(value, int):
            said.school = value
        else:
            said.undated = said.undated or code == "X"
            said.maybe = said.maybe or code == "M"
            said.all_day = said.all_day or code == "A"
    if len(joined) == 1 and joined[0].code in "DW":
        said.terms = [Term("", _atom(joined[0]), None, "")]
        return said
    if said.foreign:
        _names_to_foreign(joined, said, text)
    said.terms = _terms(joined, text)
    return said


def _names_to_foreign(items: list[Item], said: Sentence, text: str) -> None:
    """«Марта Ивановна», «Май Е.С.»: a month in the genitive beside a foreign word where nothing asks for this case, or with initials."""
    for index, item in enumerate(items):
        if item.code == "W" and isinstance(item.value, Stretch) and item.value.part == "month" and text[item.start : item.end].lower().endswith(("я", "а")):
            before = items[index - 1].code if index else "?"
            after = items[index + 1].code if index + 1 < len(items) else ""
            named = before == "?" and (index or after == "?")
        else:
            named = item.code == "W" and _INITIALS.match(text, item.end) is not None
        if named:
            items[index] = item._replace(code="?")
            said.foreign += 1


def _hyphens_settled(items: list[Item]) -> list[Item]:
    """«14-30» is a time where a day stands before it."""
    for item in items:
        if item.code == "H":
            break
    else:
        return items
    settled: list[Item] = []
    dated = False
    for item in items:
        if item.code == "H" and isinstance(item.value, list):
            hours, apart = item.value
            settled += [Item("T", hours, item.start, item.end)] if dated else apart
        else:
            dated = dated or item.code in "DRV"
            settled.append(item)
    return settled


def _terms(items: list[Item], text: str) -> list[Term] | None:
    """The terms in order; None when a number has no month or the words do not join."""
    terms: list[Term] = []
    place, count = 0, len(items)
    joined = ""
    while place < count:
        item = items[place]
        code = item.code
        prefix = ""
        if code in "sdkapz" or code == "-":
            following = items[place + 1].code if place + 1 < count else ""
            if following not in {"D", "N", "W", *(("d",) if code in "sa" else ())}:
                joined = code if code == "-" and joined == "" and terms else joined
                place += 1
                continue
            if following == "d":
                place += 1
                continue
            if code == "-":
                joined, place = "-", place + 1
                continue
            prefix, place = code, place + 1
            item = items[place]
        elif code == "?":
            joined, place = "?", place + 1
            continue
        elif code not in "DNW":
            joined, place = joined or code, place + 1
            continue
        place += 1
        last: Item | None = None
        if place + 1 < count and items[place + 1].code in "DNW" and items[place].code in ("-p" if prefix not in {"s", "z"} else "-pd&"):
            last = items[place + 1]
            place += 2
        elif prefix == "" and place < count and item.code == items[place].code == "W" and _hyphen_lost(item, items[place], text):
            last = items[place]
            place += 1
        if prefix == "z" and last is None:
            return None  # «приказ от 10.09»
        terms.append(Term(prefix, _atom(item), _atom(last) if last else None, joined))
        joined = ""
    return _months_filled(terms, bare=any(item.code == "N" for item in items))


def _atom(item: Item) -> Atom:
    value = item.value
    assert isinstance(value, _ATOMS)
    return value


def _hyphen_lost(first: Item, second: Item, text: str) -> bool:
    """«Февраль апрель» is a span whose hyphen was lost; months on lines of their own are a list."""
    months = all(isinstance(item.value, Stretch) and item.value.part == "month" for item in (first, second))
    return months and "\n" not in text[first.end : second.start]


def _months_filled(terms: list[Term], *, bare: bool) -> list[Term] | None:
    """«12, 19 и 26 ноября»: a number takes the month of the next day; «ноябрь: 12, 19» takes the month before."""
    if not bare:
        return terms
    filled: list[Term] = []
    month = year = None
    for term in reversed(terms):
        atoms: list[Atom | None] = []
        for atom in (term.last, term.first):
            if isinstance(atom, Day):
                if atom.month is None:
                    if month is None:
                        return _after_month(terms)
                    atom = atom._replace(month=month, year=year)
                month, year = atom.month, atom.year
            elif isinstance(atom, Stretch):
                month = year = None
            atoms.append(atom)
        last, first = atoms
        assert first is not None
        filled.append(term._replace(first=first, last=last))
    return filled[::-1]


def _after_month(terms: list[Term]) -> list[Term] | None:
    head = terms[0]
    month = head.first
    if not isinstance(month, Stretch) or month.part != "month" or head.last is not None or head.prefix or len(terms) < 2 or not terms[1].joined:
        return None
    days: list[Term] = []
    for term in terms[1:]:
        if not isinstance(term.first, Day) or term.first.month is not None or isinstance(term.last, (Stretch, Relative)):
            return None
        first = term.first._replace(month=month.month, year=month.year)
        last = term.last._replace(month=month.month, year=month.year) if term.last else None
        days.append(term._replace(first=first, last=last))
    return days
