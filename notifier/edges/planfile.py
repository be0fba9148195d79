"""The plan file: TOML that a coordinator may edit by hand, read with a line for every row, written without losing comments.

Form and keys are described in ``docs/plans.md``. Reading collects all problems with file and line and never raises; a row
that can't be used is left out and told, the others stay. Writing is atomic.
"""

import datetime as dt
import os
import re
import tempfile
import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable

from notifier.model.plan import EVERYBODY, Item, Plan
from notifier.model.problem import Problem, Severity
from notifier.model.when import SchoolYear

LARGEST_BYTES = 5 * 2**20
_TOP_KEYS = ("title", "school_year", "calendar_year", "item")
_ITEM_KEYS = ("id", "number", "sector", "topics", "when", "places", "responsible", "audience", "extra", "silence")
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_SAVE_AS = "В Блокноте: «Файл» → «Сохранить как» → кодировка «UTF-8»."
_HEAD = """План, прочитанный из документа; дальше его правят здесь, руками.
Строка плана - это [[item]]. id не меняйте: на нём держатся решения и разосланные приглашения.
audience - группы, которых касается строка; без неё касается всех.
Замечание проверки заглушается с причиной: silence = { "several-venues" = "оба здания во дворе" }
"""


def read_plan_file(path: Path) -> tuple[Plan | None, list[Problem]]:
    """The plan and everything wrong with its file; None where there is no plan to go on with."""
    return _Reader(path).read()


