"""The layouts of one table: by its header rows, by the table before, or by what stands in its columns."""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.core.plan.blocks import first_header, lower_line, row_texts
from notifier.core.plan.columns import completed, guess_layout, with_lost_cell
from notifier.core.plan.compound import date_and_rest
from notifier.core.plan.dating import Context, PlanYear, in_month, is_time
from notifier.core.plan.draft import Finding
from notifier.core.plan.grid import GridRow, grid, width
from notifier.core.plan.headers import (
    Column,
    Layout,
    counted,
    header_column,
    header_layout,
    header_over_dates,
    only_hours,
    without_lengths,
)
from notifier.core.plan.months import only_month
from notifier.core.plan.numbering import read_number
from notifier.core.plan.roman import dates_spelled
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import EXTRA_HEADERS, PLANNED_HEADERS, TIME_HEADERS, Role
from notifier.model.plan import Table
from notifier.model.problem import Severity

_OF_EVENTS = frozenset({Role.DATE, Role.TIME, Role.TOPIC})
_LOWEST_HEADER = 10


def announces_events(table: Table) -> bool:
    """Whether one of the table's first rows is a header with dates or topics: no list of members."""
    layouts = (header_layout(row_texts(row, width(table))) for row in table.rows[:_LOWEST_HEADER])
    return any(layout is not None and layout.roles() & _OF_EVENTS for layout in layouts)


def tells_only_hours(table: Table, year: PlanYear) -> bool:
    """Whether a table is the programme of one day: «Время», «Время проведения» above hours, and no date anywhere."""
    layout = first_header(table)
    if layout is None or not only_hours(layout):
        return False
    when = [*layout.having(Role.DATE), *layout.having(Role.TIME)]
    cells = [one_line(slot.text) for row in grid(table) for column in when if (slot := row.at(column)) and slot.width == 1]
    return all(is_time(text) or not year.is_dated(text) for text in cells)


