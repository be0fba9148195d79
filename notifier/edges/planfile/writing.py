"""Writing the plan file: atomically, and without losing comments or the way values are written."""

import re
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from notifier.edges.files.text import decode, in_shape_of, read_bytes, write_text
from notifier.edges.files.toml import parse_toml
from notifier.edges.planfile.reading import WHAT
from notifier.model.plan import EVERYBODY, Item, Plan

_HEAD = """План, прочитанный из документа; дальше его правят здесь, руками.
Строка плана — это [[item]]. id не меняйте: на нём держатся решения и разосланные приглашения.
audience — группы, которых касается строка; без неё касается всех.
Замечание проверки заглушается с причиной: silence = { "several-venues" = "оба здания во дворе" }
"""


def write_plan_file(plan: Plan, path: Path) -> None:
    """Write the plan, atomically; comments and values that do not change stay as they are written.

    OSError when the disk refuses. A file that is no TOML is replaced: look at it with ``read_plan_file`` first.
    """
    content, _ = read_bytes(path, what=WHAT)
    given = _existing(content or b"", path)
    document = given if given is not None else _fresh()
    _set(document, "title", plan.title)
    _set(document, "school_year", str(plan.school_year))
    if plan.calendar_year is None:
        document.pop("calendar_year", None)
    else:
        _set(document, "calendar_year", plan.calendar_year)
    known = {str(table.get("id")): table for key in ("gone", "item") for table in document.get(key, [])}
    _set_rows(document, "item", plan.items, known)
    _set_rows(document, "gone", plan.gone, known)
    text = tomlkit.dumps(document).rstrip("\n") + "\n"
    write_text(path, re.sub(r"\n{3,}", "\n\n", text) if given is None else in_shape_of(content or b"", text))


def _existing(content: bytes, path: Path) -> tomlkit.TOMLDocument | None:
    text, _ = decode(content, file=str(path), what=WHAT)
    unix = (text or "").replace("\r\n", "\n")
    toml, _ = parse_toml(unix, file=str(path))
    return tomlkit.parse(unix) if content and text is not None and toml is not None else None


def _fresh() -> tomlkit.TOMLDocument:
    document = tomlkit.document()
    for line in _HEAD.strip().split("\n"):
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    return document


def _set_rows(document: tomlkit.TOMLDocument, key: str, items: tuple[Item, ...], known: dict[str, Any]) -> None:
    """Rows in the plan's order; a row that was there keeps its comments, also where it goes or comes back."""
    given = document.get(key, [])
    placed = key == "item" or not items or list(document)[-1] == key  # rows that are gone stand below the others
    if placed and [str(table.get("id")) for table in given] == [item.id for item in items]:
        for item in items:
            _update(known[item.id], item)
        return
    rows = AoT([], parsed=True)  # else it puts one more blank line before every row
    for item in items:
        row = known.get(item.id)
        if row is None:
            row = tomlkit.table()
            _update(row, item)
            row.add(tomlkit.nl())
        else:
            _update(row, item)
        rows.append(row)
    if placed and given and items:
        document[key] = rows
        return
    document.pop(key, None)
    if items:
        document.append(key, rows)


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
