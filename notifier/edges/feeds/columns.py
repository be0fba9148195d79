"""Which column of a schedule's table holds what, by the words people head it with.

A line with a title may stand above the header. What no list of names has («Дата проведения вебинара») is looked up as the header of
a plan is: there stands what people call a day, an hour and a topic.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from notifier.edges.files.sheet import Row, Value, header_columns

_HOURS = ("время", "время начала", "время проведения")
_JOIN = ("подключение", "подключения", "регистрацию", "регистрации", "участие", "участия", "вебинар", "трансляцию", "мероприятие")
COLUMNS: dict[str, Sequence[str]] = {
    "id": ("код", "ид"),  # «№» only counts lines: another one stands under it as soon as one is taken out
    "title": ("название", "мероприятие", "событие", "наименование", "название мероприятия", "название вебинара",
              "наименование мероприятия"),
    "topic": ("тема", "тема мероприятия", "тема вебинара"),  # beside «Мероприятие», which may say «Вебинар» on each line
    "when": ("когда", "дата", "дата проведения", "дата и время", "дата и время проведения", "сроки", "срок проведения",
             "сроки проведения", "дата начала", "date"),
    "start": ("начало",),
    "time": (*_HOURS, "часы"),
    "until": ("до", "окончание", "конец", "дата окончания", "время окончания"),
    "place": ("место", "место проведения", "где", "адрес"),
    "link": ("ссылка", "подключение", "адрес подключения", "url", *(f"ссылка {to} {what}" for to in ("на", "для") for what in _JOIN)),
    "register_by": ("регистрация до", "заявки до", "срок подачи заявок", "запись до", "регистрация"),
    "note": ("примечание", "примечания", "заметка", "комментарий"),
    "cancelled": ("отменено", "отмена", "причина отмены"),
}
NEEDED = {"title": "название (title)", "when": "дата (when)"}
HEAD = 20
"""A header stands among so many rows: a title, who confirmed the list, for which month."""
MOSCOW = re.compile(r"[\W_]+(?:(?:по\s+)?мск|по\s+москве|(?:по\s+)?московск\w+(?:\s+врем\w+)?)\W*$", re.IGNORECASE)
"""By whose clock an hour is told, at the end of a header or of the hour."""
_OF_ANOTHER = re.compile("оконч|конец|регистр|заяв|подключ|вход|сбор", re.IGNORECASE)
"""A day or an hour at which it does not begin."""
_BY_MOSCOW = re.compile(r"\bврем\w+\W+(?:\w+\W+)?(?:мск|московск\w+)\b|\bмосковск\w+\s+врем|\bпо\s+мск\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, and by whose clock its hours are told (``zone``: «мск» or empty)."""

    row: int
    columns: dict[str, int]
    zone: str


def is_header(cells: Sequence[Value], *, ours: bool = False) -> bool:
    """Whether a row says which columns hold the names and the days (``ours``: in our own words for them)."""
    return NEEDED.keys() <= _columns(cells, ours=ours)[0].keys()


def header_of(rows: Sequence[Row]) -> tuple[Header | None, list[str]]:
    """The header; or None, and in words what the row that looks most like one lacks."""
    best: dict[str, int] = {}
    for number, row in enumerate(rows[:HEAD]):
        columns, zone = _columns(row.cells)
        if NEEDED.keys() <= columns.keys():
            beside = (other for other in (*rows[:number], *rows[-3:]) if sum(map(bool, other.cells)) == 1)  # a title, a remark at the end
            spoken = any(_BY_MOSCOW.search(str(cell)) for other in beside for cell in other.cells)
            return Header(number, columns, zone or ("мск" if spoken else "")), []
        best = max(best, columns, key=lambda found: len(NEEDED.keys() & found.keys()))
    return None, [words for key, words in NEEDED.items() if key not in best]


def _columns(cells: Sequence[Value], *, ours: bool = False) -> tuple[dict[str, int], str]:
    bare = [MOSCOW.sub("", str(cell)) for cell in cells]
    columns = header_columns(Row(0, bare), COLUMNS)
    if "topic" in columns and "title" not in columns:
        columns["title"] = columns.pop("topic")
    if not ours and not {"title", "when", "time"} <= columns.keys() and sum(map(bool, cells)) > 1:
        _as_of_a_plan(bare, columns)
    if "start" in columns:  # the day itself, and beside «Дата» its hour
        columns.setdefault("time" if "when" in columns else "when", columns["start"])
    hours = {columns[key] for key in ("time", "when") if key in columns}
    return columns, "мск" if any(bare[at] != str(cells[at]) for at in hours) else ""


def _as_of_a_plan(cells: Sequence[str], columns: dict[str, int]) -> None:
    from notifier.core.plan.headers import header_layout  # tens of milliseconds that a table with our own names never needs
    from notifier.core.plan.words import Role

    layout = header_layout(list(cells))
    if layout is None:
        return
    for key, roles in (("title", {Role.TOPIC}), ("when", {Role.DATE, Role.TIME}), ("time", {Role.TIME})):
        fitting = [at for at, column in enumerate(layout.columns) if set(column.roles) <= roles and at not in columns.values()
                   and (key != "when" or Role.DATE in column.roles) and not _OF_ANOTHER.search(column.header)]
        said = key == "time" and ("start" in columns or ("when" in columns and "врем" in cells[columns["when"]].casefold()))
        if fitting and not said:  # «Месяц», «День недели» beside «Дата проведения вебинара» say less
            columns.setdefault(key, min(fitting, key=lambda at: not re.match("дат|срок", layout.columns[at].header.casefold())))