def write_plan_file(plan: Plan, path: Path) -> None:
    """Write the plan, atomically. Where the file is a plan already, comments and the form of unchanged values stay."""
    given = _existing(path)
    document = given if given is not None else _fresh()
    _set(document, "title", plan.title)
    _set(document, "school_year", str(plan.school_year))
    if plan.calendar_year is not None:
        _set(document, "calendar_year", plan.calendar_year)
    _set_rows(document, plan.items)
    text = tomlkit.dumps(document).rstrip("\n") + "\n"
    _replace(path, re.sub(r"\n{3,}", "\n\n", text) if given is None else text)


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def read(self) -> tuple[Plan | None, list[Problem]]:
        text = self._text()
        if text is None:
            return None, self.problems
        try:
            data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self._broken(error)
            return None, self.problems
        lines = _Lines(text)
        self._unknown(data, _TOP_KEYS, lines.keys.get(None, {}))
        year = self._year(data, lines.keys.get(None, {}))
        items = self._items(data, lines)
        title = data.get("title", "")
        if not isinstance(title, str):
            self._error("wrong-type", "title: нужен текст в кавычках", lines.keys.get(None, {}).get("title"))
            title = ""
        if year is None:
            return None, self.problems
        calendar = data.get("calendar_year")
        return Plan(title, year, tuple(items), file=str(self.path), calendar_year=calendar if isinstance(calendar, int) else None), self.problems

    def _text(self) -> str | None:
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            self._error("file-missing", "файла плана нет", None, "Создайте его из документа: notifier import ПЛАН.docx -o " + self.path.name)
            return None
        except OSError as error:
            self._error("file-unreadable", f"файл не читается: {error.strerror}", None, "Проверьте права доступа.")
            return None
        if len(raw) > LARGEST_BYTES:
            self._error("file-too-big", f"файл больше {LARGEST_BYTES // 2**20} МБ", None, "Это не файл плана.")
            return None
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            guess = "в windows-1251" if _looks_like_1251(raw) else "не в UTF-8"
            self._error("encoding", f"файл сохранён {guess}, а нужен UTF-8", line, _SAVE_AS)
            return None

    def _broken(self, error: Exception) -> None:
        match = re.search(r"line (\d+)", str(error))
        self._error("toml", f"ошибка записи TOML ({str(error).split(' (at')[0]})", int(match.group(1)) if match else None,
                    "Чаще всего не закрыта кавычка или скобка в этой строке или выше; тексты пишутся в кавычках \"…\".")

    def _year(self, data: dict[str, Any], keys: dict[str, int]) -> SchoolYear | None:
        given = data.get("school_year")
        try:
            if isinstance(given, str):
                return SchoolYear.parse(given)
        except ValueError:
            pass
        said = "не указан school_year" if given is None else f"school_year «{given}» непонятен"
        self._error("school-year", said, keys.get("school_year"), "Напишите так: school_year = \"2020-2021\"")
        return None

    def _items(self, data: dict[str, Any], lines: "_Lines") -> list[Item]:
        given = data.get("item", [])
        if not isinstance(given, list) or not all(isinstance(table, dict) for table in given):
            self._error("wrong-type", "item: строки плана пишутся как [[item]]", lines.keys.get(None, {}).get("item"))
            return []
        if not given:
            self._error("plan-empty", "в плане нет ни одной строки [[item]]", None, "Прочитайте документ: notifier import ПЛАН.docx -o " + self.path.name)
        items: list[Item] = []
        seen: dict[str, int | None] = {}
        for index, table in enumerate(given):
            keys = lines.keys.get(index, {})
            line = lines.items[index] if index < len(lines.items) else None
            item = self._item(table, keys, line)
            if item is None:
                continue
            if item.id in seen:
                self._error("duplicate-id", f"id «{item.id}» уже занят строкой {seen[item.id]}", keys.get("id", line),
                            "Дайте одной из строк другой id, например с «-2» на конце.", item.id)
                continue
            seen[item.id] = line
            items.append(item)
        return items

    def _item(self, table: dict[str, Any], keys: dict[str, int], line: int | None) -> Item | None:
        name = table.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            said = "у строки плана нет id" if name is None else f"id «{name}» не годится"
            self._error("item-id", said, keys.get("id", line), "id - латинские буквы в нижнем регистре, цифры и дефис: id = \"teor-1\"")
            return None
        self._unknown(table, _ITEM_KEYS, keys, name)
        topics = self._texts(table, "topics", keys, name)
        if not topics:
            self._error("no-topics", f"{name}: нет темы", keys.get("topics", line), "Напишите: topics = [\"…\"]", name)
            return None
        number = table.get("number")
        audience = self._texts(table, "audience", keys, name)
        return Item(
            id=name, sector=self._text_of(table, "sector", keys, name), topics=topics,
            number=str(number) if isinstance(number, int | str) and str(number) else None,
            when=self._when(table, keys, name), places=self._texts(table, "places", keys, name),
            responsible=self._texts(table, "responsible", keys, name), audience=audience or (EVERYBODY,),
            extra=self._pairs(table, "extra", keys, name), silenced=self._silenced(table, keys, name), line=line)

    def _when(self, table: dict[str, Any], keys: dict[str, int], name: str) -> str:
        value = table.get("when", "")
        if isinstance(value, dt.datetime):
            return f"{value:%d.%m.%Y %H:%M}"
        return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else self._text_of(table, "when", keys, name)

    def _text_of(self, table: dict[str, Any], key: str, keys: dict[str, int], name: str) -> str:
        value = table.get(key, "")
        if isinstance(value, str):
            return value
        self._error("wrong-type", f"{name}: {key}: нужен текст в кавычках", keys.get(key), item=name)
        return ""

    def _texts(self, table: dict[str, Any], key: str, keys: dict[str, int], name: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, str):
            value = [value]
        if isinstance(value, list) and all(isinstance(text, str) for text in value):
            return tuple(text for text in value if text.strip())
        self._error("wrong-type", f"{name}: {key}: нужен список текстов: {key} = [\"…\", \"…\"]", keys.get(key), item=name)
        return ()

    def _pairs(self, table: dict[str, Any], key: str, keys: dict[str, int], name: str) -> tuple[tuple[str, str], ...]:
        value = table.get(key, {})
        if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
            return tuple(value.items())
        self._error("wrong-type", f"{name}: {key}: нужны пары: {key} = {{ \"…\" = \"…\" }}", keys.get(key), item=name)
        return ()

    def _silenced(self, table: dict[str, Any], keys: dict[str, int], name: str) -> tuple[tuple[str, str], ...]:
        pairs = self._pairs(table, "silence", keys, name)
        for code, reason in pairs:
            if not reason.strip():
                self._error("no-reason", f"{name}: silence: у «{code}» нет причины", keys.get("silence"),
                            f"Напишите, почему замечание можно не показывать: silence = {{ \"{code}\" = \"…\" }}", name)
        return tuple((code, reason) for code, reason in pairs if reason.strip())

    def _unknown(self, table: dict[str, Any], known: tuple[str, ...], keys: dict[str, int], name: str | None = None) -> None:
        for key in table:
            if key in known:
                continue
            close = get_close_matches(key.lower(), known, n=1, cutoff=0.5)
            hint = f", возможно, вы имели в виду «{close[0]}»" if close else ""
            self._error("unknown-key", f"{name + ': ' if name else ''}неизвестный ключ «{key}»{hint}", keys.get(key), "Известные: " + ", ".join(known) + ".", name)

    def _error(self, code: str, text: str, line: int | None, advice: str = "", item: str | None = None) -> None:
        self.problems.append(Problem(Severity.ERROR, code, f"{text}.", item=item, file=str(self.path), line=line, advice=advice))


