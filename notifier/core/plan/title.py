"""The plan's title: which of the lines before the first table it is."""

import re
from dataclasses import dataclass

from notifier.core.plan.approval import speaks_of_approval
from notifier.core.plan.months import only_month
from notifier.core.plan.wording import one_line, plain
from notifier.core.plan.words import MONTHS

_PLAN = re.compile(r"(?<!\w)п ?л ?а ?н(?:а|у|ом|ы|ирование)?(?!\w)|календарь|циклограмм|дорожная карта|график работы")
_PROGRAMME = re.compile(r"(?<!\w)(?:программа|расписание|график)(?!\w)")
_OF_ROW = re.compile(  # «2. 27 сентября. Игровая программа», not «85 лет району: программа»
    rf"\s*(?:\d{{1,3}}(?:\.\d{{1,4}})*[.)]|\d{{1,2}}\.\d\d(?!\d)|\d{{1,2}}(?:\s?[-–—]\s?\d{{1,2}})?\s(?i:{'|'.join(MONTHS)})|\d{{1,3}}\s[А-ЯЁ])")
ONE_YEAR = re.compile(r"(?<![\d.])((?:19|20)\d{2})(?!\d)")
_STOP = re.compile(r"^(?:цел|сроки? проведени|задач|методическ\w* тема|тема|руководител|председател|составител|приложени|единая)")
_MOST_PARAGRAPHS = 5


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
    return bool(ONE_YEAR.search(text))
