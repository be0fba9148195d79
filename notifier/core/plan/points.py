"""Points of lists and agendas: what counts or marks a line («2. …», «б) …», «- …», «2.1. …»), and the line without it."""

import re

from notifier.core.plan.wording import meaningful

_COUNTED = re.compile(r"\s*(\d{1,2})[.)]\s")
MARKER = re.compile(r"^\s*(?:(?P<number>\d{1,2})[.)]\s*(?=[^\d\s.])|(?P<letter>[а-я])\)\s+"
                    r"|(?P<bullet>[-–—−•·●▪■◦*\uf0b7\uf0a7]+)\s*(?=[^\s\d-]))")
"""How a point of an agenda begins, by ``number``, ``letter`` or ``bullet``."""
_WITHIN = re.compile(r"^\s*(?P<outer>\d{1,2})\.(?P<number>\d{1,2})[.)]?\s+(?=[^\W\d]|[«\"“„])(?P<bullet>)")


def count_apart(line: str) -> tuple[str, str] | None:
    """«2» and «Опыт школ» of «2. Опыт школ»; None where no number and blank begin the line."""
    found = _COUNTED.match(line)
    return (found[1], line[found.end():]) if found is not None else None


def count_of(line: str) -> int | None:
    """2 of «2. Опыт школ»."""
    found = count_apart(line)
    return int(found[0]) if found is not None else None


def is_point(line: str) -> bool:
    """Whether a line begins with a dash or bullet: a sub-row of the row above."""
    point = MARKER.match(line)
    return point is not None and bool(point.group("bullet")) and meaningful(line)


def begins_point(line: str) -> bool:
    """Whether a line begins with any marker."""
    return MARKER.match(line) is not None


def without_marker(line: str) -> str:
    """The line without its leading marker."""
    return MARKER.sub("", line, count=1).strip()


def without_markers(written: list[str]) -> list[str]:
    """The lines without what counts or marks them."""
    counted = counted_within(written)
    return [line[counted[index].end():].strip() if index in counted else without_marker(line) for index, line in enumerate(written)]


def counted_within(written: list[str]) -> dict[int, re.Match[str]]:
    """«2.1. Отчёт», «2.2. Выборы»: points that count on within one number; a day («12.10 Заседание») does not."""
    found = {index: match for index, line in enumerate(written) if (match := _WITHIN.match(line))}
    numbers = [(match["outer"], int(match["number"])) for match in found.values()]
    return found if len(found) > 1 and numbers == [(numbers[0][0], count) for count in range(1, len(found) + 1)] else {}
