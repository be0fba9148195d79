"""A table row taken apart by its layout: what stands in which column, ditto marks resolved, exchanged cells put back."""

import re

from notifier.core.clocks import whole_hour
from notifier.core.plan.agenda import as_points
from notifier.core.plan.columns import aligned, fit
from notifier.core.plan.compound import date_and_rest, hour_and_rest, split_compound
from notifier.core.plan.dating import month_apart
from notifier.core.plan.fields import Fields, is_ditto
from notifier.core.plan.grid import GridRow, Slot
from notifier.core.plan.headers import Column, Layout
from notifier.core.plan.labels import label_parts, labelled, said_aside, topic_labelled, who_answers
from notifier.core.plan.meetings import MEETING_AND_DATE
from notifier.core.plan.names import names, only_names
from notifier.core.plan.plan_year import PlanYear, as_hour, is_time
from notifier.core.plan.sentences import HOUR
from notifier.core.plan.telephones import phones_behind
from notifier.core.plan.venues import looks_like_audience, looks_like_place
from notifier.core.plan.wording import any_of, lines, meaningful, one_line, plain
from notifier.core.plan.words import END_HEADERS, Role
from notifier.model.when import Kind

_MONTH = 31  # days
_WEEK_NUMBER = re.compile(r"\s*(?:[1-5](?:\s*[-–—,и]\s*[1-5])*(?:\s?-?я)?|[IV]{1,3})\.?\s*")
_CLASSES = re.compile(r"\s*\d{1,2}(?:\s*[-–—,]\s*\d{1,2})*(?:\s*кл\w*\.?)?\s*", re.IGNORECASE)  # «5-11» in a column of classes
_LISTED = (Role.TOPIC, Role.DATE, Role.TIME, Role.PLACE, Role.RESPONSIBLE, Role.SECTOR, Role.NUMBER, Role.PHONE)


def read_row(row: GridRow, layout: Layout, year: PlanYear, above: Fields | None) -> Fields:
    """The row taken apart. ``above`` are the fields of the data row before, for ditto marks."""
    fields = Fields(struck=any(slot.cell.struck and Role.TOPIC in column.roles for slot in row.slots
                               for column in layout.columns[slot.start:slot.stop]))
    placed = _swapped_back(_placed(row, layout, year), fields, year)
    for slot, column in sorted(placed, key=lambda pair: Role.AGENDA in pair[1].roles):  # questions come after their topic
        _take(slot, column, fields, year, above)
    _labels_apart(fields, year)
    _date_in_topic(fields, layout, year)
    _phones_apart(fields)
    _period_apart(fields, year)
    _month_from_above(fields, layout, year, above)
    _place_in_date(fields, year)
    return fields


def _placed(row: GridRow, layout: Layout, year: PlanYear) -> list[tuple[Slot, Column]]:
    """Each written or inherited slot with the column it is for."""
    slots = [slot for slot in row.slots if slot.text]
    if row.ragged and len(row.slots) < len(layout.columns) and all(slot.width == 1 for slot in row.slots):
        columns = aligned([slot.text for slot in slots], layout, year)
        return [(slot, layout.columns[index]) for slot, index in zip(slots, columns, strict=True)]
    covered = [layout.columns[slot.start:slot.stop] or (Column(),) for slot in slots]
    sure = [columns[0] for columns in covered if len(set(columns)) == 1]
    return [(slot, _column(slot, columns, sure, year)) for slot, columns in zip(slots, covered, strict=True)]


def _column(slot: Slot, columns: tuple[Column, ...], sure: list[Column], year: PlanYear) -> Column:
    """Of the covered columns the one that the text suits best, the topic before others; in a table drawn by hand, where a cell reaches into
    its neighbour's column, not that neighbour's (``sure``)."""
    covered = [column for column in columns if len(set(columns)) == 1 or column not in sure] or columns

    def suits(column: Column) -> float:
        best = max(fit(slot.text, role, year) for role in column.roles)
        return best + (0.5 if Role.TOPIC in column.roles else 0.0) - (0.5 if column.roles == (Role.EXTRA,) else 0.0)

    return max(covered, key=suits)


def _swapped_back(placed: list[tuple[Slot, Column]], fields: Fields, year: PlanYear) -> list[tuple[Slot, Column]]:
    """Two cells of a row that plainly stand in each other's columns change places, with a word to the coordinator."""
    for i, (left, first) in enumerate(placed):
        for j, (right, second) in enumerate(placed):
            if i != j and _exchanged(left.text, first, right.text, second, year):
                placed[i], placed[j] = (right, first), (left, second)
                fields.findings.append((
                    "columns-swapped",
                    f"клетки «{one_line(left.text)}» и «{one_line(right.text)}» стоят в чужих столбцах "
                    f"({first.roles[0]} и {second.roles[0]}) и поменяны местами",
                ))
                return placed
    return placed


