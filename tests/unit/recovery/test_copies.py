"""Backup, restore and recover at the command line, and the service's own daily copies (faults 36, 37, 39)."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from support.machine import Machine
from support.year import moscow

from notifier.edges.ledger.backup import judge, make_copy, make_daily
from notifier.edges.ledger.guard import LedgerFailed
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LedgerError, Store
from notifier.flows.upkeep import Upkeep

Command = Callable[..., tuple[int, str, str]]


def test_a_copy_is_whole_closed_and_never_overwrites(machine: Machine, command: Command) -> None:
    """``backup FILE``: quick_check passed, mode 0600; an existing file is left alone."""
    target = machine.folder / "copy.sqlite3"
    assert command("backup", str(target))[0] == 0
    judge(target)
    assert target.stat().st_mode & 0o777 == 0o600
    before = target.read_bytes()
    code, _, error = command("backup", str(target))
    assert code == 1
    assert "уже есть" in error
    assert target.read_bytes() == before


def test_a_copy_beside_a_writing_service_is_whole(tmp_path: Path) -> None:
    """Made by SQLite itself, never by copying a live file."""
    store = Store.open(tmp_path, durable=False)
    stop = threading.Event()

    def write() -> None:
        db = sqlite3.connect(tmp_path / "ledger.sqlite3", isolation_level=None, timeout=5)
        n = 0
        while not stop.is_set():
            db.execute("INSERT INTO meta VALUES (?, ?)", (f"k{n}", "x" * 2000))
            n += 1
        db.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(3):
            judge(make_copy(store, tmp_path / f"copy{n}.sqlite3"))
    finally:
        stop.set()
        writer.join()
        store.close()


def test_the_service_keeps_a_week_of_daily_copies(machine: Machine) -> None:
    """One a day after the quiet hour, the newest seven; a person's own copies stay."""
    own = machine.state / "backups" / "ledger-2020-10-01-120000.sqlite3"
    own.write_bytes(b"")
    machine.start().live("2020-11-03 12:00")
    machine.stop()
    days = [path.name for path in sorted((machine.state / "backups").glob("ledger-????-??-??.sqlite3"))]
    assert days == [f"ledger-{day}.sqlite3" for day in ("2020-10-28", "2020-10-29", "2020-10-30", "2020-10-31", "2020-11-01",
                                                        "2020-11-02", "2020-11-03")]
    assert own.exists()
    judge(machine.state / "backups" / days[-1])


def test_a_ledger_that_cannot_be_believed_ends_the_days_care_too(machine: Machine) -> None:
    """Nothing may go on with it for an hour more, as with a copy that can't be made."""
    station = machine.start().station
    (machine.state / "ledger.sqlite3").rename(machine.folder / "elsewhere")
    with pytest.raises(LedgerFailed):
        Upkeep().daily(station.ledger, station.inputs, machine.now + timedelta(days=1))


def test_no_copies_where_none_are_wanted(tmp_path: Path) -> None:
    """``[state] backups = 0``."""
    store = Store.open(tmp_path, durable=False)
    assert make_daily(store, tmp_path / "backups", date(2020, 11, 3), keep=0) is None
    assert not (tmp_path / "backups").exists()
    store.close()


def test_restore_is_refused_beside_a_running_service(machine: Machine, command: Command) -> None:
    """Two owners of one ledger are worse than none."""
    command("backup", str(machine.folder / "copy.sqlite3"))
    machine.start()
    before = (machine.state / "ledger.sqlite3").stat().st_ino
    code, _, error = command("restore", str(machine.folder / "copy.sqlite3"), "--yes")
    machine.stop()
    assert code == 1
    assert "остановите" in error
    assert (machine.state / "ledger.sqlite3").stat().st_ino == before


def test_a_copy_that_is_not_there_is_said_before_the_question(machine: Machine, command: Command) -> None:
    """«Заменить журнал копией nofile?» asked for a yes to what can't be."""
    code, said, error = command("restore", str(machine.folder / "nofile"))
    assert (code, "Заменить журнал" in said) == (3, False)
    assert f"Файла {machine.folder / 'nofile'} нет." in error


@pytest.mark.parametrize("content", [b"", b"not a database" * 100, None], ids=["empty", "garbage", "foreign"])
def test_what_is_no_ledger_is_not_put_back(machine: Machine, command: Command, content: bytes | None) -> None:
    """A file that is no whole ledger changes nothing (fault 36)."""
    file = machine.folder / "copy.sqlite3"
    if content is None:
        with sqlite3.connect(file) as db:
            db.execute("CREATE TABLE other (x)")
        db.close()
    else:
        file.write_bytes(content)
    before = (machine.state / "ledger.sqlite3").read_bytes()
    code, _, error = command("restore", str(file), "--yes")
    assert code == 3
    assert "не журнал notifier" in error
    assert (machine.state / "ledger.sqlite3").read_bytes() == before


