"""The layout of a header, amended by the rows below it: a lost cell, hours under «Время», days under «Время и место», schools as places.

A header says most of what its columns hold; where it says it in words of its own, says nothing or says two things, the rows show which.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from notifier.core.plan.columns import fit, guess_layout
from notifier.core.plan.compound import date_and_rest
from notifier.core.plan.fields import is_ditto
from notifier.core.plan.headers import Column, Layout, header_layout
from notifier.core.plan.names import only_names
from notifier.core.plan.numbering import is_plain_number
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.venues import is_short_name, looks_like_place
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import EXTRA_HEADERS, OWNER_HEADERS, TIME_HEADERS, Role

_ROOM = re.compile(r"(?:(?:ауд|к)\w*\.?\s*)?(?:№\s*)?\d{1,4}\s?[а-я]?", re.IGNORECASE)  # «каб. 5», «к. 5», «ауд. 5»
_VISIT = re.compile(r"цель (?:выезда|посещения|визита|поездки|встречи)\b")  # beside schools: what takes place there
_PLAINLY = 0.4  # a person and no person under «Ответственный» differ by 0.6
_NEEDED = frozenset({Role.NUMBER, Role.DATE, Role.TOPIC, Role.RESPONSIBLE, Role.PLACE})

Rows = Sequence[Sequence[str]]
"""The texts of the rows below a header, one a column."""


def with_lost_cell(layout: Layout, rows: Rows, year: PlanYear) -> Layout:
    """A header that lost a cell stands a column too far left from there on: put right where the rows plainly say so."""
    *named, last = layout.columns
    if meaningful(last.header) or sum(meaningful(row[-1]) for row in rows) * 2 <= len(rows) or not all(c.header for c in named):
        return layout
    shifted = [Layout((*named[:at], Column(), *named[at:])) for at in range(len(named))]
    best = max(reversed(shifted), key=lambda each: _suits(each, rows, year))  # of equals the one that moves least
    return best if _suits(best, rows, year) - _suits(layout, rows, year) > _PLAINLY else layout


def amended(layout: Layout, rows: Rows, year: PlanYear) -> Layout:
    """The layout with what the rows say of its columns, the surest first."""
    layout = _without_lengths(_counted(layout, rows), rows)
    layout = _with_hours(_without_dateless(layout, rows, year), rows, year)
    return _completed(_with_dates(layout, rows, year), rows, year)


def _written(rows: Rows, column: int) -> list[str]:
    return [row[column] for row in rows if meaningful(row[column])]


def _suits(layout: Layout, rows: Rows, year: PlanYear) -> float:
    """How well the rows fit their columns, of one row: «ЦБ» may be a place as well as «каб. 5», «-//-» may be anything."""
    known = [(at, column) for at, column in enumerate(layout.columns) if not {Role.EXTRA, Role.PLACE, Role.AUDIENCE} & set(column.roles)]
    told = [[row[at] if not is_ditto(row[at]) else "" for at, _ in known] for row in rows]
    return sum(max(fit(text, role, year) for role in column.roles)
               for texts in told for text, (_, column) in zip(texts, known, strict=True)) / len(rows)


def _counted(layout: Layout, rows: Rows) -> Layout:
    """«Занятие | Содержание» where the first column only counts: its numbers are no topics."""
    for index, column in enumerate(layout.columns):
        written = _written(rows, index)
        if column.roles == (Role.TOPIC,) and written and all(map(is_plain_number, written)):
            again = header_layout(["№" if at == index else other.header for at, other in enumerate(layout.columns)])
            return again or layout
    return layout


def _without_lengths(layout: Layout, rows: Rows) -> Layout:
    """«Часы» above «2» and «4» says how long it takes, no hour."""
    lengths = [at for at, column in enumerate(layout.columns) if plain(column.header) == "часы" and (written := _written(rows, at))
               and all(text.strip().isdecimal() for text in written)]
    return layout.holding(Role.EXTRA, lengths)


def _without_dateless(layout: Layout, rows: Rows, year: PlanYear) -> Layout:
    """«Предметная неделя» above «Математика» beside «Сроки»: no dates, but what takes place."""
    dates = layout.having(Role.DATE)
    dateless = [at for at in dates if (written := _written(rows, at)) and not any(
        year.is_date(text) or year.is_part(text) or re.search(r"\d", text) for text in written)] if len(dates) > 1 else []
    return layout.holding(Role.EXTRA if layout.having(Role.TOPIC) else Role.TOPIC, dateless)


def _with_hours(layout: Layout, rows: Rows, year: PlanYear) -> Layout:
    """«Время» above «9.30» and «10.10» has hours, above «октябрь» and «10.10» days, and above «10.10» alone what it always has."""
    timed = [at for at in layout.having(Role.DATE) if any_of(TIME_HEADERS).fullmatch(plain(layout.columns[at].header))]
    read = {(is_time(row[at]), year.is_date(row[at])) for row in rows for at in timed}
    if (True, False) not in read or (False, True) in read:
        return layout
    return replace(layout, columns=tuple(replace(c, of_hours=at in timed) for at, c in enumerate(layout.columns)))


