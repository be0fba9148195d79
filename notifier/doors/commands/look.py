"""Looks that change nothing: ``status``, ``log``, ``preview``, ``doctor``."""

from pathlib import Path

import click

from notifier.doors.commands import call
from notifier.doors.helping import Command


@click.command("status", cls=Command)
@call.config_option
@call.json_option
def status_command(config: Path, as_json: bool) -> int:
    """Что включено, что ждёт, кто ответил, что открыто."""
    from notifier.doors.looking import status

    return status(config, call.now(), as_json=as_json)


@click.command("log", cls=Command)
@click.argument("what", required=False, metavar="[ITEM|ADDRESS]")
@call.config_option
@call.json_option
def log_command(what: str | None, config: Path, as_json: bool) -> int:
    """Что было сказано: всё, о строке плана или по адресу."""
    from notifier.doors.looking import log

    return log(config, what or "", call.now(), as_json=as_json)


@click.command("preview", cls=Command)
@click.argument("item")
@click.argument("step", required=False)
@click.option("--eml", "form", flag_value="eml", help="Письмо целиком, байт в байт.")
@click.option("--ics", "form", flag_value="ics", help="Запись календаря.")
@click.option("--html", "form", flag_value="html", help="Вид HTML.")
@click.option("--to", "to", metavar="ADDRESS", help="Для кого (иначе первый в списке).")
@call.config_option
def preview_command(item: str, step: str | None, form: str | None, to: str | None, config: Path) -> int:
    """Показать письмо, каким его получит человек: приглашение или шаг (D-7, D-1, D-0, R-1, announcement, change, cancellation,
    overview, host-notice, digest, report). Строку плана у overview, digest и report называть не нужно."""
    from notifier.doors.previewing import preview

    return preview(config, item, step or "", form or "text", to or "", call.now())


@click.command("doctor", cls=Command)
@call.config_option
@call.json_option
def doctor_command(config: Path, as_json: bool) -> int:
    """Проверить всё вокруг: часы, версии, журнал, диск, права, почту, имена, календарь, шаблоны."""
    from notifier.doors.doctor import examine

    return examine(config, call.now(), as_json=as_json)


COMMANDS = (status_command, log_command, preview_command, doctor_command)
