"""``notifier check``: everything that can be known to be wrong or open."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from notifier.core.plan.lint import CODES, lint
from notifier.core.plan.matters import decided, overruled, told_once
from notifier.doors.codes import BROKEN, DONE, NOT_DONE
from notifier.doors.showing import print_json, problem_data, show_problems
from notifier.edges.ledger.store import LedgerError
from notifier.flows.inputs import BrokenInputs
from notifier.flows.inputs.reading import InputReader
from notifier.flows.resolving import resolution_of, resolved
from notifier.model.problem import Problem, Severity
from notifier.model.settings import Settings

SILENCING = 'Что пусть остаётся, заглушите с причиной в строке плана: silence = { "код в скобках" = "причина" }'


def check(config: Path, now: datetime, *, as_json: bool) -> int:
    """Print the findings; 0 nothing found, 1 findings, 2 the configuration can't be used."""
    try:
        inputs = InputReader(config, tries=True).read(now)
    except BrokenInputs as error:
        _show(error.problems, as_json=as_json, stderr=True)
        return BROKEN
    settings = inputs.settings
    try:
        resolution, unreadable = resolved(inputs, now), []
    except LedgerError as error:
        resolution = resolution_of(inputs, now)
        unreadable = [Problem(Severity.WARNING, "ledger-unreadable", f"{error} О прошедшем и уже одобренном сказано ниже без него.")]
    known = {inputs.settings.coordinator.name, *(name for name, _ in settings.persons), *(person.name for person in inputs.people)}
    zone = inputs.window.calendar.zone
    found = lint(decided(inputs.plan, inputs.decisions, zone), is_working=inputs.window.calendar.is_working, persons=known,
                 groups={group for person in inputs.people if person.left is None for group in person.groups})
    questions = (*resolution.questions, *resolution.gone)
    told = told_once(inputs.plan, inputs.decisions, questions, [*found, *overruled(inputs.plan, inputs.decisions, zone)])
    findings = [*inputs.problems, *unreadable, *(of_the_file(finding, settings) for finding in told)]
    _show(findings, as_json=as_json)
    serious = [finding for finding in findings if finding.severity is not Severity.INFO]
    return NOT_DONE if serious else DONE


def of_the_file(finding: Problem, settings: Settings) -> Problem:
    """What is found in the last good copy of a broken file is told of the file itself: the copy is the service's, nobody edits it.

    Without the line, which is another one in the file by now.
    """
    for file in (settings.plan, settings.dates, settings.people):
        if finding.file and Path(finding.file).parent == settings.state / "good" and Path(finding.file).name.endswith(f"-{file.name}"):
            return replace(finding, file=str(file), line=None)
    return finding


def _show(findings: list[Problem], *, as_json: bool, stderr: bool = False) -> None:
    """What was asked for goes to stdout, to be read page by page or kept in a file; that nothing could be read is an error."""
    if as_json:
        print_json([problem_data(finding) for finding in findings])
        return
    show_problems(findings, codes=CODES, stderr=stderr)
    from rich.console import Console

    count = {severity: sum(1 for finding in findings if finding.severity is severity) for severity in Severity}
    console = Console(stderr=stderr, highlight=False, emoji=False, soft_wrap=True)
    if any(finding.item and finding.code in CODES for finding in findings):
        console.print("\n" + SILENCING, markup=False)
    console.print(
        f"\nОшибок: {count[Severity.ERROR]}, предупреждений: {count[Severity.WARNING]}, вопросов: {count[Severity.QUESTION]}.")
