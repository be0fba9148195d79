"""Events and their revisions: what each event is now, and every state anybody was told (promise 1: revisions first)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import IntFlag

from notifier.edges.ledger.codec import dump_event, instant, load_event, seconds
from notifier.edges.ledger.store import Store
from notifier.model.event import Event, Revision


class Heard(IntFlag):
    """Who was told an event, as its row keeps it. Hosts hear weeks before the guests do: what they know raises the next SEQUENCE, but
    invites nobody."""

    GUESTS = 1       # the present sequence
    HOSTS = 2        # the present sequence
    HOSTS_ALONE = 4  # of all sequences so far no guest heard
    HOSTED = 8       # some host heard some sequence


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event's row: its number, newest revision, who was told it, what is settling, when it vanished."""

    id: int
    revision: Revision
    heard: Heard
    pending: Event | None = None
    pending_since: datetime | None = None

    @property
    def pair(self) -> tuple[int, int]:
        """(event, sequence): this state, as a yes to its news and the marks of what waits for one name it."""
        return self.id, self.revision.sequence

    @property
    def told(self) -> bool:
        """Whether anybody, guest or host, was told the newest state: what comes next is another SEQUENCE."""
        return bool(self.heard & (Heard.GUESTS | Heard.HOSTS))

    @property
    def invited(self) -> bool:
        """Whether a guest was told the newest state."""
        return Heard.GUESTS in self.heard

    @property
    def ever_invited(self) -> bool:
        """Whether a guest was told any state: the ladder's news is for them."""
        return self.invited or (self.revision.sequence > 0 and Heard.HOSTS_ALONE not in self.heard)

    @property
    def hosted(self) -> bool:
        """Whether a host was told any state."""
        return Heard.HOSTED in self.heard

    @property
    def event(self) -> Event:
        """The newest recorded state."""
        return self.revision.event

    @property
    def ever_told(self) -> bool:
        """Whether anybody was told any state: sequences grow only past told ones."""
        return self.told or self.revision.sequence > 0

    @property
    def settled(self) -> bool:
        """False while the very first state is still settling."""
        return self.revision.sequence >= 0


