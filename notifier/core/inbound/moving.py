"""«Встреча 19 ноября переносится на 26 ноября», «переносится в СШ № 33», «перенос на декабрь»: a meeting to another day, place or month.

The former day says which meeting, where one stands on it; a place must have a name.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound import offered
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.asked import appointed, is_by_schedule, mine, only
from notifier.core.inbound.cancelled import standing_on
from notifier.core.inbound.dated import SEVERAL_DAYS, moved
from notifier.core.inbound.rewording import verb_last
from notifier.core.inbound.venue import venue
from notifier.model.order import Asked, Confirm, NotUnderstood, Order, Place
from notifier.model.person import fold
from notifier.model.when import Kind

_MOVE = re.compile(
    said.MOVES + r"(?![\w-])"
    r"\s*(?:дат[уы]\s*|" + said.MEETING + r"\s+)?(?P<former>с\s.{3,40}?\s)?(?:на|:|—|–|-)?\s*(?P<where>.*)")
_SAME_MOMENT = re.compile(
    rf"[\s,;.]+(?:(?:дата|день|время)(?:\s+и\s+(?:дата|день|время))?\s*[:—–-]?\s*{said.UNCHANGED}"
    r"|(?:в\s+)?(?:то|тот)\s+же\s+(?:день\s+и\s+)?(?:время|час))[\s.!]*\Z", re.IGNORECASE)
"""A day and an hour that change nothing: «переносим в ЦДО, время прежнее»."""
_BY_ITS_DAY = re.compile(
    r"(?:(?:эт[уа]|наш[уа])\s)?(?:" + said.MEETING + r"\s)?(?:(?:от|на|с)\s)?"
    r"(?P<day>" + said.DAY_NAMED + said.ITS_HOUR + r")\s(?:" + said.OBLIGED + r"\s)?"
    r"(?P<moved>" + said.MOVES + ".+)")
_AT_ANOTHER_HOUR = re.compile(
    r"(?:" + said.MEETING + r"\s)?(?P<day>" + said.ANY_DAY + r"),?\s"
    r"(?:начн[её]тся|начн[её]м|начинаем|начинается|начало|состоится|переносится|переносим|проводим)\s(?:не\s(?:в|с)\s\d{1,2}[:.]\d{2},?\sа\s)?(?:в|на|с)\s"
    r"(?P<hours>" + said.HOURS + ")")
"""«Встреча 19 ноября начнётся в 15:00» (folded)."""
_ELSEWHERE = re.compile(
    r"(?P<noun>" + said.MEETING + r"\s)?(?:(?P<day>" + said.ANY_DAY + r")\s)?"
    r"(?:" + said.MOVES + r"|переезжа\w+)"
    r"\s(?P<place>(?:в|во|на базу)\s.{2,200})",
    re.IGNORECASE)


def moving(text: str, bare: str, item: str | None, questions: Sequence[Asked], reading: Read) -> Order | None:
    """The move that ``bare`` (``text`` folded, without «давайте») is; None where it is none."""
    to = _ELSEWHERE.fullmatch(_SAME_MOMENT.sub("", text.strip(" .!")))
    if to and (item or to["noun"] or not to["day"]) and (there := venue(to["place"])):  # «19 ноября переносим в ЦДО выставку»
        meeting = standing_on(fold(to["day"]), item, questions, reading) if to["day"] else (item, None)
        return Place(meeting[0], there) if meeting and meeting[1] is None else None
    former = None
    behind = verb_last(bare)
    if (its := _BY_ITS_DAY.fullmatch(behind)) and (meeting := standing_on(its["day"], item, questions, reading)):
        (item, former), bare = meeting, its["moved"]
    elif (its := _AT_ANOTHER_HOUR.fullmatch(behind)) and (meeting := standing_on(its["day"], item, questions, reading)):
        item, former = meeting
        day = former or next(question.stands for question in questions if question.item == item and question.stands)
        bare = f"перенос на {day:%d.%m.%Y} в {its['hours']}"
    found = _MOVE.fullmatch(bare)
    if found is None:
        return None
    events = sorted({question.begins for question in questions if question.item == item and question.begins})
    if former is None and events and is_by_schedule(item, questions):
        if len(events) > 1:
            return NotUnderstood(item, clean_line(text), _which(item, events))
        former = events[0]
    where = found["where"]
    hour = only(question.hour for question in questions if former and question.item == item and question.begins == former)
    if hour is not None:  # without «время то же» others may have set another hour
        where = offered.SAME_HOUR.sub(f" в {hour:%H:%M}", where)
    order = moved(where, item, text, mine(item, questions), reading, keeps_hour=not found["former"])
    if former is None or (isinstance(order, Confirm) and order.when.kind is Kind.EXACT):
        return replace(order, former=former) if isinstance(order, Confirm) else order
    several = reading(found["where"]).kind is Kind.SPAN
    return NotUnderstood(item, clean_line(text), SEVERAL_DAYS.format(row=item) if several else _which(item, [former]))


def _which(item: str | None, events: Sequence[date]) -> str:
    """One of a row's several events moves from its day to another day and hour, and nothing else."""
    return f"{appointed(events)}. Напишите, с какого дня на какой и в котором часу: «{item}: перенос {events[0]:%d.%m} на ДД.ММ в ЧЧ:ММ»"
