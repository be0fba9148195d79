"""``arm``, ``disarm``, ``approve``: a person sees what would go out and says yes.

With no service running the ledger is written here; beside a running one the request is handed over and its end awaited.
"""

import secrets
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click

from notifier.doors.owner import as_owner
from notifier.doors.showing import show_problems
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import LedgerBusy, LedgerError, Store
from notifier.flows.inputs import InputReader, Inputs
from notifier.flows.recovering import ADVICE, HOLD, JOURNAL, REASONS
from notifier.flows.requests import NEEDS_PASS, Outcome, Request, carry_out, leave, outcome
from notifier.flows.tick import Ledger, Passes, View
from notifier.model.notice import Kind, Notice
from notifier.model.person import as_of

DONE, NOT_DONE = 0, 1
WAIT_SECONDS = 45
REFUSED = {"on-its-way": "Не сделано: письмо этому человеку в пути, повторите через минуту.",
           "not-paused": "Не сделано: письма на этот адрес не остановлены (notifier status --json, раздел people).",
           "state": "Не сделано: этого письма уже нет среди ждущих; посмотрите notifier outbox."}
KINDS = {Kind.OVERVIEW: "обзор года", Kind.INVITATION: "приглашение", Kind.ANNOUNCEMENT: "анонс", Kind.REMINDER: "напоминание",
         Kind.CHANGE: "перенос", Kind.CANCELLATION: "отмена"}


def arm(config: Path, now: datetime, *, yes: bool) -> int:
    """Show what would go out, ask, arm."""
    inputs = InputReader(config).read(now)
    show_problems(inputs.problems)
    if refused := refusal(inputs):
        click.echo(refused, err=True)
        return NOT_DONE
    planned = _as_if_armed(config, inputs, now)
    people = sum(1 for person in as_of(inputs.people, now.date()) if person.left is None)
    click.echo(f"План: {inputs.plan.title}. Людей: {people}.")
    click.echo("После разрешения уйдёт:" if planned else "Сейчас отправлять нечего; приглашения пойдут, когда подойдёт срок.")
    for notice in planned:
        title = f" - {notice.revision.event.title}" if notice.revision else ""
        click.echo(f"  {notice.due:%d.%m.%Y %H:%M}  {KINDS[notice.kind]}{title}")
    if not yes and not click.confirm("Разрешить рассылку?", default=False):
        click.echo("Не разрешено: участникам ничего не уйдёт.")
        return NOT_DONE
    return act(config, inputs, Request("arm"), now, "Рассылка включена.")


def disarm(config: Path, now: datetime) -> int:
    """Nothing more to participants until armed again."""
    inputs = InputReader(config).read(now)
    return act(config, inputs, Request("disarm", "по распоряжению администратора"), now, "Рассылка участникам остановлена.")


def approve(config: Path, now: datetime, *, yes: bool) -> int:
    """Show what waits for a yes, ask, approve."""
    inputs = InputReader(config).read(now)
    waiting = _waiting(config, inputs, now)
    if not waiting:
        click.echo("Ничего не ждёт одобрения.")
        return DONE
    click.echo("Ждёт одобрения:")
    for line in waiting:
        click.echo(f"  {line}")
    if not yes and not click.confirm("Одобрить?", default=False):
        return NOT_DONE
    return act(config, inputs, Request("approve"), now, "Одобрено.")


def _as_if_armed(config: Path, inputs: Inputs, now: datetime) -> list[Notice]:
    """What the release would let out, computed on a copy: nothing is written."""
    from notifier.core.events import Context, resolve
    from notifier.core.ladder import wanted
    from notifier.model.event import Revision

    del config
    zone = inputs.window.calendar.zone
    local = now.astimezone(zone)
    context = Context(zone=zone, domain=inputs.domain, policy=inputs.settings.policy, now=local,
                      venues=inputs.settings.venues, schedules=inputs.settings.schedules)
    events = resolve(inputs.plan, inputs.decisions, inputs.entries, context).events
    notices = wanted([(Revision(event, 0, local), False) for event in events], inputs.window, armed_at=local, now=local)
    release = inputs.window.release(local)
    overview = Notice(Kind.OVERVIEW, release, release, release)
    return [overview, *(notice for notice in notices if notice.kind is not Kind.REMINDER and notice.due <= release)]


def _waiting(config: Path, inputs: Inputs, now: datetime) -> list[str]:
    del config
    store = Store.read(inputs.settings.state)
    try:
        passes = Passes(_Fixed(inputs), store)  # type: ignore[arg-type]
        passes.read(now)
        view = passes.view(inputs, now)
        lines = [question.text for question in view.questions if question.code == "entry-approval"]
        lines += [f"файл «{role}» сильно сократился: действует прежний" for role in inputs.shrunk]
        asked = passes.ledger(inputs).facts.get("approval-asked")
        if asked:
            approved = passes.ledger(inputs).facts.approved()
            lines += [f"{row.event.first_day():%d.%m.%Y} {row.event.title}" for row in view.rows
                      if (row.id, row.revision.sequence) not in approved and not row.told]
        return lines
    finally:
        store.close()


class _Fixed:
    """A reader of inputs already read."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs

    def read(self, now: datetime, accepted: Callable[[], dict[str, str]] = dict, *, force: bool = False) -> Inputs:
        """The same inputs."""
        del now, accepted, force
        return self._inputs


def act(config: Path, inputs: Inputs, request: Request, now: datetime, done: str) -> int:
    """Carry the request out here, or hand it to the service that owns the ledger and wait; says ``done`` once it is."""
    with as_owner(inputs.settings.state):
        said = _carried_out(config, inputs, request, now)
    if said.refused:
        click.echo((refusal(inputs) if said.refused == "journal" else "") or REFUSED.get(said.refused, said.line), err=True)
        return NOT_DONE
    click.echo(done)
    return DONE


def _carried_out(config: Path, inputs: Inputs, request: Request, now: datetime) -> Outcome:
    try:
        store = Store.open(inputs.settings.state)
    except LedgerBusy:
        return _handed_over(inputs, request)
    try:
        passes = Passes(InputReader(config, keeps=True), store, secret=secrets.token_bytes(32))
        current = passes.read(now)
        if request.do in ("arm", "approve", *NEEDS_PASS):
            passes.run(now)  # record what stands, so that what was shown is what was approved
        ledger: Ledger = passes.ledger(current)
        view: View = passes.view(current, now)
        return carry_out(request, ledger, view, now)
    finally:
        store.close()


def refusal(inputs: Inputs) -> str:
    """Why arming is not enough: the ledger is older than the journal of sent mail. Empty when nothing stands in the way."""
    try:
        store = Store.read(inputs.settings.state)
    except LedgerError:
        return ""
    try:
        code = Facts(store, inputs.window.calendar.zone).get(HOLD)
    finally:
        store.close()
    return f"Рассылка остановлена: {REASONS[JOURNAL]}. {ADVICE[JOURNAL]}" if code == JOURNAL else ""


def _handed_over(inputs: Inputs, request: Request) -> Outcome:
    path = leave(inputs.settings.state / "requests", request)
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if (said := outcome(path)) is not None:
            return said
        time.sleep(0.2)
    raise LedgerError("Служба не ответила за отведённое время; распоряжение осталось в очереди и будет выполнено при её проходе.")
