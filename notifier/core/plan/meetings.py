"""The title of a meeting: its number, its topic, the date and the place that it names («Заседание № 2 (28 августа, СШ № 5). Тема: …»)."""

import re
from collections.abc import Sequence

from notifier.core.plan.labels import label_parts, labelled
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.venues import looks_like_place
from notifier.core.plan.wording import any_of, one_line, plain
from notifier.core.plan.words import BETWEEN_MEETINGS, INSTITUTIONS, MEETINGS, ORDINALS, ROMAN, Role

_COUNTED_MEETING = re.compile(
    rf"(?:{'|'.join(MEETINGS)})\s*№?\s*\d|(?:(?:{'|'.join(ORDINALS)})\w+|[IVX]+|\d{{1,2}}-?е)\s+(?:{'|'.join(MEETINGS)})\b", re.IGNORECASE)
MEETING_AND_DATE = re.compile(
    rf"(?P<said>(?:[IVX]+|\d{{1,2}})(?:-?е)?\s+(?:{'|'.join(MEETINGS)})|(?:{'|'.join(MEETINGS)})\s*№?\s*\d{{1,2}})"
    r"(?:\s*[-–—.,:(]+\s*|\s+)(?P<when>.+?)\)?", re.IGNORECASE)
"""«Заседание № 1 (10 сентября)»: what is ``said`` of it, and ``when`` it is."""
_ASIDE = re.compile(r"\(([^()]+)\)")
_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_ROMAN = re.compile(r"([IVX]+)\s")
_TOPIC_LABEL = re.compile(r"\s*(?<!\w)Тема\s*:\s*")
_PARTS = re.compile(r"(?<!\bг)\.\s+|(?<=\bг\.)\s+(?=[А-ЯЁ«])|[:;,–—]\s+")  # the dot of «2024 г.» ends nothing but a sentence
_ENDS_IN_YEAR = re.compile(r"\d\s*г\.\s*$")


def is_counted_meeting(text: str) -> bool:
    """«Заседание № 1 (27 августа)»: the title of what follows, wherever it stands."""
    return _COUNTED_MEETING.match(one_line(text)) is not None


def is_between_meetings(text: str) -> bool:
    """«Межсекционная работа:»: what follows belongs to no meeting."""
    return any_of(BETWEEN_MEETINGS).match(plain(text)) is not None


def said_in(title: str, year: PlanYear) -> tuple[str, str]:
    """The date that a title names, and the place beside it: by its labels, in its brackets, or a meeting's between its stops."""
    if by_labels := _said_by_labels(title, year):
        return by_labels
    beside, when = "", list[str]()
    if aside := _ASIDE.search(title):
        when, others = _dated(re.split(r"[,;]\s+", aside[1]), year)
        beside = ", ".join(others) if when else ""
    elif any_of(MEETINGS).match(plain(title)) or is_counted_meeting(title):
        when, others = _dated(_PARTS.split(title.rstrip(" .") + ("." if _ENDS_IN_YEAR.search(title) else "")), year)
        last = others[-1] if when and others else ""
        named = title.endswith(f", {last}") and re.search(r"[\d«]", last) and any_of(INSTITUTIONS).match(plain(last))
        beside = last if named else ""  # «I заседание – 27 августа, 10.00, СШ № 26», not «итоги школы № 5»
    placed = looks_like_place(beside) or any_of(INSTITUTIONS).search(plain(beside))
    return ", ".join(when), beside if placed else ""


def _said_by_labels(title: str, year: PlanYear) -> tuple[str, str] | None:
    """«Заседание № 1 Тема: … Дата: … Место: …»."""
    said = [found for part in label_parts(title) if (found := labelled(part))] if is_counted_meeting(title) else []
    dates, hours, places = ([value for each, _, value in said if each is role] for role in (Role.DATE, Role.TIME, Role.PLACE))
    return (" ".join((*dates, *hours)), " ".join(places)) if dates and year.is_date(dates[0]) else None


def _dated(pieces: Sequence[str], year: PlanYear) -> tuple[list[str], list[str]]:
    """The pieces that are dates, and hours beside a date; and the others."""
    days = [piece for piece in pieces if year.is_only_date(piece)]
    when = [piece for piece in pieces if piece in days or (days and is_time(piece))]
    return when, [piece for piece in pieces if piece not in when]


def topic_of(title: str, when: str, place: str) -> str:
    """A meeting's title without «Тема:» and without its date and place, which may be moved."""
    title = " ".join(part for part in label_parts(title) if (labelled(part) or (Role.TOPIC,))[0] not in {Role.DATE, Role.TIME, Role.PLACE})
    aside = next((match for match in _ASIDE.finditer(title) if _words(match[1]) <= _words(f"{when} {place}")), None)
    span = aside.span() if aside else (title.find(when), title.find(when) + len(when)) if when in title else (len(title), len(title))
    before, after = title[: span[0]].rstrip(" .,:;–—-"), title[span[1]:]
    after = "" if place and after.strip(" ,") == place else after
    return one_line(_TOPIC_LABEL.sub(" ", before + after))


def number_of(title: str) -> str | None:
    """«Заседание № 2», «Второе заседание» and «II заседание» are the second."""
    roman = _ROMAN.match(title.upper())
    if roman is not None:
        return str(ROMAN.index(roman[1]) + 1) if roman[1] in ROMAN else roman[1]
    spelled = next((str(at) for at, stem in enumerate(ORDINALS, start=1) if title.lower().replace("ё", "е").startswith(stem)), None)
    number = _NUMBER.search(title)
    return spelled or (number[1] if number else None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
