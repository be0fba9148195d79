"""The journal of sent mail beside the ledger: an older ledger is recognised, held, and learns what left (faults 36, 39, 41)."""

import json
import os
from collections import Counter
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest
from support.machine import Machine
from support.year import CONFIG, moscow

from notifier.edges.ledger.backup import make_copy, put_back
from notifier.edges.ledger.journal import Journal
from notifier.edges.ledger.line import last_seq, read_lines
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store
from notifier.flows.arming import recovering

CONFIRMED = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
HERS = '[dates]\n"teor-2" = "24.11.2020 15:00"\n'
MOVED = '[dates]\n"teor-2" = "20.11.2020 15:00"\n'


@pytest.fixture
def running(machine: Machine) -> Iterator[Machine]:
    """The service of ``machine``, started."""
    yield machine.start()
    machine.stop()


def meta(machine: Machine, key: str) -> str | None:
    with machine.look().db as db:
        row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def participants(machine: Machine) -> Counter[tuple[str, str]]:
    return Counter((to, subject) for to, _, subject in machine.sent() if to != "coordinator@cdo.example")


def doubled(machine: Machine) -> dict[tuple[str, str], int]:
    return {key: n for key, n in Counter((to, mid) for to, mid, _ in machine.sent()).items() if n > 1}


def test_every_mail_that_left_has_its_line_and_no_person_stands_in_it(running: Machine) -> None:
    """One line a mail in the order of sending; addresses as keyed hashes, no names."""
    machine = running
    lines = list(read_lines(machine.state / "sent.log"))
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert Counter(line.message_id for line in lines) == Counter(mid for _, mid, _ in machine.sent())
    text = (machine.state / "sent.log").read_text("utf-8")
    for word in ("anna", "vera", "Анна", "Вера", "coordinator@", "Новое в библ"):
        assert word not in text
    assert (machine.state / "sent.log").stat().st_mode & 0o777 == 0o600
    assert (machine.state / "instance").stat().st_mode & 0o777 == 0o600
    assert meta(machine, "journal-seq") == str(len(lines))


def test_an_ordinary_restart_is_no_restored_copy(running: Machine) -> None:
    """Ledger and journal agree: the service goes on, armed."""
    machine = running
    machine.stop()
    machine.start().turn()
    assert machine.turns[-1].report.armed
    assert machine.turns[-1].delivered.ended != "held"


def test_a_ledger_older_than_its_journal_sends_nothing_to_anybody(running: Machine) -> None:
    """Invariant 19: a restored copy is silent, to the coordinator too, until a person decides; arming alone is not enough."""
    machine = running
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.write("dates.toml", MOVED)
    machine.live("2020-11-03 12:00")
    before, told = machine.sent(), participants(machine)
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    machine.start().live("2020-11-09 12:00")
    assert machine.turns[-1].delivered.ended == "held"
    machine.do("arm").live("2020-11-10 12:00")
    assert machine.sent() == before
    assert meta(machine, "hold-all") == recovering.JOURNAL
    machine.do("import-journal").live("2020-11-11 12:00")  # nor does the yes said before it count after the import
    assert not machine.turns[-1].report.armed
    assert participants(machine) == told


def test_after_the_import_nothing_goes_twice_and_what_is_new_goes(running: Machine) -> None:
    """Restored before a change that everybody was told: after import and arming the change is not repeated, the reminders come."""
    machine = running
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.write("dates.toml", MOVED)
    machine.live("2020-11-03 12:00")
    before = participants(machine)
    assert sum(before.values()) == 6, before  # overview, invitation, change for two
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    machine.start().turn()
    machine.do("import-journal")
    assert meta(machine, "hold-all") is None
    assert not machine.turn().report.armed  # importing is not arming
    machine.do("arm").live("2020-11-21 12:00")
    after = participants(machine) - before
    kinds = machine.station.ledger.store.db.execute("SELECT DISTINCT kind FROM message WHERE person > 0 AND created_at > ?",
                                                    (int(moscow("2020-11-03 13:00").timestamp()),)).fetchall()
    assert sum(after.values()) == 4, after  # D-7 and D-1 for two
    assert kinds == [("reminder",)]
    assert not doubled(machine)
    assert machine.station.ledger.events.all()[0].revision.sequence == 1


