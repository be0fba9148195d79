"""Whether days and hours hold however their text may have been cut: lines wrapped, semicolons for commas, figures that may be either.

Promises: a reading is never changed here, only doubted. What it looks at is the text as a whole, past the rules that read it: a number
that could be one more day and is none of the reading's is asked about, and so is a day that a part of the text has and the whole has not.
"""

import datetime as dt
import re
from collections.abc import Callable
from itertools import islice, pairwise

from notifier.core.dates.kinds import MET
from notifier.core.dates.limits import FIRST_HOUR, LAST_DAY, is_day_and_month, school_order
from notifier.core.dates.unsettled import speaks_of_moving
from notifier.core.dates.words import ASKS_FOR_HOUR, MONTH, MONTH_STEMS, WEEKDAY
from notifier.model.when import When

_LOOKED_AT = r"[,;\n]|\d\.\s?\d|\d и \d|[а-яё]\s?-\s?\d|[а-яё] \d\d?(?: -)? \d|\d: |\) \d|[Пп]освящ|ПОСВЯЩ"  # most cells have none of it
_WRAPPED = (  # not behind «Петров П.П.»
    rf"(?:(?<=[а-яёa-z]\.)|(?<=[^\W\d_]))\s?\n\s*(?=\d)|(?<=,)\s?\n\s*|\s?\n\s*(?=[а-яё])|(?<=\d)\s?\n\s*(?=(?i:{MONTH}))")
_ONE_SEPARATED = r"(?<![\d.:])(?<!, )(\d{1,2})\s*;\s*"
_SEPARATED = r"(?<=\d)\s*;\s*(?=\d)"
_HOUR_WITH_COMMA = r"(?i)(?:(?<=в )|(?<=с )|(?<=до ))(1?\d|2[0-3])[,;]([0-5][05])(?!\d|[.,]\d)"  # «в 14,30»
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_OF_MONTH = r"\.(?:0[1-9]|1[0-2])(?!\d|\.\d)"
_PAIR = r"(?<![\d.:])(\d{1,2})\.(\d\d)(?!\d|\.\d)"
_ASKED_FOR = rf"(?i)\b{ASKS_FOR_HOUR}\W{{0,3}}"
_RIGHT_BEHIND = r"\d[.\s]+$"
_GOES_ON_AS_HOUR = r"(?i)\s*(?:ч(?:ас\w*)?\b|-\s*\d{1,2}\.\d\d|до\s)"
_TO_A_DAY = rf"(?i)\s*-\s*\d{{1,2}}\s*{MONTH}"
_ASIDE = (  # «22.10, ссылка будет 21.10», «программа придёт 10.10»
    rf"(?i)\d.*\b(?:буд[еу]т|при(?:дет|дёт|шл[её]\w))\b[^\d;\n]*(?<!в )\b\d{{1,2}}(?:\s{MONTH}|{_OF_MONTH})")
_DAY_TOLD = rf"(?i)(?<![\d.:])({_DAY})(?:-?го)?(?:\s?({MONTH})|\.({_MONTH_NUMBER})(?![\d:]))"
_OWN_WORDS = rf"(?i)\(|(?!{WEEKDAY}\b|{MONTH})\b[а-яё]{{3,}}"
_ITEM_NUMBER = (  # «3. 24.11», «урок 3. 10-12.11», not «7. 07.09»
    r"(?:^|\D\.\s|;\s|\.\d\d\.?\s|[а-яё]{3}\s)(\d{1,2})\.\s(?!0?\1\.)"
    rf"(?=\d{{1,2}}(?:{_OF_MONTH}|\s?-\s?\d{{1,2}}\.\d))")
