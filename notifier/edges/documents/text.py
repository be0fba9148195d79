"""The text form: a dump of a Word table, where every cell begins with a tab and goes on over lines without one.

A blank line stands between rows, but also inside cells («24 сентября 2020», blank, «14.30»), so rows are found by counting:
the division of all cells into rows of the header's width, titles of one cell and merged rows that fits best.
Tables with tabs inside lines, ``|`` between cells, or semicolons (CSV; in a file of that name also commas) are read as well: one row
a line.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from notifier.edges.documents.refusal import UnreadableDocument, refuse
from notifier.edges.documents.separated import separated
from notifier.edges.files import text as files
from notifier.model.plan import Cell, Document, Table

MOST_CELLS = 20_000
_NUMBER = re.compile(r"\s*(?:№\s*)?\d{1,3}(?:\.\d+)*[.)]?\s*")
_QUOTED = re.compile(r'(?:^|(?<=[\t\n]))"((?:[^"\t]|"")*)"(?=\t|\n|$)')
_RULE = re.compile(r"[\s|:+=\-]+")


@dataclass(slots=True)
class _Given:
    """A cell as dumped: its lines, and whether a blank line stood before it."""

    lines: list[str]
    after_blank: bool


def read_text(path: Path) -> Document:
    """The document of a text file. Raises ``UnreadableDocument`` for other encodings than UTF-8 and for huge files."""
    text, problems = files.read_text(path, what="текст плана")
    if text is None:
        raise UnreadableDocument(problems[0])
    if "\0" in text:
        raise refuse(path, "document-unknown", "это не текст", "Нужен файл .docx, .xlsx или текст в UTF-8.")
    return parse_text(text, name=path.stem, path=path)


def parse_text(text: str, *, name: str, path: Path) -> Document:
    """The document of a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if sum(line.strip().startswith("|") or line.count("|") > 1 for line in lines) > 1:
        return Document(tuple(_lined(lines, "|")), name=name)
    if _has_tabs_inside(lines):
        return Document(tuple(_lined(_unquoted("\n".join(lines)), "\t")), name=name)
    called = path.suffix.lower() == ".csv"
    for separator, fewest in ((";", 2), (",", 2), (";", 1), (",", 1)) if called else ((";", 2),):
        tables, problems = separated(text, separator, fewest)
        if tables:
            return Document(tuple(tables), name=name, problems=tuple(problems))
    head, cells = _cells(lines)
    if len(cells) > MOST_CELLS:
        raise refuse(path, "document-too-long", f"в тексте больше {MOST_CELLS} клеток", "Оставьте в файле только план.")
    return Document((*head, *_tables(cells)), name=name)


