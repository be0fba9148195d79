"""All checks, one after the other. Exit code 0 when nothing is wrong (warnings allowed), 1 when something is, 2 without settings."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from notifier.doors.codes import BROKEN, DONE, NOT_DONE
from notifier.doors.doctor.files import calendar, ledger, modes, settings, templates
from notifier.doors.doctor.finding import ERROR, Finding, Found
from notifier.doors.doctor.machine import clock, disk, versions, zone
from notifier.doors.doctor.mail import imap, names, smtp
from notifier.doors.showing import print_json
from notifier.edges.ledger.store import LedgerError
from notifier.flows.inputs import BrokenInputs, Inputs
from notifier.flows.inputs.reading import InputReader
from notifier.model.problem import Severity


def examine(config: Path, now: datetime, *, as_json: bool) -> int:
    """All checks, in order; a check that fails itself is a finding, not a crash."""
    findings = [*versions()]
    failed = NOT_DONE
    try:
        inputs = InputReader(config, network=False, tries=True).read(now)
    except BrokenInputs as error:
        failed = BROKEN
        findings += [Finding(ERROR, "настройки", f"{problem.where} {problem.text}".strip(), problem.advice)
                     for problem in error.problems if problem.severity is Severity.ERROR]
    else:
        checks: tuple[Callable[[Inputs, datetime], Found], ...] = (
            settings, clock, zone, ledger, disk, modes, smtp, imap, names, calendar, templates)
        for check in checks:
            findings += _guarded(check, inputs, now)
    if as_json:
        print_json([{"level": one.level, "check": one.check, "text": one.text, "advice": one.advice} for one in findings])
    else:
        for one in findings:
            print(f"{one.level:8}  {one.check}: {one.text}" + (f"\n          → {one.advice}" if one.advice else ""))
    return failed if any(one.level == ERROR for one in findings) else DONE


def _guarded(check: Callable[[Inputs, datetime], Found], inputs: Inputs, now: datetime) -> list[Finding]:
    try:
        return list(check(inputs, now))
    except (OSError, ValueError, LedgerError) as error:
        return [Finding(ERROR, check.__name__, f"проверка не удалась: {error}")]
