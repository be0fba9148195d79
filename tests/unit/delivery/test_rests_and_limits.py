"""The account's rests and its limits, second by second: how long, what ends them, what they never let through."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from support.delivery import Post, make_letter

from notifier.edges.ledger.sqlite import sqlite3
from notifier.flows.sending.account import Account
from notifier.flows.sending.delivery import Gates
from notifier.model.message import Cause, Letter, Outcome, Outgoing, Result
from notifier.model.notice import Kind
from notifier.model.settings import Limits

Make = Callable[..., Letter]
OK = Result(Outcome.ACCEPTED, 250, "2.0.0", "Ok")
NET = Result(Outcome.TEMPORARY, text="no route", account=True, cause=Cause.NETWORK)
BUSY = Result(Outcome.TEMPORARY, 421, "4.3.2", "busy", account=True, cause=Cause.BUSY)
AUTH = Result(Outcome.OURS, 535, "5.7.8", "bad password", account=True, cause=Cause.AUTH)
QUOTA = Result(Outcome.OURS, 550, "5.4.5", "daily limit", account=True, cause=Cause.QUOTA)
NOBODY = Result(Outcome.PERMANENT, 550, "5.1.1", "no such user", cause=Cause.ADDRESS)
LOST = Result(Outcome.UNCERTAIN, text="closed", cause=Cause.NETWORK)
STOPPED = Result(Outcome.TEMPORARY, text="asked to stop", account=True, cause=Cause.STOPPED)
OPEN = Gates(True, True)


class Flow:
    """A streaming transport that answers as scripted, one message a collect, a second later each."""

    def __init__(self, bench: Any, *script: Result) -> None:
        self.bench, self.script, self.told = bench, list(script), list[str]()
        self.waiting: list[Outgoing] = []

    def submit(self, batch: Sequence[Outgoing]) -> None:
        self.told.append(f"submit {len(batch)}")
        self.waiting += batch

    def collect(self) -> list[tuple[int, Result]]:
        self.bench.clock.pass_(seconds=1)
        self.told.append("end")
        return [(self.waiting.pop(0).id, self.script.pop(0) if self.script else OK)]

    def abandon(self) -> list[Any]:
        return []

    def send(self, batch: Sequence[Outgoing]) -> Any:
        raise AssertionError("it streams")

    def close(self) -> None: ...


def rest_of(bench: Any) -> timedelta:
    """How long nothing is to be done from now on."""
    until = bench.delivery.next_at(bench.clock(), gates=OPEN)
    assert until is not None
    return until - bench.clock()


def letters(count: int) -> list[Letter]:
    return [make_letter(f"p{n}@s.example", hours=500) for n in range(count)]


# --- limits


@pytest.mark.parametrize(("limits", "seconds"), [
    (Limits(per_minute=1, per_day=0, connections=8), 61), (Limits(per_minute=0, per_day=1, connections=8), 86_401),
    (Limits(per_minute=1, per_day=100, connections=8), 61), (Limits(per_minute=30, per_day=1, connections=8), 86_401)])
def test_a_used_up_limit_lets_the_next_one_through_one_second_after_its_span(bench: Any, limits: Limits, seconds: int) -> None:
    """Neither earlier, for the provider counts whole seconds, too, nor later: and the service sleeps exactly until then."""
    bench.wire(limits=limits)
    bench.queue(*letters(2))
    assert (bench.pump().sent, bench.pump().ended) == (1, "limit")
    assert rest_of(bench) == timedelta(seconds=seconds)
    bench.clock.pass_(seconds=seconds - 1)
    assert bench.pump().claimed == 0
    bench.clock.pass_(seconds=1)
    assert bench.pump().sent == 1


def test_what_a_clock_that_was_wrong_counted_stops_nobody_once_it_is_right(bench: Any) -> None:
    """It stood a year ahead: mails were counted and a rest began there. Set right, neither is waited for until that year comes."""
    bench.wire(limits=Limits(per_minute=0, per_day=3, connections=8))
    right = bench.clock()
    bench.clock.pass_(days=365)
    bench.queue(*letters(2), make_letter("net@s.example", due=right + timedelta(days=365), hours=900))
    bench.post.script = {"net@s.example": [NET]}
    bench.pump()
    bench.queue(*[make_letter(f"q{n}@s.example", hours=20_000) for n in range(4)])
    assert (bench.pump().ended, bench.delivery.breaker.open(bench.clock())) == ("breaker", True)
    bench.clock.now = right
    report = bench.pump()
    assert (report.sent, report.ended) == (3, "limit")
    assert rest_of(bench) == timedelta(days=1, seconds=1)


def test_a_clock_set_back_a_little_forgets_neither_rest_nor_limit(bench: Any) -> None:
    """What was counted three hours "ahead" was tried today all the same, and a used-up quota rests for a day."""
    bench.wire(limits=Limits(per_minute=0, per_day=2, connections=8))
    bench.queue(*letters(2))
    assert bench.pump().sent == 2
    bench.queue(make_letter("late@s.example", due=bench.clock() - timedelta(days=1), hours=500))
    bench.clock.pass_(hours=-3)
    assert bench.pump().ended == "limit"
    bench.wire()
    bench.post.script = {"late@s.example": [QUOTA]}
    bench.pump()
    bench.clock.pass_(hours=-3)
    assert bench.pump().ended == "breaker"


def test_a_fault_after_the_clock_was_set_right_rests_from_now_on(bench: Any) -> None:
    """The rest that began in a wrong future leaves no trace in the next one."""
    bench.post.script = {"p0@s.example": [NET] * 2}
    bench.wire()
    right = bench.clock()
    bench.clock.pass_(days=365)
    bench.queue(make_letter("p0@s.example", hours=20_000))
    bench.pump()
    bench.clock.now = right
    bench.outbox.retry(1, right)
    assert bench.pump().breaker.since == right
    assert timedelta(seconds=60) <= bench.delivery.breaker.until - right <= timedelta(seconds=75)
    assert bench.pump().ended == "breaker"


def test_what_failed_by_a_clock_that_was_wrong_is_tried_again_once_it_is_right(bench: Any) -> None:
    """A year ahead: greylisted there, it would wait for that year, and expire. So would what was made there; but a reminder is true then."""
    right, ahead = bench.clock(), bench.clock() + timedelta(days=365)
    bench.queue(make_letter("grey@s.example", hours=20_000), make_letter("made@s.example", due=ahead, hours=20_000),
                make_letter("soon@s.example", due=ahead, hours=14, kind=Kind.REMINDER))
    grey = Result(Outcome.TEMPORARY, 450, "4.7.1", "Greylisted", cause=Cause.GREYLIST)
    bench.post.script = {f"{who}@s.example": [grey] for who in ("grey", "made", "soon")}
    bench.clock.now = ahead
    bench.pump()
    bench.clock.now = right
    assert bench.pump().claimed == 0
    bench.outbox.none_after(right)
    assert bench.rows("next_at")[:2] == [int(right.timestamp())] * 2
    assert (bench.pump().sent, bench.rows()) == (2, ["sent", "sent", "queued"])


def test_without_limits_nothing_is_waited_for(bench: Any) -> None:
    """0 means no limit."""
    bench.wire(limits=Limits(per_minute=0, per_day=0, connections=8))
    bench.queue(*letters(700))
    assert (bench.pump().sent, bench.delivery.next_at(bench.clock(), gates=OPEN)) == (700, None)


# --- how long the account rests


def test_the_rest_grows_with_each_probe_that_fails(bench: Any) -> None:
    """A link that is down is asked after half a minute, then a minute, two, five: at most a quarter more."""
    bench.post = Post({"p0@s.example": [NET] * 9, "p1@s.example": [NET] * 9})
    bench.wire()
    bench.queue(*letters(2))
    for seconds in (30, 60, 120, 300, 900, 900):
        bench.pump()
        assert timedelta(seconds=seconds) <= rest_of(bench) <= timedelta(seconds=1.25 * seconds)
        bench.clock.now += rest_of(bench)


def test_a_fault_after_something_was_taken_is_the_first_of_its_kind(bench: Any) -> None:
    """The account worked in between: the rest begins anew with half a minute."""
    bench.wire(transport=Flow(bench, NET, OK, OK, NET))
    bench.queue(*letters(1))
    bench.pump()
    bench.clock.now += rest_of(bench)
    bench.queue(*[make_letter(f"q{n}@s.example") for n in range(3)])
    bench.pump()
    assert rest_of(bench) <= timedelta(seconds=38)


NARROW = Limits(per_day=0, connections=1)
"""Eight in the air: six ends are looked at together, then those of the last two."""


def test_a_worse_fault_of_the_same_flight_asks_for_the_longer_rest(bench: Any) -> None:
    """The line died, and what was still in the air heard that the day's quota is used up."""
    bench.wire(transport=Flow(bench, *[NET] * 6, QUOTA, NET), limits=NARROW)
    bench.queue(*letters(8))
    breaker = bench.pump().breaker
    assert (breaker.cause, breaker.failures, breaker.since) == (Cause.QUOTA, 1, bench.clock())
    assert timedelta(hours=24, minutes=10) <= rest_of(bench) <= timedelta(hours=31)


