"""The beginning of an SMTP session: greeting, EHLO, STARTTLS, AUTH (RFC 5321, 3207, 4954), up to where it may be given messages.

Nothing but EHLO goes over an unencrypted line unless that was asked for.
"""

import base64
from dataclasses import dataclass
from enum import Enum, auto

from notifier.core.replies import Phase, of_session
from notifier.model.message import Cause, Outcome, Result


class Security(Enum):
    """How the session is protected. ``NONE`` only for loopback; the settings' reader sees to it, and the transport again."""

    NONE = auto()
    STARTTLS = auto()
    TLS = auto()


class Step(Enum):
    """Where the session is, for time-outs and for what a reply means."""

    GREETING = auto()
    EHLO = auto()
    STARTTLS = auto()
    HANDSHAKE = auto()   # the socket's owner encrypts, then calls ``secured``
    AUTH = auto()
    READY = auto()       # may be given messages
    OVER = auto()


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who logs in."""

    user: str
    password: str


class Opening:
    """One session's way to ``READY``. ``step`` says what is awaited, ``extensions`` what the server offers."""

    def __init__(self, hello: str, security: Security, credentials: Credentials | None) -> None:
        self.step = Step.GREETING
        self.extensions: dict[str, str] = {}
        self._hello = hello
        self._credentials = credentials
        self._secure = security is not Security.STARTTLS
        self._old = False
        self._login: list[bytes] = []

    def secured(self) -> bytes:
        """The line is encrypted now. What is said next, where the session began without."""
        self._secure = True
        return self._greet() if self.step is Step.HANDSHAKE else b""

    def answer(self, code: int, lines: list[str]) -> bytes | Result:
        """What a reply is answered with, nothing where only the step changed. A Result: why there will be no session."""
        if self.step is Step.GREETING:
            return self._greet() if code == 220 else of_session(Phase.GREETING, code, lines)
        if self.step is Step.EHLO:
            return self._greeted(code, lines)
        if self.step is Step.STARTTLS:
            if code != 220:
                return of_session(Phase.STARTTLS, code, lines)
            self.step = Step.HANDSHAKE
        elif self.step is Step.AUTH:
            return self._logged_in(code, lines)
        return b""

    def _greet(self) -> bytes:
        self.step = Step.EHLO
        return f"EHLO {self._hello}\r\n".encode("ascii")

    def _greeted(self, code: int, lines: list[str]) -> bytes | Result:
        if code in (500, 502, 504) and self._secure and self._credentials is None and not self._old:
            self._old = True  # RFC 5321 section 3.2: a server from before extensions
            return f"HELO {self._hello}\r\n".encode("ascii")
        if code != 250:
            return of_session(Phase.EHLO, code, lines)
        words = [line.split(None, 1) for line in lines[1:] if line.strip()]
        self.extensions = {word[0].upper(): word[1] if len(word) > 1 else "" for word in words}
        if not self._secure:
            if "STARTTLS" not in self.extensions:
                return Result(Outcome.TEMPORARY, text="the server does not offer STARTTLS", account=True, cause=Cause.TLS)
            self.step = Step.STARTTLS
            return b"STARTTLS\r\n"
        if self._credentials is not None:
            return self._log_in(self._credentials)
        self.step = Step.READY
        return b""

    def _log_in(self, credentials: Credentials) -> bytes | Result:
        offered = self.extensions.get("AUTH", "").upper().split()
        user, password = credentials.user.encode(), credentials.password.encode()
        if "PLAIN" in offered:
            self._login = []
            said = b"AUTH PLAIN " + base64.b64encode(b"\0" + user + b"\0" + password) + b"\r\n"
        elif "LOGIN" in offered:
            self._login = [base64.b64encode(user), base64.b64encode(password)]
            said = b"AUTH LOGIN\r\n"
        else:
            return Result(Outcome.TEMPORARY, text="the server offers neither AUTH PLAIN nor AUTH LOGIN", account=True, cause=Cause.CONFIG)
        self.step = Step.AUTH
        return said

    def _logged_in(self, code: int, lines: list[str]) -> bytes | Result:
        if code == 334 and self._login:
            return self._login.pop(0) + b"\r\n"
        if code != 235:
            return of_session(Phase.AUTH, code, lines)
        self.step = Step.READY
        return b""
