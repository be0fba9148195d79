"""«14.30» or «14.03»? Two numbers with a dot are a day and month, or an hour and minutes; their neighbours decide.

A lone pair that can be a date is one; beside another date, after «в» or right after a pair that is a date, it is a time.
"""

from itertools import pairwise

from notifier.core.dates.chains import has_signs, in_chain, stand_apart
from notifier.core.dates.limits import EARLIEST_HOUR, FIRST_HOUR, LAST_HOUR, LAST_ON_CLOCK, is_day_and_month
from notifier.core.dates.listing import FIGURES, LISTING, are_days, are_mixed, begins_list, goes_on, is_listed, is_parallel, spans_days
from notifier.core.dates.token import SEPARATORS, WITH_NUMBERS, Figures, Token, made

_DAY_WORDS = frozenset({"date", "weekdays", "relday", "adverb", "each"})
_DAY_NUMBERS = frozenset({"number", "ordinal"})
_NAMED = frozenset({"place", "honoured", "towards"})
_GOING_ON = (["dash", "number"], ["comma", "number"], ["and", "number"], ["or", "number"])
_AT = (["in"], ["from"])
_CLOCKS = frozenset({"number", "clock", "pair", "noon"})
_ENDED = frozenset({"comma", "hour", "daypart", "dash"})
_UNTIL = (["dash", "pair"], ["until", "pair"])
_LONGEST_NOTICE = 2  # months
_SPANNING = frozenset({"dash", "until", "by"})
_PAPERS = frozenset({"since", "label", "order", "clause", "not", "except"})  # before the day of a paper, or of nothing («а не 15.10»)


def settle(tokens: list[Token], text: str) -> list[Token]:
    """The tokens with every ``pair`` turned into a ``date`` without a year or a ``clock``."""
    if "." not in text:
        return tokens
    kinds = [token[0] for token in tokens]
    if "pair" not in kinds:
        return tokens
    if "since" in kinds:  # «приказ от 10.10.2024»: the paper's day
        kinds = ["paper" if kind == "date" and before == "since" else kind for before, kind in pairwise(["", *kinds])]
    settled: list[Token] = []
    previous = ""
    signed = has_signs(text, kinds)
    for index, token in enumerate(tokens):
        kind, value, start, end = token
        if kind != "pair":
            settled.append(token)
            continue
        first, second = value
        tied = signed or not stand_apart(text, start, end)
        if len(first) == len(second) == 1 or (tied and in_chain(tokens, index, text)):
            settled.append(token._replace(kind="unknown"))  # «1.1» numbers a paragraph
            continue
        left, right = int(first), int(second)
        if text[end - len(second) - 1].isspace() and (parted := _number_and_next(token, second, _listed_before(kinds, index))):
            settled += parted
            continue
        can_be_date, can_be_time = is_day_and_month(left, right), left <= LAST_ON_CLOCK and right <= 59 and len(second) == 2
        if can_be_date and can_be_time:
            is_time = _is_hour(left, right, tokens, kinds, index, settled, previous, text)
        elif (right % 5 and goes_on(tokens, index)) or (can_be_time and left < EARLIEST_HOUR and _is_version(kinds, index)):
            settled.append(token._replace(kind="unknown"))
            continue
        else:
            is_time = can_be_time or (not can_be_date and (left <= LAST_ON_CLOCK or _has_day(kinds)))
        is_papers = not is_time and index > 0 and (kinds[index - 1] in _PAPERS or kinds[max(index - 2, 0)] == "not")
        previous, told = previous if is_papers else "clock" if is_time else "date", "clock" if is_time else "date"
        value = (first, second) if is_time else made(Figures, (left, right, None))
        settled.append(made(Token, (told, value, start, end)))
    return settled


