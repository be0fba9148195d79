"""The coordinator's word at the command line: ``confirm``, ``cancel``, ``add``."""

import click

from notifier.doors.commands import call
from notifier.doors.helping import Command


@click.command("confirm", cls=Command)
@click.argument("item")
@click.argument("when")
@click.option("--place", help="Место, если не то, что в плане.")
@call.config_option
@click.pass_context
def confirm_command(context: click.Context, item: str, when: str, place: str | None, config: str | None) -> int:
    """Подтвердить день и час: notifier confirm teor-2 "19.11.2020 14:30"."""
    from notifier.doors.deciding import confirm

    return confirm(call.chosen_config(context, config), item, when, place, call.now())


@click.command("cancel", cls=Command)
@click.argument("item")
@click.argument("reason")
@call.config_option
@click.pass_context
def cancel_command(context: click.Context, item: str, reason: str, config: str | None) -> int:
    """Отменить с причиной: notifier cancel prak-2 "карантин"."""
    from notifier.doors.deciding import cancel

    return cancel(call.chosen_config(context, config), item, reason, call.now())


@click.command("add", cls=Command)
@click.argument("item")
@click.argument("title")
@click.argument("when")
@click.option("--link", default="", help="Ссылка для участников.")
@click.option("--place", default="", help="Место, если не онлайн.")
@call.config_option
@click.pass_context
def add_command(context: click.Context, item: str, title: str, when: str, link: str, place: str, config: str | None) -> int:
    """Внести событие чужого расписания: вебинар, горячую линию, семинар."""
    from notifier.doors.deciding import add

    return add(call.chosen_config(context, config), item, title, when, link, place, call.now())


COMMANDS = (confirm_command, cancel_command, add_command)