def _exchanged(text: str, column: Column, other: str, second: Column, year: PlanYear) -> bool:
    if len(column.roles) != 1 or len(second.roles) != 1 or not (meaningful(text) and meaningful(other)):
        return False
    if column.roles[0] is Role.DATE:
        own = year.is_date(text) or is_ditto(text, Role.DATE) or (column.of_weeks and _WEEK_NUMBER.fullmatch(text) is not None)
        return (not own and second.roles[0] in {Role.TOPIC, Role.PLACE, Role.RESPONSIBLE, Role.AUDIENCE}
                and year.read(text).kind is not Kind.UNDATED and year.is_only_date(other))
    if column.roles[0] is Role.RESPONSIBLE:
        return (second.roles[0] in {Role.PLACE, Role.AUDIENCE} and not names(text) and only_names(other)
                and (looks_like_place(text) or looks_like_audience(text) or _CLASSES.fullmatch(text) is not None))
    return False


def _take(slot: Slot, column: Column, fields: Fields, year: PlanYear, above: Fields | None) -> None:
    written = lines(slot.cell.paragraphs)
    if slot.inherited:
        fields.inherited.update(column.roles)
    role = column.roles[0]
    if role is Role.DATE and column.of_weeks:
        written = [f"{line} неделя" if _WEEK_NUMBER.fullmatch(line) else line for line in written]  # «3» in a column «Неделя»
    if role is Role.TIME or column.of_hours:
        written = [whole_hour(line) for line in written]
    if role is Role.DATE and column.of_hours:
        written = [as_hour(line, year) for line in written]  # «Время» where no column has the dates
    if above is not None and is_ditto(slot.text, role):
        for each in column.roles:
            if each in _LISTED:
                fields.by_role.setdefault(each, []).extend(above.lines(each))
        fields.extra.extend(pair for pair in above.extra if pair[0] == column.header and role not in _LISTED)
        return
    if len(column.roles) > 1:
        for part, texts in split_compound(written, column.roles, year).items():
            fields.by_role.setdefault(part, []).extend(texts)
        return
    if role is Role.AGENDA:
        fields.agenda = written
        fields.by_role.setdefault(Role.TOPIC, []).extend(as_points(written) if fields.has(Role.TOPIC) else written)
    elif role in _LISTED:
        known = fields.by_role.setdefault(role, [])
        if role in {Role.DATE, Role.TIME} and any(map(meaningful, known)) and any_of(END_HEADERS).search(plain(column.header)):
            end = _end(one_line(known[-1]), one_line("\n".join(written)), year)
            known[-1:] = [f"{known[-1]} - {end}"] if meaningful(end) and end != known[-1] else known[-1:]
        else:
            known.extend(([""] if known else []) + written)
    elif meaningful(slot.text):
        header = column.header or f"Столбец {slot.start + 1}"
        fields.extra.append((header, one_line(slot.text)))
        fields.extra_lines[header] = written


def _end(start: str, end: str, year: PlanYear) -> str:
    """«15.10.2026 16:00» behind «15.10.2026 14:00»: the hour, for the day is said."""
    day, _, hour = end.partition(" ")
    return hour if is_time(hour) and start.startswith(f"{day} ") and year.is_only_date(day) else end


def _labels_apart(fields: Fields, year: PlanYear) -> None:
    """«Место: ЦДО» below a topic and «(отв. Иванова И.И.)» at its end say what no column says."""
    if not fields.has(Role.TOPIC):
        return  # «-» stays
    kept: list[str] = []
    own = set(map(str.strip, fields.lines(Role.TOPIC)))
    for line in [part for whole in fields.lines(Role.TOPIC) for part in label_parts(whole) or [whole]]:
        named = topic_labelled(line) if not any(map(meaningful, kept)) else None
        if named is not None:
            kept.append(named)
            continue
        found = labelled(line)
        duration = found is not None and found[0] is Role.TIME and line not in own and not re.search(HOUR, found[2])  # «Время: 15 минут»
        if found is None or fields.has(found[0]) or duration or not any(map(meaningful, kept)):
            kept.append(line)
        elif found[0] is Role.EXTRA:
            fields.extra.append((found[1], found[2]))
        else:
            fields.by_role[found[0]] = [found[2]]
            if found[0] is Role.PLACE and not fields.has(Role.TIME) and year.read(fields.text(Role.DATE)).time is None:
                _hour_behind_place(fields)
    aside = said_aside(kept[-1]) if kept else {}
    if any(role is not Role.TOPIC and fields.has(role) for role in aside):
        aside = {}  # a column says it
    answered = who_answers(kept[-1]) if kept and not aside and not fields.has(Role.RESPONSIBLE) else None
    if answered is not None and not any(map(who_answers, kept[:-1])):  # «1. Доклад, отв. Ли», «2. Обзор, отв. Ким»: each for a point
        aside = {Role.TOPIC: answered[0], Role.RESPONSIBLE: answered[1]}
    if aside:
        kept[-1] = aside.pop(Role.TOPIC)
        fields.by_role.update({role: [text] for role, text in aside.items()})
    fields.by_role[Role.TOPIC] = kept


