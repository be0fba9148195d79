"""The pump between a real ledger and a scripted transport."""

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from support.delivery import NOW, make_letter

from notifier.core.compose.stored import unaltered
from notifier.edges.ledger import wal
from notifier.edges.ledger.ballast import Ballast
from notifier.edges.ledger.guard import LedgerFailed, LedgerFull, LedgerLocked
from notifier.edges.ledger.hindsight import Hindsight
from notifier.edges.ledger.journal import Journal
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store
from notifier.flows.sending.delivery import UNSTORED, Gates
from notifier.model.message import Cause, Letter, Outcome, Outgoing, Result, State
from notifier.model.notice import Role
from notifier.model.settings import Limits

Make = Callable[..., Letter]
AUTH = Result(Outcome.OURS, 535, "5.7.8", "bad password", account=True, cause=Cause.AUTH)
NET = Result(Outcome.TEMPORARY, text="no route", account=True, cause=Cause.NETWORK)
SPAM = Result(Outcome.OURS, 550, "5.7.1", "spam message rejected", account=True, cause=Cause.POLICY)
QUOTA = Result(Outcome.OURS, 550, "5.4.5", "daily limit", account=True, cause=Cause.QUOTA)
LOST = Result(Outcome.UNCERTAIN, text="closed", cause=Cause.NETWORK)


def test_everything_due_leaves_in_windows_of_at_most_sixty_four(bench: Any, letter: Make) -> None:
    """At most limits.in_flight messages are between their mark and the answer at any time."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(150)))
    report = bench.pump()
    assert (report.sent, report.ended) == (150, "idle")
    assert bench.post.batches == [64, 64, 22]
    assert bench.pump().claimed == 0


def test_what_falls_due_while_a_slow_server_takes_its_time_waits_for_another_look(bench: Any, letter: Make) -> None:
    """What an edit kept back until now may be untrue by now: only a pass knows, and none looks while mail is on its way."""
    event = bench.event("one@x")
    bench.queue(letter("a@s.example"), letter("b@s.example"), letter("edited@s.example", uid="one@x"))
    bench.outbox.postpone(event, bench.clock() + timedelta(minutes=10))
    bench.wire(limits=Limits(per_day=0, connections=1, in_flight=1))
    bench.delivery.pump(bench.clock(), lambda: bench.clock.pass_(minutes=6), gates=lambda now: bench.gates)
    assert bench.rows() == ["sent", "sent", "queued"]
    bench.pump()
    assert bench.rows() == ["sent"] * 3


def test_nothing_leaves_inside_a_transaction_of_others(bench: Any, letter: Make) -> None:
    """Promise 4, in production too: marks that joined somebody's open transaction are not on the disk yet."""
    bench.queue(letter("a@s.example"))
    with bench.store.transaction(), pytest.raises(AssertionError, match="transaction"):
        bench.pump()
    assert bench.post.batches == []


def test_the_mark_is_durable_before_the_first_byte(bench: Any, letter: Make) -> None:
    """Promise 4: another connection sees `sending` (committed) at the moment the transport is given the message."""
    seen = []

    def look(outgoing: Outgoing) -> None:
        other = sqlite3.connect(bench.folder / "ledger.sqlite3")
        seen.append(other.execute("SELECT state FROM message WHERE id = ?", (outgoing.id,)).fetchone()[0])
        other.close()

    bench.post.during = look
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.pump()
    assert seen == ["sending", "sending"]


def test_a_crash_in_the_window_makes_copies_of_the_window_only(bench: Any, letter: Make) -> None:
    """Invariants 1-3: nothing is lost; a second copy only of what was open, byte for byte the same."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(100)))

    def crash(outgoing: Outgoing) -> None:
        if outgoing.id == 70:
            bench.post.during = lambda _: None
            raise KeyboardInterrupt

    bench.post.during = crash
    with pytest.raises(KeyboardInterrupt):
        bench.pump()
    bench.restart()
    bench.pump()
    assert bench.rows() == ["sent"] * 100
    numbers = [outgoing.id for outgoing in bench.post.seen]
    assert set(numbers) == set(range(1, 101))
    assert {number for number in numbers if numbers.count(number) > 1} == set(range(65, 70))
    assert all(len({o.content for o in bench.post.seen if o.id == number}) == 1 for number in range(65, 70))


def test_an_uncertain_end_goes_again_with_the_same_bytes(bench: Any, letter: Make) -> None:
    """Fault 7: the connection died after the dot. The copy says so to the transport, and has the same bytes."""
    bench.queue(letter("a@s.example"))
    bench.post.script["a@s.example"] = [LOST]
    report = bench.pump()
    assert (report.uncertain, bench.rows("state, uncertain")) == (1, [("queued", 1)])
    bench.clock.pass_(hours=1)
    bench.pump()
    first, second = bench.post.seen
    assert (first.content, first.again, second.again) == (second.content, False, True)
    assert bench.rows() == ["sent"]


def test_uncertain_for_ever_ends_with_a_person(bench: Any, letter: Make) -> None:
    """A server that dies after each dot would be given the same mail for days: after five it is held."""
    bench.queue(letter("a@s.example", hours=1000))
    bench.post.script["a@s.example"] = [LOST] * 99
    for _ in range(20):
        bench.pump()
        bench.clock.pass_(hours=3)
    assert len(bench.post.seen) == 5
    assert bench.rows() == ["held"]


def test_a_wrong_password_blames_nobody_and_rests_for_an_hour(bench: Any, letter: Make) -> None:
    """Fault 17: no recipient changes, no attempt is burnt, no knocking before the hour is over - not after a restart either."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.post.script = {"a@s.example": [AUTH], "b@s.example": [AUTH]}
    report = bench.pump()
    assert (report.ended, report.breaker.cause) == ("breaker", Cause.AUTH)
    assert bench.rows("state, attempts") == [("queued", 0), ("queued", 0)]
    bench.restart()
    bench.clock.pass_(minutes=59)
    assert bench.pump().claimed == 0
    assert bench.delivery.next_at(bench.clock(), gates=Gates(True, True)) > bench.clock()
    bench.clock.pass_(minutes=20)
    assert bench.pump().sent == 2
    assert bench.delivery.breaker is None


