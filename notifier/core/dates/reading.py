"""A phrase's reading from first to last: clean, cut, sort, resolve, and say why.

The order of trust: days of the phrase itself, then somebody's schedule, then recurrence, then «всё время», then «нет даты».
What cannot be joined into one meaning is not understood; nothing is guessed.
"""

import datetime as dt
import re
from collections.abc import Sequence

from notifier.core.dates import reasons, recurring
from notifier.core.dates.cleaning import clean, repair
from notifier.core.dates.frame import Frame
from notifier.core.dates.grammar import itemize
from notifier.core.dates.items import Hours, Relative, Stretch
from notifier.core.dates.joining import Atom, Term
from notifier.core.dates.kinds import BY_SCHEDULE, DAYS, DEADLINE, EXACT, MET, ONGOING, SPAN, UNDATED, UNPARSEABLE, WINDOW, WINDOWS
from notifier.core.dates.meaning import Meaning, alone, mean
from notifier.core.dates.owner import owner_of
from notifier.core.dates.pairs import settle
from notifier.core.dates.parts import Impossible, Meaningless, Unknown
from notifier.core.dates.rereading import doubt
from notifier.core.dates.sentence import Sentence, sort
from notifier.core.dates.sharing import share_months
from notifier.core.dates.token import made
from notifier.core.dates.tokens import tokenize
from notifier.core.dates.unsettled import speaks_of_moving, taken_back
from notifier.core.russian import WEEKDAYS
from notifier.model.when import Kind, SchoolYear, When

MAX_CHARACTERS = 500  # a longer cell is prose, and reading must not take longer than a phrase deserves
_MAX_FOREIGN_BESIDE_DAY = 12  # words of a venue or title around a full date
_MAX_FOREIGN_BESIDE_WINDOW = 4
_LONG_DAYS = 120
_A_LIST = 4  # tokens at most are no list of things, each with its day
_CENTURY = 2000  # no plan is of the last one
_FAR = 3  # years from a plan's own: no misprint, but what a thing beside it is called or born by («код 12.10.20» in 2024)
_EARLIEST_ALONE = 6  # of a time without a day
_LASTING = frozenset({SPAN, WINDOW, WINDOWS})
_IN_BRACKETS = r"\([^()]*\b1\d{3}\b[^()]*\)"
_WHOLE = frozenset("DW")
_NOTHING_ELSE = Sentence()
_NOTHING = frozenset("-.,;:_?*/\\|!()[]'\"«»xXхХ~= \n")


def read_phrase(phrase: str, school: SchoolYear | None, today: dt.date | None) -> When:
    """See ``notifier.core.dates.read``."""
    if len(phrase) > MAX_CHARACTERS:
        return When(UNPARSEABLE, why=reasons.TOO_LONG)
    text = clean(phrase.strip()).strip()
    if not text or (text[0] in _NOTHING and _NOTHING.issuperset(text)):
        return When(UNDATED, why=reasons.EMPTY)
    frame = made(Frame, (school, today))
    reading = _read(text, frame)
    if reading.kind is UNPARSEABLE and (repaired := repair(text)) != text:
        second = _read(repaired, frame)
        if second.kind is not UNPARSEABLE:
            text, reading = repaired, second
    if reading.kind in MET and not reading.suspicious and (against := doubt(text, reading, lambda other: _read(other, frame))):
        return reading._replace(suspicious=True, why=f"{reading.why}; {against}")
    return reading


def _read(text: str, frame: Frame) -> When:
    tokens = settle(tokenize(text), text)
    items = itemize(share_months(tokens, text) if len(tokens) > _A_LIST else tokens)
    if len(items) == 1 and items[0][0] in _WHOLE and "?" not in text:
        return _plain(items[0][1], frame, text)
    return _sentence(sort(items, text), text, frame)


def _plain(atom: Atom, frame: Frame, text: str) -> When:
    """A day or a stretch and nothing beside it, as every other cell is: what a sentence could say besides is not asked for."""
    term = made(Term, ("", atom, None, ""))
    try:
        kind, start, end, doubts, _, _ = meaning = alone(term, frame, None)
    except Meaningless as reason:
        return _unparseable(reason)
    why = reasons.of_kind(meaning, _NOTHING_ELSE)
    if kind is EXACT and speaks_of_moving(text) and (against := taken_back(text, timed=False)):
        doubts.append(against)
    if doubts:
        why = "; ".join([why, *doubts])
    return made(When, (kind, start, end, None, None, None, bool(doubts), None, (), (), False, why))


def _unparseable(reason: Meaningless) -> When:
    return When(UNPARSEABLE, suspicious=isinstance(reason, Impossible), why=f"{reason}: спросить дату")


