"""A sentence's days and stretches as calendar days, and the kind of date they make."""

import datetime as dt
from calendar import isleap
from typing import NamedTuple

from notifier.core.dates.doubling import heads_days, named_twice, the_telling
from notifier.core.dates.frame import Frame
from notifier.core.dates.items import Day, Relative, Stretch
from notifier.core.dates.joining import Atom, Term
from notifier.core.dates.kinds import DAYS, DEADLINE, EXACT, SPAN, WINDOW, WINDOWS
from notifier.core.dates.limits import LAST_MONTH
from notifier.core.dates.parts import Bounds, Impossible, Unknown, day_of, nth_weekday
from notifier.core.dates.token import made
from notifier.core.dates.words import BEGINNING, END
from notifier.core.dates.years import year_alone, year_in, years_of
from notifier.core.russian import MONTH_NAMES, MONTHS_GENITIVE
from notifier.model.when import Kind

_OPEN = frozenset("sap")  # с, после, по: with no other end
_LISTED = frozenset(",&")
_CHOICE = "названо на выбор"
_BEYOND = "промежуток выходит за учебный год"
_NUMBER = "первое число может быть номером"
_UNORDERED = "дни стоят не по порядку: тех ли они месяцев и лет"
_EVE = "назван не сам день, а то, чему он предшествует"


class Meaning(NamedTuple):
    """Kind and days of the terms, with the doubts found on the way (a list that may still grow)."""

    kind: Kind
    start: dt.date | None
    end: dt.date | None
    doubts: list[str]
    dates: tuple[dt.date, ...] = ()
    windows: tuple[Bounds, ...] = ()


def mean(terms: list[Term], frame: Frame, year: int | None) -> Meaning:
    """What the terms mean together. Meaningless says why they mean nothing. ``year`` is one written apart."""
    if len(terms) == 1 and terms[0].last is None:
        return alone(terms[0], frame, year)
    years = years_of(terms, frame, year)
    doubts: list[str] = []
    if len(terms) == 1:
        return _one(terms[0], _span(terms[0], years, frame, doubts), doubts)
    spans = [_span(term, years, frame, doubts) for term in terms]
    if len(terms) == 2 and (telling := the_telling(terms, spans)) is not None:
        return _one(terms[telling], spans[telling], doubts)
    if heads_days(terms, spans):
        return _list(terms[1:], spans[1:], doubts)
    prefixes = [term[0] for term in terms]
    if "d" in prefixes or "k" in prefixes:
        apart = [index for index, term in enumerate(terms) if not _is_others_deadline(terms, index)]
        if 0 < len(apart) < len(terms) and all(_is_plain_day(terms[index]) for index in apart):
            if len(apart) == 1:
                return _one(terms[apart[0]], spans[apart[0]], doubts)
            return _list([terms[index] for index in apart], [spans[index] for index in apart], doubts)
        return _from_until(terms, spans, doubts)
    return _list(terms, spans, doubts)


def _is_others_deadline(terms: list[Term], index: int) -> bool:
    """«16.10 (заявки до 10.10)», «регистрация до 10.10, вебинар 16.10»: until when a thing beside the day is due."""
    term, following = terms[index], terms[index + 1 : index + 2]
    return term.prefix in {"d", "k"} and term.last is None and "?" in {term.joined, *(later.joined for later in following)}


def _is_plain_day(term: Term) -> bool:
    """A day, or a span of days: «с 10 по 20 октября»."""
    bare = not term.prefix or (term.prefix == "s" and term.last is not None)
    return bare and not isinstance(term.first, Stretch) and not isinstance(term.last, Stretch)


def alone(term: Term, frame: Frame, apart: int | None) -> Meaning:
    """What one day or stretch means; ``apart`` is a year written elsewhere in the phrase."""
    doubts: list[str] = []
    if term.prefix == "e":
        raise Unknown(_EVE)
    atom = term.first
    span = _bounds(atom, year_alone(term, frame, apart), frame, doubts)
    if not term.prefix:
        return made(Meaning, (WINDOW if isinstance(atom, Stretch) else EXACT, *span, doubts, (), ()))
    return _one(term, span, doubts)


def _explicit(atom: Atom) -> bool:
    return not isinstance(atom, Relative) and atom.year is not None


def _span(term: Term, years: dict[int, int], frame: Frame, doubts: list[str]) -> Bounds:
    start, end = _bounds(term.first, year_in(years, term.first), frame, doubts)
    if term.last is None:
        return start, end
    last_start, last = _bounds(term.last, year_in(years, term.last), frame, doubts)
    if last < start:
        if isinstance(term.first, Stretch) and isinstance(term.last, Stretch) and term.first.month and term.last.month and not (
            _explicit(term.first) or _explicit(term.last)
        ):
            start = start.replace(year=start.year - 1)  # «июль - сентябрь»: one calendar year, two school years
            doubts.append(_BEYOND)
        else:
            raise Impossible(f"конец раньше начала: {start:%d.%m.%Y} - {last:%d.%m.%Y}")
    elif last_start == start and last == end and isinstance(term.first, Day) and not named_twice(term):
        doubts.append("начало и конец совпадают")
    return start, last


