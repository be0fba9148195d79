"""What can be known to be wrong or open in a plan, each with a code, a place and advice.

A finding is silenced in the plan file, in its row, with a reason: ``silence = { "several-venues" = "оба здания во дворе" }``.
The codes are listed with examples in ``docs/plans.md``.
"""

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator
from difflib import get_close_matches

from notifier.core.phrases import is_audience, is_online_place
from notifier.core.plan.counting import miscounted
from notifier.core.plan.names import names
from notifier.core.plan.wording import one_line
from notifier.core.questions import FESTIVAL_DAYS
from notifier.core.readings import doubts, in_plan
from notifier.core.russian import of_another_alphabet
from notifier.model.person import fold
from notifier.model.plan import EVERYBODY, Item, Plan
from notifier.model.problem import Problem, Severity
from notifier.model.when import Kind, When

CODES = {
    "date-outside-year": "дата вне учебного года плана",
    "weekday-mismatch": "день недели не сходится с датой",
    "date-doubtful": "дата прочитана с сомнением",
    "date-unreadable": "дата не понята",
    "no-date": "назван только месяц или другой срок",
    "milestones": "срок больше двух месяцев: нужны вехи",
    "schedule-of-others": "даты по чужому графику",
    "recurring": "повторяется в назначенный час: без приглашений",
    "no-time": "день без времени",
    "deadline": "срок: напоминать ли о нём",
    "no-duration": "время без окончания",
    "decided-otherwise": "в файле дат другое, чем в плане",
    "day-off": "встреча в нерабочий день",
    "events-clash": "два события одновременно",
    "several-venues": "несколько площадок",
    "audience-as-place": "на месте площадки — участники",
    "no-place": "назначенное событие без места",
    "numbering-gap": "пропущен номер",
    "duplicate-number": "номер повторяется",
    "unknown-person": "ответственный не из списка",
    "unknown-group": "группа, в которой никого нет",
    "unknown-silence": "заглушено несуществующее замечание",
}
_USUAL_MINUTES = 90     # for clashes only, where the plan says no end
_WEEKDAY = re.compile(r"понедельн|вторник|сред[аыу]|четверг|пятниц|суббот|воскресен|\b(?:пн|вт|ср|чт|пт|сб|вс)\b", re.IGNORECASE)


def lint(plan: Plan, *, is_working: Callable[[dt.date], bool] | None = None, persons: Collection[str] | None = None,
         groups: Collection[str] | None = None) -> list[Problem]:
    """The findings in the order of the rows, silenced ones left out. Without working days, persons or groups those rules are off."""
    readings = {item.id: in_plan(plan, item.when) for item in plan.items}
    problems: list[Problem] = []
    for item in plan.items:
        reading = readings[item.id]
        problems += [*_date(plan, item, reading), *_place(plan, item, reading), *_silences(plan, item)]
        if is_working is not None:
            problems += _day_off(plan, item, reading, is_working)
        if groups is not None:
            problems += _unknown_groups(plan, item, groups)
    if persons is not None:
        problems += _unknown_persons(plan, persons)
    problems += [*_numbers(plan), *_clashes(plan, readings)]
    order = {item.id: index for index, item in enumerate(plan.items)}
    silenced = {(item.id, code) for item in plan.items for code, _ in item.silenced}
    return sorted((p for p in problems if (p.item, p.code) not in silenced), key=lambda p: order.get(p.item or "", -1))


def _finding(plan: Plan, item: Item, code: str, severity: Severity, text: str, advice: str) -> Problem:
    return Problem(severity, code, text, item=item.id, file=plan.file, line=item.line, advice=advice)


