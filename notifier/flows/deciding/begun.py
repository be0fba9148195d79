"""A letter of hers that is being carried out: the dates file as it stood before, stored before the file is written.

The file and the ledger can't be written at one moment. Who died between the two hears the letter again, finds its decision in the file,
and still knows what stood there before: her words («с 19 на 26 ноября») are about that, and that it may be taken back is not forgotten.
What she edited in the file between the two hearings is later than the letter, and stays: a mark beside the ledger says how the first
hearing left the file. One that was killed before it could is told by the file itself: what says the same as before the letter and yet was
written anew was put back by her. Until the second nobody hears of what the first wrote, for as long as it could have been taken back
(``unfinished``): the mailbox may be out of reach.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from notifier.edges.datesfile.changes import Before
from notifier.edges.datesfile.reading import parse_dates
from notifier.edges.datesfile.standing import content_of, entry_now, entry_since, entry_words, is_sound, row_in, row_now, since
from notifier.edges.datesfile.writing import NOT_WITH_A_DATE, Result
from notifier.edges.files.text import digest_of, write_text
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import Store
from notifier.model.decision import Decision, Decisions, Entry, Milestone
from notifier.model.problem import Problem, Severity

log = logging.getLogger(__name__)

FACT = "begun"
MARK = "letter-begun.json"


@dataclass(frozen=True, slots=True)
class Hearing:
    """One hearing of a letter. ``before``: the dates file before a letter that was begun and not finished, None at its first hearing;
    ``edited``: since the hearing that began it somebody wrote into the file; ``wrote``: what lines of hers above have decided."""

    dates: Path
    before: str | None = None
    edited: bool = False
    wrote: set[tuple[str, str]] = field(default_factory=set)

    @property
    def again(self) -> bool:
        """Whether the letter was begun before."""
        return self.before is not None

    def decide(self, item: str, given: Mapping[str, str], write: Callable[[], Result]) -> Result:
        """What ``write`` changes of a row, or changed at the hearing before; refused where the row was edited since. ``given``: what the
        letter says of it."""
        if self._was_edited(item, given):
            return None, [self._edited_since()]
        written, problems = write()
        self.wrote.update((item, key) for key in given if written is not None)
        if self.before is None or written is None or written:
            return written, problems
        its = {*given, *(NOT_WITH_A_DATE if "when" in given else ())}  # what else the row says anew is hers
        return {key: said for key, said in since(self.before, self.dates, item).items() if key in its}, problems

    def enter(self, entry: Entry, write: Callable[[], Result]) -> Result:
        """The same of an event of somebody else's schedule."""
        if self.was_entry_edited(entry):
            return None, [self._edited_since()]
        written, problems = write()
        return (self.entered(entry) if written == {} else written), problems

    def entered(self, entry: Entry) -> Before:
        """What this event of a schedule says now and did not before the letter."""
        return entry_since(self.before, self.dates, entry) if self.before is not None else {}

    def milestones(self, item: str, now: Sequence[Milestone]) -> Sequence[Milestone]:
        """A festival's milestones before the letter: those it has ``now``, or at another hearing had then."""
        if self.before is None:
            return now
        decision = self.decisions(Decisions()).get(item)
        return decision.milestones if decision is not None else ()

    def when(self, item: str) -> str:
        """The row's date in words as it was at the hearing before."""
        return row_in(self.before or "", item).get("when", "")

    def decisions(self, now: Decisions) -> Decisions:
        """The file that the letter speaks of: as it stands ``now``, or at another hearing stood before."""
        return now if self.before is None else parse_dates(self.before, file=str(self.dates))[0] or Decisions()

    def _was_edited(self, item: str, given: Mapping[str, str]) -> bool:
        """Whether the row says something else now than then and than the letter: she wrote that after the letter."""
        if self.before is None:
            return False
        now, then = row_now(self.dates, item), row_in(self.before, item)
        return is_sound(self.dates) and any(
            now.get(key, "") != value and (self.edited or now.get(key, "") != then.get(key, "")) and (item, key) not in self.wrote
            for key, value in given.items())

    def was_entry_edited(self, entry: Entry) -> bool:
        """The same of an event of somebody else's schedule; or it is gone since."""
        if self.before is None or not is_sound(self.dates):
            return False
        now, changed = entry_now(self.dates, entry), self.entered(entry)
        if now is None:
            return self.edited or bool(changed)
        return any(now.get(key, "") != value and (self.edited or key in changed) for key, value in entry_words(entry).items())

    def _edited_since(self) -> Problem:
        return Problem(Severity.ERROR, "edited-since", "После вашего письма эту запись исправили в файле дат, и правка осталась.",
                       file=str(self.dates), advice="Если верно письмо, пришлите его ещё раз.")