def _sentence(said: Sentence, text: str, frame: Frame) -> When:
    plan = frame.school
    named = SchoolYear(said.school) if said.school is not None else None
    other = named if named is not None and plan not in {None, named} else None
    if named is not None and not (other and said.foreign and said.terms):  # «19 ноября, итоги 2025-2026 учебного года»: the topic's
        frame = Frame(named, frame.today)
    if said.foreign and said.year is not None and said.year < _CENTURY and said.terms and re.search(_IN_BRACKETS, text):
        said.year = None  # «2 февраля (Сталинградская битва, 1943)»
    owner = owner_of(text, said.schedule) if said.schedule is not None else None
    try:
        meaning = _meaning(said, frame) if said.terms is None or said.terms or said.weekdays else None
    except Meaningless as reason:
        if said.schedule is None or said.terms is not None:
            return _unparseable(reason)
        meaning = None  # «по приказу УО от 10.09»: the number belongs to the order
    if other is not None and meaning is not None:
        meaning.doubts.append(f"назван {other} учебный год, план на {plan}")
    if said.foreign and meaning is not None and _is_noise(said, meaning, frame):
        meaning = None
        if not (said.recurrences or said.ongoing or said.schedule or said.undated):
            return When(UNPARSEABLE, why=reasons.FOREIGN)
    if said.foreign and meaning is None and said.recurrences and not any(one.by_month_day or not one.weak for one in said.recurrences):
        said.recurrences = ()  # «Каникулы в Простоквашино»
    only_weekdays = said.weekdays and meaning is None and not said.foreign and not said.schedule
    if (said.recurrences or only_weekdays) and (repeated := recurring.read(said, meaning, frame)) is not None:
        timed = _timed(repeated, said)
        return timed if owner is None else timed._replace(schedule=owner)
    if meaning is not None and said.ongoing and _long(meaning):
        return _timed(When(ONGOING, meaning.start, meaning.end, schedule=owner, why=reasons.ONGOING), said)
    if meaning is not None:
        return _dated(meaning, said, owner, text)
    return _undated(said, frame, plan, owner)


def _meaning(said: Sentence, frame: Frame) -> Meaning | None:
    if said.terms is None:
        raise Unknown("число без месяца")
    if not said.terms:
        if frame.today is not None and len(said.weekdays) == 1 and not said.recurrences:  # «в четверг в 15.00», in a letter
            return mean([Term("", Relative(weekday=said.weekdays[0][0]), None, "")], frame, None)
        return None
    meaning = mean(said.terms, frame, frame.next_year() if said.next_year else said.year)
    return (_weekday_of_week(meaning, said) or meaning) if said.weekdays else meaning


def _weekday_of_week(meaning: Meaning, said: Sentence) -> Meaning | None:
    """«На следующей неделе в четверг»: the week is told from today, and the weekday names its day."""
    assert said.terms
    week = said.terms[0].first
    if len(said.terms) > 1 or len(said.weekdays) != 1 or not isinstance(week, Stretch) or week.part != "relative-week":
        return None
    assert meaning.start is not None
    day = meaning.start + dt.timedelta(days=said.weekdays[0][0])
    return Meaning(EXACT, day, day, meaning.doubts)


def _long(meaning: Meaning) -> bool:
    """«Постоянно, сентябрь - май»: a stretch in which nothing begins."""
    start, end = meaning.start, meaning.end
    return meaning.kind is WINDOW and start is not None and end is not None and (end - start).days > _LONG_DAYS


def _is_noise(said: Sentence, meaning: Meaning, frame: Frame) -> bool:
    """A date among foreign words counts only when it is plainly one: «события октября 1917 года» is none."""
    day = meaning.start or meaning.end
    if day is not None and (day.year < _CENTURY or (frame.school is not None and abs(day.year - frame.school.first) > _FAR)):
        return True
    if meaning.kind is WINDOW or (meaning.kind is WINDOWS and any(isinstance(term.first, Stretch) for term in said.terms or ())):
        return said.foreign > _MAX_FOREIGN_BESIDE_WINDOW
    return said.foreign > _MAX_FOREIGN_BESIDE_DAY


def _dated(meaning: Meaning, said: Sentence, owner: str | None, text: str) -> When:
    doubts = meaning.doubts
    if said.weekdays:
        _check_weekdays(meaning, said, doubts)
    if meaning.kind in MET:
        if said.maybe:
            doubts.append(reasons.MAYBE)
        if said.one_day_timed and meaning.kind is DAYS:
            doubts.append(reasons.ONE_DAY_TIMED)
        if said.excepted and meaning.kind is not EXACT:
            doubts.append(reasons.EXCEPTED)
        if (said.foreign or said.undated or "?" in text or speaks_of_moving(text)) and (
                against := taken_back(text, timed=bool(said.hours))):  # of these words only «перенос» says nothing to the rules
            doubts.append(against)
    beside = said.terms and len(said.terms) > 1 and meaning.kind is not DEADLINE and any(term.prefix == "d" for term in said.terms)
    if beside and said.due:  # «12 марта, заявки до 10 марта в 10.00»
        said.hours = [hours for hours in said.hours if all(hours is not due for due in said.due)]
    start, end = _hours(said, meaning.kind, doubts) if said.hours else (None, None)
    why = reasons.of_kind(meaning, said)
    if beside:
        why = f"{why}; {reasons.DEADLINE_BESIDE}"
    if doubts:
        why = "; ".join([why, *doubts])
    kind, first, last, _, dates, windows = meaning
    return made(When, (kind, first, last, start, end, owner, bool(doubts), None, dates, windows, said.all_day, why))