def _is_hour(left: int, right: int, tokens: list[Token], kinds: list[str], index: int, settled: list[Token], previous: str,
             text: str) -> bool:
    """Whether a pair that may be either is an hour; ``previous``: what the pair before it was."""
    before = kinds[index - 1] if index else ""
    spanned = index == 2 and before == "dash" and kinds[0] == "number" and tokens[0].value < left
    moved = index > 1 and _is_left(kinds[index - 2], before)
    if _is_called_hour(left, tokens, kinds, index, text):
        return True
    if spanned or moved or _is_timed(kinds, index) or before in _PAPERS or _followed_by_date(kinds, index) or spans_days(tokens, index):
        return False  # «16-17.10, заявки до 10 октября»
    if before == "in" or _has_day(kinds):
        # «10 ноября - 14.12», «18.11, ежедневно», «16 октября (заявки до 8.10)»
        following = kinds[index + 2 : index + 3] if not SEPARATORS.isdisjoint(kinds[index + 1 : index + 2]) else []
        day_behind, more = not _DAY_NUMBERS.isdisjoint(following), following == ["pair"]
        whole = before == "comma" and kinds[max(index - 2, 0)] in {"date", "year", "god"} and not more  # «08.10.2020, 12.11»: its hour
        listed = (before in SEPARATORS and not whole) or (day_behind and before != "in")  # «8 октября, 12.11», «14.09, 12 октября»
        is_time = not ((right % 5 and (before in _SPANNING or listed or _only_recurs(kinds))) or _is_due(kinds, tokens, index))
        by_night = left < FIRST_HOUR and before != "in" and (before == "until" or (right % 5 and not _has_day(kinds[:index])))
        return is_time and not by_night  # «заявки до 1.04, финал 14 апреля», «УП.03.01, 15 октября»
    if previous and (_is_day_behind(kinds, index, tokens, previous, text) or is_parallel(kinds, index, tokens, settled, text)):
        return False
    if not previous:
        return _followed_by_time(tokens, index) and not _behind_hour(kinds, index)
    is_time = FIRST_HOUR <= left <= LAST_HOUR and (not right % 5 or are_mixed(tokens)) and not are_days(tokens)
    is_time = is_time and not begins_list(kinds, index, tokens)
    return is_time and (previous == "clock" or not is_listed(kinds, index, tokens, text))


def _is_called_hour(left: int, tokens: list[Token], kinds: list[str], index: int, text: str) -> bool:
    """«12.03, 15.10 ч.», «начало в 15.10, 04.03.2027»; «12.03, 15.10 час мужества» may be days."""
    if left < FIRST_HOUR:
        return False
    following = tokens[index + 1 : index + 2]
    called = bool(following) and following[0].kind == "hour" and text[following[0].start : following[0].end].lower() in {"ч", "часов"}
    beside = "date" in kinds or kinds.count("pair") > 1 or _has_day(kinds)
    return called or (beside and kinds[max(index - 2, 0) : index] == ["edge", "in"])


def _is_timed(kinds: list[str], index: int) -> bool:
    """«15.10 в 10, 20 октября»: no hour has one of its own behind it; «14.10 в 5 и 6 классах» may be one."""
    if kinds[index + 1 : index + 2] != ["in"] or _CLOCKS.isdisjoint(kinds[index + 2 : index + 3]):
        return False
    return _ENDED.issuperset(kinds[index + 3 : index + 4]) or kinds[index + 3 : index + 6] == ["and", "number", "month"]


def _is_version(kinds: list[str], index: int) -> bool:
    """«МАРК-SQL 1.15, 15 октября»: right behind a name, an hour of the night is rather its number; «ЦДО 1.20 – 2.40» are hours."""
    return index > 0 and kinds[index - 1] in {"unknown", "name"} and kinds[index + 1 : index + 3] != ["dash", "pair"]


def _is_left(moved: str, before: str) -> bool:
    """«15 октября (перенос с 8.10)», «не с 15.10, а с 16.10»: the day that it is not."""
    return (moved == "not" and before in {"from", "on", "in", "towards"}) or (moved == "moved" and before in {"from", "on"})


def _is_due(kinds: list[str], tokens: list[Token], index: int) -> bool:
    """«16 октября (заявки до 10.10)»: until when a thing beside the day is due, in its month or one of the two before it."""
    if kinds[max(index - 2, 0) : index] != ["unknown", "until"] or tokens[index].value[1] == "00":
        return False
    month = int(tokens[index].value[1])
    return any((token.value - month) % 12 <= _LONGEST_NOTICE for token in tokens if token.kind == "month")


