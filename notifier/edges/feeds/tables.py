"""A schedule as a table: CSV or XLSX with columns named in English or as people name them."""

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from notifier.core.clean import LINE_LIMIT, clean_line, clean_link
from notifier.core.clocks import whole_hour
from notifier.core.events.said import called_off_in
from notifier.core.phrases import LINK, bare_answer, place_and_link, words_of
from notifier.edges.feeds.columns import MOSCOW, Header, header_of, is_header
from notifier.edges.files.sheet import Row, Value, parse_sheet, parse_sheets
from notifier.model.decision import Entry
from notifier.model.person import fold
from notifier.model.problem import Problem, Severity
from notifier.model.settings import ScheduleSource

MAX_ENTRIES = 5_000
_ADDRESS = re.compile(r"^(?:[\w-]+\.)+[a-zа-я]{2,}/\S+$", re.IGNORECASE)
"""«vks.example/1» in a column of links."""
_PUT_ASIDE = re.compile(r"отмен|чернов|шаблон|образец", re.IGNORECASE)
"""A sheet of this name holds what is not to be, or not yet: «Отменено», «Черновик»."""
_MAY_REPEAT = re.compile(r"\s*(?:[\W_]{2,}|т\w+\s*же)\s*", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\d.])(\d{1,2})[:.-]([0-5]\d)(?![\d.]|-\d)")


def read_table(source: ScheduleSource, content: bytes) -> tuple[list[Entry] | None, list[Problem]]:
    """The entries of all its sheets; None when the file is no such table."""
    if re.match(rb"\s*<(?:!doctype\s+html|html)\b", content.removeprefix(b"\xef\xbb\xbf")[:500], re.IGNORECASE):
        return None, [Problem(Severity.ERROR, "feed-page", f"Расписание «{source.name}»: это страница сайта, а не файл расписания.",
                              item=source.item, file=source.file,
                              advice="Возьмите там ссылку на файл CSV, XLSX, ICS или внесите события сами.")]
    sheets, problems = parse_sheets(content, file=source.file, what=f"файл расписания «{source.name}»", as_shown=True, is_header=is_header)
    if sheets is None:
        return None, problems
    table = _Table(source, problems)
    headed = [(name, rows, header_of(rows)) for name, rows in sheets if rows] or [("", [], header_of([]))]
    known = any(header is not None for _, _, (header, _) in headed)
    for name, rows, (header, missing) in headed:
        sheet = f", лист «{name}»" if len(sheets) > 1 else ""
        if header is not None and len(sheets) > 1 and _PUT_ASIDE.search(name):
            problems.append(Problem(Severity.WARNING, "feed-sheet", f"Расписание «{source.name}»{sheet} не прочитан: судя по названию, его "
                                    "события не состоятся или ещё не решены.", item=source.item, file=source.file, line=rows[0].line,
                                    advice="Если они в силе, назовите лист иначе."))
        elif header is not None:
            table.read(sheet, rows[header.row:], header)
        elif known or not problems:
            severity, code = (Severity.WARNING, "feed-sheet") if known else (Severity.ERROR, "feed-header")
            problems.append(Problem(severity, code, f"Расписание «{source.name}»{sheet}: нет столбцов: "
                                    f"{', '.join(missing)}.", item=source.item, file=source.file, line=rows[0].line if rows else None,
                                    advice="Одна из первых строк называет столбцы: id,title,when,until,place,link,register_by,note."))
    return (table.entries if known else None), problems


def begins_in_our_words(content: bytes) -> bool:
    """Whether its first row is a header in our own words for the columns: a schedule and no plan."""
    rows, _ = parse_sheet(content, file="", what="")
    return rows is not None and bool(rows) and is_header(rows[0].cells, ours=True)


_NEVER_EMPTY = ("id", "title", "topic", "when", "time")
"""Where «-» is not nothing: it may repeat what stands above; and «0» is a number."""


