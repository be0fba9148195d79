"""A mail host: a real Postfix (submission with TLS and authentication, an inbound port, local delivery, real bounces) and a
real Dovecot (IMAP over TLS, and Postfix's judge of passwords), each in folders of its own, on loopback ports.

Mailboxes: ``anna-0@school.example`` to ``vera-99@school.example``, ``gmo-0@cdo.example`` to ``coordinator-99@cdo.example``. Every
test takes a number of its own, so that nobody finds another test's mail.
"""

import contextlib
import grp
import imaplib
import os
import pwd
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme
from integration.support.waiting import PATIENCE, until

from support.ports import free_port
from support.postfix import lay_out

PASSWORD = "s3cret-of-the-test"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
DOMAINS = ("school.example", "cdo.example")
ADDED = (b"return-path", b"delivered-to", b"x-original-to", b"received")
"""The header fields that servers put above a message."""

MAIN = """
mydomain = cdo.example
myorigin = cdo.example
alias_database =
virtual_mailbox_domains = {domains}
recipient_delimiter = +
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = texthash:{home}/mailboxes
virtual_minimum_uid = 1
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_transport = virtual
default_transport = error:5.4.4 no such place
relay_transport = error:5.4.4 no such place
smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_sasl_security_options = noanonymous
smtpd_tls_cert_file = {home}/cert.pem
smtpd_tls_key_file = {home}/key.pem
smtpd_tls_session_cache_database =
message_size_limit = 10240000
virtual_mailbox_limit = 0
smtpd_delay_reject = yes
biff = no
"""
MASTER = """
127.0.0.1:{submission} inet n - n - - smtpd
  -o syslog_name=postfix/submission
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_reject_unlisted_recipient=no
  -o mynetworks=
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{inbound} inet n - n - - smtpd
smtp unix - - n - - smtp
relay unix - - n - - smtp
virtual unix - n n - - virtual
"""
DOVECOT = """
base_dir = {home}/dc
state_dir = {home}/dcstate
log_path = {home}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_username_format = %Lu
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 100
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service auth {{
  unix_listener {home}/queue/private/auth {{
    mode = 0660
    user = postfix
    group = postfix
  }}
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
"""


def known_addresses() -> Iterator[str]:
    """Everybody who has a mailbox."""
    for number in range(100):
        yield from (f"{name}-{number}@school.example" for name in ("anna", "boris", "vera", "host"))
        yield from (f"{name}-{number}@cdo.example" for name in ("gmo", "coordinator"))


def needs_mail_servers() -> pytest.MarkDecorator:
    """Skip where Postfix or Dovecot is missing, or the right to start them."""
    there = all(shutil.which(program, path=PATH) for program in ("postfix", "dovecot"))
    return pytest.mark.skipif(not there or os.geteuid() != 0, reason="needs postfix, dovecot-imapd and root")


@dataclass(frozen=True)
class Received:
    """A mail as somebody's mail program fetches it over IMAP."""

    raw: bytes

    @property
    def message(self) -> bytes:
        """Without the header fields the servers put above it."""
        rest = self.raw
        while rest.partition(b":")[0].lower() in ADDED:
            lines = rest.split(b"\r\n")
            taken = 1
            while lines[taken][:1] in (b" ", b"\t"):
                taken += 1
            rest = b"\r\n".join(lines[taken:])
        return rest

    def header(self, name: str) -> str:
        """A header field, unfolded and decoded; empty where there is none."""
        from email import message_from_bytes
        from email.header import decode_header, make_header

        return str(make_header(decode_header(str(message_from_bytes(self.raw)[name] or ""))))

    @property
    def subject(self) -> str:
        """The subject."""
        return self.header("Subject")

    def part(self, kind: str) -> str:
        """The decoded first part of this content type; empty where there is none."""
        from email import message_from_bytes

        for part in message_from_bytes(self.raw).walk():
            if part.get_content_type() == kind:
                payload = part.get_payload(decode=True)
                assert isinstance(payload, bytes)
                return payload.decode()
        return ""

    @property
    def calendar(self) -> str:
        """The calendar object, unfolded."""
        return self.part("text/calendar").replace("\r\n ", "")

    def __repr__(self) -> str:
        return f"<{self.header('To')}: {self.subject}>"


