"""Tables people keep: CSV with semicolons, commas or tabs, and XLSX. Rows of text with the line each stands on.

XLSX is opened with ``openpyxl`` over ``defusedxml``; the archive's sizes are looked at first (a 66 KB file can hold seconds of
work), macros are refused, and cells with formulas are marked: a formula's last result may be anybody's.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from notifier.core.clean import clean_line
from notifier.edges.files.lines import LONGEST, cells_of, lines_of
from notifier.edges.files.shown import figures, form_of, hides_day, shown
from notifier.edges.files.text import decode
from notifier.model.problem import Problem, Severity

MAX_ROWS = 100_000
MAX_COLUMNS = 64
MAX_CELL = 10_000  # characters
MAX_ARCHIVE_BYTES = 50 * 2**20
MAX_ARCHIVE_RATIO = 100
MAX_ARCHIVE_MEMBERS = 2_000
MAX_EMPTY_ROWS = 1_000  # a sheet that goes on empty for so long is over
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MAX_SHEETS = 40
MAX_TITLE = 20  # lines above a header
Value = str | datetime | date | time


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line (CSV: of the file, XLSX: of the sheet) and its cells, texts as written."""

    line: int
    cells: Sequence[Value]
    formulas: frozenset[int] = frozenset()  # the columns whose cells hold a formula instead of a value
    beyond: bool = False  # CSV: more cells than the first row has, so that nobody knows which of them is none


Sheet = tuple[str, list[Row]]
"""A sheet's name and its rows."""


def parse_sheet(content: bytes, *, file: str, what: str, is_header: Callable[[Sequence[Value]], bool] | None = None,
                ) -> tuple[list[Row] | None, list[Problem]]:
    """The rows that are not empty, of a book its first sheet's; or None and why not: XLSX by its signature, else CSV."""
    sheets, problems = parse_sheets(content, file=file, what=what, first=True, is_header=is_header)
    return (None if sheets is None else sheets[0][1] if sheets else []), problems


def parse_sheets(content: bytes, *, file: str, what: str, first: bool = False, as_shown: bool = False,
                 is_header: Callable[[Sequence[Value]], bool] | None = None) -> tuple[list[Sheet] | None, list[Problem]]:
    """The sheets of a book (only the ``first``), a CSV as the only one. ``is_header`` knows a CSV's header below a title. A cell that
    shows no day of a month is text; where sheets are read ``as_shown``, so is one that hides its year or hour, and numbers."""
    if content.startswith(b"PK"):
        return _xlsx(content, file=file, what=what, first=first, as_shown=as_shown)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return None, [_refusal(file, "old-excel", f"Файл {file} — старого вида (.xls) или закрыт паролем.",
                               "Сохраните его в Excel как «Книга Excel (.xlsx)» без пароля.")]
    text, problems = decode(content, file=file, what=what)
    if text is None:
        return None, problems
    rows, problems = _csv(text, file=file, is_header=is_header)
    return (None if rows is None else [("", rows)]), problems


def header_columns(row: Row, synonyms: dict[str, Sequence[str]]) -> dict[str, int]:
    """Which column holds what, by the names in the header row; the first of two columns of one name counts."""
    names = {fold_header(word): key for key, words in synonyms.items() for word in (key, *words)}
    columns: dict[str, int] = {}
    for number, cell in enumerate(row.cells):
        if (key := names.get(fold_header(str(cell)))) is not None:
            columns.setdefault(key, number)
    return columns


def fold_header(text: str) -> str:
    """A column's name for comparing: letters only, ё/е and case do not matter."""
    return re.sub(r"[\W_]+", "", text.casefold().replace("ё", "е"))


def _csv(text: str, *, file: str, is_header: Callable[[Sequence[Value]], bool] | None) -> tuple[list[Row] | None, list[Problem]]:
    delimiter, head = _beginning(text, is_header) if is_header else (_delimiter(text), 0)
    rows: list[Row] = []
    width = 0
    for line, written in lines_of(text, delimiter):
        if len(written) > LONGEST:
            return None, [Problem(Severity.ERROR, "csv", f"Строка {line} слишком длинна.", file=file, line=line,
                                  advice="Проверьте кавычки в этой строке.")]
        cells = cells_of(written, delimiter)
        if not "".join(cells).strip():
            continue
        width = width or (0 if line < head or cells[0].casefold().startswith("sep=") else len(cells))
        rows.append(Row(line, cells, beyond=any(cell.strip() for cell in cells[width:])))
        if len(rows) > MAX_ROWS:
            return None, [_too_many(file)]
    if rows and str(rows[0].cells[0]).casefold().startswith("sep="):
        del rows[0]  # Excel's own hint of the delimiter
    return rows, []


