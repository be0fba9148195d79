"""Whether figures are one more day of a list: «5.10, 12.10», «Вязьма 15.10, Гагарин 16.10», «12.05 19.05 2.06».

Promises: only what stands around two figures is looked at, so that what follows a list follows it.
"""

from notifier.core.dates.items import Item
from notifier.core.dates.limits import (
    FIRST_HOUR,
    HIGHEST_NUMBER,
    LAST_DAY,
    LAST_HOUR,
    LAST_MONTH,
    LAST_ON_CLOCK,
    is_day_and_month,
    school_order,
)
from notifier.core.dates.occasions import is_venue, says_when
from notifier.core.dates.token import COLON, SEPARATORS, WITH_NUMBERS, Token
from notifier.core.dates.words import SINGLE

FIGURES = frozenset({"date", "pair"})
LISTING = frozenset({"comma", "and", "dash", "until", "by", "or", "slash", "instead", "was"})
_HOUR_WORDS = frozenset({"edge", "in", "from", "until", "hour", "period", "daypart", "weekday", "pair", "clock"})
_OWN_NUMBERS = frozenset({"number", "ordinal", "roman"})
_NAMING = WITH_NUMBERS | {"unknown", "name"}
_MONTHS = frozenset({"month", "date"})
_WORDS = frozenset({"unknown", "name", "ordinal", "numbered", "single", "count", "label", "weekday", "god", "clause"})
_ADJECTIVE = ("ая", "яя", "ый", "ий", "ой", "ей", "ое", "ее", "ые", "ие", "ьи", "ом", "ем")
_SHORTEST = 3  # tokens before the last day of a list: «открытие 1, закрытие 30.10»
_NAME = 3  # tokens: «5», «кл.» and the dash


def spans_days(tokens: list[Token], index: int) -> bool:
    """«15.10-30.10 ежедневно», «с 1.09 по 15.09, с 10.05 по 20.05», «20.03, перенос на 27.03.2027»: what follows makes it a day."""
    following = [token.kind for token in tokens[index + 1 : index + 3]]
    if following[:1] == ["moved"] or following == ["comma", "moved"]:
        return index == 0
    if following not in (["dash", "pair"], ["by", "pair"]) or not is_day_and_month(*tokens[index + 2].value):
        return False
    earlier = [token.kind for token in tokens[:index] if token.kind != "comma"]
    by = following[0] == "by" and earlier[-5:] == ["from", "pair", "by", "pair", "from"]
    return by or int(tokens[index + 2].value[0]) > LAST_ON_CLOCK


def begins_list(kinds: list[str], index: int, tokens: list[Token]) -> bool:
    """«5.10, ЦБ 15.10, 22.10»: a day of the same month that is no hour stands next in its list; «15.10 11.10, 22.10 12.10» has hours."""
    listed = kinds[index + 1 : index + 3] in (["comma", "pair"], ["and", "pair"])
    if not listed or kinds[index + 3 : index + 4] in (["pair"], ["clock"], ["in"]):
        return False
    left, right = map(int, tokens[index + 2].value)
    return right == int(tokens[index].value[1]) and (1 <= left < FIRST_HOUR or LAST_HOUR < left <= LAST_DAY)


def are_days(tokens: list[Token]) -> bool:
    """«12.05 19.05 2.06»: nobody meets at two, so these, in their order, are days; so are «8.10 15.10 22.10» alone."""
    pairs = [(int(token.value[0]), int(token.value[1])) for token in tokens if token.kind == "pair"]
    alike = len(set(pairs)) == len(tokens) > 2 and len({second for _, second in pairs}) == 1  # a day and two hours would not be
    if not alike and not any(first < FIRST_HOUR for first, _ in pairs[1:]):
        return False
    order = [school_order(second, first) for first, second in pairs]
    return all(is_day_and_month(*pair) for pair in pairs) and order == sorted(order)


def are_mixed(tokens: list[Token]) -> bool:
    """«5.10 12.10 19.11»: pairs that may be days or hours, and their minutes do not agree which."""
    pairs = [(int(token.value[0]), int(token.value[1])) for token in tokens if token.kind == "pair"]
    doubtful = [right for left, right in pairs if left <= LAST_ON_CLOCK and 1 <= right <= LAST_MONTH]
    return len(doubtful) > 2 and len({minute % 5 == 0 for minute in doubtful[1:]}) > 1


