"""The top of a person's mail: what she wrote herself, without quotation, signature and the phone's advertising.

Cuts at the first line that begins a quotation in the mail programs our people use (Thunderbird, Outlook, Gmail, Apple, Yandex,
Mail.ru), in Russian and English. When in doubt it cuts: our own words in a quotation must never be read as hers.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from notifier.core.clean import clean_text
from notifier.core.inbound.mime import Part

TEXT_BYTES = 64 * 1024
TOP_CHARACTERS = 4000
TAGS = 1500
_INVISIBLE = re.compile(r"<!--|<!|<\?|<style|<script")
_CLOSINGS = {"<!--": "-->", "<style": "</style>", "<script": "</script>"}

_DATE_WORDS = (r"(?:(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье)(?!\w)"
               r"|(?:mon|tue|wed|thu|fri|sat|sun)\w*)")
_QUOTATION = re.compile(r"\s*(?:" + "|".join((
    r">",
    r"-{2,}\s*(?:исходное|original|пересылаем|forwarded|начало\s+пересылаемого|завершение).*",   # Outlook, Yandex, Mail.ru
    r"(?:-{5,}|_{10,}|\*{10,})\s*$",
    r"начало\s+переадресованного\s+сообщения|begin\s+forwarded\s+message",                     # Apple
    r"(?:от|from|отправитель|отправлено|sent)\s*:\s*.*(?:@|\d{4}|<).*",                          # Outlook's block of headers
    r"(?:кому|to)\s*:\s*.*@.*",
    r"on\s.{4,200}\s(?:wrote|написал\w*)\s*:?\s*$",
    r".{0,200}(?:wrote|пишет|написал|написала|написал\(а\)|написали)\s*:\s*$",                   # Thunderbird, Gmail, Apple
    rf"(?:{_DATE_WORDS})?[\s,]*\d{{1,2}}[\s./]+\w+[\s./]+\d{{4}}.{{0,40}}\d{{1,2}}:\d{{2}}.{{0,120}}<[^>]*@[^>]*>.*$",  # Mail.ru
    r"\d{1,2}:\d{2},?\s+\d{1,2}\s+\w+\s+\d{4}.{0,20}[,.]?.{0,80}<[^>]*@[^>]*>\s*:?\s*$",       # Yandex
    r"\d{4}-\d{2}-\d{2}\s+\d{1,2}:\d{2}.{0,60}<[^>]*@[^>]*>\s*:?\s*$",
)) + ")", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"^\s*(?:--\s*$|—\s*$|(?:с\s+(?:наилучшими\s+)?(?:уважением|пожеланиями)|best\s+regards|regards|kind\s+regards)\b.*"
    r"|(?:отправлено|послано)\s+(?:с|из|от)\s+.*|sent\s+from\s+.*|получите\s+outlook\b.*|get\s+outlook\b.*"
    r"|отправлено:?\s+из\s+.*)", re.IGNORECASE)
_FORWARDED = re.compile(r"(?:пересылаем|переадресованн|forwarded message|begin forwarded)", re.IGNORECASE)
_WROTE = re.compile(r"\s*(?:wrote|написал\w*(?:\(а\))?|пишет)\s*:\s*", re.IGNORECASE)
_WROTE_NEXT = re.compile(r"(?:wrote|написал\w*(?:\(а\))?|пишет)\s*:\s*$|<[^>]*@[^>]*>\s*:\s*$", re.IGNORECASE)
_WROTE_FIRST = re.compile(rf"^\s*(?:on\s|{_DATE_WORDS}|\d{{1,2}}[\s./]\S+[\s./]\d{{4}})", re.IGNORECASE)


def text_of(parts: Sequence[Part]) -> str:
    """The message's own text: the first plain part that is no file, else the first HTML part as text."""
    own = [part for part in parts if not part.returned and not part.attached]
    for part in own:
        if part.type == "text/plain" and not part.name.lower().endswith((".ics", ".csv", ".txt")):
            text = part.text(limit=TEXT_BYTES)
            if text.strip():
                return text
    for part in own:
        if part.type == "text/html":
            return html_text(part.text(limit=TEXT_BYTES * 4))
    return ""


def top_of(text: str) -> str:
    """What stands above the first quotation and the signature, cleaned, at most ``TOP_CHARACTERS``."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:2000]
    kept: list[str] = []
    for index, full in enumerate(lines):
        line = full[:500].replace("\u00a0", " ")
        if _QUOTATION.match(line) or _SIGNATURE.match(line):
            break
        following = lines[index + 1][:500] if index + 1 < len(lines) else ""
        begins_itself = _QUOTATION.match(following) and not _WROTE.fullmatch(following)
        if (following.strip() and not begins_itself and _WROTE_FIRST.match(line)
                and _WROTE_NEXT.search(line.rstrip() + following.strip())):
            break  # «чт, 15 окт. 2020 г. в 11:00, Имя» / «<a@b>:»: Gmail folds the line of the quotation
        kept.append(full)
    return clean_text("\n".join(kept), limit=TOP_CHARACTERS)


def is_forward(text: str, subject: str) -> bool:
    """Whether a forwarded mail stands below."""
    return bool(_FORWARDED.search(text)) or bool(re.match(r"\s*(fwd?|пересл|fw)\s*:", subject, re.IGNORECASE))


def html_text(html: str) -> str:
    """The visible text of an HTML mail above its first quotation (blockquote, and the classes mail programs mark theirs with)."""
    reader = _Reader()
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
    """Collects text; stops at a quotation. ``convert_charrefs`` resolves entities."""

    _BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "table", "hr", "ul", "ol"})
    _HIDDEN = frozenset({"style", "script", "head", "title"})
    _QUOTES = re.compile(r"gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|divRplyFwdMsg|appendonsend|mail-quote"
                         r"|mailru-blockquote|OLK_SRC_BODY_SECTION", re.IGNORECASE)

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._hidden = 0
        self._stopped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = " ".join(value or "" for name, value in attrs if name in ("class", "id", "type"))[:500]
        if tag == "blockquote" or (marks and self._QUOTES.search(marks)):
            self._stopped = True
        if tag in self._HIDDEN:
            self._hidden += 1
        if tag in self._BREAKS:
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN and self._hidden:
            self._hidden -= 1
        if tag in ("p", "div", "tr", "li"):
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._add(re.sub(r"\s+", " ", data))

    def _add(self, text: str) -> None:
        if not self._stopped:
            self._pieces.append(text)

    def text(self) -> str:
        """What was visible, blank lines folded."""
        joined = "".join(self._pieces)
        return re.sub(r"\n\s*\n+", "\n", "\n".join(line.strip() for line in joined.split("\n"))).strip()
