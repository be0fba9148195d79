"""A cleaned phrase cut into tokens: numbers, dates and times in figures, and words looked up by their forms.

A word that is not known is tried again as a misprint (``mending``); what stays unknown is a token of its own, because a phrase
with foreign words is read more strictly than one without.
"""

import re
from typing import NamedTuple

from notifier.core.dates.mending import Token, mend
from notifier.core.dates.words import ORDINAL_SUFFIX, WORDS


class Figures(NamedTuple):
    """A day, month and, where written, year in figures; not yet known to exist."""

    day: int
    month: int
    year: int | None


_LEXEME = re.compile(
    r"""[\s.()!]*+(?:
      (?P<thisyear>[ст]\.?\s?[/.]\s?г(?![^\W\d_])|н\.\s?г\.)
    | (?P<word>[а-яa-z]+)
    | (?P<iso>\d{4}[-.]\d{1,2}[-.]\d{1,2})(?=[t\s_]|$|[^\w.-])t?
    | (?P<phone>\+7[\d\s()-]{9,}|8[\s-]?\(?\d{3,5}\)?[\s-]?[\d-]{5,}|8\.\d{3}\.[\d.]{7,}|\d{2,3}-\d{2}-\d{2}(?![\d.]))
    | (?P<date>\d{1,2}\s?\.\s?(?:\d{1,2}|[ivxх]+)\s?\.\s?(?:\d{4}|\d{2})(?!\d|\s?[.:]\s?\d\d(?!\d))
        |\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?!\d)|\d{1,2}-\d{1,2}-\d{4}(?!\d))
    | (?P<clock>\d{1,2}\s?:\s?\d{2})(?::\d{2})?(?!\d)(?:\+\d\d:?\d\d|z\b)?
    | (?P<years>(?:19|20)\d\d\s?[-/]\s?(?:(?:19|20)\d\d|\d\d)(?![\d.:]))
    | (?P<year>(?:19|20)\d\d(?!\d))
    | (?P<pair>\d{1,2}\s?\.\s?\d{1,2}(?!\d))
    | (?P<ordinal>\d{1,2}\s?-?\s?(?:%(suffix)s)(?![^\W\d_])|\d{1,2}-\s?(?:о|а|ы|и)(?![^\W\d_]))
    | (?P<number>\d{1,2}(?!\d))
    | (?P<digits>\d+)
    | (?P<foreign>[^\W\d_]+)
    | (?P<sign>.)
    )""" % {"suffix": ORDINAL_SUFFIX},
    re.VERBOSE | re.DOTALL,
)
_GROUPS = ("", *_LEXEME.groupindex)  # every group is named, so their order is their number
_SIGNS = {"-": "dash", "–": "dash", ",": "comma", ";": "comma", ":": "comma", "/": "slash", "\\": "slash", "&": "and", "+": "and", "№": "label",
          "#": "label"}
_QUOTES = '"«“„'
_ROMAN_MONTHS = {roman: number for number, roman in enumerate(["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], 1)}
_DIGITS = re.compile(r"\d+|[ivxх]+")


def tokenize(text: str) -> list[Token]:
    """The tokens of a cleaned text; dots, brackets and filler words are left out."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    lowered = lowered.replace("ё", "е")
    tokens: list[Token] = []
    add = tokens.append
    unknown = False
    quoted_until = -1
    new = tuple.__new__  # a named tuple's own constructor costs three times as much
    for found in _LEXEME.finditer(lowered):
        group = found.lastindex
        if group is None:
            continue
        start, end = found.span(group)
        if start < quoted_until:
            continue
        kind, written = _GROUPS[group], lowered[start:end]
        if kind == "word":
            known = WORDS.get(written)
            if known is None:
                unknown = True
                add(new(Token, ("unknown", written, start, end)))
            elif known[0] != "filler":
                add(new(Token, (known[0], known[1], start, end)))
        elif kind == "number":
            add(new(Token, ("number", int(written), start, end)))
        elif kind == "sign":
            if (name := _SIGNS.get(written)) is not None:
                add(new(Token, (name, 0, start, end)))
            elif written in _QUOTES and (closing := _closing_quote(lowered, end)) > 0:
                quoted_until = closing
                add(new(Token, ("name", lowered[start:closing], start, closing)))
        else:
            add(_figures(kind, written, start, end))
    return mend(tokens, lowered) if unknown else tokens


def _figures(kind: str, written: str, start: int, end: int) -> Token:
    if kind == "date" or kind == "iso":
        parts = [int(part) if part.isdigit() else _ROMAN_MONTHS.get(part.replace("х", "x"), 0) for part in _DIGITS.findall(written)]
        day, month, year = parts if kind == "date" else parts[::-1]
        return Token("date", Figures(day, month, full_year(year)), start, end)
    if kind in {"pair", "clock"}:
        first, second = _DIGITS.findall(written)
        return Token(kind, (first, second), start, end)
    if kind == "years":
        return Token(kind, int(written[:4]), start, end)
    if kind == "ordinal":
        return Token(kind, int(_DIGITS.findall(written)[0]), start, end)
    if kind == "thisyear":
        return Token("god", 0, start, end)
    if kind == "year":
        return Token(kind, int(written), start, end)
    return Token("unknown", written, start, end)


def full_year(year: int) -> int:
    """A two-digit year in this century."""
    return year + 2000 if year < 100 else year


def _closing_quote(text: str, start: int) -> int:
    closing = min((place for mark in '"»”“' if (place := text.find(mark, start)) >= 0), default=-1)
    return closing + 1
