"""Problems for a person at a terminal, and as JSON."""

import json
import sys
from collections.abc import Container, Sequence

from notifier.model.problem import Problem, Severity

MARKS = {Severity.ERROR: "[red]ошибка[/red]", Severity.WARNING: "[yellow]внимание[/yellow]",
         Severity.QUESTION: "[cyan]вопрос[/cyan]", Severity.INFO: "заметка"}


def show_problems(problems: Sequence[Problem], *, codes: Container[str] = (), stderr: bool = True) -> None:
    """Beside another command's work on stderr: severity, place, what, advice; behind the text its code where it is one of ``codes``."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=stderr, highlight=False, emoji=False, soft_wrap=True)
    for problem in problems:
        where = f"{escape(problem.where)}: " if problem.where else ""
        item = f"{escape(problem.item)}: " if problem.item else ""
        code = f" [dim]({problem.code})[/dim]" if problem.code in codes else ""
        console.print(f"{MARKS[problem.severity]} {where}{item}{escape(problem.text)}{code}")
        if problem.advice:
            console.print(f"        → {escape(problem.advice)}")


def problem_data(problem: Problem) -> dict[str, object]:
    """One problem for ``--json``."""
    return {"severity": problem.severity.value, "code": problem.code, "item": problem.item, "text": problem.text,
            "file": problem.file, "line": problem.line, "advice": problem.advice}


def print_json(data: object) -> None:
    """JSON and nothing else on stdout."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False) + "\n")
