"""What a rehearsed period came to: how many mails of which kind, to whom, in which month; which acts could not be; what is open."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from notifier.flows.rehearsal.journal import Line
from notifier.model.notice import Role


@dataclass
class Summary:
    """What the rehearsed period came to."""

    first: date
    last: date
    mails: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    by_person: Counter[str] = field(default_factory=Counter)
    by_month: dict[str, Counter[str]] = field(default_factory=dict)
    by_day: Counter[date] = field(default_factory=Counter)
    per_day: int = 0  # the provider's limit, which a rehearsal does not keep; 0: none
    refused_acts: list[str] = field(default_factory=list)
    open: list[dict[str, str | None]] = field(default_factory=list)
    armed: bool = True  # whether participants were told anything, or might be at the end
    index: Path | None = None

    def count(self, line: Line) -> None:
        """Add one mail."""
        self.mails += 1
        self.by_kind[line.kind] += 1
        self.by_month.setdefault(line.at[:7], Counter())[f"{line.role}:{line.kind}"] += 1
        self.by_day[date.fromisoformat(line.at[:10])] += 1
        if line.role == Role.LIBRARIAN.value:
            self.by_person[line.to] += 1

    @property
    def crowded(self) -> list[tuple[date, int]]:
        """Days with more mails than the provider takes in one, the fullest first: in earnest some of them leave a day or more later."""
        return sorted(((day, mails) for day, mails in self.by_day.items() if 0 < self.per_day < mails), key=lambda one: (-one[1], one[0]))

    def json(self) -> str:
        """For ``--json``."""
        return json.dumps({"from": self.first.isoformat(), "to": self.last.isoformat(), "mails": self.mails,
                           "kinds": dict(sorted(self.by_kind.items())), "per_person": dict(sorted(self.by_person.items())),
                           "refused_acts": self.refused_acts, "open": self.open,
                           "crowded": {day.isoformat(): mails for day, mails in self.crowded},
                           "index": str(self.index) if self.index else None}, ensure_ascii=False)
