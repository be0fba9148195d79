"""A schedule as an iCalendar file (RFC 5545): recurrences unfolded within the school year, hours in the installation's zone.

A zone nobody knows is not guessed: such an event is told and left out, a wrong hour would be worse than none.
"""

import re
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.timezone import tzp

from notifier.core.clean import clean_line, clean_link
from notifier.core.phrases import words_of
from notifier.edges.feeds.series import CLOCK, is_usual, name_the_days, often, rules_of, stands
from notifier.edges.feeds.zones import FAULTS, Zones, plainly, unknown_own
from notifier.edges.files.text import decode
from notifier.model.decision import Entry
from notifier.model.problem import Problem, Severity
from notifier.model.settings import ScheduleSource

DAY = "%d.%m.%Y"
"""How an all-day event's days are written: as in a table, for the coordinator is asked in these words."""
MAX_LINES = 100_000
"""Folded text (75 bytes a line) has fewer in five megabytes; the parser takes as long for an empty line as for a full one."""
MAX_EVENTS = 2_000
MAX_OCCURRENCES = 2_000
DEADLINE_SECONDS = 10.0
TOO_MANY = "too-many-entries"
OVER = timedelta(days=1)
"""What ended longer ago than this is left out: nobody can be told of it any more."""
_DATES = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
_NOT_DAILY = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS", "BYEASTER")
"""With FREQ=DAILY these may never come true, and dateutil then looks at every day until the year 9999."""
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})


def read_calendar(source: ScheduleSource, content: bytes, now: datetime) -> tuple[list[Entry] | None, list[Problem]]:
    """The entries of the school year of ``now`` (aware), from July on also of the next; None when the file can't be read."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", content)  # a fold may stand inside a letter
    text, problems = decode(unfolded, file=source.file, what=f"расписание «{source.name}»")
    if text is None:
        return None, problems
    if text.count("\n") > MAX_LINES:
        return None, [_too_many(source, f"в файле больше {MAX_LINES} строк")]
    tzp.use(Zones())  # forgets the zones other files defined: Outlook calls all of them «Customized Time Zone»
    try:
        calendars = icalendar.Calendar.from_ical(plainly(text.lstrip()), multiple=True)
    except FAULTS:
        calendars = []
    if not calendars:  # also a download cut off in the middle: its VCALENDAR never ends
        return None, [_problem(source, "bad-calendar", "файл не читается как календарь (ICS)", "Выгрузите его заново.")]
    entries: list[Entry] = []
    until = time.monotonic() + DEADLINE_SECONDS
    for calendar in calendars:
        if isinstance(calendar, icalendar.Calendar):
            entries += _entries(source, calendar, now, problems, until=until, most=MAX_OCCURRENCES - len(entries))
        if any(problem.code == TOO_MANY for problem in problems):
            break
    return entries, problems


def _entries(source: ScheduleSource, calendar: icalendar.Calendar, now: datetime, problems: list[Problem], *,
             until: float, most: int) -> list[Entry]:
    recurring = _keep_sound(source, calendar, problems)
    zone = ZoneInfo(source.timezone)
    today = now.astimezone(zone).date()
    first = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    last = date(first.year + (2 if 7 <= today.month < 9 else 1), 9, 1)
    cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    found: list[Entry] = []
    for event in _unfolded(source, calendar, first, last, problems, until=until, most=most):
        entry = _entry(source, event, zone, series=recurring.get(str(event.get("UID", ""))), cancelled=cancelled)
        if _end(entry) >= today - OVER:
            found.append(entry)
    return sorted(found, key=lambda entry: (str(entry.when), entry.id))


def _unfolded(source: ScheduleSource, calendar: icalendar.Calendar, first: date, last: date, problems: list[Problem], *,
              until: float, most: int) -> list[Any]:
    """Every occurrence from ``first`` until before ``last``, series by series: one that can't be counted out stops no other."""
    found: list[Any] = []
    try:
        series = recurring_ical_events.of(calendar, skip_bad_series=True).series
    except FAULTS:
        problems.append(_problem(source, "bad-calendar", "события записаны с ошибкой", "Выгрузите файл заново."))
        return found
    for one in series:
        try:
            found += [occurrence.as_component(False) for occurrence in one.between(first, last)]
        except FAULTS:
            problems.append(_problem(source, "feed-event", "повторения одного из событий записаны с ошибкой",
                                     "Внесите недостающее в файл дат."))
        if len(found) > most or time.monotonic() > until:
            problems.append(_too_many(source, "слишком много событий, остальные не прочитаны"))
            return found[:most]
    return found


