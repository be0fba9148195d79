"""docs/ru/administrator.md names only commands and settings that exist."""

import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.doors.cli import notifier
from notifier.flows.rehearsal.journal import Line
from notifier.flows.rehearsal.script import DEEDS, read_script
from notifier.model.notice import Kind, Role

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
    named = re.findall(r"`\[(\w+)\] (\w+)", PAGE)
    assert len(named) > 8
    for table, key in named:
        body = example[example.index(f"[{table}]"):]
        assert re.search(rf"(?m)^#?{key}\s*=", body), f"[{table}] {key}"


def test_the_installation_names_what_is_shipped() -> None:
    """Each file of ``systemd/`` is installed, nothing else is; what a unit needs at its start is made before."""
    installing = PAGE[PAGE.index("## Установка"):PAGE.index("## Настройки")]
    shipped = {path.name for path in (ROOT / "systemd").iterdir()}
    assert set(re.findall(r"(?<!etc/)systemd/([\w.@]+)", installing)) == shipped
    for unit in ("notifier.service", "notifier@.service"):
        for file in re.findall(r"(?m)^LoadCredential=[\w-]+:(\S+)", (ROOT / "systemd" / unit).read_text("utf-8")):
            assert f"/dev/null {file.replace('%i', 'ИМЯ')}" in installing, f"{unit} does not start without {file}"


def test_the_state_folder_is_the_one_the_unit_may_write() -> None:
    """``ProtectSystem=strict``: only StateDirectory is open."""
    for unit, folder in (("notifier.service", "/var/lib/notifier"), ("notifier@.service", "/var/lib/notifier/ИМЯ")):
        text = (ROOT / "systemd" / unit).read_text("utf-8")
        assert f"StateDirectory={folder.removeprefix('/var/lib/').replace('ИМЯ', '%i')}\n" in text
        assert f'folder = "{folder}"' in PAGE or f'`"{folder}"`' in PAGE


def test_the_script_of_a_rehearsal_names_every_act(tmp_path: Path) -> None:
    """The page's script is one that ``rehearse`` reads, and no act is left unsaid."""
    script = tmp_path / "script.jsonl"
    script.write_text(re.findall(r"(?s)```json\n(.*?)```", PAGE)[0], encoding="utf-8")
    assert {act.do for act in read_script(script, ZoneInfo("Europe/Moscow"))} == set(DEEDS)


def test_the_journal_is_described_as_it_is_written() -> None:
    """Scripts read its lines: every key and every kind of mail stands in the table, and none that is not."""
    table = PAGE[PAGE.index("`journal.jsonl`"):PAGE.index("## Каждый день")]
    rows = [row.split("|")[1:3] for row in table.splitlines() if row.startswith("| `")]
    assert [key for keys, _ in rows for key in re.findall(r"`(\w+)`", keys)] == [
        "at", "to", "subject", "eml", "role", "kind", "step", "item", "items", "uid", "sequence", "start", "method"]
    told = {keys.strip(" `"): set(re.findall(r"`([\w-]+)`", text)) for keys, text in rows}
    assert told["kind"] == {kind.value for kind in Kind}
    assert told["role"] == {role.value for role in Role}
    line = Line("", "", "", "", None, None, (), None, None, None, None, "", "")
    assert set(json.loads(line.json())) == {key for keys, _ in rows for key in re.findall(r"`(\w+)`", keys)}
