"""What was decided about rows of another school year's plan: ids begin anew every year, and a word about last year's ``teor-2`` is none
about this year's (rule 1). «18 февраля, 14.30», a cancelling, a place or a title carry no year of their own.

A decision is told apart key by key: whoever puts a new day into an old entry has not said its old place again. A key is known by its mark.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime

from notifier.core.dates import read
from notifier.core.identity import short_hash
from notifier.core.readings import in_plan
from notifier.model.decision import Decision, Decisions, Entry, Milestone
from notifier.model.plan import Plan
from notifier.model.when import SchoolYear

_KEYS = ("when", "place", "link", "title", "bring", "plan", "cancelled", "tentative", "closed")
_SILENT = Decision("")

Years = Mapping[str, Collection[str]]
"""School year and rows of a plan (``under``) -> the marks of what was said under it."""


def marks(decisions: Decisions) -> frozenset[str]:
    """The marks of everything that stands in the dates file."""
    said = {mark for decision in decisions.by_item for _, mark in _keys(decision)}
    return frozenset(said | {entry_mark(entry) for entry in decisions.occurrences})


def row_of(mark: str) -> str:
    """The row that a mark is about."""
    return mark.partition("|")[0]


def mark(item: str, key: str, value: object) -> str:
    """The mark of one key of a row's decision."""
    return f"{item}|{key}|{short_hash(str(value))}"


def entry_mark(entry: Entry) -> str:
    """The mark of one event of somebody else's schedule, as a whole."""
    return mark(entry.item, "occurrence", _spelled(entry))


def rows_mark(plan: Plan) -> str:
    """The mark of the plan's rows: known again under another year."""
    return short_hash(str([(item.id, item.topics, item.when) for item in plan.items]))


def under(plan: Plan) -> str:
    """What is said now is said under this plan: its year and its rows. A year alone would not do where last year's is given to the next
    plan by mistake: put right, it would take last year's decisions with it."""
    return f"{plan.school_year}|{rows_mark(plan)}"


def said_in(said: Years, year: object) -> frozenset[str]:
    """The marks of what was said under any plan of a school year."""
    return frozenset[str]().union(*(known for plan, known in said.items() if _year(plan) == str(year)))


def _year(plan: str) -> str:
    return plan.partition("|")[0]


def put_right(plan: Plan, rows: Mapping[str, object]) -> frozenset[str]:
    """Of the years that plans were of (``rows``: their marks), those that ``plan`` itself was given by mistake: its rows are the same, and
    one of them names a day of the right year that the wrong one does not have. Next year's plan names its own."""
    mine = rows_mark(plan)
    return frozenset(year for year, known in rows.items() if known == mine and year != str(plan.school_year)
                     and any(_is_meant(item.when, plan, year) for item in plan.items if item.when))


def bygone(decisions: Decisions, plan: Plan, said: Years) -> frozenset[str]:
    """The marks of what stands there about rows of another year's plan. A day written with the year of ``plan`` was meant for it, however
    early it was written, and so was all that stood beside it."""
    own = said_in(said, plan.school_year)
    former = {one: _year(then) for then, known in said.items() for one in known if one not in own}
    if not former:
        return frozenset()
    found: set[str] = set()
    for decision in decisions.by_item:
        old = {one: former[one] for _, one in _keys(decision) if one in former}
        if not any(_is_meant(phrase, plan, old[one]) for phrase, one in _phrases(decision) if one in old):
            found |= old.keys()
    for entry in decisions.occurrences:
        one = entry_mark(entry)
        if one in former and not _is_meant(entry.when, plan, former[one]):
            found.add(one)
    return frozenset(found)


def of_former_days(decisions: Decisions, plan: Plan) -> tuple[list[str], list[str]]:
    """What makes a dates file look like last year's where nothing is known of it: the days before the plan's year that stand there with
    their year, and in words what else counts, for it names no year. Both empty where more days are of the plan's: that is a slip."""
    said = [*(one for decision in decisions.by_item for one in _phrases(decision)),
            *((entry.when, entry_mark(entry)) for entry in decisions.occurrences)]
    days = {one: (row_of(one), day) for phrase, one in said if (day := _day_with_year(phrase, plan)) is not None}
    before = {one: f"{row}: {day:%d.%m.%Y}" for one, (row, day) in days.items() if _is_before(day, plan)}
    acting = named(decisions, marks(decisions) - days.keys())
    if 2 * len(before) < len(days) or not acting:
        return [], []
    return list(before.values()), acting


