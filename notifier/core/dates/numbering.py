"""Numbers of what is counted, before a day: «смена 1 - 26 ноября», «школы № 3, 5: 10 декабря», «уроки 5, 6 октября».

Promises: a number is a day only where its word leaves no other meaning; where it may be either, both are read and joined by «or», so
that whoever reads it must ask.
"""

from itertools import pairwise

from notifier.core.dates.days import bare_number, figures_day, month_day
from notifier.core.dates.items import Day, Item, Items, Tokens, one
from notifier.core.dates.mending import Token
from notifier.core.dates.words import LISTED, PLURAL

_SINGLE = 1  # words.py: a word that comes singly, so a figure behind it is its number
_SEPARATORS = frozenset({"comma", "and", "dash"})
_ITS_OWN_AND_ONE = 2  # numbers: «секции 1, 2-12 марта»
_WEEK = 7


def counted(tokens: Tokens) -> Items:
    """«Смена 1 - 26 ноября», «группа 2: 26 ноября»: what comes singly has its number; «школа 10-15 октября» is met for days."""
    word, number, sign = tokens[:3]
    day = month_day(tokens[3:])
    if word.value in {_SINGLE, PLURAL} and (sign.kind == "comma" or sign.start > number.end):
        return [*one("?", 0, tokens[:2]), *one(",", 0, tokens[2:3]), *day]
    return [*_word(tokens[:1]), *bare_number(tokens[1:2]), *_sign(sign), *day]


def counted_days(tokens: Tokens) -> Items:
    """«Занятия 5, 12, 19 октября» are three days; «классы 5, 9, 12 октября» is one."""
    last = max(index for index, token in enumerate(tokens) if token.kind == "comma")
    if tokens[0].value == LISTED:
        return [*_word(tokens[:1]), *_listed(tokens[1:last]), *_sign(tokens[last]), *month_day(tokens[last + 1 :])]
    return [*one("?", 0, tokens[:last]), *_sign(tokens[last]), *month_day(tokens[last + 1 :])]


def counted_list(tokens: Tokens) -> Items:
    """«Секции 1, 2 - 12 марта», «школы № 3, 5: 10 декабря» are one day, as the sign stands apart; «секции 1, 2-12 марта» has a span, and
    «школы 3, 5, 10 декабря» may be three days or one."""
    end = next(index for index, token in enumerate(tokens) if token.kind in {"month", "date"})
    last = max(index for index, token in enumerate(tokens[:end]) if token.kind in _SEPARATORS)
    number, sign = tokens[last - 1 : last + 1]
    day = (figures_day if tokens[end].kind == "date" else month_day)(tokens[last + 1 :])
    spans = sign.kind == "dash" and sign.start == number.end
    numbers, grows = _numbers(tokens[:last]), _may_be_days(tokens[:last], day[0].value)
    if spans and (len(numbers) == _ITS_OWN_AND_ONE or not grows):
        return [*one("?", 0, tokens[: last - 2]), *_sign(tokens[last - 2]), *bare_number([number]), *_sign(sign), *day]
    if not spans and (sign.kind == "dash" or sign.value or not grows or _is_closed(tokens[:last])):
        return [*one("?", 0, tokens[:last]), *one(",", 0, [sign]), *day]
    return _days_or_numbers(tokens[:last], sign, day)


def _is_closed(counted: Tokens) -> bool:
    """«Группы 1 и 2, 12 октября», «СШ № 1-5, 12 октября»: the numbers are all told."""
    kinds = [token.kind for token in counted[-4:]]
    return kinds[1] == kinds[3] == "number" and kinds[2] in {"and", "dash"} and kinds[0] not in _SEPARATORS


def _may_be_days(counted: Tokens, day: Day) -> bool:
    """Whether numbers behind the first may be days of the list that ends with this day: they grow."""
    later = [*_numbers(counted)[1:], day.day]
    return later == sorted(set(later))


def _numbers(counted: Tokens) -> list[int]:
    return [token.value for token in counted if token.kind == "number"]


def _days_or_numbers(counted: Tokens, sign: Token, day: Items) -> Items:
    """«СШ № 32, 4, 11 и 18 декабря», «уроки 5, 6 и 7 октября» are days; «школы 3, 5, 10 декабря» are days or the schools' numbers."""
    word, first = counted[0], next(index for index, token in enumerate(counted) if token.kind == "number")
    own = 0 if word.value == LISTED and sign.kind != "dash" else 1  # a lone school has its number
    plural = word.kind != "label" and word.value == PLURAL
    sure = not plural and (sign.kind == "and" or _are_weekly(_numbers(counted)[own:], day[0].value))
    days = [*_word(counted[:first], counted[first : first + own]), *_listed(counted[first + own :]), *_sign(sign), *day]
    return days if sure else [item._replace(code="o") if item.code in {",", "&"} else item for item in days]


def _are_weekly(days: list[int], last: Day) -> bool:
    return all(later - earlier == _WEEK for earlier, later in pairwise([*days, last.day]))


def _listed(tokens: Tokens) -> Items:
    return [item for token in tokens for item in (bare_number([token]) if token.kind == "number" else _sign(token))]


def _sign(token: Token) -> Items:
    return [Item({"dash": "-", "and": "&"}.get(token.kind, ","), 0, token.start, token.end)]


def _word(word: Tokens, number: Tokens = ()) -> Items:
    """A word, whose numbers may be days, with the one that is its own."""
    return one("?", "unknown" if word[0].value == LISTED else 0, [*word, *number])
