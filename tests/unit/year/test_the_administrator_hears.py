"""The administrator hears when mail does not leave or is not heard (``[admin]``), and nothing else."""

import socketserver
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from support.imap_says import ImapSays
from support.year import CONFIG, Year, moscow

from notifier.core.retry import Breaker
from notifier.flows.arming.holding import DEAF_WHY
from notifier.flows.hearing import intake
from notifier.flows.hearing.listening import Listener
from notifier.model.message import Cause, Outcome, Result, State

ADMIN = CONFIG + '[admin]\nname = "Администратор"\nemail = "admin@cdo.example"\n'
IMAP = '[imap]\nhost = "127.0.0.1"\nport = 1\nsecurity = "none"\nuser = "gmo"\npassword_file = "pw"\n'
TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'


@pytest.fixture
def year(tmp_path: Path):
    """An installation with an administrator, armed."""
    made = Year(tmp_path, config=ADMIN, dates=TEOR_2, start="2020-09-02 09:00").arm()
    yield made
    made.close()


def test_on_a_good_year_nothing(year):
    """Installed once: a year of mail without trouble is none of the administrator's."""
    assert year.go("2020-12-01 12:00").to("admin") == []
    assert year.to("anna")


def test_held_mails_and_their_end(year):
    """What waits for a person's decision is told once, and once when nothing is held any more."""
    year.go("2020-11-12 09:00")
    year.now = moscow("2020-11-12 10:00")
    year.passes.run(year.now)
    claimed = year.ledger.outbox.settle_and_claim([], year.now, 5, participants_open=True, urgent_open=True)
    held = Result(Outcome.OURS, text="550 spam", cause=Cause.POLICY)
    year.ledger.outbox.settle_and_claim([(one, held, State.HELD, None) for one in claimed], year.now, 0, participants_open=True, urgent_open=True)
    year.go("2020-11-12 16:00")
    assert [mail.subject for mail in year.to("admin")] == [f"Сбой: задержано писем: {len(claimed)}"]
    assert "notifier outbox" in year.to("admin")[0].text
    year.do("release")
    year.go("2020-11-13 12:00")
    assert len(year.to("admin")) == 2
    assert year.to("admin")[1].subject.startswith("Снова работает")


def test_a_long_rest_of_all_mail_is_told_when_it_is_over(year):
    """There is no telling by mail before; a rest of minutes is nobody's business."""
    for minutes, expected in ((20, 0), (200, 1)):
        since = year.now
        year.ledger.outbox.keep_breaker(Breaker(Cause.AUTH, "535", since, since, 1))
        year.turn()
        year.ledger.outbox.keep_breaker(None)
        year.now = since.replace(day=since.day + 1, hour=9, minute=0) if minutes > 60 else since.replace(minute=minutes)
        year.turn()
        assert len(year.to("admin")) == expected


def test_a_mailbox_that_is_not_read_for_a_day(tmp_path):
    """Coordinator and administrator are told once, with since when; and once when it is read again."""
    (tmp_path / "pw").write_text("old")
    (tmp_path / "pw").chmod(0o600)
    year = Year(tmp_path, config=ADMIN + IMAP, dates=TEOR_2, start="2020-09-02 09:00").arm()
    listener = Listener()

    def listen(at: str) -> None:
        year.go(at)
        listener.listen(year.inputs, year.ledger, year.view, year.now, at_once=True)

    listen("2020-09-02 12:00")
    for at in ("2020-09-02 18:00", "2020-09-03 11:00"):
        listen(at)
        assert year.to("admin") == []
    for at in ("2020-09-03 13:00", "2020-09-04 13:00", "2020-09-07 13:00"):
        listen(at)
    assert [mail.row.address for mail in year.mails if mail.row.kind == "alarm"] == ["coordinator@cdo.example", "admin@cdo.example"]
    assert "2 сентября" in year.to("admin")[0].text
    year.write("config.toml", ADMIN)
    year.go("2020-09-08 13:00")
    assert [mail.subject.partition(":")[0] for mail in year.to("admin")] == ["Сбой", "Снова работает"]
    year.close()


class RefusingImap(socketserver.StreamRequestHandler):
    """Greets, notes what a client logs in with, and refuses."""

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, command, *words = line.decode().split()
            if command.upper() == "LOGIN":
                self.server.logins.append(words[1].strip('"'))
                self.wfile.write(f"{tag} NO wrong password\r\n".encode())
            else:
                self.wfile.write(f"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n".encode())


