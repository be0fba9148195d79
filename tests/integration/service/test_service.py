"""The process itself: what it tells its manager, what wakes it, what it does with broken files, how it ends."""

import os
import re
import signal
import socket
import time
from contextlib import closing
from pathlib import Path

import pytest
from integration.support.installation import Installation, Item, Running
from integration.support.waiting import PATIENCE, until
from support.unreliable_smtp import UnreliableSmtp

from notifier.edges.ledger.sqlite import sqlite3

pytestmark = pytest.mark.integration
PEOPLE = ("anna@school.example", "boris@school.example", "vera@school.example")


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Three librarians; mails go into a Maildir."""
    return Installation(tmp_path / "i", people=PEOPLE)


def invited(installation: Installation, ahead: int = 12) -> None:
    """Arm, confirm, wait for the three invitations."""
    installation.done("arm", "--yes")
    installation.done("confirm", "teor-1", installation.phrase(ahead))
    installation.wait_sent("invitation", 3)


def alarms(installation: Installation) -> list[str]:
    """The texts of the alarms that left, oldest first."""
    from email import message_from_bytes, policy

    texts = []
    for mail in installation.mails("alarm"):
        body = message_from_bytes(installation.stored(mail), policy=policy.default).get_body(("plain",))
        assert body is not None
        texts.append(body.get_content())
    return texts


# --- the manager


def test_it_tells_its_manager_ready_status_and_progress(installation: Installation) -> None:
    """READY after the first pass, STATUS with what is next, WATCHDOG with each pass, STOPPING at the end (sd_notify(3))."""
    with installation.service() as service:
        service.wait_told("WATCHDOG=1")
        assert "not armed" in service.wait_told("STATUS=")
        before = len(service.told)
        installation.done("arm", "--yes")
        assert "STATUS=armed" in service.wait_told("STATUS=armed", since=before)
        service.wait_told("WATCHDOG=1", since=before)
        assert re.search(r"next at \d{4}-\d\d-\d\d \d\d:\d\d", service.wait_told("STATUS=armed"))
        started = time.monotonic()
        assert service.stop() == 0
        assert time.monotonic() - started < 20  # 0.2 s on an idle machine
        assert service.told[-1] == "STOPPING=1"


def test_a_manager_that_is_gone_does_not_stop_the_mail(installation: Installation) -> None:
    """The address of NOTIFY_SOCKET leads nowhere: mails go on."""
    with installation.service(environment={"NOTIFY_SOCKET": "/nonexistent/notify"}, ready=False) as service:
        until((installation.state / "ledger.sqlite3").exists, what="the ledger")
        invited(installation)
        assert "Traceback" not in service.log()


def test_a_reload_on_sighup_says_reloading_then_ready(installation: Installation) -> None:
    """Type=notify-reload: RELOADING with the moment, then READY."""
    with installation.service() as service:
        before = len(service.told)
        service.reload()
        assert service.told[before].startswith("RELOADING=1\nMONOTONIC_USEC=")


def test_a_reload_that_meets_a_locked_ledger_is_made_up_for(installation: Installation) -> None:
    """Its manager waits for READY after RELOADING, however long somebody has the ledger open for writing."""
    with installation.service() as service:
        before = len(service.told)
        with closing(sqlite3.connect(installation.state / "ledger.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            service.process.send_signal(signal.SIGHUP)
            until(lambda: "ledger: " in service.log(), what="the refused pass")
            assert "READY=1" not in service.told[before:]
            other.execute("ROLLBACK")
        (installation.folder / "people.csv").touch()  # somebody does something: else it looks again in half a minute
        service.wait_told("READY=1", since=before)


def test_sigterm_ends_it_in_the_middle_of_the_mail(tmp_path: Path) -> None:
    """With a server that takes its time for each of many mails: it ends within seconds, nothing is open, and the next run
    brings each person exactly one."""
    people = [f"p{n}@school.example" for n in range(120)]
    installation = Installation(tmp_path / "i", people=people)
    with UnreliableSmtp(latency_seconds=0.02) as server:
        installation.use_smtp(server.port)
        with installation.service() as service:
            installation.done("arm", "--yes")
            installation.done("confirm", "teor-1", installation.phrase(12))
            until(lambda: len(server.accepted) > 12, what="a dozen mails")
            started = time.monotonic()
            assert service.stop() == 0, service.log()
            assert time.monotonic() - started < 30  # 0.3 s on an idle machine
        assert installation.status()["outbox"]["sending"] == 0
        assert len(server.accepted) < 120
        with installation.service():
            installation.wait_sent("invitation", 120)
        assert sorted(taken.recipient for taken in server.accepted if taken.recipient != installation.coordinator) == sorted(people)


def test_sigterm_ends_it_while_the_mailbox_is_silent(installation: Installation) -> None:
    """A look may take three minutes; its manager waits one for the end."""
    installation.write("imap-password", "secret\n", mode=0o600)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        installation.configure(more='[mail]\ntransport = "maildir"\n[imap]\nhost = "127.0.0.1"\nsecurity = "none"\nuser = "gmo"\n'
                                    f'password_file = "imap-password"\nport = {port}\n')
        silent.settimeout(PATIENCE)
        with installation.service(ready=False) as service, silent.accept()[0]:
            time.sleep(0.5)  # it waits for a greeting
            started = time.monotonic()
            assert service.stop() == 0, service.log()
            assert time.monotonic() - started < 20  # 0.2 s on an idle machine


def test_it_is_ready_when_it_has_looked_however_long_the_waiting_mail_takes(tmp_path: Path) -> None:
    """A manager waits five minutes for a start: a slow server and a queue of before are no failed start, and progress is told meanwhile."""
    people = [f"p{n}@school.example" for n in range(40)]
    installation = Installation(tmp_path / "i", people=people)
    with UnreliableSmtp() as server:
        installation.use_smtp(server.port)
        with installation.service() as service:
            installation.done("arm", "--yes")
            until(lambda: server.accepted, what="the coordinator's first mail")
            server.latency_seconds = 0.1
            installation.done("confirm", "teor-1", installation.phrase(12))
            until(lambda: any(taken.recipient in people for taken in server.accepted), what="an invitation", hint=service.log, every=0.01)
            assert service.stop() == 0
        with installation.service(ready=False) as service:
            service.wait_told("READY=1")
            service.wait_told("WATCHDOG=1", since=len(service.told))
            assert not any(word.startswith("STATUS=") for word in service.told), "the first turn goes on"
            server.latency_seconds = 0
            installation.wait_sent("invitation", 40)


def test_a_second_service_is_refused(installation: Installation) -> None:
    """One service a ledger: the second says so and ends with 1; ``tick`` too; the first goes on."""
    with installation.service() as service:
        for command in ("run", "tick"):
            second = installation.cli(command)
            assert second.returncode == 1
            assert "уже работает" in second.stderr
        assert service.process.poll() is None
        invited(installation)


# --- looks beside a running service


def test_status_and_log_beside_a_running_service(installation: Installation) -> None:
    """As commands, for people and for machines, while the service holds the ledger."""
    with installation.service():
        invited(installation)
        assert "Рассылка включена." in installation.done("status")
        assert '"armed": true' in installation.done("status", "--json")
        assert installation.done("log", "teor-1").count("Приглашение") == 3
        assert installation.done("log", PEOPLE[0]).count("Приглашение") == 1
        assert installation.cli("log", "prak-9").returncode == 1


def test_tick_is_one_pass_and_says_whether_all_went_well(tmp_path: Path) -> None:
    """0: done; 1: the account rests (the server refuses us); 2: a broken configuration; 3: a ledger that can't be used."""
    installation = Installation(tmp_path / "i", people=PEOPLE)
    with UnreliableSmtp(always={"mail": b"451 4.3.0 try later\r\n"}) as server:
        installation.use_smtp(server.port)
        assert installation.cli("tick").returncode == 0  # nobody armed: only the coordinator's mail, and it waits its turn
        server.always = {"banner": b"554 5.7.1 not you\r\n"}
        installation.done("arm", "--yes")
        installation.done("confirm", "teor-1", installation.phrase(12))
        assert installation.cli("tick").returncode == 1
        server.always = {}
    text = (installation.folder / "config.toml").read_text()
    installation.write("config.toml", text + "[oops\n")
    broken = installation.cli("tick")
    assert broken.returncode == 2
    assert "config.toml" in broken.stdout + broken.stderr
    assert "Traceback" not in broken.stderr
    installation.write("config.toml", text)
    (installation.state / "ledger.sqlite3").write_bytes(b"not a ledger at all" * 100)
    damaged = installation.cli("tick")
    assert damaged.returncode == 3
    assert "Ничего не отправлено" in damaged.stderr
    assert "Traceback" not in damaged.stderr


