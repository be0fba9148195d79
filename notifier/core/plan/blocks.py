"""A document flattened for reading: layout tables opened, nested tables either read as tables or as lines of their cell."""

import re
from collections.abc import Iterator
from dataclasses import replace

from notifier.core.plan.approval import approves
from notifier.core.plan.grid import grid, width
from notifier.core.plan.header_rows import first_header
from notifier.core.plan.headers import header_column
from notifier.core.plan.names import looks_like_persons
from notifier.core.plan.title import begins_title
from notifier.core.plan.wording import meaningful, one_line
from notifier.core.plan.words import Role
from notifier.core.russian import MONTH_NAMES
from notifier.model.plan import Cell, Document, Table

_SPACED = re.compile(r"(?:[^\W\d_]\s+){2,7}[^\W\d_]")


Block = str | Table
"""A paragraph outside tables of rows, or a table."""


def flatten(document: Document) -> list[Block]:
    """Paragraphs and tables in reading order. Lines inside a paragraph stay together; empty paragraphs go."""
    return [block for given in document.blocks for block in _opened(given)]


def _opened(block: str | Table) -> Iterator[Block]:
    if isinstance(block, str):
        if meaningful(block):
            yield block
        return
    if block.heading and meaningful(block.heading):
        yield block.heading
    cells = [cell for row in block.rows for cell in row]
    nested = [table for cell in cells for table in cell.tables if first_header(table) or width(table) > 2]
    if _is_frame(block, nested):
        for cell in cells:
            for paragraph in cell.paragraphs:
                yield from _opened(paragraph)
            for table in cell.tables:
                yield from _opened(table)
        return
    if any(first_header(table) for table in nested):
        yield from _unnested(block)
        return
    rows = tuple(tuple(_inlined(cell) for cell in row) for row in _spread(block).rows)
    above = _title_rows(Table(rows))
    yield from (next(cell.text for cell in row if meaningful(cell.text)) for row in rows[:above])
    yield replace(block, heading="", rows=rows[above:])


def _unnested(table: Table) -> Iterator[Block]:
    """A table whose cells hold whole tables: each of these by itself, under a row of what stands beside it («Раздел | Мероприятия»)."""
    kept: list[tuple[Cell, ...]] = []
    for row in table.rows:
        inner = [one for cell in row for one in cell.tables if first_header(one)]
        if not inner:
            kept.append(tuple(_inlined(cell) for cell in row))
            continue
        if kept and any(first_header(Table((line,))) is None and any(cell.text for cell in line) for line in kept):
            yield Table(tuple(kept))
        kept = []
        beside = [Cell(cell.paragraphs, tables=tuple(one for one in cell.tables if one not in inner)) for cell in row]
        texts = [one_line(text) for cell in beside if meaningful(text := _inlined(cell).text)]
        for index, one in enumerate(inner):
            above = ((Cell((" ".join(texts),), span=width(one)),),) if texts and not index else ()
            yield from _opened(replace(one, rows=(*above, *one.rows)))
    if any(cell.text for line in kept for cell in line):
        yield Table(tuple(kept))


def _spread(table: Table) -> Table:
    """«Раздел | Мероприятия» where the cells of a column hold small tables of «Тема | дата»: their columns and rows as the table's own."""
    for column in range(width(table)):
        inner = [one for row in table.rows for one in _plainly_in(row, column)]
        sizes = {sum(max(cell.span, 1) for cell in line) for one in inner for line in one.rows}
        if len(sizes) == 1 and max(sizes) > 1 and first_header(table) and not any(map(_labels, inner)):
            lengths = [sum(len(line[at].text) for one in inner for line in one.rows) for at in range(max(sizes))]
            return Table(tuple(new for row in table.rows for new in _spread_row(row, column, lengths)), table.heading)
    return table


def _plainly_in(row: tuple[Cell, ...], column: int) -> tuple[Table, ...]:
    """The tables in a row's cell, where it holds nothing else and no cell before it is merged."""
    cell = row[column] if column < len(row) and all(one.span <= 1 for one in row[: column + 1]) else Cell(())
    return () if meaningful(cell.text) else cell.tables


