"""A look at the submission server without a mail: connect, EHLO, TLS, AUTH, QUIT - the very code that sends, for ``doctor``."""

import time

from notifier.core.smtp_opening import Step
from notifier.edges.smtp.transport import SmtpTransport
from notifier.model.message import Cause, Outcome, Result
from notifier.model.settings import Limits, Smtp

LONGEST_SECONDS = 60


def probe(settings: Smtp) -> Result | None:
    """None when the server would take mail now; else what stands in the way. Tries every address of the server."""
    transport = _Probing(settings, Limits())
    try:
        return transport.look(time.monotonic() + LONGEST_SECONDS)
    finally:
        transport.close()


class _Probing(SmtpTransport):
    """The transport up to the moment before a mail."""

    def look(self, until: float) -> Result | None:
        """Connections in turn, until one is ready for mail or none is left to try."""
        while True:
            fault = self._open(time.monotonic()) or self._session(until)
            if fault is None or fault.cause is Cause.AUTH or not self._server.untried or time.monotonic() > until:
                return fault  # a refused password is the same one at every address, and each try may lock the account

    def _session(self, until: float) -> Result | None:
        """One connection until it is ready for mail, or over."""
        if not self._connections:
            return Result(Outcome.TEMPORARY, text="the server's address can't be reached", account=True, cause=Cause.NETWORK)
        connection = self._connections[0]
        while not connection.usable:
            fault = connection.fault or (connection.dialogue.fault if connection.dialogue and connection.dialogue.step is Step.OVER
                                         else None)
            if fault is not None:
                self._remove(connection)
                connection.close()
                return fault
            for key, _ in self._selector.select(0.2):
                key.data.ready(time.monotonic())
            if time.monotonic() > min(until, connection.deadline()):
                connection.late()
            if connection.fault is None and connection.registered != (connection.socket.fileno(), connection.wants_write):
                self._register(connection)
        return None
