"""Disks that are full or read-only (a small tmpfs, mounted by root only), ledgers that are damaged: faults 31 to 37."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from support.delivery import Bench, make_letter
from support.year import CONFIG, PEOPLE, PLAN

from notifier.edges.ledger.ballast import Ballast
from notifier.edges.ledger.guard import LedgerFailed, LedgerFull
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import PAGE_BYTES, LedgerError, Store
from notifier.model.message import Letter

pytestmark = pytest.mark.integration
Make = Callable[..., Letter]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", disk], capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


@pytest.fixture
def bench(small_disk: Path) -> Iterator[Bench]:
    made = Bench(Store.open(small_disk / "state"), small_disk / "state")
    yield made
    with suppress(sqlite3.Error):
        made.store.close()


def fill_up(disk: Path) -> None:
    """Not a byte is left. The rollback journal, which is written over and needs no room as long as it is there, goes too."""
    (disk / "state" / "ledger.sqlite3-journal").unlink(missing_ok=True)
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 65536)
    with (disk / "rest").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0")


def test_a_disk_that_fills_up_behind_the_250_gets_its_last_marks(bench: Bench, small_disk: Path) -> None:
    """Fault 32: full between the server's answer and our mark: the ballast makes room, the results are stored, nothing more is
    claimed, and nothing is sent twice once there is room."""
    ballast = Ballast(bench.folder, size_bytes=1024 * 1024, floor_bytes=1024 * 1024)
    assert ballast.hold()
    bench.wire(ballast=ballast)
    bench.queue(*(make_letter(f"p{n}@s.example", hours=500) for n in range(100)))
    bench.post.during = lambda outgoing: fill_up(small_disk) if outgoing.id == 64 else None
    report = bench.pump()
    assert report.sent == 64
    assert bench.rows().count("sent") == 64
    assert bench.rows().count("queued") == 36
    assert bench.pump().ended == "disk"
    (small_disk / "filler").unlink()
    assert bench.pump().sent == 36
    assert len(bench.post.seen) == 100


def test_without_ballast_a_full_disk_ends_the_process_and_the_next_start_knows(bench: Bench, small_disk: Path) -> None:
    """Fault 32: the marks can't be written: stop; after the restart the open ones are uncertain, none is lost."""
    bench.queue(*(make_letter(f"p{n}@s.example", hours=500) for n in range(70)))
    bench.post.during = lambda outgoing: fill_up(small_disk) if outgoing.id == 64 else None
    with pytest.raises(LedgerFull):
        bench.pump()
    (small_disk / "filler").unlink()
    bench.post.during = lambda _: None
    bench.restart()
    for _ in range(3):
        bench.pump()
        bench.clock.pass_(hours=1)
    assert bench.rows() == ["sent"] * 70
    assert len({outgoing.id for outgoing in bench.post.seen}) == 70


def test_a_full_disk_stops_claims_before_anything_is_sent(bench: Bench, small_disk: Path) -> None:
    """Fault 31: no mark, no mail."""
    bench.queue(make_letter("a@s.example", hours=500))
    fill_up(small_disk)
    assert bench.pump().ended in ("disk", "locked")
    assert bench.post.seen == []
    (small_disk / "filler").unlink()
    assert bench.pump().sent == 1


def test_a_start_on_a_full_disk_calls_no_sound_ledger_broken(bench: Bench, small_disk: Path) -> None:
    """Whoever followed the advice to restore would put an older ledger in the place of a good one."""
    bench.queue(make_letter("a@s.example", hours=500))
    bench.store.close()
    fill_up(small_disk)
    try:
        store = Store.open(bench.folder)
    except LedgerError as error:  # with a WAL the start itself needs room
        assert "кончилось место" in str(error)
        assert "restore" not in str(error)
    else:
        store.close()
    (small_disk / "filler").unlink()
    bench.store = Store.open(bench.folder)
    bench.wire()
    assert bench.pump().sent == 1


def test_a_disk_below_the_floor_is_named_by_whoever_looks(small_disk: Path, tmp_path: Path) -> None:
    """Fault 31: a watcher lives by the exit code of ``status``."""
    for name, text in (("config.toml", CONFIG.replace('"state"', f'"{small_disk / "state"}"')), ("plan.toml", PLAN), ("people.csv", PEOPLE),
                       ("dates.toml", "")):
        (tmp_path / name).write_text(text, encoding="utf-8")

    def command(*words: str) -> tuple[int, str]:
        call = [str(Path(sys.executable).parent / "notifier"), *words, "--config", str(tmp_path / "config.toml")]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    assert command("status")[0] == 0
    with (small_disk / "filler").open("wb") as file:
        file.truncate(0)
        os.posix_fallocate(file.fileno(), 0, 6 * 1024 * 1024)
    code, said = command("tick")
    assert (code, "Не всё отправлено: на диске с журналом мало места" in said) == (1, True), said
    code, said = command("status")
    assert (code, "На диске с журналом мало места" in said) == (1, True), said
    (small_disk / "filler").unlink()
    assert command("tick")[0] == 0
    assert command("status")[0] == 0


def test_a_read_only_disk_is_refused_at_the_start(bench: Bench, small_disk: Path) -> None:
    """Fault 33: what can't be written is not opened; a reader still can look."""
    bench.queue(make_letter("a@s.example"))
    bench.store.close()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(LedgerError):
        Store.open(small_disk / "state")
    looker = Store.read(small_disk / "state")
    assert looker.db.execute("SELECT state FROM message").fetchall() == [("queued",)]
    looker.close()


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 + 100)


def scribbled(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:12288] = b"\xa5" * 8192
    path.write_bytes(data)


def rotten(path: Path) -> None:
    """One page in the middle, which opening the file does not read."""
    data = bytearray(path.read_bytes())
    connection = sqlite3.connect(path)
    page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'message_key'").fetchone()[0]
    connection.close()
    data[(page - 1) * PAGE_BYTES:page * PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    path.write_bytes(data)


def replaced(path: Path) -> None:
    path.write_bytes(b"This is a text.\n" * 1000)


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


@pytest.mark.parametrize("damage", [truncated, scribbled, rotten, replaced, newer])
def test_a_damaged_ledger_is_refused_and_kept(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """Faults 36, 37: told in words, not touched, nothing sent."""
    bench = Bench(Store.open(tmp_path / "state"), tmp_path / "state")
    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(50)))
    bench.store.close()
    path = tmp_path / "state" / "ledger.sqlite3"
    damage(path)
    before = path.read_bytes()
    with pytest.raises(LedgerError):
        Store.open(tmp_path / "state")
    assert path.read_bytes() == before


def test_a_ledger_damaged_while_running_ends_the_process(tmp_path: Path) -> None:
    """Fault 36: no retry on a file that can't be trusted."""
    bench = Bench(Store.open(tmp_path / "state"), tmp_path / "state")
    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(50)))
    path = tmp_path / "state" / "ledger.sqlite3"
    data = path.read_bytes()
    with path.open("r+b") as file:
        file.write(b"\xa5" * len(data))
    with pytest.raises(LedgerFailed):
        bench.pump()
    assert bench.post.seen == []


def test_the_ledger_deleted_under_us_sends_nothing_unmarked(tmp_path: Path) -> None:
    """Fault 36: the folder is removed while running: the next claim fails, nothing is given to the transport."""
    import shutil
    bench: Any = Bench(Store.open(tmp_path / "state"), tmp_path / "state")
    bench.queue(make_letter("a@s.example"))
    shutil.rmtree(tmp_path / "state")
    with pytest.raises(LedgerFailed):
        bench.pump()
    assert bench.post.seen == []
