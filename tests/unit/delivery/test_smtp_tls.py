"""Fault 21: encryption that is not what it should be. Certificates are made here, by a private authority (trustme)."""

import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme
from support.unreliable_smtp import UnreliableSmtp

from notifier.edges.mailbox.imap import ImapMailbox
from notifier.edges.smtp import Patience, SmtpTransport
from notifier.edges.smtp.server import Server
from notifier.model.message import Cause, Letter
from notifier.model.settings import Imap, Limits, Smtp

Make = Callable[..., Letter]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: Any) -> tuple[trustme.CA, Path]:
    made = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    made.cert_pem.write_to_path(path)
    return made, path


def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(made)
    return made


def wire(bench: Any, server: UnreliableSmtp, tmp_path: Path, **smtp: Any) -> None:
    secret = tmp_path / "password"
    secret.write_text("right")
    secret.chmod(0o600)
    limits = Limits(per_day=0, connections=2)
    given = {"host": "localhost", "port": server.port, "security": "starttls", "user": "u", "password_file": secret} | smtp
    patience = Patience(connect=1, command=1, greeting=1, poll=0.02)
    bench.wire(limits=limits, transport=SmtpTransport(Smtp(**given), limits, patience=patience))


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "tls"])
def test_a_verified_server_is_logged_into_and_given_the_mail(bench: Any, letter: Make, tmp_path: Path, authority: Any,
                                                             at_once: bool) -> None:
    """The password and the mails go over a line whose certificate is the server's."""
    ca, path = authority
    with UnreliableSmtp(tls=context(ca.issue_cert("localhost")), tls_at_once=at_once, password="right") as server:
        wire(bench, server, tmp_path, ca_file=path, security="tls" if at_once else "starttls")
        bench.queue(*(letter(f"p{n}@s.example") for n in range(20)))
        assert bench.pump().sent == 20
        assert all(taken.content.startswith(f"To: {taken.recipient}".encode()) for taken in server.accepted)


@pytest.mark.parametrize("at_once", [False, True], ids=["starttls", "tls"])
@pytest.mark.parametrize("fault", ["unknown authority", "another name", "expired"])
def test_a_certificate_that_does_not_verify_is_refused(bench: Any, letter: Make, tmp_path: Path, authority: Any, fault: str,
                                                       at_once: bool) -> None:
    """No downgrade: the account rests, the password is not said, nobody is blamed."""
    import datetime
    ca, path = authority
    past = datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC)
    issued = {"unknown authority": lambda: trustme.CA().issue_cert("localhost"), "another name": lambda: ca.issue_cert("other.example"),
              "expired": lambda: ca.issue_cert("localhost", not_after=past)}[fault]()
    with UnreliableSmtp(tls=context(issued), tls_at_once=at_once, password="right") as server:
        wire(bench, server, tmp_path, ca_file=path, security="tls" if at_once else "starttls")
        bench.queue(letter("a@s.example"))
        report = bench.pump()
        assert not [command for command in server.commands if command.startswith(("AUTH", "MAIL"))]
    assert report.breaker.cause is Cause.TLS
    assert bench.rows("state, attempts") == [("queued", 0)]


@pytest.mark.parametrize("reply", [b"454 4.7.0 TLS not available\r\n", b"250 ok\r\n", b"220 go\r\n250 injected\r\n"])
def test_a_failed_starttls_ends_the_session(bench: Any, letter: Make, tmp_path: Path, authority: Any, reply: bytes) -> None:
    """STARTTLS refused, misunderstood, or with injected words behind it: no plain session instead."""
    ca, path = authority
    with UnreliableSmtp(tls=context(ca.issue_cert("localhost")), faults={"starttls": [reply] * 9}, password="right") as server:
        wire(bench, server, tmp_path, ca_file=path)
        bench.queue(letter("a@s.example"))
        report = bench.pump()
        assert not [command for command in server.commands if command.startswith(("AUTH", "MAIL"))]
    assert report.breaker is not None
    assert report.breaker.cause in (Cause.TLS, Cause.PROTOCOL)
    assert bench.rows() == ["queued"]


