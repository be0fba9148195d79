"""Reading the plan file: all problems are collected with file and line, nothing is raised. A row that can't be used is left out and
told, the others stay: whether to act on such a plan is for the caller to say.
"""

import datetime as dt
import re
import shlex
from dataclasses import replace
from pathlib import Path

from notifier.core.clean import TEXT_LIMIT, clean_line, clean_text
from notifier.edges.files.table import Table
from notifier.edges.files.toml import Toml, read_toml
from notifier.model.plan import EVERYBODY, Item, Plan
from notifier.model.problem import Problem
from notifier.model.when import SchoolYear

WHAT = "файл плана"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


def read_plan_file(path: Path) -> tuple[Plan | None, list[Problem]]:
    """The plan and everything wrong with its file.

    None where there is no plan to go on with: no file, not TOML, no row, no school year. Rows with errors are missing from the plan.
    """
    toml, problems = read_toml(path, what=WHAT)
    if toml is None:
        return None, [replace(problem, advice=f"{problem.advice} {_made_by(path)}") if problem.code == "file-missing" else problem
                      for problem in problems]
    plan = _plan(toml, problems)
    return plan, sorted(problems, key=lambda problem: problem.line or 0)


def _made_by(path: Path) -> str:
    return f"Файл плана делает команда: notifier import ПЛАН.docx -o {shlex.quote(str(path))}"


def _plan(toml: Toml, problems: list[Problem]) -> Plan | None:
    root = Table(toml, (), toml.data, problems)
    title = root.text("title")
    rows = root.tables("item", "строки плана [[item]]")
    year = _year(root, needed=bool(rows))
    calendar = root.number("calendar_year", 0, low=1990, high=2200) if root.has("calendar_year") else None
    if not rows:
        root.error(None, "plan-empty", "В плане нет ни одной строки [[item]].",
                   advice=_made_by(Path(toml.file)))
    items: list[Item] = []
    lines: dict[str, int | None] = {}
    for row in rows:
        item = _item(row)
        row.close()
        if item is None:
            continue
        if item.id in lines:
            row.error("id", "duplicate-id", f"id «{item.id}» уже занят строкой {lines[item.id]} файла.",
                      advice="Дайте одной из строк другой id, например с «-2» на конце.")
            continue
        lines[item.id] = item.line
        items.append(item)
    gone = [_gone(row) for row in root.tables("gone", "прежние строки [[gone]]")]
    former = tuple(item for item in gone if item is not None and item.id not in lines)  # put back by hand, a row is there
    root.close()
    return Plan(title, year, tuple(items), file=toml.file, calendar_year=calendar or None, gone=former) if rows and year else None


def _gone(row: Table) -> Item | None:
    item = _item(row)
    row.close()
    return item


def _year(root: Table, *, needed: bool) -> SchoolYear | None:
    text = root.text("school_year", needed=needed)
    try:
        return SchoolYear.parse(text) if text else None
    except ValueError:
        root.error("school_year", "school-year", f"school_year «{text}» непонятен.", advice='Напишите так: school_year = "2020-2021"')
        return None


def _item(row: Table) -> Item | None:
    name = row.text("id", needed=True)
    if name and not _ID.fullmatch(name):
        row.error("id", "item-id", f"id «{name}» не годится.",
                  advice='id — латинские буквы в нижнем регистре, цифры и дефис: id = "teor-1"')
        name = ""
    row.item = name or None
    topics = _texts(row, "topics")
    if not topics:
        row.error("topics", "no-topics", f"{name or 'Строка плана'}: нет темы.", advice='Напишите: topics = ["…"]')
    number = row.raw("number", (str, int), "номер строки")
    item = Item(
        id=name, sector=row.text("sector"), topics=topics, number=clean_line(str(number)) or None if number is not None else None,
        when=_when(row), places=_texts(row, "places"), responsible=_texts(row, "responsible"),
        audience=_texts(row, "audience") or (EVERYBODY,), extra=_pairs(row, "extra"), silenced=_silenced(row), line=row.line)
    return item if name and topics else None


def _when(row: Table) -> str:
    value = row.raw("when", (str, dt.date), "срок, как он записан в плане")
    if isinstance(value, dt.datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else clean_text(value or "")


def _texts(row: Table, key: str) -> tuple[str, ...]:
    """A text or a list of texts, longer ones than ``Table.texts`` keeps: agendas are long, and must read as written."""
    value = row.raw(key, (str, list), "текст или список текстов")
    values = [value] if isinstance(value, str) else value or []
    if not all(isinstance(text, str) for text in values):
        row.error(key, "wrong-type", f"{row.named(key)}: в списке должны быть тексты в кавычках.", advice='Запишите: ["…", "…"].')
        return ()
    return tuple(line for text in values if (line := clean_line(text, limit=TEXT_LIMIT)))


def _pairs(row: Table, key: str) -> tuple[tuple[str, str], ...]:
    value = row.raw(key, (dict,), 'пары: { "…" = "…" }') or {}
    if not all(isinstance(text, str) for text in value.values()):
        row.error(key, "wrong-type", f"{row.named(key)}: нужны пары текстов.", advice=f'Запишите: {key} = {{ "…" = "…" }}')
        return ()
    return tuple((name, clean_line(text, limit=TEXT_LIMIT)) for name, text in value.items())


def _silenced(row: Table) -> tuple[tuple[str, str], ...]:
    pairs = _pairs(row, "silence")
    for code, reason in pairs:
        if not reason:
            row.error("silence", "no-reason", f"silence: у «{code}» нет причины, замечание остаётся.",
                      advice=f'Напишите, почему его можно не показывать: silence = {{ "{code}" = "…" }}')
    return tuple((code, reason) for code, reason in pairs if reason)
