"""Days: in figures, by the month's name, by the day of the week, told from today."""

from notifier.core.dates.items import SIGN_CODES, Day, Items, Relative, Stretch, Tokens, foreign, numbers, one, sign, value_of, year_of
from notifier.core.dates.limits import LAST_DAY, LAST_MONTH, full_year
from notifier.core.dates.parts import month_end
from notifier.core.dates.token import Figures, made
from notifier.core.dates.words import END

_FEBRUARY, _ANY_YEAR = 2, 2000
_SEVERAL = -1  # «дни»
_WORKING = 5  # days, of which one at least is a working one


def figures_day(tokens: Tokens) -> Items:
    """24.09.2020"""
    figures: Figures = tokens[0].value
    day, month, year = figures
    if year is None and len(tokens) > 1:
        year = year_of(tokens)
    return one("D", made(Day, (day, month, year, None)), tokens)


def month_day(tokens: Tokens) -> Items:
    """24 сентября 2020 года"""
    month = 0
    day, year = 0, None
    for kind, value, _, _ in tokens:
        if kind == "month":
            month = value
        elif kind == "year":
            year = value
        elif kind == "number" and day:
            year = full_year(value)  # «24 сентября 20 г.»
        elif kind in {"number", "ordinal", "tens"}:
            day += value
    return one("D", made(Day, (day, month, year, None)), tokens)


def named_day(tokens: Tokens) -> Items:
    """«24.09.2020» or «24 сентября»."""
    return (figures_day if tokens[0].kind == "date" else month_day)(tokens)


def torn_number(tokens: Tokens) -> Items:
    """«12 19 ноября» are two days; «1 8 апреля» may be the 18th torn apart, so it is not understood."""
    first, second = tokens[:2]
    if second.end - first.start == len("1 8") and first.value * 10 + second.value <= LAST_DAY:
        return one("x", 0, tokens)
    return [*bare_number(tokens[:1]), *month_day(tokens[1:])]


def spaced_day(tokens: Tokens) -> Items | None:
    """24 09 2020"""
    day, month, year = (token.value for token in tokens[:3])
    return one("D", Day(day, month, year), tokens) if 1 <= month <= LAST_MONTH else None


def weekday(tokens: Tokens) -> Items:
    """«Чт» beside a day, or alone."""
    return one("V", tokens[0].value, tokens)


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


def number_of_months(tokens: Tokens) -> Items:
    """«Октябрь, до 15 числа», «октябрь и ноябрь, 15 числа», «октябрь (15 и 22 числа)»."""
    until = [token for token in tokens if token.kind == "until"]
    named = numbers([token for token in tokens if token.kind != "until"])
    items: Items = []
    for index, token in enumerate(tokens):
        if token.kind == "month":
            year = next((later.value for later in tokens[index + 1 : index + 2] if later.kind == "year"), None)
            for number in named:
                items += [*(one("d", 0, until) if until else ()), *one("D", Day(number, token.value, year), tokens), *one(",", 0, tokens)]
    return items[:-1]


def last_day(tokens: Tokens) -> Items:
    """«Последний день октября»; which is the last working one, its last days are asked for."""
    month, year = value_of(tokens, "month") or 0, year_of(tokens)
    if any(token.kind == "unit_day" and token.value == _SEVERAL for token in tokens):  # «последние дни октября» is its end
        return one("W", Stretch("edge", END, END, month, year), tokens)
    if tokens[1].kind != "working" and month != _FEBRUARY:
        return one("D", Day(month_end(_ANY_YEAR, month).day, month, year), tokens)
    which = -_WORKING if tokens[1].kind == "working" else -1
    return one("W", Stretch("days", which, which, month, year), tokens)


def weekday_of_months(tokens: Tokens) -> Items:
    """Первый четверг ноября и декабря."""
    first = next(index for index, token in enumerate(tokens) if token.kind == "month")
    items: Items = []
    for token in tokens[first:]:
        if token.kind == "month":
            items += [*weekday_days([*tokens[:first], token]), *one(",", 0, tokens)]
    return items[:-1]


def bare_number(tokens: Tokens) -> Items:
    """A number whose month is said later: «12, 19 и 26 ноября»."""
    return one("N", Day(numbers(tokens)[0], None, None), tokens)


def number_list(tokens: Tokens) -> Items:
    """«3, 5 и 7»: such numbers and the signs between them."""
    return [item for token in tokens for item in ([sign(token)] if token.kind in SIGN_CODES else bare_number([token]))]


def number_apart(tokens: Tokens) -> Items:
    """«16 - 2 группа»: a number, a dash, and something that is not about time."""
    return [*number_list(tokens[:2]), *foreign(tokens[2:])]


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
