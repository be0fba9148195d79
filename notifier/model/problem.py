"""What is wrong or open, told to the one who must act. Bad input is data here, never an exception."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"      # this input can't be used as it is; the rest goes on
    WARNING = "warning"  # usable, but probably not meant so
    QUESTION = "question"  # the coordinator has to decide
    INFO = "info"        # worth knowing


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: ``text`` says what (Russian), ``advice`` what to do, ``file``/``line`` where.

    ``code`` is a stable kebab-case name; ``item`` the plan row's id where it concerns one.
    """

    severity: Severity
    code: str
    text: str
    item: str | None = None
    file: str | None = None
    line: int | None = None
    advice: str = ""

    @property
    def where(self) -> str:
        """``file:line`` as far as known, empty when neither is."""
        if self.file is None:
            return ""
        return self.file if self.line is None else f"{self.file}:{self.line}"
