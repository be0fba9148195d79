"""Clocks that jump, sleep or change their rules (faults 48, 49, 51, 52)."""

import json
import select
import time
from datetime import timedelta
from email.header import decode_header, make_header
from pathlib import Path

import pytest
from support.delivery import body, make_letter
from support.machine import Machine
from support.year import moscow

from notifier.core.retry import Breaker
from notifier.doors import service
from notifier.doors.service import CLOCK_JUMP
from notifier.edges.ledger.sqlite import sqlite3
from notifier.model.message import Cause, Outcome, Result, State
from notifier.model.notice import Role


def test_a_clock_that_went_back_holds_until_a_person_arms(machine: Machine) -> None:
    """Wall time before the newest pass: nothing leaves; nothing goes twice when the clock is right again, and the coordinator is told
    once that participants get nothing."""
    machine.start().turn()
    sent = machine.sent()
    machine.now -= timedelta(days=40)
    turn = machine.turn()
    assert not turn.report.armed
    assert "часы шагнули назад" in turn.report.held
    machine.now += timedelta(days=40)
    machine.turn()
    machine.turn()
    (told,) = [mail for mail in machine.sent() if mail not in sent]
    assert told[0] == "coordinator@cdo.example"
    assert "остановлена" in str(make_header(decode_header(told[2])))
    assert not machine.turns[-1].report.armed
    machine.do("arm").live("2020-11-13 12:00")
    words = [str(make_header(decode_header(mail[2]))) for mail in machine.sent()]
    assert words.count("Снова работает: рассылка участникам") == 1
    assert len(machine.sent()) > len(sent)
    assert len(set(machine.sent())) == len(machine.sent())
    machine.stop()


def test_she_reads_of_a_clock_that_ran_ahead_and_is_right_again(machine: Machine) -> None:
    """A machine that began a year ahead and was set right: no digest comes for a year, so she is told within the hour, once."""
    machine.start().turn()
    sent = machine.sent()
    machine.now += timedelta(days=365)
    machine.turn()
    ahead = len(machine.sent())
    machine.now -= timedelta(days=365)
    for _ in range(8):
        machine.turn()
        machine.now += timedelta(minutes=20)
    (told,) = machine.sent()[ahead:]
    assert told[0] == "coordinator@cdo.example"
    assert "остановлена" in str(make_header(decode_header(told[2])))
    machine.now += timedelta(days=3)
    machine.turn()
    assert len(machine.sent()) == ahead + 1 > len(sent)
    machine.do("arm").turn()
    assert machine.turns[-1].report.armed
    machine.stop()


def test_what_was_edited_while_the_clock_ran_ahead_is_told_once_it_is_right(machine: Machine) -> None:
    """She moved the meeting while the clock was two months ahead: people hear of it when somebody arms, not in two months."""
    machine.start().turn()
    machine.station.hold("часы сервера шагнули")
    machine.now += timedelta(days=60)
    machine.write("dates.toml", '[dates]\n"teor-2" = "20.01.2021 15:00"\n')
    machine.turn()
    machine.now += timedelta(minutes=11)
    machine.turn()
    machine.now -= timedelta(days=60)
    sent = machine.turn() and machine.sent()
    machine.do("arm").live("2020-10-26 12:00")
    words = [str(make_header(decode_header(words))) for to, _, words in machine.sent()[len(sent):] if not to.startswith("coordinator")]
    assert len(words) == 2
    assert all(word.startswith("Перенос") for word in words), words
    machine.stop()


@pytest.mark.parametrize("days", [7, 60])
def test_news_made_while_the_clock_ran_ahead_that_could_not_leave_is_made_anew(machine: Machine, days: int) -> None:
    """Certificates had expired by that clock, so nothing left: people hear of the move once somebody arms, not on that day, each once."""
    machine.start().turn()
    sent = len(machine.sent())
    machine.now += timedelta(days=days)
    machine.write("dates.toml", '[dates]\n"teor-2" = "20.01.2021 15:00"\n')
    rests = Breaker(Cause.TLS, "expired", machine.now, machine.now + timedelta(hours=1), 1)
    machine.station.ledger.outbox.keep_breaker(rests)
    machine.turn()
    machine.now += timedelta(minutes=11)
    machine.turn()
    machine.now -= timedelta(days=days)
    machine.turn()
    machine.do("arm").live("2020-10-24 12:00")
    told = [(to, str(make_header(decode_header(words)))) for to, _, words in machine.sent()[sent:]]
    moved = [to for to, words in told if words.startswith("Перенос")]
    assert sorted(moved) == ["anna@mail.example", "vera@mail.example"], told
    assert any(to.startswith("coordinator") for to, _ in told)
    machine.live("2020-11-24 12:00").turn()
    assert sum(str(make_header(decode_header(words))).startswith("Перенос") for _, _, words in machine.sent()) == 2
    machine.stop()


