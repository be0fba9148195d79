"""«14.30» or «14.03»? Two numbers with a dot are a day and month, or an hour and minutes; their neighbours decide.

A lone pair that can be a date is one; beside another date, after «в» or right after a pair that is a date, it is a time.
"""

import re
from itertools import pairwise
from string import ascii_letters, digits

from notifier.core.dates.mending import Token, made
from notifier.core.dates.tokens import FIRST_HOUR, Figures

_DAY_WORDS = frozenset({"date", "weekdays", "relday", "adverb", "each"})
_FIGURES = frozenset({"date", "pair"})
_DAY_NUMBERS = frozenset({"number", "ordinal"})
_ARITHMETIC = frozenset("<>=≈≥≤±×*")
_TIMES = frozenset("×±=")
_ORDINAL = r"-(?:[ея]|ые|ых)(?![а-яё])"
_LATIN = frozenset(ascii_letters)
_CHAINING = _ARITHMETIC | {"+", "_"}
_SHELF = r"\d\(\d+\)$|(?<!\d)0\d:$"  # «УДК 02:5.10», «ББК 78.34(2)5.10», neither «группа 1:5.10» nor «(14.00)15.10»
_BY = frozenset("хx")
_SIZE = r" [xхXХ] \d"
_OTHER_SIZE = r"\d [xхXХ] $"
_TIED = frozenset(".хxХX):\\")
_APART = frozenset({"", " ", ",", ";", ")", "\n"})  # what ends a pair; behind anything else it may be tied to more
_SPANNED = frozenset(f"-{digit}" for digit in digits)
_QUARTERS = frozenset({"00", "15", "30", "45"})
_NAMED = frozenset({"place", "honoured", "towards"})
_GOING_ON = (["dash", "number"], ["comma", "number"], ["and", "number"], ["or", "number"])
_COUNTED = frozenset({"count", "numbered", "single", "label"})
_AN_HOUR_AND_A_DAY = 2  # figures
_SEPTEMBER, _LAST_DAY = 9, 31
_LATEST, _LAST_HOUR = 20, 23
_LONGEST_NOTICE = 2  # months
_SPANNING = frozenset({"dash", "until", "by"})
_PAPERS = frozenset({"since", "label", "order", "clause", "not"})  # before the day of a paper, or of nothing («а не 15.10»)
_HOUR_WORDS = frozenset({"edge", "in", "from", "until", "hour", "period", "daypart", "weekday", "pair", "clock"})
_LISTING = frozenset({"comma", "and", "dash", "until", "by", "or", "slash", "instead", "was"})


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
    signed = not _CHAINING.isdisjoint(text) or "roman" in kinds or " х " in text or " Х " in text  # «10.5 x 15»
    for index, token in enumerate(tokens):
        kind, value, start, end = token
        if kind != "pair":
            settled.append(token)
            continue
        first, second = value
        apart = not signed and text[start - 1 : start] not in _TIED and (text[end : end + 1] in _APART or text[end : end + 2] in _SPANNED)
        if len(first) == len(second) == 1 or (not apart and _in_chain(tokens, index, text)):
            settled.append(token._replace(kind="unknown"))  # «1.1» numbers a paragraph
            continue
        left, right = int(first), int(second)
        if text[end - len(second) - 1].isspace() and (parted := _number_and_next(token, second, _listed_before(kinds, index))):
            settled += parted
            continue
        can_be_date, can_be_time = 1 <= left <= 31 and 1 <= right <= 12, left <= 23 and right <= 59 and len(second) == 2
        if can_be_date and can_be_time:
            before = kinds[index - 1] if index else ""
            spanned = index == 2 and before == "dash" and kinds[0] == "number" and tokens[0].value < left
            moved = index > 1 and _is_left(kinds[index - 2], before)
            if spanned or moved or before in _PAPERS or _followed_by_date(kinds, index) or _spans_days(tokens, index):
                is_time = False  # «16-17.10, заявки до 10 октября»
            elif before == "in" or _has_day(kinds):
                # «10 ноября - 14.12», «18.11, ежедневно», «16 октября (заявки до 8.10)»
                is_time = not ((right % 5 and (before in _SPANNING or _only_recurs(kinds))) or _is_due(kinds, tokens, index))
                by_night = left < FIRST_HOUR and before != "in" and (before == "until" or (right % 5 and not _has_day(kinds[:index])))
                is_time = is_time and not by_night  # «заявки до 1.04, финал 14 апреля», «УП.03.01, 15 октября»
            elif previous and ((previous == "clock" and _hour_first(kinds)) or _is_parallel(kinds, index, tokens, settled, text)):
                is_time = False
            elif not previous:
                is_time = _followed_by_time(tokens, index) and not _behind_hour(kinds, index)
            else:
                is_time = FIRST_HOUR <= left <= _LATEST and (not right % 5 or _mixed(tokens)) and not _are_days(tokens)
                is_time = is_time and not _begins_list(kinds, index, tokens)
                is_time = is_time and (previous == "clock" or not _is_listed(kinds, index, tokens, text))
        elif right % 5 and _goes_on(tokens, index):
            settled.append(token._replace(kind="unknown"))
            continue
        else:
            is_time = can_be_time or (not can_be_date and (left <= 23 or _has_day(kinds)))
        is_papers = not is_time and index > 0 and (kinds[index - 1] in _PAPERS or kinds[max(index - 2, 0)] == "not")
        previous, told = previous if is_papers else "clock" if is_time else "date", "clock" if is_time else "date"
        value = (first, second) if is_time else made(Figures, (left, right, None))
        settled.append(made(Token, (told, value, start, end)))
    return settled


