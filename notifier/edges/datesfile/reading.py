"""Reading the dates file into decisions and entries. Phrases stay as written: what they mean the core says.

One mistake anywhere and there are no decisions at all: half a file acted upon would move or unmake what the other half says,
so the last good one stays in force until the file is mended (design, promise 7).
"""

from datetime import date, datetime, time
from pathlib import Path

from notifier.core.clean import LINE_LIMIT, clean_line
from notifier.core.phrases import bare_answer, is_reason
from notifier.edges.files.table import Table
from notifier.edges.files.text import is_there
from notifier.edges.files.toml import Toml, parse_toml, read_toml
from notifier.model.decision import Decision, Decisions, Entry, Milestone
from notifier.model.problem import Problem, Severity

WHAT = "файл дат"
_MISPLACED = "Исправьте имя или уберите строку. Если это имя строки плана, перенесите запись наверх, сразу под [dates]."


def read_dates(path: Path) -> tuple[Decisions | None, list[Problem]]:
    """The decisions, or None when anything in the file is an error. A missing file holds no decisions."""
    if not is_there(path) and not path.is_symlink():
        return Decisions(file=str(path)), []
    toml, problems = read_toml(path, what=WHAT)
    return (None, problems) if toml is None else _decisions(toml)


def parse_dates(text: str, *, file: str) -> tuple[Decisions | None, list[Problem]]:
    """The same for a text at hand."""
    toml, problems = parse_toml(text, file=file)
    return (None, problems) if toml is None else _decisions(toml)


def _decisions(toml: Toml) -> tuple[Decisions | None, list[Problem]]:
    problems: list[Problem] = []
    root = Table(toml, (), toml.data, problems)
    dates = root.table("dates")
    decisions = [decision for item in dates.data if (decision := _decision(dates, item)) is not None]
    entries = [_entry(table) for table in root.tables("occurrence", "разделы [[occurrence]]")]
    _check_twins(entries, problems)
    _check_strays(root)
    root.close()
    problems.sort(key=lambda problem: problem.line or 0)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return None, problems
    return Decisions(tuple(decisions), tuple(entries), toml.file), problems


def _decision(dates: Table, item: str) -> Decision | None:
    """One entry of [dates]; an empty phrase (a line prepared for later) is none."""
    line = dates.line_of(item)
    if isinstance(dates.data[item], dict):
        return _long_form(dates.table(item), clean_line(item), line)
    when = _phrase(dates, item)
    return Decision(clean_line(item), when, line=line) if when else None


def _long_form(table: Table, item: str, line: int | None) -> Decision:
    table.item = item
    decision = Decision(
        item=item,
        when=_phrase(table, "when") or None,
        place=_told(table, "place"),
        link=table.link("link"),
        title=_told(table, "title"),
        bring=_told(table, "bring", limit=2 * LINE_LIMIT),
        plan=_told(table, "plan"),
        cancelled=_reason(table),
        tentative=table.flag("tentative", False),
        closed=_told(table, "closed") or None,
        milestones=tuple(_milestone(entry) for entry in table.tables("milestones", "список записей в фигурных скобках")),
        line=line,
    )
    table.close(advice=_MISPLACED)
    return decision


def _milestone(table: Table) -> Milestone:
    milestone = Milestone(title=table.text("title", needed=True), when=_words(_phrase(table, "when", needed=True)),
                          place=_told(table, "place"), link=table.link("link"), line=table.line)
    table.close()
    return milestone


def _entry(table: Table) -> Entry:
    item = table.text("item", needed=True)
    table.item = item or None
    entry = Entry(
        item=item,
        title=table.text("title", needed=True),
        when=_phrase(table, "when", needed=True),
        id=table.text("id"),
        until=_phrase(table, "until"),
        place=_told(table, "place"),
        link=table.link("link"),
        register_by=_words(_phrase(table, "register_by")),
        note=_told(table, "note", limit=2 * LINE_LIMIT),
        cancelled=_reason(table),
        tentative=table.flag("tentative", False),
        file=table.toml.file,
        line=table.line,
    )
    table.close(advice=_MISPLACED)
    return entry


def _told(table: Table, key: str, *, limit: int = LINE_LIMIT) -> str:
    """A text; «-» or «нет» in its place fills in a form and says nothing."""
    text = table.text(key, limit=limit)
    return "" if bare_answer(text) is False else text


def _phrase(table: Table, key: str, *, needed: bool = False) -> str | datetime:
    """A phrase as written; TOML's own date-time as a datetime; its date or time without the other as the phrase in ISO form."""
    value = table.raw(key, (str, datetime, date, time), "день и время в кавычках")
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None and key in table.data else table.text(key, needed=needed)


def _words(phrase: str | datetime) -> str:
    """A phrase where only words are kept."""
    return phrase if isinstance(phrase, str) else f"{phrase:%d.%m.%Y %H:%M}"


def _reason(table: Table) -> str | None:
    """Why cancelled. Cancelling is always somebody's written word, so an empty one («нет», «-») is an error and not a cancellation."""
    value = table.raw("cancelled", (str, bool), "текст с причиной отмены в кавычках")
    reason = clean_line(value) if isinstance(value, str) else ""
    if value is True or (isinstance(value, str) and not is_reason(reason)):
        table.error("cancelled", "no-reason", f"{table.named('cancelled')}: не написана причина отмены.",
                    advice='Напишите причину: cancelled = "карантин"; чтобы не отменять, уберите строку.')
    return reason or None


def _check_twins(entries: list[Entry], problems: list[Problem]) -> None:
    """One event written twice would be told twice."""
    seen: dict[tuple[str, ...], Entry] = {}
    for entry in entries:
        key = (entry.item, entry.id) if entry.id else (entry.item, entry.title.casefold(), str(entry.when))
        if (first := seen.setdefault(key, entry)) is not entry:
            problems.append(Problem(Severity.ERROR, "twin-occurrence", f"Запись «{entry.title}» уже есть в строке {first.line}.",
                                    item=entry.item, file=entry.file, line=entry.line, advice="Оставьте одну из двух."))


def _check_strays(root: Table) -> None:
    """Entries written above the [dates] line: the commonest slip, worth its own words."""
    for key, value in root.data.items():
        if key not in ("dates", "occurrence") and not isinstance(value, list):
            root.has(key)
            root.error(key, "stray-entry", f"Запись «{clean_line(key, limit=80)}» стоит вне раздела [dates].",
                       advice="Перенесите её под строку [dates]; новое событие чужого графика начинают с [[occurrence]].")
