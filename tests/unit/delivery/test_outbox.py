"""The outbox against a real ledger file."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from support.delivery import NOW, make_letter

from notifier.edges.ledger.sqlite import sqlite3
from notifier.model.message import Cause, Letter, Outcome, Outgoing, Result, State, Subject
from notifier.model.notice import Kind, Role

Make = Callable[..., Letter]
OK = Result(Outcome.ACCEPTED, 250, "2.0.0", "Ok: queued as 4AB")
OPEN: dict[str, bool] = {"participants_open": True, "urgent_open": True}


def test_the_same_key_is_queued_once(bench: Any, letter: Make) -> None:
    """One message per key, however often a pass asks for it."""
    assert bench.queue(letter("a@s.example"), letter("b@s.example")) == 2
    assert bench.queue(letter("a@s.example"), letter("c@s.example")) == 1
    assert bench.rows("address") == ["a@s.example", "b@s.example", "c@s.example"]
    assert bench.store.db.execute("SELECT count(*) FROM skeleton").fetchone()[0] == 3


def test_a_key_told_stays_told_but_one_that_never_left_may_be_told_anew(bench: Any, letter: Make) -> None:
    """Superseded and expired keys are free again; sent ones are not."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.outbox.supersede_message([1], "newer news", bench.clock())
    assert bench.pump().sent == 1
    assert bench.queue(letter("a@s.example"), letter("b@s.example")) == 1
    assert bench.rows() == ["superseded", "sent", "queued"]


def test_a_superseded_message_that_may_have_left_keeps_its_key(bench: Any, letter: Make) -> None:
    """After a lost reply the person may hold the invitation: withdrawing it must not make a second first one possible."""
    bench.queue(letter("a@s.example"))
    bench.post.script["a@s.example"] = [Result(Outcome.UNCERTAIN)]
    bench.pump()
    bench.outbox.supersede_message([1], "moved", bench.clock())
    assert bench.rows("state, live") == [("superseded", 1)]
    assert bench.queue(letter("a@s.example")) == 0


def test_claims_come_by_priority_then_time_then_age(bench: Any, letter: Make) -> None:
    """Urgent first; within a priority the longest due first, then the oldest."""
    now = bench.clock()
    bench.queue(letter("late@s.example"), letter("early@s.example", due=now - timedelta(hours=1)),
                letter("first@s.example", priority=1), letter("last@s.example"))
    claimed = bench.outbox.settle_and_claim([], now, 3, **OPEN)
    assert [message.address for message in claimed] == ["first@s.example", "early@s.example", "late@s.example"]
    assert bench.rows() == ["sending", "sending", "sending", "queued"]


def test_nothing_leaves_before_it_is_due(bench: Any, letter: Make) -> None:
    """A message due in an hour is not claimed now, and is the next thing to wake up for."""
    due = bench.clock() + timedelta(hours=1)
    bench.queue(letter(due=due))
    assert bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN) == []
    assert bench.outbox.next_at(bench.clock()) == due


@pytest.mark.parametrize(("participants", "urgent", "expected"), [
    (True, True, {"ann", "urg", "host", "coord", "adm"}), (False, True, {"urg", "coord", "adm"}), (False, False, {"coord", "adm"})])
def test_the_window_binds_participants_only(bench: Any, letter: Make, participants: bool, urgent: bool, expected: set[str]) -> None:
    """Coordinator and administrator are written to at any hour, participants inside the window, urgent news inside its own."""
    bench.queue(letter("ann@s.example"), letter("urg@s.example", urgent=True), letter("host@s.example", role=Role.HOST),
                letter("coord@s.example", role=Role.COORDINATOR), letter("adm@s.example", role=Role.ADMIN))
    claimed = bench.outbox.settle_and_claim([], bench.clock(), 64, participants_open=participants, urgent_open=urgent)
    assert {message.address.split("@")[0] for message in claimed} == expected