def _check_weekdays(meaning: Meaning, said: Sentence, doubts: list[str]) -> None:
    days = list(meaning.dates) or [day for day in (meaning.start, meaning.end) if day is not None]
    if meaning.kind is WINDOW or meaning.kind is WINDOWS:
        return
    named = [weekday for pair in said.weekdays for weekday in dict.fromkeys(pair)]
    if meaning.kind is SPAN and len(named) == 1:
        wrong = [] if any(day.weekday() == named[0] for day in days) else days[:1]
    elif len(named) == 1:
        wrong = [day for day in days if day.weekday() != named[0]]
    else:
        wrong = [day for day, weekday in zip(dict.fromkeys(days), named, strict=False) if day.weekday() != weekday]
    doubts += [f"{day:%d.%m.%Y} — {WEEKDAYS[day.weekday()]}, а написано иначе" for day in dict.fromkeys(wrong)]


def _undated(said: Sentence, frame: Frame, plan: SchoolYear | None, owner: str | None) -> When:
    if said.schedule is not None:
        return _timed(When(BY_SCHEDULE, schedule=owner, why=reasons.schedule(owner)), said)
    if said.ongoing or ((said.school is not None or said.school_year) and not said.foreign):  # «Итоги учебного года» is a topic
        return _timed(_ongoing(said, frame, plan), said)
    if said.year is not None and said.year >= _CENTURY and not said.foreign:
        return When(WINDOW, dt.date(said.year, 1, 1), dt.date(said.year, 12, 31), why=reasons.CALENDAR_YEAR)
    hours = said.hours[0] if said.hours and not said.foreign and not said.hours[0].wrong else None
    if said.undated:
        untimed = When(UNDATED, why=reasons.NO_DATE)
        return untimed if hours is None else _timed(untimed, said)
    if hours is not None and not hours.doubtful and not _is_scale(hours):
        return _timed(When(UNDATED, why=reasons.ONLY_TIME), said)
    return When(UNPARSEABLE, why=reasons.FOREIGN)


def _is_scale(hours: Hours) -> bool:
    """«1:12» alone: a scale or a score rather than twelve minutes past one at night."""
    return hours.start is not None and hours.start.hour < _EARLIEST_ALONE and bool(hours.start.minute % 5)


def _ongoing(said: Sentence, frame: Frame, plan: SchoolYear | None) -> When:
    """The whole of a year; ``plan`` is the plan's own year, which the phrase may leave."""
    if (year := said.ongoing_year) is not None:
        start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    elif frame.school is not None:
        start, end = frame.school.start, frame.school.end
    else:
        return When(ONGOING, why=reasons.ONGOING)
    outside = plan is not None and (end < plan.start or start > plan.end)
    why = f"{reasons.ONGOING}; {start.year}-{end.year} вне {plan} учебного года" if outside else reasons.ONGOING
    return When(ONGOING, start, end, suspicious=outside, why=why)


def _timed(when: When, said: Sentence) -> When:
    """A reading without days, with the hours of the phrase."""
    if not said.hours:
        return when
    doubts: list[str] = []
    start, end = _hours(said, when.kind, doubts)
    why = "; ".join([when.why, *doubts])
    return when._replace(time=start, time_end=end, suspicious=when.suspicious or bool(doubts), why=why)


def _hours(said: Sentence, kind: Kind, doubts: list[str]) -> tuple[dt.time | None, dt.time | None]:
    """Start and end of the day's hours; several different ones, or one that no clock shows, are a question."""
    hours = said.hours
    if len(hours) > 1:
        hours = [one for one in hours if one.begins] or hours
        if len({(one.start, one.end) for one in hours}) > 1:
            return _from_until(hours, doubts)
    if any(one.wrong for one in hours):
        doubts.append(reasons.NO_SUCH_HOURS)
        return hours[0].start, None
    if said.so_long and kind in _LASTING:  # «курсы 15-19 октября, 18 часов»
        doubts.append(reasons.SO_LONG)
        return None, None
    if kind is DEADLINE and hours[0].start is None:
        return hours[0].end, None
    return hours[0].start, hours[0].end


def _from_until(hours: Sequence[Hours], doubts: list[str]) -> tuple[dt.time | None, dt.time | None]:
    """«Сбор в 10.00, … до 12.00»: the beginning from one and the end from the other; of others that differ none is taken."""
    first, last = hours[0], hours[-1]
    if len(hours) > 2 or first.end is not None or last.start is not None:
        doubts.append(reasons.HOURS_DIFFER)
        return None, None
    if first.start is not None and last.end is not None and last.end <= first.start:
        doubts.append(reasons.NO_SUCH_HOURS)  # «с 20:00 23.04 до 02:00 24.04»: one night, not two evenings
        return first.start, None
    return first.start, last.end
