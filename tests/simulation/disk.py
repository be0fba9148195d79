"""The ledger's disk: real SQLite that fails or dies where the schedule says, and loses what was not committed.

``SQLITE_FULL`` and ``SQLITE_IOERR`` roll the transaction back as SQLite does; ``SQLITE_BUSY`` at COMMIT leaves it open, as a
reader's lock does. After a crash the process's ``Disk`` refuses everything, so that none of its handlers can write.

Most lives keep the database in memory and a crash rolls back what was open: what SQLite promises of a file, without opening one
nine times a life (statements stay prepared). Lives with real files open a real file anew.
"""

import re
import shutil
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store
from notifier.model.message import TRANSITIONS

from .faults import Crash, Faults

READ, WRITE, BEGIN, COMMIT, ROLLBACK = range(5)
WORDS = {"BEGIN": BEGIN, "COMMIT": COMMIT, "ROLLBACK": ROLLBACK, "INSERT": WRITE, "UPDATE": WRITE, "DELETE": WRITE}
ERRORS = {"full": ("SQLITE_FULL", "database or disk is full"), "io": ("SQLITE_IOERR_WRITE", "disk I/O error"),
          "busy": ("SQLITE_BUSY", "database is locked")}


class _Kinds(dict[str, int]):
    """What each statement does to the file."""

    def __missing__(self, sql: str) -> int:
        found = re.match(r"\s*([A-Z]+)", sql)
        self[sql] = WORDS.get(found.group(1) if found else "", READ)
        return self[sql]


KIND_OF = _Kinds()
CARRIERS_FIRST = " ORDER BY carrier IS NOT NULL, id"
"""A merged reminder refers to its carrier (and to put that check off by a pragma would have all statements prepared anew)."""
Rows = list[tuple[str, list[tuple[Any, ...]]]]
"""A ledger's tables that are not empty, and what stands in them."""


class Disk:
    """One process's connection, with a schedule of faults. ``real`` is SQLite's own, for the world's looks."""

    def __init__(self, real: sqlite3.Connection, faults: Faults) -> None:
        self.real = real
        self._faults = faults
        self._execute = real.execute
        self.dead = False
        self.airborne = False  # whether mails are on their way
        self.heal()

    @property
    def in_transaction(self) -> bool:
        """As SQLite has it."""
        return self.real.in_transaction

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """One statement, or what goes wrong with it."""
        if self.dead:
            raise Crash
        kind = KIND_OF[sql]
        if kind == READ:
            return self._execute(sql, parameters)
        return self._write(kind, self._execute, sql, parameters)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Many rows by one statement."""
        if self.dead:
            raise Crash
        return self._write(KIND_OF[sql], self.real.executemany, sql, parameters)

    def heal(self) -> None:
        """Where nothing will fail or die any more, SQLite is asked itself: four statements of five of all lives."""
        if self._faults.spare("crash", "disk", "air"):
            vars(self).update(execute=self.real.execute, executemany=self.real.executemany)

    def close(self) -> None:
        """The connection is given up; what was not committed is lost."""
        self.dead = True
        for name in ("execute", "executemany"):
            vars(self).pop(name, None)
        if self.real.in_transaction:
            self._execute("ROLLBACK")

    def die(self) -> None:
        """Here the process ends."""
        self.dead = True
        raise Crash

    def _write(self, kind: int, act: Callable[[str, Any], sqlite3.Cursor], sql: str, parameters: Any) -> sqlite3.Cursor:
        if kind == ROLLBACK:
            return act(sql, parameters)
        lasting = kind == COMMIT or (kind == WRITE and not self.real.in_transaction)
        if (lasting or kind == BEGIN) and self._faults.point():
            self.die()
        what = self._faults.next("disk")
        if self.airborne and kind == BEGIN:
            what = self._faults.next("air") or what
        if what is not None:
            self._fail(what, kind)
        done = act(sql, parameters)
        if lasting and self._faults.point():
            self.die()
        return done

    def _fail(self, what: str, kind: int) -> None:
        if what == "busy" and (kind == WRITE and self.real.in_transaction):
            return  # whoever holds the RESERVED lock writes
        if what != "busy" and self.real.in_transaction:
            self._execute("ROLLBACK")
        name, text = ERRORS[what]
        error = sqlite3.OperationalError(text)
        error.sqlite_errorname = name
        raise error


class Shelf:
    """Where the ledger of a life lies: in a file, opened anew by each process, or in this worker's memory."""

    def __init__(self, folder: Path, *, file: bool) -> None:
        self._path = folder / "ledger.sqlite3" if file else None
        self._disk: Disk | None = None
        if self._path is not None:
            shutil.copyfile(_prepared(folder), self._path)
        else:
            _emptied()

    def connect(self, faults: Faults) -> Disk:
        """As a new process would. The former one's connection is gone by then."""
        self.let_go()
        real = _memory() if self._path is None else _opened(self._path)
        self._disk = Disk(real, faults)
        return self._disk

    def rows(self) -> Rows:
        """All rows of a ledger in memory."""
        assert self._path is None
        return [(name, rows) for name in reversed(_tables())
                if (rows := _memory().execute(f"SELECT * FROM {name}{CARRIERS_FIRST if name == 'message' else ''}").fetchall())]

    def fill(self, rows: Rows) -> None:
        """Into an empty ledger in memory: these."""
        assert self._path is None
        real = _memory()
        real.execute("BEGIN")
        for name, found in rows:
            real.executemany(f"INSERT INTO {name} VALUES ({','.join('?' * len(found[0]))})", found)
        real.execute("COMMIT")

    def let_go(self) -> None:
        """The process has ended."""
        if self._disk is not None:
            self._disk.close()
            if self._path is not None:
                self._disk.real.close()
        self._disk = None


