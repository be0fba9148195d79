"""Looks that change nothing: ``status``, ``log``, ``preview``, ``doctor``."""

import click

from notifier.doors.commands import call
from notifier.doors.helping import Command


@click.command("status", cls=Command)
@call.config_option
@call.json_option
@click.pass_context
def status_command(context: click.Context, config: str | None, as_json: bool) -> int:
    """Что включено, что ждёт, кто ответил, что открыто."""
    from notifier.doors.looking import status

    return status(call.chosen_config(context, config), call.now(), as_json=as_json)


@click.command("log", cls=Command)
@click.argument("what", required=False, metavar="[ITEM|ADDRESS]")
@call.config_option
@call.json_option
@click.pass_context
def log_command(context: click.Context, what: str | None, config: str | None, as_json: bool) -> int:
    """Что было сказано: всё, о строке плана или по адресу."""
    from notifier.doors.looking import log

    return log(call.chosen_config(context, config), what or "", as_json=as_json)


@click.command("preview", cls=Command)
@click.argument("item")
@click.argument("step", required=False)
@click.option("--eml", "form", flag_value="eml", help="Письмо целиком, байт в байт.")
@click.option("--ics", "form", flag_value="ics", help="Запись календаря.")
@click.option("--html", "form", flag_value="html", help="Вид HTML.")
@click.option("--to", "to", metavar="ADDRESS", help="Для кого (иначе первый в списке).")
@call.config_option
@click.pass_context
def preview_command(context: click.Context, item: str, step: str | None, form: str | None, to: str | None,
                    config: str | None) -> int:
    """Показать письмо, каким его получит человек: приглашение или шаг (D-7, D-1, D-0, R-1, announcement, change, cancellation,
    overview, host-notice, digest, report). У overview, digest и report строка плана не важна."""
    from notifier.doors.previewing import preview

    return preview(call.chosen_config(context, config), item, step or "", form or "text", to or "", call.now())


@click.command("doctor", cls=Command)
@call.config_option
@call.json_option
@click.pass_context
def doctor_command(context: click.Context, config: str | None, as_json: bool) -> int:
    """Проверить всё вокруг: часы, версии, журнал, диск, права, почту, имена, календарь, шаблоны."""
    from notifier.doors.doctor import examine

    return examine(call.chosen_config(context, config), call.now(), as_json=as_json)


COMMANDS = (status_command, log_command, preview_command, doctor_command)
