"""``--help``: whoever runs this at a school's server reads Russian."""

import re
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from notifier.doors.cli import notifier


def paths(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command, as words of the command line."""
    yield before
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from paths(command, (*before, name))
        else:
            yield (*before, name)


@pytest.mark.parametrize("path", [*paths(notifier)], ids=" ".join)
def test_a_page_of_help_has_no_english_sentence(path: tuple[str, ...]) -> None:
    """Names of commands, keys and arguments stay as they are typed; words around them are Russian."""
    page = CliRunner().invoke(notifier, [*path, "--help"]).output
    assert page.startswith(f"Вызов: {' '.join(('notifier', *path))}")
    assert "Показать эту справку." in page
    assert not re.findall(r"Usage|Options|Commands|Show |ARGS|OPTIONS|required", page)


@pytest.mark.parametrize("path", [path for path in paths(notifier) if path not in ((), ("person",))], ids=" ".join)
def test_every_command_takes_the_settings_file(path: tuple[str, ...]) -> None:
    """«--config FILE» stands behind any command, so that a script may append it without looking which one it calls."""
    assert "--config FILE" in CliRunner().invoke(notifier, [*path, "--help"]).output
