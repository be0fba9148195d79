"""The command line. One function turns exceptions into advice and exit codes."""

import io
import logging
import os
import sys
from typing import Any

import click

from notifier.doors.codes import BROKEN, FAILED, NOT_DONE
from notifier.doors.commands import decision, ledger, look, plan, service
from notifier.doors.commands.call import CONFIG_HELP
from notifier.doors.helping import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="notifier", message="%(prog)s %(version)s", help="Показать версию.")
@click.option("--config", "config", metavar="FILE", help=CONFIG_HELP)
@click.option("-v", "--verbose", is_flag=True, help="Подробности в журнал (stderr).")
@click.pass_context
def notifier(context: click.Context, config: str | None, verbose: bool) -> None:
    """План года школьных библиотекарей: приглашения, переносы, отмены и напоминания — вовремя и без выдуманных дат."""
    context.obj = {"config": config, "verbose": verbose}
    # What the log says is English and for journald: only ``run`` and ``tick`` open it. Everybody else is told in Russian.
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


for room in (plan, decision, service, look, ledger):
    for command in room.COMMANDS:
        notifier.add_command(command)


def main(arguments: list[str] | None = None) -> None:
    """Entry point: runs a command and exits with its code; no traceback for a person's mistake."""
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.stdin is None:  # «<&-»: nobody answers
        sys.stdin = io.StringIO()
    try:
        _told_in_utf8(sys.argv[1:] if arguments is None else arguments)
        code: Any = notifier.main(args=arguments, standalone_mode=False)
        return int(code or 0)
    except click.ClickException as error:
        from notifier.doors.usage import explained

        click.echo(explained(error), err=True)
        return BROKEN
    except click.Abort:
        click.echo("Прервано.", err=True)
        return NOT_DONE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOT_DONE
    except Exception as error:
        return explain(error)


def _told_in_utf8(arguments: list[str]) -> None:
    """Words of a terminal in another encoding would be written without the letters that are none; a file may be called anything."""
    for word in arguments:
        if any("\ud800" <= letter <= "\udfff" for letter in word) and not os.path.lexists(word):
            raise click.UsageError(f"«{word}» записано не в UTF-8; переключите терминал на UTF-8")


def explain(error: Exception) -> int:
    """Advice for what a person or the machine got wrong; a traceback only for a mistake of ours."""
    from notifier.edges.ledger.guard import in_words
    from notifier.edges.ledger.store import LedgerBusy, LedgerError, LedgerMissing
    from notifier.flows.inputs import BrokenInputs
    from notifier.flows.rehearsal.script import ScriptError

    error = in_words(error) or error
    if isinstance(error, BrokenInputs):
        from notifier.doors.showing import show_problems

        show_problems(error.problems)
        return BROKEN
    for kinds, code in ((LedgerBusy | LedgerMissing, NOT_DONE), (LedgerError, FAILED), (ScriptError, BROKEN)):
        if isinstance(error, kinds):  # of the first nothing is broken: somebody else is at work, or nobody was yet
            click.echo(str(error), err=True)
            return code
    if isinstance(error, PermissionError) and error.filename is not None:
        click.echo(f"Нет права на {error.filename}. Откройте доступ тому, кто выполняет команду, или выполните её от root.", err=True)
        return FAILED
    if isinstance(error, ImportError):  # also of the standard library's parts, which say no file
        from notifier.doors.owner import REINSTALL

        part = f" ({error.name})" if error.name else ""
        click.echo(f"Часть программы не читается{part}: она закрыта от пользователя службы, от имени которого действует и root, или "
                   f"поставлена не целиком. {REINSTALL}", err=True)
        return FAILED
    from notifier.doors.logs import nameless

    click.echo(nameless(error), err=True)  # a service's stderr is its log: no data in it
    click.echo("Это ошибка программы. Пришлите текст выше разработчикам; ничего лишнего не отправлено.", err=True)
    return FAILED


if __name__ == "__main__":
    main()
