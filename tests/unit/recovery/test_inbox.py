"""What arrives is taken into account once: crashes, renamed files and a mailbox made anew change nothing (faults 25-27)."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.machine import Machine
from support.year import CONFIG

from notifier.edges.ledger.facts import Facts
from notifier.edges.mailbox.arrived import Arrived, Cursor
from notifier.edges.mailbox.maildir import MaildirMailbox
from notifier.flows.hearing.intake import Intake
from notifier.flows.rehearsal.answer import reply_mail
from notifier.model.heard import Heard, Human

DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'


@pytest.fixture
def invited(tmp_path: Path) -> Machine:
    config = CONFIG + f'[imap]\nmaildir = "{tmp_path / "inbox"}"\npoll_seconds = 86400\n'
    machine = Machine(tmp_path / "home", start="2020-10-14 09:00", config=config, dates=DATES)
    machine.turn()
    return machine.do("arm").live("2020-10-22 12:00")


def arrives(machine: Machine, name: str, partstat: str = "DECLINED") -> None:
    uid = machine.station.ledger.events.all()[0].event.uid
    raw = reply_mail("anna@mail.example", "gmo@cdo.example", uid, 0, partstat, machine.now)
    (machine.folder.parent / "inbox" / "new" / name).write_bytes(raw)


def answers(machine: Machine) -> list[tuple[str, str]]:
    return [(answer.address, answer.partstat.value) for answer in machine.station.ledger.facts.answers(1)]


def test_a_crash_between_an_effect_and_its_mark_loses_and_doubles_nothing(invited: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Effect and mark are one commit: after the crash neither is there, after the next look both are."""
    arrives(invited, "1603360000.1.host")
    with monkeypatch.context() as patch:
        def die(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(Facts, "mark_seen", die)
        with pytest.raises(KeyboardInterrupt):
            invited.station.turn(lambda: invited.now, mail_waits=True)
        assert answers(invited) == []
    invited.stop()
    invited.start().turn()
    assert answers(invited) == [("anna@mail.example", "DECLINED")]
    invited.stop()


def test_a_machine_that_starts_no_reader_sets_no_mail_aside(invited: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process is left for it, look after look: the mail waits unread and nobody's word is lost; it counts once there is a reader."""
    arrives(invited, "1603360000.1.host")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/nowhere/python")
        for _ in range(3):
            invited.turn()
    assert answers(invited) == []
    assert invited.station.ledger.store.db.execute("SELECT count(*) FROM inbox").fetchone() == (0,)
    invited.turn()
    assert answers(invited) == [("anna@mail.example", "DECLINED")]
    invited.stop()


def test_a_letter_that_the_server_does_not_hand_over_is_told_once(invited: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """She reads where it lies, and what lies behind it counts."""
    arrives(invited, "1603360000.1.host")
    behind = MaildirMailbox.new

    def damaged(box: MaildirMailbox, since: Cursor | None) -> Iterator[Arrived]:
        yield Arrived("1:7", b"", missing=True)
        yield from behind(box, since)

    monkeypatch.setattr(MaildirMailbox, "new", damaged)
    invited.turn()
    invited.turn()
    assert answers(invited) == [("anna@mail.example", "DECLINED")]
    assert [note.text for note in invited.station.ledger.facts.untold(("heard",))] == [
        "Письмо не прочитано: почтовый сервер его не отдаёт; посмотрите его в ящике службы"]
    invited.stop()


def test_a_mailbox_that_the_settings_no_longer_name_is_looked_into_no_more(invited: Machine) -> None:
    """It was due for a look for good, and the service turned twenty times a second."""
    invited.write("config.toml", CONFIG)
    invited.now += timedelta(days=2)
    assert invited.turn().next_at > invited.now
    invited.stop()


def test_a_mailbox_made_anew_tells_nothing_twice(invited: Machine) -> None:
    """The same bytes under another name, number or flag are the message that was heard: a «стоп» that was taken back stays taken back."""
    inbox = invited.folder.parent / "inbox"
    arrives(invited, "1603360000.1.host")
    (inbox / "new" / "1603360001.2.host").write_text("From: vera@mail.example\nTo: gmo@cdo.example\nSubject: стоп\n\nстоп\n", encoding="utf-8")
    invited.turn()
    paused = "SELECT count(*) FROM person WHERE state = 'paused'"
    assert invited.station.ledger.store.db.execute(paused).fetchone() == (1,)
    invited.do("resume", why="vera@mail.example")
    for path in list((inbox / "new").iterdir()):
        path.rename(inbox / "cur" / f"16033{path.name[5:].replace('.host', '.other')}:2,S")
    invited.stop()
    invited.start().turn()
    seen = invited.station.ledger.store.db.execute("SELECT class, count(*) FROM inbox GROUP BY class").fetchall()
    assert seen == [("Human", 1), ("Reply", 1)]
    assert answers(invited) == [("anna@mail.example", "DECLINED")]
    assert invited.station.ledger.store.db.execute(paused).fetchone() == (0,)
    invited.stop()


def test_a_message_that_cannot_be_dealt_with_is_set_aside_and_the_next_is_heard(invited: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried twice, told, left in the mailbox: one message never stops the service or the others."""
    hear = Intake._hear

    def stumble(self: Intake, heard: Heard) -> None:
        if isinstance(heard, Human):
            raise OverflowError("date value out of range")
        hear(self, heard)

    monkeypatch.setattr(Intake, "_hear", stumble)
    (invited.folder.parent / "inbox" / "new" / "1603360000.0.host").write_bytes(
        b"From: stranger@evil.example\r\nTo: gmo@cdo.example\r\nSubject: x\r\nMessage-ID: <a@evil.example>\r\n\r\nx\r\n")
    arrives(invited, "1603360001.1.host")
    for _ in range(2):
        invited.station.turn(lambda: invited.now, mail_waits=True)
    assert answers(invited) == [("anna@mail.example", "DECLINED")]
    assert [note.text for note in invited.station.ledger.facts.untold(("heard",))] == [
        "Письмо не удалось обработать: оно осталось в ящике службы, посмотрите его там"]
    invited.stop()


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_time_at_the_end_of_the_calendar_is_no_time(invited: Machine, year: str) -> None:
    """A stranger's COUNTER for the year 9999 is told without a time and stops nothing."""
    uid = invited.station.ledger.events.all()[0].event.uid
    (invited.folder.parent / "inbox" / "new" / "1603360000.1.host").write_text(f"""From: stranger@evil.example
To: gmo@cdo.example
Subject: x
Message-ID: <a@evil.example>
Content-Type: text/calendar; charset=utf-8; method=COUNTER

BEGIN:VCALENDAR
VERSION:2.0
METHOD:COUNTER
BEGIN:VEVENT
UID:{uid}
ATTENDEE:mailto:anna@mail.example
DTSTAMP:20201022T060000Z
DTSTART:{year}1231T235900Z
END:VEVENT
END:VCALENDAR
""", encoding="utf-8")
    invited.station.turn(lambda: invited.now, mail_waits=True)
    (note,) = invited.station.ledger.facts.untold(("heard",))
    assert "другое время" in note.text
    assert year not in note.text
    invited.stop()
