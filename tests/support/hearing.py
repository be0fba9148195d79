"""Mail that arrives in a ``Year``: read and taken into account, through everything but the mailbox."""

from datetime import UTC
from email.message import EmailMessage
from email.utils import format_datetime

from notifier.core.inbound.read import read
from notifier.flows.deciding.commands import Commands
from notifier.flows.hearing.ear import ours_of
from notifier.flows.hearing.intake import Intake
from support.year import Year


def hear(year: Year, raw: bytes) -> None:
    """A mail arrives and is read."""
    commands = Commands(year.inputs, year.ledger, year.view, ours_of(year.inputs), year.now.astimezone(UTC))  # the service's clock
    secret = year.ledger.facts.secret()
    Intake(year.inputs, year.ledger, commands, secret, year.now).hear(read(raw, ours=ours_of(year.inputs)))


def letter(year: Year, text: str, *, sender: str = "coordinator@cdo.example", answers: str = "") -> bytes:
    """A plain mail of a person, answering one of ours."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "gmo@cdo.example", "Re: Сводка"
    mail["Date"] = format_datetime(year.now)
    mail["Message-ID"] = f"<{abs(hash((text, year.now, sender)))}@people.example>"
    if answers:
        mail["In-Reply-To"] = answers
    mail.set_content(text)
    return mail.as_bytes()