def test_a_changed_password_file_is_tried_at_once(bench: Any, letter: Make) -> None:
    """Fault 57: the administrator mended it; nobody waits out the hour."""
    word = ["old"]
    bench.wire(credential=lambda: word[0])
    bench.queue(letter("a@s.example"))
    bench.post.script = {"a@s.example": [AUTH]}
    bench.pump()
    assert bench.pump().claimed == 0
    word[0] = "new"
    assert bench.pump().sent == 1


def test_after_the_rest_one_message_goes_ahead_as_a_probe(bench: Any, letter: Make) -> None:
    """An account that still refuses must not be asked sixty-four times; one that works again takes all."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(5)))
    bench.post.script = {f"p{n}@s.example": [NET, NET] if n == 0 else [NET] for n in range(5)}
    bench.pump()
    bench.clock.pass_(minutes=10)
    bench.pump()
    bench.clock.pass_(minutes=30)
    assert bench.pump().sent == 5
    assert bench.post.batches == [5, 1, 1, 4]


def test_a_clock_set_back_while_a_window_flies_doubles_and_loses_nothing(bench: Any, letter: Make) -> None:
    """Fault 49: an hour back with 64 between mark and answer: their results are stored, what is not due by that clock waits, and a limit
    counts what it counted."""
    bench.wire(limits=Limits(per_day=100, connections=8))
    bench.queue(*(letter(f"p{n}@s.example", hours=500) for n in range(150)))
    bench.post.during = lambda outgoing: bench.clock.pass_(hours=-1) if outgoing.id == 30 else None
    assert bench.pump().sent == 64
    bench.post.during = lambda _: None
    assert bench.pump().claimed == 0
    bench.restart()
    bench.wire(limits=Limits(per_day=100, connections=8))
    bench.clock.pass_(hours=1)
    assert bench.pump().sent == 36
    bench.clock.pass_(days=2)
    bench.pump()
    assert bench.rows() == ["sent"] * 150
    assert len(bench.post.seen) == 150


def test_a_broken_link_burns_no_attempts_however_long(bench: Any, letter: Make) -> None:
    """Fault 1: two days without network, and the message still has all its attempts - until its own valid_until."""
    bench.queue(letter("a@s.example", hours=47))
    bench.post.script = {"a@s.example": [NET] * 1000}
    while bench.rows() != ["expired"]:
        bench.pump()
        assert bench.rows("attempts") == [0]
        bench.clock.pass_(minutes=20)
    assert len(bench.post.seen) > 100
    assert [trouble.state for trouble in bench.outbox.troubles_untold()] == [State.EXPIRED]


def test_a_used_up_quota_is_left_alone_for_a_day_and_ten_minutes(bench: Any, letter: Make) -> None:
    """Fault 18: each try extends the provider's block."""
    bench.queue(letter("a@s.example"))
    bench.post.script = {"a@s.example": [QUOTA]}
    bench.pump()
    for _ in range(24):
        bench.clock.pass_(hours=1)
        assert bench.pump().claimed == 0
    bench.clock.pass_(hours=8)
    assert bench.pump().sent == 1


def test_one_mail_taken_for_spam_pauses_all_but_does_not_stop_them_for_ever(bench: Any, letter: Make) -> None:
    """Fault 16 and invariant 11: the account rests, the others leave after it, the refused mail is held in the end."""
    bench.queue(letter("bad@s.example", hours=500), letter("b@s.example", hours=500))
    bench.post.script = {"bad@s.example": [SPAM] * 99}
    bench.wire(limits=Limits(per_day=0, connections=1, in_flight=1))
    report = bench.pump()
    assert (report.ended, report.breaker.cause, bench.rows()) == ("breaker", Cause.POLICY, ["queued", "queued"])
    bench.clock.pass_(minutes=59)
    assert bench.pump().claimed == 0
    for _ in range(100):
        bench.pump()
        bench.clock.pass_(hours=3)
    assert bench.rows() == ["held", "sent"]
    assert [outgoing.address for outgoing in bench.post.seen].count("bad@s.example") == 3


def test_a_refused_recipient_fails_alone(bench: Any, letter: Make) -> None:
    """Fault 14, 19: the others in the window are not touched, the account is not paused, the trouble is told."""
    bench.queue(letter("a@s.example"), letter("gone@s.example"), letter("c@s.example"))
    bench.post.script = {"gone@s.example": [Result(Outcome.PERMANENT, 550, "5.1.1", "no such user", cause=Cause.ADDRESS)]}
    report = bench.pump()
    assert bench.rows() == ["sent", "failed", "sent"]
    assert report.breaker is None
    assert [(trouble.message, trouble.cause, trouble.why) for trouble in bench.outbox.troubles_untold()] == [
        (2, Cause.ADDRESS, "550 5.1.1 no such user")]
    bench.clock.pass_(days=1)
    assert bench.pump().claimed == 0


def test_a_temporary_refusal_comes_again_later_and_not_at_once(bench: Any, letter: Make) -> None:
    """Fault 11: greylisting: first after 5 to 15 minutes, and then it is accepted."""
    bench.queue(letter("a@s.example"))
    bench.post.script = {"a@s.example": [Result(Outcome.TEMPORARY, 450, "4.7.1", "greylisted", cause=Cause.GREYLIST)]}
    bench.pump()
    again = bench.outbox.next_at(bench.clock())
    assert timedelta(minutes=5) <= again - bench.clock() <= timedelta(minutes=15)
    bench.clock.now = again
    assert bench.pump().sent == 1