@pytest.mark.parametrize(("first", "second"), [(NET, NET), (NET, BUSY), (QUOTA, QUOTA), (QUOTA, NET), (AUTH, BUSY)])
def test_the_same_flight_says_a_fault_once(bench: Any, first: Result, second: Result) -> None:
    """What fell with the first fault, or hears a lesser one, neither prolongs the rest nor makes the next one longer."""
    bench.wire(transport=Flow(bench, *[first] * 6, second, second), limits=NARROW)
    bench.queue(*letters(8))
    begin = bench.clock()
    breaker = bench.pump().breaker
    assert (breaker.cause, breaker.failures, breaker.since) == (first.cause, 1, begin + timedelta(seconds=6))


@pytest.mark.parametrize("late", [OK, NOBODY])
def test_what_was_in_the_air_before_a_fault_does_not_end_the_rest(bench: Any, late: Result) -> None:
    """It was given to the server before it refused the account."""
    bench.wire(transport=Flow(bench, *[QUOTA] * 6, late, late), limits=NARROW)
    bench.queue(*letters(8))
    assert bench.pump().breaker.cause is Cause.QUOTA
    assert bench.delivery.breaker is not None


# --- what ends a rest


def rested(bench: Any, *script: Result) -> Flow:
    """An account whose rest is over, with twenty mails that wait; the first of them is the probe, and ends as scripted."""
    bench.wire(transport=Flow(bench, NET))
    bench.queue(make_letter("first@s.example", hours=500))
    bench.pump()
    bench.clock.now += rest_of(bench)
    flow = Flow(bench, *script)
    bench.wire(transport=flow)
    bench.queue(*letters(20))
    return flow


