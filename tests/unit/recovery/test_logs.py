"""Logs: a line a decision, ids and codes, nobody's name, address or topic and no secret (attack 45, invariant 24)."""

import io
import logging
import sys
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path

import pytest
from support.machine import Machine
from support.unreliable_smtp import UnreliableSmtp
from support.year import CONFIG

from notifier.doors.cli import explain
from notifier.doors.logs import JournalFormatter, to_stderr
from notifier.flows.hearing.intake import Intake
from notifier.flows.rehearsal.answer import reply_mail

GOLDEN = Path(__file__).parents[2] / "golden" / "inbound"

PEOPLE = """name,email,school,groups,greeting,left
Варламова Аграфена Тихоновна,agrafena.varlamova@mail.example,МБОУ «Засекреченная школа»,,Дорогая Аграфена!,
Пантелеймонов Ипполит,ippolit@bad.example,МБОУ «Засекреченная школа»,,,
"""
PLAN = """
title = "Сокровенный план на 2020-2021 учебный год"
school_year = "2020-2021"
[[item]]
id = "teor-2"
number = "2"
sector = "Тайный сектор"
topics = ["Неразглашаемая тема"]
when = "ноябрь 2020"
places = ["Укромное место"]
responsible = ["Иващенко И.В."]
"""
SECRET = "correct-horse-battery-staple"
WORDS = ("Варламова", "Аграфена", "varlamova", "Пантелеймонов", "ippolit", "Засекречен", "Сокровенный", "Тайный", "Неразглашаем",
         "Укромное", "Иващенко", "coordinator@", "gmo@", SECRET, "Приглашение", "Напоминание", "карантинная причина")


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service's process would have written."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    to_stderr(verbose=True)
    yield stream
    root.handlers[:], logging.raiseExceptions = before[0], before[2]
    root.setLevel(before[1])


def test_a_whole_year_is_logged_without_a_word_about_anybody(tmp_path: Path, stderr: io.StringIO) -> None:
    """Invitations, a move, answers of the server with addresses in them, bounces of the login, broken files, an erasure."""
    refused = "550 5.1.1 <ippolit@bad.example> Пантелеймонов unknown\r\n".encode()
    with UnreliableSmtp(always={"rcpt:ippolit@bad.example": refused}) as server:
        password = tmp_path / "password"
        password.write_text(SECRET)
        password.chmod(0o600)
        config = CONFIG.replace('transport = "maildir"', f'transport = "smtp"\n[smtp]\nhost = "127.0.0.1"\nport = {server.port}\n'
                                'security = "none"\n[heartbeat]\nurl = "https://127.0.0.1:1/' + SECRET + '"')
        machine = Machine(tmp_path / "home", start="2020-10-14 09:00", config=config, people=PEOPLE, plan=PLAN)
        machine.turn()
        machine.do("arm").live("2020-10-15 12:00")
        machine.write("dates.toml", '[dates]\n"teor-2" = "19.11.2020 14:30"\n')
        machine.live("2020-10-21 12:00")
        machine.write("plan.toml", PLAN + "\nсломано = [")
        machine.live("2020-10-22 12:00")
        machine.write("plan.toml", PLAN)
        machine.write("dates.toml", '[dates."teor-2"]\ncancelled = "карантинная причина"\n')
        machine.write("people.csv", PEOPLE.splitlines()[0] + "\n" + PEOPLE.splitlines()[2] + "\n")
        machine.live("2021-05-31 18:00", look_hours=24)
        machine.do("erase", why="agrafena.varlamova@mail.example").do("drop", id=1, why="карантинная причина")
        machine.stop()
    text = stderr.getvalue()
    assert text.count("\n") > 20
    assert all(line[:1] == "<" and line[2:3] == ">" for line in text.splitlines()), "every line has its priority"
    for word in WORDS:
        assert word not in text, [line for line in text.splitlines() if word in line][:3]
    assert "@" not in text
    for decision in ("revision teor-2.2020-2021 sequence 0", "revision teor-2.2020-2021 sequence 1", "request: armed",
                     "request: person erased", "550 5.1.1", "the day's care",
                     "files with mistakes: toml-syntax; the last good versions stay in force", "files are sound again"):
        assert decision in text, decision


