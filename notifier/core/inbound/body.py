"""The body of a message as text: its plain part, else what its HTML shows, with the quotations marked that begin and end in it."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from notifier.core.inbound.mime import Part

TEXT_BYTES = 64 * 1024
TAGS = 1500
_INVISIBLE = re.compile(r"<!--|<!|<\?|<style|<script")
_CLOSINGS = {"<!--": "-->", "<style": "</style>", "<script": "</script>"}


def text_of(parts: Sequence[Part], *, quoted: bool = False) -> str:
    """The message's own text: its plain parts that are no files, else its HTML parts as text (``quoted``: to their end). Apple's programs
    write a part before a picture within the text and another behind it."""
    own = [part for part in parts if not part.returned and not part.attached]
    plain = [part for part in own if part.type == "text/plain" and not part.name.lower().endswith((".ics", ".csv", ".txt"))]
    written = [text for part in _pieces(plain) if (text := part.text(limit=TEXT_BYTES)).strip()]
    if written:
        return "\n".join(written)
    pages = _pieces([part for part in own if part.type == "text/html"])
    return html_text("<br>".join(part.text(limit=TEXT_BYTES * 4) for part in pages), quoted=quoted)


def _pieces(parts: Sequence[Part]) -> Sequence[Part]:
    """Those that make up the text: what has a name beside them is a file."""
    return [part for part in parts if not part.name] or parts[:1]


def html_text(html: str, *, quoted: bool = False) -> str:
    """The visible text of an HTML mail above its first quotation (blockquote, and the classes mail programs mark theirs with).

    ``quoted``: also below it, what stands in a blockquote marked with «>».
    """
    reader = _Reader(quoted=quoted)
    try:
        reader.feed(_harmless(html))
        reader.close()
    except (AssertionError, ValueError, RecursionError):
        pass
    return reader.text()


def _harmless(html: str) -> str:
    """Without comments, declarations, style and script, and with a bounded number of tags.

    ``HTMLParser`` takes time by the square of unclosed ones: 64 KB of «<!--» were 17 s. What is never closed ends the text.
    """
    lowered = html.lower()
    if len(lowered) != len(html):  # «İ» grows in lower case: positions would shift
        html = lowered
    kept: list[str] = []
    at = 0
    while found := _INVISIBLE.search(lowered, at):
        kept.append(html[at:found.start()])
        closing = _CLOSINGS.get(found[0], ">")
        end = lowered.find(closing, found.end())
        if end < 0:
            at = len(html)
            break
        at = end + len(closing)
    kept.append(html[at:])
    return "<".join("".join(kept)[:TEXT_BYTES].split("<", TAGS)[:TAGS])


class _Reader(HTMLParser):
    """Collects text; stops at a quotation, or marks it where it has an end. ``convert_charrefs`` resolves entities."""

    _BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "hr", "ul", "ol", "pre"})
    _HIDDEN = frozenset({"style", "script", "head", "title"})
    _CITE = re.compile(r"\bmoz-cite-prefix\b")  # Thunderbird's introduction
    _GMAIL = re.compile(r"\bgmail_quote(?:_container)?\b")  # around its introduction, the quotation and what she wrote between its lines
    _QUOTES = re.compile(r"gmail_quote|gmail_attr|yahoo_quoted|divRplyFwdMsg|appendonsend|mail-quote"
                         r"|mailru-blockquote|OLK_SRC_BODY_SECTION", re.IGNORECASE)

    def __init__(self, *, quoted: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[bool, list[str]]] = [(False, [])]
        self._marks = quoted
        self._open: list[str] = []  # elements open since the outermost quotation began
        self._hidden = self._as_typed = 0
        self._stopped = False
        self._introduced = False  # Gmail's quotation began, and nothing of it stands in a blockquote yet

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id", "type"))[:500]
        if tag == "blockquote" or self._CITE.search(marks):
            self._stopped = self._stopped or not self._marks
            self._introduced = False
            if not self._open:
                self._open.append(tag)
                self._break()
            elif tag == self._open[0]:
                self._open.append(tag)
        elif self._open and tag == self._open[0]:
            self._open.append(tag)
        elif self._marks and not self._open and self._GMAIL.search(marks):
            self._introduced = True
            self._break()
        elif marks and not self._open and not self._introduced and self._QUOTES.search(marks):
            self._stopped = True
        if tag in self._HIDDEN:
            self._hidden += 1
        self._as_typed += tag == "pre"
        if tag in self._BREAKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN and self._hidden:
            self._hidden -= 1
        self._as_typed -= tag == "pre" and self._as_typed > 0
        if tag in ("p", "div", "tr", "li", "pre"):
            self._break()
        if self._open and tag == self._open[0]:
            self._open.pop()
            self._break()

    def handle_data(self, data: str) -> None:
        if self._hidden or self._stopped:
            return
        for at, line in enumerate(data.split("\n") if self._as_typed else (data,)):
            if at:
                self._break()
            self._lines[-1][1].append(re.sub(r"\s+", " ", line))

    def _break(self) -> None:
        if not self._stopped:
            self._lines.append((bool(self._open) or self._introduced, []))

    def text(self) -> str:
        """What was visible, blank lines folded; a quotation's lines are marked, and one blank stands where it begins and ends."""
        found: list[str] = []
        before = False
        for quoted, pieces in self._lines:
            line = "".join(pieces).strip()
            if not line:
                continue
            if quoted is not before:
                found.append("")
            found.append(f"> {line}" if quoted else line)
            before = quoted
        return "\n".join(found)