@pytest.mark.parametrize("probe", [OK, NOBODY])
def test_once_the_server_looked_at_the_probe_all_others_go(bench: Any, probe: Result) -> None:
    """Taken or refused for its addressee's sake: the account works. Until then the probe is alone in the air."""
    flow = rested(bench, probe)
    bench.pump()
    assert flow.told[:5] == ["submit 1", "end", "submit 8", "submit 8", "submit 4"]
    assert bench.delivery.breaker is None


GONE = Result(Outcome.TEMPORARY, 421, "4.3.2", "closing", cause=Cause.BUSY)
NONSENSE = Result(Outcome.UNCERTAIN, 354, text="what?", cause=Cause.PROTOCOL)


@pytest.mark.parametrize("probe", [LOST, NET, LOST._replace(outcome=Outcome.TEMPORARY), GONE, NONSENSE])
def test_a_probe_whose_line_died_has_failed_whatever_became_of_it(bench: Any, probe: Result) -> None:
    """After the dot or before it: else one message after the other would go the same way at once, and be taken unheard."""
    flow = rested(bench, probe, probe)
    bench.pump()
    assert flow.told == ["submit 1", "end"]
    assert timedelta(seconds=60) <= rest_of(bench) <= timedelta(seconds=75)


@pytest.mark.parametrize(("ends", "rests"), [
    ([LOST] * 3, True), ([LOST] * 2, False), ([LOST, LOST, NOBODY, LOST], False), ([LOST, LOST, OK, LOST, LOST], False)])
def test_an_account_rests_once_line_after_line_died_under_its_messages(bench: Any, ends: list[Result], rests: bool) -> None:
    """One message may be what kills a line; of three in a row, be it in three mailings, it is not the messages' fault."""
    bench.wire(transport=Flow(bench, *ends), limits=NARROW)
    for one in letters(len(ends)):
        bench.queue(one)
        bench.pump()
    assert (bench.delivery.breaker is not None) is rests


