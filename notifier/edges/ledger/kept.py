"""What the owner of a ledger has read once and need not read again: small tables that only it writes.

A pass with nothing due asks for the same small values thirty times. They are forgotten when a transaction is rolled back, and
when somebody wrote to the file all the same (an administrator with ``sqlite3``): ``PRAGMA data_version`` tells at each BEGIN.
A reader beside a running service keeps nothing.
"""

from collections.abc import Iterable

from notifier.edges.ledger.sqlite import sqlite3

Expansion = tuple[int, int, str, str, str]
Untold = tuple[int, str, str | None, str, int]
"""id, topic, item, text, at."""


class Kept:
    """The tables ``meta``, ``expansion`` and ``approval`` of one connection, and of ``note`` what waits to be told. Writes belong inside a
    transaction."""

    def __init__(self, connection: sqlite3.Connection, *, alone: bool) -> None:
        self._db = connection
        self._alone = alone
        self._version: int | None = None
        self._values: dict[str, str] | None = None
        self._expanded: dict[Expansion, str] | None = None
        self._approved: set[tuple[int, int]] | None = None
        self._untold: list[Untold] | None = None

    def forget(self) -> None:
        """What is in memory may not be in the file."""
        self._values = self._expanded = self._approved = self._untold = None

    def begun(self) -> None:
        """A transaction has begun: nobody else writes from now on, but somebody may have."""
        version = self._db.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self.forget()
            self._version = version

    # --- small single values

    def get(self, key: str) -> str | None:
        """A value of ``meta``."""
        return self.values().get(key)

    def put(self, key: str, value: str | None) -> None:
        """Store or, with None, forget a value of ``meta``."""
        known = self.values()
        if value is None:
            if key in known:
                self._db.execute("DELETE FROM meta WHERE key = ?", (key,))
                known.pop(key)
        elif known.get(key) != value:
            self._db.execute("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                             (key, value))
            known[key] = value

    def values(self) -> dict[str, str]:
        """All of them."""
        if self._values is None or not self._alone:
            self._values = dict(self._db.execute("SELECT key, value FROM meta").fetchall())
        return self._values

    # --- expansions

    def expanded(self) -> dict[Expansion, str]:
        """(event, sequence, kind, step, start) -> the roster each notice was expanded for."""
        if self._expanded is None or not self._alone:
            rows = self._db.execute("SELECT event, sequence, kind, step, start, roster FROM expansion")
            self._expanded = {(event, sequence, kind, step, start): roster for event, sequence, kind, step, start, roster in rows}
        return self._expanded

    def mark_expanded(self, key: Expansion, roster: str) -> None:
        """This notice is expanded for this roster."""
        known = self.expanded()
        self._db.execute("INSERT INTO expansion (event, sequence, kind, step, start, roster) VALUES (?, ?, ?, ?, ?, ?) "
                         "ON CONFLICT (event, sequence, kind, step, start) DO UPDATE SET roster = excluded.roster", (*key, roster))
        known[key] = roster

    def forget_expansions(self, event: int) -> None:
        """This event is to be looked at anew."""
        self._db.execute("DELETE FROM expansion WHERE event = ?", (event,))
        self._expanded = None

    # --- approvals

    def approved(self) -> set[tuple[int, int]]:
        """The (event, sequence) pairs a person released."""
        if self._approved is None or not self._alone:
            self._approved = {(event, sequence) for event, sequence in self._db.execute("SELECT event, sequence FROM approval")}
        return self._approved

    def approve(self, pairs: Iterable[tuple[int, int]], stamp: int) -> None:
        """A person released these."""
        self._db.executemany("INSERT INTO approval (event, sequence, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                             [(event, sequence, stamp) for event, sequence in pairs])
        self._approved = None

    # --- notes

    def untold(self) -> list[Untold]:
        """The notes that stand in no mail yet, oldest first."""
        if self._untold is None or not self._alone:
            self._untold = self._db.execute("SELECT id, topic, item, text, at FROM note WHERE told_in IS NULL ORDER BY id").fetchall()
        return self._untold

    def forget_untold(self) -> None:
        """Whoever writes to ``note`` says so."""
        self._untold = None