def _prepared(folder: Path) -> Path:
    """An empty ledger as ``Store.open`` makes it; copied for each life."""
    path = folder / "empty.sqlite3"
    if not path.exists():
        store = Store.open(folder / "empty", durable=False)
        store.db.execute(_guard())
        store.close()
        (folder / "empty" / "ledger.sqlite3").rename(path)
    return path


def _guard() -> str:
    """The table of states (invariant 21), guarded by the database itself and not by the code under test."""
    allowed = " OR ".join(f"(OLD.state = '{one}' AND NEW.state = '{other}')" for one, others in TRANSITIONS.items() for other in others)
    return ("CREATE TRIGGER simulation_states BEFORE UPDATE OF state ON message WHEN OLD.state <> NEW.state "
            f"AND NOT ({allowed}) BEGIN SELECT RAISE(ABORT, 'a transition that is not in the table'); END")


def _opened(path: Path) -> sqlite3.Connection:
    """The file as a new process opens it; nothing waits for a real disk."""
    real = sqlite3.connect(path, isolation_level=None, timeout=0, cached_statements=256)
    for pragma in ("foreign_keys=ON", "journal_mode=MEMORY", "synchronous=OFF", "locking_mode=EXCLUSIVE"):
        real.execute(f"PRAGMA {pragma}")
    return real


@cache
def _memory() -> sqlite3.Connection:
    """This worker's database, with the schema ``Store.open`` made."""
    real = sqlite3.connect(":memory:", isolation_level=None, cached_statements=1024)
    real.execute("PRAGMA foreign_keys=ON")
    schema = resources.files("notifier.edges.ledger").joinpath("schema.sql").read_text(encoding="utf-8")
    real.executescript(schema)
    real.execute(_guard())
    return real


@cache
def _tables() -> tuple[str, ...]:
    """All tables, those that refer to others first."""
    names = [name for (name,) in _memory().execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    return tuple(sorted(names, key=lambda name: name not in ("revision", "message")))


def _emptied() -> None:
    """A fresh ledger: rows go, statements stay prepared. Numbers begin at 1 again (no AUTOINCREMENT in the schema)."""
    real = _memory()
    if real.in_transaction:
        real.execute("ROLLBACK")
    real.execute("BEGIN")
    for name in _tables():
        real.execute(f"DELETE FROM {name}")
    real.execute("COMMIT")
