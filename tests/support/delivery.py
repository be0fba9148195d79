"""What the delivery's tests share: a real ledger, letters, a clock that is set by hand, a transport that does as told."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from notifier.core.compose.stored import unaltered
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.store import Store
from notifier.flows.sending.delivery import Delivery, Gates
from notifier.model.message import Letter, Outcome, Outgoing, Result, Subject
from notifier.model.notice import Kind, Role
from notifier.model.settings import Limits

NOW = datetime(2020, 10, 20, 10, 0, tzinfo=UTC)


def joined(skeleton: bytes, slots: bytes | None, digest: bytes) -> bytes:
    """These tests' stored form: the slots stand behind the skeleton."""
    return unaltered(skeleton + (slots or b""), digest)


@dataclass
class Clock:
    """A clock that stands still until told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now


@dataclass
class Post:
    """A transport that answers as scripted (by address, else accepted) and keeps what it was given."""

    script: dict[str, list[Result]] = field(default_factory=dict)
    seen: list[Outgoing] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    during: Callable[[Outgoing], None] = lambda _: None
    closed: bool = False

    def send(self, batch: Sequence[Outgoing]) -> Iterator[tuple[int, Result]]:
        self.batches.append(len(batch))
        for outgoing in batch:
            self.during(outgoing)
            self.seen.append(outgoing)
            script = self.script.get(outgoing.address, [])
            yield outgoing.id, script.pop(0) if script else Result(Outcome.ACCEPTED, 250, "2.0.0", "Ok")

    def close(self) -> None:
        self.closed = True


@dataclass
class Bench:
    """A ledger with an outbox, a clock, a transport and the delivery between them."""

    store: Store
    folder: Path
    clock: Clock = field(default_factory=Clock)
    post: Post = field(default_factory=Post)
    limits: Limits = field(default_factory=lambda: Limits(per_day=0, connections=8))
    gates: Gates = field(default_factory=lambda: Gates(True, True))
    delivery: Delivery = field(init=False)

    def __post_init__(self) -> None:
        self.wire()

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.store)

    def wire(self, **options: Any) -> Delivery:
        self.delivery = Delivery(self.outbox, options.pop("transport", self.post), limits=options.pop("limits", self.limits),
                                 verified=options.pop("verified", joined),
                                 sender=lambda _: "gmo@cdo.example", **options)
        return self.delivery

    def pump(self, **options: Any) -> Any:
        return self.delivery.pump(self.clock(), self.clock, gates=options.pop("gates", lambda _: self.gates), **options)

    def restart(self) -> None:
        """As after a crash: the connection is dropped, the file opened anew, and a start recovers."""
        self.store.close()
        self.store = Store.open(self.folder)
        self.outbox.recover(self.clock())
        self.wire()

    def event(self, uid: str = "teor-2@cdo.example", sequence: int = 0) -> int:
        with self.store.transaction() as db:
            db.execute("INSERT INTO event (uid, key, item, sequence, content, at) VALUES (?, ?, 'teor-2', ?, '{}', 0) "
                       "ON CONFLICT DO NOTHING", (uid, uid, sequence))
            return int(db.execute("SELECT id FROM event WHERE uid = ?", (uid,)).fetchone()[0])

    def person(self, address: str, /, **columns: Any) -> int:
        with self.store.transaction() as db:
            number = db.execute("INSERT INTO person (address, name, school, joined_at) VALUES (?, '', '', 0) RETURNING id",
                                (address,)).fetchone()[0]
            for name, value in columns.items():
                db.execute(f"UPDATE person SET {name} = ? WHERE id = ?", (value, number))
            return int(number)

    def queue(self, *letters: Letter) -> int:
        with self.store.transaction():
            return self.outbox.queue(((letter, body(letter)) for letter in letters), self.clock())

    def rows(self, columns: str = "state") -> list[Any]:
        found = self.store.db.execute(f"SELECT {columns} FROM message ORDER BY id").fetchall()
        return [row[0] if len(row) == 1 else row for row in found]


def body(letter: Letter) -> bytes:
    return f"To: {letter.address}\r\nMessage-ID: {letter.message_id}\r\n\r\n{letter.subject}\r\n".encode()


def make_letter(address: str = "anna@school.example", *, uid: str = "", subjects: tuple[Subject, ...] = (), due: datetime = NOW,
                hours: float = 48, **changes: Any) -> Letter:
    given: dict[str, Any] = {
        "kind": Kind.INVITATION, "role": Role.LIBRARIAN, "person": 0, "address": address,
        "subjects": subjects or (Subject("teor-2", uid, changes.pop("sequence", 0), "2020-11-19T14:30:00", changes.pop("step", "")),),
        "turn": 0, "due": due, "valid_until": due + timedelta(hours=hours), "subject": "Invitation", "method": "REQUEST",
    } | changes
    mark = sha256(repr(sorted(given.items(), key=str)).encode()).hexdigest()[:16]
    return Letter(**({"message_id": f"<{mark}@cdo.example>"} | given))
