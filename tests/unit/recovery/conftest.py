"""An armed installation with an invitation behind it, and commands on it with a clock set by hand."""

import logging
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.machine import Machine
from support.year import moscow

from notifier.doors import cli
from notifier.doors.commands import call
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import Store

CONFIRMED = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'


@pytest.fixture(scope="session")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """The installation and its moment, lived once for all tests."""
    machine = Machine(tmp_path_factory.mktemp("lived") / "home", start="2020-10-14 09:00", dates=CONFIRMED)
    machine.turn()
    machine.do("arm").live("2020-10-22 12:00", look_hours=4)  # the copy of a night is made before its morning
    machine.stop()
    return machine.folder, machine.now


@pytest.fixture
def machine(lived: tuple[Path, datetime], tmp_path: Path) -> Machine:
    """Two librarians, one confirmed meeting of 19.11.2020; it is 22.10 and the invitations have left. The service is stopped."""
    folder, now = lived
    copied = Machine.adopt(Path(shutil.copytree(folder, tmp_path / "home")), now)
    store = Store.open(copied.state, durable=False)
    Facts(store, UTC).put("place", None)  # at home in this place, too
    store.close()
    return copied


@pytest.fixture
def _logging() -> Iterator[None]:
    """``tick`` sets logging up for a process of its own: put back what was."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    yield
    root.handlers[:], logging.raiseExceptions = before[0], before[2]
    root.setLevel(before[1])


@pytest.fixture
def command(_logging: None, machine: Machine, monkeypatch: pytest.MonkeyPatch,
            capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs ``notifier …`` in the installation at its moment: (code, stdout, stderr)."""
    def run(*arguments: str, at: str | datetime | None = None) -> tuple[int, str, str]:
        moment = moscow(at) if isinstance(at, str) else at or machine.now
        monkeypatch.setattr(call, "now", lambda: moment)
        monkeypatch.setenv("NOTIFIER_CONFIG", str(machine.folder / "config.toml"))
        capsys.readouterr()
        code = cli.run(list(arguments))
        return code, *capsys.readouterr()

    return run