def _with_dates(layout: Layout, rows: Rows, year: PlanYear) -> Layout:
    """«Время и место» above «15 ноября, 14.00, ЦДТ»: the dates stand there where no column has them; «9.10, зал» is an hour."""
    def is_dated(column: int) -> bool:
        parts = [part for row in rows for part in re.split(r"[,;]\s*", row[column])]
        found = [part if year.is_only_date(part) else (date_and_rest(part, year) or ("",))[0] for part in parts]
        return any(phrase and not is_time(phrase) for phrase in found)

    if layout.having(Role.DATE):
        return layout
    return replace(layout, columns=tuple(
        replace(c, roles=(Role.DATE, *c.roles)) if len(c.roles) > 1 and Role.TIME in c.roles and is_dated(at) else c
        for at, c in enumerate(layout.columns)))


def _completed(layout: Layout, rows: Rows, year: PlanYear) -> Layout:
    """Unknown headers understood by content where a role is missing: the topic and the date whatever they are called."""
    missing = set(_NEEDED - layout.roles())
    guess = guess_layout(rows, year) if missing and rows else None
    if guess is None:
        return layout
    columns = list(layout.columns)
    topic = _named_topic(columns, rows) if Role.TOPIC in missing else None
    if topic is not None:
        columns[topic] = columns[topic].holding(Role.TOPIC)
        missing.discard(Role.TOPIC)
    for at, (known, guessed) in enumerate(zip(layout.columns, guess.columns, strict=True)):
        role = guessed.roles[0]
        if known.roles != (Role.EXTRA,) or at == topic or role not in missing:
            continue
        if role in {Role.DATE, Role.TOPIC} or not meaningful(known.header) or (role is Role.RESPONSIBLE and _is_foreign(known)):
            columns[at] = known.holding(role)
            missing.discard(role)
    if Role.SECTOR not in layout.roles() and columns[0].roles == (Role.EXTRA,) and not meaningful(columns[0].header) and _groups(rows):
        columns[0] = columns[0].holding(Role.SECTOR)
    if Role.PLACE in missing:
        columns = [column.holding(Role.PLACE) if _is_owner(column, _written(rows, at)) or _is_rooms(column, _written(rows, at)) else column
                   for at, column in enumerate(columns)]
    free = [at for at, column in enumerate(columns) if column.roles in ((Role.EXTRA,), (Role.SECTOR,), (Role.AUDIENCE,))]
    if Role.TOPIC in missing and free:
        widest = max(free, key=lambda at: sum(len(row[at]) for row in rows))
        columns[widest] = columns[widest].holding(Role.TOPIC)
    return Layout(tuple(columns), guessed=layout.guessed)


def _named_topic(columns: Sequence[Column], rows: Rows) -> int | None:
    """«Школа | Цель выезда», «№ | Экскурсия | Маршрут | Дата»: the column of topics by what stands beside it, under whatever word."""
    visited = next((at for at, column in enumerate(columns) if _VISIT.match(plain(column.header))), None)
    if visited is not None and any(_is_owner(column, _written(rows, at)) for at, column in enumerate(columns)):
        return visited
    if len(columns) < 3 or columns[0].roles != (Role.NUMBER,) or columns[1].roles != (Role.EXTRA,) or not _is_foreign(columns[1]):
        return None
    written = _written(rows, 1)
    named = meaningful(columns[1].header) and bool(written) and not any(is_plain_number(text) or only_names(text) for text in written)
    return 1 if named else None


def _is_owner(column: Column, written: Sequence[str]) -> bool:
    """«Организация», «Школа»: where it takes place, if the cells name such and no column says more."""
    named = column.roles == (Role.EXTRA,) and any_of(OWNER_HEADERS).match(plain(column.header)) is not None
    return named and sum(looks_like_place(text) or is_short_name(text) for text in written) * 2 > len(written)


def _is_rooms(column: Column, written: Sequence[str]) -> bool:
    """«Аудитория» above «ауд. 214», «301», «читальный зал»: where; above «педагоги», whom."""
    rooms = sum(_ROOM.fullmatch(one_line(text)) is not None or looks_like_place(text) for text in written)
    return plain(column.header).startswith("аудитори") and rooms * 2 > len(written)


def _is_foreign(column: Column) -> bool:
    """A header of words that we do not know at all («Куратор»); «Примечание» we know, and keep."""
    return not any_of(EXTRA_HEADERS).match(plain(column.header))


def _groups(rows: Rows) -> bool:
    """Whether the first column names what several rows belong to: the same words again, written once and merged."""
    first = _written(rows, 0)
    return len(first) > 1 and len(set(first)) < len(first) and not any(map(is_plain_number, first))
