"""Small edits of a TOML text that leave every other byte where it is: comments, order, blank lines, ways of writing.

Done by position rather than by tomlkit's document (its values are used): 0.15 puts a new key below the remark of the table that
follows, and gathers tables that an array stands between. Each function takes and returns a valid text with LF ends; ``EditError``
when the result would not be valid or would say anything else than was asked (it is parsed and compared every time).
"""

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any

from notifier.edges.files.walk import Place, Walk

Scalar = str | bool | datetime | list[dict[str, str]]
Value = Scalar | Mapping[str, Scalar]


class EditError(Exception):
    """The text is written in a way this edit can't be made in."""


def set_key(text: str, table: Place, key: str, value: Value) -> str:
    """The text with ``key`` of ``table`` set; the table is begun when there is none."""
    walk = Walk(text)
    literal_text = literal(value)
    if (span := walk.values.get((*table, key))) is not None:
        edited = text[: span[0]] + literal_text + text[span[1]:]
    elif (span := walk.values.get(table)) is not None:
        edited = _into_braces(text, span, f"{name(key)} = {literal_text}")
    else:
        edited = _into_table(text, walk, table, key, literal_text)
    plain = dict(value) if isinstance(value, Mapping) else value
    return _checked(text, edited, lambda data: _inner(data, table).__setitem__(key, plain))


def remove_key(text: str, table: Place, key: str) -> str:
    """The text without ``key`` of ``table``; a remark behind it stays, on its own."""
    walk = Walk(text)
    place = (*table, key)
    statement = next((found for found in walk.statements if found.place == place), None)
    if statement is not None:
        end = _line_end(text, statement.end)
        remark = text[statement.end:end].lstrip()
        start = statement.start - len(_indent(text, statement.start))
        edited = text[:start] + remark + text[end if remark else end + 1:]
    elif place in walk.values and table in walk.values and text[walk.values[table][0]] == "{":
        edited = _out_of_braces(text, walk, table, key)
    else:
        raise EditError(f"{place} is not removable")
    return _checked(text, edited, lambda data: _inner(data, table).__delitem__(key))


def append_table(text: str, array: str, values: Mapping[str, Scalar]) -> str:
    """The text with one more ``[[array]]`` table at its end."""
    wide = max(len(key) for key in values)
    rows = "".join(f"{key:<{wide}} = {literal(value)}\n" for key, value in values.items())
    edited = _ended(text) + ("\n" if text.strip() else "") + f"[[{array}]]\n{rows}"
    return _checked(text, edited, lambda data: data.setdefault(array, []).append(dict(values)))


def remove_table(text: str, array: str, number: int) -> str:
    """The text without the ``number``-th ``[[array]]`` table; remarks inside it stay."""
    walk = Walk(text)
    place: Place = (array, number)
    header = next((found for found in walk.headers if found.place == place), None)
    if header is None:
        raise EditError(f"{place} is not a table of its own")
    spans = [(text.rfind("\n", 0, header.end) + 1, header.end)]
    spans += [(row.start - len(_indent(text, row.start)), row.end) for row in walk.statements if row.base == place]
    edited = text
    for start, end in reversed(spans):
        rest = edited[end:_line_end(edited, end)].lstrip()
        edited = edited[:start] + rest + edited[_line_end(edited, end) + (0 if rest else 1):]
    before = edited[:spans[0][0]]
    if before.endswith("\n\n"):  # the blank line it was parted by
        edited = before[:-1] + edited[spans[0][0]:]

    def change(data: Any) -> None:
        del data[array][number]
        if not data[array]:
            del data[array]

    return _checked(text, edited, change)