def test_attempts_are_bounded(bench: Any, letter: Make) -> None:
    """Promise 8: after limits.attempts the message waits for the administrator."""
    bench.queue(letter("a@s.example", hours=9000))
    bench.post.script = {"a@s.example": [Result(Outcome.TEMPORARY, 451)] * 99}
    bench.wire(limits=Limits(per_day=0, attempts=4))
    for _ in range(10):
        bench.pump()
        bench.clock.pass_(days=1)
    assert len(bench.post.seen) == 4
    assert bench.rows() == ["held"]


def test_the_daily_limit_is_sliding_and_survives_a_restart(bench: Any, letter: Make) -> None:
    """Fault 18, invariant 8: never more than per_day attempts in any 24 hours; the remainder goes tomorrow by itself."""
    bench.limits = Limits(per_day=3, connections=8)
    bench.wire()
    bench.queue(*(letter(f"p{n}@s.example", hours=500) for n in range(7)))
    assert (bench.pump().sent, bench.pump().ended) == (3, "limit")
    bench.restart()
    wake = bench.delivery.next_at(bench.clock(), gates=Gates(True, True))
    assert timedelta(hours=24) <= wake - bench.clock() <= timedelta(hours=24, seconds=2)
    bench.clock.now = wake
    assert bench.pump().sent == 3
    bench.clock.pass_(hours=23, minutes=59)
    assert bench.pump().sent == 0
    bench.clock.pass_(minutes=2)
    assert bench.pump().sent == 1


@pytest.mark.parametrize("dies", [False, True])
def test_a_slow_attempt_counts_from_its_end(bench: Any, letter: Make, dies: bool) -> None:
    """A provider counts when it takes a mail: what a slow server took 25 minutes after its claim frees no place a day after the claim."""
    bench.limits = Limits(per_day=3, connections=8)
    bench.wire()
    bench.queue(*(letter(f"p{n}@s.example", hours=500) for n in range(9)))
    times: list[Any] = []

    def slow(_: Any) -> None:
        if len(times) < 3:
            bench.clock.pass_(minutes=25)
        times.append(bench.clock())
        if dies and len(times) == 3:
            raise KeyboardInterrupt

    bench.post.during = slow
    with contextlib.suppress(KeyboardInterrupt):
        bench.pump()
    bench.restart()
    for _ in range(80):
        bench.pump()
        bench.clock.pass_(hours=1)
    assert len(times) > 6
    assert all(sum(start <= at < start + timedelta(hours=23, minutes=59) for at in times) <= 3 for start in times)


