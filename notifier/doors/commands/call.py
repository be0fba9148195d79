"""A call: which settings file it means, at what moment, and the options that many commands share."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from notifier.edges.files.text import is_too_long

SYSTEM_CONFIG = Path("/etc/notifier/config.toml")
CONFIG_HELP = f"Файл настроек (иначе NOTIFIER_CONFIG, ./config.toml, {SYSTEM_CONFIG})."


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


def _chosen(context: click.Context, param: click.Parameter, given: str | None) -> Path:
    """--config, the last one said before or behind the command's name; else NOTIFIER_CONFIG, ./config.toml, the system path."""
    del param
    context.obj["config"] = given or context.obj["config"]  # what a group is told holds for the commands behind it
    named = context.obj["config"] or os.environ.get("NOTIFIER_CONFIG")
    if named:
        return Path(named)
    local = Path("config.toml")
    return local if local.exists() else SYSTEM_CONFIG


config_option = click.option("--config", callback=_chosen, metavar="FILE", help=CONFIG_HELP)
unread_config = click.option("--config", metavar="FILE", expose_value=False, help="Принимается, как всюду; здесь настройки не нужны.")
json_option = click.option("--json", "as_json", is_flag=True, help="Машинный вид: только JSON на выходе.")
