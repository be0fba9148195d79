"""Acts of people on the ledger: arm, disarm, approve, release. One writer: beside a running service they are handed over.

A request is a small JSON file in ``state/requests``, written whole or not at all; the service carries it out at its next
pass, leaves its outcome beside it and removes it after the commit, so a crash in between repeats it harmlessly.
"""

import contextlib
import json
import logging
import os
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from notifier.core.bygone import marks, row_of, said_in
from notifier.core.compose.stored import materialise
from notifier.edges.datesfile.reading import read_dates
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.privacy import Privacy
from notifier.edges.ledger.said import DECIDED
from notifier.edges.ledger.store import LedgerError
from notifier.flows.arming.recovering import ignore_journal, import_journal, release
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.bygone import renew, said_of
from notifier.flows.resolving import approve_entries
from notifier.flows.view import Ledger, View

log = logging.getLogger(__name__)

ANSWER = ".answer"
ANSWER_SECONDS = 86_400
NEEDS_PASS = ("import-journal",)
"""Acts before which the events and people must be recorded as they stand."""


@dataclass(frozen=True, slots=True)
class Request:
    """One act. ``do``: ``arm``, ``disarm``, ``approve``, ``retry``, ``drop``, ``release``, ``erase``, ``resume``, ``renew``,
    ``import-journal``, ``ignore-journal``; ``why`` a reason (``erase``, ``resume``: the address, ``renew``: the mark), ``id`` a message's
    number where one is meant."""

    do: str
    why: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: a line for the log (English), and why it was refused, empty when it was done.

    ``journal``: the ledger is older than its journal. ``on-its-way``: a mail to this person is being sent. ``state``: there is no
    such mail, or it is past that. ``outdated``: what it tells is no longer so. ``not-paused``: nothing keeps mail from this address.
    ``unknown``: no such act. ``left-over``: decisions about a former plan's rows stand in the way of another one.
    """

    line: str
    refused: str = ""


def leave(folder: Path, request: Request) -> Path:
    """Hand a request to the running service; returns its file. What came of it: ``outcome`` of that file."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{uuid.uuid4().hex}.json"
    draft = folder / f".{name}"
    draft.write_text(json.dumps({"do": request.do, "why": request.why, "id": request.id}), encoding="utf-8")
    os.replace(draft, folder / name)
    return folder / name


def outcome(path: Path) -> Outcome | None:
    """What the service says came of the request in ``path``; None while it has not said."""
    answer = path.with_suffix(ANSWER)
    try:
        data = json.loads(answer.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    answer.unlink(missing_ok=True)
    return Outcome(str(data["line"]), str(data["refused"]))


def answer(path: Path, said: Outcome) -> None:
    """The request is carried out (and committed): say so and remove it. Answers that nobody fetched for a day go too, by the file
    system's own clock: the program's may just have jumped."""
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"line": said.line, "refused": said.refused}), encoding="utf-8")
    os.replace(draft, path.with_suffix(ANSWER))
    path.unlink(missing_ok=True)
    with contextlib.suppress(FileNotFoundError):  # fetched already
        today = path.with_suffix(ANSWER).stat().st_mtime
        for old in path.parent.glob(f"*{ANSWER}"):
            if old.stat().st_mtime < today - ANSWER_SECONDS:
                old.unlink(missing_ok=True)


def left(folder: Path) -> list[Path]:
    """The files of requests that nobody has carried out; no drafts."""
    try:
        return [folder / name for name in os.listdir(folder) if name.endswith(".json") and not name.startswith(".")]
    except (FileNotFoundError, NotADirectoryError):
        return []


def waiting(folder: Path) -> list[tuple[Path, Request]]:
    """The requests left, oldest first. A file that is no request is set aside."""
    found = []
    for path in sorted(left(folder), key=lambda path: path.stat().st_mtime_ns):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            found.append((path, Request(str(data["do"]), str(data.get("why", "")), int(data.get("id", 0)))))
        except (OSError, ValueError, KeyError, TypeError):
            log.error("not a request: %s", path.name)
            path.rename(path.with_suffix(".bad"))
    return found


def carry_out(request: Request, ledger: Ledger, view: View, now: datetime) -> Outcome:
    """Do it, in one transaction; what came of it."""
    inputs, facts = view.inputs, ledger.facts
    if request.do == "erase":
        return _erase(ledger, request.why, now)
    with ledger.store.transaction():
        if request.do == "arm":
            if release(ledger, inputs.settings.state):
                return Outcome("not armed: the ledger is older than its journal", "journal")
            facts.arm(inputs.plan_id, now)
            facts.put("last-pass", str(seconds(now)))  # the clock is right, says a person: a pass of the future held us
            facts.approve([(row.id, row.revision.sequence) for row in view.rows], now)
            return Outcome("armed")
        if request.do == "disarm":
            facts.disarm(request.why or "по распоряжению")
            return Outcome("disarmed")
        if request.do == "approve":
            return approve(ledger, view, now)
        if request.do == "retry":
            if not ledger.outbox.retry(request.id, now):
                return Outcome(f"message {request.id} not queued again", "outdated" if ledger.outbox.is_outdated(request.id) else "state")
            return Outcome(f"message {request.id} queued again")
        if request.do == "drop":
            if not ledger.outbox.drop(request.id, request.why, now):
                return Outcome(f"message {request.id} not dropped", "state")
            return Outcome(f"message {request.id} dropped")
        if request.do == "resume":
            if not ledger.people.set_state(request.why, "ok", ""):
                return Outcome("nobody to resume: the address is not paused", "not-paused")
            facts.bring_back(request.why, now)
            return Outcome("person resumed")
        if request.do == "release":
            ledger.outbox.release(now)
            return Outcome("held messages released")
        if request.do == "renew":
            return Outcome("a decision said once more" if renew(facts, request.why) else "nothing was set aside")
        if request.do == "import-journal":
            found = import_journal(ledger, inputs, now)
            return Outcome(f"journal imported: {found.entered} entered, {found.settled} settled, {found.raised} events raised, "
                           f"{found.strange} strange")
        if request.do == "ignore-journal":
            ignore_journal(ledger, inputs)
            return Outcome("journal ignored")
    return Outcome(f"unknown request {request.do!r}", "unknown")


def approve(ledger: Ledger, view: View, now: datetime, *, news: bool = True, files: bool = True) -> Outcome:
    """What waits for a yes: ``news`` of many events and entries of schedules, ``files`` that lost much. Inside a transaction."""
    facts = ledger.facts
    entries = [question.key for question in view.questions if question.code == "entry-approval"] if news else []
    if news:
        facts.approve([(row.id, row.revision.sequence) for row in view.rows], now)
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
    privacy = Privacy(ledger.store, materialise)
    try:
        with ledger.store.transaction():
            ledger.facts.keep_secret(secrets.token_bytes(32))
            erased = privacy.erase(address, ledger.facts.secret(), seconds(now))
    except LedgerError:
        return Outcome("not erased: a mail is on its way", "on-its-way")
    if not privacy.compact():
        log.error("the ledger's gaps still hold erased data: make room on the disk and erase again")
    return Outcome(f"person erased: {erased.messages} messages, {erased.notes} notes, {erased.reports} reports")
