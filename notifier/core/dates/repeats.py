"""Items of what repeats: «по вторникам», «раз в месяц», «последняя пятница месяца», «15 числа»."""

from collections.abc import Sequence

from notifier.core.dates.items import WEEKDAY_CODES, Item, Items, Recurrence, Tokens, foreign, numbers, one, value_of
from notifier.core.dates.limits import LAST_DAY

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
    many = any(token.kind in {"twice", "many"} for token in tokens[: at + 1]) or counts not in ([], [1]) or len(spans) > 1
    return one("R", Recurrence(), tokens) if many else _every(tokens, spans)


def each_unit(tokens: Tokens) -> Items:
    """«Каждый месяц», «каждые две недели»."""
    return _every(tokens, numbers(tokens))


def each_weekday(tokens: Tokens) -> Items:
    """«По вторникам и четвергам», «каждую среду»."""
    days = tuple(WEEKDAY_CODES[token.value] for token in tokens if token.kind in {"weekday", "weekdays"})
    return one("R", Recurrence("WEEKLY", 1, tuple(dict.fromkeys(days))), tokens)


def every_other_week(tokens: Tokens) -> Items:
    """«Через неделю по пятницам»."""
    every = each_weekday(tokens)[0].value
    return one("R", every._replace(interval=2), tokens)


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
    weekdays = [token.value for token in tokens if token.kind in {"weekday", "weekdays"}]
    ordered = numbers(tokens)
    if not all(-2 <= which <= 5 for which in ordered):
        return foreign(tokens)  # «А4, 12 пт»
    days = tuple(f"{which}{WEEKDAY_CODES[weekday]}" for weekday in weekdays for which in ordered)
    return one("R", Recurrence("MONTHLY", 1, days), tokens)


def month_days(tokens: Tokens) -> Items:
    """«15 числа каждого месяца», «1-го и 15-го числа»."""
    sure = any(token.kind in {"each", "unit_month"} for token in tokens)
    days = tuple(day for day in numbers(tokens) if 1 <= day <= LAST_DAY)
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
    return _every(tokens)


def _every(tokens: Tokens, counts: Sequence[int] = ()) -> Items:
    """Once in the unit that stands last, or in so many; no rule can say how often a term is."""
    freq, interval = _UNITS.get(tokens[-1].kind, ("", 0))
    return one("R", Recurrence(freq, interval * (counts[0] if counts else 1)) if freq else Recurrence(), tokens)
