"""The pages of ``--help`` in Russian: click's own headings are English."""

from collections.abc import Iterable

import click

_HEADINGS = {"Options": "Ключи", "Commands": "Команды", "Arguments": "Аргументы"}
_PIECES = {"[OPTIONS]": "[КЛЮЧИ]", "COMMAND [ARGS]...": "КОМАНДА …", "[COMMAND] [ARGS]...": "[КОМАНДА …]"}


class _Pages(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or "Вызов: ")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        super().write_dl([(name, text.replace("[required]", "[обязателен]")) for name, text in rows], col_max, col_spacing)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Pages


class Command(click.Command):
    """A command whose help is Russian throughout."""

    context_class = _Context

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the command's name in the first line."""
        return [_PIECES.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option that shows the page, explained."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Показать эту справку."
        return option


class Group(Command, click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type
