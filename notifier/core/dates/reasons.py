"""Why a phrase is read as it is, in words for the coordinator."""

import datetime as dt

from notifier.core.dates.kinds import DAYS, DEADLINE, EXACT, SPAN, WINDOW, WINDOWS
from notifier.core.dates.meaning import Meaning
from notifier.core.dates.sentence import Sentence

TOO_LONG = "слишком длинный текст для даты"
EMPTY = "дата не указана"
FOREIGN = "на дату не похоже: спросить, что имелось в виду"
NO_DATE = "сказано, что дата не назначена"
ONLY_TIME = "время без даты: спросить дату"
ONGOING = "весь год: в календарь не ставится"
CALENDAR_YEAR = "год без месяца: спросить дату"
DEADLINE_BESIDE = "рядом назван и срок («до …»): он не день встречи"
NO_SUCH_HOURS = "такого времени нет или оно кончается раньше, чем начинается: спросить время"
HOURS_DIFFER = "названо разное время: спросить"
ONE_DAY_TIMED = "час назван у одного из дней: спросить время"
SO_LONG = "столько часов или в этот час: спросить"
MAYBE = "дата названа ориентировочно"
RECURRING = "повторяется: дни можно вычислить"
RECURRING_LOOSELY = "повторяется, но по каким дням, не сказано: спросить даты"

SEVERAL = "повторяется в разные месяцы по-разному: спросить даты"
EXCEPTED = "названы дни, в которые не проводится («кроме …»): спросить даты"

_MONTH = dt.timedelta(days=31)
_OF_KIND = {
    DAYS: "несколько отдельных дней",
    SPAN: "от дня до дня",
    WINDOWS: "несколько сроков без числа: спросить даты",
    DEADLINE: "срок: не позднее названного дня",
}


def schedule(owner: str | None) -> str:
    """The reason for a reading that leaves the date to somebody else."""
    return f"дату назначает не план: {owner}" if owner else "дата по отдельному графику: спросить, по какому"


def of_kind(meaning: Meaning, said: Sentence) -> str:
    """The reason for a reading with days in it."""
    kind = meaning.kind
    if kind is EXACT:
        if said.all_day:
            return "день назван, весь день"
        return "день и время названы" if said.hours else "день назван, время нет: спросить время"
    if kind is not WINDOW:
        return _OF_KIND[kind]
    if meaning.end is None:
        return "сказано только начало: спросить дату"
    month = meaning.start is not None and meaning.start.day == 1 and meaning.end - meaning.start < _MONTH
    return "месяц без числа: спросить дату" if month else "промежуток без числа: спросить дату"
