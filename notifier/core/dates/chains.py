"""Figures tied to more of them, to letters or to signs of arithmetic: addresses of machines, versions, sizes, quantities.

Promises: what is tied so is neither a day nor an hour; «15.10.14.30» is both.
"""

import re
from string import ascii_letters, digits

from notifier.core.dates.limits import FIRST_HOUR, LAST_HOUR
from notifier.core.dates.token import Token

_ARITHMETIC = frozenset("<>=≈≥≤±×*")
_TIMES = frozenset("×±=")
_ORDINAL = r"-(?:[ея]|ые|ых)(?![а-яё])"
_LATIN = frozenset(ascii_letters)
_CHAINING = _ARITHMETIC | {"+", "_"}
_SHELF = r"\d\(\d+\)$|(?<!\d)0\d:$"  # «УДК 02:5.10», «ББК 78.34(2)5.10», neither «группа 1:5.10» nor «(14.00)15.10»
_BY = frozenset("хx")
_SIZE = r" [xхXХ] \d"
_OTHER_SIZE = r"\d [xхXХ] $"
_TIED = frozenset(".хxХX):\\")
_APART = frozenset({"", " ", ",", ";", ")", "\n"})  # what ends a pair; behind anything else it may be tied to more
_SPANNED = frozenset(f"-{digit}" for digit in digits)
_QUARTERS = frozenset({"00", "15", "30", "45"})


def has_signs(text: str, kinds: list[str]) -> bool:
    """Whether a text has what may tie figures that seem to stand apart: «≈ 5.10», «10.5 x 15»."""
    return not _CHAINING.isdisjoint(text) or "roman" in kinds or " х " in text or " Х " in text


def stand_apart(text: str, start: int, end: int) -> bool:
    """Whether figures plainly are tied to nothing, where the text has no signs."""
    return text[start - 1 : start] not in _TIED and (text[end : end + 1] in _APART or text[end : end + 2] in _SPANNED)


def in_chain(tokens: list[Token], index: int, text: str) -> bool:
    """«192.168.1.12», «v1.12.2», «12.10.ru», «≈ 5.10»: figures tied to more of them are an address or a version, those behind a sign of
    arithmetic a quantity; «15.10.14.30» is an hour."""
    start, end = tokens[index].start, tokens[index].end
    before = text[:start].rstrip()
    if before[-1:] == "+" and before[-2:-1].isalpha():  # «Консультант+ 2.10»
        return True
    if text[start - 1 : start].lower() in _BY and text[start - 2 : start - 1].isdigit():  # «5х2.10»
        return True
    if before[-1:] in _ARITHMETIC or text[end : end + 1] in _LATIN or text[end : end + 1].lower() == "х":
        return True
    if text[start - 1 : start] == "\\":  # «D:\\10.12»
        return True
    if text[start - 1 : start] in {")", ":"} and re.search(_SHELF, text[:start]):
        return True
    if re.match(_SIZE, text[end:]) or re.search(_OTHER_SIZE, text[:start]):  # «10.5 х 15»
        return True
    if text[end:].lstrip()[:1] in _TIMES or (text[end : end + 1] == "-" and re.match(_ORDINAL, text[end:])):
        return True  # «20.10 × 10.11 см», «10.11-е классы»
    if text[start - 1 : start] == "_" and text[start - 2 : start - 1].isalpha():  # «user_12.10», but «14.11.2024_15.00»
        return True
    if text[end : end + 1] == "." and text[end + 1 : end + 2].isalnum():
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        told = following is not None and following.kind == "pair" and following.start == end + 1 and _is_hour(*following.value)
        return not told and (text[end + 1].isascii() or text[end + 1 : end + 3].lower() == "рф")
    if text[start - 1 : start] != "." or not text[start - 2 : start - 1].isdigit():
        return False
    kind = tokens[index - 1].kind if index else ""
    return kind != "date" and not (kind == "pair" and _is_hour(*tokens[index].value))


def _is_hour(hour: str, minute: str) -> bool:
    """An hour at which people meet, to the quarter."""
    return minute in _QUARTERS and FIRST_HOUR <= int(hour) <= LAST_HOUR
