"""The ledger's file: one writer, durable commits, refusals in words.

Promises: a returned ``transaction`` is on the disk (``synchronous`` EXTRA; a WAL where SQLite is sound with one, see ``wal``). A newer
schema refuses and touches nothing; there is no older one yet: whoever writes the second brings the step to it, in one transaction after a
copy. One service a ledger: ``flock`` on ``lock``.
"""

import fcntl
import os
import pwd
from importlib import resources
from pathlib import Path
from types import TracebackType

from notifier.edges.ledger import wal
from notifier.edges.ledger.kept import Kept
from notifier.edges.ledger.sqlite import error_name, sqlite3

LEDGER = "ledger.sqlite3"
SCHEMA_VERSION = 1
PAGE_BYTES = 8192
"""Rows with a person's slots have 900 bytes: a window's claims touch half as many pages as with SQLite's 4096."""
CACHE_KIB = 16 * 1024
"""A country's rows go in by one transaction, and Message-IDs to all places of their index: with SQLite's 2 MiB its pages are written and
read again several times."""
SQLITE_VERSION = sqlite3.sqlite_version


class LedgerError(Exception):
    """The ledger can't be used: nothing may be sent. The text says what and what to do (Russian)."""


class LedgerBusy(LedgerError):
    """Another notifier process owns this ledger."""


class LedgerMissing(LedgerError):
    """There is no ledger yet: nothing ever ran here."""


class Store:
    """The one connection. ``Store.open`` for the writer (takes the lock), ``Store.read`` for a look without one."""

    def __init__(self, connection: sqlite3.Connection, lock: int | None, kept_in: wal.Wal | None = None) -> None:
        self.db = connection
        self.kept = Kept(connection, alone=lock is not None)
        self._lock = lock
        self._wal = kept_in

    @classmethod
    def open(cls, folder: Path, *, durable: bool = True) -> "Store":
        """Own the ledger in ``folder`` (made with mode 0700). LedgerBusy when owned by another, LedgerError when unusable.

        ``durable`` False for a rehearsal's throw-away ledger only: commits do not wait for the disk.
        """
        lock = locked(folder)
        path = folder / LEDGER
        try:
            connection = _connect(path, durable=durable)
            try:
                _prepare(connection, path)
                kept_in = wal.begin(connection)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            os.close(lock)
            raise LedgerError(_unusable(path, error)) from error
        except BaseException:
            os.close(lock)
            raise
        return cls(connection, lock, kept_in)

    @classmethod
    def read(cls, folder: Path) -> "Store":
        """A reader beside a running service: never writes. LedgerMissing when there is none yet, LedgerError when it can't be read."""
        path = folder / LEDGER
        try:
            if not path.exists():
                raise LedgerMissing(f"Журнала {path} ещё нет: служба не запускалась.")
        except PermissionError as error:
            raise LedgerError(f"Нет права читать журнал {path}: войдите как администратор или как пользователь службы.") from error
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)
            connection.execute("PRAGMA query_only=1")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            if path.with_name(f"{LEDGER}-journal").exists():  # half a transaction: only who may write takes it back
                raise LedgerError(f"Журнал {path} сейчас не прочесть: программу прервали посреди записи. "
                                  "Запустите службу или notifier tick: начатое отменится само, копия не нужна.") from error
            raise LedgerError(f"Журнал {path} не читается ({error}).") from error
        if version == 0:  # begun on a full disk, or this very moment: nothing stands in it
            connection.close()
            raise LedgerMissing(f"Журнала {path} ещё нет: служба не запускалась.")
        if version > SCHEMA_VERSION:
            connection.close()
            raise LedgerError(f"Журнал {path} создан более новой версией notifier. Обновите программу.")
        return cls(connection, None)

    def transaction(self) -> "Transaction":
        """``BEGIN IMMEDIATE`` to a durable ``COMMIT``; any exception rolls back and goes on. Nested use joins the outer one."""
        return Transaction(self)

    def begin(self) -> None:
        """Nobody else writes from now on, and what is kept in memory stands in the file."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            if self._wal is not None:
                self._wal.begun()
            self.kept.begun()
        except BaseException:
            self.roll_back()
            raise

    def commit(self) -> None:
        """Durable when it returns; rolled back when it raises."""
        try:
            self.db.execute("COMMIT")
        except BaseException:
            self.roll_back()
            raise
        if self._wal is not None:
            self._wal.committed()

    def roll_back(self) -> None:
        """Nothing of it happened."""
        self.kept.forget()
        # A COMMIT refused by a reader's lock leaves the transaction open: the next call would join it and never store.
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def rest(self) -> None:
        """Between mailings the pages that one of them kept go back: a service that waits has no use for them."""
        self.db.execute("PRAGMA shrink_memory")

    def close(self) -> None:
        """Close the file, one again, and release the lock."""
        if self._wal is not None:
            self._wal.end()
            self._wal = None
        self.db.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


class Transaction:
    """``Store.transaction``. A class, not a generator: a pass enters fifteen, and most of them join the one that is open."""

    __slots__ = ("_joined", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._joined = False

    def __enter__(self) -> sqlite3.Connection:
        self._joined = self._store.db.in_transaction
        if not self._joined:
            self._store.begin()
        return self._store.db

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._joined:
            return
        if error is None:
            self._store.commit()
        else:
            self._store.roll_back()


def locked(folder: Path) -> int:
    """The lock of the ledger in ``folder`` (made with mode 0700), an open file. LedgerBusy where another process has it, LedgerError where
    there can be none."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LedgerError(f"Папка журнала {folder} недоступна для записи ({error.strerror}). "
                          "Проверьте [state] folder (под systemd — /var/lib/notifier), права и свободное место.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise LedgerBusy(f"С журналом {folder} уже работает другой процесс notifier. "
                         "Обычно это служба: остановите её (systemctl stop notifier) и повторите.") from error
    return lock


