"""An installation in a folder, and ``notifier`` as real processes on it: one command, or the service.

The real clock is kept, but the installation lives in a time zone in which it is noon now: so no test depends on the hour it
runs at. All days are working days, no day is silent, edits need not settle, decisions by mail can't be taken back - unless a
test says otherwise.
"""

import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from integration.support.mailhost import PASSWORD, MailHost
from integration.support.waiting import PATIENCE, until

from notifier.core.compose.stored import materialise
from notifier.doors import cli
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.record import Record, Sent
from notifier.edges.ledger.store import Store

CONFIG = """
[plan]
file = "plan.toml"
dates = "dates.toml"
[people]
file = "people.csv"
[organizer]
name = "ГМО школьных библиотекарей"
email = "{organizer}"
[coordinator]
name = "Иващенко И.В."
email = "{coordinator}"
[calendar]
timezone = "{zone}"
work = [{work}]
[policy]
window = ["00:00", "23:59"]
urgent_window = ["00:00", "23:59"]
any_day = true
silent = []
invite_days = 200
planned_at = "00:00"
digest_at = "00:00"
settle_minutes = {settle_minutes}
take_back_minutes = {take_back_minutes}
approve_above_events = 20
[state]
folder = "state"
[limits]
per_day = 0
{more}
"""
SMTP = """
[mail]
transport = "smtp"
[smtp]
host = "localhost"
port = {port}
security = "{security}"
"""
LOGIN = """user = "{user}"
password_file = "smtp-password"
ca_file = "{ca_file}"
"""
IMAP = """
[imap]
host = "localhost"
port = {port}
user = "{user}"
password_file = "imap-password"
ca_file = "{ca_file}"
poll_seconds = {poll_seconds}
"""
PLAN = """
title = "План работы ГМО библиотекарей"
school_year = "{year}"
"""
ITEM = """
[[item]]
id = "{id}"
sector = "Теоретико-методологический сектор"
topics = ["{title}"]
when = "{when}"
places = ["МБУ ДО «ЦДО»"]
responsible = ["Иващенко И.В."]
"""


def noon_zone() -> ZoneInfo:
    """A zone in which it is between 12 and 13 o'clock now."""
    ahead = 12 - datetime.now(UTC).hour
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")


@dataclass(frozen=True)
class Item:
    """A row of the plan."""

    id: str = "teor-1"
    title: str = "Новое в библиотечном обслуживании"
    when: str = "по мере необходимости"