def test_a_slow_attempt_counts_from_its_end_though_its_commit_was_refused(bench: Any, letter: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody reads the ledger as the results come: they are stored later, and the places they take are free a day after their end."""
    monkeypatch.setattr(wal, "SOUND", False)  # a WAL's writer waits for no reader
    bench.limits = Limits(per_day=3, connections=8)
    bench.restart()
    bench.queue(*(letter(f"p{n}@s.example", hours=500) for n in range(6)))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    reader = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    times: list[Any] = []

    def slow(_: Any) -> None:
        if len(times) < 3:
            bench.clock.pass_(minutes=25)
        times.append(bench.clock())
        if len(times) == 3:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM meta").fetchall()

    bench.post.during = slow
    assert bench.pump().ended == "locked"
    reader.close()
    for _ in range(40):
        bench.pump()
        bench.clock.pass_(hours=1)
    assert len(times) == 6
    assert times[3] - times[2] > timedelta(hours=23, minutes=59)


def test_the_limit_a_minute_holds(bench: Any, letter: Make) -> None:
    """Never more than per_minute attempts in any 60 seconds, whenever the pump is asked."""
    bench.limits = Limits(per_day=0, per_minute=10, connections=8)
    bench.wire()
    bench.queue(*(letter(f"p{n}@s.example") for n in range(40)))
    times: list[Any] = []
    bench.post.during = lambda _: times.append(bench.clock())
    for _ in range(400):
        bench.pump()
        bench.clock.pass_(seconds=1)
    assert len(times) == 40
    assert all(sum(start <= at < start + timedelta(seconds=60) for at in times) <= 10 for start in times)


def test_the_window_is_asked_at_every_claim(bench: Any, letter: Make) -> None:
    """Rule 8: when the window closes in the middle of a long run, the rest waits."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(100)))
    closing = bench.clock() + timedelta(seconds=64)
    bench.post.during = lambda _: bench.clock.pass_(seconds=1)
    report = bench.pump(gates=lambda now: Gates(now < closing, False))
    assert report.sent == 64
    assert bench.rows().count("queued") == 36


def test_asked_to_stop_it_claims_nothing_more_and_stores_what_it_knows(bench: Any, letter: Make) -> None:
    """Fault 43: SIGTERM in the middle of a window: the window's ends are durable, nothing stays open."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(100)))
    stop = []
    bench.post.during = lambda outgoing: stop.append(1) if outgoing.id == 10 else None
    report = bench.pump(should_stop=lambda: bool(stop))
    assert (report.ended, report.sent) == ("stopped", 64)
    assert bench.outbox.recover(bench.clock()) == []


def test_another_look_comes_before_the_rest_of_a_long_run(bench: Any, letter: Make) -> None:
    """What the rest says may be untrue by now. One window leaves all the same: looks alone would bring nobody a mail."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(150)))
    reports = [bench.pump(look=lambda: True) for _ in range(3)]
    assert [(report.ended, report.sent) for report in reports] == [("look", 64), ("look", 64), ("look", 22)]
    assert bench.pump().ended == "idle"


def test_what_cannot_be_made_is_set_aside_and_the_others_go(bench: Any, letter: Make) -> None:
    """Invariant 11: a poisoned row (here: bytes that are not those frozen, and a materialiser that fails) stops nobody."""
    bench.queue(letter("a@s.example"), letter("b@s.example"), letter("c@s.example"))
    bench.store.db.execute("UPDATE skeleton SET bytes = CAST('other' AS BLOB) WHERE id = 1")
    bench.store.db.execute("UPDATE skeleton SET bytes = CAST('bomb' AS BLOB) WHERE id = 2")

    def verified(skeleton: bytes, slots: bytes | None, digest: bytes) -> bytes:
        if skeleton == b"bomb":
            raise ValueError("boom")
        return unaltered(skeleton, digest)

    bench.wire(verified=verified)
    bench.pump()
    assert bench.rows() == ["held", "held", "sent"]
    assert [outgoing.address for outgoing in bench.post.seen] == ["c@s.example"]
    assert [(trouble.cause, trouble.why) for trouble in bench.outbox.troubles_untold()] == [
        (Cause.POISON, "the bytes are not those that were stored"), (Cause.POISON, "the stored message cannot be made")]


def test_too_little_memory_sets_no_mail_aside(bench: Any, letter: Make) -> None:
    """It is the machine's trouble: the mail waits with the others, and leaves once there is memory again."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    asks = [sys.maxsize]

    def verified(skeleton: bytes, slots: bytes | None, digest: bytes) -> bytes:
        bytearray(asks.pop() if asks else 0)
        return unaltered(skeleton, digest)

    bench.wire(verified=verified)
    bench.pump()
    assert "held" not in bench.rows()
    bench.clock.pass_(minutes=2)
    bench.pump()
    assert bench.rows() == ["sent", "sent"]
    assert bench.outbox.troubles_untold() == []


def test_a_transport_that_fails_loses_nothing(bench: Any, letter: Make) -> None:
    """A bug of ours in the transport: what it did not answer for is uncertain, and it is not repeated at full speed."""
    class Buggy:
        def send(self, batch: Any) -> Any:
            yield batch[0].id, Result(Outcome.ACCEPTED, 250)
            raise RuntimeError("bug")

        def close(self) -> None: ...

    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.wire(transport=Buggy())
    report = bench.pump()
    assert bench.rows("state, uncertain") == [("sent", 0), ("queued", 1)]
    assert report.ended == "breaker"


def written_in(bench: Any, now: Callable[[], Any]) -> list[str]:
    """The transactions of what is done meanwhile, by their first and last words."""
    said: list[str] = []
    bench.store.db.set_trace_callback(lambda statement: said.append(statement.split()[0]))
    now()
    bench.store.db.set_trace_callback(None)
    return [word for word in said if word in ("BEGIN", "COMMIT", "ROLLBACK")]


def test_a_pump_with_nothing_to_send_or_to_store_is_no_transaction(bench: Any, letter: Make) -> None:
    """Nothing queued, or all of it sent: the disk is left alone, as in most passes of a year."""
    assert written_in(bench, bench.pump) == []
    bench.queue(letter("a@s.example"))
    assert written_in(bench, bench.pump) == ["BEGIN", "COMMIT"] * 2
    assert written_in(bench, bench.pump) == []
    assert bench.rows() == ["sent"]


def test_a_pump_with_nothing_to_send_still_stores_what_it_knows(bench: Any, letter: Make) -> None:
    """Results that a locked ledger did not take, and a breaker that opened with them: a commit, though nothing may be claimed."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.post.script = {"b@s.example": [AUTH]}
    bench.post.during = lambda outgoing: shell.execute("BEGIN EXCLUSIVE") if outgoing.id == 1 else None
    assert bench.pump().ended == "locked"
    shell.execute("ROLLBACK")
    shell.close()
    assert bench.outbox.breaker() is None
    assert written_in(bench, bench.pump) == ["BEGIN", "COMMIT"]
    assert bench.rows() == ["sent", "queued"]
    bench.restart()
    assert bench.delivery.breaker.cause is Cause.AUTH
    assert written_in(bench, bench.pump) == []


def test_beats_come_with_progress(bench: Any, letter: Make) -> None:
    """The watchdog hears of every window, and of waiting that is still within its time."""
    beats = []

    class Slow:
        def send(self, batch: Any) -> Any:
            yield None
            for outgoing in batch:
                yield outgoing.id, Result(Outcome.ACCEPTED, 250)

        def close(self) -> None: ...

    bench.queue(letter("a@s.example"))
    bench.wire(transport=Slow())
    bench.pump(beat=lambda: beats.append(1))
    assert len(beats) == 3


def test_a_locked_ledger_keeps_the_results_for_the_next_pump(bench: Any, letter: Make) -> None:
    """Fault 35: a shell holds the file while a window ends: nothing is sent until the results are stored, then all goes on."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(70)))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.post.during = lambda outgoing: shell.execute("BEGIN EXCLUSIVE") if outgoing.id == 64 else None
    assert bench.pump().ended == "locked"
    assert bench.pump().ended == "locked"
    assert len(bench.post.seen) == 64
    assert bench.delivery.next_at(bench.clock(), gates=Gates(False, False)) == bench.clock() + UNSTORED
    shell.execute("ROLLBACK")
    shell.close()
    assert bench.pump().ended == "idle"
    assert bench.rows() == ["sent"] * 70
    assert len(bench.post.seen) == 70


def test_a_ledger_locked_between_mark_and_mail_is_no_fault_of_the_mails(bench: Any, letter: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 35: what is marked cannot be read, so it is not begun - and neither set aside nor counted."""
    monkeypatch.setattr(wal, "SOUND", False)  # a WAL's readers wait for nobody
    bench.restart()
    bench.queue(*(letter(f"p{n}@s.example") for n in range(20)))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    beats: list[int] = []

    def lock() -> None:
        beats.append(1)
        if len(beats) == 1:  # after the commit that marks
            shell.execute("BEGIN EXCLUSIVE")

    assert bench.pump(beat=lock).ended == "locked"
    assert bench.post.seen == []
    shell.execute("ROLLBACK")
    shell.close()
    assert bench.pump().sent == 20
    assert bench.rows("state, attempts, uncertain") == [("sent", 1, 0)] * 20


def test_a_start_after_commits_that_a_reader_refused_learns_each_end_once(bench: Any, letter: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal has the mails of one window twice, since their commit was tried twice; then the process ended without one."""
    monkeypatch.setattr(wal, "SOUND", False)
    bench.restart()
    journal = Journal(bench.store, bench.folder)
    bench.wire(journal=journal)
    bench.queue(*(letter(f"p{n}@s.example") for n in range(3)))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.post.during = lambda outgoing: shell.executescript("BEGIN; SELECT count(*) FROM meta") if outgoing.id == 3 else None
    assert [bench.pump().ended, bench.pump().ended] == ["locked", "locked"]
    shell.close()
    journal.close()
    bench.store.close()
    bench.store = Store.open(bench.folder)
    journal = Journal(bench.store, bench.folder)
    lines = journal.unknown()
    assert [line.message for line in lines] == [1, 2, 3, 1, 2, 3]
    hindsight = Hindsight(bench.store)
    assert hindsight.is_crash(lines)
    with bench.store.transaction():
        assert hindsight.finish(lines, 0) == 3
    assert bench.rows() == ["sent"] * 3
    assert bench.store.db.execute("SELECT n FROM tally WHERE state = 'sent'").fetchone() == (3,)
    journal.close()


def test_a_ledger_that_cannot_be_read_between_mark_and_mail_ends_the_process(bench: Any, letter: Make) -> None:
    """Fault 34: not one mail is set aside for the file's sake, nor is the next one tried on it."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.store.db.execute("ALTER TABLE skeleton RENAME TO gone")
    with pytest.raises(LedgerFailed):
        bench.pump()
    bench.store.db.execute("ALTER TABLE gone RENAME TO skeleton")
    assert (bench.rows(), bench.post.seen) == (["sending"] * 2, [])


def test_old_news_that_came_back_while_the_ledger_was_locked_is_withdrawn_like_any_other(bench: Any, letter: Make) -> None:
    """Greylisted, and the event changed before that could be stored: what is stored first can be superseded."""
    event = bench.event("one@x")
    bench.queue(letter("a@s.example", uid="one@x"))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.post.script = {"a@s.example": [Result(Outcome.TEMPORARY, 450, "4.7.1", "greylisted", cause=Cause.GREYLIST)]}
    bench.post.during = lambda _: shell.execute("BEGIN EXCLUSIVE")
    assert bench.pump().ended == "locked"
    with pytest.raises(LedgerLocked):
        bench.delivery.store(bench.clock())
    shell.close()
    bench.post.during = lambda _: None
    bench.queue(letter("coordinator@s.example", role=Role.COORDINATOR))
    bench.delivery.store(bench.clock())
    assert bench.rows() == ["queued", "queued"]  # nothing is claimed with it, not even what waits at no gate
    assert bench.outbox.supersede(event, 1, bench.clock()) == 1
    bench.clock.pass_(hours=2)
    bench.pump()
    assert [outgoing.address for outgoing in bench.post.seen] == ["a@s.example", "coordinator@s.example"]


def test_other_settings_do_not_forget_results_that_are_not_stored_yet(bench: Any, letter: Make) -> None:
    """The ledger was locked, and then the configuration changed: what was accepted is stored as accepted, not sent again."""
    bench.queue(letter("a@s.example"))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.post.during = lambda _: shell.execute("BEGIN EXCLUSIVE")
    assert bench.pump().ended == "locked"
    shell.close()
    bench.post.during = lambda _: None
    bench.delivery.change(bench.post, sender=lambda _: "other@cdo.example", limits=bench.limits)
    bench.pump()
    assert bench.rows() == ["sent"]
    assert len(bench.post.seen) == 1


def test_other_settings_rule_from_the_next_claim(bench: Any, letter: Make) -> None:
    """Transport, sender, limits and credential are the new ones; the former transport's connections are let go."""
    from support.delivery import Post
    bench.queue(letter("a@s.example"))
    bench.pump()
    former, bench.post = bench.post, Post()
    former.closed = False
    bench.delivery.change(bench.post, sender=lambda number: f"bounce-{number}@cdo.example", limits=Limits(per_day=2), credential=lambda: "new")
    assert former.closed
    bench.queue(letter("b@s.example"), letter("c@s.example"))
    bench.post.script = {"b@s.example": [AUTH]}
    assert bench.pump().ended == "breaker"
    assert [outgoing.sender for outgoing in bench.post.seen] == ["bounce-2@cdo.example", "bounce-3@cdo.example"][:len(bench.post.seen)]
    assert bench.delivery.breaker.credential == "new"
    bench.clock.pass_(hours=3)
    assert bench.pump().ended == "limit"
    bench.post.closed = False
    bench.delivery.close()
    assert bench.post.closed


def test_a_breaker_opened_while_the_ledger_was_locked_is_not_forgotten(bench: Any, letter: Make) -> None:
    """The refused password must be remembered although it could not be stored at once."""
    bench.queue(letter("a@s.example"))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    bench.post.script = {"a@s.example": [AUTH] * 5}
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    bench.post.during = lambda _: shell.execute("BEGIN EXCLUSIVE")
    assert bench.pump().ended == "locked"
    shell.close()
    assert bench.pump().ended == "breaker"
    bench.restart()
    assert bench.pump().ended == "breaker"
    assert len(bench.post.seen) == 1


def test_ends_of_the_same_flight_do_not_close_a_breaker_that_just_opened(bench: Any, letter: Make) -> None:
    """A used-up quota in the middle of a window: what had been accepted before it is no sign that the account works again."""
    class Streaming:
        def __init__(self) -> None:
            self.waiting: list[Any] = []
            self.tried = 0

        def submit(self, batch: Any) -> None:
            self.waiting += batch

        def collect(self) -> list[Any]:
            outgoing = self.waiting.pop(0)
            self.tried += 1
            return [(outgoing.id, QUOTA if self.tried == 5 else Result(Outcome.ACCEPTED, 250))]

        def abandon(self) -> list[Any]:
            return []

        def send(self, batch: Any) -> Any: ...

        def close(self) -> None: ...

    bench.queue(*(letter(f"p{n}@s.example") for n in range(200)))
    transport = Streaming()
    bench.wire(transport=transport)
    report = bench.pump()
    assert report.ended == "breaker"
    assert report.breaker.cause is Cause.QUOTA
    assert transport.tried <= 64 + 48
    assert bench.rows().count("sending") == 0
    bench.clock.pass_(hours=24)
    assert bench.pump().claimed == 0


@pytest.mark.parametrize(("in_flight", "connections", "most"), [(4, 8, 4), (64, 1, 8), (1, 1, 1), (64, 0, 8)])
def test_a_flow_never_has_more_in_the_air_than_allowed(bench: Any, in_flight: int, connections: int, most: int) -> None:
    """The window of uncertainty: in_flight, and eight a connection; refilled before it is empty."""
    class Flow:
        def __init__(self) -> None:
            self.waiting: list[Any] = []
            self.most = 0

        def submit(self, batch: Any) -> None:
            self.waiting += batch
            self.most = max(self.most, len(self.waiting))

        def collect(self) -> list[Any]:
            return [(self.waiting.pop(0).id, Result(Outcome.ACCEPTED, 250))]

        def abandon(self) -> list[Any]:
            return []

        def send(self, batch: Any) -> Any: ...

        def close(self) -> None: ...

    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(40)))
    flow = Flow()
    bench.wire(transport=flow, limits=Limits(per_day=0, in_flight=in_flight, connections=connections))
    assert bench.pump().sent == 40
    assert flow.most == most


