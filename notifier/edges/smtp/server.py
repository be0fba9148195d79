"""The submission server of the settings: its addresses in turn, and a session with it that is just being made.

Promises: TLS verified by ``ssl.create_default_context``, unencrypted sessions only to a loopback address; the password is read anew for
each connection.
"""

import ipaddress
import socket
import ssl
from collections import deque
from collections.abc import Callable

from notifier.core.smtp_dialogue import Dialogue
from notifier.core.smtp_opening import Credentials, Security
from notifier.edges.files import secret
from notifier.edges.smtp.connection import Connection, Patience
from notifier.model.message import Cause, Outcome, Outgoing, Result
from notifier.model.settings import Smtp

Target = tuple[int, tuple[object, ...]]

_SECURITY = {"none": Security.NONE, "starttls": Security.STARTTLS, "tls": Security.TLS}


class Server:
    """Where mail is handed over. ``good``: the address that answered last; ``untried``: those not tried since they were asked for."""

    def __init__(self, settings: Smtp, patience: Patience) -> None:
        self.good: Target | None = None
        self.untried: deque[Target] = deque()
        self._settings = settings
        self._patience = patience

    def connect(self, now: float, take: Callable[[], Outgoing | None]) -> Connection | Result:
        """A connection being made, which takes its messages from ``take``; the fault when there is no trying."""
        settings = self._settings
        try:
            credentials = Credentials(settings.user, secret.read_password(settings.password_file, secret.SMTP)) if settings.user else None
            context = self._context() if settings.security != "none" else None
        except (secret.SecretError, OSError) as error:
            return Result(Outcome.OURS, text=str(error), account=True, cause=Cause.CONFIG)
        target = self.good or self._next_target()
        if isinstance(target, Result):
            return target
        family, address = target
        if settings.security == "none" and not _loopback(address):
            return Result(Outcome.OURS, text="security none is for a loopback address only", account=True, cause=Cause.CONFIG)
        try:
            connection = Connection(family, address, host=settings.host, context=context, tls_at_once=settings.security == "tls",
                                    patience=self._patience, now=now)
        except OSError as error:  # no descriptor is left: what flies goes on
            return Result(Outcome.TEMPORARY, text=f"no socket: {error.strerror}", account=True, cause=Cause.LOCAL)
        connection.dialogue = Dialogue(hello=_literal(connection.socket), security=_SECURITY[settings.security],
                                       credentials=credentials, take=take)
        return connection

    def _next_target(self) -> Target | Result:
        """The server's addresses in turn, asked for anew when all were tried."""
        if not self.untried:
            try:
                found = socket.getaddrinfo(self._settings.host, self._settings.port, type=socket.SOCK_STREAM)
            except socket.gaierror as error:
                unknown = error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
                return Result(Outcome.OURS if unknown else Outcome.TEMPORARY, text=f"{self._settings.host}: {error.strerror}",
                              account=True, cause=Cause.CONFIG if unknown else Cause.DNS)
            except (UnicodeError, OSError) as error:
                return Result(Outcome.OURS, text=f"{self._settings.host}: {error}", account=True, cause=Cause.CONFIG)
            self.untried.extend((family, address) for family, _, _, _, address in found)
        return self.untried.popleft()

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if self._settings.ca_file is not None:
            context.load_verify_locations(self._settings.ca_file)
        return context


def _loopback(address: tuple[object, ...]) -> bool:
    return ipaddress.ip_address(str(address[0]).split("%")[0]).is_loopback


def _literal(own: socket.socket) -> str:
    """Our name in EHLO: an address literal (RFC 5321 section 4.1.3) - true everywhere, and no resolver is asked."""
    try:
        address = ipaddress.ip_address(str(own.getsockname()[0]).split("%")[0])
    except (OSError, ValueError):
        return "[127.0.0.1]"
    if address.is_unspecified:
        return "[127.0.0.1]"
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"
