"""Which rows of a table are headers, in one line or two, and what they announce: days, topics, the hours of one day."""

import datetime as dt
import re
from collections.abc import Sequence

from notifier.core.plan.grid import GridRow, grid, row_texts, width
from notifier.core.plan.headers import Column, Layout, header_column, header_layout, header_over_dates
from notifier.core.plan.plan_year import DATED, PlanYear, are_hours, hours_go_on
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import EXTRA_HEADERS, PLANNED_HEADERS, Role
from notifier.model.plan import Cell, Table

_LOWEST_HEADER = 10
_LONGEST_PROGRAMME = dt.timedelta(days=31)
_DATE_NAMED = re.compile(r"(?:дат[аы]|срок\w*|время|месяц\w?)\b")


def lower_line(table: Table, header: int) -> tuple[Cell, ...]:
    """The second line of a header in two; empty where it has one."""
    below = table.rows[header + 1] if header + 1 < len(table.rows) else ()
    return below if any(cell.continued for cell in below) and any(cell.span > 1 for cell in table.rows[header]) else ()


def first_header(table: Table) -> Layout | None:
    """The first header row's layout."""
    columns = width(table)
    return next((layout for row in table.rows if (layout := header_layout(row_texts(row, columns)))), None)


def announces_events(table: Table) -> bool:
    """Whether one of the table's first rows is a header with dates or topics: no list of members."""
    layouts = (header_layout(row_texts(row, width(table))) for row in table.rows[:_LOWEST_HEADER])
    return any(layout is not None and layout.tells_events() for layout in layouts)


def tells_only_hours(table: Table, year: PlanYear, *, programme: dt.date | None) -> bool:
    """Whether a table is the programme of one day: «Время», «Время проведения» above hours, and no date anywhere; without a header
    one whose rows begin with hours that go forward, and are no days: in a ``programme`` of this day «8.10», «9.10» are hours, too, unless
    they may be its further days."""
    layout = first_header(table)
    if layout is None:
        texts = [written[0].text for row in grid(table) if len(written := row.written()) > 1]
        return hours_go_on(texts) and not _may_be_days(texts, year, programme)
    if not layout.tells_only_hours():
        return False
    when = [*layout.having(Role.DATE), *layout.having(Role.TIME)]
    cells = [one_line(slot.text) for row in grid(table) for column in when if (slot := row.at(column)) and slot.width == 1]
    return all(are_hours(text) or not year.is_dated(text) for text in cells)


def _may_be_days(texts: Sequence[str], year: PlanYear, programme: dt.date | None) -> bool:
    """«9.10», «10.10», «16.10»: those before a programme's own day are none of it."""
    days = [reading.start for reading in map(year.read, texts) if reading.kind in DATED and reading.start is not None]
    begun = programme is None or any(programme <= day < programme + _LONGEST_PROGRAMME for day in days)
    return len(days) == len(texts) and begun


def header_rows(table: Table, columns: int, year: PlanYear) -> dict[int, Layout | None]:
    """Header rows: index to layout; None for the second line of a header in two lines, which the first's layout includes."""
    found: dict[int, Layout | None] = {}
    dates: tuple[int, ...] = ()
    for index, row in enumerate(table.rows):
        if index in found:
            continue
        texts = row_texts(row, columns)
        layout = header_layout(texts)
        if layout is None or any(_is_date(one_line(texts[column]), year) for column in dates):
            continue  # «Мероприятия с детьми | Праздник осени | Октябрь | Музыкальный руководитель» has a date: a row
        dates = layout.having(Role.DATE)
        found[index] = layout
        if below := lower_line(table, index):
            lower = row_texts(below, columns)
            second = header_layout([_both(up, low) for up, low in zip(texts, lower, strict=True)])
            if second is not None and not any(re.search(r"\d", text) for text in lower):
                found[index], found[index + 1] = second, None
    return found or _over_dates(table, columns, year)


def _over_dates(table: Table, columns: int, year: PlanYear) -> dict[int, Layout | None]:
    """The first row of several cells, where it names the dates below it: «Название акции | Период проведения | Участники»."""
    rows = [row for row in grid(table) if len(row.written()) > 1]
    if len(rows) < 2:
        return {}
    dated = [at for at in range(columns) if _names_dates(rows, at, year)]
    layout = header_over_dates(row_texts(table.rows[rows[0].index], columns), dated) if dated else None
    return {rows[0].index: layout} if layout is not None else {}


def _names_dates(rows: Sequence[GridRow], column: int, year: PlanYear) -> bool:
    """Whether a column's first cell is no date and most of those below it are."""
    head, *below = [one_line(slot.text) for row in rows if (slot := row.at(column)) and meaningful(slot.text)] or [""]
    return bool(below) and not year.is_date(head) and 2 * sum(map(year.is_only_date, below)) > len(below)


def _is_date(text: str, year: PlanYear) -> bool:
    """Whether a cell under a column of dates has one; «Сроки по плану» there is the column's header once more."""
    return year.is_only_date(text) or (year.is_date(text) and not _DATE_NAMED.match(plain(text)))


def _both(upper: str, lower: str) -> str:
    """A column's header in two lines: the lower one, and «Ответственные от школы» where it says nothing by itself («от школы»)."""
    if not meaningful(lower) or lower == upper:
        return lower or upper
    above, below = header_column(upper), header_column(lower)
    if above is not None and Role.DATE in above.roles and plain(lower) in PLANNED_HEADERS:
        return f"{upper} {lower}"
    known = below != Column((Role.EXTRA,), one_line(lower)) or any_of(EXTRA_HEADERS).match(plain(lower))
    return lower if known or above is None or above.roles == (Role.EXTRA,) else f"{upper} {lower}"
