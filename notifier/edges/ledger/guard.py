"""What SQLite's errors mean for sending (promise 6: the ledger cannot be written - nothing is sent).

Locked by a foreign process: nothing happened, the same again later. Full: SQLite rolled back; room must be made first. All
else (I/O, corrupt, read-only, not a database): stop at once and do not try again - after a failed fsync the kernel may have
dropped the very pages we believe in.
"""

import contextlib
import errno
import functools
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import ParamSpec, TypeVar

from notifier.edges.ledger.sqlite import error_name, sqlite3
from notifier.edges.ledger.store import LedgerError, Store, Transaction

_P = ParamSpec("_P")
_T = TypeVar("_T")


class LedgerLocked(LedgerError):
    """Another program holds the file (a backup, a sqlite3 shell). Nothing was written; try again later."""


class LedgerFull(LedgerError):
    """The disk is full. The transaction was rolled back."""


class LedgerFailed(LedgerError):
    """The file can't be trusted any more: the process ends, the next start checks the ledger."""


class Writing(Transaction):
    """``store.transaction()`` with failures in our words."""

    __slots__ = ()

    def __enter__(self) -> sqlite3.Connection:
        try:
            return super().__enter__()
        except sqlite3.Error as failed:
            raise explained(failed) from failed

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            super().__exit__(kind, error, trace)
        except sqlite3.Error as failed:
            raise explained(failed) from failed
        if isinstance(error, sqlite3.Error):
            raise explained(error) from error


def writing(store: Store) -> Writing:
    """``store.transaction()``, which never leaves a transaction open behind it, with failures in our words."""
    return Writing(store)


def reading(look: Callable[_P, _T]) -> Callable[_P, _T]:
    """A look at the ledger whose failures speak our words too: a locked file refuses readers as well."""
    @functools.wraps(look)
    def guarded(*args: _P.args, **named: _P.kwargs) -> _T:
        try:
            return look(*args, **named)
        except sqlite3.Error as error:
            raise explained(error) from error
    return guarded


@contextlib.contextmanager
def speaking() -> Iterator[None]:
    """Whatever goes wrong with the file or its disk inside comes out in our words."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        ours = in_words(error)
        if ours is None:
            raise
        raise ours from error


OF_THE_FILE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY",
               "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")
"""What the file and its disk can do to us; every other error of SQLite is a mistake of ours."""


def in_words(error: BaseException) -> LedgerError | None:
    """A failure of the ledger's file or disk as ours; None for anything else."""
    if isinstance(error, sqlite3.Error) and error_name(error).startswith(OF_THE_FILE):
        return explained(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        written = error.filename2 or error.filename  # of a copy the second one
        where = f" (не записать {written})" if written else ""
        return LedgerFull(f"На диске кончилось место{where}. Освободите его; до тех пор ничего не отправляется.")
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EIO):
        return LedgerFailed(f"Папка журнала не записывается ({error.strerror}). Отправка остановлена; проверьте диск.")
    return None


def explained(error: sqlite3.Error) -> LedgerError:
    """The same in the administrator's words; the class says what may be done."""
    name = error_name(error)
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return LedgerLocked("Журнал занят другой программой (копирование, sqlite3). Отправка подождёт.")
    if name == "SQLITE_FULL":
        return LedgerFull("На диске с журналом кончилось место. Освободите его; отправка остановлена.")
    return LedgerFailed(f"Журнал не записывается ({error}). Отправка остановлена; проверьте диск и запустите notifier doctor.")
