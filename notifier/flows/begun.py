"""A letter of hers that is being carried out: the dates file as it stood before, stored before the file is written.

The file and the ledger can't be written at one moment. Who died between the two hears the letter again, finds its decision in the file,
and still knows what stood there before: that it may be taken back is not forgotten.
"""

from dataclasses import dataclass
from pathlib import Path

from notifier.edges.datesfile.reading import WHAT, parse_dates
from notifier.edges.datesfile.writing import Written, entered_in, since
from notifier.edges.files.text import read_text
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import Store
from notifier.model.decision import Entry, Milestone

FACT = "begun"


@dataclass(frozen=True, slots=True)
class Former:
    """The dates file before a letter that was begun and not finished."""

    text: str
    dates: Path

    def changes(self, item: str) -> Written:
        """What the row's entry says now and did not then."""
        return since(self.text, self.dates, item)

    def milestones(self, item: str) -> tuple[Milestone, ...]:
        """A festival's milestones then."""
        decisions, _ = parse_dates(self.text, file=str(self.dates))
        decision = decisions.get(item) if decisions is not None else None
        return decision.milestones if decision is not None else ()

    def had(self, entry: Entry) -> bool:
        """Whether this event of a schedule was written then."""
        return entered_in(self.text, entry)


def begin(store: Store, facts: Facts, digest: str, dates: Path) -> Former | None:
    """Store the file as it stands, in a commit of its own; what was stored at a first try of this very letter is kept and given."""
    begun = facts.get_json(FACT)
    if begun.get("digest") == digest:
        return Former(str(begun["dates"]), dates)
    text = "" if not dates.exists() else read_text(dates, what=WHAT)[0]
    if text is not None:  # one that can't be read is not written either
        with store.transaction():
            facts.put_json(FACT, {"digest": digest, "dates": text})
    return None


def end(facts: Facts) -> None:
    """In the commit of all that the letter did."""
    if facts.get(FACT) is not None:
        facts.put(FACT, None)
