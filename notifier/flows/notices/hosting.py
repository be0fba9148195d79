"""Hosts are told before the guests are: a notice to each host of an event's venue, its change and its cancellation.

A host is an address: who has two houses is told of a move from one to the other as a change. Whoever is no longer named in the
configuration, has left or asked for silence is not written to - the coordinator reads what was not said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from notifier.core.compose.guard import UnsafeMail
from notifier.core.compose.texts import TemplateFailure
from notifier.core.compose.whole import compose, message_id
from notifier.core.ladder import host_due, news_until
from notifier.core.phrases import same_place, short_title
from notifier.core.reconcile import material
from notifier.edges.ledger.events import Recorded
from notifier.flows.notices.approval import Approval
from notifier.flows.notices.audience import Audience
from notifier.flows.notices.circular import PRIORITY, end_of_day, iso
from notifier.flows.notices.occasion import Occasion
from notifier.model.content import HostContent
from notifier.model.draft import Draft
from notifier.model.event import Event, Status
from notifier.model.fact import HostTold
from notifier.model.frame import Recipient
from notifier.model.message import Letter, Subject
from notifier.model.notice import HostNews, Kind, Role
from notifier.model.person import Mailbox
from notifier.model.settings import Venue

FORMER = "она больше не названа в настройках"
LEFT = "в списке людей отмечен уход"

House = tuple[Venue, Mailbox]
"""A venue of one address, with the name it goes by there."""
Houses = tuple[House, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """What one host should hear of one event. ``about``: the day that is meant; ``why``: the reason it is not said after all."""

    row: Recorded
    host: Mailbox
    venue: str
    news: HostNews
    opens: datetime
    urgent: bool
    about: Event
    turn: int = 0
    before: Event | None = None
    why: str = ""


@dataclass
class Hosting(Occasion):
    """Tells the hosts of one pass. ``wakes``: when there is something to tell them later."""

    armed_at: datetime
    failures: list[str] = field(default_factory=list)
    wakes: list[datetime] = field(default_factory=list)
    hosts: dict[str, Houses] = field(init=False)

    def __post_init__(self) -> None:
        self.hosts = {}
        for venue in self.inputs.settings.venues:
            for host in venue.hosts:
                self.hosts[host.email] = (*self.hosts.get(host.email, ()), (venue, host))

    def concerns(self, current: Sequence[Recorded]) -> list[Recorded]:
        """The events that hosts have, or had, to do with."""
        zone = self.window.calendar.zone
        return [row for row in current if (self.hosts or row.hosted) and news_until(row.revision, zone) > self.now]

    def tell(self, current: Sequence[Recorded], approval: Approval, waiting: Collection[int], overtaken: Collection[int] = ()) -> None:
        """Everything hosts should know by now; news of ``waiting`` events needs a yes. Call inside a transaction, while armed.

        What is told anew of ``overtaken`` events at the urgent gate waits there, as the guests' does: made later, it would leave later."""
        found = [saying for row in current for saying in self._sayings(row)]
        due: list[Saying] = []
        for saying in found:
            if saying.opens > self.now and not (saying.urgent and saying.row.id in overtaken):
                self.wakes.append(saying.opens)
            elif saying.row.id not in waiting:
                due.append(saying)
        fresh = {saying.row.pair for saying in due if not saying.why and not approval.seen(saying.row)}
        fresh -= self.facts.approved()
        if len(fresh) > self.policy.approve_above_events:
            approval.remember(fresh, self.events.by_uid())
            due = [saying for saying in due if saying.row.pair not in fresh]
        for saying in due:
            if saying.why:
                self._leave_unsaid(saying)
            else:
                self._send(saying)

    # --- what there is to say

    def _sayings(self, row: Recorded) -> Iterator[Saying]:
        told = self.people.hosts_told(row.id)
        over = row.event.moot_at(self.window.calendar.zone) <= self.now
        states = self._states(row, told, over=over)
        if self._withdraw(told, states):
            told = self.people.hosts_told(row.id)
        if row.pending is not None or not row.settled or (row.event.hold and not over):
            return
        for address in {**self.hosts, **told}:
            known = told.get(address)
            before = self._still_believed(known, states) if over else _last_told(known, states)
            if (saying := self._saying(row, address, known, before, over=over)) is not None:
                yield saying

    def _states(self, row: Recorded, told: Mapping[str, HostTold], *, over: bool) -> dict[int, Event]:
        """The states that hosts were told, by sequence; mostly that is the present one, and then nothing has to be read."""
        present = {row.revision.sequence: row.event}
        if not over and all(known.sequence in present and not known.doubtful for known in told.values()):
            return present
        return {revision.sequence: revision.event for revision in self.events.revisions(row.id)}

    def _saying(self, row: Recorded, address: str, known: HostTold | None, before: Event | None, *, over: bool) -> Saying | None:
        houses, about = self.hosts.get(address, ()), row.event
        if not over:
            news, there = _news(known, before, row.event, houses)
            if news is HostNews.CANCELLATION and before is not None and not row.event.live:
                about = before if before.moot_at(self.window.calendar.zone) > self.now else about  # the day he knows
        elif before is not None:
            news, there, about = HostNews.CANCELLATION, _house(before, houses) or _former_house(before, houses), before
        else:
            return None
        if news is None:
            return None
        venue, host = there or (houses[0] if houses else (None, Mailbox(address)))
        opens, urgent = host_due(row.revision, self.window, armed_at=self.armed_at, now=self.now, about=about)
        return Saying(row, host, venue.name if venue else "", news, opens, urgent, about, known.turn + 1 if known else 0, before,
                      why=FORMER if there is None else self._silence(address))

    def _still_believed(self, known: HostTold | None, states: Mapping[int, Event]) -> Event | None:
        """The day to come that a host may still expect though the event was moved to an earlier one, which is over. Whose last word calls
        it off, or waits to, is told no more."""
        if known is None or (known.news is HostNews.CANCELLATION and not known.doubtful):
            return None
        shown = [states[sequence] for sequence in reversed(known.shown) if sequence in states]
        return next((state for state in shown if state.live and state.moot_at(self.window.calendar.zone) > self.now), None)

    def _withdraw(self, told: Mapping[str, HostTold], states: Mapping[int, Event]) -> int:
        """What still waits for somebody who is not written to any more, or says that people come to a house that is no more his."""
        gone = [known.id for address, known in told.items() if known.waits and (
            address not in self.hosts or self._silence(address)
            or (known.news is not HostNews.CANCELLATION and _house(states.get(known.sequence), self.hosts[address]) is None))]
        return self.outbox.supersede_message(gone, "no host any more", self.now) if gone else 0

    def _silence(self, address: str) -> str:
        """Why this host gets no mail: what a person of the list said, or the list says, is true of the host, too."""
        why = self.people.silence(address)
        return "" if why is None else why or LEFT

    # --- saying it

    def _send(self, saying: Saying) -> None:
        row, revision, news = saying.row, saying.row.revision, saying.news
        event, late = saying.row.event, saying.about is not saying.row.event
        mid = message_id(f"{self.inputs.plan_id}|host|{revision.uid}|{revision.sequence}|{news.value}|{saying.host.email}|{saying.turn}",
                         self.inputs.domain)
        content = HostContent(saying.venue, news, Audience(self.members, self.facts).size(row),
                              gone=event.live and news is HostNews.CANCELLATION and not late)
        about = replace(revision, event=replace(saying.about, status=Status.CANCELLED, reason=event.reason)) if late else revision
        draft = Draft(Kind.HOST_NOTICE, self.now, revision=about, previous=saying.before, urgent=saying.urgent, content=content,
                      held=event if late and event.live else None)
        try:
            composed = compose(draft, Recipient(saying.host.email, saying.host.name, saying.host.greeting, role=Role.HOST), date=self.now,
                               message_id=mid, templates=self.inputs.templates, frame=self.frame)
        except (TemplateFailure, UnsafeMail) as error:
            self.failures.append(f"host-notice: {error}")
            return
        until = saying.about.moot_at(self.window.calendar.zone)
        until = min(until, end_of_day(self.now)) if saying.urgent else until  # «завтра» is true today only
        letter = Letter(kind=Kind.HOST_NOTICE, role=Role.HOST, person=0, address=saying.host.email,
                        subjects=(Subject(event.item, revision.uid, revision.sequence, iso(event), news.value, row.id),), turn=saying.turn,
                        due=self.now, valid_until=until, subject=composed.subject, method=composed.method, message_id=mid,
                        urgent=saying.urgent, priority=PRIORITY[Kind.HOST_NOTICE])
        self.outbox.queue([(letter, composed.data)], self.now)
        self.events.mark_hosted(row)

    def _leave_unsaid(self, saying: Saying) -> None:
        """For the coordinator, once for each state of the event: somebody has to be told in another way."""
        event, host = saying.row.event, saying.host
        what = "отменена" if not event.live else "назначена" if saying.news is HostNews.NEW else "изменилась"
        self.facts.note("host", f"{event.uid}|{saying.row.revision.sequence}|{host.email}",
                        f"Принимающей стороне {host.name or host.email} письмо не отправлено ({saying.why}): встреча "
                        f"{short_title(event.title)}, {event.first_day():%d.%m.%Y}, {what}. Если там должны об этом знать, сообщите сами",
                        self.now, event.item)


