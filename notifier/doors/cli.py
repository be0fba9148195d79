"""The command line. One function turns exceptions into advice and exit codes: 0 done, 1 findings or not done, 2 wrong usage
or broken configuration, 3 failure. Imports stay inside the commands: ``notifier --help`` must be quick.
"""

import io
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from notifier.doors.helping import Group

DONE, NOT_DONE, BROKEN, FAILED = 0, 1, 2, 3
SYSTEM_CONFIG = Path("/etc/notifier/config.toml")


def find_config(given: str | None) -> Path:
    """--config, else NOTIFIER_CONFIG, else ./config.toml, else the system path."""
    if given:
        return Path(given)
    if os.environ.get("NOTIFIER_CONFIG"):
        return Path(os.environ["NOTIFIER_CONFIG"])
    local = Path("config.toml")
    return local if local.exists() else SYSTEM_CONFIG


def now() -> datetime:
    """The clock: the only place of the command line that reads it."""
    return datetime.now(UTC)


config_option = click.option("--config", "config", metavar="FILE", help="Файл настроек (иначе NOTIFIER_CONFIG, ./config.toml).")
unread_config = click.option("--config", metavar="FILE", expose_value=False, help="Принимается, как всюду; здесь настройки не нужны.")
json_option = click.option("--json", "as_json", is_flag=True, help="Машинный вид: только JSON на выходе.")


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="notifier", message="%(prog)s %(version)s", help="Показать версию.")
@click.option("--config", "config", metavar="FILE", help="Файл настроек (иначе NOTIFIER_CONFIG, ./config.toml).")
@click.option("-v", "--verbose", is_flag=True, help="Подробности в журнал (stderr).")
@click.pass_context
def notifier(context: click.Context, config: str | None, verbose: bool) -> None:
    """План года школьных библиотекарей: приглашения, переносы, отмены и напоминания - вовремя и без выдуманных дат."""
    context.obj = {"config": config, "verbose": verbose}


def chosen_config(context: click.Context, given: str | None) -> Path:
    """The command's own --config wins over the one before the command."""
    return find_config(given or (context.obj or {}).get("config"))


# --- reading ----------------------------------------------------------------------------------------------------------


@notifier.command("dates")
@click.argument("phrase", required=False)
@click.option("--jsonl", is_flag=True, help="Строки JSON со stdin: {\"phrase\": …, \"school_year\": \"2020-2021\"}.")
@click.option("--school-year", help="Учебный год, например 2020-2021 (иначе нынешний).")
@unread_config
def dates_command(phrase: str | None, jsonl: bool, school_year: str | None) -> int:
    """Прочитать фразу о дате так, как её прочтёт служба."""
    from notifier.core.dates import read
    from notifier.doors.dates import describe, read_lines
    from notifier.model.when import SchoolYear

    if jsonl:
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # whatever the locale says, a BOM of Windows included
        read_lines(sys.stdin, sys.stdout)
        return DONE
    if phrase is None:
        raise click.UsageError("Нужна фраза или --jsonl.")
    today = now().astimezone().date()
    try:
        year = SchoolYear.parse(school_year) if school_year else SchoolYear(today.year if today.month >= 7 else today.year - 1)
    except ValueError:
        raise click.BadParameter("нужен учебный год вида 2020-2021", param_hint="--school-year") from None
    click.echo(describe(read(phrase, year, today=today)))
    return DONE


@notifier.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@json_option
@click.option("-o", "out", type=click.Path(path_type=Path), help="Записать план сюда.")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@unread_config
def import_command(file: Path, as_json: bool, out: Path | None, yes: bool) -> int:
    """Прочитать план из DOCX, XLSX или текста; показать понятое и сомнительное."""
    from rich.console import Console

    from notifier.doors.importing import import_plan
    from notifier.doors.yes import agreed

    return import_plan(file, out=out, as_json=as_json, yes=yes, today=now().astimezone().date(),
                       confirm=agreed, console=Console())


@notifier.command("check")
@config_option
@json_option
@click.pass_context
def check_command(context: click.Context, config: str | None, as_json: bool) -> int:
    """Всё, что можно знать неверного или открытого: с файлом, строкой и советом."""
    from notifier.doors.checking import check

    return check(chosen_config(context, config), now(), as_json=as_json)


