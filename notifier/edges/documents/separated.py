"""A plan saved as CSV: lines with semicolons, in a file of that name also commas, between their cells.

Promises: prose with semicolons stays prose; a line that is no row of its table is told and stops no other.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from notifier.core.clean import clean_line
from notifier.edges.files.lines import cells_of, lines_of
from notifier.model.plan import Cell, Table
from notifier.model.problem import Problem, Severity

_Row = tuple[int, str, list[str]]
"""A line's number, the line, its cells: none where it is prose."""


def separated(text: str, separator: str, fewest: int = 2) -> tuple[list[str | Table], list[Problem]]:
    """Tables as Excel saves them to CSV, no blank behind their semicolons («1;Неделя;25 января»), most lines as wide as the first; nothing
    where there are no such. A line with less than ``fewest`` separators is prose. A table of another width stands behind a heading or an
    empty line. A line may end early; of one with a semicolon too many nobody knows which cell is none."""
    rows_of = ((number, line, _cells(line, separator, fewest)) for number, line in lines_of(text, separator))
    runs = [list(run) for _, run in groupby(rows_of, key=lambda row: bool(row[2]))]
    widths = [_width(run) for run in runs]
    fit = Counter(width for run, width in zip(runs, widths, strict=True) for *_, cells in run
                  if cells and len(_joined(cells, width, separator)) == width)
    written = sum(bool(cells) for run in runs for *_, cells in run)
    blocks: list[str | Table] = []
    problems: list[Problem] = []
    if written < 3 or 2 * fit.total() < written:
        return blocks, problems
    most = fit.most_common(1)[0][0]
    for run, own in zip(runs, widths, strict=True):
        goes_on = 2 * sum(len(_joined(cells, most, separator)) == most for *_, cells in run) >= len(run)
        width = most if fit[own] < 2 and goes_on else own  # below «Ноябрь» the first line itself may have a semicolon too many
        if fit[width] < 2:
            blocks += [line for _, line, _ in run if line.strip()]
            continue
        rows: list[tuple[Cell, ...]] = []
        for number, line, given in run:
            cells = _joined(given, width, separator)
            if len(cells) > width:
                text = f"Строка {number} не прочитана: «{clean_line(line, limit=200)}». В ней клеток {len(cells)}, а в таблице {width}."
                problems.append(Problem(Severity.WARNING, "row-not-read", text,
                                        advice=f"Если знак «{separator}» стоит внутри клетки, возьмите её в кавычки."))
                continue
            rows.append(tuple(Cell((cell.strip(),)) for cell in cells))
        before = blocks[-1] if blocks else ""
        if isinstance(before, Table) and max(map(len, before.rows)) == width:
            rows = [*before.rows, *rows]
            del blocks[-1]
        blocks.append(Table(tuple(rows)))
    return blocks, problems


def _cells(line: str, separator: str, fewest: int) -> list[str]:
    """The cells of a line; none where it is prose."""
    return cells_of(line, separator) if len(re.findall(rf"{separator}(?=\S|$)", line.rstrip())) >= fewest else []


def _width(run: Sequence[_Row]) -> int:
    """Cells of the first line that has more than a title."""
    return next((len(cells) for *_, cells in run if sum(map(bool, cells)) > 1), 0)


def _joined(cells: list[str], width: int, separator: str) -> list[str]:
    """The cells of a line that is too wide, without the empty ones at its end, and with those that begin with a blank in the cell before
    («2;Семинар; практикум;13.11»)."""
    cells = list(cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    joined: list[str] = []
    for at, cell in enumerate(cells):
        if joined and cell.startswith(" ") and len(joined) + len(cells) - at > width:
            joined[-1] += f"{separator}{cell}"
        else:
            joined.append(cell)
    return joined
