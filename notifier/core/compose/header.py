"""Header fields: our own folding (RFC 5322 section 2.2.3) and encoding (RFC 2047).

``email`` of Python 3.11 loses spaces in long Cyrillic subjects (cpython#92081), makes empty or over-long encoded words (#144156, #136052),
encodes List-Unsubscribe and References (#100991) and lets ``=?UTF-8?Q?=0A?=`` through (CVE-2024-6923). So: a text with anything but
plain ASCII is encoded as a whole, in words of at most 75 characters cut between characters; structured fields are never encoded.
"""

import re
from binascii import b2a_base64

from notifier.core.address import SAFE

_WORD_BYTES = 45  # 60 characters of base64 and 12 of «=?utf-8?b??=»: 72, with room for the fold's space
_LINE = 76
_PLAIN = re.compile(r"[ -~]*\Z")
_QUOTABLE = re.compile(r"[ !#-\[\]-~]+\Z")  # no quote and no backslash: nothing to escape
_STRUCTURED = re.compile(r"[!-~]+(?: [!-~]+)*\Z")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+>\Z")


class BadHeader(ValueError):
    """A value that may not stand in this field."""


def subject(text: str) -> str:
    """The field Subject, folded, with its final CRLF. ``text`` must be free of control characters."""
    as_it_is = _PLAIN.match(text) and "=?" not in text and len("Subject: ") + len(text) <= _LINE
    return f"Subject: {text if as_it_is else encoded_words(text, used=len('Subject: '))}\r\n"


def address(name: str, display: str, mailbox: str) -> str:
    """An address field with one mailbox: ``To: "Name" <local@domain>``, folded, with its final CRLF."""
    if not SAFE.match(mailbox):
        raise BadHeader(f"not an address: {mailbox!r}")
    if not display:
        return f"{name}: {mailbox}\r\n"
    if _QUOTABLE.match(display) and "=?" not in display and len(name) + len(display) + 2 <= _LINE:
        phrase = f'"{display}"'
    else:
        phrase = encoded_words(display, used=len(name) + 2)
    last = len(name) + 2 + len(phrase) if "\r\n" not in phrase else len(phrase) - phrase.rindex("\r\n") - 2
    gap = " " if last + len(mailbox) + 3 <= _LINE else "\r\n "
    return f"{name}: {phrase}{gap}<{mailbox}>\r\n"


def structured(name: str, *tokens: str) -> str:
    """Tokens of visible ASCII (Message-IDs, addresses in <>, keywords), folded only between them, never encoded."""
    lines, used = f"{name}:", len(name) + 1
    for number, token in enumerate(tokens):
        if not _STRUCTURED.match(token):
            raise BadHeader(f"{name}: {token!r}")
        if number and used + 1 + len(token) > _LINE:  # the first stays beside the name: some readers take the line alone
            lines, used = f"{lines}\r\n {token}", 1 + len(token)
        else:
            lines, used = f"{lines} {token}", used + 1 + len(token)
    return f"{lines}\r\n"


def identifier(text: str) -> str:
    """A Message-ID as it is; BadHeader where it is none."""
    if not _MESSAGE_ID.match(text):
        raise BadHeader(f"not a Message-ID: {text!r}")
    return text


def answering(references: tuple[str, ...]) -> str:
    """In-Reply-To and References of a mail that answers these, oldest first (RFC 5322 section 3.6.4)."""
    return structured("In-Reply-To", identifier(references[-1])) + structured("References", *map(identifier, references))


def encoded_words(text: str, *, used: int) -> str:
    """RFC 2047 words in base64, joined by folds. The first line has ``used`` characters already."""
    words: list[str] = []
    room = max(min(_WORD_BYTES, (_LINE - used - 12) // 4 * 3), 4)  # one character at least
    raw, start = text.encode(), 0
    while len(raw) - start > room:
        end = start + room
        while raw[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        words.append(_word(raw[start:end]))
        start, room = end, _WORD_BYTES
    words.append(_word(raw[start:]))
    return "\r\n ".join(words)


def _word(chunk: bytes) -> str:
    return f"=?utf-8?b?{b2a_base64(chunk, newline=False).decode('ascii')}?="
