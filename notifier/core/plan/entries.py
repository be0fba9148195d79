"""One cell of a net under months: the events it tells of, each with its own day where it names one.

«18.09 Заседание», «Итоги конкурса (20.12)» and «Заседание ГМО (12.09, ЦДО)» under «Сентябрь» have days; «Подписка» has the month.
"""

import re
from dataclasses import dataclass

from notifier.core.plan.compound import date_and_rest
from notifier.core.plan.labels import labelled, of_another, says_more
from notifier.core.plan.names import looks_like_persons
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.points import begins_point, without_marker
from notifier.core.plan.sentences import hour_before, told_aside
from notifier.core.plan.venues import looks_like_place
from notifier.core.plan.wording import lines, meaningful, one_line
from notifier.model.plan import Cell
from notifier.model.when import Kind

_YEAR = re.compile(r"\b20\d\d\b|\d\.\d\d\.\d\d\b")
_HALF = re.compile(r"(?:№|\b(?:от|на|до|к|с|по|в|за|о|об|после|перед|для|при|и|или))$")  # «Приказ от»
_DASHES = frozenset("-–—")
_MARKER = re.compile(r"^\s*(?:\d{1,2}[.)]|[-–—•*·])\s+(?=\d)")  # «1. 8 октября», «- 8 октября»


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of a cell: its lines as written, without the day, and the day (the period where it names none)."""

    lines: tuple[str, ...]
    when: str


def entries(cell: Cell, period: str, year: PlanYear) -> list[Entry]:
    """The cell's events: parted by empty lines, by points, where a line begins with a day, below one that ends with it, and at each line
    that is a day alone where the first is."""
    return [_entry(group, period, year) for group, _ in _groups(cell, period, year)]


def listed(cell: Cell, period: str, year: PlanYear) -> list[Entry]:
    """The cell's events where it lists two days or more, each at the beginning of a line or in a point of its own: «10.09 – Совещание»,
    «- Подписка», «- Экскурсия, 24.09.2026»; its one event where it has a day of its own, and surely."""
    if not any(map(str.isdecimal, cell.text)):
        return []
    groups = _groups(cell, period, year)
    found = [_entry(group, period, year) for group, _ in groups]
    days = [entry for entry in found if entry.when != period]
    alone = len(found) == 1 and found[0].when != period and _is_sure(found[0], year)  # «Семинар, 17.09.2026»
    # «1. Семинар, …» keeps its number, «Семинар (17 сентября, 14.00, ЦДО)» its place, for the row may have another.
    alone = alone and not any(begins_point(line) for line in lines(cell.paragraphs)) and not any(map(labelled, found[0].lines))
    several = len(days) > 1 and all(begun and not group[0].endswith(":") for group, begun in groups)  # «1. Семинар:» above «- доклад»
    return found if alone or several else []


def _groups(cell: Cell, period: str, year: PlanYear) -> list[tuple[list[str], bool]]:
    """The lines of each event, and whether a point or a day begins it."""
    groups: list[tuple[list[str], bool]] = [([], False)]
    ended = headed = False
    of_day = year.read(period).kind is Kind.EXACT
    for line in lines(cell.paragraphs):
        day = _is_day(without_marker(line), period, year)
        next_hour = of_day and groups[-1][0] and hour_before(groups[-1][0][0]) and hour_before(line)  # «15.00 Игра» below «10.00 Бал»
        begins = begins_point(line) or bool(next_hour) or (headed or not groups[-1][0] if day else bool(_dated(line, period, year)[0]))
        if not meaningful(line) or (ended and tells_event(line)) or begins:
            groups.append(([], begins))
            ended, headed = False, begins and day
        if meaningful(line):
            groups[-1][0].append(line)
        ended = ended or bool(_aside(line, period, year)[0]) or (day and len(groups[-1][0]) > 1)
    return [group for group in groups if group[0]]


def _entry(group: list[str], period: str, year: PlanYear) -> Entry:
    first, *others = group
    first = without_marker(first)
    if _is_day(first, period, year):
        return Entry(tuple(others), first) if others else Entry((first,), period)
    phrase, rest = _dated(first, period, year)
    if phrase:
        return Entry((rest, *others), phrase)
    hour = hour_before(first) if year.read(period).kind is Kind.EXACT else None
    if hour is not None:
        return Entry((hour[1], *others), f"{period} {hour[0]}")
    phrase, rest, said = _aside(one_line(" ".join((first, *others))), period, year)
    if phrase:
        return Entry((rest, *said), phrase)
    *above, last = (first, *others)
    if above and _is_day(last, period, year) and not any(_is_day(line, period, year) for line in above):
        return Entry(tuple(above), last)
    found = date_and_rest(last, year)
    if found is not None and last.startswith(found[1]) and _inside(found[0], period, year):
        entry = Entry((*above, found[1]), found[0])
        if _is_sure(entry, year, dashed=last[len(found[1]) :].lstrip()[:1] in _DASHES):
            return entry
    return Entry((first, *others), period)


def _is_sure(entry: Entry, year: PlanYear, *, dashed: bool = False) -> bool:
    """A day with its hour or year, or behind a dash, takes place then; «22 ноября» may be what is remembered. What is left must be a title:
    no half of one, and no other day («Совещание 5 декабря в 14.00, семинар»)."""
    read, years = year.read(entry.when), len(_YEAR.findall(entry.when))
    title = one_line(" ".join(entry.lines))
    if not entry.when[:1].isdigit() or read.kind is not Kind.EXACT or years > 1 or (read.time is None and not years and not dashed):
        return False
    whole = title.count("«") == title.count("»") and title.count("(") == title.count(")") and not _HALF.search(title)
    return whole and not of_another(title) and not year.is_dated(title)


def tells_event(line: str) -> bool:
    """Not «Отв. Ким А.А.», «СОШ № 2», «(по секциям)»: these say more of the event above."""
    more = says_more(line) or looks_like_persons(line) or looks_like_place(line) or line.lower().startswith("отв")
    return re.match(r"[А-ЯЁ«\"]", line) is not None and not more


def _is_day(line: str, period: str, year: PlanYear) -> bool:
    """«3 сентября» below «Совещание»."""
    return year.is_only_date(line) and _inside(line, period, year)


def _dated(line: str, period: str, year: PlanYear) -> tuple[str, str]:
    """A day at the beginning of a line, also behind its marker, and the rest, nothing where there is none."""
    for text in dict.fromkeys((_MARKER.sub("", line), line)):
        found = date_and_rest(text, year)
        if found is not None and text.lstrip(" (").startswith(found[0].split()[0]) and _inside(found[0], period, year):
            return found
    return "", line


def _aside(text: str, period: str, year: PlanYear) -> tuple[str, str, tuple[str, ...]]:
    """A day in brackets at the end, the text before it, and as labelled lines the place and who answers beside it in the brackets."""
    found = told_aside(text, year)
    if found is None:
        return "", text, ()
    before, phrase, rest, who = found
    of_day = year.read(period).kind is Kind.EXACT and is_time(phrase)  # «Открытие (10.00)» under «22 марта»
    if not of_day and (of_another(before) or not _inside(phrase, period, year)):
        return "", text, ()
    said = (*([f"Место: {rest}"] if rest else []), *([f"Ответственный: {who}"] if who else []))
    return (f"{period} {phrase}" if of_day else phrase), before, said


def _inside(phrase: str, period: str, year: PlanYear) -> bool:
    """Whether a phrase names a day of the period; «9.10» is one in October only."""
    mine, whole = year.read(phrase), year.read(period)
    if mine.start is None or whole.start is None or whole.end is None or (mine.start, mine.end) == (whole.start, whole.end):
        return False
    return whole.start <= mine.start <= whole.end
