"""The date phrase of a row: the cell as written, completed by the least that it needs to be understood alone.

«15» under «Январь» becomes «15 января», «14.00» under «Дата - 03.05.2017» becomes «03.05.2017 14.00», a month of a plan
«на 2024 год» gets its year where the school year's reading would take another one. Everything else stays as written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from notifier.core.dates.words import WEEKDAY
from notifier.core.plan.plan_year import DATE_WORD, DATED, PART_OF_MONTH, PlanYear, are_hours, as_hour, is_time
from notifier.core.plan.wording import meaningful, one_line, plain
from notifier.core.plan.words import MONTHS
from notifier.core.russian import MONTH_NAMES, MONTHS_GENITIVE
from notifier.model.when import Kind, When

_MONTH_WORD = re.compile(r"(?<!\w)(?:" + "|".join(MONTHS) + r"|янв|февр?|апр|авг|сент?|окт|нояб?|дек(?!ад))\w*", re.IGNORECASE)
_DAY_AND_MONTH = re.compile(r"(?<![\d.:])\d{1,2}[./]\s?\d{1,2}(?:[./]\s?(?:\d{4}|\d{2}(?![-–.:]\d)))?(?![\d:])")  # «18.08. 10-00»
_DAY = rf"\d{{1,2}}(?:\s*\({WEEKDAY}\))?"  # «15», «15 (чт)»
_BARE_DAYS = re.compile(
    r"(?P<before>(?:с|до|по|к|не позднее)\s+)?(?![12]0-?[еых]+ числа)"  # «20-е числа» are ten days
    rf"(?P<days>{_DAY}(?:\s*(?:[-–—,;]|и|по|до)\s*{_DAY})*)\s*-?(?:го|е)?(?:\s*числ[оа])?"
    r"(?P<rest>$|[\s,(].*)", re.DOTALL
)
_LENGTH = re.compile(r"\d+(?:\s*[-–—,.]\s*\d+)?\s*(?:месяц\w*|недели|недель)\.?", re.IGNORECASE)  # «2 месяца», «1-2 недели»: how long
_UNIT = re.compile(r"час|ч\b|мин|дн|день|лет|год|четверт|квартал|полугод|класс|каникул")
_WHOLE_OF_IT = re.compile(r"в течени[ие] (?:этого )?(?P<word>(?P<stem>квартал|четверт|полугоди)\w*)\.?", re.IGNORECASE)
_WEEKDAY = re.compile(r"понедельник|вторник|сред[аыу]|четверг|пятниц|суббот|воскресен|ежедневно|еженедельно", re.IGNORECASE)
_BROKEN = re.compile(r"(?<![а-яё])(?P<left>[а-яё]+)-\n(?P<right>[а-яё]+)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|\d\.\d{2}\.\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Context:
    """What the lines above a row say about its date."""

    month: int | None = None
    year: int | None = None
    day: str = ""  # a phrase: «03.05.2017»


def date_phrase(lines: list[str], time: str, context: Context, year: PlanYear) -> str:
    """The row's phrase from its date cell's lines, its time cell and the lines above it."""
    month, lines = month_apart(lines, year)
    context = Context(month, context.year) if month else context
    phrase = _as_written(lines, year)
    phrase = completed(phrase, context, year)
    phrase = with_year(phrase, context.year or year.calendar, year)
    return with_time(phrase, one_line(time), year)


def month_apart(lines: list[str], year: PlanYear) -> tuple[int | None, list[str]]:
    """«Сентябрь» in one column and «15», «15 сентября» or «в течение месяца» in the next: the month, and what stands beside it."""
    first = next((index for index, line in enumerate(lines) if meaningful(line)), len(lines))
    rest = lines[first + 1 :]
    month = _month(lines[first]) if first < len(lines) and any(map(meaningful, rest)) else None
    if month is None:
        return None, lines
    groups = [line for line in rest if meaningful(line)]
    inside = all(in_month(group, month, year) for group in groups) or in_month(" ".join(groups), month, year)
    return (month, rest) if inside else (None, lines)


def in_month(phrase: str, month: int, year: PlanYear) -> bool:
    """Whether a phrase is a date in a month, by itself or with the month's name added."""
    if _month(phrase) is not None:
        return False
    reading = year.read(completed(phrase, Context(month), year))
    day = reading.start or reading.end  # «до 15» has an end only
    return day is not None and day.month == month


def _month(word: str) -> int | None:
    """The number of a month standing alone."""
    word = plain(word)
    return MONTH_NAMES.index(word) + 1 if word in MONTH_NAMES else None


def _as_written(lines: list[str], year: PlanYear) -> str:
    """On one line where that reads the same, else with its line breaks (stacked days, words broken by a narrow column)."""
    written = [line.strip() for line in lines if line.strip()]
    stacked = _BROKEN.sub(_unbroken, "\n".join(written))
    together = one_line(stacked)
    return together if "\n" not in stacked or _same(year.read(together), year.read(stacked)) else stacked


