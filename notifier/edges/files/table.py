"""A TOML table read key by key: each key once, with its type, its bounds and its default; everything wrong becomes a Problem.

What was asked for is known; ``close`` reports every other key with «возможно, вы имели в виду …».
"""

import difflib
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from notifier.core.clean import LINE_LIMIT, clean_line, clean_link
from notifier.core.russian import of_another_alphabet
from notifier.edges.files.toml import Toml
from notifier.edges.files.walk import Place
from notifier.model.problem import Problem, Severity

_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "да/нет (true, false)"), (int, "число"), (float, "дробное число"), (str, "текст в кавычках"),
    ((datetime, date, time), "дата или время"), (list, "список"), (dict, "раздел"),
)


class Table:
    """One table of a file. ``problems`` is shared by all tables of the file."""

    def __init__(self, toml: Toml, place: Place, data: dict[str, Any], problems: list[Problem], *,
                 item: str | None = None) -> None:
        self.toml = toml
        self.place = place
        self.data = data
        self.problems = problems
        self.item = item
        self._known: list[str] = []
        self._inner: dict[str, Table] = {}

    @property
    def line(self) -> int | None:
        """Where the table begins."""
        return self.toml.line(*self.place)

    def line_of(self, key: str) -> int | None:
        """Where the key stands; where the table begins when it does not."""
        return self.toml.line(*self.place, key)

    def error(self, key: str | None, code: str, text: str, *, advice: str = "", severity: Severity = Severity.ERROR) -> None:
        """Report something about this key (None: about the table)."""
        line = self.line if key is None else self.line_of(key)
        self.problems.append(Problem(severity, code, text, item=self.item, file=self.toml.file, line=line, advice=advice))

    def named(self, key: str) -> str:
        """How the key is called in messages: ``[policy] window``."""
        table = ".".join(str(part) for part in self.place if isinstance(part, str))
        return f"[{table}] {key}" if table else f"«{key}»"

    def has(self, key: str) -> bool:
        """Whether the file names the key."""
        self._known.append(key)
        return key in self.data

    def raw(self, key: str, kinds: tuple[type, ...], wanted: str) -> Any:
        """The value when it is of one of these types, else None (and a problem when it is there with another type)."""
        self._known.append(key)
        value = self.data.get(key)
        if value is None:
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            got = next((name for kind, name in _KINDS if isinstance(value, kind)), "что-то другое")
            self.error(key, "wrong-type", f"{self.named(key)}: нужно — {wanted}, а записано — {got}.", advice=f"Запишите {wanted}.")
            return None
        return value

    def text(self, key: str, default: str = "", *, needed: bool = False, limit: int = LINE_LIMIT) -> str:
        """One cleaned line."""
        value = self.raw(key, (str,), "текст в кавычках")
        if value is None:
            if needed and key not in self.data:
                self.error(None, "missing-key", f"Не задано {self.named(key)}.", advice=f"Добавьте строку: {key} = \"…\"")
            return default
        line = clean_line(value, limit=limit)
        if needed and not line:
            self.error(key, "empty", f"{self.named(key)}: пусто.", advice="Впишите значение.")
        if len(line) == limit and line.endswith("…"):
            self.error(key, "too-long", f"{self.named(key)}: длиннее {limit} знаков, конец отброшен.", severity=Severity.WARNING,
                       advice="Сократите.")
        return line

    def texts(self, key: str) -> tuple[str, ...]:
        """A text, or a list of texts."""
        value = self.raw(key, (str, list), "текст или список текстов")
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not all(isinstance(part, str) for part in values):
            self.error(key, "wrong-type", f"{self.named(key)}: в списке должны быть тексты в кавычках.",
                       advice='Запишите: ["…", "…"].')
            return ()
        return tuple(line for part in values if (line := clean_line(part)))

    def link(self, key: str) -> str:
        """An http(s) address, or nothing."""
        text = self.text(key, limit=2000)
        link = clean_link(text)
        if text and not link:
            self.error(key, "bad-link", f"{self.named(key)}: «{clean_line(text, limit=100)}» — не адрес страницы.",
                       advice="Адрес начинается с https:// и не содержит пробелов.")
        return link

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.raw(key, (bool,), "true или false")
        return default if value is None else bool(value)

    def number(self, key: str, default: int, *, low: int, high: int) -> int:
        """A whole number within bounds (inclusive)."""
        value = self.raw(key, (int,), "целое число")
        if value is None:
            return default
        if not low <= value <= high:
            self.error(key, "out-of-bounds", f"{self.named(key)} = {value}: допустимо от {low} до {high}.",
                       advice=f"Обычно здесь {default}.")
            return default
        return int(value)

    def choice(self, key: str, default: str, options: Sequence[str]) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value not in options:
            words = ", ".join(f"\"{option}\"" for option in options)
            self.error(key, "bad-choice", f"{self.named(key)} = \"{value}\": допустимо {words}{did_you_mean(value, options)}",
                       advice="Выберите одно из этих слов.")
            return default
        return value

    def table(self, key: str) -> "Table":
        """The table under the key, an empty one when it is not there."""
        if key not in self._inner:
            value = self.raw(key, (dict,), f"раздел [{key}]")
            self._inner[key] = Table(self.toml, (*self.place, key), value or {}, self.problems, item=self.item)
        return self._inner[key]

    def tables(self, key: str, wanted: str) -> list["Table"]:
        """The tables of an array, in order."""
        value = self.raw(key, (list,), wanted)
        found = []
        for number, entry in enumerate(value or ()):
            if isinstance(entry, dict):
                found.append(Table(self.toml, (*self.place, key, number), entry, self.problems, item=self.item))
            else:
                self.error(key, "wrong-type", f"{self.named(key)}: нужно — {wanted}.", advice="Сравните с образцом в описании.")
        return found

    def close(self, *, advice: str = "Исправьте имя или уберите строку.") -> None:
        """Report the keys nobody asked for."""
        for key in self.data:
            if key not in self._known:
                self.error(key, "unknown-key", f"Неизвестное имя {self.named(clean_line(key, limit=80))}"
                           f"{did_you_mean(key, self._known)}", advice=advice)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The end of a sentence: ``; возможно, вы имели в виду «…».``, or only its full stop when nothing is near."""
    near = difflib.get_close_matches(word.casefold(), list(dict.fromkeys(known)), n=1, cutoff=0.6)
    return f"; возможно, вы имели в виду «{near[0]}»{of_another_alphabet(word, near[0])}." if near else "."
