"""The plan of the real year as another year's Word document."""

import re
from collections.abc import Mapping
from pathlib import Path

from docx import Document

SEED = Path(__file__).parents[1] / "data" / "plans" / "seed.docx"


def plan_of(year: int, path: Path, words: Mapping[str, str] = {}) -> Path:
    """The plan of 2020-2021 with its years moved to ``year`` and the next, and some words put for others."""
    document = Document(str(SEED))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in [*document.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]:
        text = paragraph.text
        moved = re.sub(r"20(20|21)", lambda found: str(int(found[0]) - 2020 + year), text) if year != 2020 else text
        for old, new in words.items():
            moved = moved.replace(old, new)
        if moved != text:
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = moved
    document.save(str(path))
    return path
