"""``notifier check``: everything that can be known to be wrong or open."""

from datetime import datetime
from pathlib import Path

from notifier.core.events import Context, resolve
from notifier.core.plan import lint
from notifier.doors.showing import as_problem, print_json, problem_data, show_problems
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
    decided = {decision.item for decision in inputs.decisions.by_item}
    persons = [name for name, _ in settings.persons] or None
    findings = [*inputs.problems, *(as_problem(question) for question in resolution.questions)]
    asked = {(finding.item, finding.code) for finding in findings}
    findings += [finding for finding in lint(inputs.plan, calendar=inputs.window.calendar, persons=persons)
                 if (finding.item, finding.code) not in asked and not _settled(finding, decided, findings)]
    _show(findings, as_json=as_json)
    serious = [finding for finding in findings if finding.severity is not Severity.INFO]
    return FINDINGS if serious else DONE


SAME = {"open-date": ("no-date", "milestones", "schedule"), "several-venues": ("two-venues",), "outside-year": ("out-of-year",),
        "no-time": ("no-time",)}
"""The linter's name for what resolving already asks: one finding is enough."""


def _settled(finding: Problem, decided: set[str], asked: list[Problem]) -> bool:
    codes = {other.code for other in asked if other.item == finding.item}
    return any(code in codes for code in SAME.get(finding.code, ())) or (finding.code in SAME and finding.item in decided)


def _show(findings: list[Problem], *, as_json: bool) -> None:
    if as_json:
        print_json([problem_data(finding) for finding in findings])
        return
    show_problems(findings)
    from rich.console import Console

    count = {severity: sum(1 for finding in findings if finding.severity is severity) for severity in Severity}
    Console(stderr=True, highlight=False).print(
        f"\nОшибок: {count[Severity.ERROR]}, предупреждений: {count[Severity.WARNING]}, вопросов: {count[Severity.QUESTION]}.")