def begin(store: Store, facts: Facts, digest: str, dates: Path, state: Path, now: datetime) -> Hearing:
    """Store the file as it stands, in a commit of its own; what was stored at a first try of this very letter is kept and given."""
    begun = facts.get_json(FACT)
    if begun.get("digest") == digest:
        left = _mark(state)
        stands = digest_of(dates)
        if left.get("digest") == digest:
            # A hearing that wrote nothing tells nothing of who wrote what: then only a row that says something new was edited.
            edited = left.get("file") not in (begun.get("file"), stands)
        else:
            edited = stands == begun.get("file") and begun.get("stamp", "") not in ("", _stamp(dates))
        return Hearing(dates, str(begun["dates"]), edited)
    text = content_of(dates)
    if text is not None:  # one that can't be read is not written either
        with store.transaction():
            facts.put_json(FACT, {"digest": digest, "dates": text, "file": digest_of(dates), "stamp": _stamp(dates), "at": seconds(now)})
    return Hearing(dates)


def leave(hearing: Hearing, digest: str, state: Path) -> None:
    """How this hearing of the letter left the file, whether or not its commit succeeds; of a file edited since an earlier one, how that one
    left it. Without a place for the mark a later edit is not told from the letter's own: that is no reason to leave the letter unheard."""
    if hearing.edited:
        return
    try:
        write_text(state / MARK, json.dumps({"digest": digest, "file": digest_of(hearing.dates)}), mode=0o600)
    except OSError as error:
        log.error("how a letter left the dates file is not marked: %s", error.strerror)


def _stamp(dates: Path) -> str:
    """Which file it is, whatever it says: whoever writes anew leaves another; empty where there is none."""
    try:
        found = dates.stat()
    except OSError:
        return ""
    return f"{found.st_ino}:{found.st_mtime_ns}"


def _mark(state: Path) -> dict[str, str]:
    try:
        return dict(json.loads((state / MARK).read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def end(facts: Facts) -> None:
    """In the commit of all that the letter did."""
    facts.put(FACT, None)


def unfinished(facts: Facts, written: Decisions, minutes: int, now: datetime) -> dict[str, datetime]:
    """The rows of which the dates file (``written``) says something else since a letter was begun and not finished, and until when it could
    have been taken back had it been. Empty nearly always."""
    begun = facts.get_json(FACT)
    until = datetime.fromtimestamp(int(str(begun.get("at", 0))), now.tzinfo) + timedelta(minutes=minutes)
    if until <= now:
        return {}
    then = parse_dates(str(begun["dates"]), file=str(written.file or ""))[0] or Decisions()
    return {said.item: until for said in _without_lines(then) ^ _without_lines(written)}


def _without_lines(decisions: Decisions) -> set[Decision | Entry]:
    """What a file says, wherever in it."""
    rows = (replace(one, line=None, milestones=tuple(replace(part, line=None) for part in one.milestones)) for one in decisions.by_item)
    return {*rows, *(replace(entry, file=None, line=None) for entry in decisions.occurrences)}