# --- broken files while it runs


BROKEN = {
    "config": ("config.toml", "[policy\n", "config.toml"),
    "config-value": ("config.toml", "[policy]\nwindow = 5\n", "config.toml"),
    "dates-syntax": ("dates.toml", '[dates]\n"teor-1" = "20\n', "dates.toml"),
    "dates-gone-wrong": ("dates.toml", '[datse]\n"teor-1" = "1.1.2030 10:00"\n', "dates.toml"),
    "plan-empty": ("plan.toml", 'title = "План работы ГМО библиотекарей"\nschool_year = "2026-2027"\n', "plan.toml"),
    "plan-syntax": ("plan.toml", "[[item\n", "plan.toml"),
    "people-windows-1251": ("people.csv", "name,email\nАнна Петрова,anna@school.example\n".encode("cp1251"), "people.csv"),
    "people-empty": ("people.csv", "", "people.csv"),
    "people-gone": ("people.csv", None, "people.csv"),
    "plan-gone": ("plan.toml", None, "plan.toml"),
}


@pytest.mark.parametrize("case", sorted(BROKEN))
def test_a_broken_file_leaves_the_last_good_one_in_force(installation: Installation, case: str) -> None:
    """Told once to the coordinator, in words with the file's name; nobody else hears anything; mended, it is told once that all
    is well, and work goes on."""
    name, content, named = BROKEN[case]
    with installation.service() as service:
        invited(installation)
        good = (installation.folder / name).read_bytes()
        if content is None:
            (installation.folder / name).unlink()
        else:
            installation.write(name, content)
        until(lambda: len(alarms(installation)) == 1, what="the alarm", hint=service.log)
        assert named in alarms(installation)[0]
        before = len(service.told)
        service.reload()
        service.wait_told("STATUS=armed", since=before)
        assert len(alarms(installation)) == 1
        assert [mail for mail in installation.mails() if mail.role == "librarian" and mail.kind != "invitation"] == []
        assert installation.cli("status").returncode in (0, 2)
        installation.write(name, good)
        until(lambda: len(alarms(installation)) == 2, what="all is well again", hint=service.log)
        installation.done("confirm", "teor-1", installation.phrase(14))
        installation.wait_sent("change", 3)
        assert "Traceback" not in service.log()