_DAYS_APART = rf"(?<![\d.:]){_DAY}{_OF_MONTH}"
_BARE = r"(?<![\d.:№-])(?<!№ )\b"
_LEFT_OUT = (
    rf"(?s)^(?:(?!\d\.\d).)*?{_BARE}(?P<day>\d{{1,2}}) и (?P<last>\d{{1,2}}){_OF_MONTH}",  # «открытые уроки 5 и 06.10»
    rf"(?i)(?<!\w[.,] )(?<!до )(?<!корпус ){_BARE}"  # not «каб. 9, 11 и 18 мая»
    rf"(?P<day>\d{{1,2}}), (?:\d{{1,2}}, )*\d{{1,2}} и (?P<last>\d{{1,2}})(?: {MONTH}|\.\d\d(?!\d))",  # «9, 11 и 18 мая»
    rf"(?i)(?:\s-|\d\.)\s(?P<day>\d{{1,2}})(?:,|\sи)\s(?P<last>\d{{1,2}}) ?{MONTH}",  # «ФГОС - 15, 16 декабря», «№ 7. 3 и 10 февраля»
    rf"(?i)\bко?\s(?:\d+-)?[^\d,;\n]+\s"  # «ко Дню матери 30 ноября - 4 декабря»
    rf"(?P<day>\d{{1,2}})\s{MONTH}[а-я]*\s?-\s?(?P<last>\d{{1,2}})\s{MONTH}",
    r"(?<![\d./])(?P<day>\d{1,2})/(?P<last>\d{1,2})(?![\d./])",  # «занятия 10/17, 24 сентября»
    rf"(?i)(?<![ыи] )(?:№ ?|(?<=[а-яё.] ))(?P<before>\d+)\)?, (?P<day>\d{{1,2}}) ?[-/] ?(?P<last>\d{{1,2}})(?:\.\d\d(?!\d)| {MONTH})",
    # «школа 33, 10 - 14 ноября»; of «школы № 3, 5 - 10 ноября» and «СШ № 4, 5 - 16 ноября» it is the next one's number
    rf"(?i)(?<![\d.])(?P<day>\d{{1,2}})\. \d{{1,2}}\. (?P<last>\d{{1,2}}) ?{MONTH}",  # «7. 14. 21 октября»
)
_HOUSE = r"[А-ЯЁ][а-яё]+(?:[ая]я|[ое]го|[ое]й|[ое]ва|ина),? (?P<day>\d{1,2})/(?P<last>\d{1,2})\s*[,;\n]"
"""«Б. Советская, 10/17⏎24 сентября»"""
_LIBRARY = r"(?i)\bбиблиотек[аеу] (?P<day>\d{1,2})(?:\s?[,:\n(]|\s-\s|\s\d)"
"""«Библиотека 12, 17 октября», «библиотека 7⏎9 января»: its number, or a day in it."""
_BECAME = r"(?is)\bбыло\b.*\bстало\b|\bне\b\D{0,4}\d.*,\sа\b(?!\sтакже)"
_MONTHS_TOLD = rf"(?i)(?<![а-яё]){MONTH}|\d\.{_MONTH_NUMBER}(?!\d)"
_CUT = r"(?i)(?:\s*[;\n]\s*|,\s|(?:(?<=[а-яё]{5})|(?<=\W\d\d)|(?<=\s\d))\.\s(?!\d\d?\.\d\d(?!\.\d))|\sи\s|\s\((?=[^()]*\)\W*$))(?!-)"
_BEGINS_WITH_NUMBER = rf"(?i)\d{{1,2}}(?:/\d{{1,2}}(?![.\d])|\s?(?:[,;:()\n]|-\s?(?!\d)|и\b|$)|\s(?:\d|{WEEKDAY}\b))"
_SPAN_GOES_ON = rf"(?i)-\s*(?:{WEEKDAY})?$"
_ENDS_WITH_NUMBER = r"(?<![.\d])\d{1,2}$"
_FEAST = (rf"(?i:\b(?:день|дню|лет|\w*лети[ею])\b[^()\d\n;]*\(\d[^()]*{MONTH}[^()]*\))|"  # «65 лет Гагарину (12 апреля)»
          rf"(?i:(?<![,и]\s)\b\d{{1,2}}\s{MONTH}[а-я]*\s*-\s*(?:[а-яё]+\s){{0,3}}день\b)|"
          rf"дню \d{{1,2}} [А-Я]|(?i:посвящ\w+\s\d{{1,2}}\s{MONTH})")
_YEAR = r"(?<!\d)20\d\d(?!\d)|\d\.\d\d\.\d\d"
_TOWARDS = r"(?i)ко?\s"
_AIMED = r"(?i)\bко?\s[^\d,;\n]*$"
_SO_LONG = (  # «14 часов⏎20 мин на выступление», «14 ч. (40 мин)», «14.30 - 15 команд», «14.30 - 16 педагогов»
    r"(?i)\bч(?:ас\w*)?\.?\s*(?:\n\s*(?!(?:00|15|30|45)\b)|[()])\s*(?P<minute>\d{1,2})\s*мин|"
    r"\d[.:]\d\d\s?(?:-|до)\s?(?P<end>\d{1,2})\s(?!ч)[а-яё]+[бвгджзйклмнпрстфхцчшщ]\b")
