"""Whether this ledger may speak at all: a copy older than its journal, another machine, a ledger of another folder.

Promises (invariant 19): in any of these nothing leaves, not even to the coordinator, until a person has decided. What a
crash left between journal and commit is not such a case and is put right by itself.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path

from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.hindsight import Hindsight, Imported
from notifier.edges.ledger.journal import NAME, POSITION, Journal, machine_mark, read_lines
from notifier.edges.ledger.store import Store
from notifier.flows.holding import ADVICE, FOLDER, HOLD, JOURNAL, MACHINE, REASONS
from notifier.flows.inputs import Inputs
from notifier.flows.view import Ledger

log = logging.getLogger(__name__)


def examine(ledger: Ledger, journal: Journal, now: datetime, *, machine: str | None = None) -> str:
    """At a start, before anything is recovered: the code of what holds this ledger, empty when it may speak."""
    machine = machine_mark() if machine is None else machine
    facts = ledger.facts
    with ledger.store.transaction():
        code = _stranger(ledger, journal, machine)
        unknown = journal.unknown()
        if unknown and not code:
            hindsight = Hindsight(ledger.store)
            if hindsight.is_crash(unknown):
                log.warning("%d mails had left before the last process ended", hindsight.finish(unknown, seconds(now)))
                journal.mark_known(journal.last)
            else:
                code = JOURNAL
        if code:
            log.critical("nothing is sent: %s (%d lines of the journal are unknown here)", code, len(unknown))
            facts.put(HOLD, code)
            if not facts.hold_reason():
                facts.disarm(REASONS[code])
        return code


def _stranger(ledger: Ledger, journal: Journal, machine: str) -> str:
    """Whether the ledger belongs elsewhere. The first start makes it belong here."""
    facts = ledger.facts
    held = facts.get(HOLD)
    if held in (MACHINE, FOLDER):
        return held
    if machine and facts.get("machine") not in (None, machine):
        return MACHINE
    if facts.get("instance") not in (None, journal.mark):
        return FOLDER
    settle_here(ledger, journal.mark, machine)
    return ""


def settle_here(ledger: Ledger, mark: str, machine: str) -> None:
    """This machine and folder are the ledger's own from now on."""
    for key, value in (("machine", machine), ("instance", mark)):
        if value and ledger.facts.get(key) != value:
            ledger.facts.put(key, value)


def held(ledger: Ledger) -> str:
    """The code of what holds this ledger, empty when it may speak."""
    return ledger.facts.get(HOLD) or ""


def release(ledger: Ledger, state: Path) -> str:
    """A person armed. Returns why that is not enough (nothing is changed then), else an empty text."""
    code = held(ledger)
    if code == JOURNAL:
        return f"{REASONS[JOURNAL]}. {ADVICE[JOURNAL]}"
    if code:
        journal = Journal(ledger.store, state)
        settle_here(ledger, journal.mark, machine_mark())
        journal.close()
        ledger.facts.put(HOLD, None)
    return ""


def import_journal(ledger: Ledger, inputs: Inputs, now: datetime) -> Imported:
    """Enter what the journal knows. Call inside a transaction, after a pass has recorded events and people as they stand."""
    journal = Journal(ledger.store, inputs.settings.state)
    try:
        lines = journal.unknown()
        imported = Hindsight(ledger.store).enter(lines, addresses(ledger, inputs, journal), seconds(now))
        journal.mark_known(max(journal.last, journal.position))
    finally:
        journal.close()
    ledger.events.forget_cache()
    _free(ledger)
    return imported


def ignore_journal(ledger: Ledger, inputs: Inputs) -> None:
    """A person says that the journal's lines do not matter: what they name may go twice."""
    journal = Journal(ledger.store, inputs.settings.state)
    journal.mark_known(max(journal.last, journal.position))
    journal.close()
    _free(ledger)


def lag(store: Store, state: Path) -> int:
    """How many mails left that this ledger knows nothing of. A look only: nothing is written."""
    row = Facts(store, UTC).get(POSITION)
    position = int(row) if row else 0
    return sum(line.seq > position and line.carrier == line.message for name in (f"{NAME}.1", NAME) for line in read_lines(state / name))


def _free(ledger: Ledger) -> None:
    if held(ledger) == JOURNAL:
        ledger.facts.put(HOLD, None)


def addresses(ledger: Ledger, inputs: Inputs, journal: Journal) -> dict[str, tuple[int, str]]:
    """Everybody the journal may mean: its hash of an address -> (person, address)."""
    settings = inputs.settings
    offices = [settings.organizer, settings.coordinator, *([settings.admin] if settings.admin else []),
               *(host for venue in settings.venues for host in venue.hosts)]
    known = {journal.who(mailbox.email): (0, mailbox.email) for mailbox in offices}
    members = ledger.people.members(inputs.people)
    return known | {journal.who(member.person.email): (member.id, member.person.email) for member in members}
