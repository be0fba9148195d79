"""What her short answer leaves out and the mail she answers says: the hour of a day that was suggested, the day of an hour.

Only where exactly one suggestion, or the one meeting of the row, completes it; anything else is asked back.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import datetime, time

from notifier.core.dates.limits import FIRST_HOUR
from notifier.core.events.reading import Read
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.asked import mine, only, standing
from notifier.core.phrases import offered_at
from notifier.model.order import Asked, Confirm
from notifier.model.person import fold
from notifier.model.when import Kind, When

Said = tuple[str, str | None]
"""Her words, completed, and the row they are about."""
_HOUR_CHANGED = re.compile(
    r"(?:(?:да|нет|ок|хорошо|согласна|согласен|подходит|устраивает|только|лучше|но)[\s,]+)*(?:перен[ео]с\w*\s+)?(?:время|начало|час|начн[её]м|начн[её]тся|начинается)?"
    r"(?:\s+(?:переносится|переносим|меняем|изменилось|изменили|поменялось|сместилось|сдвинули))?\s*[,:—–-]?\s*(?:на|в|с|к)?\s*"
    r"(?P<hours>\d{1,2}[:.-]\d{2}(?:\s*(?:[-–—]|до)\s*\d{1,2}[:.-]\d{2})?)\s*", re.IGNORECASE)
_FULL_HOUR = re.compile(
    r"(?:(?:да|нет|ок|хорошо|согласна|согласен|только|лучше|но)[\s,]+)*(?:(?:время|начало|начн[её]м)\s*[,:—–-]?\s*)?(?:в|с|на)\s+"
    r"(?P<hour>[89]|1\d|20)(?:\s+час\w*|(?<=начало в [89])|(?<=начало в \d\d)|(?<=начнем в \d\d))")
"""«Начало в 15», «в 15 часов» (folded): no day of the month."""
_DAY_OR_HOUR = r"(?:0?[1-9]|[12]\d|3[01])[.-](?:0[1-9]|1[0-2])"
_DAY_TO_HOUR = re.compile(rf"{_DAY_OR_HOUR}\s*[-–—]\s*\d{{1,2}}:")
"""«28.10 - 12:00»: a day and its hour."""
_NO_HOUR = r"(?:в\s)?\d{1,2}[.-](?:0[1-46-9]|1[12])(?!\d)"
"""«В 12.12»: people meet at no such minute."""
_ASKED_HOUR = re.compile(r"(?:в|к|с)\s+(?P<hour>[89]|1\d|20)(?:\s*(?:ч|час\w*)\.?)?")
"""«В 15» in answer to «Не указано время» (folded)."""
_MAY_BE_DAY = re.compile(
    rf"(?!.*(?<!\w)(?:время|начало|час|начн[её]м|в)\s(?!{_NO_HOUR})).*?"
    rf"(?<!\d){_DAY_OR_HOUR}(?:\s*(?:[-–—]|до)\s*{_DAY_OR_HOUR})?", re.IGNORECASE)
"""«19.11», «перенос на 12.10»: what may be a day is no hour, where neither «в» nor «время» says so."""
SAME_HOUR = re.compile(
    r"(?:^|[\s,;]+)(?:время\s+(?:обычное|как\s+(?:обычно|всегда))|в\s+обычное\s+время|(?:в|на|время)\s+(?:то|тот|это)\s+же(?:\s+(?:время|час))?|то\s+же\s+время"
    r"|время\s+(?:прежнее|не\s+меняется|без\s+изменений))", re.IGNORECASE)
_OF_MONTH = r"(?:\s?-?\s?(?:го|ого|е|ое|му)(?:\sчисл[оа])?|\sчисл[оа])"
DAY_OF_MONTH = re.compile(rf"{said.LEAD}(?:на\s)?(?P<day>\d{{1,2}})(?P<said>{_OF_MONTH})(?!\w){said.TAIL}")
"""«19-го», «на 19-е число»: a day of the month, if one of the suggestions has it (folded)."""
_WEEKDAY = rf"(?:(?:(?:в|во|на)\s)?(?P<weekday>{said.WEEKDAYS}|{said.SHORT_WEEKDAYS}),?\s)?"
_DAY_AND_HOUR = re.compile(
    said.LEAD + _WEEKDAY + r"(?:на\s)?(?P<day>\d{1,2})(?:" + _OF_MONTH +
    r"(?P<hours>,?\s+(?:(?:в|с|на|к)\s+)?\d{1,2}(?:[:.\s-]\d{2}|\s+час).*|,?\s+в\s+\d{1,2})"
    r"|(?:\s?-?\s?го|\s?-?\s?е\sчисло|\sчисл[оа])" + said.TAIL + ")")
_SUGGESTED = re.compile(r"\d{2}\.\d{2}\.\d{4} \d{2}:\d{2}")
DAY_ALONE = re.compile(r"(\d{1,2})(?:\s*-?\s?(?:го|е|ое))?(?:\s+числ[оа])?")
_LAST = re.compile(said.LEAD + r"последн(?:ий|ее|яя|юю|им|ей)(?:\s(?:день|из предложенных))?" + said.TAIL)


def suggested(when: When, asked: Sequence[Asked], reading: Read) -> Confirm | None:
    """«19 ноября», or «19 ноября в полтретьего»: the one suggestion of that day, at the hour it was suggested for."""
    found = {(row, moment) for row, moment in moments(asked) if moment.date() == when.start and _is_hour(when.time, moment)}
    return _taken(found, reading) if when.kind is Kind.EXACT and not when.suspicious else None


def of_month(day: int, asked: Sequence[Asked], reading: Read) -> Confirm | None:
    """«26-го»: the one suggestion that has this day of the month."""
    return _taken({(row, moment) for row, moment in moments(asked) if moment.day == day}, reading)


def last(plain: str, asked: Sequence[Asked], reading: Read) -> Confirm | None:
    """«Последний вариант» of the one row that suggestions were made for."""
    if _LAST.fullmatch(plain) is None:
        return None
    offering = [question for question in asked if question.choices]
    if len({question.item for question in offering}) != 1:
        return None
    return _taken(set([*moments(offering)][-1:]), reading)


def rehoured(text: str, item: str | None, asked: Sequence[Asked]) -> Said | None:
    """«В 15:00» with the day it belongs to: the one whose hour she was asked for, or was suggested, or has her row's one meeting."""
    plain = fold(text).strip(" .!")
    changed, full, answer = _HOUR_CHANGED.fullmatch(text.strip(" .!")), _FULL_HOUR.fullmatch(plain), _ASKED_HOUR.fullmatch(plain)
    if changed is not None and not _MAY_BE_DAY.fullmatch(text.strip(" .!")) and not _DAY_TO_HOUR.match(changed["hours"]):
        hours = changed["hours"]
    elif whole := full or answer:
        hours = f"{whole['hour']}:00"
    else:
        return None
    here = {question.item for question in asked if question.here}
    days = {(question.item, question.day) for question in asked
            if question.day and (question.item == item if item else question.item in here)}
    if not days and (changed or full):
        days = {(item, moment.date()) for moment in standing(item, asked) if item}
    its = only(days)
    return (f"{its[1]:%d.%m.%Y} {hours}", its[0]) if its else None


