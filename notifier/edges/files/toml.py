"""TOML files: the data, and the line every key and table stands on.

``tomllib`` reads (and judges); a second, simpler walk over the same, by then valid, text finds the lines, which ``tomllib``
does not give. Errors of syntax come out in Russian with the line, the line's text and what usually helps.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notifier.core.clean import clean_line
from notifier.edges.files.text import read_text
from notifier.model.problem import Problem, Severity

Place = tuple[str | int, ...]
"""Where a value stands: keys, and numbers (from 0) inside arrays."""


@dataclass(frozen=True, slots=True)
class Toml:
    """A TOML file, read."""

    data: dict[str, Any]
    lines: Mapping[Place, int]
    file: str

    def line(self, *place: str | int) -> int | None:
        """The line of this key, or of the nearest table around it; None when the file does not name it at all."""
        for end in range(len(place), 0, -1):
            if (found := self.lines.get(place[:end])) is not None:
                return found
        return None


def read_toml(path: Path, *, what: str) -> tuple[Toml | None, list[Problem]]:
    """The file, or None and why not. ``what`` names the file for people («файл дат»)."""
    text, problems = read_text(path, what=what)
    return (None, problems) if text is None else parse_toml(text, file=str(path))


def parse_toml(text: str, *, file: str) -> tuple[Toml | None, list[Problem]]:
    """The text, or None and the one syntax error that stops the reading."""
    try:
        if _DEEP.search(text):
            raise RecursionError
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, [_syntax_problem(str(error), text, file=file)]
    except RecursionError:
        return None, [Problem(Severity.ERROR, "toml-depth", "Слишком много вложенных скобок или частей ключа.", file=file,
                              advice="Уберите лишние скобки и точки.")]
    except ValueError:  # Python refuses integers of more than 4300 digits
        return None, [Problem(Severity.ERROR, "toml-syntax", "В файле число из тысяч цифр.", file=file,
                              advice="Возьмите его в кавычки.")]
    return Toml(data, _Walk(text).lines, file), []


# Asked before tomllib, whose time grows with the square of a dotted key's parts.
_DEEP = re.compile(r"(?:[\[{]\s*+){32}|(?<![\w.\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){32}")


_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"[ \t]*(?:\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*")
_SCALAR = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'" r"|[^,\]}#\n]+", re.DOTALL)


class _Walk:
    """The lines of a valid TOML text."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.lines: dict[Place, int] = {}
        self._arrays: dict[Place, int] = {}  # arrays of tables: how many so far
        self._at = 0
        self._counted = (0, 1)  # position and line already counted up to
        base: Place = ()
        self._skip()
        while self._at < len(self.text):
            if self.text[self._at] == "[":
                base = self._header()
            else:
                self._pair(base)
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
            if place in self._arrays:
                place = (*place, self._arrays[place] - 1)
            self._at = start
            self._note(place)
        self._at = end
        return place

    def _pair(self, base: Place) -> None:
        start = self._at
        place = base
        for part in self._key():
            place = (*place, part)
            end, self._at = self._at, start
            self._note(place)
            self._at = end
        self._at += 1  # the equals sign
        self._value(place)

    def _value(self, place: Place) -> None:
        self._skip()
        opening = self.text[self._at]
        if opening not in "[{":
            match = _SCALAR.match(self.text, self._at)
            assert match is not None
            self._at = match.end()
            return
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


