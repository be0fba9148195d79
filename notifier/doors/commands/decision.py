"""The coordinator's word at the command line: ``confirm``, ``cancel``, ``add``."""

from pathlib import Path

import click

from notifier.doors.commands import call
from notifier.doors.helping import Command


@click.command("confirm", cls=Command)
@click.argument("item")
@click.argument("when")
@click.option("--place", help="Место, если не то, что в плане.")
@call.config_option
def confirm_command(item: str, when: str, place: str | None, config: Path) -> int:
    """Подтвердить день и час: notifier confirm teor-2 "19.11.2020 14:30"."""
    from notifier.doors.deciding import confirm

    return confirm(config, item, when, place, call.now())


@click.command("cancel", cls=Command)
@click.argument("item")
@click.argument("reason")
@call.config_option
def cancel_command(item: str, reason: str, config: Path) -> int:
    """Отменить с причиной: notifier cancel prak-2 "карантин"."""
    from notifier.doors.deciding import cancel

    return cancel(config, item, reason, call.now())


@click.command("add", cls=Command)
@click.argument("item")
@click.argument("title")
@click.argument("when")
@click.option("--link", default="", help="Ссылка для участников.")
@click.option("--place", default="", help="Место, если не онлайн.")
@call.config_option
def add_command(item: str, title: str, when: str, link: str, place: str, config: Path) -> int:
    """Внести событие чужого расписания: вебинар, горячую линию, семинар."""
    from notifier.doors.deciding import add

    return add(config, item, title, when, link, place, call.now())


COMMANDS = (confirm_command, cancel_command, add_command)
