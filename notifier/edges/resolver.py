"""A question to the system's resolver for records that ``getaddrinfo`` does not know: MX and TXT (RFC 1035), for ``doctor``.

One UDP datagram to the first name server of resolv.conf, a short time-out, answers believed for advice only. No answer is no
answer: never an error of the domain.
"""

import secrets
import socket
import struct
from pathlib import Path

MX, TXT = 15, 16
TIMEOUT_SECONDS = 3
NAME_ERROR = 3


class NoResolver(Exception):
    """Nobody to ask, or no usable answer."""


def ask(name: str, kind: int, *, resolv_conf: Path = Path("/etc/resolv.conf"), port: int = 53) -> list[bytes]:
    """The data of the records of this kind (empty: there are none). NoResolver when nobody answers in time."""
    server = _server(resolv_conf)
    number = secrets.randbelow(65_536)
    question = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + _encoded(name) + struct.pack(">HH", kind, 1)
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as channel:
            channel.settimeout(TIMEOUT_SECONDS)
            channel.connect((server, port))
            channel.send(question)
            answer = channel.recv(4096)
        return _records(answer, number, kind)
    except (OSError, struct.error, IndexError, UnicodeError) as error:
        raise NoResolver(type(error).__name__) from error


def texts(name: str, *, resolv_conf: Path = Path("/etc/resolv.conf"), port: int = 53) -> list[str]:
    """The TXT records, each as one text."""
    return [_joined(data) for data in ask(name, TXT, resolv_conf=resolv_conf, port=port)]


def _server(path: Path) -> str:
    try:
        rows = path.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise NoResolver("no resolv.conf") from error
    for row in rows:
        words = row.split()
        if words[:1] == ["nameserver"] and len(words) > 1:
            return words[1]
    raise NoResolver("no nameserver")


def _encoded(name: str) -> bytes:
    labels = [label.encode("ascii") for label in name.rstrip(".").split(".")]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def _records(answer: bytes, number: int, kind: int) -> list[bytes]:
    found_number, flags, questions, answers = struct.unpack(">HHHH", answer[:8])
    if found_number != number or not flags & 0x8000:
        raise NoResolver("not an answer")
    if flags & 0x000F not in (0, NAME_ERROR):
        raise NoResolver(f"code {flags & 0x000F}")
    at = 12
    for _ in range(questions):
        at = _skip(answer, at) + 4
    found = []
    for _ in range(answers):
        at = _skip(answer, at)
        record, _, _, length = struct.unpack(">HHIH", answer[at:at + 10])
        if record == kind:
            found.append(answer[at + 10:at + 10 + length])
        at += 10 + length
    return found


def _skip(answer: bytes, at: int) -> int:
    """Past a name, compressed or not."""
    while (length := answer[at]) != 0:
        if length >= 0xC0:
            return at + 2
        at += length + 1
    return at + 1


def _joined(data: bytes) -> str:
    parts, at = [], 0
    while at < len(data):
        parts.append(data[at + 1:at + 1 + data[at]])
        at += data[at] + 1
    return b"".join(parts).decode("utf-8", "replace")
