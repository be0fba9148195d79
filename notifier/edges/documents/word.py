"""DOCX as a person sees it: tracked insertions without deletions or what is struck out, automatic numbers, merged cells with their spans.

Walks the element tree that python-docx opens: its ``Table.rows`` and ``paragraph.text`` leave out content controls,
numbering, insertions and rows inside wrappers. Names are those of ISO/IEC 29500-1 (WordprocessingML).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from notifier.edges.documents.margins import margins
from notifier.edges.documents.numbers import Numbering
from notifier.edges.documents.tabbed import tabbed
from notifier.model.plan import Cell, Document, Table
from notifier.model.problem import Problem, Severity

Element = Any  # lxml elements of python-docx: it ships no types for them
_DEEPEST = 6   # tables in tables; Word itself stops to be usable at three
_WRAPPERS = {qn(f"w:{name}") for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "fldSimple",
                                          "dir", "bdo")}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"  # «14³⁰» by «Вставка → Уравнение»
_WRAPPERS |= {_MATH + name for name in ("oMathPara", "oMath", "sSup", "sSub", "sSubSup", "e", "sup", "sub", "d", "box", "f", "num", "den")}
_GONE = {qn(f"w:{name}") for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rPr", "pPr",
                                      "instrText", "delText")}
_P, _TBL, _TR, _TC, _R = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r"))
_HINT = f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"  # «Место для ввода даты.» in a field that nobody filled in
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_STRIKES, _HIDES = ("strike", "dstrike"), ("vanish",)
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CHARACTERS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): ""}
_SYMBOLS = {"02D": "-", "0FC": "✓", "0FE": "☑", "0A8": "☐", "06F": "☐"}  # of Symbol and Wingdings, behind F


def read_word(path: Path) -> Document:
    """The document's paragraphs and tables in order. Raises what python-docx and lxml raise for broken files."""
    opened = docx.Document(str(path))
    reader = _Reader(Numbering(opened), opened.styles.element)
    blocks = tabbed(reader.blocks(opened.element.body))
    reader.problems += margins(opened)
    return Document(blocks, name=path.stem, problems=tuple(reader.problems))


class _Reader:
    """Reads elements in document order, so that automatic numbers count as Word counts them."""

    def __init__(self, numbering: Numbering, styles: Element) -> None:
        self.numbering = numbering
        self.styles: dict[tuple[str, ...], set[str]] = {marks: _styles_with(styles, marks) for marks in (_STRIKES, _HIDES)}
        self.problems: list[Problem] = []
        self.struck: list[str] = []  # of the paragraph that is being read
        self.strikes = 0  # paragraphs so far in which something is struck out

    def blocks(self, parent: Element, depth: int = 0) -> Iterator[str | Table]:
        """Paragraphs and tables of a body or a cell."""
        carried = ""
        for child in _children(parent):
            if child.tag == _P:
                carried += self._text(child)
                if any(_at(child, "pPr", "rPr", gone) is not None for gone in ("del", "moveFrom")):  # it runs on into the next
                    continue
                yield self._numbered(child, carried)
                carried = ""
                yield from self._boxes(child, depth)
            elif child.tag == _TBL and depth < _DEEPEST:
                yield self.table(child, depth)
        if carried:
            yield carried

    def _text(self, paragraph: Element) -> str:
        """What a person sees of it; what is struck out is told."""
        text = "".join(self._runs(paragraph))
        if struck := " ".join("".join(self.struck).split()):
            self.strikes += 1
            self.problems.append(Problem(Severity.WARNING, "struck-text", f"Зачёркнутое не прочитано: «{struck}».",
                                         advice="Если оно остаётся в плане, снимите зачёркивание; строку без него проверьте."))
        self.struck.clear()
        return text

    def _numbered(self, paragraph: Element, text: str) -> str:
        """Its text with the automatic number or bullet that Word shows before it."""
        mark = self.numbering.mark(paragraph, empty=not text.strip())
        return f"{mark} {text}".rstrip() if mark else text

    def table(self, table: Element, depth: int) -> Table:
        """Its rows; deleted ones are left out."""
        merged: dict[int, str] = {}
        rows = [tuple(self._cells(row, depth, merged)) for row in _children(table) if row.tag == _TR and _at(row, "trPr", "del") is None]
        return Table(tuple(row for row in rows if row))

    def _cells(self, row: Element, depth: int, merged: dict[int, str]) -> Iterator[Cell]:
        """``merged``: columns whose cells go on from the row above, with what they show."""
        column = 0
        if (before := _at(row, "trPr", "gridBefore")) is not None:
            yield Cell(span=(column := _number(before)))
        for cell in _children(row):
            if cell.tag != _TC:
                continue
            span, merge = _at(cell, "tcPr", "gridSpan"), _at(cell, "tcPr", "vMerge")
            strikes = self.strikes
            blocks = [] if _is_hint(cell.getparent().getparent()) else list(self.blocks(cell, depth + 1))
            read = Cell(
                tuple(block for block in blocks if isinstance(block, str)),
                span=_number(span) if span is not None else 1,
                continued=merge is not None and merge.get(qn("w:val"), "continue") == "continue",
                tables=tuple(block for block in blocks if isinstance(block, Table)),
            )
            read = replace(read, struck=self.strikes > strikes and not read.text)
            if read.continued and column in merged:
                if read.text and read.text != merged[column]:
                    self.problems.append(Problem(Severity.INFO, "hidden-text", f"Текст под объединённой клеткой не виден и не прочитан: «"
                                                 f"{' '.join(read.text.split())}».", advice="Если он нужен, разъедините клетки в Word."))
                read = Cell(span=read.span, continued=True)
            elif merge is not None:
                merged[column] = read.text
            else:
                merged.pop(column, None)
            column += read.span
            yield read
        if (after := _at(row, "trPr", "gridAfter")) is not None:
            yield Cell(span=_number(after))

    def _runs(self, paragraph: Element) -> Iterator[str]:
        before = ""
        for child in _children(paragraph):
            if child.tag not in {_R, f"{_MATH}r"}:
                continue
            text = "".join(map(_shown, _children(child)))
            if self._is_marked(child, paragraph, _STRIKES):
                self.struck.append(text)
                if gap := _gap(text) if before else "":
                    yield gap
                continue
            if self._is_marked(child, paragraph, _HIDES):
                if text.strip():
                    self.problems.append(Problem(Severity.INFO, "hidden-text", f"Скрытый текст не прочитан: «{text.strip()}».",
                                                 advice="Если он нужен, снимите в Word пометку «скрытый»."))
                continue
            if _raised(child) and text.strip().isdecimal():  # «14⁰⁰»: minutes, not «1400»; «20.11.2026¹»: a note's mark
                minutes = before[-1:].isdigit() and len(text.strip()) == 2
                text = f":{text.strip()}" if minutes else text.translate(_RAISED)
            before = text or before
            yield text

    def _is_marked(self, run: Element, paragraph: Element, marks: tuple[str, ...]) -> bool:
        """Struck out or hidden, by its own formatting, else by its style or the paragraph's."""
        if own := _marks(run, marks):
            return any(map(_is_on, own))
        styles = (_at(run, "rPr", "rStyle"), _at(paragraph, "pPr", "pStyle"))
        return any(style is not None and style.get(qn("w:val")) in self.styles[marks] for style in styles)

    def _boxes(self, paragraph: Element, depth: int) -> Iterator[str | Table]:
        """Text boxes anchored in a paragraph; the fallback copy for old Word is left out, and what went with deleted words."""
        for box in paragraph.iter(qn("w:txbxContent")):
            around = list(takewhile(lambda parent: parent is not paragraph, box.iterancestors()))
            if not any(parent.tag in _GONE or parent.tag.endswith(("}Fallback", "}txbxContent")) for parent in around):
                yield from self.blocks(box, depth + 1)