@dataclass
class _Table:
    """The entries of one file, sheet by sheet, and what is wrong with the others."""

    source: ScheduleSource
    problems: list[Problem]
    entries: list[Entry] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    listed: dict[Hashable, list[tuple[str, Entry]]] = field(default_factory=dict)  # with their sheets

    def read(self, sheet: str, rows: Sequence[Row], header: Header) -> None:
        """The rows below the header, which may stand again on each page, written otherwise."""
        day: tuple[Value, int] = ("", 0)
        above: dict[str, Value] = {}
        for row in rows[1:]:
            if row.cells == rows[0].cells:
                continue
            if not re.search(r"\d", "".join(map(str, row.cells))) and is_header(row.cells, ours=True):
                again, _ = header_of([row])  # its columns may stand in another order from here on
                header = replace(again, zone=again.zone or header.zone) if again else header
                continue
            if not row.formulas.isdisjoint(header.columns.values()):
                self._tell(sheet, row, "formula", "в ячейке формула, строка пропущена", "Замените формулу её значением.")
                continue
            if row.beyond:
                self._tell(sheet, row, "feed-row", "клеток больше, чем столбцов, строка пропущена",
                           "Если разделитель стоит внутри клетки, возьмите её в кавычки.")
                continue
            cells = {key: row.cells[column] for key, column in header.columns.items() if column < len(row.cells)}
            cells = above = {key: above.get(key, "") if key != "id" and _is_ditto(cell) else cell for key, cell in cells.items()}
            cells = {key: cell for key, cell in cells.items() if key in _NEVER_EMPTY or bare_answer(str(cell)) is not False}
            minutes = _minutes(cells.get("time", ""))
            if not cells.get("when") and day[0] and minutes > day[1]:
                cells["when"] = day[0]  # one day above later hours
            day = (cells.get("when", ""), minutes) if minutes else ("", 0)
            if not self._add(sheet, row, self._entry(sheet, row, cells, header.zone)):
                return

    def _add(self, sheet: str, row: Row, entry: Entry | None) -> bool:
        """Whether more are wanted."""
        if entry is None or self._is_listed(sheet, entry):
            return True
        first = self.seen.setdefault(entry.id, row.line) if entry.id else row.line
        if first != row.line:
            self._tell(sheet, row, "twin-entry", f"номер «{entry.id}» уже стоит в строке {first}, строка пропущена",
                       "Дайте событию свой номер.")
        elif len(self.entries) >= MAX_ENTRIES:
            self._tell(sheet, row, "too-many-entries", f"больше {MAX_ENTRIES} событий, остальные не прочитаны", "Уберите прошедшее.")
            return False
        else:
            self.entries.append(entry)
        return True

    def _is_listed(self, sheet: str, entry: Entry) -> bool:
        """Whether another sheet lists it: one of the year beside those of its months."""
        alike = self.listed.setdefault((fold(entry.title), entry.when), [])
        listed = any(other != sheet and all(not one or not two or one == two for one, two in (
            (entry.id, known.id), (entry.place, known.place), (entry.link, known.link))) for other, known in alike)
        alike += [] if listed else [(sheet, entry)]
        return listed

    def _entry(self, sheet: str, row: Row, cells: dict[str, Value], zone: str) -> Entry | None:
        source = self.source
        title, beside = place_and_link(_with_topic(_words(cells.get("title", "")), _words(cells.get("topic", ""))))
        when = _moment(cells.get("when", ""), cells.get("time", ""), zone)
        if not title or not when:
            self._tell(sheet, row, "feed-row", "нет названия или даты, строка пропущена", "Заполните оба столбца.")
            return None
        when, until = _by_one_clock(when, _moment(cells.get("until", ""), "", zone))
        note = _words(cells.get("note", ""), limit=2 * LINE_LIMIT)
        link = _ADDRESS.sub(r"https://\g<0>", _words(cells.get("link", ""), limit=2000))
        if (found := LINK.search(link)) is not None:  # «Подключение: https://…»
            link = found[0]
        elif beside:
            link = beside
        elif link:
            note = "; ".join(filter(None, (link, note)))  # «ID 123, код 777», «по телефону …», «отменено»
            self._tell(sheet, row, "bad-link", f"«{clean_line(link, limit=100)}» — не адрес страницы", "Адрес начинается с https://",
                       Severity.WARNING)
        return Entry(
            item=source.item, title=title, when=when, id=_words(cells.get("id", "")), until=until,
            place=_words(cells.get("place", "")), link=clean_link(link), register_by=_words(cells.get("register_by", "")),
            note=note,
            cancelled=called_off_in(_words(cells.get("cancelled", "")), source.name) or None,
            schedule=source.name, approved=not source.approve, file=source.file, line=row.line)

    def _tell(self, sheet: str, row: Row, code: str, text: str, advice: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(severity, code, f"Расписание «{self.source.name}»{sheet}, строка {row.line}: {text}.",
                                     item=self.source.item, file=self.source.file, line=row.line, advice=advice))


def _is_ditto(cell: Value) -> bool:
    """«-//-», «то же»: what stands above."""
    if not isinstance(cell, str) or not _MAY_REPEAT.fullmatch(cell):
        return False
    from notifier.core.plan.fields import is_ditto  # as in ``columns``: a plan's words are seldom needed here

    return is_ditto(cell)


def _with_topic(title: str, topic: str) -> str:
    """«Вебинар: Фонды»; one of the two where it says the other."""
    inside = [one for one, other in ((title, topic), (topic, title)) if " ".join(words_of(other)) in " ".join(words_of(one))]
    return inside[0] if inside else clean_line(f"{title}: {topic}")


def _minutes(hour: Value) -> int:
    """An hour of the day, 0 where it is none."""
    if isinstance(hour, datetime | time):
        return hour.hour * 60 + hour.minute
    found = _CLOCK.search(whole_hour(clean_line(str(hour))))
    return int(found[1]) * 60 + int(found[2]) if found else 0


def _moment(value: Value, hour: Value = "", zone: str = "") -> str | datetime:
    """A phrase as written; Excel's own moments as such. Excel keeps a bare day as its midnight. ``zone``: whose clock tells the hour."""
    clock = f"{hour:%H:%M}" if isinstance(hour, datetime | time) else whole_hour(clean_line(str(hour)))
    if isinstance(value, datetime) and value.time() != time() and not clock:
        return _by(f"{value:%d.%m.%Y %H:%M}", zone) if zone else value.replace(second=0, microsecond=0)
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y} {_by(clock, zone)}".strip()
    words = f"{value:%H:%M}" if isinstance(value, time) else clean_line(value)
    return f"{words} {_by(clock, zone)}" if words and clock else _by(words, zone) if _minutes(words) else words


def _by_one_clock(when: str | datetime, until: str | datetime) -> tuple[str | datetime, str | datetime]:
    """«12:00 мск» until «13:30»: the end is told by the clock of the beginning."""
    bare = [MOSCOW.sub("", moment) if isinstance(moment, str) else "" for moment in (when, until)]
    return (f"{bare[0]}-{bare[1]} мск", "") if bare[0] not in ("", when) and _CLOCK.fullmatch(bare[1]) else (when, until)


def _by(clock: str, zone: str) -> str:
    return f"{clock} {zone}" if clock and zone and zone not in clock.casefold() else clock


def _words(value: Value, *, limit: int = LINE_LIMIT) -> str:
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}" if value.time() != time() else f"{value:%d.%m.%Y}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return clean_line(str(value), limit=limit)
