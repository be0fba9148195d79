"""Handing mail to a submission server: sockets, TLS and time-outs around ``core.smtp_dialogue``."""

from notifier.edges.smtp.connection import Patience
from notifier.edges.smtp.transport import SmtpTransport

__all__ = ["Patience", "SmtpTransport"]
