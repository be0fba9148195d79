"""Columns by what stands in them: tables without a header, rows shorter than the table, cells exchanged in a row."""

import re
from collections.abc import Sequence
from itertools import pairwise

from notifier.core.dates.limits import school_order
from notifier.core.plan.headers import Column, Layout
from notifier.core.plan.names import looks_like_persons, only_names
from notifier.core.plan.numbering import is_plain_number
from notifier.core.plan.plan_year import PlanYear, hours_go_on, is_time
from notifier.core.plan.venues import looks_like_audience, looks_like_place
from notifier.core.plan.wording import meaningful, one_line
from notifier.core.plan.words import Role

_LONGEST_DATE = 45  # «По графику профессиональных сообществ» has 37
_ALIKE = 0.8
_DAY_AND_MONTH = re.compile(r"(\d{1,2})\.(0[1-9]|1[0-2])\.?")
_ENOUGH = 0.5  # of a column's written cells must look alike


def fit(text: str, role: Role, year: PlanYear) -> float:
    """How well a text suits a role, 0 to 1."""
    line = one_line(text)
    if not meaningful(line):
        return 0.5
    if role is Role.NUMBER:
        return 1.0 if is_plain_number(line) else 0.0
    if role is Role.DATE:
        return 1.0 if year.is_only_date(line) else 0.9 if year.is_date(line) and len(line) < _LONGEST_DATE else 0.1
    if role is Role.TIME:
        return 1.0 if is_time(line) else 0.0
    if role is Role.RESPONSIBLE:
        if only_names(line):
            return 1.0
        return 0.8 if looks_like_persons(line) else 0.2
    certain = is_plain_number(line) or only_names(line) or year.is_only_date(line)
    if role is Role.PLACE:
        return 0.0 if certain else 0.9 if looks_like_place(line) and len(line) < 120 else 0.3
    if role is Role.AUDIENCE:
        return 0.0 if certain else 0.9 if looks_like_audience(line) else 0.3
    return 0.0 if certain else min(0.85, 0.5 + len(line) / 150)


def guess_layout(rows: Sequence[Sequence[str]], year: PlanYear, *, of_day: bool = False) -> Layout | None:
    """The layout of a table without a header, from rows of texts of equal length; None where no topic column shows. ``of_day``: the lines
    above name the day of all rows, so the first column may be its hours."""
    if not rows:
        return None
    columns = [[row[index] for row in rows] for index in range(len(rows[0]))]
    roles: dict[int, Role] = {}
    if of_day and hours_go_on(columns[0]):
        roles[0] = Role.TIME
    elif any(_are_dates(texts, year) for texts in columns[1:]) or not _are_days(columns[0], year):
        _give(Role.NUMBER, columns[:1], roles, year)
    for role in (Role.DATE, Role.TIME, Role.RESPONSIBLE):
        _give(role, columns, roles, year)
    free = [index for index in range(len(columns)) if index not in roles]
    lengths = {index: sum(map(len, columns[index])) for index in free}
    if not free and Role.RESPONSIBLE in roles.values() and Role.DATE in roles.values():  # «24 марта | Встреча, 10.00, зал, Ким А.А.»
        several = (Role.TOPIC, Role.TIME, Role.PLACE, Role.RESPONSIBLE)
        named = (roles[index] for index in range(len(columns)))
        return Layout(tuple(Column(several if role is Role.RESPONSIBLE else (role,)) for role in named), guessed=True)
    if not free or not any(lengths.values()):
        return None
    says_more = {index: not all(map(year.is_only_date, filter(meaningful, columns[index]))) for index in free}
    roles[max(free, key=lambda index: (says_more[index], lengths[index], -index))] = Role.TOPIC  # not a second column of dates
    _give(Role.PLACE, columns, roles, year)
    if 0 not in roles and not any(map(meaningful, columns[0])):
        roles[0] = Role.NUMBER  # an empty first column is where numbers would stand
    return Layout(tuple(Column((roles.get(index, Role.EXTRA),)) for index in range(len(columns))), guessed=True)


def _are_dates(texts: Sequence[str], year: PlanYear) -> bool:
    """Whether enough of a column's texts are dates and nothing else: beside them «1.10», «2.10» count rows."""
    written = list(filter(meaningful, texts))
    return bool(written) and sum(map(year.is_only_date, written)) >= len(written) * _ENOUGH


def _are_days(texts: Sequence[str], year: PlanYear) -> bool:
    """«20.10», «21.10» count no rows, since days go forward, nor does «22.10» beside «10.10-12.10»; «1.10», «1.11» may, and «1.01», «1.02»,
    «2.01» and «3.11», «3.12», «4.01» do.
    """
    found = [_DAY_AND_MONTH.fullmatch(one_line(text)) for text in texts if is_plain_number(text)]
    days = [(int(day[2]), int(day[1])) for day in found if day]
    if len(days) < len(found):
        return False
    if any(year.is_only_date(text) and not is_plain_number(text) for text in texts):
        return True
    goes_on = days in (sorted(days), sorted(days, key=lambda day: school_order(*day)))
    return len({day for _, day in days}) > 1 and goes_on and not _count_parts(days)


def _count_parts(days: Sequence[tuple[int, int]]) -> bool:
    """Whether each is the next of its part or the first of the next part, and one part at least has two."""
    steps = [(later[1] - earlier[1], later[0] - earlier[0] if later[1] == earlier[1] else later[0]) for earlier, later in pairwise(days)]
    return (0, 1) in steps and all(step in {(0, 1), (1, 1)} for step in steps)


def _give(role: Role, columns: Sequence[Sequence[str]], roles: dict[int, Role], year: PlanYear) -> None:
    """Give a role to the free column whose texts suit it best, where enough of them do."""
    def suiting(texts: Sequence[str]) -> tuple[float, float]:  # of two columns: names before «учителя», «12 мая» before «по графику»
        written = [fit(text, role, year) for text in texts if meaningful(text)]
        alike = sum(each >= _ALIKE for each in written) / len(written) if written else 0.0
        return alike, sum(fit(text, role, year) for text in texts) / len(texts)

    free = [(*suiting(texts), -index) for index, texts in enumerate(columns) if index not in roles]
    if free and max(free)[0] >= _ENOUGH:
        roles[-max(free)[2]] = role


def aligned(texts: Sequence[str], layout: Layout, year: PlanYear) -> list[int]:
    """Columns for the cells of a row shorter than its table, keeping their order, by what the cells say."""
    width = len(layout.columns)
    best: dict[tuple[int, int], tuple[float, list[int]]] = {}

    def place(cell: int, column: int) -> tuple[float, list[int]]:
        if cell == len(texts):
            return 0.0, []
        if len(texts) - cell > width - column:
            return float("-inf"), []
        key = (cell, column)
        if key not in best:
            skipped = place(cell, column + 1)
            rest = place(cell + 1, column + 1)
            here = (rest[0] + max(fit(texts[cell], role, year) for role in layout.columns[column].roles), [column, *rest[1]])
            best[key] = max(here, skipped, key=lambda option: option[0])
        return best[key]

    return place(0, 0)[1]
