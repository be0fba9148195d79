"""What a check of ``doctor`` finds."""

from collections.abc import Iterator
from dataclasses import dataclass

OK, WARNING, ERROR = "ok", "внимание", "ошибка"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line, beside the check's name."""

    level: str
    text: str
    advice: str = ""


Found = Iterator[Finding]
