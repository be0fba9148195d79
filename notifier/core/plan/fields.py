"""A table row taken apart by its layout: what stands in which column, ditto marks resolved, exchanged cells put back."""

import re
from dataclasses import dataclass, field

from notifier.core.plan.agenda import as_points
from notifier.core.plan.columns import aligned, fit
from notifier.core.plan.compound import date_and_rest, split_compound
from notifier.core.plan.dating import PlanYear, month_apart
from notifier.core.plan.grid import GridRow, Slot
from notifier.core.plan.headers import Column, Layout
from notifier.core.plan.labels import labelled, said_aside, topic_labelled, who_answers
from notifier.core.plan.numbering import read_number
from notifier.core.plan.persons import names, only_names, split_phones
from notifier.core.plan.venues import looks_like_audience, looks_like_place
from notifier.core.plan.wording import any_of, lines, meaningful, one_line, plain
from notifier.core.plan.words import DITTO_WORDS, END_HEADERS, MEETINGS, Role
from notifier.model.when import Kind

_DITTO_SHAPE = re.compile(r"[\s\-–—−_.,*|~]*[\"/\\«»„“”″〃'’‘][\s\-–—−_.,*|~\"/\\«»„“”″〃'’‘]*")
_LONGEST_NUMBER = 15  # «вне плана», «1.2.3 - 1.2.5»
_WEEK_NUMBER = re.compile(r"\s*(?:[1-5](?:\s*[-–—,и]\s*[1-5])*(?:\s?-?я)?|[IV]{1,3})\.?\s*")
_CLASSES = re.compile(r"\s*\d{1,2}(?:\s*[-–—,]\s*\d{1,2})*(?:\s*кл\w*\.?)?\s*", re.IGNORECASE)  # «5-11» in a column of classes
_COUNTED_MEETING = re.compile(rf"(?:{'|'.join(MEETINGS)})\s*№?\s*(\d{{1,2}})\.?", re.IGNORECASE)
_MEETING_AND_DATE = re.compile(
    rf"(?P<said>(?P<first>[IVX]+|\d{{1,2}})(?:-?е)?\s+(?P<named>{'|'.join(MEETINGS)})|(?P<called>{'|'.join(MEETINGS)})\s*№?\s*(?P<last>\d{{1,2}}))"
    r"(?:\s*[-–—.,:(]+\s*|\s+)(?P<when>.+?)\)?", re.IGNORECASE)
_LISTED = (Role.TOPIC, Role.DATE, Role.TIME, Role.PLACE, Role.RESPONSIBLE, Role.SECTOR, Role.NUMBER, Role.PHONE)


@dataclass(slots=True)
class Fields:
    """A row's texts by role, as lines; extra columns by header; roles whose cell is merged with the row above."""

    by_role: dict[Role, list[str]] = field(default_factory=dict)
    extra: list[tuple[str, str]] = field(default_factory=list)
    extra_lines: dict[str, list[str]] = field(default_factory=dict)  # the same as written, for lists side by side
    agenda: list[str] = field(default_factory=list)  # of the topic's lines, those of a column of questions
    inherited: set[Role] = field(default_factory=set)
    findings: list[tuple[str, str]] = field(default_factory=list)  # (code, Russian text) for the coordinator

    def lines(self, role: Role) -> list[str]:
        """The lines of a role, empty where there is none."""
        return self.by_role.get(role, [])

    def text(self, role: Role) -> str:
        """The role's text on one line."""
        return one_line(" ".join(self.lines(role)))

    def has(self, role: Role) -> bool:
        """Whether anything is written there."""
        return any(meaningful(line) for line in self.lines(role))

    @property
    def number(self) -> str | None:
        """The row's number without its dot; an odd one («3-а») as written."""
        if Role.NUMBER in self.inherited:
            return None  # merged with the row above, which has it
        text = self.text(Role.NUMBER)
        return read_number(text) or (text.rstrip(".) ") if meaningful(text) and len(text) <= _LONGEST_NUMBER else None)


def is_ditto(text: str, role: Role | None = None) -> bool:
    """«-//-», «—"—», «то же», and «там же» in a column of places (or in any, without a role). A lone dash means none."""
    line = one_line(text)
    if not line:
        return False
    roles = DITTO_WORDS.get(plain(line), frozenset())
    return _DITTO_SHAPE.fullmatch(line) is not None or (bool(roles) if role is None else role in roles)


def read_fields(row: GridRow, layout: Layout, year: PlanYear, above: Fields | None) -> Fields:
    """The row taken apart. ``above`` are the fields of the data row before, for ditto marks."""
    fields = Fields()
    placed = _swapped_back(_placed(row, layout, year), fields, year)
    for slot, column in sorted(placed, key=lambda pair: Role.AGENDA in pair[1].roles):  # questions come after their topic
        _take(slot, column, fields, year, above)
    _labels_apart(fields)
    _meeting_counted(fields, layout)
    _meeting_in_date(fields, layout, year)
    _phones_apart(fields)
    _month_from_above(fields, layout, year, above)
    _place_in_date(fields, year)
    return fields