@notifier.command("rehearse")
@config_option
@click.option("--from", "first", required=True, metavar="DATE", help="Первый день, ГГГГ-ММ-ДД.")
@click.option("--to", "last", required=True, metavar="DATE", help="Последний день, включительно.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Папка для писем, журнала и страницы.")
@click.option("--script", type=click.Path(path_type=Path), help="Что делают люди: JSON по строке на действие (docs/ru/administrator.md).")
@json_option
@click.pass_context
def rehearse_command(context: click.Context, config: str | None, first: str, last: str, out: Path, script: Path | None,
                     as_json: bool) -> int:
    """Прожить год заранее: те же письма, свои часы, никакой сети."""
    from notifier.doors.rehearsing import rehearse

    return rehearse(chosen_config(context, config), _day(first, "--from"), _day(last, "--to"), out, script, as_json=as_json)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise click.BadParameter(f"«{text}» - не дата вида 2020-09-01", param_hint=option) from None


# --- deciding ---------------------------------------------------------------------------------------------------------


@notifier.command("confirm")
@click.argument("item")
@click.argument("when")
@click.option("--place", help="Место, если не то, что в плане.")
@config_option
@click.pass_context
def confirm_command(context: click.Context, item: str, when: str, place: str | None, config: str | None) -> int:
    """Подтвердить день и час: notifier confirm teor-2 "19.11.2020 14:30"."""
    from notifier.doors.deciding import confirm

    return confirm(chosen_config(context, config), item, when, place, now())


@notifier.command("cancel")
@click.argument("item")
@click.argument("reason")
@config_option
@click.pass_context
def cancel_command(context: click.Context, item: str, reason: str, config: str | None) -> int:
    """Отменить с причиной: notifier cancel prak-2 "карантин"."""
    from notifier.doors.deciding import cancel

    return cancel(chosen_config(context, config), item, reason, now())


@notifier.command("add")
@click.argument("item")
@click.argument("title")
@click.argument("when")
@click.option("--link", default="", help="Ссылка для участников.")
@click.option("--place", default="", help="Место, если не онлайн.")
@config_option
@click.pass_context
def add_command(context: click.Context, item: str, title: str, when: str, link: str, place: str, config: str | None) -> int:
    """Внести событие чужого расписания: вебинар, горячую линию, семинар."""
    from notifier.doors.deciding import add

    return add(chosen_config(context, config), item, title, when, link, place, now())


# --- the service ------------------------------------------------------------------------------------------------------


@notifier.command("run")
@config_option
@click.pass_context
def run_command(context: click.Context, config: str | None) -> int:
    """Служба: работает, пока не остановят."""
    from notifier.doors.logs import to_stderr
    from notifier.doors.owner import as_owner, state_of
    from notifier.doors.service import Service

    to_stderr(verbose=(context.obj or {}).get("verbose", False))
    file = chosen_config(context, config)
    with as_owner(state_of(file)):
        return Service(file).run()


@notifier.command("tick")
@config_option
@click.pass_context
def tick_command(context: click.Context, config: str | None) -> int:
    """Один проход: прочесть, составить, отправить, что пора, и выйти."""
    from notifier.doors.logs import to_stderr
    from notifier.doors.naming import ENDED
    from notifier.doors.owner import as_owner, state_of
    from notifier.flows.station import Station

    to_stderr(verbose=(context.obj or {}).get("verbose", False))
    file = chosen_config(context, config)
    with as_owner(state_of(file)):
        station = Station.open(file, now())
        try:
            turn = station.turn(now)
        finally:
            station.close()
    if turn.delivered.ended in ("idle", "limit"):
        return DONE
    click.echo(f"Не всё отправлено: {ENDED.get(turn.delivered.ended, turn.delivered.ended)}.", err=True)
    return NOT_DONE


@notifier.command("arm")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@config_option
@click.pass_context
def arm_command(context: click.Context, yes: bool, config: str | None) -> int:
    """Показать, что уйдёт, и разрешить рассылку участникам."""
    from notifier.doors.arming import arm

    return arm(chosen_config(context, config), now(), yes=yes)