def test_next_at_asks_only_the_open_gates(bench: Any, letter: Make) -> None:
    """At night a due invitation is nothing to wake up for; the coordinator's digest is."""
    now = bench.clock()
    bench.queue(letter("ann@s.example"), letter("c@s.example", role=Role.COORDINATOR, due=now + timedelta(hours=9)))
    assert bench.outbox.next_at(now, participants_open=False, urgent_open=False) == now + timedelta(hours=9)
    assert bench.outbox.next_at(now) == now


def test_late_news_expires_and_is_told(bench: Any, letter: Make) -> None:
    """What passed its valid_until is never claimed; it becomes a trouble, once."""
    bench.queue(letter(hours=1))
    bench.clock.pass_(hours=1)
    assert bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN) == []
    assert bench.rows() == ["expired"]
    bench.outbox.expire(bench.clock())
    assert [(trouble.message, trouble.state) for trouble in bench.outbox.troubles_untold()] == [(1, State.EXPIRED)]


@pytest.mark.parametrize(("columns", "address", "state"), [
    ({}, "a@s.example", "sending"), ({"state": "paused"}, "a@s.example", "superseded"), ({"state": "muted"}, "a@s.example", "sending"),
    ({"left_at": 5}, "a@s.example", "superseded"), ({"address": "new@s.example"}, "a@s.example", "superseded")])
def test_the_person_is_looked_at_again_in_the_claim(bench: Any, letter: Make, columns: dict[str, Any], address: str,
                                                    state: str) -> None:
    """Paused, left or moved to another address between planning and sending: the message does not leave."""
    person = bench.person(address, **columns)
    bench.queue(letter(address, person=person))
    bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)
    assert bench.rows() == [state]


def test_who_asked_for_silence_gets_no_reminders_but_the_news(bench: Any, letter: Make) -> None:
    """Muted between planning and sending: the reminder does not leave, a change does."""
    person = bench.person("a@s.example", state="muted")
    bench.queue(letter("a@s.example", person=person, kind=Kind.REMINDER), letter("a@s.example", person=person, kind=Kind.CHANGE))
    bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)
    assert bench.rows() == ["superseded", "sending"]


def test_a_leaver_still_gets_the_cancellation(bench: Any, letter: Make) -> None:
    """Rule 7: who left gets CANCEL for coming events, and nothing else."""
    person = bench.person("a@s.example", left_at=5)
    bench.queue(letter("a@s.example", person=person, kind=Kind.CANCELLATION), letter("a@s.example", person=person, kind=Kind.REMINDER))
    bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)
    assert bench.rows() == ["sending", "superseded"]


def test_a_withdrawn_row_does_not_take_a_place_in_the_claim(bench: Any, letter: Make) -> None:
    """A claim of one finds the first message that may leave behind those that may not."""
    gone = bench.person("gone@s.example", state="paused")
    bench.queue(letter("gone@s.example", person=gone), letter("b@s.example"))
    assert [message.address for message in bench.outbox.settle_and_claim([], bench.clock(), 1, **OPEN)] == ["b@s.example"]


def test_a_merged_reminder_is_one_mail_with_one_fate(bench: Any, letter: Make) -> None:
    """Several subjects: a carrier and carried rows; keys, states and troubles go together; the tally counts mails."""
    bench.event("one@x")
    bench.event("two@x")
    merged = letter("a@s.example", subjects=(Subject("teor-1", "one@x", 0, "2020-11-19", "D-7"),
                                             Subject("teor-2", "two@x", 3, "2020-11-20", "D-7")))
    assert bench.queue(merged) == 1
    assert bench.rows("carrier, item, message_id <> ''") == [(None, "teor-1", 1), (1, "teor-2", 0)]
    claimed = bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)
    assert len(claimed) == 1
    assert bench.rows() == ["sending", "sending"]
    bench.outbox.settle_and_claim([(claimed[0], Result(Outcome.PERMANENT, 550, "5.1.1", "no such user"), State.FAILED, None)], bench.clock(), 0, **OPEN)
    assert bench.rows() == ["failed", "failed"]
    assert len(bench.outbox.troubles_untold()) == 1
    assert bench.outbox.counts()[State.FAILED] == 1


