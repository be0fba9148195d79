"""The documented installation: the administrator's commands are root's, the service has a user of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from integration.support.installation import Installation
from integration.support.users import USER, OtherUser, other_user

pytestmark = [pytest.mark.integration,
              pytest.mark.skipif(other_user() is None, reason="needs root and an interpreter that another user may execute")]
PEOPLE = ("anna@school.example", "boris@school.example")


@pytest.fixture
def user() -> OtherUser:
    """The service's user."""
    found = other_user()
    assert found is not None
    return found


@pytest.fixture
def installation(user: OtherUser) -> Iterator[Installation]:
    """As after ``systemd-tmpfiles``: root's files that others may read, the plan's folder theirs, the state folder theirs alone."""
    folder = Path(tempfile.mkdtemp(prefix="notifier-two-users-"))
    folder.chmod(0o755)
    installation = Installation(folder / "etc", people=PEOPLE)
    installation.python, installation.variables = user.python, dict(user.environment)
    (folder / "etc").chmod(0o770)
    os.chown(folder / "etc", 0, USER)
    installation.state.mkdir(mode=0o700)
    os.chown(installation.state, USER, USER)
    yield installation
    shutil.rmtree(folder)


def strangers(installation: Installation) -> list[str]:
    """What in the state folder is not the service's own."""
    return [str(path.relative_to(installation.state)) for path in installation.state.rglob("*") if path.stat().st_uid != USER]


def test_the_documented_order_of_installing(installation: Installation, user: OtherUser, tmp_path: Path) -> None:
    """check, rehearse, the service, arm: each root's command leaves the folder usable, and the mails leave."""
    installation.done("check")
    assert list(installation.state.iterdir()) == []
    installation.done("status")
    assert list(installation.state.iterdir()) == []
    installation.done("rehearse", "--from", "2020-09-01", "--to", "2020-09-03", "--out", str(tmp_path / "out"))
    with installation.service(wrapper=user.wrapper) as running:
        assert "Рассылка включена." in installation.done("arm", "--yes")
        assert "Записано" in installation.done("confirm", "teor-1", installation.phrase(12))
        installation.wait_sent("invitation", len(PEOPLE))
        for look in ("status", "check", "outbox", "doctor"):
            assert installation.cli(look).returncode in (0, 1)
        installation.done("backup")
        installation.done("disarm")
        assert strangers(installation) == []
        assert "ERROR" not in running.log()
        assert "Traceback" not in running.log()


def test_arming_before_the_service_ever_ran(installation: Installation, user: OtherUser) -> None:
    """Root's ``arm`` makes the ledger: the service can open it."""
    installation.done("arm", "--yes")
    assert strangers(installation) == []
    with installation.service(wrapper=user.wrapper) as running:
        running.wait_told("STATUS=armed")


def test_coming_back_to_a_copy(installation: Installation, user: OtherUser, tmp_path: Path) -> None:
    """restore, recover and arm as root, the service stopped: it starts again on what they left."""
    with installation.service(wrapper=user.wrapper):
        installation.done("arm", "--yes")
    installation.done("backup", str(tmp_path / "copy.sqlite3"))
    installation.done("restore", str(tmp_path / "copy.sqlite3"), "--yes")
    installation.done("recover", expected=1)
    installation.done("arm", "--yes")
    assert strangers(installation) == []
    with installation.service(wrapper=user.wrapper) as running:
        running.wait_told("STATUS=armed")


def test_moving_to_another_machine(installation: Installation, user: OtherUser, tmp_path: Path) -> None:
    """The journal of sent mail and its key, copied by root after ``restore``, are the service's again after ``recover``."""
    with installation.service(wrapper=user.wrapper):
        installation.done("arm", "--yes")
        installation.done("backup", str(tmp_path / "copy.sqlite3"))
        installation.done("confirm", "teor-1", installation.phrase(12))
        installation.wait_sent("invitation", len(PEOPLE))
    kept = {name: (installation.state / name).read_bytes() for name in ("sent.log", "instance")}
    shutil.rmtree(installation.state)
    installation.state.mkdir(mode=0o700)
    os.chown(installation.state, USER, USER)
    installation.done("restore", str(tmp_path / "copy.sqlite3"), "--yes")
    for name, content in kept.items():
        (installation.state / name).write_bytes(content)
        (installation.state / name).chmod(0o600)
    installation.done("recover", expected=1)
    assert strangers(installation) == []
    assert "Внесено из журнала отправок: " in installation.done("recover", "--import-journal")
    assert "Рассылка остановлена" in installation.done("recover", expected=1)  # until a person says yes
    assert "Рассылка включена." in installation.done("arm", "--yes")
    with installation.service(wrapper=user.wrapper) as running:
        running.wait_told("STATUS=armed")
        assert len(installation.mails("invitation")) == len(PEOPLE)


def test_a_timer_of_roots(installation: Installation, user: OtherUser) -> None:
    """``tick`` as root does its pass as the folder's owner."""
    installation.done("tick")
    assert strangers(installation) == []
    assert (installation.state / "ledger.sqlite3").exists()
    assert installation.cli("tick", wrapper=user.wrapper).returncode == 0


def test_who_may_not_look_is_told_so(installation: Installation, user: OtherUser) -> None:
    """A third user: advice, not a traceback."""
    installation.done("tick")
    installation.folder.chmod(0o775)
    done = installation.cli("status", wrapper=user.wrapper_of(USER + 1))
    assert done.returncode == 3, done.stderr
    assert "Нет права читать журнал" in done.stderr
    assert "Traceback" not in done.stderr
