"""The lines of a CSV, each with those that go on inside its quotes, and their cells.

Promises: a quote that nobody closed spoils the line it stands in and takes no other away.
"""

import csv
import io
import re
from collections.abc import Iterator

LONGEST = 100_000  # the csv module raises from 131 072 letters in a cell


def lines_of(text: str, separator: str) -> Iterator[tuple[int, str]]:
    """Number and text of each line («1;"16 октября⏎14.30";ЦДО» is one); those behind a quote that never ends are lines of their own."""
    sign = re.escape(separator)
    opening, closing = re.compile(rf'(?:^|{sign})"(?:[^"]|"")*$'), re.compile(rf'"\s*(?:{sign}|$)')
    waiting: list[tuple[int, str]] = []
    size = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        odd = line.count('"') % 2 == 1
        if waiting and odd and not closing.search(line):  # another one that nobody closed
            yield from waiting
            waiting, size = [], 0
        if not waiting and not (odd and opening.search(line)):
            yield number, line
            continue
        waiting.append((number, line))
        size += len(line)
        if len(waiting) > 1 and odd:
            yield waiting[0][0], "\n".join(line for _, line in waiting)
            waiting, size = [], 0
        elif size > LONGEST:
            yield from waiting
            waiting, size = [], 0
    yield from waiting


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of such a line; none where it is longer than any that a person writes."""
    if len(line) > LONGEST:
        return []
    if line.count('"') % 2 == 0:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])
    return [_unquoted(cell) for cell in line.split(separator)]


def _unquoted(cell: str) -> str:
    """A cell of a line in which some quote is not closed."""
    return cell[1:-1].replace('""', '"') if re.fullmatch('".*"', cell) else cell.removeprefix('"')
