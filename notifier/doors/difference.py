"""What an import changes in the plan file, row by row, for the person who is asked for a yes: which event it is, was and will be."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from notifier.core.plan.difference import Difference
from notifier.model.plan import Item

_NAMES = {"number": "номер", "sector": "раздел", "topics": "тема", "when": "когда", "places": "где", "responsible": "ответственный",
          "audience": "для кого", "extra": "прочее"}
_LONGEST_TITLE = 60
_GONE = "строки в документе больше нет. Событие этим не отменяется, о нём будет вопрос"
_DECIDED = "Где день уже решён (файл дат), действует он: переносит notifier confirm, отменяет notifier cancel."
_NEW_YEAR = ("другой учебный год: события прежнего уйдут из плана. Для нового года заведите новый файл плана (-o plan/{year}.toml) и новый "
             "файл дат: решения прежнего года на новые строки не действуют")


def show_difference(console: Console, difference: Difference) -> None:
    """Print the difference: whole rows with their dates, changed ones with each field before and after."""
    console.print("\n[bold]Что изменится в файле плана[/bold]")
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    if difference.year:
        old, new = difference.year
        table.add_row("[red]![/red]", f"учебный год: {old} → {new} — {_NEW_YEAR.format(year=new)}")
    if difference.title:
        table.add_row("[yellow]~[/yellow]", f"название: {_change(*difference.title)}")
    for item in difference.added:
        table.add_row("[green]+[/green]", f"{_row(item)}, новая строка: {escape(item.when) or 'без даты'}")
    for item in difference.removed:
        table.add_row("[red]-[/red]", f"{_row(item)}, {escape(item.when) or 'без даты'}: {_GONE}")
    for before, after, names in difference.changed:
        fields = [f"  {_NAMES[name]}: {_change(_value(before, name), _value(after, name))}" for name in names]
        head = f"[bold]{after.id}[/bold]" if "topics" in names else _row(before)
        table.add_row("[yellow]~[/yellow]", "\n".join([head, *fields]))
    console.print(table, highlight=False)
    if any("when" in names for *_, names in difference.changed):
        console.print(_DECIDED, highlight=False)


def _row(item: Item) -> str:
    """«teor-2 Круглый стол …»: a person knows an event by its topic, not by its id."""
    title = item.title if len(item.title) <= _LONGEST_TITLE else item.title[:_LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    return f"[bold]{item.id}[/bold] {escape(title)}"


def _change(before: str, after: str) -> str:
    return f"{escape(before)} → {escape(after)}"


def _value(item: Item, name: str) -> str:
    value = getattr(item, name)
    if name == "extra":
        return "; ".join(f"{header}: {text}" for header, text in value) or "нет"
    return ("; ".join(value) if isinstance(value, tuple) else value) or "нет"