def in_month(text: str, asked: Sequence[Asked]) -> Said | None:
    """«19-го в 15:00», «19-го» in the one month that a day is asked for in, else in that of the meeting."""
    found = _DAY_AND_HOUR.fullmatch(fold(text).strip(" .!"))
    months = {(question.item, question.window[0].replace(day=1)) for question in asked if question.window is not None
              and (question.window[0].year, question.window[0].month) == (question.window[1].year, question.window[1].month)} or {
                  (question.item, question.stands.date().replace(day=1)) for question in asked if question.stands is not None}
    offered = any(question.window is None and question.offers for question in asked)  # «19-го» is the one that was suggested
    if found is None or len(months) != 1 or (not found["hours"] and (offered or any(question.stands for question in asked))):
        return None
    row, month = months.pop()
    weekday = f"{found['weekday']}, " if found["weekday"] else ""
    return f"{weekday}{int(found['day']):02}.{month:%m.%Y}{found['hours'] or ''}", row


def same_hour(text: str, item: str | None, asked: Sequence[Asked], *, moved: bool = False) -> str:
    """«26 ноября, время то же» with the hour that the row's one meeting has, else (``moved``: nothing else) the one of all
    days suggested for it."""
    if SAME_HOUR.search(text) is None:
        return text
    hours = {moment.time() for moment in standing(item, asked)} or {
        moment.time() for row, moment in moments(asked) if item in (None, row) and not moved}
    return SAME_HOUR.sub(f" в {hours.pop():%H:%M} ", text).strip() if len(hours) == 1 else text


