"""The people file: CSV or XLSX, one row a person. A bad row is told and left out; the others are read.

One mailbox is one person: the same address twice, whatever its letter case, becomes one with the groups of both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from notifier.core.address import AddressError, canonical
from notifier.core.clean import clean_line
from notifier.core.phrases import bare_answer
from notifier.edges.files.sheet import MAX_TITLE, Row, Value, header_columns, parse_sheet
from notifier.edges.files.text import LARGEST_BYTES, read_bytes
from notifier.model.person import Person, fold
from notifier.model.problem import Problem, Severity

WHAT = "список людей"
COLUMNS: dict[str, Sequence[str]] = {
    "name": ("ФИО", "Ф.И.О.", "имя", "фамилия имя отчество", "Фамилия, имя, отчество", "библиотекарь", "педагог-библиотекарь"),
    "email": ("e-mail", "mail", "почта", "электронная почта", "эл. почта", "адрес электронной почты", "адрес эл. почты",
              "емейл", "имейл", "мейл"),
    "school": ("школа", "учреждение", "организация", "образовательная организация", "место работы", "ОО"),
    "groups": ("группы", "группа"),
    "greeting": ("обращение", "приветствие"),
    "left": ("выбыл", "выбыла", "выбыл(а)", "дата выбытия", "уволен"),
}
LEFT_LONG_AGO = date(1, 1, 1)
"""What «да» in the column «выбыл» means: left, and no matter since when."""
_GONE = frozenset({"выбыл", "выбыла", "уволен", "уволена", "уволился", "уволилась"})


@dataclass(frozen=True, slots=True)
class _Names:
    """Which column holds what."""

    name: int | None
    email: int
    school: int | None
    groups: int | None
    greeting: int | None
    left: int | None


def read_people(path: Path) -> tuple[list[Person], list[Problem]]:
    """The people in the order of the file, and what is wrong with it, row by row. An unreadable file has no people."""
    content, problems = read_bytes(path, what=WHAT, most_bytes=LARGEST_BYTES)
    return ([], problems) if content is None else parse_people(content, file=str(path))


def parse_people(content: bytes, *, file: str) -> tuple[list[Person], list[Problem]]:
    """The same for bytes at hand."""
    rows, problems = parse_sheet(content, file=file, what=WHAT, is_header=lambda cells: "email" in _columns(cells))
    if rows is None:
        return [], problems
    head = next((number for number, row in enumerate(rows[:MAX_TITLE]) if "email" in _columns(row.cells)), 0)  # below a title, or the first
    cut = _cut_off(content, rows[head + 1:], file)
    people, problems = _people(rows[head:-1] if cut else rows[head:], file)
    return people, [*problems, *cut]


def _columns(cells: Sequence[Value]) -> dict[str, int]:
    """Which column holds what. «Адрес» alone is that of the mailbox; beside a column of those it is the street."""
    row = Row(0, cells)
    return header_columns(row, {"email": ("адрес",)}) | header_columns(row, COLUMNS)


def _cut_off(content: bytes, rows: Sequence[Row], file: str) -> list[Problem]:
    """The last line of a CSV that ends before all others do: of a file that is half saved, its address may be half of one."""
    if content.startswith(b"PK") or content.endswith((b"\n", b"\r")) or len(rows) < 2:
        return []
    last, width = rows[-1], min(len(row.cells) for row in rows[:-1])
    return [] if len(last.cells) >= width else [Problem(
        Severity.ERROR, "cut-row", f"Строка {last.line} обрывается: в ней ячеек {len(last.cells)}, а в остальных {width} и больше; она "
        "пропущена.", file=file, line=last.line, advice="Похоже, файл сохранён не до конца: сохраните его ещё раз. Строка такая и есть — "
               "нажмите в её конце Enter.")]


def _people(rows: list[Row], file: str) -> tuple[list[Person], list[Problem]]:
    if not rows:
        return [], [Problem(Severity.ERROR, "no-people", "Список людей пуст.", file=file,
                            advice="Первая строка — name,email,school,groups,greeting,left; дальше по строке на человека.")]
    columns = _columns(rows[0].cells)
    if "email" not in columns:
        return [], [Problem(Severity.ERROR, "no-header", "В первой строке списка людей нет столбца «email».", file=file,
                            line=rows[0].line,
                            advice="Первая строка называет столбцы: name,email,school,groups,greeting,left "
                                   "(или ФИО, почта, школа, группы, обращение, выбыл).")]
    names = _Names(**{key: columns.get(key) for key in COLUMNS})  # type: ignore[arg-type]
    used = frozenset(columns.values())
    people: dict[str, Person] = {}
    problems: list[Problem] = []
    for row in rows[1:]:
        if not any(str(row.cells[column]).strip() for column in used if column < len(row.cells)):
            continue  # numbered beforehand, and nobody stands there yet
        person = _person(row, names, used, file, problems)
        if person is None:
            continue
        first = people.get(person.email)
        people[person.email] = person if first is None else _merged(first, person, file, problems)
    problems += _with_commas(list(people.values()), file)
    if not people:
        problems.append(Problem(Severity.ERROR, "no-people", "В списке людей нет ни одной годной строки.", file=file, advice=(
            "Исправьте строки, названные выше." if problems else "Впишите людей под строкой заголовка, по строке на человека.")))
    return list(people.values()), problems


def _person(row: Row, names: _Names, used: frozenset[int], file: str, problems: list[Problem]) -> Person | None:
    def tell(code: str, text: str, advice: str) -> None:
        problems.append(Problem(Severity.ERROR, code, text, file=file, line=row.line, advice=advice))

    if not row.formulas.isdisjoint(used):
        tell("formula", f"Строка {row.line}: в ячейке формула, строка пропущена.", "Замените формулу её значением.")
        return None
    if any("\n" in str(cell) and _holds_rows(str(cell), names) for cell in row.cells):
        tell("open-quote", f"Строка {row.line}: в одну ячейку попали и следующие строки с адресами, эти люди не прочитаны.",
             "Закройте кавычку, открытую в этой строке, или уберите её; кавычки внутри ячейки в кавычках удваивают.")
        return None
    written = _text(row, names.email)
    name = _text(row, names.name)
    try:
        email = canonical(written)
    except AddressError as error:
        who = f" ({name})" if name else ""
        shown = f", «{clean_line(written, limit=100)}»" if written else ""
        tell("bad-address", f"Строка {row.line}{who}{shown}: {error}. Строка пропущена.", "Исправьте адрес в столбце «email».")
        return None
    cell = row.cells[names.left] if names.left is not None and names.left < len(row.cells) else ""
    left = _left(cell) if cell else None
    if isinstance(left, str):
        tell("bad-left", f"Строка {row.line} ({email}): в столбце «left» непонятно «{clean_line(left, limit=60)}». "
             "Человек оставлен в списке, и письма ему идут.", "Поставьте дату вида 31.01.2021, «да» или ничего.")
        left = None
    groups = _text(row, names.groups)
    return Person(email, name, _text(row, names.school), _groups(groups) if groups else (), _text(row, names.greeting), left,
                  row.line)


def _holds_rows(cell: str, names: _Names) -> bool:
    """Whether lines below the cell's first read as rows of this table: a quote that was opened and not closed took them in."""
    last = max(column for column in astuple(names) if column is not None)
    rows = [re.split("[;,\t]", line) for line in cell.split("\n")[1:]]
    return any(len(parts) > last and "@" in parts[names.email] for parts in rows)


