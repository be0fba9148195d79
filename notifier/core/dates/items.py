"""What a few tokens mean together: a day, a stretch of time, an hour, a recurrence. Nothing is resolved to a year yet."""

from collections.abc import Callable, Sequence
from datetime import time
from typing import Any, NamedTuple

from notifier.core.dates.mending import Token
from notifier.core.dates.tokens import Figures, full_year

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Item(NamedTuple):
    """One item of the sentence. ``code`` is a letter of ``sentence.CODES``."""

    code: str
    value: Any  # a Day, Stretch, Relative, Hours, Recurrence or number, as the code says
    start: int
    end: int


class Day(NamedTuple):
    """A day of a month; the month or the year may be said elsewhere in the phrase."""

    day: int
    month: int | None
    year: int | None
    nth_weekday: tuple[int, int] | None = None  # (which, weekday) instead of ``day``


class Stretch(NamedTuple):
    """A month, or a part of a month or a school year, by name. ``last`` extends it («1-2 недели»); ``school`` is a school year's first."""

    part: str
    which: int = 0
    last: int = 0
    month: int | None = None
    year: int | None = None
    school: int | None = None


class Hours(NamedTuple):
    """A time of day, perhaps with its end; a doubtful one needs a day beside it. ``wrong`` is a time that no clock shows."""

    start: time | None
    end: time | None = None
    doubtful: bool = False
    wrong: bool = False