_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_QUOTES = "“”„‟‘’«»`"
_IN_QUOTES = "Текст берут в прямые кавычки: \"19.11.2020 14:30\"; числа, true и false — без кавычек."
_KEY_IN_QUOTES = "Имена с русскими буквами и пробелами берут в прямые кавычки; пояснение начинают знаком #."
_ONE_ENTRY = "Оставьте одну из двух записей."
_ONE_TABLE = "Соедините оба раздела в один."
_TYPE_AGAIN = "Наберите эту строку заново."
_BACKSLASH = ("знак \\ внутри двойных кавычек", "Пишите / вместо \\ или возьмите текст в одинарные кавычки: 'C:\\папка'.")
_MEANINGS: tuple[tuple[str, tuple[str, str]], ...] = (
    # the beginning of tomllib's message: what it means and what to do
    ("Invalid value", ("после знака = стоит непонятное значение", _IN_QUOTES)),
    ("Invalid statement", ("строка начинается не с ключа и не с [раздела]", _KEY_IN_QUOTES)),
    ("Invalid initial character for a key part", ("имя ключа или раздела записано с ошибкой", _KEY_IN_QUOTES)),
    ("Expected newline or end of document", ("после значения стоит что-то лишнее", f"Одна запись — одна строка. {_IN_QUOTES}")),
    ("Expected '=' after a key", ("после имени ключа нет знака =", f"Запишите: ключ = \"значение\". {_KEY_IN_QUOTES}")),
    ("Expected ']", ("заголовок раздела записан с ошибкой", f"Запишите: [раздел] или [[раздел]]. {_KEY_IN_QUOTES}")),
    ("Cannot overwrite a value", ("этот ключ уже был записан выше", _ONE_ENTRY)),
    ("Cannot declare", ("этот раздел уже был записан выше", _ONE_TABLE)),
    ("Cannot redefine namespace", ("этот раздел уже был записан выше", _ONE_TABLE)),
    ("Cannot mutate immutable namespace", ("к этой записи нельзя добавлять: она закрыта выше", "Соедините обе записи в одну.")),
    ("Duplicate inline table key", ("один ключ записан в скобках дважды", _ONE_ENTRY)),
    ("Unclosed array", ("список не закрыт скобкой ] или между его частями нет запятой", "Запишите: [\"один\", \"два\"].")),
    ("Unclosed inline table", ("запись в фигурных скобках не закрыта или перенесена на другую строку",
                               "Запишите в одну строку: { ключ = \"значение\", … }.")),
    ("Illegal character '\\n'", ("кавычки открыты, но не закрыты до конца строки", "Закройте кавычки в той же строке.")),
    ("Unterminated string", ("кавычки открыты, но не закрыты", "Закройте кавычки.")),
    ("Illegal character", ("в тексте недопустимый невидимый знак", _TYPE_AGAIN)),
    ("Found invalid character", ("в тексте недопустимый невидимый знак", _TYPE_AGAIN)),
    ("Unescaped '\\'", _BACKSLASH),
    ("Invalid hex value", _BACKSLASH),
    ("Escaped character is not", _BACKSLASH),
    ("Invalid date or datetime", ("такого дня или часа не бывает", "Проверьте дату; порядок без кавычек: год-месяц-день.")),
)


def _syntax_problem(message: str, text: str, *, file: str) -> Problem:
    rows = text.replace("\r\n", "\n").split("\n")
    line = len(text.replace("\r\n", "\n").rstrip("\n").split("\n"))
    if (match := _POSITION.search(message)) is not None and match[1]:
        line = int(match[1])
    row = rows[line - 1].strip()
    meaning, advice = next((words for start, words in _MEANINGS if message.startswith(start)),
                           ("запись не по правилам TOML", "Сравните с образцом в описании."))
    if any(quote in _outside_quotes(row) for quote in _QUOTES):
        meaning, advice = "кавычки не те", "Снаружи нужны прямые кавычки \"…\". Word их подменяет на «ёлочки», «Блокнот» — нет."
    elif "уже был записан выше" in meaning and (first := _first_line(row, rows[: line - 1])) is not None:
        meaning = meaning.replace("выше", f"в строке {first}")
    shown = clean_line(row, limit=120)
    return Problem(Severity.ERROR, "toml-syntax", f"Ошибка записи в строке {line}: {meaning}. Строка: {shown}",
                   file=file, line=line, advice=advice)


def _outside_quotes(row: str) -> str:
    """The row without its properly quoted parts and its remark."""
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", row)


def _first_line(row: str, above: list[str]) -> int | None:
    """Where the same key or table stands above, as far as a look at the beginnings of lines can tell."""
    name = re.split("[=#]", row)[0].strip().strip("[]")
    names = {name, *re.findall(r"\"[^\"]*\"", name)[-1:]}
    for number, candidate in enumerate(above, start=1):
        if re.split("[=#]", candidate)[0].strip().strip("[]").strip() in names:
            return number
    return None
