"""What a mail says, read from its bytes alone: the oracle never asks the ledger what a mail was about."""

import re
from base64 import b64decode
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.utils import parsedate_to_datetime
from functools import lru_cache

KEY = re.compile(r"\[([a-z0-9-]+)\]")
PART = re.compile(rb"Content-Type: ([a-z/]+)[^\r]*\r\nContent-Transfer-Encoding: base64\r\n(?:[A-Z][^\r]*\r\n)*\r\n(.*?)\r\n--", re.DOTALL)
ADDRESS = re.compile(r"[\w.+'-]+@[\w.-]+\w")


@dataclass(frozen=True, slots=True)
class About:
    """One event as a mail names it: its key, its start as the mail writes it (local, ISO), how near it is said to be."""

    key: str
    start: str
    near: str


@dataclass(frozen=True, slots=True)
class HostWord:
    """What a host reads: ``new``, ``change`` or ``cancellation``; in which house; where the event takes place."""

    news: str
    house: str
    place: str

    @property
    def comes(self) -> bool:
        """Whether people will come."""
        return self.news != "cancellation"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a calendar would take in."""

    uid: str
    method: str
    sequence: int
    stamp: str
    start: str
    end: str
    place: str
    link: str
    status: str
    key: str

    @property
    def material(self) -> tuple[str, ...]:
        """What makes a revision."""
        return (self.start, self.end, self.place, self.link, self.status)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail's words."""

    kind: str
    step: str
    to: str
    message_id: str
    date: datetime
    about: tuple[About, ...]
    entry: Entry | None
    text: str
    addresses: frozenset[str]
    headers: tuple[str, ...]
    host: HostWord | None = None

    @property
    def calls_off(self) -> bool:
        """Whether it says that something does not take place."""
        return self.kind == "cancellation" or (self.host is not None and not self.host.comes)


@lru_cache(maxsize=4096)
def read(content: bytes) -> Mail:
    """The mail of these bytes."""
    head = content[:content.index(b"\r\n\r\n")].decode("ascii").replace("\r\n ", " ")
    fields = dict(line.split(": ", 1) for line in head.split("\r\n"))
    parts = {kind.decode(): b64decode(data).decode() for kind, data in PART.findall(content)}
    text = parts["text/plain"].replace("\r\n", "\n")
    lines = [line.split("|") for line in text.split("\n") if line.startswith("ABOUT|")]
    kind, _, step = next(line for line in text.split("\n") if line.startswith("KIND|"))[5:].partition("|")
    everywhere = [*(_decoded(fields[name]) for name in ("From", "To", "Reply-To", "Subject")), text, parts["text/html"]]
    ics = parts.get("text/calendar", "").replace("\r\n ", "")
    found = {address.casefold() for piece in [*everywhere, ics] for address in ADDRESS.findall(piece)}
    return Mail(kind, step, fields["To"].rpartition("<")[2].rstrip(">"), fields["Message-ID"], parsedate_to_datetime(fields["Date"]),
                tuple(About(KEY.findall(title)[-1], start, near) for _, title, start, near in lines),
                _entry(ics) if ics else None, text, frozenset(found), tuple(line.partition(":")[0] for line in head.split("\r\n")),
                next((HostWord(*line.split("|")[1:]) for line in text.split("\n") if line.startswith("HOST|")), None))


@lru_cache(maxsize=4096)
def _decoded(value: str) -> str:
    return str(make_header(decode_header(value))) if "=?" in value else value


def _entry(ics: str) -> Entry:
    lines = dict(line.split(":", 1) for line in ics.split("\r\n") if ":" in line)
    values = {name.split(";")[0]: value for name, value in lines.items()}
    text = {name: values.get(name, "").replace("\\,", ",").replace("\\;", ";") for name in ("SUMMARY", "LOCATION", "URL")}
    return Entry(values["UID"], values["METHOD"], int(values["SEQUENCE"]), values["DTSTAMP"], values["DTSTART"], values["DTEND"],
                 text["LOCATION"], text["URL"], values["STATUS"], KEY.findall(text["SUMMARY"])[-1])
