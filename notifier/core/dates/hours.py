"""Hours of a day."""

from datetime import time

from notifier.core.dates.days import bare_number, month_day, named_day, number_apart, number_list
from notifier.core.dates.items import SIGN_CODES, Hours, Items, Tokens, foreign, one, sign
from notifier.core.dates.limits import FIRST_HOUR, HIGHEST_CLASS, LAST_HOUR
from notifier.core.dates.token import Token, made
from notifier.core.dates.words import BEGINNING, LISTED, MIDDLE, WITHIN

_NOON = 12
_DAY = 24  # hours; «72 часа» is how long a course lasts
_ASKING = frozenset({"clock", "noon", "in", "daypart"})  # what stands with them is an hour
_LONGEST = 6  # hours that a meeting may last; a smaller figure without «в» names no hour of a working day


def hours(tokens: Tokens) -> Items:
    """«14.30», «в 15 ч. 30 мин.», «с 10 до 12 часов», «в 3 часа дня», «14-00 - 15-30»."""
    if len(tokens) == 1 and tokens[0].kind == "clock":
        return one("T", _hours([_clock(tokens[0])], doubtful=False), tokens)
    ends = _ends(tokens)
    if _is_length(tokens, ends):
        return []
    kinds = [token[0] for token in tokens]
    dayparts = [value for kind, value, _, _ in tokens if kind in {"daypart", "unit_day"}]
    afternoon = bool(dayparts) and dayparts[-1] > 0  # «в 11 ч. (День знаний)» says nothing of the hour
    dashed = len(ends) > 1 and kinds[-1] == "hour" and "dash" in kinds
    if dashed and not afternoon and ends[1] <= ends[0] and _short(ends[1]):
        ends.pop()  # «14.00 - 2 часа»
    if afternoon:
        latest = _LONGEST if kinds[-1] == "unit_day" else _NOON - 1  # «11 часов дня» is before noon
        ends = [(hour + _NOON if hour <= latest else hour, minute) for hour, minute in ends]
    return one("T", _hours(ends, doubtful=not afternoon and _ASKING.isdisjoint(kinds)), tokens)


def _ends(tokens: Tokens) -> list[tuple[int, int]]:
    """Hours and minutes, of the beginning and perhaps the end."""
    ends: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "clock":
            ends.append(_clock(token))
        elif token.kind == "noon":
            ends.append((_NOON, 0))
        elif token.kind in {"number", "ordinal"}:
            minute = tokens[index + 2] if index + 2 < len(tokens) else None
            if minute is not None and tokens[index + 1].kind == "dash" and _is_minute(minute):
                ends.append((token.value, minute.value))
                index += 2
            elif ends and tokens[index - 1].kind == "hour":
                ends[-1] = (ends[-1][0], token.value)
            else:
                ends.append((token.value, 0))
        elif token.kind == "hour" and not ends:  # «в час дня»
            ends.append((1, 0))
        index += 1
    return ends


def before_word(tokens: Tokens) -> Items:
    """«В 10 ЦДО»; «в два этапа», «в 3 группах» name no hour at which people meet."""
    return foreign(tokens) if tokens[1].value < FIRST_HOUR else hours(tokens)


def _clock(token: Token) -> tuple[int, int]:
    hour, minute = token.value
    return int(hour), int(minute)


def _is_length(tokens: Tokens, ends: list[tuple[int, int]]) -> bool:
    """«14.00, 2 часа», «1 час 30 мин», «3-4 ч.»: how long, where neither «в» nor «дня» asks for the hour."""
    if tokens[0].kind == "number" and tokens[1].kind == "dash" and tokens[-1].kind == "hour" and len(tokens) == 4:  # «3-4 ч.»
        return all(_short(end) for end in ends)
    counted = tokens[0].kind == "number" and tokens[1].kind == "hour" and tokens[-1].kind in {"hour", "minute"}
    return counted and (_short(ends[0]) or ends[0][0] > _DAY)


