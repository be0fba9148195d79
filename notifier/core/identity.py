"""Identities that never change: event keys and UIDs (RFC 5545 section 3.8.4.7). Functions of plan data only.

Entries of other people's schedules and the days of one row often have no identity of their own. Whoever moves such an entry
in a file must not make a new event of it, and whoever deletes a past one must not move the next. So they are matched with the
events known from before: by title and start, by their own id, by title and day, by title, by start with place and link, by start -
in this order: what people were told and a schedule still says is no change, whatever number it has there by now. Of a title its words
count, no quotation marks and dots. Entries that look alike take their own or else the known events that look alike in their order;
what has moved is taken for the same only where that is unique, and by a schedule neither out of a month of which it names nothing (that
is the next month's, written over it) nor past another one of its title (that is the next weeks', without tomorrow's).
Matching is idempotent: asked again, with its own answer known, it gives the same answer.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher

from notifier.core.phrases import words_of
from notifier.model.person import fold

ALIKE = 0.6  # titles that share so much are one title reworded


@dataclass(frozen=True, slots=True)
class Known:
    """An event the ledger knows: its newest recorded state in the few words identity needs."""

    key: str
    uid: str
    item: str
    title: str
    start: datetime | date
    live: bool
    told: bool
    coming: bool = True  # not over yet: only such an event can have been moved or renamed
    detail: str = ""
    invited: bool = False  # told to a guest, not to hosts alone
    settled: bool = True  # False while its very first state may still be half an edit


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry looking for its key. ``id`` empty when its source gives none; it is unique within its ``schedule`` only.

    ``detail`` (place, link) tells parallel events of one title and hour apart.
    """

    item: str
    title: str
    start: datetime | date
    id: str = ""
    schedule: str = ""
    detail: str = ""


def uid_of(key: str, school_year: str, mailbox: str) -> str:
    """The UID of an event never seen before: readable, ASCII, and unique beside other organizers of a mail provider's domain.

    ``teor-2.2020-2021.6b1f0c9e@yandex.ru``: row, year, a mark of the organizer's mailbox. Once told it never changes, whatever becomes
    of the mailbox: the ledger keeps it.
    """
    return f"{key.replace('/', '.')}.{school_year}.{short_hash(mailbox)}@{mailbox.rpartition('@')[2]}"


def year_of(uid: str) -> str:
    """The school year of a UID: keys repeat every year."""
    return uid.rpartition("@")[0].rpartition(".")[0].rpartition(".")[2]


def stamp(start: datetime | date) -> str:
    """A start as part of a key: ``20201001T1200`` or ``20201001``."""
    return start.strftime("%Y%m%dT%H%M" if isinstance(start, datetime) else "%Y%m%d")


def short_hash(text: str) -> str:
    """Eight hex digits that tell texts apart whatever their case and spacing."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:8]


def fresh_key(candidate: Candidate) -> str:
    """The key of an entry never seen before."""
    if candidate.id:
        return f"{candidate.item}/{short_hash(f'{candidate.schedule}|{candidate.id}')}"
    return f"{candidate.item}/{stamp(candidate.start)}-{short_hash(candidate.title)}"


def is_under(key: str, candidate: Candidate) -> bool:
    """Whether a key is one of the candidate's id."""
    return bool(candidate.id) and (key == fresh_key(candidate) or key.startswith(f"{fresh_key(candidate)}-"))


def was_of(key: str, item: str) -> bool:
    """Whether an entry was of this row when it got its key: she may have entered it under another one since."""
    return key.startswith(f"{item}/")


def match_keys(candidates: Sequence[Candidate], known: Sequence[Known]) -> list[str]:
    """One key a candidate, in the same order. Deterministic, and never the same key twice."""
    if not candidates:
        return []
    matching = _Matching(candidates, known)
    fresh = _fresh_keys(candidates)
    for look in (lambda e: (e.item, words_of(e.title), e.start, e.detail), lambda e: (e.item, words_of(e.title), e.start)):
        matching.by_id(fresh, look)
        matching.in_order(look)
    matching.moved_by_id(lambda e: (e.item, words_of(e.title)))
    matching.moved_by_id(lambda e: (e.item, e.start))
    matching.moved_by_id(lambda e: e.item, numbers=False)  # these are counted anew, each month or whenever a line is taken out
    matching.where_unique(lambda e: (e.item, words_of(e.title), _day(e)))
    matching.where_unique(lambda e: (e.item, words_of(e.title)), _may_move(candidates))
    matching.where_unique(lambda e: (e.item, e.start, e.detail))
    matching.where_unique(lambda e: (e.item, e.start))
    return matching.finished(fresh)


