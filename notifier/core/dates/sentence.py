"""The items of a phrase sorted by what they say: days, hours, recurrence, somebody's schedule, nothing at all."""

import re
from collections.abc import Sequence
from itertools import pairwise

from notifier.core.dates.belonging import are_several
from notifier.core.dates.items import PREFIXES, SIGNS, Day, Hours, Item, Recurrence, codes
from notifier.core.dates.joining import JOINED, Term, join
from notifier.core.dates.limits import FIRST_HOUR, LAST_HOUR
from notifier.core.dates.namesakes import give_away
from notifier.core.dates.occasions import says_when
from notifier.core.dates.token import made

_POSSIBLE = r"возможно|может"
_ONLINE = r"[а-яё]+(?:\s(?:всего|быть))?[\s,]+(?:онлайн|оф?фла[йи]н|очно|заочно|дистанционно)"
_NO_MINUTES = r"(?:[вВ] )?\d{1,2}(?:-\d{1,2})?"
_AMONG = (r"(?i)(?:(?:,|-| и)? ?\d{1,2}(?:-?х)?)*(?:-х)?(?: [а-яё-]+[ыи]х)* (?:(?:[а-яё-]+[ая]х|лицее|филиале)(?!\w)|"
          r"[абгд](?=[,;:)\n]|$| и | \(| -))")
"""«15 октября в 7-8 группах», «в 10 сельских библиотеках», «в 10 А»: so many of them, or which, and no hour."""
_SO_LONG = r"(?i)\d{1,2} ?ч(?:ас\w*)?\.?"
_OPENING = 9  # before it few meet
_LEADING = PREFIXES | {"-", ","}  # to the day that they stand before; of two commas around a weekday one joins
_LISTED = frozenset(",&")
_APART = re.compile(r"[;\n]")


class Sentence:
    """What a phrase says, sorted. Slots are read ten times as fast as a named tuple's fields, and ``reading`` asks for all of them."""

    __slots__ = (
        "all_day", "due", "excepted", "foreign", "hours", "maybe", "next_year", "one_day_timed", "ongoing", "ongoing_year", "recurrences",
        "schedule", "school", "school_year", "so_long", "terms", "undated", "weekdays", "year",
    )

    def __init__(self) -> None:
        self.terms: list[Term] | None = None  # None: the days cannot be joined into a meaning
        self.hours: Sequence[Hours] = ()
        self.so_long = False  # the hours may be how many: «18 часов»
        self.one_day_timed = False  # «15.10 в 10, 20 октября»
        self.due: Sequence[Hours] = ()  # those of them that stand right behind a deadline's day
        self.weekdays: Sequence[tuple[int, int]] = ()  # first and last («пн-пт»)
        self.recurrences: Sequence[Recurrence] = ()
        self.ongoing = False  # «постоянно», «в течение года»
        self.ongoing_year: int | None = None  # «в течение 2021 года»
        self.schedule: Item | None = None
        self.foreign = 0
        self.year: int | None = None
        self.next_year = False
        self.school: int | None = None  # the first year of the school year that is named
        self.school_year = False  # «учебный год», and nothing that says «в течение» or «весь»
        self.undated = False
        self.maybe = False
        self.all_day = False
        self.excepted = False  # days are named on which it does not take place


def sort(items: list[Item], text: str) -> Sentence:
    """The items of ``text`` as a sentence."""
    said = Sentence()
    joined: list[Item] = []
    for item in items:
        code = item[0]
        if code == "H":
            return sort(_hyphens_settled(items, text), text)
        if code in JOINED:
            if joined or code not in SIGNS:
                joined.append(item)
        elif code == "T":
            _say_hours(said, item, joined, text)
        elif code == "!":
            joined.clear()
        elif code == "M" and _is_of_else(items, items.index(item), text):
            said.foreign += 1
        elif code != "B" or item is items[0]:  # «план» says something only where nothing stands before it
            _say(said, item)
        else:
            said.foreign += 1
    while joined and joined[-1].code in SIGNS:
        joined.pop()
    if len(joined) < 2 and (not joined or joined[0][0] in {"D", "W"}):
        said.terms = [made(Term, ("", joined[0][1], None, ""))] if joined else []
        return said
    joined = _without_weekdays_commas(items, joined) if said.weekdays else joined
    foreign = [item for item in joined if item[0] == "?"]
    if foreign:
        said.foreign += max(1, sum([item.end - item.start > 1 for item in foreign]))  # initials make a name no longer
    if said.foreign:
        said.foreign += give_away(joined, text, timed=bool(said.hours or said.weekdays))
    if said.hours and said.foreign:  # «концерт ко Дню учителя (2 октября, 12.00)»
        pairs = zip(joined, [*joined[1:], None], strict=True)
        joined = [item for item, following in pairs if item.code != "k" or following is None or following.code != "?"]
    said.one_day_timed = bool(said.hours) and _is_one_day_timed(said, items, joined, text)
    said.terms = join(joined, text)
    _let_deadlines_go_on(said, joined, text)
    if not said.terms and said.terms is not None and not said.hours and any(item.code in PREFIXES for item in joined):
        said.weekdays = ()  # «до пятницы», «Понедельник начинается в субботу»: the word asks for a day that is not there
        said.foreign += 1
    return said


