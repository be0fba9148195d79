"""Row numbers and row identifiers.

An identifier is made once, at import, and then lives in the plan file: decisions, UIDs and the ledger hang on it.
"""

import re
from collections.abc import Container
from itertools import count

from notifier.core.plan.wording import one_line
from notifier.core.plan.words import SECTOR_WORDS

_NUMBER = re.compile(r"(?:№|N|п\.)?\s*(\d{1,3}(?:\.\d{1,3}){0,3}|[IVXLС]{1,6}|[а-яa-z])\s*[.):\-–—]*", re.IGNORECASE)
_PLAIN_NUMBER = re.compile(r"(?:№\s*)?\d{1,3}(?:\.\d{1,3}){0,3}\s*[.):]?")
_COUNTED = re.compile(r"(\d{1,2})[.)]\s+(?=[^\W\d_]|[«\"“„])")
_NUMBERING = re.compile(r"^(?:№?\s*(?:\d+(?:\.\d+)*|[IVXLCХІ]+)\s*[.):\-–—]*\s+|\d+(?:\.\d+)*[.)]\s*|[IVXLCХІ]+[.)]\s*)")
LATIN = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "i", "є": "e", "ў": "u", "қ": "k", "ә": "a", "ң": "n", "ғ": "g", "ү": "u", "ұ": "u", "ө": "o", "һ": "h",
})
NO_SECTOR = "plan"  # the first part of an id where a plan has no sectors


def read_number(text: str) -> str | None:
    """``«4.»`` -> ``4``, ``«1)»`` -> ``1``, ``«№ 2.1.»`` -> ``2.1``; None where the text is no row number."""
    match = _NUMBER.fullmatch(one_line(text))
    return match.group(1) if match else None


def is_plain_number(text: str) -> bool:
    """Arabic digits only: safe to recognise where no header says that a column holds numbers."""
    return _PLAIN_NUMBER.fullmatch(one_line(text)) is not None


def number_before(text: str) -> tuple[str, str] | None:
    """``«2. Консультация логопеда»`` -> ``("2", "Консультация логопеда")``; None where no number counts the text."""
    match = _COUNTED.match(text)
    return (match[1], text[match.end():]) if match else None


def transliterate(text: str) -> str:
    """Latin letters and digits in lower case, everything else left out."""
    return re.sub(r"[^a-z0-9]", "", text.lower().translate(LATIN))


def sector_prefix(sector: str) -> str:
    """``«Сектор повышения квалификации»`` -> ``povy``, ``«II. Заседания РМО»`` -> ``zase``."""
    rest = re.sub(r"\b\d+-[а-яё]{1,3}\b", "", one_line(sector))  # «2-й модуль»
    while (shorter := _NUMBERING.sub("", rest)) != rest:
        rest = shorter
    words = [transliterate(word) for word in re.findall(r"\w+", rest) if word.lower() not in SECTOR_WORDS]
    roman = re.compile(r"[ivxlc]+")
    named = [word for word in words if word and not word.isdigit() and not (len(words) > 1 and roman.fullmatch(word))]
    return (named[0][:4] if named else "".join(words)[:4]) or NO_SECTOR


def letters(index: int) -> str:
    """0 -> ``a``, 25 -> ``z``, 26 -> ``aa``."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def identifiers(rows: list[tuple[str, str | None]]) -> list[str]:
    """Ids for rows given as (sector, number), in order: ``teor-1``, ``prak-a`` without a number, ``-2`` when taken."""
    taken: set[str] = set()
    unnumbered: dict[str, int] = {}
    found: list[str] = []
    for sector, number in rows:
        prefix = sector_prefix(sector)
        tail = "-".join(filter(None, (transliterate(part) for part in (number or "").split("."))))
        if not tail:
            tail = letters(unnumbered.get(sector, 0))
            unnumbered[sector] = unnumbered.get(sector, 0) + 1
        found.append(free(f"{prefix}-{tail}", taken))
        taken.add(found[-1])
    return found


def free(name: str, taken: Container[str]) -> str:
    """The id, or where it is taken the first free one of ``-2``, ``-3``."""
    return name if name not in taken else next(copy for number in count(2) if (copy := f"{name}-{number}") not in taken)
