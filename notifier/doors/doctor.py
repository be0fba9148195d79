"""``notifier doctor``: everything around the service that must be right, one line each, with advice. Reads only.

Exit code 0 when nothing is wrong (warnings allowed), 1 when something is.
"""

import os
import platform
import shutil
import ssl
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.address import domain_of
from notifier.doors.showing import print_json
from notifier.edges.ledger.backup import condition
from notifier.edges.ledger.ballast import FLOOR_BYTES
from notifier.edges.ledger.store import SCHEMA_VERSION, SQLITE_VERSION, WAL_SAFE_SINCE, LedgerError
from notifier.edges.mailbox.arrived import MailboxError
from notifier.edges.resolver import MX, NoResolver, ask, texts
from notifier.flows.inputs import BrokenInputs, InputReader, Inputs
from notifier.model.message import Cause
from notifier.model.problem import Severity

DONE, NOT_DONE, BROKEN = 0, 1, 2
OK, WARNING, ERROR = "ok", "внимание", "ошибка"

FLOORS: dict[str, tuple[str, str, str]] = {
    # what: (below this it does not work, below this something known is not mended, what)
    "Python": ("3.11", "3.11.15", "известные дыры в разборе писем (CVE-2024-6923, CVE-2026-1299); служба проверяет письма сама"),
    "SQLite": ("3.37", "3.37", "журналу нужны строгие таблицы"),
    "OpenSSL": ("1.1.1", "3.0", "старое шифрование"),
    "icalendar": ("7.0", "7.0", "записи календаря"),
    "Jinja2": ("3.1.6", "3.1.6", "выход из песочницы шаблонов (CVE-2024-56326, CVE-2025-27516)"),
}
"""Versions below which something breaks, and below which there is a known fault that we work around."""
CLOCK_BEHIND = timedelta(minutes=5)
OLDEST_SENSIBLE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    level: str
    check: str
    text: str
    advice: str = ""


Found = Iterator[Finding]


def examine(config: Path, now: datetime, *, as_json: bool) -> int:
    """All checks, in order; a check that fails itself is a finding, not a crash."""
    findings = [*versions()]
    failed = NOT_DONE
    try:
        inputs = InputReader(config, network=False).read(now)
    except BrokenInputs as error:
        failed = BROKEN
        findings += [Finding(ERROR, "настройки", f"{problem.where} {problem.text}".strip(), problem.advice)
                     for problem in error.problems if problem.severity is Severity.ERROR]
    else:
        checks: tuple[Callable[[Inputs, datetime], Found], ...] = (
            settings, clock, zone, ledger, disk, modes, smtp, imap, names, calendar, templates)
        for check in checks:
            findings += _guarded(check, inputs, now)
    if as_json:
        print_json([{"level": one.level, "check": one.check, "text": one.text, "advice": one.advice} for one in findings])
    else:
        for one in findings:
            print(f"{one.level:8}  {one.check}: {one.text}" + (f"\n          → {one.advice}" if one.advice else ""))
    return failed if any(one.level == ERROR for one in findings) else DONE


def _guarded(check: Callable[[Inputs, datetime], Found], inputs: Inputs, now: datetime) -> list[Finding]:
    try:
        return list(check(inputs, now))
    except (OSError, ValueError, LedgerError) as error:
        return [Finding(ERROR, check.__name__, f"проверка не удалась: {error}")]


# --- the machine ------------------------------------------------------------------------------------------------------


def versions() -> Found:
    """Against the floor table."""
    found = {"Python": platform.python_version(), "SQLite": SQLITE_VERSION, "OpenSSL": ssl.OPENSSL_VERSION.split()[1],
             "icalendar": version("icalendar"), "Jinja2": version("jinja2")}
    for name, have in found.items():
        least, good, why = FLOORS[name]
        if _number(have) < _number(least):
            yield Finding(ERROR, name, f"версия {have} ниже {least}: {why}", "Обновите.")
        elif _number(have) < _number(good):
            yield Finding(WARNING, name, f"версия {have} ниже {good}: {why}", "Обновите при случае.")
        else:
            note = ""
            if name == "SQLite":
                note = ", журнал WAL" if _number(SQLITE_VERSION) >= WAL_SAFE_SINCE else ", журнал с откатом (WAL - с 3.51.3)"
            yield Finding(OK, name, have + note)


def _number(text: str) -> tuple[int, ...]:
    digits = ("".join(char if char.isdigit() else " " for char in part).split() for part in text.split("."))
    return tuple(int(part[0]) for part in digits if part)


