"""What the dates file says now of one row, or of one event of somebody else's schedule, in words."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from notifier.edges.datesfile.changes import Before, changes_of, decided, found_occurrence, occurrence, words
from notifier.edges.datesfile.reading import WHAT
from notifier.edges.files import edit, text
from notifier.edges.files.toml import parse_toml
from notifier.model.decision import Entry


def content_of(path: Path) -> str | None:
    """The file's text, empty where there is none; None for one that can't be read."""
    return text.read_text(path, what=WHAT)[0] if text.is_there(path) else ""


def is_sound(path: Path) -> bool:
    """Whether the file can be read and changed: what stands in one that can't be is not known."""
    content = content_of(path)
    return content is not None and parse_toml(content, file=str(path))[0] is not None


def entry_now(path: Path, entry: Entry) -> dict[str, str] | None:
    """What a sound file says of this event, in words; None where it is not there."""
    said = _entry_in(content_of(path) or "", entry)
    return {key: words(value) for key, value in said.items()} if said else None


def entry_words(entry: Entry) -> dict[str, str]:
    """What the file would say of it."""
    return {key: words(value) for key, value in occurrence(entry).items()}


def row_in(content: str, item: str) -> dict[str, str]:
    """What a text of the file says of one row, in words; nothing where it can't be read."""
    try:
        return {key: words(value) for key, value in decided(content, item).items()}
    except (tomllib.TOMLDecodeError, edit.EditError):
        return {}


def row_now(path: Path, item: str) -> dict[str, str]:
    """What the file says of one row now."""
    return row_in(content_of(path) or "", item)


def since(former: str, path: Path, item: str) -> Before:
    """What of one row's entry the ``former`` text of the file said otherwise; nothing where one of them can't be read."""
    return _since(former, path, lambda content: decided(content, item))


def entry_since(former: str, path: Path, entry: Entry) -> Before:
    """The same of one event of somebody else's schedule; all of it where it did not stand in the ``former`` text."""
    return _since(former, path, lambda content: _entry_in(content, entry))


def _since(former: str, path: Path, said: Callable[[str], dict[str, edit.Scalar]]) -> Before:
    try:
        before, after = said(former), said(content_of(path) or "")
    except (tomllib.TOMLDecodeError, edit.EditError):
        return {}
    return changes_of(before, after)


def _entry_in(content: str, entry: Entry) -> dict[str, edit.Scalar]:
    entries, number = found_occurrence(content, occurrence(entry))
    return {} if number is None else entries[number]
