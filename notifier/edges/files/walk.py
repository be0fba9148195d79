"""Where things stand in a TOML text: a walk over it that notes lines and positions, which ``tomllib`` does not give.

Takes only text that ``tomllib`` has accepted, so it need not judge.
"""

import re
import tomllib
from dataclasses import dataclass

Place = tuple[str | int, ...]
"""Where a value stands: keys, and numbers (from 0) inside arrays."""


@dataclass(frozen=True, slots=True)
class Statement:
    """``key = value`` outside of braces: its place, the table it is written under, and positions in the text."""

    place: Place
    base: Place
    start: int
    value: int
    end: int


@dataclass(frozen=True, slots=True)
class Header:
    """``[table]`` or ``[[table]]``: its place and where its line's text ends."""

    place: Place
    end: int


_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"[ \t]*(?:\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*")
_SCALAR = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'" r"|[^,\]}#\n]+", re.DOTALL)


class Walk:
    """A valid TOML text, walked. ``text`` has LF ends; all positions count in it.

    ``lines``: the line of every key and table; ``values``: where every value begins and ends.
    """

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.lines: dict[Place, int] = {}
        self.values: dict[Place, tuple[int, int]] = {}
        self.statements: list[Statement] = []
        self.headers: list[Header] = []
        self._arrays: dict[Place, int] = {}  # arrays of tables: how many so far
        self._at = 0
        self._counted = (0, 1)  # position and line already counted up to
        base: Place = ()
        self._skip()
        while self._at < len(self.text):
            if self.text[self._at] == "[":
                base = self._header()
                self.headers.append(Header(base, self._at))
            else:
                start = self._at
                place = self._pair(base)
                self.statements.append(Statement(place, base, start, *self.values[place]))
            self._skip()

    def _skip(self) -> None:
        match = _SPACE.match(self.text, self._at)
        assert match is not None
        self._at = match.end()

    def _note(self, place: Place) -> None:
        before, line = self._counted
        line += self.text.count("\n", before, self._at)
        self._counted = (self._at, line)
        self.lines.setdefault(place, line)

    def _key(self) -> list[str]:
        parts: list[str] = []
        while True:
            match = _KEY.match(self.text, self._at)
            assert match is not None
            quoted, literal, bare = match.groups()
            parts.append(_unescaped(quoted) if quoted is not None else literal if literal is not None else bare)
            self._at = match.end()
            if not self.text.startswith(".", self._at):
                return parts
            self._at += 1

    def _header(self) -> Place:
        many = self.text.startswith("[[", self._at)
        start = self._at
        self._at += 2 if many else 1
        place: Place = ()
        parts = self._key()
        end = self._at + (2 if many else 1)
        for number, part in enumerate(parts):
            place = (*place, part)
            if many and number == len(parts) - 1:
                self._arrays[place] = self._arrays.get(place, 0) + 1
            self._at = start
            self._note(place)
            if place in self._arrays:
                place = (*place, self._arrays[place] - 1)
                self._note(place)
        self._at = end
        return place

    def _pair(self, base: Place) -> Place:
        start = self._at
        place = base
        for part in self._key():
            place = (*place, part)
            end, self._at = self._at, start
            self._note(place)
            self._at = end
        self._at += 1  # the equals sign
        self._value(place)
        return place

    def _value(self, place: Place) -> None:
        self._skip()
        start = self._at
        if self.text[start] in "[{":
            self._inside(place)
        else:
            match = _SCALAR.match(self.text, start)
            assert match is not None
            self._at = start + len(match[0].rstrip())
        self.values[place] = (start, self._at)

    def _inside(self, place: Place) -> None:
        """The parts of an array or inline table."""
        opening = self.text[self._at]
        self._at += 1
        number = 0
        while True:
            self._skip()
            sign = self.text[self._at]
            if sign in "]}":
                self._at += 1
                return
            if sign == ",":
                self._at += 1
                number += 1
            elif opening == "[":
                self._note((*place, number))
                self._value((*place, number))
            else:
                self._pair(place)


def _unescaped(inside: str) -> str:
    return str(tomllib.loads(f'x = "{inside}"')["x"]) if "\\" in inside else inside