class _Lines:
    """Where keys and rows stand: ``items[n]`` the n-th [[item]], ``keys[n or None]`` its (or the file's) keys."""

    _KEY = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:\.[^=]*)?=")

    def __init__(self, text: str) -> None:
        self.items: list[int] = []
        self.keys: dict[int | None, dict[str, int]] = {None: {}}
        current: int | None = None
        state = ""  # inside a multi-line string or brackets
        for number, line in enumerate(text.split("\n"), start=1):
            if not state:
                header = re.match(r"\s*\[\[\s*\"?item\"?\s*\]\]", line)
                sub = re.match(r"\s*\[\s*item\s*\.\s*\"?(\w+)", line)
                if header:
                    self.items.append(number)
                    current = len(self.items) - 1
                    self.keys[current] = {}
                elif sub:
                    self.keys.setdefault(current, {}).setdefault(sub.group(1), number)
                elif match := self._KEY.match(line):
                    self.keys[current].setdefault(match.group(1).strip("\"'"), number)
            state = _state_after(line, state)


def _state_after(line: str, state: str) -> str:
    """What is still open at a line's end: a multi-line string's quotes, or ``[`` once a level."""
    at = 0
    while at < len(line):
        if state[-1:] in {'"', "'"}:
            end = line.find(state[-1] * 3, at)
            if end < 0:
                return state
            state, at = state[:-1], end + 3
            continue
        character = line[at]
        if character == "#":
            break
        if line.startswith(('"""', "'''"), at):
            state += character
            at += 3
            continue
        if character in "\"'":
            match = re.compile(r'"(?:[^"\\]|\\.)*"' if character == '"' else r"'[^']*'").match(line, at)
            at = match.end() if match else len(line)
            continue
        if character in "[{":
            state += character
        elif character in "]}":
            state = state[:-1]
        at += 1
    return state


def _looks_like_1251(raw: bytes) -> bool:
    letters = sum(0xC0 <= byte for byte in raw)
    return letters * 2 > sum(byte >= 0x80 for byte in raw)


def _existing(path: Path) -> tomlkit.TOMLDocument | None:
    try:
        return tomlkit.parse(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except (OSError, ValueError):
        return None


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
        if len(value) > 1:
            array.multiline(True)
        value = array
    elif isinstance(value, dict):
        inline: InlineTable = tomlkit.inline_table()
        inline.update(value)
        value = inline
    if key in table or not isinstance(table, tomlkit.TOMLDocument) or "item" not in table:
        table[key] = value
    else:
        table.insert(0, key, value)


def _plain(value: Any) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value


def _replace(path: Path, text: str) -> None:
    """Write beside, flush to disk, rename over: readers see the old file or the new one."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
