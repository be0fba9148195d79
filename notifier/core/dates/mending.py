"""Misprints in words: Latin letters, words broken or glued, one wrong letter in a long word.

Promises: only words that are not known are touched, and only into a form of ``words``; a suffix is never cut off («Сентябрев»
is a surname, «октябрята» are children).
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from notifier.core.dates.token import Token, made
from notifier.core.dates.words import NO_MISPRINTS, WORDS

_LOOKALIKES = str.maketrans("abceghkmnopqrtuxyёі", "авсеgнкмпоррртихуеi")  # Latin for Cyrillic inside a Russian word («нoябрь»)
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
    last = max([place for place, token in enumerate(tokens) if token[0] == "unknown"], default=-1)
    while index <= last:  # behind the last unknown word nothing is broken
        token = tokens[index]
        joins = _joins(tokens, index, text) if index + 1 < len(tokens) else ()
        words, used = _whole(tokens, index, text, joins) if joins else ([], 0)
        if not used:
            kind, value, start, end = token
            words, used = [token], 1
            if kind == "unknown" and value != 0:  # an initial is no misprint
                words = [made(Token, (*meaning, start, end)) for meaning in _meant(text[start:end])]
        mended += [word for word in words if word[0] != "filler"]
        index += used
    return mended + tokens[index:]


def _whole(tokens: list[Token], index: int, text: str, joins: Sequence[tuple[int, str, int]]) -> tuple[list[Token], int]:
    """The known words that begin at a token, and how many tokens they were broken into; the longest of the ``joins`` that is one."""
    start = tokens[index].start
    for used, word, end in reversed(joins):
        meanings = _meanings(word)
        if meanings and not (len(meanings) > 1 and _whole_words(tokens[index : index + used], text)):
            return [Token(kind, value, start, end) for kind, value in meanings], used
    return [], 0


def _whole_words(tokens: list[Token], text: str) -> bool:
    """«Янвapь», «май»: each a word by itself, one of them in Latin letters; nothing was broken."""
    return all(token.kind == "dash" or _meanings(text[token.start : token.end]) for token in tokens)


def _joins(tokens: list[Token], index: int, text: str) -> Sequence[tuple[int, str, int]]:
    """How many tokens, the word they make together, and where it ends; at least one of them is no word by itself."""
    kind, _, start, ended = tokens[index]
    word = text[start:ended]
    if not word.isalpha():
        return ()
    joins: list[tuple[int, str, int]] = []
    parts, broken, following = 1, kind == "unknown", index + 1
    while following < len(tokens) and parts < _PARTS:
        kind, _, start, end = tokens[following]
        following += 1
        if kind == "dash":
            continue
        part = text[start:end]
        initial = len(part) == 1 and text[end : end + 1] == "."
        if not part.isalpha() or initial or "." in text[ended:start]:  # «А.П.Р.» is no «апр», «лет А.С.» no «лета»
            break
        ended = end
        word += part
        parts += 1
        if not _may_begin(word[:_PART]):
            break
        broken = broken or kind == "unknown"
        if broken:
            joins.append((following - index, word, end))
    return joins


@cache
def _beginnings() -> frozenset[str]:
    return frozenset({form[:length] for form in WORDS for length in range(1, _PART + 1)})


@lru_cache(maxsize=2048)
def _may_begin(letters: str) -> bool:
    """Whether any known word begins with these letters, as they are or in Cyrillic ones: most pieces of other words do not."""
    return letters in _beginnings() or letters.translate(_LOOKALIKES) in _beginnings()


@lru_cache(maxsize=2048)
def _meanings(word: str) -> tuple[tuple[str, int | str], ...]:
    """A word as it is, in Cyrillic letters, or cut into two that were glued («сентябрьдекабрь»); else nothing."""
    plain = word.translate(_LOOKALIKES)
    if meaning := WORDS.get(word) or WORDS.get(plain):
        return (meaning,)
    for cut in range(len(plain) - _PART, _PART - 1, -1):
        first, second = WORDS.get(plain[:cut]), WORDS.get(plain[cut:])
        if first and second and first[0] in _GLUED_KINDS and second[0] in _GLUED_KINDS and len(plain) >= _LONG:
            return (first, second)
    return ()


@lru_cache(maxsize=2048)
def _meant(word: str) -> tuple[tuple[str, int | str], ...]:
    return _meanings(word) or _misprint(word)


def _misprint(word: str) -> tuple[tuple[str, int | str], ...]:
    """The one meaning among the words at one mistyped letter; a word that stays unknown means so."""
    unknown: tuple[tuple[str, int | str], ...] = (("unknown", word),)
    plain = word.translate(_LOOKALIKES)
    if len(plain) < _LONG - 1 or plain in _no_misprints():
        return unknown
    if len(plain) < _LONG:  # only a month that lost one letter: «ноябр», «апрль»
        near = {meaning for form, meaning in WORDS.items() if meaning[0] == "month" and len(form) == _LONG and _near(plain, form)}
        return tuple(near) if len(near) == 1 else unknown
    long_forms = ((form, meaning) for form, meaning in WORDS.items() if len(form) >= _LONG - 1 and meaning[0] in _MISPRINTED_KINDS)
    meanings = {meaning for form, meaning in long_forms if _near(plain, form)}
    return tuple(meanings) if len(meanings) == 1 else unknown


@cache
def _no_misprints() -> frozenset[str]:
    return frozenset(NO_MISPRINTS.split())


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
