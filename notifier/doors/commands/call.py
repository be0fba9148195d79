"""A call: which settings file it means, at what moment, and the options that many commands share."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from notifier.edges.files.text import is_too_long

SYSTEM_CONFIG = Path("/etc/notifier/config.toml")
CONFIG_HELP = f"Файл настроек (иначе NOTIFIER_CONFIG, ./config.toml, {SYSTEM_CONFIG})."


def find_config(given: str | None) -> Path:
    """--config, else NOTIFIER_CONFIG, else ./config.toml, else the system path."""
    if given:
        return Path(given)
    if os.environ.get("NOTIFIER_CONFIG"):
        return Path(os.environ["NOTIFIER_CONFIG"])
    local = Path("config.toml")
    return local if local.exists() else SYSTEM_CONFIG


def now() -> datetime:
    """The clock: the only place of the command line that reads it."""
    return datetime.now(UTC)


class Place(click.Path):
    """A file or folder; whether it can be used says in Russian whoever opens it. A name that no file can have is a wrong call."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path as given."""
        if is_too_long(Path(value)):
            self.fail("имя длиннее, чем бывает у файла (255 байт, русская буква — два)", param, ctx)
        return super().convert(value, param, ctx)


PLACE = Place(readable=False, path_type=Path)

config_option = click.option("--config", "config", metavar="FILE", help=CONFIG_HELP)
unread_config = click.option("--config", metavar="FILE", expose_value=False, help="Принимается, как всюду; здесь настройки не нужны.")
json_option = click.option("--json", "as_json", is_flag=True, help="Машинный вид: только JSON на выходе.")


def chosen_config(context: click.Context, given: str | None) -> Path:
    """The command's own --config wins over the one before the command."""
    return find_config(given or (context.obj or {}).get("config"))


def hand_down(context: click.Context, given: str | None) -> None:
    """A group's own --config holds for the commands behind it."""
    context.obj = {**(context.obj or {}), **({"config": given} if given else {})}
