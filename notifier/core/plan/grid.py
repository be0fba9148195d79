"""A table as a grid: every row has the same columns, merged cells know what they cover and where their text stands."""

from dataclasses import dataclass, replace

from notifier.core.plan.wording import one_line
from notifier.model.plan import Cell, Table


@dataclass(frozen=True, slots=True)
class Slot:
    """One cell in the grid: columns ``start`` to ``stop`` (exclusive), and whether its text stands in a row above."""

    cell: Cell
    start: int
    stop: int
    inherited: bool = False

    @property
    def text(self) -> str:
        """The text, also where it is inherited from above."""
        return self.cell.text

    @property
    def width(self) -> int:
        """How many columns it covers."""
        return self.stop - self.start


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row's slots from left to right. ``ragged``: it has fewer columns than the table, and no merge says why."""

    slots: tuple[Slot, ...]
    index: int
    ragged: bool = False

    def written(self) -> list[Slot]:
        """The slots with a text of their own."""
        return [slot for slot in self.slots if not slot.inherited and (slot.text or slot.cell.tables)]

    def line(self) -> str:
        """What is written in it, on one line."""
        return " | ".join(one_line(slot.text) for slot in self.written())

    def title(self, columns: int) -> tuple[Cell, ...]:
        """A line of its own, merged over the columns of what it stands above, as a row of so many columns; empty where it is none."""
        written = self.written()
        return (replace(written[0].cell, span=columns),) if len(written) == 1 and written[0].width > 1 else ()

    def at(self, column: int) -> Slot | None:
        """The slot that covers a column."""
        return next((slot for slot in self.slots if slot.start <= column < slot.stop), None)

    def own(self, column: int) -> Slot | None:
        """The slot that begins in a column, where a text of its own stands in it."""
        slot = self.at(column)
        return slot if slot is not None and slot.start == column and slot.text and not slot.inherited else None

    def beside(self, column: int, *, first: bool) -> Cell:
        """A column's cell in the ``first`` or a further one of the rows that this row is parted into: there it is merged with the first."""
        slot = self.at(column)
        return Cell() if slot is None else Cell(continued=True) if slot.inherited or not first else replace(slot.cell, span=1)


def grid(table: Table) -> tuple[GridRow, ...]:
    """The table's rows with vertical merges filled from above."""
    columns = width(table)
    rows: list[GridRow] = []
    for index, row in enumerate(table.rows):
        slots: list[Slot] = []
        position = 0
        for cell in row:
            stop = position + max(cell.span, 1)
            source = rows[-1].at(position) if cell.continued and rows else None
            if source is not None and not cell.text:
                slots.append(Slot(source.cell, position, stop, inherited=True))
            else:
                slots.append(Slot(cell, position, stop))
            position = stop
        rows.append(GridRow(tuple(slots), index, ragged=position < columns))
    return tuple(rows)


def width(table: Table) -> int:
    """The number of grid columns."""
    return max((sum(max(cell.span, 1) for cell in row) for row in table.rows), default=0)


def row_texts(row: tuple[Cell, ...], table_width: int) -> list[str]:
    """A row's texts, one a grid column, merged cells repeated."""
    texts = [cell.text for cell in row for _ in range(max(cell.span, 1))]
    return texts + [""] * (table_width - len(texts))
