"""Months over columns of their own: «Октябрь» above «Дата | Место», «Ноябрь» above the same: a row for each month's part of a row.

Promises: only where each part has the same columns; a day there is completed by its month, a part without a column of dates has the month.
"""

from collections.abc import Sequence
from dataclasses import replace

from notifier.core.plan.grid import GridRow, Slot, grid, row_texts
from notifier.core.plan.headers import header_column, header_layout
from notifier.core.plan.periods import is_month, is_period, week_counted, week_within, within
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.wording import meaningful, one_line
from notifier.core.plan.words import DATE_HEADER, Role
from notifier.model.plan import Cell, Table

_FEWEST_WEEKS = 4  # of a month; three columns «1 | 2 | 3» may be terms


def parted_by_period(table: Table, header: int, columns: int, year: PlanYear) -> list[tuple[Cell, ...]] | None:
    """A header and the rows; None where the header is of another kind."""
    heads = grid(Table((table.rows[header],)))[0].slots  # of this row alone: a table of 3 000 rows is asked for each
    parts = [slot for slot in heads if _is_part(slot, year)]
    if len(parts) < 2 or len({one_line(part.text) for part in parts}) < len(parts) or header + 1 == len(table.rows):
        return None
    upper, lower = ([one_line(text) for text in row_texts(row, columns)] for row in table.rows[header : header + 2])
    named = {tuple(lower[part.start : part.stop]) for part in parts}
    others = [column for column in range(columns) if not any(part.start <= column < part.stop for part in parts)]
    beside = [lower[column] or upper[column] for column in others]
    if len(named) > 1 or header_layout([*beside, *(names := named.pop()), DATE_HEADER]) is None:
        return None
    dated = [at for at, name in enumerate(names) if (column := header_column(name)) and Role.DATE in column.roles]
    rows = [tuple(Cell((name,)) for name in (*beside, *names, *([] if dated else [DATE_HEADER])))]
    for row in grid(table)[header + 2 :]:
        here = [row.at(part.start) for part in parts]
        if title := row.title(len(rows[0])):
            rows.append(title)
        elif len(again := [slot for slot in here if slot is not None and _is_part(slot, year)]) == len(parts):
            parts = again  # «Ноябрь | Декабрь» above further rows
        elif not all(slot is not None and one_line(slot.text) == names[0] for slot in here):
            rows += _parts(row, parts, others, dated, year)
    return rows


def weeks_named(table: Table, index: int, columns: int, year: PlanYear) -> Table | None:
    """«Сентябрь» above «1 | 2 | 3 | 4» as one header «1 неделя сентября | 2 неделя сентября»; None where no weeks are counted."""
    upper, *rest = ([one_line(text) for text in row_texts(row, columns)] for row in table.rows[index : index + 2])
    lower = rest[0] if rest else []
    counted = {column: number for column, text in enumerate(lower) if (number := week_counted(text))}
    if len(counted) < _FEWEST_WEEKS:
        return None
    months = [upper[column] for column in counted]
    weeks = [[counted[column] for column in counted if upper[column] == month] for month in months]
    if not all(is_month(month, year) for month in months) or any(
            len(row) < _FEWEST_WEEKS or row != list(range(1, len(row) + 1)) for row in weeks):
        return None
    names = [week_within(counted[at], upper[at], year) if at in counted else lower[at] or upper[at] for at in range(columns)]
    return replace(table, rows=(*table.rows[:index], tuple(Cell((name,)) for name in names), *table.rows[index + 2 :]))


def _is_part(slot: Slot, year: PlanYear) -> bool:
    return slot.width > 1 and is_period(one_line(slot.text), year)


def _parts(row: GridRow, parts: Sequence[Slot], others: Sequence[int], dated: Sequence[int], year: PlanYear) -> list[tuple[Cell, ...]]:
    """A row of the table, once for each part that says something; the last one stands for all where none does."""
    rows: list[tuple[Cell, ...]] = []
    for part in parts:
        slots = [row.at(column) for column in range(part.start, part.stop)]
        said = any(slot is not None and not slot.inherited and slot.start >= part.start and meaningful(slot.text) for slot in slots)
        if not said and (rows or part is not parts[-1]):
            continue
        period = one_line(part.text)
        # A topic merged with the one above stands anew: between the two are the rows of the other parts.
        cells = [replace(slot.cell, span=1) if slot is not None and slot.start == column else Cell()
                 for column, slot in enumerate(slots, start=part.start)]
        for at in dated if said else ():
            cells[at] = replace(cells[at], paragraphs=(within(one_line(cells[at].text), period, year),))
        when = [] if dated else [Cell((period,) if said else ())]
        rows.append((*(row.beside(column, first=not rows) for column in others), *cells, *when))
    return rows
