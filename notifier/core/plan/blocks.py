"""A document flattened for reading: layout tables opened, nested tables either read as tables or as lines of their cell."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from notifier.core.plan.grid import grid, width
from notifier.core.plan.headers import Layout, header_layout
from notifier.core.plan.title import begins_title
from notifier.core.plan.wording import meaningful, one_line, plain
from notifier.model.plan import Cell, Document, Table

_STAMP = re.compile(r"утвержда|согласован|рассмотрен|принято|принят ")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph outside tables of rows."""

    text: str


Block = Paragraph | Table


def flatten(document: Document) -> list[Block]:
    """Paragraphs and tables in reading order. Lines inside a paragraph stay together; empty paragraphs go."""
    return [block for given in document.blocks for block in _opened(given)]


def row_texts(row: tuple[Cell, ...], table_width: int) -> list[str]:
    """A row's texts, one a grid column, merged cells repeated."""
    texts = [cell.text for cell in row for _ in range(max(cell.span, 1))]
    return texts + [""] * (table_width - len(texts))


def first_header(table: Table) -> Layout | None:
    """The first header row's layout."""
    columns = width(table)
    return next((layout for row in table.rows if (layout := header_layout(row_texts(row, columns)))), None)


def _opened(block: str | Table) -> Iterator[Block]:
    if isinstance(block, str):
        if meaningful(block):
            yield Paragraph(block)
        return
    if block.heading and meaningful(block.heading):
        yield Paragraph(block.heading)
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
    rows = tuple(tuple(_inlined(cell) for cell in row) for row in block.rows)
    above = _title_rows(Table(rows))
    yield from (Paragraph(next(cell.text for cell in row if meaningful(cell.text))) for row in rows[:above])
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


def _title_rows(table: Table) -> int:
    """How many rows at the top are the plan's title, written into the table: whole rows, one of which says «план»."""
    columns, titled = width(table), 0
    for count, row in enumerate(table.rows, start=1):
        written = [cell for cell in row if meaningful(cell.text)]
        if len(written) != 1 or max(written[0].span, 1) < columns or columns < 2:
            break
        if begins_title(written[0].text) or (titled and re.search(r"(?:19|20)\d\d", written[0].text)):
            titled = count
    return titled


def _is_frame(table: Table, nested: list[Table]) -> bool:
    """A table that only places things on the page: around another table, or for the stamps of approval."""
    written = [cell for row in table.rows for cell in row if cell.text or cell.tables]
    if nested and (width(table) == 1 or len(written) <= 2):
        return True
    text = plain(" ".join(cell.text for cell in written))
    return len(table.rows) <= 8 and bool(_STAMP.search(text)) and len(written) <= 12 and first_header(table) is None


def _inlined(cell: Cell) -> Cell:
    """A cell's nested tables as lines after its paragraphs: one a row."""
    if not cell.tables:
        return cell
    texts = [" ".join(one_line(slot.text) for slot in row.written()) for table in cell.tables for row in
             grid(Table(tuple(tuple(_inlined(inner) for inner in line) for line in table.rows)))]
    return replace(cell, paragraphs=(*(p for p in cell.paragraphs if meaningful(p)), *filter(meaningful, texts)), tables=())
