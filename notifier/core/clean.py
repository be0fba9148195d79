"""Text from people, cleaned once at the door: what leaves here is safe in a header, a calendar line and a page.

Letters are composed (NFC); categories Cc, Cf, Cs, Zl, Zp are removed (NUL, zero-width and bidirectional controls, line separators);
``=?...?=`` can no longer read as an RFC 2047 encoded word (CVE-2024-6923), lengths are bounded at a visible character's border.
"""

import re
import unicodedata
from urllib.parse import urlsplit

LINE_LIMIT = 500     # visible characters of a title, a place, a name
TEXT_LIMIT = 10_000  # characters of a note
LINK_LIMIT = 2_000
_REMOVED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_BREAKS = re.compile("[\t\n\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINK = re.compile(r"https?://[^\s<>\"{}|\\^`]+\Z", re.IGNORECASE)


def clean_line(text: str, *, limit: int = LINE_LIMIT) -> str:
    """One line: breaks and runs of spaces become one space, controls go, at most ``limit`` characters («…» at the cut)."""
    text = _composed(text)
    if text.isprintable():
        if len(text) <= limit and "  " not in text and "=?" not in text:
            return text.strip()  # nearly all; the rest of the work is for the few
    else:
        text = _visible(_BREAKS.sub(" ", text))
    return cut(_defused(" ".join(text.split())), limit=limit)


def clean_text(text: str, *, limit: int = TEXT_LIMIT) -> str:
    """Several lines, joined by ``\\n``; otherwise as ``clean_line``."""
    lines = _LINE_ENDS.sub("\n", _composed(text)).split("\n")
    return cut(_defused("\n".join(_visible(line.replace("\t", " ")).rstrip() for line in lines).strip()), limit=limit)


def clean_link(text: str) -> str:
    """An http(s) address as it may stand in a mail, empty when it is none: other schemes, blanks, controls, a login inside."""
    text = text.strip()
    link = "" if any(char.isspace() for char in text) else _visible(text)
    if len(link) > LINK_LIMIT or not _LINK.match(link):
        return ""
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    if not host or "@" in parts.netloc:
        return ""
    return link[:len(parts.scheme)].lower() + link[len(parts.scheme):].replace("=?", "=%3F")  # «Https://», as telephones begin a line


def cut(text: str, *, limit: int) -> str:
    """At most ``limit`` characters; a longer text ends with «…» and no accent or emoji modifier is torn from its letter."""
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and _clings(text[end]):
        end -= 1
    return text[:end].rstrip() + "…"


def _composed(text: str) -> str:
    """Letters in one piece: «й» of a Mac is «и» and its breve, another word for whoever compares."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _visible(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) not in _REMOVED)


def _defused(text: str) -> str:
    """``=?`` only ever begins an encoded word when no space stands between."""
    return text.replace("=?", "= ?") if "=?" in text else text


def _clings(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or "\U0001f3fb" <= char <= "\U0001f3ff"
