"""Rows that are no rows of their own: the next question of a meeting, a merged topic's further place, the half that a page tore off."""

from collections.abc import Sequence

from notifier.core.plan.fields import Fields, goes_on
from notifier.core.plan.grid import GridRow
from notifier.core.plan.headers import Layout
from notifier.core.plan.plan_year import PlanYear, is_time
from notifier.core.plan.points import count_of
from notifier.core.plan.wording import is_open, meaningful
from notifier.core.plan.words import Role
from notifier.model.when import Kind


def same_event(fields: Fields, layout: Layout) -> bool:
    """Topic and date are merged with the row above: the same event, with one place or person more."""
    if {Role.NUMBER, Role.DATE} <= fields.inherited:  # «№ 1 | 30 сентября», merged over its questions
        return not fields.findings and not layout.having(Role.AGENDA)
    needed = {Role.TOPIC, Role.DATE} if layout.having(Role.DATE) else {Role.TOPIC}
    return needed <= fields.inherited and not fields.findings


def next_question(topic: Sequence[str], previous: Fields | None) -> bool:
    """«2. Опыт школ» on the next page below a meeting whose last question is «1. …»: its agenda goes on."""
    above = previous.lines(Role.TOPIC) if previous is not None else []
    first = next((count_of(line) for line in topic if meaningful(line)), None)
    last = next((count for line in reversed(above) if (count := count_of(line)) is not None), None)
    return first is not None and last is not None and count_of(above[0]) is None and first == last + 1


def torn(fields: Fields, above: Fields, year: PlanYear, *, page_ended: bool) -> bool:
    """«Слёт юных | 17.10.2026, | Данилова», on the next page «библиотекарей | 11.00 | М.М.»: a row's two halves.

    The lower one has no number and no day, and goes on with small letters in its topic and elsewhere; a page ended above it, or the upper
    one is plainly not finished. «открытие | 10.00» below «Слёт | 15.10» is a row.
    """
    if not above.has(Role.NUMBER) or fields.has(Role.NUMBER) or fields.inherited or goes_on(fields):
        return False
    when = fields.text(Role.DATE)
    dated = year.read(when).start is not None if is_time(when) else year.is_date(when)  # «17.10» may be both
    if dated or not fields.text(Role.TOPIC)[:1].islower():
        return False
    return page_ended or any(map(_is_unfinished, (above.text(role) for role in (Role.TOPIC, Role.DATE, Role.PLACE))))


def _is_unfinished(text: str) -> bool:
    """«17.10.2026,», «МБОУ «Починковская»: more is to come."""
    return text.endswith((",", "-", "–")) or is_open(text, "«»") or is_open(text, "()")


def day_above(hour: str, above: str, year: PlanYear) -> str:
    """«12.00» below «5 ноября 10.00»: the day, named once. Empty where the hour is no later or the row above has no day with an hour."""
    whole, mine = year.read(above), year.read(hour)
    if whole.kind is not Kind.EXACT or whole.time is None or mine.time is None or mine.time <= whole.time:
        return ""
    words = above.split()
    heads = (" ".join(words[:size]).rstrip(" ,;") for size in range(len(words) - 1, 0, -1))
    same = ((head, year.read(head)) for head in heads)
    return next((head for head, read in same if read.kind is Kind.EXACT and read.time is None and read.start == whole.start), "")


def counts_on(text: str, previous: Fields | None, following: GridRow | None) -> bool:
    """«2. Работа с должниками» alone, below «1. Подписка | сентябрь»: a row without a date and no title, unless «1.» follows."""
    if next_question([text], previous):
        return True
    this, above = count_of(text), count_of(previous.text(Role.TOPIC)) if previous else None
    if this is None or above is None or this != above + 1:
        return False
    return next((count for slot in following.written() if (count := count_of(slot.text)) is not None), None) != 1 if following else True


def counted_point(fields: Fields, previous: Fields, layout: Layout) -> bool:
    """«1. Доклад» without a date below «Заседание № 1» with one: its agenda, a row a question."""
    return (not layout.having(Role.NUMBER) and not fields.has(Role.DATE) and previous.has(Role.DATE)
            and count_of(fields.text(Role.TOPIC)) is not None and count_of(previous.text(Role.TOPIC)) is None)