def corrected(former: str, rest: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Said | None:
    """«Не 12, а 13»: what she said instead, with the month and hour of what stands or was suggested; None where that is not plain."""
    when = reading(rest)
    if when.kind is Kind.EXACT and (said.DATE_WORDS.fullmatch(fold(former)) or said.CHOICE.fullmatch(fold(former))):
        meant = _at_its_hour(when, former, item, asked, reading)
        plain = said.DATE_WORDS.fullmatch(fold(rest)) and not said.PART_OF_DAY.search(rest)
        return (meant if plain else None) if meant else (rest, item)  # «не 19, а 26 ноября, дистанционно» says more than the day
    days = [found for part in (former, rest) if (found := DAY_ALONE.fullmatch(fold(part).strip(" .!")))]
    if len(days) != 2:
        return None
    was, now = (int(found[1]) for found in days)
    its = mine(item, asked)
    if (other := of_month(now, its, reading)) and of_month(was, its, reading):
        return other.phrase, other.item
    row, moment = _meant(item, asked)
    if moment is None or moment.day != was or now > monthrange(moment.year, moment.month)[1]:
        return None
    return f"{moment.replace(day=now):%d.%m.%Y %H:%M}", row or None


def _at_its_hour(when: When, former: str, item: str | None, asked: Sequence[Asked], reading: Read) -> Said | None:
    """«Не 26, а 27 ноября» of the meeting that stands on the 26th."""
    row, moment = _meant(item, asked)
    was = re.search(r"\d{1,2}", former)
    if moment is None or when.time is not None or when.all_day or when.start is None or was is None or moment.day != int(was[0]):
        return None
    if said.DAY.search(former) and reading(former).start != moment.date():  # «не 19 декабря», where it stands on 19 November
        return None
    return f"{when.start:%d.%m.%Y} {moment:%H:%M}", row or None


def _meant(item: str | None, asked: Sequence[Asked]) -> tuple[str, datetime] | tuple[None, None]:
    """The row and moment of the one meeting that stands, or of the one that she just decided."""
    return only((question.item, question.stands) for question in asked
                if question.stands and (question.item == item if item else question.fresh)) or (None, None)


def moments(asked: Sequence[Asked]) -> Iterator[tuple[str, datetime]]:
    """Row and moment of every day that was suggested."""
    for question in asked:
        for phrase in (*question.choices, *question.offers):
            if _SUGGESTED.fullmatch(phrase):  # a month may be offered as well
                yield question.item, offered_at(phrase)


def _is_hour(hour: time | None, moment: datetime) -> bool:
    in_the_afternoon = hour is not None and hour.hour < FIRST_HOUR and (hour.hour + 12, hour.minute) == (moment.hour, moment.minute)
    return hour is None or hour == moment.time() or in_the_afternoon


def _taken(found: set[tuple[str, datetime]], reading: Read) -> Confirm | None:
    if (meant := only(found)) is None:
        return None
    row, moment = meant
    phrase = f"{moment:%d.%m.%Y %H:%M}"
    return Confirm(row, phrase, reading(phrase))
