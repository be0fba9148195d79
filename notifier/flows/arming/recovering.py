"""Whether this ledger may speak at all: a copy older than its journal, another machine, another folder or a copy of this one.

Promises (invariant 19): in any of these nothing leaves, not even to the coordinator, until a person has decided. What a
crash left between journal and commit is not such a case and is put right by itself.
"""

import contextlib
import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import DONE_UNTIL, Facts
from notifier.edges.ledger.hindsight import Hindsight, Imported
from notifier.edges.ledger.home import is_copy, key_of, machine_mark, mark_of, place_of
from notifier.edges.ledger.journal import NAME, POSITION, Journal
from notifier.edges.ledger.line import Line, read_lines
from notifier.edges.ledger.store import Store
from notifier.flows.arming.holding import FOLDER, HOLD, JOURNAL, MACHINE, REASONS
from notifier.flows.inputs import Inputs
from notifier.flows.view import Ledger

log = logging.getLogger(__name__)


def examine(ledger: Ledger, journal: Journal, now: datetime) -> str:
    """At a start, before anything is recovered: the code of what holds this ledger, empty when it may speak."""
    facts = ledger.facts
    home = Home(machine_mark(), journal.mark, place_of(journal.folder))
    with ledger.store.transaction():
        unknown = journal.unknown()
        code = _stranger(facts, home)
        if not code:
            settle_here(facts, home)
            if _is_behind(ledger, unknown):
                code = JOURNAL
            elif unknown:
                log.warning("%d mails had left before the last process ended", Hindsight(ledger.store).finish(unknown, seconds(now)))
                journal.mark_known(journal.last)
        if code:
            log.critical("nothing is sent: %s (%d lines of the journal are unknown here)", code, len(unknown))
            facts.put(HOLD, code)
            if not facts.hold_reason():
                facts.disarm(REASONS[code])
        return code


@dataclass(frozen=True, slots=True)
class Home:
    """This machine, this folder and the very file of its key, as the ledger keeps them."""

    machine: str
    instance: str
    place: dict[str, object]


def _stranger(facts: Facts, home: Home) -> str:
    """Whether the ledger belongs elsewhere. The first start makes it belong here."""
    known = facts.get(HOLD)
    if known in (MACHINE, FOLDER):
        return known
    if home.machine and facts.get("machine") not in (None, home.machine):
        return MACHINE
    if facts.get("instance") not in (None, home.instance) or is_copy(facts.get_json("place"), home.place):
        return FOLDER
    return ""


def settle_here(facts: Facts, home: Home) -> None:
    """This machine and folder are the ledger's own from now on."""
    for key, value in (("machine", home.machine), ("instance", home.instance)):
        if value:
            facts.put(key, value)
    if home.place:
        facts.put_json("place", home.place)


def _is_behind(ledger: Ledger, unknown: Sequence[Line]) -> bool:
    """Whether more left than what a crash leaves between journal and commit."""
    return bool(unknown) and not Hindsight(ledger.store).is_crash(unknown)


def held(ledger: Ledger) -> str:
    """The code of what holds this ledger, empty when it may speak."""
    return ledger.facts.get(HOLD) or ""


def release(ledger: Ledger, state: Path) -> bool:
    """A person armed; whether that is enough. Not where the ledger is older than its journal: one that was copied while the service wrote
    may be. Who arms where no service was started yet means this place, too."""
    facts = ledger.facts
    if held(ledger) == JOURNAL:
        return False
    if facts.get("instance") is None:  # no service ever had it
        return True
    home = Home(machine_mark(), mark_of(key_of(state)), place_of(state))
    if not _stranger(facts, home):
        return True
    settle_here(facts, home)
    with closing(Journal(ledger.store, state)) as journal:
        behind = _is_behind(ledger, journal.unknown())
    facts.put(HOLD, JOURNAL if behind else None)
    return not behind


def import_journal(ledger: Ledger, inputs: Inputs, now: datetime) -> Imported:
    """Enter what the journal knows. Call inside a transaction, after a pass has recorded events and people as they stand."""
    with closing(Journal(ledger.store, inputs.settings.state)) as journal:
        unknown = journal.unknown()
        imported = Hindsight(ledger.store).enter(unknown, _addresses(ledger, inputs, journal), seconds(now))
        _pass_over(ledger, journal, unknown, inputs.settings.dates)
    ledger.events.forget_cache()
    _tell_of_lost(ledger, unknown, now)
    _free(ledger)
    return imported


def _tell_of_lost(ledger: Ledger, unknown: Sequence[Line], now: datetime) -> None:
    """Meetings that people were called to after the copy, and that stand neither in the ledger nor in her files: called off, or taken out,
    before the journal was imported. Nothing is known of them that could be called off by mail: she has to."""
    told = {line.uid: line for line in unknown if line.method and line.role == "librarian"}
    for uid, line in told.items():
        day = date.fromisoformat(line.start[:10])
        if line.method != "CANCEL" and uid not in ledger.events.by_uid() and day >= now.date():
            ledger.facts.note("unheard", f"{uid}|lost", f"После копии, к которой вернули журнал, участников позвали на {line.item}, "
                              f"{day:%d.%m.%Y}, а теперь этой встречи в ваших файлах нет или она отменена. Отмены служба не пошлёт. "
                              "Сообщите людям сами; если встреча будет, впишите её день снова", now, line.item)


def ignore_journal(ledger: Ledger, inputs: Inputs) -> None:
    """A person says that the journal's lines do not matter: what they name may go twice."""
    with closing(Journal(ledger.store, inputs.settings.state)) as journal:
        _pass_over(ledger, journal, journal.unknown(), inputs.settings.dates)
    _free(ledger)


def _pass_over(ledger: Ledger, journal: Journal, unknown: Sequence[Line], dates: Path) -> None:
    """The journal is behind us; and so are the coordinator's letters, which the mailbox hands out again. What they decided while the former
    ledger lived stands in the dates file, beside what she wrote there later: carried out once more they would be the last word. In a file
    that is older than they are, brought back from a copy itself, it stands not: those are carried out."""
    journal.mark_known(max(journal.last, journal.position))
    if unknown:
        with contextlib.suppress(OSError):  # no file: the letters are all there is of it
            ledger.facts.put(DONE_UNTIL, str(min(max(line.at for line in unknown), int(dates.stat().st_mtime))))


def lag(store: Store, state: Path) -> int:
    """How many mails left that this ledger knows nothing of. A look only: nothing is written."""
    row = Facts(store, UTC).get(POSITION)
    position = int(row) if row else 0
    return sum(line.seq > position and line.carrier == line.message for name in (f"{NAME}.1", NAME) for line in read_lines(state / name))


def _free(ledger: Ledger) -> None:
    if held(ledger) == JOURNAL:
        ledger.facts.put(HOLD, None)


def _addresses(ledger: Ledger, inputs: Inputs, journal: Journal) -> dict[str, tuple[int, str]]:
    """Everybody the journal may mean: its hash of an address -> (person, address)."""
    known = {journal.who(mailbox.email): (0, mailbox.email) for mailbox in inputs.settings.mailboxes}
    members = ledger.people.members(inputs.people)
    return known | {journal.who(member.person.email): (member.id, member.person.email) for member in members}
