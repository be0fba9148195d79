"""config.toml: the administrator's settings, read and judged as a whole.

Promises: every mistake at once, with file, line and advice; a setting that is not named has the default of
``notifier.model.settings``; paths are relative to the file. Refuses: a clear-text connection to another machine, and a mailbox of
a public provider as sender that is not the one the service logs in to (its mails would be refused by DMARC).
"""

import os
import re
from itertools import combinations
from pathlib import Path

from notifier.core.address import domain_of
from notifier.core.clean import clean_line, clean_link
from notifier.core.phrases import same_place
from notifier.edges.config.rules import read_calendar, read_numbers, read_policy
from notifier.edges.config.servers import check_surroundings, read_imap, read_smtp
from notifier.edges.config.values import read_email, read_mailbox, read_path
from notifier.edges.files.table import Table
from notifier.edges.files.toml import read_toml
from notifier.model.person import Mailbox
from notifier.model.problem import Problem, Severity
from notifier.model.settings import Limits, ScheduleSource, Settings, Venue

WHAT = "файл настроек"


PUBLIC_PROVIDERS = frozenset({
    "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "vk.com", "xmail.ru", "yandex.ru", "ya.ru", "yandex.com",
    "gmail.com", "googlemail.com", "rambler.ru", "lenta.ru", "outlook.com", "hotmail.com", "live.com", "icloud.com", "yahoo.com",
})
"""Whose DMARC rules refuse mail in their name from other servers (invitations.md, case 18)."""


def read_config(path: Path) -> tuple[Settings | None, list[Problem]]:
    """The settings, or None when any of them is wrong. Never raises for what stands in the file.

    Settings may come with problems: warnings, and errors of things outside the file (a missing password or certificate file,
    a missing templates folder) that stop mail but not the reading. Whether plan, dates and people exist their readers tell.
    """
    path = Path(os.path.normpath(path.absolute()))
    toml, problems = read_toml(path, what=WHAT)
    if toml is None:
        return None, problems
    root = Table(toml, (), toml.data, problems)
    settings = _settings(root, path)
    sound = not any(problem.severity is Severity.ERROR for problem in problems)
    if sound:
        check_surroundings(root, settings)
    return settings if sound else None, sorted(problems, key=lambda problem: problem.line or 0)


def _settings(root: Table, file: Path) -> Settings:
    plan, people, state, mail = (root.table(key) for key in ("plan", "people", "state", "mail"))
    templates, metrics, heartbeat = (root.table(key) for key in ("templates", "metrics", "heartbeat"))
    smtp, calendar = read_smtp(root.table("smtp")), read_calendar(root.table("calendar"))
    organizer, coordinator = read_mailbox(root.table("organizer")), read_mailbox(root.table("coordinator"), greeting=True)
    settings = Settings(
        file=file,
        plan=read_path(plan, "file", needed=True) or file,
        dates=read_path(plan, "dates", needed=True) or file,
        people=read_path(people, "file", needed=True) or file,
        organizer=organizer,
        coordinator=coordinator,
        admin=read_mailbox(root.table("admin")) if root.has("admin") else None,
        state=read_path(state, "folder") or file.parent / "state",
        calendar=calendar,
        policy=read_policy(root.table("policy")),
        limits=Limits(**read_numbers(root.table("limits"), Limits)),
        transport=mail.choice("transport", "maildir", ("maildir", "smtp")),
        smtp=smtp,
        imap=read_imap(root.table("imap")),
        venues=_venues(root),
        persons=_persons(root.table("persons")),
        schedules=tuple(_schedule(table, calendar.timezone) for table in root.tables("schedule", "разделы [[schedule]]")),
        templates=read_path(templates, "folder"),
        metrics=read_path(metrics, "file"),
        heartbeat=heartbeat.link("url"),
        backups=state.number("backups", 7, low=0, high=366),
    )
    for table in (plan, people, state, mail, templates, metrics, heartbeat, root):
        table.close()
    _check_sender(root, settings)
    return settings


def _check_sender(root: Table, settings: Settings) -> None:
    """What concerns several tables at once."""
    organizer, coordinator = settings.organizer.email, settings.coordinator.email
    table = root.table("organizer")
    if settings.transport == "smtp" and not settings.smtp.host:
        root.table("smtp").error("host", "missing-key", "Почта идёт через SMTP, а [smtp] host не задан.",
                                 advice="Впишите имя почтового сервера или поставьте [mail] transport = \"maildir\".")
    login = (settings.smtp.user if settings.transport == "smtp" else settings.smtp.user or settings.imap.user).casefold()
    if domain_of(organizer) in PUBLIC_PROVIDERS and organizer != login:
        ours = settings.transport == "smtp" or bool(login) or organizer == coordinator  # else: a trial that mails nobody yet
        table.error("email", "foreign-sender",
                    f"[organizer] email = \"{organizer}\": письма от имени этого ящика, отправленные не из него самого, "
                    "почтовые службы отвергают (DMARC).", severity=Severity.ERROR if ours else Severity.WARNING,
                    advice="Поставьте сюда тот ящик, в который служба входит ([smtp] user); личный адрес координатора "
                           "остаётся в [coordinator].")
    elif organizer and organizer == coordinator:
        table.error("email", "same-mailbox", "У службы и координатора один и тот же ящик: служба читает его и пишет в него.",
                    severity=Severity.WARNING, advice="Заведите службе свой ящик.")


def _venues(root: Table) -> tuple[Venue, ...]:
    tables = root.tables("venue", "разделы [[venue]]")
    venues = tuple(_venue(table) for table in tables)
    for (_, first), (table, venue) in combinations(zip(tables, venues, strict=True), 2):
        if first.address != venue.address and same_place(first.name, venue.name) and same_place(venue.name, first.name):
            table.error("name", "same-venue", f"[[venue]] «{venue.name}» уже есть выше, с другим адресом: «{first.address}».",
                        severity=Severity.WARNING, advice="Оставьте один раздел: в приглашении стоит один адрес.")
    return venues


def _venue(table: Table) -> Venue:
    names = table.texts("host_name")
    hosts = [email for text in table.texts("host") if (email := read_email(table, "host", text))]
    if len(names) not in (0, 1, len(hosts)):
        table.error("host_name", "uneven", "[[venue]] host_name: имён не столько, сколько адресов в host.",
                    advice="Одно имя на всех или по одному на каждый адрес.")
        names = ()
    padded = names if len(names) == len(hosts) else names * len(hosts) or ("",) * len(hosts)
    venue = Venue(table.text("name", needed=True), table.text("address"),
                  tuple(Mailbox(email, name) for email, name in zip(hosts, padded, strict=True)))
    table.close()
    return venue


def _persons(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((clean_line(key), table.text(key)) for key in table.data)


def _schedule(table: Table, timezone: str) -> ScheduleSource:
    source = table.text("source", needed=True, limit=2000)
    if re.match(r"[a-z][a-z0-9+.-]*://", source, re.IGNORECASE):
        if not source.casefold().startswith("https://") or not clean_link(source):
            table.error("source", "bad-link",
                        f"{table.named('source')}: «{clean_line(source, limit=100)}» — нужен адрес https:// или файл.",
                        advice="По открытому http расписание могут подменить в пути.")
        source = clean_link(source)
    else:
        source = str(read_path(table, "source") or "")
    schedule = ScheduleSource(item=table.text("item", needed=True), name=table.text("name", needed=True), source=source,
                              approve=table.flag("approve", True), url=table.link("url"), line=table.line,
                              ca_file=read_path(table, "ca_file"), timezone=timezone)
    table.close()
    return schedule
