"""``notifier rehearse``: progress while it runs, the year as a table at the end."""

import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

import click

from notifier.core.russian import MONTH_NAMES
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.usage import not_written
from notifier.flows.rehearsal import CLEARED, JOURNAL, Summary, read_script
from notifier.flows.rehearsal import rehearse as live

NAMES = {"overview": "обзор года", "invitation": "приглашения", "announcement": "анонсы", "change": "изменения", "cancellation": "отмены",
         "reminder": "напоминания", "digest": "сводки", "acknowledgement": "«принято», даты", "alarm": "тревоги", "report": "отчёт",
         "host-notice": "хозяевам"}
ROLES = {"librarian": "Библиотекарям", "host": "Хозяевам", "coordinator": "Координатору", "admin": "Администратору"}


def rehearse(config: Path, first: date, last: date, out: Path, script: Path | None, *, as_json: bool) -> int:
    """Live through the period and show what came of it; an act of the script that could not be done is something not done."""
    if last < first:
        raise click.BadParameter(f"{last:%d.%m.%Y} раньше, чем --from {first:%d.%m.%Y}", param_hint="--to")
    if out.exists() and not out.is_dir():
        raise click.BadParameter(f"{out} — файл, а нужна папка", param_hint="--out")
    _made(out)
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(stderr=True, emoji=False)
    with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[mails]} писем"), console=console,
                  transient=True, disable=as_json or not sys.stderr.isatty()) as progress:
        task = progress.add_task("репетиция", total=max((last - first).days, 1), mails=0)

        def tell(now: datetime, mails: int) -> None:
            progress.update(task, completed=(now.date() - first).days, description=f"{now:%d.%m.%Y}", mails=mails)

        summary = live(config, first=first, last=last, out=out, progress=tell,
                       script=lambda zone: read_script(script, zone) if script else (),
                       script_folder=script.parent if script else Path())
    if as_json:
        sys.stdout.write(summary.json() + "\n")
    else:
        _show(summary)
    return NOT_DONE if summary.refused_acts else DONE


def _made(out: Path) -> None:
    """The folder for the result; an hour of rehearsing must not end where nothing can be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise not_written(out, error, "--out") from error
    foreign = [name for name in (*CLEARED, "index.html") if (out / name).exists()]
    if foreign and not (out / JOURNAL).exists():  # «--out ~» must not cost anybody their letters, nor their page
        raise click.BadParameter(f"в {out} уже лежит {foreign[0]}, а это не прежняя репетиция: назовите другую папку",
                                 param_hint="--out")


def _table(summary: Summary) -> object:
    """How many mails of which kind go to whom in which month."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    months = sorted(summary.by_month)
    table = Table(title=f"Год в письмах: {summary.first:%d.%m.%Y} — {summary.last:%d.%m.%Y}", box=SIMPLE_HEAD, padding=0,
                  pad_edge=False, show_footer=True, show_edge=False)
    table.add_column("кому и что", footer="всего", no_wrap=True)
    for month in months:
        table.add_column(MONTH_NAMES[int(month[5:]) - 1][:3], justify="right", footer=str(summary.by_month[month].total()), no_wrap=True)
    table.add_column("год", justify="right", footer=str(summary.mails), no_wrap=True)
    for role, whom in ROLES.items():
        kinds = [kind for kind in NAMES if any(counts[f"{role}:{kind}"] for counts in summary.by_month.values())]
        if kinds:
            table.add_row(f"[bold]{whom}[/bold]")
        for kind in kinds:
            numbers = [summary.by_month[month][f"{role}:{kind}"] for month in months]
            table.add_row(f" {NAMES[kind]}", *(str(number or "") for number in numbers), str(sum(numbers)))
    return table


def _show(summary: Summary) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(emoji=False)
    console.print(_table(summary))
    if summary.by_person:
        each = sorted(summary.by_person.values())
        span = f"от {each[0]} до {each[-1]}, обычно {each[len(each) // 2]}" if each[0] != each[-1] else f"по {each[0]}"
        console.print(f"Писем: {summary.mails}. Библиотекарю за период: {span}.")
    if summary.crowded:
        day, mails = summary.crowded[0]
        console.print(f"[yellow]Дней, в которые писем больше, чем почта берёт за сутки ({summary.per_day}, \\[limits] per_day): "
                      f"{len(summary.crowded)}, самый полный {day:%d.%m.%Y} — {mails}. Часть их на деле уйдёт позже.[/yellow]")
    if not summary.armed:
        console.print("[yellow]Рассылка участникам в репетиции не включалась, письма только координатору. Включает её строка сценария "
                      f'(--script): {{"at": "{summary.first}T10:00", "do": "arm"}}[/yellow]', soft_wrap=True)
    for refused in summary.refused_acts:
        console.print(f"[yellow]Сценарий, {escape(refused)}[/yellow]")
    if waiting := sum(question["code"] != "schedule" for question in summary.open):  # others' dates are no debt, as on the page
        console.print(f"Осталось открытых вопросов: {waiting}.")
    if summary.index:
        console.print(f"Посмотреть: {summary.index.resolve()}", soft_wrap=True, markup=False)