def _is_left(moved: str, before: str) -> bool:
    """«15 октября (перенос с 8.10)», «не с 15.10, а с 16.10»: the day that it is not."""
    return (moved == "not" and before in {"from", "on", "in", "towards"}) or (moved == "moved" and before in {"from", "on"})


def _is_due(kinds: list[str], tokens: list[Token], index: int) -> bool:
    """«16 октября (заявки до 10.10)»: until when a thing beside the day is due, in its month or one of the two before it."""
    if kinds[max(index - 2, 0) : index] != ["unknown", "until"] or tokens[index].value[1] == "00":
        return False
    month = int(tokens[index].value[1])
    return any((token.value - month) % 12 <= _LONGEST_NOTICE for token in tokens if token.kind == "month")


def _spans_days(tokens: list[Token], index: int) -> bool:
    """«15.10-30.10 ежедневно», «с 1.09 по 15.09, с 10.05 по 20.05», «20.03, перенос на 27.03.2027»: what follows makes it a day."""
    following = [token.kind for token in tokens[index + 1 : index + 3]]
    if following[:1] == ["moved"] or following == ["comma", "moved"]:
        return index == 0
    if following not in (["dash", "pair"], ["by", "pair"]) or not _date_like(*tokens[index + 2].value):
        return False
    earlier = [token.kind for token in tokens[:index] if token.kind != "comma"]
    by = following[0] == "by" and earlier[-5:] == ["from", "pair", "by", "pair", "from"]
    return by or int(tokens[index + 2].value[0]) > _LAST_HOUR


def _hour_first(kinds: list[str]) -> bool:
    """«14.00 15.10», «в 14.00, 15.10»: an hour and its day, where no other day is named."""
    behind = [kind for kind in kinds[kinds.index("pair") + 1 :] if kind != "comma"]
    return kinds.count("pair") == _AN_HOUR_AND_A_DAY and "date" not in kinds and behind[0] == "pair"


def _behind_hour(kinds: list[str], index: int) -> bool:
    """«Начало в 10.00: 15.10, 22.10»: the hour is told, so these are its days; «с 9.00 до 10.10» is more of it."""
    return "clock" in kinds[:index] and kinds[index - 1] not in {"dash", "until", "by", "in"}


def _begins_list(kinds: list[str], index: int, tokens: list[Token]) -> bool:
    """«5.10, ЦБ 15.10, 22.10»: a day of the same month that is no hour stands next in its list; «15.10 11.10, 22.10 12.10» has hours."""
    listed = kinds[index + 1 : index + 3] in (["comma", "pair"], ["and", "pair"])
    if not listed or kinds[index + 3 : index + 4] in (["pair"], ["clock"], ["in"]):
        return False
    left, right = map(int, tokens[index + 2].value)
    return right == int(tokens[index].value[1]) and (1 <= left < FIRST_HOUR or _LATEST < left <= _LAST_DAY)


def _are_days(tokens: list[Token]) -> bool:
    """«12.05 19.05 2.06»: nobody meets at two, so these, in their order, are days."""
    pairs = [(int(token.value[0]), int(token.value[1])) for token in tokens if token.kind == "pair"]
    if not any(first < FIRST_HOUR for first, _ in pairs[1:]):
        return False
    order = [((second - _SEPTEMBER) % 12, first) for first, second in pairs]
    return all(1 <= first <= _LAST_DAY and 1 <= second <= 12 for first, second in pairs) and order == sorted(order)


def _is_parallel(kinds: list[str], index: int, tokens: list[Token], settled: list[Token], text: str) -> bool:
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
    first, second = ((int(month), int(day)) for day, month in (tokens[earlier].value, tokens[index].value))
    return ((first[0] - _SEPTEMBER) % 12, first[1]) <= ((second[0] - _SEPTEMBER) % 12, second[1])


def _classes(between: list[Token], first: list[str], text: str) -> bool:
    """«Урок 5а 12.10, 5б 13.10»: a class stands before each, and what they do before the first."""
    named = [token.kind for token in between]
    return first[-len(named) :] == named and any(text[token.start : token.end][0].isdigit() for token in between)


def _goes_on(tokens: list[Token], index: int) -> bool:
    """«рисунки 10.12 и 10.13»: the next of two figures, where neither is an hour."""
    if index < 2 or tokens[index - 1].kind not in {"and", "comma"} or tokens[index - 2].kind != "pair":
        return False
    return bool(tokens[index - 2].value[0] == tokens[index].value[0])


