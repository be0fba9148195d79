"""DOCX as a person sees it: tracked insertions without deletions or what is struck out, automatic numbers, merged cells with their spans.

Walks the element tree that python-docx opens: its ``Table.rows`` and ``paragraph.text`` leave out content controls,
numbering, insertions and rows inside wrappers. Names are those of ISO/IEC 29500-1 (WordprocessingML).
"""

from collections.abc import Iterator
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
_GONE = {qn(f"w:{name}") for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rPr", "pPr",
                                      "instrText", "delText")}
_P, _TBL, _TR, _TC, _R = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r"))
_HINT = f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"  # «Место для ввода даты.» in a field that nobody filled in
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CHARACTERS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-", qn("w:softHyphen"): ""}


def read_word(path: Path) -> Document:
    """The document's paragraphs and tables in order. Raises what python-docx and lxml raise for broken files."""
    opened = docx.Document(str(path))
    reader = _Reader(Numbering(opened), _striking_styles(opened.styles.element))
    blocks = tabbed(reader.blocks(opened.element.body))
    reader.problems += margins(opened)
    return Document(blocks, name=path.stem, problems=tuple(reader.problems))


class _Reader:
    """Reads elements in document order, so that automatic numbers count as Word counts them."""

    def __init__(self, numbering: Numbering, striking: set[str]) -> None:
        self.numbering = numbering
        self.striking = striking  # styles that strike their text out
        self.problems: list[Problem] = []
        self.struck: list[str] = []  # of the paragraph that is being read

    def blocks(self, parent: Element, depth: int = 0) -> Iterator[str | Table]:
        """Paragraphs and tables of a body or a cell."""
        carried = ""
        for child in _children(parent):
            if child.tag == _P:
                text = carried + self.paragraph(child)
                carried = ""
                if _at(child, "pPr", "rPr", "del") is not None:  # the paragraph's end was deleted: it runs on into the next
                    carried = text
                    continue
                yield text
                yield from self._boxes(child, depth)
            elif child.tag == _TBL and depth < _DEEPEST:
                yield self.table(child, depth)
        if carried:
            yield carried

    def paragraph(self, paragraph: Element) -> str:
        """Its visible text with the automatic number or bullet that Word shows before it."""
        text = "".join(self._runs(paragraph))
        if struck := " ".join("".join(self.struck).split()):
            self.problems.append(Problem(Severity.WARNING, "struck-text", f"Зачёркнутое не прочитано: «{struck}».",
                                         advice="Если оно остаётся в плане, снимите зачёркивание; строку без него проверьте."))
        self.struck.clear()
        mark = self.numbering.mark(paragraph, empty=not text.strip())
        return f"{mark} {text}".rstrip() if mark else text

    def table(self, table: Element, depth: int) -> Table:
        """Its rows; deleted ones are left out."""
        rows = [tuple(self._cells(row, depth)) for row in _children(table) if row.tag == _TR and _at(row, "trPr", "del") is None]
        return Table(tuple(row for row in rows if row))

    def _cells(self, row: Element, depth: int) -> Iterator[Cell]:
        if (before := _at(row, "trPr", "gridBefore")) is not None:
            yield Cell(span=_number(before))
        for cell in _children(row):
            if cell.tag != _TC:
                continue
            span, merge = _at(cell, "tcPr", "gridSpan"), _at(cell, "tcPr", "vMerge")
            blocks = list(self.blocks(cell, depth + 1))
            yield Cell(
                tuple(block for block in blocks if isinstance(block, str)),
                span=_number(span) if span is not None else 1,
                continued=merge is not None and merge.get(qn("w:val"), "continue") == "continue",
                tables=tuple(block for block in blocks if isinstance(block, Table)),
            )
        if (after := _at(row, "trPr", "gridAfter")) is not None:
            yield Cell(span=_number(after))

    def _runs(self, paragraph: Element) -> Iterator[str]:
        before = ""
        for child in _children(paragraph):
            if child.tag != _R:
                continue
            text = "".join(_CHARACTERS.get(part.tag, (part.text or "") if part.tag == qn("w:t") else "") for part in child)
            if self._is_struck(child, paragraph):
                self.struck.append(text)
                if gap := _gap(text) if before else "":
                    yield gap
                continue
            if _is_hidden(child):
                if text.strip():
                    self.problems.append(Problem(Severity.INFO, "hidden-text", f"Скрытый текст не прочитан: «{text.strip()}».",
                                                 advice="Если он нужен, снимите в Word пометку «скрытый»."))
                continue
            if _raised(child) and text.strip().isdecimal():  # «14⁰⁰»: minutes, not «1400»; «20.11.2026¹»: a note's mark
                minutes = before[-1:].isdigit() and len(text.strip()) == 2
                text = f":{text.strip()}" if minutes else text.translate(_RAISED)
            before = text or before
            yield text

    def _is_struck(self, run: Element, paragraph: Element) -> bool:
        """By its own formatting, else by its style or the paragraph's."""
        if own := _strikes(run):
            return any(map(_is_on, own))
        styles = (_at(run, "rPr", "rStyle"), _at(paragraph, "pPr", "pStyle"))
        return any(style is not None and style.get(qn("w:val")) in self.striking for style in styles)

    def _boxes(self, paragraph: Element, depth: int) -> Iterator[str | Table]:
        """Text boxes anchored in a paragraph; the fallback copy for old Word is left out."""
        for box in paragraph.iter(qn("w:txbxContent")):
            if not any(parent.tag.endswith("}Fallback") for parent in box.iterancestors()):
                yield from self.blocks(box, depth + 1)


def _children(parent: Element) -> Iterator[Element]:
    """Children with content controls, insertions and other wrappers opened, deletions left out."""
    for child in parent:
        if child.tag in _GONE or child.find(_HINT) is not None:
            continue
        if child.tag in _WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _at(element: Element, *names: str) -> Element:
    """What stands inside an element under these names, one in the other; None where nothing does."""
    return element.find("/".join(qn(f"w:{name}") for name in names))


def _strikes(element: Element) -> list[Element]:
    """What says of a run or a style whether its text is struck out."""
    return [mark for name in ("strike", "dstrike") if (mark := _at(element, "rPr", name)) is not None]


def _gap(struck: str) -> str:
    """The blank at either end of what is struck out: without it the words around would be one."""
    return next((blank for blank in "\t\n " if blank in (struck[:1], struck[-1:])), "")


def _is_on(mark: Element) -> bool:
    return mark.get(qn("w:val"), "true") not in {"0", "false", "off"}


def _is_hidden(run: Element) -> bool:
    mark = _at(run, "rPr", "vanish")
    return mark is not None and _is_on(mark)


def _striking_styles(styles: Element) -> set[str]:
    """The styles that strike text out, by themselves or by what they are based on."""
    marks = {style.get(qn("w:styleId")): _strikes(style) for style in styles.iter(qn("w:style"))}
    based = {style.get(qn("w:styleId")): base.get(qn("w:val")) for style in styles.iter(qn("w:style"))
             if (base := _at(style, "basedOn")) is not None}
    striking = {name for name, own in marks.items() if any(map(_is_on, own))}
    for _ in range(_DEEPEST):
        striking |= {name for name, base in based.items() if base in striking and not marks.get(name)}
    return striking


def _raised(run: Element) -> bool:
    height = _at(run, "rPr", "vertAlign")
    return height is not None and height.get(qn("w:val")) == "superscript"


def _number(element: Element) -> int:
    """So many columns."""
    text = element.get(qn("w:val")) or ""
    return min(int(text), 64) if text.isdecimal() else 1
