"""Months, their parts, and the parts of a school year."""

from notifier.core.dates.items import Items, Recurrence, Stretch, Tokens, foreign, listed, numbers, one, value_of, year_of
from notifier.core.dates.limits import LAST_MONTH
from notifier.core.dates.repeats import month_days, nth_weekday, part_of_each
from notifier.core.dates.token import PARTS_OF_YEAR, Figures, made
from notifier.core.dates.words import END

_NAMED = {"edge": ("edge",), "vacation": ("seasonal", "season"), "season": ("seasonal", "season")}  # which one, where no number says it
_EDGED = PARTS_OF_YEAR | {"god", "season", "vacation"}
_JOINING = {"from": "s", "dash": "-", "by": "p", "until": "d"}
_HISTORY = 1000, 1900  # years that no plan has
_PARTS = PARTS_OF_YEAR | {"half", "decade", "week", "edge", "season", "vacation"}


def stretch(tokens: Tokens) -> Items:
    """A month, or one or several numbered parts of something: «1 и 3 неделя октября», «I-II четверть»."""
    kinds = [token[0] for token in tokens]
    month = value_of(tokens, "month") if "month" in kinds else None
    year = year_of(tokens) if "year" in kinds or "god" in kinds else None
    school = value_of(tokens, "years") if "years" in kinds else None
    part = next(kind for kind in kinds if kind in _PARTS)
    if part in _NAMED:
        which = [value for kind, value, _, _ in tokens if kind in _NAMED[part]]
        if part == "vacation" and not which:
            return one("R", Recurrence(weak=True), tokens)
    else:
        which = numbers([token for token in tokens if not (token[0] == "number" and token[1] > LAST_MONTH)])
    if len(which) == 2 and "dash" in kinds:
        return one("W", made(Stretch, (part, which[0], which[1], month, year, school)), tokens)
    return listed("W", [made(Stretch, (part, number, number, month, year, school)) for number in which], tokens)


def month_stretch(tokens: Tokens) -> Items:
    """A month alone."""
    return one("W", made(Stretch, ("month", 0, 0, tokens[0][1], year_of(tokens), value_of(tokens, "years"))), tokens)


def of_history(tokens: Tokens) -> Items:
    """«Лето 1812» is history; what other figures behind a month mean is not known."""
    if _HISTORY[0] <= int(tokens[1].value) < _HISTORY[1]:
        return foreign(tokens)
    return [*(month_stretch if tokens[0].kind == "month" else stretch)(tokens[:1]), *foreign(tokens[1:])]


def months_and_repeat(tokens: Tokens) -> Items:
    """«Октябрь - май, второй вторник месяца», «с октября по май, до 25 числа»: what recurs within the months."""
    items: Items = []
    for index, token in enumerate(tokens):
        if token.kind == "month":
            behind = index + 1
            while tokens[behind].kind in {"year", "god"}:
                behind += 1
            items += month_stretch(tokens[index:behind])
        elif token.kind in _JOINING and (not items or tokens[index + 1].kind == "month"):
            items += one(_JOINING[token.kind], 0, [token])
    rest = tokens[behind:]
    repeat = nth_weekday(rest) if value_of(rest, "weekday") is not None else month_days(rest)
    return [*items, *(item._replace(value=item.value._replace(weak=False)) if item.code == "R" else item for item in repeat)]


def decade_shortened(tokens: Tokens) -> Items | None:
    """«2-я дек. ноября»: before another month, «дек.» is a third of it."""
    first, second = tokens[1], tokens[2]
    if first.value != 12 or first.end - first.start != 3:
        return None
    which = tokens[0].value
    return one("W", Stretch("decade", which, which, second.value, year_of(tokens)), tokens)


def edge_of_unit(tokens: Tokens) -> Items:
    """«Конец I четверти», «начало и конец учебного года», «конец второго полугодия»."""
    edges = [place for place, token in enumerate(tokens) if token.kind == "edge"]
    rest = tokens[edges[-1] + 1 :]
    if len(rest) == 1 and rest[0].kind in PARTS_OF_YEAR:
        return part_of_each(tokens)  # «в конце четверти»: of every one
    unit = next((token.kind for token in rest if token.kind in _EDGED), "god")
    which = value_of(rest, *_NAMED[unit]) if unit in _NAMED else (numbers([token for token in rest if token.kind != "god"]) or [0])[0]
    said = (which or 0, None, year_of(tokens), value_of(rest, "years"))
    return listed("W", [Stretch(f"{unit}-edge", tokens[place].value, *said) for place in edges], tokens)


def edge_with_month(tokens: Tokens) -> Items:
    """«Первые числа сентября», «в 20-х числах мая»."""
    which = END if tokens[0].kind == "last" else tokens[0].value
    return one("W", Stretch("edge", which, which, value_of(tokens, "month"), year_of(tokens)), tokens)


def month_in_figures(tokens: Tokens) -> Items:
    """«09.2020», «XI.2020»."""
    figures: Figures = tokens[0].value
    if not 1 <= figures.month <= LAST_MONTH:
        return foreign(tokens)
    return one("W", Stretch("month", 0, 0, figures.month, figures.year), tokens)


def edges_of_month(tokens: Tokens) -> Items:
    """«Начало-середина октября»."""
    edges = [token.value for token in tokens if token.kind == "edge"]
    return one("W", Stretch("edge", edges[0], edges[-1], value_of(tokens, "month"), year_of(tokens)), tokens)


def edge_of_months(tokens: Tokens) -> Items:
    """«Сентябрь, январь, май (в начале месяца)»."""
    edge = value_of(tokens, "edge") or 0
    return listed("W", [Stretch("edge", edge, edge, token.value) for token in tokens if token.kind == "month"], tokens)


def seasons_period(tokens: Tokens) -> Items:
    """«Осенне-зимний период», «весенний период»."""
    which = [token.value for token in tokens if token.kind == "seasonal"]
    return one("W", Stretch("season", which[0], which[-1], None, year_of(tokens), value_of(tokens, "years")), tokens)


def days_at_end(tokens: Tokens) -> Items:
    """«Первые две недели сентября», «последние 10 дней мая»."""
    length = numbers(tokens[1:2])[0] * (7 if tokens[2].kind == "week" else 1)
    which = length if tokens[0].kind == "early" else -length
    return one("W", Stretch("days", which, which, value_of(tokens, "month"), year_of(tokens)), tokens)


def school_half(tokens: Tokens) -> Items:
    """«Первая половина учебного года»."""
    return one("W", Stretch("halfyear", numbers(tokens)[0], numbers(tokens)[0], None, None, value_of(tokens, "years")), tokens)


def calendar_year(tokens: Tokens) -> Items:
    """«2021 год»."""
    return one("Y", tokens[0].value, tokens)


def school_years(tokens: Tokens) -> Items:
    """«2020-2021 учебный год»."""
    return one("Z", value_of(tokens, "years"), tokens)