def test_an_event_unknown_to_the_restored_copy_is_not_announced_again(tmp_path: Path) -> None:
    """The copy is older than the confirmation: the invitations of the journal are entered under their keys."""
    machine = Machine(tmp_path / "home", start="2020-10-14 09:00")
    machine.turn()
    machine.do("arm").live("2020-10-15 12:00")
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.write("dates.toml", CONFIRMED)
    machine.live("2020-10-22 12:00")
    machine.write("dates.toml", MOVED)
    machine.live("2020-10-26 12:00")
    before = participants(machine)
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    machine.start().turn()
    machine.do("import-journal").do("arm").live("2020-11-03 12:00")
    assert participants(machine) == before
    assert not doubled(machine)
    machine.write("dates.toml", '[dates."teor-2"]\ncancelled = "карантин"\n')
    machine.live("2020-11-05 12:00")
    told = machine.station.ledger.store.db.execute("SELECT sequence, method FROM message WHERE kind = 'cancellation'").fetchall()
    assert told == [(2, "CANCEL"), (2, "CANCEL")]
    machine.stop()


@pytest.mark.parametrize(("now", "told"), [
    ("21.11.2020 10:00", "20.11.2020 15:00"),                      # people know the 20th, the copy the 19th
    ("19.11.2020 14:30", "20.11.2020 15:00"),                      # back to what the copy knows: people don't
    ("20.11.2020 15:00\"\nplace = \"Лицей", "20.11.2020 15:00"),  # the day people know, another place
])
def test_what_she_edits_beside_a_restored_copy_is_told_after_the_import(running: Machine, now: str, told: str) -> None:
    """The copy knows nothing of the change that people were told; the file was edited again before anybody imported it."""
    machine = running
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.write("dates.toml", f'[dates."teor-2"]\nwhen = "{told}"\n')
    machine.live("2020-11-03 12:00")
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    machine.start().turn()
    machine.write("dates.toml", f'[dates."teor-2"]\nwhen = "{now}"\n')
    machine.live("2020-11-03 12:30", look_hours=1)
    before = participants(machine)
    machine.do("import-journal").do("arm").live("2020-11-05 12:00")
    assert len(participants(machine) - before) == 2
    assert machine.station.ledger.store.db.execute("SELECT kind, sequence FROM message WHERE person > 0 AND state = 'sent' ORDER BY id DESC "
                                                   "LIMIT 2").fetchall() == [("change", 2)] * 2


def older_than_the_confirmation(tmp_path: Path) -> Machine:
    """People were invited to what was confirmed after the copy that stands in the ledger's place; not started yet."""
    machine = Machine(tmp_path / "home", start="2020-10-14 09:00")
    machine.turn()
    machine.do("arm").live("2020-10-15 12:00")
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.write("dates.toml", CONFIRMED)
    machine.live("2020-10-26 12:00")
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    return machine


def test_what_the_copy_never_heard_of_and_was_edited_since_is_told(tmp_path: Path) -> None:
    """The copy is older than the confirmation: what people were invited to is not what stands in the file by now."""
    machine = older_than_the_confirmation(tmp_path)
    machine.write("dates.toml", MOVED)
    machine.start().turn()
    before = participants(machine)
    machine.do("import-journal").do("arm").live("2020-10-28 12:00")
    assert len(participants(machine) - before) == 2
    assert machine.station.ledger.store.db.execute(
        "SELECT kind, sequence FROM message WHERE person > 0 AND state = 'sent' ORDER BY id DESC LIMIT 2").fetchall() == [("change", 1)] * 2
    machine.stop()


@pytest.mark.parametrize(("since", "told"), [('"teor-2" = { cancelled = "карантин" }', 1), ("", 1), ('"teor-2" = "19.11.2020 14:30"', 0)])
def test_what_the_copy_never_heard_of_and_is_no_more_is_hers_to_tell(tmp_path: Path, since: str, told: int) -> None:
    """People were invited after the copy, and she called it off before the journal was imported: there is nothing that a mail could call
    off, and nobody would have heard."""
    machine = older_than_the_confirmation(tmp_path)
    machine.write("dates.toml", f"[dates]\n{since}\n")
    machine.start().turn()
    machine.do("import-journal").do("arm").live("2020-10-26 12:30")
    notes = [text for (text,) in machine.station.ledger.store.db.execute("SELECT text FROM note WHERE topic = 'unheard' AND told_in > 0")]
    assert len(notes) == told
    assert all("участников позвали на teor-2, 19.11.2020, а теперь этой встречи" in text for text in notes)
    machine.stop()


def writes(machine: Machine, name: str, words: str) -> None:
    """The coordinator answers the newest mail she has."""
    newest = "SELECT message_id FROM message WHERE role = 'coordinator' AND state = 'sent' ORDER BY id DESC LIMIT 1"
    mid = machine.station.ledger.store.db.execute(newest).fetchone()[0]
    (machine.folder / "inbox" / "new" / name).write_text(
        f"From: coordinator@cdo.example\nTo: gmo@cdo.example\nSubject: Re\nMessage-ID: <{name}@cdo.example>\nIn-Reply-To: {mid}\n"
        f"Date: {format_datetime(machine.now)}\nContent-Type: text/plain; charset=utf-8\n\n{words}\n", encoding="utf-8")


