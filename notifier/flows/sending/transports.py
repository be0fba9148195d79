"""Which transport the settings name, and what stands in the envelope."""

from collections.abc import Callable
from pathlib import Path

from notifier.core.inbound.token import verp
from notifier.edges.files import secret
from notifier.edges.maildir import MaildirTransport
from notifier.flows.sending.wire import Transport
from notifier.model.settings import Settings

LONGEST_LOCAL = 64
"""RFC 5321 section 4.5.3.1.1."""


def transport_of(settings: Settings) -> Transport:
    """The transport of ``[mail] transport``. ``maildir`` is ``state/maildir``."""
    if settings.transport == "smtp":
        from notifier.edges.smtp import SmtpTransport  # ssl only where it is spoken

        return SmtpTransport(settings.smtp, settings.limits)
    return MaildirTransport(settings.state / "maildir")


def sender_of(settings: Settings, secret: bytes) -> Callable[[int], str]:
    """The envelope sender of message ``n``: the organizer's mailbox; with ``[smtp] verp`` its own address of that mailbox, so that
    a bounce names its message whatever it returns of it. The same at every attempt."""
    address = settings.organizer.email
    local, _, domain = address.rpartition("@")

    def own(number: int) -> str:
        marked = f"{local}+{verp(secret, number)}"
        return f"{marked}@{domain}" if len(marked) <= LONGEST_LOCAL else address

    return own if settings.transport == "smtp" and settings.smtp.verp else lambda _number: address


def credential_of(settings: Settings) -> str:
    """Something that changes when the SMTP password does: the breaker of a refused password waits for it."""
    return stamp_of(secret.password_file(settings.smtp.password_file, secret.SMTP))


def stamp_of(path: Path | None) -> str:
    """Something that changes when this file does; empty for none."""
    if path is None:
        return ""
    try:
        status = path.stat()
    except OSError:
        return "missing"
    return f"{status.st_mtime_ns}-{status.st_size}-{status.st_ino}"