class Installation:
    """Files in ``folder``; commands and services on them."""

    def __init__(self, folder: Path, *, people: Sequence[str], items: Sequence[Item] = (Item(),), organizer: str = "gmo@cdo.example",
                 coordinator: str = "coordinator@cdo.example", more: str = '[mail]\ntransport = "maildir"', settle_minutes: int = 0,
                 take_back_minutes: int = 0, looking_ahead_days: int = 40) -> None:
        self.folder = folder
        self.python = sys.executable
        self.variables: dict[str, str] = {}
        self.zone = noon_zone()
        self.people = list(people)
        self.organizer, self.coordinator = organizer, coordinator
        self.today = datetime.now(self.zone).date()
        # The school year of what is coming: dates of the coming weeks must lie in it.
        far = self.today + timedelta(days=looking_ahead_days)
        self._first_year = far.year if far.month >= 9 else far.year - 1
        self._settings: dict[str, Any] = {"organizer": organizer, "coordinator": coordinator, "zone": self.zone.key, "more": more,
                                          "settle_minutes": settle_minutes, "take_back_minutes": take_back_minutes}
        self._settings["work"] = ", ".join(f"{self.today + timedelta(days=n)}" for n in range(-20, 100))
        folder.mkdir(parents=True, exist_ok=True)
        self.configure()
        self.write("plan.toml", PLAN.format(year=f"{self._first_year}-{self._first_year + 1}")
                   + "".join(ITEM.format(id=item.id, title=item.title, when=item.when) for item in items))
        self.write("dates.toml", "")
        self.write_people(self.people)

    # --- files

    def write(self, name: str, text: str | bytes, *, mode: int = 0o644) -> Path:
        """Replace a file whole, as an editor does."""
        path = self.folder / name
        draft = path.with_name(f".{path.name}.new")
        draft.write_bytes(text.encode() if isinstance(text, str) else text)
        draft.chmod(mode)
        draft.replace(path)
        return path

    def configure(self, **changes: Any) -> None:
        """Write config.toml with these settings changed."""
        self._settings |= changes
        self.write("config.toml", CONFIG.format(**self._settings))

    def use_smtp(self, port: int, *, more: str = "", login: bool = False, security: str = "none", ca_file: Path | None = None,
                 password: str = PASSWORD, verp: bool = False) -> None:
        """Send through this server."""
        text = SMTP.format(port=port, security=security) + ("verp = true\n" if verp else "")
        if login:
            text += LOGIN.format(user=self.organizer, ca_file=ca_file)
            self.write("smtp-password", password + "\n", mode=0o600)
        elif ca_file is not None:
            text += f'ca_file = "{ca_file}"\n'
        self.configure(more=text + more)

    def use_host(self, host: MailHost, *, listen: bool = True, poll_seconds: int = 60, more: str = "", verp: bool = False,
                 **changes: Any) -> None:
        """Send through a mail host and read one's own mailbox there."""
        self.write("imap-password", PASSWORD + "\n", mode=0o600)
        imap = IMAP.format(port=host.imaps, user=self.organizer, ca_file=host.ca_file, poll_seconds=poll_seconds) if listen else ""
        self._settings |= changes
        self.use_smtp(host.submission, login=True, security="starttls", ca_file=host.ca_file, more=imap + more,
                      verp=verp)

    def write_people(self, addresses: Sequence[str]) -> None:
        """The people file."""
        rows = [f"{address.partition('@')[0].capitalize()} Петрова,{address},СШ № {n},,," for n, address in enumerate(addresses, 1)]
        self.write("people.csv", "name,email,school,groups,greeting,left\n" + "\n".join(rows) + "\n")

    @property
    def state(self) -> Path:
        """The state folder."""
        return self.folder / "state"

    # --- days

    def day(self, ahead: int) -> date:
        """A day so far ahead, moved to the beginning of the plan's school year where it lies before it."""
        return max(self.today, date(self._first_year, 9, 1)) + timedelta(days=ahead)

    def phrase(self, ahead: int, clock: str = "14:30") -> str:
        """How people write that day and hour."""
        return f"{self.day(ahead):%d.%m.%Y} {clock}"

    # --- processes

    @property
    def environment(self) -> dict[str, str]:
        """Of the processes: no variable of the test's own, but where Python finds things."""
        own = ("NOTIF", "PYTEST", "CREDENTIALS")
        return {**{key: value for key, value in os.environ.items() if not key.startswith(own)}, **self.variables}

    def command(self, *arguments: str) -> list[str]:
        """A notifier command line."""
        return [self.python, "-m", "notifier.doors.cli", *arguments, "--config", str(self.folder / "config.toml")]

    def cli(self, *arguments: str, seconds: float = PATIENCE, wrapper: Sequence[str] = (),
            environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run([*wrapper, *self.command(*arguments)], cwd=self.folder, capture_output=True, text=True, timeout=seconds,
                              check=False, stdin=subprocess.DEVNULL, env={**self.environment, **(environment or {})})

    def done(self, *arguments: str, expected: int = 0, **options: Any) -> str:
        """Run a command that must succeed (or end with ``expected``); its output."""
        result = self.cli(*arguments, **options)
        assert result.returncode == expected, f"{arguments}: {result.returncode}\n{result.stdout}\n{result.stderr}"
        if arguments[0] == "arm":
            time.sleep(1)  # the ledger counts seconds: what is decided in the very second of the yes waits for the planned hour
        return result.stdout

    @contextlib.contextmanager
    def service(self, *, wrapper: Sequence[str] = (), environment: Mapping[str, str] | None = None,
                ready: bool = True) -> "Iterator[Running]":
        """``notifier run``, and its first turn (``ready`` False: not waited for); ended by SIGTERM at the end of the block, where it must
        end well."""
        running = Running(self, wrapper, environment or {})
        try:
            if ready:
                running.wait_told("READY=1")
                running.wait_told("STATUS=")
            yield running
            if running.process.poll() is None:
                assert running.stop() == 0, running.log()
        finally:
            running.kill()

    # --- looks

    def status(self) -> dict[str, Any]:
        """``status --json``, in this process: asked often while waiting. 1 says that mail does not leave."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert cli.run(["status", "--json", "--config", str(self.folder / "config.toml")]) in (0, 1)
        data: dict[str, Any] = json.loads(said.getvalue())
        return data

    def answers(self, item: str = "teor-1") -> dict[str, list[str]]:
        """Who answered what to a row's event."""
        return next((event["answers"] for event in self.status()["events"] if event["item"] == item), {})

    def mails(self, *kinds: str) -> list[Sent]:
        """What the ledger says of the mails of these kinds (all)."""
        store = Store.read(self.state)
        try:
            return [row for row in Record(store, self.zone).log(limit=100_000) if not kinds or row.kind in kinds]
        finally:
            store.close()

    def stored(self, mail: Sent) -> bytes:
        """The frozen bytes of a mail."""
        store = Store.read(self.state)
        try:
            content = Outbox(store).bytes_of(mail.id, materialise)
        finally:
            store.close()
        assert content is not None
        return content

    def wait_sent(self, kind: str, number: int, *, seconds: float = PATIENCE) -> list[Sent]:
        """So many mails of a kind have left."""
        return until(lambda: mails if len(mails := [m for m in self.mails(kind) if m.state == "sent"]) >= number else None,
                     seconds=seconds, what=f"{number} x {kind}", hint=lambda: [(m.kind, m.address, m.state, m.reply) for m in self.mails()])


class Running:
    """A service process, what it told its manager, what it logged."""

    def __init__(self, installation: Installation, wrapper: Sequence[str], environment: Mapping[str, str]) -> None:
        self.told: list[str] = []
        self._log = installation.folder / f"service-{time.monotonic_ns()}.log"
        self._manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        address = f"\0notifier-test-{os.getpid()}-{time.monotonic_ns()}"
        self._manager.bind(address)
        self._manager.settimeout(0.2)
        self._over = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [*wrapper, *installation.command("run")], cwd=installation.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, env={**installation.environment, "NOTIFY_SOCKET": "@" + address[1:], **environment})

    def _listen(self) -> None:
        while not self._over:
            with contextlib.suppress(TimeoutError):
                self.told.append(self._manager.recv(65536).decode())

    def wait_told(self, word: str, *, seconds: float = PATIENCE, since: int = 0) -> str:
        """What it told its manager that begins with this word, from the ``since``-th message on."""
        def look() -> str | None:
            if self.process.poll() is not None and not any(text.startswith(word) for text in self.told[since:]):
                raise AssertionError(f"ended with {self.process.returncode}\n{self.log()}")
            return next((text for text in self.told[since:] if text.startswith(word)), None)

        return until(look, seconds=seconds, what=word, hint=lambda: f"{self.told}\n{self.log()}", every=0.05)

    def log(self) -> str:
        """Everything it logged."""
        return self._log.read_text(errors="replace")

    def wait_logged(self, words: str, *, seconds: float = PATIENCE) -> None:
        """Until these words stand in its log."""
        until(lambda: words in self.log(), seconds=seconds, what=f"«{words}» in the log", hint=self.log)

    def reload(self) -> None:
        """SIGHUP, and until it says READY again."""
        before = len(self.told)
        self.process.send_signal(signal.SIGHUP)
        self.wait_told("READY=1", since=before)

    def stop(self, *, seconds: float = 30) -> int:
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def kill(self) -> None:
        """At the end, whatever state it is in; children too."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # its own session
        self.process.wait(10)
        self._over = True
        self._listener.join()
        self._manager.close()