def test_a_merged_reminder_with_one_stale_subject_is_withdrawn_whole(bench: Any, letter: Make) -> None:
    """Its bytes name the old date: both keys become free, and the next pass makes a true one."""
    bench.event("one@x")
    moved = bench.event("two@x")
    subjects = (Subject("teor-1", "one@x", 0, "2020-11-19", "D-7"), Subject("teor-2", "two@x", 3, "2020-11-20", "D-7"))
    bench.queue(letter("a@s.example", subjects=subjects))
    assert bench.outbox.supersede(moved, 4, bench.clock()) == 1
    assert bench.rows("state, live") == [("superseded", 0)] * 2
    assert bench.queue(letter("a@s.example", subjects=subjects[:1])) == 1


def test_a_subject_told_already_is_not_carried_twice(bench: Any, letter: Make) -> None:
    """When the first subject's key is taken, the next new one becomes the carrier: nothing is lost, nothing doubled."""
    bench.event("one@x")
    bench.event("two@x")
    one, two = Subject("teor-1", "one@x", 0, "2020-11-19", "D-7"), Subject("teor-2", "two@x", 0, "2020-11-20", "D-7")
    bench.queue(letter("a@s.example", subjects=(one,)))
    assert bench.queue(letter("a@s.example", subjects=(one, two))) == 1
    assert bench.rows("item, carrier, skeleton IS NOT NULL") == [("teor-1", None, 1), ("teor-2", None, 1)]


def test_newer_news_supersedes_what_waits_and_leaves_what_is_told(bench: Any, letter: Make) -> None:
    """Only older revisions, only the event named, never a message that has left."""
    event = bench.event("one@x")
    bench.event("two@x")
    bench.queue(letter("sent@s.example", uid="one@x"))
    bench.pump()
    bench.queue(letter("old@s.example", uid="one@x"), letter("new@s.example", uid="one@x", sequence=1),
                letter("other@s.example", uid="two@x"))
    assert bench.outbox.supersede(event, 1, bench.clock()) == 1
    assert bench.rows() == ["sent", "superseded", "queued", "queued"]


def test_what_waits_about_an_edited_event_is_kept_back_with_what_carries_it(bench: Any, letter: Make) -> None:
    """Only that event's mails, a merged reminder among them; a longer rest of their own stays, and what was told is left alone."""
    event = bench.event("one@x")
    bench.event("two@x")
    bench.queue(letter("told@s.example", uid="one@x"))
    bench.pump()
    one, two = Subject("teor-1", "one@x", 0, "2020-11-19", "D-7"), Subject("teor-2", "two@x", 0, "2020-11-20", "D-7")
    bench.queue(letter("a@s.example", uid="one@x"), letter("b@s.example", uid="two@x"), letter("c@s.example", subjects=(two, one)))
    until = bench.clock() + timedelta(minutes=10)
    assert bench.outbox.postpone(event, until) == 2
    assert bench.outbox.postpone(event, until) == 0
    assert [claimed.address for claimed in bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)] == ["b@s.example"]
    assert len(bench.outbox.settle_and_claim([], until, 64, **OPEN)) == 2


def test_supersede_leaves_what_is_on_the_wire(bench: Any, letter: Make) -> None:
    """A message being sent cannot be called back: its end decides."""
    bench.queue(letter())
    bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)
    assert bench.outbox.supersede_message([1], "too late", bench.clock()) == 0
    assert bench.rows() == ["sending"]


def test_supersede_person_keeps_the_cancellation(bench: Any, letter: Make) -> None:
    """Somebody who left: all but the cancellation is withdrawn."""
    person = bench.person("a@s.example")
    bench.queue(letter("a@s.example", person=person), letter("a@s.example", person=person, kind=Kind.CANCELLATION))
    bench.outbox.supersede_person(person, bench.clock())
    assert bench.rows() == ["superseded", "queued"]