def _short(length: tuple[int, int]) -> bool:
    return length[0] <= _LONGEST


def decimal(tokens: Tokens) -> Items:
    """«1,5 часа» is a length; «в 10, 12 часов» is not understood."""
    return [] if tokens[0].value <= _LONGEST and tokens[2].value == 5 else foreign(tokens)


def _hours(ends: list[tuple[int, int]], *, doubtful: bool) -> Hours:
    try:
        start, end = time(*ends[0]), time(*ends[1]) if len(ends) > 1 else None
    except ValueError:  # no clock shows it
        return Hours(None, doubtful=doubtful, wrong=True)
    if end is not None and end <= start:
        return Hours(start, None, doubtful=doubtful, wrong=True)
    return made(Hours, (start, end, doubtful, False, False))


def _is_minute(token: Token) -> bool:
    return token.kind == "number" and token.end - token.start == 2 and token.value % 5 == 0 and token.value < 60


def hyphenated(tokens: Tokens) -> Items:
    """«14-30» or «10-12» after a day is a time; without a day before it, two numbers."""
    first, second = tokens[0], tokens[-1]
    minutes = _is_minute(second)
    ends = [(first.value, second.value)] if minutes else [(first.value, 0), (second.value, 0)]
    return one("H", [_hours(ends, doubtful=True), number_list(tokens)], tokens)


def before_room(tokens: Tokens) -> Items:
    """«14-00 каб. 305», «с 14 до 16 школа 5»: hours, or numbers that belong to the word behind them."""
    if tokens[0].kind == "from":
        return hours(tokens) if tokens[1].value >= FIRST_HOUR else foreign(tokens)
    return hyphenated(tokens) if _is_minute(tokens[-1]) else number_apart(tokens)


def before_lessons(tokens: Tokens) -> Items:
    """«14-00 уроки мужества», «14-00, 5 уроков» have an hour; «5-6 уроки» are which of a day's lessons."""
    first, sign, second, *lessons = tokens
    if sign.kind == "dash" and first.end < sign.start and first.value > max(second.value, HIGHEST_CLASS):  # «…, 16 - 2 группа»
        return number_apart(tokens)
    if first.kind != "number" or sign.kind != "dash" or not _is_minute(second) or not FIRST_HOUR <= first.value <= LAST_HOUR:
        return foreign(tokens)
    return [*hyphenated(tokens[:3]), *foreign(lessons)]


def in_classes(tokens: Tokens) -> Items:
    """«В 9-11 классах» are people; «в 10 - 5 классы», «в 10 5 классы», «в 14, 7 класс» are at an hour."""
    which = [token.value for token in tokens if token.kind == "number"]
    if tokens[-1].value == WITHIN and which == sorted(set(which)) and which[-1] <= HIGHEST_CLASS:
        return foreign(tokens)
    joint = tokens[2]
    if joint.kind == "dash" and tokens[1].end == joint.start:  # «в 10-12 занятия»
        return [*hours(tokens[:4]), *foreign(tokens[4:])]
    between = [sign(joint)] if joint.kind in SIGN_CODES else []
    return [*before_word(tokens[:2]), *between, *foreign(tokens[2 + len(between) :])]


def in_class(tokens: Tokens) -> Items:
    """«В 9 «А»» is a class, «в 9 «Читалка»» an hour and a title."""
    hour, name = tokens[:-1], tokens[-1:]
    return foreign(tokens) if len(name[0].value) == len("«а»") else [*hours(hour), *foreign(name)]


def hour_and_minute(tokens: Tokens) -> Items:
    """«В 15 ч. 30»; «в 14 ч. 3 класс», «в 14 ч. (10 «А» класс)» have no minutes."""
    hour, last = tokens[-2:]
    written_short = last.kind == "ordinal" and last.value != 5 and last.value % 5 == 0  # «14ч30м»
    beside = last.start - hour.end <= len(". ")
    return hours(tokens) if beside and (written_short or _is_minute(last)) else [*hours(tokens[:-1]), *bare_number(tokens[-1:])]


