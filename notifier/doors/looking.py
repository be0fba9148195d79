"""``status`` and ``log``: looks at the ledger beside a running service; nothing is written."""

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from notifier.core.identity import year_of
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.naming import CAUSES, KINDS, STATES, STATUSES
from notifier.doors.showing import print_json
from notifier.doors.usage import address_of
from notifier.edges.ledger.ballast import Ballast
from notifier.edges.ledger.events import Recorded
from notifier.edges.ledger.people import Member
from notifier.edges.ledger.store import LedgerMissing, Store
from notifier.flows.arming.holding import BY_HAND, DEAF_SINCE, HOLD, REASONS
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.reading import InputReader
from notifier.flows.notices.answers import standing
from notifier.flows.resolving import resolution_of
from notifier.flows.view import Ledger, View, view_of
from notifier.model.event import Status
from notifier.model.fact import Partstat, Trust
from notifier.model.message import State
from notifier.model.notice import Kind
from notifier.model.person import Person, as_of

ANSWERS = (Partstat.ACCEPTED, Partstat.DECLINED, Partstat.TENTATIVE, Partstat.NEEDS_ACTION)
TRUST = {Trust.CONFIRMED: "подтверждено", Trust.OTHER_ADDRESS: "с другого адреса", Trust.UNVERIFIED: "не проверено"}
"""How sure it is who answered, by our own server's word (RFC 8601); without one every answer is «не проверено»."""


def status(config: Path, now: datetime, *, as_json: bool) -> int:
    """What stands: armed, next, outbox, events, open questions, people. 1 when mail does not leave and a person has to know."""
    inputs = InputReader(config, network=False).read(now)
    try:
        store = Store.read(inputs.settings.state)
    except LedgerMissing:
        data, hindrances, unheard = _empty(inputs, now), [], ""
    else:
        with closing(store):
            ledger = Ledger.on(store, inputs)
            data = status_data(inputs, ledger, view_of(inputs, ledger, now), now)
            hindrances, unheard = _hindrances(inputs, ledger, now), _unheard(inputs, ledger)
    print_json(data) if as_json else _show(data, hindrances, unheard)
    return NOT_DONE if hindrances else DONE


def _hindrances(inputs: Inputs, ledger: Ledger, now: datetime) -> list[str]:
    """Why mail does not leave, as far as it is not the plan's own doing. Empty on a good day."""
    held_all, held = ledger.facts.get(HOLD), ledger.outbox.counts()[State.HELD]
    breaker = ledger.outbox.breaker()
    found = []
    if held_all:
        found.append(f"Остановлено всё: {REASONS.get(held_all, held_all)} (notifier recover).")
    if breaker is not None and breaker.until > now:
        until = breaker.until.astimezone(inputs.window.calendar.zone)
        found.append(f"Почта отдыхает до {until:%d.%m.%Y %H:%M}: {CAUSES.get(breaker.cause, 'сбой')} (notifier outbox, notifier doctor).")
    if ledger.facts.armed(inputs.plan_id) is None and (why := ledger.facts.hold_reason()) and not why.startswith(BY_HAND) and not held_all:
        found.append(f"Рассылка остановлена: {why}. Посмотрите, что уйдёт, и разрешите: notifier arm.")
    if Ballast(inputs.settings.state).low():
        found.append("На диске с журналом мало места, письма не отправляются: освободите его (notifier doctor).")
    if held:
        found.append(f"Задержано писем: {held} (notifier outbox).")
    return found


def _unheard(inputs: Inputs, ledger: Ledger) -> str:
    """Mail leaves, but what people answer is not read: since when."""
    since, imap = ledger.facts.get(DEAF_SINCE), inputs.settings.imap
    if since is None or not (imap.host or imap.maildir):
        return ""
    at = datetime.fromisoformat(since).astimezone(inputs.window.calendar.zone)
    return f"Ящик службы не читается с {at:%d.%m.%Y %H:%M}: ответы и решения письмом не учитываются (notifier doctor)."


def as_it_stands(inputs: Inputs, now: datetime) -> View:
    """What the plan amounts to now, with what the ledger knows where there is one."""
    try:
        store = Store.read(inputs.settings.state)
    except LedgerMissing:
        found = resolution_of(inputs, now)
        return View(inputs, found, found.questions, (), (), None)
    with closing(store):
        return view_of(inputs, Ledger.on(store, inputs), now)


def status_data(inputs: Inputs, ledger: Ledger, view: View, now: datetime) -> dict[str, Any]:
    """The JSON of ``status --json``."""
    looked_at = {(event, kind, step) for event, _, kind, step, _ in ledger.facts.expanded()}
    rows = ledger.events.by_uid()
    people = as_of(inputs.people, now.astimezone(inputs.window.calendar.zone).date())
    upcoming = [notice for notice in view.notices if notice.kind.value != "change"
                and (rows[notice.uid].id if notice.uid in rows else 0, notice.kind.value, notice.step) not in looked_at
                and not (notice.revision and notice.kind.value in ("invitation", "announcement") and rows[notice.uid].invited)]
    following = min(upcoming, key=lambda notice: max(notice.due, now), default=None)
    return {
        "armed": view.armed_at is not None,
        "next": None if following is None else {
            "at": max(following.due, now.astimezone(inputs.window.calendar.zone)).isoformat(timespec="seconds"),
            "kind": following.kind.value, "item": following.revision.event.item if following.revision else None},
        "outbox": {state.value: n for state, n in ledger.outbox.counts().items()},
        "events": [_event(people, ledger, row) for row in ledger.events.all() if _concerns(row, inputs, view, now)],
        "open": _open(view),
        "people": [_person(member) for member in ledger.people.members(people)],
    }