def test_news_that_is_no_longer_wanted_leaves_the_cancellation(bench: Any, letter: Make) -> None:
    """Cancelled, invited again and taken out once more before any of it left: the cancellation that waits is the one that goes."""
    event, person = bench.event(), bench.person("a@s.example")
    bench.queue(letter("a@s.example", person=person, uid="teor-2@cdo.example", kind=Kind.CANCELLATION, turn=1),
                letter("a@s.example", person=person, uid="teor-2@cdo.example", turn=2))
    assert bench.outbox.supersede_news(event, [person], bench.clock()) == 1
    assert bench.rows() == ["queued", "superseded"]


def test_settle_and_claim_is_one_commit(bench: Any, letter: Make) -> None:
    """A crash inside it leaves the former window open and the next one unclaimed: both or nothing."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    (claimed,) = bench.outbox.settle_and_claim([], bench.clock(), 1, **OPEN)

    def crash() -> None:
        with bench.store.transaction():
            bench.outbox.settle_and_claim([(claimed, OK, State.SENT, None)], bench.clock(), 1, **OPEN)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        crash()
    assert bench.rows() == ["sending", "queued"]


def test_a_row_that_somebody_else_put_back_cannot_be_settled(bench: Any, letter: Make) -> None:
    """Two owners at work would be worse than a stop: the assertion is on in production."""
    bench.queue(letter())
    (claimed,) = bench.outbox.settle_and_claim([], bench.clock(), 1, **OPEN)
    bench.outbox.recover(bench.clock())
    with pytest.raises(AssertionError, match="were not sending"):
        bench.outbox.settle_and_claim([(claimed, OK, State.SENT, None)], bench.clock(), 0, **OPEN)
    assert bench.rows() == ["queued"]


def test_a_transition_outside_the_table_is_refused(bench: Any, letter: Make) -> None:
    """sending -> expired is not in the table."""
    bench.queue(letter())
    (claimed,) = bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)
    with pytest.raises(AssertionError, match="not in the table"):
        bench.outbox.settle_and_claim([(claimed, OK, State.EXPIRED, None)], bench.clock(), 0, **OPEN)


def test_recover_puts_open_rows_back_with_one_possible_copy(bench: Any, letter: Make) -> None:
    """What was open at the crash goes again: the same bytes, at most a copy."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.outbox.settle_and_claim([], bench.clock(), 1, **OPEN)
    assert bench.outbox.recover(bench.clock()) == [1]
    assert bench.rows("state, uncertain, starts") == [("queued", 1, 1), ("queued", 0, 0)]
    assert bench.outbox.recover(bench.clock()) == []


def test_what_crashes_us_is_set_aside_at_the_third_start_and_only_that(bench: Any, letter: Make) -> None:
    """Fault 47: after a crash the open rows go one by one; the guilty one is held, the others leave."""
    bench.queue(letter("a@s.example"), letter("poison@s.example"), letter("c@s.example"))

    def crash(outgoing: Any) -> None:
        if outgoing.address == "poison@s.example":
            raise KeyboardInterrupt

    bench.post.during = crash
    for _ in range(6):
        try:
            bench.pump()
            break
        except KeyboardInterrupt:
            bench.restart()
    assert bench.rows("state, starts") == [("sent", 1), ("held", 3), ("sent", 1)]
    assert [trouble.cause for trouble in bench.outbox.troubles_untold()] == [Cause.POISON]


