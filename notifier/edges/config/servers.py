"""The two mail servers, [smtp] and [imap], and whether the files they need are there and closed to others."""

import ipaddress
import os
import re
import stat
from pathlib import Path
from typing import Any

from notifier.edges.config.values import read_path
from notifier.edges.files.table import Table
from notifier.model.problem import Severity
from notifier.model.settings import Imap, Settings, Smtp


def _server(table: Table, default: Smtp | Imap) -> dict[str, Any]:
    """What [smtp] and [imap] share."""
    host = table.text("host", limit=253)
    security = table.choice("security", default.security, ("starttls", "tls", "none"))
    if security == "none" and host and not _loopback(host):
        table.error("security", "clear-text",
                    f"{table.named('security')} = \"none\": пароль и письма пошли бы на {host} открытым текстом.",
                    advice='Поставьте "starttls" или "tls"; "none" — только для 127.0.0.1.')
    if host and not re.fullmatch(r"[0-9A-Za-z.:_-]+", host):
        table.error("host", "bad-host", f"{table.named('host')} = \"{host}\": это не имя сервера.",
                    advice='Например: host = "smtp.example".')
    return {"host": host, "port": table.number("port", default.port, low=1, high=65_535), "security": security,
            "user": table.text("user", limit=254), "password_file": read_path(table, "password_file"),
            "ca_file": read_path(table, "ca_file")}


def read_smtp(table: Table) -> Smtp:
    """[smtp]."""
    smtp = Smtp(**_server(table, Smtp()), verp=table.flag("verp", Smtp().verp))
    table.close()
    return smtp


def read_imap(table: Table) -> Imap:
    """[imap]."""
    default = Imap()
    imap = Imap(**_server(table, default), maildir=read_path(table, "maildir"), folder=table.text("folder", default.folder),
                authserv_id=table.text("authserv_id", limit=253),
                poll_seconds=table.number("poll_seconds", default.poll_seconds, low=10, high=86_400))
    if imap.host and imap.maildir is not None:
        table.error("maildir", "two-mailboxes", "[imap] заданы и host, и maildir.", advice="Оставьте одно: сервер или папку.")
    table.close()
    return imap


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def check_surroundings(root: Table, settings: Settings) -> None:
    """Files the settings name: there, and passwords nobody else can read."""
    servers: list[tuple[str, Smtp | Imap, bool]] = [
        ("smtp", settings.smtp, settings.transport == "smtp"), ("imap", settings.imap, bool(settings.imap.host))]
    for key, server, used in servers:
        if not used:
            continue
        table = root.table(key)
        if server.password_file is not None:
            _check_password(table, server.password_file)
        elif server.user:
            table.error("user", "no-password-file", f"[{key}] password_file не задан: пароль ждём от systemd (учётные данные "
                        f"«{key}-password»).", severity=Severity.INFO, advice="При запуске без systemd задайте password_file.")
        if server.ca_file is not None and not os.path.isfile(server.ca_file):
            table.error("ca_file", "file-missing", f"Не найден файл удостоверяющего центра: {server.ca_file}.",
                        advice="Проверьте путь или уберите строку ca_file.")
    if settings.templates is not None and not os.path.isdir(settings.templates):
        root.table("templates").error("folder", "file-missing", f"Не найдена папка шаблонов: {settings.templates}.",
                                      advice="Создайте папку или уберите раздел [templates]: тогда берутся встроенные шаблоны.")


def _check_password(table: Table, path: Path) -> None:
    try:
        state = path.stat()
        readable = os.access(path, os.R_OK)
    except OSError as error:
        table.error("password_file", "password-missing", f"Файл с паролем не читается: {path} ({error.strerror}).",
                    advice="Запишите в него пароль ящика одной строкой и сделайте chmod 600.")
        return
    if not stat.S_ISREG(state.st_mode) or not readable:
        table.error("password_file", "password-missing", f"Файл с паролем не читается: {path}.",
                    advice="Дайте службе право чтения: chown и chmod 600.")
    elif state.st_mode & 0o077:
        table.error("password_file", "password-open", f"Файл с паролем доступен другим пользователям: {path} "
                    f"(права {stat.S_IMODE(state.st_mode):o}).", advice=f"Закройте его: chmod 600 {path}")
    elif state.st_size == 0:
        table.error("password_file", "password-missing", f"Файл с паролем пуст: {path}.",
                    advice="Запишите в него пароль одной строкой.")