@notifier.command("disarm")
@config_option
@click.pass_context
def disarm_command(context: click.Context, config: str | None) -> int:
    """Остановить рассылку участникам до нового разрешения."""
    from notifier.doors.arming import disarm

    return disarm(chosen_config(context, config), now())


@notifier.command("approve")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@config_option
@click.pass_context
def approve_command(context: click.Context, yes: bool, config: str | None) -> int:
    """Одобрить то, что ждёт: новости о многих мероприятиях, записи расписаний, сильно изменившиеся файлы."""
    from notifier.doors.arming import approve

    return approve(chosen_config(context, config), now(), yes=yes)


# --- looking ----------------------------------------------------------------------------------------------------------


@notifier.command("status")
@config_option
@json_option
@click.pass_context
def status_command(context: click.Context, config: str | None, as_json: bool) -> int:
    """Что включено, что ждёт, кто ответил, что открыто."""
    from notifier.doors.looking import status

    return status(chosen_config(context, config), now(), as_json=as_json)


@notifier.command("log")
@click.argument("what", required=False, metavar="[ITEM|ADDRESS]")
@config_option
@json_option
@click.pass_context
def log_command(context: click.Context, what: str | None, config: str | None, as_json: bool) -> int:
    """Что было сказано: всё, о строке плана или по адресу."""
    from notifier.doors.looking import log

    return log(chosen_config(context, config), what or "", as_json=as_json)


@notifier.command("preview")
@click.argument("item")
@click.argument("step", required=False)
@click.option("--eml", "form", flag_value="eml", help="Письмо целиком, байт в байт.")
@click.option("--ics", "form", flag_value="ics", help="Запись календаря.")
@click.option("--html", "form", flag_value="html", help="Вид HTML.")
@click.option("--to", "to", metavar="ADDRESS", help="Для кого (иначе первый в списке).")
@config_option
@click.pass_context
def preview_command(context: click.Context, item: str, step: str | None, form: str | None, to: str | None,
                    config: str | None) -> int:
    """Показать письмо, каким его получит человек: приглашение или шаг (D-7, D-1, D-0, R-1, announcement, change, cancellation,
    overview, host-notice, digest, report). У overview, digest и report строка плана не важна."""
    from notifier.doors.previewing import preview

    return preview(chosen_config(context, config), item, step or "", form or "text", to or "", now())


# --- caring -----------------------------------------------------------------------------------------------------------


@notifier.group("outbox", invoke_without_command=True)
@config_option
@json_option
@click.pass_context
def outbox_command(context: click.Context, config: str | None, as_json: bool) -> int:
    """Что ещё не ушло, почему и до какого времени."""
    context.obj = {**(context.obj or {}), **({"config": config} if config else {})}
    if context.invoked_subcommand is not None:
        return DONE
    from notifier.doors.outbox import show

    return show(chosen_config(context, config), now(), as_json=as_json)


@outbox_command.command("retry")
@click.argument("number", type=int)
@config_option
@click.pass_context
def outbox_retry_command(context: click.Context, number: int, config: str | None) -> int:
    """Отправить письмо сейчас: ждущее, задержанное или не ушедшее."""
    from notifier.doors.outbox import retry

    return retry(chosen_config(context, config), number, now())


@outbox_command.command("drop")
@click.argument("number", type=int)
@click.argument("reason")
@config_option
@click.pass_context
def outbox_drop_command(context: click.Context, number: int, reason: str, config: str | None) -> int:
    """Не отправлять это письмо; причину увидит координатор."""
    from notifier.doors.outbox import drop

    return drop(chosen_config(context, config), number, reason, now())


@outbox_command.command("release")
@config_option
@click.pass_context
def outbox_release_command(context: click.Context, config: str | None) -> int:
    """Причина устранена: все задержанные письма снова в очередь."""
    from notifier.doors.outbox import release

    return release(chosen_config(context, config), now())


@notifier.command("doctor")
@config_option
@json_option
@click.pass_context
def doctor_command(context: click.Context, config: str | None, as_json: bool) -> int:
    """Проверить всё вокруг: часы, версии, журнал, диск, права, почту, имена, календарь, шаблоны."""
    from notifier.doors.doctor import examine

    return examine(chosen_config(context, config), now(), as_json=as_json)


