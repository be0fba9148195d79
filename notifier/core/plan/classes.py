"""Dates under what they are for: «Тема | 5 класс | 6 класс», «Класс | Русский язык | Математика», with days in the cells.

Laid down so that a row is a day; its topic is what its row and its column say together.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.core.plan.grid import GridRow, grid, row_texts
from notifier.core.plan.header_rows import lower_line
from notifier.core.plan.headers import Column, header_column, header_layout
from notifier.core.plan.names import only_names
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.wording import any_of, lines, meaningful, one_line, plain
from notifier.core.plan.words import DATE_HEADER, EXTRA_HEADERS, PLANNED_HEADERS, TOPIC_HEADER, Role
from notifier.model.plan import Cell, Table

_NAMES = ((Role.EXTRA,), (Role.AUDIENCE,), (Role.TOPIC,))
_FULL_STOP = re.compile(r"(?<![. ][А-ЯЁ])[. ]+$")  # «Встреча с Ивановой И.И.» keeps its dot


def dated_classes(table: Table, header: int, columns: int, year: PlanYear) -> list[tuple[Cell, ...]] | None:
    """A header and a row a day; None where the columns hold anything but days."""
    names, start = _names(table, header, columns)
    body = grid(table)[start:]
    dated = [column for column in range(columns) if _names_days(names[column], year) and _holds_days(body, column, year)]
    others = [column for column in range(columns) if column not in dated]
    known = {column: header_column(names[column]) for column in others}
    if len(dated) < 2 or len({names[column] for column in dated}) < len(dated) or any(
            found is not None and {Role.DATE, Role.TIME} & set(found.roles) for found in known.values()):
        return None
    topic = _topic({column: named for column, named in known.items() if not _holds_persons(body, column)})
    heads = [TOPIC_HEADER if column == topic else names[column] for column in others] + ([] if topic is not None else [TOPIC_HEADER])
    if header_layout([*heads, DATE_HEADER]) is None:
        return None
    rows: list[tuple[Cell, ...]] = [tuple(Cell((text,)) for text in (*heads, DATE_HEADER))]
    for row in body:
        if title := row.title(len(rows[0])):
            rows.append(title)
            continue
        rows += _days(row, {column: names[column] for column in dated}, others, topic)
    return rows


def _names(table: Table, header: int, columns: int) -> tuple[list[str], int]:
    """The columns' names, of a header in two rows the lower ones, and the first row below."""
    upper = [one_line(text) for text in row_texts(table.rows[header], columns)]
    if not (below := lower_line(table, header)):
        return upper, header + 1
    lower = [one_line(text) for text in row_texts(below, columns)]
    return [down if meaningful(down) else up for up, down in zip(upper, lower, strict=True)], header + 2


def _names_days(name: str, year: PlanYear) -> bool:
    """«5 класс», «Русский язык», «Муниципальный этап»; «Факт», «План» and «Сроки» say nothing of what takes place, a day is none."""
    found, words = header_column(name), plain(name)
    if not words or words in PLANNED_HEADERS or any_of(EXTRA_HEADERS).match(words) or year.is_date(name):
        return False
    return found is not None and found.roles in _NAMES


def _own_texts(body: Sequence[GridRow], column: int) -> list[str]:
    """What is written in this column's own cells."""
    return [one_line(slot.text) for row in body if (slot := row.at(column)) and slot.width == 1 and meaningful(slot.text)]


def _holds_days(body: Sequence[GridRow], column: int, year: PlanYear) -> bool:
    texts = _own_texts(body, column)
    return bool(texts) and all(map(year.is_only_date, texts))


def _holds_persons(body: Sequence[GridRow], column: int) -> bool:
    """«Педагог» above names: who gives «Открытый урок», and no topic."""
    texts = _own_texts(body, column)
    return bool(texts) and all(map(only_names, texts))


def _topic(known: dict[int, Column | None]) -> int | None:
    """The column that says what takes place: by its header, else the first that no other role takes."""
    for wanted in ((Role.TOPIC,), (Role.EXTRA,), (Role.AUDIENCE,)):
        found = next((column for column, named in known.items() if named is not None and named.roles == wanted and (
            wanted != (Role.EXTRA,) or meaningful(named.header))), None)
        if found is not None:
            return found
    return None


def _days(row: GridRow, dated: dict[int, str], others: Sequence[int], topic: int | None) -> list[tuple[Cell, ...]]:
    """A row of the table, once for each of its days; what is counted there counts the first."""
    rows: list[tuple[Cell, ...]] = []
    for column, name in dated.items():
        slot = row.at(column)
        if slot is None or not meaningful(slot.text):
            continue
        beside = [_titled(row, other, name) if other == topic else row.beside(other, first=not rows) for other in others]
        rows.append((*beside, *([] if topic is not None else [Cell((name,))]), replace(slot.cell, span=1, continued=False)))
    return rows or [(*(_titled(row, other, "") if other == topic else row.beside(other, first=True) for other in others),
                     *([] if topic is not None else [Cell()]), Cell())]


def _titled(row: GridRow, column: int, name: str) -> Cell:
    """«Структура книги — 5 класс»: the name goes to the topic's first line."""
    slot = row.at(column)
    written = [line for line in lines(slot.cell.paragraphs) if meaningful(line)] if slot else []
    if not written or not name:
        return Cell((name,)) if name else Cell(tuple(written))
    return Cell((f"{_FULL_STOP.sub('', written[0])} — {name}", *written[1:]))
