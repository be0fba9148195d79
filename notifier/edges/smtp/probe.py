"""A look at the submission server without a mail: connect, EHLO, TLS, AUTH, QUIT - the very code that sends, for ``doctor``."""

import time

from notifier.core.smtp_dialogue import Step
from notifier.edges.smtp.transport import SmtpTransport
from notifier.model.message import Cause, Outcome, Result
from notifier.model.settings import Limits, Smtp

LONGEST_SECONDS = 60


def probe(settings: Smtp) -> Result | None:
    """None when the server would take mail now; else what stands in the way. Tries every address of the server."""
    transport = SmtpTransport(settings, Limits())
    until = time.monotonic() + LONGEST_SECONDS
    try:
        while True:
            fault = transport._open(time.monotonic()) or _session(transport, until)
            if fault is None or not transport._untried or time.monotonic() > until:
                return fault
    finally:
        transport.close()


def _session(transport: SmtpTransport, until: float) -> Result | None:
    """One connection until it is ready for mail, or over."""
    if not transport._connections:
        return Result(Outcome.TEMPORARY, text="the server's address can't be reached", account=True, cause=Cause.NETWORK)
    connection = transport._connections[0]
    while not connection.usable:
        fault = connection.fault or (connection.dialogue.fault if connection.dialogue and connection.dialogue.step is Step.OVER else None)
        if fault is not None:
            transport._remove(connection)
            connection.close()
            return fault
        for key, _ in transport._selector.select(0.2):
            key.data.ready(time.monotonic())
        if time.monotonic() > min(until, connection.deadline()):
            connection.late()
        if connection.fault is None and connection.registered != (connection.socket.fileno(), connection.wants_write):
            transport._register(connection)
    return None
