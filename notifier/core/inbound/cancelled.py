"""«Отмена»: which row's meeting, which day of it, and why, in her words.

A day she names must be that of a meeting that stands; a reason that speaks of another row or of another date is none.
"""

import re
from collections.abc import Sequence
from datetime import date, time

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.afterthoughts import is_doubt
from notifier.core.inbound.asked import only
from notifier.core.inbound.dated import UNCLEAR
from notifier.core.inbound.politeness import ALAS
from notifier.core.inbound.sentences import is_aside
from notifier.core.inbound.signature import is_surely_signed
from notifier.core.inbound.venue import venue
from notifier.model.order import Asked, Cancel, NotUnderstood
from notifier.model.person import fold
from notifier.model.when import Kind

_WHY = (r"\s*(?:[:—–,.!(-]+\s*(?P<after>.+)|(?P<because>(?:" + said.BECAUSE
        + r"|по (?:техническ|уважительн|семейн|погодн|личн|эпид)\w+)\s.+|по болезни(?:\s.+)?))?")
_CANCEL = re.compile(
    rf"(?:{said.CALLED_OFF}|не состо[ия]тся)(?![\w-])\s*(?P<day>{said.DAY_NAMED}(?![\w-]))?{_WHY}")
_CANCEL_LAST = re.compile(
    r"(?:(?:эт[уа]|наш[уа]|само|эт?о)\s)?(?:" + said.MEETING + r"\s)?"
    r"(?P<day>\d{1,2}(?:\.\d{1,2}(?:\.\d{2,4})?|\s[а-я]{3,8}|-?го|-?е)(?![\w-])" + said.ITS_HOUR + r")?\s*"
    r"(?:" + said.MEETING + r"\s)?[,—–-]*\s*"
    rf"(?:(?:{ALAS}|{said.OBLIGED}),?\s)*"
    rf"(?:{said.CALLED_OFF}|{said.NOT_HELD})(?![\w-])" + _WHY)
"""«Встречу 19 ноября отменяем, карантин»."""
_NO_REASON = re.compile(
    r"\A(?:(?:и\s)?(?:тоже|также)|но|а|как (?:вы )?(?:дума|счита|смотр)\w+|кроме|только|пока|шучу|шутка"
    r"|(?!извин|прост)[а-яё]+[ийь]те(?:сь)?)(?!\w)|\?"
    r"|(?<!\w)(?:(?:(?:тоже|также)(?:\sотмен\w+)?|отменить)\Z|отмен(?:ите|яем)|лучше|давайте|вместо|нов(?:ая|ую) дат[ау]"
    r"|" + said.MOVES + r"|если|возможно|наверн\w+|вероятно|скорее всего|видимо|кажется|может быть|говорят|подождем"
    r"|уточн(?:ю|им)|согласу(?:ю|ем)|подума(?:ю|ем)|(?:встреча|заседание|совещание|мероприятие|она|оно) будет"
    r"|(?:по)?ставим|назначаем|смест\w+"
    r"|реш(?:у|им)|стоп|приходите|приезжайте|подключайтесь|присоединяйтесь|приглаша(?:ем|ю)"
    r"|жд[уе]м? (?:решени|ответ|подтвержд|вас|всех|\d)\w*|не про нас"
    r"|я ошиб\w+|не (?:рассыла|сообща|отправля|пиш|отменя)\w+|" + said.MEET
    + r"|оста(?:ется|вляем)|в силе|будет (?:\d+|онлайн|позже|потом|в \d+))(?!\w)")
"""Another order, a condition, a question (folded); what ``is_doubt`` knows opens a clause."""
_REASON = re.compile(r"\Aпричина(?:\s*[:—–-]+\s*|\s+)", re.IGNORECASE)
_PARTS = re.compile(r"(?<=[,;.!])\s+(?!(?:что|чтобы|как|кто|котор\w+|когда|где)(?!\w))", re.IGNORECASE)
_OF_MONTH = re.compile(r"(\d{1,2})-?(?:го|е)")
_AT_HOUR = re.compile(r",?\s(?:в\s)?(\d{1,2})[:.](\d{2})\Z")


