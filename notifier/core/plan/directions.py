"""A net of months down the page and directions across it: «Месяц | Работа с фондом | Массовая работа», an event or more in a cell."""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.core.plan.entries import entries
from notifier.core.plan.grid import grid
from notifier.core.plan.headers import Column, header_column
from notifier.core.plan.periods import is_period
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.wording import any_of, one_line, plain
from notifier.core.plan.words import AUDIENCE_HEADERS, EXTRA_HEADERS, TOPIC_HEADERS, Role
from notifier.model.plan import Cell, Table

_NAMES = ("Направление", "Мероприятие", "Дата")
_WEAKEST_TOPIC = len(TOPIC_HEADERS) - 1  # «Массовая работа» may be a topic's header and may be a direction
_EVENTS = ((Role.TOPIC,), (Role.EXTRA,))
_SHARED = re.compile(r"((?:работ\w+ |мероприяти\w+ |заняти\w+ |деятельност\w+ |взаимодействи\w+ )?(?:с|со|для)) \w+")
_WORD = re.compile(r"[^\W\d_]{4}")
_GROUP = re.compile(r"\d+(?: \d+)*(?: (?:е|х|й|ые|ых))? кл\w*|\d+ ?[а-я](?: кл\w*)?|\w+ (?:групп\w*|школ[аы]|звено|возраст)|\d+ курс\w*")
_KINDS = (r"заседани\w*", r"заняти\w*")
_OWN_HEADERS = (*EXTRA_HEADERS, *AUDIENCE_HEADERS, r"вид\w*", r"направлени\w*", r"план\w*", r"что\b")  # what these say, is no event


def directed_net(table: Table, header: int, texts: Sequence[str], year: PlanYear) -> list[tuple[Cell, ...]] | None:
    """A header and a row an event, with the direction it stands under as its sector; None where the header is of another kind."""
    directions = _directions(table, header, texts, year)
    if not directions:
        return None
    at = next(index for index, text in enumerate(texts) if (column := header_column(text)) and Role.DATE in column.roles)
    others = [index for index in range(len(texts)) if index not in directions and index != at]
    sector, topic, date = _NAMES
    rows: list[tuple[Cell, ...]] = [tuple(Cell((name,)) for name in (sector, topic, *(texts[index] for index in others), date))]
    for row in grid(table)[header + 1 :]:
        if title := row.title(len(rows[0])):
            rows.append(title)
            continue
        period = one_line(slot.text) if (slot := row.at(at)) else ""
        beside = [replace(slot.cell, span=1) if (slot := row.at(index)) else Cell() for index in others]
        cells = [(texts[index], slot.cell) for index in directions if (slot := row.at(index)) and not slot.inherited and slot.text]
        rows += [(Cell((name,)), Cell(entry.lines), *beside, Cell((entry.when,)))
                 for name, cell in cells for entry in entries(cell, period, year)]
        if not cells:
            texts_beside = [one_line(cell.text) for cell in beside if cell.text]
            rows.append((Cell((" ".join(filter(None, (period, *texts_beside))),), span=len(rows[0])),))
    return rows


def _directions(table: Table, header: int, texts: Sequence[str], year: PlanYear) -> list[int]:
    """The columns under which a net of months tells what takes place: «Месяц | Работа с фондом | Массовая работа»."""
    columns = [header_column(text) for text in texts]
    dates = [index for index, column in enumerate(columns) if column and Role.DATE in column.roles]
    twins = _twins(columns, texts) or _groups(columns, texts)
    named = twins or [index for index, column in enumerate(columns) if column and _may_be_direction(column, plain(texts[index]))]
    fewest = 2 if all(" " in plain(texts[index]) for index in named) else 3  # «Конкурсы» alone may be anything
    others = {role for index, column in enumerate(columns) if column and index not in named for role in column.roles}
    if len(dates) != 1 or len(named) < fewest or others & {Role.TOPIC, Role.SECTOR, Role.PLACE, Role.TIME}:
        return []
    body = grid(table)[header + 1 :]
    months = [one_line(slot.text) for row in body if (slot := row.at(dates[0])) and slot.text]
    told = [one_line(slot.text) for row in body for index in named if (slot := row.at(index)) and slot.text]
    named_months = sum((year.is_dated if twins else lambda text: is_period(text, year))(text) for text in months)
    events = sum(_WORD.search(text) is not None if twins else " " in text for text in told)  # «Поход» beside «Собрание» is one
    return named if named_months > 1 and named_months * 2 > len(months) and events * 2 >= len(told) else []


def _twins(columns: Sequence[Column | None], texts: Sequence[str]) -> list[int]:
    """«Мероприятия с детьми | Мероприятия с родителями», «С детьми | С педагогами»: columns of events, told apart by with whom."""
    named = [index for index, column in enumerate(columns) if column and column.roles in _EVENTS and _SHARED.match(plain(texts[index]))]
    begun = {found[1] for index in named if (found := _SHARED.match(plain(texts[index])))}
    return named if len(begun) == 1 and len({texts[index] for index in named}) == len(named) > 1 else []


def _groups(columns: Sequence[Column | None], texts: Sequence[str]) -> list[int]:
    """«1-4 классы | 5-8 классы», «Младшая группа | Старшая группа»: each has events of its own."""
    unknown = [index for index, column in enumerate(columns) if column and column.roles == (Role.EXTRA,)]
    named = [index for index in unknown if _GROUP.fullmatch(plain(texts[index]))]
    return named if len({texts[index] for index in named}) == len(named) > 1 else []


def _may_be_direction(column: Column, words: str) -> bool:
    """«Массовая работа», «Заседания», «Конкурсы»: kinds of events; «Тема», «Форма», «Класс» say something of one."""
    if any_of(_OWN_HEADERS).match(words):
        return False
    weak = Role.TOPIC in column.roles and (column.topic_rank == _WEAKEST_TOPIC or any_of(_KINDS).match(words))
    return bool(words) and (bool(weak) or column.roles == (Role.EXTRA,))
