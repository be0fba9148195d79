"""What is on its way: claimed messages between their launch and their end, whatever kind of transport carries them.

Promises: every launched message comes out of ``ends`` or ``lost`` exactly once, also when the transport fails or forgets it, and be it
as it takes them: what it was not given then comes back as not begun.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Protocol, runtime_checkable

from notifier.edges.ledger.attempt import Claimed
from notifier.model.message import NOT_BEGUN, Cause, Outcome, Outgoing, Result

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=2)
"""So long after its claim a message may begin; what a slow server holds up longer is claimed anew, and with that read again: the
window may have closed meanwhile, or the news grown old. A server may take ten minutes for each of the messages before it."""

FORGOTTEN = Result(Outcome.UNCERTAIN, text="the transport gave no result", cause=Cause.NETWORK)
FAILED = Result(Outcome.UNCERTAIN, text="the transport failed", cause=Cause.LOCAL, account=True)


class Sending(Protocol):
    """A transport that carries a batch. ``send`` yields each message's end as it becomes known, in any order, and ``None`` now and then
    while it waits for the other side (at least every few seconds). It never raises for a fault of the other side."""

    def send(self, batch: Sequence[Outgoing]) -> Iterable[tuple[int, Result] | None]:
        """Send all, within bounded time."""
        ...

    def close(self) -> None:
        """Say good-bye and let go of connections; may be used again. Never raises."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A transport that takes more while it is still busy, so that its connections need not wait for our commits."""

    def submit(self, batch: Sequence[Outgoing]) -> None:
        """More messages."""
        ...

    def collect(self) -> list[tuple[int, Result]]:
        """Ends known by now; waits a little for one, so it may be empty."""
        ...

    def abandon(self) -> list[tuple[int, Result]]:
        """Give up everything at once; the ends that are known all the same."""
        ...

    def close(self) -> None:
        """As ``Sending``'s."""
        ...


Transport = Sending | Streaming
"""What carries mails."""


@runtime_checkable
class Stoppable(Protocol):
    """A transport that can be asked to begin nothing new: what is on the wire ends, the rest comes back ``STOPPED``."""

    def stop(self) -> None:
        """Begin nothing more."""
        ...


@runtime_checkable
class Recalling(Protocol):
    """A transport that gives single messages back: those of them that have not begun come back ``STOPPED``, the others go on."""

    def recall(self, numbers: Collection[int]) -> None:
        """Do not begin these."""
        ...


class Wire:
    """The flight of one delivery."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._streaming = transport if isinstance(transport, Streaming) else None
        self._sending = None if isinstance(transport, Streaming) else transport
        self._batches: list[Iterator[tuple[int, Result] | None]] = []
        self.flying: dict[int, Claimed] = {}
        self._launched: dict[int, datetime] = {}  # as ``flying``, oldest first
        self._recalled: set[int] = set()
        self._broken = False  # it failed as it took messages
        self._withheld: set[int] = set()
        self.overlaps = self._streaming is not None

    def launch(self, batch: Sequence[tuple[Claimed, Outgoing]], now: datetime) -> None:
        """Hand over messages that are marked."""
        if not batch:
            return
        self.flying.update((message.id, message) for message, _ in batch)
        self._launched.update((message.id, now) for message, _ in batch)
        if self._broken:
            self._withheld.update(message.id for message, _ in batch)
            return
        try:
            self._give([outgoing for _, outgoing in batch])
        except Exception:  # as in ``ends``, which says what became of them
            log.exception("transport failed")
            self._broken = True

    def _give(self, batch: Sequence[Outgoing]) -> None:
        if self._sending is not None:
            self._batches.append(iter(self._sending.send(batch)))
        if self._streaming is not None:
            self._streaming.submit(batch)

    def ends(self) -> list[tuple[Claimed, Result]]:
        """What has ended; empty while the transport waits within its time."""
        if self._broken:
            return self.lost(FAILED)
        try:
            found = self._streaming.collect() if self._streaming is not None else self._of_batches()
        except Exception:  # a fault of ours in the transport must neither lose the flight nor be repeated at full speed
            log.exception("transport failed")
            return self.lost(FAILED)
        if found is None:
            return self.lost(FORGOTTEN)
        for number, _ in found:
            del self._launched[number]
            self._recalled.discard(number)
        return [(self.flying.pop(number), result) for number, result in found]

    def _of_batches(self) -> list[tuple[int, Result]] | None:
        """One end of the oldest batch, none while it waits; None when all batches are at their end."""
        while self._batches:
            try:
                end = next(self._batches[0])
            except StopIteration:
                self._batches.pop(0)
            else:
                return [end] if end is not None else []
        return None

    def recall(self, now: datetime) -> int:
        """Have what was handed over too long ago, and has not begun, come back. How many of those asked back before are still out:
        they are on the wire."""
        late = list(takewhile(lambda number: self._launched[number] < now - FRESH, self._launched))
        asked = sum(number in self._recalled for number in late)
        if asked < len(late) and isinstance(self._transport, Recalling):
            self._transport.recall([number for number in late if number not in self._recalled])
            self._recalled.update(late)
        return asked

    def stop(self) -> None:
        """Begin nothing more, where the transport knows how."""
        if isinstance(self._transport, Stoppable):
            self._transport.stop()

    def lost(self, result: Result) -> list[tuple[Claimed, Result]]:
        """Give up what is flying: all of it ended with ``result``, but for what the transport was never given, or knows better."""
        known = dict(self._streaming.abandon()) if self._streaming is not None else {}
        for batch in self._batches:
            close = getattr(batch, "close", None)
            if close is not None:
                close()
        self._batches.clear()
        known.update(dict.fromkeys(self._withheld, NOT_BEGUN))
        ends = [(message, known.get(number, result)) for number, message in self.flying.items()]
        for kept in (self.flying, self._launched, self._recalled, self._withheld):
            kept.clear()
        self._broken = False
        return ends

    def close(self) -> None:
        """Let go of connections, once nothing is flying."""
        self._transport.close()
