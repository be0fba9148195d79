"""Numbers of what is counted, before a day: «смена 1 - 26 ноября», «школы № 3, 5: 10 декабря», «уроки 5, 6 октября».

Promises: a number is a day only where its word leaves no other meaning; where it may be either, both are read and joined by «or», so
that whoever reads it must ask.
"""

from itertools import pairwise

from notifier.core.dates.days import bare_number, named_day, number_list
from notifier.core.dates.hours import hours
from notifier.core.dates.items import SIGN_CODES, Items, Tokens, foreign, one
from notifier.core.dates.limits import HIGHEST_CLASS, HIGHEST_NUMBER, WEEK, are_weekly
from notifier.core.dates.token import COLON, SEMICOLON, Token
from notifier.core.dates.words import ANY, LISTED, OF_SEVERAL, PLURAL, SINGLE, WITHIN

_PEOPLE = frozenset({ANY, WITHIN})  # of «count»


def counted(tokens: Tokens) -> Items:
    """«Смена 1 - 26 ноября», «группа 2: 26 ноября»: what comes singly has its number; «школа 10-15 октября» is met for days."""
    if tokens[1].kind == "comma":
        return counted_list(tokens)
    word, number, sign = tokens[:3]
    day = named_day(tokens[3:])
    apart = day[0].value.day - number.value
    high = number.value > HIGHEST_NUMBER and (apart == WEEK if sign.kind == "comma" else apart > 0 and sign.start > number.end)
    either = (word.value == OF_SEVERAL and sign.kind == "comma") or (word.value == SINGLE and high)
    listed = sign.kind == "comma" and number.value > HIGHEST_NUMBER and apart in {1, WEEK}
    if listed and (word.kind, word.value) == ("numbered", ANY):  # «в школе 15, 16 октября», as behind a word that nobody numbers so high
        return [*one("?", "unknown", tokens[:1]), *number_list(tokens[1:3]), *day]
    if either and not sign.value:  # «учителя школ 10, 12 ноября», «этап 19, 26 ноября», «детский сад 15 - 16 октября»
        what = "several" if word.value == OF_SEVERAL else "unknown"
        return [*one("?", what, tokens[:1]), *bare_number(tokens[1:2]), *one("o", 0, tokens[2:3]), *day]
    if word.value in {SINGLE, PLURAL} and (sign.kind == "comma" or sign.start > number.end):
        return [*foreign(tokens[:2]), *one(",", 0, tokens[2:3]), *day]
    return [*_word(tokens[:1]), *number_list(tokens[1:3]), *day]


def counted_list(tokens: Tokens) -> Items:
    """«Секции 1, 2 - 12 марта», «школы № 3, 5: 10 и 17 декабря», «СШ № 1-5, 10 декабря»: a sign that stands apart, or that ends the list,
    leaves the numbers to the word. «Секции 1, 2-12 марта» has a span; «школы 3, 5, 10 декабря» may be three days or one."""
    word, end = tokens[0], next(index for index, token in enumerate(tokens) if token.kind in {"month", "date"})
    begin = next(index for index, token in enumerate(tokens) if token.kind == "number")
    last = max(index for index in range(end if tokens[end].kind == "date" else end - 1) if tokens[index].kind == "number")
    if tokens[last + 1].kind not in SIGN_CODES:  # «группы 1, 2 (12 октября)»
        if word.value == LISTED:
            return [*_word(tokens[:begin]), *number_list(tokens[begin : last + 1]), *named_day(tokens[last + 1 :])]
        return [*foreign(tokens[: last + 1]), *named_day(tokens[last + 1 :])]
    day = named_day(tokens[last + 2 :])
    if tokens[begin - 1].kind == "comma":
        return _behind_colon(tokens, begin, last, day)
    own = _ends_list(tokens, begin, last + 1)
    if own is None:
        return _days_or_numbers(tokens, begin, last, day)
    return [*foreign(tokens[:own]), *one(",", 0, tokens[own : own + 1]), *number_list(tokens[own + 1 : last + 2]), *day]


def _behind_colon(tokens: Tokens, begin: int, last: int, day: Items) -> Items:
    """«Классы: 5, 6, 19 ноября» are classes and a day, «школы: 5, 10, 19 ноября» either, «уроки: 5, 6 октября», «заочный этап: 5, 12
    октября», «смена: 1 - 26 ноября» days; behind another sign («школы, 5, 6 октября») a list begins anew."""
    word = tokens[0]
    is_event = word.value == LISTED or (word.kind == "count" and word.value == SINGLE)
    if tokens[begin - 1].value == COLON and not is_event and tokens[last + 1].kind != "dash":
        return _days_or_numbers(tokens, begin, last, day)
    return [*_word(tokens[: begin - 1]), *number_list(tokens[begin - 1 : last + 2]), *day]


