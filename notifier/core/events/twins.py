"""What two schedules list: one event, told once, as people know it.

Promises: nobody is announced the same thing twice because another list names it, too, names it alone by now, or moved it; where two lists
contradict each other about what people come to, she is asked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain

from notifier.core import questions as ask
from notifier.core.events.context import Context, is_entry
from notifier.core.events.span import Span
from notifier.core.identity import Candidate, is_under, was_of
from notifier.core.phrases import is_afar, same_place, words_of
from notifier.model.decision import Entry
from notifier.model.event import Event
from notifier.model.person import fold
from notifier.model.plan import Item, Plan
from notifier.model.question import Question

Timed = tuple[Entry, Item, Span]
"""An entry, the row it belongs to, and its time."""
Draft = tuple[Entry, Span, Event]
"""An entry, its time, and the event it would be, without an identity yet."""
_Look = tuple[tuple[str, ...], datetime | date]
_TELLING = 3
"""A title of so many words names one event, whoever lists it."""


def by_her_rows(timed: Sequence[Timed], off: Collection[str], context: Context) -> Context:
    """What people know from another row and she enters under one of hers is that row's from now on: her letters name it, and nobody is
    told a second time."""
    told = _told(context)
    names = {(event.item, look[0]) for look, events in told.items() for event in events}
    hers = {(item.id, words_of(entry.title), span.start) for entry, item, span in timed if not entry.schedule}
    rows: dict[str, str] = {}
    for entry, item, span in timed:
        look = words_of(entry.title), span.start
        if entry.schedule or item.id in off or (item.id, look[0]) in names:  # her own event, known from this row already
            continue
        found = [event for event in _known_as(told, entry, item, span)
                 if event.item not in off and (event.item, *look) not in hers and (not entry.until or span.end == event.end)]
        if len(found) == 1:
            rows.setdefault(found[0].key, item.id)
    return replace(context, known=tuple((replace(known, item=row), replace(event, item=row)) for known, event in context.known
                                        for row in [rows.get(known.key, known.item)])) if rows else context


def where_told(plan: Plan, timed: Sequence[Timed], off: Collection[str], context: Context) -> list[Timed]:
    """What people know from another row's schedule, which names it no more, stays that event: nobody is told a second time."""
    listed = {(item.id, words_of(entry.title)) for entry, item, _ in timed}
    here = {(item.id, words_of(entry.title), span.start) for entry, item, span in timed}
    told = _told(context)

    def row(entry: Entry, item: Item, span: Span) -> Item:
        look = words_of(entry.title), span.start
        found = _known_as(told, entry, item, span)
        lost = [event.item for event in found if event.item not in off and ((event.item, look[0]) not in listed or (
            was_of(event.key, item.id) and (event.item, *look) not in here))]  # she entered it under that row, and moved her line since
        return (plan.item(lost[0]) or item) if entry.schedule and len(lost) == 1 and all(one.item != item.id for one in found) else item

    return [(entry, row(entry, item, span), span) for entry, item, span in timed]


def _told(context: Context) -> dict[_Look, list[Event]]:
    """What people come to and its title names, by title and start."""
    told: defaultdict[_Look, list[Event]] = defaultdict(list)
    for known, event in context.known:
        if is_entry(event) and known.told and event.live and len(words_of(event.title)) >= _TELLING:
            told[words_of(event.title), event.start].append(event)
    return told


def _known_as(told: Mapping[_Look, list[Event]], entry: Entry, item: Item, span: Span) -> list[Event]:
    """The events of ``told`` that the entry may be."""
    return [event for event in told.get((words_of(entry.title), span.start), ())
            if event.audience == item.audience and _is_there(entry.place, event.place)]


def once(drafts: Sequence[Draft], off: Collection[str], context: Context) -> list[Draft]:
    """What two sources name is one event, told once, as the first of them has it: the coordinator's own lines come first, then what is
    known already, what needs no yes of hers. Of two lines of her own the later says whether it is off."""
    known = {(event.item, event.start, words_of(event.title)) for _, event in context.known if is_entry(event)}
    last = {(draft.item, draft.start, words_of(draft.title)): draft.live for entry, _, draft in drafts if not entry.schedule}

    def rank(at: int) -> tuple[bool, ...]:
        entry, _, draft = drafts[at]
        here = draft.item, draft.start, words_of(draft.title)
        live = True if entry.schedule else last[here]
        return bool(entry.schedule), draft.item in off, here not in known, not entry.approved, draft.live is not live

    told = Counter((event.item, event.start, words_of(event.title)) for one, event in context.known
                   if is_entry(event) and one.told and event.live)
    kept: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at in sorted(range(len(drafts)), key=rank):
        _, _, draft = drafts[at]
        alike = kept[words_of(draft.title), draft.start, draft.audience]
        here = draft.item, draft.start, words_of(draft.title)
        if told[here] > 0 or not any(_same_thing(drafts[former], drafts[at]) for former in alike):  # who was told of both keeps both
            alike.append(at)
            told[here] -= 1
    return [drafts[at] for at in sorted(chain.from_iterable(kept.values()))]