def _bounds(atom: Atom, year: int | None, frame: Frame, doubts: list[str]) -> Bounds:
    if isinstance(atom, Day):
        assert atom.month is not None
        assert year is not None
        if not 1 <= atom.month <= LAST_MONTH:
            raise Impossible(f"месяца с номером {atom.month} нет")
        day = nth_weekday(year, atom.month, *atom.nth_weekday) if atom.nth_weekday else day_of(year, atom.month, atom.day)
        _outside((day, day), atom, frame, doubts)
        return day, day
    if isinstance(atom, Relative):
        day, doubt = frame.relative(atom)
        if doubt:
            doubts.append(doubt)
        return day, day
    start, end = frame.bounds(atom, year)
    if atom.month is not None:
        _outside((start, end), atom, frame, doubts)
    elif frame.school is not None and (start > frame.school.end or end < frame.school.start):
        doubts.append(f"{start:%d.%m.%Y}-{end:%d.%m.%Y} вне {frame.school} учебного года")
    elif frame.school is not None and year is None and atom.part == "quarter" and start.month < 9 and end.month == 12:  # «III-IV квартал»
        doubts.append(_BEYOND)
    return start, end


def _outside(bounds: Bounds, atom: Day | Stretch, frame: Frame, doubts: list[str]) -> None:
    start, end = bounds
    school = frame.school
    if school is None or start.year - (start.month < 9) == school.first == end.year - (end.month < 9):
        return
    if start.month == 8 and start.year == school.first and atom.year is None:
        return  # plans begin in the August before their year
    name = f"{start.day} {MONTHS_GENITIVE[start.month - 1]}" if isinstance(atom, Day) else MONTH_NAMES[start.month - 1]
    meant = school.first + (start.month < 9)
    exists = not isinstance(atom, Day) or (start.month, start.day) != (2, 29) or isleap(meant)
    doubts.append(f"{name} {start.year} вне {school} учебного года" + (f"; возможно, {name} {meant}?" if exists else ""))


def _one(term: Term, span: Bounds, doubts: list[str]) -> Meaning:
    start, end = span
    prefix = term.prefix
    if term.last is not None:
        if term.joined == "n":  # «семинар 3 - 19 ноября»
            doubts.append(_NUMBER)
        kind = EXACT if start == end and named_twice(term) else _span_kind(term)
        return Meaning(kind, start, end, doubts)
    if prefix in {"d", "p", "k"}:
        return Meaning(DEADLINE, None, _last_day(term.first, prefix, span), doubts)
    if prefix == "s":
        return Meaning(WINDOW, start, None, doubts)
    if prefix == "a":
        return Meaning(WINDOW, end + dt.timedelta(days=1), None, doubts)
    if isinstance(term.first, Stretch):
        return Meaning(WINDOW, start, end, doubts)
    return Meaning(EXACT, start, start, doubts)


def _last_day(atom: Atom, prefix: str, span: Bounds) -> dt.date:
    """«До 15 мая» is inclusive, «до мая» is not; «до конца мая» ends with it, «до середины» in its middle."""
    start, end = span
    if not isinstance(atom, Stretch) or prefix == "p":
        return end
    if atom.part.endswith("edge") and atom.which != BEGINNING:
        return end if atom.which == END else start + (end - start) / 2
    if atom.part.endswith("edge") and prefix == "k":
        return start
    return start - dt.timedelta(days=1)


def _span_kind(term: Term) -> Kind:
    """From day to day («до конца мая» names its last day); with a month at either end a stretch inside which something happens."""
    day_at_end = not isinstance(term.last, Stretch) or (term.last.part.endswith("edge") and term.last.which == END)
    return SPAN if not isinstance(term.first, Stretch) and day_at_end else WINDOW


def _from_until(terms: list[Term], spans: list[Bounds], doubts: list[str]) -> Meaning:
    if len(terms) == 2 and terms[0].prefix == "s" and terms[0].last is None and terms[1].prefix == "d":
        return Meaning(SPAN, spans[0][0], spans[1][1], doubts)
    if len(terms) == 2 and _limits(terms, spans):
        return _one(terms[1], spans[1], doubts)
    if all(term.prefix in {"d", "k"} or (index and not term.prefix) for index, term in enumerate(terms)):
        days = tuple(sorted(end for _, end in spans))
        return Meaning(DEADLINE, None, days[-1], [*doubts, "названо несколько сроков"])
    raise Impossible("несколько дат разного смысла: неясно, какая из них день встречи")


def _limits(terms: list[Term], spans: list[Bounds]) -> bool:
    """«I полугодие (до 25 декабря)», «октябрь, до 15.10»: until when within the stretch."""
    (stretch, limit), (whole, until) = terms, spans
    named = isinstance(stretch.first, Stretch) and not stretch.prefix and stretch.last is None
    return named and limit.prefix == "d" and limit.joined in {"", ","} and isinstance(limit.first, Day) and whole[0] <= until[1] <= whole[1]


def _list(terms: list[Term], spans: list[Bounds], doubts: list[str]) -> Meaning:
    if "e" in [prefix for prefix, _, _, _ in terms]:
        raise Unknown(_EVE)
    if [prefix for prefix, _, last, _ in terms if prefix in _OPEN and last is None]:
        raise Impossible("несколько дат разного смысла: неясно, какая из них день встречи")
    ordered = sorted(spans)
    start, end = ordered[0][0], max([until for _, until in ordered])
    joins = [joined for _, first, _, joined in terms if not isinstance(first, Stretch)]
    if "o" in joins:
        doubts.append(_CHOICE)
    if "n" in joins:
        doubts.append(_NUMBER)
    if len(joins) == len(terms) and [last for _, _, last, _ in terms].count(None) == len(terms):
        days = tuple(dict.fromkeys(day for day, _ in ordered))
        if len(days) == 1:
            return Meaning(EXACT, start, start, doubts)
        if ordered != spans and any(terms[place].joined in _LISTED and spans[place] < spans[place - 1] for place in range(1, len(terms))):
            doubts.append(_UNORDERED)  # «15 марта, 20 октября»
        return Meaning(DAYS, start, end, doubts, dates=days)
    return Meaning(WINDOWS, start, end, doubts, windows=tuple(ordered))
