"""Misprints in words: Latin letters, words broken or glued, one wrong letter in a long word.

Promises: only words that are not known are touched, and only into a form of ``words``; a suffix is never cut off («Сентябрев»
is a surname, «октябрята» are children).
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from notifier.core.dates.words import LOOKALIKES, WORDS


class Token(NamedTuple):
    """One token: its kind, what it means, and where it stands in the cleaned text (``start`` to ``end``)."""

    kind: str
    value: Any  # as ``tokens`` says for each kind; checked by the rules, which know the kinds
    start: int
    end: int


made = tuple.__new__
"""A named tuple of all its fields; its own constructor takes twice as long, which counts where every phrase passes."""

_LONG = 6  # letters; shorter words have too many neighbours («марта» - «карта»)
_PART = 3  # letters of the shorter of two glued words
_PARTS = 4  # a narrow column seldom breaks a word into more
_GLUED_KINDS = frozenset({"month", "weekday", "each", "during", "god", "school"})
_MISPRINTED_KINDS = frozenset(
    {"month", "weekday", "weekdays", "adverb", "always", "during", "quarter", "halfyear", "vacation", "schedule", "order", "decade", "week",
     "undated", "seasonal"}
)


def mend(tokens: list[Token], text: str) -> list[Token]:
    """The tokens with unknown words replaced where they can only be misprints; ``text`` is what the tokens were cut from."""
    mended: list[Token] = []
    index = 0
    while index < len(tokens):
        words, used = _whole(tokens, index, text) or ([tokens[index]], 1)
        mended += [word for word in words if word.kind != "filler"]
        index += used
    return mended


def _whole(tokens: list[Token], index: int, text: str) -> tuple[list[Token], int] | None:
    """The known words that begin at a token, and how many tokens they were broken into."""
    token = tokens[index]
    for used, word, end in reversed(list(_joins(tokens, index, text))):
        meanings = _meanings(word)
        if meanings and not (len(meanings) > 1 and _whole_words(tokens[index : index + used], text)):
            return [Token(kind, value, token.start, end) for kind, value in meanings], used
    if token.kind != "unknown" or token.value == 0:  # an initial is no misprint
        return None
    word = text[token.start : token.end]
    meanings = _meanings(word) or _misprint(word)
    return [Token(kind, value, token.start, token.end) for kind, value in meanings], 1


def _whole_words(tokens: list[Token], text: str) -> bool:
    """«Янвapь», «май»: each a word by itself, one of them in Latin letters; nothing was broken."""
    return all(token.kind == "dash" or _meanings(text[token.start : token.end]) for token in tokens)


def _joins(tokens: list[Token], index: int, text: str) -> Iterator[tuple[int, str, int]]:
    """How many tokens, the word they make together, and where it ends; at least one of them is no word by itself."""
    word = text[tokens[index].start : tokens[index].end]
    if not word.isalpha():
        return
    parts, broken, following, ended = 1, tokens[index].kind == "unknown", index + 1, tokens[index].end
    while following < len(tokens) and parts < _PARTS:
        token = tokens[following]
        following += 1
        if token.kind == "dash":
            continue
        part = text[token.start : token.end]
        initial = len(part) == 1 and text[token.end : token.end + 1] == "."
        if not part.isalpha() or initial or "." in text[ended : token.start]:  # «А.П.Р.» is no «апр», «лет А.С.» no «лета»
            return
        ended = token.end
        word += part
        parts += 1
        broken = broken or token.kind == "unknown"
        if broken:
            yield following - index, word, token.end


@lru_cache(maxsize=2048)
def _meanings(word: str) -> tuple[tuple[str, int | str], ...]:
    """A word as it is, in Cyrillic letters, or cut into two that were glued («сентябрьдекабрь»); else nothing."""
    plain = word.translate(LOOKALIKES)
    if meaning := WORDS.get(word) or WORDS.get(plain):
        return (meaning,)
    for cut in range(len(plain) - _PART, _PART - 1, -1):
        first, second = WORDS.get(plain[:cut]), WORDS.get(plain[cut:])
        if first and second and first[0] in _GLUED_KINDS and second[0] in _GLUED_KINDS and len(plain) >= _LONG:
            return (first, second)
    return ()


@lru_cache(maxsize=2048)
def _misprint(word: str) -> tuple[tuple[str, int | str], ...]:
    """The one meaning among the words at one mistyped letter; a word that stays unknown means so."""
    unknown: tuple[tuple[str, int | str], ...] = (("unknown", word),)
    plain = word.translate(LOOKALIKES)
    if len(plain) < _LONG - 1:
        return unknown
    if len(plain) < _LONG:  # only a month that lost one letter: «ноябр», «апрль»
        near = {meaning for form, meaning in WORDS.items() if meaning[0] == "month" and len(form) == _LONG and _near(plain, form)}
        return tuple(near) if len(near) == 1 else unknown
    long_forms = ((form, meaning) for form, meaning in WORDS.items() if len(form) >= _LONG - 1 and meaning[0] in _MISPRINTED_KINDS)
    meanings = {meaning for form, meaning in long_forms if _near(plain, form)}
    return tuple(meanings) if len(meanings) == 1 else unknown


def _near(word: str, form: str) -> bool:
    """One letter wrong, missing, doubled or swapped; another last letter is another word."""
    if abs(len(word) - len(form)) > 1 or (len(word) >= len(form) and word[-1] != form[-1]):
        return False
    head = 0
    while head < min(len(word), len(form)) and word[head] == form[head]:
        head += 1
    word, form = word[head:], form[head:]
    tail = 0
    while tail < min(len(word), len(form)) and word[-1 - tail] == form[-1 - tail]:
        tail += 1
    word, form = word[: len(word) - tail], form[: len(form) - tail]
    return (len(word) <= 1 and len(form) <= 1) or (len(word) == 2 and word == form[::-1])
