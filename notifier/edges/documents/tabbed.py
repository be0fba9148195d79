"""A plan typed with tab stops instead of a table: «1. Заседание⇥12 сентября⇥ЦДО⇥Иванова И.И.», a paragraph a row.

Promises: a document that has a table comes back as it was, because there tabs only place signatures and stamps.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from notifier.model.plan import Cell, Table

_FEWEST_CELLS = 3  # «Руководитель ГМО⇥И.И. Иванова» is a signature
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d+)*[.)])\s+(?=\S)")
Block = str | Table


def tabbed(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with paragraphs of tab stops as tables."""
    given = tuple(blocks)
    rows = [block for block in given if isinstance(block, str) and len(_cells(block)) >= _FEWEST_CELLS]
    if len(rows) < 2 or any(isinstance(block, Table) for block in given):
        return given
    numbered = sum(bool(_NUMBER.match(row)) for row in rows) * 2 > len(rows)
    return tuple(_tables([block for block in given if isinstance(block, str) and block.strip()], numbered=numbered))


def _tables(paragraphs: list[str], *, numbered: bool) -> Iterator[Block]:
    for is_row, group in groupby(paragraphs, key=lambda text: len(_cells(text)) >= _FEWEST_CELLS):
        if is_row:
            yield Table(tuple(tuple(Cell((text,)) for text in _row(line, numbered=numbered)) for line in group))
        else:
            yield from group


def _row(line: str, *, numbered: bool) -> list[str]:
    number = _NUMBER.match(line)
    if numbered and number and "\t" not in number[0]:
        return [number[1], *_cells(line[number.end() :])]
    return _cells(line)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"\t+", line.strip())] if "\t" in line else [line]
