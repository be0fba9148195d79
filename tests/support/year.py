"""A small installation on a simulated clock: real files, real ledger, real Maildir, the service's own passes and delivery."""

import copy
import shutil
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.compose.stored import materialise, verified
from notifier.edges.ledger.record import Record, Sent
from notifier.edges.ledger.store import Store
from notifier.edges.maildir import MaildirTransport
from notifier.flows.arming.acts import carry_out
from notifier.flows.arming.requests import Request
from notifier.flows.inputs.reading import InputReader
from notifier.flows.sending.delivery import Delivery, Gates
from notifier.flows.sending.resting import gates_of
from notifier.flows.tick import REHEARSED, Passes
from notifier.flows.view import View

MOSCOW = ZoneInfo("Europe/Moscow")

CONFIG = """
[plan]
file = "plan.toml"
dates = "dates.toml"
[people]
file = "people.csv"
[organizer]
name = "ГМО школьных библиотекарей"
email = "gmo@cdo.example"
[coordinator]
name = "Иващенко И.В."
email = "coordinator@cdo.example"
[state]
folder = "state"
[mail]
transport = "maildir"
"""

PLAN = """
title = "План работы ГМО библиотекарей на 2020-2021 учебный год"
school_year = "2020-2021"

[[item]]
id = "teor-2"
number = "2"
sector = "Теоретико-методологический сектор"
topics = ["Новое в библиотечном обслуживании"]
when = "ноябрь 2020"
places = ["Областная библиотека"]
responsible = ["Иващенко И.В."]
"""

PEOPLE = """name,email,school,groups,greeting,left
Анна Петрова,anna@mail.example,СШ № 1,,,
Вера Сидорова,vera@mail.example,СШ № 2,молодые специалисты,,
"""


def moscow(text: str) -> datetime:
    """``2020-11-12 10:00`` in Moscow."""
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


@dataclass(frozen=True)
class Mail:
    """One mail that left: what the ledger says of it, when, and its bytes."""

    at: datetime
    row: Sent
    data: bytes

    @property
    def subject(self) -> str:
        """The Subject header, decoded."""
        return str(make_header(decode_header(str(message_from_bytes(self.data)["Subject"]))))

    def part(self, kind: str) -> str:
        """The decoded part of this content type."""
        for part in message_from_bytes(self.data).walk():
            if part.get_content_type() == kind:
                return part.get_payload(decode=True).decode()
        raise AssertionError(f"no {kind} in {self.subject}")

    @property
    def text(self) -> str:
        """The plain text."""
        return self.part("text/plain")

    @property
    def ics(self) -> str:
        """The calendar object, unfolded."""
        return self.part("text/calendar").replace("\r\n ", "")

    def __repr__(self) -> str:
        return f"<{self.at:%d.%m.%Y %H:%M} {self.row.kind} {self.row.step} {self.row.address}: {self.subject}>"