def test_what_crashes_us_on_the_wire_takes_no_others_with_it(bench: Any) -> None:
    """Fault 47 with connections that are fed while they are busy: a suspect waits until nothing flies, and nothing is claimed behind it."""
    class Flow:
        def __init__(self) -> None:
            self.waiting: list[Outgoing] = []

        def submit(self, batch: Sequence[Outgoing]) -> None:
            self.waiting += batch

        def collect(self) -> list[tuple[int, Result]]:
            one = self.waiting.pop(0)
            taken.append(one.address)
            if one.address == "p5@s.example":
                raise KeyboardInterrupt
            return [(one.id, OK)]

        def abandon(self) -> list[tuple[int, Result]]:
            return []

        def close(self) -> None: ...

    taken: list[str] = []
    bench.queue(*(make_letter(f"p{n}@s.example") for n in range(12)))
    starts = 0
    while starts < 6:
        bench.wire(transport=Flow())
        try:
            bench.pump()
            break
        except KeyboardInterrupt:
            starts += 1
            bench.restart()
    assert starts == 3
    assert bench.rows() == ["sent"] * 5 + ["held"] + ["sent"] * 6
    assert max(taken.count(f"p{n}@s.example") for n in range(12) if n != 5) == 2


def test_the_tally_agrees_with_the_table(bench: Any, letter: Make) -> None:
    """counts() never scans; it must be what a scan would find, whatever happened."""
    bench.queue(*(letter(f"p{n}@s.example") for n in range(9)), letter("late@s.example", hours=-1))
    bench.post.script |= {"p1@s.example": [Result(Outcome.PERMANENT, 550, "5.1.1", "no")], "p2@s.example": [Result(Outcome.OURS)],
                          "p3@s.example": [Result(Outcome.TEMPORARY, 450)], "p4@s.example": [Result(Outcome.UNCERTAIN)]}
    bench.pump()
    bench.outbox.bounced(6, "5.1.1", bench.clock())
    bench.outbox.supersede_message([4], "moved", bench.clock())
    bench.outbox.retry(2, bench.clock())
    scan = dict(bench.store.db.execute("SELECT state, count(*) FROM message WHERE carrier IS NULL GROUP BY state"))
    assert {state.value: n for state, n in bench.outbox.counts().items() if n} == scan
    assert len(scan) == 6


def test_filled_messages_store_the_mail_once(bench: Any, letter: Make) -> None:
    """One skeleton, a person's slots and the digest of the filled bytes."""
    made = [letter(f"p{n}@s.example") for n in range(3)]
    copies = [(one.person, one.address, one.turn, one.message_id, b"%d" % n, sha256(b"Hello %d" % n).digest())
              for n, one in enumerate(made)]
    with bench.store.transaction():
        assert bench.outbox.queue_filled(b"Hello ", made[0], copies, bench.clock()) == 3
        assert bench.outbox.queue_filled(b"Hello ", made[0], copies, bench.clock()) == 0
    assert bench.store.db.execute("SELECT count(*) FROM skeleton").fetchone()[0] == 1
    assert bench.outbox.bytes_of(2, lambda skeleton, slots: skeleton + (slots or b"")) == b"Hello 1"
    bench.pump()
    assert [outgoing.content for outgoing in bench.post.seen] == [b"Hello 0", b"Hello 1", b"Hello 2"]


def test_erasing_forgets_bytes_of_ended_matters_only(bench: Any, letter: Make) -> None:
    """Retention: bytes go, keys and digests stay, what still waits is not touched."""
    bench.queue(letter("a@s.example"), letter("b@s.example", hours=9000))
    bench.pump()
    assert bench.outbox.erase_bytes(bench.clock.pass_(days=100)) == 1
    assert bench.rows("skeleton IS NULL, digest IS NOT NULL") == [(1, 1), (0, 1)]
    assert bench.outbox.bytes_of(1, lambda skeleton, _: skeleton) is None
    assert bench.queue(letter("a@s.example")) == 0


