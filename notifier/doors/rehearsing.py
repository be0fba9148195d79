"""``notifier rehearse``: progress while it runs, the year as a table at the end."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from notifier.flows.rehearsal import Summary, read_script
from notifier.flows.rehearsal import rehearse as live

DONE, BROKEN = 0, 2
NAMES = {"overview": "обзор", "invitation": "приглашения", "announcement": "анонсы", "change": "переносы", "cancellation": "отмены",
         "reminder": "напоминания", "digest": "сводки", "acknowledgement": "«принято»", "alarm": "тревоги", "report": "отчёт",
         "host-notice": "хозяевам"}
MONTHS = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь")


def rehearse(config: Path, first: date, last: date, out: Path, script: Path | None, *, as_json: bool) -> int:
    """Live through the period and show what came of it."""
    if last < first:
        raise click.BadParameter(f"{last:%d.%m.%Y} раньше, чем --from {first:%d.%m.%Y}", param_hint="--to")
    if out.exists() and not out.is_dir():
        raise click.BadParameter(f"{out} - файл, а нужна папка", param_hint="--out")
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    console = Console(stderr=True)
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
    return DONE


def _show(summary: Summary) -> None:
    from rich.console import Console
    from rich.table import Table

    kinds = [kind for kind in NAMES if summary.by_kind[kind]]
    table = Table(title=f"Год в письмах: {summary.first:%d.%m.%Y} - {summary.last:%d.%m.%Y}", show_footer=True)
    table.add_column("месяц", footer="всего")
    for kind in kinds:
        table.add_column(NAMES[kind], justify="right", footer=str(summary.by_kind[kind]))
    for month, counts in sorted(summary.by_month.items()):
        per_kind = {kind: sum(n for key, n in counts.items() if key.split(":")[1] == kind) for kind in kinds}
        table.add_row(f"{MONTHS[int(month[5:]) - 1]} {month[:4]}", *(str(per_kind[kind] or "") for kind in kinds))
    console = Console()
    console.print(table)
    if summary.by_person:
        each = sorted(summary.by_person.values())
        console.print(f"Писем: {summary.mails}. Библиотекарю за период: от {each[0]} до {each[-1]}, обычно {each[len(each) // 2]}.")
    for refused in summary.refused_acts:
        console.print(f"[yellow]Сценарий, {refused}[/yellow]")
    if summary.open:
        console.print(f"Осталось открытых вопросов: {len(summary.open)}.")
    if summary.index:
        console.print(f"Посмотреть: {summary.index.resolve()}", soft_wrap=True)
