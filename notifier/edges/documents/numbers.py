"""Word's automatic numbers, which are no text in the file (ISO/IEC 29500-1, 17.9): counted here as Word shows them."""

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

Element = Any  # as in word.py
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class _List:
    """A w:num: its levels, and the list whose counters it shares (the abstract one, or its own after an override)."""

    levels: dict[int, _Level]
    counters: str


@dataclass(slots=True)
class _Style:
    num: str | None = None
    level: int = 0
    parent: str | None = None


class Numbering:
    """Counts through a document; ``mark`` must see the paragraphs in order."""

    def __init__(self, document: Any) -> None:
        self._lists = _lists(document)
        self._styles = _styles(document)
        self._counts: dict[str, dict[int, int]] = {}

    def mark(self, paragraph: Element, *, empty: bool) -> str:
        """«3.», «б)», «-» for a bullet, or nothing. An empty bullet shows nothing worth reading."""
        num, level = self._of(paragraph)
        found = self._lists.get(num or "")
        if found is None or num == "0":
            return ""
        form = found.levels.get(level, _Level())
        if form.form == "bullet":
            return "" if empty else "-"
        counts = self._counts.setdefault(found.counters, {})
        counts[level] = counts[level] + 1 if level in counts else form.start
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if form.form == "none":
            return ""
        return re.sub(r"%(\d)", lambda match: self._shown(found, counts, int(match.group(1)) - 1), form.text).strip()

    def _shown(self, found: _List, counts: dict[int, int], level: int) -> str:
        form = found.levels.get(level, _Level())
        return _written(counts.get(level, form.start), form.form)

    def _of(self, paragraph: Element) -> tuple[str | None, int]:
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return None, 0
        own = properties.find(qn("w:numPr"))
        style = properties.find(qn("w:pStyle"))
        inherited = self._inherited(style.get(qn("w:val")) if style is not None else None)
        if own is None:
            return inherited
        number, level = _value(own, "numId"), _value(own, "ilvl")
        return number or inherited[0], int(level) if level and level.isdecimal() else inherited[1]

    def _inherited(self, style: str | None) -> tuple[str | None, int]:
        for _ in range(20):  # styles may point at each other in a circle
            known = self._styles.get(style or "")
            if known is None:
                return None, 0
            if known.num is not None:
                return known.num, known.level
            style = known.parent
        return None, 0


def _value(parent: Element, name: str) -> str | None:
    child = parent.find(qn(f"w:{name}"))
    return child.get(qn("w:val")) if child is not None else None


def _level(element: Element) -> _Level:
    start = _value(element, "start") or "1"
    return _Level(_value(element, "numFmt") or "decimal", _value(element, "lvlText") or "", int(start) if start.isdecimal() else 1)


def _lists(document: Any) -> dict[str, _List]:
    relation = next((part for part in document.part.rels.values() if part.reltype.endswith("/numbering") and not part.is_external), None)
    if relation is None:
        return {}
    root = relation.target_part.element
    abstract = {
        element.get(qn("w:abstractNumId")): {
            int(level.get(qn("w:ilvl"), "0")): _level(level) for level in element.findall(qn("w:lvl"))
        } for element in root.findall(qn("w:abstractNum"))
    }
    found: dict[str, _List] = {}
    for element in root.findall(qn("w:num")):
        number, base = element.get(qn("w:numId")), _value(element, "abstractNumId") or ""
        levels, counters = dict(abstract.get(base, {})), f"abstract {base}"
        for override in element.findall(qn("w:lvlOverride")):
            index = int(override.get(qn("w:ilvl"), "0"))
            new = override.find(qn("w:lvl"))
            start = _value(override, "startOverride")
            given = _level(new) if new is not None else levels.get(index, _Level())
            levels[index] = _Level(given.form, given.text, int(start) if start and start.isdecimal() else given.start)
            counters = f"num {number}"
        found[number] = _List(levels, counters)
    return found


def _styles(document: Any) -> dict[str, _Style]:
    found: dict[str, _Style] = {}
    for element in document.styles.element.findall(qn("w:style")):
        numbering = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        level = _value(numbering, "ilvl") if numbering is not None else None
        found[element.get(qn("w:styleId"))] = _Style(
            _value(numbering, "numId") if numbering is not None else None,
            int(level) if level and level.isdecimal() else 0, _value(element, "basedOn"))
    return found


def _written(count: int, form: str) -> str:
    if form in {"upperRoman", "lowerRoman"}:
        text, rest = "", count
        for value, letters in _ROMAN:
            while rest >= value and len(text) < 40:
                text, rest = text + letters, rest - value
        return text.upper() if form == "upperRoman" else text
    alphabet = {"upperLetter": "abcdefghijklmnopqrstuvwxyz", "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
                "russianLower": _RUSSIAN, "russianUpper": _RUSSIAN}.get(form)
    if alphabet:
        letter = alphabet[(count - 1) % len(alphabet)] * ((count - 1) // len(alphabet) + 1)
        return letter.upper() if form.endswith("Upper") or form.startswith("upper") else letter
    return f"{count:02}" if form == "decimalZero" else str(count)