def test_what_left_stands_in_the_journal_before_the_ledger_says_so(bench: Any) -> None:
    """Fault 39: a line a mail that was accepted or refused for good, none for what comes again; written before the commit."""
    from notifier.edges.ledger.line import read_lines
    journal = Journal(bench.store, bench.folder, durable=False)
    bench.wire(journal=journal)
    bench.queue(make_letter("a@s.example"), make_letter("gone@s.example"), make_letter("later@s.example"))
    bench.post.script = {"gone@s.example": [Result(Outcome.PERMANENT, 550, "5.1.1", cause=Cause.ADDRESS)],
                         "later@s.example": [Result(Outcome.TEMPORARY, 450, cause=Cause.GREYLIST)]}
    bench.pump()
    lines = list(read_lines(bench.folder / "sent.log"))
    assert [(line.message, line.end, line.at) for line in lines] == [(1, "sent", int(NOW.timestamp())), (2, "failed", int(NOW.timestamp()))]
    journal.close()


# --- the disk is full


def no_more_pages(bench: Any) -> None:
    """The file may not grow: SQLite's own "database or disk is full"."""
    pages = bench.store.db.execute("PRAGMA page_count").fetchone()[0]
    bench.store.db.execute(f"PRAGMA max_page_count = {pages}")


def room_again(bench: Any) -> None:
    bench.store.db.execute("PRAGMA max_page_count = 100000")


