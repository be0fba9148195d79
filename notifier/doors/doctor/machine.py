"""The machine: versions, clock, time zone data, disk."""

import os
import platform
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from zoneinfo import ZoneInfo

from notifier.doors.doctor.finding import ERROR, OK, WARNING, Finding, Found
from notifier.edges.ledger.backup import condition
from notifier.edges.ledger.ballast import FLOOR_BYTES
from notifier.edges.ledger.store import SQLITE_VERSION, LedgerError
from notifier.edges.ledger.wal import SOUND
from notifier.flows.inputs import Inputs

FLOORS = {
    "Python": ("3.11", "3.11.15", "известные дыры в разборе писем (CVE-2024-6923, CVE-2026-1299); служба проверяет письма сама"),
    "SQLite": ("3.37", "3.37", "журналу нужны строгие таблицы"),
    "OpenSSL": ("1.1.1", "3.0", "старое шифрование"),
    "icalendar": ("7.0", "7.0", "записи календаря"),
    "Jinja2": ("3.1.6", "3.1.6", "выход из песочницы шаблонов (CVE-2024-56326, CVE-2025-27516)"),
}
"""Versions below which something breaks, below which there is a known fault that we work around, and what that is."""
LEDGER_JOURNAL = ", журнал WAL" if SOUND else ", журнал с откатом (WAL — с 3.51.3)"
CLOCK_BEHIND = timedelta(minutes=5)
OLDEST_SENSIBLE = datetime(2026, 1, 1, tzinfo=UTC)


def versions() -> Iterator[tuple[str, Finding]]:
    """Against the floor table, each under its own name."""
    found = {"Python": platform.python_version(), "SQLite": SQLITE_VERSION, "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
             "icalendar": version("icalendar"), "Jinja2": version("jinja2")}
    for name, have in found.items():
        least, good, why = FLOORS[name]
        if _number(have) < _number(least):
            yield name, Finding(ERROR, f"версия {have} ниже {least}: {why}", "Обновите.")
        elif _number(have) < _number(good):
            yield name, Finding(WARNING, f"версия {have} ниже {good}: {why}", "Обновите при случае.")
        else:
            yield name, Finding(OK, have + (LEDGER_JOURNAL if name == "SQLite" else ""))


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"(?:^|\.)[^.\d]*(\d+)", text))


def clock(inputs: Inputs, now: datetime) -> Found:
    """Synchronised where systemd knows, and not older than what the ledger has seen."""
    if now < OLDEST_SENSIBLE:
        yield Finding(ERROR, f"на часах {now:%d.%m.%Y}", "Поставьте время и включите синхронизацию (systemd-timesyncd, chrony).")
        return
    try:
        newest = int(condition(inputs.settings.state)[1] or 0)
    except LedgerError:
        newest = 0
    if newest and now < datetime.fromtimestamp(newest, UTC) - CLOCK_BEHIND:
        yield Finding(ERROR, "отстают от последнего прохода службы",
                      "Поставьте время; если часы раньше спешили — после проверки notifier arm.")
        return
    synchronised = _ntp()
    if synchronised is None:
        yield Finding(OK, "правдоподобны; синхронизацию узнать не у кого")
    elif synchronised:
        yield Finding(OK, "синхронизированы")
    else:
        yield Finding(WARNING, "не синхронизированы",
                      "timedatectl set-ntp true (или chrony): от часов зависит срок каждого письма.")


def _ntp() -> bool | None:
    tool = shutil.which("timedatectl")
    if tool is None:
        return None
    try:
        done = subprocess.run([tool, "show", "-p", "NTPSynchronized", "--value"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return {"yes": True, "no": False}.get(done.stdout.strip())


def zone(inputs: Inputs, now: datetime) -> Found:
    """Time zone data: there, and with the rule we know for Moscow since 2014."""
    name = inputs.settings.calendar.timezone
    moscow = datetime(2021, 1, 15, tzinfo=ZoneInfo("Europe/Moscow")).utcoffset()
    if moscow != timedelta(hours=3):
        yield Finding(ERROR, "данные устарели: Москва не UTC+3", "Обновите пакет tzdata.")
    else:
        yield Finding(OK, f"{name}, сейчас UTC{now.astimezone(ZoneInfo(name)):%z}")


def disk(inputs: Inputs) -> Found:
    """Room and inodes where the ledger lives."""
    folder = inputs.settings.state if inputs.settings.state.exists() else inputs.settings.file.parent
    space = os.statvfs(folder)
    free = space.f_bavail * space.f_frsize
    if free < FLOOR_BYTES or (space.f_files and not space.f_favail):
        yield Finding(ERROR, f"свободно {free // 2**20} МБ: письма не отправляются", "Освободите место.")
    elif free < 20 * FLOOR_BYTES:
        yield Finding(WARNING, f"свободно {free // 2**20} МБ", "Освободите место: копии и письма занимают его понемногу.")
    else:
        yield Finding(OK, f"свободно {free // 2**20} МБ")
