"""One entry of the dates file changed, as text into text: what it said before and says after; every other line stays as it was."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime

from notifier.core.clean import clean_line, clean_link
from notifier.edges.files import edit
from notifier.edges.files.walk import Place, Walk
from notifier.model.decision import Entry

YES = "да"
"""How a change tells of a flag that is set."""


Before = dict[str, str]
"""The keys that a writer changed and what each said before, in words (empty: it was absent); no keys: the file said so already and was
not touched."""


def decided(content: str, item: str) -> dict[str, edit.Scalar]:
    """What the text says of one row, key by key. Raises what ``tomllib`` raises, or ``EditError``."""
    dates = tomllib.loads(content).get("dates", {})
    if not isinstance(dates, dict):
        raise edit.EditError("dates is no table")
    known = dates.get(item)
    return known if isinstance(known, dict) else {} if known is None else {"when": known}


def with_decision(content: str, item: str, given: dict[str, edit.Scalar]) -> tuple[str, Before]:
    """The text with what is decided about one row; an empty value takes its key away."""
    before = decided(content, item)
    known = tomllib.loads(content).get("dates", {}).get(item)
    after = {key: value for key, value in {**before, **given}.items() if value not in ("", False, []) or key not in given}
    changes = changes_of(before, after)
    if not changes:
        return content, {}
    if isinstance(known, dict) and (after or not _is_one_line(content, item)):
        return _with_changes(content, ("dates", item), before, after)
    if not after:
        return edit.remove_key(content, ("dates",), item), changes
    short = after["when"] if list(after) == ["when"] else after
    return edit.set_key(content, ("dates",), item, short), changes


def _is_one_line(content: str, item: str) -> bool:
    """Whether the row's entry is written as ``"teor-2" = { … }``."""
    return any(statement.place == ("dates", item) for statement in Walk(content).statements)


def with_occurrence(content: str, entry: Entry) -> tuple[str, Before]:
    """The text with this event: changed where it stands already, else behind the others."""
    given = occurrence(entry)
    if found_occurrence(content, given)[1] is None:
        return edit.append_table(content, "occurrence", given), changes_of({}, given)
    return with_moved(content, entry, entry)


def without_occurrence(content: str, entry: Entry) -> tuple[str, Before]:
    """The text without this event."""
    entries, number = found_occurrence(content, occurrence(entry))
    if number is None:
        return content, {}
    return edit.remove_table(content, "occurrence", number), changes_of(entries[number], {})


def reverted(content: str, entry: Entry, before: Mapping[str, str]) -> tuple[str, Before]:
    """The text in which this event says again what it said before."""
    entries, number = found_occurrence(content, occurrence(entry))
    if number is None:
        return content, {}
    after: dict[str, edit.Scalar] = {key: value for key, value in {**entries[number], **before}.items() if value}
    if "tentative" in after:
        after["tentative"] = after["tentative"] in (True, YES)
    return _with_changes(content, ("occurrence", number), entries[number], after)


def with_moved(content: str, former: Entry, entry: Entry) -> tuple[str, Before]:
    """The text in which the former event has become this one."""
    entries, number = found_occurrence(content, occurrence(former))
    if number is None:
        return content, {}
    known = entries[number]  # that it is off, or not certain, was said of it as it stood
    kept = {key: value for key, value in known.items() if key not in ("cancelled", "tentative")}
    return _with_changes(content, ("occurrence", number), known, {**kept, **occurrence(entry)})


def occurrence(entry: Entry) -> dict[str, edit.Scalar]:
    """An event as the file writes it."""
    given: dict[str, edit.Scalar] = {
        "item": clean_line(entry.item), "id": clean_line(entry.id), "title": clean_line(entry.title),
        "when": moment(entry.when) or "", "until": moment(entry.until) or "", "place": clean_line(entry.place),
        "link": clean_link(entry.link), "register_by": clean_line(entry.register_by), "note": clean_line(entry.note),
        "cancelled": clean_line(entry.cancelled or ""), "tentative": entry.tentative,
    }
    return {key: value for key, value in given.items() if value}


def found_occurrence(content: str, given: dict[str, edit.Scalar]) -> tuple[list[dict[str, edit.Scalar]], int | None]:
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
    return (str(known.get("title", "")).casefold(), words(known.get("when", ""))) == (
        str(given.get("title", "")).casefold(), words(given.get("when", "")))


def _with_changes(content: str, table: Place, before: Mapping[str, edit.Scalar],
                  after: Mapping[str, edit.Scalar]) -> tuple[str, Before]:
    changes = changes_of(before, after)
    for key in changes:
        content = edit.set_key(content, table, key, after[key]) if key in after else edit.remove_key(content, table, key)
    return content, changes


def changes_of(before: Mapping[str, edit.Scalar], after: Mapping[str, edit.Scalar]) -> Before:
    """Which keys differ, and what they said."""
    return {key: _told(before.get(key, "")) for key in {**before, **after} if before.get(key) != after.get(key)}


def _told(value: object) -> str:
    """A value as the acknowledgement names it, and as it may come back: an hour of another clock with that clock."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return f"{value.astimezone(UTC):%d.%m.%Y %H:%M} UTC"
    return words(value)


def words(value: object) -> str:
    """A value of the file as she reads it."""
    if isinstance(value, bool):
        return YES if value else "нет"
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, list):
        return "; ".join(f"{entry.get('title', '')} — {words(entry.get('when', ''))}" for entry in value)
    return str(value)


def moment(value: str | datetime) -> str | datetime:
    """A moment as the file has it: without what is smaller than a second."""
    return value.replace(microsecond=0) if isinstance(value, datetime) else clean_line(value)