class Events:
    """The event and revision tables. Call inside ``store.transaction()`` where it writes."""

    def __init__(self, store: Store, zone: tzinfo) -> None:
        self._store = store
        self._zone = zone
        self._cache: tuple[Recorded, ...] | None = None
        self._by_uid: dict[str, Recorded] = {}
        self.stamp = 0  # changes with everything written or forgotten

    def all(self) -> tuple[Recorded, ...]:
        """Every event ever known, oldest first. Kept in memory between writes: there are dozens."""
        if self._cache is None:
            formers: dict[int, tuple[str, ...]] = {}
            for number, content in self._store.db.execute(
                    "SELECT r.event, r.content FROM revision r JOIN event e ON e.id = r.event AND r.sequence < e.sequence "
                    "ORDER BY r.event, r.sequence"):
                formers[number] = (*formers.get(number, ()), content)
            rows = self._store.db.execute(
                "SELECT id, content, sequence, at, told, pending, pending_since FROM event ORDER BY id")
            self._cache = tuple(self._recorded(*(*row, formers.get(row[0], ()))) for row in rows)
            self._by_uid = {row.event.uid: row for row in self._cache}
        return self._cache

    def by_uid(self) -> Mapping[str, Recorded]:
        """The same by UID."""
        self.all()
        return self._by_uid

    def forget_cache(self) -> None:
        """After a change, or a rolled-back transaction, the rows are read anew."""
        self._cache = None
        self.stamp += 1

    def _recorded(self, row_id: int, content: str, sequence: int, at: int, told: int, pending: str | None,
                  pending_since: int | None, formers: tuple[str, ...]) -> Recorded:
        before = tuple(load_event(former, self._zone) for former in formers)
        return Recorded(
            row_id, Revision(load_event(content, self._zone), sequence, instant(at, self._zone), before), Heard(told),
            load_event(pending, self._zone) if pending else None,
            instant(pending_since, self._zone) if pending_since is not None else None)

    def settle_later(self, row_id: int, event: Event | None, since: datetime | None) -> None:
        """Note (or, with None, forget) a changed state that is still settling."""
        self.forget_cache()
        self._store.db.execute(
            "UPDATE event SET pending = ?, pending_since = ? WHERE id = ?",
            (dump_event(event) if event else None, seconds(since) if since else None, row_id))

    def add(self, event: Event, since: datetime) -> Recorded:
        """A new event: known, settling, and told to nobody."""
        self.forget_cache()
        content = dump_event(event)
        row_id = self._store.db.execute(
            "INSERT INTO event (uid, key, item, sequence, content, at, pending, pending_since) VALUES (?, ?, ?, -1, ?, ?, ?, ?) "
            "RETURNING id", (event.uid, event.key, event.item, content, seconds(since), content, seconds(since))).fetchone()[0]
        return self._recorded(row_id, content, -1, seconds(since), 0, content, seconds(since), ())

    def revise(self, recorded: Recorded, event: Event, at: datetime) -> Revision:
        """Record the next revision: a new SEQUENCE where people were told the former one, else the same one anew."""
        self.forget_cache()
        sequence = recorded.revision.sequence + 1 if recorded.told or recorded.revision.sequence < 0 else recorded.revision.sequence
        if sequence == recorded.revision.sequence:  # told to nobody, but looked at for all: who lost a mail by it is looked at once more
            self._store.kept.forget_expansions(recorded.id)
        content = dump_event(event)
        self._store.db.execute(
            "UPDATE event SET sequence = ?, content = ?, at = ?, pending = NULL, pending_since = NULL, told = told & ? WHERE id = ?",
            (sequence, content, seconds(at), Heard.HOSTS_ALONE | Heard.HOSTED, recorded.id))
        self._store.db.execute(
            "INSERT INTO revision (event, sequence, content, at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (event, sequence) DO UPDATE SET content = excluded.content, at = excluded.at",
            (recorded.id, sequence, content, seconds(at)))
        return Revision(event, sequence, at)

    def refresh(self, recorded: Recorded, event: Event) -> None:
        """Store a change that is not material (a title, a topic, the audience): no new revision, no mail."""
        self.forget_cache()
        content = dump_event(event)
        self._store.db.execute("UPDATE event SET content = ?, pending = NULL, pending_since = NULL WHERE id = ?",
                               (content, recorded.id))
        self._store.db.execute("UPDATE revision SET content = ? WHERE event = ? AND sequence = ?",
                               (content, recorded.id, recorded.revision.sequence))

    def none_after(self, now: datetime) -> None:
        """A person says that the clock is right: what one that ran ahead recorded became known now, else its news waits for that hour."""
        self.forget_cache()
        for table, column in (("event", "at"), ("event", "pending_since"), ("revision", "at")):
            self._store.db.execute(f"UPDATE {table} SET {column} = ? WHERE {column} > ?", (seconds(now), seconds(now)))

    def mark_told(self, row_id: int) -> None:
        """A guest is being told the current sequence."""
        self.forget_cache()
        self._store.db.execute("UPDATE event SET told = (told | ?) & ~? WHERE id = ?", (Heard.GUESTS, Heard.HOSTS_ALONE, row_id))

    def mark_hosted(self, recorded: Recorded) -> None:
        """A host is being told the current sequence."""
        self.forget_cache()
        alone = Heard(0) if recorded.ever_invited else Heard.HOSTS_ALONE
        self._store.db.execute("UPDATE event SET told = told | ? WHERE id = ?", (Heard.HOSTS | Heard.HOSTED | alone, recorded.id))

    def revisions(self, row_id: int) -> list[Revision]:
        """Every told state of one event, oldest first."""
        rows = self._store.db.execute("SELECT sequence, content, at FROM revision WHERE event = ? ORDER BY sequence", (row_id,))
        return [Revision(load_event(content, self._zone), sequence, instant(at, self._zone)) for sequence, content, at in rows]

    @staticmethod
    def dump(event: Event) -> str:
        """An event as text that ``load`` understands."""
        return dump_event(event)

    def load(self, text: str) -> Event:
        """The event of ``dump``."""
        return load_event(text, self._zone)
