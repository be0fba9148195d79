"""Writing into the dates file: one entry at a time, durably, every other line as it was.

Refuses to touch a file that does not parse. Writers of ours wait for one another; somebody else's saving in between (an editor)
is noticed and the edit is made anew on what was saved. Writing the same twice changes nothing the second time.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypedDict, Unpack

from notifier.core.clean import clean_line, clean_link
from notifier.edges.datesfile.changes import Before, moment, reverted, with_decision, with_moved, with_occurrence, without_occurrence
from notifier.edges.datesfile.reading import WHAT
from notifier.edges.files import edit, text
from notifier.edges.files.toml import parse_toml
from notifier.model.decision import Entry, Milestone
from notifier.model.problem import Problem, Severity

HEADING = ("# Файл дат: что решено о строках плана. Можно править в «Блокноте» (кодировка UTF-8);\n"
           "# строки после знака # служба не читает и не меняет.\n")
_ATTEMPTS = 5
NOT_WITH_A_DATE = ("cancelled", "closed", "tentative")
"""What a new date takes away."""
Result = tuple[Before | None, list[Problem]]
"""What was changed (None: nothing could be), and what is wrong."""


class Decided(TypedDict, total=False):
    """What is decided about one row. None leaves a key as it is, an empty text removes it."""

    when: str | datetime | None
    place: str | None
    link: str | None
    plan: str | None
    cancelled: str | None
    closed: str | None
    tentative: bool | None
    milestones: Sequence[Milestone] | None


def write_decision(path: Path, item: str, **decided: Unpack[Decided]) -> Result:
    """Write what is decided about one row. A new ``when`` is a confirmation: an earlier ``cancelled``, ``closed`` and ``tentative`` go
    unless they are given too."""
    words: Mapping[str, Any] = decided
    given = {key: form(words[key]) for key, form in _FORMS.items() if words.get(key) is not None}
    if given.get("when"):
        given |= {key: given.get(key, "") for key in NOT_WITH_A_DATE}
    if words.get("link") and not given["link"]:
        shown = clean_line(words["link"], limit=100)
        return None, [_refusal(path, "bad-link", f"«{shown}» — не адрес страницы.", "Нужен адрес https://…")]
    return _write(path, clean_line(item), lambda content: with_decision(content, clean_line(item), given))


def write_occurrence(path: Path, entry: Entry) -> Result:
    """Write one event of somebody else's schedule. The same event (its id, or else its title and time) is changed in place."""
    return _write(path, entry.item, lambda content: with_occurrence(content, entry))


def withdraw_occurrence(path: Path, entry: Entry) -> Result:
    """Take one written event of somebody else's schedule out again, as if it had never been entered. No changes: it is not there."""
    return _write(path, entry.item, lambda content: without_occurrence(content, entry))


def revert_occurrence(path: Path, entry: Entry, before: Mapping[str, str]) -> Result:
    """Let one written event say again what it said ``before`` (key by key; empty: it was not there). No changes: it is not there."""
    return _write(path, entry.item, lambda content: reverted(content, entry, before))


def move_occurrence(path: Path, former: Entry, entry: Entry) -> Result:
    """Change a written event of somebody else's schedule into ``entry``: it stays the same event. No changes: ``former`` is not there."""
    return _write(path, entry.item, lambda content: with_moved(content, former, entry))


def _write(path: Path, item: str, change: Callable[[str], tuple[str, Before]]) -> Result:
    try:
        with text.locked(text.real(path).parent):
            for _ in range(_ATTEMPTS):
                outcome = _attempt(path, change)
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


def _attempt(path: Path, change: Callable[[str], tuple[str, Before]]) -> Result | None:
    """Read, change, write; None when somebody saved the file meanwhile."""
    seen = text.fingerprint(path)
    content, problems = (HEADING.encode(), []) if seen is None else text.read_bytes(path, what=WHAT)
    if content is None:
        return None, problems
    raw, problems = text.decode(content, file=str(path), what=WHAT)
    if raw is None:
        return None, problems
    unix = raw.replace("\r\n", "\n")
    toml, problems = parse_toml(unix, file=str(path))
    if toml is None:
        return None, problems
    edited, changes = change(unix)
    if not changes:
        return {}, []
    edited = edited if edited.strip() else HEADING  # a blank file is taken for one that a full disk or a cut save left behind
    if text.fingerprint(path) != seen:
        return None
    text.write_text(path, text.in_shape_of(content, edited))
    return changes, []


def _milestone(milestone: Milestone) -> dict[str, str]:
    pairs = {"title": clean_line(milestone.title), "when": clean_line(milestone.when), "place": clean_line(milestone.place),
             "link": clean_link(milestone.link)}
    return {key: value for key, value in pairs.items() if value}


_FORMS: Mapping[str, Callable[[Any], edit.Scalar]] = {
    "when": moment, "place": clean_line, "link": clean_link, "plan": clean_line, "cancelled": clean_line, "closed": clean_line,
    "tentative": bool, "milestones": lambda points: [_milestone(point) for point in points],
}
"""How each key is written, in the order of a new entry."""


def _refusal(path: Path, code: str, words: str, advice: str) -> Problem:
    return Problem(Severity.ERROR, code, words, file=str(path), advice=advice)