def _is_listed(kinds: list[str], index: int, tokens: list[Token], text: str) -> bool:
    """Whether a pair behind a day is one more of its list: «5.10, 12.10», «вт 3.12 и чт 5.12», each on its line."""
    before = kinds[index - 1]
    if before in _LISTING or "\n" in text[tokens[index - 1].end : tokens[index].start]:
        return True
    if (before == "weekday" and kinds.count("weekday") > 1) or "moved" in kinds:
        return True
    return _behind_deadline(kinds, index) or _alike(kinds, index, tokens, text)


def _alike(kinds: list[str], index: int, tokens: list[Token], text: str) -> bool:
    """Whether a pair is written like the day before it: «начало 15.09, окончание 20.10», «СШ № 5 (12.10), СШ № 10 (19.10)», but not
    «17.10 (14.00), 21.11 (14.00)»."""
    earlier = next((place for place in range(index - 1, -1, -1) if kinds[place] in _FIGURES), 0)
    if kinds[index - 1] == "edge":
        return earlier > 0 and kinds[earlier - 1] == "edge"
    return all(text[max(tokens[place].start - 1, 0)] == "(" for place in (earlier, index))


def _behind_deadline(kinds: list[str], index: int) -> bool:
    """«Регистрация до 10.10, вебинар 16.10»: what comes after the deadline, and a thing of its own, has a day of its own."""
    earlier = next((place for place in range(index - 1, -1, -1) if kinds[place] in _FIGURES), 0)
    return earlier > 0 and kinds[earlier - 1] == "until" and kinds[earlier + 1] == "comma" and kinds[index - 1] == "unknown"


def _in_chain(tokens: list[Token], index: int, text: str) -> bool:
    """«192.168.1.12», «v1.12.2», «12.10.ru», «≈ 5.10»: figures tied to more of them are an address or a version, those behind a sign of
    arithmetic a quantity; «15.10.14.30» is an hour."""
    start, end = tokens[index].start, tokens[index].end
    before = text[:start].rstrip()
    if before[-1:] == "+" and before[-2:-1].isalpha():  # «Консультант+ 2.10»
        return True
    if text[start - 1 : start].lower() in _BY and text[start - 2 : start - 1].isdigit():  # «5х2.10»
        return True
    if before[-1:] in _ARITHMETIC or text[end : end + 1] in _LATIN or text[end : end + 1].lower() == "х":
        return True
    if text[start - 1 : start] == "\\":  # «D:\\10.12»
        return True
    if text[start - 1 : start] in {")", ":"} and re.search(_SHELF, text[:start]):
        return True
    if re.match(_SIZE, text[end:]) or re.search(_OTHER_SIZE, text[:start]):  # «10.5 х 15»
        return True
    if text[end:].lstrip()[:1] in _TIMES or (text[end : end + 1] == "-" and re.match(_ORDINAL, text[end:])):
        return True  # «20.10 × 10.11 см», «10.11-е классы»
    if text[start - 1 : start] == "_" and text[start - 2 : start - 1].isalpha():  # «user_12.10», but «14.11.2024_15.00»
        return True
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum():
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        told = following is not None and following.kind == "pair" and following.start == end + 1 and _is_hour(*following.value)
        return not told and (text[end + 1].isascii() or text[end + 1 : end + 3].lower() == "рф")
    if text[start - 1 : start] != "." or not text[start - 2 : start - 1].isdigit():
        return False
    kind = tokens[index - 1].kind if index else ""
    return kind != "date" and not (kind == "pair" and _is_hour(*tokens[index].value))


def _is_hour(hour: str, minute: str) -> bool:
    """An hour at which people meet, to the quarter."""
    return minute in _QUARTERS and FIRST_HOUR <= int(hour) <= _LATEST


def _mixed(tokens: list[Token]) -> bool:
    """«5.10 12.10 19.11»: pairs that may be days or hours, and their minutes do not agree which."""
    pairs = [(int(token.value[0]), int(token.value[1])) for token in tokens if token.kind == "pair"]
    doubtful = [right for left, right in pairs if left <= 23 and 1 <= right <= 12]
    return len(doubtful) > 2 and len({minute % 5 == 0 for minute in doubtful[1:]}) > 1


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
    if kind in _COUNTED and len(second) == 1:
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
    while following in _LISTING and index + 2 < len(kinds) and kinds[index + 2] in _FIGURES:
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
    if not isinstance(value, tuple) or _date_like(*value) or [token.kind for token in tokens[index + 3 : index + 5]] == ["dash", "pair"]:
        return False  # «05.01 - 10.45-11.45»
    (hour, minute), last = [int(part) for part in tokens[index].value], [int(part) for part in value]
    return minute % 5 == 0 and hour >= FIRST_HOUR and [hour, minute] < last  # «16.11 - 9.45»


def _date_like(first: str, second: str) -> bool:
    return 1 <= int(first) <= 31 and 1 <= int(second) <= 12
