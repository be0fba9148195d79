"""The ledger's disk: a real SQLite connection that fails or dies where the schedule says, and loses what was not committed.

``SQLITE_FULL`` and ``SQLITE_IOERR`` roll the transaction back as SQLite does; ``SQLITE_BUSY`` at COMMIT leaves it open, as a
reader's lock does. After a crash the connection refuses everything, so that no handler of the dead process can write.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from notifier.edges.ledger.store import Store
from notifier.model.message import TRANSITIONS

from .faults import Crash, Faults

READ, WRITE, BEGIN, COMMIT, ROLLBACK = range(5)
WORDS = {"BEGIN": BEGIN, "COMMIT": COMMIT, "ROLLBACK": ROLLBACK, "INSERT": WRITE, "UPDATE": WRITE, "DELETE": WRITE}
ERRORS = {"full": ("SQLITE_FULL", "database or disk is full"), "io": ("SQLITE_IOERR_WRITE", "disk I/O error"),
          "busy": ("SQLITE_BUSY", "database is locked")}


@lru_cache(maxsize=1024)
def kind_of(sql: str) -> int:
    """What a statement does to the file."""
    found = re.match(r"\s*([A-Z]+)", sql)
    return WORDS.get(found.group(1) if found else "", READ)


class Disk(sqlite3.Connection):
    """A connection with a schedule of faults."""

    faults: Faults
    dead = False
    on_commit: Callable[[], None] | None = None

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """One statement, or what goes wrong with it."""
        kind = kind_of(sql)
        if kind == READ:
            if self.dead:
                raise Crash
            return super().execute(sql, parameters)
        return self._write(kind, lambda: super(Disk, self).execute(sql, parameters))

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Many rows by one statement."""
        return self._write(kind_of(sql), lambda: super(Disk, self).executemany(sql, parameters))

    def _write(self, kind: int, act: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        if self.dead:
            raise Crash
        if kind == ROLLBACK:
            return act()
        lasting = kind == COMMIT or (kind == WRITE and not self.in_transaction)
        if (lasting or kind == BEGIN) and self.faults.point():
            self.die()
        what = self.faults.next("disk")
        if what is not None:
            self._fail(what, kind)
        done = act()
        if lasting:
            if self.on_commit is not None:
                self.on_commit()
            if self.faults.point():
                self.die()
        return done

    def _fail(self, what: str, kind: int) -> None:
        if what == "busy" and (kind == WRITE and self.in_transaction):
            return  # whoever holds the RESERVED lock writes
        if what != "busy" and self.in_transaction:
            super().execute("ROLLBACK")
        name, text = ERRORS[what]
        error = sqlite3.OperationalError(text)
        error.sqlite_errorname = name
        raise error

    def die(self) -> None:
        """Here the process ends."""
        self.dead = True
        raise Crash


def prepared(folder: Path) -> Path:
    """An empty ledger as ``Store.open`` makes it, with a guard of its own over the table of states; copied for each life."""
    path = folder / "empty.sqlite3"
    if not path.exists():
        store = Store.open(folder / "empty", durable=False)
        allowed = " OR ".join(f"(OLD.state = '{one}' AND NEW.state = '{other}')" for one, others in TRANSITIONS.items() for other in others)
        store.db.execute("CREATE TRIGGER simulation_states BEFORE UPDATE OF state ON message WHEN OLD.state <> NEW.state "
                         f"AND NOT ({allowed}) BEGIN SELECT RAISE(ABORT, 'a transition that is not in the table'); END")
        store.close()
        (folder / "empty" / "ledger.sqlite3").rename(path)
    return path


def new_file(folder: Path, path: Path) -> None:
    """A fresh ledger at ``path``."""
    shutil.copyfile(prepared(folder), path)


def connect(path: Path, faults: Faults) -> Disk:
    """Open the ledger's file as a new process would; nothing waits for a real disk."""
    disk = sqlite3.connect(path, isolation_level=None, timeout=0, cached_statements=256, factory=Disk)
    disk.faults = faults
    sqlite3.Connection.execute(disk, "PRAGMA foreign_keys=ON")
    sqlite3.Connection.execute(disk, "PRAGMA journal_mode=MEMORY")
    sqlite3.Connection.execute(disk, "PRAGMA synchronous=OFF")
    sqlite3.Connection.execute(disk, "PRAGMA locking_mode=EXCLUSIVE")
    return disk
