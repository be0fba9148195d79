"""The service and what lets it speak: ``run``, ``tick``, ``arm``, ``disarm``, ``approve``."""

from pathlib import Path

import click

from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.commands import call
from notifier.doors.helping import Command


@click.command("run", cls=Command)
@call.config_option
@click.pass_obj
def run_command(said: dict[str, bool], config: Path) -> int:
    """Служба: работает, пока не остановят."""
    from notifier.doors.logs import to_stderr
    from notifier.doors.owner import as_owner, state_of
    from notifier.doors.service import Service

    to_stderr(verbose=said["verbose"])
    with as_owner(state_of(config)):
        return Service(config).run()


@click.command("tick", cls=Command)
@call.config_option
@click.pass_obj
def tick_command(said: dict[str, bool], config: Path) -> int:
    """Один проход: прочесть, составить, отправить, что пора, и выйти."""
    from notifier.doors.logs import to_stderr
    from notifier.doors.naming import ENDED
    from notifier.doors.owner import as_owner, state_of
    from notifier.flows.station import Station

    to_stderr(verbose=said["verbose"])
    with as_owner(state_of(config)):
        station = Station.open(config, call.now())
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
def arm_command(yes: bool, config: Path) -> int:
    """Показать, что уйдёт, и разрешить рассылку участникам."""
    from notifier.doors.arming import arm

    return arm(config, call.now(), yes=yes)


@click.command("disarm", cls=Command)
@call.config_option
def disarm_command(config: Path) -> int:
    """Остановить рассылку участникам до нового разрешения."""
    from notifier.doors.arming import disarm

    return disarm(config, call.now())


@click.command("approve", cls=Command)
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.config_option
def approve_command(yes: bool, config: Path) -> int:
    """Одобрить то, что ждёт: новости о многих мероприятиях, записи расписаний, сильно изменившиеся файлы."""
    from notifier.doors.arming import approve

    return approve(config, call.now(), yes=yes)


COMMANDS = (run_command, tick_command, arm_command, disarm_command, approve_command)
