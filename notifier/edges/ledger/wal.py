"""How commits reach the disk: a WAL where SQLite is sound with one, else a rollback journal that is written over.

Promises: a WAL only with SQLite 3.51.3 or later (earlier ones can corrupt it when two connections write at once), and a ledger that an
earlier one finds in WAL mode is taken out of it before anything is written; a commit is one flush with a WAL, five with a journal. The
WAL is folded into the file after so many changes, by us and not by SQLite's own way, which keeps a failed flush to itself: after one
nothing may be believed (``guard``). Whoever lets go of a ledger leaves one file, which any SQLite reads from any place.
"""

import contextlib
import os
import time

from notifier.edges.ledger.sqlite import error_name, sqlite3

WAL_SAFE_SINCE = (3, 51, 3)
SOUND = sqlite3.sqlite_version_info >= WAL_SAFE_SINCE
KEPT_BYTES = 8 * 1024 * 1024
"""What WAL or journal may keep of their size when nothing in them counts any more."""
MOST_CHANGES, MOST_COMMITS = 2048, 64
"""So many changed rows, or commits, wait in the WAL at most: beyond, a start after a crash would be slow and the file large."""
PATIENCE_SECONDS, PAUSE_SECONDS = 5, 0.1
"""Leaving WAL mode is refused, without SQLite's own waiting, while somebody only looks at the ledger."""


class Wal:
    """The WAL of a ledger's one writer. ``begun`` and ``committed`` belong around each transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._commits = 0
        self._changes = connection.total_changes
        self._path = str(connection.execute("PRAGMA database_list").fetchone()[2])
        self._files = self._found()

    def begun(self) -> None:
        """``sqlite3.Error`` when somebody moved or deleted the files: SQLite would write on into what nobody will find again. With a
        rollback journal it looks itself, and says the same."""
        if not self._in_place():
            error = sqlite3.OperationalError("the ledger's file or its WAL was moved or deleted")
            error.sqlite_errorname = "SQLITE_READONLY_DBMOVED"
            raise error

    def committed(self) -> None:
        """``sqlite3.Error`` when the disk failed: what was committed is in the WAL, but that is all."""
        self._commits += 1
        if self._commits >= MOST_COMMITS or self._db.total_changes - self._changes >= MOST_CHANGES:
            self.fold()

    def fold(self) -> None:
        """Write what the WAL holds into the file. For want of room, or beside a reader, another time."""
        self._commits, self._changes = 0, self._db.total_changes
        try:
            self._db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        except sqlite3.Error as error:
            if not error_name(error).startswith(("SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED")):
                raise

    def end(self) -> None:
        """The owner lets go of the ledger."""
        if self._in_place() and not self._db.in_transaction:
            end(self._db)

    def _in_place(self) -> bool:
        found = self._found()
        if self._files[1] is None:  # nothing was written before: there was no WAL yet
            self._files = self._files[0], found[1]
        return found == self._files

    def _found(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        return _identity(self._path), _identity(f"{self._path}-wal")


def _identity(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def begin(connection: sqlite3.Connection) -> Wal | None:
    """The way of writing this SQLite is sound with, for a ledger that was found to be whole. The WAL, where it is one."""
    mode = _mode(connection, "WAL") if SOUND else ""
    if mode != "wal":  # an earlier SQLite, or a file system that no WAL can be on
        _mode(connection, "PERSIST")
    connection.execute(f"PRAGMA journal_size_limit={KEPT_BYTES}")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return Wal(connection) if mode == "wal" else None


def end(connection: sqlite3.Connection) -> None:
    """One file again, where nobody looks at it just now and the disk has room: else the next owner will find the WAL."""
    with contextlib.suppress(sqlite3.Error):
        connection.execute("PRAGMA journal_mode=DELETE")


def forget(connection: sqlite3.Connection) -> bool:
    """Let neither WAL nor journal keep what is in the file no more. False when a reader still needs it."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.execute("PRAGMA journal_mode=PERSIST")
    return True


def _mode(connection: sqlite3.Connection, wanted: str) -> str:
    """Ask for this journal mode; which one is in force. ``sqlite3.Error`` when others do not let go of the file."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return str(connection.execute(f"PRAGMA journal_mode={wanted}").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error_name(error) != "SQLITE_BUSY" or time.monotonic() > until:
                raise
        time.sleep(PAUSE_SECONDS)