def _text(row: Row, column: int | None) -> str:
    if column is None or column >= len(row.cells):
        return ""
    value = row.cells[column]
    return clean_line(value if isinstance(value, str) else str(value)) if value else ""


@lru_cache(maxsize=1024)
def _groups(text: str) -> tuple[str, ...]:
    """Group names, each once; case and ё/е do not make two."""
    found: dict[str, str] = {}
    for part in text.split("|"):
        if name := part.strip():
            found.setdefault(fold(name), name)
    return tuple(found.values())


def _with_commas(people: Sequence[Person], file: str) -> Iterator[Problem]:
    """Groups between commas are one group that no row of the plan names: an event of any of them would not be told to this person."""
    odd = [(person, group) for person in people for group in person.groups if "," in group or ";" in group]
    known = {fold(group) for person in people for group in person.groups} if odd else set()
    for person, group in odd:
        sure = any(fold(part) in known for part in re.split("[,;]", group))
        yield Problem(Severity.ERROR if sure else Severity.WARNING, "groups-comma",
                      f"Строка {person.line} ({person.email}): «{clean_line(group, limit=100)}» прочитано как одна группа.", file=file,
                      line=person.line, advice="Если групп здесь несколько, поставьте между ними | вместо запятой.")


def _left(value: Value) -> date | str | None:
    """The day the person left; the text itself when it is neither a day nor yes nor no."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    answer = True if text.casefold() in _GONE else bare_answer(text)
    if answer is not None:
        return LEFT_LONG_AGO if answer else None
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d\d)(?: ?г\.?)?", text)
    try:
        return date(int(f"20{match[3]}"[-4:]), int(match[2]), int(match[1])) if match else datetime.fromisoformat(text).date()
    except ValueError:
        return text


def _merged(first: Person, second: Person, file: str, problems: list[Problem]) -> Person:
    """Both rows as one person: groups united, blanks filled from the second; left only when both rows say so."""
    groups = _groups("|".join((*first.groups, *second.groups)))
    left = None if first.left is None or second.left is None else max(first.left, second.left)
    problems.append(Problem(Severity.WARNING, "same-address",
                            f"Адрес {second.email} стоит в строках {first.line} и {second.line}: это один человек, группы "
                            "объединены.", file=file, line=second.line, advice="Оставьте одну строку."))
    return replace(first, name=first.name or second.name, school=first.school or second.school, groups=groups,
                   greeting=first.greeting or second.greeting, left=left)
