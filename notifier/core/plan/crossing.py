"""Two times that cross, one down the page and one across it: «Месяц | 1 неделя | 2 неделя», «День недели | 2-7 ноября».

What takes place stands where they meet, and its row and column together say when.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.core.plan.entries import entries
from notifier.core.plan.grid import GridRow, grid
from notifier.core.plan.headers import header_column
from notifier.core.plan.periods import WEEK, is_month, is_week, week_counted, week_within
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.weekdays import DAYS_OF_WEEK, in_week
from notifier.core.plan.wording import one_line, plain
from notifier.core.plan.words import DATE_HEADER, TOPIC_HEADER, Role
from notifier.model.plan import Cell, Table

DASHES = re.compile(r"[-–—−☐□◻\s]*")
"""Nothing takes place then; boxes to be ticked."""
MARKS = frozenset({"х", "x", "v", "да"})
"""Beside signs («+», «*»): something takes place then."""


def of_two_times(
    table: Table, header: int, others: dict[int, str], periods: Sequence[tuple[int, str]], year: PlanYear
) -> list[tuple[Cell, ...]] | None:
    """«День недели | 2-7 ноября», «Месяц | 1 неделя», «Неделя | Сентябрь»: a row an event, when its row and its column say together, with
    what else stands beside them («Ответственный»).

    None where nothing beside is a time, or none that goes with those above. Crosses and nothing else are rows without a topic.
    """
    body = grid(table)[header + 1 :]
    found = next(((at, times) for at, head in others.items() if (times := _crossed(body, at, head, periods, year))), None)
    if found is None:
        return None
    column, times = found
    more = [at for at in others if at != column]
    named_columns = [header_column(others[at]) for at in more]
    if any(named is None or {Role.TOPIC, Role.DATE, Role.TIME} & set(named.roles) for named in named_columns):
        return None
    rows: list[tuple[Cell, ...]] = [(*(Cell((others[at],)) for at in more), Cell((TOPIC_HEADER,)), Cell((DATE_HEADER,)))]
    told: list[tuple[Cell, ...]] = []
    crosses: list[tuple[Cell, ...]] = []
    text = ""
    for row in body:
        if title := row.title(len(rows[0])):
            told.append(title)
            continue
        if (slot := row.at(column)) and slot.text:
            text = one_line(slot.text)  # one more event of a day stands below it; none below the header once more
        cells = named(row, times.get(text, {}), year, apart=plain(text) in DAYS_OF_WEEK)
        events = [entry for cell, when in cells if plain(cell.text) not in MARKS for entry in entries(cell, when, year)]
        around = [replace(slot.cell, span=1) if (slot := row.at(at)) else Cell() for at in more]
        told += [(*([Cell(continued=True)] * len(more) if index else around), Cell(entry.lines), Cell((entry.when,)))
                 for index, entry in enumerate(events)]
        crosses += [(*around, Cell(), Cell((when,))) for _, when in cells]
    return [*rows, *(told if any(len(row) > 1 for row in told) else crosses)]


def _crossed(
    body: Sequence[GridRow], column: int, head: str, periods: Sequence[tuple[int, str]], year: PlanYear
) -> dict[str, dict[int, str]] | None:
    """What the times in a column say together with each of those above; None where one of them is no time, or goes with none above."""
    beside = {one_line(slot.text) for row in body if not row.title(2) and (slot := row.at(column)) and slot.text}
    times = {text: {at: _crossing(text, head, name, year) for at, name in periods} for text in beside if text != head}
    return times if times and all(when for of_text in times.values() for when in of_text.values()) else None


def _crossing(text: str, head: str, name: str, year: PlanYear) -> str:
    """«Вторник» beside and «2-7 ноября» or «2 неделя» above, «Сентябрь» and «2 неделя», or «2 неделя» («2» under «Неделя») and «Сентябрь»;
    nothing for others.
    """
    if plain(text) in DAYS_OF_WEEK:
        return in_week(text, name, year) if is_week(name, year) else f"{text.lower()}, {name}" if WEEK.fullmatch(name) else ""
    month, week = (text, name) if WEEK.fullmatch(name) else (name, text if "недел" in plain(head) or WEEK.fullmatch(text) else "")
    number = week_counted(week)
    return week_within(number, month, year) if number and is_month(month, year) else ""


def named(row: GridRow, periods: dict[int, str], year: PlanYear, *, apart: bool = False) -> list[tuple[Cell, str]]:
    """The written cells under the months, each with its month, or from its first to its last (with each, where they lie ``apart``); of a
    week the day is still to be told.
    """
    found: list[tuple[Cell, str]] = []
    for slot in row.slots:
        covered = [periods[column] for column in range(slot.start, slot.stop) if column in periods]
        if covered and not DASHES.fullmatch(slot.text):
            one = f"{covered[0]} (день уточняется)" if is_week(covered[0], year) else covered[0]
            several = ", ".join(covered) if apart else f"{covered[0]} - {covered[-1]}"
            found.append((replace(slot.cell, span=1), one if len(covered) == 1 else several))
    return found
