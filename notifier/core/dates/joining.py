"""Days and stretches with the words that join them: a list of terms.

A term is a day or stretch, a span of two («с … по …», «-»), or one with «до», «к», «с», «после».
"""

import re
from typing import NamedTuple

from notifier.core.dates.ambiguity import (
    may_be_day,
    may_be_days,
    may_be_house,
    may_be_number,
    may_be_numbers_of_month,
    may_be_of_figures,
    may_begin_no_span,
    stands_before_feast,
)
from notifier.core.dates.belonging import apart_from_day, are_numbers, counts, is_counted, is_next_words, is_tied, is_words_own
from notifier.core.dates.items import PREFIXES, Day, Item, Relative, Stretch, codes
from notifier.core.dates.token import made
from notifier.core.dates.words import MONTH

Atom = Day | Stretch | Relative
_DAYS = frozenset("DNW")  # a day, a number whose month is said elsewhere, a stretch
_SHORTENED = rf"(?!ма(?:[йя]|рт)){MONTH}т?"  # «мар», «сент»
_ENDED = r"\n(?!\()|\.\s"
"""«Ко Дню учителя⏎5 октября»: what it is for ends with its line or sentence."""
JOINED = _DAYS | PREFIXES | frozenset(",&/o-?x")


class Term(NamedTuple):
    """One day or stretch with its word (``prefix``), or from one to another (``last``); ``joined`` is what stands before it, or «n» where
    its first number may be no day."""

    prefix: str
    first: Atom
    last: Atom | None
    joined: str


def join(items: list[Item], text: str) -> list[Term] | None:
    """The terms in order; None when a number has no month or the words do not join."""
    terms: list[Term] = []
    items = _without_counts(items, text)
    row = codes(items)
    if "x" in row:
        return None
    foreign = "?" in row
    place, joined, aimed = 0, "", ""
    while place < len(items):
        code = row[place]
        prefixed = code in PREFIXES and place + 1 < len(items) and row[place + 1] in _DAYS and not _is_hours(items, place, text)
        if foreign and ((code == "-" and _half_read(items, place, text)) or (code == "W" and _broken_name(items, place, text))):
            return None
        if code not in _DAYS and not prefixed:
            joined = "o" if "o" in {code, joined} else "?" if code == "?" else joined or code
            aimed = code if code in {"k", "e"} else aimed if code == "?" else ""  # «ко Дню Победы (9 мая)»
            place += 1
            continue
        if aimed and _is_of_meeting(items, place, text):
            aimed = ""
        prefix = code if prefixed else aimed
        place += prefixed
        first = items[place]
        if foreign and first.code == "N":
            beside = not prefix or "D" in row or (prefix == "p" and "W" in row)
            belongs = is_next_words(items, place, text) if beside else None
            if belongs is False:
                return None
            if belongs or (not prefix and is_tied(items, place, text)):
                joined, place = "?", place + 1
                continue
        last, used = _other_end(items, place, prefix, text)
        place += used
        counted = foreign and last is not None and last.code == "N" and "D" in row and is_counted(items, place - 1, text)
        if counted and not may_be_days(items, place - 1):
            if first.code == "D":  # «15 октября - 1 группа⏎22 октября - 2 группа»: a whole day
                terms.append(made(Term, (prefix, first.value, None, joined)))
            joined = "?"
            continue
        if prefix == "z" and last is None:  # «приказ от 10.09»: the paper's day, and nobody's where no other is named
            if not foreign or not _is_papers(items, place - used - 1):
                return None
            joined = "?"
            continue
        if (how := "n" if counted and items[place - 2].code != "p" else _joined(items, first, last, joined, text)) is not None:
            terms.append(made(Term, (prefix, first.value, last.value if last else None, how)))
        joined = ""
    if not terms and "z" in row and not _DAYS.isdisjoint(row):  # «по запросу от 5.10», not «по мере поступления заявок от школ»
        return None
    return _months_filled(terms) if "N" in row else terms