def _date_in_topic(fields: Fields, layout: Layout, year: PlanYear) -> None:
    """«Заседание № 1», below it «10 сентября 2026 г.» and «15.00», or «Заседание № 1 (10 сентября)»: where no column has the dates."""
    written = fields.lines(Role.TOPIC)
    if layout.having(Role.DATE) or fields.has(Role.DATE) or not written:
        return
    dated = [line for line in written if year.is_only_date(line)]
    named = MEETING_AND_DATE.fullmatch(one_line(written[0]))
    if len(dated) == 1 and any(meaningful(line) and line not in dated for line in written):
        when = [line for line in written if line in dated or is_time(line)]
        fields.by_role.update({Role.TOPIC: [line for line in written if line not in when], Role.DATE: when})
    elif named is not None and year.is_only_date(named["when"]):
        fields.by_role.update({Role.TOPIC: [named["said"], *written[1:]], Role.DATE: [named["when"]]})


def _hour_behind_place(fields: Fields) -> None:
    """«Место: ДК, 14.00»: the hour, where nothing else says it."""
    place, _, hour = fields.text(Role.PLACE).rpartition(", ")
    if place and re.fullmatch(HOUR, hour):
        fields.by_role.update({Role.PLACE: [place], Role.TIME: [hour]})


def _phones_apart(fields: Fields) -> None:
    """Telephones leave the persons for ``extra``: a name with a number in it would match nobody."""
    phones: list[str] = []
    for line in fields.by_role.pop(Role.PHONE, []):
        if names(line) and Role.RESPONSIBLE not in fields.by_role:
            fields.by_role[Role.RESPONSIBLE] = [line]  # «Контакт»: «Иванова И.И., 38-12-10»
        elif names(line):
            fields.extra.append(("Контактное лицо", one_line(line)))
        elif meaningful(line):
            phones.append(one_line(line))
    kept: list[str] = []
    for line in fields.lines(Role.RESPONSIBLE):
        rest, found = phones_behind(line)
        kept.append(rest)
        phones.extend(found)
    if Role.RESPONSIBLE in fields.by_role:
        fields.by_role[Role.RESPONSIBLE] = kept
    if phones:
        fields.extra.append(("Телефон", ", ".join(phones)))


def _month_from_above(fields: Fields, layout: Layout, year: PlanYear, above: Fields | None) -> None:
    """«Сентябрь | 12», below it «| 26»: a column of months names a month once, and the cells under it stay empty."""
    written = [line for line in fields.lines(Role.DATE) if meaningful(line)]
    months = any(plain(layout.columns[index].header).startswith("месяц") for index in layout.having(Role.DATE))
    if above is None or not months or not written or len(layout.having(Role.DATE)) < 2:
        return
    named = next((line for line in above.lines(Role.DATE) if meaningful(line)), "")
    if month_apart(written, year)[0] is None and month_apart([named, *written], year)[0] is not None:
        fields.by_role[Role.DATE] = [named, *written]


def _period_apart(fields: Fields, year: PlanYear) -> None:
    """«I полугодие | Сентябрь»: of two columns of dates the narrower says when."""
    wide, _, narrow = "\n".join(fields.lines(Role.DATE)).partition("\n\n")
    period, when = year.read(one_line(wide)), year.read(one_line(narrow))
    if period.kind is not Kind.WINDOW or when.suspicious or not (period.start and period.end and when.start and when.end):
        return
    if (period.end - period.start).days > _MONTH and period.start <= when.start <= when.end <= period.end:
        fields.by_role[Role.DATE] = narrow.split("\n")
        fields.extra.append(("Период", one_line(wide)))


def _place_in_date(fields: Fields, year: PlanYear) -> None:
    """«15 октября, СОШ № 3», «14.00 Библиотека» in a date cell, where no place is given."""
    text = fields.text(Role.DATE)
    if not meaningful(text) or fields.has(Role.PLACE) or year.is_only_date(text):
        return
    found = date_and_rest(text, year) or hour_and_rest(text, year)
    if found and looks_like_place(found[1]) and not year.is_dated(found[1]):  # «16.10 - СШ № 3, 23.10 - СШ № 5»
        fields.by_role[Role.DATE], fields.by_role[Role.PLACE] = [found[0]], [found[1]]