def list_and_hour(tokens: Tokens) -> Items:
    """«Каб. 5, 7 - 14.30» has an hour behind its rooms; «каб. 5, 7-14.30» hours from seven on."""
    own = len(tokens) - (2 if not _is_glued(tokens, len(tokens) - 2) else 3)
    return [*foreign(tokens[:own]), *hours(tokens[own + (tokens[own].kind in SIGN_CODES) :])]


def _ends_list(tokens: Tokens, begin: int, sign: int) -> int | None:
    """The sign behind the word's own numbers, where that is plain."""
    places = range(begin + 1, sign + 1, 2)
    signs = [tokens[place] for place in places]
    for place, token in zip(places, signs, strict=True):
        if token.value == COLON or (token.kind == "dash" and not _is_glued(tokens, place)):
            return place
    if {token.value for token in signs} == {0, SEMICOLON}:
        return next((place for place, token in zip(places, signs, strict=True) if token.value and not _is_glued(tokens, place)), None)
    if _are_all_listed(tokens[0]):  # «занятия 5, 12 и 19, 26 октября»: days all of them
        return None
    closed = next((place for place in places if tokens[place].kind == "and" or (place == begin + 1 and tokens[place].kind == "dash")), sign)
    return closed + 2 if closed + 2 <= sign and tokens[closed + 2].kind == "comma" else None


def _is_glued(tokens: Tokens, place: int) -> bool:
    return tokens[place - 1].end == tokens[place].start and tokens[place].end == tokens[place + 1].start


def _are_all_listed(word: Token) -> bool:
    """«Занятия 5, 7, 12 октября»: nobody numbers them."""
    return word.kind == "count" and word.value == LISTED


def _days_or_numbers(tokens: Tokens, begin: int, last: int, day: Items) -> Items:
    """«СШ № 32, 4, 11 и 18 декабря», «уроки 5, 6 и 7 октября» are days; «школы 3, 5, 10 декабря» are days or the schools' numbers."""
    word, sign = tokens[0], tokens[last + 1]
    listed = word.value == LISTED and (sign.kind != "dash" or _are_all_listed(word))
    anew = tokens[begin - 1].kind == "comma"
    signs = {token.kind for token in tokens[begin + 1 : last + 2 : 2]}
    own = 0 if listed or anew or word.value == OF_SEVERAL else 1  # a lone school has its number
    numbers = [token.value for token in tokens[begin : last + 1] if token.kind == "number"]
    grown = [*numbers[not anew :], day[0].value.day]
    people = word.kind == "count" and word.value in _PEOPLE and sign.kind == "comma"  # «классы 5, 9, 12 октября»
    are_days = anew and numbers[-1] > HIGHEST_CLASS  # «старшие классы: 12, 19 ноября»
    falls = [place for place, (before, behind) in enumerate(pairwise(grown), 1) if behind <= before]
    if len(falls) == 1 and not anew and not people and falls[0] + 1 < len(numbers) and signs == {"comma"}:
        # «школы № 6, 36, 23, 30 октября»: where the row begins anew
        first = begin + 2 * (falls[0] + 1)
        days = [item._replace(code="o") if item.code == "," else item for item in number_list(tokens[first : last + 2])]
        return [*foreign(tokens[: first - 1]), *one(",", 0, tokens[first - 1 : first]), *days, *day]
    if (people and not are_days) or falls:
        kept = last if sign.kind == "dash" else last + 2  # «школы № 26, 12, 10-12 декабря»
        return [*foreign(tokens[: kept - 1]), *number_list(tokens[kept - 1 : last + 2]), *day]
    items = [*_word(tokens[:begin], tokens[begin : begin + own]), *number_list(tokens[begin + own : last + 2]), *day]
    several = begin > 2  # «СШ №№ 5, 12, 19 ноября»
    also_days = word.kind == "count" and own and are_weekly(grown)  # «этап 4, 11, 18 сентября»
    if not several and not also_days and _are_sure(word, sign, numbers[own:], day[0].value.day):
        return items
    return [item._replace(code="o") if item.code in {",", "&"} else item for item in items]


def _are_sure(word: Token, sign: Token, days: list[int], last: int) -> bool:
    """Whether these are days and nothing else: those of a lesson or of one school, joined by «и» or each a week after the one before."""
    if _are_all_listed(word) or (sign.kind == "dash" and len(days) == 1):  # «секции 1, 2-12 марта»
        return True
    if word.kind != "label" and word.value in {PLURAL, OF_SEVERAL}:
        return False
    joined = sign.kind == "and" and (word.value == LISTED or len(days) < 2)
    return joined or are_weekly([*days, last])


def _word(word: Tokens, number: Tokens = ()) -> Items:
    """A word, whose numbers may be days, with the one that is its own."""
    return one("?", "unknown" if word[0].value == LISTED else 0, [*word, *number])
