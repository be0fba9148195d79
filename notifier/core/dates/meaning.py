"""A sentence's days and stretches as calendar days, and the kind of date they make."""

import datetime as dt
from dataclasses import dataclass, field

from notifier.core.dates.frame import Bounds, Frame, Impossible, day_of, nth_weekday
from notifier.core.dates.items import Day, Relative, Stretch
from notifier.core.dates.sentence import Atom, Term
from notifier.model.when import Kind

MONTHS = ("", "январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь")
MONTHS_GENITIVE = ("", "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")


@dataclass(slots=True)
class Meaning:
    """Kind and days of the terms, with the doubts found on the way."""

    kind: Kind
    start: dt.date | None
    end: dt.date | None
    dates: tuple[dt.date, ...] = ()
    windows: tuple[Bounds, ...] = ()
    doubts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Place:
    """An atom with its year: written, or found from its neighbours."""

    atom: Atom
    year: int | None


def mean(terms: list[Term], frame: Frame, year: int | None) -> Meaning:
    """What the terms mean together. Impossible and Unknown say why they mean nothing. ``year`` is one written apart."""
    years = _years(terms, frame, year)
    doubts: list[str] = []
    spans = [_span(term, years, frame, doubts) for term in terms]
    if len(terms) == 1:
        return _one(terms[0], spans[0], doubts)
    if any(term.prefix in {"d", "k"} for term in terms):
        return _from_until(terms, spans, doubts)
    return _list(terms, spans, doubts)


def _years(terms: list[Term], frame: Frame, apart: int | None) -> dict[int, int]:
    """The year of every atom with a month (by ``id``). A year written once, at the end, holds for the days and months before it."""
    places = [_Place(atom, atom.year if atom.year is not None else apart)
              for term in terms for atom in (term.first, term.last) if isinstance(atom, Day | Stretch) and atom.month is not None]
    if len(places) == 1 and places[0].year is not None:
        return {id(places[0].atom): places[0].year}
    following: _Place | None = None
    for place in reversed(places):
        if place.year is None and following is not None and following.year is not None:
            place.year = following.year - (_order(place.atom) > _order(following.atom))
        following = place
    opened = len(terms) == 1 and terms[0].prefix == "s" and terms[0].last is None
    before: _Place | None = None
    for index, place in enumerate(places):
        if place.year is None:
            month = _month(place.atom)
            place.year = place.atom.school + (month < 9) if isinstance(place.atom, Stretch) and place.atom.school else None
            if place.year is None:
                place.year = frame.year_for(month, _order(place.atom)[1])
                later = places[index + 1 :]
                if month == 8 and frame.school is not None and (opened or any(_month(other.atom) > 8 or _month(other.atom) < 8 for other in later)):
                    place.year = frame.school.first  # plans begin in the August before
                if before is not None and before.year is not None and (frame.school is None or _explicit(before.atom)):
                    place.year = max(place.year, before.year + (_order(place.atom) < _order(before.atom)))
        before = place
    return {id(place.atom): place.year for place in places if place.year is not None}


def _explicit(atom: Atom) -> bool:
    return not isinstance(atom, Relative) and atom.year is not None


def _month(atom: Atom) -> int:
    assert not isinstance(atom, Relative) and atom.month is not None
    return atom.month


def _order(atom: Atom) -> tuple[int, int]:
    return (_month(atom), atom.day or 1) if isinstance(atom, Day) else (_month(atom), 1)


def _span(term: Term, years: dict[int, int], frame: Frame, doubts: list[str]) -> Bounds:
    start, end = _bounds(term.first, years, frame, doubts)
    if term.last is None:
        return start, end
    last_start, last = _bounds(term.last, years, frame, doubts)
    if last < start:
        if isinstance(term.first, Stretch) and isinstance(term.last, Stretch) and term.first.month and term.last.month and not (
            _explicit(term.first) or _explicit(term.last)
        ):
            start = start.replace(year=start.year - 1)  # «июль - сентябрь»: one calendar year, two school years
            doubts.append("промежуток выходит за учебный год")
        else:
            raise Impossible(f"конец раньше начала: {start:%d.%m.%Y} - {last:%d.%m.%Y}")
    elif last_start == start and last == end and isinstance(term.first, Day):
        doubts.append("начало и конец совпадают")
    return start, last


