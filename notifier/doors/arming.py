"""``arm``, ``disarm``, ``approve``: a person sees what would go out and says yes.

With no service running the ledger is written here; beside a running one the request is handed over and its end awaited.
"""

import secrets
import time
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from notifier.core.russian.counting import counted
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.naming import KINDS
from notifier.doors.owner import as_owner
from notifier.doors.showing import show_problems
from notifier.doors.yes import agreed
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import LedgerBusy, LedgerError, Store
from notifier.flows.arming.acts import NEEDS_PASS, carry_out, left_over
from notifier.flows.arming.foresight import if_armed
from notifier.flows.arming.holding import ADVICE, HOLD, JOURNAL, REASONS
from notifier.flows.arming.requests import Outcome, Request, leave, outcome
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.reading import InputReader
from notifier.flows.notices.approval import news_of
from notifier.flows.tick import Passes
from notifier.flows.view import Ledger, view_of
from notifier.model.person import as_of

WAIT_SECONDS = 45
REFUSED = {"on-its-way": "Не сделано: письмо этому человеку в пути, повторите через минуту.",
           "not-paused": "Не сделано: письма на этот адрес не остановлены (notifier status --json, раздел people).",
           "outdated": "Не сделано: событие с тех пор изменилось, это письмо сообщило бы прежнее. Новое известие — отдельное письмо "
                       "(notifier outbox, notifier log).",
           "left-over": "Новый план пока не принят: в файле дат остались решения о прежних строках. Уберите их и одобрите ещё раз.",
           "state": "Не сделано: этого письма уже нет среди ждущих; посмотрите notifier outbox."}


def arm(config: Path, now: datetime, *, yes: bool) -> int:
    """Show what would go out, ask, arm."""
    inputs = InputReader(config).read(now)
    show_problems(inputs.problems)
    if refused := refusal(inputs):
        click.echo(refused, err=True)
        return NOT_DONE
    planned = if_armed(inputs, now)
    people = sum(1 for person in as_of(inputs.people, now.date()) if person.left is None)
    click.echo(f"План: {inputs.plan.title}. Людей: {people}.")
    click.echo("После разрешения уйдёт:" if planned else "Сейчас отправлять нечего; приглашения пойдут, когда подойдёт срок.")
    for one in planned:
        addresses = counted(one.count, "адрес", "адреса", "адресов")
        click.echo(f"  {one.at:%d.%m.%Y %H:%M}  {KINDS[one.kind]} - {one.subject} ({addresses})")
    if not yes and not agreed("Разрешить рассылку?"):
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
    waiting = _waiting(inputs, now)
    if not waiting:
        click.echo("Ничего не ждёт одобрения.")
        return DONE
    click.echo("Ждёт одобрения:")
    for line in waiting:
        click.echo(f"  {line}")
    if not yes and not agreed("Одобрить?"):
        return NOT_DONE
    return act(config, inputs, Request("approve"), now, "Одобрено.")


def _waiting(inputs: Inputs, now: datetime) -> list[str]:
    with closing(Store.read(inputs.settings.state)) as store:
        ledger = Ledger.on(store, inputs)
        view = view_of(inputs, ledger, now)
        lines = [question.text for question in view.questions if question.code == "entry-approval"]
        lines += [f"файл «{role}» сильно сократился или похож на другой: действует прежний" for role in inputs.shrunk]
        if left := left_over(inputs, ledger.facts):
            lines.append(f"новый план: сначала уберите из файла дат решения о прежних строках ({', '.join(left)})")
        if ledger.facts.get("approval-asked"):
            approved = ledger.facts.approved()
            lines += [news_of(row) for row in view.rows if row.pair not in approved and not row.invited]
        return lines


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
    with closing(store):
        passes = Passes(InputReader(config, keeps=True), store, secret=secrets.token_bytes(32))
        current = passes.read(now)
        if request.do in ("arm", "approve", *NEEDS_PASS):
            passes.run(now)  # record what stands, so that what was shown is what was approved
        return carry_out(request, passes.ledger(current), passes.view(current, now), now)


def refusal(inputs: Inputs) -> str:
    """Why arming is not enough: the ledger is older than the journal of sent mail. Empty when nothing stands in the way."""
    try:
        store = Store.read(inputs.settings.state)
    except LedgerError:
        return ""
    with closing(store):
        code = Facts(store, inputs.window.calendar.zone).get(HOLD)
    return f"Рассылка остановлена: {REASONS[JOURNAL]}. {ADVICE[JOURNAL]}" if code == JOURNAL else ""


def _handed_over(inputs: Inputs, request: Request) -> Outcome:
    path = leave(inputs.requests, request)
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        if (said := outcome(path)) is not None:
            return said
        time.sleep(0.2)
    raise LedgerError("Служба не ответила за отведённое время; распоряжение осталось в очереди и будет выполнено при её проходе.")
