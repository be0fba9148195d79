"""The ledger's WAL, with real files, real processes and both SQLites: what a reader, a kill, another version and a restored copy meet."""

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from notifier.edges.ledger import wal
from notifier.edges.ledger.backup import judge, make_copy, put_back
from notifier.edges.ledger.guard import LedgerFailed, writing
from notifier.edges.ledger.privacy import Privacy
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LedgerError, Store

pytestmark = pytest.mark.skipif(not wal.SOUND, reason="this SQLite is not sound with a WAL")

KILLED = """
import os, signal, sys
from pathlib import Path
from notifier.edges.ledger.guard import writing
from notifier.edges.ledger.store import Store
store = Store.open(Path(sys.argv[1]))
with writing(store) as db:
    db.execute("INSERT INTO meta VALUES ('last', ?)", (sys.argv[2],))
os.kill(os.getpid(), signal.SIGKILL)
"""
LOOK = """
import sys
from pathlib import Path
from notifier.edges.ledger.privacy import Privacy
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store
store = Store.open(Path(sys.argv[1])) if sys.argv[2] == "open" else Store.read(Path(sys.argv[1]))
print(*store.db.execute("PRAGMA journal_mode").fetchone(), *store.db.execute("SELECT value FROM meta WHERE key = 'last'").fetchone())
"""


def killed(folder: Path, last: str = "stored") -> None:
    """A process that stored ``last`` and was killed."""
    subprocess.run([sys.executable, "-c", KILLED, folder, last], check=False)


def look(folder: Path, *, how: str = "open") -> str:
    """What a process with the interpreter's own SQLite finds."""
    done = subprocess.run([sys.executable, "-c", LOOK, folder, how], env={**os.environ, "NOTIFIER_SQLITE": "standard"}, capture_output=True,
                          text=True, check=True)
    return done.stdout.strip()


def put(store: Store, key: str, value: str) -> None:
    with writing(store) as db:
        db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))


def value(store: Store, key: str) -> str | None:
    row = store.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


@contextmanager
def reader_at_work(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of a look."""
    code = ("import sys\nfrom pathlib import Path\nfrom notifier.edges.ledger.store import Store\nstore = Store.read(Path(sys.argv[1]))\n"
            "store.db.execute('BEGIN')\nprint(store.db.execute('SELECT count(*) FROM meta').fetchone()[0], flush=True)\nsys.stdin.read()\n")
    process = subprocess.Popen([sys.executable, "-c", code, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline().strip().isdigit()
    try:
        yield process
    finally:
        process.communicate()


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_commit_is_flushed_and_its_files_are_closed_to_others(tmp_path: Path) -> None:
    """Power loss (fault 42): a WAL is flushed at each commit; WAL and index have the ledger's mode, whatever the umask."""
    store = Store.open(tmp_path / "state")
    put(store, "k", "v")
    assert store.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.db.execute("PRAGMA synchronous").fetchone()[0] >= 2
    found = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "state").glob("ledger.*")}
    assert found == dict.fromkeys(("ledger.sqlite3", "ledger.sqlite3-wal", "ledger.sqlite3-shm"), 0o600)
    store.close()


def test_a_ledger_let_go_of_is_one_file_that_any_sqlite_reads(tmp_path: Path) -> None:
    """Copied, restored, looked at from a medium that can't be written: nothing beside it is needed, and nothing in it asks for a WAL."""
    store = Store.open(tmp_path)
    put(store, "last", "closed")
    store.close()
    assert [path.name for path in tmp_path.glob("ledger.*")] == ["ledger.sqlite3"]
    assert look(tmp_path, how="read") == "delete closed"


def test_what_a_killed_process_stored_is_there_for_whichever_sqlite_comes_next(tmp_path: Path) -> None:
    """The last commits stand in the WAL. An earlier SQLite takes the ledger out of it before it writes; a current one goes on in it."""
    killed(tmp_path)
    assert (tmp_path / "ledger.sqlite3-wal").stat().st_size > 0
    assert look(tmp_path) == "persist stored"
    assert not (tmp_path / "ledger.sqlite3-wal").exists()
    with closing(Store.open(tmp_path)) as store:
        assert store.db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert value(store, "last") == "stored"


def test_an_earlier_sqlite_does_not_write_a_wal_that_somebody_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused in words and without advice to restore; once the reader is gone it opens."""
    monkeypatch.setattr(wal, "SOUND", False)
    monkeypatch.setattr(wal, "PATIENCE_SECONDS", 0.2)
    killed(tmp_path)
    with reader_at_work(tmp_path):
        with pytest.raises(LedgerError, match="занят другой программой") as told:
            Store.open(tmp_path)
        assert "restore" not in str(told.value)
    with closing(Store.open(tmp_path)) as store:
        assert store.db.execute("PRAGMA journal_mode").fetchone() == ("persist",)


def test_a_reader_sees_what_stood_when_it_began_and_hinders_nobody(tmp_path: Path) -> None:
    """Commits go on beside it, and the owner's end does, though the WAL then stays for the next one."""
    store = Store.open(tmp_path)
    with reader_at_work(tmp_path):
        put(store, "last", "beside a reader")
        store.close()
        assert (tmp_path / "ledger.sqlite3-wal").exists()
    with closing(Store.open(tmp_path)) as store:
        assert value(store, "last") == "beside a reader"


