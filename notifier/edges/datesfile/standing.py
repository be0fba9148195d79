"""What the dates file says now of one row, or of one event of somebody else's schedule, in words."""

import tomllib
from pathlib import Path

from notifier.edges.datesfile.changes import Written, changes_of, decided, found_occurrence, occurrence, words
from notifier.edges.datesfile.reading import WHAT
from notifier.edges.files import edit, text
from notifier.edges.files.toml import parse_toml
from notifier.model.decision import Entry


def is_sound(path: Path) -> bool:
    """Whether the file can be read and changed: what stands in one that can't be is not known."""
    content = text.read_text(path, what=WHAT)[0] if text.is_there(path) else ""
    return content is not None and parse_toml(content, file=str(path))[0] is not None


def entry_now(path: Path, entry: Entry) -> dict[str, str] | None:
    """What a sound file says of this event, in words; None where it is not there."""
    content = text.read_text(path, what=WHAT)[0] if text.is_there(path) else ""
    entries, number = found_occurrence((content or "").replace("\r\n", "\n"), occurrence(entry))
    return None if number is None else {key: words(value) for key, value in entries[number].items()}


def entry_words(entry: Entry) -> dict[str, str]:
    """What the file would say of it."""
    return {key: words(value) for key, value in occurrence(entry).items()}


def row_in(content: str, item: str) -> dict[str, str]:
    """What a text of the file says of one row, in words; nothing where it can't be read."""
    try:
        said = decided(content.replace("\r\n", "\n"), item)
    except (tomllib.TOMLDecodeError, edit.EditError):
        return {}
    return {key: words(value) for key, value in said.items()}


def row_now(path: Path, item: str) -> dict[str, str]:
    """What the file says of one row now."""
    return row_in(text.read_text(path, what=WHAT)[0] or "" if text.is_there(path) else "", item)


def since(former: str, path: Path, item: str) -> Written:
    """What the entry of one row says now and did not say in the ``former`` text of the file; nothing where one of them can't be read."""
    now, _ = text.read_text(path, what=WHAT)
    try:
        before, after = (decided(content.replace("\r\n", "\n"), item) for content in (former, now or ""))
    except (tomllib.TOMLDecodeError, edit.EditError):
        return Written(item, str(path))
    return Written(item, str(path), changes_of(before, after))


def entry_since(former: str, path: Path, entry: Entry) -> Written:
    """The same of one event of somebody else's schedule; all of it where it did not stand in the ``former`` text."""
    now, _ = text.read_text(path, what=WHAT)
    try:
        before, after = (entries[number] if number is not None else {} for entries, number in (
            found_occurrence(content.replace("\r\n", "\n"), occurrence(entry)) for content in (former, now or "")))
    except (tomllib.TOMLDecodeError, edit.EditError):
        return Written(entry.item, str(path))
    return Written(entry.item, str(path), changes_of(before, after))