def _bounds(atom: Atom, years: dict[int, int], frame: Frame, doubts: list[str]) -> Bounds:
    if isinstance(atom, Relative):
        day, doubt = frame.relative(atom)
        if doubt:
            doubts.append(doubt)
        return day, day
    year = years.get(id(atom), atom.year)
    if isinstance(atom, Day):
        assert atom.month is not None and year is not None
        if not 1 <= atom.month <= 12:
            raise Impossible(f"месяца с номером {atom.month} нет")
        day = nth_weekday(year, atom.month, *atom.nth_weekday) if atom.nth_weekday else day_of(year, atom.month, atom.day)
        _outside((day, day), atom, frame, doubts, f"{day.day} {MONTHS_GENITIVE[day.month]}")
        return day, day
    start, end = frame.bounds(atom, year)
    if atom.month is not None:
        _outside((start, end), atom, frame, doubts, MONTHS[atom.month])
    elif frame.school is not None and (start > frame.school.end or end < frame.school.start):
        doubts.append(f"{start:%d.%m.%Y}-{end:%d.%m.%Y} вне {frame.school} учебного года")
    return start, end


def _outside(bounds: Bounds, atom: Day | Stretch, frame: Frame, doubts: list[str], name: str) -> None:
    start, end = bounds
    school = frame.school
    if school is None or (start in school and end in school):
        return
    if start.month == 8 and start.year == school.first and atom.year is None:
        return  # plans begin in the August before their year
    meant = school.first + (start.month < 9)
    doubts.append(f"{name} {start.year} вне {school} учебного года; возможно, {name} {meant}?")


def _one(term: Term, span: Bounds, doubts: list[str]) -> Meaning:
    start, end = span
    prefix = term.prefix
    if term.last is not None:
        return Meaning(_span_kind(term), start, end, doubts=doubts)
    if prefix in {"d", "p", "k"}:
        return Meaning(Kind.DEADLINE, None, _last_day(term.first, prefix, span), doubts=doubts)
    if prefix == "s":
        return Meaning(Kind.WINDOW, start, None, doubts=doubts)
    if prefix == "a":
        return Meaning(Kind.WINDOW, end + dt.timedelta(days=1), None, doubts=doubts)
    if isinstance(term.first, Stretch):
        return Meaning(Kind.WINDOW, start, end, doubts=doubts)
    return Meaning(Kind.EXACT, start, start, doubts=doubts)


def _last_day(atom: Atom, prefix: str, span: Bounds) -> dt.date:
    """«До 15 мая» is inclusive, «до мая» is not; «до конца мая» ends with it, «до середины» in its middle."""
    start, end = span
    if not isinstance(atom, Stretch) or prefix == "p":
        return end
    if atom.part.endswith("edge") and atom.which != 1:
        return end if atom.which == 3 else start + (end - start) / 2
    if atom.part.endswith("edge") and prefix == "k":
        return start
    return start - dt.timedelta(days=1)


def _span_kind(term: Term) -> Kind:
    """From day to day («до конца мая» names its last day); with a month at either end a stretch inside which something happens."""
    day_at_end = not isinstance(term.last, Stretch) or (term.last.part.endswith("edge") and term.last.which == 3)
    return Kind.SPAN if not isinstance(term.first, Stretch) and day_at_end else Kind.WINDOW


def _from_until(terms: list[Term], spans: list[Bounds], doubts: list[str]) -> Meaning:
    if len(terms) == 2 and terms[0].prefix == "s" and terms[1].prefix == "d":
        return Meaning(Kind.SPAN, spans[0][0], spans[1][1], doubts=doubts)
    if all(term.prefix in {"d", "k"} or (index and not term.prefix) for index, term in enumerate(terms)):
        days = tuple(sorted(end for _, end in spans))
        return Meaning(Kind.DEADLINE, None, days[-1], doubts=[*doubts, "названо несколько сроков"])
    raise Impossible("несколько дат разного смысла: неясно, какая из них день встречи")


def _list(terms: list[Term], spans: list[Bounds], doubts: list[str]) -> Meaning:
    if any(term.prefix in {"s", "a", "p"} and term.last is None for term in terms):
        raise Impossible("несколько дат разного смысла: неясно, какая из них день встречи")
    ordered = sorted(spans)
    start, end = ordered[0][0], max(last for _, last in ordered)
    if any(term.joined == "o" for term in terms):
        doubts.append("названо на выбор")
    if all(not isinstance(term.first, Stretch) and term.last is None for term in terms):
        days = tuple(dict.fromkeys(day for day, _ in ordered))
        if len(days) == 1:
            return Meaning(Kind.EXACT, start, start, doubts=doubts)
        return Meaning(Kind.DAYS, start, end, days, doubts=doubts)
    return Meaning(Kind.WINDOWS, start, end, windows=tuple(ordered), doubts=doubts)
