"""The service and what lets it speak: ``run``, ``tick``, ``arm``, ``disarm``, ``approve``."""

import click

from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.commands import call
from notifier.doors.helping import Command


@click.command("run", cls=Command)
@call.config_option
@click.pass_context
def run_command(context: click.Context, config: str | None) -> int:
    """Служба: работает, пока не остановят."""
    from notifier.doors.logs import to_stderr
    from notifier.doors.owner import as_owner, state_of
    from notifier.doors.service import Service

    to_stderr(verbose=(context.obj or {}).get("verbose", False))
    file = call.chosen_config(context, config)
    with as_owner(state_of(file)):
        return Service(file).run()


@click.command("tick", cls=Command)
@call.config_option
@click.pass_context
def tick_command(context: click.Context, config: str | None) -> int:
    """Один проход: прочесть, составить, отправить, что пора, и выйти."""
    from notifier.doors.logs import to_stderr
    from notifier.doors.naming import ENDED
    from notifier.doors.owner import as_owner, state_of
    from notifier.flows.station import Station

    to_stderr(verbose=(context.obj or {}).get("verbose", False))
    file = call.chosen_config(context, config)
    with as_owner(state_of(file)):
        station = Station.open(file, call.now())
        try:
            turn = station.turn(call.now)
        finally:
            station.close()
    if turn.delivered.ended in ("idle", "limit"):
        return DONE
    click.echo(f"Не всё отправлено: {ENDED.get(turn.delivered.ended, turn.delivered.ended)}.", err=True)
    return NOT_DONE


@click.command("arm", cls=Command)
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.config_option
@click.pass_context
def arm_command(context: click.Context, yes: bool, config: str | None) -> int:
    """Показать, что уйдёт, и разрешить рассылку участникам."""
    from notifier.doors.arming import arm

    return arm(call.chosen_config(context, config), call.now(), yes=yes)


@click.command("disarm", cls=Command)
@call.config_option
@click.pass_context
def disarm_command(context: click.Context, config: str | None) -> int:
    """Остановить рассылку участникам до нового разрешения."""
    from notifier.doors.arming import disarm

    return disarm(call.chosen_config(context, config), call.now())


@click.command("approve", cls=Command)
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.config_option
@click.pass_context
def approve_command(context: click.Context, yes: bool, config: str | None) -> int:
    """Одобрить то, что ждёт: новости о многих мероприятиях, записи расписаний, сильно изменившиеся файлы."""
    from notifier.doors.arming import approve

    return approve(call.chosen_config(context, config), call.now(), yes=yes)


COMMANDS = (run_command, tick_command, arm_command, disarm_command, approve_command)
