"""What goes wrong and when: a schedule of ordinals, so that a failing life can be made smaller by leaving entries out.

Two counters run through a life: ``point`` (a place where the process may die: before and after each commit, each acceptance)
and ``disk`` (a statement that touches the file). A third, the server's, counts attempts, a
fourth the commands to the mailbox, a fifth the transactions begun while mails are in the air. A fault names one number of one counter.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class Crash(BaseException):
    """The process is gone: no handler of its own may do anything that lasts."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``where``: ``crash``, ``disk``, ``server``, ``mail`` or ``air``; ``at`` the ordinal; ``what`` the kind (of disk error, of reply)."""

    where: str
    at: int
    what: str = ""


class Faults:
    """The schedule of one life and its counters."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._due = {(fault.where, fault.at): fault.what for fault in faults}
        self._counts = {"crash": 0, "disk": 0, "server": 0, "mail": 0, "air": 0}
        self.calm = not self._due
        self.hits: list[str] = []
        self.downtime = 1

    def next(self, where: str) -> str | None:
        """Count one more of ``where``; what goes wrong there, or None."""
        self._counts[where] += 1
        if self.calm:
            return None
        what = self._due.pop((where, self._counts[where]), None)
        if what is not None:
            self.hits.append(f"{where} {self._counts[where]} {what}")
        return what

    def point(self) -> bool:
        """Whether the process dies here; ``downtime`` then says for how many seconds."""
        what = self.next("crash")
        self.downtime = int(what or 1)
        return what is not None

    def spare(self, *places: str) -> bool:
        """Whether nothing will go wrong at these any more: then nobody need ask."""
        return self.calm or not any(where in places for where, _ in self._due)
