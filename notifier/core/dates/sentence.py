"""The items of a phrase sorted by what they say: days and stretches with the words that join them, hours, recurrence, schedule.

The joined part is a list of terms: a term is a day or stretch, a span of two («с … по …», «-»), or one with «до», «к», «с», «после».
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from notifier.core.dates.items import Day, Hours, Item, Recurrence, Relative, Stretch

Atom = Day | Stretch | Relative
_ATOMS = (Day, Stretch, Relative)
JOINS = frozenset(",&/o-sdkap")  # list: , & / o(r); span: -, s(ince) ... p(o) or d(o); deadline: d, k(o); open: s, a(fter)


class Term(NamedTuple):
    """One day or stretch with its word (``prefix``), or from one to another (``last``); ``joined`` is what stands before it."""

    prefix: str
    first: Atom
    last: Atom | None
    joined: str


@dataclass(slots=True)
class Sentence:
    """What a phrase says, sorted. ``terms`` is None where the days cannot be joined into a meaning."""

    terms: list[Term] | None = None
    hours: list[Hours] = field(default_factory=list)
    weekdays: list[tuple[int, int]] = field(default_factory=list)  # first and last («пн-пт»)
    recurrences: list[Recurrence] = field(default_factory=list)
    ongoing: tuple[int | None, int | None] | None = None
    schedule: Item | None = None
    foreign: int = 0
    year: int | None = None
    school: int | None = None
    undated: bool = False
    maybe: bool = False
    all_day: bool = False


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
    if said.foreign:
        _names_to_foreign(joined, said, text)
    said.terms = _terms(joined, text)
    return said


def _names_to_foreign(items: list[Item], said: Sentence, text: str) -> None:
    """«Марта Ивановна», «имени Октября»: a month in the genitive beside a foreign word, and nothing that asks for this case."""
    for index, item in enumerate(items):
        if item.code == "W" and isinstance(item.value, Stretch) and item.value.part == "month" and text[item.start : item.end].lower().endswith(("я", "а")):
            before = items[index - 1].code if index else "?"
            after = items[index + 1].code if index + 1 < len(items) else ""
            if before == "?" and (index or after == "?"):
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
        if item.code == "H" and isinstance(item.value, tuple):
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
        if code in "sdkap" or code == "-":
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
        if place + 1 < count and items[place + 1].code in "DNW" and items[place].code in ("-p" if prefix != "s" else "-pd&"):
            last = items[place + 1]
            place += 2
        elif prefix == "" and place < count and item.code == items[place].code == "W" and _hyphen_lost(item, items[place], text):
            last = items[place]
            place += 1
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