def test_starttls_taken_out_of_the_offer_is_refused(bench: Any, letter: Make, tmp_path: Path) -> None:
    """Somebody between us and the server removes the word: we do not go on in the open."""
    with UnreliableSmtp(password="right") as server:
        wire(bench, server, tmp_path)
        bench.queue(letter("a@s.example"))
        assert bench.pump().breaker.cause is Cause.TLS
        assert server.commands == ["EHLO [127.0.0.1]"]


def test_a_missing_authority_file_is_ours_to_mend(bench: Any, letter: Make, tmp_path: Path) -> None:
    """ca_file names nothing: configuration, told as such, no connection without it."""
    with UnreliableSmtp() as server:
        wire(bench, server, tmp_path, ca_file=tmp_path / "none.pem")
        bench.queue(letter("a@s.example"))
        assert bench.pump().breaker.cause is Cause.CONFIG
        assert server.connections == 0


def test_a_machine_with_a_wrong_certificate_is_one_of_several(bench: Any, letter: Make, tmp_path: Path, authority: Any,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """Faults 4, 21: of the name's two machines the first can't prove who it is: no password for it, the second carries the mail."""
    ca, path = authority
    with (UnreliableSmtp(tls=context(ca.issue_cert("other.example")), password="right") as wrong,
          UnreliableSmtp(tls=context(ca.issue_cert("localhost")), password="right") as right):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in (wrong.port, right.port)])
        wire(bench, right, tmp_path, ca_file=path)
        bench.queue(letter("a@s.example"))
        assert bench.pump().sent == 1
        assert wrong.commands == ["EHLO [127.0.0.1]", "STARTTLS"]


def test_what_was_offered_in_the_open_is_forgotten_behind_the_encryption(bench: Any, letter: Make, tmp_path: Path, authority: Any) -> None:
    """RFC 3207 section 4.2: the second EHLO counts alone - no BDAT, no pipelining, no SIZE that was only said before."""
    ca, path = authority
    before = b"250-here\r\n250-STARTTLS\r\n250-SIZE 10\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 AUTH LOGIN\r\n"
    with UnreliableSmtp(tls=context(ca.issue_cert("localhost")), password="right",
                        faults={"ehlo": [before, b"250-here\r\n250 AUTH PLAIN\r\n"]}) as server:
        wire(bench, server, tmp_path, ca_file=path)
        bench.queue(letter("a@s.example"))
        assert bench.pump().sent == 1
    assert [command.split(" ")[0] for command in server.commands] == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "QUIT"]
    assert "MAIL FROM:<gmo@cdo.example>" in server.commands


def test_a_certificate_renewed_while_we_run_needs_no_restart(bench: Any, letter: Make, tmp_path: Path) -> None:
    """Fault 21: renewed by the same authority nothing happens; by another one we wait, until its file is put in the old one's place."""
    old, new = trustme.CA(), trustme.CA()
    path = tmp_path / "ca.pem"
    old.cert_pem.write_to_path(path)
    made = context(old.issue_cert("localhost"))
    with UnreliableSmtp(tls=made, password="right") as server:
        wire(bench, server, tmp_path, ca_file=path)
        for step, certificate in (("first", None), ("same", old.issue_cert("localhost"))):
            if certificate is not None:
                certificate.configure_cert(made)
            bench.queue(letter("a@s.example", hours=500, step=step))
            assert bench.pump().sent == 1
        new.issue_cert("localhost").configure_cert(made)
        bench.queue(letter("a@s.example", hours=500, step="other"))
        assert bench.pump().breaker.cause is Cause.TLS
        new.cert_pem.write_to_path(path)
        bench.clock.pass_(minutes=7)
        assert bench.pump().sent == 1
    assert bench.rows("state, attempts") == [("sent", 1)] * 3


def test_nothing_older_than_tls_1_2_is_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attack 44: said by us, whatever the system's default is."""
    def lax(*_: Any, **__: Any) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        made.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        return made

    monkeypatch.setattr(ssl, "create_default_context", lax)
    assert Server(Smtp(host="localhost"), Patience())._context().minimum_version is ssl.TLSVersion.TLSv1_2
    assert ImapMailbox(Imap(host="localhost"), "")._context().minimum_version is ssl.TLSVersion.TLSv1_2
