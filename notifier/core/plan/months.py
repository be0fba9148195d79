"""The month that a line names: alone, above what it is given to, in a plan's title; and the year that a text names."""

import re

from notifier.core.plan.wording import one_line, plain
from notifier.core.plan.words import MONTHS
from notifier.core.russian import MONTH_NAMES

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
MONTH = re.compile(rf"(?<!\w)({'|'.join(MONTHS)})\w{{0,3}}(?!\w)")
"""A month's name in a ``plain`` text, in any case."""
_ASIDE_MONTH = re.compile(rf"(?:^|[(.:,–—-]\s*)({'|'.join(MONTH_NAMES)})(?:\s+(?:19|20)\d\d(?!\d)|\s*\)?\.?$)")
_THEMED = re.compile(
    r"(?P<month>[А-ЯЁа-яё]+(?:\s+20\d\d(?:\s*г(?:ода|\.)?)?)?)\s*(?:[.:,]\s|[–—-]\s|(?=[(«\"]))(?=.*[а-яё]{3}|\(\d)", re.IGNORECASE)


def only_month(line: str) -> int | None:
    """The month where a line names exactly one and nothing else but a year: «Январь», «ОКТЯБРЬ 2024 г.», «На май», «янв.2027»."""
    words = plain(re.sub(r"^(?:[IVXХ]+\s*[.)]?|\d{1,2}[.)])\s+", "", line))
    match = re.fullmatch(r"(?:на |за |в )?(?:месяц )?([а-я]+)(?: месяц\w?)?(?: (?:19|20)\d{2})?(?: ?(?:г|год\w?))?", words)
    if match is None:
        return None
    short = next((stem for stem in MONTHS if len(match[1]) > 2 and stem.startswith(match[1])), match[1])  # «сент», the name of a sheet
    return _month(short)


def month_themed(line: str) -> int | None:
    """«СЕНТЯБРЬ. Месячник безопасности», «Октябрь 2026 г. (Неделя чтения)»: a month and what it is given to."""
    found = _THEMED.match(line)
    return only_month(found["month"]) if found and not MONTH.search(plain(line[found.end():])) else None


def title_month(text: str) -> tuple[int, int | None] | None:
    """The month of a title («План работы на декабрь 2025 года»), where it names exactly one; None for «январь-март»."""
    words = plain(text)
    found = [_month(match.group()) for match in MONTH.finditer(words)]
    months = [month for month in found if month]
    if len(months) != 1 or not re.search(r"(?:на|за|в|план\w*|мероприят\w+) (?:" + "|".join(MONTHS) + ")", words):
        return None
    return months[0], year_in(text)


def month_aside(title: str) -> tuple[int, int | None] | None:
    """The month that a plan's title names beside what it is: «План месячника (октябрь 2026 г.)», «Афиша. Декабрь»."""
    found = _ASIDE_MONTH.findall(one_line(title).lower())
    return (MONTH_NAMES.index(found[0]) + 1, year_in(title)) if len(found) == len(MONTH.findall(plain(title))) == 1 else None


def year_in(text: str) -> int | None:
    """The year that a text names first."""
    match = _YEAR.search(text)
    return int(match.group(1)) if match else None


def _month(word: str) -> int | None:
    return next((number for stem, number in MONTHS.items() if re.fullmatch(stem + r"(?:ь|я|е|а|у|ю|й|ем|ом)?", word)), None)
