"""A cell's text without what Word, PDF and typing habits put into it: the first step of reading.

Promises: no meaning is judged here, and the letters that stay keep their order, so that a schedule's owner can be cut out of the
cleaned text as people wrote it.
"""

import re
import unicodedata

_BOOKMARK = re.compile(r"\[(?:bookmark|закладка):[^\]]*\]", re.IGNORECASE)
_NUMBER_IN_QUOTES = re.compile(r"[\"'«“„]\s*(\d{1,2})\s*[\"'»”“]")
_WHOLE_IN_QUOTES = re.compile(r"\s*[\"«“„]([^\"«»“”„]*)[\"»”“]\s*", re.DOTALL)
_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0300\u200e\u200f\u202a\u202b\u202c", None),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃÷˗➖", "-"),
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "),
        **dict.fromkeys("\r\v\f\u2028\u2029\u0085", "\n"),
        **{chr(0x2160 + index): roman for index, roman in enumerate("I II III IV V VI VII VIII IX X XI XII".split())},
        "…": "...", "∕": "/", "⁄": "/", "：": ":", "，": ",", "․": ".", "І": "I", "і": "i",
    }
)
_PLAIN = re.compile(r"[ -~А-Яа-яЁё№\n]*")

SPACED_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_](?:[ \u00a0][^\W\d_]){2,}(?![^\W\d_])")
_BROKEN_YEAR = re.compile(r"(?<!\d)(20)-?\s*\n\s*(\d\d)(?![\d:]|[.-]\d)|(?<!\d)(2\s?0\s?[12])\s+(\d)(?!\d)")
_BROKEN_DOTS = re.compile(r"(?<=\d\.)\s*\n\s*(?=\d)|(?<=\d)\s*\n\s*(?=\.\d)")
_ZERO = re.compile(r"(?<=\d)[oOоО](?![^\W\d_])|(?<![^\W_])[oOоО](?=\d\b)|(?<=\d)[oOоО](?=\d)")
_THREE = re.compile(r"(?<![^\W_])[зЗ](?=[\d])")
_COMMA_DOTS = re.compile(r"(?<!\d)(\d{1,2})[.,](\d{2})[.,](\d{4}|\d{2})(?!\d)")


def clean(text: str) -> str:
    """The text with one kind of dash, space and line break, and without bookmarks, soft hyphens and decoration."""
    if not _PLAIN.fullmatch(text):
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = text.translate(_CHARACTERS)
    if "[" in text:
        text = _BOOKMARK.sub(" ", text)
    if '"' in text or "«" in text or "“" in text or "„" in text:
        text = _NUMBER_IN_QUOTES.sub(r"\1 ", text)
        if whole := _WHOLE_IN_QUOTES.fullmatch(text):
            text = whole[1]
    return text


def repair(text: str) -> str:
    """The text with misprints mended that no reader would notice; tried only when the text as it stands says nothing."""
    text = SPACED_WORD.sub(lambda found: found[0].replace(" ", ""), text)
    text = _ZERO.sub("0", text)
    text = _THREE.sub("3", text)
    text = _BROKEN_YEAR.sub(lambda found: (found[1] or found[3].replace(" ", "")) + (found[2] or found[4]), text)
    text = _BROKEN_DOTS.sub("", text)
    return _COMMA_DOTS.sub(r"\1.\2.\3", text)
