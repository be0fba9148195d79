"""Writing into the dates file: one entry at a time, durably, every other line as it was.

Refuses to touch a file that does not parse. Writers of ours wait for one another; somebody else's saving in between (an editor)
is noticed and the edit is made anew on what was saved. Writing the same twice changes nothing the second time.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from notifier.core.clean import clean_line, clean_link
from notifier.edges.datesfile.reading import WHAT
from notifier.edges.files import edit, text
from notifier.edges.files.toml import parse_toml
from notifier.edges.files.walk import Place, Walk
from notifier.model.decision import Entry, Milestone
from notifier.model.problem import Problem, Severity

HEADING = ("# Файл дат: что решено о строках плана. Можно править в «Блокноте» (кодировка UTF-8);\n"
           "# строки после знака # служба не читает и не меняет.\n")
YES = "да"
"""How a change tells of a flag that is set."""
_ATTEMPTS = 5
_Result = tuple["Written | None", list[Problem]]


@dataclass(frozen=True, slots=True)
class Change:
    """One key of an entry, before and after, as words; empty means absent."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer changed; no changes: the file said so already and was not touched."""

    item: str
    file: str
    changes: tuple[Change, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the file was written."""
        return bool(self.changes)


def write_decision(path: Path, item: str, *, when: str | datetime | None = None, place: str | None = None,
                   plan: str | None = None, cancelled: str | None = None, link: str | None = None, title: str | None = None,
                   bring: str | None = None, tentative: bool | None = None, closed: str | None = None,
                   milestones: tuple[Milestone, ...] | None = None) -> _Result:
    """Write what is decided about one row. None leaves a key as it is, an empty text removes it.

    A new ``when`` is a confirmation: an earlier ``cancelled``, ``closed`` and ``tentative`` go unless they are given too.
    """
    given = _given({
        "when": _moment(when), "place": _line(place), "link": None if link is None else clean_link(link), "title": _line(title),
        "bring": _line(bring), "plan": _line(plan), "cancelled": _line(cancelled), "closed": _line(closed),
        "tentative": tentative,
        "milestones": None if milestones is None else [_milestone(milestone) for milestone in milestones],
    })
    if link and not given["link"]:
        shown = clean_line(link, limit=100)
        return None, [_refusal(path, "bad-link", f"«{shown}» — не адрес страницы.", "Нужен адрес https://…")]
    return _write(path, clean_line(item), lambda content: _with_decision(content, clean_line(item), given))


def _given(wanted: dict[str, edit.Scalar | None]) -> dict[str, edit.Scalar]:
    given = {key: value for key, value in wanted.items() if value is not None}
    if given.get("when"):
        for key in ("cancelled", "closed", "tentative"):
            given.setdefault(key, "")
    return given


def write_occurrence(path: Path, entry: Entry) -> _Result:
    """Write one event of somebody else's schedule. The same event (its id, or else its title and time) is changed in place."""
    return _write(path, entry.item, lambda content: _with_occurrence(content, entry))


def withdraw_occurrence(path: Path, entry: Entry) -> _Result:
    """Take one written event of somebody else's schedule out again, as if it had never been entered. No changes: it is not there."""
    return _write(path, entry.item, lambda content: _without_occurrence(content, entry))


def revert_occurrence(path: Path, entry: Entry, before: Mapping[str, str]) -> _Result:
    """Let one written event say again what it said ``before`` (key by key; empty: it was not there). No changes: it is not there."""
    return _write(path, entry.item, lambda content: _reverted(content, entry, before))


def move_occurrence(path: Path, former: Entry, entry: Entry) -> _Result:
    """Change a written event of somebody else's schedule into ``entry``: it stays the same event. No changes: ``former`` is not there."""
    return _write(path, entry.item, lambda content: _with_moved(content, former, entry))


def is_sound(path: Path) -> bool:
    """Whether the file can be read and changed: what stands in one that can't be is not known."""
    content = text.read_text(path, what=WHAT)[0] if path.exists() else ""
    return content is not None and parse_toml(content, file=str(path))[0] is not None


def entry_now(path: Path, entry: Entry) -> dict[str, str] | None:
    """What a sound file says of this event, in words; None where it is not there."""
    content = text.read_text(path, what=WHAT)[0] if path.exists() else ""
    entries, number = _found_occurrence((content or "").replace("\r\n", "\n"), _occurrence(entry))
    return None if number is None else {key: _words(value) for key, value in entries[number].items()}


def entry_words(entry: Entry) -> dict[str, str]:
    """What the file would say of it."""
    return {key: _words(value) for key, value in _occurrence(entry).items()}


def row_in(content: str, item: str) -> dict[str, str]:
    """What a text of the file says of one row, in words; nothing where it can't be read."""
    try:
        decided = _decided(content.replace("\r\n", "\n"), item)
    except (tomllib.TOMLDecodeError, edit.EditError):
        return {}
    return {key: _words(value) for key, value in decided.items()}


def row_now(path: Path, item: str) -> dict[str, str]:
    """What the file says of one row now."""
    return row_in(text.read_text(path, what=WHAT)[0] or "" if path.exists() else "", item)


def since(former: str, path: Path, item: str) -> Written:
    """What the entry of one row says now and did not say in the ``former`` text of the file; nothing where one of them can't be read."""
    now, _ = text.read_text(path, what=WHAT)
    try:
        before, after = (_decided(content.replace("\r\n", "\n"), item) for content in (former, now or ""))
    except (tomllib.TOMLDecodeError, edit.EditError):
        return Written(item, str(path))
    return Written(item, str(path), _changes(before, after))


def entry_since(former: str, path: Path, entry: Entry) -> Written:
    """The same of one event of somebody else's schedule; all of it where it did not stand in the ``former`` text."""
    now, _ = text.read_text(path, what=WHAT)
    try:
        before, after = (entries[number] if number is not None else {} for entries, number in (
            _found_occurrence(content.replace("\r\n", "\n"), _occurrence(entry)) for content in (former, now or "")))
    except (tomllib.TOMLDecodeError, edit.EditError):
        return Written(entry.item, str(path))
    return Written(entry.item, str(path), _changes(before, after))


def _decided(content: str, item: str) -> dict[str, edit.Scalar]:
    dates = tomllib.loads(content).get("dates", {})
    if not isinstance(dates, dict):
        raise edit.EditError("dates is no table")
    known = dates.get(item)
    return known if isinstance(known, dict) else {} if known is None else {"when": known}


def _write(path: Path, item: str, change: Callable[[str], tuple[str, tuple[Change, ...]]]) -> _Result:
    try:
        with text.locked(path.resolve().parent):
            for _ in range(_ATTEMPTS):
                outcome = _attempt(path, item, change)
                if outcome is not None:
                    return outcome
    except edit.EditError:
        return None, [_refusal(path, "edit", f"Запись «{item}» устроена так, что изменить её без риска для соседних нельзя.",
                               "Впишите решение в файл сами.")]
    except OSError as error:
        return None, [_refusal(path, "unwritable", f"Не удалось записать файл дат ({error.strerror}). Решение не записано.",
                               "Проверьте свободное место и право записи в эту папку.")]
    return None, [_refusal(path, "busy", "Файл дат всё время меняет кто-то другой. Решение не записано.",
                           "Повторите через минуту.")]


def _attempt(path: Path, item: str, change: Callable[[str], tuple[str, tuple[Change, ...]]]) -> "_Result | None":
    """Read, change, write; None when somebody saved the file meanwhile."""
    seen = text.fingerprint(path)
    if seen is None:
        raw: str | None = HEADING
    else:
        content, problems = text.read_bytes(path, what=WHAT)
        raw, more = (None, []) if content is None else text.decode(content, file=str(path), what=WHAT)
        if raw is None:
            return None, [*problems, *more]
    assert raw is not None
    dos = raw.count("\r\n") * 2 > raw.count("\n")
    unix = raw.replace("\r\n", "\n")
    toml, problems = parse_toml(unix, file=str(path))
    if toml is None:
        return None, problems
    edited, changes = change(unix)
    if not changes:
        return Written(item, str(path)), []
    if text.fingerprint(path) != seen:
        return None
    marked = seen is not None and content is not None and content.startswith(text.BOM.encode())
    text.write_text(path, (text.BOM if marked else "") + (edited.replace("\n", "\r\n") if dos else edited))
    return Written(item, str(path), changes), []


def _with_decision(content: str, item: str, given: dict[str, edit.Scalar]) -> tuple[str, tuple[Change, ...]]:
    before = _decided(content, item)
    known = tomllib.loads(content).get("dates", {}).get(item)
    after = {key: value for key, value in {**before, **given}.items() if value not in ("", False, []) or key not in given}
    changes = _changes(before, after)
    if not changes:
        return content, ()
    if isinstance(known, dict) and (after or not _is_one_line(content, item)):
        return _with_changes(content, ("dates", item), after, changes), changes
    if not after:
        return edit.remove_key(content, ("dates",), item), changes
    short = after["when"] if list(after) == ["when"] else after
    return edit.set_key(content, ("dates",), item, short), changes


def _is_one_line(content: str, item: str) -> bool:
    """Whether the row's entry is written as ``"teor-2" = { … }``."""
    return any(statement.place == ("dates", item) for statement in Walk(content).statements)


def _with_occurrence(content: str, entry: Entry) -> tuple[str, tuple[Change, ...]]:
    given = _occurrence(entry)
    entries, number = _found_occurrence(content, given)
    if number is None:
        return edit.append_table(content, "occurrence", given), _changes({}, given)
    before = entries[number]
    after = {**{key: value for key, value in before.items() if key != "cancelled"}, **given}
    changes = _changes(before, after)
    return _with_changes(content, ("occurrence", number), after, changes), changes


def _without_occurrence(content: str, entry: Entry) -> tuple[str, tuple[Change, ...]]:
    entries, number = _found_occurrence(content, _occurrence(entry))
    if number is None:
        return content, ()
    return edit.remove_table(content, "occurrence", number), _changes(entries[number], {})


def _reverted(content: str, entry: Entry, before: Mapping[str, str]) -> tuple[str, tuple[Change, ...]]:
    entries, number = _found_occurrence(content, _occurrence(entry))
    if number is None:
        return content, ()
    after: dict[str, edit.Scalar] = {key: value for key, value in {**entries[number], **before}.items() if value}
    changes = _changes(entries[number], after)
    return _with_changes(content, ("occurrence", number), after, changes), changes


def _with_moved(content: str, former: Entry, entry: Entry) -> tuple[str, tuple[Change, ...]]:
    entries, number = _found_occurrence(content, _occurrence(former))
    if number is None:
        return content, ()
    after = {**{key: value for key, value in entries[number].items() if key != "cancelled"}, **_occurrence(entry)}
    changes = _changes(entries[number], after)
    return _with_changes(content, ("occurrence", number), after, changes), changes


def _occurrence(entry: Entry) -> dict[str, edit.Scalar]:
    given: dict[str, edit.Scalar] = {
        "item": clean_line(entry.item), "id": clean_line(entry.id), "title": clean_line(entry.title),
        "when": _moment(entry.when) or "", "until": _moment(entry.until) or "", "place": clean_line(entry.place),
        "link": clean_link(entry.link), "register_by": clean_line(entry.register_by), "note": clean_line(entry.note),
        "cancelled": clean_line(entry.cancelled or ""),
    }
    return {key: value for key, value in given.items() if value}


def _found_occurrence(content: str, given: dict[str, edit.Scalar]) -> tuple[list[dict[str, edit.Scalar]], int | None]:
    """The file's occurrences, and which of them is this event."""
    entries = tomllib.loads(content).get("occurrence", [])
    if not isinstance(entries, list) or not all(isinstance(known, dict) for known in entries):
        raise edit.EditError("occurrence is no list of tables")
    return entries, next((number for number, known in enumerate(entries) if _same(known, given)), None)


def _same(known: dict[str, edit.Scalar], given: dict[str, edit.Scalar]) -> bool:
    """Whether both are one event: the same id where the new one has it, else the same title and time."""
    if known.get("item") != given.get("item"):
        return False
    if "id" in given and "id" in known:
        return known["id"] == given["id"]
    return (str(known.get("title", "")).casefold(), _words(known.get("when", ""))) == (
        str(given.get("title", "")).casefold(), _words(given.get("when", "")))


def _with_changes(content: str, table: Place, after: dict[str, edit.Scalar], changes: tuple[Change, ...]) -> str:
    for change in changes:
        content = (edit.set_key(content, table, change.key, after[change.key]) if change.key in after
                   else edit.remove_key(content, table, change.key))
    return content


def _changes(before: dict[str, edit.Scalar], after: dict[str, edit.Scalar]) -> tuple[Change, ...]:
    keys = [*before, *(key for key in after if key not in before)]
    return tuple(Change(key, _told(before.get(key, "")), _told(after.get(key, ""))) for key in keys
                 if before.get(key) != after.get(key))


def _told(value: object) -> str:
    """A value as the acknowledgement names it, and as it may come back: an hour of another clock with that clock."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return f"{value.astimezone(UTC):%d.%m.%Y %H:%M} UTC"
    return _words(value)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else "нет"
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, list):
        return "; ".join(f"{entry.get('title', '')} — {_words(entry.get('when', ''))}" for entry in value)
    return str(value)


def _line(value: str | None) -> str | None:
    return None if value is None else clean_line(value)


def _moment(value: str | datetime | None) -> str | datetime | None:
    return value.replace(microsecond=0) if isinstance(value, datetime) else _line(value)


def _milestone(milestone: Milestone) -> dict[str, str]:
    pairs = {"title": clean_line(milestone.title), "when": clean_line(milestone.when), "place": clean_line(milestone.place),
             "link": clean_link(milestone.link)}
    return {key: value for key, value in pairs.items() if value}


def _refusal(path: Path, code: str, words: str, advice: str) -> Problem:
    return Problem(Severity.ERROR, code, words, file=str(path), advice=advice)
