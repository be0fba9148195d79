"""Tables that go across the page, laid down so that a row is an event: months or days as columns, and two plans side by side.

Promises: every cell stays, in its row; a table that is none of these comes back as it was.
"""

from collections.abc import Sequence
from dataclasses import replace

from notifier.core.plan.classes import dated_classes
from notifier.core.plan.crossing import DASHES, MARKS, named, of_two_times
from notifier.core.plan.dating import with_year
from notifier.core.plan.directions import directed_net
from notifier.core.plan.entries import entries, tells_event
from notifier.core.plan.grid import GridRow, grid, row_texts, width
from notifier.core.plan.headers import header_column, header_layout, header_over_dates
from notifier.core.plan.periods import WEEK, is_day, is_period, is_week, within
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.roman import spelled
from notifier.core.plan.subcolumns import parted_by_period, weeks_named
from notifier.core.plan.weekdays import week_laid_down
from notifier.core.plan.wording import meaningful, one_line, plain
from notifier.core.plan.words import DATE_HEADER, SECTOR_HEADER, TOPIC_HEADER, Role
from notifier.model.plan import Cell, Table
from notifier.model.when import Kind

_LOWEST_HEADER = 10  # a table of 3 000 rows without a header is looked through once, not for each of them
_FEWEST_ROMAN = 4
_FEWEST_MONTHS, _WEEKS = 3, 14  # days
_HOURS = "Время"  # beside days
_MOST_TIMES = 4  # «1», «2», «3» and no higher under months: so many times in it, or days


def laid_down(table: Table, year: PlanYear) -> Table:
    """The table with one event a row."""
    columns = width(table)
    for index, row in enumerate(table.rows):
        texts = [_days_of_week(text, year) for text in spelled([one_line(text) for text in row_texts(row, columns)], fewest=_FEWEST_ROMAN)]
        weekly = weeks_named(table, index, columns, year) if index <= _LOWEST_HEADER else None
        if weekly is not None and (laid := laid_down(weekly, year)) is not weekly:
            return laid
        if (half := _repeated(texts)) is not None and not _crossed(table, half):
            return _one_below_the_other(table, half)
        if (parted := parted_by_period(table, index, columns, year)) is not None:
            return _below_titles(table, index, parted)
        periods = [column for column, text in enumerate(texts) if is_period(text, year)] or _days(table, index, texts, year)
        periods = periods or _weeks(table, index, texts, year)
        if len(periods) > 1 and len({texts[column] for column in periods}) == len(periods):
            others = _headers_beside(table, index, columns, periods)
            if (days := of_two_times(table, index, others, [(column, texts[column]) for column in periods], year)) is not None:
                return _below_titles(table, index, days)
            if not others and (len(periods) > 2 or (index == 0 and not _dated_below(table, columns, year))):
                return _calendar(table, index, texts, year)
            others = _without_corner(table, index, others, year)
            if _has_names(others) or (
                    _are_plain([texts[column] for column in periods], year) and _is_first(table, index) and _may_name(others)
                    and not _has_labels(table, index)):
                return _by_rows(table, index, others, [(column, texts[column]) for column in periods], year)
        laid_rows = week_laid_down(table, index, texts, year) or directed_net(table, index, texts, year) or (
            dated_classes(table, index, columns, year) if index <= _LOWEST_HEADER else None)
        if laid_rows is not None:
            return _below_titles(table, index, laid_rows)
        if header_layout(texts) is not None and not any(cell.span > 1 for cell in row):
            return table
    return table


def _repeated(texts: Sequence[str]) -> int | None:
    """The width of a header that stands twice in a row: two tables side by side in one."""
    half = len(texts) // 2
    if texts[:half] != texts[half:] or header_layout(list(texts[:half])) is None:
        return None
    return half


def _crossed(table: Table, half: int) -> bool:
    """Whether a cell lies on both sides, and something else beside it: such a row cannot be parted."""
    return any(slot.start < half < slot.stop and len(row.written()) > 1 for row in grid(table) for slot in row.slots)


def _one_below_the_other(table: Table, half: int) -> Table:
    """The left rows, then the right ones; a title over both begins anew."""
    rows: list[tuple[Cell, ...]] = []
    right: list[tuple[Cell, ...]] = []
    for row in grid(table):
        sides = [[slot for slot in row.slots if slot.start < half], [slot for slot in row.slots if slot.start >= half]]
        if any(slot.start < half < slot.stop for slot in row.slots):
            rows += [*right, tuple(replace(slot.cell, span=half) for slot in row.slots if slot.text)[:1]]
            right = []
            continue
        rows.append(tuple(slot.cell for slot in sides[0]))
        right.append(tuple(slot.cell for slot in sides[1]))
    return replace(table, rows=(*rows, *right))


def _days_of_week(text: str, year: PlanYear) -> str:
    """«1 неделя (2.11-7.11)» above a column: the days; any other text as it is."""
    week = WEEK.match(text)
    days = text[week.end() :].strip(" ():,–—-") if week else ""
    return days if days and is_week(days, year) else text


