"""The mail's bytes: mixed[ alternative[ plain, html, calendar ], invite.ics ] or alternative[ plain, html ]. ASCII, CRLF.

Every body is base64 of UTF-8 in lines of 76 characters. The calendar part comes last in the alternative, without a name
(docs/invitations.md 1-5); the attachment is byte-identical. Boundaries hold «_», which base64 has not, so they need no randomness.
"""

from binascii import b2a_base64
from functools import lru_cache

LINE_BYTES, _LINE = 57, 76
_MIXED, _ALTERNATIVE = "=_notifier_mixed", "=_notifier_alternative"


def base64_lines(data: bytes) -> bytes:
    """Base64 in lines of 76 characters, each with CRLF (RFC 2045 section 6.8)."""
    encoded = b2a_base64(data, newline=False)  # 57 bytes are 19 whole groups of three: cutting afterwards is the same
    if 0 < len(encoded) <= _LINE:
        return encoded + b"\r\n"
    return b"\r\n".join([encoded[at:at + _LINE] for at in range(0, len(encoded), _LINE)]) + b"\r\n" if encoded else b""


@lru_cache(maxsize=8)
def content_type(method: str) -> bytes:
    """The top Content-Type header and the first delimiter line(s), up to where the plain text's lines begin."""
    plain = _head(_ALTERNATIVE, "text/plain; charset=utf-8")
    if not method:
        return (f'Content-Type: multipart/alternative; boundary="{_ALTERNATIVE}"\r\n\r\n').encode() + plain
    outer = (f'Content-Type: multipart/mixed; boundary="{_MIXED}"\r\n\r\n--{_MIXED}\r\n'
             f'Content-Type: multipart/alternative; boundary="{_ALTERNATIVE}"\r\n\r\n')
    return outer.encode() + plain


def body(text: bytes, html: bytes, calendar: bytes, method: str) -> bytes:
    """Everything after ``content_type``; the arguments are encoded already, ``calendar`` empty without ``method``."""
    bodies = (text, html, calendar, calendar) if method else (text, html)
    return b"".join([piece for pair in zip(bodies, around(method), strict=True) for piece in pair])


@lru_cache(maxsize=8)
def around(method: str) -> tuple[bytes, ...]:
    """What follows each of the encoded bodies in ``body``."""
    if method:
        return _between_texts(), _calendar_head(method), _attachment_head(), f"\r\n--{_MIXED}--\r\n".encode()
    return _between_texts(), f"\r\n--{_ALTERNATIVE}--\r\n".encode()


@lru_cache(maxsize=1)
def _between_texts() -> bytes:
    return b"\r\n" + _head(_ALTERNATIVE, "text/html; charset=utf-8")


@lru_cache(maxsize=8)
def _calendar_head(method: str) -> bytes:
    return b"\r\n" + _head(_ALTERNATIVE, f"text/calendar; charset=utf-8; method={method}")


@lru_cache(maxsize=1)
def _attachment_head() -> bytes:
    closing = f"\r\n--{_ALTERNATIVE}--\r\n\r\n".encode()
    return closing + _head(_MIXED, 'application/ics; name="invite.ics"', 'Content-Disposition: attachment; filename="invite.ics"\r\n')


def _head(boundary: str, kind: str, more: str = "") -> bytes:
    return f"--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{more}\r\n".encode()
