"""Months counted in Roman numerals: «IX | X | XI» across a page, «IX», «XII-I» down a column of dates.

Only where one of them stands beyond IV, for «I, II, III, IV» may be quarters; «X» alone may be a cross and «V» a tick.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from notifier.core.plan.grid import GridRow
from notifier.core.plan.wording import one_line
from notifier.core.plan.words import ROMAN
from notifier.core.russian import MONTH_NAMES
from notifier.model.plan import Cell

_NUMERAL = re.compile(rf"\b(?:{'|'.join(sorted(ROMAN, key=len, reverse=True))})\b")
_COUNTED = re.compile(rf"(?:{_NUMERAL.pattern})(?:\s*(?:[-–—,;/]|И)\s*(?:{_NUMERAL.pattern}))*\.?")
_SURE = frozenset(ROMAN[4:]) - {"X"}
_SIGNS = frozenset({"X", "V"})


def spelled(texts: Sequence[str], *, fewest: int = 1) -> list[str]:
    """The texts with the months' names where ``fewest`` months or more are counted, as they are elsewhere."""
    upper = [text.upper().replace("Х", "X") for text in texts]
    counted = [_COUNTED.fullmatch(text) is not None for text in upper]
    numerals = {found for text, is_count in zip(upper, counted, strict=True) if is_count for found in _NUMERAL.findall(text)}
    if len(numerals) < fewest or not numerals & _SURE or numerals <= _SIGNS:
        return list(texts)
    return [_NUMERAL.sub(_name, up).lower() if is_count else text for text, up, is_count in zip(texts, upper, counted, strict=True)]


def dates_spelled(rows: Sequence[GridRow], dates: Collection[tuple[int, int]]) -> tuple[GridRow, ...]:
    """The rows with the months spelled in the cells of ``dates``, each a row and a column."""
    cells = [(row, slot) for row in rows for slot in row.slots if (row.index, slot.start) in dates]
    written = [one_line(slot.text) for _, slot in cells]
    told = {(row.index, slot.start): new for (row, slot), old, new in zip(cells, written, spelled(written), strict=True) if new != old}
    return tuple(replace(row, slots=tuple(
        replace(slot, cell=Cell((told[row.index, slot.start],))) if (row.index, slot.start) in told else slot
        for slot in row.slots)) for row in rows)


def _name(numeral: re.Match[str]) -> str:
    return MONTH_NAMES[ROMAN.index(numeral.group())]
