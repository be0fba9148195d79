"""A document made ready for reading: letters of one kind, wrapped lines whole, no empty columns, the stamp above the title set aside.

All that programs and typing habits put between a plan and its reader ends here, so that nobody behind this door need know of it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from notifier.core.plan.approval import length_of_stamp
from notifier.core.plan.grid import width
from notifier.core.plan.header_rows import first_header
from notifier.core.plan.points import count_of
from notifier.core.plan.school_year import school_year_in
from notifier.core.plan.title import begins_title
from notifier.core.plan.wording import clean, is_open
from notifier.core.russian import MONTHS_GENITIVE
from notifier.model.plan import Cell, Document, Table

_LONGEST_STAMP = 6  # lines: «УТВЕРЖДАЮ», whose director, his name, the day
_WRAPPED = tuple((re.compile(rf"(?:{end})$"), re.compile(begin)) for end, begin in (  # how a line ends that goes on, and how it then does
    (r"№|(?<!\w)(?:(?:ул|пер|каб|ауд|им|зам|зав)\.|имени)", r""),
    (r"(?:[а-яё]{3}|[,»)\"]) (?:в|во|на|для|и|с|со|по|к|о|об|от|за|из|при|без|под|над|у|или)", r""),
    (r"^[МГФО]?[БКА](?:Д?ОУ|УК?)(?: ДО)?", r"[А-ЯЁ«\"]"),  # «МБУ»
    (r"(?<!\w)(?:тел|т|д|до|каб|(?:ул|пр|пер|пл|наб)\.? ?[А-ЯЁ][^,\d]*,?)\.?", r"[\d+(]"),
    (r"(?<![\w.])[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?", r"[А-ЯЁ]\.\s?[А-ЯЁ]\.(?=\s*(?:[,;)]|$))"),  # «Ким⏎А.А.»
    (r"(?:им\.|имени)\s(?:[А-ЯЁ]\.\s?){1,2}", r"[А-ЯЁ][а-яё]"),
    (r"[А-ЯЁ][а-яё]+(?:ая|ий|ый)", r"(?:СОШ|ООШ|НОШ|СШ|ОШ|ДК|школа|библиотека|гимназия)(?:[.,;]|$)"),  # «Ключевская⏎СОШ»
    (r"(?i:(?<!\w)(?:руководитель|методист|директор|председатель|члены|все))", r"[А-ЯЁ]{2,6}(?![\w.])"),  # «Методист⏎ИМЦ»
    (r"(?<![\d.:])\d{1,2}", rf"(?:{'|'.join(MONTHS_GENITIVE)})(?!\w)"),
    (r"\d\s?[-–—]", r"\d"),
    (r"(?<!\w)с \d[\d.:]*", r"(?:до|по) \d"),
    (r"(?i:место(?: проведения)?|ответственн\w+|отв\.):", r"\S"),
    (r"[\w.],?", r"\(?[Оо]тв\. ?[А-ЯЁ]"),  # «Семинар,⏎отв. Ким А.А.»
))
_NUMBER_ALONE = re.compile(r"\d{1,2}[.)]")
_PAIRS = ("«»", "()")


def ready(document: Document) -> Document:
    """The document as a careful reader sees it. What it says stays; how its programs wrote it goes."""
    blocks: list[str | Table] = []
    headed: dict[int, frozenset[int]] = {}  # empty columns of a table with a header, by its width: its second half has the same
    for block in document.blocks:
        if isinstance(block, str):
            blocks.append(_letters(block))
            continue
        table = _table(block)
        wide, empty = width(table), _empty_columns(table)
        if first_header(table) is not None:
            headed[wide] = empty
        blocks.append(_without(table, empty & headed.get(wide, empty)))
    return replace(document, blocks=tuple(blocks), name=_letters(document.name))


def stamp_aside(blocks: list[str | Table]) -> tuple[list[str | Table], list[str]]:
    """The blocks without «УТВЕРЖДАЮ … «28» августа 2026 г.» above the title, and its lines: that day is the paper's, and no plan's."""
    head = [block for block in takewhile(lambda block: isinstance(block, str), blocks) if isinstance(block, str)]
    aside: set[int] = set()
    for index in range(len(head)):
        if index not in aside:
            before_title = takewhile(lambda line: not begins_title(line) and not school_year_in(line), head[index : index + _LONGEST_STAMP])
            aside.update(range(index, index + length_of_stamp(before_title)))
    return [block for index, block in enumerate(blocks) if index not in aside], [head[index] for index in sorted(aside)]


def _letters(text: str) -> str:
    """Letters as one sign each: a Mac writes «й» as two."""
    return clean(text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text))


def _table(table: Table) -> Table:
    rows = tuple(_edged(tuple(_cell(cell) for cell in row)) for row in table.rows)
    begin = next((index for index, row in enumerate(rows) if not _is_empty(row)), 0)
    return replace(table, heading=_letters(table.heading), rows=rows[begin:])


def _edged(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    """A row of single lines without empty ones around them; between several, empty lines say what stands beside what."""
    if any(sum(map(bool, cell.paragraphs)) > 1 or "\n" in cell.text for cell in row):
        return row
    return tuple(replace(cell, paragraphs=(cell.text,)) if len(cell.paragraphs) > 1 else cell for cell in row)


def _is_empty(row: tuple[Cell, ...]) -> bool:
    return not any(cell.text or cell.tables or cell.continued for cell in row)


def _cell(cell: Cell) -> Cell:
    paragraphs = tuple(map(_letters, cell.paragraphs))
    if len(paragraphs) > 1 or any("\n" in text for text in paragraphs):
        paragraphs = tuple(_whole(paragraphs))
    return replace(cell, paragraphs=paragraphs, tables=tuple(map(_table, cell.tables)))


def _whole(paragraphs: tuple[str, ...]) -> Iterator[str]:
    """The paragraphs with lines joined that somebody wrapped: «МБОУ «СШ⏎№ 5»», «Иванова⏎И.И.»."""
    lines = [(line, bool(at)) for text in paragraphs for at, line in enumerate(text.split("\n"))]
    done: list[str] = []
    current = ""
    for index, (line, inside) in enumerate(lines):
        if index and current and line and _is_wrapped(current.rpartition("\n")[2], [text for text, _ in lines[index : index + 3]]):
            current = f"{current} {line}"
        elif inside:
            current = f"{current}\n{line}"
        else:
            done += [current] if index else []
            current = line
    yield from (*done, current)


def _is_wrapped(line: str, below: list[str]) -> bool:
    """Whether a line goes on in the first one below."""
    following = below[0]
    if count_of(following) is not None:
        return False
    if _NUMBER_ALONE.fullmatch(line):
        return following[0] in "«\"" or following[0].isalpha()
    return (any(end.search(line) and begin.match(following) for end, begin in _WRAPPED)
            or any(_closes(line, below, pair) for pair in _PAIRS))


def _closes(line: str, below: list[str], pair: str) -> bool:
    """Whether a quote or bracket that is open at the line's end is closed below before another opens."""
    if not is_open(line, pair):
        return False
    first = next((sign for text in below for sign in text if sign in pair), "")
    return first == pair[1] and all(below)