def _placed(row: GridRow, layout: Layout, year: PlanYear) -> list[tuple[Slot, Column]]:
    """Each written or inherited slot with the column it is for."""
    slots = [slot for slot in row.slots if slot.text]
    if row.ragged and len(row.slots) < len(layout.columns) and all(slot.stop - slot.start == 1 for slot in row.slots):
        columns = aligned([slot.text for slot in slots], layout, year)
        return [(slot, layout.columns[index]) for slot, index in zip(slots, columns, strict=True)]
    return [(slot, _column(slot, layout, year)) for slot in slots]


def _column(slot: Slot, layout: Layout, year: PlanYear) -> Column:
    """The covered column; of several the one that the text suits best, the topic before others."""
    covered = layout.columns[slot.start:slot.stop] or (Column(),)
    if len({(column.roles, column.header) for column in covered}) == 1:
        return covered[0]

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
        own = year.is_date(text) or is_ditto(text, Role.DATE) or (_of_weeks(column) and _WEEK_NUMBER.fullmatch(text) is not None)
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
    if role is Role.DATE and _of_weeks(column):
        written = [f"{line} неделя" if _WEEK_NUMBER.fullmatch(line) else line for line in written]  # «3» in a column «Неделя»
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
            known[-1:] = [f"{known[-1]} - {one_line(slot.text)}"] if meaningful(slot.text) else known[-1:]
        else:
            known.extend(([""] if known else []) + written)
    elif meaningful(slot.text):
        header = column.header or f"Столбец {slot.start + 1}"
        fields.extra.append((header, one_line(slot.text)))
        fields.extra_lines[header] = written


def _of_weeks(column: Column) -> bool:
    return plain(column.header).startswith("недел")


def _labels_apart(fields: Fields) -> None:
    """«Место: ЦДО» below a topic and «(отв. Иванова И.И.)» at its end say what no column says."""
    kept: list[str] = []
    for line in fields.lines(Role.TOPIC):
        named = topic_labelled(line) if not any(map(meaningful, kept)) else None
        if named is not None:
            kept.append(named)
            continue
        found = labelled(line)
        if found is None or fields.has(found[0]) or not any(map(meaningful, kept)):
            kept.append(line)
        elif found[0] is Role.EXTRA:
            fields.extra.append((found[1], found[2]))
        else:
            fields.by_role[found[0]] = [found[2]]
    aside = said_aside(kept[-1]) if kept else {}
    if any(role is not Role.TOPIC and fields.has(role) for role in aside):
        aside = {}  # a column says it
    answered = who_answers(kept[-1]) if kept and not aside and not fields.has(Role.RESPONSIBLE) else None
    if answered is not None:
        aside = {Role.TOPIC: answered[0], Role.RESPONSIBLE: answered[1]}
    if aside:
        kept[-1] = aside.pop(Role.TOPIC)
        fields.by_role.update({role: [text] for role, text in aside.items()})
    if Role.TOPIC in fields.by_role:
        fields.by_role[Role.TOPIC] = kept


def _meeting_counted(fields: Fields, layout: Layout) -> None:
    """«Заседание № 2» in a column of its own beside the topic counts the rows, where no column of numbers does."""
    if Role.NUMBER in layout.roles():
        return
    counted = next(filter(None, (_COUNTED_MEETING.fullmatch(text) for _, text in fields.extra)), None)
    if counted is not None:
        fields.by_role[Role.NUMBER] = [counted[1]]


def _meeting_in_date(fields: Fields, layout: Layout, year: PlanYear) -> None:
    """«I заседание - сентябрь» in the column of dates: which meeting it is, and when."""
    found = _MEETING_AND_DATE.fullmatch(fields.text(Role.DATE))
    if found is None or not year.is_date(found["when"]):
        return
    fields.by_role[Role.DATE] = [found["when"]]
    fields.extra.append(((found["named"] or found["called"]).capitalize(), found["said"]))
    if Role.NUMBER not in layout.roles():
        fields.by_role[Role.NUMBER] = [found["first"] or found["last"]]


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
        rest, found = split_phones(line)
        kept.append(re.sub(r"\b(?:т|тел)\.?:?\s*$", "", rest).strip(" ,;") if found else line)
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


def _place_in_date(fields: Fields, year: PlanYear) -> None:
    """«15 октября, СОШ № 3» in a date cell, where no place is given."""
    text = fields.text(Role.DATE)
    if not meaningful(text) or fields.has(Role.PLACE) or year.is_only_date(text):
        return
    found = date_and_rest(text, year)
    if found and looks_like_place(found[1]):
        fields.by_role[Role.DATE], fields.by_role[Role.PLACE] = [found[0]], [found[1]]


def goes_on(fields: Fields) -> bool:
    """«… библиотечных» and, on the next page, «уроков в 5-6 классах»: only a topic, in small letters, goes on from the row above."""
    topic = fields.text(Role.TOPIC)
    return topic[:1].islower() and not fields.extra and {role for role in fields.by_role if fields.has(role)} == {Role.TOPIC}


def topic_from_form(fields: Fields) -> None:
    """«Круглый стол» in a column of forms, and no topic: the form is what takes place."""
    form = next((text for header, text in fields.extra if plain(header).startswith("форм")), None)
    if form is not None and (fields.has(Role.DATE) or fields.has(Role.NUMBER)):
        fields.by_role[Role.TOPIC] = [form]