def _beginning(text: str, is_header: Callable[[Sequence[Value]], bool]) -> tuple[str, int]:
    """The delimiter, and the line of the header: a title above it has neither its commas nor its cells."""
    for sign in (_delimiter(text), *";,\t"):
        for line, written in islice(lines_of(text, sign), MAX_TITLE):
            if is_header(cells_of(written, sign)):
                return sign, line
    return _delimiter(text), 0


def _delimiter(text: str) -> str:
    """The one the header row uses most."""
    head = text.lstrip().partition("\n")[0]
    if head.casefold().startswith("sep=") and len(head.strip()) == 5:
        return head.strip()[4]
    return max(";,\t", key=head.count)


def _xlsx(content: bytes, *, file: str, what: str, first: bool, as_shown: bool) -> tuple[list[Sheet] | None, list[Problem]]:
    if (problem := _archive_problem(content, file=file, what=what)) is not None:
        return None, [problem]
    import openpyxl  # eleven megabytes that an installation with CSV files never needs
    from openpyxl.utils.exceptions import InvalidFileException

    assert openpyxl.DEFUSEDXML, "openpyxl must read XML through defusedxml"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl remarks on styles and extensions it leaves out
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
            try:
                sheets: list[Sheet] = []
                shown = [sheet for at, sheet in enumerate(book.worksheets) if not at or sheet.sheet_state == "visible"]
                for sheet in shown[:1 if first else MAX_SHEETS]:
                    sheet.reset_dimensions()
                    rows = _rows(sheet.iter_rows(), as_shown)
                    if rows is None:
                        return None, [_too_many(file)]
                    sheets.append((str(sheet.title), rows))
            finally:
                book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError,
            EOFError, OSError, RecursionError, OverflowError):
        # openpyxl answers a damaged book with whatever its parts raise
        return None, [_refusal(file, "bad-xlsx", f"Файл {file} не читается как таблица Excel.",
                               "Откройте его в Excel и сохраните заново как «Книга Excel (.xlsx)» или «CSV UTF-8».")]
    return sheets, []


def _rows(source: Iterable[Sequence[object]], as_shown: bool) -> list[Row] | None:
    rows: list[Row] = []
    empty = 0
    for line, wide in enumerate(source, start=1):
        cells = wide[:MAX_COLUMNS]
        values = [_value(cell, as_shown) for cell in cells]
        if any(values):
            rows.append(Row(line, values, frozenset(at for at, cell in enumerate(cells) if getattr(cell, "data_type", "") == "f")))
            empty = 0
        else:
            empty += 1
        if len(rows) > MAX_ROWS:
            return None
        if empty > MAX_EMPTY_ROWS:
            break
    return rows


def _value(cell: object, as_shown: bool) -> Value:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, datetime) and (as_shown or hides_day(form_of(cell))):
        return shown(value, form_of(cell)) or value
    if isinstance(value, datetime | date | time):
        return value
    if isinstance(value, int | float | timedelta):
        return figures(value, form_of(cell) if as_shown else "")
    return str(value)[:MAX_CELL].strip()


def _archive_problem(content: bytes, *, file: str, what: str) -> Problem | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return _refusal(file, "bad-xlsx", f"Файл {file} повреждён.", "Сохраните его в Excel заново.")
    names = {member.filename for member in members}
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        return _refusal(file, "macros", f"В файле {file} есть макросы.", "Сохраните его как «Книга Excel (.xlsx)», без макросов.")
    if "xl/workbook.xml" not in names:
        return _refusal(file, "bad-xlsx", f"Файл {file} — не таблица Excel.", f"Для этого ({what}) нужен .xlsx или .csv.")
    size = sum(member.file_size for member in members)
    if size > MAX_ARCHIVE_BYTES or len(members) > MAX_ARCHIVE_MEMBERS or size > MAX_ARCHIVE_RATIO * max(len(content), 1):
        return _refusal(file, "archive-bomb", f"Файл {file} распаковывается в слишком большой объём.",
                        "Скопируйте нужный лист в новую книгу и сохраните её.")
    if _has_entities(content):
        return _refusal(file, "bad-xlsx", f"В файле {file} есть объявление DTD: таких в книгах Excel не бывает.",
                        "Откройте его в Excel и сохраните заново как «Книга Excel (.xlsx)».")
    return None


def _has_entities(content: bytes) -> bool:
    """Whether any part declares a DTD. openpyxl takes the small parts through lxml, which would only leave entities unresolved."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return any(DTD.search(archive.read(name).replace(b"\0", b"")) for name in archive.namelist()  # UTF-16 has NULs
                       if name.lower().endswith((".xml", ".rels", ".vml")))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        return False  # a damaged part: openpyxl refuses it in its own words


def _too_many(file: str) -> Problem:
    return _refusal(file, "too-many-rows", f"В файле {file} больше {MAX_ROWS} строк.", "Уберите лишние строки.")


def _refusal(file: str, code: str, text: str, advice: str) -> Problem:
    return Problem(Severity.ERROR, code, clean_line(text), file=file, advice=advice)
