"""A letter of hers that is being carried out: the dates file as it stood before, stored before the file is written.

The file and the ledger can't be written at one moment. Who died between the two hears the letter again, finds its decision in the file,
and still knows what stood there before: that it may be taken back is not forgotten. What she edited in the file between the two hearings is
later than the letter, and stays: a mark beside the ledger says how the first hearing left the file.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from notifier.edges.datesfile.changes import Written
from notifier.edges.datesfile.reading import WHAT, parse_dates
from notifier.edges.datesfile.standing import entry_now, entry_since, entry_words, is_sound, row_in, row_now, since
from notifier.edges.files.text import digest_of, is_there, read_text, write_text
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import Store
from notifier.model.decision import Entry, Milestone
from notifier.model.problem import Problem, Severity

log = logging.getLogger(__name__)

FACT = "begun"
MARK = "letter-begun.json"


@dataclass(frozen=True, slots=True)
class Former:
    """The dates file before a letter that was begun and not finished. ``edited``: since that hearing somebody wrote into the file."""

    text: str
    dates: Path
    edited: bool = False

    def changes(self, item: str) -> Written:
        """What the row's entry says now and did not then."""
        return since(self.text, self.dates, item)

    def milestones(self, item: str) -> tuple[Milestone, ...]:
        """A festival's milestones then."""
        decisions, _ = parse_dates(self.text, file=str(self.dates))
        decision = decisions.get(item) if decisions is not None else None
        return decision.milestones if decision is not None else ()

    def entries(self) -> tuple[Entry, ...]:
        """The events of schedules that it had."""
        decisions, _ = parse_dates(self.text, file=str(self.dates))
        return decisions.occurrences if decisions is not None else ()

    def entry(self, entry: Entry) -> Written:
        """What this event of a schedule says now and did not then."""
        return entry_since(self.text, self.dates, entry)

    def was_edited(self, item: str, given: Mapping[str, str]) -> bool:
        """Whether the row says something else now than then and than the letter: she wrote that after the letter."""
        now, then = row_now(self.dates, item), row_in(self.text, item)
        return is_sound(self.dates) and any(
            now.get(key, "") != value and (self.edited or now.get(key, "") != then.get(key, "")) for key, value in given.items())

    def was_entry_edited(self, entry: Entry) -> bool:
        """Whether somebody wrote into the file since, and the event is not there as the letter has it."""
        if not self.edited or not is_sound(self.dates):
            return False
        now = entry_now(self.dates, entry)
        return now is None or any(now.get(key, "") != value for key, value in entry_words(entry).items())


def begin(store: Store, facts: Facts, digest: str, dates: Path, state: Path) -> Former | None:
    """Store the file as it stands, in a commit of its own; what was stored at a first try of this very letter is kept and given."""
    begun = facts.get_json(FACT)
    if begun.get("digest") == digest:
        left = _mark(state)
        # A hearing that wrote nothing tells nothing of who wrote what: then only a row that says something new was edited.
        wrote = left.get("digest") == digest and left.get("file") != begun.get("file")
        return Former(str(begun["dates"]), dates, wrote and left.get("file") != digest_of(dates))
    text = "" if not is_there(dates) else read_text(dates, what=WHAT)[0]
    if text is not None:  # one that can't be read is not written either
        with store.transaction():
            facts.put_json(FACT, {"digest": digest, "dates": text, "file": digest_of(dates)})
    return None


def leave(digest: str, dates: Path, state: Path, former: Former | None) -> None:
    """How this hearing of the letter left the file, whether or not its commit succeeds; of a file edited since an earlier one, how that one
    left it. Without a place for the mark a later edit is not told from the letter's own: that is no reason to leave the letter unheard."""
    if former is not None and former.edited:
        return
    try:
        write_text(state / MARK, json.dumps({"digest": digest, "file": digest_of(dates)}), mode=0o600)
    except OSError as error:
        log.error("how a letter left the dates file is not marked: %s", error.strerror)


def _mark(state: Path) -> dict[str, str]:
    try:
        return dict(json.loads((state / MARK).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def edited_since(dates: Path) -> Problem:
    """Why a letter that is heard again is not carried out."""
    return Problem(Severity.ERROR, "edited-since", "После Вашего письма эту запись исправили в файле дат, и правка осталась.",
                   file=str(dates), advice="Если верно письмо, пришлите его ещё раз.")


def end(facts: Facts) -> None:
    """In the commit of all that the letter did."""
    if facts.get(FACT) is not None:
        facts.put(FACT, None)
