"""Tokens into items by the rules: at each place the first rule that fits.

A rule's pattern is compiled into a regular expression over kinds (one character a kind), and the rules are sorted by the kinds
they may begin with. Those of a kind are compiled together when a phrase first comes to it, which keeps the import short.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from notifier.core.dates.items import Item
from notifier.core.dates.rules import NAMED, RULES, Builder
from notifier.core.dates.token import Token, made

_UNKNOWN = "\u3000"
_FIRST_LETTER = 0x4E00  # any characters that mean nothing in a regular expression
_LETTERS: dict[str, str] = {}


def _letter(found: re.Match[str]) -> str:
    return _LETTERS.setdefault(found[0], chr(_FIRST_LETTER + len(_LETTERS)))


def _pattern(rule: str) -> str:
    while "@" in rule:
        rule = re.sub(r"@[a-z]+", lambda found: NAMED[found[0]], rule)
    rule = re.sub(r"[a-z_]+", _letter, rule).replace(" ", "")
    return re.sub(r"\((?!\?)", "(?:", rule)


@cache
def _patterns() -> tuple[str, ...]:
    return tuple(_pattern(rule) for rule, _, _ in RULES)


def _first_letters(pattern: str) -> set[str]:
    """The letters a pattern may begin with."""

    def alternatives(place: int) -> tuple[set[str], bool, int]:
        letters, nullable = set[str](), False
        while True:
            some, empty, place = sequence(place)
            letters |= some
            nullable = nullable or empty
            if place >= len(pattern) or pattern[place] != "|":
                return letters, nullable, place
            place += 1

    def sequence(place: int) -> tuple[set[str], bool, int]:
        letters, nullable = set[str](), True
        while place < len(pattern) and pattern[place] not in "|)":
            if pattern.startswith("(?!", place):
                some, empty, place = set[str](), True, alternatives(place + 3)[2] + 1
            elif pattern[place] == "(":
                some, empty, place = alternatives(place + 3)
                place += 1
            else:
                some, empty, place = {pattern[place]}, False, place + 1
            if place < len(pattern) and pattern[place] in "?*+":
                empty = empty or pattern[place] != "+"
                place += 1
            if nullable:
                letters |= some
            nullable = nullable and empty
        return letters, nullable, place

    return alternatives(0)[0]


@cache
def _rules_for(letter: str) -> tuple[int, ...]:
    """The rules that may begin with a kind, in their order."""
    return tuple(index for index in range(len(RULES)) if letter in _firsts(index))


@cache
def _firsts(index: int) -> frozenset[str]:
    return frozenset(_first_letters(_patterns()[index]))


@cache
def _compiled(letter: str) -> re.Pattern[str]:
    """The rules that may begin with a kind in one pattern, each a group: the first that fits is found at once."""
    return re.compile("|".join([f"({_patterns()[index]})" for index in _rules_for(letter)]) or "(?!)")


def pieces(kinds: Iterable[str]) -> Iterator[tuple[int | None, int, int]]:
    """Which rule takes each piece of a row of kinds (None: a token that none takes), and where the piece begins and ends."""
    _patterns()  # gives the kinds of the rules their letters
    row = "".join([_LETTERS.get(kind, _UNKNOWN) for kind in kinds])
    place = 0
    while place < len(row):
        letter = row[place]
        found = _compiled(letter).match(row, place)
        index, end = (None, place + 1) if found is None else (_rules_for(letter)[(found.lastindex or 1) - 1], found.end())
        yield index, place, end
        place = end


@lru_cache(maxsize=4096)
def _cut(kinds: tuple[str, ...]) -> tuple[tuple[Builder | None, int, int], ...]:
    """Where the items of a row of kinds begin and end, and who builds each. People write few shapes, so most are known already."""
    cut = ((None if index is None else RULES[index][1], start, end) for index, start, end in pieces(kinds))
    return tuple(piece for piece in cut if piece[0] != "")  # words that say nothing


def itemize(tokens: list[Token]) -> list[Item]:
    """The items of a phrase, in order; tokens that no rule takes become items «?»."""
    items: list[Item] = []
    for builder, start, end in _cut(next(zip(*tokens, strict=True), ())):  # the first column: the kinds
        if isinstance(builder, str):
            items.append(made(Item, (builder, 0, tokens[start][2], tokens[end - 1][3])))
            continue
        built = builder(tokens[start:end]) if builder is not None else None
        if built is None:
            items.append(Item("?", tokens[start].kind, tokens[start].start, tokens[end - 1].end))
        else:
            items += built
    return items
