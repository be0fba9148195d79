"""Wrong calls in Russian: click says what is wrong in English, the people at this command line read Russian."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import click

from notifier.core.address import AddressError, canonical


def explained(error: click.ClickException) -> str:
    """What is wrong with the call, and where its help is."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message()
    told = _told(error, context).rstrip(".")
    lines = [f"Ошибка в команде: {told}{'' if told.endswith('?') else '.'}"]
    if context is not None:
        pieces = " ".join(context.command.collect_usage_pieces(context))
        lines += [f"Вызов: {context.command_path} {pieces}", f"Подробнее: {context.command_path} --help"]
    return "\n".join(lines)


def not_written(path: Path, error: OSError, option: str) -> click.BadParameter:
    """A place a person named cannot be written to."""
    return click.BadParameter(f"в {path} не записать ({error.strerror}): проверьте папку, права и свободное место", param_hint=option)


def address_of(written: str, option: str) -> str:
    """An address as the list of people and the ledger have it, whatever its letter case and with «школа.рф» as people write it."""
    try:
        return canonical(written)
    except AddressError as error:
        raise click.BadParameter(str(error), param_hint=option) from error


def _told(error: click.ClickException, context: click.Context | None) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"нет ключа «{error.option_name}»" + _near(error.possibilities or ())
    if isinstance(error, click.exceptions.NoSuchCommand):
        known = context.command.list_commands(context) if context and isinstance(context.command, click.Group) else []
        return f"нет команды «{error.command_name}»" + _near(get_close_matches(error.command_name, known))
    if isinstance(error, click.MissingParameter):
        return f"не указано: {_named(error, context)}"
    if isinstance(error, click.exceptions.BadOptionUsage):
        return f"ключу {error.option_name} нужно значение"
    if isinstance(error, click.BadParameter):
        number = error.param is not None and error.param.type is click.INT
        return f"{_named(error, context)}: {'нужно целое число' if number else error.message}"
    return re.sub(r"Got unexpected extra arguments? \((.*)\)", r"лишнее: \1", error.message)


def _named(error: click.BadParameter, context: click.Context | None) -> str:
    hint = error.param_hint or (error.param.get_error_hint(context) if error.param and context else None) or "?"
    return str(hint if isinstance(hint, str) else " или ".join(hint)).replace("'", "")


def _near(names: Iterable[str]) -> str:
    listed = " или ".join(sorted(names))
    return f"; возможно, {listed}?" if listed else ""