def _unbroken(match: re.Match[str]) -> str:
    """«фев-⏎раль» is one word; «сентябрь-⏎октябрь» are two."""
    halves = (match["left"].lower(), match["right"].lower())
    return match.group() if all(DATE_WORD.fullmatch(half) for half in halves) else match["left"] + match["right"]


def _same(left: When, right: When) -> bool:
    return (left.kind, left.start, left.end, left.time, left.time_end, left.dates) == (
        right.kind, right.start, right.end, right.time, right.time_end, right.dates)


def completed(phrase: str, context: Context, year: PlanYear) -> str:
    """A phrase with the day or the month that the lines above it name, where it needs them."""
    if context.day:
        if not phrase:
            return context.day
        whole = _WHOLE_OF_IT.fullmatch(phrase)
        if whole is not None:  # «в течение квартала» under «4 квартал»
            return re.sub(rf"\b{whole['stem']}\w*", whole["word"], f"в течение {context.day}", count=1)
        if not are_hours(phrase):
            return phrase
        # «10.10» under «24 сентября» is an hour; «12.09» under «I четверть», «13.11» under «1 неделя (11.11-15.11)» a day
        of_day = year.read(context.day).kind is Kind.EXACT or not year.is_dated(phrase)
        return f"{context.day} {phrase}" if of_day else phrase
    if context.month is None:
        return phrase
    nominative, genitive = MONTH_NAMES[context.month - 1], MONTHS_GENITIVE[context.month - 1]
    if not phrase:
        return nominative
    if _MONTH_WORD.search(phrase) or year.is_dated(phrase):
        return phrase
    for candidate in _with_month(phrase, genitive, nominative):
        if year.is_dated(candidate) or _recurs_within(candidate, context.month, year):
            return candidate
    return phrase


def _recurs_within(phrase: str, month: int, year: PlanYear) -> bool:
    """«Каждый вторник октября»: recurs, and only in this month."""
    reading = year.read(phrase)
    return reading.kind is Kind.RECURRING and all(day is not None and day.month == month for day in (reading.start, reading.end))


def _with_month(phrase: str, genitive: str, nominative: str) -> Iterator[str]:
    """Ways to say a phrase with its month, the likeliest first."""
    bare = _BARE_DAYS.match(phrase)
    if bare and _may_follow_days(bare["rest"]):
        yield f"{bare['before'] or ''}{bare['days']} {genitive}{bare['rest']}"
    if is_time(phrase):
        yield f"{nominative} {phrase}"
    if PART_OF_MONTH.search(phrase) and not _LENGTH.fullmatch(phrase.strip()):
        yield re.sub(r"\bмес(?:яц[аеу]?\b|\.)", genitive, phrase)
        yield re.sub(r"\bмесяц\b", nominative, phrase)
        yield f"{phrase} {genitive}"
    if _WEEKDAY.search(phrase):
        yield f"{phrase} {genitive}"
        yield f"{phrase}, {nominative}"


def _may_follow_days(rest: str) -> bool:
    """After a bare day only words of dates go on («15 в 14.00»); «1 неделя», «2 часа», «5 классы», «15 %» are no days of a month."""
    follows = re.match(r"\s*(?:(?P<word>[а-яёa-z]+)|(?P<sign>[^\s\w,;(.–—-]))", rest, re.IGNORECASE)
    if follows is None or follows["sign"]:
        return follows is None
    word = follows["word"].lower()
    return bool(DATE_WORD.fullmatch(word)) and not PART_OF_MONTH.match(word) and not _UNIT.match(word)


def with_year(phrase: str, wanted: int | None, year: PlanYear) -> str:
    """The phrase with its year, where reading it by the school year gives a date outside the wanted calendar year or either August."""
    if wanted is None or not phrase or _YEAR.search(phrase):
        return phrase

    def lies_there(said: str) -> bool:
        reading = year.read(said)
        return reading.kind in DATED and all(day.year == wanted for day in (reading.start, reading.end) if day is not None)

    if year.read(phrase).kind not in DATED or (lies_there(phrase) and not year.is_either_august(phrase)):
        return phrase
    return next(filter(lies_there, _year_places(phrase, wanted)), phrase)


def _year_places(phrase: str, wanted: int) -> Iterator[str]:
    if months := list(_MONTH_WORD.finditer(phrase)):
        at = months[-1].end()
        yield f"{phrase[:at]} {wanted}{phrase[at:]}"
    for most in (0, 1):  # «26.08, 10.00» has one day
        yield _DAY_AND_MONTH.sub(lambda match: f"{match.group()}.{wanted}", phrase, count=most)
    yield f"{phrase} {wanted}"


def with_time(phrase: str, time: str, year: PlanYear) -> str:
    """The time cell's time after the date, where the date has none of its own."""
    if not meaningful(time):
        return phrase
    if not phrase:
        return as_hour(time, year)
    if year.read(phrase).time is not None:
        return phrase if time in phrase else f"{phrase} {time}"
    # «18 мая 19-00» might be a span of days, «ноябрь 10.10» two dates
    beside = (f"{phrase} {time}", f"{phrase}, {time}", f"{phrase} {time.replace('.', ':')}")
    return next((both for both in beside if year.read(both).time is not None), beside[0])