def _keep_sound(source: ScheduleSource, calendar: icalendar.Calendar, problems: list[Problem]) -> dict[str, str]:
    """Take out the events that can't be understood, telling each; of those that repeat by UID the series' own hour."""
    recurring: dict[str, str] = {}
    unknown = unknown_own(calendar)
    sound: list[Any] = []
    lost: defaultdict[str, list[date]] = defaultdict(list)
    titles = {str(part.get("UID", "")): part["SUMMARY"] for part in calendar.subcomponents
              if "SUMMARY" in part and "RECURRENCE-ID" not in part}
    for part in calendar.subcomponents:
        if len(sound) >= MAX_EVENTS:
            problems.append(_too_many(source, "слишком много событий, остальные не прочитаны"))
            break
        if part.name == "VEVENT":
            uid, named = str(part.get("UID", "")), part.get("RECURRENCE-ID")
            if named is not None and uid in titles:
                part.setdefault("SUMMARY", titles[uid])
            reason = _unsound(part, unknown)
            if reason:
                lost[uid] += [named.dt] if isinstance(getattr(named, "dt", None), date) else []
                title = clean_line(str(part.get("SUMMARY", "без названия")), limit=100)
                problems.append(_problem(source, "feed-event", f"событие «{title}» пропущено: {reason}",
                                         "Внесите его в файл дат, если оно нужно."))
                continue
            for name in filter(None, (name for name, _ in part.errors)):
                part.pop(name, None)  # «SEQUENCE:один»: what can't be read is not there, and stands in no other event's way
        sound.append(part)
    zone = ZoneInfo(source.timezone)
    calendar.subcomponents = _namesakes_apart(sound, zone)
    name_the_days(calendar.subcomponents, lost)
    for part in calendar.subcomponents:
        if part.name == "VEVENT" and any(key in part for key in ("RRULE", "RDATE", "RECURRENCE-ID")):
            uid = str(part.get("UID", ""))
            own = "" if "RECURRENCE-ID" in part else _hour(part.decoded("DTSTART"), zone)
            recurring[uid] = own or recurring.get(uid, "")
    return recurring


def _namesakes_apart(parts: Sequence[Any], zone: ZoneInfo) -> list[Any]:
    """Without the UID of events that share it, as some sites write it: it does not say which is which, and of all that bear it one
    alone would be read. Another version (SEQUENCE) and the same once more are no other event; a series keeps it for its exceptions."""
    bearers: defaultdict[tuple[str, str], dict[Any, Any]] = defaultdict(dict)
    again: set[int] = set()
    for part in parts:
        if part.name == "VEVENT" and "UID" in part and "RECURRENCE-ID" not in part:
            start = part["DTSTART"].dt
            look = (words_of(clean_line(str(part["SUMMARY"]))), _local(start, zone) if isinstance(start, datetime) else start,
                    str(part.get("STATUS", "")).upper() == "CANCELLED")
            if bearers[str(part["UID"]), str(part.get("SEQUENCE", 0))].setdefault(look, part) is not part:
                again.add(id(part))
    for alike in bearers.values():
        series = next((part for part in alike.values() if "RRULE" in part or "RDATE" in part), None)
        for part in alike.values() if len(alike) > 1 else ():
            if part is not series:
                del part["UID"]
    return [part for part in parts if id(part) not in again]


def _unsound(event: Any, unknown: str) -> str:
    """Why the event can't be used, empty when it can. ``unknown``: the zone that its hours are meant in, where nobody knows that."""
    broken = {str(name).upper() for name, _ in event.errors} & _DATES
    named = [] if broken else [getattr(event.get(key), "dt", None) for key in ("DTSTART", "DTEND", "RECURRENCE-ID")]
    if not named or not isinstance(named[0], date) or any(isinstance(day, date) and not is_usual(day) for day in named):
        return "дата записана с ошибкой"  # also one that no other zone can tell
    for key in ("DTSTART", "DTEND"):
        value = event.get(key)
        if value is None:
            continue
        zone = value.params.get("TZID") or unknown
        if zone and isinstance(value.dt, datetime) and value.dt.tzinfo is None:
            return f"часовой пояс «{clean_line(str(zone), limit=60)}» неизвестен"
    if wrong := _out_of_order(named[0], named[1]):  # which the library would put in order
        return wrong
    for rule in rules_of(event):
        kinds = often(rule)
        if kinds & _TOO_OFTEN or any(len(rule.get(key, ())) > 1 for key in CLOCK):
            return "повторяется чаще раза в день"
        skips = any(number != 1 for number in rule.get("INTERVAL", ()))
        hard = (*_NOT_DAILY, *(("BYDAY", "BYMONTH") if skips else ()))
        if not kinds or stands(rule) or ("DAILY" in kinds and any(key in rule for key in hard)):
            return "правило повторения необычно"
    return "" if clean_line(str(event.get("SUMMARY", ""))) else "нет названия"


