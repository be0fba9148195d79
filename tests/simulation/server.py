"""The mail server at the transport's level, named by its faults. It alone knows what was really accepted."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from notifier.core.compose.stored import verified
from notifier.model.message import NOT_BEGUN, Cause, Outcome, Outgoing, Result

from .disk import Disk
from .faults import Faults
from .letters import read

QUIET = {"quota": 24 * 3600, "auth": 3600, "policy": 3600, "rate": 300, "busy": 30, "network": 30}
"""Seconds without a single attempt that each account-level fault asks for: what providers block for, not what the code says."""

PUT_OFF = {"grey": 300, "full": 1800, "odd": 120}
"""Seconds without an attempt of that mail that a server asks for (RFC 6647: five minutes at least), whatever the code waits."""

REPLIES = {
    "lost": Result(Outcome.UNCERTAIN, text="no reply to the final dot", cause=Cause.NETWORK),
    "vanished": Result(Outcome.UNCERTAIN, text="no reply to the final dot", cause=Cause.NETWORK),
    "dead": Result(Outcome.TEMPORARY, text="the server closed the connection", cause=Cause.NETWORK),
    "grey": Result(Outcome.TEMPORARY, 451, "4.7.1", "come back later", cause=Cause.GREYLIST),
    "full": Result(Outcome.TEMPORARY, 452, "4.2.2", "mailbox full", cause=Cause.MAILBOX),
    "odd": Result(Outcome.TEMPORARY, 451, "4.3.0", "later", cause=Cause.NONE),
    "unknown": Result(Outcome.PERMANENT, 550, "5.1.1", "no such user", cause=Cause.ADDRESS),
    "size": Result(Outcome.OURS, 552, "5.3.4", "too big", cause=Cause.SIZE),
    "quota": Result(Outcome.OURS, 550, "5.4.5", "daily quota", account=True, cause=Cause.QUOTA),
    "auth": Result(Outcome.OURS, 535, "5.7.8", "password", account=True, cause=Cause.AUTH),
    "policy": Result(Outcome.OURS, 550, "5.7.1", "spam", account=True, cause=Cause.POLICY),
    "rate": Result(Outcome.TEMPORARY, 450, "4.7.0", "too fast", account=True, cause=Cause.RATE),
    "busy": Result(Outcome.TEMPORARY, 421, "4.3.2", "go away", account=True, cause=Cause.BUSY),
    "network": Result(Outcome.TEMPORARY, text="connection refused", account=True, cause=Cause.NETWORK),
}
"""What the transport says of each fault. After ``lost`` the mail was taken, after ``vanished`` it was not: nobody can tell. ``dead``: two
lines died under the message before its dot."""
DIED = ("lost", "vanished", "dead")
"""A line that died says nothing of the account: it did not work, either."""

FROZEN = "SELECT m.state, s.bytes, m.slots, m.digest FROM message m JOIN skeleton s ON s.id = m.skeleton WHERE m.id = ?"

ACCEPTED = Result(Outcome.ACCEPTED, 250, "2.0.0", "taken")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One message at the server: when by the true clock and by the program's, and whether it was taken."""

    true: datetime
    at: datetime
    id: int
    address: str
    content: bytes
    reply: str
    taken: bool
    durable: str   # the row's state as the file held it at that instant
    frozen: bytes  # what the file would make of it at that instant, checked against its seal
    armed: bool    # as the people of this world see it
    standing: str  # of the address: office, present, left, absent, former, stranger
    process: int
    began: datetime  # by the program's clock: a slow server has it for long before it answers

    @property
    def arrived(self) -> bool:
        """Whether the mail may lie in a mailbox, as far as its sender can know."""
        return self.reply not in REPLIES or REPLIES[self.reply].outcome is Outcome.UNCERTAIN


