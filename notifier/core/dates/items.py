"""What a few tokens mean together: a day, a stretch of time, an hour, a recurrence. Nothing is resolved to a year yet."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any, NamedTuple

from notifier.core.dates.limits import LAST_MONTH, full_year
from notifier.core.dates.token import Token, made

PREFIXES = frozenset("sdkapze")
"""Codes of what may stand before a day: с, до, к, после, по, от, накануне."""
SIGNS = frozenset(",&-/")
"""Codes of what joins, and says nothing at either end."""
LIST_SIGNS = frozenset(",&-")
"""Those of a list of days or numbers."""
SIGN_CODES = {"comma": ",", "and": "&", "dash": "-"}
"""The code of a sign, by its kind."""
WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Item(NamedTuple):
    """One item of the sentence.

    Its code: ``D`` a day, ``N`` a number without a month, ``W`` a stretch, ``T`` hours, ``H`` hours or numbers, ``R`` a recurrence,
    ``V`` a weekday (``V-`` the last of several), ``Y`` a year, ``F`` the next, ``Z`` a school year, ``G`` «учебный год», ``O`` all of it,
    ``S`` somebody's schedule (``B`` perhaps), ``X`` no date yet, ``M`` perhaps, ``A`` all day, ``E`` except, ``!`` put off,
    one of ``PREFIXES``, a sign or word that joins (``, & / - o``), ``x`` a day that is not understood, ``?`` what is not about time:
    its value is the kind of the word that no rule took («unknown», «name», «sent»…), 0 of what a rule took as a whole.
    """

    code: str
    value: Any  # a Day, Stretch, Relative, Hours, Recurrence, number or word for what nobody takes, as the code says
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


class Relative(NamedTuple):
    """A day told from today."""

    days: int = 0
    months: int = 0
    weekday: int | None = None
    skip_week: bool = False


class Hours(NamedTuple):
    """A time of day, perhaps with its end; a doubtful one needs a day beside it. ``wrong`` is a time that no clock shows, ``begins`` one
    that is called the beginning."""

    start: time | None
    end: time | None = None
    doubtful: bool = False
    wrong: bool = False
    begins: bool = False


class Recurrence(NamedTuple):
    """How often. ``freq`` empty: it recurs, but no rule can say how («1 раз в четверть»)."""

    freq: str = ""
    interval: int = 1
    by_day: tuple[str, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_set_pos: int = 0
    weak: bool = False  # «15 числа», «в каникулы»: recurs only where nothing else is said


Items = list[Item]
Tokens = Sequence[Token]


def numbers(tokens: Tokens) -> list[int]:
    """The numbers and ordinals among the tokens, in order."""
    found: list[int] = []
    tens = 0
    for kind, value, _, _ in tokens:
        if kind == "tens":
            tens = value
        elif kind in {"number", "ordinal", "roman", "alias", "early", "last"}:
            found.append(tens + value)
            tens = 0
    return found


def value_of(tokens: Tokens, *kinds: str) -> int | None:
    """The first value of one of these kinds."""
    for token in tokens:
        if token[0] in kinds:
            value: int = token.value
            return value
    return None


def one(code: str, value: object, tokens: Tokens) -> Items:
    """One item over all the tokens."""
    return [made(Item, (code, value, tokens[0][2], tokens[-1][3]))]


def foreign(tokens: Tokens) -> Items:
    """Something that is not about time: «1-4 классы», «каб. 12», «ул. 8 Марта»."""
    return one("?", 0, tokens)


def codes(items: Sequence[Item]) -> str:
    """The codes of items in a row: «?,N» is a word, a comma and a number."""
    return "".join([item.code for item in items])


def sign(token: Token) -> Item:
    """A comma, «и» or a dash."""
    return Item(SIGN_CODES[token.kind], 0, token.start, token.end)


def listed(code: str, values: Iterable[object], tokens: Tokens) -> Items:
    """One item a value, with commas between them."""
    items: Items = []
    for value in values:
        items += [*one(",", 0, tokens), *one(code, value, tokens)] if items else one(code, value, tokens)
    return items


def year_of(tokens: Tokens) -> int | None:
    """The calendar year written in an item, also as «20 г.»."""
    for index in range(len(tokens) - 1, 0, -1):
        kind = tokens[index][0]
        if kind == "year":
            year: int = tokens[index].value
            return year
        if kind == "god" and tokens[index - 1].kind == "number" and tokens[index - 1].value > LAST_MONTH:
            return full_year(tokens[index - 1].value)
    return None
