"""The rows of a document's tables: header rows make the layout, the others become drafts.

A row is never thrown away: it becomes a draft, continues one, makes the setting, or is told to the coordinator.
"""

from dataclasses import dataclass, field

from notifier.core.plan.account import lost_in, months_of, words_in
from notifier.core.plan.across import laid_down
from notifier.core.plan.alone import take_alone
from notifier.core.plan.approval import signs_apart
from notifier.core.plan.continuation import counts_on
from notifier.core.plan.draft import Draft, Finding
from notifier.core.plan.drafts import Drafts
from notifier.core.plan.fields import is_ditto
from notifier.core.plan.grid import GridRow
from notifier.core.plan.headers import Layout
from notifier.core.plan.layouts import TableLayouts
from notifier.core.plan.listed import rows_of_days
from notifier.core.plan.numbering import read_number
from notifier.core.plan.setting import Setting
from notifier.core.plan.wording import one_line
from notifier.core.plan.words import Role
from notifier.model.plan import Table

_MOST_NAMED = 12  # words: «Место проведения, время начала, ответственный, контактный телефон» has 7


@dataclass(slots=True)
class Rows:
    """The state of reading: the setting, the tables so far, their drafts."""

    setting: Setting
    dated: bool = False                  # a table of the document has a column of dates
    tables: int = 0
    layout: Layout | None = None         # of the next row's columns
    into: Drafts = field(init=False)     # what the rows become

    def __post_init__(self) -> None:
        self.into = Drafts(self.setting)

    @property
    def drafts(self) -> list[Draft]:
        """The rows of the plan, in the order of the document."""
        return self.into.made

    @property
    def findings(self) -> list[Finding]:
        """What was found so far, in the order of the document."""
        return self.setting.notes

    def interrupt(self) -> None:
        """A line stands between two tables: no row goes on over it."""
        self.into.previous = None

    def table(self, table: Table) -> None:
        """Read one table's rows."""
        self.tables += 1
        self.into.begun = len(self.drafts)
        undated: list[Finding] = []
        latest = self.drafts[-1].number if self.drafts else None
        read = TableLayouts(laid_down(table, self.setting.year), self.setting.year, self.layout, self.tables, self.setting.context, latest)
        self.into.previous = self.into.previous if read.goes_on else None
        self.into.page_ended = read.goes_on
        self.layout, listed = read.first, self._without_dates(read.first)
        self.findings.extend(read.findings)
        told = len(read.findings)
        for row in read.rows:
            if read.is_header(row.index):
                self._doubtful_header(row)
                self.into.page_ended = True
                self.layout = read.starting(row.index) or self.layout
                self.findings.extend(read.findings[told:])
                told = len(read.findings)
                listed = read.is_list(row.index) and self._without_dates(self.layout)
                if self.layout and not self.layout.having(Role.DATE) and not self.setting.month and not self.setting.day:
                    undated.append(read.no_date(row.index))
            elif row.written() and (listed or (read.above_header(row.index) and len(row.written()) > 1)):
                self.setting.note(row.line())
            elif row.written() and not read.is_column_numbers(row):
                for each in rows_of_days(row, self.layout, self.setting.context, self.setting.year):
                    self._row(each, read)
                self.into.page_ended = False
        self.into.tell_head()
        made = self.drafts[self.into.begun :]
        self.findings.extend(undated if not all(each.when for each in made) else [])  # their meetings may date them
        self.setting.leave_table(made)

    def _doubtful_header(self, row: GridRow) -> None:
        """Columns are named in few words and nothing is quoted there: a header that does more is told, lest it was a row."""
        if any("«" in slot.text or len(slot.text.split()) > _MOST_NAMED for slot in row.written()):
            self.setting.note(row.line())

    def _without_dates(self, layout: Layout | None) -> bool:
        """Whether nothing dates the rows of a layout, though the document has tables with dates: persons, addresses, telephones."""
        return (self.dated and layout is not None and not layout.having(Role.DATE) and not layout.having(Role.TIME)
                and not self.setting.month and not self.setting.day)

    def _row(self, row: GridRow, table: TableLayouts) -> None:
        written = row.written()
        said_there = [slot.text for slot in written]
        if len(written) > 1 and signs_apart(said_there, last=table.following(row.index) is None):
            self.setting.note(row.line())
            return
        where = f"таблица {self.tables}, строка {row.index + 1}"
        before, said, setting = len(self.drafts), len(self.findings), self.setting.words()
        whole = len(written) == 1 and written[0].width > 1  # merged over columns: a title
        alone = len(written) == 1 and (whole or not counts_on(written[0].text, self.into.previous, table.following(row.index)))
        if alone and take_alone(row, written[0], self.layout, table, self.setting, len(self.drafts)):
            return
        if self.layout is None:
            texts = row.line()
            self.into.tell("row-not-read", f"{where}: строка не понята: {texts}", advice="Добавьте над таблицей строку заголовков.")
            return
        touched = self.into.take(row, self.layout, table, where)
        self.setting.fresh = False
        made = self.drafts[before:]
        account = [setting, self.setting.words(), *(draft.words() for draft in made), *(found.text for found in self.findings[said:]),
                   *(months_of(draft, self.setting.year) for draft in made), *self.into.head.words(), self._kept_above(touched)]
        known = words_in(" ".join(account))
        for slot in written:
            if not is_ditto(slot.text) and lost_in(slot, known):
                self.into.tell("cell-not-read", f"{where}: клетка прочитана не полностью: «{one_line(slot.text)}»", touched,
                               "Сверьте строку с документом и допишите недостающее в файл плана.")

    def _kept_above(self, touched: Draft | None) -> str:
        """What the draft that a row went into says; of a meeting also the number, which counts its question."""
        if touched is None:
            return ""
        counts = self.into.previous.text(Role.NUMBER) if self.into.previous is not None and touched is self.setting.met else ""
        return f"{touched.words()} {read_number(counts) or ''}"