def _without_counts(items: list[Item], text: str) -> list[Item]:
    """Beside a whole day a number may count something."""
    if not {"N", "D"} <= {item[0] for item in items}:
        return items
    runs = [run for place in range(len(items)) if (run := apart_from_day(items, place, text))]
    apart = [item for run in runs if are_numbers(run) for item in run]
    pairs = zip([None, *items[:-1]], items, strict=True)
    return [item._replace(code="?") if item in apart or counts(item, before, text) else item for before, item in pairs]


def _joined(items: list[Item], first: Item, last: Item | None, joined: str, text: str) -> str | None:
    """What stands before a term; None where its number is that of the words before it, and no day."""
    at = items.index(first)
    if first.code != "N":
        return "o" if first.code == "D" and stands_before_feast(items, at, text) else joined
    apart = apart_from_day(items, at, text)
    if len(apart) > 1 or may_be_numbers_of_month(items, at, text):
        return "n"
    if joined != "?":
        return "n" if apart or may_be_of_figures(first, text) or (joined == "," and may_be_house(items, at, text)) else joined
    if last is not None:
        return "n" if apart or may_begin_no_span(items, at, text) else "?"
    if is_words_own(items, at, text):
        paired = codes(items[at + 1 : at + 3]) in {"/N", "/D"}  # «встречи 5/6»: what is written so is a number as a whole, or none
        return "o" if paired or may_be_day(items, at, text) else None
    if may_be_number(items, at, text):
        return "o"
    return "n" if apart or may_be_house(items, at, text) else "?"


def _is_papers(items: list[Item], place: int) -> bool:
    """Whether «от» at this place stands right behind something that is not about time («протокол № 1 от 10.09»)."""
    return place > 0 and items[place - 1].code == "?"


def _is_hours(items: list[Item], place: int, text: str) -> bool:
    """«Сбор к 14.30. 5 декабря»: the word is the hour's, and not the day's behind it."""
    return items[place].code == "k" and re.search(r"\d\.\s", text[items[place].end : items[place + 1].start]) is not None


def _is_of_meeting(items: list[Item], place: int, text: str) -> bool:
    """«Ко Дню учителя⏎5 октября», «к Новому году 15, 22 декабря»: days of what takes place, and none that it is for."""
    listed = re.fullmatch(r"[,&][DN]", codes(items[place + 1 : place + 3])) is not None
    listed = listed and text[items[place].end : items[place].end + 1] != ")"
    return listed or re.search(_ENDED, text[items[place - 1].end : items[place].start]) is not None


def _half_read(items: list[Item], place: int, text: str) -> bool:
    """«Июнь-аггст», «Нарьян-Мар», «Апрель-⏎ская»: tied to a word that is not known, a month may be half of anything."""
    before, after = items[max(place - 1, 0)], items[min(place + 1, len(items) - 1)]
    return {before.code, after.code} == {"W", "?"} and text[before.end : after.start] in {"-", "-\n"}


def _broken_name(items: list[Item], place: int, text: str) -> bool:
    """«Мар⏎тынова»: an abbreviated month at a line's end, and a small letter on the next line."""
    if place + 1 >= len(items) or items[place + 1].code != "?":
        return False
    first, second = items[place : place + 2]
    shortened = re.fullmatch(_SHORTENED, text[first.start : first.end].lower())
    return shortened is not None and text[first.end : second.start] == "\n" and text[second.start].islower()


