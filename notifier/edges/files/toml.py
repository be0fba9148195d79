"""TOML files: the data, and the line every key and table stands on.

``tomllib`` reads (and judges); a second, simpler walk over the same, by then valid, text finds the lines, which ``tomllib``
does not give. Errors of syntax come out in Russian with the line, the line's text and what usually helps.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notifier.core.clean import clean_line
from notifier.edges.files.text import read_text
from notifier.edges.files.walk import Place, Walk
from notifier.model.problem import Problem, Severity


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
    return Toml(data, Walk(text).lines, file), []


# Asked before tomllib, whose time grows with the square of a dotted key's parts.
_DEEP = re.compile(r"(?:[\[{]\s*+){32}|(?<![\w.\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){32}")


_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_QUOTES = "“”„‟‘’«»`"
_IN_QUOTES = "Текст берут в прямые кавычки: \"19.11.2020 14:30\"; числа, true и false — без кавычек."
_KEY_IN_QUOTES = "Имена с русскими буквами и пробелами берут в прямые кавычки; пояснение начинают знаком #."
_ONE_ENTRY = "Оставьте одну из двух записей."
_ONE_TABLE = "Соедините оба раздела в один."
_TYPE_AGAIN = "Наберите эту строку заново."
_INVISIBLE = ("невидимый знак (например, неразрывный пробел) вне кавычек", _TYPE_AGAIN)
_BACKSLASH = ("знак \\ внутри двойных кавычек", "Пишите / вместо \\ или возьмите текст в одинарные кавычки: 'C:\\папка'.")
_MIXED = re.compile(r"\[*[\w.-]*(?:[a-z][а-яё]|[а-яё][a-z])[\w.-]*", re.IGNORECASE)
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
    if message.startswith("Invalid initial") and "{" in row:
        meaning, advice = next(words for start, words in _MEANINGS if start == "Unclosed inline table")
    elif (mixed := _MIXED.match(row)) is not None:
        meaning, advice = f"в имени «{mixed[0]}» русские буквы среди латинских", "Наберите имя заново латинскими буквами."
    elif any(_is_invisible(character) for character in _outside_quotes(rows[line - 1])):
        meaning, advice = _INVISIBLE
    elif any(quote in _outside_quotes(row) for quote in _QUOTES):
        meaning, advice = "кавычки не те", "Снаружи нужны прямые кавычки \"…\". Word их подменяет на «ёлочки», «Блокнот» — нет."
    elif "уже был записан выше" in meaning and (first := _first_line(row, rows[: line - 1])) is not None:
        meaning = meaning.replace("выше", f"в строке {first}")
    shown = clean_line(row, limit=120)
    return Problem(Severity.ERROR, "toml-syntax", f"Ошибка записи в строке {line}: {meaning}. Строка: «{shown}».",
                   file=file, line=line, advice=advice)


def _outside_quotes(row: str) -> str:
    """The row without its properly quoted parts and its remark."""
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", row)


def _is_invisible(character: str) -> bool:
    """Looks like a blank or like nothing, and is none of the two blanks that TOML knows: pages and messengers put it there."""
    return character not in " \t\r" and unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cc", "Cf"}


def _first_line(row: str, above: list[str]) -> int | None:
    """Where the same key or table stands above, as far as a look at the beginnings of lines can tell."""
    name = re.split("[=#]", row)[0].strip().strip("[]")
    names = {name, *re.findall(r"\"[^\"]*\"", name)[-1:]}
    begun = (re.split("[=#]", candidate)[0].strip().strip("[]").strip() for candidate in above)
    return next((number for number, words in enumerate(begun, start=1) if words in names), None)
