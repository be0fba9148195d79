"""A row whose topic lists days: «10.09 – Совещание», below it «24.09 – Экскурсия», beside «Сентябрь» or under it: a row a day.

Promises: only where each event of the cell begins with a day of its own inside the row's month, or the only one has it surely; what
stands beside goes for all of them.
"""

from dataclasses import replace

from notifier.core.plan.dating import Context, completed
from notifier.core.plan.entries import Entry, listed
from notifier.core.plan.grid import GridRow, Slot
from notifier.core.plan.headers import Layout
from notifier.core.plan.parallel import shared
from notifier.core.plan.periods import is_period
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.wording import lines, one_line
from notifier.core.plan.words import Role
from notifier.model.plan import Cell


def rows_of_days(row: GridRow, layout: Layout | None, context: Context, year: PlanYear) -> list[GridRow]:
    """The row, or one for each day that its topic lists."""
    topic, date = (_slot(row, layout, role) for role in (Role.TOPIC, Role.DATE))
    if topic is None or topic.inherited or (date is not None and topic.start == date.start):
        return [row]
    period = completed(one_line(date.text) if date is not None else "", context, year)
    told = listed(topic.cell, period, year) if is_period(period, year) else []
    number = _slot(row, layout, Role.NUMBER)

    def here(slot: Slot, index: int, entry: Entry) -> Slot:
        if slot is topic:
            said = entry.lines if date is not None else (*entry.lines, f"Дата: {entry.when}")
            return replace(slot, cell=replace(slot.cell, paragraphs=said))
        if slot is date:
            return Slot(Cell((entry.when,)), slot.start, slot.stop)
        if slot is number:
            return slot if index == 0 else replace(slot, cell=Cell())
        beside = shared(lines(slot.cell.paragraphs), len(told))  # its own line where there are as many, else all of them
        return replace(slot, cell=replace(slot.cell, paragraphs=tuple(beside[index])))

    return [replace(row, slots=tuple(here(slot, index, entry) for slot in row.slots)) for index, entry in enumerate(told)] or [row]


def _slot(row: GridRow, layout: Layout | None, role: Role) -> Slot | None:
    """The row's cell in the one column of a role."""
    columns = layout.having(role) if layout is not None else ()
    return row.at(columns[0]) if len(columns) == 1 else None
