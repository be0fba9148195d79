"""``outbox``: what waits, why and until when; ``retry``, ``drop`` with a reason, ``release``. Acts go the way of ``arm``."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from notifier.core.clean import clean_line
from notifier.core.retry import Breaker
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.naming import CAUSES, STATES
from notifier.doors.showing import print_json
from notifier.edges.ledger.ballast import Ballast
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.record import Record
from notifier.edges.ledger.store import LedgerMissing, Store
from notifier.edges.ledger.supervision import Waiting
from notifier.flows.arming.holding import HOLD, REASONS
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.reading import InputReader
from notifier.model.message import State


@dataclass(frozen=True, slots=True)
class _Shown:
    """One waiting mail and why it waits."""

    mail: Waiting
    why: str
    until: datetime


def show(config: Path, now: datetime, *, as_json: bool) -> int:
    """What has not left. Exit code 1 when something waits for a person."""
    inputs = InputReader(config, network=False).read(now)
    try:
        store = Store.read(inputs.settings.state)
    except LedgerMissing:
        print_json([]) if as_json else click.echo("Ничего не ждёт отправки: служба ещё не запускалась.")
        return DONE
    with closing(store):
        facts = Facts(store, inputs.window.calendar.zone)
        outbox = Outbox(store)
        why = _reasons(inputs, facts, outbox.breaker(), now)
        shown = [_Shown(mail, *why(mail)) for mail in outbox.waiting()]
        counts = outbox.counts()
    waiting = sum(counts[state] for state in (State.SENDING, State.QUEUED, State.HELD))
    if as_json:
        print_json([{"id": one.mail.id, "state": one.mail.state.value, "kind": one.mail.kind, "item": one.mail.item, "to": one.mail.address,
                     "subject": one.mail.subject, "why": one.why, "until": one.until.isoformat(),
                     "valid_until": one.mail.valid_until.isoformat(), "attempts": one.mail.attempts,
                     "possible_copies": one.mail.uncertain} for one in shown])
    else:
        _print(shown, waiting, inputs)
        if counts[State.FAILED]:
            click.echo(f"Не ушло и больше не пробуется: {counts[State.FAILED]}. Номера и причины: notifier log.")
    return NOT_DONE if counts[State.HELD] else DONE


def _print(shown: list[_Shown], waiting: int, inputs: Inputs) -> None:
    zone = inputs.window.calendar.zone
    for one in shown:
        mail = one.mail
        copies = f"; возможных копий: {mail.uncertain}" if mail.uncertain else ""
        click.echo(f"№ {mail.id}  {STATES[mail.state]}  {mail.address}  {mail.subject}\n"
                   f"      {one.why}; до {one.until.astimezone(zone):%d.%m.%Y %H:%M}, попыток: {mail.attempts}{copies}")
    if not shown:
        click.echo("Ничего не ждёт отправки.")
    elif waiting > len(shown):
        click.echo(f"… и ещё {waiting - len(shown)}.")
    if any(one.mail.state is State.HELD for one in shown):
        click.echo("Задержанное: notifier outbox release — всё снова в очередь; outbox retry НОМЕР; outbox drop НОМЕР \"ПРИЧИНА\".")


def _reasons(inputs: Inputs, facts: Facts, breaker: Breaker | None, now: datetime) -> Callable[[Waiting], tuple[str, datetime]]:
    """Why a mail waits and when it is looked at again."""
    window = inputs.window
    local = now.astimezone(window.calendar.zone)
    held_all, armed = facts.get(HOLD), facts.armed(inputs.plan_id) or facts.former_yes(inputs.plan_id)
    hold = facts.hold_reason()
    disk_low = Ballast(inputs.settings.state).low()

    def reason(mail: Waiting) -> tuple[str, datetime]:
        office = mail.role in ("coordinator", "admin")
        if mail.state is State.HELD:
            return f"ждёт вашего решения: {mail.reply or 'причина не записана'}", mail.valid_until
        if held_all:
            return f"остановлено всё: {REASONS.get(held_all, held_all)}", mail.valid_until
        if armed is None and not office:
            return f"рассылка не разрешена{f' ({hold})' if hold else ''}: notifier arm", mail.valid_until
        if breaker is not None and breaker.until > now:
            return CAUSES.get(breaker.cause, "почта отдыхает"), breaker.until
        if disk_low:
            return "на диске мало места: освободите его", mail.valid_until
        if mail.next_at > now:
            return (f"повтор; сервер ответил: {mail.reply}" if mail.reply else "срок ещё не наступил"), mail.next_at
        if not office and not window.is_open(local):
            return "закрыто окно рассылки", window.next_open(local)
        return "уходит при ближайшем проходе", mail.valid_until

    return reason


def retry(config: Path, number: int, now: datetime) -> int:
    """Try one mail now: a waiting, a held or a failed one."""
    return _one(config, number, now, ("queued", "held", "failed"), f"Письмо № {number} снова в очереди.", do="retry")


def drop(config: Path, number: int, reason: str, now: datetime) -> int:
    """Never send this one; its key stays told."""
    if not clean_line(reason):
        raise click.UsageError("Нужна причина: её увидит координатор.")
    return _one(config, number, now, ("queued", "held"), f"Письмо № {number} снято с отправки.", do="drop", why=clean_line(reason))


def release(config: Path, now: datetime) -> int:
    """All held mails back into the queue."""
    return _act(config, InputReader(config, network=False).read(now), now, "Задержанные письма снова в очереди.", do="release")


def _one(config: Path, number: int, now: datetime, states: tuple[str, ...], done: str, *, do: str, why: str = "") -> int:
    inputs = InputReader(config, network=False).read(now)
    with closing(Store.read(inputs.settings.state)) as store:
        row = Record(store, inputs.window.calendar.zone).by_number(number)
    if row is None or row.state not in states:
        told = "" if row is None else f"Письмо № {number} — {STATES[State(row.state)]}: этого с ним сделать нельзя."
        click.echo(told or f"Письма № {number} нет.", err=True)
        return NOT_DONE
    return _act(config, inputs, now, done, do=do, why=why, number=number)


def _act(config: Path, inputs: Inputs, now: datetime, done: str, *, do: str, why: str = "", number: int = 0) -> int:
    from notifier.doors.arming import act  # here: a look at what waits needs nothing of what composes and sends
    from notifier.flows.arming.requests import Request

    code = act(config, inputs, Request(do, why, number), now, done)
    if code == DONE and do != "drop":
        _tell_rest(inputs, now)
    return code


def _tell_rest(inputs: Inputs, now: datetime) -> None:
    """What is back in the queue leaves when the account may be tried again: a closed door is not knocked at before."""
    with closing(Store.read(inputs.settings.state)) as store:
        breaker = Outbox(store).breaker()
    if breaker is not None and breaker.until > now:
        until = breaker.until.astimezone(inputs.window.calendar.zone)
        click.echo(f"Почта отдыхает до {until:%d.%m.%Y %H:%M}: {CAUSES.get(breaker.cause, breaker.cause.value)}. Уйдёт после этого.")
