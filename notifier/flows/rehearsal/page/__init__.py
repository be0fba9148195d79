"""``write_page``: the rehearsed year as one page for the coordinator - by month, by person, what is open, the plan to print.

Shows what is in the mails' bytes. Reads the journal line by line and of many like mails a spread, and keeps one body a mailing:
175 000 mails fit into 300 MB. What is cut to keep the file light is said on the page.
"""

from pathlib import Path
from typing import Any

from notifier.core.compose.letter import person_of
from notifier.flows.rehearsal.page import words
from notifier.flows.rehearsal.page.asking import note_asks
from notifier.flows.rehearsal.page.entry import Entry, read_entry
from notifier.flows.rehearsal.page.figures import figures
from notifier.flows.rehearsal.page.happening import happenings, undated
from notifier.flows.rehearsal.page.likeness import compare
from notifier.flows.rehearsal.page.mailing import Mailing, file_name, read_mailings, runs
from notifier.flows.rehearsal.page.programme import programme
from notifier.flows.rehearsal.page.roster import Roster, Someone
from notifier.flows.rehearsal.page.sheet import write_sheet
from notifier.flows.rehearsal.page.timeline import months
from notifier.flows.rehearsal.summary import Summary
from notifier.flows.tick import frame_of
from notifier.flows.view import View
from notifier.model.frame import Recipient
from notifier.model.notice import Role
from notifier.model.person import Mailbox

MOST_PANEL_BYTES = 7_000_000
"""Mails inside the page; beyond it they are only linked, so that a phone can still open it."""
MOST_MAILINGS = 4000
MOST_PEOPLE = 20_000


def write_page(out: Path, view: View, summary: Summary) -> Path:
    """Write ``out/index.html`` from ``out/journal.jsonl``, ``out/mail/*.eml`` and what stands at the end of the period."""
    inputs = view.inputs
    calendar = inputs.window.calendar
    roster = Roster(inputs.people, _parties(view), first=summary.first, last=summary.last)
    mailings = read_mailings(out / "journal.jsonl", roster, calendar.zone)
    compare(mailings, out, roster, usual_greetings=_usual_greetings(view))
    asked = note_asks(mailings, inputs.plan)
    entries = {(mailing.number, index): read_entry(variant.letter.calendar, calendar.zone) for mailing in mailings
               for index, variant in enumerate(mailing.variants) if variant.letter.calendar is not None}
    for (number, _), entry in entries.items():
        for fault in entry.faults:
            mailings[number].faults.setdefault("calendar", fault)
    told = [entry for (number, _), entry in entries.items() if mailings[number].role == Role.LIBRARIAN.value]
    open_rows = undated(view)
    shown = mailings[:MOST_MAILINGS]
    whole = _whole(shown)
    path = out / "index.html"
    write_sheet(path, {
        "plan": inputs.plan, "organizer": inputs.settings.organizer, "armed": summary.armed, "last": summary.last,
        "period": words.period(summary.first, summary.last), "roles": words.ROLES, "kinds": words.KINDS, "file_name": file_name,
        "figures": figures(mailings, roster), "faults": [(mailing, fault) for mailing in shown for fault in mailing.faults.values()],
        "open_rows": open_rows, "to_decide": sum(not row.theirs for row in open_rows), "asked": asked, "refused": summary.refused_acts,
        "crowded": summary.crowded, "per_day": summary.per_day,
        "months": months(shown, happenings(view, told), open_rows, first=summary.first, last=summary.last,
                         is_working=calendar.is_working),
        "mailings": shown, "whole": whole, "entries": entries, "sectors": programme(view),
        "titles": {mailing.number: _title(view, mailing, entries.get((mailing.number, 0))) for mailing in shown},
        "cut_mailings": len(mailings) - len(shown), "cut_letters": len(shown) - len(whole),
        "cut_people": max(len(roster.everybody) - MOST_PEOPLE, 0), "payload": _payload(roster, shown)})
    return path


def _parties(view: View) -> list[tuple[str, Mailbox]]:
    """Who else gets mail: the names of those who are not in the people file."""
    settings = view.inputs.settings
    parties = [(Role.COORDINATOR.value, settings.coordinator)]
    parties += [(Role.ADMIN.value, settings.admin)] if settings.admin else []
    return parties + [(Role.HOST.value, host) for venue in settings.venues for host in venue.hosts]


def _usual_greetings(view: View) -> frozenset[str]:
    frame = frame_of(view.inputs)
    return frozenset(person_of(Recipient("", role=role), templates=view.inputs.templates, frame=frame).greeting for role in Role)


def _whole(mailings: list[Mailing]) -> frozenset[int]:
    """Which mailings carry their letter inside the page: librarians' first, then by time, while there is room."""
    room, whole = MOST_PANEL_BYTES, set()
    for mailing in sorted(mailings, key=lambda one: (one.role != Role.LIBRARIAN.value, one.number)):
        size = sum(len(v.letter.html) + 2 * len(v.letter.text) + 2 * len(v.letter.calendar or b"") for v in mailing.variants) * 5 // 4
        if size <= room:
            room -= size
            whole.add(mailing.number)
    return frozenset(whole)


def _title(view: View, mailing: Mailing, entry: Entry | None) -> str:
    """What a mailing is about, in the timeline's line: the event's name, else the mail's subject."""
    if len(mailing.items) > 1 or not mailing.uid:
        return mailing.letter.subject if mailing.letter else mailing.subject
    if entry is not None and entry.title:
        return entry.title
    event = next((row.event for row in view.rows if row.event.uid == mailing.uid), None)
    return event.title if event else mailing.subject


def _payload(roster: Roster, mailings: list[Mailing]) -> dict[str, Any]:
    """What the script needs: people as [address, name, school, groups, left, role, listed], mailings as runs of people and files."""
    return {"people": [_card(someone) for someone in roster.everybody[:MOST_PEOPLE]],
            "librarians": [number for number in roster.librarians() if number < MOST_PEOPLE],
            "mailings": [{"r": [run for run in runs(mailing) if run[0] + run[2] <= MOST_PEOPLE], "o": mailing.odd} for mailing in mailings]}


def _card(someone: Someone) -> list[str | int]:
    left = f"{someone.left:%d.%m.%Y}" if someone.left else ""
    return [someone.email, someone.name, someone.school, ", ".join(someone.groups), left, someone.role, int(someone.listed)]
