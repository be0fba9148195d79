"""Looks and decisions leave the state folder as it was: only the ledger's owner writes there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE, PLAN, moscow

from notifier.doors import cli
from notifier.doors.commands import call

NOW = moscow("2020-09-02 09:00")
LOOKS = [
    ("check",), ("status",), ("doctor",), ("confirm", "teor-2", "19.11.2020 14:30"), ("cancel", "teor-2", "карантин"),
    ("add", "teor-2", "Вебинар", "01.10.2020 12:00"), ("preview", "teor-2"), ("outbox",), ("log", "teor-2"), ("approve",),
    ("recover",), ("person", "export", "anna@mail.example"),
    ("rehearse", "--from", "2020-09-01", "--to", "2020-09-02", "--out", "out"),
]
SCHEDULE = '[[schedule]]\nitem = "teor-2"\nname = "СОИРО"\nsource = "soiro.csv"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An installation that nothing ever ran in, with a schedule of others."""
    files = {"config.toml": CONFIG + SCHEDULE, "plan.toml": PLAN, "people.csv": PEOPLE, "dates.toml": "",
             "soiro.csv": "title,when\nГорячая линия,01.10.2020 12:00\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(call, "now", lambda: NOW)
    return tmp_path


@pytest.mark.parametrize("arguments", LOOKS)
def test_a_look_makes_no_state_folder(folder: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str],
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the service ever ran each of these commands leaves no ``state`` behind, whatever it answers."""
    monkeypatch.chdir(folder)
    assert cli.run([*arguments, "--config", "config.toml"]) in (0, 1), capsys.readouterr()  # 3 would say that something is broken
    assert "Traceback" not in capsys.readouterr().err
    assert not (folder / "state").exists()


@pytest.mark.parametrize("arguments", LOOKS)
def test_a_ledger_that_was_never_begun_is_none(folder: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str],
                                               monkeypatch: pytest.MonkeyPatch) -> None:
    """A first start on a full disk leaves an empty file: every look says so, none ends in a traceback, and none begins it."""
    monkeypatch.chdir(folder)
    (folder / "state").mkdir(mode=0o700)
    (folder / "state" / "ledger.sqlite3").touch(mode=0o600)
    assert cli.run([*arguments, "--config", "config.toml"]) in (0, 1), capsys.readouterr()
    assert "Traceback" not in capsys.readouterr().err
    assert [(path.name, path.stat().st_size) for path in (folder / "state").iterdir()] == [("ledger.sqlite3", 0)]
