"""The walk through a document's blocks: headings set the context, header rows the layout, rows become drafts.

A row is never thrown away: it becomes a draft, continues one, sets the context, or is told to the coordinator.
"""

import re
from dataclasses import dataclass, field

from notifier.core.plan.agenda import is_point, without_marker
from notifier.core.plan.banners import Banner, Line, looks_like_sector, read_banner, title_month
from notifier.core.plan.blocks import Block, Paragraph, row_texts
from notifier.core.plan.columns import completed, guess_layout
from notifier.core.plan.dating import Context, PlanYear, date_phrase
from notifier.core.plan.draft import Draft, draft
from notifier.core.plan.fields import Fields, read_fields
from notifier.core.plan.grid import GridRow, Slot, grid, width
from notifier.core.plan.headers import Layout, header_layout
from notifier.core.plan.numbering import is_plain_number, read_number
from notifier.core.plan.parallel import split_parallel
from notifier.core.plan.wording import lines, meaningful, one_line
from notifier.core.plan.words import MONTH_NAMES, Role
from notifier.model.plan import Table
from notifier.model.problem import Severity

_WORD = re.compile(r"\w+")
_PHONE_WORDS = {"т", "тел", "телефон", "контактный", "моб"}  # left out of the telephone itself
_DATE_WORDS = {"дата", "проведения", "срок", "сроки", "число", "день"}  # the label before a date above rows
_SHORT_TITLE = 90


@dataclass(slots=True)
class Finding:
    """Something to tell before ids are known; ``draft`` where it concerns a row."""

    severity: Severity
    code: str
    text: str
    draft: Draft | None = None
    advice: str = ""