class Room(Ballast):
    """A ballast whose dropping makes room for pages of this ledger."""

    def __init__(self, bench: Any) -> None:
        super().__init__(bench.folder, size_bytes=4096, floor_bytes=0)
        self.bench = bench
        assert self.hold()

    def release(self) -> bool:
        room_again(self.bench)
        return super().release()


LONG = Result(Outcome.ACCEPTED, 250, "2.0.0", "Ok " + "x" * 280)


def accept_with_many_words(bench: Any, count: int) -> None:
    """As many words as the ledger keeps: their storing needs room."""
    bench.post.script = {f"p{n}@s.example": [LONG] for n in range(count)}
    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(count)))


def test_a_disk_full_behind_the_250_drops_the_ballast_once_and_stores_the_results(bench: Any) -> None:
    """Fault 32: results first, nothing new is claimed with what the ballast gave."""
    accept_with_many_words(bench, 100)
    ballast = Room(bench)
    bench.wire(ballast=ballast)
    bench.post.during = lambda outgoing: no_more_pages(bench) if outgoing.id == 64 else None
    report = bench.pump()
    assert (report.sent, bench.rows().count("sent"), bench.rows().count("queued")) == (64, 64, 36)
    assert not (bench.folder / "ballast").exists()
    assert bench.pump().sent == 36


def test_a_ballast_that_was_dropped_is_laid_down_again_once_there_is_room(bench: Any) -> None:
    """A service runs for months: the second full disk must not find it without. One that was begun by a process that died is none."""
    ballast = Ballast(bench.folder, size_bytes=4096, floor_bytes=0)
    bench.wire(ballast=ballast)
    bench.pump()
    assert (bench.folder / "ballast").stat().st_size == 4096
    assert ballast.release()
    bench.pump()
    assert (bench.folder / "ballast").stat().st_size == 4096
    (bench.folder / "ballast").write_bytes(b"")
    bench.pump()
    assert (bench.folder / "ballast").stat().st_size == 4096


def test_a_ballast_leaves_the_floor_free(tmp_path: Path) -> None:
    """Where the disk has room for one of them alone, mails go: the ballast itself must not be what fills it."""
    free = os.statvfs(tmp_path)
    floor = free.f_bavail * free.f_frsize - 2**28
    assert not Ballast(tmp_path, size_bytes=2**29, floor_bytes=floor).hold()
    assert not (tmp_path / "ballast").exists()
    assert Ballast(tmp_path, size_bytes=4096, floor_bytes=floor).hold()


