"""A real Dovecot on a loopback port, with its own configuration, certificate and one mailbox."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from notifier.model.settings import Imap
from support.ports import free_port

USER = "gmo@cdo.example"
SECRET = "s3cret-of-the-test"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
auth_username_format = %Lu
mail_location = maildir:{home}/Maildir
first_valid_uid = 1
mail_max_userip_connections = 50
maildir_very_dirty_syncs = no
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {tls}
    ssl = yes
  }}
}}
passdb {{
  driver = static
  args = password={secret}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
"""


class Dovecot:
    """Started in ``home``; ``deliver`` puts a mail into its Maildir as a delivery agent would."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.maildir = home / "Maildir"
        self.port, self.plain_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._count = 0
        authority = trustme.CA()
        certificate = authority.issue_cert("localhost", "127.0.0.1")
        certificate.private_key_pem.write_to_path(home / "key.pem")
        for blob in certificate.cert_chain_pems:
            blob.write_to_path(home / "cert.pem", append=True)
        authority.cert_pem.write_to_path(home / "ca.pem")
        for part in ("new", "cur", "tmp"):
            (self.maildir / part).mkdir(parents=True)
        uid, gid = _mail_user()
        (home / "dovecot.conf").write_text(CONFIG.format(
            home=home, tls=self.port, plain=self.plain_port, secret=SECRET, uid=uid, gid=gid))
        for path in (home, *home.rglob("*")):
            os.chown(path, uid, gid)
        (home / "key.pem").chmod(0o600)
        home.chmod(0o755)

    def start(self) -> None:
        """Wait until it greets."""
        self._process = subprocess.Popen([_binary(), "-F", "-c", str(self.home / "dovecot.conf")],
                                         start_new_session=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.plain_port), timeout=1) as connection:
                if connection.recv(100).startswith(b"* OK"):
                    return
            time.sleep(0.1)
        raise AssertionError(f"dovecot did not start: {(self.home / 'log').read_text()[-2000:]}")

    def stop(self) -> None:
        """All connections break."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)  # our own session: processes still serving a connection
            self._process = None

    @contextlib.contextmanager
    def silent(self) -> Iterator[None]:
        """Every connection stays open, and nobody says anything on it."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def deliver(self, raw: bytes) -> None:
        """Into ``new``, through ``tmp``."""
        self._count += 1
        name = f"{1603177200 + self._count}.M{self._count}.host"
        path = self.maildir / "tmp" / name
        path.write_bytes(raw)
        os.chown(path, *_mail_user())
        path.rename(self.maildir / "new" / name)

    def forget_uids(self) -> None:
        """The mailbox is recreated: another UIDVALIDITY, UIDs from 1."""
        self.stop()
        for path in self.maildir.glob("dovecot*"):
            path.unlink() if path.is_file() else shutil.rmtree(path)
        time.sleep(1.1)  # UIDVALIDITY is the second of creation
        self.start()

    def put_back(self, copy: Path) -> None:
        """The mailbox is as it was when it was copied, its numbers too."""
        self.stop()
        shutil.rmtree(self.maildir)
        shutil.copytree(copy, self.maildir)
        for path in (self.maildir, *self.maildir.rglob("*")):
            os.chown(path, *_mail_user())
        self.start()

    def damage(self, number: int, *, mended: bool = False) -> None:
        """The file of the so-many-th message delivered can't be read, or can again."""
        (path,) = (path for part in ("new", "cur") for path in (self.maildir / part).glob(f"*.M{number + 1}.*"))
        os.chown(path, *(_mail_user() if mended else (0, 0)))
        path.chmod(0o600)

    def flags(self) -> list[str]:
        """What stands after «:2,» in the names of all messages."""
        return [path.name.partition(":2,")[2] for part in ("new", "cur") for path in (self.maildir / part).iterdir()]

    def settings(self, *, security: str = "tls", trusted: bool = True, host: str = "localhost") -> Imap:
        """How to reach it."""
        port = self.port if security == "tls" else self.plain_port
        return Imap(host=host, port=port, security=security, user=USER, ca_file=self.home / "ca.pem" if trusted else None)


def needs_dovecot() -> pytest.MarkDecorator:
    """Skip where there is no Dovecot or no right to start it."""
    return pytest.mark.skipif(not shutil.which("dovecot", path=_PATH) or os.geteuid() != 0, reason="needs dovecot-imapd and root")


_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"


def _binary() -> str:
    return shutil.which("dovecot", path=_PATH) or "dovecot"


def _mail_user() -> tuple[int, int]:
    import pwd

    entry = pwd.getpwnam("mail")
    return entry.pw_uid, entry.pw_gid