def match_days(item: str, title: str, starts: Sequence[datetime | date], known: Sequence[Known], *,
               taken: Collection[str] = ()) -> list[str]:
    """The keys of the days of one row: ``item`` for the only or first one, ``item/2`` and so on for others; none of ``taken``.

    A day that is still named keeps its event, at another hour, too. What is left of both, where it is equally many, moved in its order
    (rule 5). ``title`` is the row's present one.
    """
    if len(starts) == len(known) == 1 and not _is_another(known[0], title, starts[0]):
        return [known[0].key]  # a row of one day is one meeting, also when its new day is named afterwards
    candidates = [Candidate(item, title, start) for start in starts]
    matching = _Matching(candidates, known)
    matching.in_order(lambda e: e.start)
    matching.where_unique(_day)
    matching.moved_in_order(lambda event: event.told and event.coming)
    matching.moved_in_order(lambda event: event.coming)
    return matching.finished([item] * len(candidates), separator="/", taken=taken)


def likeness(one: str, other: str) -> float:
    """How much two titles share, from 0 to 1, whatever their capitals; a reworded one at least ``ALIKE``."""
    return SequenceMatcher(None, fold(one), fold(other), autojunk=False).ratio()


def _is_another(held: Known, title: str, start: datetime | date) -> bool:
    """Whether a row's only meeting was held and the row is about something else by now: the plan of the second half of the year uses
    the ids of the first, and nobody may read that the meeting of September moves to January."""
    if held.coming or not held.told or held.start == start:
        return False
    return likeness(held.title, title) < ALIKE


def is_day(key: str, item: str) -> bool:
    """Whether a key is one of ``match_days`` (as far as it is no entry's: an id's hash may be all digits)."""
    return key == item or (key.startswith(f"{item}/") and key[len(item) + 1:].isdigit())


def _fresh_keys(candidates: Sequence[Candidate]) -> list[str]:
    """The key each would have were it never seen before: an id that stands twice in its schedule has a number of its own each time."""
    seen: Counter[str] = Counter()
    keys = []
    for candidate in candidates:
        base = fresh_key(candidate)
        seen[base] += 1
        keys.append(_numbered(base, seen[base], "-") if candidate.id else base)
    return keys


Look = Callable[[Candidate | Known], Hashable]