def _date(plan: Plan, item: Item, reading: When) -> Iterator[Problem]:
    phrase = one_line(item.when)
    if reading.kind is Kind.UNPARSEABLE:
        why = f" ({'; '.join(doubts(reading))})" if doubts(reading) else ""
        yield _finding(plan, item, "date-unreadable", Severity.QUESTION, f"Дата «{phrase}» не понята{why}.",
                       "Напишите её иначе: «19.11.2020 14:30», «ноябрь 2020», «по графику …».")
        return
    if reading.suspicious and _outside(plan, reading):
        why = _suspicion(reading.why) or f"вне {plan.school_year} учебного года"
        yield _finding(plan, item, "date-outside-year", Severity.QUESTION, f"«{phrase}»: {why.rstrip('.')}.".replace("?.", "?"),
                       "Исправьте when в файле плана или plan в файле дат; до ответа событие не назначается.")
        return
    if reading.suspicious:
        weekday = _WEEKDAY.search(item.when) is not None
        code = "weekday-mismatch" if weekday else "date-doubtful"
        yield _finding(plan, item, code, Severity.QUESTION, f"«{phrase}»: {'; '.join(doubts(reading)) or 'дата сомнительна'}.",
                       "Сверьте число с календарём и исправьте дату." if weekday else "Уточните дату.")
    yield from _open_date(plan, item, reading, phrase)


def _open_date(plan: Plan, item: Item, reading: When, phrase: str) -> Iterator[Problem]:
    if reading.kind in {Kind.WINDOW, Kind.WINDOWS}:
        long = reading.start is not None and reading.end is not None and (reading.end - reading.start).days > FESTIVAL_DAYS
        if long and reading.kind is Kind.WINDOW:
            yield _finding(plan, item, "milestones", Severity.QUESTION,
                           f"«{phrase}»: событие на несколько месяцев, в календарь ставятся вехи.",
                           "Назовите вехи в файле дат: начало, приём заявок до, итоги.")
        else:
            yield _finding(plan, item, "no-date", Severity.QUESTION, f"«{phrase}»: день и время ещё не названы.",
                           "Когда день решён: notifier confirm или строка в файле дат.")
    elif reading.kind is Kind.BY_SCHEDULE:
        whose = f" ({reading.schedule})" if reading.schedule else ""
        yield _finding(plan, item, "schedule-of-others", Severity.QUESTION, f"«{phrase}»: даты зависят от чужого графика{whose}.",
                       "Вносите события по мере появления: notifier add или [[schedule]] в настройках.")
    elif reading.kind is Kind.RECURRING and reading.time is not None:
        yield _finding(plan, item, "recurring", Severity.INFO, f"«{phrase}»: повторяется, строка стоит только в обзоре года.",
                       "Нужны приглашения и напоминания — перечислите дни в файле дат: «08.10.2026, 12.11.2026 14:30».")
    elif reading.kind in {Kind.EXACT, Kind.DAYS} and not reading.all_day:
        if reading.time is None:
            yield _finding(plan, item, "no-time", Severity.QUESTION, f"«{phrase}»: день назван, время нет.",
                           "Допишите время («14:30») или «весь день».")
        elif reading.time_end is None:
            yield _finding(plan, item, "no-duration", Severity.INFO, f"«{phrase}»: не сказано, когда закончится.",
                           "Допишите «14:30–16:00», иначе берётся обычная длительность.")


def _outside(plan: Plan, reading: When) -> bool:
    days = [day for day in (reading.start, reading.end, *reading.dates) if day is not None]
    return any(day not in plan.school_year and day.year != plan.calendar_year for day in days)


def _place(plan: Plan, item: Item, reading: When) -> Iterator[Problem]:
    real = [place for place in item.places if not is_online_place(place)]
    if len(real) > 1:
        listed = ", ".join(real)
        yield _finding(plan, item, "several-venues", Severity.QUESTION, f"Названо несколько площадок: {listed}.",
                       "Укажите, где состоится встреча: place в файле дат.")
    for place in item.places:
        if is_audience(place):
            yield _finding(plan, item, "audience-as-place", Severity.INFO, f"«{place}» — это участники, а не место.",
                           "Если место известно, впишите его в places.")
    if not item.places and reading.kind is Kind.EXACT:
        yield _finding(plan, item, "no-place", Severity.INFO, "День назван, место нет.", "Впишите places в файл плана.")


def _day_off(plan: Plan, item: Item, reading: When, is_working: Callable[[dt.date], bool]) -> Iterator[Problem]:
    days = reading.dates or ((reading.start,) if reading.kind is Kind.EXACT and reading.start else ())
    for day in days:
        if not is_working(day):
            yield _finding(plan, item, "day-off", Severity.QUESTION, f"{day:%d.%m.%Y} — нерабочий день.",
                           "Перенесите встречу или объявите день рабочим: [calendar] work.")


