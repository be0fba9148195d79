"""The plan before anything is sent: a phrase read, a document imported, everything checked, the year rehearsed."""

import io
import sys
from datetime import date
from pathlib import Path

import click

from notifier.doors.codes import DONE
from notifier.doors.commands import call
from notifier.doors.helping import Command


@click.command("dates", cls=Command)
@click.argument("phrase", required=False)
@click.option("--jsonl", is_flag=True, help="Строки JSON со stdin: {\"phrase\": …, \"school_year\": \"2020-2021\"}.")
@click.option("--school-year", help="Учебный год, например 2020-2021 (иначе нынешний).")
@call.unread_config
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
    today = call.now().astimezone().date()
    try:
        year = SchoolYear.parse(school_year) if school_year else SchoolYear(today.year if today.month >= 7 else today.year - 1)
    except ValueError:
        raise click.BadParameter("нужен учебный год вида 2020-2021", param_hint="--school-year") from None
    click.echo(describe(read(phrase, year, today=today)))
    return DONE


@click.command("import", cls=Command)
@click.argument("file", type=call.PLACE)
@call.json_option
@click.option("-o", "out", type=call.PLACE, help="Записать план сюда.")
@click.option("--yes", is_flag=True, help="Не спрашивать.")
@call.unread_config
def import_command(file: Path, as_json: bool, out: Path | None, yes: bool) -> int:
    """Прочитать план из DOCX, XLSX или текста; показать понятое и сомнительное."""
    from rich.console import Console

    from notifier.doors.importing import import_plan
    from notifier.doors.yes import agreed

    return import_plan(file, out=out, as_json=as_json, yes=yes, today=call.now().astimezone().date(),
                       confirm=agreed, console=Console(emoji=False))


@click.command("check", cls=Command)
@call.config_option
@call.json_option
def check_command(config: Path, as_json: bool) -> int:
    """Проверить всё: что неверно и что не решено, с файлом, строкой и советом."""
    from notifier.doors.checking import check

    return check(config, call.now(), as_json=as_json)


@click.command("rehearse", cls=Command)
@call.config_option
@click.option("--from", "first", required=True, metavar="DATE", help="Первый день, ГГГГ-ММ-ДД.")
@click.option("--to", "last", required=True, metavar="DATE", help="Последний день, включительно.")
@click.option("--out", required=True, type=call.PLACE, help="Папка для писем, журнала и страницы.")
@click.option("--script", type=call.PLACE, help="Что делают люди: JSON по строке на действие (docs/ru/administrator.md).")
@call.json_option
def rehearse_command(config: Path, first: str, last: str, out: Path, script: Path | None, as_json: bool) -> int:
    """Прожить год заранее: те же письма, свои часы, никакой сети."""
    from notifier.doors.rehearsing import rehearse

    return rehearse(config, _day(first, "--from"), _day(last, "--to"), out, script, as_json=as_json)


def _day(text: str, option: str) -> date:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise click.BadParameter(f"«{text}» — не дата вида 2020-09-01", param_hint=option) from None
    if not 1970 <= day.year <= 2200:
        raise click.BadParameter(f"«{text}» — не тот год", param_hint=option)
    return day


COMMANDS = (dates_command, import_command, check_command, rehearse_command)
