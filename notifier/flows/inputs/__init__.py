"""Everything people wrote, as of one moment: settings, plan, decisions, people, entries of schedules, templates.

``flows.inputs.reading`` reads it; whoever needs it only for a look need not know how.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from notifier.core.calendar import SendingWindow, WorkCalendar
from notifier.core.compose.texts import Templates
from notifier.edges.ledger.said import Said
from notifier.flows.inputs.another import plan_id
from notifier.model.decision import Decisions, Entry
from notifier.model.person import Person
from notifier.model.plan import Plan
from notifier.model.problem import Problem
from notifier.model.settings import Settings


@dataclass(frozen=True)
class Inputs:
    """Everything people wrote, as of one moment. ``version`` changes with every reload that changed anything. ``decisions``: those in
    force; ``written``: all that the dates file says."""

    settings: Settings
    plan: Plan
    decisions: Decisions
    people: tuple[Person, ...]
    entries: tuple[Entry, ...]
    templates: Templates
    problems: tuple[Problem, ...]
    version: int
    shrunk: dict[str, str] = field(default_factory=dict)  # file role -> content hash waiting for approval
    unsure: frozenset[str] = frozenset()  # ids that mean another row in a plan that waits for its yes
    written: Decisions = field(default_factory=Decisions)
    bygone: frozenset[str] = frozenset()  # marks of what was said of another school year's rows
    dates_name: str = ""  # the dates file as the ledger knows it
    taken: frozenset[str] = frozenset()  # roles of files that are in force as they lie there

    plan_id: str = field(init=False)
    """What arming is bound to."""
    window: SendingWindow = field(init=False, repr=False, compare=False)
    """The sending window of these settings."""
    requests: Path = field(init=False, repr=False, compare=False)
    """Where acts of people on the ledger are handed over."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "plan_id", plan_id(self.plan, self.settings))
        object.__setattr__(self, "requests", self.settings.state / "requests")
        object.__setattr__(self, "window", SendingWindow(WorkCalendar(self.settings.calendar), self.settings.policy))

    @property
    def domain(self) -> str:
        """The organizer's mail domain: the right half of UIDs and Message-IDs."""
        return self.settings.organizer.email.rpartition("@")[2]


class BrokenInputs(Exception):
    """Nothing usable at all: neither the files nor a last good copy. Carries the problems to show."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.where} {problem.text}" for problem in problems))
        self.problems = problems


class Reads(Protocol):
    """Where passes have their inputs from."""

    def read(self, now: datetime, said: Callable[[], Said] | None = None, *, force: bool = False) -> Inputs:
        """The inputs as of now."""


@dataclass(frozen=True, slots=True)
class InputsAsRead:
    """A reader of inputs already read: whoever looks twice sees the same."""

    inputs: Inputs

    def read(self, now: datetime, said: Callable[[], Said] | None = None, *, force: bool = False) -> Inputs:
        """The same inputs."""
        del now, said, force
        return self.inputs
