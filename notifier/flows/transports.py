"""Which transport the settings name."""

import os
from pathlib import Path

from notifier.edges.maildir import MaildirTransport
from notifier.flows.wire import Transport
from notifier.model.settings import Settings


def transport_of(settings: Settings) -> Transport:
    """The transport of ``[mail] transport``. ``maildir`` is ``state/maildir``."""
    if settings.transport == "smtp":
        from notifier.edges.smtp import SmtpTransport  # ssl only where it is spoken

        return SmtpTransport(settings.smtp, settings.limits)
    return MaildirTransport(settings.state / "maildir")


def credential_of(settings: Settings) -> str:
    """Something that changes when the SMTP password does: the breaker of a refused password waits for it."""
    path = settings.smtp.password_file
    if path is None and os.environ.get("CREDENTIALS_DIRECTORY"):
        path = Path(os.environ["CREDENTIALS_DIRECTORY"]) / "smtp-password"
    if path is None:
        return ""
    try:
        status = path.stat()
    except OSError:
        return "missing"
    return f"{status.st_mtime_ns}-{status.st_size}-{status.st_ino}"