def test_a_mail_that_failed_while_the_clock_ran_ahead_leaves_once_it_is_right(machine: Machine) -> None:
    """Its next attempt was set down for two months later; whoever arms says that this hour is wrong."""
    machine.start().turn()
    machine.station.hold("часы сервера шагнули")
    due = machine.now
    outbox = machine.station.ledger.outbox
    one = make_letter("coordinator@cdo.example", due=due, hours=24 * 90, role=Role.COORDINATOR)
    outbox.queue([(one, body(one))], due)
    ahead = due + timedelta(days=60)
    (claimed,) = outbox.settle_and_claim([], ahead, 1, participants_open=False, urgent_open=False)
    later = Result(Outcome.TEMPORARY, 450, "4.7.1", "Greylisted", cause=Cause.GREYLIST)
    outbox.settle_and_claim([(claimed, later, State.QUEUED, ahead + timedelta(minutes=10))], ahead, 0, participants_open=False, urgent_open=False)
    machine.do("arm").turn()
    (state,) = machine.station.ledger.store.db.execute("SELECT state FROM message WHERE id = ?", (claimed.id,)).fetchone()
    assert state == "sent"
    machine.stop()


@pytest.mark.parametrize("hours", [-3.0, 3.0, 24 * 365.0 * 50], ids=["back", "forward", "half a century"])
def test_a_wall_clock_that_leaves_the_steady_one_holds(machine: Machine, monkeypatch: pytest.MonkeyPatch, hours: float) -> None:
    """The service compares both at every wake: a jump means nothing more to participants until somebody has looked."""
    machine.start().turn()
    watch = machine.service()
    assert not watch._clock_jumped(machine.station)
    assert not watch._clock_jumped(machine.station)
    real = time.time
    monkeypatch.setattr(service.time, "time", lambda: real() + hours * 3600)
    assert watch._clock_jumped(machine.station)
    assert "часы" in machine.station.ledger.facts.hold_reason()
    assert abs(hours * 3600) > CLOCK_JUMP.total_seconds()
    machine.stop()


def test_nobody_sleeps_longer_than_half_a_minute(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A suspended machine stops the steady clock: the wall clock is read again at least every 30 seconds (fault 52)."""
    machine.start().turn()
    watch = machine.service()
    pauses: list[float] = []
    monkeypatch.setattr(service.select, "select", lambda *arguments: (pauses.append(arguments[3]), ([], [], []))[1])
    watch._next_at = moscow("2099-01-01 00:00")
    watch._wait(machine.station)
    watch._plan_looks(machine.station)
    watch._wait(machine.station)
    assert pauses
    assert max(pauses) <= 30
    assert select.select is service.select.select
    machine.stop()


def test_a_service_that_only_waits_tells_the_watchdog_nothing(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress alone does, from the work itself: a service that hangs is ended by its manager (fault 45)."""
    machine.start().turn()
    watch = machine.service()
    told: list[str] = []
    monkeypatch.setattr(service, "notify", told.append)
    monkeypatch.setattr(service.select, "select", lambda *_: ([], [], []))
    for _ in range(3):
        watch._wait(machine.station)
    assert told == []
    watch._turn(machine.station)
    assert "WATCHDOG=1" in told
    machine.stop()


def test_new_time_zone_data_that_move_an_event_are_a_change(tmp_path: Path) -> None:
    """Told under old rules as 14:30 = 12:30 UTC, now 14:30 = 11:30 UTC: the calendars are put right, once, with the next sequence."""
    machine = Machine(tmp_path / "home", start="2020-10-14 09:00", dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    machine.turn()
    machine.do("arm").live("2020-10-22 12:00")
    machine.stop()
    with sqlite3.connect(machine.state / "ledger.sqlite3") as db:  # as the former rules would have stored it
        (content,) = db.execute("SELECT content FROM event").fetchone()
        old = json.loads(content)
        assert old["start"] == "2020-11-19T11:30:00+00:00"
        old["start"], old["end"] = "2020-11-19T12:30:00+00:00", "2020-11-19T14:00:00+00:00"
        db.execute("UPDATE event SET content = ?", (json.dumps(old),))
        db.execute("UPDATE revision SET content = ?", (json.dumps(old),))
    db.close()
    machine.start().live("2020-10-26 12:00")
    rows = machine.station.ledger.store.db.execute("SELECT sequence, state FROM message WHERE kind = 'change'").fetchall()
    assert rows == [(1, "sent"), (1, "sent")]
    machine.stop()