def _other_end(items: list[Item], place: int, prefix: str, text: str) -> tuple[Item | None, int]:
    """The end of a span that begins here, if it does, and how many items are used."""
    if place + 1 == len(items):
        return None, 1
    following = items[place + 1]
    listed = items[place + 2 :] if items[place].code == "W" and following.code == "-" else []
    if len(listed) > 1 and all(item.code in "N,&" for item in listed):
        return None, 1  # «октябрь - 7, 14, 21»
    if prefix == "k" and items[place].code == "D" and text[items[place].end : following.end].startswith(" "):
        return None, 1  # «концерт к 8 Марта - 5 марта»
    if text[items[place].end : following.end].startswith(")"):  # «День матери (29 ноября) - 30 ноября»
        return None, 1
    words = "-pd&" if prefix in {"s", "z"} else "-p"  # «между 10 и 15» begins like «с»
    if prefix == "d" and _is_papers(items, place - 1) and following[0] == "-" and following.start > items[place].end:
        return None, 1  # «заявки до 10.11 - 19 ноября»
    if prefix == "z" and _is_papers(items, place - 1):
        ordered = items[place].code == "D" and not items[place - 2].value
        if ordered or following[0] == "-":  # «приказ № 45 от 02.09 до 19 ноября», «письмо от 02.09 - 19 ноября»
            return None, 1
    comma = prefix == "s" and following[0] == "," and place + 2 < len(items) and items[place + 2][0] in "pd"
    end = place + 2 + comma  # «с понедельника, 16 ноября, по пятницу, 20 ноября»
    if (comma or following[0] in words) and end < len(items) and items[end][0] in _DAYS:
        return items[end], 3 + comma
    if not prefix and following[0] == "W" == items[place][0] and _hyphen_lost(items, place, text):
        return following, 2
    return None, 1


def _hyphen_lost(items: list[Item], place: int, text: str) -> bool:
    """«Февраль апрель» is a span whose hyphen was lost; three months in a row, or months on lines of their own, are a list."""
    first, second = items[place : place + 2]
    row = [isinstance(item.value, Stretch) and item.value.part == "month" for item in items[max(place - 1, 0) : place + 3]]
    in_a_row = row[1:3] if place else row[:2]
    return all(in_a_row) and sum(row) == 2 and "\n" not in text[first.end : second.start]


def _months_filled(terms: list[Term]) -> list[Term] | None:
    """«12, 19 и 26 ноября»: a number takes the month of the next day; «ноябрь: 12, 19» takes the month before."""
    filled: list[Term] = []
    known: Day | None = None
    for term in reversed(terms):
        falls = _falls(term, known)
        last = _with_month(term.last, known) if isinstance(term.last, Day) else term.last
        known = last if isinstance(last, Day) else None if isinstance(last, Stretch) else known
        first = _with_month(term.first, known) if isinstance(term.first, Day) else term.first
        known = first if isinstance(first, Day) else None
        if (isinstance(first, Day) and first.month is None) or (isinstance(last, Day) and last.month is None):
            return _after_month(terms)
        filled.append(made(Term, (term.prefix, first, last, "n" if falls else term.joined)))
    return filled[::-1]


def _falls(term: Term, known: Day | None) -> bool:
    """«Участники: 25; 19 ноября», «28-30, 2-4 декабря»: a month's days are written in their order, so these may be none of it."""
    first, last = term.first, term.last
    open_end = last is None or (isinstance(last, Day) and last.month is None)
    return known is not None and open_end and isinstance(first, Day) and first.month is None and first.day > known.day


def _with_month(day: Day, known: Day | Stretch | None) -> Day:
    return day if day.month is not None or known is None else made(Day, (day.day, known.month, known.year, day.nth_weekday))


def _after_month(terms: list[Term]) -> list[Term] | None:
    """The days after «Ноябрь:»; None where anything else stands."""
    head, *rest = terms
    month = head.first
    if not isinstance(month, Stretch) or month.part != "month" or head.last is not None or head.prefix:
        return None
    if not rest or rest[0].joined == "?" or (not rest[0].joined and len(rest) < 2):  # «март 24» may be a year, «октябрь (6, 13)» are days
        return None
    days: list[Term] = []
    for term in rest:
        if not isinstance(term.first, Day) or term.first.month is not None or isinstance(term.last, (Stretch, Relative)):
            return None
        days.append(term._replace(first=_with_month(term.first, month), last=_with_month(term.last, month) if term.last else None))
    return days
