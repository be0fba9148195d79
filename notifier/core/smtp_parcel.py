"""A message as one server takes it: its envelope and body in an SMTP session's words, or why it can't go there (RFC 5321, 1870, 6152).

Promises: an address that could be read as something else, a line end that a server could be made to misread and an 8-bit byte that
it does not take never reach the wire.
"""

import re

from notifier.model.message import Cause, Outcome, Outgoing, Result

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*"
                      r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class Parcel:
    """A message on its way through the dialogue."""

    __slots__ = ("body", "dot", "envelope", "fault", "given", "outgoing")

    def __init__(self, outgoing: Outgoing, envelope: bytes, body: bytes, dot: bytes) -> None:
        self.outgoing = outgoing
        self.envelope = envelope      # MAIL and RCPT
        self.body = body              # dot-stuffed; for BDAT as it is
        self.dot = dot                # what ends it
        self.fault: Result | None = None
        self.given = 0                # the stream's length up to and with the final dot; 0: not written yet


class Packing:
    """How parcels are made for one server, by what it said at EHLO that it takes. Without a word: the least."""

    def __init__(self, extensions: dict[str, str] | None = None, *, chunking: bool = False) -> None:
        offered = extensions or {}
        size = offered.get("SIZE", "")
        self._most_bytes = int(size) if size.isdecimal() and len(size) < 16 else 0
        self._eight_bits = "8BITMIME" in offered
        self._chunking = chunking
        self._sender = ""  # the envelope sender checked last

    def parcel(self, outgoing: Outgoing) -> Parcel | Result:
        """The message ready to go; the end of it where it can't."""
        content = outgoing.content
        refusal = self._refusal(outgoing, content)
        if refusal is not None:
            return refusal
        options = f" SIZE={len(content)}" if self._most_bytes else ""
        if not (outgoing.pure or content.isascii()):
            options += " BODY=8BITMIME"
        envelope = f"MAIL FROM:<{outgoing.sender}>{options}\r\nRCPT TO:<{outgoing.address}>\r\n".encode("ascii")
        body, dot = (content, b"") if self._chunking else stuffed(content, without_dots=outgoing.pure)
        return Parcel(outgoing, envelope, body, dot)

    def _refusal(self, outgoing: Outgoing, content: bytes) -> Result | None:
        if not _ADDRESS.fullmatch(outgoing.address):
            return Result(Outcome.PERMANENT, text="not an address that can be written into an envelope", cause=Cause.ADDRESS)
        if outgoing.sender and outgoing.sender != self._sender and not _ADDRESS.fullmatch(outgoing.sender):
            return Result(Outcome.OURS, text="our own address can't be written into an envelope", account=True, cause=Cause.CONFIG)
        if self._most_bytes and len(content) > self._most_bytes:
            return Result(Outcome.OURS, 552, "5.3.4", f"larger than the {self._most_bytes} bytes the server takes", cause=Cause.SIZE)
        if not outgoing.pure and not pure(content):
            return Result(Outcome.OURS, text="bare CR, LF or NUL in the stored mail", cause=Cause.POISON)
        if not outgoing.pure and not content.isascii() and not self._eight_bits:
            return Result(Outcome.OURS, text="8-bit bytes in the mail, and the server takes none", cause=Cause.POISON)
        self._sender = outgoing.sender
        return None


def pure(content: bytes) -> bool:
    """Whether lines end with CRLF and nothing else, and no NUL is inside: what a server can't be made to misread."""
    ends = content.count(b"\r\n")
    return content.count(b"\n") == ends and content.count(b"\r") == ends and b"\0" not in content


def stuffed(content: bytes, *, without_dots: bool = False) -> tuple[bytes, bytes]:
    """A message as DATA carries it (RFC 5321 section 4.5.2): leading dots doubled, and what ends it. ``without_dots``: no line of it begins
    with a dot, as somebody knows who looked before."""
    if not without_dots:
        content = content.replace(b"\r\n.", b"\r\n..")
        if content[:1] == b".":
            content = b"." + content
    return content, b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"