def is_parallel(kinds: list[str], index: int, tokens: list[Token], settled: list[Token], text: str) -> bool:
    """«Вязьма 15.10, Гагарин 16.10», «5 класс 15.10, 6 класс 16.10»: each behind what it is the day of, and later than the one before."""
    comma = max((place for place in range(index) if kinds[place] == "comma"), default=0)
    begin = max((place + 1 for place in range(comma) if kinds[place] == "comma"), default=0)
    earlier = next((place for place in range(begin, comma) if kinds[place] == "pair"), begin)
    between = kinds[comma + 1 : index]
    alike = kinds[begin:earlier] == between or (begin == 0 and _classes(tokens[comma + 1 : index], kinds[:earlier], text))
    if earlier == begin or not alike or not _HOUR_WORDS.isdisjoint(between):
        return False
    if not any(token.kind == "date" and token.start == tokens[earlier].start for token in settled):  # «15.10: сбор 9.10; выезд 10.10»
        return False
    first, second = (school_order(int(month), int(day)) for day, month in (tokens[earlier].value, tokens[index].value))
    return first <= second


def _classes(between: list[Token], first: list[str], text: str) -> bool:
    """«Урок 5а 12.10, 5б 13.10»: a class stands before each, and what they do before the first."""
    named = [token.kind for token in between]
    return first[-len(named) :] == named and any(text[token.start : token.end][0].isdigit() for token in between)


def goes_on(tokens: list[Token], index: int) -> bool:
    """«рисунки 10.12 и 10.13»: the next of two figures, where neither is an hour."""
    if index < 2 or tokens[index - 1].kind not in {"and", "comma"} or tokens[index - 2].kind != "pair":
        return False
    return bool(tokens[index - 2].value[0] == tokens[index].value[0])


def is_listed(kinds: list[str], index: int, tokens: list[Token], text: str) -> bool:
    """Whether a pair behind a day is one more of its list: «5.10, 12.10», «вт 3.12 и чт 5.12», each on its line."""
    before = kinds[index - 1]
    if before in LISTING or "\n" in text[tokens[index - 1].end : tokens[index].start]:
        return True
    if (before == "weekday" and kinds.count("weekday") > 1) or "moved" in kinds:
        return True
    return _behind_deadline(kinds, index) or _alike(kinds, index, tokens, text)


def _alike(kinds: list[str], index: int, tokens: list[Token], text: str) -> bool:
    """Whether a pair is written like the day before it: «начало 15.09, окончание 20.10», «СШ № 5 (12.10), СШ № 10 (19.10)», but not
    «17.10 (14.00), 21.11 (14.00)»."""
    earlier = next((place for place in range(index - 1, -1, -1) if kinds[place] in FIGURES), 0)
    if kinds[index - 1] == "edge":
        return earlier > 0 and kinds[earlier - 1] == "edge"
    return all(text[max(tokens[place].start - 1, 0)] == "(" for place in (earlier, index))


def _behind_deadline(kinds: list[str], index: int) -> bool:
    """«Регистрация до 10.10, вебинар 16.10»: what comes after the deadline, and a thing of its own, has a day of its own."""
    earlier = next((place for place in range(index - 1, -1, -1) if kinds[place] in FIGURES), 0)
    return earlier > 0 and kinds[earlier - 1] == "until" and kinds[earlier + 1] == "comma" and kinds[index - 1] == "unknown"


def share_months(tokens: list[Token], text: str) -> list[Token]:
    """«5 кл. – 15, 6 кл. – 16 ноября», «1 тур 5, 2 тур 12 ноября»: each behind what it is the day of, they share the month of the last.

    «Старшая гр. 20, подг. гр. 21 мая» may be so, or the number of a group: the month is shared, and «or» joins them.
    """
    shared = tokens
    for index in range(len(tokens) - 1, _SHORTEST, -1):
        kind, month, start, end = tokens[index]
        if kind not in _MONTHS:
            continue
        shared = tokens[:] if shared is tokens else shared
        read, place = tokens, index
        if kind == "date":  # in figures the day is a token with its month
            read, place = [*tokens[:index], Token("number", month.day, start, end)], index + 1
        while earlier := (named := _earlier_named(read, place)) or _parallel(read, place, text):
            day = read[earlier - 1]
            dated = [day, Token(kind, month, day.start, day.end)]
            if kind == "date":
                dated = [day._replace(kind=kind, value=month._replace(day=day.value))]
            shared[earlier - 1 : earlier] = dated
            if not named:
                shared[earlier + len(dated) - 1] = read[earlier]._replace(kind="or")
            place = earlier
    return shared