def _concerns(row: Recorded, inputs: Inputs, view: View, now: datetime) -> bool:
    """This year's events and those to come; what was taken back before anybody heard of it is none."""
    if not row.settled:
        return False
    coming = row.event.ends_at(inputs.window.calendar.zone) > now
    if coming and not row.ever_told and all(event.uid != row.event.uid for event in view.resolution.events):
        return False
    return coming or year_of(row.event.uid) == str(inputs.plan.school_year)


def _event(people: Sequence[Person], ledger: Ledger, row: Recorded) -> dict[str, object]:
    event = row.event
    given = standing(row, ledger.events, ledger.facts)
    answers = {answer.address: answer.partstat for answer in given}
    invited = [person.email for person in people if person.left is None and person.belongs(event.audience)] if row.ever_invited else []
    said = {state: sorted(address for address, partstat in answers.items() if partstat is state) for state in ANSWERS}
    said[Partstat.NEEDS_ACTION] = sorted(set(invited) - {a for a, p in answers.items() if p is not Partstat.NEEDS_ACTION})
    return {"item": event.item, "uid": event.uid, "sequence": row.revision.sequence, "start": event.start.isoformat(),
            "end": event.end.isoformat(), "status": event.status.value, "answers": {state.value: said[state] for state in ANSWERS},
            "trust": {answer.address: TRUST[answer.trust] for answer in given}}


def _person(member: Member) -> dict[str, str]:
    state = "left" if not member.present else member.state
    return {"email": member.person.email, "state": state, "why": member.why or ("нет в списке" if member.absent else "")}


def _open(view: View) -> list[dict[str, str | None]]:
    return [{"item": question.item, "code": question.code, "text": question.text} for question in view.open]


def _empty(inputs: Inputs, now: datetime) -> dict[str, Any]:
    return {"armed": False, "next": None, "outbox": {state.value: 0 for state in State}, "events": [],
            "open": _open(as_it_stands(inputs, now)),
            "people": [{"email": person.email, "state": "left" if person.left else "ok", "why": ""}
                       for person in as_of(inputs.people, now.astimezone(inputs.window.calendar.zone).date())]}


def _show(data: dict[str, Any], hindrances: list[str], unheard: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False, emoji=False)
    if data["armed"]:
        console.print("Рассылка включена.")
    elif data["next"]:
        console.print("[yellow]Рассылка по новому плану не включена: людям уходят только напоминания и изменения по прежнему.[/yellow]")
    else:
        console.print("[yellow]Рассылка не включена: участникам ничего не уходит.[/yellow]")
    for words in hindrances:
        console.print(f"[red]{escape(words)}[/red]", soft_wrap=True)
    if unheard:
        console.print(f"[yellow]{unheard}[/yellow]", soft_wrap=True)
    if following := data["next"]:
        console.print(f"Следующее письмо: {_moment(following['at'])}, {KINDS[Kind(following['kind'])]} {following['item'] or ''}")
    counted = ", ".join(f"{STATES[State(state)]} {n}" for state, n in data["outbox"].items() if n)
    console.print(f"Письма: {counted}" if counted else "Писем ещё не было.")
    if events := data["events"]:
        table = Table("строка", "начало", "состояние", "да", "нет", "может быть", "молчат", "не проверено")
        for event in events:
            answers = event["answers"]
            table.add_row(event["item"], _moment(event["start"]), STATUSES[Status(event["status"])],
                          *(str(len(answers[state.value])) for state in ANSWERS),
                          str(sum(trust != TRUST[Trust.CONFIRMED] for trust in event["trust"].values())))
        console.print(table)
    if questions := data["open"]:
        console.print("Открыто:")
        for question in questions:
            console.print(f"  {question['item'] or '-'}: {question['text']}", soft_wrap=True, markup=False)


def _moment(written: str) -> str:
    """«16.12.2026 14:30», or the day alone."""
    return f"{datetime.fromisoformat(written):{'%d.%m.%Y %H:%M' if 'T' in written else '%d.%m.%Y'}}"


def log(config: Path, what: str, now: datetime, *, as_json: bool) -> int:
    """What was said: newest last."""
    from notifier.edges.ledger.record import Record

    inputs = InputReader(config, network=False).read(now)
    with closing(Store.read(inputs.settings.state)) as store:
        record = Record(store, inputs.window.calendar.zone)
        address = address_of(what, "ADDRESS") if "@" in what else ""
        rows = record.log(item="" if address else what, address=address)
    if as_json:
        print_json([{"id": row.id, "at": row.at.isoformat(), "to": row.address, "role": row.role, "kind": row.kind,
                     "step": row.step or None, "items": list(row.items), "uid": row.uid or None, "sequence": row.sequence,
                     "state": row.state, "subject": row.subject, "reply": row.reply} for row in rows])
        return DONE
    for row in rows:
        state = State(row.state)
        print(f"№ {row.id:<5} {row.at:%d.%m.%Y %H:%M}  {STATES[state]:12} {KINDS[Kind(row.kind)]:20} {row.address:32} {row.subject}")
        if state in (State.FAILED, State.BOUNCED, State.HELD) and row.reply:
            print(f"        {row.reply}")
    if not rows:
        print("Ничего не найдено.")
    return DONE if rows else NOT_DONE
