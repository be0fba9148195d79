"""Which year a plan is for: a school year or a calendar year, by its title, its headings, its file's name, or most of its dates."""

import re
from collections import Counter

from notifier.core.plan.approval import speaks_of_approval
from notifier.core.plan.months import MONTH, month_aside, only_month, title_month, year_in
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.title import ONE_YEAR, begins_title
from notifier.core.plan.wording import clean, one_line
from notifier.core.plan.words import MONTHS
from notifier.model.plan import Document, Table
from notifier.model.problem import Problem, Severity
from notifier.model.when import SchoolYear

_TWO_YEARS = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*(?:г\.?|год\w*)?\s*[-–—−/\\]\s*((?:(?:19|20)\d{2}|\d{2}))(?!\d)")
_MONTHS_OF_TWO_YEARS = re.compile(
    r"(?:август|сентябр|октябр|ноябр|декабр)\w*\s+(20\d\d)(?!\d).{1,20}?(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август)\w*\s+(20\d\d)(?!\d)")
_QUARTER = re.compile(r"(?<!\w)(IV|I{1,2}|[124])(?:-?Й)? КВАРТАЛЕ?\s+(20\d\d)(?!\d)")  # the third lies in two school years
_WHOLE_YEAR = re.compile(r"(?<!\w)(?:на|за)\s+20\d\d\s*(?:г|календ)")
_MONTH_OF_YEAR = re.compile(rf"(?<!\w)({'|'.join(MONTHS)})\w*\s+(20\d\d)(?!\d)")
_DAY_OF_YEAR = re.compile(r"(?<!\d)\d{1,2}\.(0?[1-9]|1[0-2])\.(?:20(\d\d)|([23]\d))(?!\d|\.\d)")
_YEAR = re.compile(r"(?<![\d.])(20\d{2})(?!\d)")  # «1941-1945» is a topic
_UNKNOWN_YEAR = SchoolYear(2000)
_FIRST_MONTH = 9  # a school year begins in September


def year_and_month(
    document: Document, title: str, head: list[str], fallback: SchoolYear | None, problems: list[Problem]
) -> tuple[PlanYear, int | None]:
    """The plan's year, and its month where the whole plan is for one. ``head``: the lines before the rows; ``fallback``: taken, with a
    problem, where nothing says a year.
    """
    calendar = calendar_year_in(title)
    single = title_month(title) or (None if speaks_of_approval(title) else month_aside(title))
    month = single[0] if single else None
    found = school_year_in(title) or (None if single else _school_year_of_days(title))
    if found is None and calendar is None:
        said = [*head, document.name]
        found = next(filter(None, map(school_year_in, said)), None)
        calendar = next(filter(None, map(calendar_year_in, said)), None) if found is None else None
    if found is not None:
        return PlanYear(found), month
    if calendar is not None and month is not None:
        return PlanYear(_of_month(month, calendar)), month
    if calendar is not None:
        problems.append(Problem(
            Severity.INFO, "calendar-year",
            f"План на календарный {calendar} год: учебным годом взят {SchoolYear(calendar - 1)}, месяцам с сентября приписан их год.",
            advice="Если нужен другой учебный год, исправьте school_year в файле плана."))
        return PlanYear(SchoolYear(calendar - 1), calendar), month
    named = _year_of_months(document) or next((PlanYear(said) for said in map(_school_year_of, head) if said), None)
    return named or _year_from_cells(document, fallback, problems), month


def _year_of_months(document: Document) -> PlanYear | None:
    """The year of headings and sheets «Сентябрь 2024», «Январь 2025»: a school year, or a calendar year of which they name both halves."""
    texts = [block if isinstance(block, str) else block.heading for block in document.blocks]
    named = [(month, year) for text in texts if (month := only_month(one_line(text))) and (year := year_in(text))]
    schools = {_of_month(month, year) for month, year in named}
    if len(schools) == 1:
        return PlanYear(schools.pop())
    years = {year for _, year in named}
    return PlanYear(SchoolYear(min(school.first for school in schools)), *years) if len(years) == 1 else None


def _year_from_cells(document: Document, fallback: SchoolYear | None, problems: list[Problem]) -> PlanYear:
    text = "\n".join(cell.text for block in document.blocks if isinstance(block, Table) for row in block.rows for cell in row)
    pair = school_year_in(text) or _year_of_most(text)
    years = Counter(int(year) for year in _YEAR.findall(text))
    if pair is None and len(years) > 1:
        common = sorted(year for year, _ in years.most_common(2))
        pair = SchoolYear(common[0]) if common[1] == common[0] + 1 else None
    found = pair or fallback
    problems.append(Problem(
        Severity.WARNING if found else Severity.ERROR, "no-school-year",
        f"Учебный год в названии не найден; взят {found}." if found else "Учебный год не найден ни в названии, ни в датах.",
        advice="Впишите school_year = \"2020-2021\" в файл плана или год в название документа."))
    return PlanYear(found or _UNKNOWN_YEAR)


def _year_of_most(text: str) -> SchoolYear | None:
    """The school year in which most of the days and months lie that are written with their year; None without a majority of two."""
    years = Counter(_school_years_of(text)).most_common(1)
    return years[0][0] if years and years[0][1] > 1 and years[0][1] * 2 > len(_school_years_of(text)) else None


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


def _school_year_of(text: str) -> SchoolYear | None:
    """«Сроки проведения: 10-20 марта 2025 года»: the school year of the month that a line names with its year."""
    return next(iter(_school_years_of(text)), None)


def _school_year_of_days(title: str) -> SchoolYear | None:
    """«С 9 по 15 ноября 2026 года», «IV квартал 2026 года»: the year of a title's months, where all lie on one side of September."""
    if speaks_of_approval(title) or _WHOLE_YEAR.search(title.lower()):
        return None
    quarter = _QUARTER.search(one_line(title).upper())
    if quarter is not None:
        return SchoolYear(int(quarter[2]) - (quarter[1] not in {"IV", "4"}))
    months = [MONTHS[match[1]] for match in MONTH.finditer(title.lower())]
    return _school_year_of(title) if len({month >= _FIRST_MONTH for month in months}) == 1 else None


def _school_years_of(text: str) -> list[SchoolYear]:
    """The school year of each month that a text names with its year: «марта 2025», «14.11.2024», «14.11.24»."""
    found = [(MONTHS[match[1]], int(match[2])) for match in _MONTH_OF_YEAR.finditer(text.lower())]
    found += [(int(match[1]), 2000 + int(match[2] or match[3])) for match in _DAY_OF_YEAR.finditer(text)]
    return [_of_month(month, year) for month, year in found]


def _of_month(month: int, year: int) -> SchoolYear:
    """The school year in which a month lies."""
    return SchoolYear(year if month >= _FIRST_MONTH else year - 1)


def calendar_year_in(text: str) -> int | None:
    """``«на 2024 год»``: the year of a plan by calendar years, None where two years or none stand there."""
    if school_year_in(text):
        return None
    match = re.search(r"(?<!\w)(?:на|за)\s(?:[а-яё]+(?:\s*[-–—]\s*[а-яё]+)?\s)?((?:19|20)\d{2})(?!\d)", one_line(text).lower())
    if match is None and begins_title(text):
        match = ONE_YEAR.search(text)
    return int(match.group(1)) if match else None
