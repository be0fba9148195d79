"""Our own files: configuration, ledger, who may read and who must write, the calendar's data, templates."""

import os
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from notifier.doors.doctor.finding import ERROR, OK, WARNING, Finding, Found
from notifier.doors.owner import REINSTALL, as_owner
from notifier.edges.ledger.backup import condition
from notifier.edges.ledger.store import LEDGER, SCHEMA_VERSION, LedgerError
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.reading import paths_of
from notifier.model.problem import Problem, Severity


def settings(inputs: Inputs) -> Found:
    """What ``check`` says of the configuration's files."""
    yield from errors(inputs.problems) or [Finding(OK, str(inputs.settings.file))]


def errors(problems: Iterable[Problem]) -> list[Finding]:
    """Those of them that must be mended."""
    return [Finding(ERROR, f"{problem.where} {problem.text}".strip(), problem.advice)
            for problem in problems if problem.severity is Severity.ERROR]


def ledger(inputs: Inputs) -> Found:
    """Whole, of our schema, and owned by one service."""
    try:
        damage, _, pid = condition(inputs.settings.state)
    except LedgerError as error:
        missing = not (inputs.settings.state / LEDGER).exists()
        yield Finding(WARNING if missing else ERROR, str(error), "" if missing else "notifier restore КОПИЯ")
        return
    if damage != "ok":
        yield Finding(ERROR, f"повреждён: {damage}", "Остановите службу, верните копию: notifier restore КОПИЯ.")
    else:
        yield Finding(OK, f"цел, схема {SCHEMA_VERSION}, " + (f"им владеет процесс {pid}" if pid else "служба не запущена"))


def modes(inputs: Inputs) -> Found:
    """Nobody else reads the state and the passwords; the service may write what it must."""
    config = inputs.settings
    standing = _standing(config.state)
    if not standing.is_dir():
        yield Finding(ERROR, f"{standing} — файл, а нужна папка: журнал не записывается", "Исправьте [state] folder.")
        return
    secrets = [path for path in (config.smtp.password_file, config.imap.password_file) if path is not None]
    kept = [path for pattern in ("*.sqlite3*", "sent.log*", "instance", "backups/*.sqlite3") for path in sorted(config.state.glob(pattern))]
    wrong = [Finding(ERROR, f"{path} доступен другим пользователям", f"chmod go= {path}")
             for path in (config.state, *kept, *secrets) if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    wrong += [*_of_others(config.state), *_closed(inputs)]
    yield from wrong or [Finding(OK, "папка состояния и пароли закрыты от других, служба может писать")]


def _of_others(state: Path) -> Found:
    """What is not the folder's owner's, the service can't use: a command of root's left it, or a copy."""
    if not state.exists():
        return
    owner = state.stat().st_uid
    others = [path for folder in (state, state / "good", state / "backups") for path in sorted(folder.glob("*"))
              if path.lstat().st_uid != owner]
    if others:
        yield Finding(ERROR, f"{others[0]} принадлежит не владельцу папки состояния (таких {len(others)}): служба его не запишет",
                      f"chown -R --reference={state} {state}")


def _closed(inputs: Inputs) -> Found:
    """What the service may not write (the ledger's folder, or where it is to be made, and the folder where decisions by mail are
    written), and what it may not read: its files, its program."""
    config = inputs.settings
    files = [path for path in (config.file, *paths_of(config)) if path.exists()]
    state = _standing(config.state)
    folders = dict.fromkeys((state, _standing(config.dates.parent)))
    with as_owner(config.state):
        closed = [folder for folder in folders if not os.access(folder, os.W_OK | os.X_OK, effective_ids=True)]
        unread = [path for path in files if not os.access(path, os.R_OK, effective_ids=True)]
        program = [path for path in (sys.executable, __file__) if not os.access(path, os.R_OK, effective_ids=True)]
    for folder in closed:
        said = "журнал не записывается" if folder == state else "решения координатора по почте не записать в файл дат"
        yield Finding(ERROR, f"{folder} закрыта для записи: {said}", f"Откройте папку службе: chown или chmod u+rwx {folder}")
    if unread:
        yield Finding(ERROR, f"{unread[0]} закрыт от пользователя службы (таких {len(unread)}): действует прежний, а без config.toml "
                      "она не запустится", "Откройте файл и его папку службе: chgrp и chmod g+rX; файл с паролем отдайте ей: chown.")
    if program:
        yield Finding(ERROR, f"{os.path.realpath(program[0])} закрыт от пользователя службы: она не запустится", REINSTALL)


def _standing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def calendar(inputs: Inputs) -> Found:
    """Whether the days off of the plan's years are the official ones, or only the law's general rule."""
    from holidays.countries.russia import Russia

    make: Callable[[], object] = Russia
    known = getattr(make(), "special_public_holidays", {})
    first = inputs.plan.school_year.start.year
    unknown = [year for year in (first, first + 1) if year not in known]
    if unknown:
        yield Finding(WARNING, f"переносов выходных за {', '.join(map(str, unknown))} год в данных ещё нет: известны только "
                      "сами праздники", "Когда постановление выйдет, обновите пакет holidays или впишите дни в [calendar] off и work.")
    else:
        yield Finding(OK, f"выходные и переносы {first} и {first + 1} годов известны")


def templates(inputs: Inputs) -> Found:
    """Every template compiles."""
    wrong = inputs.templates.syntax_errors()
    for failure in wrong:
        yield Finding(ERROR, str(failure), "Исправьте строку или уберите файл: тогда действует шаблон из поставки.")
    if not wrong:
        yield Finding(OK, f"{len(inputs.templates.sources)} шт. читаются")
