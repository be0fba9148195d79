"""Care of the ledger: what waits in the outbox, copies and the way back, one person's data."""

from pathlib import Path

import click

from notifier.doors.codes import DONE
from notifier.doors.commands import call
from notifier.doors.helping import Command, Group


@click.group("outbox", cls=Group, invoke_without_command=True)
@call.config_option
@call.json_option
@click.pass_context
def outbox_command(context: click.Context, config: Path, as_json: bool) -> int:
    """Что ещё не ушло, почему и до какого времени."""
    if context.invoked_subcommand is not None:
        return DONE
    from notifier.doors.outbox import show

    return show(config, call.now(), as_json=as_json)


@outbox_command.command("retry")
@click.argument("number", type=int)
@call.config_option
def outbox_retry_command(number: int, config: Path) -> int:
    """Отправить письмо сейчас: ждущее, задержанное или не ушедшее."""
    from notifier.doors.outbox import retry

    return retry(config, number, call.now())


@outbox_command.command("drop")
@click.argument("number", type=int)
@click.argument("reason")
@call.config_option
def outbox_drop_command(number: int, reason: str, config: Path) -> int:
    """Не отправлять это письмо; причину увидит координатор."""
    from notifier.doors.outbox import drop

    return drop(config, number, reason, call.now())


@outbox_command.command("release")
@call.config_option
def outbox_release_command(config: Path) -> int:
    """Причина устранена: все задержанные письма снова в очередь."""
    from notifier.doors.outbox import release

    return release(config, call.now())


@click.command("backup", cls=Command)
@click.argument("file", type=call.PLACE, required=False)
@call.config_option
def backup_command(file: Path | None, config: Path) -> int:
    """Снять проверенную копию журнала, хотя бы служба и работала."""
    from notifier.doors.backup import backup

    return backup(config, file, call.now())


@click.command("restore", cls=Command)
@click.argument("file", type=call.PLACE)
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.config_option
def restore_command(file: Path, yes: bool, config: Path) -> int:
    """Поставить копию на место журнала. Рассылка ждёт нового разрешения."""
    from notifier.doors.backup import restore

    return restore(config, file, call.now(), yes=yes)


@click.command("recover", cls=Command)
@click.option("--import-journal", is_flag=True, help="Внести из журнала отправок то, что уже ушло.")
@click.option("--ignore-journal", is_flag=True, help="Не вносить: письма могут уйти второй раз.")
@call.config_option
def recover_command(import_journal: bool, ignore_journal: bool, config: Path) -> int:
    """Почему журнал молчит и как его вернуть к делу."""
    from notifier.doors.backup import recover

    if import_journal and ignore_journal:
        raise click.UsageError("Что-нибудь одно: --import-journal или --ignore-journal.")
    return recover(config, call.now(), import_journal=import_journal, ignore_journal=ignore_journal)


@click.group("person", cls=Group)
@call.config_option
def person_group(config: Path) -> None:
    """Личные данные одного человека (152-ФЗ)."""
    del config  # holds for the commands behind it


@person_group.command("export")
@click.argument("address")
@call.config_option
def person_export_command(address: str, config: Path) -> int:
    """Всё, что известно о человеке: JSON."""
    from notifier.doors.person import export

    return export(config, address, call.now())


@person_group.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.config_option
def person_erase_command(address: str, yes: bool, config: Path) -> int:
    """Стереть личные данные; ключи отправленного остаются, второй раз ничего не уйдёт."""
    from notifier.doors.person import erase

    return erase(config, address, call.now(), yes=yes)


@person_group.command("resume")
@click.argument("address")
@call.config_option
def person_resume_command(address: str, config: Path) -> int:
    """Снова писать на адрес, которому письма остановлены: ящик опять работает, человек передумал."""
    from notifier.doors.person import resume

    return resume(config, address, call.now())


COMMANDS = (outbox_command, backup_command, restore_command, recover_command, person_group)