def moved_by_letter(machine: Machine) -> Path:
    """A copy of the ledger from before the letter that moved the meeting."""
    machine.write("config.toml", CONFIG + f'[imap]\nmaildir = "{machine.folder / "inbox"}"\npoll_seconds = 3600\n')
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.live("2020-11-02 12:00")
    writes(machine, "1604307600.1.a", "teor-2: 20 ноября в 15:00")
    machine.live("2020-11-03 12:00")
    return copy


@pytest.mark.parametrize("decision", ["import-journal", "ignore-journal"])
def test_a_letter_that_a_restored_copy_hears_again_undoes_nothing_she_wrote_since(running: Machine, decision: str) -> None:
    """The mailbox hands out again what came after the copy. Moved by letter, then once more by hand: people would have been called to the
    letter's day. She is told, and what she writes afterwards counts."""
    machine, copy = running, moved_by_letter(running)
    assert "20.11.2020 15:00" in (machine.folder / "dates.toml").read_text("utf-8")
    machine.write("dates.toml", HERS)
    machine.live("2020-11-05 12:00")
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    machine.start().turn()
    machine.do(decision).do("arm").live("2020-11-06 12:00")
    assert (machine.folder / "dates.toml").read_text("utf-8") == HERS
    (told,) = (note for note in machine.station.ledger.store.db.execute("SELECT text FROM note WHERE topic = 'not-taken'"))
    assert told[0].startswith("Ваше письмо от 02.11.2020 12:00 прочитано ещё раз: журнал службы вернули к копии.")
    writes(machine, "1604653200.2.a", "teor-2: 25 ноября в 15:00")
    machine.turn()
    assert "25.11.2020 15:00" in (machine.folder / "dates.toml").read_text("utf-8")


def test_a_letter_is_carried_out_again_beside_a_dates_file_that_is_a_copy_too(running: Machine) -> None:
    """The whole machine is gone: what stood in the file since its copy is in the mailbox alone."""
    machine, copy = running, moved_by_letter(running)
    machine.stop()
    machine.write("dates.toml", CONFIRMED)
    os.utime(machine.folder / "dates.toml", (moscow("2020-10-22 12:00").timestamp(),) * 2)
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    machine.start().turn()
    before = participants(machine)
    machine.do("import-journal").do("arm").live("2020-11-04 12:00")
    assert "20.11.2020 15:00" in (machine.folder / "dates.toml").read_text("utf-8")
    assert participants(machine) == before


def test_a_person_may_decide_that_the_journal_does_not_matter(running: Machine) -> None:
    """``recover --ignore-journal``: the hold ends, arming is still asked for."""
    machine = running
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.live("2020-11-10 12:00")
    machine.stop()
    (machine.state / "ledger.sqlite3").write_bytes(copy.read_bytes())
    machine.start().turn()
    machine.do("ignore-journal")
    assert machine.turn().delivered.ended != "held"
    assert not machine.turns[-1].report.armed


def test_a_crash_between_journal_and_commit_is_put_right_without_a_second_copy(running: Machine) -> None:
    """The journal says the server took it, the ledger says it is on its way: it counts as sent, and nothing is held."""
    machine = running
    ledger = machine.station.ledger
    row = ledger.store.db.execute("SELECT id, message_id FROM message WHERE state = 'sent' AND kind = 'invitation'").fetchone()
    position = int(meta(machine, "journal-seq") or 0)
    machine.stop()
    line = [json.loads(raw) for raw in (machine.state / "sent.log").read_text("utf-8").splitlines()]
    entry = next(found for found in line if found[14] == row[1])
    with sqlite3.connect(machine.state / "ledger.sqlite3") as db:  # as the ledger was before that commit
        db.execute("UPDATE message SET state = 'sending' WHERE id = ?", (row[0],))
        db.execute("UPDATE tally SET n = n - 1 WHERE state = 'sent'")
        db.execute("INSERT INTO tally VALUES ('sending', 1) ON CONFLICT (state) DO UPDATE SET n = n + 1")
    db.close()
    with (machine.state / "sent.log").open("a", encoding="utf-8") as file:
        file.write(json.dumps([position + 1, *entry[1:]]) + "\n")
    before = machine.sent()
    machine.start().turn()
    assert machine.sent() == before
    assert machine.turns[-1].report.armed
    state = machine.station.ledger.store.db.execute("SELECT state, uncertain FROM message WHERE id = ?", (row[0],)).fetchone()
    assert state == ("sent", 0)