def test_a_ledger_of_a_newer_version_is_refused_and_untouched(machine: Machine, command: Command) -> None:
    """Fault 37: by the service and by restore; not a byte changes."""
    path = machine.state / "ledger.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    code, _, error = command("tick")
    assert code == 3
    assert "более новой версией" in error
    assert path.read_bytes() == before
    copy = machine.folder / "newer.sqlite3"
    copy.write_bytes(before)
    assert "более новой версией" in command("restore", str(copy), "--yes")[2]
    with pytest.raises(LedgerError, match="более новой"):
        Store.open(machine.state)


def test_the_whole_way_back_from_a_damaged_ledger(machine: Machine, command: Command) -> None:
    """Damaged: refused. Restored from the daily copy, journal imported, armed: nothing twice, the reminders come."""
    machine.start().live("2020-10-23 12:00")
    machine.stop()
    daily = machine.state / "backups" / "ledger-2020-10-20.sqlite3"  # of the night before the invitations
    sent = machine.sent()
    path = machine.state / "ledger.sqlite3"
    path.write_bytes(path.read_bytes()[:5000])
    code, _, error = command("tick")
    assert code == 3
    assert "notifier restore" in error
    code, said, _ = command("restore", str(daily), "--yes")
    assert code == 0
    assert "--import-journal" in said
    assert command("recover")[0] == 1
    code, said, _ = command("recover", "--import-journal", at="2020-10-23 12:06")
    assert code == 0, said
    assert command("arm", "--yes", at="2020-10-23 12:07")[0] == 0
    machine.start(moscow("2020-10-23 12:08")).live("2020-11-20 12:00")
    machine.stop()
    new = Counter(machine.sent()) - Counter(sent)
    assert sum(n for (to, *_), n in new.items() if to != "coordinator@cdo.example") == 4  # D-7 and D-1 for two
    assert len({(to, mid) for to, mid, _ in machine.sent()}) == len(machine.sent())


def test_arming_right_after_a_restore_says_what_to_do_first(machine: Machine, command: Command) -> None:
    """No service has looked at the copy yet: «рассылка включена» would be untrue, for it would hold all the same."""
    command("backup", str(machine.folder / "copy.sqlite3"))
    machine.start().live("2020-11-13 12:00")
    machine.stop()
    assert command("restore", str(machine.folder / "copy.sqlite3"), "--yes")[0] == 0
    code, said, error = command("arm", "--yes")
    assert (code, "включена" in said) == (1, False)
    assert "recover --import-journal" in error
    assert command("recover", "--import-journal", at="2020-11-13 12:06")[0] == 0
    assert command("arm", "--yes", at="2020-11-13 12:07")[0] == 0


def test_a_copy_that_nothing_left_after_needs_no_journal(machine: Machine, command: Command) -> None:
    """Restored at once: arming is enough."""
    machine.start().live("2020-11-13 12:00")
    machine.stop()
    command("backup", str(machine.folder / "copy.sqlite3"))
    assert command("restore", str(machine.folder / "copy.sqlite3"), "--yes")[0] == 0
    assert command("arm", "--yes")[0] == 0


def test_arming_an_old_ledger_says_what_to_do_first(machine: Machine, command: Command) -> None:
    """Once the service has found the journal ahead, ``arm`` names the way and arms nothing."""
    command("backup", str(machine.folder / "copy.sqlite3"))
    machine.start().live("2020-11-13 12:00")
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes((machine.folder / "copy.sqlite3").read_bytes())
    code, _, error = command("tick")
    assert (code, error.splitlines()[-1]) == (1, "Не всё отправлено: журнал задержан (notifier recover).")
    code, _, error = command("arm", "--yes")
    assert code == 1
    assert "recover --import-journal" in error
    assert "старше действительности" in command("recover")[1]


def test_a_sound_ledger_needs_no_recovery(command: Command) -> None:
    """``recover`` on a good day."""
    assert command("recover") == (0, "Журнал в порядке, восстанавливать нечего.\n", "")


def test_ignoring_a_journal_that_knows_nothing_more_frightens_nobody(command: Command) -> None:
    """Nothing is passed over: no word of mails that may go twice."""
    assert command("recover", "--ignore-journal") == (0, "Журнал в порядке, восстанавливать нечего.\n", "")


@pytest.mark.parametrize("name", ["Школа #1", "50%41", "что?"])
def test_a_folder_may_be_called_as_people_call_folders(tmp_path: Path, name: str) -> None:
    """SQLite is asked by an address, in which these signs mean something else: read and copied all the same."""
    Store.open(tmp_path / name, durable=False).close()
    store = Store.read(tmp_path / name)
    judge(make_copy(store, tmp_path / name / "copy.sqlite3"))
    store.close()
