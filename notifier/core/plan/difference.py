"""Importing again: which new row is which old one, so that ids live on, and what a person should see before saying yes."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher, get_close_matches

from notifier.core import dates
from notifier.core.plan.numbering import free, identifiers
from notifier.core.plan.wording import plain
from notifier.model.plan import EVERYBODY, Item, Plan
from notifier.model.when import SchoolYear

_ALIKE = 0.6     # titles that share so much are one row reworded
_MOST_PAIRS = 40_000  # 200 reworded rows; each comparison takes 50-100 microseconds
_UNLIKE = 0.35   # under this, and with another date, an equal number is chance
_MISSPELLED = 0.75  # words that share so much are one word
_AUGUST = 8     # a school year's first month
Rule = Callable[[Item, Item], bool]
SHOWN = ("number", "sector", "topics", "when", "places", "responsible", "audience", "extra")


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new import changes in a plan: whole rows, and (old, new, names of changed fields)."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    changed: tuple[tuple[Item, Item, tuple[str, ...]], ...] = ()
    title: tuple[str, str] | None = None
    year: tuple[SchoolYear, SchoolYear] | None = None

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.title or self.year)


def merge(old: Plan, new: Plan) -> tuple[Plan, Difference]:
    """The new plan with the old ids where a row is the same, and the difference.

    What people added to a row by hand stays: a narrower audience and silenced findings. New rows never take an id that
    the old plan used, be it years ago: what was decided of a row that is gone would be theirs. One that comes back has its own again.
    """
    partners = _partners(old, new)
    partners |= _back(old, new, [item for item in new.items if item.id not in partners])
    taken = {item.id for item in (*old.items, *old.gone)}
    items: list[Item] = []
    for item, fresh in zip(new.items, identifiers([(item.sector, item.number) for item in new.items]), strict=True):
        partner = partners.get(item.id)
        if partner is not None:
            items.append(_kept(partner, item))
            continue
        name = free(fresh, taken)
        taken.add(name)
        items.append(replace(item, id=name))
    present = {item.id for item in items}
    gone = tuple(item for item in (*old.gone, *old.items) if item.id not in present)
    merged = replace(new, items=tuple(items), file=old.file, gone=gone)
    return merged, _difference(old, merged)


def _back(old: Plan, new: Plan, fresh: list[Item]) -> dict[str, Item]:
    """New id -> the row that was gone and comes back: its title is no other's, or of namesakes it is the one of its day or month."""
    alone = _once(_title, (*old.items, *old.gone), new.items)
    left, found = list(old.gone), dict[str, Item]()
    for item in fresh:
        own = next((row for row in left if _title(row) == _title(item) and (
            _title(item) in alone or row.when == item.when != "" or _months(row, old) == _months(item, new) != ())), None)
        if own is not None:
            found[item.id] = own
            left.remove(own)
    return found


def _kept(old: Item, new: Item) -> Item:
    audience = old.audience if new.audience == (EVERYBODY,) else new.audience
    return replace(new, id=old.id, audience=audience, silenced=old.silenced)


def _difference(old: Plan, new: Plan) -> Difference:
    before = {item.id: item for item in old.items}
    after = {item.id for item in new.items}
    changed = tuple(
        (before[item.id], item, fields) for item in new.items
        if item.id in before and (fields := tuple(name for name in SHOWN if getattr(before[item.id], name) != getattr(item, name)))
    )
    return Difference(
        added=tuple(item for item in new.items if item.id not in before),
        removed=tuple(item for item in old.items if item.id not in after),
        changed=changed, title=(old.title, new.title) if old.title != new.title else None,
        year=(old.school_year, new.school_year) if old.school_year != new.school_year else None)