def test_troubles_are_told_once(bench: Any, letter: Make) -> None:
    """A trouble stands in one report; when that report itself fails, in the next one."""
    bench.queue(letter(hours=0))
    bench.outbox.expire(bench.clock())
    ids = [trouble.id for trouble in bench.outbox.troubles_untold()]
    bench.queue(letter("c@cdo.example"))
    bench.outbox.mark_told(ids, 2)
    bench.outbox.untell_lost()
    assert bench.outbox.troubles_untold() == []
    assert bench.outbox.drop(2, "no such mailbox", bench.clock())
    bench.outbox.untell_lost()
    assert [trouble.message for trouble in bench.outbox.troubles_untold()] == [1, 2]


def test_a_dropped_message_is_never_made_anew(bench: Any, letter: Make) -> None:
    """The administrator's drop is the end of this key, with the reason told."""
    bench.queue(letter())
    assert bench.outbox.drop(1, "школа закрыта", bench.clock())
    assert bench.queue(letter()) == 0
    assert [(t.state, t.why) for t in bench.outbox.troubles_untold()] == [(State.FAILED, "школа закрыта")]
    assert not bench.outbox.drop(1, "again", bench.clock())


def test_release_and_retry_bring_held_mail_back(bench: Any, letter: Make) -> None:
    """Held is not lost: a person releases all, or tries one."""
    bench.queue(letter("a@s.example"), letter("b@s.example"))
    bench.post.script = {"a@s.example": [Result(Outcome.OURS, 552, "5.3.4", "too big", cause=Cause.SIZE)],
                         "b@s.example": [Result(Outcome.PERMANENT, 550, "5.1.1", "no such user")]}
    bench.pump()
    assert bench.rows() == ["held", "failed"]
    assert bench.outbox.release(bench.clock()) == 1
    assert bench.outbox.retry(2, bench.clock())
    assert not bench.outbox.retry(99, bench.clock())
    assert [waiting.id for waiting in bench.outbox.waiting()] == [1, 2]
    assert bench.pump().sent == 2


def test_a_failed_mail_whose_event_has_changed_since_is_not_tried_again(bench: Any) -> None:
    """It would arrive behind the newer news and say the former date: as what waited when the event changed, it is over."""
    event = bench.event("one@x")
    bench.event("two@x")
    merged = (Subject("teor-1", "two@x", 0, "2020-11-19T14:30:00", ""), Subject("teor-2", "one@x", 0, "2020-11-20T14:30:00", ""))
    bench.queue(make_letter("a@s.example", uid="one@x"), make_letter("b@s.example", uid="two@x"),
                make_letter("c@s.example", subjects=merged))
    refused = Result(Outcome.PERMANENT, 550, "5.1.1", "no such user")
    bench.post.script = {f"{name}@s.example": [refused] * 2 for name in "abc"}
    bench.pump()
    assert all(bench.outbox.retry(number, bench.clock()) for number in (1, 2, 3))
    bench.pump()
    assert bench.rows("state") == ["failed"] * 4
    bench.store.db.execute("UPDATE event SET sequence = 1 WHERE id = ?", (event,))
    assert [bench.outbox.retry(number, bench.clock()) for number in (1, 2, 3, 4)] == [False, True, False, False]
    assert [bench.outbox.is_outdated(number) for number in (1, 2, 3, 4)] == [True, False, True, True]


def test_a_bounce_is_a_trouble_of_a_sent_mail(bench: Any, letter: Make) -> None:
    """sent -> bounced, once; a mail still waiting cannot bounce."""
    bench.queue(letter("a@s.example"), letter("b@s.example", due=bench.clock() + timedelta(hours=5)))
    bench.pump()
    assert bench.outbox.bounced(1, "5.1.1 no such user", bench.clock())
    assert not bench.outbox.bounced(1, "again", bench.clock())
    assert not bench.outbox.bounced(2, "forged", bench.clock())
    assert bench.rows() == ["bounced", "queued"]


