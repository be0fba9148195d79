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
            joined = "\n".join(line for _, line in waiting)
            yield from [(waiting[0][0], joined)] if len(joined) <= LONGEST and _is_one(joined, separator) else waiting
            waiting, size = [], 0
        elif size > LONGEST:
            yield from waiting
            waiting, size = [], 0
    yield from waiting


def cells_of(line: str, separator: str) -> list[str]:
    """The cells of such a line; none where it is longer than any that a person writes."""
    if len(line) > LONGEST:
        return []
    if '"' not in line:
        return line.split(separator)
    if line.count('"') % 2 == 0:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=separator), [])
    sign = re.escape(separator)  # some quote is not closed: «"Ким, А.",СШ "Лицей»
    cells = re.finditer(rf'{sign}(?:"(?P<closed>(?:[^"]|"")*)"\s*(?={sign}|$)|"?(?P<plain>[^{sign}]*))', separator + line)
    return [cell["plain"] if cell["closed"] is None else cell["closed"].replace('""', '"') for cell in cells]


def _is_one(lines: str, separator: str) -> bool:
    """Whether a quote of theirs that stands between letters («"СШ № 1⏎Борис;"Лицей";2⏎Вера;СШ № 3"») makes them no cell."""
    try:
        return len(list(csv.reader(io.StringIO(lines, newline=""), delimiter=separator, strict=True))) == 1
    except csv.Error:
        return False