def _is_one_day_timed(said: Sentence, items: list[Item], joined: list[Item], text: str) -> bool:
    """«15.10 в 10, 20 октября», «14.30, 24 сентября; 19 ноября»: an hour behind the first of the days, or before it where they stand
    apart, may be that day's own; behind all of them it is everybody's."""
    told = [hours for hours in said.hours if all(hours is not due for due in said.due)]
    hours = [item for item in items if item.code == "T" and any(item.value is one for one in told)]
    pairs = zip(["", *(item.code for item in joined)], joined, strict=False)
    days = [item for before, item in pairs if item.code in "DN" and before not in PREFIXES]
    whole = [day for day in days if day.code == "D"]  # «…, 15 мест» is no day
    if not hours or not whole or hours[0].start > whole[-1].start:
        return False
    if hours[-1].start > days[0].start:
        return hours[-1].start < whole[-1].start or any(_between(first, day, last) for day in whole for first, last in pairwise(hours))
    in_front, between = text[hours[-1].end : days[0].start], text[days[0].end : whole[-1].start]
    foreign = any(item.code == "?" and days[0].start < item.start < whole[-1].start for item in joined)
    return ":" not in in_front and (foreign or (_APART.search(between) is not None and _APART.search(in_front) is None))


def _between(first: Item, day: Item, last: Item) -> bool:
    return first.start < day.start < last.start and first.value[:2] != last.value[:2]


def _let_deadlines_go_on(said: Sentence, joined: list[Item], text: str) -> None:
    """«Отчёт до 20 октября, 20 января, 20 апреля»: a list that ends the phrase goes on as it began; what has its hour is a day, and so
    is what stands behind «(заявки до 10 октября)»."""
    terms = said.terms
    if not terms or said.hours or joined[-1].code != "D":
        return
    until = max([place for place, item in enumerate(joined) if item.code == "d"], default=0)
    if ")" in text[joined[until].start : joined[-1].start]:
        return
    places = [place for place, term in enumerate(terms) if term.prefix == "d" and term.last is None and isinstance(term.first, Day)]
    rest = terms[places[-1] + 1 :] if places else []
    if all(term.joined in _LISTED and not term.prefix and term.last is None and isinstance(term.first, Day) for term in rest):
        said.terms = [*terms[: len(terms) - len(rest)], *(term._replace(prefix="d") for term in rest)]


def _without_weekdays_commas(items: list[Item], joined: list[Item]) -> list[Item]:
    """«До четверга, 19 ноября», «пн, 16 ноября - пт, 20 ноября», «16 ноября, пн - 20 ноября, пт»: commas of a weekday join no days."""
    row = codes(items)
    leads = "V" in row and not {"D", "N"} & {*row.partition("V")[0]}  # not «15 октября - чт, 20 октября - вт»
    commas = set()
    for before, item, after in zip(items, items[1:], items[2:], strict=False):
        if item.code == "V" and after.code == "," and (before.code in PREFIXES or (leads and before.code == "-")):
            commas.add(after)
        elif item.code == "V" and before.code == "," and not leads and after.code in _LEADING:
            commas.add(before)
    return [item for item in joined if item not in commas] if commas else joined