def _partners(old_plan: Plan, new_plan: Plan) -> dict[str, Item]:
    """New id -> old row, the surest matches first."""
    old, new = old_plan.items, new_plan.items
    found: dict[str, Item] = {}
    left = list(old)
    stay = {item.sector for item in old} & {item.sector for item in new}

    def beside(a: Item, b: Item) -> bool:  # in one sector, or in one that may have been renamed
        return a.sector == b.sector or not {a.sector, b.sector} & stay

    def pair(same: Rule) -> None:
        for item in new:
            if item.id in found:
                continue
            partner = next((row for row in left if same(row, item)), None)
            if partner is not None:
                found[item.id] = partner
                left.remove(partner)

    # Of namesakes («Заседание ГМО» four times) the one told of alike, then the one of its day or month, for a new row may stand before it.
    pair(lambda a, b: _title(a) == _title(b) and beside(a, b) and _told(a) == _told(b))
    pair(lambda a, b: _title(a) == _title(b) and beside(a, b) and a.when == b.when)
    pair(lambda a, b: _title(a) == _title(b) and beside(a, b) and _days(a, old_plan) == _days(b, new_plan) != ())
    pair(lambda a, b: _title(a) == _title(b) and beside(a, b) and _months(a, old_plan) == _months(b, new_plan) != ())
    pair(lambda a, b: _title(a) == _title(b) and beside(a, b) and a.number == b.number)
    pair(lambda a, b: _title(a) == _title(b) and beside(a, b))
    pair(lambda a, b: _title(a) == _title(b))
    heads, agendas = _once(_head, old, new), _once(_points, old, new)
    pair(lambda a, b: beside(a, b) and _head(a) in heads and _head(a) == _head(b))
    pair(lambda a, b: beside(a, b) and _points(a) in agendas and _points(a) == _points(b))
    pair(lambda a, b: beside(a, b) and a.when == b.when != "" and _begins_alike(a, b))
    alone = [item for item in new if item.id not in found]
    few = len(alone) * len(left) <= _MOST_PAIRS
    compared = [(_likeness(row, item), item, row) for item in alone for row in left if few or _numbered_alike(row, item)]
    for score, item, row in sorted(compared, key=lambda each: (-each[0], not _numbered_alike(each[2], each[1]))):
        numbered = _numbered_alike(row, item) and (row.when == item.when or score > _UNLIKE)
        if (score >= _ALIKE or numbered) and item.id not in found and row in left and not _is_another(row, old_plan, item, new_plan):
            found[item.id] = row
            left.remove(row)
    return found


def _told(item: Item) -> tuple[object, ...]:
    """What a row says besides its number and title."""
    return item.when, item.places, item.responsible, item.extra


def _days(item: Item, plan: Plan) -> tuple[date, ...]:
    """The days on which a row's date begins and ends."""
    reading = dates.read(item.when, plan.school_year)
    return tuple(day for day in (reading.start, reading.end) if day is not None)


def _months(item: Item, plan: Plan) -> tuple[int, ...]:
    return tuple(day.month for day in _days(item, plan))


def _is_another(a: Item, old: Plan, b: Item, new: Plan) -> bool:
    """«Круглый стол «Чтение»» in November, «Круглый стол «Книга»» in May: a row of other words in other months, whatever they share."""
    before, after = ([(month - _AUGUST) % 12 for month in _months(item, plan)] for item, plan in ((a, old), (b, new)))
    if not before or not after or max(before[0], after[0]) <= min(before[-1], after[-1]):
        return False
    shorter, longer = sorted((_title(a).split(), _title(b).split()), key=len)
    return not all(get_close_matches(word, longer, 1, _MISSPELLED) for word in shorter)


def _once(key: Callable[[Item], Hashable], old: tuple[Item, ...], new: tuple[Item, ...]) -> set[Hashable]:
    """What names a row in both plans: keys that each of them has once."""
    before, after = Counter(map(key, old)), Counter(map(key, new))
    return {name for name, count in before.items() if name and count == after[name] == 1}


def _head(item: Item) -> str:
    """«Тема» of a row «Тема | Вопросы»: its questions may all be new."""
    return plain(item.topics[0]) if len(item.topics) > 1 else ""


def _begins_alike(a: Item, b: Item) -> bool:
    """«Тренинг» and «Тренинг (группа 2)»: one title goes on where the other ends."""
    shorter, longer = sorted((_title(a), _title(b)), key=len)
    return bool(shorter) and longer.startswith(f"{shorter} ")


def _points(item: Item) -> tuple[str, ...]:
    """The questions below a topic, which may be reworded; one alone («Разное») names no row."""
    return tuple(map(plain, item.topics[1:])) if len(item.topics) > 2 else ()


def _numbered_alike(a: Item, b: Item) -> bool:
    return a.sector == b.sector and a.number is not None and a.number == b.number


def _likeness(a: Item, b: Item) -> float:
    same_date = 0.1 if a.when and a.when == b.when else 0.0
    return SequenceMatcher(None, _title(a), _title(b), autojunk=False).ratio() + same_date


def _title(item: Item) -> str:
    return plain(item.title)
