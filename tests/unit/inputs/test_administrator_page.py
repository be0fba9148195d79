"""docs/ru/administrator.md names only commands and settings that exist."""

import re
from pathlib import Path

from notifier.doors.cli import notifier

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/ru/administrator.md").read_text("utf-8")
COMMANDS = set(notifier.commands)


def test_every_command_named_exists() -> None:
    """The command line itself says which there are."""
    named = set(re.findall(r"notifier ([a-z]+)", PAGE))
    assert named <= COMMANDS
    assert {"import", "check", "rehearse", "arm", "disarm", "approve", "status", "log", "preview"} <= named


def test_every_setting_named_exists() -> None:
    """Each ``[table] key`` is in the example configuration."""
    example = (ROOT / "config.example.toml").read_text("utf-8")
    for table, key in re.findall(r"`\[(\w+)\] (\w+)", PAGE):
        body = example[example.index(f"[{table}]"):]
        assert re.search(rf"(?m)^#?{key}\s*=", body), f"[{table}] {key}"
