"""A plan written without a table: «1. Сентябрь. Заседание …, отв. Иванова И.И.», or «Заседание № 1 (ноябрь)» with lines below it.

Promises: only where paragraphs plainly are rows (two of them with dates) they become a table; every other line stays a paragraph,
or a title above its rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from notifier.core.plan.approval import is_signed, signs_all
from notifier.core.plan.banners import Line, looks_like_sector, read_banner
from notifier.core.plan.beginnings import Beginnings
from notifier.core.plan.blocks import Block
from notifier.core.plan.labels import labelled, topic_labelled, who_answers
from notifier.core.plan.plan_year import PlanYear
from notifier.core.plan.points import begins_point, count_of, without_marker
from notifier.core.plan.sentences import dated, dated_at_end, hour_and_place, hour_before, place_apart, sentences_of, told_aside
from notifier.core.plan.wording import lines, meaningful, one_line
from notifier.core.plan.words import MEETINGS, Role
from notifier.core.russian import MONTH_NAMES
from notifier.model.plan import Cell, Table
from notifier.model.when import Kind

_COLUMNS = ("№", "Дата проведения", "Тема", "Место проведения", "Ответственный")
_TITLES = frozenset({Line.MONTH, Line.DAY, Line.SECTOR})
_MOST_LINES = 3_000    # as rows in tables; a plan in prose has dozens
_MOST_LABELS = 8       # lines of «Дата: …», «Место: …» below one title
_BULLET = re.compile(r"^\s*[-–—•*]\s+")  # also before a figure: «- 14 сентября – …»
_HEAD = re.compile(
    rf"(?:(?P<point>\d{{1,2}})[.)]\s*)?(?P<said>(?:{'|'.join(MEETINGS)})(?:\s+\w*мо)?\s*№?\s*(?P<number>\d{{1,2}})(?!\d)[.:,]?)"
    r"[\s–—-]*(?P<rest>.*)", re.IGNORECASE)


@dataclass(slots=True)
class _Row:
    """A row on its way; ``meeting``: lines below it are its agenda."""

    number: str = ""
    when: str = ""
    topic: list[str] = field(default_factory=list)
    place: list[str] = field(default_factory=list)
    who: list[str] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    meeting: bool = False
    said: str = ""  # «Заседание № 3», where nothing else says what it is about
    point: int = 0  # its own number in a list: «1. Заседание № 3»


def prose_laid_down(blocks: Sequence[Block], year: PlanYear) -> list[Block]:
    """The blocks with rows of prose as one table; as they were where there is a table, or no such rows."""
    if any(isinstance(block, Table) for block in blocks) or len(blocks) > _MOST_LINES:
        return list(blocks)
    texts = [line for block in blocks if isinstance(block, str) for line in lines((block,)) if meaningful(line)]
    reading = _Reading(year, texts)
    signed = texts[-1:] if texts and signs_all(texts[-1], texts[:-1]) else []
    for index, text in enumerate(texts[: len(texts) - len(signed)]):
        reading.line(text, texts[index + 1 : index + 1 + _MOST_LABELS])
    aside = [*reading.aside, *reading.behind, *signed]
    rows = [row for row in reading.found if isinstance(row, _Row)]
    if sum(bool(row.when) or reading.months > 1 for row in rows) < 2 or len(aside) > len(rows) * 2:
        return list(blocks)
    reading.head_first_rows()
    return [*reading.aside, reading.table(), *reading.behind, *signed]


class _Reading:
    """Reads the lines in order: rows and the titles above them are found, other lines are put aside."""

    def __init__(self, year: PlanYear, texts: Sequence[str]) -> None:
        self.year = year
        self.beginnings = Beginnings(texts, year)
        self.found: list[_Row | str] = []
        self.aside: list[str] = []
        self.behind: list[str] = []  # aside as well, but after a row: no title of all of them
        self.months = 0
        self.month: int | None = None
        self.day = ""  # «Понедельник, 19 октября» above lines with hours
        self.above_first = ""  # the line before the first row, where it may be a title

    @property
    def current(self) -> _Row | None:
        """The row that the next line may belong to."""
        return self.found[-1] if self.found and isinstance(self.found[-1], _Row) else None

    def line(self, text: str, below: Sequence[str] = ()) -> None:
        """Read one line; ``below``: those that follow."""
        before = self.aside[-1] if self.aside and not self.found else ""
        self._read(text, below)
        if self.found and before and before == self.aside[-1] and not self.above_first and looks_like_sector(before):
            self.above_first = before

    def _read(self, text: str, below: Sequence[str]) -> None:
        banner = read_banner(text, self.year)
        head = _HEAD.match(text)
        if banner.line in _TITLES:
            self.day = ""
        hour = hour_before(text) if self.day else None
        if banner.line is Line.MONTH:
            self.found.append(text)
            self.months += 1
            self.month = banner.month
        elif banner.line is Line.DAY and self._is_hour(below[:1]) and self.year.read(text).kind is Kind.EXACT:
            self.day = one_line(text)
        elif hour is not None:
            self._at_hour(*hour)
        elif banner.line is Line.DAY and self.months and banner.phrase == banner.text:
            (self.found.append if self._heads(text) else self._put_aside)(text)
        elif head is not None:
            self._head(head)
        elif _is_labelled_title(text, below) and dated(_BULLET.sub("", without_marker(text)), self.year) is None:
            number = self.beginnings.number(text, self.month)
            topic = text[number.end() :] if number else without_marker(text)
            self.found.append(_Row(number[1] if number else "", topic=[topic], meeting=True))
        elif self.current is None and banner.line is Line.DAY and banner.phrase != banner.text:
            self._put_aside(text)  # «Сроки проведения: 10-20 марта» of the whole
        elif self.current is None or not self._goes_on(self.current, text):
            self._row_or_title(text, banner.line)

    def _is_hour(self, below: Sequence[str]) -> bool:
        """«10.00 – Открытие», not «9.10 Квест», which is a title."""
        return any(hour_before(line) and read_banner(line, self.year).line not in _TITLES for line in below)

    def _heads(self, text: str) -> bool:
        """Whether «4 октября» between months is of what stands below it: a day of the month above may be of the line above."""
        titles = [(place, title) for place, title in enumerate(self.found) if isinstance(title, str)]
        place, title = titles[-1]
        when = self.year.read(text)
        outside = any(day is not None and day.month != self.month for day in (when.start, when.end))
        return outside or place == len(self.found) - 1 or read_banner(title, self.year).line is Line.DAY

    def _at_hour(self, hour: str, rest: str) -> None:
        """«10.00 – Открытие (актовый зал)» below its day."""
        row = self._taken_apart("", rest)
        row = _Row(topic=[rest]) if row.when else row
        row.when = f"{self.day} {hour}"
        self.found.append(row)

    def _head(self, head: re.Match[str]) -> None:
        row = _Row(number=head["number"], meeting=True, said=one_line(head["said"]), point=int(head["point"] or 0))
        rest = head["rest"].strip()
        said = sentences_of(rest, self.year)
        if said is not None:  # «Занятие 1. «Осенние мотивы». 22 сентября, 16.00. Читальный зал.»
            rest, row.when, place = said
            row.topic, row.place = [f"{one_line(head['said'])} {rest}"], [place] if place else []
            self.found.append(row)
            return
        found = dated(rest.strip("() ."), self.year) or dated_at_end(rest, self.year)
        row.when, rest = found or ("", rest)
        row.topic = [f"{one_line(head['said'])} {rest}"] if meaningful(rest) else []
        self.found.append(row)

    def _goes_on(self, row: _Row, text: str) -> bool:
        """Whether a line says more of the row above: a label with its value, a point of its agenda, a line broken in the middle."""
        topic, said = topic_labelled(text), labelled(text)
        if topic is not None:
            row.topic.append(topic)
        elif said is not None and not (self.day and said[0] is Role.RESPONSIBLE):  # below a day's hours he answers for all of them
            self._label(row, *said)
        elif row.meeting and begins_point(text) and not self._counts_on(row, text):
            row.topic.append(text)
        elif text[:1].islower() and row.topic and not begins_point(text) and dated(text, self.year, self.month) is None:
            row.topic[-1] = f"{row.topic[-1]} {text}"
        else:
            return False
        return True

    def _counts_on(self, row: _Row, text: str) -> bool:
        """«2. Предметная неделя – 16 ноября» below «1. Заседание № 3 – 5 ноября»: the next row; «2. Итоги» is a question of the meeting."""
        anew = row.point > 0 and count_of(text) == row.point + 1 and all(count_of(line) is None for line in row.topic)
        return anew and self._taken_apart("", text).when != ""

    def _label(self, row: _Row, role: Role, label: str, value: str) -> None:
        if role in {Role.DATE, Role.TIME}:
            row.when = f"{row.when} {value}".strip()
        elif role is Role.PLACE:
            row.place.append(value)
        elif role is Role.RESPONSIBLE:
            row.who.append(value)
        else:
            row.extra[label] = value

    def _row_or_title(self, text: str, line: Line) -> None:
        """A row where a date, somebody who answers or a month above says so; else a title, or text put aside."""
        number = self.beginnings.number(text, self.month)
        marked = number is not None or begins_point(text) or _BULLET.match(text) is not None
        row = self._taken_apart(number[1] if number else "", text[number.end():] if number else _BULLET.sub("", without_marker(text)))
        note = (line is Line.NOTE or is_signed(text)) and not marked
        in_month = bool(self.months) and not note and (marked or text.lstrip("«\"„")[:1].isupper())
        if not note and meaningful(row.topic[0]) and (row.when or (row.who and marked) or in_month):
            self.found.append(row)
        elif not marked and (line is Line.SECTOR or (not note and self.found and looks_like_sector(text) and not text.endswith("."))):
            self.found.append(text)
        else:
            self._put_aside(text)

    def _put_aside(self, text: str) -> None:
        (self.behind if self.found else self.aside).append(text)

    def _taken_apart(self, number: str, text: str) -> _Row:
        """Who answers stands last, the date first or last, a place after the topic."""
        text = text.rstrip(" ;")  # a list's lines end so
        text, who = who_answers(text) or (text, "")
        sentences = sentences_of(text, self.year)
        if sentences is not None:
            topic, when, place = sentences
            return _Row(number, when, [topic], [place] if place else [], [who] if who else [])
        aside = told_aside(text, self.year)
        if aside is not None and self.year.is_date(aside[1]) and dated(aside[0], self.year, self.month) is None:
            topic, when, place, said = aside
            return _Row(number, when, [topic], [place] if place else [], [answers for answers in (said, who) if answers])
        when, text = dated(text, self.year, self.month) or dated_at_end(text, self.year) or ("", text)
        topic, place = place_apart(text)
        if not when:
            when, topic = dated_at_end(topic, self.year) or ("", topic)
        if when and place:
            *around, behind = hour_and_place(place, self.year)  # «(СДК, 14.00)»
            place, when = ", ".join(filter(None, (around[0], behind))), f"{when} {around[1]}".strip()
        elif when:
            topic, hour, place = hour_and_place(topic, self.year)
            when = f"{when} {hour}".strip()
        return _Row(number, when, [topic], [place] if place else [], [who] if who else [])

    def head_first_rows(self) -> None:
        """The line right above the first row is its title, where later rows have titles, too."""
        if self.aside and self.above_first == self.aside[-1] and any(isinstance(row, str) for row in self.found):
            self.found.insert(0, self.aside.pop())

    def table(self) -> Table:
        """The rows found under one header, titles over all columns."""
        labels = list(dict.fromkeys(label for row in self.found if isinstance(row, _Row) for label in row.extra))
        names = [*_COLUMNS, *labels]
        table: list[tuple[Cell, ...]] = [tuple(Cell((name,)) for name in names)]
        above = ""
        for row in self.found:
            if isinstance(row, str):
                banner = read_banner(row, self.year)
                above = MONTH_NAMES[banner.month - 1] if banner.month else banner.phrase if banner.line is Line.DAY else above
                table.append((Cell((row,), span=len(names)),))
            else:
                lonely = not (row.number or row.place or row.who)  # its topic alone would look like a title
                further = [[row.extra.get(label, "")] for label in labels]
                topic = row.topic or [row.said]
                cells = [[row.number], [row.when or (above if lonely else "")], topic, row.place, row.who, *further]
                table.append(tuple(Cell(tuple(cell)) for cell in cells))
        return Table(tuple(table))


def _is_labelled_title(text: str, below: Sequence[str]) -> bool:
    """«1. Семейный конкурс», below it «Дата проведения: …», «Место: …»: what takes place, then what is said of it."""
    said = [found[0] for line in takewhile(lambda line: labelled(line) is not None, below) if (found := labelled(line))]
    return (labelled(text) is None and topic_labelled(text) is None and not text.rstrip().endswith(":")
            and bool({Role.DATE, Role.TIME} & set(said)) and len(said) > 1)
