"""The service under real destruction: killed, starved of disk, its ledger damaged, its clock pushed, its network cut."""

import contextlib
import random
import re
import signal
import ssl
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import trustme
from integration.support.installation import Installation
from integration.support.waiting import until
from support.unreliable_smtp import DROP, TAKE_AND_DROP, UnreliableSmtp

from notifier.edges.ledger.sqlite import sqlite3

pytestmark = pytest.mark.integration
PEOPLE = ("anna@school.example", "boris@school.example", "vera@school.example")
SUPPORT = Path(__file__).parents[2] / "support"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Three librarians; mails go into a Maildir."""
    return Installation(tmp_path / "i", people=PEOPLE)


def waiting(installation: Installation) -> int:
    """How many mails wait or are on the wire."""
    outbox = installation.status()["outbox"]
    return int(outbox["queued"] + outbox["sending"])


def invited(installation: Installation) -> None:
    """Arm, confirm, wait for the three invitations."""
    installation.done("arm", "--yes")
    installation.done("confirm", "teor-1", installation.phrase(12))
    installation.wait_sent("invitation", len(installation.people))


def participants(installation: Installation) -> list[str]:
    """Kinds of all mails to librarians that left."""
    return [mail.kind for mail in installation.mails() if mail.role == "librarian" and mail.state == "sent"]


# --- killed


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[tuple[int, Callable[[], list[list[str]]]]]:
    """An SMTP server in a process of its own: its port, and what it took so far (address, digest of the bytes)."""
    record = tmp_path / "record"
    process = subprocess.Popen([sys.executable, SUPPORT / "sink.py", record], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    port = int(process.stdout.readline())
    yield port, lambda: [line.split() for line in record.read_text().splitlines()]
    process.kill()
    process.communicate()


def test_killed_ten_times_while_sending_five_hundred_mails(tmp_path: Path, sink: tuple[int, Callable[[], list[list[str]]]]) -> None:
    """SIGKILL to ``notifier run`` at random moments, started again each time: every invitation arrives; copies only of what
    the ledger says was open at a kill; all copies byte for byte what is stored."""
    people = [f"p{n}@school.example" for n in range(500)]
    installation = Installation(tmp_path / "i", people=people)
    port, taken = sink
    installation.use_smtp(port)
    moments = random.Random(1918)
    installation.done("tick")
    installation.done("arm", "--yes")
    installation.done("confirm", "teor-1", installation.phrase(12))
    kills = 0
    while kills < 10:
        with contextlib.suppress(subprocess.TimeoutExpired), installation.service(ready=False) as service:
            goal = len(taken()) + moments.randrange(1, 50)
            until(lambda goal=goal: len(taken()) >= goal or len({a for a, _ in taken()}) >= 500, what="some mails",  # type: ignore[misc]
                  hint=service.log, every=0.002)
            time.sleep(moments.uniform(0, 0.02))
            service.process.send_signal(signal.SIGKILL)
            service.process.wait(10)
            kills += 1
    with installation.service():
        until(lambda: not waiting(installation), what="everything has left", every=0.5,
              hint=lambda: installation.status()["outbox"])
    outbox = installation.status()["outbox"]
    assert outbox["held"] == outbox["failed"] == outbox["sending"] == 0
    store = sqlite3.connect(installation.state / "ledger.sqlite3")
    uncertain = dict(store.execute("SELECT address, uncertain FROM message WHERE kind = 'invitation'"))
    store.close()
    copies = Counter(address for address, _ in taken() if address in set(people))
    print(f"kills {kills}, copies {sum(copies.values()) - 500}, open at kills {sum(uncertain.values())}")
    assert set(copies) == set(people)
    assert all(count <= 1 + uncertain[address] for address, count in copies.items())
    stored = {mail.address: sha256(installation.stored(mail)).hexdigest() for mail in installation.mails("invitation")}
    assert {(address, digest) for address, digest in taken() if address in stored} == set(stored.items())
    before = len(taken())
    installation.done("tick")
    assert len(taken()) == before


@pytest.mark.parametrize("reply_seconds", [0.2, 1.5])
def test_a_slow_server_holds_up_a_stop_for_its_replies_only(tmp_path: Path, reply_seconds: float) -> None:
    """Fault 43: SIGTERM in the middle of a window: what is on the wire ends (its replies, and one for the good-bye), nothing more begins,
    and everybody gets exactly one after the next start."""
    people = [f"p{n}@school.example" for n in range(60)]
    installation = Installation(tmp_path / "i", people=people)
    with UnreliableSmtp() as server:
        installation.use_smtp(server.port)
        with installation.service() as service:
            installation.done("arm", "--yes")
            until(lambda: server.accepted, what="the coordinator's first mail")
            server.latency_seconds = reply_seconds
            installation.done("confirm", "teor-1", installation.phrase(12))
            until(lambda: any(taken.recipient in people for taken in server.accepted), what="an invitation", hint=service.log, every=0.01)
            began = time.monotonic()
            assert service.stop() == 0
            took = time.monotonic() - began
        print(f"a reply takes {reply_seconds} s: stopped within {took:.1f} s")
        assert took < 6 * reply_seconds + 3
        states = Counter(mail.state for mail in installation.mails("invitation"))
        assert states.keys() == {"sent", "queued"}
        server.latency_seconds = 0
        with installation.service():
            installation.wait_sent("invitation", 60)
        got = Counter(taken.recipient for taken in server.accepted)
    assert {address: got[address] for address in people} == dict.fromkeys(people, 1)


def test_a_mailing_is_looked_at_and_stopped_while_it_leaves(tmp_path: Path) -> None:
    """Beside a server that takes its time: SIGHUP brings a corrected date before the rest of the old ones, which only those hear of who
    were told before; ``disarm`` holds after the mails on the wire."""
    people = [f"p{n}@school.example" for n in range(120)]
    installation = Installation(tmp_path / "i", people=people)

    def got() -> Counter[str]:
        return Counter(taken.recipient for taken in server.accepted if taken.recipient in people)

    with UnreliableSmtp() as server:
        installation.use_smtp(server.port)
        with installation.service() as service:
            installation.done("arm", "--yes")
            until(lambda: server.accepted, what="the coordinator's first mail")
            server.latency_seconds = 0.2
            installation.done("confirm", "teor-1", installation.phrase(12))
            until(got, what="an invitation", hint=service.log)
            installation.done("confirm", "teor-1", installation.phrase(14))
            service.process.send_signal(signal.SIGHUP)
            until(lambda: installation.mails("change"), what="the change", hint=service.log)
            server.latency_seconds = 0
            until(lambda: not waiting(installation), what="calm")
            told = len(installation.mails("change"))
            assert told < 60
            assert sorted(got().values()) == [1] * (120 - told) + [2] * told
            server.latency_seconds = 0.2
            installation.done("confirm", "teor-1", installation.phrase(16))
            until(lambda: sum(got().values()) > 120 + told, what="another change", hint=service.log)
            installation.done("disarm")
            stopped = sum(got().values())
            assert stopped < 120 + told + 40
            time.sleep(2)
            assert sum(got().values()) == stopped


# --- the ledger and its disk


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Sixteen megabytes of their own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", disk], capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def fill_up(disk: Path) -> None:
    """Not a byte is left."""
    for name, size in (("filler", 65536), ("rest", 1)):
        with (disk / name).open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * size)


def room(disk: Path) -> None:
    """Somebody cleans up."""
    for name in ("filler", "rest"):
        (disk / name).unlink(missing_ok=True)


def test_a_full_disk_sends_nothing_loses_nothing_and_is_said_in_words(small_disk: Path) -> None:
    """While the disk is full nobody is written to; the process stays or ends with 3, without a traceback; with room again (and a
    start, as its manager would) each person gets exactly one."""
    installation = Installation(small_disk / "i", people=PEOPLE)
    with UnreliableSmtp() as server:
        installation.use_smtp(server.port)
        with installation.service() as service:
            installation.done("arm", "--yes")
            until(lambda: server.accepted, what="the coordinator's mail")
            before = len(server.accepted)
            installation.write("dates.toml", f'[dates]\n"teor-1" = "{installation.phrase(12)}"\n')
            fill_up(small_disk)
            service.process.send_signal(signal.SIGHUP)
            until(lambda: "full" in service.log() or service.process.poll() is not None, what="it notices", hint=service.log)
            assert "Traceback" not in service.log()
            assert service.process.poll() in (None, 3)
            assert len(server.accepted) <= before + 3
            if service.process.poll() is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):  # it may stay: what the former one's WAL took is room again
                    assert installation.cli("run", seconds=10).returncode == 3
                assert len(server.accepted) <= before + 3
            room(small_disk)
            service.kill()
        with installation.service():
            installation.wait_sent("invitation", 3)
        assert Counter(taken.recipient for taken in server.accepted if "school" in taken.recipient) == dict.fromkeys(PEOPLE, 1)


def test_a_read_only_disk_is_said_in_words(small_disk: Path) -> None:
    """Neither ``run`` nor ``tick`` sends or shows a traceback; ``status`` still answers."""
    installation = Installation(small_disk / "i", people=PEOPLE)
    with installation.service():
        invited(installation)
    installation.write("dates.toml", f'[dates]\n"teor-1" = "{installation.phrase(14)}"\n')
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    for command in ("tick", "run"):
        result = installation.cli(command)
        assert result.returncode == 3, result
        assert "Traceback" not in result.stderr
        assert re.search("Отправка остановлена|Ничего не отправлено|недоступна для записи", result.stderr)
    installation.done("status")
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    with installation.service():
        installation.wait_sent("change", 3)


def test_a_disk_that_turns_read_only_under_the_service_ends_it_with_3(small_disk: Path) -> None:
    """After a failed write nothing more is sent; the manager starts it again, and then it is refused in words."""
    installation = Installation(small_disk / "i", people=PEOPLE)
    with installation.service(ready=True) as service:
        invited(installation)
        # SQLite holds its files open for writing, so a remount is refused while it runs: the files' bits do it instead
        installation.write("dates.toml", f'[dates]\n"teor-1" = "{installation.phrase(14)}"\n')
        subprocess.run(["mount", "-o", "remount,ro", small_disk], check=False, capture_output=True)
        until(lambda: service.process.poll() is not None or participants(installation).count("change") == 3, what="an end",
              hint=service.log)
        assert "Traceback" not in service.log()
        assert service.process.poll() in (None, 3)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:len(path.read_bytes()) // 2 + 100]),
    "overwritten": lambda path: path.write_bytes(path.read_bytes()[:4096] + b"\xff" * (len(path.read_bytes()) - 4096)),
    "newer": lambda path: _newer(path),  # noqa: PLW0108  # defined below
    "not a ledger": lambda path: path.write_bytes(b"hello " * 1000),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def _newer(path: Path) -> None:
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version=99")
    database.close()


@pytest.mark.parametrize("damage", sorted(DAMAGE))
def test_a_damaged_ledger_refuses_in_words(installation: Installation, damage: str) -> None:
    """Nothing is sent, nothing is written over, the exit code is 3 and no traceback is shown; ``status`` says so, too."""
    with installation.service():
        invited(installation)
    ledger = installation.state / "ledger.sqlite3"
    good = ledger.read_bytes()
    DAMAGE[damage](ledger)
    bytes_before = ledger.read_bytes() if ledger.is_file() else b""
    for command in ("run", "tick", "arm --yes", "status", "log"):
        result = installation.cli(*command.split())
        assert result.returncode == 3, (command, result)
        assert "Traceback" not in result.stderr
        assert "журнал" in result.stderr.casefold()
    assert (ledger.read_bytes() if ledger.is_file() else b"") == bytes_before
    if ledger.is_dir():
        ledger.rmdir()
    ledger.write_bytes(good)
    with installation.service():
        installation.done("confirm", "teor-1", installation.phrase(14))
        installation.wait_sent("change", 3)


def test_a_ledger_locked_by_another_program_waits(installation: Installation) -> None:
    """A backup or a sqlite3 shell holds the file: the service says so, stays, sends nothing meanwhile, and goes on after."""
    with installation.service() as service:
        invited(installation)
        other = sqlite3.connect(installation.state / "ledger.sqlite3", timeout=20, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        installation.write("dates.toml", f'[dates]\n"teor-1" = "{installation.phrase(14)}"\n')
        until(lambda: "занят" in service.log() or service.process.poll() is not None, what="it says so", hint=service.log)
        assert service.process.poll() is None, service.log()
        other.execute("ROLLBACK")
        other.close()
        installation.wait_sent("change", 3)
        assert "Traceback" not in service.log()


# --- time


FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
needs_faketime = pytest.mark.skipif(FAKETIME is None, reason="needs faketime")


def clock(**how: str) -> dict[str, str]:
    """The environment of a process with another wall clock; the steady one is left alone."""
    return {"LD_PRELOAD": str(FAKETIME), "FAKETIME_DONT_FAKE_MONOTONIC": "1", **how}


@needs_faketime
@pytest.mark.parametrize("jump", ["+9d", "-9d"])
def test_a_clock_that_jumps_holds_everything_until_a_person_says_yes(installation: Installation, tmp_path: Path, jump: str) -> None:
    """Nine days in either direction: no reminder, nothing to participants; ``arm`` lets work go on."""
    rc = tmp_path / "faketimerc"
    rc.write_text("+0")
    with installation.service(environment=clock(FAKETIME_TIMESTAMP_FILE=str(rc), FAKETIME_NO_CACHE="1")) as service:
        invited(installation)
        before = participants(installation)
        rc.write_text(jump)
        service.wait_logged("the clock jumped")
        service.wait_told("STATUS=not armed: ")
        assert participants(installation) == before
        count = len(service.told)
        installation.done("arm", "--yes")
        service.wait_told("STATUS=armed", since=count)
        service.reload()
        assert service.told[-1].startswith("STATUS=armed"), service.told[-1]
        assert "Traceback" not in service.log()


@needs_faketime
def test_a_week_off_sends_no_stale_reminder(installation: Installation) -> None:
    """Stopped before the reminder a week ahead, started nine days later: of what fell due meanwhile only what is still true goes;
    started once more when all is over: nothing."""
    with installation.service():
        installation.done("arm", "--yes")
        installation.done("confirm", "teor-1", installation.phrase(14))
        installation.wait_sent("invitation", 3)
    with installation.service(environment=clock(FAKETIME="+9d")) as service:
        installation.wait_sent("reminder", 3)
        assert "Traceback" not in service.log()
    assert [mail.step for mail in installation.mails("reminder")] == ["D-7"] * 3
    with installation.service(environment=clock(FAKETIME="+15d")) as service:
        service.reload()
        assert "Traceback" not in service.log()
    assert len(installation.mails("reminder")) == 3


# --- the network


PHASES = ("banner", "ehlo", "mail", "rcpt", "data", "body", "dot")


@pytest.mark.parametrize("phase", PHASES)
def test_a_line_cut_in_any_phase_brings_everybody_exactly_one(tmp_path: Path, phase: str) -> None:
    """Before the final dot nothing was taken and the mail goes again; after it a copy may exist, of that one mail, the same
    bytes."""
    installation = Installation(tmp_path / "i", people=PEOPLE)
    with UnreliableSmtp() as server:
        installation.use_smtp(server.port)
        with installation.service() as service:
            installation.done("arm", "--yes")
            until(lambda: server.accepted, what="the coordinator's first mail")
            until(lambda: not waiting(installation), what="calm")
            server.faults = {phase: [DROP] if phase != "dot" else [TAKE_AND_DROP]}
            installation.done("confirm", "teor-1", installation.phrase(12))
            until(lambda: not server.faults[phase], what="the cut", hint=service.log)
            hurry(installation)
            installation.wait_sent("invitation", 3)
        got = Counter(taken.recipient for taken in server.accepted if "school" in taken.recipient)
        assert set(got) == set(PEOPLE)
        assert sum(got.values()) <= (4 if phase == "dot" else 3)
        stored = {mail.address: installation.stored(mail) for mail in installation.mails("invitation")}
        assert all(taken.content == stored[taken.recipient] for taken in server.accepted if taken.recipient in stored)


def hurry(installation: Installation) -> None:
    """The pause after a fault is over: nobody waits minutes in a test."""
    database = sqlite3.connect(installation.state / "ledger.sqlite3", timeout=20)
    with database:
        database.execute("DELETE FROM meta WHERE key = 'breaker'")
        database.execute("UPDATE message SET next_at = due WHERE state = 'queued'")
    database.close()


def context_of(authority: trustme.CA, *names: str, **options: object) -> ssl.SSLContext:
    """A server's TLS with a certificate of this authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names, **options).configure_cert(context)  # type: ignore[arg-type]
    return context