@dataclass(slots=True)
class Walk:
    """The state of reading: context from the lines above, the table's layout, what was found so far."""

    year: PlanYear
    month: int | None = None
    month_year: int | None = None
    month_title: str = ""
    day: str = ""
    sector: str = ""
    outer: str = ""  # what came first, "month" or "sector": a new one of it ends the inner one
    layout: Layout | None = None
    previous: Fields | None = None
    head: tuple[str, ...] = ()
    head_fields: Fields | None = None
    drafts: list[Draft] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    banners: list[tuple[str, int]] = field(default_factory=list)  # dates above rows, and how many drafts came before
    tables: int = 0

    # -- context ---------------------------------------------------------------------------------------------------

    def set_month(self, banner: Banner, title: str) -> None:
        """A month's line: rows below are in it."""
        self.month, self.month_year, self.month_title, self.day = banner.month, banner.year, title, ""
        self.banners.append((banner.text, len(self.drafts)))
        self.outer = self.outer or "month"
        if self.outer == "month":
            self.sector = ""

    def set_sector(self, title: str) -> None:
        """A sector's title."""
        self.sector, self.day = title, ""
        self.sectors.append(title)
        self.outer = self.outer or "sector"
        if self.outer == "sector":
            self.month, self.month_title = None, ""

    def set_day(self, banner: Banner) -> None:
        """A date for the rows below; a season or a quarter is their sector as well."""
        self.day = banner.phrase
        self.banners.append((banner.text, len(self.drafts)))
        if not re.search(r"\d", banner.phrase) or re.search(r"квартал|полугоди|каникул|четверт", banner.phrase.lower()):
            self.sector = banner.text

    def heading(self, text: str, *, first: bool, last: bool) -> None:
        """A paragraph before a table. ``last``: it stands directly above; ``first``: no table came before."""
        banner = read_banner(text, self.year.school)
        month = title_month(text)
        if banner.line is Line.MONTH:
            self.set_month(banner, banner.text)
        elif month is not None:
            self.set_month(Banner(Line.MONTH, text, month=month[0], year=month[1]), MONTH_NAMES[month[0] - 1].capitalize())
        elif banner.line is Line.DAY and last:
            self.set_day(banner)
        elif banner.line is Line.SECTOR or (
            banner.line is Line.OTHER and last and not first and looks_like_sector(text) and "\n" not in text.strip()
        ):
            self.set_sector(banner.text)
        else:
            self.note(text)

    def note(self, text: str) -> None:
        """Text for people, told so that nobody misses it."""
        self.findings.append(Finding(Severity.INFO, "text-outside", f"Текст вне строк плана: «{one_line(text)}»"))

    def close(self) -> None:
        """Tell the dates above rows that no row took up."""
        for index, (text, start) in enumerate(self.banners):
            stop = self.banners[index + 1][1] if index + 1 < len(self.banners) else len(self.drafts)
            used = set(_WORD.findall(" ".join(draft.words() for draft in self.drafts[start:stop]).lower()))
            if set(_WORD.findall(text.lower())) - used - _DATE_WORDS:
                self.note(text)

    # -- tables ----------------------------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        """Read one table's rows."""
        self.tables += 1
        columns = width(table)
        rows = grid(table)
        layouts = _layouts(table, columns)
        self.previous = None
        self.head, self.head_fields = (), None
        if 0 not in layouts and not self._fits(rows, columns):
            self._guess(table, rows, layouts, columns)
        for index, row in enumerate(rows):
            if index in layouts:
                found = layouts[index]
                if found is not None:
                    self.layout = self._completed(found, rows, layouts, columns)
                self._unknown_headers(table, index, columns)
                continue
            if row.written() and not self._is_column_numbers(row, index, layouts):
                self._row(row, rows, index, layouts)

    def _fits(self, rows: tuple[GridRow, ...], columns: int) -> bool:
        """Whether a table without a header continues the one before."""
        if self.layout is None or len(self.layout.columns) != columns or self.layout.guessed:
            return False
        dates = [slot.text for row in rows for column in self.layout.having(Role.DATE)
                 if len(row.written()) > 1 and (slot := row.at(column)) and meaningful(slot.text)]
        return not dates or sum(self.year.is_date(one_line(text)) for text in dates) * 2 >= len(dates)

    def _guess(self, table: Table, rows: tuple[GridRow, ...], layouts: "dict[int, Layout | None]", columns: int) -> None:
        body = _body(rows, layouts, columns)
        guess = guess_layout(body, self.year)
        if guess is None and layouts:
            return
        self.layout = guess
        if guess is not None and not layouts:
            said = ", ".join(f"{i + 1} - {column.roles[0]}" for i, column in enumerate(guess.columns))
            self.findings.append(Finding(
                Severity.WARNING, "no-header", f"В таблице {self.tables} нет строки заголовков; столбцы поняты по содержанию: {said}.",
                advice="Проверьте несколько строк; если столбцы перепутаны, добавьте в таблицу строку заголовков."))

    def _completed(self, layout: Layout, rows: tuple[GridRow, ...], layouts: "dict[int, Layout | None]", columns: int) -> Layout:
        return completed(layout, _body(rows, layouts, columns), self.year)

    def _unknown_headers(self, table: Table, index: int, columns: int) -> None:
        if self.layout is None:
            return
        if not self.layout.having(Role.DATE) and self.month is None and not self.day:
            headers = " | ".join(one_line(text) for text in row_texts(table.rows[index], columns))
            self.findings.append(Finding(
                Severity.WARNING, "no-date-column", f"В таблице {self.tables} не найден столбец с датой: {headers}.",
                advice="Если он есть, назовите его «Дата проведения» или «Сроки»."))

    def _is_column_numbers(self, row: GridRow, index: int, layouts: "dict[int, Layout | None]") -> bool:
        """«1 | 2 | 3 | 4 | 5» under the header counts the columns."""
        texts = [one_line(slot.text).rstrip(".") for slot in row.written()]
        return index - 1 in layouts and len(texts) > 2 and texts == [str(i + 1) for i in range(len(texts))]

    # -- rows ------------------------------------------------------------------------------------------------------

    def _row(self, row: GridRow, rows: tuple[GridRow, ...], index: int, layouts: "dict[int, Layout | None]") -> None:
        where = f"таблица {self.tables}, строка {index + 1}"
        written = row.written()
        before, said = len(self.drafts), len(self.findings)
        contexts = " ".join((self.sector, self.day, self.month_title))
        if len(written) == 1 and self._single(row, written[0], rows, index):
            return
        if self.layout is None:
            self.findings.append(Finding(Severity.WARNING, "row-not-read", f"{where}: строка не понята: {_texts(row)}"))
            return
        touched = self._data(row, rows, index, where)
        account = [self.sector, self.day, contexts, *(d.words() for d in self.drafts[before:]), *(f.text for f in self.findings[said:])]
        if touched is not None:
            account.append(touched.words())
        if self.head_fields is not None:
            account += [*self.head, *self._head_words()]
        known = set(_WORD.findall(" ".join(account).lower()))
        for slot in written:
            unmarked = " ".join(without_marker(line) for line in lines(slot.cell.paragraphs))
            if set(_WORD.findall(unmarked.lower())) - known - _PHONE_WORDS:
                self.findings.append(Finding(
                    Severity.WARNING, "cell-not-read", f"{where}: клетка прочитана не полностью: «{one_line(slot.text)}»", touched,
                    "Сверьте строку с документом и допишите недостающее в файл плана."))

    def _head_words(self) -> list[str]:
        fields = self.head_fields
        if fields is None:
            return []
        return [line for texts in fields.by_role.values() for line in texts] + [f"{a} {b}" for a, b in fields.extra]

    def _single(self, row: GridRow, slot: Slot, rows: tuple[GridRow, ...], index: int) -> bool:
        """A row with one written cell: a title, a month, a date or a note. False where it is a row of the plan."""
        text = slot.text
        banner = read_banner(text, self.year.school)
        roles = {role for column in (self.layout.columns[slot.start:slot.stop] if self.layout else ()) for role in column.roles}
        full = slot.stop - slot.start >= sum(s.stop - s.start for s in row.slots) or len(row.slots) == 1
        if not full and any(other.inherited and meaningful(other.text) for other in row.slots):
            return False
        if banner.line is Line.MONTH:
            self.set_month(banner, banner.text)
            return True
        topic_only = not full and Role.TOPIC in roles
        if banner.line is Line.DAY and (full or slot.start == 0 or topic_only):
            self.set_day(banner)
            return True
        if is_point(one_line(text)):
            return False
        if not full and roles & {Role.PLACE, Role.RESPONSIBLE, Role.DATE, Role.TIME} and slot.start > 0:
            return False
        if banner.line is Line.NOTE and not topic_only:
            self.note(text)
            return True
        if banner.line is Line.SECTOR and looks_like_sector(text):
            self.set_sector(banner.text)
            return True
        if topic_only:
            return self._topic_alone(text, rows, index)
        if looks_like_sector(text) and not read_number(text):
            self.set_sector(banner.text)
            return True
        if not full and is_plain_number(text):
            self.findings.append(Finding(Severity.WARNING, "empty-row", f"таблица {self.tables}, строка {index + 1}: только номер «{text}»"))
            return True
        return False

    def _topic_alone(self, text: str, rows: tuple[GridRow, ...], index: int) -> bool:
        """Only the topic's cell is written: a title in a plain row where short and rows of the plan follow."""
        following = next((row for row in rows[index + 1:] if row.written()), None)
        if following is None or len(following.written()) < 2 or len(one_line(text)) > _SHORT_TITLE or not looks_like_sector(text):
            return False
        if self._next_is_point(rows, index):
            return False
        self.set_sector(one_line(text))
        return True

    def _next_is_point(self, rows: tuple[GridRow, ...], index: int) -> bool:
        """Whether the next row is a point («- ...») of this one."""
        following = next((row for row in rows[index + 1:] if row.written()), None)
        if following is None or self.layout is None:
            return False
        numbers = [following.at(column) for column in self.layout.having(Role.NUMBER)]
        if any(slot and not slot.inherited and meaningful(slot.text) for slot in numbers):
            return False
        topics = [following.at(column) for column in self.layout.having(Role.TOPIC)]
        return any(slot and not slot.inherited and is_point(one_line(slot.text)) for slot in topics)

    def _data(self, row: GridRow, rows: tuple[GridRow, ...], index: int, where: str) -> Draft | None:
        """A row of the plan; returns the draft that it went into."""
        assert self.layout is not None
        fields = read_fields(row, self.layout, self.year, self.previous)
        if self._numbered_title(fields, rows, index):
            return None
        self._sector_cell(fields)
        latest = self.drafts[-1] if self.drafts and self.previous is not None else None
        if self._same_event(fields) and latest is not None:
            latest.absorb(fields, "")
            return latest
        own_topic = fields.has(Role.TOPIC) and Role.TOPIC not in fields.inherited
        point = own_topic and is_point(fields.text(Role.TOPIC)) and not fields.has(Role.NUMBER)
        if own_topic and not point and not fields.has(Role.DATE) and self._next_is_point(rows, index):
            self.head, self.head_fields, self.previous = (one_line(fields.text(Role.TOPIC)),), fields, fields
            return None
        if point and latest is not None and not self.head and not fields.has(Role.DATE):
            latest.absorb(fields, "")
            return latest
        if point:
            self._under_head(fields)
        elif own_topic:
            first = next((line for line in fields.lines(Role.TOPIC) if meaningful(line)), "")
            self.head, self.head_fields = ((one_line(first),) if first.rstrip().endswith(":") else ()), None
        if not fields.has(Role.TOPIC) and not self._topic_from_above(fields, latest, where):
            return latest
        self.previous = fields
        return self._drafts(fields, where, point)

    def _drafts(self, fields: Fields, where: str, point: bool) -> Draft | None:
        context = Context(self.month, self.month_year, self.day)
        for part in split_parallel(fields, self.year):
            when = date_phrase(part.lines(Role.DATE), part.text(Role.TIME), context, self.year)
            made = draft(part, sector=self._sector(part), when=when, where=where, head=self.head if point else ())
            self.drafts.append(made)
            for code, text in made.findings:
                self.findings.append(Finding(Severity.WARNING, code, f"{where}: {text}", made, "Проверьте строку в файле плана."))
        return self.drafts[-1]

    def _sector(self, fields: Fields) -> str:
        return fields.text(Role.SECTOR) or self.sector or self.month_title

    def _sector_cell(self, fields: Fields) -> None:
        """A sector's column: an empty cell goes on with the sector above."""
        if fields.has(Role.SECTOR):
            title = fields.text(Role.SECTOR)
            if title != self.sector:
                self.set_sector(title)

    def _numbered_title(self, fields: Fields, rows: tuple[GridRow, ...], index: int) -> bool:
        """«II | Заседания РМО | | |»: a title with its number in the number's column."""
        if set(role for role in fields.by_role if fields.has(role)) != {Role.NUMBER, Role.TOPIC} or fields.extra or self.layout is None:
            return False
        number, topic = fields.text(Role.NUMBER), fields.text(Role.TOPIC)
        following = next((row for row in rows[index + 1:] if row.written()), None)
        slot = following.at(self.layout.having(Role.NUMBER)[0]) if following else None
        below = read_number(slot.text) if slot and meaningful(slot.text) else None
        mine = read_number(number) or ""
        roman = re.fullmatch(r"[IVXХ]+", mine) is not None
        if not looks_like_sector(topic) or not (roman or (below or "").startswith(f"{mine}.")):
            return False
        self.set_sector(f"{number} {topic}")
        return True

    def _same_event(self, fields: Fields) -> bool:
        """Topic and date are merged with the row above: the same event, with one place or person more."""
        needed = {Role.TOPIC, Role.DATE} if self.layout and self.layout.having(Role.DATE) else {Role.TOPIC}
        return needed <= fields.inherited and not fields.findings

    def _under_head(self, fields: Fields) -> None:
        """A point takes from its head row what it does not say itself; the head's number goes to the first point."""
        above = self.head_fields
        if above is None:
            return
        for role in (Role.PLACE, Role.RESPONSIBLE, Role.TIME):
            if not fields.has(role) and above.has(role):
                fields.by_role[role] = list(above.lines(role))
        fields.extra.extend(pair for pair in above.extra if pair[0] not in dict(fields.extra))
        if above.has(Role.NUMBER):
            fields.by_role[Role.NUMBER] = above.by_role.pop(Role.NUMBER)

    def _topic_from_above(self, fields: Fields, latest: Draft | None, where: str) -> bool:
        """A row without a topic: a further date of the topic above, or a continuation of its cells. False where it is used up."""
        if latest is None or self.previous is None:
            self.findings.append(Finding(
                Severity.ERROR, "no-topic", f"{where}: строка без темы: {' | '.join(self._words_of(fields))}",
                advice="Впишите тему в документ или добавьте строку в файл плана вручную."))
            return False
        if fields.has(Role.DATE) or fields.has(Role.NUMBER):
            fields.by_role[Role.TOPIC] = list(self.previous.lines(Role.TOPIC))
            self.findings.append(Finding(
                Severity.WARNING, "topic-from-above", f"{where}: темы нет, взята тема строки выше", None, "Если это другое событие, впишите его тему."))
            return True
        latest.absorb(fields, fields.text(Role.TIME))
        self.findings.append(Finding(
            Severity.WARNING, "row-joined", f"{where}: строка без темы и даты присоединена к предыдущей", latest,
            "Если это другое событие, впишите его тему и дату."))
        return False

    @staticmethod
    def _words_of(fields: Fields) -> list[str]:
        return [one_line(" ".join(texts)) for texts in fields.by_role.values()] + [f"{a}: {b}" for a, b in fields.extra]