def test_another_machine_holds_until_armed_there(running: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cloned virtual machine or a copied folder: two services must not speak for one association."""
    machine = running
    machine.station.ledger.facts.put("machine", "this one")  # containers often have no /etc/machine-id
    machine.stop()
    monkeypatch.setattr(recovering, "machine_mark", lambda: "another")
    machine.start().live("2020-11-09 12:00")
    assert machine.turns[-1].delivered.ended == "held"
    machine.do("arm")
    assert machine.turn().report.armed
    machine.stop()
    machine.start().turn()
    assert machine.turns[-1].report.armed


def test_a_ledger_of_another_folder_holds(running: Machine, tmp_path: Path) -> None:
    """The ledger alone, without its key, is somebody's copy."""
    machine = running
    machine.stop()
    (machine.state / "instance").unlink()
    (machine.state / "sent.log").unlink()
    machine.start().turn()
    assert machine.turns[-1].delivered.ended == "held"
    assert meta(machine, "hold-all") == recovering.FOLDER


def test_a_torn_line_costs_nothing(running: Machine) -> None:
    """A crash in the middle of a line: the next one begins anew, the torn one is left out."""
    machine = running
    machine.stop()
    path = machine.state / "sent.log"
    whole = last_seq(path)
    with path.open("a", encoding="utf-8") as file:
        file.write('[99,1600000000,"se')
    machine.start().turn()
    assert machine.turns[-1].report.armed
    machine.live("2020-11-20 12:00")
    assert [line.seq for line in read_lines(path)] == list(range(1, last_seq(path) + 1))
    assert last_seq(path) > whole


def test_a_journal_that_cannot_be_written_stops_no_mail(running: Machine, caplog: pytest.LogCaptureFixture) -> None:
    """Invariant 20: the ledger is the truth; the log says once that the journal is not kept."""
    machine = running
    before = len(machine.sent())
    machine.station.close()
    (machine.state / "sent.log").unlink()
    (machine.state / "sent.log").mkdir()
    machine.start().live("2020-11-20 12:00")
    assert len(machine.sent()) > before
    assert sum("journal of sent mail is not written" in record.message for record in caplog.records) == 1


def test_a_journal_moved_away_is_begun_anew(running: Machine) -> None:
    """By logrotate, while the service runs: a restored copy is recognised by the file of this name."""
    machine, file = running, running.state / "sent.log"
    before = last_seq(file)
    file.rename(machine.state / "sent.log.1")
    machine.write("dates.toml", MOVED)
    machine.live("2020-11-03 12:00")
    assert last_seq(machine.state / "sent.log.1") == before
    assert [line.seq for line in read_lines(file)] == list(range(before + 1, int(meta(machine, "journal-seq") or 0) + 1))
    assert file.stat().st_mode & 0o777 == 0o600
    assert last_seq(file) > before


def test_a_folder_in_the_moved_journals_place_stops_no_mail(running: Machine, caplog: pytest.LogCaptureFixture) -> None:
    """The lines go on into the file that was moved, and the log says why."""
    machine, file = running, running.state / "sent.log"
    before = len(machine.sent())
    file.rename(machine.state / "sent.log.1")
    file.mkdir()
    machine.write("dates.toml", MOVED)
    machine.live("2020-11-03 12:00")
    assert len(machine.sent()) > before
    assert last_seq(machine.state / "sent.log.1") == int(meta(machine, "journal-seq") or 0)
    assert any("journal of sent mail is not written" in record.message for record in caplog.records)


def test_a_restored_copy_is_held_before_it_has_its_name(running: Machine) -> None:
    """``restore``: the copy says itself that it is held, so no crash leaves one that sends; the replaced one is kept."""
    machine = running
    copy = make_copy(machine.station.ledger.store, machine.folder / "copy.sqlite3")
    machine.stop()
    kept = put_back(machine.state, copy, why="восстановлен из копии", stamp=1)
    assert kept is not None
    assert kept.exists()
    machine.start().live("2020-11-13 12:00")
    assert not machine.turns[-1].report.armed
    assert machine.station.ledger.facts.hold_reason() == "восстановлен из копии"
    reminders = machine.station.ledger.store.db.execute("SELECT count(*) FROM message WHERE kind = 'reminder'").fetchone()
    assert reminders == (0,)


def test_a_rehearsal_keeps_no_journal(tmp_path: Path) -> None:
    """Only an installation pays for it."""
    store = Store.open(tmp_path, durable=False)
    assert not (tmp_path / "sent.log").exists()
    Journal(store, tmp_path).close()
    store.close()
    assert (tmp_path / "sent.log").exists()