@pytest.mark.parametrize("fault", ["unknown authority", "other name", "expired", "no tls offered"])
def test_a_server_that_can_not_be_trusted_gets_no_password_and_no_mail(tmp_path: Path, fault: str) -> None:
    """The account rests and says why; not a byte of a mail or a password leaves; a mended server gets everything."""
    from datetime import UTC, datetime, timedelta

    installation = Installation(tmp_path / "i", people=PEOPLE)
    ours, theirs = trustme.CA(), trustme.CA()
    ours.cert_pem.write_to_path(installation.folder / "ca.pem")
    past = datetime.now(UTC) - timedelta(days=1)
    bad = {"unknown authority": lambda: context_of(theirs, "localhost"), "other name": lambda: context_of(ours, "mx.example"),
           "expired": lambda: context_of(ours, "localhost", not_after=past), "no tls offered": lambda: None}[fault]()
    with UnreliableSmtp(password="s3cret", tls=bad) as server:
        installation.use_smtp(server.port, login=True, security="starttls", ca_file=installation.folder / "ca.pem", password="s3cret")
        with installation.service() as service:
            service.wait_logged("account rests")
            assert server.accepted == []
            assert not [command for command in server.commands if command.startswith(("AUTH", "MAIL", "RCPT"))]
            server.tls = context_of(ours, "localhost")
            hurry(installation)
            invited(installation)
            assert service.process.poll() is None


