"""The IMAP mailbox against a real Dovecot (faults 24-28)."""

import contextlib
import imaplib
import os
import select
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from imapclient import IMAPClient
from support.dovecot import SECRET, Dovecot, needs_dovecot
from support.mails import OURS, answer, mail
from support.trickle import Trickle

from notifier.edges.mailbox import imap
from notifier.edges.mailbox.arrived import START_BYTES, Arrived, Cursor, MailboxError
from notifier.edges.mailbox.imap import ImapMailbox
from notifier.edges.reader import Reader
from notifier.model.heard import Human, Reply
from notifier.model.settings import Imap

pytestmark = [pytest.mark.integration, needs_dovecot()]


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    """Running, with an empty mailbox. Its sockets need a short path."""
    with tempfile.TemporaryDirectory(prefix="dc", dir="/tmp") as folder:
        server = Dovecot(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
def box(dovecot: Dovecot) -> Iterator[ImapMailbox]:
    """Connected over TLS."""
    mailbox = ImapMailbox(dovecot.settings(), SECRET)
    yield mailbox
    mailbox.close()


def subjects(box: ImapMailbox, since: Cursor | None = None) -> list[str]:
    """What is new, by subject."""
    return [arrived.raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for arrived in box.new(since)]


def looked(box: ImapMailbox, times: int, *, pause: float = 0) -> tuple[list[str], Cursor | None, list[bool]]:
    """What so many looks hand over, by subject; where they left off; which of them broke off. ``pause`` seconds go by with each message."""
    heard: list[str] = []
    broke: list[bool] = []
    cursor = None
    for _ in range(times):
        broke.append(True)
        with contextlib.suppress(MailboxError):
            for one in box.new(cursor):
                cursor = one.cursor
                heard.append("missing" if one.missing else one.raw.partition(b"Subject: ")[2][:2].decode())
                time.sleep(pause)
            broke[-1] = False
    return heard, cursor, broke


def test_messages_come_in_order_with_a_cursor_to_go_on_from(dovecot: Dovecot, box: ImapMailbox) -> None:
    """After a restart the cursor leaves out what was dealt with."""
    for number in range(5):
        dovecot.deliver(mail(subject=f"s{number}"))
    arrived = list(box.new(None))
    assert [one.raw.partition(b"Subject: ")[2][:2] for one in arrived] == [b"s0", b"s1", b"s2", b"s3", b"s4"]
    assert subjects(box, arrived[2].cursor) == ["s3", "s4"]
    assert subjects(box, arrived[4].cursor) == []


def test_no_word_of_a_mail_stands_in_a_command(dovecot: Dovecot, box: ImapMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack 30 (CVE-2025-15366): whatever stands in a mail's headers, only numbers go into commands, also after a restart."""
    said: list[bytes] = []
    send = imaplib.IMAP4.send
    monkeypatch.setattr(imaplib.IMAP4, "send", lambda self, data: (said.append(bytes(data)), send(self, data))[1])
    evil = "x\" DELETE INBOX"
    headers = f"Message-ID: <evil{evil}\n A1 DELETE INBOX>\nIn-Reply-To: <evil\n\tA2 LOGOUT>\nReferences: <evil{{3}}>\n"
    for number in range(3):
        dovecot.deliver(mail(subject=f"s{number}", headers=headers))
    with Reader(OURS) as child:
        arrived = list(box.new(None))
        assert all(isinstance(child.read(one.raw), Human) for one in arrived)
    assert Cursor.parse(f"{arrived[0].cursor}\r\nA3 DELETE INBOX") is None
    assert Cursor.parse(str(arrived[0].cursor)) == arrived[0].cursor
    assert subjects(box, arrived[0].cursor) == ["s1", "s2"]
    assert any(b"FETCH" in words for words in said)
    assert not [words for words in said if b"evil" in words or b"DELETE" in words]


def test_no_flag_is_set_and_none_matters(dovecot: Dovecot, box: ImapMailbox) -> None:
    """Somebody reads the same mailbox with another program (fault 27)."""
    dovecot.deliver(mail(subject="s0"))
    assert subjects(box) == ["s0"]
    assert set(dovecot.flags()) <= {""}
    for path in (*(dovecot.maildir / "cur").iterdir(), *(dovecot.maildir / "new").iterdir()):
        path.rename(dovecot.maildir / "cur" / f"{path.name.partition(':')[0]}:2,S")
    assert subjects(box) == ["s0"]
    assert dovecot.flags() == ["S"]


def test_another_uidvalidity_begins_from_the_first_message(dovecot: Dovecot, box: ImapMailbox) -> None:
    """The mailbox was recreated: nothing is skipped by its number (fault 26)."""
    dovecot.deliver(mail(subject="s0"))
    (before,) = box.new(None)
    dovecot.forget_uids()
    dovecot.deliver(mail(subject="s1"))
    with pytest.raises(MailboxError):
        subjects(box, before.cursor)
    assert subjects(box, before.cursor) == ["s0", "s1"]


def test_a_mailbox_put_back_from_a_copy_is_read_again(dovecot: Dovecot, box: ImapMailbox, tmp_path: Path) -> None:
    """The same UIDVALIDITY, and numbers that were given before: what comes under one of them is no old message."""
    dovecot.deliver(mail(subject="s0"))
    assert subjects(box) == ["s0"]
    shutil.copytree(dovecot.maildir, tmp_path / "copy")
    dovecot.deliver(mail(subject="s1"))
    dovecot.deliver(mail(subject="s2"))
    last = list(box.new(None))[-1]
    assert last.cursor is not None
    dovecot.put_back(tmp_path / "copy")
    dovecot.deliver(mail(subject="s3"))
    with pytest.raises(MailboxError):
        subjects(box, last.cursor)
    assert subjects(box, last.cursor) == ["s0", "s3"]


def test_a_message_that_the_server_can_not_hand_over_lets_the_others_through(dovecot: Dovecot, box: ImapMailbox) -> None:
    """A damaged file: Dovecot ends the session over it, every time. Passed over when it was asked for four times more just behind another."""
    for number in range(3):
        dovecot.deliver(mail(subject=f"s{number}"))
    dovecot.damage(1)
    heard, cursor, broke = looked(box, 7)
    assert heard == ["s0", "missing", "s2"]
    assert broke == [True] * 6 + [False]
    assert subjects(box, cursor) == []


def test_a_server_that_hands_over_nothing_loses_nothing(dovecot: Dovecot, box: ImapMailbox) -> None:
    """However often it is asked, nothing is passed over; once it is well, everything is read."""
    for number in range(3):
        dovecot.deliver(mail(subject=f"s{number}"))
        dovecot.damage(number)
    for _ in range(8):
        with pytest.raises(MailboxError):
            subjects(box)
    for number in range(3):
        dovecot.damage(number, mended=True)
    found: list[str] = []
    for _ in range(3):
        with contextlib.suppress(MailboxError):
            found = subjects(box)
    assert found == ["s0", "s1", "s2"]


def test_a_server_that_failed_for_a_while_loses_nothing(dovecot: Dovecot, box: ImapMailbox) -> None:
    """However often one could not be had while the server was ill: once it is well, that one is asked for again and read."""
    for number in range(3):
        dovecot.deliver(mail(subject=f"s{number}"))
        dovecot.damage(number)
    for _ in range(3):
        with pytest.raises(MailboxError):
            subjects(box)
    for number in range(3):
        dovecot.damage(number, mended=True)
    assert subjects(box) == ["s0", "s1", "s2"]


def test_a_message_that_a_look_has_no_time_for_is_not_passed_over(dovecot: Dovecot, box: ImapMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many that wait, a slow line, a slow reader: where the look ends is no fault of the message there, however often one ends so."""
    monkeypatch.setattr(imap, "LOOK_SECONDS", 1)
    monkeypatch.setattr(imap, "MESSAGES_AT_ONCE", 1)
    for number in range(5):
        dovecot.deliver(mail(subject=f"s{number}"))
    assert looked(box, 5, pause=1.1)[0] == ["s0", "s1", "s2", "s3", "s4"]


def test_a_message_that_takes_all_the_time_of_every_look_lets_the_others_through(dovecot: Dovecot, box: ImapMailbox,
                                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    """The server sends a byte of it now and then: that look's time did not go for others."""
    fetch = ImapMailbox._fetch

    def trickling(self: ImapMailbox, client: IMAPClient, uids: Sequence[int], until: float) -> Iterator[Arrived]:
        if uids == [2]:
            time.sleep(max(0.0, until - time.monotonic()))
            raise TimeoutError
        return fetch(self, client, uids, until)

    monkeypatch.setattr(imap, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(imap, "SIZES_AT_ONCE", 1)
    monkeypatch.setattr(ImapMailbox, "_fetch", trickling)
    for number in range(3):
        dovecot.deliver(mail(subject=f"s{number}"))
    assert looked(box, 9)[0] == ["s0", "missing", "s2"]


def test_a_broken_connection_is_told_and_the_next_call_connects_anew(dovecot: Dovecot, box: ImapMailbox) -> None:
    """The server restarts; mail that came meanwhile is not lost (fault 24)."""
    dovecot.deliver(mail(subject="s0"))
    (first,) = box.new(None)
    dovecot.stop()
    dovecot.deliver(mail(subject="s1"))
    with pytest.raises(MailboxError) as told:
        subjects(box, first.cursor)
    assert SECRET not in str(told.value)
    with pytest.raises(MailboxError):
        subjects(box, first.cursor)
    dovecot.start()
    assert subjects(box, first.cursor) == ["s1"]


def rung(box: ImapMailbox, seconds: float) -> bool:
    """Wait as the service does: until the doorbell rings, which is worth a look."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        bell = box.doorbell()
        assert bell is not None
        ready, _, _ = select.select([bell], [], [], 1)
        if ready and box.rang():
            return True
    return False


def test_a_new_message_ends_the_waiting(dovecot: Dovecot, box: ImapMailbox) -> None:
    """IDLE: seconds, not the poll's minutes."""
    assert subjects(box) == []
    threading.Timer(1, dovecot.deliver, [mail(subject="s0")]).start()
    assert rung(box, 20)
    assert subjects(box) == ["s0"]


def test_what_arrives_between_a_look_and_the_waiting_is_news_at_once(dovecot: Dovecot, box: ImapMailbox) -> None:
    """The server tells of it while the IDLE begins and never again: nobody would look before the poll's minutes are over."""
    assert subjects(box) == []
    dovecot.deliver(mail(subject="s0"))
    assert box.doorbell() is not None
    assert box.has_rung()
    assert not box.has_rung()  # a look that is not possible now is not tried in a circle
    assert subjects(box) == ["s0"]
    assert box.doorbell() is not None
    assert not box.has_rung()


def test_what_arrives_while_an_idle_is_renewed_is_news_at_once(dovecot: Dovecot, box: ImapMailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its end takes in what the server said of it."""
    assert subjects(box) == []
    assert box.doorbell() is not None
    dovecot.deliver(mail(subject="s0"))
    assert box.doorbell() is not None
    time.sleep(2)  # it is told to the IDLE that is going on
    monkeypatch.setattr(imap, "IDLE_SECONDS", 0)
    assert box.doorbell() is not None
    assert box.has_rung()
    assert subjects(box) == ["s0"]


def test_waiting_on_a_dead_connection_ends_and_the_next_call_recovers(dovecot: Dovecot, box: ImapMailbox) -> None:
    """BYE in the middle of IDLE."""
    assert subjects(box) == []
    threading.Timer(0.5, dovecot.stop).start()
    assert rung(box, 30)
    dovecot.start()
    dovecot.deliver(mail(subject="s0"))
    assert subjects(box) == ["s0"]


@pytest.mark.parametrize("idling", [True, False])
def test_a_server_that_says_nothing_holds_up_no_good_bye(dovecot: Dovecot, box: ImapMailbox, idling: bool) -> None:
    """The service ends: its manager kills after a minute what waits for the mailbox's last word."""
    assert subjects(box) == []
    assert not idling or box.doorbell() is not None
    with dovecot.silent():
        began = time.monotonic()
        box.close()
        assert time.monotonic() - began < 10


def test_of_a_large_message_only_the_beginning_is_fetched(dovecot: Dovecot, box: ImapMailbox) -> None:
    """The server names its size first (fault 28); the next message comes whole."""
    dovecot.deliver(mail(b"x" * (30 << 20), subject="large"))
    dovecot.deliver(answer())
    large, small = box.new(None)
    assert len(large.raw) == START_BYTES
    with Reader(OURS) as child:
        first, second = child.read(large.raw), child.read(small.raw)
    assert isinstance(first, Human)
    assert isinstance(second, Reply)


def test_starttls_is_as_good(dovecot: Dovecot) -> None:
    """On the plain port, before the password."""
    dovecot.deliver(mail(subject="s0"))
    box = ImapMailbox(dovecot.settings(security="starttls"), SECRET)
    assert subjects(box) == ["s0"]
    box.close()


@pytest.fixture
def trickling(dovecot: Dovecot) -> Iterator[Trickle]:
    """A line to the server on which its words can become slow."""
    with Trickle(dovecot.port) as line:
        yield line


def test_a_server_that_sends_a_byte_now_and_then_is_left(dovecot: Dovecot, trickling: Trickle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes within the time-out of a read; what is waiting there for hours is the mail that should leave. What was dealt with
    stays dealt with, and at another hour the rest is read."""
    monkeypatch.setattr(imap, "LOOK_SECONDS", 2)
    box = ImapMailbox(replace(dovecot.settings(), port=trickling.port), SECRET)
    dovecot.deliver(mail(subject="s0"))
    (first,) = box.new(None)
    dovecot.deliver(mail("x" * 100_000, subject="s1"))
    trickling.from_now_on(after=2_000)
    began = time.monotonic()
    with pytest.raises(MailboxError):
        list(box.new(first.cursor))
    assert time.monotonic() - began < 30
    trickling.no_more()
    assert subjects(box, first.cursor) == ["s1"]
    box.close()


@pytest.mark.parametrize("security", ["tls", "starttls", "none"])
def test_a_server_that_takes_the_connection_and_says_nothing_is_left(security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before a greeting, or a handshake: no mail waits for it."""
    monkeypatch.setattr(imap, "CONNECT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        end = threading.Timer(8, silent.shutdown, (socket.SHUT_RDWR,))  # a box that waited for ever sees its end
        end.start()
        began = time.monotonic()
        with pytest.raises(MailboxError):
            list(ImapMailbox(Imap(host="127.0.0.1", port=silent.getsockname()[1], security=security, user="gmo"), SECRET).new(None))
        assert time.monotonic() - began < 5
        end.cancel()


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_greets_byte_by_byte_is_left(dovecot: Dovecot, security: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Greeting, handshake and login have one bound together: each byte of them comes within the time-out of a read."""
    monkeypatch.setattr(imap, "COMMAND_SECONDS", 2)
    settings = dovecot.settings(security=security)
    with Trickle(settings.port) as line:
        box = ImapMailbox(replace(settings, port=line.port), SECRET)
        line.from_now_on(after=1)
        began = time.monotonic()
        with pytest.raises(MailboxError):
            subjects(box)
        assert time.monotonic() - began < 10
        line.no_more()
        assert subjects(box) == []
        box.close()


def test_a_server_that_ends_its_idling_byte_by_byte_is_left(dovecot: Dovecot, trickling: Trickle, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also between two looks, and at the good-bye."""
    monkeypatch.setattr(imap, "COMMAND_SECONDS", 2)
    box = ImapMailbox(replace(dovecot.settings(), port=trickling.port), SECRET)
    assert subjects(box) == []
    assert box.doorbell() is not None
    trickling.from_now_on(after=5)
    began = time.monotonic()
    with pytest.raises(MailboxError):
        subjects(box)
    trickling.no_more()
    assert subjects(box) == []
    trickling.from_now_on(after=5)
    box.close()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_unknown_authority_is_refused_before_the_password(dovecot: Dovecot, security: str) -> None:
    """No downgrade, no exception (fault 21)."""
    with pytest.raises(MailboxError, match="CERTIFICATE_VERIFY_FAILED"):
        subjects(ImapMailbox(dovecot.settings(security=security, trusted=False), SECRET))


def test_a_wrong_password_is_told_without_it(dovecot: Dovecot) -> None:
    """The administrator must hear of it; the log must not hold it."""
    with pytest.raises(MailboxError) as told:
        subjects(ImapMailbox(dovecot.settings(), "wr0ng-one"))
    assert "wr0ng-one" not in str(told.value)


def test_an_open_connection_to_a_foreign_host_is_refused() -> None:
    """Without TLS only to ourselves."""
    with pytest.raises(MailboxError, match="loopback"):
        subjects(ImapMailbox(Imap(host="imap.school.example", port=143, security="none", user="x"), "x"))


def test_ten_thousand_waiting_messages_are_read_in_under_a_minute(dovecot: Dovecot, box: ImapMailbox) -> None:
    """Fetched over TLS and read in the child, a 30 MB one among them."""
    for number in range(10_000):
        dovecot.deliver(answer() if number % 2 else mail("Приду", subject=f"s{number}"))
        if number == 5000:
            dovecot.deliver(mail(b"x" * (30 << 20), subject="large"))
    start = sum(os.times()[:4])
    with Reader(OURS) as child:
        kinds = [type(child.read(arrived.raw)) for arrived in box.new(None)]
    spent = sum(os.times()[:4]) - start
    assert (kinds.count(Reply), kinds.count(Human)) == (5000, 5001)
    assert spent < 60, f"{spent:.0f} s"