def _is_before(day: date, plan: Plan) -> bool:
    """The August before a plan's year may be meant, but not the autumn before a calendar year."""
    first = plan.start
    return day < first and (day.year, day.month) != (first.year, 8) and day.year != plan.calendar_year


def _day_with_year(phrase: str | datetime, plan: Plan) -> date | None:
    """The day that a phrase names together with its year; None where it names none, or leaves the year to its reader."""
    if isinstance(phrase, datetime):
        return phrase.date()
    here, there = read(phrase, plan.school_year), read(phrase, SchoolYear(plan.school_year.first - 1))
    return here.start if (here.start, here.end) == (there.start, there.end) else None


def without(decisions: Decisions, aside: Collection[str]) -> Decisions:
    """What is left of the decisions without those marks."""
    if not aside:
        return decisions
    kept = (_without(decision, aside) for decision in decisions.by_item)
    return replace(decisions, by_item=tuple(decision for decision in kept if decision is not None),
                   occurrences=tuple(entry for entry in decisions.occurrences if entry_mark(entry) not in aside))


def named(decisions: Decisions, aside: Collection[str]) -> list[str]:
    """What is set aside, in words: a row's id, the keys beside it where the row has others; the events of schedules by title."""
    words = []
    for decision in decisions.by_item:
        keys = list(dict.fromkeys(key for key, one in _keys(decision) if one in aside))
        if keys:
            words.append(decision.item if _without(decision, aside) is None else f"{decision.item} ({', '.join(keys)})")
    return words + [f"{entry.item} «{entry.title}»" for entry in decisions.occurrences if entry_mark(entry) in aside]


def beside(decisions: Decisions, aside: Collection[str]) -> dict[str, list[str]]:
    """Row -> the keys that are set aside in an entry with others in force: somebody wrote into last year's line."""
    found = {decision.item: list(dict.fromkeys(key for key, one in _keys(decision) if one in aside)) for decision in decisions.by_item
             if _without(decision, aside) is not None}
    return {item: keys for item, keys in found.items() if keys}


def _without(decision: Decision, aside: Collection[str]) -> Decision | None:
    keys = list(_keys(decision))
    gone = {key: getattr(_SILENT, key) for key, one in keys if one in aside and key != "milestones"}
    points = tuple(point for point in decision.milestones if _point_mark(decision.item, point) not in aside)
    if not gone and points == decision.milestones:
        return decision
    return None if all(one in aside for _, one in keys) else replace(decision, **gone, milestones=points)


def _keys(decision: Decision) -> Iterator[tuple[str, str]]:
    """What a decision says, key by key, and the mark of each."""
    for key in _KEYS:
        value = getattr(decision, key)
        if value != getattr(_SILENT, key):
            yield key, mark(decision.item, key, value)
    for point in decision.milestones:
        yield "milestones", _point_mark(decision.item, point)


def _phrases(decision: Decision) -> Iterator[tuple[str | datetime, str]]:
    for key in ("when", "plan"):
        if phrase := getattr(decision, key):
            yield phrase, mark(decision.item, key, phrase)
    for point in decision.milestones:
        yield point.when, _point_mark(decision.item, point)


def _point_mark(item: str, point: Milestone) -> str:
    return mark(item, "milestones", _spelled(point))


def _spelled(record: Entry | Milestone) -> str:
    """What it says, key by key: a key that another version of the program brings changes no mark."""
    said = ((one.name, getattr(record, one.name), one.default) for one in fields(record) if one.name not in ("file", "line"))
    return ";".join(f"{key}={value}" for key, value, default in said if value != default)


def _is_meant(phrase: str | datetime, plan: Plan, former: str) -> bool:
    """Whether the phrase names, year and all, a day of this plan's year that the former one's does not have."""
    then = SchoolYear.parse(former)
    if isinstance(phrase, datetime):
        day = phrase.date()
        return (day in plan.school_year or day.year == plan.calendar_year) and day not in then and not _is_before(day, plan)
    here, there = in_plan(plan, phrase), read(phrase, then)
    first = here.start or here.end
    inside = first is not None and not _is_before(first, plan) and not here.suspicious
    return inside and there.suspicious and (here.start, here.end) == (there.start, there.end)
