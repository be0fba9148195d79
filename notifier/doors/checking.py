"""``notifier check``: everything that can be known to be wrong or open."""

from datetime import datetime
from pathlib import Path

from notifier.core.events import Context, resolve
from notifier.core.plan import lint
from notifier.core.plan.matters import decided, told_once
from notifier.doors.showing import print_json, problem_data, show_problems
from notifier.flows.inputs import BrokenInputs, InputReader
from notifier.flows.tick import frame_of
from notifier.model.problem import Problem, Severity

DONE, FINDINGS, BROKEN = 0, 1, 2


def check(config: Path, now: datetime, *, as_json: bool) -> int:
    """Print the findings; 0 nothing found, 1 findings, 2 the configuration can't be used."""
    try:
        inputs = InputReader(config).read(now)
    except BrokenInputs as error:
        _show(error.problems, as_json=as_json)
        return BROKEN
    frame_of(inputs)
    settings = inputs.settings
    zone = inputs.window.calendar.zone
    context = Context(zone=zone, domain=inputs.domain, policy=settings.policy, now=now.astimezone(zone),
                      venues=settings.venues, schedules=settings.schedules)
    resolution = resolve(inputs.plan, inputs.decisions, inputs.entries, context)
    known = {inputs.settings.coordinator.name, *(name for name, _ in settings.persons), *(person.name for person in inputs.people)}
    found = lint(decided(inputs.plan, inputs.decisions), calendar=inputs.window.calendar, persons=known)
    findings = [*inputs.problems, *told_once(inputs.plan, inputs.decisions, resolution.questions, found)]
    _show(findings, as_json=as_json)
    serious = [finding for finding in findings if finding.severity is not Severity.INFO]
    return FINDINGS if serious else DONE


def _show(findings: list[Problem], *, as_json: bool) -> None:
    if as_json:
        print_json([problem_data(finding) for finding in findings])
        return
    show_problems(findings)
    from rich.console import Console

    count = {severity: sum(1 for finding in findings if finding.severity is severity) for severity in Severity}
    Console(stderr=True, highlight=False).print(
        f"\nОшибок: {count[Severity.ERROR]}, предупреждений: {count[Severity.WARNING]}, вопросов: {count[Severity.QUESTION]}.")