def _same_thing(one: Draft, other: Draft) -> bool:
    """Of two entries with one title and start. Lines of one source that differ, if only in their ids, are parallel events; a «Вебинар» of
    another row or at another link may be another one, «Вебинар «Фонды библиотек»» is not, unless each says another end."""
    first, second = one[0], other[0]
    if (first.schedule, first.item) == (second.schedule, second.item):
        either = first.id == second.id and one[2].live != other[2].live  # listed, and once more as called off: asked about
        return replace(first, line=second.line) == second or (
            either and _is_there(first.place, second.place) and (not first.link or not second.link or first.link == second.link))
    if not first.schedule and first.item == second.item:
        return True  # her line beside a feed's: her word about the same thing
    linked = not first.link or not second.link or fold(first.link) == fold(second.link)
    lasting = not (first.until and second.until) or one[2].end == other[2].end
    named = lasting and len(words_of(first.title)) >= _TELLING
    return _is_there(first.place, second.place) and ((linked and first.item == second.item) or named)


def called_off_elsewhere(every: Sequence[Draft], drafts: Sequence[Draft], keys: Sequence[str], context: Context) -> Iterator[Question]:
    """Of what people come to, and its schedule still lists, another one says that it is off. ``drafts`` and ``keys``: told by now."""
    kept = set(map(id, drafts))
    for other in every:
        entry, _, event = other
        if event.live or not entry.schedule or id(other) in kept:
            continue
        for draft, key in zip(drafts, keys, strict=True):
            look, told = _name_and_day(draft[2]), context.known_event(key)
            if (draft[2].live and draft[0].schedule and look == _name_and_day(event) and draft[2].start == event.start and told is not None
                    and told.live and context.was_told(key) and context.is_coming(key) and _same_thing(draft, other)):
                yield ask.vanished(told, entry.file, f"в расписании «{entry.schedule}» отменено ({entry.cancelled})")


def standing(drafts: Sequence[Draft], keys: Sequence[str], context: Context) -> dict[Hashable, list[Event]]:
    """What people were told of, by its name and day."""
    found: defaultdict[Hashable, list[Event]] = defaultdict(list)
    for (_, _, draft), key in zip(drafts, keys, strict=True):
        if context.was_told(key) and draft.live and len(words_of(draft.title)) >= _TELLING:
            found[_name_and_day(draft)].append(draft)
    return found


def contradicts(entry: Entry, event: Event, told: dict[Hashable, list[Event]]) -> bool:
    """Whether people know an event of this name and day from another schedule: which of the two holds is hers to say."""
    return bool(entry.schedule) and any(
        other.source != event.source and _is_there(other.place, entry.place) for other in told.get(_name_and_day(event), ()))


def successor_of(one: Candidate, event: Event, key: str, keys: Collection[str], context: Context) -> Event | None:
    """What people come to and no entry names any more, where this one, which is new, has its title, its hour or its number: it may have
    moved. Of several the nearest."""
    if not one.schedule or key in context or not event.live:
        return None
    lost = (former for known, former in context.known if known.key not in keys and known.told and former.live and is_entry(former)
            and former.item == event.item and (words_of(former.title) == words_of(event.title) or former.start == event.start
                                               or is_under(known.key, one)))
    start = event.starts_at(context.zone)
    return min(filter(lambda former: context.is_coming(former.key), lost), default=None,
               key=lambda former: abs(former.starts_at(context.zone) - start))


def _name_and_day(event: Event) -> Hashable:
    return words_of(event.title), event.first_day(), event.audience


def _is_there(*places: str) -> bool:
    """Whether two places may be one."""
    return not all(places) or all(map(is_afar, places)) or same_place(*places) or same_place(*places[::-1])
