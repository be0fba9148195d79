"""A row with one written cell: a month, a date, a sector's title, a note - or still a row of the plan."""

from itertools import takewhile

from notifier.core.plan.approval import has_line_to_sign
from notifier.core.plan.banners import Line, looks_like_sector, read_banner
from notifier.core.plan.draft import Finding
from notifier.core.plan.grid import GridRow, Slot
from notifier.core.plan.headers import Layout
from notifier.core.plan.layouts import TableLayouts
from notifier.core.plan.meetings import is_between_meetings
from notifier.core.plan.months import only_month
from notifier.core.plan.names import looks_like_persons, names
from notifier.core.plan.numbering import is_plain_number, read_number
from notifier.core.plan.points import is_point
from notifier.core.plan.setting import Setting
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import TOTALS, Role
from notifier.model.problem import Severity

_SHORT_TITLE = 90
_CONTINUING = {Role.PLACE, Role.RESPONSIBLE, Role.DATE, Role.TIME}


def take_alone(row: GridRow, slot: Slot, layout: Layout | None, table: TableLayouts, setting: Setting, drafts: int) -> bool:
    """Take the row into the setting; False where it is a row of the plan."""
    text = slot.text
    banner = read_banner(text, setting.year)
    roles = {role for column in (layout.columns[slot.start:slot.stop] if layout else ()) for role in column.roles}
    full = _is_full(row, slot, layout)
    if not full and any(other.inherited and meaningful(other.text) for other in row.slots):
        return False
    topic_only = not full and Role.TOPIC in roles
    heads = roles == {Role.PLACE} and _names_next(row, slot, table) and _titles_begin(slot, table)
    if banner.line is Line.MONTH and (full or only_month(one_line(text)) is not None):  # «Май. Субботник» in a topic's cell is a row
        setting.set_month(banner, banner.text, drafts, of_rows=True)
    elif banner.line is Line.DAY and (full or slot.start == 0 or topic_only):
        setting.set_day(banner, drafts)
    elif setting.is_meeting and is_between_meetings(text) and (full or topic_only):
        setting.set_sector(one_line(text).removesuffix(":"))
    elif banner.line is Line.NOTE and text.lstrip().startswith("*") and not topic_only:
        setting.note(text)
    elif is_point(one_line(text)) or (not full and roles & _CONTINUING and slot.start > 0 and not heads):
        return False
    elif banner.line is Line.NOTE and (not topic_only or _is_note(text, last=table.following(row.index) is None)):
        setting.note(text)
    elif banner.line is Line.SECTOR and looks_like_sector(text):
        setting.set_sector(banner.text)
    elif topic_only:
        if not _topic_alone(slot, layout, row, table):
            return False
        if banner.line is Line.MONTH:
            setting.set_month(banner, banner.text, drafts, of_rows=True)
        else:
            setting.set_sector(one_line(text))
    elif looks_like_sector(text) and not read_number(text):
        setting.set_sector(banner.text)
    elif not full and is_plain_number(text):
        setting.notes.append(Finding(Severity.WARNING, "empty-row", f"Строка {row.index + 1} таблицы: только номер «{text}»."))
    else:
        return False
    return True


def _is_full(row: GridRow, slot: Slot, layout: Layout | None) -> bool:
    """Whether a cell goes over the whole row, or most of it from its beginning or behind its number."""
    total = sum(other.width for other in row.slots)
    numbers = layout is not None and all(column.roles == (Role.NUMBER,) for column in layout.columns[:slot.start])
    return slot.width == total or (slot.width > 1 and slot.width * 2 > total and (slot.start == 0 or numbers))


def _is_note(text: str, *, last: bool) -> bool:
    """«Итого: …», «Председатель ____», and below all rows «Исполнитель: Иванова И.И.»: a note also where a topic would stand."""
    signs = last and looks_like_persons(text) and bool(names(text))
    return any_of(TOTALS).match(plain(text)) is not None or has_line_to_sign(text) or signs


def _names_next(row: GridRow, slot: Slot, table: TableLayouts) -> bool:
    """«ЦРБ» alone above rows that have «ЦРБ» in the same column: their title."""
    following = table.following(row.index)
    below = following.at(slot.start) if following is not None else None
    return below is not None and one_line(below.text) == one_line(slot.text)


def _titles_begin(slot: Slot, table: TableLayouts) -> bool:
    """Whether a cell of this column stands alone above the table's first row already: below a row it may be one more place of it."""
    body = (row.written() for row in table.rows if not table.is_header(row.index))
    above = (written[0] for written in takewhile(lambda written: len(written) < 2, body) if written)
    return any((alone.start, alone.stop) == (slot.start, slot.stop) for alone in above)


def next_is_point(row: GridRow, layout: Layout, table: TableLayouts) -> bool:
    """Whether the next row is a point («- …») of this one."""
    following = table.following(row.index)
    if following is None:
        return False
    numbers = [following.at(column) for column in layout.having(Role.NUMBER)]
    if any(slot and not slot.inherited and meaningful(slot.text) for slot in numbers):
        return False
    topics = [following.at(column) for column in layout.having(Role.TOPIC)]
    return any(slot and not slot.inherited and is_point(one_line(slot.text)) for slot in topics)


def _topic_alone(slot: Slot, layout: Layout | None, row: GridRow, table: TableLayouts) -> bool:
    """Only the topic's cell is written: a title in a plain row where short and rows of the plan follow; «| Обзор» below «Октябрь | Бал»
    in a table of dates and topics is one more row."""
    text = slot.text
    following = table.following(row.index)
    if layout is None or following is None or len(following.written()) < 2 or next_is_point(row, layout, table):
        return False
    if [column.roles for column in layout.columns] == [(Role.DATE,), (Role.TOPIC,)] and not _titles_begin(slot, table):
        return False
    return len(one_line(text)) <= _SHORT_TITLE and looks_like_sector(text)
