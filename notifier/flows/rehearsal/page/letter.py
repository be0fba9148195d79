"""One .eml as its recipient's mail program finds it: what is in the bytes, whatever the ledger thinks of it.

Never raises on strange bytes: what can't be decoded is shown with replacement characters, what is missing is empty.
"""

import email
import email.utils
from binascii import Error as Base64Error
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Letter:
    """Headers decoded, bodies as text with ``\\n``. ``calendar`` is the part programs act on, ``attached`` its copy as a file."""

    sender: str
    to: str
    address: str  # the mailbox in To
    subject: str
    date: str
    reply_to: str
    unsubscribe: str
    text: str = ""
    html: str = ""
    calendar: bytes | None = None
    calendar_method: str = ""  # the method parameter of the part's Content-Type
    attached: bytes | None = None


def read_letter(path: Path) -> Letter:
    """Read one file. OSError where it can't be read."""
    return parse_letter(path.read_bytes())


def parse_letter(data: bytes) -> Letter:
    """Decode the bytes of one mail."""
    message = email.message_from_bytes(data)
    bodies = {"text/plain": "", "text/html": ""}
    calendar, method, attached = None, "", None
    for part in message.walk():
        kind = part.get_content_type()
        if part.get_filename() and kind in ("application/ics", "text/calendar"):
            attached = _payload(part)
        elif kind == "text/calendar" and calendar is None:
            calendar, method = _payload(part), str(part.get_param("method") or "")
        elif kind in bodies and not bodies[kind]:
            bodies[kind] = _text(part)
    to = _header(message, "To")
    return Letter(
        sender=_header(message, "From"), to=to, address=_address(message, "To"), subject=_header(message, "Subject"),
        date=_header(message, "Date"), reply_to=_address(message, "Reply-To"),
        unsubscribe=_header(message, "List-Unsubscribe").strip("<> "), text=bodies["text/plain"], html=bodies["text/html"],
        calendar=calendar, calendar_method=method.upper(), attached=attached)


def _header(message: Message, name: str) -> str:
    raw = str(message.get(name) or "")
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (HeaderParseError, LookupError, UnicodeDecodeError, Base64Error):
        return " ".join(raw.split())


def _address(message: Message, name: str) -> str:
    """The bare mailbox, read before encoded words are decoded: a name can't pose as an address."""
    return email.utils.parseaddr(str(message.get(name) or ""))[1].casefold()


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    try:
        text = _payload(part).decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = _payload(part).decode("utf-8", "replace")
    return text.replace("\r\n", "\n")