def test_an_editor_that_saves_by_renaming_is_no_alarm(installation: Installation) -> None:
    """Vim and LibreOffice move the old file away before they write the new one; the kernel tells of both."""
    with installation.service() as service:
        invited(installation)
        dates = installation.folder / "dates.toml"
        for number in range(6):
            text = dates.read_text(encoding="utf-8")
            dates.rename(dates.with_name("dates.toml~"))
            time.sleep(0.1)
            dates.write_text(f"{text}# {number}\n", encoding="utf-8")
            time.sleep(0.7)
        installation.done("confirm", "teor-1", installation.phrase(14))
        installation.wait_sent("change", 3)
        assert "files with mistakes" not in service.log()
    assert alarms(installation) == []


def test_a_restart_beside_a_broken_file_goes_on_with_the_last_good_one(installation: Installation) -> None:
    """The machine restarts while the dates file is broken: what was decided stays decided, and nothing is cancelled."""
    with installation.service():
        invited(installation)
    installation.write("dates.toml", "[dates\n")
    with installation.service() as service:
        until(lambda: len(alarms(installation)) == 1, what="the alarm", hint=service.log)
        assert [event["status"] for event in installation.status()["events"]] == ["CONFIRMED"]
    assert installation.mails("cancellation") == []


def test_a_template_with_an_error_stops_its_own_mails_only(installation: Installation) -> None:
    """An invitation that can't be composed is told with the template's line, beside the running service; mended, the invitations go."""
    folder = installation.folder / "templates"
    folder.mkdir()
    (folder / "invitation.more.txt").write_text("Ждём вас.\n{{ event.nothing.more }}\n")
    installation.configure(more='[mail]\ntransport = "maildir"\n[templates]\nfolder = "templates"')
    with installation.service() as service:
        installation.done("arm", "--yes")
        installation.done("confirm", "teor-1", installation.phrase(12))
        until(lambda: any("invitation.more.txt:2" in text for text in alarms(installation)), what="the alarm names the template", hint=service.log)
        assert installation.mails("invitation") == []
        (folder / "invitation.more.txt").unlink()
        installation.wait_sent("invitation", 3)
        assert service.process.poll() is None


def test_without_the_smtp_password_it_does_not_start_and_says_why(tmp_path: Path) -> None:
    """Exit code 2, the file and the line in words, no traceback: a person has to mend it."""
    installation = Installation(tmp_path / "i", people=PEOPLE)
    installation.use_smtp(1, login=True)
    (installation.folder / "smtp-password").unlink()
    result = installation.cli("run")
    assert result.returncode == 2
    assert re.search(r"config\.toml:\d+: .*smtp-password", result.stdout + result.stderr)
    assert "Traceback" not in result.stderr