class MailHost:
    """Postfix and Dovecot, started in ``home`` (a short path: sockets live there)."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.submission, self.inbound, self.imaps = free_port(), free_port(), free_port()
        self.ca_file = home / "ca.pem"
        self._running: list[subprocess.Popen[bytes]] = []
        owner = pwd.getpwnam("mail")
        self._names = {"home": str(home), "uid": owner.pw_uid, "gid": owner.pw_gid, "domains": ", ".join(DOMAINS),
                       "submission": self.submission, "inbound": self.inbound, "imaps": self.imaps, "password": PASSWORD}
        self._lay_out(owner)

    def _lay_out(self, owner: pwd.struct_passwd) -> None:
        home = self.home
        lay_out(home, main=MAIN.format(**self._names), master=MASTER.format(**self._names))
        certify(home)
        for name in ("mail", "dcstate"):
            (home / name).mkdir()
        postfix = pwd.getpwnam("postfix")
        os.chown(home / "mail", owner.pw_uid, owner.pw_gid)
        (home / "queue" / "private").mkdir(mode=0o700)
        os.chown(home / "queue" / "private", postfix.pw_uid, 0)
        for name, setgid in (("public", 0o2710), ("maildrop", 0o1730)):
            (home / "queue" / name).mkdir()
            os.chown(home / "queue" / name, postfix.pw_uid, grp.getgrnam("postdrop").gr_gid)
            (home / "queue" / name).chmod(setgid)
        (home / "mailboxes").write_text("".join(f"{address} {address}/\n" for address in known_addresses()))
        (home / "dovecot.conf").write_text(DOVECOT.format(**self._names))

    # --- running

    def start(self) -> None:
        """Both greet before this returns."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
        self._running.append(subprocess.Popen(["dovecot", "-F", "-c", str(self.home / "dovecot.conf")],
                                              env={**os.environ, "PATH": PATH}, **quiet))  # type: ignore[call-overload]
        self.start_postfix()
        until(lambda: greets(self.imaps, b"* OK", tls=self.ca_file), what="dovecot greets", hint=self.logs)

    def start_postfix(self) -> None:
        """(Again) until it greets."""
        with (self.home / "postfix.err").open("ab") as errors:
            self._running.append(subprocess.Popen(["postfix", "-c", str(self.home / "etc"), "start-fg"], stdout=subprocess.DEVNULL,
                                                  stderr=errors, start_new_session=True, env={**os.environ, "PATH": PATH}))
        until(lambda: greets(self.submission, b"220 "), what="postfix greets", hint=self.logs)

    def stop(self) -> None:
        """All processes we started are gone."""
        subprocess.run(["postfix", "-c", str(self.home / "etc"), "abort"], env={**os.environ, "PATH": PATH}, check=False,
                       capture_output=True, timeout=30)
        for process in reversed(self._running):
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # our own session: children still serving a connection
        self._running.clear()

    def logs(self) -> str:
        """The ends of both logs."""
        lines = [line for name in ("maillog", "postfix.err", "dovecot.log") if (path := self.home / name).exists()
                 for line in path.read_text(errors="replace").splitlines()[-40:] if "imap" not in line]
        return "\n".join(lines)

    # --- people's mail programs

    def inbox(self, address: str) -> list[Received]:
        """Everything in somebody's mailbox, over IMAP with TLS, oldest first."""
        box = imaplib.IMAP4_SSL("localhost", self.imaps, ssl_context=ssl.create_default_context(cafile=str(self.ca_file)), timeout=30)
        try:
            box.login(address, PASSWORD)
            box.select("INBOX", readonly=True)
            numbers = box.search(None, "ALL")[1][0].split()
            found = []
            for number in numbers:
                data = box.fetch(number.decode(), "(BODY.PEEK[])")[1][0]
                assert isinstance(data, tuple)
                found.append(Received(data[1]))
            return found
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                box.logout()

    def wait_for(self, address: str, subject: str, *, seconds: float = PATIENCE) -> Received:
        """The first mail in somebody's mailbox whose subject holds these words."""
        return until(lambda: next((mail for mail in self.inbox(address) if subject in mail.subject), None), seconds=seconds, every=0.3,
                     what=f"«{subject}» in the mailbox of {address}", hint=lambda: f"{self.inbox(address)}\n{self.logs()}")

    def send(self, sender: str, recipient: str, raw: bytes) -> None:
        """Somebody's provider hands a mail over, as the world does: to the inbound port."""
        with smtplib.SMTP("127.0.0.1", self.inbound, timeout=30) as session:
            session.sendmail(sender, [recipient], raw, mail_options=["BODY=8BITMIME"])

    def queue_is_empty(self) -> bool:
        """Nothing is on its way inside Postfix."""
        return not any(path.is_file() for name in ("incoming", "active", "deferred", "maildrop")
                       for path in (self.home / "queue" / name).rglob("*"))


def certify(home: Path, *names: str) -> None:
    """``ca.pem``, ``cert.pem`` and ``key.pem`` for a server on this machine."""
    authority = trustme.CA()
    certificate = authority.issue_cert(*(names or ("localhost", "127.0.0.1")))
    certificate.private_key_pem.write_to_path(home / "key.pem")
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(home / "cert.pem", append=True)
    authority.cert_pem.write_to_path(home / "ca.pem")
    (home / "key.pem").chmod(0o600)


def greets(port: int, words: bytes, *, tls: Path | None = None) -> bool:
    """Whether a server says these words first."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        if tls is None:
            return connection.recv(200).startswith(words)
        with ssl.create_default_context(cafile=str(tls)).wrap_socket(connection, server_hostname="localhost") as encrypted:
            return encrypted.recv(200).startswith(words)
    return False