class TableLayouts:
    """A table's rows and, for each, whether it is a header and which layout holds from there on."""

    def __init__(self, table: Table, year: PlanYear, before: Layout | None, number: int, above: Context, latest: str | None) -> None:
        """``above``: what the lines above say of dates; ``latest``: the number of the row before."""
        self.rows = grid(table)
        self.columns = width(table)
        self.findings: list[Finding] = []
        self._table = table
        self._year, self._above, self._latest = year, above, latest
        self._headers = _headers(table, self.columns, year)
        self.rows = dates_spelled(self.rows, self._dates(before))
        self._number = number
        self.first = before
        again = before is not None and self._headers.get(0) == before  # its header written once more
        self.goes_on = again or (0 not in self._headers and self._continues(before))  # the rest of the table before, on its next page
        if 0 not in self._headers and not self._continues(before):
            self.first = None if self._headers else self._guessed()

    def is_header(self, index: int) -> bool:
        """Whether the row is a header, or the second line of one."""
        return index in self._headers

    def above_header(self, index: int) -> bool:
        """Whether a row stands above the table's own header, and no table before tells its columns."""
        return self.first is None and bool(self._headers) and index < min(self._headers)

    def starting(self, index: int) -> Layout | None:
        """The layout that begins with this header row, its gaps filled by content; None for a header's second line."""
        layout = self._headers[index]
        if layout is None:
            return None
        body = self._body()
        whole = with_lost_cell(layout, body, self._year)
        if whole != layout:
            named = ", ".join(f"{at} - {one_line(column.header) or 'без названия'}" for at, column in enumerate(whole.columns, start=1))
            said = f"В таблице {self._number} заголовков меньше, чем столбцов; столбцы поняты так: {named}."
            self.findings.append(Finding(Severity.WARNING, "header-shifted", said,
                                         advice="Проверьте несколько строк; впишите в таблицу недостающий заголовок."))
        return completed(self._by_content(whole), body, self._year)

    def _by_content(self, layout: Layout) -> Layout:
        body = self._body()
        layout = without_lengths(counted(layout, body), body)
        return self._with_dates(self._with_hours(self._without_dateless(layout, body), body), body)

    def _without_dateless(self, layout: Layout, rows: list[list[str]]) -> Layout:
        """«Предметная неделя» above «Математика» beside «Сроки»: no dates, but what takes place."""
        def is_dateless(column: int) -> bool:
            written = [row[column] for row in rows if meaningful(row[column])]
            return bool(written) and not any(
                self._year.is_date(text) or self._year.is_part(text) or re.search(r"\d", text) for text in written)

        free = [at for at in layout.having(Role.DATE) if len(layout.having(Role.DATE)) > 1 and is_dateless(at)]
        role = Role.EXTRA if layout.having(Role.TOPIC) else Role.TOPIC
        return replace(layout, columns=tuple(Column((role,), c.header) if at in free else c for at, c in enumerate(layout.columns)))

    def _with_hours(self, layout: Layout, rows: list[list[str]]) -> Layout:
        """«Время» above «9.30» and «10.10» has hours, above «октябрь» and «10.10» days, and above «10.10» alone what it always has."""
        timed = [index for index, column in enumerate(layout.columns)
                 if Role.DATE in column.roles and any_of(TIME_HEADERS).fullmatch(plain(column.header))]
        read = {(is_time(row[index]), self._year.is_date(row[index])) for row in rows for index in timed}
        if (True, False) not in read or (False, True) in read:
            return layout
        return replace(layout, columns=tuple(replace(c, of_hours=i in timed) for i, c in enumerate(layout.columns)))

    def _with_dates(self, layout: Layout, rows: list[list[str]]) -> Layout:
        """«Время и место» above «15 ноября, 14.00, ЦДТ»: the dates stand there where no column has them; «9.10, зал» is an hour."""
        def is_dated(column: int) -> bool:
            parts = [part for row in rows for part in re.split(r"[,;]\s*", row[column])]
            found = [part if self._year.is_only_date(part) else (date_and_rest(part, self._year) or ("",))[0] for part in parts]
            return any(phrase and not is_time(phrase) for phrase in found)

        if layout.having(Role.DATE):
            return layout
        return replace(layout, columns=tuple(
            replace(c, roles=(Role.DATE, *c.roles)) if len(c.roles) > 1 and Role.TIME in c.roles and is_dated(i) else c
            for i, c in enumerate(layout.columns)))

    def is_list(self, index: int) -> bool:
        """Whether a header announces neither dates nor topics: «№ | Ф.И.О. | Должность | Телефон» is no plan."""
        layout = self._headers[index]
        return layout is not None and not layout.roles() & _OF_EVENTS

    def no_date(self, index: int) -> Finding:
        """What to tell where a header has no column of dates."""
        headers = " | ".join(one_line(text) for text in row_texts(self._table.rows[index], self.columns))
        return Finding(Severity.WARNING, "no-date-column", f"В таблице {self._number} не найден столбец с датой: {headers}.",
                       advice="Если он есть, назовите его «Дата проведения» или «Сроки».")

    def is_column_numbers(self, row: GridRow) -> bool:
        """«1 | 2 | 3 | 4 | 5» under the header, or above the rest of a table on its next page, counts the columns."""
        texts = [one_line(slot.text).rstrip(".") for slot in row.written()]
        counts = len(texts) > 2 and texts == [str(i + 1) for i in range(len(texts))]
        return counts and (row.index - 1 in self._headers or len(texts) == self.columns)

    def following(self, index: int) -> GridRow | None:
        """The next row with something written."""
        return next((self.rows[i] for i in range(index + 1, len(self.rows)) if self.rows[i].written()), None)

    def _dates(self, layout: Layout | None) -> set[tuple[int, int]]:
        """Row and column of the cells of dates, each by the header above it: below another one the column may be of classes."""
        found: set[tuple[int, int]] = set()
        for row in self.rows:
            layout = self._headers.get(row.index) or layout
            if layout is not None:
                found |= {(row.index, at) for at in layout.having(Role.DATE) if not layout.columns[at].of_weeks}
        return found

    def _continues(self, before: Layout | None) -> bool:
        """Whether a table without a header goes on with the columns of the one before."""
        if before is None or len(before.columns) != self.columns or before.guessed:
            return False
        dates = [one_line(slot.text) for row in self.rows for column in before.having(Role.DATE)
                 if len(row.written()) > 1 and (slot := row.at(column)) and meaningful(slot.text)]
        month = next(filter(None, (only_month(row.written()[0].text) for row in self.rows if len(row.written()) == 1)), self._above.month)
        counted_rows = dates == [str(number) for number in range(1, len(dates) + 1)]
        lent = month if month and not counted_rows else None  # «15» below «Октябрь»

        def is_dated(text: str) -> bool:
            within = in_month(text, lent, self._year) if lent is not None else bool(self._above.day) and is_time(text)
            return within or self._year.is_date(text)

        return sum(map(is_dated, dates)) * 2 >= len(dates) or self._counts_on(before)

    def _counts_on(self, before: Layout) -> bool:
        """Whether the first row has the number behind that of the row before the table: its dates may be «по запросу»."""
        first = next((row for row in self.rows if len(row.written()) > 1), None)
        slots = [slot for column in before.having(Role.NUMBER) if first is not None and (slot := first.at(column))]
        number = read_number(slots[0].text) if slots else None
        return number is not None and self._latest is not None and number.isdecimal() and self._latest.isdecimal() and (
            int(number) == int(self._latest) + 1)

    def _guessed(self) -> Layout | None:
        guess = guess_layout(self._body(), self._year)
        if guess is not None:
            said = ", ".join(f"{i + 1} - {column.roles[0]}" for i, column in enumerate(guess.columns))
            self.findings.append(Finding(
                Severity.WARNING, "no-header", f"В таблице {self._number} нет строки заголовков; столбцы поняты по содержанию: {said}.",
                advice="Проверьте несколько строк; если столбцы перепутаны, добавьте в таблицу строку заголовков."))
        return guess

    def _body(self) -> list[list[str]]:
        """Texts of the rows from which columns can be understood: whole, not headers, more than one cell written."""
        body: list[list[str]] = []
        for row in self.rows:
            if self.is_header(row.index) or len(row.written()) < 2 or any(slot.width > 1 for slot in row.slots):
                continue
            texts = [one_line(slot.text) for slot in row.slots]
            if len(texts) == self.columns:
                body.append(texts)
        return body


_DATE_NAMED = re.compile(r"(?:дат[аы]|срок\w*|время|месяц\w?)\b")


def _headers(table: Table, columns: int, year: PlanYear) -> dict[int, Layout | None]:
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