def test_greylisting_and_a_full_quota_are_waited_out(tmp_path: Path) -> None:
    """451 for a recipient is that recipient's wait; 452/4.7.0 of the account rests the account; nobody is blamed, all arrive."""
    installation = Installation(tmp_path / "i", people=PEOPLE)
    with UnreliableSmtp() as server:
        installation.use_smtp(server.port)
        with installation.service() as service:
            installation.done("arm", "--yes")
            until(lambda: server.accepted, what="the coordinator's first mail")
            server.faults = {f"rcpt:{PEOPLE[0]}": [b"451 4.7.1 Greylisted, try again in 5 minutes\r\n"]}
            installation.done("confirm", "teor-1", installation.phrase(12))
            installation.wait_sent("invitation", 2)
            hurry(installation)
            installation.wait_sent("invitation", 3)
            server.faults = {"mail": [b"452 4.7.0 Quota exceeded, too many messages today\r\n"]}
            installation.done("confirm", "teor-1", installation.phrase(14))
            service.wait_logged("account rests")
            hurry(installation)
            installation.wait_sent("change", 3)
        assert {person["state"] for person in installation.status()["people"]} == {"ok"}
        got = Counter(taken.recipient for taken in server.accepted if "school" in taken.recipient)
        assert got == dict.fromkeys(PEOPLE, 2)

