"""Which SQLite the ledger is written with: ``pysqlite3``, whose wheel brings a current one, where it is installed; else the interpreter's.

Debian 12's SQLite can corrupt a WAL, and without one a commit waits five times for the disk (``wal``). Everything that opens a ledger
takes ``sqlite3`` from here, for two reasons: the two modules' errors are not each other's, and two copies of SQLite in one process do
not see each other's locks ("How To Corrupt An SQLite Database File", 2.2.1). ``NOTIFIER_SQLITE=standard`` in the environment takes the
interpreter's all the same.
"""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING or os.environ.get("NOTIFIER_SQLITE") == "standard":
    import sqlite3
else:
    try:
        from pysqlite3 import dbapi2 as sqlite3
    except ImportError:
        import sqlite3

__all__ = ["error_name", "sqlite3"]


def error_name(error: sqlite3.Error) -> str:
    """SQLite's name of an error («SQLITE_BUSY_SNAPSHOT»); empty for one of the module's own."""
    return getattr(error, "sqlite_errorname", "") or ""
