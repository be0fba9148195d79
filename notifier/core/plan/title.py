"""The plan's title, the year that it is for, and what the other paragraphs before the first table are."""

import re
from dataclasses import dataclass

from notifier.core.plan.approval import speaks_of_approval
from notifier.core.plan.banners import MONTH, only_month
from notifier.core.plan.wording import clean, one_line, plain
from notifier.core.plan.words import MONTHS
from notifier.model.when import SchoolYear

_PLAN = re.compile(r"(?<!\w)п ?л ?а ?н(?:а|у|ом|ы|ирование)?(?!\w)|календарь|циклограмм|дорожная карта|график работы")
_PROGRAMME = re.compile(r"(?<!\w)(?:программа|расписание|график)(?!\w)")
_OF_ROW = re.compile(  # «2. 27 сентября. Игровая программа», not «85 лет району: программа»
    rf"\s*(?:\d{{1,3}}(?:\.\d{{1,4}})*[.)]|\d{{1,2}}\.\d\d(?!\d)|\d{{1,2}}(?:\s?[-–—]\s?\d{{1,2}})?\s(?i:{'|'.join(MONTHS)})|\d{{1,3}}\s[А-ЯЁ])")
_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:г\.?|год\w*)?\s*[-–—−/\\]\s*((?:(?:19|20)\d{2}|\d{2}))(?!\d)")
_MONTHS_OF_TWO_YEARS = re.compile(
    r"(?:август|сентябр|октябр|ноябр|декабр)\w*\s+(20\d\d)(?!\d).{1,20}?(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август)\w*\s+(20\d\d)(?!\d)")
_QUARTER = re.compile(r"(?<!\w)(IV|I{1,2}|[124])(?:-?Й)? КВАРТАЛЕ?\s+(20\d\d)(?!\d)")  # the third lies in two school years
_WHOLE_YEAR = re.compile(r"(?<!\w)(?:на|за)\s+20\d\d\s*(?:г|календ)")
_MONTH_OF_YEAR = re.compile(rf"(?<!\w)({'|'.join(MONTHS)})\w*\s+(20\d\d)(?!\d)")
_DAY_OF_YEAR = re.compile(r"(?<!\d)\d{1,2}\.(0?[1-9]|1[0-2])\.(?:20(\d\d)|([23]\d))(?!\d|\.\d)")
_ONE_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?!\d)")
_STOP = re.compile(r"^(?:цел|сроки? проведени|задач|методическ\w* тема|тема|руководител|председател|составител|приложени|единая)")
_MOST_PARAGRAPHS = 5
FIRST_MONTH = 9  # a school year begins in September


@dataclass(frozen=True, slots=True)
class Title:
    """The title in one line, and the indexes of the paragraphs it was made of."""

    text: str
    used: frozenset[int]


def find_title(paragraphs: list[str]) -> Title:
    """The title among the paragraphs before the first table: from the word «план» to the year, five at most."""
    start = next((i for i, text in enumerate(paragraphs) if begins_title(text)), None)
    if start is None:
        start = next((i for i, text in enumerate(paragraphs) if _year_in(text) and not _is_approval(text) and _no_month(text)), None)
        if start and _only_year(paragraphs[start]) and _may_be_title(paragraphs[start - 1]):
            start -= 1  # «Методическая работа с библиотекарями», below it «(2023/2024 учебный год)»
    if start is None:
        start = next((i for i, text in enumerate(paragraphs) if _may_be_title(text)), None)
        return Title("", frozenset()) if start is None else Title(one_line(paragraphs[start]), frozenset({start}))
    below = range(start + 1, min(len(paragraphs), start + _MOST_PARAGRAPHS))
    start = next((i for i in below if _restarts(paragraphs[start], paragraphs[i])), start)
    used = [start]
    for index in range(start + 1, min(len(paragraphs), start + _MOST_PARAGRAPHS)):
        if any(_year_in(paragraphs[i]) for i in used) and not plain(paragraphs[index]).startswith(("уч", "год")):
            break
        if not paragraphs[index].strip():
            continue
        if _STOP.match(plain(paragraphs[index])) or _is_approval(paragraphs[index]):
            break
        goes_on = plain(paragraphs[index])[:1] in "абвгдежзиклмнопрстуфхцчшщэюя" and not paragraphs[index].strip()[:1].isupper()
        if not goes_on and not any(map(_year_in, paragraphs[index : start + _MOST_PARAGRAPHS])):
            break
        used.append(index)
    return Title(one_line(" ".join(paragraphs[i] for i in used)), frozenset(used))


