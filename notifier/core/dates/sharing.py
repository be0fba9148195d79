"""Days that share the month of the last, each behind what it is the day of: «5 кл. – 15, 6 кл. – 16 ноября», «1 тур 5, 2 тур 12 ноября»."""
from notifier.core.dates.items import Item
from notifier.core.dates.limits import HIGHEST_NUMBER, LAST_DAY
from notifier.core.dates.occasions import is_venue, says_when
from notifier.core.dates.token import COLON, SEPARATORS, WITH_NUMBERS, Token
from notifier.core.dates.words import SINGLE

_OWN_NUMBERS = frozenset({"number", "ordinal", "roman"})
_NAMING = WITH_NUMBERS | {"unknown", "name"}
_MONTHS = frozenset({"month", "date"})
_WORDS = frozenset({"unknown", "name", "ordinal", "numbered", "single", "count", "label", "weekday", "god", "clause"})
_ADJECTIVE = ("ая", "яя", "ый", "ий", "ой", "ей", "ое", "ее", "ые", "ие", "ьи", "ом", "ем")
_SHORTEST = 3  # tokens before the last day of a list: «открытие 1, закрытие 30.10»
_NAME = 3  # tokens: «5», «кл.» and the dash


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
