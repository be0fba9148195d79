"""XLSX as a person sees it: dates and numbers as shown, merged cells with their spans, one table a sheet.

openpyxl in read-only mode (defusedxml underneath) gives the values; it does not give merges, hidden rows or formulas without
a stored value, so the sheet's XML is read once more as a stream for these.
"""

import datetime as dt
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml.ElementTree import iterparse
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import column_index_from_string, get_column_letter, range_boundaries
from openpyxl.utils.escape import unescape

from notifier.edges.documents.length import MOST_ROWS
from notifier.edges.files.shown import figures, form_of, shown
from notifier.model.plan import Cell, Document, Table
from notifier.model.problem import Problem, Severity

MOST_COLUMNS = 60
_MOST_COMMENTS = 100


@dataclass(slots=True)
class _Extras:
    """What read-only openpyxl leaves out of a sheet."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first column, first row, last column, last row
    unknown: list[str] = field(default_factory=list)  # cells with a formula and no stored value
    hidden: list[int] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)  # written cells outside the limits
    struck: list[str] = field(default_factory=list)  # what cells say that are struck out
    crossed: set[tuple[int, int]] = field(default_factory=set)  # row and column of those that say nothing else
    covered: list[str] = field(default_factory=list)  # what cells say below a merged one, which nobody sees


def read_sheet(path: Path) -> Document:
    """The workbook's visible sheets, each a table under its name. Raises what openpyxl raises for broken files."""
    assert openpyxl.DEFUSEDXML, "defusedxml must be installed: openpyxl parses with it"
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, rich_text=True)
    blocks: list[str | Table] = []
    problems: list[Problem] = []
    try:
        for sheet in book.worksheets:
            rows, told = _sheet(path, sheet)
            if sheet.sheet_state != "visible":
                if rows:
                    problems.append(Problem(Severity.INFO, "hidden-sheet", f"Скрытый лист «{sheet.title}» не прочитан.",
                                            advice="Если план на нём, покажите лист в Excel."))
                continue
            problems += told
            rows = _from_first_column(rows)
            if rows and not re.fullmatch(r"(?:Лист|Sheet|Table|Таблица)\s?\d*", sheet.title):
                blocks.append(sheet.title)
            blocks += _parts(rows)
        problems += _comments(path)
    finally:
        book.close()
    return Document(tuple(blocks), name=path.stem, problems=tuple(problems))


def _sheet(path: Path, sheet: Any) -> tuple[list[tuple[Cell, ...]], list[Problem]]:
    extras = _extras(path, sheet._worksheet_path)
    sheet.reset_dimensions()  # the stored dimension may be a lie
    texts: list[list[str]] = []
    for row in sheet.iter_rows(max_row=MOST_ROWS):
        shown = [_standing(cell, extras) for cell in row[:MOST_COLUMNS]]
        while shown and not shown[-1]:
            shown.pop()
        texts.append(shown)
    while texts and not texts[-1]:
        texts.pop()
    width = max(map(len, texts), default=0)
    extras.hidden_columns = [name for name in extras.hidden_columns if column_index_from_string(name) <= width]
    _uncover(texts, extras)
    return _rows(texts, extras), _told(sheet.title, extras)


def _comments(path: Path) -> list[Problem]:
    """Notes pinned to cells: no part of any row, so they are told."""
    found: list[Problem] = []
    with zipfile.ZipFile(path) as package:
        for part in sorted(name for name in package.namelist() if re.fullmatch(r"xl/comments(?:/comment)?\d*\.xml", name)):
            with package.open(part) as stream:
                for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
                    text = " ".join("".join(element.itertext()).split()) if element.tag.endswith("}comment") else ""
                    if text and len(found) < _MOST_COMMENTS:
                        found.append(Problem(Severity.INFO, "comment", f"Примечание к клетке {element.get('ref', '?')}: «{text}».",
                                             advice="В план оно не попало. Если оно меняет строку, исправьте её в документе."))
    return found


def _told(title: str, extras: _Extras) -> list[Problem]:
    told: list[Problem] = []
    if extras.unknown:
        told.append(Problem(Severity.ERROR, "formula",
                            f"Лист «{title}»: формулы без сохранённого значения в клетках {_some(extras.unknown)}.",
                            advice="Откройте файл в Excel, сохраните его или замените формулы значениями."))
    told += [Problem(Severity.WARNING, "struck-text", f"Лист «{title}»: зачёркнутое не прочитано: «{text}».",
                     advice="Если оно остаётся в плане, снимите зачёркивание; строку без него проверьте.") for text in extras.struck]
    told += [Problem(Severity.INFO, "hidden-text", f"Лист «{title}»: текст под объединённой клеткой не виден и не прочитан: «{text}».",
                     advice="Если он нужен, разъедините клетки в Excel.") for text in extras.covered]
    if extras.beyond:
        limits = f"{MOST_ROWS}-й строки или {MOST_COLUMNS}-го столбца"
        told.append(Problem(Severity.WARNING, "sheet-too-big",
                            f"Лист «{title}»: клетки дальше {limits} не прочитаны: {_some(extras.beyond)}.",
                            advice="Перенесите план в начало листа."))
    if extras.hidden:
        told.append(Problem(Severity.INFO, "hidden-rows",
                            f"Лист «{title}»: прочитаны и скрытые строки: {_some([str(n) for n in extras.hidden])}."))
    if extras.hidden_columns:
        told.append(Problem(Severity.INFO, "hidden-columns",
                            f"Лист «{title}»: прочитаны и скрытые столбцы: {_some(extras.hidden_columns)}."))
    return told


