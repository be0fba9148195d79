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
def outbox_command(context: click.Context, config: str | None, as_json: bool) -> int:
    """Что ещё не ушло, почему и до какого времени."""
    call.hand_down(context, config)
    if context.invoked_subcommand is not None:
        return DONE
    from notifier.doors.outbox import show

    return show(call.chosen_config(context, config), call.now(), as_json=as_json)


@outbox_command.command("retry")
@click.argument("number", type=int)
@call.config_option
@click.pass_context
def outbox_retry_command(context: click.Context, number: int, config: str | None) -> int:
    """Отправить письмо сейчас: ждущее, задержанное или не ушедшее."""
    from notifier.doors.outbox import retry

    return retry(call.chosen_config(context, config), number, call.now())


@outbox_command.command("drop")
@click.argument("number", type=int)
@click.argument("reason")
@call.config_option
@click.pass_context
def outbox_drop_command(context: click.Context, number: int, reason: str, config: str | None) -> int:
    """Не отправлять это письмо; причину увидит координатор."""
    from notifier.doors.outbox import drop

    return drop(call.chosen_config(context, config), number, reason, call.now())


@outbox_command.command("release")
@call.config_option
@click.pass_context
def outbox_release_command(context: click.Context, config: str | None) -> int:
    """Причина устранена: все задержанные письма снова в очередь."""
    from notifier.doors.outbox import release

    return release(call.chosen_config(context, config), call.now())


@click.command("backup", cls=Command)
@click.argument("file", type=call.PLACE, required=False)
@call.config_option
@click.pass_context
def backup_command(context: click.Context, file: Path | None, config: str | None) -> int:
    """Снять проверенную копию журнала, хотя бы служба и работала."""
    from notifier.doors.backup import backup

    return backup(call.chosen_config(context, config), file, call.now())


@click.command("restore", cls=Command)
@click.argument("file", type=call.PLACE)
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.config_option
@click.pass_context
def restore_command(context: click.Context, file: Path, yes: bool, config: str | None) -> int:
    """Поставить копию на место журнала. Рассылка ждёт нового разрешения."""
    from notifier.doors.backup import restore

    return restore(call.chosen_config(context, config), file, call.now(), yes=yes)


@click.command("recover", cls=Command)
@click.option("--import-journal", is_flag=True, help="Внести из журнала отправок то, что уже ушло.")
@click.option("--ignore-journal", is_flag=True, help="Не вносить: письма могут уйти второй раз.")
@call.config_option
@click.pass_context
def recover_command(context: click.Context, import_journal: bool, ignore_journal: bool, config: str | None) -> int:
    """Почему журнал молчит и как его вернуть к делу."""
    from notifier.doors.backup import recover

    if import_journal and ignore_journal:
        raise click.UsageError("Что-нибудь одно: --import-journal или --ignore-journal.")
    return recover(call.chosen_config(context, config), call.now(), import_journal=import_journal, ignore_journal=ignore_journal)


@click.group("person", cls=Group)
@call.config_option
@click.pass_context
def person_group(context: click.Context, config: str | None) -> None:
    """Личные данные одного человека (152-ФЗ)."""
    call.hand_down(context, config)


@person_group.command("export")
@click.argument("address")
@call.config_option
@click.pass_context
def person_export_command(context: click.Context, address: str, config: str | None) -> int:
    """Всё, что известно о человеке: JSON."""
    from notifier.doors.person import export

    return export(call.chosen_config(context, config), address, call.now())


@person_group.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.config_option
@click.pass_context
def person_erase_command(context: click.Context, address: str, yes: bool, config: str | None) -> int:
    """Стереть личные данные; ключи отправленного остаются, второй раз ничего не уйдёт."""
    from notifier.doors.person import erase

    return erase(call.chosen_config(context, config), address, call.now(), yes=yes)


@person_group.command("resume")
@click.argument("address")
@call.config_option
@click.pass_context
def person_resume_command(context: click.Context, address: str, config: str | None) -> int:
    """Снова писать на адрес, которому письма остановлены: ящик опять работает, человек передумал."""
    from notifier.doors.person import resume

    return resume(call.chosen_config(context, config), address, call.now())


COMMANDS = (outbox_command, backup_command, restore_command, recover_command, person_group)