@pytest.mark.parametrize("ballast", ["none", "dropped already"])
def test_a_disk_full_behind_the_250_without_ballast_ends_the_process(bench: Any, ballast: str) -> None:
    """Fault 32: what was accepted can't be stored: stop; the next start counts it as uncertain, and loses nothing."""
    accept_with_many_words(bench, 70)
    if ballast != "none":
        dropped = Ballast(bench.folder, size_bytes=4096, floor_bytes=0)
        bench.wire(ballast=dropped)
    bench.post.during = lambda outgoing: no_more_pages(bench) if outgoing.id == 64 else None
    with pytest.raises(LedgerFull):
        bench.pump()
    bench.post.during = lambda _: None
    bench.restart()
    assert bench.rows("uncertain").count(1) == 64
    for _ in range(70):
        bench.pump()
    assert bench.rows() == ["sent"] * 70


def test_a_disk_full_before_the_claim_sends_nothing_and_stays(bench: Any) -> None:
    """Fault 31: no mark, no mail; with room again all goes."""
    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(400)))
    bench.store.db.execute("CREATE TRIGGER mark AFTER UPDATE ON message WHEN new.state = 'sending' "
                           "BEGIN INSERT INTO meta VALUES ('room-' || new.id, hex(randomblob(4000))); END")
    ballast = Room(bench)
    bench.wire(ballast=ballast)
    no_more_pages(bench)
    report = bench.pump()
    assert (report.ended, report.claimed, bench.post.seen) == ("disk", 0, [])
    assert (bench.folder / "ballast").exists(), "it is for results, not for new marks"
    room_again(bench)
    bench.store.db.execute("DROP TRIGGER mark")
    assert bench.pump().sent == 400


def test_a_disk_full_at_the_next_claim_leaves_nothing_hanging_in_the_air(bench: Any) -> None:
    """Fault 32: the disk fills up while mails are on the wire and none has ended yet. Their answers are waited for, and the ballast is
    there for their marks: a process that ended now would send them all a second time."""
    class Slow:
        def __init__(self) -> None:
            self.waiting: list[Outgoing] = []
            self.seen: list[Outgoing] = []

        def submit(self, batch: Sequence[Outgoing]) -> None:
            self.waiting += batch
            no_more_pages(bench)

        def collect(self) -> list[tuple[int, Result]]:
            taken, self.waiting = self.waiting, []
            self.seen += taken
            return [(outgoing.id, LONG) for outgoing in taken]

        def abandon(self) -> list[tuple[int, Result]]:
            return []

        def close(self) -> None: ...

    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(40)))
    bench.store.db.execute("CREATE TRIGGER mark AFTER UPDATE ON message WHEN new.state = 'sending' "
                           "BEGIN INSERT INTO meta VALUES ('room-' || new.id, hex(randomblob(4000))); END")
    slow = Slow()
    bench.wire(transport=slow, ballast=Room(bench), limits=Limits(per_minute=40, per_day=0, connections=8))
    report = bench.pump()
    assert (report.ended, len(slow.seen), bench.rows().count("sent"), bench.rows().count("sending")) == ("disk", 4, 4, 0)
    assert not (bench.folder / "ballast").exists()


def test_what_flies_while_the_ledger_is_locked_comes_home_first(bench: Any) -> None:
    """Fault 35 with a flow: the commit between two windows is refused; the open ones end, are kept, and are stored by the next pump."""
    class Slow:
        def __init__(self) -> None:
            self.waiting: list[Any] = []
            self.closed = 0

        def submit(self, batch: Any) -> None:
            self.waiting += batch

        def collect(self) -> list[Any]:
            if len(self.waiting) == 40:
                shell.execute("BEGIN EXCLUSIVE")
            outgoing = self.waiting.pop(0)
            return [(outgoing.id, Result(Outcome.ACCEPTED, 250))]

        def abandon(self) -> list[Any]:
            return []

        def send(self, batch: Any) -> Any: ...

        def close(self) -> None:
            self.closed += 1

    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(100)))
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    transport = Slow()
    bench.wire(transport=transport)
    report = bench.pump()
    assert (report.ended, report.sent, transport.waiting, transport.closed) == ("locked", 64, [], 1)
    shell.execute("ROLLBACK")
    shell.close()
    assert bench.pump().sent == 36
    assert bench.rows() == ["sent"] * 100
    assert bench.rows("attempts") == [1] * 100


class Silent:
    """A streaming transport on a server that says nothing any more, or slowly; each wait takes a second, or as many as are said."""

    def __init__(self, bench: Any, *late: tuple[int, Result], seconds: int = 1) -> None:
        self.bench, self.late, self.told, self.seconds = bench, list(late), list[str](), seconds

    def submit(self, batch: Sequence[Outgoing]) -> None:
        self.told.append(f"submit {len(batch)}")

    def collect(self) -> list[tuple[int, Result]]:
        self.bench.clock.pass_(seconds=self.seconds)
        return [self.late.pop(0)] if self.late else []

    def stop(self) -> None:
        self.told.append("stop")

    def abandon(self) -> list[tuple[int, Result]]:
        self.told.append("abandon")
        return []

    def send(self, batch: Sequence[Outgoing]) -> Any:
        raise AssertionError("it streams")

    def close(self) -> None: ...