def _last_told(known: HostTold | None, states: Mapping[int, Event]) -> Event | None:
    """The state that a host goes by: of a calling-off that may never have come, the one that it was about."""
    if known is None:
        return None
    shown = known.shown[-1:] if known.doubtful and known.news is HostNews.CANCELLATION else ()
    return states.get(shown[0] if shown else known.sequence)


def _news(known: HostTold | None, before: Event | None, event: Event, houses: Houses) -> tuple[HostNews | None, House | None]:
    """What the event is to a host who was told ``before``, and in which house; none for who has, by now, nothing to do with it."""
    here = _house(event, houses) if event.live else None
    believes = known is not None and before is not None and known.news is not HostNews.CANCELLATION
    news = None
    if here is not None:
        there: House | None = here
        if not believes:
            news = None if event.place_open else HostNews.NEW
        elif before is not None and material(before) != material(event):
            news = HostNews.CHANGE
    else:
        there = _house(before, houses) or (_former_house(before, houses) if _is_off(before, event) else None)
        if believes and before is not None and (there is not None or material(before) != material(event)):
            news = HostNews.CANCELLATION
    if news is None and known is not None and known.doubtful and there is not None and not event.place_open:
        news = HostNews.NEW if here else HostNews.CANCELLATION  # his last word is a mail that may never have come
    return news, there


def _is_off(before: Event | None, event: Event) -> bool:
    """Whether nobody comes any more to where ``before`` was to be: called off, or gone to another place."""
    if before is None or not event.live:
        return before is not None
    return not event.place_open and not same_place(before.place, event.place) and not same_place(event.place, before.place)


def _former_house(event: Event | None, houses: Houses) -> House | None:
    """The house that a host was told of, and that is no more this host's while another one is: what calls off is true there, too."""
    return (Venue(event.place), houses[0][1]) if event is not None and houses else None


def _house(event: Event | None, houses: Houses) -> House | None:
    """Where an event takes place, or was to."""
    return next((house for house in houses if event is not None and is_at(event, house[0])), None)


def is_at(event: Event, venue: Venue) -> bool:
    """Whether the event takes place at this venue."""
    return same_place(venue.name, event.place)
