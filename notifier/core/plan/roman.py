"""Months counted in Roman numerals: «IX | X | XI» across a page.

Only where one of them stands beyond IV, for «I, II, III, IV» may be quarters.
"""

import re
from collections.abc import Sequence

from notifier.core.plan.words import ROMAN
from notifier.core.russian import MONTH_NAMES

_NUMERAL = re.compile(rf"\b(?:{'|'.join(sorted(ROMAN, key=len, reverse=True))})\b")
_COUNTED = re.compile(rf"(?:{_NUMERAL.pattern})(?:\s*(?:[-–—,;/]|И)\s*(?:{_NUMERAL.pattern}))*\.?")
_FEWEST = 4
_SURE = frozenset(ROMAN[4:]) - {"X"}


def spelled(texts: Sequence[str]) -> list[str]:
    """The texts with the months' names where four months or more are counted, as they are elsewhere."""
    upper = [text.upper().replace("Х", "X") for text in texts]
    counted = [_COUNTED.fullmatch(text) is not None for text in upper]
    numerals = {found for text, is_count in zip(upper, counted, strict=True) if is_count for found in _NUMERAL.findall(text)}
    if len(numerals) < _FEWEST or not numerals & _SURE:
        return list(texts)
    return [_NUMERAL.sub(_name, up).lower() if is_count else text for text, up, is_count in zip(texts, upper, counted, strict=True)]


def _name(numeral: re.Match[str]) -> str:
    return MONTH_NAMES[ROMAN.index(numeral.group())]