def clock(inputs: Inputs, now: datetime) -> Found:
    """Synchronised where systemd knows, and not older than what the ledger has seen."""
    if now < OLDEST_SENSIBLE:
        yield Finding(ERROR, "часы", f"на часах {now:%d.%m.%Y}", "Поставьте время и включите синхронизацию (systemd-timesyncd, chrony).")
        return
    try:
        newest = int(condition(inputs.settings.state)[1] or 0)
    except LedgerError:
        newest = 0
    if newest and now < datetime.fromtimestamp(newest, UTC) - CLOCK_BEHIND:
        yield Finding(ERROR, "часы", "отстают от последнего прохода службы",
                      "Поставьте время; если часы раньше спешили - после проверки notifier arm.")
        return
    synchronised = _ntp()
    if synchronised is None:
        yield Finding(OK, "часы", "правдоподобны; синхронизацию узнать не у кого")
    elif synchronised:
        yield Finding(OK, "часы", "синхронизированы")
    else:
        yield Finding(WARNING, "часы", "не синхронизированы",
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
        yield Finding(ERROR, "часовые пояса", "данные устарели: Москва не UTC+3", "Обновите пакет tzdata.")
    else:
        yield Finding(OK, "часовые пояса", f"{name}, сейчас UTC{now.astimezone(ZoneInfo(name)):%z}")


def disk(inputs: Inputs, now: datetime) -> Found:
    """Room and inodes where the ledger lives."""
    del now
    folder = inputs.settings.state if inputs.settings.state.exists() else inputs.settings.file.parent
    space = os.statvfs(folder)
    free = space.f_bavail * space.f_frsize
    if free < FLOOR_BYTES or (space.f_files and not space.f_favail):
        yield Finding(ERROR, "диск", f"свободно {free // 2**20} МБ: письма не отправляются", "Освободите место.")
    elif free < 20 * FLOOR_BYTES:
        yield Finding(WARNING, "диск", f"свободно {free // 2**20} МБ", "Освободите место: копии и письма занимают его понемногу.")
    else:
        yield Finding(OK, "диск", f"свободно {free // 2**20} МБ")


# --- our own files ----------------------------------------------------------------------------------------------------


def settings(inputs: Inputs, now: datetime) -> Found:
    """What ``check`` says of the configuration's files."""
    del now
    wrong = [problem for problem in inputs.problems if problem.severity is Severity.ERROR]
    for problem in wrong:
        yield Finding(ERROR, "настройки", f"{problem.where} {problem.text}".strip(), problem.advice)
    if not wrong:
        yield Finding(OK, "настройки", str(inputs.settings.file))


def ledger(inputs: Inputs, now: datetime) -> Found:
    """Whole, of our schema, and owned by one service."""
    del now
    try:
        damage, _, pid = condition(inputs.settings.state)
    except LedgerError as error:
        missing = not (inputs.settings.state / "ledger.sqlite3").exists()
        yield Finding(WARNING if missing else ERROR, "журнал", str(error), "" if missing else "notifier restore КОПИЯ")
        return
    if damage != "ok":
        yield Finding(ERROR, "журнал", f"повреждён: {damage}", "Остановите службу, верните копию: notifier restore КОПИЯ.")
    else:
        yield Finding(OK, "журнал", f"цел, схема {SCHEMA_VERSION}, " + (f"им владеет процесс {pid}" if pid else "служба не запущена"))


def modes(inputs: Inputs, now: datetime) -> Found:
    """Nobody else reads the state and the passwords."""
    del now
    config = inputs.settings
    state = config.state
    secrets = [path for path in (config.smtp.password_file, config.imap.password_file) if path is not None]
    kept = [path for pattern in ("*.sqlite3", "sent.log*", "instance", "backups/*.sqlite3") for path in sorted(state.glob(pattern))]
    open_to_others = [path for path in (state, *kept, *secrets) if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    for path in open_to_others:
        yield Finding(ERROR, "права", f"{path} доступен другим пользователям", f"chmod go= {path}")
    if not open_to_others:
        yield Finding(OK, "права", "папка состояния и пароли закрыты от других")


def templates(inputs: Inputs, now: datetime) -> Found:
    """Every template compiles."""
    del now
    wrong = inputs.templates.syntax_errors()
    for failure in wrong:
        yield Finding(ERROR, "шаблоны", str(failure), "Исправьте строку или уберите файл: тогда действует шаблон из поставки.")
    if not wrong:
        yield Finding(OK, "шаблоны", f"{len(inputs.templates.sources)} шт. читаются")


def calendar(inputs: Inputs, now: datetime) -> Found:
    """Whether the days off of the plan's years are the official ones, or only the law's general rule."""
    del now
    from holidays.countries.russia import Russia

    make: Callable[[], object] = Russia
    known = set(getattr(make(), "special_public_holidays", {}))
    first = inputs.plan.school_year.start.year
    unknown = [year for year in (first, first + 1) if year not in known]
    if unknown:
        yield Finding(WARNING, "календарь", f"переносов выходных за {', '.join(map(str, unknown))} год в данных ещё нет: известны только "
                      "сами праздники", "Когда постановление выйдет, обновите пакет holidays или впишите дни в [calendar] off и work.")
    else:
        yield Finding(OK, "календарь", f"выходные и переносы {first} и {first + 1} годов известны")


# --- the mail ---------------------------------------------------------------------------------------------------------


ADVICE = {
    Cause.NETWORK: "Проверьте сеть, имя и порт в [smtp].", Cause.DNS: "Имя не находится: проверьте сеть и резолвер.",
    Cause.TLS: "Проверьте security, порт и ca_file в [smtp].",
    Cause.AUTH: "Проверьте user и пароль (у почтовых служб - пароль приложения).",
    Cause.CONFIG: "Проверьте [smtp] host и файл пароля.",
}


NOT_TRIED = "вход не проверен: пароль знает только служба (учётные данные systemd)"
WITH_PASSWORDS = ("Вместе с паролями: systemd-run --pipe --wait -p User=notifier -p LoadCredential=ИМЯ:ФАЙЛ … notifier doctor "
                  "(docs/ru/administrator.md, «Пароли»).")


def _only_the_service_knows(file: Path | None) -> bool:
    """Whether the password comes as a systemd credential, which a command at a terminal is not given."""
    return file is None and not os.environ.get("CREDENTIALS_DIRECTORY")


def smtp(inputs: Inputs, now: datetime) -> Found:
    """Connect, TLS, login - and no mail."""
    del now
    if inputs.settings.transport != "smtp":
        yield Finding(OK, "отправка", "письма складываются в папку maildir; наружу ничего не уходит")
        return
    from notifier.edges.smtp.probe import probe

    server = inputs.settings.smtp
    if server.user and _only_the_service_knows(server.password_file):
        yield Finding(WARNING, "отправка", f"{server.host}:{server.port} - {NOT_TRIED}", WITH_PASSWORDS)
        return
    fault = probe(server)
    if fault is None:
        yield Finding(OK, "отправка", f"{server.host}:{server.port}, {server.security}, вход выполнен")
    else:
        said = " ".join(filter(None, (str(fault.code or ""), fault.enhanced, fault.text)))
        yield Finding(ERROR, "отправка", f"{server.host}:{server.port} - {said}", ADVICE.get(fault.cause, "Посмотрите ответ сервера."))


def imap(inputs: Inputs, now: datetime) -> Found:
    """Login and the folder, read-only."""
    del now
    from notifier.edges.mailbox.imap import ImapMailbox
    from notifier.flows.listening import mailbox_of

    server = inputs.settings.imap
    if server.maildir is not None or not server.host:
        yield Finding(OK, "ответы", f"читаются из {server.maildir}" if server.maildir else "не читаются: [imap] host не задан")
        return
    if _only_the_service_knows(server.password_file):
        yield Finding(WARNING, "ответы", f"{server.host}:{server.port} - {NOT_TRIED}", WITH_PASSWORDS)
        return
    mailbox = mailbox_of(server)
    if not isinstance(mailbox, ImapMailbox):
        yield Finding(ERROR, "ответы", "нет пароля ящика", "Задайте [imap] password_file или учётные данные imap-password.")
        return
    try:
        with closing(mailbox):
            mailbox.look()
    except MailboxError as error:
        yield Finding(ERROR, "ответы", f"{server.host}:{server.port} - {error}",
                      "Проверьте [imap]: имя, порт, security, user, пароль, folder.")
    else:
        yield Finding(OK, "ответы", f"{server.host}:{server.port}, папка {server.folder} открывается")


def names(inputs: Inputs, now: datetime) -> Found:
    """MX, SPF and DMARC of the sender's domain, where there is somebody to ask."""
    del now
    domain = domain_of(inputs.settings.organizer.email)
    try:
        if domain.rpartition(".")[2] in ("example", "test", "invalid", "localhost"):
            raise NoResolver("not a public domain")
        mx = ask(domain, MX)
        spf = [text for text in texts(domain) if text.startswith("v=spf1")]
        dmarc = [text for text in texts(f"_dmarc.{domain}") if text.startswith("v=DMARC1")]
    except NoResolver:
        yield Finding(OK if inputs.settings.transport != "smtp" else WARNING, "домен", f"{domain}: записи DNS не проверены",
                      "Проверьте с машины, где есть резолвер: MX, SPF, DMARC." if inputs.settings.transport == "smtp" else "")
        return
    lacking = [name for name, found in (("MX", mx), ("SPF", spf), ("DMARC", dmarc)) if not found]
    if lacking:
        yield Finding(WARNING, "домен", f"{domain}: нет {', '.join(lacking)}",
                      "Попросите владельца домена: без этих записей письма попадают в спам.")
    else:
        yield Finding(OK, "домен", f"{domain}: MX, SPF и DMARC есть")
