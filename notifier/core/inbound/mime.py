"""A bounded message as a flat list of parts. Attachments are not decoded until somebody asks, and then within a limit.

``email`` with the compat32 policy does the parsing: it decodes no header by itself. File names and charsets come out of
parameters as plain text whatever they were encoded in (RFC 2231, RFC 2047, raw bytes).
"""

import email
import email.policy
import re
from dataclasses import dataclass
from email.errors import MissingHeaderBodySeparatorDefect
from email.message import Message
from urllib.parse import unquote_to_bytes

from notifier.core.clean import clean_line
from notifier.core.inbound.charset import decode
from notifier.core.inbound.envelope import header_text

_PARAMETER = re.compile(rb";\s*([A-Za-z0-9_-]+)(\*\d+)?(\*)?\s*=\s*(?:\"((?:[^\"\\]|\\.)*+)\"|([^\s;\"]*))")
_LOGO = re.compile(r"(?:image\d{3}|Outlook-\S{3,20})\.(?:png|jpe?g|gif)", re.IGNORECASE)
_SEAL = re.compile(r"application/(?:(?:x-)?pkcs7-signature|pgp-(?:signature|keys))")
_WANTED_FILES = (".csv", ".xlsx", ".ics", ".docx")


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf (or an enclosed message): its type in lower case, its parameters, its still encoded payload."""

    type: str
    charset: str
    name: str
    attached: bool
    method: str
    message: Message
    returned: bool  # inside an enclosed message or a report's returned part: not the sender's own words

    @property
    def decorates(self) -> bool:
        """A picture of a signature: shown inside the text, named by it (RFC 2392), or as Outlook calls the logos it makes files of. Or what
        a mail program signs each letter with (RFC 8551, RFC 3156)."""
        shown = _raw(self.message, "content-id") and not self.attached
        picture = self.type.startswith("image/") and (bool(shown) or _LOGO.fullmatch(self.name) is not None)
        return picture or _SEAL.fullmatch(self.type) is not None

    def data(self, *, limit: int) -> bytes | None:
        """The decoded bytes; None when there would be more than ``limit``."""
        payload = self._payload()
        return payload if len(payload) <= limit else None

    def text(self, *, limit: int) -> str:
        """The decoded text, or its beginning where it is longer than ``limit`` bytes."""
        return decode(self._payload()[:limit], self.charset)

    def _payload(self) -> bytes:
        _normalise_encoding(self.message)
        whole = self.message
        if isinstance(inner := whole.get_payload(), list):
            whole = Message()
            whole.set_payload("\n\n".join(_source(child) for child in inner if isinstance(child, Message)))
            whole["content-transfer-encoding"] = _raw(self.message, "content-transfer-encoding").decode("latin-1")
        payload = whole.get_payload(decode=True)
        return payload if isinstance(payload, bytes) else b""


def parse(raw: bytes) -> Message:
    """The message of these bounded bytes."""
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def parts_of(message: Message) -> tuple[Part, ...]:
    """All leaves in order, enclosed messages followed into (their parts are marked ``returned``)."""
    found: list[Part] = []
    stack: list[tuple[Message, bool]] = [(message, False)]
    while stack and len(found) < 400:
        current, returned = stack.pop()
        part = _part(current, returned)
        payload = current.get_payload()
        if not isinstance(payload, list):
            found.append(part)
            continue
        if part.type.startswith("message/"):
            found.append(part)
        inner = returned or part.type.startswith("message/")
        stack.extend((child, inner) for child in reversed(payload) if isinstance(child, Message))
    return tuple(found)


def is_wanted_file(name: str) -> bool:
    """A schedule or plan somebody may send us."""
    return name.lower().endswith(_WANTED_FILES)


def parameters(value: bytes) -> dict[str, str]:
    """Parameters of a Content-Type or Content-Disposition as text; continuations and encodings put together."""
    whole: dict[str, bytes] = {}
    encoded: set[str] = set()
    for key, section, star, quoted, plain in _PARAMETER.findall(b";" + value.partition(b";")[2]):
        name = key.decode("latin-1").lower()
        piece = re.sub(rb"\\(.)", rb"\1", quoted) if quoted else plain
        if star:
            encoded.add(name)
            piece = unquote_to_bytes(piece)
        whole[name] = whole.get(name, b"") + piece if section else whole.get(name) or piece
    result = {}
    for name, data in whole.items():
        if name not in encoded:
            result[name] = header_text(data)
            continue
        charset, quote, rest = data.partition(b"'")
        text = rest.partition(b"'")[2] if quote else data
        result[name] = decode(text, charset.decode("latin-1") if quote else None)
    return result


def parameterless(value: bytes) -> str:
    """What stands before the first semicolon."""
    return value.partition(b";")[0].decode("latin-1").strip()


def _part(message: Message, returned: bool) -> Part:
    value = _raw(message, "content-type")
    kind = parameterless(value).lower().split(" ")[0]
    if "/" not in kind:
        kind = "text/plain"
    given = parameters(value)
    disposition = _raw(message, "content-disposition")
    names = parameters(disposition)
    name = clean_line(names.get("filename") or given.get("name") or "", limit=200)
    return Part(type=kind, charset=given.get("charset", "").split(" ")[0], name=name,
                attached=parameterless(disposition).lower().startswith("attachment"),
                method=given.get("method", "").upper(), message=message, returned=returned)


def _source(message: Message) -> str:
    """What ``email`` took for a message, as it stood: a report's fields, which may be encoded (RFC 6533), and by gateways are."""
    torn = any(isinstance(defect, MissingHeaderBodySeparatorDefect) for defect in message.defects)
    payload = message.get_payload()
    fields = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
    return fields + ("" if torn else "\n") + (payload if isinstance(payload, str) else "")


def _normalise_encoding(message: Message) -> None:
    """«base64 » or «Base64; x» as ``email`` wants to see it."""
    given = _raw(message, "content-transfer-encoding")
    plain = parameterless(given).lower()
    if given and given.decode("latin-1") != plain:
        del message["content-transfer-encoding"]
        message["content-transfer-encoding"] = re.sub(r"[^a-z0-9-]", "", plain)


def _raw(message: Message, name: str) -> bytes:
    return next((_bytes(value) for key, value in message.raw_items() if key.lower() == name), b"")


def _bytes(value: object) -> bytes:
    text = str(value).replace("\r", "").replace("\n", " ")
    try:
        return text.encode("ascii", "surrogateescape")  # as ``email`` keeps bytes beyond ASCII
    except UnicodeError:
        return text.encode("utf-8", "replace")