def letters(machine: Machine) -> list[bytes]:
    """One of each kind that may come, with the names, addresses and words nobody shall read in the log."""
    now, uid = machine.now, machine.station.ledger.events.all()[0].event.uid
    agrafena, gmo = "agrafena.varlamova@mail.example", "gmo@cdo.example"
    answer = reply_mail(agrafena, gmo, uid, 0, "DECLINED", now)
    counter = answer.replace(b"REPLY", b"COUNTER").replace(f"UID:{uid}".encode(), f"UID:{uid}\nDTSTART:20201120T080000Z".encode())
    (last,) = machine.station.ledger.store.db.execute("SELECT max(message_id) FROM message WHERE role = 'coordinator'").fetchone()
    (hers,) = machine.station.ledger.store.db.execute("SELECT max(message_id) FROM message WHERE address = ?", (agrafena,)).fetchone()

    def letter(sender: str, words: str, *headers: str) -> bytes:
        lines = [f"From: Аграфена Варламова <{sender}>", f"To: {gmo}", "Subject: Приглашение", f"Date: {format_datetime(now)}",
                 f"Message-ID: <{len(words)}.{sender}>", *headers, "Content-Type: text/plain; charset=utf-8"]
        return "\n".join([*lines, "", words]).encode()

    bounce = GOLDEN.joinpath("postfix-user-unknown.eml").read_bytes().replace(b"<invitation.teor-2.1.17@cdo.example>", hers.encode())
    return [
        answer, counter, answer.replace(b"UID:", b"X-UID:"), answer.replace(b"REPLY", b"CANCEL"), bounce,
        letter(agrafena, "Подскажите, Пантелеймонов придёт?"), letter(agrafena, "стоп"), letter("stranger@evil.example", "Неразглашаемая тема?"),
        letter(agrafena, "В отпуске, Варламова", "Auto-Submitted: auto-replied"),
        letter("coordinator@cdo.example", "teor-2: отмена: карантинная причина", f"In-Reply-To: {last}"),
        letter("coordinator@cdo.example", "Варламова, непонятно что за тема", f"In-Reply-To: {last}"),
        letter("evil@evil.example", "teor-2: отмена: карантинная причина", f"In-Reply-To: {last}"),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nВарламова\n".encode() * 5000,
    ]


def test_what_people_write_stands_nowhere_in_the_log(tmp_path: Path, stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers, questions, orders, forgeries, bounces and what cannot be read, through the mailbox: which kind each was, and no word of it;
    also where one cannot be dealt with."""
    inbox = tmp_path / "inbox"
    config = CONFIG + f'[imap]\nmaildir = "{inbox}"\npoll_seconds = 3600\n'
    machine = Machine(tmp_path / "home", start="2020-10-14 09:00", config=config, people=PEOPLE, plan=PLAN,
                      dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    machine.turn()
    machine.do("arm").live("2020-10-21 12:00")
    raws = letters(machine)
    for number, raw in enumerate(raws):
        (inbox / "new" / f"16032{number:05d}.1.host").write_bytes(raw)
    machine.station.turn(lambda: machine.now, mail_waits=True)
    machine.live("2020-10-28 12:00")
    with monkeypatch.context() as patch:
        def stumble(_: object, heard: object) -> None:
            raise ValueError(f"no word of this: {heard}")

        patch.setattr(Intake, "_hear", stumble)
        (inbox / "new" / "1603300000.1.host").write_bytes(raws[0].replace(b"DECLINED", b"ACCEPTED"))
        for _ in range(2):
            machine.station.turn(lambda: machine.now, mail_waits=True)
    seen = dict(machine.station.ledger.store.db.execute("SELECT class, count(*) FROM inbox GROUP BY class"))
    machine.stop()
    text = stderr.getvalue()
    assert sum(text.count(f"heard {kind}\n") for kind in seen) == len(raws)
    assert {"Reply", "Counter", "Unread", "ForeignCalendar", "Bounce", "Human", "AutoReply", "SetAside"} == set(seen)
    assert "a message could not be dealt with (Reply)" in text
    for word in (*WORDS, "Подскажите", "непонятно", "evil", "карантин"):
        assert word not in text, [line for line in text.splitlines() if word in line][:3]
    assert "@" not in text


def test_a_traceback_says_where_and_never_what() -> None:
    """The text of an exception quotes what it stumbled over; chained ones, too."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JournalFormatter("%(name)s: %(message)s"))
    logger = logging.Logger("probe")
    logger.addHandler(handler)
    try:
        try:
            int("Варламова")
        except ValueError as error:
            raise RuntimeError(f"agrafena@mail.example: {error}") from error
    except RuntimeError:
        logger.exception("message 7 cannot be made")
    text = stream.getvalue()
    assert "message 7 cannot be made" in text
    assert "ValueError" in text
    assert "RuntimeError" in text
    assert "test_logs.py" in text
    assert "Варламова" not in text
    assert "agrafena" not in text


def test_an_address_is_blotted_out_wherever_it_came_from() -> None:
    """No line of ours names one; a library's may."""
    record = logging.makeLogRecord({"msg": "refused: %s", "args": ("<agrafena.varlamova@mail.example>",)})
    assert JournalFormatter("%(message)s").format(record) == "<6>refused: <<address>>"


def test_a_mistake_of_ours_is_shown_without_data(capsys: pytest.CaptureFixture[str]) -> None:
    """``notifier run``'s stderr is the journal: what ends the process is told as place and kind."""
    assert explain(KeyError("agrafena.varlamova@mail.example")) == 3
    said = capsys.readouterr().err
    assert "KeyError" in said
    assert "varlamova" not in said


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault 40: a full log partition or a dead journald never raises into the work."""
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    root = logging.getLogger()
    before = root.handlers[:], root.level, logging.raiseExceptions
    monkeypatch.setattr(sys, "stderr", Full())
    try:
        to_stderr()
        logging.getLogger("notifier.probe").error("nobody hears this")
    finally:
        root.handlers[:], logging.raiseExceptions = before[0], before[2]
        root.setLevel(before[1])
