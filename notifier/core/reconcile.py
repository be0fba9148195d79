"""``reconcile``: one notice, a batch of people, what each was told -> who gets a message, and as what.

The difference of keys: states are keyed by (event, sequence, person, address, kind), reminders by (event, start, person,
step). Nothing here depends on how often it is asked: told once is told. Named tuples, since a country's are made at once: a frozen
dataclass takes four times as long.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from notifier.core.events.span import first_hour
from notifier.core.phrases import words_of
from notifier.model.event import Event
from notifier.model.fact import Told
from notifier.model.notice import Kind, Notice


class Recipient(NamedTuple):
    """One person as a notice sees them: ``told`` of this event's state at this address, ``steps`` reminders already told.

    ``present``: in the list and not left; ``absent``: vanished from the list without a word. ``invited``: in the event's
    audience. ``silent`` for those who take no reminders (declined, muted). ``reachable`` False while the address is paused.
    """

    person: int
    present: bool = True
    absent: bool = False
    invited: bool = True
    silent: bool = False
    reachable: bool = True
    told: Told | None = None
    steps: frozenset[str] = frozenset()


class Telling(NamedTuple):
    """The decision to tell one person: ``kind`` may differ from the notice's (a leaver's cancellation). ``day``: the state that a
    cancellation calls off (``to_call_off``)."""

    person: int
    kind: Kind
    turn: int
    told_sequence: int | None = None
    removed: bool = False
    revived: bool = False
    day: Event | None = None


def material(event: Event) -> tuple[object, ...]:
    """What makes a revision: start (of several days the first one's hour, too), end, place, status, link (rule 5). A changed title or
    typo does not, nor does «Https://», as telephones begin a line."""
    place = () if event.place_open else words_of(event.place)
    scheme, _, page = event.link.partition(":")
    return (event.start.isoformat(), first_hour(event.note), event.end.isoformat(), place, event.status.value, scheme.lower(), page)


def reconcile(notice: Notice, recipients: Iterable[Recipient], *, quiet_hours: int,
              same_as_told: frozenset[int] = frozenset(), cancelled: frozenset[int] = frozenset()) -> Iterator[Telling]:
    """Who must be told this notice now. ``same_as_told``: sequences whose material state equals the notice's revision;
    ``cancelled``: those in which the event was called off (a person taken off the list or at a new address heard of no such thing).
    """
    for recipient in recipients:
        if not recipient.reachable:
            continue
        if notice.kind is Kind.REMINDER:
            if _reminded(notice, recipient, quiet_hours, same_as_told):
                yield Telling(recipient.person, Kind.REMINDER, 0)
        elif (telling := _state(notice, recipient, same_as_told, cancelled)) is not None:
            yield telling


def _state(notice: Notice, recipient: Recipient, same_as_told: frozenset[int], cancelled: frozenset[int]) -> Telling | None:
    told = recipient.told
    revision = notice.revision
    assert revision is not None
    turn = told.turn + 1 if told else 0
    believes_live = told is not None and told.live
    shows = told is not None and (told.live or told.doubtful)  # a CANCEL that may never have come leaves it in his calendar
    leaving = not recipient.absent and (not recipient.present or not recipient.invited)
    if notice.kind is Kind.CANCELLATION:
        if shows and told is not None:
            return Telling(recipient.person, Kind.CANCELLATION, turn, told.sequence)
        return None
    if notice.kind is Kind.CHANGE:
        if told is None or not shows:
            return None
        if leaving:
            return Telling(recipient.person, Kind.CANCELLATION, turn, told.sequence, removed=True)
        if believes_live and told.sequence < revision.sequence and told.sequence not in same_as_told:
            return Telling(recipient.person, Kind.CHANGE, turn, told.sequence)
        return None
    if leaving or recipient.absent or (believes_live and not _may_have_missed(told, revision.sequence, same_as_told)):
        return None
    revived = told is not None and told.sequence in cancelled
    return Telling(recipient.person, notice.kind, turn, told.sequence if told else None, revived=revived)


def _may_have_missed(told: Told | None, sequence: int, same_as_told: frozenset[int]) -> bool:
    """Whether the only word of this very state is a mail that may never have come, and goes no more: it was late, or a newer revision
    took its place and was itself taken back. No change tells it, since to those who have that mail nothing is new."""
    return told is not None and told.doubtful and (told.sequence == sequence or told.sequence in same_as_told)


def to_call_off(told: Told, states: Mapping[int, Event], event: Event | None, *, zone: tzinfo, now: datetime) -> Event | None:
    """Which state of an event a CANCEL to this person names: the newest he may show that is still to come, else the present one
    (``event``; None for whoever left: a day set since is none of his); None where both are over. ``states``: by sequence."""
    shown = [states[sequence] for sequence in told.shown if sequence in states]
    return next((state for state in (*reversed(shown), event) if state is not None and state.moot_at(zone) > now), None)


def _reminded(notice: Notice, recipient: Recipient, quiet_hours: int, same_as_told: frozenset[int]) -> bool:
    told = recipient.told
    if told is None or not told.live or recipient.silent or notice.step in recipient.steps:
        return False
    if not recipient.present or recipient.absent or not recipient.invited:
        return False
    revision = notice.revision
    assert revision is not None
    if told.sequence < revision.sequence and told.sequence not in same_as_told:
        return False  # the change itself still waits (for a yes, for the window): nobody is reminded of what he was not told
    if told.left is None:
        return False  # his invitation still waits (for the server, for a limit): the reminder would come before it
    return notice.planned >= told.left + timedelta(hours=quiet_hours)


def same_states(events: Iterable[tuple[int, Event]], current: Event) -> frozenset[int]:
    """The sequences whose material state is the same as ``current``'s: whoever was told one of those knows it already."""
    return frozenset(sequence for sequence, event in events if material(event) == material(current))