def test_due_work_is_found_by_index(bench: Any, letter: Make) -> None:
    """No statement of a claim walks through the table: each uses an index with its leading columns bound."""
    from notifier.edges.ledger import due, withdrawal
    plans = []
    for sql, params in ((due.WAITS, ()), (due.DUE, (0, 2, 5, 64)), (due.NEXT_PRIORITY, (2, -1)), (due.EARLIEST, (2, 5)),
                        (withdrawal.EXPIRED, (0,)), (withdrawal.OLDER, (1, 1)), (withdrawal.OF_PERSON, (1,))):
        plans += [row[3] for row in bench.store.db.execute("EXPLAIN QUERY PLAN " + sql, params)]
    assert plans.pop() == "SCAN message USING INDEX message_open", "what waits, not what was told"
    assert not [plan for plan in plans if plan.startswith("SCAN")], plans
    assert any("message_due (lane=? AND priority=? AND next_at<?)" in plan for plan in plans), plans
    assert any("message_open (valid_until<?)" in plan for plan in plans), plans
    assert any("message_key (event=?)" in plan for plan in plans), plans


def test_a_locked_ledger_is_said_to_be_locked_and_leaves_no_transaction_behind(bench: Any, letter: Make) -> None:
    """Fault 35: another program holds the file; nothing is written, and the next try starts afresh."""
    from notifier.edges.ledger.guard import LedgerLocked
    bench.queue(letter())
    bench.store.db.execute("PRAGMA busy_timeout=20")
    shell = sqlite3.connect(bench.folder / "ledger.sqlite3", isolation_level=None)
    shell.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerLocked):
        bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)
    assert not bench.store.db.in_transaction
    shell.close()
    assert len(bench.outbox.settle_and_claim([], bench.clock(), 64, **OPEN)) == 1


def test_each_mail_keeps_the_words_it_was_accepted_with(bench: Any, letter: Make) -> None:
    """The server's queue number is how its administrator finds a mail: stored per mail, whatever the others' are."""
    bench.queue(letter("a@s.example"), letter("b@s.example"), letter("c@s.example"))
    bench.post.script = {"b@s.example": [Result(Outcome.ACCEPTED, 250, "2.0.0", "Ok: queued as 77")]}
    bench.pump()
    assert bench.rows("state, reply") == [("sent", "250 2.0.0 Ok"), ("sent", "250 2.0.0 Ok: queued as 77"), ("sent", "250 2.0.0 Ok")]


@pytest.mark.parametrize(("name", "kind"), [
    ("SQLITE_BUSY", "LedgerLocked"), ("SQLITE_LOCKED", "LedgerLocked"), ("SQLITE_BUSY_SNAPSHOT", "LedgerLocked"),
    ("SQLITE_FULL", "LedgerFull"), ("SQLITE_IOERR_FSYNC", "LedgerFailed"), ("SQLITE_CORRUPT", "LedgerFailed"),
    ("SQLITE_NOTADB", "LedgerFailed"), ("SQLITE_READONLY", "LedgerFailed"), ("", "LedgerFailed")])
def test_what_a_failure_of_the_file_means(name: str, kind: str) -> None:
    """Locked: later. Full: make room. Anything else, above all a failed fsync: end at once (fault 34)."""
    from notifier.edges.ledger.guard import explained
    error = sqlite3.OperationalError("x")
    error.sqlite_errorname = name
    assert type(explained(error)).__name__ == kind


@pytest.mark.parametrize("look", ["next_at", "attempts_about", "attempts_start", "skeleton", "breaker"])
def test_a_look_at_a_file_that_can_not_be_read_speaks_our_words(bench: Any, look: str) -> None:
    """Readers are refused by a damaged or locked file as well."""
    from notifier.edges.ledger.guard import LedgerFailed
    bench.queue(make_letter("a@s.example"))
    bench.store.db.execute("PRAGMA foreign_keys = OFF")
    for table in ("message", "quota", "skeleton", "meta"):
        bench.store.db.execute(f"DROP TABLE {table}")
    bench.store.kept.forget()
    with pytest.raises(LedgerFailed):
        getattr(bench.outbox, look)(*{"skeleton": (1,), "breaker": (), "attempts_about": (NOW, 60)}.get(look, (NOW,)))
