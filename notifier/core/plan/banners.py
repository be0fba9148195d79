"""Lines that stand alone: a month, a day, a sector's title, the plan's title, or text for people.

They come as a merged row, as a plain row whose other cells are empty, or as a paragraph around tables.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from notifier.core.plan.approval import is_signature
from notifier.core.plan.labels import labelled
from notifier.core.plan.meetings import is_counted_meeting
from notifier.core.plan.months import month_themed, only_month, year_in
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.wording import any_of, one_line, plain
from notifier.core.plan.words import NOTES, SECTOR_HEADERS
from notifier.core.russian import MONTH_NAMES

_LONGEST_SECTOR = 160
_LONGEST_TITLE = 5  # words of one that a full stop ends

_DATE_LABEL = re.compile(r"^(?:дата(?: проведения)?|срок(?:и)?(?: проведения)?|число|день)\s*[-–—:.]*\s*", re.IGNORECASE)
_ROMAN_TITLE = re.compile(r"^(?:[IVXХ]{1,5}|\d{1,2})(?:\.\d{1,2})*\s*[.)]?\s+(?=[А-ЯЁ«A-Z])|^[IVXХ]{1,5}[.)]\s*(?=\S)")
_PART = re.compile(  # «V. Раздел. »
    r"^(?:(?:[IVXХ]+|\d+)(?:-\w{1,2})?[.)]?\s+)?(?:сектор|раздел|модул|блок|направлени)\w*[.:]?\s*", re.IGNORECASE)
_TABLE_TITLE = re.compile(r"таблица (?:№ ?)?\d+ [а-яё]")
_BARE_TABLE = re.compile(r"таблица (?:№ ?)?\d+")  # counts the document's tables, and names nothing
_TELLING = re.compile(r"\b(?:буд[еу]т|\w+тся|\w+(?:[аеуюя]ют|дят|дут))\b")  # «Встречи проходят в ЦДО.», «Положения будут разосланы.»


class Line(StrEnum):
    """What a line that stands alone is."""

    MONTH = "month"
    DAY = "day"
    SECTOR = "sector"
    NOTE = "note"
    OTHER = "other"  # may be a sector or a row, depending on where it stands


@dataclass(frozen=True, slots=True)
class Banner:
    """A line's meaning: ``month`` (1-12) and ``year`` for MONTH, ``phrase`` for DAY."""

    line: Line
    text: str
    month: int | None = None
    year: int | None = None
    phrase: str = ""


def read_banner(text: str, year: PlanYear) -> Banner:
    """What a line standing alone means."""
    line = one_line(text)
    words = plain(text)
    month = only_month(line)
    phrase = _DATE_LABEL.sub("", line)
    if year.is_open(phrase):
        phrase = line = phrase.rstrip(" .:")  # «В течение года:»
        return Banner(Line.DAY, line, phrase=phrase)
    if month is None and year.is_only_date(phrase):  # «Октябрь (1 неделя)»
        return Banner(Line.DAY, line, phrase=phrase)
    month = month or month_themed(line)
    if month is not None:
        name = MONTH_NAMES[month - 1].capitalize() if re.match(r"(?:на|за|в|месяц)\s", line, re.IGNORECASE) else line
        return Banner(Line.MONTH, name, month=month, year=year_in(line))
    if is_signature(line):
        return Banner(Line.NOTE, line)
    if (line.startswith("*") and words) or _BARE_TABLE.fullmatch(words):
        return Banner(Line.NOTE, line)  # what «Физика*» says below the table
    if any_of(SECTOR_HEADERS).match(re.sub(r"^(?:\d+|[ivx]+) ", "", words)) or words.endswith("сектор") or _TABLE_TITLE.match(words):
        return Banner(Line.SECTOR, line)
    if any_of(NOTES).match(words):
        return Banner(Line.NOTE, line)
    if _ROMAN_TITLE.match(line) and len(line) <= _LONGEST_SECTOR:
        return Banner(Line.SECTOR, line)
    return Banner(Line.OTHER, line)


def says_of_title(text: str, title: str) -> bool:
    """«Руководитель: Ким А.А.», «(по заявкам школ)», the name of its table, a sentence below a title that is none: what is said of it."""
    line = one_line(text)
    if _is_sentence(title) or names_table(title):
        return False
    aside = line.startswith("(") and line.endswith(")")
    return aside or names_table(line) or labelled(line) is not None or (_is_sentence(line) and not title.rstrip().endswith("."))


def names_table(text: str) -> bool:
    """«Таблица 2», «Таблица 2 – Конкурсы года»."""
    words = plain(text)
    return _BARE_TABLE.fullmatch(words) is not None or _TABLE_TITLE.match(words) is not None


def _is_sentence(line: str) -> bool:
    return line.rstrip().endswith(".") and (len(line.split()) > _LONGEST_TITLE or _TELLING.search(line) is not None)


def looks_like_sector(text: str) -> bool:
    """Whether a line in capitals or without a full stop may be a title: short, and no sentence."""
    line = one_line(text)
    if line[:1].islower() or line.endswith((":", ";", ",")):
        return False
    if is_counted_meeting(line):
        return len(line) <= _LONGEST_SECTOR  # «Заседание № 2. Ноябрь. Работа с родителями»
    return len(line) <= _LONGEST_SECTOR and not re.search(r"[а-яё]{3,}\.\s+[А-ЯЁ]", _PART.sub("", line))
