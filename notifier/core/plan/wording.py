"""Cleaning of text taken from documents: what a reader does not see goes, what he sees stays as written."""

import re
from functools import lru_cache

_INVISIBLE = {**dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f")),
              **dict.fromkeys(map(ord, "\u2010\u2011"), "-")}  # Word's hyphens look like any other: «2026‑2027»
_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,80}\]", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\u2028\u2029\x85]")


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Without invisible characters, stray bookmarks and runs of blanks; line breaks stay."""
    text = _LINE_BREAKS.sub("\n", text.translate(_INVISIBLE))
    text = _BLANKS.sub(" ", _BOOKMARK.sub("", text))
    return "\n".join(line.strip() for line in text.split("\n"))


@lru_cache(maxsize=4096)
def one_line(text: str) -> str:
    """``clean`` with line breaks as spaces."""
    return " ".join(clean(text).split())


def lines(paragraphs: tuple[str, ...]) -> list[str]:
    """The lines of a cell in order, cleaned, empty ones kept (they align parallel lists)."""
    return [line for paragraph in paragraphs for line in clean(paragraph).split("\n")]


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """For comparing with word lists: lower case, ``ё`` as ``е``, only letters, digits and ``№#``, single spaces."""
    text = re.sub(r"(\w)-\s*\n\s*(?=\w)", r"\1", clean(text)).lower().replace("ё", "е")
    return " ".join(re.sub(r"[^\w№#]|_", " ", text).split())


def is_open(text: str, pair: str) -> bool:
    """Whether a quote or bracket of a pair is opened in a text and not closed."""
    return text.count(pair[0]) > text.count(pair[1])


def meaningful(text: str) -> bool:
    """Whether a text says anything: it has a letter or a digit."""
    return any(character.isalnum() for character in text)


@lru_cache(maxsize=256)
def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern that finds any of the words of a list in a ``plain`` text."""
    return re.compile(r"(?<!\w)(?:" + "|".join(f"(?:{pattern})" for pattern in patterns) + ")")