def _unknown_persons(plan: Plan, known: Collection[str]) -> Iterator[Problem]:
    """Each person once, at the first row that does not silence it."""
    rows: dict[str, list[Item]] = {}
    for item in plan.items:
        if "unknown-person" not in dict(item.silenced):
            for name in dict.fromkeys(name for person in item.responsible for name in names(person)):
                rows.setdefault(name, []).append(item)
    for name, items in rows.items():
        if not any(_same_person(name, other) for other in known):
            more = f" (строки {', '.join(item.id for item in items)})" if len(items) > 1 else ""
            yield _finding(plan, items[0], "unknown-person", Severity.WARNING, f"Ответственного «{name}» нет в списке людей{more}.",
                           "Проверьте написание или добавьте человека в список.")


def _unknown_groups(plan: Plan, item: Item, known: Collection[str]) -> Iterator[Problem]:
    named = {fold(group): group for group in (EVERYBODY, *known)}
    for group in item.audience:
        if fold(group) not in named:
            near = [named[name] for name in get_close_matches(fold(group), named, n=1)]
            hint = f" Возможно, вы имели в виду «{near[0]}»{of_another_alphabet(group, near[0])}?" if near else ""
            yield _finding(plan, item, "unknown-group", Severity.WARNING, f"В группе «{group}» никого нет: письма об этой строке никому "
                           f"не уйдут.{hint}", "Исправьте audience в файле плана или впишите группу людям в столбец groups.")


def _silences(plan: Plan, item: Item) -> Iterator[Problem]:
    for code, _ in item.silenced:
        if code not in CODES:
            yield _finding(plan, item, "unknown-silence", Severity.WARNING, f"silence: замечания «{code}» не бывает.",
                           "Коды замечаний: " + ", ".join(CODES) + ".")


def _numbers(plan: Plan) -> Iterator[Problem]:
    advice = {"numbering-gap": "Проверьте, не потеряна ли строка плана.",
              "duplicate-number": "Если это разные события, исправьте номер; id строки не меняйте."}
    for item, code, text in miscounted(plan.items):
        yield _finding(plan, item, code, Severity.WARNING, text, advice[code])


def _clashes(plan: Plan, readings: dict[str, When]) -> Iterator[Problem]:
    timed = [(item, *_span(readings[item.id])) for item in plan.items
             if readings[item.id].kind is Kind.EXACT and readings[item.id].time and readings[item.id].start]
    running: list[tuple[Item, dt.datetime]] = []
    for item, start, end in sorted(timed, key=lambda each: each[1]):
        running = [(other, until) for other, until in running if until > start]
        if running:  # one finding a row: the earliest of those it meets
            other = running[0][0]
            yield _finding(plan, item, "events-clash", Severity.WARNING,
                           f"Одновременно со строкой {other.id} («{other.title}»): {start:%d.%m.%Y %H:%M}.",
                           "Разведите события по времени, если на них идут одни и те же люди.")
        running.append((item, end))


def _span(reading: When) -> tuple[dt.datetime, dt.datetime]:
    assert reading.start is not None
    assert reading.time is not None
    start = dt.datetime.combine(reading.start, reading.time)
    end = dt.datetime.combine(reading.start, reading.time_end) if reading.time_end else start + dt.timedelta(minutes=_USUAL_MINUTES)
    return start, end


def _same_person(name: str, other: str) -> bool:
    """«Петрова А.И.» and «Анна Петрова»: the same surname, and initials that agree as far as both are known."""
    mine, theirs = (re.findall(r"\w+", text.casefold().replace("ё", "е")) for text in (name, other))
    surname = max(mine, key=len)
    if surname not in theirs:
        return False
    initials = [[word[0] for word in words if word != surname] for words in (mine, theirs)]
    return all(first == second for first, second in zip(*initials, strict=False))


def _suspicion(why: str) -> str:
    """The part of a reading's reasons that speaks of the year."""
    reasons = why.split("; ")
    return "; ".join(reasons[next((i for i, reason in enumerate(reasons) if " вне " in reason), 0):])
