"""Whether figures are one more day of a list: «5.10, 12.10», «Вязьма 15.10, Гагарин 16.10», «12.05 19.05 2.06».

Promises: only what stands around two figures is looked at, so that what follows a list follows it.
"""

from notifier.core.dates.limits import FIRST_HOUR, LAST_DAY, LAST_HOUR, LAST_MONTH, LAST_ON_CLOCK, is_day_and_month, school_order
from notifier.core.dates.token import Token

FIGURES = frozenset({"date", "pair"})
LISTING = frozenset({"comma", "and", "dash", "until", "by", "or", "slash", "instead", "was"})
_HOUR_WORDS = frozenset({"edge", "in", "from", "until", "hour", "period", "daypart", "weekday", "pair", "clock"})


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
