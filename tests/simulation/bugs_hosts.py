"""The bug bank's third drawer: mistakes with the schools where a meeting takes place."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.people import People
from notifier.flows.notices import hosting
from notifier.flows.notices.hosting import Hosting, Saying
from notifier.model.event import Event
from notifier.model.fact import HostTold
from notifier.model.notice import HostNews, Kind

from .bugs import bug, swapped
from .large import large


@bug()
def tells_hosts_at_every_pass() -> AbstractContextManager[None]:
    """What a host was told is not remembered by its state."""
    told = People.hosts_told

    def forget(self: People, event_id: int) -> dict[str, HostTold]:
        return {address: known._replace(sequence=-1) for address, known in told(self, event_id).items()}

    return swapped((People, "hosts_told", forget))


@bug(2400)
def keeps_the_room_that_is_free() -> AbstractContextManager[None]:
    """A move to another house is told there, and not where people were to come."""
    news = hosting._news

    def silent(known: Any, before: Any, event: Event, houses: Any) -> Any:
        found, there = news(known, before, event, houses)
        return (None if found is HostNews.CANCELLATION and event.live else found), there

    return swapped((hosting, "_news", silent))


@bug(2400)
def knows_one_house_of_each_host() -> AbstractContextManager[None]:
    """Who answers for two houses is told of the first."""
    begin = Hosting.__post_init__

    def first(self: Hosting) -> None:
        begin(self)
        self.hosts = {address: houses[:1] for address, houses in self.hosts.items()}

    return swapped((Hosting, "__post_init__", first))


@bug()
def tells_the_guests_first() -> AbstractContextManager[None]:
    """Hosts are told of what guests were invited to."""
    concerns = Hosting.concerns

    def late(self: Hosting, current: Sequence[Recorded]) -> list[Recorded]:
        return [row for row in concerns(self, current) if row.ever_invited]

    return swapped((Hosting, "concerns", late))


@bug(2400)
def hosts_wait_for_the_release() -> AbstractContextManager[None]:
    """Between arming and the next planned hour guests may hear, and hosts may not: so it was here."""
    concerns = Hosting.concerns

    def late(self: Hosting, current: Sequence[Recorded]) -> list[Recorded]:
        return concerns(self, current) if self.now >= self.inputs.window.release(self.armed_at) else []

    return swapped((Hosting, "concerns", late))


@bug(2400)
def guests_overtake_in_the_queue() -> AbstractContextManager[None]:
    """The host's mail is made first and leaves last."""
    return swapped((hosting, "PRIORITY", {Kind.HOST_NOTICE: 9}))


@bug(2400)
def calls_off_what_was_never_told() -> AbstractContextManager[None]:
    """Every host of the configuration reads of every cancellation."""
    news = hosting._news

    def everybody(known: Any, before: Any, event: Event, houses: Any) -> Any:
        found, there = news(known, before, event, houses)
        return (HostNews.CANCELLATION, houses[0]) if known is None and houses and not event.live else (found, there)

    return swapped((hosting, "_news", everybody))


@bug()
def tells_hosts_before_it_settled() -> AbstractContextManager[None]:
    """A host hears of an edit at once."""
    sayings = Hosting._sayings

    def at_once(self: Hosting, row: Recorded) -> Iterator[Saying]:
        if row.pending is not None and row.settled:
            row = replace(row, revision=replace(row.revision, event=row.pending), pending=None)
        return sayings(self, row)

    return swapped((Hosting, "_sayings", at_once))


@bug(6000)
def writes_to_whoever_was_host() -> AbstractContextManager[None]:
    """What waits for an address that was taken out of the configuration leaves all the same."""
    def keep(self: Hosting, told: Mapping[str, HostTold], states: Mapping[int, Event]) -> int:
        return 0

    return swapped((Hosting, "_withdraw", keep))


@bug(4000, large)
def says_tomorrow_on_the_day() -> AbstractContextManager[None]:
    """«Завтра» is kept over midnight: so it was here."""
    def never(now: datetime) -> datetime:
        return now + timedelta(days=400)

    return swapped((hosting, "end_of_day", never))


@bug(2000, large)
def writes_to_silent_hosts() -> AbstractContextManager[None]:
    """Who said «стоп», or has no mailbox any more, is written to as a host."""
    return swapped((People, "silence", lambda self, address: None))