def _days(table: Table, header: int, texts: Sequence[str], year: PlanYear) -> list[int]:
    """The columns of days or weeks over events: «Класс | 22 марта | 23 марта», «2-7 ноября | 9-14 ноября».

    Days over days are rows without a header.
    """
    days = [column for column, text in enumerate(texts) if is_day(text, year) or is_week(text, year)] if header <= _LOWEST_HEADER else []
    body = [row for row in grid(table)[header + 1 :] if not row.title(1)] if days else []
    below = [one_line(slot.text) for row in body for column in days if (slot := row.at(column))]
    return [] if any(map(year.is_only_date, below)) else days


def _weeks(table: Table, header: int, texts: Sequence[str], year: PlanYear) -> list[int]:
    """The columns of «1 неделя | 2 неделя | 3 неделя» over crosses or events; whose weeks they are, the lines above the rows say."""
    weeks = [column for column, text in enumerate(texts) if WEEK.fullmatch(text)] if header <= _LOWEST_HEADER else []
    if not weeks:
        return []
    below = [slot for row in grid(table)[header + 1 :] for column in weeks if (slot := row.at(column)) and slot.width == 1]
    return [] if any(year.is_only_date(one_line(slot.text)) for slot in below) else weeks


def _dated_below(table: Table, columns: int, year: PlanYear) -> bool:
    """Whether a cell below two months is a date beside a text: «Неделя книги | Март» under «Октябрь | Ноябрь» are rows without a header."""
    below = [[one_line(text) for text in row_texts(row, columns)] for row in table.rows[1:]]
    return any(any(map(year.is_only_date, row)) and not all(not text or is_period(text, year) for text in row) for row in below)


def _headers_beside(table: Table, index: int, columns: int, periods: Sequence[int]) -> dict[int, str]:
    """The headers of the other columns, also where they stand in the line above."""
    here = row_texts(table.rows[index], columns)
    above = row_texts(table.rows[index - 1], columns) if index else here
    own = {column for column in range(columns) if meaningful(here[column]) or "№" in here[column]}
    return {column: here[column] if column in own else above[column] for column in range(columns) if column not in periods}


def _without_corner(table: Table, index: int, others: dict[int, str], year: PlanYear) -> dict[int, str]:
    """«Дата» before the days and above places or hours calls the line of days so, and says nothing of what stands below it."""
    corner = header_column(others.get(0, ""))
    below = [one_line(slot.text) for row in grid(table)[index + 1 :] if not row.title(1) and (slot := row.at(0)) and slot.text]
    if corner is None or corner.roles != (Role.DATE,) or any(year.is_date(text) and not is_time(text) for text in below):
        return others
    return {**others, 0: _HOURS if any(map(is_time, below)) else ""}


def _has_names(others: dict[int, str]) -> bool:
    """Whether what stands beside the months may be a header: with a date it makes one, and it has no date of its own."""
    layout = header_layout([*others.values(), DATE_HEADER])
    return layout is not None and len(layout.having(Role.DATE)) == 1


def _has_labels(table: Table, index: int) -> bool:
    """Whether «Мероприятие», «Место» stand down the page: what takes place on a day, and where, not two events."""
    found = {column.roles for row in grid(table)[index + 1 :] if (slot := row.own(0)) and (column := header_column(one_line(slot.text)))}
    return (Role.TOPIC,) in found and len(found) > 1


def _may_name(others: dict[int, str]) -> bool:
    """Whether what stands beside three months or more may be a header, whatever its words: «Учреждение | Сентябрь | Октябрь | Ноябрь»."""
    layout = header_over_dates([*others.values(), DATE_HEADER], [len(others)])
    return layout is not None and len(layout.having(Role.DATE)) == 1


def _are_plain(periods: Sequence[str], year: PlanYear) -> bool:
    """Days, or months and longer; «1 | 2 | 3 | 4» under «Сентябрь» may be its weeks, and may be groups."""
    read = [year.read(period) for period in periods]
    long = all(each.start and each.end and (each.end - each.start).days > _WEEKS for each in read)
    return len(read) >= _FEWEST_MONTHS and (long or all(is_day(period, year) for period in periods))


def _is_first(table: Table, index: int) -> bool:
    """Whether only titles stand above a row."""
    return all(sum(meaningful(cell.text) for cell in row) < 2 for row in table.rows[:index])