_ENDS_IN_DAY = r"(?i)(?<![а-яё])в \d{1,2}-(?P<minute>[0-5][05])(?!\d)"  # «в 17-20, 23 марта»
_MOVED = 2
_MOST_CUTS = 12
_STEP = 5

WRAPPED = "строка могла быть перенесена: относится ли число к предыдущей"
EITHER = "«{}» может быть и временем, и днём"
APART = "число перед «;» может быть днём"
COMMA = "запятая может стоять и между часом и минутами"
BECAME = "сказано, что было и что стало"
NOT_MET = "один из дней может быть не днём встречи"
PARTS = "дни частей и всей записи не сходятся"
ITEM = "«{}.» может быть номером пункта"
HOUSE = "«{}/{}» может быть номером дома"
LIBRARY = "«{}» может быть номером библиотеки"
OTHER = "«{}» может быть ещё одним днём"
COUNT = "«{}» может быть не временем"


def doubt(text: str, reading: When, again: Callable[[str], When]) -> str:
    """Why days and hours that seem sure must be asked about; empty where they hold. ``again`` reads another text."""
    if re.search(_LOOKED_AT, text) is None:
        return ""
    if "\n" in text and _differs(re.sub(_WRAPPED, " ", text), text, reading, again):
        return WRAPPED
    if ";" in text and (_differs(re.sub(_ONE_SEPARATED, r"\1, ", text), text, reading, again)
                        or _differs(re.sub(_SEPARATED, ", ", text), text, reading, again, surely=True)):
        return APART
    if ("," in text or ";" in text) and _differs(re.sub(_HOUR_WITH_COMMA, r"\1:\2", text), text, reading, again):
        return COMMA
    if reading.time is not None and "." in text and (pair := _either(text, reading)):
        return EITHER.format(pair)
    if reading.time is not None and (count := _is_count(text, reading)):
        return COUNT.format(count)
    if reading.start != reading.end and re.search(_BECAME, text):
        return BECAME
    if len(reading.dates) > 1 and (re.search(_FEAST, text) or re.search(_ASIDE, text)):
        return NOT_MET
    if len(reading.dates) > 1 and reading.time is not None and _turns_back(text, reading.dates):
        return NOT_MET
    if _parts_differ(text, reading, again):
        return PARTS
    return _numbers(text, reading)


def _turns_back(text: str, days: tuple[dt.date, ...]) -> bool:
    """«24 ноября, репетиция 20 ноября, 14.30»: who lists days goes forward, so a word before an earlier day may tell what else is on it."""
    of_reading = {(day.month, day.day): day for day in days}
    told = [(day, found) for found in re.finditer(_DAY_TOLD, text) if (day := of_reading.get((_month(found), int(found[1])))) is not None]
    return any(later < earlier and re.search(_OWN_WORDS, text[before.end() : behind.start()])
               for (earlier, before), (later, behind) in pairwise(told))


def _month(found: re.Match[str]) -> int:
    return int(found[3] or next(number for number, stem in enumerate(MONTH_STEMS, 1) if re.match(stem, found[2], re.IGNORECASE)))


def _parts_differ(text: str, reading: When, again: Callable[[str], When]) -> bool:
    """«15.10 (ЦДО); 19 ноября», «18 сентября⏎20.10-5.11»: a sure day of one half is one of the whole's, and what both have is all of it."""
    told = len(re.findall(_MONTHS_TOLD, text))
    if not told or (told <= _MOVED and speaks_of_moving(text)):
        return False
    whole = _days(reading)
    for cut in islice(re.finditer(_CUT, text), _MOST_CUTS):
        head, rest = text[: cut.start()], text[cut.end() :]
        numbered = cut[0].strip().lower() in {",", "и"} and re.match(_BEGINS_WITH_NUMBER, rest) is not None  # «каб. 5, 12, 19 ноября»
        if re.search(_SPAN_GOES_ON, head) or (numbered and re.search(_ENDS_WITH_NUMBER, head)):
            continue
        aimed = re.match(_TOWARDS, rest) or re.search(_AIMED, head)  # «20 ноября, ко Дню словаря (22 ноября)»
        left, right = _sure_days(head, again), set() if numbered or aimed else _sure_days(rest, again)
        if left and right and not whole <= left | right:
            return True
        if re.match(_PAIR, rest) and ";" not in cut[0] and re.search(_YEAR, text):  # «15.10.2026⏎11.10»
            right &= whole
        if not (_are_hours(left - whole, text, reading, before=True) and _are_hours(right - whole, text, reading, before=False)):
            return True
    return False


