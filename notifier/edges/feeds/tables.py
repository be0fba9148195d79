"""A schedule as a table: CSV or XLSX with columns named in English or as people name them."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from notifier.core.clean import LINE_LIMIT, clean_line, clean_link
from notifier.core.clocks import whole_hour
from notifier.edges.files.sheet import Row, Value, header_columns, parse_sheet
from notifier.model.decision import Entry
from notifier.model.problem import Problem, Severity
from notifier.model.settings import ScheduleSource

MAX_ENTRIES = 5_000
_HOURS = ("время", "время начала", "время проведения")
COLUMNS: dict[str, Sequence[str]] = {
    "id": ("код", "ид"),  # «№» only counts lines: another one stands under it as soon as one is taken out
    "title": ("название", "тема", "мероприятие", "событие", "наименование", "название мероприятия", "тема мероприятия",
              "тема вебинара", "название вебинара", "наименование мероприятия"),
    "when": ("когда", "дата", "дата проведения", "дата и время", "дата и время проведения", "сроки", "срок проведения",
             "сроки проведения", "дата начала"),
    "start": ("начало",),
    "time": (*_HOURS, "часы"),
    "moscow": tuple(f"{word} {zone}" for word in (*_HOURS, "начало") for zone in ("мск", "по мск", "по москве", "по московскому времени")),
    "until": ("до", "окончание", "конец", "дата окончания", "время окончания"),
    "place": ("место", "место проведения", "где", "адрес"),
    "link": ("ссылка", "адрес подключения", "url", "подключение", "ссылка на подключение", "ссылка для подключения"),
    "register_by": ("регистрация до", "заявки до", "срок подачи заявок", "запись до", "регистрация"),
    "note": ("примечание", "примечания", "заметка", "комментарий"),
    "cancelled": ("отменено", "отмена", "причина отмены"),
}
_NEEDED = {"title": "название (title)", "when": "дата (when)"}


def read_table(source: ScheduleSource, content: bytes) -> tuple[list[Entry] | None, list[Problem]]:
    """The entries; None when the file is no such table."""
    file = source.name if source.source.startswith("https:") else source.source
    if re.match(rb"\s*<(?:!doctype\s+html|html)\b", content.removeprefix(b"\xef\xbb\xbf")[:500], re.IGNORECASE):
        return None, [Problem(Severity.ERROR, "feed-page", f"Расписание «{source.name}»: это страница сайта, а не файл расписания.",
                              item=source.item, file=file, advice="Возьмите там ссылку на файл CSV, XLSX, ICS или внесите события сами.")]
    rows, problems = parse_sheet(content, file=file, what=f"файл расписания «{source.name}»")
    if rows is None:
        return None, problems
    columns = header_columns(rows[0], COLUMNS) if rows else {}
    if "start" in columns:  # the day itself, and beside «Дата» its hour
        columns.setdefault("time" if "when" in columns else "when", columns["start"])
    missing = [words for key, words in _NEEDED.items() if key not in columns]
    if missing:
        return None, [Problem(Severity.ERROR, "feed-header", f"Расписание «{source.name}»: в первой строке нет столбцов: "
                              f"{', '.join(missing)}.", item=source.item, file=file, line=rows[0].line if rows else None,
                              advice="Первая строка называет столбцы: id,title,when,until,place,link,register_by,note.")]
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for row in rows[1:]:
        entry = _entry(source, row, columns, file, problems)
        if entry is None:
            continue
        first = seen.setdefault(entry.id, row.line) if entry.id else row.line
        if first != row.line:
            problems.append(_problem(source, file, row, "twin-entry", f"номер «{entry.id}» уже стоит в строке {first}, строка пропущена",
                                     "Дайте событию свой номер."))
        elif len(entries) >= MAX_ENTRIES:
            problems.append(_problem(source, file, row, "too-many-entries", f"больше {MAX_ENTRIES} событий, остальные не прочитаны",
                                     "Уберите прошедшее."))
            break
        else:
            entries.append(entry)
    return entries, problems


def _entry(source: ScheduleSource, row: Row, columns: dict[str, int], file: str, problems: list[Problem]) -> Entry | None:
    if row.formula:
        problems.append(_problem(source, file, row, "formula", "в ячейке формула, строка пропущена", "Замените формулу её значением."))
        return None
    if row.beyond:
        problems.append(_problem(source, file, row, "feed-row", "клеток больше, чем столбцов, строка пропущена",
                                 "Если разделитель стоит внутри клетки, возьмите её в кавычки."))
        return None
    cells = {key: row.cells[column] for key, column in columns.items() if column < len(row.cells)}
    title = _words(cells.get("title", ""))
    hour = cells.get("time") or cells.get("moscow", "")
    when = _moment(cells.get("when", ""), hour, "" if cells.get("time") else "мск")
    if not title or not when:
        problems.append(_problem(source, file, row, "feed-row", "нет названия или даты, строка пропущена", "Заполните оба столбца."))
        return None
    link = _words(cells.get("link", ""), limit=2000)
    if link and not clean_link(link):
        problems.append(_problem(source, file, row, "bad-link", f"«{clean_line(link, limit=100)}» — не адрес страницы",
                                 "Адрес начинается с https://", Severity.WARNING))
    return Entry(
        item=source.item, title=title, when=when, id=_words(cells.get("id", "")), until=_moment(cells.get("until", "")),
        place=_words(cells.get("place", "")), link=clean_link(link), register_by=_words(cells.get("register_by", "")),
        note=_words(cells.get("note", ""), limit=2 * LINE_LIMIT), cancelled=_words(cells.get("cancelled", "")) or None,
        schedule=source.name, approved=not source.approve, file=file, line=row.line)


def _moment(value: Value, hour: Value = "", zone: str = "") -> str | datetime:
    """A phrase as written; Excel's own moments as such. Excel keeps a bare day as its midnight."""
    clock = f"{hour:%H:%M}" if isinstance(hour, datetime | time) else whole_hour(clean_line(str(hour)))
    clock = f"{clock} {zone}".strip() if clock and zone not in clock.casefold() else clock
    if isinstance(value, datetime) and (value.time() != time() and not clock):
        return value.replace(second=0, microsecond=0)
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y} {clock}".strip()
    words = f"{value:%H:%M}" if isinstance(value, time) else clean_line(value)
    return f"{words} {clock}".strip() if words else ""


def _words(value: Value, *, limit: int = LINE_LIMIT) -> str:
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}" if value.time() != time() else f"{value:%d.%m.%Y}"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return clean_line(str(value), limit=limit)


def _problem(source: ScheduleSource, file: str, row: Row, code: str, text: str, advice: str,
             severity: Severity = Severity.ERROR) -> Problem:
    return Problem(severity, code, f"Расписание «{source.name}», строка {row.line}: {text}.", item=source.item, file=file, line=row.line,
                   advice=advice)
