"""``person export`` and ``person erase`` (152-ФЗ): what is known of somebody, and forgetting it; ``person resume``: write again."""

from contextlib import closing
from datetime import datetime
from pathlib import Path

import click

from notifier.doors.arming import act
from notifier.doors.codes import DONE, NOT_DONE
from notifier.doors.showing import print_json
from notifier.doors.usage import address_of
from notifier.doors.yes import agreed
from notifier.edges.ledger.privacy import Privacy
from notifier.edges.ledger.store import Store
from notifier.flows.arming.requests import Request
from notifier.flows.inputs import Inputs
from notifier.flows.inputs.reading import InputReader
from notifier.model.person import as_of


def export(config: Path, address: str, now: datetime) -> int:
    """JSON of everything the list and the ledger know of the person."""
    inputs = InputReader(config, network=False).read(now)
    address = address_of(address, "ADDRESS")
    known = _known(inputs, address)
    listed = [{"name": person.name, "email": person.email, "school": person.school, "groups": list(person.groups),
               "greeting": person.greeting, "left": person.left.isoformat() if person.left else None}
              for person in inputs.people if person.email == address]
    if known is None and not listed:
        click.echo("Об этом адресе ничего не известно.", err=True)
        return NOT_DONE
    print_json({"address": address, "list": listed, "ledger": known, "elsewhere": _elsewhere(inputs, address)})
    return DONE


def erase(config: Path, address: str, now: datetime, *, yes: bool) -> int:
    """Forget the person. Refused while the list still names them as present, or the settings: they would be written to again."""
    inputs = InputReader(config, network=False).read(now)
    address = address_of(address, "ADDRESS")
    today = now.astimezone(inputs.window.calendar.zone).date()
    if any(person.email == address and person.left is None for person in as_of(inputs.people, today)):  # also who is to leave later
        click.echo(f"{address} стоит в списке людей: сначала уберите строку (или поставьте в графе «выбыл» (left) день не позже "
                   "сегодняшнего), иначе человеку будут писать дальше как новому.", err=True)
        return NOT_DONE
    if any(mailbox.email == address for mailbox in inputs.settings.mailboxes):
        click.echo(f"{address} стоит в настройках ({config}): сначала уберите его оттуда, иначе на этот адрес напишут снова.", err=True)
        return NOT_DONE
    known = _known(inputs, address)
    if known is None:
        click.echo("Об этом адресе ничего не известно.", err=True)
        return NOT_DONE
    click.echo(f"Будет стёрто: имя, школа, адрес, тексты писем ({len(known['messages'])}), "
               f"ответы ({len(known['answers'])}), отказы ({len(known['bounces'])}), заметки ({len(known['notes'])}), "
               f"сводки с этим именем ({len(known['reports'])}).\nОтменить нельзя.")
    if not yes and not agreed("Стереть?"):
        return NOT_DONE
    code = act(config, inputs, Request("erase", address), now, "Стёрто.")
    if code == DONE:
        click.echo("Осталось за вами:")
        for line in _elsewhere(inputs, address):
            click.echo(f"  {line}")
    return code


def resume(config: Path, address: str, now: datetime) -> int:
    """Write again to an address that was paused: its mailbox works again, or the person changed their mind."""
    inputs = InputReader(config, network=False).read(now)
    address = address_of(address, "ADDRESS")
    return act(config, inputs, Request("resume", address), now, f"{address}: письма снова будут уходить.")


def _known(inputs: Inputs, address: str) -> "dict[str, list[object]] | None":
    with closing(Store.read(inputs.settings.state)) as store:
        return Privacy(store).export(address)


def _elsewhere(inputs: Inputs, address: str) -> list[str]:
    """Where else a person may stand: files of people, copies, the mailbox."""
    settings = inputs.settings
    listed = any(person.email == address for person in inputs.people)
    places = [*([f"{settings.people}: список людей"] if listed else []),
              f"{settings.state / 'backups'}: ежедневные копии журнала сменяются сами за {settings.backups} дн., "
              "сделанные по notifier backup (с часом в имени) удалите",
              f"{settings.state}: replaced-*.sqlite3, если журнал восстанавливали"]
    if settings.transport == "maildir":
        places.append(f"{settings.state / 'maildir'}: письма, сложенные в папку")
    return [*places, f"{settings.organizer.email}: ответы в почтовом ящике службы и её отправленные", "резервные копии сервера"]
