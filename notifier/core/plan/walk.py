"""The walk through a document's blocks: headings and lines make the setting, tables give their rows."""

import datetime as dt
from collections.abc import Sequence

from notifier.core.plan.approval import begins_stamp
from notifier.core.plan.banners import Line, looks_like_sector, read_banner, says_of_title
from notifier.core.plan.blocks import Block
from notifier.core.plan.header_rows import first_header, tells_only_hours
from notifier.core.plan.labels import says_more
from notifier.core.plan.meetings import is_counted_meeting
from notifier.core.plan.months import title_month
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.points import count_of
from notifier.core.plan.rows import Rows
from notifier.core.plan.setting import Setting
from notifier.core.plan.words import Role
from notifier.core.russian import MONTH_NAMES
from notifier.model.plan import Table


def walk(
    blocks: list[Block], year: PlanYear, *, month: int | None = None, day: str = "", week: Sequence[dt.date] = (),
    programme: dt.date | None = None, above: Sequence[str] = ()
) -> Rows:
    """Read the blocks after the title. ``month``, ``day``, ``week``: the plan is for this one, perhaps this day's ``programme``.
    ``above``: lines before the title, told."""
    every = [block for block in blocks if isinstance(block, Table)]
    tables = [table for table in every if first_header(table)]
    of_hours = bool(every) and all(tells_only_hours(table, year, programme=programme) for table in tables or every)
    setting = Setting(year, month, month, whole_day=day if of_hours else "", week=week)
    for text in above:
        setting.note(text)
    if month is not None and any(isinstance(block, str) and title_month(block) for block in blocks):
        setting.month_title, setting.outer = MONTH_NAMES[month - 1].capitalize(), "month"  # the first of several monthly tables
    rows = Rows(setting, dated=any((header := first_header(table)) and header.having(Role.DATE) for table in tables))
    last_table = max((i for i, block in enumerate(blocks) if isinstance(block, Table)), default=-1)
    titled = _each_titled(blocks)
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            rows.table(block)
        elif index > last_table or _in_list(blocks, index):
            setting.note(block)
        else:
            line = read_banner(block, year).line
            if line is not Line.NOTE:  # «Продолжение таблицы 1»
                rows.interrupt()
            first = rows.tables == 0 and not titled
            last = _right_above(blocks, index) and not (line is Line.DAY and _is_stamped(blocks[:index], year))
            setting.heading(block, first=first, last=last, drafts=len(rows.drafts))
    setting.close(rows.drafts)
    return rows


def _right_above(blocks: list[Block], index: int) -> bool:
    """Whether a line stands above a table with nothing between but what is said of it, as «Тема: …» is of a meeting."""
    title, below = blocks[index], index + 1
    assert isinstance(title, str)
    meeting = is_counted_meeting(title)
    while isinstance(block := blocks[below], str) and (says_of_title(block, title) or (meeting and says_more(block))):
        below += 1
    return isinstance(blocks[below], Table)


def _is_stamped(above: list[Block], year: PlanYear) -> bool:
    """«28.08.2026» below «Рассмотрено на заседании ГМО» or «Утверждаю», «Директор ЦДО»: when the plan was approved, and no row's day."""
    for block in reversed(above):
        if not isinstance(block, str):
            return False
        if begins_stamp(block):
            return True
        if read_banner(block, year).line is not Line.NOTE:  # who approved it
            return False
    return False


def _in_list(blocks: list[Block], index: int) -> bool:
    """«1. Изучение новинок», «2. Обмен опытом» below «Задачи:»: points of a list; a sector's title stands alone, or counts anew right above
    its table («1. Семинары» below «2. Обмен опытом»)."""
    before, this, after = (_count_at(blocks, place) for place in (index - 1, index, index + 1))
    if this is None or (this == 1 and before is not None and before > this and isinstance(blocks[index + 1], Table)):
        return False
    above = blocks[index - 1] if index else None
    return before is not None or after is not None or (isinstance(above, str) and above.rstrip().endswith(":"))


def _count_at(blocks: list[Block], index: int) -> int | None:
    """The number that a paragraph begins with."""
    block = blocks[index] if 0 <= index < len(blocks) else None
    return count_of(block) if isinstance(block, str) else None


def _each_titled(blocks: list[Block]) -> bool:
    """Whether each of several tables has a line of its own right above it, so that the first one's is a title, too."""
    tables = [index for index, block in enumerate(blocks) if isinstance(block, Table)]
    above = [next((blocks[place] for place in range(index - 1, -1, -1) if not _is_said(blocks, place)), None) for index in tables]
    return len(above) > 1 and all(isinstance(block, str) and looks_like_sector(block) for block in above)


def _is_said(blocks: list[Block], index: int) -> bool:
    """Whether a line below another one only says more of it."""
    above, this = blocks[index - 1] if index else None, blocks[index]
    return isinstance(above, str) and isinstance(this, str) and says_of_title(this, above)