class Recurrence(NamedTuple):
    """How often. ``freq`` empty: it recurs, but no rule can say how («1 раз в четверть»)."""

    freq: str = ""
    interval: int = 1
    by_day: tuple[str, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_set_pos: int = 0
    weak: bool = False  # «15 числа»: recurs only beside another word that says so


Items = list[Item]
Tokens = Sequence[Token]


def numbers(tokens: Tokens) -> list[int]:
    """The numbers and ordinals among the tokens, in order."""
    found: list[int] = []
    tens = 0
    for token in tokens:
        if token.kind == "tens":
            tens = token.value
        elif token.kind in {"number", "ordinal", "alias", "last"}:
            found.append(tens + token.value)
            tens = 0
        elif tens:
            found.append(tens)
            tens = 0
    return found


def value_of(tokens: Tokens, *kinds: str) -> int | None:
    """The first value of one of these kinds."""
    for token in tokens:
        if token.kind in kinds:
            value: int = token.value
            return value
    return None


def one(code: str, value: object, tokens: Tokens) -> Items:
    """One item over all the tokens."""
    return [Item(code, value, tokens[0].start, tokens[-1].end)]


def year_of(tokens: Tokens) -> int | None:
    """The calendar year written in an item, also as «20 г.»."""
    for index in range(len(tokens) - 1, 0, -1):
        if tokens[index].kind == "year":
            year: int = tokens[index].value
            return year
        if tokens[index].kind == "god" and tokens[index - 1].kind == "number" and tokens[index - 1].value > 12:
            return full_year(tokens[index - 1].value)
    return None


# --- days ---------------------------------------------------------------------------------------------------------------------


def figures_day(tokens: Tokens) -> Items:
    """24.09.2020"""
    figures: Figures = tokens[0].value
    year = figures.year
    if year is None and len(tokens) > 1:
        year = year_of(tokens)
    return [Item("D", Day(figures.day, figures.month, year), tokens[0].start, tokens[-1].end)]


def month_day(tokens: Tokens) -> Items:
    """24 сентября 2020 года"""
    month = 0
    day, year = 0, None
    for token in tokens:
        kind = token.kind
        if kind == "month":
            month = token.value
        elif kind == "year":
            year = token.value
        elif kind == "number" and day:
            year = full_year(token.value)  # «24 сентября 20 г.»
        elif kind in {"number", "ordinal", "tens"}:
            day += token.value
    return [Item("D", Day(day, month, year), tokens[0].start, tokens[-1].end)]


def spaced_day(tokens: Tokens) -> Items | None:
    """24 09 2020"""
    day, month, year = (token.value for token in tokens[:3])
    return one("D", Day(day, month, year), tokens) if 1 <= month <= 12 else None


def weekday_days(tokens: Tokens) -> Items:
    """Первый и третий вторник октября."""
    month, weekday = value_of(tokens, "month"), value_of(tokens, "weekday")
    assert weekday is not None
    items: Items = []
    for which in numbers([token for token in tokens if token.kind not in {"weekday", "month"}][:8]):
        if which > 5:  # «24 (четверг) сентября»
            items += [*one("D", Day(which, month, year_of(tokens)), tokens), *one("V", weekday, tokens), *one(",", 0, tokens)]
        else:
            items += [*one("D", Day(0, month, year_of(tokens), (which, weekday)), tokens), *one(",", 0, tokens)]
    return items[:-1]


def bare_number(tokens: Tokens) -> Items:
    """A number whose month is said later: «12, 19 и 26 ноября»."""
    return one("N", Day(numbers(tokens)[0], None, None), tokens)


# --- stretches ----------------------------------------------------------------------------------------------------------------

_PARTS = {
    "half": "half", "decade": "decade", "week": "week", "quarter": "quarter", "term": "term", "halfyear": "halfyear",
    "trimester": "trimester", "edge": "edge", "season": "season", "vacation": "vacation",
}


def stretch(tokens: Tokens) -> Items:
    """A month, or one or several numbered parts of something: «1 и 3 неделя октября», «I-II четверть»."""
    month, year = value_of(tokens, "month"), year_of(tokens)
    school = value_of(tokens, "years")
    part = next(_PARTS[token.kind] for token in tokens if token.kind in _PARTS)
    counted = [token for token in tokens if not (token.kind == "number" and token.value > 12)]
    which = numbers(counted)
    if part in {"edge", "vacation", "season"}:
        kinds = ("edge",) if part == "edge" else ("seasonal", "season")
        which = [value for token in tokens if token.kind in kinds for value in [token.value]]
        if part == "vacation" and not which:
            return one("R", Recurrence(), tokens)
    dashed = any(token.kind == "dash" for token in tokens)
    if dashed and len(which) == 2:
        return one("W", Stretch(part, which[0], which[1], month, year, school), tokens)
    items: Items = []
    for number in which:
        items += one("W", Stretch(part, number, number, month, year, school), tokens) + one(",", 0, tokens)
    return items[:-1]


def month_stretch(tokens: Tokens) -> Items:
    """A month alone."""
    first = tokens[0]
    if len(tokens) == 1:
        return [Item("W", Stretch("month", 0, 0, first.value), first.start, first.end)]
    if len(tokens) == 2 and tokens[1].kind == "year":
        return [Item("W", Stretch("month", 0, 0, first.value, tokens[1].value), first.start, tokens[1].end)]
    return one("W", Stretch("month", 0, 0, tokens[0].value, year_of(tokens), value_of(tokens, "years")), tokens)


def decade_shortened(tokens: Tokens) -> Items | None:
    """«2-я дек. ноября»: before another month, «дек.» is a third of it."""
    first, second = tokens[1], tokens[2]
    if first.value != 12 or first.end - first.start != 3:
        return None
    which = tokens[0].value
    return one("W", Stretch("decade", which, which, second.value, year_of(tokens)), tokens)


def edge_of_unit(tokens: Tokens) -> Items:
    """«Конец I четверти», «начало учебного года», «конец второго полугодия»."""
    edge = value_of(tokens, "edge")
    assert edge is not None
    if len(tokens) == 2 and tokens[1].kind in {"term", "halfyear", "quarter", "trimester"}:
        return part_of_each(tokens)  # «в конце четверти»: of every one
    unit = next((token.kind for token in tokens[1:] if token.kind in {"term", "halfyear", "quarter", "god", "season", "trimester"}), "god")
    rest = tokens[1:]
    which = value_of(rest, "season") if unit == "season" else (numbers([token for token in rest if token.kind != "god"]) or [0])[0]
    return one("W", Stretch(f"{unit}-edge", edge, which or 0, None, year_of(tokens), value_of(rest, "years")), tokens)


def edge_with_month(tokens: Tokens) -> Items:
    """«Первые числа сентября», «в 20-х числах мая»."""
    which = 3 if tokens[0].kind == "last" else tokens[0].value
    return one("W", Stretch("edge", which, which, value_of(tokens, "month"), year_of(tokens)), tokens)


def month_in_figures(tokens: Tokens) -> Items:
    """«09.2020», «XI.2020»."""
    figures: Figures = tokens[0].value
    if not 1 <= figures.month <= 12:
        return foreign(tokens)
    return one("W", Stretch("month", 0, 0, figures.month, figures.year), tokens)


def edges_of_month(tokens: Tokens) -> Items:
    """«Начало-середина октября»."""
    edges = [token.value for token in tokens if token.kind == "edge"]
    return one("W", Stretch("edge", edges[0], edges[-1], value_of(tokens, "month"), year_of(tokens)), tokens)


def seasons_period(tokens: Tokens) -> Items:
    """«Осенне-зимний период», «весенний период»."""
    which = [token.value for token in tokens if token.kind == "seasonal"]
    return one("W", Stretch("season", which[0], which[-1], None, year_of(tokens), value_of(tokens, "years")), tokens)


def school_half(tokens: Tokens) -> Items:
    """«Первая половина учебного года»."""
    return one("W", Stretch("halfyear", numbers(tokens)[0], numbers(tokens)[0], None, None, value_of(tokens, "years")), tokens)


def calendar_year(tokens: Tokens) -> Items:
    """«2021 год»."""
    return one("Y", tokens[0].value, tokens)


def school_years(tokens: Tokens) -> Items:
    """«2020-2021 учебный год»."""
    return one("Z", value_of(tokens, "years"), tokens)


# --- hours --------------------------------------------------------------------------------------------------------------------


def hours(tokens: Tokens) -> Items | None:
    """«14.30», «в 15 ч. 30 мин.», «с 10 до 12 часов», «в 3 часа дня», «14-00 - 15-30»."""
    ends: list[tuple[int, int]] = []
    afternoon: int | None = None
    index = 0
    certain = False
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "clock":
            first, second = token.value
            ends.append((int(first), int(second)))
            certain = True
        elif token.kind in {"number", "ordinal"}:
            minute = tokens[index + 2] if index + 2 < len(tokens) else None
            if index + 1 < len(tokens) and tokens[index + 1].kind == "dash" and _is_minute(minute):
                assert minute is not None
                ends.append((token.value, minute.value))
                index += 2
            elif _previous_kind(tokens, index) == "hour" and ends:
                ends[-1] = (ends[-1][0], token.value)
            else:
                ends.append((token.value, 0))
        elif token.kind == "noon":
            ends.append((12, 0))
            certain = True
        elif token.kind in {"hour", "minute", "zone", "in"}:
            certain = certain or token.kind == "in"
            if token.kind == "hour" and not ends:
                ends.append((1, 0))
        elif token.kind in {"daypart", "unit_day"}:
            afternoon = 12 if token.kind == "unit_day" else token.value
            certain = True
        index += 1
    if afternoon:
        ends = [(hour + 12 if hour < 12 else hour, minute) for hour, minute in ends]
    return one("T", _hours(ends, doubtful=not certain), tokens)


def _hours(ends: list[tuple[int, int]], *, doubtful: bool) -> Hours:
    if not all(hour <= 23 and minute <= 59 for hour, minute in ends):
        return Hours(None, doubtful=doubtful, wrong=True)
    start = time(*ends[0])
    end = time(*ends[1]) if len(ends) > 1 else None
    if end is not None and end <= start:
        return Hours(start, None, doubtful=doubtful, wrong=True)
    return Hours(start, end, doubtful=doubtful)


def _is_minute(token: Token | None) -> bool:
    return token is not None and token.kind == "number" and token.end - token.start == 2 and token.value % 5 == 0 and token.value < 60


def _previous_kind(tokens: Tokens, index: int) -> str:
    return tokens[index - 1].kind if index else ""


def hyphenated(tokens: Tokens) -> Items | None:
    """«14-30» or «10-12» after a day is a time; without a day before it, two numbers."""
    first, second = tokens[0], tokens[-1]
    minutes = _is_minute(second)
    ends = [(first.value, second.value)] if minutes else [(first.value, 0), (second.value, 0)]
    between = one("-", 0, tokens[1:2]) if len(tokens) > 2 else []
    numbers_apart = [*bare_number(tokens[:1]), *between, *bare_number(tokens[-1:])]
    return one("H", [_hours(ends, doubtful=True), numbers_apart], tokens)


def hours_until(tokens: Tokens) -> Items | None:
    """«до 16.00» beside a day: the end only."""
    inner = hours(tokens[1:])
    value = inner[0].value if inner else None
    assert isinstance(value, Hours)
    return one("T", Hours(None, value.start, doubtful=value.doubtful, wrong=value.wrong), tokens)


# --- recurrence ---------------------------------------------------------------------------------------------------------------

_UNITS = {"unit_day": ("DAILY", 1), "week": ("WEEKLY", 1), "unit_month": ("MONTHLY", 1), "quarter": ("MONTHLY", 3), "god": ("YEARLY", 1),
          "halfgod": ("MONTHLY", 6)}


def adverb(tokens: Tokens) -> Items:
    """«Ежемесячно»."""
    freq, _, interval = str(tokens[0].value).partition("/")
    return one("R", Recurrence(freq, int(interval)), tokens)


def adverb_except(tokens: Tokens) -> Items:
    """«Ежедневно, кроме воскресенья», «ежедневно, кроме выходных»."""
    if not str(tokens[0].value).startswith("DAILY"):
        return adverb(tokens)
    free = {token.value for token in tokens if token.kind == "weekday"} or {5, 6}
    days = tuple(code for day, code in enumerate(WEEKDAY_CODES) if day not in free)
    return one("R", Recurrence("WEEKLY", 1, days), tokens)


def times_in_unit(tokens: Tokens) -> Items:
    """«2 раза в месяц», «раз в две недели», «не реже 1 раза в квартал»."""
    at = next(index for index, token in enumerate(tokens) if token.kind in {"times", "twice"})
    counts, spans = numbers(tokens[:at]), numbers(tokens[at + 1 :])
    unit = next((token.kind for token in reversed(tokens) if token.kind != "school"), "")
    freq, interval = _UNITS.get(unit, ("", 1))
    many = tokens[at].kind == "twice" or len(counts) > 1 or (counts and counts[0] != 1) or len(spans) > 1
    if many or not freq:
        return one("R", Recurrence(), tokens)
    return one("R", Recurrence(freq, interval * (spans[0] if spans else 1)), tokens)


def each_unit(tokens: Tokens) -> Items:
    """«Каждый месяц», «каждые две недели»."""
    freq, interval = _UNITS.get(next(token.kind for token in reversed(tokens) if token.kind != "school"), ("", 1))
    count = (numbers(tokens) or [1])[0]
    return one("R", Recurrence(freq, interval * count) if freq else Recurrence(), tokens)


def each_weekday(tokens: Tokens) -> Items:
    """«По вторникам и четвергам», «каждую среду»."""
    days = tuple(WEEKDAY_CODES[token.value] for token in tokens if token.kind in {"weekday", "weekdays"})
    return one("R", Recurrence("WEEKLY", 1, tuple(dict.fromkeys(days))), tokens)


def weekday_range(tokens: Tokens) -> Items:
    """«С понедельника по пятницу», «пн-пт»: a recurrence, or a check of the days named beside it."""
    days = [token.value for token in tokens if token.kind == "weekday"]
    return [Item("V", days[0], tokens[0].start, tokens[0].end), Item("V-", days[1], tokens[-1].start, tokens[-1].end)]


def workdays(tokens: Tokens) -> Items:
    """«По будням», «по рабочим дням», «по выходным»."""
    free = value_of(tokens, "workdays") == 2
    return one("R", Recurrence("WEEKLY", 1, WEEKDAY_CODES[5:] if free else WEEKDAY_CODES[:5]), tokens)


def nth_weekday(tokens: Tokens) -> Items:
    """«Каждый третий четверг месяца», «последняя пятница месяца»."""
    weekday = value_of(tokens, "weekday", "weekdays")
    assert weekday is not None
    days = tuple(f"{which}{WEEKDAY_CODES[weekday]}" for which in numbers(tokens) if -2 <= which <= 5)
    return one("R", Recurrence("MONTHLY", 1, days), tokens)


def month_days(tokens: Tokens) -> Items:
    """«15 числа каждого месяца», «1-го и 15-го числа»."""
    sure = any(token.kind in {"each", "unit_month"} for token in tokens)
    days = tuple(day for day in numbers(tokens) if 1 <= day <= 31)
    if len(days) == 2 and any(token.kind in {"dash", "by", "until"} for token in tokens):
        days = tuple(range(days[0], days[1] + 1))
    return one("R", Recurrence("MONTHLY", 1, (), days, weak=not sure), tokens)


def last_day_of_month(tokens: Tokens) -> Items:
    """«Последний день месяца», «последний рабочий день месяца»."""
    if any(token.kind == "working" for token in tokens):
        return one("R", Recurrence("MONTHLY", 1, WEEKDAY_CODES[:5], (), -1), tokens)
    return one("R", Recurrence("MONTHLY", 1, (), (-1,)), tokens)


def part_of_each(tokens: Tokens) -> Items:
    """«Последняя неделя месяца», «в конце каждой четверти»."""
    unit = next(token.kind for token in reversed(tokens) if token.kind in {*_UNITS, "term", "halfyear", "trimester"})
    freq, interval = _UNITS.get(unit, ("", 1))
    return one("R", Recurrence(freq, interval) if freq else Recurrence(), tokens)


# --- the rest -----------------------------------------------------------------------------------------------------------------


def ongoing(tokens: Tokens) -> Items:
    """«Постоянно», «в течение 2020-2021 учебного года», «в течение 2021 года»."""
    return one("O", (value_of(tokens, "year"), value_of(tokens, "years")), tokens)


def undated(tokens: Tokens) -> Items:
    """«По мере необходимости», «уточняется»."""
    return one("X", 0, tokens)


def maybe(tokens: Tokens) -> Items:
    """«Ориентировочно»."""
    return one("M", 0, tokens)


def foreign(tokens: Tokens) -> Items:
    """Something that is not about time: «1-4 классы», «каб. 12», «ул. 8 Марта»."""
    return one("?", 0, tokens)


def labelled(tokens: Tokens) -> Items:
    """«Каб. 12»; a date with its year after such a word is still a date."""
    for index, token in enumerate(tokens):
        if isinstance(token.value, Figures) and token.value.year is not None:
            return [*foreign(tokens[:index]), *figures_day(tokens[index : index + 1])]
    return foreign(tokens)


def schedule(tokens: Tokens) -> Items:
    """«По графику ...»: the owner begins where the item ends; «по приказу» belongs to the owner's words."""
    word = next((token for token in reversed(tokens) if token.kind == "schedule"), None)
    if word is None:
        return [Item("S", 0, tokens[0].start, tokens[-1].end)]
    return [Item("S", 0, tokens[0].start, word.start if word.value == 1 else word.end)]


def bare_schedule(tokens: Tokens) -> Items:
    """«График СОИРО»: says who decides only where nothing stands before it; «приказ № 45» says nothing."""
    if tokens[0].value != 0:
        return foreign(tokens)
    return [schedule(tokens)[0]._replace(code="B")]


def skipped(tokens: Tokens) -> Items:  # noqa: ARG001 - a builder's signature
    """Words that add nothing: «в течение» before a month."""
    return []


def weekday(tokens: Tokens) -> Items:
    """«Чт» beside a day, or alone."""
    return one("V", tokens[0].value, tokens)


def connector(code: str) -> Callable[[Tokens], Items]:
    """A builder for one connecting word."""

    def build(tokens: Tokens) -> Items:
        return [Item(code, 0, tokens[0].start, tokens[-1].end)]

    return build


def relative_day(tokens: Tokens) -> Items:
    """«Завтра»."""
    return one("D", Relative(days=tokens[0].value), tokens)


def relative_weekday(tokens: Tokens) -> Items:
    """«Следующий четверг», «в ближайшую среду»."""
    weekday = value_of(tokens, "weekday")
    assert weekday is not None
    return one("D", Relative(weekday=weekday, skip_week=value_of(tokens, "next") == 1), tokens)


def relative_unit(tokens: Tokens) -> Items:
    """«Через неделю», «через 10 дней»: a day; «на следующей неделе», «в следующем месяце»: a stretch."""
    count = (numbers(tokens) or [1])[0]
    unit = tokens[-1].kind
    if tokens[0].kind == "through":
        return one("D", Relative(days=count * (7 if unit == "week" else 1), months=count if unit == "unit_month" else 0), tokens)
    return one("W", Stretch(f"relative-{unit}", next(token for token in tokens if token.kind == "next").value), tokens)


class Relative(NamedTuple):
    """A day told from today."""

    days: int = 0
    months: int = 0
    weekday: int | None = None
    skip_week: bool = False


def whole_day(tokens: Tokens) -> Items:
    """«Весь день»."""
    return one("A", 0, tokens)