def _connect(path: Path, *, durable: bool) -> sqlite3.Connection:
    created = not path.exists()
    connection = sqlite3.connect(path, isolation_level=None, timeout=5, cached_statements=256)
    if created:
        path.chmod(0o600)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA secure_delete=ON")  # Debian's SQLite does so anyway
    connection.execute("PRAGMA mmap_size=0")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute(f"PRAGMA page_size={PAGE_BYTES}")  # of a file to be made; one that exists keeps its own
    connection.execute(f"PRAGMA synchronous={'EXTRA' if durable else 'OFF'}")
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise LedgerError(f"Журнал {path} создан более новой версией notifier ({version} > {SCHEMA_VERSION}). "
                          "Обновите программу; журнал не тронут.")
    if version == 0:
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if tables:
            raise LedgerError(f"Файл {path} — не журнал notifier. Уберите его или укажите другую папку [state] folder.")
        schema = resources.files("notifier.edges.ledger").joinpath("schema.sql").read_text(encoding="utf-8")
        connection.executescript(f"BEGIN IMMEDIATE;\n{schema}\nPRAGMA user_version={SCHEMA_VERSION};\nCOMMIT;")
        return
    damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise LedgerError(f"Журнал {path} повреждён ({damage}). Ничего не отправлено. Восстановите копию: notifier restore.")


def _unusable(path: Path, error: sqlite3.Error) -> str:
    """Why the ledger can't be opened, and what to do: a copy helps only one that is damaged."""
    name = error_name(error)
    if name == "SQLITE_FULL":  # beginning a WAL needs room: nothing is wrong with the ledger
        return f"На диске с журналом {path} кончилось место. Журнал цел, ничего не отправлено. Освободите место и запустите notifier снова."
    if name.startswith("SQLITE_BUSY"):
        return f"Журнал {path} занят другой программой (копирование, sqlite3). Закройте её и запустите notifier снова."
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return (f"Журнал {path} закрыт для записи ({error}): пользователю «{_user()}» нужна вся папка {path.parent} с её файлами. "
                "Ничего не отправлено, копия не нужна. Запустите notifier от имени пользователя службы или верните папку ему "
                f"(chown -R, chmod -R u+rwX {path.parent}); диск не должен быть подключён только для чтения.")
    return f"Журнал {path} не читается ({error}). Ничего не отправлено. Восстановите копию: notifier restore."


def _user() -> str:
    """Who we are, as the system names him; a container's may have no name."""
    number = os.geteuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)