def before_classes(tokens: Tokens) -> Items:
    """«14-30, 5 класс» has an hour; «1-4, 5-9 классы» have none."""
    first, _, second = tokens
    asked = FIRST_HOUR <= first.value <= LAST_HOUR and second.value in {0, 30} and second.end - second.start == len("00")
    return hyphenated(tokens) if asked else foreign(tokens)


def before_day(tokens: Tokens) -> Items:
    """«14-30, 15 октября» may be an hour, «10-12, 15 октября» are days."""
    told = hyphenated(tokens)
    return told if tokens[-1].value in {0, 30} else told[0].value[1]


def spaced(tokens: Tokens) -> Items | None:
    """«в 14 30»."""
    hour, minute = tokens[1:]
    return one("T", _hours([(hour.value, minute.value)], doubtful=False), tokens) if _is_minute(minute) else None


def unseparated(tokens: Tokens) -> Items:
    """«1430», «14⁰⁰» whose small figures were lost: an hour where it is asked for, or after a day."""
    written = next(token.value for token in tokens if token.kind == "digits")
    hour, minute = divmod(int(written), 100)
    if len(written) != 4 or not 7 <= hour <= 21 or minute not in {0, 15, 20, 30, 40, 45}:
        return foreign(tokens)
    told = [_hours([(hour, minute)], doubtful=True)]
    return one("T", told[0], tokens) if len(tokens) > 1 else one("H", [told[0], foreign(tokens)], tokens)


def digits_behind_day(tokens: Tokens) -> Items:
    """«19 октября 1811 года» is history; «19 октября 1830» has an hour."""
    dated = month_day([token for token in tokens if token.kind not in {"digits", "god"}])
    digits = next(token for token in tokens if token.kind == "digits")
    told = unseparated([digits]) if tokens[-1].kind != "god" else []
    if told and told[0].code == "H":
        return [*dated, *told]
    return foreign(tokens) if len(digits.value) == 4 and digits.value < "1900" else [*dated, *foreign([digits])]


def hour_behind_day(tokens: Tokens) -> Items | None:
    """«15 октября в 10, 20 октября»: before the next day, too, the number is the hour."""
    told = hours(tokens[-2:])
    return [*named_day(tokens[:-2]), *told] if told else None


def several(tokens: Tokens) -> Items:
    """«В 11, 13 и 15 ч.»: which of them is asked for."""
    return [item for token in tokens if token.kind == "number" for item in one("T", _hours([(token.value, 0)], doubtful=False), tokens)]


def in_several(tokens: Tokens) -> Items:
    """«В 9, 10 и 11 классах» are people; «в 10 и 12 занятия» are hours."""
    return several(tokens) if tokens[-1].value == LISTED else foreign(tokens)


def beginning(tokens: Tokens) -> Items:
    """«Начало в 15.00»: counts before any other hour of the phrase («регистрация с 14.30»). «Окончание в 16.00» is no beginning."""
    found = hours(tokens[1:])
    if not found or tokens[0].value == MIDDLE:
        return found
    told: Hours = found[0].value
    return one("T", told._replace(begins=True) if tokens[0].value == BEGINNING else told._replace(start=told.end, end=told.start), tokens)


def beginning_behind(tokens: Tokens) -> Items:
    """«15.00 - начало»."""
    return [item._replace(start=tokens[0].start, end=tokens[-1].end) for item in beginning([tokens[-1], tokens[0]])]


def hours_and_word(tokens: Tokens) -> Items:
    """«14.30 классы 5-9»: the figures behind the word are its own, so those before it are an hour."""
    return [*hours(tokens[:1]), *foreign(tokens[1:])]


def hours_until(tokens: Tokens) -> Items:
    """«до 16.00» beside a day: the end only."""
    value: Hours = hours(tokens[1:])[0].value
    return one("T", Hours(None, value.start, doubtful=value.doubtful, wrong=value.wrong), tokens)
