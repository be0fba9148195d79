"""The head of a message: who, when, about what, in answer to which of our mails. Strict where trust depends on it.

The sender is what exactly one well-formed From says, else nobody: ``email.utils.parseaddr`` has been fooled too often
(CVE-2019-16056, CVE-2023-27043). Header text is decoded by ``charset.decode``, so nothing here raises on strange labels.
"""

import binascii
import hashlib
import quopri
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote

from notifier.core import address
from notifier.core.clean import clean_line
from notifier.core.inbound.authentication import vouched
from notifier.core.inbound.bounds import Header
from notifier.core.inbound.charset import decode
from notifier.model.heard import Head, Ours

_WORD = re.compile(rb"=\?([^?\s*]{1,40})(?:\*[^?\s]*)?\?([bBqQ])\?([^?]*)\?=")
_FROM = re.compile(
    r"\s*(?:(?:\"(?:[^\"\\]|\\.)*+\"|[^\"<>,;:])*+<\s*(?P<angle>[^<>\s\"(),:;\\]+)\s*>|(?P<bare>[^<>\s\"(),:;\\]+))\s*\Z")
_ID = re.compile(rb"<[^<>\s]{1,250}>")
_ADDRESS = re.compile(rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,128}@[A-Za-z0-9.-]{1,128}")
_RECIPIENT_HEADERS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
_GMAIL = frozenset({"gmail.com", "googlemail.com"})
_YANDEX = frozenset({"yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.kz"})


def head_of(raw: bytes, headers: Sequence[Header], *, ours: Ours, damaged: bool = False) -> Head:
    """The head of the message whose whole bytes are ``raw`` and whose top headers are ``headers``."""
    sender = sender_of(headers)
    return Head(
        digest=hashlib.sha256(raw).hexdigest(),
        sender=sender,
        subject=clean_line(header_text(first(headers, "subject"))),
        message_id=next(iter(ids(first(headers, "message-id"))), ""),
        references=(*ids(first(headers, "in-reply-to"))[:5], *ids(first(headers, "references"))[:50]),
        at=_date(first(headers, "date")),
        arrived=_date(first(headers, "received").rpartition(b";")[2]),
        tokens=_tokens(_recipients(headers), ours),
        vouched=vouched(headers, sender=sender, authserv_id=ours.authserv_id, domain=ours.domain),
        damaged=damaged,
    )


def first(headers: Sequence[Header], name: str) -> bytes:
    """The first header of this (lower-case) name, empty when there is none."""
    return next((value for key, value in headers if key == name), b"")


def header_text(value: bytes) -> str:
    """A header's words: RFC 2047 encoded words (split ones joined before decoding), else raw bytes in whatever charset."""
    if b"=?" not in value:
        return decode(value)
    pieces: list[tuple[bytes, str | None]] = []
    at = 0
    for word in _WORD.finditer(value):
        gap = value[at:word.start()]
        if gap.strip() or not pieces:
            pieces.append((gap, None))
        data, label = _word(word), word[1].decode("latin-1").lower()
        if pieces and pieces[-1][1] == label:
            data = pieces.pop()[0] + data
        pieces.append((data, label))
        at = word.end()
    pieces.append((value[at:], None))
    return "".join(decode(data, label) for data, label in pieces)


def sender_of(headers: Sequence[Header]) -> str:
    """Canonical address of the one From; empty when it is not exactly one, strictly."""
    found = [value for name, value in headers if name == "from"]
    match = _FROM.match(decode(found[0])) if len(found) == 1 and b"\0" not in found[0] else None
    return _canonical(match["angle"] or match["bare"]) if match is not None else ""


def person_address(text: str) -> str:
    """A calendar address in canonical form: ``MAILTO:``, blanks, brackets and percent-encoding taken off; empty: none."""
    plain = text.strip().strip("\"'").strip()
    if plain[:7].casefold() == "mailto:":
        plain = unquote(plain[7:])
    return _canonical(plain.strip().removeprefix("<").removesuffix(">"))


def _canonical(text: str) -> str:
    try:
        return address.canonical(text)
    except address.AddressError:
        return ""


def same_person(left: str, right: str) -> bool:
    """One mailbox behind two canonical addresses: Gmail's dots and plus, Yandex's names. mail.ru and bk.ru are two persons."""
    return bool(left) and mailbox_of(left) == mailbox_of(right)


def ids(value: bytes) -> tuple[str, ...]:
    """The message ids in a header."""
    return tuple(found.decode("latin-1") for found in _ID.findall(value))


def mailbox_of(canonical: str) -> str:
    """What two canonical addresses of one mailbox have in common."""
    local, _, domain = canonical.rpartition("@")
    if domain in _GMAIL:
        return local.partition("+")[0].replace(".", "") + "@gmail.com"
    if domain in _YANDEX:
        return local.partition("+")[0].replace(".", "-") + "@yandex.ru"
    return canonical


def _word(word: "re.Match[bytes]") -> bytes:
    data = word[3]
    if word[2] in b"qQ":
        return quopri.decodestring(data, header=True)
    data = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
    data = data[:-1] if len(data) % 4 == 1 else data
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))


def _recipients(headers: Sequence[Header]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name, value in headers:
        if name in _RECIPIENT_HEADERS:
            for match in _ADDRESS.findall(value)[:50]:
                found[match.decode("latin-1").casefold()] = None
    return tuple(found)[:50]


def _tokens(recipients: Sequence[str], ours: Ours) -> tuple[str, ...]:
    local, _, domain = ours.address.rpartition("@")
    found = []
    for recipient in recipients:
        name, _, host = recipient.rpartition("@")
        base, plus, token = name.partition("+")
        if plus and base == local and host == domain and token:
            found.append(token)
    return tuple(found)


def _date(value: bytes) -> datetime | None:
    try:
        at = parsedate_to_datetime(value[:200].decode("latin-1"))
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError, AttributeError):
        return None