def _labels(table: Table) -> bool:
    """Whether the first column labels the second («Дата | 12 мая»): a card."""
    named = [header_column(line[0].text) for line in table.rows]
    return sum(column is not None and column.roles != (Role.EXTRA,) for column in named) * 2 > len(named)


def _spread_row(row: tuple[Cell, ...], column: int, lengths: list[int]) -> Iterator[tuple[Cell, ...]]:
    """One row for each row of its inner tables, beside which the other cells are merged; the header stands over the longest column."""
    inner = [line for one in _plainly_in(row, column) for line in one.rows]
    for index, line in enumerate(inner):
        beside = row if not index else tuple(Cell((), span=cell.span, continued=True) for cell in row)
        yield (*beside[:column], *line, *beside[column + 1 :])
    if not inner and first_header(Table((row,))) and len(row) > column:
        widest = lengths.index(max(lengths))
        yield (*row[:column], *(row[column] if at == widest else Cell(()) for at in range(len(lengths))), *row[column + 1 :])
    elif not inner:
        wide = tuple(replace(cell, span=max(cell.span, 1) + len(lengths) - 1) if at == min(column, len(row) - 1) else cell
                     for at, cell in enumerate(row))
        yield wide


def _title_rows(table: Table) -> int:
    """How many rows at the top are the plan's title, written into the table: alone in their rows, one of which says «план».

    «План работы с родителями» beside empty cells is a sector where «План работы с детьми» stands so further below.
    """
    columns, titled = width(table), 0
    beside = sum(row[0] is cell and begins_title(cell.text) for row in table.rows if (cell := _alone(row)) is not None) > 1
    for count, row in enumerate(table.rows, start=1):
        written = _alone(row)
        if written is None or written is not row[0] or columns < 2 or (beside and max(written.span, 1) < columns):
            break
        if begins_title(written.text) or (titled and re.search(r"(?:19|20)\d\d", written.text)):
            titled = count
    return titled


def _alone(row: tuple[Cell, ...]) -> Cell | None:
    written = [cell for cell in row if meaningful(cell.text)]
    return written[0] if len(written) == 1 else None


def _is_frame(table: Table, nested: list[Table]) -> bool:
    """A table that only places things on the page: around another table, or for the stamps of approval."""
    written = [cell for row in table.rows for cell in row if cell.text or cell.tables]
    if nested and (width(table) == 1 or len(written) <= 2):
        return True
    if len(table.rows) > 8 or len(written) > 12 or first_header(table) is not None:
        return False
    return any(approves(line) for cell in written for line in cell.text.split("\n"))


def _inlined(cell: Cell) -> Cell:
    """A cell's nested tables as lines after its paragraphs: one a row. A month whose letters stand below each other is that month."""
    if _SPACED.fullmatch(cell.text) and (month := "".join(cell.text.split())).casefold() in MONTH_NAMES:
        return replace(cell, paragraphs=(month,))
    if not cell.tables:
        return cell
    texts = [text for table in cell.tables for text in _lines_of(Table(tuple(tuple(map(_inlined, line)) for line in table.rows)))]
    return replace(cell, paragraphs=(*(p for p in cell.paragraphs if meaningful(p)), *filter(meaningful, texts)), tables=())


def _lines_of(table: Table) -> list[str]:
    """A line a row; «1. Утверждение плана | Горина М.А.» under each other are questions, and below them who answers."""
    rows = [[one_line(slot.text) for slot in row.written()] for row in grid(table)]
    answered = len(rows) > 1 and all(len(row) == 2 and looks_like_persons(row[-1]) and row[0] for row in rows)
    if not answered or any(looks_like_persons(row[0]) for row in rows):
        return [" ".join(row) for row in rows]
    persons = dict.fromkeys(row[-1] for row in rows)
    return [*(row[0] for row in rows), f"Ответственные: {', '.join(persons)}"]