def test_a_password_that_vanishes_while_it_runs_blames_nobody_and_its_return_sends_everything(tmp_path: Path) -> None:
    """The account rests; no recipient is marked; the file's return is noticed without a restart or a signal."""
    installation = Installation(tmp_path / "i", people=PEOPLE)
    with UnreliableSmtp(password="s3cret") as server:
        installation.use_smtp(server.port, more='user = "gmo"\npassword_file = "smtp-password"\n')
        installation.write("smtp-password", "s3cret\n", mode=0o600)
        with installation.service() as service:
            installation.done("arm", "--yes")
            until(lambda: server.accepted, what="the first mail to the coordinator", hint=service.log)
            (installation.folder / "smtp-password").unlink()
            found = installation.cli("check")
            assert (found.returncode, "smtp-password" in found.stderr) == (2, True), found
            installation.write("dates.toml", f'[dates]\n"teor-1" = "{installation.phrase(12)}"\n')
            service.wait_logged("account rests")
            assert {person["state"] for person in installation.status()["people"]} == {"ok"}
            installation.write("smtp-password", "wrong\n", mode=0o600)
            until(lambda: service.log().count("account rests") == 2, what="a refused password", hint=service.log)
            installation.write("smtp-password", "s3cret\n", mode=0o600)
            installation.wait_sent("invitation", 3)
            assert {person["state"] for person in installation.status()["people"]} == {"ok"}
            assert "s3cret" not in service.log()


# --- what it costs


def cpu_seconds(service: Running) -> float:
    """User and system time of the process so far."""
    fields = Path(f"/proc/{service.process.pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mib(service: Running, what: str = "VmRSS") -> float:
    """Resident memory, now or (``VmHWM``) at most."""
    found = re.search(rf"{what}:\s+(\d+) kB", Path(f"/proc/{service.process.pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def at_rest(service: Running) -> float:
    """The processor time used when the first mails have left and nothing is done any more."""
    service.wait_told("STATUS=")

    def settled() -> float:
        before = cpu_seconds(service)
        time.sleep(5)
        return before if cpu_seconds(service) - before <= 0.01 else 0

    return until(settled, what="a service that rests")


def test_waiting_costs_nearly_nothing_with_the_real_plan(tmp_path: Path) -> None:
    """A minute of waiting with the plan of 2020-2021 and its 47 people takes less than 0.1 % of a core (two ticks of the
    accounting clock are its error), and the process less than 60 MB."""
    repository = Path(__file__).parents[3]
    installation = Installation(tmp_path / "i", people=PEOPLE)
    installation.write("plan.toml", (repository / "plan" / "2020-2021.toml").read_bytes())
    installation.write("people.csv", (repository / "plan" / "demo" / "librarians.csv").read_bytes())
    with installation.service() as service:
        before = at_rest(service)
        time.sleep(60)
        used = cpu_seconds(service) - before
        resident = memory_mib(service) * 1.048576
    print(f"processor {used / 60:.3%}, resident {resident:.1f} MB")
    assert used <= 0.06 + 0.02
    assert resident < 60  # 52


def test_a_thousand_reloads_do_not_leak(tmp_path: Path) -> None:
    """Descriptors stay the same and memory settles while files change and change."""
    installation = Installation(tmp_path / "i", people=PEOPLE, items=[Item(), Item("teor-2", "Чтение вслух")])
    with installation.service() as service:
        def turns(count: int) -> None:
            for _ in range(count):
                service.reload()

        turns(100)
        files, memory = len(os.listdir(f"/proc/{service.process.pid}/fd")), memory_mib(service)
        turns(300)
        assert len(os.listdir(f"/proc/{service.process.pid}/fd")) == files
        assert memory_mib(service) < memory + 4


def test_it_listens_nowhere(installation: Installation) -> None:
    """A running service has no listening socket, as the kernel lists them: neither TCP (both families) nor a UNIX socket by name."""
    with installation.service() as service:
        invited(installation)
        process = Path("/proc") / str(service.process.pid)
        own = {os.readlink(file) for file in (process / "fd").iterdir() if file.is_symlink()}
        listening = [row.split()[9] for name in ("tcp", "tcp6") for row in (process / "net" / name).read_text("ascii").splitlines()[1:]
                     if row.split()[3] == "0A"]
        named = [row.split()[6] for row in (process / "net/unix").read_text("utf-8").splitlines()[1:] if int(row.split()[3], 16) & 0x10000]
        assert own, "the service has files open"
        assert not own & {f"socket:[{inode}]" for inode in (*listening, *named)}
