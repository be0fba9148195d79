"""What is on its way, alone: every launched message comes out once, whatever the transport forgets or breaks."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from notifier.edges.ledger.attempt import Claimed
from notifier.flows.sending.wire import FAILED, FORGOTTEN, FRESH, Wire
from notifier.model.message import NOT_BEGUN, Cause, Outcome, Outgoing, Result

NOW = datetime(2020, 10, 20, 16, 29, tzinfo=UTC)
TAKEN = Result(Outcome.ACCEPTED, 250)
BACK = Result(Outcome.TEMPORARY, account=True, cause=Cause.STOPPED)
GIVEN_UP = Result(Outcome.UNCERTAIN, text="given up")


def batch(*numbers: int) -> list[tuple[Claimed, Outgoing]]:
    return [(Claimed(n, f"p{n}@s.example", 1, None, b"", 1, 0), Outgoing(n, "gmo@cdo.example", f"p{n}@s.example", b""))
            for n in numbers]


class Told:
    """A transport that sends what it was told to send; None is waiting."""

    def __init__(self, *ends: tuple[int, Result] | None, then: Exception | None = None) -> None:
        self.ends, self.then, self.closed = ends, then, 0

    def send(self, batch: Sequence[Outgoing]) -> Iterator[tuple[int, Result] | None]:
        return self._run(self.ends)

    def _run(self, ends: tuple[tuple[int, Result] | None, ...]) -> Iterator[tuple[int, Result] | None]:
        try:
            yield from ends
            if self.then is not None:
                raise self.then
        finally:
            self.closed += 1

    def close(self) -> None:
        self.closed += 100


class Flow:
    """A streaming transport with a script of what ``collect`` gives."""

    def __init__(self, *collected: Any) -> None:
        self.collected, self.taken, self.given_up = list(collected), [], 0
        self.known: list[tuple[int, Result]] = []

    def submit(self, batch: Sequence[Outgoing]) -> None:
        self.taken += [outgoing.id for outgoing in batch]

    def collect(self) -> list[tuple[int, Result]]:
        found = self.collected.pop(0)
        if isinstance(found, Exception):
            raise found
        return found  # type: ignore[no-any-return]

    def abandon(self) -> list[tuple[int, Result]]:
        self.given_up += 1
        return self.known

    def send(self, batch: Sequence[Outgoing]) -> Any: ...

    def close(self) -> None: ...


def numbers(ends: list[tuple[Claimed, Result]]) -> list[tuple[int, Result]]:
    return [(message.id, result) for message, result in ends]


def test_ends_come_one_by_one_and_waiting_is_no_end() -> None:
    """The message that was launched comes back with its result, and no longer flies."""
    wire = Wire(Told((2, TAKEN), None, (1, TAKEN)))
    wire.launch(batch(1, 2), NOW)
    assert numbers(wire.ends()) == [(2, TAKEN)]
    assert wire.ends() == []
    assert set(wire.flying) == {1}
    assert numbers(wire.ends()) == [(1, TAKEN)]
    assert not wire.flying


def test_what_the_transport_forgets_is_uncertain() -> None:
    """It ended without a word about a message: nobody can know."""
    wire = Wire(Told((1, TAKEN)))
    wire.launch(batch(1, 2, 3), NOW)
    assert numbers(wire.ends()) == [(1, TAKEN)]
    assert numbers(wire.ends()) == [(2, FORGOTTEN), (3, FORGOTTEN)]
    assert not wire.flying


def test_the_next_batch_follows_the_one_that_is_at_its_end() -> None:
    """Two batches in the air: the oldest first, none is forgotten while another still has ends."""
    transport = Told((1, TAKEN))
    wire = Wire(transport)
    wire.launch(batch(1), NOW)
    transport.ends = ((2, TAKEN),)
    wire.launch(batch(2), NOW)
    assert numbers(wire.ends()) == [(1, TAKEN)]
    assert numbers(wire.ends()) == [(2, TAKEN)]


def test_a_transport_that_raises_has_lost_its_flight() -> None:
    """A bug of ours in it: uncertain, the account rests, and the broken batch is let go."""
    transport = Told((1, TAKEN), then=RuntimeError("bug"))
    wire = Wire(transport)
    wire.launch(batch(1, 2), NOW)
    wire.ends()
    assert numbers(wire.ends()) == [(2, FAILED)]
    assert (transport.closed, wire.flying) == (1, {})
    assert FAILED.account


def test_giving_up_closes_the_batches() -> None:
    """A generator runs its ``finally``; a plain list has none and is as good."""
    transport = Told(None, None)
    wire = Wire(transport)
    wire.launch(batch(1), NOW)
    wire.ends()
    assert numbers(wire.lost(GIVEN_UP)) == [(1, GIVEN_UP)]
    assert transport.closed == 1
    transport.send = lambda batch: [None]  # type: ignore[method-assign,assignment,return-value]
    wire.launch(batch(2), NOW)
    assert numbers(wire.lost(GIVEN_UP)) == [(2, GIVEN_UP)]
    assert not wire.flying


def test_nothing_launched_is_nothing_sent() -> None:
    """An empty batch does not wake the transport."""
    flow = Flow()
    Wire(flow).launch([], NOW)
    assert flow.taken == []
    transport = Told((1, TAKEN))
    Wire(transport).launch([], NOW)
    assert transport.closed == 0


def test_a_streaming_transport_is_asked_for_ends_and_given_up_at_once() -> None:
    """It may hand out several, none, or break."""
    flow = Flow([(1, TAKEN), (2, TAKEN)], [], RuntimeError("bug"))
    wire = Wire(flow)
    assert wire.overlaps
    assert not Wire(Told()).overlaps
    wire.launch(batch(1, 2, 3), NOW)
    assert flow.taken == [1, 2, 3]
    assert numbers(wire.ends()) == [(1, TAKEN), (2, TAKEN)]
    assert wire.ends() == []
    assert numbers(wire.ends()) == [(3, FAILED)]
    assert flow.given_up == 1


def test_what_a_broken_transport_had_heard_stays_true() -> None:
    """A bug of ours in it: what it knew by then is no copy; the others are uncertain. What is not in the air it may know of in vain."""
    flow = Flow(RuntimeError("bug"))
    flow.known = [(9, TAKEN), (2, TAKEN)]
    wire = Wire(flow)
    wire.launch(batch(1, 2), NOW)
    assert numbers(wire.ends()) == [(1, FAILED), (2, TAKEN)]
    assert not wire.flying


@pytest.mark.parametrize("streams", [True, False])
def test_a_transport_that_fails_as_it_takes_messages_loses_none(streams: bool) -> None:
    """What it had or was just given is uncertain, what comes after is not given to it: each comes out once. Then it is asked again."""
    given: list[int] = []

    def fail(batch: Sequence[Outgoing]) -> Any:
        given.extend(outgoing.id for outgoing in batch)
        if 2 in given:
            raise RuntimeError("bug")
        return [(outgoing.id, TAKEN) for outgoing in batch]

    transport: Any = Flow([(4, TAKEN)]) if streams else Told()
    setattr(transport, "submit" if streams else "send", fail)
    wire = Wire(transport)
    for number in (1, 2, 3):
        wire.launch(batch(number), NOW)
    assert (given, set(wire.flying)) == ([1, 2], {1, 2, 3})
    assert numbers(wire.ends()) == [(1, FAILED), (2, FAILED), (3, NOT_BEGUN)]
    assert not wire.flying
    given.clear()
    wire.launch(batch(4), NOW)
    assert numbers(wire.ends()) == [(4, TAKEN)]


def test_what_waits_too_long_to_begin_is_asked_back_once() -> None:
    """The others go on; what does not come back is on the wire, and is counted."""
    flow = Flow([(2, BACK)], [(1, TAKEN)], [])
    asked: list[list[int]] = []
    flow.recall = asked.append  # type: ignore[attr-defined]
    wire = Wire(flow)
    late, instant = NOW + FRESH, timedelta(seconds=1)
    wire.launch(batch(1, 2), NOW)
    wire.launch(batch(3), late)
    assert (wire.recall(late), asked) == (0, [])
    assert (wire.recall(late + instant), asked) == (0, [[1, 2]])
    wire.ends()
    assert (wire.recall(late + instant), asked) == (1, [[1, 2]])
    wire.ends()
    assert (wire.recall(late + instant), asked) == (0, [[1, 2]])
    assert (wire.recall(late + FRESH + instant), asked) == (0, [[1, 2], [3]])
    wire.lost(GIVEN_UP)
    assert wire.recall(late + FRESH + instant) == 0


def test_a_transport_that_gives_nothing_back_is_not_asked() -> None:
    """A folder takes everything at once."""
    wire = Wire(Told((1, TAKEN)))
    wire.launch(batch(1), NOW)
    assert wire.recall(NOW + 2 * FRESH) == 0


@pytest.mark.parametrize("knows", [True, False])
def test_only_a_transport_that_knows_how_is_asked_to_stop(knows: bool) -> None:
    """The others end their batch."""
    flow = Flow()
    asked: list[int] = []
    if knows:
        flow.stop = lambda: asked.append(1)  # type: ignore[attr-defined]
    Wire(flow).stop()
    assert asked == [1] * knows


def test_closing_lets_go_of_the_connections() -> None:
    """Once nothing flies."""
    transport = Told()
    Wire(transport).close()
    assert transport.closed == 100
