"""One line of what ``doctor`` says."""

from collections.abc import Iterator
from dataclasses import dataclass

OK, WARNING, ERROR = "ok", "внимание", "ошибка"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line."""

    level: str
    check: str
    text: str
    advice: str = ""


Found = Iterator[Finding]