def _by_rows(table: Table, header: int, others: dict[int, str], periods: Sequence[tuple[int, str]], year: PlanYear) -> Table:
    body = grid(table)[header + 1 :]
    cells = [(one_line(slot.text), name) for row in body for column, name in periods
             if (slot := row.at(column)) and slot.width == 1 and not DASHES.fullmatch(slot.text)]
    events = sum(_phrase(text, name, year) is None for text, name in cells) * 2 > len(cells)
    beside = _beside_events(others) if events and all(tells_event(text) for text, _ in cells) else list(others.values())
    names = [*beside, *([TOPIC_HEADER] if events else []), DATE_HEADER]
    titled = any((column := header_column(name)) and column.roles == (Role.TOPIC,) for name in beside)  # a mark beside it needs no more
    figures = [text for text, _ in cells]
    few = len(figures) > 1 and all(text.isdecimal() and 0 < int(text) <= _MOST_TIMES for text in figures)
    marks = few and set(figures) == {"1"}  # a one that stands under every month it is held in
    rows = [tuple(Cell((name,)) for name in names)]
    for row in body:
        if title := row.title(len(names)):
            rows.append(title)
            continue
        around = [_beside(row, column, others) for column in others]
        told_of = named(row, dict(periods), year)
        if events:
            told = [event for cell, name in told_of for event in _events(cell, name, None if titled else around, year)]
            rows += [(*([Cell(continued=True)] * len(around) if index else around), *event) for index, event in enumerate(told)]
            rows += [] if told else [(*around, Cell(), Cell())]
        else:
            told_there = [(one_line(cell.text), name) for cell, name in told_of]
            days = [name if marks else _phrase(text, name, year) or f"{name} ({text})" for text, name in told_there]
            rows.append((*around, Cell((_listed(days, year) + ("?" if few and not marks and days else ""),))))
    return _below_titles(table, header, rows)


def _beside_events(others: dict[int, str]) -> list[str]:
    """«Мероприятие» beside events: what they belong to."""
    return [SECTOR_HEADER if (column := header_column(name)) and column.roles == (Role.TOPIC,) else name for name in others.values()]


def _listed(days: Sequence[str], year: PlanYear) -> str:
    """What the cells of a row say, one behind the other; «10.09» beside «8 октября» has its year, for it would be an hour."""
    joined = ", ".join(days)
    if year.read(joined).time is None or any(year.read(day).time is not None for day in days):
        return joined
    dated = [with_year(day, year.calendar, year) for day in days]
    return ", ".join(f"{read.start:%d.%m.%Y}" if (read := year.read(day)).kind is Kind.EXACT and read.start else day for day in dated)


def _calendar(table: Table, header: int, texts: Sequence[str], year: PlanYear) -> Table:
    """«Сентябрь | Октябрь | Ноябрь» and nothing beside them, below it perhaps «Декабрь | Январь | Февраль»: a row an event."""
    columns, names = width(table), list(texts)
    rows: list[tuple[Cell, ...]] = [(Cell((TOPIC_HEADER,)), Cell((DATE_HEADER,)))]
    for row in grid(table)[header + 1 :]:
        here = spelled([one_line(text) for text in row_texts(table.rows[row.index], columns)], fewest=_FEWEST_ROMAN)
        if title := row.title(2):
            rows.append(title)
            continue
        if all(not text or is_period(text, year) for text in here) and any(here):
            names = here
            continue
        told = named(row, {column: name for column, name in enumerate(names) if name}, year)
        rows += [event for cell, name in told for event in _events(cell, name, (), year)]
    return _below_titles(table, header, rows)


def _beside(row: GridRow, column: int, others: dict[int, str]) -> Cell:
    """The cell beside the months in a column, once where it covers several."""
    slot = row.at(column)
    if slot is None or (slot.start != column and slot.start in others):
        return Cell()
    return Cell(continued=True) if slot.inherited else replace(slot.cell, span=1)


def _below_titles(table: Table, header: int, rows: Sequence[tuple[Cell, ...]]) -> Table:
    """The rows laid down, below those above the header: a line of its own stays one, several texts stay beside each other and are told.

    Not the upper half of a header in two rows: its words name the columns.
    """
    columns, double = len(rows[0]), any(cell.continued for cell in table.rows[header])
    titles: list[tuple[Cell, ...]] = []
    for row in table.rows[: max(header - double, 0)]:
        written = [cell for cell in row if meaningful(cell.text)]
        if len(written) == 1:
            titles.append((replace(written[0], span=columns),))
        elif written:
            texts = [one_line(cell.text) for cell in written]
            titles.append((Cell((texts[0],)), Cell(("; ".join(texts[1:]),), span=max(columns - 1, 1))))
    return replace(table, rows=(*titles, *rows))


def _phrase(text: str, period: str, year: PlanYear) -> str | None:
    """When it is, by a cell under a month: «19» is its day, «+» the month itself; None where the cell tells what it is."""
    if not meaningful(text) or plain(text) in MARKS:
        return period
    whole = year.read(period)
    if whole.start is None:
        return None  # «весь месяц» below «1 неделя - 4 неделя», whose month stands above
    if whole.kind is Kind.EXACT:
        return f"{period} {text}" if is_time(text) else None
    phrase = within(text, period, year)
    return phrase if year.is_only_date(phrase) or phrase == f"{period} ({text})" else None


def _events(cell: Cell, period: str, beside: Sequence[Cell] | None, year: PlanYear) -> list[tuple[Cell, Cell]]:
    """Topics and dates of a cell that tells what takes place in its month; of a mark, what its row is about (None: its topic has it)."""
    phrase = _phrase(one_line(cell.text), period, year)
    if phrase is None:
        return [(Cell(entry.lines), Cell((entry.when,))) for entry in entries(cell, period, year)]
    if beside is None:
        return [(Cell(), Cell((phrase,)))]
    return [(Cell((next((one_line(other.text) for other in reversed(beside) if other.text), phrase),)), Cell((phrase,)))]
