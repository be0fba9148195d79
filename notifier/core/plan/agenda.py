"""Topics of one cell: a single topic over several paragraphs, or an agenda of numbered or bulleted points."""

import re

from notifier.core.plan.points import MARKER, begins_point, counted_within
from notifier.core.plan.wording import meaningful, one_line

_FIGURED = re.compile(r"^\s*(?P<bullet>[-–—•])(?P<number>)\s+(?=\d+\s+[а-яё])")
_INLINE = re.compile(r"(?:(?<=\s)|^)(\d{1,2})[.)]\s*(?=[А-ЯЁA-Z«\"“„])")


def topics(lines: list[str]) -> tuple[str, ...]:
    """The topics in a cell's lines. Points of an agenda lose their markers; what stands before them is a topic too.

    Lines without markers are one topic broken over paragraphs, joined by a space.
    """
    written = [line for line in lines if line.strip()]
    counted = counted_within(written)
    points = [counted.get(index) or MARKER.match(line) or _below_colon(written, index) for index, line in enumerate(written)]
    marked = [point for point in points if point]
    agenda_of_one = len(marked) == 1 and marked[0].group("number") == "1" and not points[0]  # «Заседание № 3», «1. Чтение»
    if not marked or (len(marked) == 1 and marked[0].group("number") and not agenda_of_one):
        return _inline(one_line("\n".join(written)))
    found: list[str] = []
    for line, point in zip(written, points, strict=True):
        if point:
            found.append(line[point.end():].strip())
        elif found:
            found[-1] = f"{found[-1]} {line.strip()}"
        else:
            found.append(line.strip())
    return tuple(one_line(topic) for topic in found if topic)


def _below_colon(written: list[str], index: int) -> re.Match[str] | None:
    """«- 1 классы», «- 5 классы» below «Уроки:»: elsewhere a dash before a figure joins a span over lines."""
    above = next((line for line in reversed(written[:index]) if not _FIGURED.match(line)), "")
    return _FIGURED.match(written[index]) if above.rstrip().endswith(":") else None


def as_points(lines: list[str]) -> list[str]:
    """The lines of a column of questions as points beside their topic; small letters go on with the line before."""
    inline = _inline(one_line("\n".join(lines)))
    if len(inline) > 1 and len([line for line in lines if meaningful(line)]) == 1:
        return [f"- {point}" for point in inline]  # «1. Итоги. 2. Планы» in one paragraph
    if any(map(begins_point, lines)) or len(inline) > 1:
        return lines
    points: list[str] = []
    for line in filter(meaningful, lines):
        if points and line[:1].islower():
            points[-1] = f"{points[-1]} {line}"
        else:
            points.append(f"- {line}")
    return points


def _inline(text: str) -> tuple[str, ...]:
    """``«Заседание. 1. Одно. 2. Другое»`` in one paragraph, as PDF conversions leave it."""
    expected, starts = 1, []
    for match in _INLINE.finditer(text):
        before = text[: match.start()].rstrip()
        if int(match.group(1)) == expected and not before.endswith(("№", "N")):
            starts.append(match)
            expected += 1
    if len(starts) < 2:
        return (text,) if text else ()
    edges = [match.start() for match in starts[1:]] + [len(text)]
    parts = [text[: starts[0].start()], *(text[match.end(): edge] for match, edge in zip(starts, edges, strict=True))]
    return tuple(part.strip() for part in parts if part.strip())