def _some(names: list[str]) -> str:
    return ", ".join(names[:10]) + (f" и ещё {len(names) - 10}" if len(names) > 10 else "")


def _extras(path: Path, part: str) -> _Extras:
    extras = _Extras()
    with zipfile.ZipFile(path) as package, package.open(part.lstrip("/")) as stream:
        for _, element in iterparse(stream, events=("end",), forbid_dtd=True):
            name = element.tag.rpartition("}")[2]
            if name == "c":
                _cell(element, extras)
            elif name == "row":
                if element.get("hidden") in {"1", "true"} and len(element) and len(extras.hidden) < MOST_ROWS:
                    extras.hidden.append(int(element.get("r", "0")))
                element.clear()
            elif name == "col" and element.get("hidden") in {"1", "true"}:
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                extras.hidden_columns += [get_column_letter(column) for column in range(first, min(last, MOST_COLUMNS) + 1)]
            elif name == "mergeCell" and len(extras.merged) < MOST_ROWS:
                left, top, right, bottom = range_boundaries(element.get("ref", "A1"))
                extras.merged.append((left or 1, top or 1, right or 1, bottom or 1))
    return extras


def _cell(element: Any, extras: _Extras) -> None:
    value = next((child for child in element if child.tag.endswith("}v")), None)
    formula = any(child.tag.endswith("}f") for child in element)
    inline = any(child.tag.endswith("}is") for child in element)
    if formula and (value is None or value.text is None) and len(extras.unknown) < MOST_ROWS:
        extras.unknown.append(element.get("r", "?"))
    if value is None and not inline:
        return
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", element.get("r", ""))
    outside = match and (int(match[2]) > MOST_ROWS or column_index_from_string(match[1]) > MOST_COLUMNS)
    if match and outside and len(extras.beyond) < MOST_ROWS:
        extras.beyond.append(match[0])


def _standing(cell: Any, extras: _Extras) -> str:
    """What a cell shows, without what is struck out of it."""
    font = getattr(cell, "font", None)
    whole = bool(font is not None and font.strike)
    parts = cell.value if isinstance(cell.value, CellRichText) else [_shown(cell)]
    runs = [(str(part), bool(part.font.strike) if isinstance(part, TextBlock) else whole) for part in parts]
    if gone := " ".join("".join(text for text, out in runs if out).split()):
        extras.struck.append(gone)
    text = unescape("".join(text for text, out in runs if not out)).strip()
    if gone and not text:
        extras.crossed.add((cell.row, cell.column))
    return text


def _shown(cell: Any) -> str:
    """A value as the sheet shows it to a person."""
    value, form = cell.value, form_of(cell)
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        hour = f" {value:%H:%M}" if (value.hour, value.minute) != (0, 0) else ""
        return shown(value, form) or f"{value:%d.%m.%Y}{hour}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return figures(value, form) if isinstance(value, int | float | dt.timedelta) else str(value).strip()


def _uncover(texts: list[list[str]], extras: _Extras) -> None:
    """Takes away what stands in the other cells of a merged one: Excel shows the first one's text alone."""
    for left, top, right, bottom in extras.merged:
        first = next((text for row in texts[top - 1 : top] for text in row[left - 1 : left]), "")
        for row in texts[top - 1 : bottom]:
            for at in range(left - 1, min(right, len(row))):
                if row[at] and (row is not texts[top - 1] or at >= left):
                    extras.covered += [] if row[at] == first else [" ".join(row[at].split())]
                    row[at] = ""


def _rows(texts: list[list[str]], extras: _Extras) -> list[tuple[Cell, ...]]:
    merged = extras.merged
    width = max((len(row) for row in texts), default=0)
    starts = {(top, left): (right, bottom) for left, top, right, bottom in merged}
    below = {(row, left): right for left, top, right, bottom in merged for row in range(top + 1, min(bottom, len(texts)) + 1)}
    rows: list[tuple[Cell, ...]] = []
    for index, row in enumerate(texts, start=1):
        cells: list[Cell] = []
        column = 1
        while column <= width:
            right = starts.get((index, column), (below.get((index, column), column), 0))[0]
            right = max(column, min(right, width))
            text = row[column - 1] if column <= len(row) else ""
            at = (index, column)
            cells.append(Cell((text,), span=right - column + 1, continued=at in below, struck=at in extras.crossed))
            column = right + 1
        rows.append(tuple(cells))
    return rows


def _from_first_column(rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """Without the empty columns at the left: a plan may begin in column B."""
    while rows and all(len(row) > 1 and row[0].span == 1 and not row[0].text and not row[0].continued for row in rows):
        rows = [row[1:] for row in rows]
    return rows


def _parts(rows: list[tuple[Cell, ...]]) -> list[str | Table]:
    """Lines above the table (a title typed into the first cell) as paragraphs, the rest as one table."""
    blocks: list[str | Table] = []
    body = list(rows)
    while body and sum(bool(cell.text) for cell in body[0]) <= 1:
        text = next((cell.text for cell in body[0] if cell.text), "")
        following = [row for row in body[1:] if any(cell.text for cell in row)]
        if text and not following:
            break
        if text:
            blocks.append(text)
        body.pop(0)
    return [*blocks, Table(tuple(body))] if body else blocks
