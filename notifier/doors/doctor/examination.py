"""All checks, one after the other. Exit code 0 when nothing is wrong (warnings allowed), 1 when something is, 2 without settings."""

from datetime import datetime
from pathlib import Path

from notifier.doors.codes import BROKEN, DONE, NOT_DONE
from notifier.doors.doctor.files import calendar, errors, ledger, modes, settings, templates
from notifier.doors.doctor.finding import ERROR, Finding, Found
from notifier.doors.doctor.machine import clock, disk, versions, zone
from notifier.doors.doctor.mail import imap, names, senders, smtp
from notifier.doors.showing import print_json
from notifier.edges.ledger.store import LedgerError
from notifier.flows.inputs import BrokenInputs
from notifier.flows.inputs.reading import InputReader


def examine(config: Path, now: datetime, *, as_json: bool) -> int:
    """All checks, in order; a check that fails itself is a finding, not a crash."""
    found = [*versions()]
    failed = NOT_DONE
    try:
        inputs = InputReader(config, network=False, tries=True).read(now)
    except BrokenInputs as error:
        failed = BROKEN
        found += [("настройки", one) for one in errors(error.problems)]
    else:
        checks = {
            "настройки": settings(inputs), "часы": clock(inputs, now), "часовые пояса": zone(inputs, now), "журнал": ledger(inputs),
            "диск": disk(inputs), "права": modes(inputs), "отправка": smtp(inputs), "ответы": imap(inputs),
            "отправители": senders(inputs), "домен": names(inputs), "календарь": calendar(inputs), "шаблоны": templates(inputs),
        }
        found += [(check, one) for check, findings in checks.items() for one in _guarded(findings)]
    if as_json:
        print_json([{"level": one.level, "check": check, "text": one.text, "advice": one.advice} for check, one in found])
    else:
        for check, one in found:
            print(f"{one.level:8}  {check}: {one.text}" + (f"\n          → {one.advice}" if one.advice else ""))
    return failed if any(one.level == ERROR for _, one in found) else DONE


def _guarded(findings: Found) -> list[Finding]:
    try:
        return list(findings)
    except PermissionError as error:
        return [Finding(ERROR, f"нет права на {error.filename}", "Выполните doctor от root или от имени пользователя службы; если это он и "
                        "есть, отдайте ему названное: chown.")]
    except (OSError, ValueError, LedgerError) as error:
        return [Finding(ERROR, f"проверка не удалась: {error}")]
