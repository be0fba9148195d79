"""The real service on a simulated clock: ``Station`` with its journal, on files in a folder, mail into a Maildir."""

from datetime import datetime, timedelta
from pathlib import Path

from notifier.doors.service import Service
from notifier.edges.ledger.journal import Journal
from notifier.edges.ledger.store import Store
from notifier.flows.arming.requests import Request, leave
from notifier.flows.inputs.reading import InputReader
from notifier.flows.station import Station, Turn
from support.year import CONFIG, PEOPLE, PLAN, moscow


class Machine:
    """``live`` to a moment; ``do`` leaves a request as the command line does beside a running service."""

    def __init__(self, folder: Path, *, start: str = "2020-09-02 09:00", config: str = CONFIG, people: str = PEOPLE, plan: str = PLAN,
                 dates: str = "") -> None:
        self.folder = folder
        self.now = moscow(start)
        self.turns: list[Turn] = []
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in (("config.toml", config), ("plan.toml", plan), ("people.csv", people), ("dates.toml", dates)):
            self.write(name, text)
        self.start()

    @classmethod
    def adopt(cls, folder: Path, now: datetime) -> "Machine":
        """On an installation that is there already; not started."""
        machine = cls.__new__(cls)
        machine.folder, machine.now, machine.turns = folder, now, []
        return machine

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def write(self, name: str, text: str) -> None:
        draft = self.folder / f"{name}.new"
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.folder / name)

    def turn(self) -> Turn:
        self.turns.append(self.station.turn(lambda: self.now))
        return self.turns[-1]

    def live(self, until: str, *, look_hours: int = 12) -> "Machine":
        end = moscow(until)
        for _ in range(5000):
            turn = self.turn()
            # The service looks every 30 seconds; here a few times a day is enough, and a held one need not look each minute.
            look = self.now + timedelta(hours=look_hours)
            following = min(turn.next_at, look) if turn.delivered.ended != "held" else look
            if following > end:
                break
            self.now = max(following, self.now + timedelta(seconds=1))
        else:
            raise AssertionError(f"does not get past {self.now}")
        self.now = end
        self.turn()
        return self

    def do(self, deed: str, **keys: object) -> "Machine":
        leave(self.state / "requests", Request(deed, **keys))
        self.turn()
        return self

    def stop(self) -> None:
        self.station.close()

    def start(self, at: datetime | None = None) -> "Machine":
        """As ``Station.open``, but its commits do not wait for the disk: nobody pulls the plug here."""
        self.now = at or self.now
        reader = InputReader(self.folder / "config.toml", keeps=True)
        state = reader.read(self.now).settings.state
        store = Store.open(state, durable=False)
        self.station = Station.begin(reader, store, self.now, Journal(store, state, durable=False))
        return self

    def service(self) -> Service:
        """A service that is never run, beside the station; its ear for signals is not needed."""
        watch = Service(self.folder / "config.toml")
        watch._hear.close()
        watch._ring.close()
        return watch

    def sent(self) -> list[tuple[str, str, str]]:
        """(file's recipient, Message-ID, subject words) of everything that left, in the order of the Maildir."""
        found = []
        for path in sorted((self.state / "maildir").rglob("*")):
            if path.is_file():
                head = path.read_bytes().partition(b"\r\n\r\n")[0].decode()
                fields = dict(line.split(": ", 1) for line in head.replace("\r\n ", " ").split("\r\n") if ": " in line)
                found.append((fields["To"].rpartition("<")[2].strip("<>"), fields["Message-ID"], fields["Subject"]))
        return found

    def look(self) -> Store:
        return Store.read(self.state)
