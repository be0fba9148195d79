"""What a person wrote herself, without quotation, signature and the phone's advertising: the top of her mail, and what stands below.

The top ends at the first line that begins a quotation (``quotation``). Below it only unmarked words between and under *marked* lines are
hers. When in doubt they are not: our own words in a quotation must never be read as hers. A line that a program may have broken off a
quoted one is ``doubtful``.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from html.parser import HTMLParser
from itertools import groupby, islice
from operator import itemgetter

from notifier.core.clean import clean_line, clean_text
from notifier.core.inbound.mime import Part
from notifier.core.inbound.quotation import introduction, is_marked, is_separator, unmarked
from notifier.core.inbound.signature import is_signature
from notifier.model.heard import Passage

TEXT_BYTES = 64 * 1024
TOP_CHARACTERS = 4000
LINES, LINE_CHARACTERS = 2000, 500
PASSAGES = 60
QUOTED = 80        # lines of the quotation kept with a passage
NARROWEST = 60     # columns at which a program may break a quoted line ...
SLACK = 8          # ... and what it leaves whole beyond them
TAGS = 1500
_INVISIBLE = re.compile(r"<!--|<!|<\?|<style|<script")
_CLOSINGS = {"<!--": "-->", "<style": "</style>", "<script": "</script>"}

_FORWARDED = re.compile(r"(?:пересылаем|переадресованн|forwarded message|begin forwarded)", re.IGNORECASE)


class _Whose(Enum):
    OURS = "ours"
    HERS = "hers"
    DOUBTFUL = "doubtful"


def text_of(parts: Sequence[Part], *, quoted: bool = False) -> str:
    """The message's own text: the first plain part that is no file, else the first HTML part as text (``quoted``: to its end)."""
    own = [part for part in parts if not part.returned and not part.attached]
    for part in own:
        if part.type == "text/plain" and not part.name.lower().endswith((".ics", ".csv", ".txt")):
            text = part.text(limit=TEXT_BYTES)
            if text.strip():
                return text
    for part in own:
        if part.type == "text/html":
            return html_text(part.text(limit=TEXT_BYTES * 4), quoted=quoted)
    return ""


def own_words(text: str) -> tuple[str, tuple[Passage, ...]]:
    """What stands above the first quotation and the signature, and what she wrote under and between the lines of a marked one."""
    whole = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")  # «й» of two signs, as Macs write it
    lines = [line[:LINE_CHARACTERS].replace("\u00a0", " ") for line in whole[:LINES]]
    end = next((index for index in range(len(lines)) if _ends_top(lines, index)), len(lines))
    top = clean_text("\n".join(whole[:end]), limit=TOP_CHARACTERS)
    return top, tuple(islice(_below(lines, end), PASSAGES))


def _next(lines: Sequence[str], index: int) -> str:
    return lines[index + 1] if index + 1 < len(lines) else ""


def _ends_top(lines: Sequence[str], index: int) -> bool:
    line = lines[index]
    return is_marked(line) or is_separator(line) or is_signature(line) or introduction(line, _next(lines, index)) > 0


def _below(lines: Sequence[str], start: int) -> Iterator[Passage]:
    """Her words after the first quotation began, each with the quoted lines since those before."""
    quoted: list[str] = []
    for whose, group in groupby(_sorted(lines, start), key=itemgetter(0)):
        found = [line for _, line in group]
        if whose is _Whose.OURS:
            quoted += found
            continue
        text = clean_text("\n".join(found), limit=TOP_CHARACTERS)
        yield Passage(text, tuple(clean_line(line) for line in quoted[-QUOTED:]), doubtful=whose is _Whose.DOUBTFUL)
        if whose is _Whose.HERS:
            quoted = []


def _sorted(lines: Sequence[str], start: int) -> Iterator[tuple[_Whose, str]]:
    """Whose each line is, to the end of what can be told: nothing is hers before the first mark, after a signature up to the next mark,
    and from a quotation on that bears no marks."""
    marked = signed = False
    whose, at, columns = _Whose.OURS, start, _columns(lines[start:])
    while at < len(lines) and not is_separator(lines[at]):
        line = lines[at]
        if is_marked(line):
            marked, signed, whose = True, False, _Whose.OURS
            yield whose, unmarked(line)
        elif introduces := introduction(line, _next(lines, at)):
            at += introduces
            if marked or not is_marked(next((line for line in lines[at:] if line.strip()), "")):
                return
            continue
        elif is_signature(line):
            signed = True
        elif line.strip() and marked and not signed:
            former, word = lines[at - 1], line.split(maxsplit=1)[0]
            torn = bool(former.strip()) and whose is not _Whose.HERS and len(former) + 1 + len(word) > columns
            whose = _Whose.DOUBTFUL if torn else _Whose.HERS
            yield whose, line
        at += 1


def _columns(lines: Sequence[str]) -> int:
    """How wide quoted lines stand. Where the next word had no more room, a program may have broken a line and left the rest unmarked."""
    return max([NARROWEST, *(len(line) - SLACK for line in lines if is_marked(line) and " " in unmarked(line).strip())])


def is_forward(text: str, subject: str) -> bool:
    """Whether a forwarded mail stands below."""
    return bool(_FORWARDED.search(text)) or bool(re.match(r"\s*(fwd?|пересл|fw)\s*:", subject, re.IGNORECASE))


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
