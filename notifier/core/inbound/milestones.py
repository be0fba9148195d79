"""Her words about a festival: «старт 18.01, приём заявок до 31.03, итоги 22 апреля в 14:30» are its milestones."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from notifier.core.clean import clean_line
from notifier.core.inbound import vocabulary as said
from notifier.model.decision import Milestone
from notifier.model.heard import Asked, Milestones, NotUnderstood, Order
from notifier.model.when import Kind, When

CODES = frozenset({"milestones", "milestone"})
EXAMPLE = "Напишите, например: «{row}: старт ДД.ММ, приём заявок до ДД.ММ, итоги ДД.ММ в ЧЧ:ММ»"
_POINT = re.compile(
    r"(?P<title>[^\d;]*?[^\W\d_]{3}[^\d;]*?)[\s:—–-]*"
    r"(?P<moment>(?<!\d)\d{1,2}(?:\.\d{1,2}(?:\.\d{2,4})?|\s+[^\W\d_]{3,9}(?:\s+\d{4})?)(?:\s*(?:г\.|года?))?"
    r"(?:\s*,?\s*(?:в\s+)?\d{1,2}[:.]\d{2}(?:\s*[–—-]\s*\d{1,2}[:.]\d{2})?)?)(?:\s*[,;.]\s*|\s+и\s+|\s*$)", re.IGNORECASE)
_UNTIL = re.compile(r"\s+(?:до|по|не позднее)$", re.IGNORECASE)


def milestones(text: str, item: str | None, asked: Sequence[Asked], read: Callable[[str], When], today: date) -> Order | None:
    """The milestones this line names for the festival it is about; None when it is not about one, or names no dates like these.

    Without the row's name two of them are needed: a single title with a date may be anything.
    """
    festivals = {question.item for question in asked if question.code in CODES}
    row = item or (next(iter(festivals)) if len(festivals) == 1 else None)
    if row not in festivals:
        return None
    points, whole = _points(text.strip())
    if not points or (item is None and len(points) < 2):
        return None
    found = [_milestone(point["title"], point["moment"], read, today) for point in points]
    if not whole or None in found:
        return NotUnderstood(row, clean_line(text), EXAMPLE.format(row=row))
    return Milestones(row, tuple(milestone for milestone in found if milestone is not None))


def _points(text: str) -> tuple[list[re.Match[str]], bool]:
    """Titles with their dates from the beginning on, and whether nothing is left over."""
    points, at = [], 0
    while point := _POINT.match(text, at):
        points.append(point)
        at = point.end()
    return points, at == len(text)


def _milestone(title: str, moment: str, read: Callable[[str], When], today: date) -> Milestone | None:
    when = read(moment)
    if said.DOUBT.search(title) or when.kind is not Kind.EXACT or when.suspicious or when.start is None or when.start < today:
        return None
    title = clean_line(title.strip(" ,;:—–-.«»\""))
    title = _UNTIL.sub(" до", title)
    hours = f" {when.time:%H:%M}" if when.time else ""
    end = f"–{when.time_end:%H:%M}" if when.time and when.time_end else ""
    return Milestone(title[:1].upper() + title[1:], f"{when.start:%d.%m.%Y}{hours}{end}")