def _restarts(first: str, second: str) -> bool:
    """A lone «План» or «Календарь 2024» (a sheet's name, a heading) before «План работы ...» is no part of the title."""
    named = re.match(r"(?:\w+(?:ый|ий|ой) )?план ", plain(second)) is not None
    return (named and re.fullmatch(r"план(?: (?:на )?[\d ]+)?", plain(first)) is not None) or (
        len(plain(first).split()) <= 2 and "план" not in plain(first) and "план" in plain(second) and _year_in(second))


def school_year_in(text: str) -> SchoolYear | None:
    """``«2021 – 2022 учебный год»``, ``«2024/2025»``, ``«2016-17 уч.год»``; None where no pair of years stands."""
    text = clean(text)
    for match in _TWO_YEARS.finditer(text):
        first, last = int(match.group(1)), int(match.group(2))
        last += first // 100 * 100 if last < 100 else 0
        if last == first + 1 and 1990 <= first <= 2200:
            return SchoolYear(first)
    spelled = _MONTHS_OF_TWO_YEARS.search(text.lower())
    if spelled and int(spelled[2]) == int(spelled[1]) + 1:  # «сентябрь 2025 – май 2026»
        return SchoolYear(int(spelled[1]))
    return None


def school_year_of(text: str) -> SchoolYear | None:
    """«Сроки проведения: 10-20 марта 2025 года»: the school year of the month that a line names with its year."""
    return next(iter(school_years_of(text)), None)


def school_year_of_days(title: str) -> SchoolYear | None:
    """«С 9 по 15 ноября 2026 года», «IV квартал 2026 года»: the year of a title's months, where all lie on one side of September."""
    if speaks_of_approval(title) or _WHOLE_YEAR.search(title.lower()):
        return None
    quarter = _QUARTER.search(one_line(title).upper())
    if quarter is not None:
        return SchoolYear(int(quarter[2]) - (quarter[1] not in {"IV", "4"}))
    months = [MONTHS[match[1]] for match in MONTH.finditer(title.lower())]
    return school_year_of(title) if len({month >= FIRST_MONTH for month in months}) == 1 else None


def school_years_of(text: str) -> list[SchoolYear]:
    """The school year of each month that a text names with its year: «марта 2025», «14.11.2024», «14.11.24»."""
    found = [(MONTHS[match[1]], int(match[2])) for match in _MONTH_OF_YEAR.finditer(text.lower())]
    found += [(int(match[1]), 2000 + int(match[2] or match[3])) for match in _DAY_OF_YEAR.finditer(text)]
    return [SchoolYear(year if month >= FIRST_MONTH else year - 1) for month, year in found]


def calendar_year_in(text: str) -> int | None:
    """``«на 2024 год»``: the year of a plan by calendar years, None where two years or none stand there."""
    if school_year_in(text):
        return None
    match = re.search(r"(?<!\w)(?:на|за)\s(?:[а-яё]+(?:\s*[-–—]\s*[а-яё]+)?\s)?((?:19|20)\d{2})(?!\d)", one_line(text).lower())
    if match is None and begins_title(text):
        match = _ONE_YEAR.search(text)
    return int(match.group(1)) if match else None


def begins_title(text: str) -> bool:
    """Whether a line may begin the title: it says «план», and is neither a stamp of approval nor a purpose."""
    words = plain(text)
    named = _PLAN.search(words) or (_PROGRAMME.search(words) and not _OF_ROW.match(text))
    return bool(named) and not _is_approval(text) and len(words) <= 300 and not _STOP.match(words)


def _may_be_title(text: str) -> bool:
    return bool(text.strip()) and not _is_approval(text) and not _STOP.match(plain(text)) and _no_month(text)


def _no_month(text: str) -> bool:
    """«Сентябрь 2024» on a line, or as a sheet's name, is no title."""
    return only_month(one_line(text)) is None


def _is_approval(text: str) -> bool:
    return speaks_of_approval(text) and not re.match(r"\s*план", text, re.IGNORECASE)


def _only_year(text: str) -> bool:
    return re.fullmatch(r"(?:на|в)? ?[\d ]+ ?(?:г|гг|год\w*)? ?(?:уч\w* ?(?:г|год\w*)?)?", plain(text)) is not None


def _year_in(text: str) -> bool:
    return bool(_ONE_YEAR.search(text))