def _has_tabs_inside(lines: list[str]) -> bool:
    """Whether rows of a table are lines with tabs between their cells: two at least, or one in most and none at a line's beginning."""
    inside = [line.strip("\t").count("\t") for line in lines if line.strip()]
    of_two = sum(count > 0 for count in inside) > max(2, len(inside) // 2) and not any(line.startswith("\t") for line in lines)
    return sum(count > 1 for count in inside) > 1 or of_two


def _lined(lines: list[str], separator: str) -> list[str | Table]:
    blocks: list[str | Table] = []
    rows: list[tuple[Cell, ...]] = []
    for line in [*lines, ""]:
        if separator in line:
            if separator == "|" and _RULE.fullmatch(line):
                continue
            texts = line.strip().strip("|").split("|") if separator == "|" else line.split("\t")
            rows.append(tuple(Cell((cell.strip().replace("\v", "\n"),)) for cell in texts))
            continue
        if rows and line.strip():
            blocks.append(Table(tuple(rows)))
            rows = []
        if line.strip():
            blocks.append(line)
    return [*blocks, Table(tuple(rows))] if rows else blocks


def _unquoted(text: str) -> list[str]:
    """The lines of a table with tabs; a sheet puts a cell of several lines in quotes («"15 октября⏎14.30"»), some programs every cell."""
    first = next((line.split("\t") for line in text.split("\n") if "\t" in line.strip("\t")), [])
    every = all(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in first if cell)

    def bare(cell: re.Match[str]) -> str:
        return cell[1].replace('""', '"').replace("\n", "\v") if every or "\n" in cell[1] else cell[0]

    return _QUOTED.sub(bare, text).split("\n")


def _cells(lines: list[str]) -> tuple[list[str], list[_Given]]:
    head: list[str] = []
    cells: list[_Given] = []
    blank = False
    for line in lines:
        if line.startswith("\t"):
            cells.append(_Given([line[1:]], after_blank=blank))
        elif cells:
            cells[-1].lines.append(line)
        elif line.strip():
            head.append(line)
        blank = not line.strip() and not line.startswith("\t")
    return head, cells


def _tables(cells: list[_Given]) -> list[str | Table]:
    starts = _starts(cells) if cells else []
    return [block for start, stop in zip(starts, [*starts[1:], len(cells)], strict=bool(cells)) for block in _table(cells[start:stop])]


def _starts(cells: list[_Given]) -> list[int]:
    """Where tables begin: at the first cell, and below free text where rows of another width follow."""
    starts, width = [0], _width(cells)
    for index in range(1, len(cells)):
        if not cells[index].after_blank or not _free(cells[index - 1])[1]:
            continue
        length = _run(cells, index)
        if length > 1 and length != width and _run(cells, index + length) == length:  # a header and a row below it
            starts.append(index)
            width = length
    return starts


def _run(cells: list[_Given], start: int) -> int:
    """How many cells stand from here to the next blank line."""
    return next((stop for stop in range(start + 1, len(cells)) if cells[stop].after_blank), len(cells)) - start if start < len(cells) else 0


def _table(cells: list[_Given]) -> list[str | Table]:
    """The tables of one width, and the free text below their rows."""
    width = _width(cells)
    rows: list[tuple[Cell, ...]] = []
    blocks: list[str | Table] = []
    start = 0
    for stop in _divided(cells, width):
        row = cells[start:stop]
        own, free = _free(row[-1]) if len(row) == width else ([], [])
        if free:  # text after a blank line in a row's last cell stands outside the table
            row[-1].lines = own
        rows.append(_row(row, width))
        if free:
            blocks += [Table(tuple(rows)), *free]
            rows = []
        start = stop
    return [*blocks, Table(tuple(rows))] if rows else blocks


def _width(cells: list[_Given]) -> int:
    """Cells of the header row: up to the first blank line, not counting titles of one cell above it."""
    starts = [i for i, cell in enumerate(cells) if not i or cell.after_blank]
    lengths = [stop - start for start, stop in zip(starts, [*starts[1:], len(cells)], strict=True)]
    return next((length for length in lengths if length > 1), lengths[0])


def _free(last: _Given) -> tuple[list[str], list[str]]:
    """The lines of a cell up to its first blank line, and what is written behind it."""
    blank = next((i for i, line in enumerate(last.lines) if i and not line.strip()), len(last.lines))
    return last.lines[:blank], [line for line in last.lines[blank:] if line.strip()]


def _row(row: list[_Given], width: int) -> tuple[Cell, ...]:
    if len(row) == 1:
        return (Cell(tuple(row[0].lines), span=width),)
    if len(row) == 2 and width > 2 and _NUMBER.fullmatch("\n".join(row[0].lines)):  # «1 | Организационная работа»
        return (Cell(tuple(row[0].lines)), Cell(tuple(row[1].lines), span=width - 1))
    if len(row) == 2 and width > 2:  # number, topic, date, place merged; the person apart (the seed's practice sector)
        return (Cell(tuple(row[0].lines), span=width - 1), Cell(tuple(row[1].lines)))
    if len(row) == 3 and width > 3 and not "".join(row[0].lines).strip():  # the same with the number's own empty cell
        return (Cell(()), Cell(tuple(row[1].lines), span=width - 2), Cell(tuple(row[2].lines)))
    return tuple(Cell(tuple(cell.lines)) for cell in row)


def _divided(cells: list[_Given], width: int) -> list[int]:
    """Where rows end: the cheapest division, breaks only where a blank line stood."""
    infinite = float("inf")
    cost = [0.0, *([infinite] * len(cells))]
    came = [0] * (len(cells) + 1)
    for stop in range(1, len(cells) + 1):
        if stop < len(cells) and not cells[stop].after_blank:
            continue
        for size in range(1, min(stop, width + 2) + 1):
            start = stop - size
            if cost[start] == infinite:
                continue
            price = cost[start] + _price(cells[start:stop], width)
            if price < cost[stop]:
                cost[stop], came[stop] = price, start
    stops: list[int] = []
    at = len(cells)
    while at:
        stops.append(at)
        at = came[at]
    return stops[::-1]


def _price(row: list[_Given], width: int) -> float:
    """How unlikely these cells are one row."""
    first = "\n".join(row[0].lines).strip()
    inner_blanks = 0.2 * sum(cell.after_blank for cell in row[1:])
    if len(row) == width:
        return inner_blanks + (0.0 if not first or _NUMBER.fullmatch(first) or len(first) < 25 else 1.0)
    if len(row) == 1:
        return 5.0 if _NUMBER.fullmatch(first) or not first else 1.0
    if len(row) == 2:
        return 2.5 + inner_blanks + (2.0 if _NUMBER.fullmatch(first) else 0.0)
    titled = len(row) > 2 and row[1].after_blank and bool(first) and not _NUMBER.fullmatch(first)  # a title, then a row of merged cells
    return 4.0 + abs(width - len(row)) + inner_blanks + (2.5 if titled else 0.0)