def test_at_the_end_of_the_service_a_silent_server_is_waited_for_twenty_five_seconds(bench: Any, letter: Make) -> None:
    """Asked to begin nothing more, once; then what hangs is uncertain, said so in the ledger, and goes again."""
    transport = Silent(bench, (1, Result(Outcome.ACCEPTED, 250)))
    bench.queue(letter("a@s.example"), letter("b@s.example"), letter("c@s.example"))
    bench.wire(transport=transport)
    begin = bench.clock()
    beats: list[int] = []
    report = bench.pump(should_stop=lambda: bench.clock() > begin, beat=lambda: beats.append(1))
    assert transport.told == ["submit 3", "stop", "abandon"]
    assert (report.ended, report.sent, report.uncertain, report.claimed) == ("stopped", 1, 2, 3)
    assert report.states == {State.SENT: 1, State.QUEUED: 2}
    assert bench.clock() - begin == timedelta(seconds=1 + 25 + 1)
    assert bench.rows("state, uncertain") == [("sent", 0), ("queued", 1), ("queued", 1)]
    assert bench.rows("reply")[1:] == ["given up at the end of the service"] * 2
    assert len(beats) >= 6


def test_asked_to_stop_while_a_window_is_handed_over_the_rest_of_it_is_not_begun(bench: Any, letter: Make) -> None:
    """Fault 43: a window is made eight at a time; what is not made yet when SIGTERM comes goes back as if never tried."""
    transport = Silent(bench, *[(number, Result(Outcome.ACCEPTED, 250)) for number in range(1, 9)])
    bench.queue(*(letter(f"p{n}@s.example") for n in range(30)))
    bench.wire(transport=transport)
    report = bench.pump(should_stop=lambda: bool(transport.told))
    assert transport.told == ["submit 8", "stop"]
    assert (report.ended, report.claimed, report.states) == ("stopped", 30, {State.SENT: 8, State.QUEUED: 22})
    assert bench.rows("state, attempts") == [("sent", 1)] * 8 + [("queued", 0)] * 22
    assert bench.store.db.execute("SELECT sum(attempts) FROM quota").fetchone()[0] == 8


def test_at_the_end_of_the_service_a_server_that_still_answers_is_heard(bench: Any, letter: Make) -> None:
    """One reply in ten seconds for six messages that are on the wire: nobody is given up while ends come in."""
    transport = Silent(bench, *[(number, Result(Outcome.ACCEPTED, 250)) for number in range(1, 7)], seconds=10)
    bench.queue(*(letter(f"p{n}@s.example") for n in range(6)))
    bench.wire(transport=transport)
    report = bench.pump(should_stop=lambda: bool(transport.told))
    assert (report.ended, report.sent, report.uncertain) == ("stopped", 6, 0)
    assert "abandon" not in transport.told


def test_what_a_server_hangs_on_keeps_nothing_else_waiting(bench: Any, letter: Make) -> None:
    """Three mails hang for ten minutes; what else is due leaves two minutes after them at the latest, and the three end as they end."""
    ended: dict[int, Any] = {}

    class Hanging(Silent):
        def __init__(self) -> None:
            super().__init__(bench)
            self.waiting: list[int] = []

        def submit(self, batch: Sequence[Outgoing]) -> None:
            self.waiting += [outgoing.id for outgoing in batch]

        def recall(self, numbers: Any) -> None: ...

        def collect(self) -> list[tuple[int, Result]]:
            bench.clock.pass_(seconds=1)
            number = next((n for n in self.waiting if n > 3 or bench.clock() - begin > timedelta(minutes=10)), None)
            if number is None:
                return []
            self.waiting.remove(number)
            ended[number] = bench.clock() - begin
            return [(number, Result(Outcome.ACCEPTED, 250))]

    begin = bench.clock()
    bench.queue(*(letter(f"p{n}@s.example") for n in range(20)))
    bench.wire(transport=Hanging(), limits=Limits(per_day=0, connections=1))
    assert bench.pump().sent == 20
    assert max(after for number, after in ended.items() if number > 3) < timedelta(minutes=3)
    assert min(after for number, after in ended.items() if number <= 3) > timedelta(minutes=10)


def test_a_copy_is_made_of_its_skeleton_and_its_slots(bench: Any, letter: Make) -> None:
    """Of nine skeletons with three copies each, in turns as they may stand in a queue; eight are read once, and no more are kept."""
    for number in range(9):
        skeleton = b"From: %d\r\n" % number
        copies = [(0, f"p{number}-{n}@s.example", 0, f"<{number}-{n}@cdo.example>", slots, sha256(skeleton + slots).digest())
                  for n in range(3) for slots in [b"To: %d\r\n" % n]]
        with bench.store.transaction():
            assert bench.outbox.queue_filled(skeleton, letter("x@s.example", step=f"D-{number}"), copies, bench.clock()) == 3
    bench.store.db.execute("UPDATE message SET next_at = next_at - 9 + id % 3 WHERE id <= 24")  # the first eight in turns, then the ninth
    bench.queue(letter("whole@s.example"))
    read: list[str] = []
    bench.store.db.set_trace_callback(lambda statement: read.append(statement) if "SELECT bytes FROM skeleton" in statement else None)
    bench.pump()
    bench.store.db.set_trace_callback(None)
    assert {outgoing.content for outgoing in bench.post.seen if outgoing.pure} == {
        b"From: %d\r\nTo: %d\r\n" % (number, n) for number in range(9) for n in range(3)}
    assert [outgoing.address for outgoing in bench.post.seen if not outgoing.pure] == ["whole@s.example"]
    assert len(read) == 9 + 1
    assert len(bench.delivery._maker._skeletons) <= 8
    assert bench.rows().count("sent") == 28


def test_a_full_disk_is_looked_at_again_and_not_at_once(bench: Any, letter: Make, tmp_path: Any) -> None:
    """Nothing is claimed while there is no room: a service that woke at once, over and over, would write to the full disk all day."""
    bench.queue(letter())
    bench.delivery._ballast = Ballast(tmp_path, floor_bytes=1 << 60)
    assert bench.pump().ended == "disk"
    assert bench.delivery.next_at(bench.clock(), gates=bench.gates) >= bench.clock() + UNSTORED
