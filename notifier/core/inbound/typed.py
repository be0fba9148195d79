"""Her letter as it was typed becomes the lines that the rules read: a line that was broken is whole again, dashes are of one kind, a comma
has its blank, and no smile stands behind."""

import re
import sys
from collections.abc import Callable, Iterable

from notifier.core.inbound.vocabulary import MONTH

_SIGNS = dict.fromkeys((0xFE0F, 0x20E3)) | dict.fromkeys((0x2010, 0x2011, 0x2212), "-")
"""«2️⃣» of a telephone is a 2; a hyphen that never breaks and a minus are hyphens."""
_GLUED = re.compile(r"(?i)(?<=[^\W_])([,;])(?=[а-яё])|(?<=[а-яё])(:)(?=[а-яё])")
"""«Отмена,карантин»."""
_BOLD = re.compile(r"(?<!\S)([*_]{1,2})(?=[^\s*_])([^*_]*[^\s*_])\1(?!\w)")
"""«*19 ноября*» of a mail program that makes plain text of a page."""
_APART = re.compile(r"(?<=\w) +(?=[,;:](?:\s|$))")
_SIGN = r"[:;=]-?[)D]+(?!\w)"
_FACES = ("\u263a\u2705\u2714\u2764\U0001f337-\U0001f33c\U0001f44c\U0001f44d\U0001f490"
          "\U0001f600-\U0001f60d\U0001f642\U0001f64f\U0001f3fb-\U0001f3ff")
_SMILE = re.compile(rf"(?:\s*(?:(?:(?<=\s)|(?<=[^\W\d_])|(?<=[.!])){_SIGN}|[{_FACES}]))+\Z")
"""None that doubts, refuses or asks."""
_GOES_ON = re.compile(
    r"(?:(?<!\w)(?:во?|на|со?|до|по|ко?|из|от|для|при|и|или|не|номер|ул\.?|им\.?|имени|каб\.?)|№)\Z")
"""No line ends so by itself."""
_MONTH_NEXT = re.compile(MONTH, re.IGNORECASE)
_OF_ITS_OWN = re.compile(r"[-•*–—>]|\d{1,2}[.)](?:\s|\Z)|\w+-\d+(?!\w)")
"""A list's mark, a row's name."""
_NARROW, _WIDE = 56, 70  # where mail programs break a line: at 72 to 78, and what they quoted a little before


def unbroken(written: Iterable[str], is_broken: Callable[[str, str], bool], *, limit: int = sys.maxsize) -> list[str]:
    """The lines with those put together again that were broken: ``is_broken`` says so of a line and the next, neither of them empty."""
    found: list[str] = []
    last = ""
    for line in written:
        if last and line.strip() and is_broken(last, line.strip()) and len(found[-1]) + len(line) < limit:
            found[-1] = f"{found[-1].rstrip()} {line.strip()}"
        else:
            found.append(line)
        last = line.strip()
    return found


def is_wrapped(line: str, further: str) -> bool:
    """Whether a mail program broke the line there, or a thumb: none ends with «в», and none begins with «ноября» behind a number."""
    if _OF_ITS_OWN.match(further):
        return False
    if _GOES_ON.search(line) or (line[-1].isdigit() and _MONTH_NEXT.match(further)):
        return True
    word = further.split(maxsplit=1)[0]
    full = len(line) >= _NARROW and len(line) + 1 + len(word) > _WIDE and line[-1] not in ".!?:;…"
    return full and not (word[0].isalpha() and word[0].isupper())


def typed(line: str) -> str:
    """A line in the signs that the rules know, without the smile behind it."""
    return without_smile(_APART.sub("", _GLUED.sub(lambda sign: f"{sign[0]} ", _BOLD.sub(r"\2", line.translate(_SIGNS)))))


def without_smile(text: str) -> str:
    """«СШ № 33 :)», «в СШ № 33)))»: a bracket that nothing opened is one, too."""
    while (shorter := _SMILE.sub("", text)) != text:
        text = shorter
    while text.endswith(")") and _opens_nothing(text):
        text = text[:-1].rstrip()
    return text


def _opens_nothing(text: str) -> bool:
    """Whether nothing opened the last bracket; that of «1)» closes nothing."""
    depth = 0
    for sign in text[:-1]:
        depth += (sign == "(") - (sign == ")" and depth > 0)
    return depth == 0
