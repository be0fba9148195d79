"""Where a ledger is at home, on real files: a copied folder is held, one that was moved, remounted or given away is not (fault 39)."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.machine import Machine

from notifier.edges.ledger.guard import LedgerFailed
from notifier.edges.ledger.home import is_copy, key_of, place_of
from notifier.flows.arming import recovering

Command = Callable[..., tuple[int, str, str]]
NEXT_DAY = "2020-11-13 12:00"


@pytest.fixture
def known(machine: Machine) -> Machine:
    """An installation whose service was started where it is, and ended."""
    machine.start().turn()
    machine.stop()
    return machine


def elsewhere(machine: Machine, folder: Path) -> Machine:
    """The same configuration on a state folder in another place; not started."""
    text = (machine.folder / "config.toml").read_text("utf-8")
    machine.write("config.toml", text.replace('folder = "state"', f'folder = "{folder}"'))
    return machine


def mails(state: Path) -> list[str]:
    """What lies in the Maildir of a state folder."""
    return sorted(path.name for path in (state / "maildir").rglob("*") if path.is_file())


def outcome(machine: Machine) -> tuple[str, bool]:
    """How the last turn's delivery ended, and whether the service is armed."""
    machine.start().turn()
    machine.stop()
    return machine.turns[-1].delivered.ended, machine.turns[-1].report.armed


@pytest.mark.parametrize("copy", [["cp", "-a"], ["cp", "-r"]], ids=" ".join)
def test_a_copied_folder_says_nothing_beside_the_true_one(known: Machine, tmp_path: Path, copy: list[str]) -> None:
    """With its key and its journal, on the same machine: two services would write twice. The true one goes on."""
    subprocess.run([*copy, str(known.state), str(tmp_path / "second")], check=True)
    second = Machine.adopt(Path(shutil.copytree(known.folder, tmp_path / "other", ignore=shutil.ignore_patterns("state"))), known.now)
    elsewhere(second, tmp_path / "second").start().live(NEXT_DAY)
    second.stop()
    assert second.turns[-1].delivered.ended == "held"
    assert mails(tmp_path / "second") == mails(known.state)
    assert outcome(known) == ("idle", True)


def test_a_service_whose_settings_name_another_folder_meanwhile_ends(known: Machine, tmp_path: Path) -> None:
    """``disarm`` and ``status`` go by the settings: beside a service on the former ledger they would say what is not so."""
    known.start().turn()
    before = mails(known.state)
    elsewhere(known, tmp_path / "second")
    known.write("dates.toml", '[dates]\n"teor-2" = "18.12.2020 14:30"\n')
    with pytest.raises(LedgerFailed, match="another state folder"):
        known.live(NEXT_DAY)
    known.stop()
    assert mails(known.state) == before


def test_who_moved_by_copying_says_so_once(known: Machine, tmp_path: Path, command: Command) -> None:
    """The former service is off: ``arm`` names the reason's end, and a restart does not ask again."""
    shutil.copytree(known.state, tmp_path / "second")
    elsewhere(known, tmp_path / "second")
    assert command("tick")[0] == 1
    assert "журнал из другой папки" in command("recover")[1]
    assert command("arm", "--yes")[0] == 0
    shutil.rmtree(known.folder / "state")
    assert command("tick")[0] == 0
    assert command("tick")[0] == 0


def test_arming_before_the_first_start_in_the_new_place_is_enough(known: Machine, tmp_path: Path, command: Command) -> None:
    """Who moves to another machine arms there and starts the service: nobody is asked twice."""
    shutil.copytree(known.state, tmp_path / "second")
    shutil.rmtree(known.state)
    elsewhere(known, tmp_path / "second")
    assert command("arm", "--yes")[0] == 0
    assert command("tick")[0] == 0
    assert command("recover")[0] == 0


def test_a_copy_of_a_writing_service_has_its_journal_compared_when_armed(known: Machine, tmp_path: Path, command: Command) -> None:
    """The ledger was copied first, the journal a mailing later: saying that this is the place does not make it the truth."""
    shutil.copytree(known.state, tmp_path / "second")
    known.start().live(NEXT_DAY)
    known.stop()
    shutil.copy(known.state / "sent.log", tmp_path / "second" / "sent.log")
    elsewhere(known, tmp_path / "second")
    code, _, error = command("arm", "--yes")
    assert (code, "recover --import-journal" in error) == (1, True)
    assert command("tick")[0] == 1


def test_a_folder_that_was_renamed_is_the_same(known: Machine, tmp_path: Path) -> None:
    """``mv`` within a file system leaves no second one behind."""
    known.state.rename(tmp_path / "renamed")
    assert outcome(elsewhere(known, tmp_path / "renamed")) == ("idle", True)


def test_a_folder_reached_by_another_way_is_the_same(known: Machine, tmp_path: Path) -> None:
    """A symbolic link to it, as systemd's /var/lib/private."""
    (tmp_path / "link").symlink_to(known.state)
    assert outcome(elsewhere(known, tmp_path / "link")) == ("idle", True)


def test_a_new_installation_in_the_former_place_is_another_one(known: Machine, tmp_path: Path) -> None:
    """The folder was moved away and something new began where it had been."""
    former = known.state
    former.rename(tmp_path / "renamed")
    former.mkdir()
    key_of(former)
    assert outcome(elsewhere(known, tmp_path / "renamed")) == ("idle", True)


def test_a_change_of_owner_or_mode_makes_no_copy(known: Machine) -> None:
    """``chown -R`` after an update: another time of change, the same file."""
    before = (known.state / "instance").stat().st_ctime_ns
    os.chown(known.state / "instance", os.getuid(), os.getgid())
    assert (known.state / "instance").stat().st_ctime_ns != before
    assert outcome(known) == ("idle", True)


def test_numbers_given_anew_by_a_mount_make_no_copy(known: Machine) -> None:
    """Some file systems number their files anew: the time of change stays."""
    place = place_of(known.state)
    assert not is_copy({**place, "inode": 1}, place)
    assert is_copy({**place, "inode": 1, "changed": 1}, place)


def test_a_snapshot_beside_the_true_one_is_a_copy(known: Machine, tmp_path: Path) -> None:
    """Numbers and times are kept by a snapshot; the former place still has the same key in another file."""
    shutil.copytree(known.state, tmp_path / "snapshot")
    here, true = place_of(tmp_path / "snapshot"), place_of(known.state)
    assert is_copy({**true, "inode": here["inode"], "changed": here["changed"]}, here)


def test_what_is_not_there_is_no_copy(tmp_path: Path) -> None:
    """No key's file, or nothing known of before: the first start makes the place its own."""
    assert place_of(tmp_path) == {}
    key_of(tmp_path)
    assert not is_copy({}, place_of(tmp_path))
    assert not is_copy(place_of(tmp_path), {})


def test_an_empty_file_is_no_key(tmp_path: Path) -> None:
    """Power was cut at the first start: addresses would be hashed with nothing, and two such folders would be one installation."""
    (tmp_path / "instance").touch(mode=0o600)
    key = key_of(tmp_path)
    assert len(key) == 32
    assert key_of(tmp_path) == key
    assert (tmp_path / "instance").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["instance"]


def test_a_rehearsals_ledger_is_nowhere_at_home(tmp_path: Path, known: Machine) -> None:
    """Releasing what no service ever owned makes no key."""
    ledger = known.start().station.ledger
    ledger.facts.put("instance", None)
    assert recovering.release(ledger, tmp_path)
    assert not (tmp_path / "instance").exists()
    known.stop()
