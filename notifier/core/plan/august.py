"""The August of a school year's plan, the one before it or its last: said with its year where the rows around it show which."""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from notifier.core.plan.approval import speaks_of_approval
from notifier.core.plan.dating import with_year
from notifier.core.plan.draft import Draft
from notifier.core.plan.months import only_month, year_in
from notifier.core.plan.plan_year import DATED, PlanYear
from notifier.core.plan.school_year import school_year_in
from notifier.model.when import When

_Dated = tuple[Draft, When]


def say_august(drafts: Sequence[Draft], year: PlanYear, title: str) -> None:
    """«28 августа» above «17 сентября» is of the August before the plan's year, and so asked about; «август» that ends a list from autumn
    through spring is its last, and so is one of a plan «на август 2027 года». Any other stays as written, and both are asked about.
    """
    named = year_in(title) if "август" in title.lower() and school_year_in(title) is None and not speaks_of_approval(title) else None
    sectors: dict[str, list[_Dated]] = {}
    for each in drafts:
        read = year.read(each.when)
        if read.kind in DATED:
            sectors.setdefault("" if only_month(each.sector) else each.sector, []).append((each, read))
    for dated in sectors.values():
        first = list(takewhile(lambda pair: _in_august(pair, year), dated))
        others = [pair for pair in dated if not _in_august(pair, year)]
        last = dated[len(first) :][len(others) :] if dated[len(first) :][: len(others)] == others and _passes_the_year(others, year) else []
        _say([pair for pair in dated if named] or (first if others else []), named or year.school.first, year)
        _say(last, year.school.first + 1, year)


def _in_august(pair: _Dated, year: PlanYear) -> bool:
    return year.is_either_august(pair[0].when)


def _passes_the_year(dated: Sequence[_Dated], year: PlanYear) -> bool:
    """Whether rows follow each other from before New Year to after it."""
    days = [day for _, read in dated if (day := read.start or read.end) is not None]
    return bool(days) and days[0].year == year.school.first < days[-1].year and all(a <= b for a, b in pairwise(days))


def _say(dated: Sequence[_Dated], wanted: int, year: PlanYear) -> None:
    for each, read in dated:
        said = with_year(each.when, wanted, year)
        if year.read(said).kind is read.kind:
            each.when = said