@dataclass
class _Matching:
    """Candidates without a key and known events not taken, fewer with every rule. Linear in both."""

    candidates: Sequence[Candidate]
    known: Sequence[Known]
    keys: dict[int, str] = field(default_factory=dict)
    free: dict[str, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.free = {event.key: event for event in self.known}

    def _take(self, index: int, key: str) -> None:
        self.keys[index] = key
        del self.free[key]

    def _open(self) -> list[int]:
        return [index for index in range(len(self.candidates)) if index not in self.keys]

    def by_id(self, fresh: Sequence[str], look: Look) -> None:
        """Each id finds its own event, where that has the look."""
        for index in self._open():
            candidate, own = self.candidates[index], self.free.get(fresh[index])
            if candidate.id and own is not None and look(candidate) == look(own):
                self._take(index, fresh[index])

    def moved_by_id(self, look: Look, *, numbers: bool = True) -> None:
        """Each id finds what stood under it before and is to come, or of this day: of one look, equally many, in their order in time.
        ``numbers``: also an id of a schedule that has no letter."""
        ours: defaultdict[Hashable, list[int]] = defaultdict(list)
        days: set[tuple[str, str]] = set()
        for index in self._open():
            candidate = self.candidates[index]
            if candidate.id and (numbers or not candidate.schedule or any(map(str.isalpha, candidate.id))):
                ours[fresh_key(candidate), look(candidate)].append(index)
                days.add((fresh_key(candidate), _day(candidate)))
        bases = {base for base, _ in days}
        theirs: defaultdict[Hashable, list[str]] = defaultdict(list)
        for event in self.free.values():
            base = event.key if event.key in bases else event.key.rpartition("-")[0]
            if base in bases and (event.coming or (base, _day(event)) in days):
                theirs[base, look(event)].append(event.key)
        for shape, indices in ours.items():
            if len(indices) == len(found := theirs.get(shape, ())):
                indices.sort(key=lambda index: stamp(self.candidates[index].start))
                for index, key in zip(indices, sorted(found, key=lambda key: stamp(self.free[key].start)), strict=True):
                    self._take(index, key)

    def in_order(self, look: Look) -> None:
        """The n-th candidate of a look takes the n-th known event of that look."""
        alike: defaultdict[Hashable, list[str]] = defaultdict(list)
        for event in sorted(self.free.values(), key=lambda event: _natural(event.key), reverse=True):
            alike[look(event)].append(event.key)
        for index in self._open():
            if waiting := alike.get(look(self.candidates[index])):
                self._take(index, waiting.pop())

    def where_unique(self, look: Look, fits: Callable[[Candidate, Known], bool] = lambda *_: True) -> None:
        """An entry without an id that alone looks like one coming event is that event, moved or renamed, where that ``fits``."""
        ours: defaultdict[Hashable, list[int]] = defaultdict(list)
        for index in self._open():
            if not self.candidates[index].id:
                ours[look(self.candidates[index])].append(index)
        theirs: defaultdict[Hashable, list[str]] = defaultdict(list)
        for event in self.free.values():
            if event.coming:
                theirs[look(event)].append(event.key)
        for shape, indices in ours.items():
            found = theirs.get(shape, ())
            if len(indices) == len(found) == 1 and fits(self.candidates[indices[0]], self.free[found[0]]):
                self._take(indices[0], found[0])

    def moved_in_order(self, fits: Callable[[Known], bool]) -> None:
        """Equally many left of both: each is the one in its place in time."""
        left = sorted(filter(fits, self.free.values()), key=lambda event: stamp(event.start))
        still = sorted(self._open(), key=lambda index: stamp(self.candidates[index].start))
        if len(left) == len(still):
            for index, event in zip(still, left, strict=True):
                self._take(index, event.key)

    def finished(self, fresh: Sequence[str], *, separator: str = "-", taken: Collection[str] = ()) -> list[str]:
        """The keys; where no known event was found, the ``fresh`` one, numbered where that is taken."""
        used = {event.key for event in self.known} | set(self.keys.values()) | set(taken)
        next_number: Counter[str] = Counter()
        for index in self._open():
            base = key = fresh[index]
            while not next_number[base] or key in used:
                next_number[base] += 1
                key = _numbered(base, next_number[base], separator)
            used.add(key)
            self.keys[index] = key
        return [self.keys[index] for index in range(len(self.candidates))]


def _may_move(candidates: Sequence[Candidate]) -> Callable[[Candidate, Known], bool]:
    """Whether the title alone tells that an entry has moved: of others' schedules within what they still cover. Hers is her word."""
    months = {(one.schedule, _month(one)) for one in candidates}
    starts: defaultdict[Hashable, list[str]] = defaultdict(list)
    for one in candidates:
        starts[one.schedule, one.item, words_of(one.title)].append(stamp(one.start))

    def fits(one: Candidate, former: Known) -> bool:
        first, last = sorted((stamp(former.start), stamp(one.start)))
        return not one.schedule or ((one.schedule, _month(former)) in months and not any(
            first < start < last for start in starts[one.schedule, one.item, words_of(one.title)]))

    return fits


def _day(entry: Candidate | Known) -> str:
    return stamp(entry.start)[:8]


def _month(entry: Candidate | Known) -> str:
    return stamp(entry.start)[:6]


def _numbered(base: str, number: int, separator: str) -> str:
    return base if number == 1 else f"{base}{separator}{number}"


def _natural(key: str) -> tuple[int, str]:
    """``base-2`` before ``base-10``."""
    return len(key), key