def walk(blocks: list[Block], year: PlanYear, *, month: int | None = None) -> Walk:
    """Read the blocks after the title. ``month``: the plan is for this one month."""
    state = Walk(year, month=month)
    if month is not None and any(isinstance(block, Paragraph) and title_month(block.text) for block in blocks):
        state.month_title, state.outer = MONTH_NAMES[month - 1].capitalize(), "month"  # the first of several monthly tables
    last_table = max((i for i, block in enumerate(blocks) if isinstance(block, Table)), default=-1)
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            if index > last_table:
                state.note(block.text)
            else:
                state.heading(block.text, first=state.tables == 0, last=isinstance(blocks[index + 1], Table))
        else:
            state.table(block)
    state.close()
    return state


def _layouts(table: Table, columns: int) -> "dict[int, Layout | None]":
    """Header rows: index to layout; None for the second line of a header in two lines, which the first's layout includes."""
    found: dict[int, Layout | None] = {}
    for index, row in enumerate(table.rows):
        if index in found:
            continue
        texts = row_texts(row, columns)
        layout = header_layout(texts)
        if layout is None:
            continue
        found[index] = layout
        below = table.rows[index + 1] if index + 1 < len(table.rows) else ()
        if any(cell.continued for cell in below) and any(cell.span > 1 for cell in row):
            lower = row_texts(below, columns)
            second = header_layout([low or up for up, low in zip(texts, lower, strict=True)])
            if second is not None and not any(re.search(r"\d", text) for text in lower):
                found[index], found[index + 1] = second, None
    return found


def _body(rows: tuple[GridRow, ...], layouts: "dict[int, Layout | None]", columns: int) -> list[list[str]]:
    """Texts of the rows from which columns can be understood: whole, not headers, more than one cell written."""
    body: list[list[str]] = []
    for row in rows:
        if row.index in layouts or len(row.written()) < 2 or any(slot.stop - slot.start > 1 for slot in row.slots):
            continue
        texts = [one_line(slot.text) for slot in row.slots]
        if len(texts) == columns:
            body.append(texts)
    return body


def _texts(row: GridRow) -> str:
    return " | ".join(one_line(slot.text) for slot in row.written())
