"""The layouts of one table: by its header rows, by the table before, or by what stands in its columns."""

from notifier.core.plan.amended import amended, with_lost_cell
from notifier.core.plan.columns import guess_layout
from notifier.core.plan.dating import Context, in_month
from notifier.core.plan.draft import Finding
from notifier.core.plan.grid import GridRow, grid, row_texts, width
from notifier.core.plan.header_rows import header_rows
from notifier.core.plan.headers import Layout
from notifier.core.plan.months import only_month
from notifier.core.plan.numbering import read_number
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.roman import dates_spelled
from notifier.core.plan.wording import meaningful, one_line
from notifier.core.plan.words import Role
from notifier.model.plan import Table
from notifier.model.problem import Severity
from notifier.model.when import Kind


class TableLayouts:
    """A table's rows and, for each, whether it is a header and which layout holds from there on."""

    def __init__(self, table: Table, year: PlanYear, before: Layout | None, number: int, above: Context, latest: str | None) -> None:
        """``above``: what the lines above say of dates; ``latest``: the number of the row before."""
        self.rows = grid(table)
        self.columns = width(table)
        self.findings: list[Finding] = []
        self._table = table
        self._year, self._above, self._latest = year, above, latest
        self._headers = header_rows(table, self.columns, year)
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
            named = ", ".join(f"{at} — {one_line(column.header) or 'без названия'}" for at, column in enumerate(whole.columns, start=1))
            said = f"В таблице {self._number} заголовков меньше, чем столбцов; столбцы поняты так: {named}."
            self.findings.append(Finding(Severity.WARNING, "header-shifted", said,
                                         advice="Проверьте несколько строк; впишите в таблицу недостающий заголовок."))
        return amended(whole, body, self._year)

    def is_list(self, index: int) -> bool:
        """Whether a header announces neither dates nor topics."""
        layout = self._headers[index]
        return layout is not None and not layout.tells_events()

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
        of_day = bool(self._above.day) and self._year.read(self._above.day).kind is Kind.EXACT
        guess = guess_layout(self._body(), self._year, of_day=of_day)
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
