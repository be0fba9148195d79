"""What a Word document says beside its text: notes below the pages, comments, running heads, the addresses behind links, other files in it.

No part of any row, so each is told, in the order of its place; what is said twice is told once.
"""

import re
from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from notifier.model.problem import Problem, Severity

Element = Any  # lxml elements of python-docx: it ships no types for them
_MOST_LINKS = 100  # a year's plan has a link a row at most
_LONGEST_QUOTE = 80
_MOST_NESTED = 10  # comments on the same words
_PAGE = re.compile(r"(?:страница|стр\.?|лист|с\.)?\W*\d*\W*(?:из)?\W*\d*\W*", re.IGNORECASE)
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_NOTE = "Если она о строке плана, допишите её в файл плана."


def margins(document: Any) -> list[Problem]:
    """All of it, as problems for the coordinator."""
    return list(dict.fromkeys((*_notes(document), *_comments(document), *_running_heads(document), *_links(document),
                               *_inserted(document))))


def _parts(document: Any, *kinds: str) -> Iterator[Element]:
    for part in document.part.rels.values():
        if not part.is_external and part.reltype.endswith(kinds):
            yield parse_xml(part.target_part.blob)


def _text(element: Element) -> str:
    """Its paragraphs on one line."""
    return " ".join(filter(None, map(_said, element.iter(qn("w:p")))))


def _said(element: Element) -> str:
    """The words of a paragraph or a link."""
    return " ".join("".join(run.text or "" for run in element.iter(qn("w:t"))).split())


def _notes(document: Any) -> Iterator[Problem]:
    for part in _parts(document, "/footnotes", "/endnotes"):
        for note in part:
            if note.get(qn("w:type"), "normal") == "normal" and _text(note):
                yield Problem(Severity.INFO, "footnote", f"Сноска: «{_text(note)}».", advice=_NOTE)


def _comments(document: Any) -> Iterator[Problem]:
    spans = _commented(document.element.body)
    for part in _parts(document, "/comments"):
        for comment in part:
            if _text(comment):
                span = " ".join(spans.get(comment.get(qn("w:id")), "").split())
                about = f" к «{span}»" if span else ""
                yield Problem(Severity.INFO, "comment", f"Примечание на полях{about}: «{_text(comment)}».",
                              advice="В план оно не попало. Если оно меняет строку, исправьте её в документе.")


def _commented(body: Element) -> dict[str, str]:
    """The words that each comment stands beside, by its number."""
    spans: dict[str, str] = {}
    under: list[str] = []  # comments whose words go on
    for element in body.iter(qn("w:commentRangeStart"), qn("w:commentRangeEnd"), qn("w:t"), qn("w:p")):
        if element.tag == qn("w:commentRangeStart"):
            under.append(element.get(qn("w:id")))
        elif element.tag == qn("w:commentRangeEnd"):
            under = [number for number in under if number != element.get(qn("w:id"))]
        else:
            said = " " if element.tag == qn("w:p") else element.text or ""
            spans.update((number, (spans.get(number, "") + said)[:_LONGEST_QUOTE]) for number in under[-_MOST_NESTED:])
    return spans


def _running_heads(document: Any) -> Iterator[Problem]:
    """Page numbers alone are none."""
    for part in _parts(document, "/header", "/footer"):
        text = _text(part)
        if not _PAGE.fullmatch(text):
            yield Problem(Severity.INFO, "text-outside", f"Текст вне строк плана: «{text}».")


def _links(document: Any) -> Iterator[Problem]:
    """«Сферум» with an address behind it: people at the other end see the word only."""
    found = [link for link in document.element.body.iter(qn("w:hyperlink")) if link.get(qn("r:id")) in document.part.rels]
    for link in found[:_MOST_LINKS]:
        words, address = _said(link), document.part.rels[link.get(qn("r:id"))].target_ref
        if words and address.startswith(("http://", "https://")) and address.partition("//")[2].rstrip("/") not in words:
            yield Problem(Severity.INFO, "link", f"Под словами «{words}» ссылка: {address}",
                          advice="Слова прочитаны, ссылка нет. Если она нужна участникам, впишите её в документ текстом.")


def _inserted(document: Any) -> Iterator[Problem]:
    """Pieces of other files, as programs insert them that put reports together, and sheets of Excel: Word shows their rows as its own."""
    body = document.element.body
    sheets = (one.get("ProgID", "") for one in body.iter(_OLE) if one.get("Type") == "Embed")
    for what, advice, found in (
            ("текст из другого файла", "Откройте документ в Word и сохраните заново: вставленное станет его частью.",
             next(body.iter(qn("w:altChunk")), None) is not None),
            ("лист Excel или другой документ", "Скопируйте его строки в документ обычной таблицей.",
             any(name.startswith(("Excel.", "Word.")) for name in sheets))):
        if found:
            yield Problem(Severity.WARNING, "inserted-unread", f"В документ вставлен {what}: его строки не прочитаны.", advice=advice)