@notifier.command("backup")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@config_option
@click.pass_context
def backup_command(context: click.Context, file: Path | None, config: str | None) -> int:
    """Снять проверенную копию журнала, хотя бы служба и работала."""
    from notifier.doors.backup import backup

    return backup(chosen_config(context, config), file, now())


@notifier.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@config_option
@click.pass_context
def restore_command(context: click.Context, file: Path, yes: bool, config: str | None) -> int:
    """Поставить копию на место журнала. Рассылка ждёт нового разрешения."""
    from notifier.doors.backup import restore

    return restore(chosen_config(context, config), file, now(), yes=yes)


@notifier.command("recover")
@click.option("--import-journal", is_flag=True, help="Внести из журнала отправок то, что уже ушло.")
@click.option("--ignore-journal", is_flag=True, help="Не вносить: письма могут уйти второй раз.")
@config_option
@click.pass_context
def recover_command(context: click.Context, import_journal: bool, ignore_journal: bool, config: str | None) -> int:
    """Почему журнал молчит и как его вернуть к делу."""
    from notifier.doors.backup import recover

    if import_journal and ignore_journal:
        raise click.UsageError("Что-нибудь одно: --import-journal или --ignore-journal.")
    return recover(chosen_config(context, config), now(), import_journal=import_journal, ignore_journal=ignore_journal)


@notifier.group("person")
@config_option
@click.pass_context
def person_group(context: click.Context, config: str | None) -> None:
    """Личные данные одного человека (152-ФЗ)."""
    context.obj = {**(context.obj or {}), **({"config": config} if config else {})}


@person_group.command("export")
@click.argument("address")
@config_option
@click.pass_context
def person_export_command(context: click.Context, address: str, config: str | None) -> int:
    """Всё, что известно о человеке: JSON."""
    from notifier.doors.person import export

    return export(chosen_config(context, config), address, now())


@person_group.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@config_option
@click.pass_context
def person_erase_command(context: click.Context, address: str, yes: bool, config: str | None) -> int:
    """Стереть личные данные; ключи отправленного остаются, второй раз ничего не уйдёт."""
    from notifier.doors.person import erase

    return erase(chosen_config(context, config), address, now(), yes=yes)


@person_group.command("resume")
@click.argument("address")
@config_option
@click.pass_context
def person_resume_command(context: click.Context, address: str, config: str | None) -> int:
    """Снова писать на адрес, которому письма остановлены: ящик опять работает, человек передумал."""
    from notifier.doors.person import resume

    return resume(chosen_config(context, config), address, now())


# --- the one place for exceptions -------------------------------------------------------------------------------------


def main(arguments: list[str] | None = None) -> None:
    """Entry point: runs a command and exits with its code; no traceback for a person's mistake."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code: Any = notifier.main(args=arguments, standalone_mode=False)
        return int(code or 0)
    except click.ClickException as error:
        from notifier.doors.usage import explained

        click.echo(explained(error), err=True)
        return BROKEN
    except click.Abort:
        click.echo("Прервано.", err=True)
        return NOT_DONE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_DONE
    except Exception as error:
        return explain(error)


def explain(error: Exception) -> int:
    """Advice for what a person or the machine got wrong; a traceback only for a mistake of ours."""
    from notifier.edges.ledger.guard import in_words
    from notifier.edges.ledger.store import LedgerBusy, LedgerError, LedgerMissing
    from notifier.flows.inputs import BrokenInputs
    from notifier.flows.rehearsal.script import ScriptError

    error = in_words(error) or error
    if isinstance(error, BrokenInputs):
        from notifier.doors.showing import show_problems

        show_problems(error.problems)
        return BROKEN
    if isinstance(error, LedgerBusy | LedgerMissing):  # nothing is broken: somebody else is at work, or nobody was yet
        click.echo(str(error), err=True)
        return NOT_DONE
    if isinstance(error, LedgerError):
        click.echo(str(error), err=True)
        return FAILED
    if isinstance(error, ScriptError):
        click.echo(str(error), err=True)
        return BROKEN
    from notifier.doors.logs import nameless

    click.echo(nameless(error), err=True)  # a service's stderr is its log: no data in it
    click.echo("Это ошибка программы. Пришлите текст выше разработчикам; ничего лишнего не отправлено.", err=True)
    return FAILED


if __name__ == "__main__":
    main()
