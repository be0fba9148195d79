"""Parallel lists: topics in one cell, their dates and places in the neighbours, one beside the other."""

import re

from notifier.core.plan.dating import Context, completed, month_apart
from notifier.core.plan.fields import Fields
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.points import begins_point, count_apart, without_marker
from notifier.core.plan.wording import meaningful, one_line, plain
from notifier.core.plan.words import Role
from notifier.core.russian import MONTH_NAMES, counted

_BRACKETS = re.compile(r"\s*\([^()]*(?:$|\)\W*(?:$|[а-яё]))")  # «(отборочного) тура» goes on, «(очно) Семинар» is a topic
_YEAR = re.compile(r"\s*(?:19|20)\d{2}(?!\d)(?!\s*[-–—])")  # «2025 года» below «28 августа»

_TO_THE_NEXT, _GOES_ON = re.compile(r"[-–—]\s*$"), re.compile(r"[(–—-]|и(?:ли)?\s", re.IGNORECASE)
_FROM, _TO = re.compile(r"со?\s", re.IGNORECASE), re.compile(r"(?:по|до)\s", re.IGNORECASE)


def split_parallel(fields: Fields, year: PlanYear) -> list[Fields]:
    """One ``Fields`` a topic where as many dates as topics stand side by side, else the row as it is.

    Several dates beside another number of topics are not paired by guess: the row stays one, with a word about it.
    """
    month, written = month_apart(fields.lines(Role.DATE), year)
    dates = _date_groups(written, year, month)
    if len(dates) < 2:
        return _by_hours(fields)
    head, points = _topic_groups(fields.lines(Role.TOPIC))
    if len(points) != len(dates):
        if len(points) > 1:
            fields.findings.append(("parallel-lists", (
                f"в строке {counted(len(points), 'тема', 'темы', 'тем')} и {counted(len(dates), 'дата', 'даты', 'дат')}: какая дата к "
                "какой теме, по таблице не видно; строка оставлена одной записью")))
        return [fields]
    beside = [MONTH_NAMES[month - 1]] if month else []
    marker = "- " if head else ""
    topics = [[*head, f"{marker}{without_marker(first)}", *others] for first, *others in points]
    return _parted(fields, [{Role.TOPIC: topic, Role.DATE: [*beside, *date]} for topic, date in zip(topics, dates, strict=True)])


def _by_hours(fields: Fields) -> list[Fields]:
    """«11.00», «13.00» beside «Открытие», «Мультсеанс» on one day: a row an hour, where empty lines or points part them alike."""
    hours = _groups(fields.lines(Role.TIME))
    topics = _groups(fields.lines(Role.TOPIC))
    if len(hours) < 2 or len(topics) != len(hours) or not all(is_time(" ".join(hour)) for hour in hours):
        return [fields]
    return _parted(fields, [{Role.TOPIC: topic, Role.TIME: hour} for topic, hour in zip(topics, hours, strict=True)])


def _parted(fields: Fields, own: list[dict[Role, list[str]]]) -> list[Fields]:
    """A row for each, with its ``own`` texts and what stands beside them; what is counted there counts the first."""
    beside = {role: shared(fields.lines(role), len(own)) for role in (Role.PLACE, Role.RESPONSIBLE, Role.TIME)}
    extra = [(header, shared(fields.extra_lines.get(header, [text]), len(own))) for header, text in fields.extra]
    rows: list[Fields] = []
    for index, mine in enumerate(own):
        by_role = {**fields.by_role, **{role: texts[index] for role, texts in beside.items()}, **mine}
        if index:
            by_role.pop(Role.NUMBER, None)
        rows.append(Fields(by_role, [(header, one_line(" ".join(texts[index]))) for header, texts in extra],
                           inherited=set(fields.inherited), findings=[] if index else fields.findings))
    return rows


def _groups(lines: list[str]) -> list[list[str]]:
    """Lines between empty lines."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if meaningful(line):
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _date_groups(lines: list[str], year: PlanYear, month: int | None) -> list[list[str]]:
    """The dates of a cell, each with its time; one group where it is one phrase over several lines."""
    lines = [without_marker(line) for line in _uncounted(lines)]
    whole = " ".join(line for line in lines if meaningful(line))
    days = year.read("\n".join(filter(meaningful, lines))).dates
    for groups in (_groups(lines), [[line] for line in lines if meaningful(line)]):
        merged: list[list[str]] = []
        for group in groups:
            hour = is_time(" ".join(group)) and year.read(" ".join(group)).start not in days  # below «12.10», «19.10» is a day
            if merged and (hour or _goes_on(merged[-1], group, year)):
                merged[-1].extend(group)
            else:
                merged.append(list(group))
        if len(merged) > 1 and all(year.is_date(completed(" ".join(group), Context(month), year)) for group in merged):
            return merged
    return [[whole]] if whole else []


def _goes_on(above: list[str], group: list[str], year: PlanYear) -> bool:
    """«(каникулы)», «или 22 мая», «2026 года», «по 9 октября» below «с 5 октября», «9 октября» below «5 октября -», «четверг» by a day."""
    first = group[0]
    listed = _GOES_ON.match(above[0])  # «- 15.10», «- 19.11»
    if (_GOES_ON.match(first) and not listed) or _YEAR.match(first) or _TO_THE_NEXT.search(above[-1]):
        return True
    if _FROM.match(above[0]) and _TO.match(first):
        return True
    weekdays = [_is_weekday(line, year) for line in above]
    if _is_weekday(first, year):
        return not any(weekdays)
    dated = year.is_dated(" ".join(group))
    return (all(weekdays) and dated) or (above[-1].endswith(",") and not dated)


def _is_weekday(line: str, year: PlanYear) -> bool:
    return len(plain(line).split()) == 1 and (year.read(line).rrule or "").startswith("FREQ=WEEKLY;BYDAY=")


def _uncounted(lines: list[str]) -> list[str]:
    """«1. 14.10», «2. 18.11» without their counting, which beside a date is no marker: «1. 14» might be a day."""
    written = [line for line in lines if meaningful(line)]
    counts = [found and found[0] for found in map(count_apart, written)]
    if len(written) < 2 or counts != [str(index + 1) for index in range(len(written))]:
        return lines
    return [(count_apart(line) or ("", line))[1] for line in lines]


def _topic_groups(lines: list[str]) -> tuple[list[str], list[list[str]]]:
    """What stands before the first point, and the points; without markers, the groups between empty lines, then lines."""
    written = [line for line in lines if meaningful(line)]
    if sum(begins_point(line) for line in written) > 1:
        first = next(index for index, line in enumerate(written) if begins_point(line))
        points: list[list[str]] = []
        for line in written[first:]:
            if begins_point(line):
                points.append([line])
            else:
                points[-1].append(line)
        return written[:first], points
    groups = _groups(lines)
    if len(groups) > 1:
        return [], groups
    parted: list[list[str]] = []
    for line in written:
        if parted and _BRACKETS.match(line):
            parted[-1].append(line)
        else:
            parted.append([line])
    return [], parted


def shared(lines: list[str], count: int) -> list[list[str]]:
    """One entry a topic where there are as many, else all of them for each."""
    written = [line for line in lines if meaningful(line)]
    goes_on = any(line.endswith(",") for line in written[:-1])  # «ЦДО,», below it «каб. 5»: one place
    for groups in (_groups(lines), [] if goes_on else [[line] for line in written]):
        if len(groups) == count:
            return groups
    return [written] * count
