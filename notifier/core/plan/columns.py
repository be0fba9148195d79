"""Columns by what stands in them: tables without a header, rows shorter than the table, cells exchanged in a row."""

import re
from collections.abc import Sequence

from notifier.core.plan.dating import PlanYear, is_time
from notifier.core.plan.fields import is_ditto
from notifier.core.plan.headers import Column, Layout
from notifier.core.plan.numbering import is_plain_number
from notifier.core.plan.persons import looks_like_persons, only_names
from notifier.core.plan.venues import is_short_name, looks_like_audience, looks_like_place
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import EXTRA_HEADERS, OWNER_HEADERS, Role

_LONGEST_DATE = 45  # «По графику профессиональных сообществ» has 37
_ROOM = re.compile(r"(?:(?:ауд|к)\w*\.?\s*)?(?:№\s*)?\d{1,4}\s?[а-я]?", re.IGNORECASE)  # «каб. 5», «к. 5», «ауд. 5»
_VISIT = re.compile(r"цель (?:выезда|посещения|визита|поездки|встречи)\b")  # beside schools: what takes place there
_PLAINLY = 0.4  # a person and no person under «Ответственный» differ by 0.6
_ENOUGH = 0.5  # of a column's written cells must look alike


def fit(text: str, role: Role, year: PlanYear) -> float:
    """How well a text suits a role, 0 to 1."""
    line = one_line(text)
    if not meaningful(line):
        return 0.5
    if role is Role.NUMBER:
        return 1.0 if is_plain_number(line) else 0.0
    if role is Role.DATE:
        return 1.0 if year.is_only_date(line) else 0.9 if year.is_date(line) and len(line) < _LONGEST_DATE else 0.1
    if role is Role.TIME:
        return 1.0 if is_time(line) else 0.0
    if role is Role.RESPONSIBLE:
        if only_names(line):
            return 1.0
        return 0.8 if looks_like_persons(line) else 0.2
    certain = is_plain_number(line) or only_names(line) or year.is_only_date(line)
    if role is Role.PLACE:
        return 0.0 if certain else 0.9 if looks_like_place(line) and len(line) < 120 else 0.3
    if role is Role.AUDIENCE:
        return 0.0 if certain else 0.9 if looks_like_audience(line) else 0.3
    return 0.0 if certain else min(0.85, 0.5 + len(line) / 150)


def guess_layout(rows: Sequence[Sequence[str]], year: PlanYear) -> Layout | None:
    """The layout of a table without a header, from rows of texts of equal length; None where no topic column shows."""
    if not rows:
        return None
    columns = [[row[index] for row in rows] for index in range(len(rows[0]))]
    roles: dict[int, Role] = {}

    def share(index: int, role: Role) -> float:
        written = [text for text in columns[index] if meaningful(text)]
        return sum(fit(text, role, year) >= 0.8 for text in written) / len(written) if written else 0.0

    def closeness(index: int, role: Role) -> float:  # of two columns: names before «учителя», «12 мая» before «по графику»
        return sum(fit(text, role, year) for text in columns[index]) / len(columns[index])

    def best(role: Role, candidates: Sequence[int]) -> None:
        free = [(share(index, role), closeness(index, role), -index) for index in candidates if index not in roles]
        if free and max(free)[0] >= _ENOUGH:
            roles[-max(free)[2]] = role

    everything = range(len(columns))
    best(Role.NUMBER, [0])
    best(Role.DATE, everything)
    best(Role.TIME, everything)
    best(Role.RESPONSIBLE, everything)
    free = [index for index in everything if index not in roles]
    lengths = {index: sum(len(text) for text in columns[index]) for index in free}
    if not free and Role.RESPONSIBLE in roles.values() and Role.DATE in roles.values():  # «24 марта | Встреча, 10.00, зал, Ким А.А.»
        several = (Role.TOPIC, Role.TIME, Role.PLACE, Role.RESPONSIBLE)
        return Layout(tuple(Column(several if roles[index] is Role.RESPONSIBLE else (roles[index],)) for index in everything), guessed=True)
    if not free or not any(lengths.values()):
        return None
    says_more = {index: not all(map(year.is_only_date, filter(meaningful, columns[index]))) for index in free}
    roles[max(free, key=lambda index: (says_more[index], lengths[index], -index))] = Role.TOPIC  # not a second column of dates
    best(Role.PLACE, everything)
    numbers = [text for text in columns[0] if meaningful(text)]
    if 0 not in roles and not numbers:
        roles[0] = Role.NUMBER  # an empty first column is where numbers would stand
    return Layout(tuple(Column((roles.get(index, Role.EXTRA),)) for index in everything), guessed=True)