@pytest.mark.parametrize(("rows", "commits"), [(4000, 12), (1, 1500)], ids=["large commits", "small commits"])
def test_the_wal_does_not_grow_with_what_was_written(tmp_path: Path, rows: int, commits: int) -> None:
    """Invariant 20: it is folded into the file and written over, however much goes through it."""
    store = Store.open(tmp_path, durable=False)
    largest = 0
    for number in range(commits):
        with writing(store) as db:
            db.executemany("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                           [(f"{row}", f"{number}" * 100) for row in range(rows)])
        largest = max(largest, (tmp_path / "ledger.sqlite3-wal").stat().st_size)
    written = commits * max(rows * 100, 8192)
    assert largest < 2 * wal.KEPT_BYTES
    assert rows > 1 or largest < written / 2, "small commits are folded too"
    store.close()


def test_a_reader_keeps_the_wal_only_as_long_as_it_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it may still look at is not written over; afterwards the file has its size again."""
    monkeypatch.setattr(wal, "MOST_COMMITS", 4)
    monkeypatch.setattr(wal, "KEPT_BYTES", 64 * 1024)
    store = Store.open(tmp_path, durable=False)
    path = tmp_path / "ledger.sqlite3-wal"
    with reader_at_work(tmp_path):
        for number in range(100):
            put(store, "k", f"{number}" * 2000)
        assert path.stat().st_size > 500_000
    for number in range(10):
        put(store, "k", f"{number}")
    assert path.stat().st_size <= 128 * 1024
    store.close()


def test_a_disk_that_fails_under_the_ledgers_file_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 34: SQLite's own folding would keep it to itself. What was committed is in the WAL, and there at the next start."""
    monkeypatch.setattr(wal, "MOST_COMMITS", 1)
    store = Store.open(tmp_path)
    size = (tmp_path / "ledger.sqlite3").stat().st_size
    with files_no_larger_than(size), pytest.raises(LedgerFailed):
        put(store, "large", "x" * (size // 2))
    store.close()
    with closing(Store.open(tmp_path)) as store:
        assert value(store, "large") == "x" * (size // 2)


@pytest.mark.parametrize("gone", ["ledger.sqlite3", "ledger.sqlite3-wal"])
def test_a_file_moved_away_under_the_owner_ends_the_process(tmp_path: Path, gone: str) -> None:
    """Fault 36: SQLite would go on writing into files that nobody finds again. Another ledger in its place is left alone."""
    store = Store.open(tmp_path)
    put(store, "k", "v")
    (tmp_path / gone).rename(tmp_path / "elsewhere")
    (tmp_path / gone).write_bytes(b"another one's")
    with pytest.raises(LedgerFailed):
        put(store, "k", "w")
    store.close()
    if gone == "ledger.sqlite3":
        assert (tmp_path / gone).read_bytes() == b"another one's"


def test_a_wal_left_by_a_kill_is_not_played_into_a_restored_copy(tmp_path: Path) -> None:
    """The copy is what it was; what it replaces is kept with its last commit. Also where somebody had deleted the ledger alone."""
    folder = tmp_path / "state"
    killed(folder, "first")
    store = Store.open(folder)
    copy = make_copy(store, tmp_path / "copy.sqlite3")
    store.close()
    with closing(Store.open(folder)) as store:
        put(store, "last", "second")
    killed(folder / "other", "elsewhere")
    for tail in ("-wal", "-shm"):
        (folder / "other" / f"ledger.sqlite3{tail}").rename(folder / f"ledger.sqlite3{tail}")
    (folder / "ledger.sqlite3").unlink()
    assert put_back(folder, copy, why="x", stamp=1) is None
    with closing(Store.open(folder)) as store:
        assert value(store, "last") == "first"
    subprocess.run([sys.executable, "-c", KILLED.replace("INSERT", "REPLACE"), folder, "third"], check=False)
    kept = put_back(folder, copy, why="x", stamp=2)
    assert kept is not None
    judge(kept)
    with closing(Store.open(folder)) as store:
        assert value(store, "last") == "first"
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("SELECT value FROM meta WHERE key = 'last'").fetchone() == ("third",)


def test_a_file_with_a_wal_beside_it_is_restored_with_it(tmp_path: Path) -> None:
    """An administrator's own copy of everything in the folder after a crash: the last commits are in it."""
    killed(tmp_path / "old", "the last word")
    put_back(tmp_path / "new", tmp_path / "old" / "ledger.sqlite3", why="x", stamp=1)
    with closing(Store.open(tmp_path / "new")) as store:
        assert value(store, "last") == "the last word"


def test_what_was_erased_is_in_no_file_of_the_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """152-ФЗ: neither WAL nor rollback journal keeps pages of before."""
    for sound in (True, False):
        monkeypatch.setattr(wal, "SOUND", sound)
        folder = tmp_path / str(sound)
        store = Store.open(folder)
        put(store, "k", "Фамилия Имя " * 50)
        put(store, "k", "")
        assert any("Фамилия".encode() in path.read_bytes() for path in folder.glob("ledger.*"))
        assert Privacy(store).compact()
        assert not any("Фамилия".encode() in path.read_bytes() for path in folder.glob("ledger.*"))
        store.close()