def _is_day_behind(kinds: list[str], index: int, tokens: list[Token], previous: str, text: str) -> bool:
    """«14.00 15.10», «с 9.00 до 9.45, 15.10»: hours and their day, where no other day is named; «с 8.10 до 9.10 15.10» may be so, too, and
    «…, 16.10 в 10.00» has an hour of its own."""
    if previous != "clock":
        return kinds[index - 2 : index] in _UNTIL and tokens[index - 1].value[1] == tokens[index].value[1]
    own = tokens[index + 1 + (kinds[index + 1 : index + 2] in _AT) :][:1]
    apart = kinds[index - 1] in SEPARATORS or "\n" in text[tokens[index - 1].end : tokens[index].start]
    if apart and own and own[0].kind == "pair" and not is_day_and_month(*own[0].value):
        return True
    behind = [kind for kind in kinds[kinds.index("pair") + 1 :] if kind != "comma"]
    behind = behind[2:] if behind[:2] in _UNTIL else behind
    return "pair" not in kinds[index + 1 :] and "date" not in kinds and behind[:1] == ["pair"] and behind.count("pair") == 1


def _behind_hour(kinds: list[str], index: int) -> bool:
    """«Начало в 10.00: 15.10, 22.10»: the hour is told, so these are its days; «с 9.00 до 10.10» is more of it."""
    return "clock" in kinds[:index] and kinds[index - 1] not in {"dash", "until", "by", "in"}


def _has_day(kinds: list[str]) -> bool:
    """Whether a day is written otherwise: in full, with the month's name, or as a day of the week."""
    if not _DAY_WORDS.isdisjoint(kinds):
        return True
    if "month" not in kinds:
        return False
    days = [index for index, (before, kind) in enumerate(pairwise(kinds)) if kind == "month" and before in _DAY_NUMBERS]
    # neither «ул. 25 Сентября» nor «16.10, заявки до 10 октября»
    return any(not index or (kinds[index - 1] not in _NAMED and kinds[max(index - 2, 0) : index] != ["unknown", "until"]) for index in days)


def _listed_before(kinds: list[str], index: int) -> str:
    """The kind behind a list that goes on from here: «3. 19-20 ноября» is listed before a month."""
    index += 1
    while kinds[index : index + 2] in _GOING_ON:
        index += 2
    return kinds[index] if index < len(kinds) else ""


def _number_and_next(token: Token, second: str, kind: str) -> tuple[Token, Token] | None:
    """«Заседание 2. 15 ноября»: the stop ends a number, and the day has its month behind it; «14-30. 5 класс» has a class."""
    place = token.end - len(second)
    if kind == "month":
        return Token("unknown", 0, token.start, place), Token("number", int(second), place, token.end)
    if kind in WITH_NUMBERS and len(second) == 1:
        return Token("number", int(token.value[0]), token.start, place), Token("number", int(second), place, token.end)
    return None


def _only_recurs(kinds: list[str]) -> bool:
    return "date" not in kinds and "relday" not in kinds and "month" not in kinds and "weekday" not in kinds


def _followed_by_date(kinds: list[str], index: int) -> bool:
    """«24.09 2020», «18.01 - 22.01.2021»."""
    if index + 1 == len(kinds):
        return False
    following = kinds[index + 1]
    if following == "year":
        return True
    while following in LISTING and index + 2 < len(kinds) and kinds[index + 2] in FIGURES:
        if kinds[index + 2] == "date":
            return True
        index += 2
        following = kinds[index + 1] if index + 1 < len(kinds) else ""
    return False


def _followed_by_time(tokens: list[Token], index: int) -> bool:
    """«10.10-11.30»: the second cannot be a date, so neither is the first."""
    if index + 1 < len(tokens) and tokens[index + 1].kind == "hour":
        return True
    if index + 2 >= len(tokens) or tokens[index + 1].kind not in {"dash", "until"} or tokens[index + 2].kind != "pair":
        return False
    value = tokens[index + 2].value
    more = [token.kind for token in tokens[index + 3 : index + 5]] == ["dash", "pair"]
    if more or is_day_and_month(*value):
        return False  # «05.01 - 10.45-11.45»
    (hour, minute), last = [int(part) for part in tokens[index].value], [int(part) for part in value]
    return minute % 5 == 0 and hour >= FIRST_HOUR and [hour, minute] < last  # «16.11 - 9.45»