class Year:
    """``write`` files, ``go`` to a moment, look at ``mails``."""

    def __init__(self, folder: Path, *, plan: str = PLAN, people: str = PEOPLE, config: str = CONFIG, dates: str = "",
                 start: str = "2020-09-01 09:00") -> None:
        self.folder = folder
        for name, text in (("config.toml", config), ("plan.toml", plan), ("people.csv", people), ("dates.toml", dates)):
            self.write(name, text)
        self.now = moscow(start)
        self.mails: list[Mail] = []
        self._open()

    def _open(self) -> None:
        self.store = Store.open(self.folder / "state", durable=False)
        self.passes = Passes(InputReader(self.folder / "config.toml", network=False, keeps=True), self.store, secret=REHEARSED)
        self.inputs = self.passes.read(self.now)
        self.delivery = Delivery(self.ledger.outbox, MaildirTransport(self.folder / "sent"), verified=verified,
                                 sender=lambda _: "gmo@cdo.example", limits=self.inputs.settings.limits)

    @property
    def ledger(self):
        """The ledger's parts."""
        return self.passes.ledger(self.inputs)

    def write(self, name: str, text: str) -> None:
        """Replace a file of the installation."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(path.name + ".new")
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)

    def dates(self, text: str) -> "Year":
        """Replace the dates file."""
        self.write("dates.toml", text)
        return self

    def arm(self) -> "Year":
        """The administrator says yes."""
        self.do("arm")
        return self

    def do(self, deed: str, **keys: object) -> None:
        """A person's act on the ledger."""
        self.turn()
        carry_out(Request(deed, **keys), self.ledger, self.view(), self.now)

    def view(self) -> View:
        """What stands now."""
        self.inputs = self.passes.read(self.now)
        return self.passes.view(self.inputs, self.now)

    def gates(self, now: datetime) -> Gates:
        """The sending window of now."""
        return gates_of(self.inputs.window, self.ledger.facts, self.inputs.plan_id, now)

    def turn(self) -> datetime:
        """One pass and what may leave; the next instant with something to do."""
        report = self.passes.run(self.now)
        self.inputs = self.passes.inputs
        if self.delivery.pump(self.now, lambda: self.now, gates=self.gates).sent:
            self._collect()
        retry = self.delivery.next_at(self.now, gates=self.gates(self.now))
        return min(report.next_at, retry) if retry else report.next_at

    def go(self, until: str) -> "Year":
        """Live until this moment (included)."""
        end = moscow(until)
        for _ in range(20_000):
            following = self.turn()
            if following > end:
                break
            self.now = max(following, self.now + timedelta(seconds=1))
        else:
            raise AssertionError(f"does not get past {self.now}")
        self.now = end
        self.turn()
        return self

    def sleep(self, until: str) -> "Year":
        """The service is off until then."""
        self.now = moscow(until)
        return self

    def restart(self) -> "Year":
        """A new process on the same files."""
        self.close()
        self._open()
        self.ledger.outbox.recover(self.now)
        return self

    def copied(self, folder: Path) -> "Year":
        """Another one that lived the same; this one is closed."""
        shutil.copytree(self.folder, folder)
        other = copy.copy(self)
        other.folder, other.mails = folder, list(self.mails)
        other._open()
        return other

    def close(self) -> None:
        """Let go of the ledger."""
        self.delivery.close()
        self.store.close()

    def _collect(self) -> None:
        record = Record(self.store, MOSCOW)
        known = {mail.row.id for mail in self.mails}
        left = self.store.db.execute("SELECT id FROM message WHERE state IN ('sent', 'bounced') AND carrier IS NULL ORDER BY id").fetchall()
        for row in (record.by_number(number) for (number,) in left if number not in known):
            self.mails.append(Mail(self.now, row, self.ledger.outbox.bytes_of(row.id, materialise)))

    # --- looking

    def to(self, who: str, *kinds: str) -> list[Mail]:
        """The mails to an address that begins with ``who`` (of these kinds), in order."""
        return [mail for mail in self.mails if mail.row.address.startswith(who) and (not kinds or mail.row.kind in kinds)]

    def story(self, who: str, *kinds: str) -> list[tuple[str, str]]:
        """(day and hour, kind or step) of the mails to somebody."""
        return [(f"{mail.at:%d.%m %H:%M}", mail.row.step if mail.row.kind == "reminder" else mail.row.kind)
                for mail in self.to(who, *kinds)]

    def mails_of(self, kind: str) -> list[Mail]:
        """The mails of one kind to librarians."""
        return [mail for mail in self.mails if mail.row.kind == kind and mail.row.role == "librarian"]

    def since(self, moment: str) -> list[Mail]:
        """The mails from this moment on."""
        return [mail for mail in self.mails if mail.at >= moscow(moment)]


def day(text: str) -> date:
    """``2020-11-19``."""
    return date.fromisoformat(text)


def at(clock: str) -> time:
    """``14:30``."""
    return time.fromisoformat(clock)
