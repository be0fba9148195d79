"""``backup``, ``restore``, ``recover``: copies of the ledger beside a running service, and the way back - held until a person arms."""

from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path

import click

from notifier.doors.arming import act
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.owner import as_owner, given_to_owner
from notifier.doors.yes import agreed
from notifier.edges.ledger.backup import judge, make_copy, put_back
from notifier.edges.ledger.codec import seconds
from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.store import Store
from notifier.flows.arming.holding import ADVICE, HOLD, JOURNAL, REASONS
from notifier.flows.arming.recovering import lag
from notifier.flows.arming.requests import Request
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.reading import InputReader


def backup(config: Path, file: Path | None, now: datetime) -> int:
    """A verified copy, mode 0600; without FILE into ``state/backups``."""
    inputs = InputReader(config, network=False).read(now)
    local = now.astimezone(inputs.window.calendar.zone)
    target = file or inputs.settings.state / "backups" / f"ledger-{local:%Y-%m-%d-%H%M%S}.sqlite3"
    if target.exists():
        click.echo(f"Файл {target} уже есть; назовите другой.", err=True)
        return NOT_DONE
    with nullcontext() if file else as_owner(inputs.settings.state), closing(Store.read(inputs.settings.state)) as store:
        make_copy(store, target.absolute())
    click.echo(f"Копия журнала: {target}. В ней личные данные: храните закрытой.")
    return DONE


def restore(config: Path, file: Path, now: datetime, *, yes: bool) -> int:
    """Put a copy in the ledger's place. Refused beside a running service; the replaced ledger is kept."""
    inputs = InputReader(config, network=False).read(now)
    local = now.astimezone(inputs.window.calendar.zone)
    judge(file.absolute())  # before a person says yes to what can't be
    if not yes and not agreed(f"Заменить журнал в {inputs.settings.state} копией {file}?"):
        return NOT_DONE
    kept = put_back(inputs.settings.state, file.absolute(), why=f"журнал восстановлен из копии {local:%d.%m.%Y %H:%M}",
                    stamp=seconds(now))
    behind = _hold_if_behind(inputs)
    given_to_owner(inputs.settings.state)
    click.echo("Журнал восстановлен. Участникам ничего не уйдёт, пока вы не разрешите: notifier arm.")
    if kept is not None:
        click.echo(f"Прежний журнал сохранён: {kept}")
    if behind:
        click.echo(f"После этой копии ушло писем: {behind}. {ADVICE['journal']}")
    return DONE


def recover(config: Path, now: datetime, *, import_journal: bool, ignore_journal: bool) -> int:
    """Say what holds the ledger; on request enter (or pass over) what the journal of sent mail knows."""
    inputs = InputReader(config).read(now)
    given_to_owner(inputs.settings.state)  # the journal of sent mail and its key may have come here with root's «cp»
    behind, (code, reason) = _lag(inputs), _hold(inputs)
    if import_journal:
        return act(config, inputs, Request("import-journal"), now,
                   f"Внесено из журнала отправок: {behind}. Посмотрите notifier status и разрешите рассылку: notifier arm.")
    if ignore_journal and (behind or code == JOURNAL):
        return act(config, inputs, Request("ignore-journal"), now,
                   "Журнал отправок пропущен: письма, о которых этот журнал не знает, могут уйти второй раз. Затем: notifier arm.")
    if behind:
        click.echo(f"Журнал старше действительности: после него ушло писем {behind}. {ADVICE['journal']}")
    elif code:
        click.echo(f"Рассылка остановлена: {REASONS[code]}. {ADVICE[code]}")
    elif reason:
        click.echo(f"Рассылка остановлена: {reason}. Посмотрите, что уйдёт, и разрешите: notifier arm.")
    else:
        click.echo("Журнал в порядке, восстанавливать нечего.")
        return DONE
    return NOT_DONE


def _lag(inputs: Inputs) -> int:
    with closing(Store.read(inputs.settings.state)) as store:
        return lag(store, inputs.settings.state)


def _hold_if_behind(inputs: Inputs) -> int:
    """How many mails left after this copy. Where any did, ``arm`` names the way at once, not only after the service's next start."""
    behind = _lag(inputs)
    if behind:
        with closing(Store.open(inputs.settings.state)) as store, store.transaction():
            Facts(store, inputs.window.calendar.zone).put(HOLD, JOURNAL)
    return behind


def _hold(inputs: Inputs) -> tuple[str, str]:
    with closing(Store.read(inputs.settings.state)) as store:
        facts = Facts(store, inputs.window.calendar.zone)
        return facts.get(HOLD) or "", facts.hold_reason()