def cancelled(plain: str, item: str | None, text: str, questions: Sequence[Asked], reading: Read) -> Cancel | NotUnderstood | None:
    """The cancelling that ``plain`` (``text`` folded) is; None where it is none."""
    why = said.WHY.match(plain)
    plain = plain[why.end():] if why else plain
    found = _CANCEL.fullmatch(plain)
    last = None if found else _CANCEL_LAST.fullmatch(plain)
    called = found or last
    if called is None:
        return None
    reason, day = called["after"] or called["because"] or (why["why"] if why else ""), called["day"] or ""
    told = _tail(text, reason)
    if (why_only := _without_asides(told)) != told:
        reason, told = fold(why_only), why_only
    is_day = bool(last and day) and said.DATE_WORDS.fullmatch(reason.removeprefix("на ")) is not None
    doubted = _NO_REASON.search(reason) or any(map(is_doubt, said.CLAUSES.split(reason)))
    if doubted or is_day or _is_place(told) or reading(reason).time is not None:
        return NotUnderstood(item, clean_line(text), UNCLEAR)
    if day and (last or item is None):
        meetings = _all_on(day, item, questions, reading)
        if len(meetings) == 1:
            item, meeting = meetings.pop()
            day = f"{meeting:%d.%m.%Y}" if meeting else ""
        elif last:
            rows = ", ".join(sorted({row for row, _ in meetings}))
            which = (f"В этот день назначено несколько встреч ({rows}). Начните с имени строки: «ИМЯ: отмена, причина»" if meetings
                     else f"{'На это время' if _AT_HOUR.search(day) else 'В этот день'} ничего не назначено. {UNCLEAR}")
            return NotUnderstood(item, clean_line(text), which)
    return Cancel(item, clean_line(why["why"].capitalize() if why and reason == why["why"] else told), day)


def _without_asides(told: str) -> str:
    """«Извините, карантин» and «предупредите всех, карантин» without what is no reason; a name alone is none."""
    kept = [part for part in _PARTS.split(_REASON.sub("", told)) if not is_aside(part)]
    return "" if is_surely_signed(told) else " ".join(kept).rstrip(" ,;.")


def _is_place(reason: str) -> bool:
    """«СШ № 5», «онлайн»: where a meeting is, and not why it is none."""
    where = venue(reason)
    return fold(where) == "онлайн" or any(sign.isdigit() or sign.isupper() for sign in where[1:])


def standing_on(day: str, item: str | None, questions: Sequence[Asked], reading: Read) -> tuple[str, date | None] | None:
    """The one row whose meeting stands on this day (and at its hour, where one is said); with the day where that is one of the row's
    several meetings."""
    return only(_all_on(day, item, questions, reading))


def _all_on(day: str, item: str | None, questions: Sequence[Asked], reading: Read) -> set[tuple[str, date | None]]:
    found: set[tuple[str, date | None]] = set()
    for question in questions:
        if item in (None, question.item):
            if question.stands and _is_day(question.stands.date(), question.stands.time(), day, reading):
                found.add((question.item, None))
            if question.begins and _is_day(question.begins, question.hour, day, reading):
                found.add((question.item, question.begins))
    return found


def _is_day(meeting: date, hour: time | None, day: str, reading: Read) -> bool:
    if at := _AT_HOUR.search(day):
        if is_another_hour(at[0], hour):
            return False
        day = day[:at.start()]
    if of_month := _OF_MONTH.fullmatch(day):
        return meeting.day == int(of_month[1])
    when = reading(day)
    return when.kind is Kind.EXACT and when.start == meeting


def is_another_hour(said_so: str, hour: time | None) -> bool:
    """Whether a meeting's hour, as she said it («в 13:00»), is not the one at which it stands; where she said none, it is no other."""
    at = _AT_HOUR.search(said_so)
    return at is not None and hour not in (None, time(int(at[1]), int(at[2])))


def _tail(text: str, folded: str) -> str:
    """The end of ``text`` that ``folded`` was made of, with its own letters."""
    words = len(folded.split())
    return " ".join(text.strip(" .!)»«\"").split()[-words:]).strip(" —–-:(") if words else ""
