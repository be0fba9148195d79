"""What a Word document says beside its text: notes below the pages, comments, running heads, the addresses behind links.

No part of any row, so each is told, in the order of its place; what is said twice is told once.
"""

from collections.abc import Iterator
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from notifier.model.problem import Problem, Severity

Element = Any  # lxml elements of python-docx: it ships no types for them
_MOST_LINKS = 100  # a year's plan has a link a row at most
_NOTE = "Если она о строке плана, допишите её в файл плана."


def margins(document: Any) -> list[Problem]:
    """All of it, as problems for the coordinator."""
    return list(dict.fromkeys((*_notes(document), *_comments(document), *_running_heads(document), *_links(document))))


def _parts(document: Any, *kinds: str) -> Iterator[Element]:
    for part in document.part.rels.values():
        if not part.is_external and part.reltype.endswith(kinds):
            yield parse_xml(part.target_part.blob)


def _text(element: Element) -> str:
    """Its paragraphs on one line."""
    return " ".join(" ".join("".join(run.text or "" for run in paragraph.iter(qn("w:t"))) for paragraph in element.iter(qn("w:p"))).split())


def _notes(document: Any) -> Iterator[Problem]:
    for part in _parts(document, "/footnotes", "/endnotes"):
        for note in part:
            if note.get(qn("w:type"), "normal") == "normal" and _text(note):
                yield Problem(Severity.INFO, "footnote", f"Сноска: «{_text(note)}».", advice=_NOTE)


def _comments(document: Any) -> Iterator[Problem]:
    for part in _parts(document, "/comments"):
        for comment in part:
            if _text(comment):
                yield Problem(Severity.INFO, "comment", f"Примечание на полях: «{_text(comment)}».",
                              advice="В план оно не попало. Если оно меняет строку, исправьте её в документе.")


def _running_heads(document: Any) -> Iterator[Problem]:
    """Page numbers alone are none."""
    for part in _parts(document, "/header", "/footer"):
        text = _text(part)
        if any(character.isalpha() for character in text):
            yield Problem(Severity.INFO, "text-outside", f"Текст вне строк плана: «{text}».")


def _links(document: Any) -> Iterator[Problem]:
    """«Сферум» with an address behind it: people at the other end see the word only."""
    found = [link for link in document.element.body.iter(qn("w:hyperlink")) if link.get(qn("r:id")) in document.part.rels]
    for link in found[:_MOST_LINKS]:
        words, address = _said(link), document.part.rels[link.get(qn("r:id"))].target_ref
        if words and address.startswith(("http://", "https://")) and address.rstrip("/") not in words:
            yield Problem(Severity.INFO, "link", f"Под словами «{words}» ссылка: {address}",
                          advice="Слова прочитаны, ссылка нет. Если она нужна участникам, впишите её в документ текстом.")


def _said(link: Element) -> str:
    return " ".join("".join(run.text or "" for run in link.iter(qn("w:t"))).split())
