"""The plan file: TOML that a coordinator may edit by hand, read with a line for every row, written without losing comments.

Form and keys are described in ``docs/plans.md``. Reading collects all problems with file and line and never raises; a row
that can't be used is left out and told, the others stay: whether to act on such a plan is for the caller to say.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from notifier.core.clean import TEXT_LIMIT, clean_line, clean_text
from notifier.edges.files.table import Table
from notifier.edges.files.text import read_text, write_text
from notifier.edges.files.toml import Toml, parse_toml, read_toml
from notifier.model.plan import EVERYBODY, Item, Plan
from notifier.model.problem import Problem
from notifier.model.when import SchoolYear

WHAT = "файл плана"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_HEAD = """План, прочитанный из документа; дальше его правят здесь, руками.
Строка плана - это [[item]]. id не меняйте: на нём держатся решения и разосланные приглашения.
audience - группы, которых касается строка; без неё касается всех.
Замечание проверки заглушается с причиной: silence = { "several-venues" = "оба здания во дворе" }
"""


def read_plan_file(path: Path) -> tuple[Plan | None, list[Problem]]:
    """The plan and everything wrong with its file.

    None where there is no plan to go on with: no file, not TOML, no school year. Rows with errors are missing from the plan.
    """
    toml, problems = read_toml(path, what=WHAT)
    if toml is None:
        return None, problems
    plan = _plan(toml, problems)
    return plan, sorted(problems, key=lambda problem: problem.line or 0)


def write_plan_file(plan: Plan, path: Path) -> None:
    """Write the plan, atomically; comments and values that do not change stay as they are written.

    OSError when the disk refuses. A file that is no TOML is replaced: look at it with ``read_plan_file`` first.
    """
    given = _existing(path)
    document = given if given is not None else _fresh()
    _set(document, "title", plan.title)
    _set(document, "school_year", str(plan.school_year))
    if plan.calendar_year is None:
        document.pop("calendar_year", None)
    else:
        _set(document, "calendar_year", plan.calendar_year)
    _set_rows(document, plan.items)
    text = tomlkit.dumps(document).rstrip("\n") + "\n"
    write_text(path, re.sub(r"\n{3,}", "\n\n", text) if given is None else text)


def _plan(toml: Toml, problems: list[Problem]) -> Plan | None:
    root = Table(toml, (), toml.data, problems)
    title = root.text("title")
    year = _year(root)
    calendar = root.number("calendar_year", 0, low=1990, high=2200) if root.has("calendar_year") else None
    rows = root.tables("item", "строки плана [[item]]")
    if not rows:
        root.error(None, "plan-empty", "В плане нет ни одной строки [[item]].",
                   advice="Прочитайте документ: notifier import ПЛАН.docx -o " + Path(toml.file).name)
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
    root.close()
    return Plan(title, year, tuple(items), file=toml.file, calendar_year=calendar or None) if year else None


def _year(root: Table) -> SchoolYear | None:
    text = root.text("school_year", needed=True)
    try:
        return SchoolYear.parse(text) if text else None
    except ValueError:
        root.error("school_year", "school-year", f"school_year «{text}» непонятен.", advice='Напишите так: school_year = "2020-2021"')
        return None


def _item(row: Table) -> Item | None:
    name = row.text("id", needed=True)
    if name and not _ID.fullmatch(name):
        row.error("id", "item-id", f"id «{name}» не годится.",
                  advice='id - латинские буквы в нижнем регистре, цифры и дефис: id = "teor-1"')
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
    value = row.raw("when", (str, dt.date), "дата, как она записана в плане")
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


def _existing(path: Path) -> tomlkit.TOMLDocument | None:
    text, _ = read_text(path, what=WHAT)
    unix = (text or "").replace("\r\n", "\n")
    toml, _ = parse_toml(unix, file=str(path))
    return tomlkit.parse(unix) if text is not None and toml is not None else None


def _fresh() -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in _HEAD.strip().split("\n"):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    return document


def _set_rows(document: tomlkit.TOMLDocument, items: tuple[Item, ...]) -> None:
    """Rows in the plan's order; a row that was there keeps its comments."""
    given = document.get("item", [])
    known = {str(table.get("id")): table for table in given}
    if [str(table.get("id")) for table in given] == [item.id for item in items]:
        for item in items:
            _update(known[item.id], item)
        return
    rows = AoT([])
    for item in items:
        row = known.get(item.id)
        if row is None:
            row = tomlkit.table()
            _update(row, item)
            row.add(tomlkit.nl())
        else:
            _update(row, item)
        rows.append(row)
    document.pop("item", None)
    document.append("item", rows)


def _update(row: Any, item: Item) -> None:
    values: dict[str, Any] = {
        "id": item.id, "number": item.number, "sector": item.sector or None, "topics": list(item.topics), "when": item.when,
        "places": list(item.places), "responsible": list(item.responsible),
        "audience": list(item.audience) if item.audience != (EVERYBODY,) else None,
        "extra": dict(item.extra) or None, "silence": dict(item.silenced) or None,
    }
    for key, value in values.items():
        if value is None:
            row.pop(key, None)
        else:
            _set(row, key, value)


def _set(table: Any, key: str, value: Any) -> None:
    """Set a value; an equal one is left as it is written."""
    if key in table and _plain(table[key]) == value:
        return
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(value)
        value = array.multiline(True) if len(value) > 1 else array
    elif isinstance(value, dict):
        pairs = tomlkit.inline_table()
        pairs.update(value)
        value = pairs
    table[key] = value


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value
