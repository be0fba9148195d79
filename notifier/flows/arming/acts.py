"""Acts of people on the ledger carried out: arm, disarm, approve, what becomes of a mail or a person. One transaction each."""

import logging
import secrets
from datetime import datetime

from notifier.core.bygone import marks, row_of, said_in
from notifier.edges.datesfile.reading import read_dates
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.privacy import Privacy
from notifier.edges.ledger.said import DECIDED
from notifier.edges.ledger.store import LedgerError
from notifier.flows.arming.recovering import ignore_journal, import_journal, release
from notifier.flows.arming.requests import Outcome, Request
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.bygone import renew, said_of
from notifier.flows.resolving import approve_entries
from notifier.flows.sending.resting import no_longer
from notifier.flows.view import Ledger, View

log = logging.getLogger(__name__)

NEEDS_PASS = ("import-journal",)
"""Acts before which the events and people must be recorded as they stand."""
CARRIED_OUT = "request"
"""The last request carried out, and what came of it: one is answered before the next."""


def carry_out(request: Request, ledger: Ledger, view: View, now: datetime, *, name: str = "") -> Outcome:
    """Do it; what came of it. Where the request of this ``name`` is done already (we died before the answer), that is only said once more:
    what has come since is not meant by a yes of before."""
    if request.do == "erase":
        return _erase(ledger, request.why, now)
    with ledger.store.transaction():
        done = ledger.facts.get_json(CARRIED_OUT)
        if name and done.get("name") == name:
            return Outcome(str(done["line"]), str(done["refused"]))
        said = _carry_out(request, ledger, view, now)
        if name:
            ledger.facts.put_json(CARRIED_OUT, {"name": name, "line": said.line, "refused": said.refused})
        return said


def _carry_out(request: Request, ledger: Ledger, view: View, now: datetime) -> Outcome:
    match request.do:
        case "arm":
            return _arm(ledger, view, now)
        case "disarm":
            ledger.facts.disarm(request.why or "по распоряжению")
            return Outcome("disarmed")
        case "approve":
            return approve(ledger, view, now)
        case "retry" | "drop":
            return _mail(request, ledger, now)
        case "release":
            ledger.outbox.release(now)
            return Outcome("held messages released")
        case "resume":
            return _resume(ledger, request.why, now)
        case "renew":
            return Outcome("a decision said once more" if renew(ledger.facts, request.why) else "nothing was set aside")
        case "import-journal":
            found = import_journal(ledger, view.inputs, now)
            return Outcome(f"journal imported: {found.entered} entered, {found.settled} settled, {found.raised} events raised, "
                           f"{found.strange} strange")
        case "ignore-journal":
            ignore_journal(ledger, view.inputs)
            return Outcome("journal ignored")
    return Outcome(f"unknown request {request.do!r}", "unknown")


def _arm(ledger: Ledger, view: View, now: datetime) -> Outcome:
    """What goes out has been seen: it may."""
    if not release(ledger, view.inputs.settings.state):
        return Outcome("not armed: the ledger is older than its journal", "journal")
    ledger.facts.arm(view.inputs.plan_id, now)
    ledger.facts.put("last-pass", str(seconds(now)))  # the clock is right, says a person: a pass of the future held us
    ledger.events.none_after(now)
    ledger.outbox.none_after(now)
    no_longer(ledger.facts, now)
    ledger.facts.approve([row.pair for row in view.rows], now)
    return Outcome("armed")


def _mail(request: Request, ledger: Ledger, now: datetime) -> Outcome:
    """One mail tried again, or never."""
    if request.do == "drop":
        dropped = ledger.outbox.drop(request.id, request.why, now)
        return Outcome(f"message {request.id} dropped") if dropped else Outcome(f"message {request.id} not dropped", "state")
    if ledger.outbox.retry(request.id, now):
        return Outcome(f"message {request.id} queued again")
    return Outcome(f"message {request.id} not queued again", "outdated" if ledger.outbox.is_outdated(request.id) else "state")


def _resume(ledger: Ledger, address: str, now: datetime) -> Outcome:
    """Mail to this address is not kept back any more."""
    if not ledger.people.set_state(address, "ok", ""):
        return Outcome("nobody to resume: the address is not paused", "not-paused")
    ledger.facts.bring_back(address, now)
    return Outcome("person resumed")


def approve(ledger: Ledger, view: View, now: datetime, *, news: bool = True, files: bool = True) -> Outcome:
    """What waits for a yes: ``news`` of many events and entries of schedules, ``files`` that lost much. Inside a transaction."""
    facts = ledger.facts
    entries = [question.key for question in view.questions if question.code == "entry-approval"] if news else []
    if news:
        facts.approve([row.pair for row in view.rows], now)
        approve_entries(view.inputs, ledger.events, facts, entries, now)
    shrunk = dict(view.inputs.shrunk) if files else {}
    inputs = view.inputs
    left = left_over(inputs, facts) if shrunk else []
    if left:
        shrunk.pop("plan", None)
    if shrunk:
        facts.put_json("accepted", {**facts.get_json("accepted"), **shrunk})
    return Outcome(f"approved {len(view.rows) if news else 0} events, {len(entries)} entries, {len(shrunk)} files",
                   refused="left-over" if left else "")


def left_over(inputs: Inputs, facts: Facts) -> list[str]:
    """The rows with a decision in the dates file that was made for their former meaning, while another plan waits: of the new one it would
    be a day that nobody said, or a cancelling. What was written while the plan waits was written for the new row."""
    if not inputs.unsure:
        return []
    decisions = read_dates(inputs.settings.dates)[0] or inputs.written
    present = marks(decisions)
    said = said_of(facts.get_json(DECIDED), inputs.dates_name, decisions)
    known = said_in(said, inputs.plan.school_year) if said else present
    return list(dict.fromkeys(row for row in map(row_of, sorted(present & known)) if row in inputs.unsure))


def _erase(ledger: Ledger, address: str, now: datetime) -> Outcome:
    """Forget a person; refused while a mail to them is on its way."""
    privacy = Privacy(ledger.store)
    try:
        with ledger.store.transaction():
            ledger.facts.keep_secret(secrets.token_bytes(32))
            erased = privacy.erase(address, ledger.facts.secret(), seconds(now))
    except LedgerError:
        return Outcome("not erased: a mail is on its way", "on-its-way")
    if not privacy.compact():
        log.error("the ledger's gaps still hold erased data: make room on the disk and erase again")
    return Outcome(f"person erased: {erased.messages} messages, {erased.notes} notes, {erased.reports} reports")
