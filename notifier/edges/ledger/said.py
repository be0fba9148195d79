"""What people said that the reading of files depends on: which files they took as they are, which plan they let speak, and under
which year's plan what stands in the dates file was said."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import LedgerError, LedgerMissing, Store

DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Said:
    """``accepted``: file role -> hash of the bytes a person said yes to. ``armed``: the plan that may speak, empty when none may.
    ``decided``: see ``flows.inputs.bygone``."""

    accepted: Mapping[str, str] = field(default_factory=dict)
    armed: str = ""
    decided: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, facts: Facts) -> "Said":
        """As this ledger has it."""
        accepted = {role: str(digest) for role, digest in facts.get_json("accepted").items()}
        return cls(accepted, str(facts.get_json("armed").get("plan") or ""), facts.get_json(DECIDED))

    @classmethod
    def beside(cls, folder: Path) -> "Said":
        """As the ledger of this folder has it, for whoever does not own it. Nobody said anything where there is none to read: whoever
        needs the ledger itself says what is wrong with it."""
        try:
            with closing(Store.read(folder)) as store:
                return cls.of(Facts(store, UTC))
        except (LedgerError, sqlite3.Error):
            return cls()

    @classmethod
    def before_owning(cls, folder: Path) -> "Said":
        """The same for whoever is about to own it: half a transaction that a crash left keeps every look away, and is rolled back first. To
        go on as if nobody had said anything would put another plan, or last year's decisions, in force. LedgerError where it can't be."""
        try:
            with closing(Store.read(folder)) as store:
                return cls.of(Facts(store, UTC))
        except LedgerMissing:
            return cls()
        except (LedgerError, sqlite3.Error):
            with closing(Store.open(folder)) as store:
                return cls.of(Facts(store, UTC))