def _earlier_named(tokens: list[Token], place: int) -> int:
    """The comma of «5 кл. – 15, 6 кл. – 16 ноября», before a month: on either side of it a thing is named, and its day. 0 where none is."""
    sign = _named(tokens, place)
    if sign is None:
        return 0
    while sign and tokens[sign].kind not in SEPARATORS:
        sign -= 1
    return 0 if _named(tokens, sign) is None or _may_be_so_many(tokens, sign, place) else sign


def _parallel(tokens: list[Token], place: int, text: str) -> int:
    """The comma of «начальная школа 15, средняя 16 октября», before a month: on either side of it a number stands right behind a word, and
    the words are alike, or not about time. 0 where none is."""
    day, sign = tokens[place - 1], place - 2
    if tokens[sign].kind not in _WORDS or day.kind != "number":
        return 0
    while sign > 1 and tokens[sign].kind in _WORDS:
        sign -= 1
    earlier, first, second = tokens[sign - 1], tokens[sign - 2], tokens[place - 2]
    if sign < 2 or tokens[sign].kind not in SEPARATORS or earlier.kind != "number" or not 0 < earlier.value < day.value <= LAST_DAY:
        return 0
    if first.kind not in _WORDS or "weekday" in {first.kind, second.kind}:
        return 0
    if text[first.start].isdigit() or not text[second.start].isalpha():  # «5А 15, 5Б 16 октября», «гл. 2, § 3.10»
        return 0
    if first.kind == "unknown":
        what = Item("?", "unknown", first.start, first.end)
        if (is_venue(what, text) or tokens[sign].kind == "and") and not (says_when([what], text) and earlier.value <= HIGHEST_NUMBER):
            return 0  # «ЦДО 15, ДБ 16 октября», «г. Рудня 5 и г. Вязьма 12 октября» are days
        return sign if first.end - first.start > 1 else 0  # «Иванова И.И. 5, Петрова А.А. 12 октября»
    written, other = (text[token.start : token.end].lower() for token in (first, second))
    adjective = text[: first.start].rstrip().lower()
    agrees = adjective.endswith(_ADJECTIVE)
    elliptic = agrees and other.endswith(_ADJECTIVE)
    stage = (first.kind, first.value) == ("count", SINGLE) and (agrees or earlier.value > HIGHEST_NUMBER)  # nobody counts so many
    return sign if (written == other and written.isalpha()) or elliptic or stage else 0


def _named(tokens: list[Token], place: int) -> int | None:
    """Where what is named before the day (or the days) that ends at a place ends; None where nothing is."""
    begin = _list_begin(tokens, place - 1)
    if begin < 1 or tokens[place - 1].kind != "number" or tokens[begin].value > LAST_DAY:  # «17-24.09» has its month
        return None
    sign, named = tokens[begin - 1], tokens[max(begin - 2, 0)]
    if sign.kind in WITH_NUMBERS:  # «5 кл. 15», «школьный этап 15»
        stage = sign.kind == "count" and sign.value == SINGLE and tokens[begin].value > HIGHEST_NUMBER
        return begin - 1 if stage or named.kind in _OWN_NUMBERS else None
    if begin < 2 or (sign.value != COLON and (sign.kind != "dash" or not named.end < sign.start)):
        return None
    own = _list_begin(tokens, begin - 2) - 1 if named.kind == "number" else begin - 2  # «СОШ № 1, 2 - 12»
    return own if own >= 0 and tokens[own].kind in _NAMING else None


def _may_be_so_many(tokens: list[Token], place: int, later: int) -> bool:
    """«Участников – 10, школ – 5 ноября»: in no order, behind words without a number; «семинар: 5, 6 кл. – 10 мая»: the next word's."""
    begin, following = _list_begin(tokens, place - 1), tokens[place + 1]
    own = any(token.kind in _OWN_NUMBERS for token in tokens[max(begin - _NAME, 0) : begin])
    number = tokens[begin].value
    goes_on = following.kind == "number" and number < following.value
    return not own and (goes_on or bool(number > tokens[_list_begin(tokens, later - 1)].value))


def _list_begin(tokens: list[Token], place: int) -> int:
    """Where the numbers begin that go on to a place: «15 и 16», «5-9»."""
    while place > 1 and tokens[place - 2].kind == "number" and (
            tokens[place - 1].kind in SEPARATORS or tokens[place - 2].end == tokens[place].start - 1):
        place -= 2
    return place
