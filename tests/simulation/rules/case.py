"""One life's records, read once, for the rules that judge it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from ..letters import Entry, Mail, read
from ..server import Attempt
from ..truth import State
from ..world import World

Rule = Callable[["Case"], Iterator[str]]
PARTICIPANTS = ("invitation", "announcement", "change", "cancellation", "reminder", "overview", "host-notice")
FLIGHT = timedelta(minutes=30)
"""How long a mail may be under way after its claim: a slow server takes 25 minutes in this world."""


class Case:
    """One life's records, each mail read once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.taken: list[tuple[Attempt, Mail]] = [(attempt, read(attempt.content)) for attempt in world.attempts if attempt.taken]
        self.letters = [(attempt, mail) for attempt, mail in self.taken if mail.kind in PARTICIPANTS]
        self.entries: list[tuple[Attempt, Mail, Entry]] = [(a, m, m.entry) for a, m in self.taken if m.entry is not None]
        self.unsure = {(attempt.address, mail.entry.uid) for attempt in world.attempts if attempt.reply != "ok"
                       and (mail := read(attempt.content)).entry is not None}
        self.unsure |= world.open
        self.unsure_hosts = {(address, uid.partition(".")[0]) for address, uid in world.open} | {
            (attempt.address, read(attempt.content).about[0].key) for attempt in world.attempts
            if attempt.reply != "ok" and read(attempt.content).host is not None}
        self.words = [(attempt, mail, mail.about[0], mail.host) for attempt, mail in self.taken if mail.host is not None]
        self.claims = [(attempt, mail, entry.key, entry.start) for attempt, mail, entry in self.entries if entry.method == "REQUEST"]
        self.claims += [(attempt, mail, about.key, stamp(datetime.fromisoformat(about.start))) for attempt, mail, about, word in self.words
                        if word.comes]
        self.end = world.true

    def states(self, key: str) -> list[tuple[datetime, State | None]]:
        """Since when each state of an event stood in the files."""
        return self.world.history.get(key, [])

    def heard(self, digest: str) -> int | None:
        """When this message was dealt with, whichever way it came (the first copy may have been deleted before anybody read it)."""
        times = [at for one, at in self.world.end.heard.items() if self.world.ways.get(one, one) == digest]
        return min(times, default=None)

    def believes(self) -> dict[tuple[str, str], Entry]:
        """What each calendar shows: (address, key) -> the newest entry by sequence and stamp."""
        shown: dict[tuple[str, str], Entry] = {}
        for attempt, _, entry in self.entries:
            known = shown.get((attempt.address, entry.key))
            if known is None or known.uid != entry.uid or (entry.sequence, entry.stamp) >= (known.sequence, known.stamp):
                shown[attempt.address, entry.key] = entry
        return shown


def stamp(moment: datetime) -> str:
    """An instant as DTSTART writes it."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def name(attempt: Attempt, mail: Mail) -> str:
    """A mail in a report."""
    about = mail.entry.key if mail.entry else ",".join(one.key for one in mail.about)
    return f"{attempt.at:%d.%m %H:%M:%S} {mail.kind} {mail.step} {about} to {attempt.address} (message {attempt.id})"


def coming(start: str, end: datetime) -> bool:
    """Whether what a calendar shows begins after this moment."""
    return datetime.strptime(start, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) > end