class UnreliableTransport:
    """``Transport`` for one process. The record belongs to the world and outlives it."""

    def __init__(self, world: "Surroundings", disk: Disk, faults: Faults, nobody: frozenset[str]) -> None:
        self._world = world
        self._disk = disk
        self._faults = faults
        self._nobody = nobody
        self._recalled: set[int] = set()

    def send(self, batch: Sequence[Outgoing]) -> Iterator[tuple[int, Result] | None]:
        """Each message's end; a fault of the account is the end of all that follow, as with a real connection."""
        ended: Result | None = None
        self._recalled = set()
        for number, outgoing in enumerate(batch):
            if outgoing.id in self._recalled and ended is None:
                self._recalled.discard(outgoing.id)  # given again, it may begin
                yield outgoing.id, NOT_BEGUN
                continue
            if ended is not None:
                yield outgoing.id, ended
                continue
            began = self._world.now()
            reply = self._faults.next("server") or "ok"
            if reply == "slow":
                self._world.pass_time(timedelta(minutes=25))
                yield None
                reply = "ok"
            self._world.pass_time(timedelta(seconds=1))
            if reply in ("ok", "lost") and outgoing.address in self._nobody:
                reply = "unknown"
            if self._faults.point():
                self._disk.die()
            self._record(outgoing, reply, began)
            if self._faults.point():
                self._disk.die()
            if reply == "broken":
                for unknown in batch:
                    self._world.copies[unknown.id] += 1
                self._world.open |= {(unknown.address, entry.uid) for unknown in batch[number:]
                                     if (entry := read(unknown.content).entry) is not None}
                self._world.open |= {(unknown.address, mail.about[0].key) for unknown in batch[number:]
                                     if (mail := read(unknown.content)).host is not None}
                raise RuntimeError("a fault of ours in the transport")
            result = REPLIES.get(reply, ACCEPTED)
            if result.outcome is Outcome.UNCERTAIN:
                self._world.copies[outgoing.id] += 1
            if result.account:
                ended = result
            yield outgoing.id, result

    def _record(self, outgoing: Outgoing, reply: str, began: datetime) -> None:
        durable, frozen = "open transaction", b""
        if not self._disk.in_transaction:
            durable, skeleton, slots, seal = self._disk.execute(FROZEN, (outgoing.id,)).fetchone()
            frozen = verified(skeleton, slots, seal)
        world = self._world
        world.attempts.append(Attempt(world.true, world.now(), outgoing.id, outgoing.address, outgoing.content, reply,
                                      reply in ("ok", "lost"), durable, frozen, world.armed, world.standing(outgoing.address), world.process,
                                      began))

    def recall(self, numbers: Collection[int]) -> None:
        """What has not begun comes back, as from the real one."""
        self._recalled = set(numbers)

    def close(self) -> None:
        """Nothing to let go of."""

    flying = 0


class StreamingTransport(UnreliableTransport):
    """The same server for one process that hands over more while others are in the air, as the real transport does."""

    _batch: list[Outgoing]
    _ends: Iterator[tuple[int, Result] | None] | None = None
    flying = 0

    def submit(self, batch: Sequence[Outgoing]) -> None:
        """More messages behind those on their way."""
        if self._ends is None:
            self._batch = []
            self._ends = super().send(self._batch)
        self._batch += batch
        self.flying += len(batch)
        self._disk.airborne = self.flying > 0

    def collect(self) -> list[tuple[int, Result]]:
        """The next end, if the server does not take its time."""
        end = next(self._ends) if self._ends is not None else None
        if end is None:
            return []
        self.flying -= 1
        if not self.flying:
            self.abandon()
        return [end]

    def abandon(self) -> list[tuple[int, Result]]:
        """Nothing more is known of them."""
        self._ends, self.flying, self._disk.airborne = None, 0, False
        return []


class Surroundings(Protocol):
    """What a server knows of the world it stands in."""

    attempts: list[Attempt]
    copies: Counter[int]
    open: set[tuple[str, str]]
    true: datetime
    armed: bool
    process: int

    def now(self) -> datetime:
        """The program's clock."""
        ...

    def pass_time(self, span: timedelta) -> None:
        """Time goes by."""
        ...

    def standing(self, address: str) -> str:
        """What this address is to the coordinator's list."""
        ...
