"""``notifier import``: a conversation about a plan document - what was understood, what was doubtful, what would change.

Writes only where asked with ``-o``, and over an existing plan only after a yes. The command line calls ``import_plan``.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from notifier.core.plan.difference import Difference, merge
from notifier.core.plan.understanding import understand
from notifier.core.readings import in_plan
from notifier.doors.codes import BROKEN, DONE, NOT_DONE
from notifier.doors.difference import show_difference
from notifier.doors.usage import not_written
from notifier.edges.documents import UnreadableDocument, read_document
from notifier.edges.files.text import fingerprint
from notifier.edges.planfile.reading import read_plan_file
from notifier.edges.planfile.writing import write_plan_file
from notifier.model.plan import Item, Plan
from notifier.model.problem import Problem, Severity
from notifier.model.when import SchoolYear

_MARKS = {Severity.ERROR: "[red]✗[/red]", Severity.WARNING: "[yellow]![/yellow]", Severity.QUESTION: "[cyan]?[/cyan]", Severity.INFO: "·"}
_NEW_SCHOOL_YEAR = 7  # from July a plan without a year is for the year to come


@dataclass(frozen=True, slots=True)
class Import:
    """What a document and the plan file before it gave."""

    plan: Plan | None
    problems: tuple[Problem, ...]
    difference: Difference | None = None  # None: there was no plan before
    blocked: bool = False  # the plan file before can't be read: writing would lose its ids
    seen: tuple[int, int, int] | None = None  # the plan file before, as it was read


def import_plan(
    file: Path, *, out: Path | None, as_json: bool, yes: bool, today: dt.date, confirm: Callable[[str], bool], console: Console
) -> int:
    """Read ``file``, show it on ``console`` (or print JSON and nothing else), write ``out`` where allowed.

    ``yes`` stands for the person's yes, ``confirm`` asks (never called with ``as_json``). Returns the exit code: 0 done,
    1 nothing readable or not written, 2 the existing plan file is broken.
    """
    if out is not None and out.is_dir():
        raise click.BadParameter(f"{out} — папка, а нужно имя файла", param_hint="-o")
    result = _read(file, out, today)
    if as_json:
        console.file.write(json.dumps(as_data(result), ensure_ascii=False, indent=1) + "\n")
    else:
        _show(console, result, file)
    if result.plan is None or not result.plan.items:
        return NOT_DONE
    if result.blocked:
        return BROKEN
    if out is None:
        if not as_json:
            console.print("\nНичего не записано. Записать план: [bold]-o plan/….toml[/bold]")
        return DONE
    return _write(result.plan, result, out, yes=yes, confirm=None if as_json else confirm, console=None if as_json else console)


def as_data(result: Import) -> dict[str, Any]:
    """The JSON of ``--json``."""
    plan = result.plan
    return {
        "title": plan.title if plan else None,
        "school_year": str(plan.school_year) if plan else None,
        "events": [_event(item) for item in (plan.items if plan else ())],
        "problems": [{"severity": str(p.severity), "code": p.code, "item": p.item, "text": p.text} for p in result.problems],
    }


def _event(item: Item) -> dict[str, Any]:
    return {"id": item.id, "number": item.number, "sector": item.sector or None, "topics": list(item.topics), "when": item.when,
            "places": list(item.places), "responsible": list(item.responsible), "extra": dict(item.extra)}


def _read(file: Path, out: Path | None, today: dt.date) -> Import:
    try:
        document = read_document(file)
    except UnreadableDocument as error:
        return Import(None, (error.problem,))
    seen = fingerprint(out) if out is not None else None
    old, broken = read_plan_file(out) if out is not None and out.exists() else (None, [])
    present = SchoolYear(today.year if today.month >= _NEW_SCHOOL_YEAR else today.year - 1)
    plan, problems = understand(document, fallback=old.school_year if old else present)
    if out is None or not out.exists():
        return Import(plan, tuple(problems))
    if old is None and [problem.code for problem in broken] == ["plan-empty"]:  # no ids to lose, and nothing to mend by hand first
        old, broken = Plan("", plan.school_year, ()), []
    if old is None or broken:
        return Import(plan, (*broken, *problems), blocked=True)
    merged, difference = merge(old, plan)
    renamed = {new.id: kept.id for new, kept in zip(plan.items, merged.items, strict=True)}
    return Import(merged, tuple(_about(problem, renamed) for problem in problems), difference, seen=seen)


def _about(problem: Problem, renamed: dict[str, str]) -> Problem:
    item = renamed.get(problem.item) if problem.item else None
    return Problem(problem.severity, problem.code, problem.text, item, problem.file, problem.line, problem.advice)


def _write(
    plan: Plan, result: Import, out: Path, *, yes: bool, confirm: Callable[[str], bool] | None, console: Console | None
) -> int:
    def say(text: str) -> None:
        if console is not None:
            console.print(text)

    if result.difference is not None:
        if not result.difference:
            say(f"\nПлан в {escape(str(out))} уже такой; менять нечего.")
            return DONE
        if not (yes or (confirm is not None and confirm(f"Записать изменения в {out}?"))):
            say("Не записано.")
            return NOT_DONE
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if fingerprint(out) != result.seen:
            say("Не записано: файл плана изменили, пока вы отвечали. Повторите import, чтобы увидеть его изменения.")
            return NOT_DONE
        write_plan_file(plan, out)
    except OSError as error:
        raise not_written(out, error, "-o") from error
    say(f"\nЗаписано: [bold]{escape(str(out))}[/bold], строк: {len(plan.items)}.")
    return DONE


def _show(console: Console, result: Import, file: Path) -> None:
    if result.plan is not None:
        console.print(f"[bold]{escape(result.plan.title)}[/bold]")
        console.print(f"Документ {escape(file.name)}, учебный год {result.plan.school_year}, строк: {len(result.plan.items)}")
        console.print(_table(result.plan))
    _show_problems(console, result.problems)
    if result.difference:
        show_difference(console, result.difference)
    if result.blocked:
        console.print("[red]Прежний файл плана не читается целиком; исправьте его, иначе потеряются id его строк.[/red]")


def _table(plan: Plan) -> Table:
    """Four columns: six leave no room for a Russian word on a terminal of 80 signs."""
    table = Table(show_lines=False, expand=True)
    table.add_column("id", no_wrap=True)
    for header, ratio in (("Тема", 5), ("Когда → понято", 3), ("Где, кто", 4)):
        table.add_column(header, ratio=ratio, overflow="fold")
    sector = None
    for item in plan.items:
        if item.sector != sector:
            sector = item.sector
            if sector:
                table.add_section()
                table.add_row("", f"[bold]{escape(sector)}[/bold]", "", "")
        reading = in_plan(plan, item.when) if item.when else None
        when = f"{escape(item.when)}\n→ {escape(_understood(reading))}" if item.when else _understood(reading)
        people = [f"[dim]{escape(name)}[/dim]" for name in item.responsible]
        table.add_row(item.id, escape("\n".join(item.topics)), when, "\n".join([*map(escape, item.places), *people]))
    return table


def _understood(reading: Any) -> str:
    if reading is None:
        return "без даты"
    days = [f"{day:%d.%m.%Y}" for day in dict.fromkeys(reading.dates or (reading.start, reading.end)) if day is not None]
    time = f" {reading.time:%H:%M}" if reading.time else ""
    shown = (", " if reading.dates else " – ").join(days) + time
    return (shown if days else reading.why or str(reading.kind)) + (" (?)" if reading.suspicious else "")


def _show_problems(console: Console, problems: tuple[Problem, ...]) -> None:
    order = list(Severity)
    for problem in sorted(problems, key=lambda each: order.index(each.severity)):
        place = " ".join(filter(None, (problem.item, problem.where)))
        console.print(f"{_MARKS[problem.severity]} {f'[bold]{escape(place)}[/bold]: ' if place else ''}{escape(problem.text)}"
                      + (f" [dim]{escape(problem.advice)}[/dim]" if problem.advice else ""), highlight=False)
