"""Single values of config.toml that more than one table has: addresses, paths, links, times, days."""

import os
import re
from datetime import date, datetime, time
from pathlib import Path

from notifier.core.address import AddressError, canonical
from notifier.core.clean import clean_line
from notifier.edges.files.table import Table
from notifier.edges.files.text import is_too_long
from notifier.model.person import Mailbox


def read_mailbox(table: Table, *, greeting: bool = False) -> Mailbox:
    """A name and an address; the address is needed."""
    name = table.text("name", limit=200)
    email = read_email(table, "email", table.text("email", needed=True))
    hello = table.text("greeting", limit=200) if greeting else ""
    table.close()
    return Mailbox(email=email, name=name, greeting=hello)


def read_email(table: Table, key: str, text: str) -> str:
    """The canonical address, empty (and a problem) when it is none."""
    if not text:
        return ""
    try:
        return canonical(text)
    except AddressError as error:
        table.error(key, "bad-address", f"{table.named(key)} = \"{clean_line(text, limit=100)}\": {error}.",
                    advice="Исправьте адрес.")
        return ""


def read_path(table: Table, key: str, *, needed: bool = False) -> Path | None:
    """A path, absolute, as counted from the file's folder."""
    table.text(key, needed=needed)  # its complaints; the value itself is taken uncleaned, a name may hold two spaces
    value = table.data.get(key)
    if not isinstance(value, str) or not value.strip():
        return None
    if not value.isprintable():
        table.error(key, "bad-path", f"{table.named(key)}: в имени файла невидимый знак.", advice="Наберите имя заново.")
        return None  # of a name with a zero byte no question about a file can be asked
    if value.startswith("~"):
        table.error(key, "bad-path", f"{table.named(key)}: знак ~ здесь не раскрывается.", advice="Напишите путь целиком.")
    path = Path(os.path.normpath(Path(table.toml.file).parent / value))
    if is_too_long(path):
        table.error(key, "bad-path", f"{table.named(key)}: имя длиннее, чем бывает у файла (255 байт, русская буква — два).",
                    advice="Дайте файлу или папке имя короче.")
        return None
    return path


def _time(value: object) -> time | None:
    if isinstance(value, time):
        return value.replace(second=0, microsecond=0)
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", value.strip()) if isinstance(value, str) else None
    try:
        return time(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def read_moment(table: Table, key: str, default: time) -> time:
    """A time of day: "09:30" or TOML's own."""
    value = table.raw(key, (str, time), 'время вида "09:30"')
    if value is None:
        return default
    if (moment := _time(value)) is None:
        table.error(key, "bad-time", f"{table.named(key)}: «{clean_line(str(value), limit=40)}» — не время суток.",
                    advice='Пишите время так: "09:30".')
        return default
    return moment


def read_window(table: Table, key: str, default: tuple[time, time]) -> tuple[time, time]:
    """Two times of one day, the first before the second."""
    value = table.raw(key, (list,), 'два времени: ["09:30", "16:30"]')
    if value is None:
        return default
    moments = [_time(part) for part in value]
    if len(moments) != 2 or moments[0] is None or moments[1] is None:
        table.error(key, "bad-window", f"{table.named(key)}: нужны два времени.", advice='Пишите так: ["09:30", "16:30"].')
        return default
    if moments[0] >= moments[1]:
        table.error(key, "reversed-window", f"{table.named(key)}: окно кончается ({moments[1]:%H:%M}) не позже, чем начинается "
                    f"({moments[0]:%H:%M}).", advice="Поменяйте времена местами; окно через полночь не бывает.")
        return default
    return moments[0], moments[1]


_YEARLY = re.compile(r"\s*(\d\d-\d\d)\s*(?:\.\.\s*(\d\d-\d\d)\s*)?")


def yearly_span(entry: object) -> str:
    """A day or an inclusive span of every year, «05-27», «06-01..08-31»; empty where the entry is none."""
    match = _YEARLY.fullmatch(entry) if isinstance(entry, str) else None
    days = [day for day in match.groups() if day] if match else []
    return "..".join(days) if all(_day(f"2020-{day}") for day in days) else ""


def read_spans(table: Table, key: str, *, single: bool = False, yearly: bool = False) -> tuple[tuple[date, date], ...]:
    """Days and inclusive spans: TOML dates, «2021-03-22», «22.03.2021», «2021-03-22..2021-03-31». ``yearly``: those of every year
    may stand among them (``yearly_span``)."""
    found = []
    for entry in table.raw(key, (list,), "список дней") or ():
        if yearly and yearly_span(entry):
            continue
        span = _span(entry)
        if span is None or span[0] > span[1] or (single and span[0] != span[1]):
            advice = "[2020-12-31, 2021-01-08]" if single else '[2021-05-27, "2021-03-22..2021-03-31"]'
            table.error(key, "bad-day", f"{table.named(key)}: «{clean_line(str(entry), limit=60)}» — не день"
                        f"{'' if single else ' и не промежуток дней'}.", advice=f"Пишите так: {advice}.")
        else:
            found.append(span)
    return tuple(found)


def _span(entry: object) -> tuple[date, date] | None:
    if isinstance(entry, datetime):
        return None
    if isinstance(entry, date):
        return entry, entry
    if not isinstance(entry, str):
        return None
    first, dots, last = entry.partition("..")
    start, end = _day(first.strip()), _day((last if dots else first).strip())
    return None if start is None or end is None else (start, end)


def _day(text: str) -> date | None:
    """«2021-03-22» or «22.03.2021»."""
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.fromisoformat(text)
    except ValueError:
        return None