@pytest.mark.parametrize(("ends", "cause"), [([LOST, LOST, LOST, AUTH], Cause.AUTH), ([LOST, OK], None)])
def test_what_the_server_said_beside_lines_that_died_is_what_counts(bench: Any, ends: list[Result], cause: Cause | None) -> None:
    """Of one window: the refused password is the fault to mend, and a message that was taken shows that the account works again."""
    account = Account(bench.outbox, NARROW, lambda: "")
    account.judge([NET], bench.clock())
    bench.clock.pass_(seconds=600)
    breaker = account.judge(ends, bench.clock())
    assert (breaker.cause if breaker else None) == cause


@pytest.mark.parametrize("kind", [Kind.INVITATION, Kind.CANCELLATION])
def test_mails_that_kill_each_line_do_not_hold_up_whoever_came_after_them(bench: Any, kind: Kind) -> None:
    """Invariant 11: something on the way dies of all mails of one event, more pressing and older than the next one. It goes as the probe."""
    bench.post = Post({f"p{n}@s.example": [LOST._replace(outcome=Outcome.TEMPORARY)] * 20 for n in range(5)})
    bench.wire(limits=NARROW)
    bench.queue(*(make_letter(f"p{n}@s.example", hours=500, kind=kind) for n in range(5)))
    begin = bench.clock()
    while bench.clock() - begin < timedelta(hours=2):
        bench.pump()
        bench.clock.now = bench.delivery.next_at(bench.clock(), gates=OPEN)
    bench.queue(make_letter("next@s.example", due=bench.clock()))
    assert bench.pump().sent == 1


def test_being_asked_to_stop_says_nothing_of_the_account(bench: Any) -> None:
    """The service ends while a probe is on its way: the next start still asks with one."""
    flow = rested(bench, STOPPED)
    ended = bench.pump(should_stop=lambda: "end" in flow.told)
    assert (ended.ended, flow.told[:2]) == ("stopped", ["submit 1", "end"])
    bench.restart()
    assert bench.delivery.breaker is not None


def test_what_another_hand_took_from_the_ledger_is_forgotten(bench: Any) -> None:
    """A rest that stands in the ledger no more, since a copy from before it was put back, is none here either."""
    bench.post = Post({"p0@s.example": [QUOTA]})
    bench.wire()
    bench.queue(*letters(1))
    assert bench.pump().ended == "breaker"
    bench.outbox.keep_breaker(None)
    assert bench.pump().sent == 1


def test_the_log_says_once_that_the_account_rests_and_once_that_it_works(bench: Any, caplog: pytest.LogCaptureFixture) -> None:
    """And nothing at all where nothing was claimed."""
    caplog.set_level(logging.INFO, "notifier.flows")
    bench.pump()
    assert caplog.messages == []
    rested(bench)
    bench.pump()
    bench.pump()
    assert [text.partition(" until ")[0] for text in caplog.messages if text.startswith("account")] == [
        "account rests", "account works again"]
    assert [text for text in caplog.messages if text.startswith("delivery")] == [
        "delivery breaker: 1 claimed, 1 queued", "delivery idle: 21 claimed, 21 sent"]


def test_the_log_names_each_mail_that_did_not_leave_and_none_that_was_not_begun(bench: Any, caplog: pytest.LogCaptureFixture) -> None:
    """One line a decision; a service that is asked to end gives back what it had in hand, and that is none."""
    caplog.set_level(logging.INFO, "notifier.flows.sending.delivery")
    bench.wire(transport=Flow(bench, NOBODY, STOPPED))
    bench.queue(*letters(2))
    bench.pump()
    assert [text for text in caplog.messages if text.startswith("message")][:1] == ["message 1 failed: address 550 5.1.1"]
    assert not any("stopped" in text for text in caplog.messages if text.startswith("message"))


def test_results_that_a_locked_ledger_could_not_take_are_stored_half_a_minute_later(bench: Any) -> None:
    """What was heard must not be known to this process alone for long."""
    bench.queue(*letters(1))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.post.during = lambda _: shell.execute("BEGIN EXCLUSIVE")
    assert bench.pump().ended == "locked"
    assert rest_of(bench) == timedelta(seconds=30)
    shell.close()