def completed(layout: Layout, rows: Sequence[Sequence[str]], year: PlanYear) -> Layout:
    """The header's layout, with unknown headers understood by content where the date or the topic is missing."""
    missing = {Role.NUMBER, Role.DATE, Role.TOPIC, Role.RESPONSIBLE, Role.PLACE} - layout.roles()
    if not missing or not rows:
        return layout
    guess = guess_layout(rows, year)
    if guess is None:
        return layout
    columns = list(layout.columns)
    visited = next((at for at, column in enumerate(columns) if _VISIT.match(plain(column.header))), None)
    owned = any(_is_owner(column, [row[at] for row in rows]) for at, column in enumerate(columns))
    if Role.TOPIC in missing and visited is not None and owned:
        columns[visited] = Column((Role.TOPIC,), columns[visited].header)
        missing.discard(Role.TOPIC)
    if Role.TOPIC in missing and _is_counted(columns, rows):
        columns[1] = Column((Role.TOPIC,), columns[1].header)
        missing.discard(Role.TOPIC)
    for index, (known, guessed) in enumerate(zip(layout.columns, guess.columns, strict=True)):
        role = guessed.roles[0]
        if known.roles != (Role.EXTRA,) or columns[index] != known or role not in missing:
            continue
        if role in {Role.DATE, Role.TOPIC} or not meaningful(known.header) or (role is Role.RESPONSIBLE and _foreign(known)):
            columns[index] = Column((role,), known.header)
            missing.discard(role)
    if Role.SECTOR not in layout.roles() and columns[0].roles == (Role.EXTRA,) and not meaningful(columns[0].header) and _groups(rows):
        columns[0] = Column((Role.SECTOR,), columns[0].header)
    if Role.PLACE in missing:
        columns = [Column((Role.PLACE,), column.header) if _is_owner(column, [row[at] for row in rows])
                   or _is_rooms(column, [row[at] for row in rows]) else column
                   for at, column in enumerate(columns)]
    if Role.TOPIC in missing:
        free = [i for i, column in enumerate(columns) if column.roles in ((Role.EXTRA,), (Role.SECTOR,), (Role.AUDIENCE,))]
        if free:
            widest = max(free, key=lambda index: sum(len(row[index]) for row in rows))
            columns[widest] = Column((Role.TOPIC,), columns[widest].header)
    return Layout(tuple(columns), guessed=layout.guessed)


def with_lost_cell(layout: Layout, rows: Sequence[Sequence[str]], year: PlanYear) -> Layout:
    """A header that lost a cell stands a column too far left from there on: put right where the rows plainly say so."""
    *named, last = layout.columns
    if meaningful(last.header) or sum(meaningful(row[-1]) for row in rows) * 2 <= len(rows) or not all(c.header for c in named):
        return layout
    shifted = [Layout((*named[:at], Column(), *named[at:])) for at in range(len(named))]
    best = max(reversed(shifted), key=lambda each: _suits(each, rows, year))  # of equals the one that moves least
    return best if _suits(best, rows, year) - _suits(layout, rows, year) > _PLAINLY else layout


def _suits(layout: Layout, rows: Sequence[Sequence[str]], year: PlanYear) -> float:
    """How well the rows fit their columns, of one row: «ЦБ» may be a place as well as «каб. 5», «-//-» may be anything."""
    known = [(at, column) for at, column in enumerate(layout.columns) if not {Role.EXTRA, Role.PLACE, Role.AUDIENCE} & set(column.roles)]
    told = [[row[at] if not is_ditto(row[at]) else "" for at, _ in known] for row in rows]
    return sum(max(fit(text, role, year) for role in column.roles)
               for texts in told for text, (_, column) in zip(texts, known, strict=True)) / len(rows)


def _is_counted(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    """«№ | Экскурсия | Маршрут | Дата»: what is counted stands beside its number, under whatever word."""
    if len(columns) < 3 or columns[0].roles != (Role.NUMBER,) or columns[1].roles != (Role.EXTRA,) or not _foreign(columns[1]):
        return False
    written = [row[1] for row in rows if meaningful(row[1])]
    return meaningful(columns[1].header) and bool(written) and not any(is_plain_number(text) or only_names(text) for text in written)


def _is_owner(column: Column, texts: Sequence[str]) -> bool:
    """«Организация», «Школа»: where it takes place, if the cells name such and no column says more."""
    written = [text for text in texts if meaningful(text)]
    named = column.roles == (Role.EXTRA,) and any_of(OWNER_HEADERS).match(plain(column.header)) is not None
    places = [text for text in written if looks_like_place(text) or is_short_name(text)]
    return named and len(places) * 2 > len(written)


def _is_rooms(column: Column, texts: Sequence[str]) -> bool:
    """«Аудитория» above «ауд. 214», «301», «читальный зал»: where; above «педагоги», whom."""
    written = [text for text in texts if meaningful(text)]
    rooms = [text for text in written if _ROOM.fullmatch(one_line(text)) or looks_like_place(text)]
    return plain(column.header).startswith("аудитори") and len(rooms) * 2 > len(written)


def _foreign(column: Column) -> bool:
    """A header of words that we do not know at all («Куратор»); «Примечание» we know, and keep."""
    return not any_of(EXTRA_HEADERS).match(plain(column.header))


def _groups(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first column names what several rows belong to: the same words again, written once and merged."""
    first = [row[0] for row in rows if meaningful(row[0])]
    return len(first) > 1 and len(set(first)) < len(first) and not any(map(is_plain_number, first))


def aligned(texts: Sequence[str], layout: Layout, year: PlanYear) -> list[int]:
    """Columns for the cells of a row shorter than its table, keeping their order, by what the cells say."""
    width = len(layout.columns)
    best: dict[tuple[int, int], tuple[float, list[int]]] = {}

    def place(cell: int, column: int) -> tuple[float, list[int]]:
        if cell == len(texts):
            return 0.0, []
        if len(texts) - cell > width - column:
            return float("-inf"), []
        key = (cell, column)
        if key not in best:
            skipped = place(cell, column + 1)
            rest = place(cell + 1, column + 1)
            here = (rest[0] + max(fit(texts[cell], role, year) for role in layout.columns[column].roles), [column, *rest[1]])
            best[key] = max(here, skipped, key=lambda option: option[0])
        return best[key]

    return place(0, 0)[1]