@pytest.fixture
def server():
    """The server; its ``logins`` are the passwords that were tried."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), RefusingImap) as made:
        made.daemon_threads, made.logins = True, []
        thread = threading.Thread(target=made.serve_forever)
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_a_changed_password_is_used_at_once(tmp_path, server):
    """No restart: the mailbox is opened anew when its password file changes; a missing or unreadable one is read when it comes, and what
    Notepad writes before it is none of it."""
    file = tmp_path / "pw"
    file.write_text("old")
    file.chmod(0o600)
    year = Year(tmp_path, config=ADMIN + IMAP.replace("port = 1", f"port = {server.server_address[1]}"))
    year.turn()
    listener = Listener()
    for change in (b"old", b"changed-password", None, "пароль".encode("cp1251"), b"\xef\xbb\xbfback-again\r\n"):
        file.unlink(missing_ok=True)
        if change is not None:
            file.write_bytes(change)
            file.chmod(0o600)
        listener.listen(year.inputs, year.ledger, year.view, year.now)
    assert server.logins == ["old", "changed-password", "back-again"]
    listener.close()
    year.close()


def test_a_maildir_that_cannot_be_there_is_a_deaf_ear_and_no_end(make_year):
    """A disk that is not mounted, a folder of somebody else's: mail goes on leaving; the service ended at every start."""
    year, listener = make_year(config=CONFIG + '[imap]\nmaildir = "people.csv/inbox"\n'), Listener()
    year.turn()
    assert listener.listen(year.inputs, year.ledger, year.view, year.now) == 0
    assert "Not a directory" in year.ledger.facts.get(DEAF_WHY)
    listener.close()


def test_a_backlog_is_read_in_one_go_with_passes_between(make_year, monkeypatch):
    """Five thousand letters in a mailbox that a service is given, and her answer behind them: it does not wait for ten looks' pauses."""
    monkeypatch.setattr(intake, "AT_ONCE", 2)
    year, listener = make_year(config=CONFIG + '[imap]\nmaildir = "inbox"\npoll_seconds = 300\n'), Listener()
    year.turn()
    new = year.folder / "inbox" / "new"
    new.mkdir(parents=True)
    for n in range(5):
        (new / f"{n}.x").write_bytes(f"From: anna@mail.example\nSubject: {n}\n\nx\n".encode())
    looks = []
    while not looks or looks[-1] == year.now:
        listener.listen(year.inputs, year.ledger, year.view, year.now)
        looks.append(listener.next_look(year.inputs, year.now))
    assert len(looks) > 2
    assert looks[-1] == year.now + timedelta(minutes=5)
    assert year.ledger.store.db.execute("SELECT count(*) FROM inbox").fetchone() == (5,)
    listener.close()


def test_a_clock_that_is_set_back_does_not_close_the_mailbox(tmp_path):
    """It stood a month ahead at one look: the next is not a month later. A server that rings for new mail would help; this one does not."""
    (tmp_path / "pw").write_text("old")
    (tmp_path / "pw").chmod(0o600)
    letter = b"From: stranger@mail.example\r\nSubject: %d\r\n\r\nx\r\n"
    with ImapSays({1: letter % 1}) as server:
        year, listener = Year(tmp_path, config=ADMIN + IMAP.replace("port = 1", f"port = {server.port}")), Listener()
        year.turn()
        assert listener.listen(year.inputs, year.ledger, year.view, year.now + timedelta(days=30)) == 1
        server.mails[2] = letter % 2
        assert listener.next_look(year.inputs, year.now) == year.now
        assert listener.listen(year.inputs, year.ledger, year.view, year.now) == 1
        listener.close()
    year.close()


def test_a_look_that_failed_is_tried_again_soon(tmp_path, server):
    """However seldom the settings look: with the connection the one who would have rung for new mail is gone."""
    (tmp_path / "pw").write_text("old")
    (tmp_path / "pw").chmod(0o600)
    seldom = IMAP.replace("port = 1", f"port = {server.server_address[1]}\npoll_seconds = 86400")
    year, listener = Year(tmp_path, config=ADMIN + seldom), Listener()
    year.turn()
    listener.listen(year.inputs, year.ledger, year.view, year.now)
    assert listener.next_look(year.inputs, year.now) == year.now + timedelta(minutes=5)
    for minutes in (4, 5):
        listener.listen(year.inputs, year.ledger, year.view, year.now + timedelta(minutes=minutes))
    assert len(server.logins) == 2
    listener.close()
    year.close()