def _out_of_order(start: date, end: Any) -> str:
    """What is wrong with an end, as far as one clock tells both."""
    if not isinstance(end, date):
        return ""
    clocks = [moment.tzinfo is None if isinstance(moment, datetime) else "day" for moment in (start, end)]
    if clocks[0] != clocks[1]:
        return "дата записана с ошибкой" if "day" in clocks else ""
    return "окончание раньше начала" if end < start else ""


def _entry(source: ScheduleSource, event: Any, zone: ZoneInfo, *, series: str | None, cancelled: bool) -> Entry:
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else start
    if isinstance(start, datetime) and (days := _whole_days(_local(start, zone), _local(end, zone))):
        start, end = days
    all_day = not isinstance(start, datetime)
    uid = clean_line(str(event.get("UID", "")), limit=250)
    if uid and series is not None:
        uid += f"#{_instance(event, zone, series)}"
    if all_day:
        day = end - timedelta(days=1) if end > start else start  # DTEND is exclusive (RFC 5545 section 3.6.1)
        when: str | datetime = f"{start:{DAY}}"
        until: str | datetime = f"{day:{DAY}}" if day > start else ""
    else:
        when = _local(start, zone)
        until = _local(end, zone) if end > start else ""
    place, link = _place_and_link(event)
    status = str(event.get("STATUS", "")).upper()
    gone = cancelled or status == "CANCELLED"
    return Entry(
        item=source.item, title=clean_line(str(event["SUMMARY"])), when=when, id=uid, until=until, place=place, link=link,
        note=clean_line(re.sub("<[^<>]*>", " ", str(event.get("DESCRIPTION", ""))[:5000])),
        cancelled=f"отменено организатором ({source.name})" if gone else None, schedule=source.name, approved=not source.approve,
        tentative=status == "TENTATIVE", all_day=all_day, file=source.file)


def _whole_days(start: datetime, end: datetime) -> tuple[date, date] | None:
    """From midnight to midnight, or to a minute before: so programs write that have no whole days. The end is exclusive."""
    after = end + timedelta(minutes=end.minute == 59)
    return (start.date(), after.date()) if start.time() == time_of_day() and after.time().replace(second=0) == time_of_day() else None


def _instance(event: Any, zone: ZoneInfo, series: str) -> str:
    """Which one of the series: its original day, the same whatever it is moved to, and when the series gets another hour. One at
    another hour than the series' own (RDATE) is told from its neighbour of that day by it; «this and all that follow» name only one."""
    named = event.get("RECURRENCE-ID")
    onward = named is not None and "RANGE" in named.params
    original = event["DTSTART"].dt if named is None or onward else named.dt
    day, hour = _local(original, zone) if isinstance(original, datetime) else original, _hour(original, zone)
    return f"{day:%Y%m%d}" + (f"T{hour}" if series and hour != series and not onward else "")


def _hour(moment: Any, zone: ZoneInfo) -> str:
    return f"{_local(moment, zone):%H%M}" if isinstance(moment, datetime) else ""


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """In the installation's zone; a floating hour is meant locally (RFC 5545 section 3.3.5)."""
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def _place_and_link(event: Any) -> tuple[str, str]:
    """LOCATION is often the link itself; URL and CONFERENCE (RFC 7986) come first."""
    place = clean_line(str(event.get("LOCATION", "")))
    conference = event.get("CONFERENCE", "")
    named = [str(event.get("URL", "")), str(conference[0] if isinstance(conference, list) else conference)]
    link = next((found for text in named if (found := clean_link(text))), "")
    if (inside := clean_link(place)) != "":
        return "", link or inside
    return place, link


def _end(entry: Entry) -> date:
    last = entry.until or entry.when
    return last.date() if isinstance(last, datetime) else datetime.strptime(last, DAY).replace(tzinfo=UTC).date()


def _too_many(source: ScheduleSource, text: str) -> Problem:
    return _problem(source, TOO_MANY, text, "Попросите выгрузку за учебный год.")


def _problem(source: ScheduleSource, code: str, text: str, advice: str) -> Problem:
    return Problem(Severity.ERROR, code, f"Расписание «{source.name}»: {text}.", item=source.item, file=source.file, advice=advice)