def _are_hours(days: set[tuple[int, int]], text: str, reading: When, *, before: bool) -> bool:
    """Whether figures that alone are days are the hours: where «в» asks for them, and where as days they would be out of order."""
    if not days <= {school_order(hour.minute, hour.hour) for hour in (reading.time, reading.time_end) if hour is not None}:
        return False
    whole = _days(reading)
    falls = all(day > max(whole) if before else day < min(whole) for day in days) and all(hour >= FIRST_HOUR for _, hour in days)
    return falls or all(re.search(rf"{_ASKED_FOR}0?{day}\.", text) for _, day in days)


def _sure_days(half: str, again: Callable[[str], When]) -> set[tuple[int, int]]:
    reading = again(half) if re.search(_MONTHS_TOLD, half) else None
    if reading is None or reading.kind not in MET or reading.suspicious or (reading.time is not None and _either(half, reading)):
        return set()
    return _days(reading)


def _days(reading: When) -> set[tuple[int, int]]:
    """Days without their years, which may be written once for all."""
    if reading.dates:
        return {school_order(day.month, day.day) for day in reading.dates}
    first, last = reading.start, reading.end
    assert first is not None
    assert last is not None
    days = (first + dt.timedelta(days=after) for after in range((last - first).days + 1))
    return {school_order(day.month, day.day) for day in days}


def _differs(other: str, text: str, reading: When, again: Callable[[str], When], *, surely: bool = False) -> bool:
    if other == text:
        return False
    there = again(other)
    return _met(there) != _met(reading) and not (surely and (there.suspicious or not there.dates))


def _met(reading: When) -> tuple[object, ...]:
    return reading.dates or (reading.start, reading.end), reading.time, reading.time_end


def _either(text: str, reading: When) -> str:
    """«15.10, ссылка будет 14.10», «28 сентября-02.10»: figures that nothing calls an hour, beside days in figures or of odd minutes."""
    assert reading.time is not None
    for found in re.finditer(_PAIR, text):
        left, right = int(found[1]), int(found[2])
        if (left, right) != (reading.time.hour, reading.time.minute) or not is_day_and_month(left, right):
            continue
        before, behind = text[: found.start()], text[found.end() :]
        aside = re.search(rf"{_ASIDE}$", text[: found.end()])
        if aside or speaks_of_moving(text) or school_order(right, left) in _days(reading) or re.match(_TO_A_DAY, behind):
            return found[0]
        if re.search(rf"{_ASKED_FOR}$", before) or re.match(_GOES_ON_AS_HOUR, behind):
            continue
        among = len(re.findall(_DAYS_APART, text)) > 1 and not re.search(_RIGHT_BEHIND, before)
        if right % _STEP or among or before.rstrip().endswith("-"):
            return found[0]
    return ""


def _is_count(text: str, reading: When) -> str:
    """How long, or how many, where a figure was read as the minutes or as the end; or minutes that are one of the days."""
    assert reading.time is not None
    for found in re.finditer(_SO_LONG, text):
        read = (reading.time.minute,) if found["minute"] else (reading.time_end.hour,) if reading.time_end is not None else ()
        if int(told := found["minute"] or found["end"]) in read:
            return told
    for found in re.finditer(_ENDS_IN_DAY, text):
        if int(told := found["minute"]) in _month_days(reading) - {reading.time.minute}:
            return told
    return ""


def _month_days(reading: When) -> set[int]:
    return {day.day for day in reading.dates or (reading.start, reading.end) if day is not None}


def _numbers(text: str, reading: When) -> str:
    days = _month_days(reading)
    for pattern in _LEFT_OUT:
        if (found := re.search(pattern, text)) is not None:
            day, last = int(found["day"]), int(found["last"])
            before = int(found.groupdict().get("before", -1))
            behind_number = before < 0 or (day - before != 1 and day < last)
            if 0 < day <= LAST_DAY and day not in days and last in days and behind_number:
                return OTHER.format(day)
    if (found := re.search(_ITEM_NUMBER, text)) is not None and int(found[1]) in days:
        return ITEM.format(found[1])
    if "/" in text and (found := re.search(_HOUSE, text)) is not None and int(found["last"]) in days:
        return HOUSE.format(found["day"], found["last"])
    if len(days) > 1 and (found := re.search(_LIBRARY, text)) is not None and int(found["day"]) in days:
        return LIBRARY.format(found["day"])
    return ""
