"""Copies of the ledger: made beside a running service, verified, rotated, put back.

Promises: a copy is whole or not there (``sqlite3``'s backup, ``quick_check``, ``fsync``, then a rename), mode 0600; a restored
ledger is held before it gets its name, so that no crash can leave one that sends; what it replaces is kept. Never copies a
live file byte by byte ("How To Corrupt An SQLite Database File").
"""

import contextlib
import json
import os
from datetime import date
from pathlib import Path

from notifier.edges.ledger import wal
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LEDGER, SCHEMA_VERSION, LedgerError, Store, locked

LOCKS = Path("/proc/locks")
DAILY = "ledger-[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].sqlite3"


def make_copy(store: Store, target: Path) -> Path:
    """A verified copy of the ledger as it stands. LedgerError when it can't be made; then ``target`` is what it was."""
    draft = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_draft(draft, store.db)
        _publish(draft, target)
    except (sqlite3.Error, OSError) as error:
        raise LedgerError(f"Копия журнала не сделана ({error}). Проверьте место на диске и права на {target.parent}.") from error
    finally:
        _remove(draft)
    return target


def make_daily(store: Store, folder: Path, day: date, *, keep: int) -> Path | None:
    """The day's copy in ``folder``, where there is none yet; of the daily copies the newest ``keep`` remain. None: nothing to do."""
    target = folder / f"ledger-{day.isoformat()}.sqlite3"
    if keep <= 0 or target.exists():
        return None
    make_copy(store, target)
    for old in sorted(folder.glob(DAILY))[:-keep]:
        old.unlink(missing_ok=True)
    return target


def judge(path: Path) -> None:
    """LedgerError unless this is a whole ledger of a version we know. Reads only."""
    if not path.is_file():
        raise LedgerError(f"Файла {path} нет.")
    try:
        with contextlib.closing(_at_rest(path)) as copy:
            version = copy.execute("PRAGMA user_version").fetchone()[0]
            damage = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            known = copy.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('message', 'meta', 'event')").fetchone()[0]
    except sqlite3.Error as error:
        raise LedgerError(f"{path} — не журнал notifier или повреждён ({error}).") from error
    if version > SCHEMA_VERSION:
        raise LedgerError(f"{path} создан более новой версией notifier. Обновите программу.")
    if damage != "ok" or known != 3 or version < 1:
        raise LedgerError(f"{path} — не журнал notifier или повреждён ({damage}).")


def put_back(folder: Path, source: Path, *, why: str, stamp: int) -> Path | None:
    """Make ``source`` the ledger of ``folder``, held for ``why``. Returns where the replaced one is kept; None when there was none.

    LedgerBusy beside a running service; LedgerError when the copy is not usable: then nothing was changed.
    """
    judge(source)
    lock = locked(folder)
    draft = folder / f".{LEDGER}.new"
    try:
        with contextlib.closing(_at_rest(source)) as origin:
            _write_draft(draft, origin, hold=why)
        _flush(draft)  # a disk that refuses it refuses it before anything is moved
        replaced = _set_aside(folder, stamp)
        _publish(draft, folder / LEDGER)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"Копия не поставлена на место ({error}). Проверьте место на диске и права на {folder}.") from error
    finally:
        _remove(draft)
        os.close(lock)
    return replaced


def _write_draft(path: Path, origin: sqlite3.Connection, *, hold: str = "") -> None:
    """What stands in ``origin`` as one file of mode 0600, held for a reason where one is given. LedgerError unless it is a whole ledger."""
    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as copy:
        origin.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        if hold:
            copy.execute("INSERT INTO meta (key, value) VALUES ('armed', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                         (json.dumps({"hold": hold}, ensure_ascii=False),))
    judge(path)


def _at_rest(path: Path) -> sqlite3.Connection:
    """To read a file that nobody writes, wherever it lies. What a WAL beside it holds is part of it; behind a journal that a crash left the
    file has half a transaction, and SQLite refuses to read it."""
    whole = "" if any(_beside(path, tail).exists() for tail in ("-wal", "-journal")) else "&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{whole}", uri=True, isolation_level=None)


def _set_aside(folder: Path, stamp: int) -> Path | None:
    """The present ledger under another name, too: under its own it stays until the copy takes its place, so that there always is one. What
    SQLite keeps beside it would be played into the copy and must be gone before; made part of it first, so that a crash in between
    takes neither its last commits nor the way back from half a transaction."""
    present = folder / LEDGER
    kept = folder / f"replaced-{stamp}-{LEDGER}"
    if present.exists():
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(present, isolation_level=None)) as db:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
            wal.end(db)
    for tail in ("-journal", "-wal", "-shm"):
        if _beside(present, tail).exists():
            _beside(present, tail).replace(_beside(kept, tail))
    if not present.exists():
        return None
    try:
        os.link(present, kept)
    except OSError:  # a file system without a second name
        present.replace(kept)
    return kept


def _beside(path: Path, tail: str) -> Path:
    return path.with_name(path.name + tail)


def _remove(draft: Path) -> None:
    """What could not be finished, where it can be removed: the failure that led here is what people are told."""
    with contextlib.suppress(OSError):
        draft.unlink()


def _publish(draft: Path, target: Path) -> None:
    """Durably under its name."""
    _flush(draft)
    os.replace(draft, target)
    _flush(target.parent)


def _flush(path: Path) -> None:
    """Onto the disk: a file's bytes, a folder's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def condition(folder: Path) -> tuple[str, str, int | None]:
    """For ``doctor``, beside a running service: ("ok" or what is wrong in SQLite's words, newest pass, pid of the owner)."""
    try:
        with contextlib.closing(Store.read(folder)) as store:
            damage = str(store.db.execute("PRAGMA quick_check(1)").fetchone()[0])
            return damage, store.kept.get("last-pass") or "", owner(folder)
    except sqlite3.Error as error:
        return str(error), "", None


def owner(folder: Path) -> int | None:
    """The process that holds the ledger's lock, as the kernel lists it; None when nobody does or it can't be known."""
    try:
        inode = (folder / "lock").stat().st_ino
        rows = [row.split() for row in LOCKS.read_text(encoding="ascii").splitlines()]
    except OSError:
        return None
    return next((int(row[4]) for row in rows if len(row) > 5 and row[1] == "FLOCK" and row[5].rpartition(":")[2] == str(inode)), None)
