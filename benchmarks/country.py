"""A whole country as an installation: files in a folder, the service's own ``Station`` on them, a clock that starts where we say.

Only the past is invented (``remember_overview``, ``remember_told``): rows of the ledger as they would stand after earlier mailings,
written with plain SQL, because mailing a million of them first would take longer than what is to be measured.
"""

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from notifier.core.compose.stored import materialise
from notifier.edges.ledger.codec import load_event
from notifier.edges.ledger.store import Store
from notifier.flows.arming.acts import carry_out
from notifier.flows.arming.requests import Request
from notifier.flows.station import Station

MOSCOW = ZoneInfo("Europe/Moscow")
ARMED = datetime(2020, 10, 19, 10, 0, tzinfo=MOSCOW)
CONFIRMED = datetime(2020, 10, 20, 10, 0, tzinfo=MOSCOW)

CONFIG = """
[plan]
file = "plan.toml"
dates = "dates.toml"
[people]
file = "librarians.csv"
[organizer]
name = "ГМО школьных библиотекарей Смоленска"
email = "gmo@cdo.example"
[coordinator]
name = "Иващенко И.В."
email = "coordinator@cdo.example"
greeting = "Уважаемая Ирина Викторовна!"
[policy]
settle_minutes = 0
approve_above_events = 1000
[state]
folder = "{state}"
[limits]
per_day = 0
connections = {connections}
in_flight = {in_flight}
[mail]
transport = "{transport}"
[smtp]
host = "{host}"
port = {port}
security = "none"
"""
PLAN = """
title = "План работы ГМО библиотекарей на 2020-2021 учебный год"
school_year = "2020-2021"
"""
ITEM = """
[[item]]
id = "teor-{n}"
number = "{n}"
sector = "Теоретико-методологический сектор"
topics = ["Новое в библиотечном обслуживании: встреча {n}"]
when = "ноябрь 2020"
places = ["Областная библиотека"]
responsible = ["Иващенко И.В."]
"""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. Loopback, without TLS."""

    host: str = "127.0.0.1"
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> "Server":
        """``HOST:PORT``."""
        host, _, port = text.rpartition(":")
        return cls(host.strip("[]") or "127.0.0.1", int(port))


@dataclass
class Clock:
    """The real pace from an instant we choose."""

    start: datetime
    _since: float = field(default_factory=time.monotonic)

    def __call__(self) -> datetime:
        return self.start + timedelta(seconds=time.monotonic() - self._since)


def write(folder: Path, *, people: int, events: int, server: Server, state: Path | None = None, connections: int = 8,
          in_flight: int = 64) -> Path:
    """The installation's files: ``people`` librarians, ``events`` rows of the plan without a date. Returns the configuration's path."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "config.toml": CONFIG.format(state=state or "state", connections=connections, in_flight=in_flight, host=server.host,
                                     port=server.port or 25, transport="smtp" if server.port else "maildir"),
        "plan.toml": PLAN + "".join(ITEM.format(n=n) for n in range(1, events + 1)),
        "dates.toml": "",
        "librarians.csv": "name,email,school,groups,greeting,left\n" + "".join(
            f"Иванова Анна Петровна {n},librarian{n}@school{n % 1009}.example,МБОУ «СШ № {n % 1009}»,,,\n" for n in range(people)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "config.toml"


def confirm(folder: Path, events: int) -> None:
    """The coordinator's word: every row gets a day and an hour within the next weeks."""
    days = [datetime(2020, 11, 5, 14, 30) + timedelta(days=n % 13, minutes=n // 13 * 5) for n in range(events)]  # noqa: DTZ001
    lines = ["[dates]", *(f'"teor-{n}" = "{day:%d.%m.%Y %H:%M}"' for n, day in enumerate(days, 1))]
    (folder / "dates.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def armed(config: Path, *, told: bool = False) -> Station:
    """The service, armed the day before, its people already having the overview; ``told``: and every invitation."""
    station = Station.open(config, ARMED)
    station.turn(Clock(ARMED))
    remember_overview(station.ledger.store)
    if told:
        remember_told(station.ledger.store)
    carry_out(Request("arm"), station.ledger, station.view(ARMED), ARMED)
    return station


def remember_overview(store: Store) -> None:
    """Everybody has this year's overview."""
    with store.transaction() as db:
        db.execute("INSERT INTO message (kind, role, step, person, address, state, due, next_at, valid_until, created_at, changed_at) "
                   "SELECT 'overview', 'librarian', '2020-2021', id, address, 'sent', 0, 0, 0, 0, 0 FROM person")


def remember_told(store: Store) -> int:
    """Everybody was invited to everything that stands in the ledger; how many told notices there are."""
    with store.transaction() as db:
        for number, content, sequence in db.execute("SELECT id, content, sequence FROM event").fetchall():
            event = load_event(content, MOSCOW)
            db.execute("INSERT INTO message (kind, role, item, event, sequence, start, person, address, state, due, next_at, valid_until, "
                       "message_id, created_at, changed_at) SELECT 'invitation', 'librarian', ?, ?, ?, ?, id, address, 'sent', 0, 0, 0, "
                       "'<' || id || '.' || ? || '@cdo.example>', 0, 0 FROM person",
                       (event.item, number, sequence, event.start.isoformat(), number))
            db.execute("UPDATE event SET told = 1 WHERE id = ?", (number,))
        return int(db.execute("SELECT count(*) FROM message WHERE kind = 'invitation'").fetchone()[0])


def until_handed_over(station: Station, clock: Callable[[], datetime], beat: Callable[[], None] = lambda: None) -> int:
    """Turns until nothing waits; how many mails the server took."""
    sent = 0
    while True:
        turn = station.turn(clock, beat=beat)
        sent += turn.delivered.sent
        if turn.delivered.ended != "idle" or not (turn.report.queued or turn.delivered.claimed):
            return sent


def mail_bytes(station: Station) -> int:
    """The size of an invitation."""
    outbox = station.ledger.outbox
    row = station.ledger.store.db.execute("SELECT max(id) FROM message WHERE kind = 'invitation'").fetchone()
    return len(outbox.bytes_of(row[0], materialise) or b"") if row[0] else 0


def peak_mib() -> float:
    """The most memory this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