def literal(value: Value) -> str:
    """The value as TOML writes it, on one line (a list: one entry a line)."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name(key)} = {literal(part)}" for key, part in value.items()) + " }"
    if isinstance(value, list):
        return "[\n" + "".join(f"  {literal(entry)},\n" for entry in value) + "]"
    from tomlkit import item  # here: a service reads for months before it writes

    return str(item(value).as_string())


def name(key: str) -> str:
    """The key as TOML writes it, in quotes as the coordinator is used to see row ids."""
    if re.fullmatch("[a-z_]+", key):
        return key
    from tomlkit import string

    return str(string(key).as_string())


def _into_table(text: str, walk: Walk, table: Place, key: str, literal_text: str) -> str:
    """Behind the last line of the table, however the table is written; at the end of the text when it is not there."""
    header = next((found for found in walk.headers if found.place == table), None)
    rows = [row for row in walk.statements if row.base == table]
    if header is not None:
        indent = _indent(text, rows[-1].start) if rows else ""
        return _line_after(text, rows[-1].end if rows else header.end, f"{indent}{name(key)} = {literal_text}")
    dotted = [row for row in walk.statements if len(row.place) > len(table) and row.place[: len(table)] == table
              and len(row.base) < len(table)]
    if dotted:
        prefix = ".".join(name(str(part)) for part in (*table[len(dotted[-1].base):], key))
        return _line_after(text, dotted[-1].end, f"{_indent(text, dotted[-1].start)}{prefix} = {literal_text}")
    if not all(isinstance(part, str) for part in table):
        raise EditError("no such table")
    heading = ".".join(name(str(part)) for part in table)
    return _ended(text) + ("\n" if text.strip() else "") + f"[{heading}]\n{name(key)} = {literal_text}\n"


def _into_braces(text: str, span: tuple[int, int], pair: str) -> str:
    inside = text[span[0] + 1: span[1] - 1]
    if text[span[0]] != "{":
        raise EditError("not a table")
    kept = inside.rstrip()
    return text[: span[0]] + ("{ " + pair + " }" if not kept.strip() else "{" + kept + ", " + pair + " }") + text[span[1]:]


def _out_of_braces(text: str, walk: Walk, table: Place, key: str) -> str:
    start, end = walk.values[table]
    keys = [place[-1] for place in walk.lines if len(place) == len(table) + 1 and place[: len(table)] == table]
    pairs = [text[_key_start(text, walk, (*table, other)): walk.values[(*table, other)][1]] for other in keys if other != key]
    return text[:start] + ("{ " + ", ".join(pairs) + " }" if pairs else "{}") + text[end:]


def _key_start(text: str, walk: Walk, place: Place) -> int:
    """Where ``key = `` of a value inside braces begins: behind the brace or comma before it."""
    value = walk.values[place][0]
    floor = max((span[1] for other, span in walk.values.items() if len(other) == len(place) and span[1] <= value
                 and other[:-1] == place[:-1]), default=walk.values[place[:-1]][0] + 1)
    start = re.compile(r"[\s,]*").match(text, floor)
    assert start is not None
    return start.end()


def _checked(before: str, after: str, change: Any) -> str:
    """``after``, when it says exactly what ``before`` says with the change made, and no remark is lost."""
    wanted = deepcopy(tomllib.loads(before))
    change(wanted)
    try:
        said = tomllib.loads(after)
    except tomllib.TOMLDecodeError as error:
        raise EditError(str(error)) from error
    if _pruned(said) != _pruned(wanted):
        raise EditError("the edit would say something else")
    return after


def _pruned(data: Any) -> Any:
    """Without empty tables: one that loses its last dotted key is gone, one that loses its last line is empty."""
    if not isinstance(data, dict):
        return data
    return {key: inner for key, value in data.items() if (inner := _pruned(value)) != {}}


def _inner(data: Any, table: Place) -> Any:
    for part in table:
        data = data.setdefault(part, {}) if isinstance(data, dict) else data[part]
    return data


def _indent(text: str, position: int) -> str:
    start = text.rfind("\n", 0, position) + 1
    return text[start:position] if text[start:position].isspace() else ""


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _line_after(text: str, position: int, line: str) -> str:
    end = _line_end(text, position)
    return text[:end] + "\n" + line + (text[end:] or "\n")


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