def _children(parent: Element) -> Iterator[Element]:
    """Children with content controls, insertions and other wrappers opened, deletions left out."""
    for child in parent:
        if child.tag in _GONE or (_is_hint(child) and child.find(f"{qn('w:sdtContent')}/{_TC}") is None):
            continue
        if child.tag == _ALTERNATIVES:  # the last that says anything is for programs that know no more than we
            yield from _children(next((one for one in reversed(child) if len(one)), child))
        elif child.tag in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _at(element: Element, *names: str) -> Element:
    """What stands inside an element under these names, one in the other; None where nothing does."""
    return element.find("/".join(qn(f"w:{name}") for name in names))


def _is_hint(control: Element) -> bool:
    return control.find(_HINT) is not None


def _shown(part: Element) -> str:
    """What a part of a run shows."""
    if part.tag == qn("w:sym"):
        code = part.get(qn("w:char"), "").upper()
        sign = chr(int(code, 16)) if re.fullmatch(r"[0-9A-F]{4}", code) else ""
        return sign if sign.isprintable() and sign else _SYMBOLS.get(code[1:], "•")  # else a place in its font
    return _CHARACTERS.get(part.tag, (part.text or "") if part.tag in {qn("w:t"), f"{_MATH}t"} else "")


def _marks(element: Element, names: tuple[str, ...]) -> list[Element]:
    """What says of a run or a style whether its text is struck out, or hidden."""
    return [mark for name in names if (mark := _at(element, "rPr", name)) is not None]


def _gap(struck: str) -> str:
    """The blank at either end of what is struck out: without it the words around would be one."""
    return next((blank for blank in "\t\n " if blank in (struck[:1], struck[-1:])), "")


def _is_on(mark: Element) -> bool:
    return mark.get(qn("w:val"), "true") not in {"0", "false", "off"}


def _styles_with(styles: Element, names: tuple[str, ...]) -> set[str]:
    """The styles that strike text out or hide it, by themselves or by what they are based on."""
    marks = {style.get(qn("w:styleId")): _marks(style, names) for style in styles.iter(qn("w:style"))}
    based = {style.get(qn("w:styleId")): base.get(qn("w:val")) for style in styles.iter(qn("w:style"))
             if (base := _at(style, "basedOn")) is not None}
    found = {name for name, own in marks.items() if any(map(_is_on, own))}
    for _ in range(_DEEPEST):
        found |= {name for name, base in based.items() if base in found and not marks.get(name)}
    return found


def _raised(run: Element) -> bool:
    height = _at(run, "rPr", "vertAlign")
    return run.getparent().tag == f"{_MATH}sup" or (height is not None and height.get(qn("w:val")) == "superscript")


def _number(element: Element) -> int:
    """So many columns."""
    text = element.get(qn("w:val")) or ""
    return min(int(text), 64) if text.isdecimal() else 1