def _is_of_else(items: list[Item], index: int, text: str) -> bool:
    """«Возможно онлайн, 15 октября», «15 октября (участие возможно)»: what is not sure there is not the day."""
    item, before = items[index], items[index - 1] if index else None
    if re.match(_ONLINE, text[item.start :], re.IGNORECASE):
        return True
    if not re.match(_POSSIBLE, text[item.start :], re.IGNORECASE):
        return False
    ends = item.end == len(text) or "," in {text[item.end - 1], text[item.end]} or text[item.end] == ")"
    return ends and before is not None and before.code == "?" and text[before.end : item.start] == " "


def _say_hours(said: Sentence, item: Item, joined: list[Item], text: str) -> None:
    if re.fullmatch(_NO_MINUTES, text[item.start : item.end]) and re.match(_AMONG, text[item.end :]):
        joined.append(item._replace(code="?", value=0))
        return
    hours: Hours = item.value
    if hours.start is None and hours.end is not None and not any(earlier.code == "D" for earlier in joined):
        joined.append(item._replace(code="d"))  # «до 12.00 15 октября»
    said.so_long = said.so_long or re.fullmatch(_SO_LONG, text[item.start : item.end]) is not None
    said.hours = [*said.hours, hours]
    if codes(joined).endswith("dD") and not hours.begins:
        said.due = [*said.due, hours]


_FLAGS = {"F": "next_year", "G": "school_year", "X": "undated", "M": "maybe", "A": "all_day", "E": "excepted"}


def _say(said: Sentence, item: Item) -> None:
    """What is no day, hour or word that joins."""
    value = item.value
    match item.code:
        case "V":
            said.weekdays = [*said.weekdays, (value, value)]
        case "V-":  # the last of «пн-пт»
            said.weekdays = [*said.weekdays[:-1], (said.weekdays[-1][0], value)]
        case "R":
            said.recurrences = [*said.recurrences, value]
        case "S" | "B":
            said.schedule = said.schedule or item
        case "O":
            said.ongoing = True
            said.ongoing_year, school = value
            said.school = said.school or school
        case "Y":
            said.foreign += said.year not in {None, value}  # «2020-2025 гг.» is nobody's date
            said.year = value
        case "Z":
            said.school = value
        case flag:
            setattr(said, _FLAGS[flag], True)


def _hyphens_settled(items: list[Item], text: str) -> list[Item]:
    """«14-30» is a time where a day stands before it, or begins the phrase right before a day; «1430» where a day stands right before."""
    settled: list[Item] = []
    dated = False
    for index, item in enumerate(items):
        if item.code == "H":
            hours, apart = item.value
            if not dated and hours.end is None and not settled and _begins_day(items[index + 1 : index + 3], apart[-1]):
                settled.append(Item("T", hours, item.start, item.end))
                continue
            near = apart[0].code != "?" or not settled or settled[-1].code in "DRV,"
            which = _which(settled, item, text) if dated and near and apart[0].code != "?" else None
            if which is not None:
                settled.append(which)
                continue
            settled += [Item("T", hours, item.start, item.end)] if dated and near else apart
        else:
            dated = dated or item.code in "DRV"
            settled.append(item)
    return settled


def _begins_day(following: list[Item], minutes: Item) -> bool:
    """«10-00 14 октября», «14-30, 15 октября»: what is no later day than the one behind it is minutes."""
    row = codes(following)
    if row.startswith("D"):
        return True
    day = following[1].value if row == ",D" else None
    return isinstance(day, Day) and isinstance(minutes.value, Day) and not 0 < minutes.value.day < day.day


def _which(before: list[Item], item: Item, text: str) -> Item | None:
    """«20 ноября, 5-6»: classes or lessons; «15 октября, дети 7-10»: from which to which; «адрес 7-10» may be either: ask."""
    hours, numbers = item.value
    no_hours = Item("?", 0, item.start, item.end)
    if (hours.end or hours.wrong) and hours.start and hours.start.hour < FIRST_HOUR:
        return no_hours
    word, first, last = before[-1], numbers[0].value.day, numbers[-1].value.day
    if word.code != "?" or text[word.end : item.start] != " " or not first < last <= LAST_HOUR or says_when([word], text):
        return None
    if are_several(word, text):
        return no_hours if first < _OPENING else None
    early = first == FIRST_HOUR and not says_when(before, text)
    return no_hours._replace(code="T", value=Hours(None, wrong=True)) if early else None
