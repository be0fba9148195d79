"""Documents drawn with the keyboard: lines with ``|`` are table rows, other lines paragraphs, an empty line ends a table.

In a cell ``/`` alone between blanks begins a new paragraph (``/ /`` leaves an empty one), ``<`` joins the cell to its left
neighbour, ``^`` to the one above.
"""

import re
from collections.abc import Callable

import pytest

from notifier.core.plan.understanding import understand
from notifier.model.plan import Cell, Document, Plan, Table
from notifier.model.problem import Problem


def drawn(text: str) -> Document:
    """The document that a drawing shows."""
    blocks: list[str | Table] = []
    rows: list[tuple[Cell, ...]] = []
    for line in [*text.strip("\n").split("\n"), ""]:
        stripped = line.strip()
        if stripped.startswith("|"):
            rows.append(_row(stripped))
            continue
        if rows:
            blocks.append(Table(tuple(rows)))
            rows = []
        if stripped:
            blocks.append(stripped)
    return Document(tuple(blocks), name="рисунок")

def _row(line: str) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for text in map(str.strip, line.strip().removeprefix("|").removesuffix("|").split("|")):
        if text == "<" and cells:
            cells[-1] = Cell(cells[-1].paragraphs, cells[-1].span + 1, cells[-1].continued)
        elif text == "^":
            cells.append(Cell(continued=True))
        else:
            cells.append(Cell(tuple(part.strip() for part in re.split(r"(?:(?<=\s)|^)/(?=\s|$)", text))))
    return tuple(cells)

Reader = Callable[[str], tuple[Plan, list[Problem]]]

@pytest.fixture(scope="session")
def understood() -> Reader:
    """Understands a drawn document."""
    return lambda text: understand(drawn(text))

@pytest.fixture(scope="session")
def draw() -> Callable[[str], Document]:
    """Draws a document."""
    return drawn