def _empty_columns(table: Table) -> frozenset[int]:
    """The columns in which nothing stands that would not stand in others as well; none where only one or nothing were left."""
    alone: Counter[int] = Counter()
    written: set[int] = set()
    for row in table.rows:
        for column, cell in _placed(row):
            if cell.span <= 1:
                alone[column] += 1
                written |= {column} if cell.text or cell.tables else set()
    empty = frozenset(column for column, count in alone.items() if column not in written and count * 2 >= len(table.rows))
    return empty if width(table) - len(empty) > 1 else frozenset()


def _placed(row: tuple[Cell, ...]) -> Iterator[tuple[int, Cell]]:
    """A row's cells, each with the column in which it begins."""
    column = 0
    for cell in row:
        yield column, cell
        column += max(cell.span, 1)


def _without(table: Table, empty: frozenset[int]) -> Table:
    """The table without these columns; cells merged across them are as much narrower."""
    if not empty:
        return table
    rows = [[replace(cell, span=max(cell.span, 1) - len(empty.intersection(range(column, column + max(cell.span, 1)))))
             for column, cell in _placed(row)] for row in table.rows]
    if any(cell.span < 1 and (cell.text or cell.tables) for row in rows for cell in row):
        return table
    return replace(table, rows=tuple(tuple(cell for cell in row if cell.span > 0) for row in rows))
