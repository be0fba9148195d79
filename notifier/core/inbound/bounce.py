"""Bounces, receipts and complaints: RFC 3464 delivery status, RFC 8098 MDN, RFC 5965 ARF, and bounces in plain words.

Says which message of ours is meant by what the mail itself returns: a VERP token in the recipient address, the Message-ID in the
returned headers, the failed address. Whether any of that is true is judged elsewhere, against the ledger.
"""

import re
from collections.abc import Sequence
from email.message import Message

from flufl.bounce import all_failures

from notifier.core.clean import clean_line
from notifier.core.inbound.body import text_of
from notifier.core.inbound.bounds import Header, header_block, unify
from notifier.core.inbound.charset import decode
from notifier.core.inbound.envelope import first, header_text, ids, person_address
from notifier.core.inbound.mime import Part, parameters
from notifier.core.inbound.refusal import understand_refusal
from notifier.core.inbound.token import is_verp
from notifier.model.heard import Abuse, Bounce, Failure, Head, Receipt, Unread

_REPORT_BYTES = 256 * 1024
_BOUNCE_BYTES, _BOUNCE_LINES = 96 * 1024, 5000  # ``flufl.bounce`` tries some 300 patterns a line: 90 000 empty ones were 4 s
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MDN_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
_SUBJECT = re.compile("|".join((
    r"undeliver", r"не ?доставлен", r"delivery (status|failure|has failed|incomplete|delayed|report|notification)",
    r"failure notice", r"(?:could|can)(?: ?not|n.t) be delivered", r"returned mail",
    r"mail (?:delivery (?:failed|system)|failure)", r"warning: (could not|message)", r"message not delivered",
    r"не уда(?:лось|[её]тся) доставить", r"невозможно доставить", r"возврат письма", r"сообщение не может быть доставлено",
    r"отч[её]т о доставке")), re.IGNORECASE)
_SENDER = re.compile(r"(mailer-daemon|postmaster|mail-daemon|microsoftexchange)", re.IGNORECASE)
_DAEMON = re.compile(r"(?<![\w.-])(mailer-daemon|mail-daemon|microsoftexchange\w*@|mdaemon@|mail delivery (sub)?system)", re.IGNORECASE)
"""No person, as a postmaster may be: its address, or what it calls itself before one."""
_COPY = re.compile(
    r"^[> \t]*(?:received|return-path|dkim-signature|domainkey-signature|mime-version|authentication-results|arc-seal)[ \t]*:",
    re.IGNORECASE | re.MULTILINE)
"""Where the copy of our mail begins: what its headers say of DKIM and spam is no reason."""
_TRIED_ON = re.compile("|".join((
    r"warning message only", r"will (?:be )?(?:keep )?(?:re-?)?tr(?:y|ied)", r"(?:keep|continue) trying", r"still being retried",
    r"still undelivered", r"not yet been delivered", r"attempts will continue", r"delayed", r"задерж", r"отложен",
    r"попыт\w+ (?:доставки )?продолж")), re.IGNORECASE)
_ARRIVED = ("deliver", "relay", "expand")
_COMPLAINTS = frozenset({"", "abuse", "fraud", "opt-out", "opt-out-list"})
"""What somebody pressed; «not-spam» is the contrary, others are findings of machines (RFC 5965, RFC 6591)."""
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_OF_OURS = re.compile(r"\s*(?:message-id|from|sender|reply-to)\s*:", re.IGNORECASE)
_OUR_ID = re.compile(rb"^[> \t]*message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)


def report(parts: Sequence[Part], headers: Sequence[Header], head: Head, *, raw: bytes) -> Bounce | Receipt | Abuse | None:
    """A machine-readable report, None when the message is none. ``raw`` is the bounded message."""
    status = next((part for part in parts if part.type in _STATUS_TYPES), None)
    if status is not None and not status.returned:
        return _delivery_status(status, parts, head, raw)
    own = [part for part in parts if not part.returned]
    if any(part.type in _MDN_TYPES for part in own):
        return Receipt(head)
    if feedback := next((part for part in own if part.type == "message/feedback-report"), None):
        pressed = decode(first(_fields(feedback), "feedback-type")).strip().lower() in _COMPLAINTS
        return Abuse(head, _returned_id(parts, raw)) if pressed else Receipt(head)
    if parameters(first(headers, "content-type")).get("report-type", "").lower() == "disposition-notification":
        return Receipt(head)
    return None


def plain_bounce(message: Message, parts: Sequence[Part], headers: Sequence[Header], head: Head, *, raw: bytes) -> Bounce | Unread | None:
    """A bounce without a delivery-status part, None when it does not look like one.

    ``raw`` is the bounded message. What neither names an address nor returns a Message-ID is left to the coordinator.
    """
    if not _looks_like_one(headers, head):
        return None
    whole = text_of(parts)
    whole = (whole if whole.strip() else decode(raw.partition(b"\n\n")[2]))[:20_000]  # its boundary is not where its header says
    text = _COPY.split(whole, maxsplit=1)[0]
    small = len(raw) <= _BOUNCE_BYTES and raw.count(b"\n") <= _BOUNCE_LINES
    temporary, permanent = _by_flufl(message) if small else (set(), set())
    found = sorted(permanent or temporary) or _failed_addresses(text)
    address = person_address(found[0]) if found else ""
    returned = _returned_id(parts, raw) or _quoted_id(whole.encode())
    token = _verp(head)
    if not address and not returned and not token:
        return Unread(head, f"письмо о недоставке не разобрано: «{clean_line(head.subject, limit=80)}»"
                      + (f", «{clean_line(text, limit=300)}»" if text.strip() else ""))
    failure, enhanced, words = understand_refusal(text)
    if (temporary and not permanent) or _TRIED_ON.search(f"{head.subject}\n{text.partition(chr(10) + '---')[0]}"):
        failure = Failure.DELAYED
    return Bounce(head, failure, address, returned, token, enhanced, words, clean_line(text, limit=500))


def _looks_like_one(headers: Sequence[Header], head: Head) -> bool:
    """By what sent it, by its subject, or because it calls itself a report of delivery."""
    empty_path = first(headers, "return-path").strip() == b"<>"
    machine = bool(_SENDER.match(head.sender) or empty_path) or not head.sender
    if _SUBJECT.search(head.subject) and (machine or re.match("no-?reply", head.sender)):
        return True
    return (_DAEMON.search(header_text(first(headers, "from"))[:500]) is not None or (empty_path and bool(_SENDER.match(head.sender)))
            or parameters(first(headers, "content-type")).get("report-type", "").lower() == "delivery-status")


def _delivery_status(status: Part, parts: Sequence[Part], head: Head, raw: bytes) -> Bounce | Receipt:
    blocks = [dict(reversed(header_block(block))) for block in _blocks(status)]  # the first header of each name
    recipients = [fields for fields in blocks if "action" in fields or "final-recipient" in fields]
    recipients.sort(key=lambda fields: (_action(fields).startswith(_ARRIVED), _action(fields).startswith("delay")))
    fields = recipients[0] if recipients else {}
    action = _action(fields)
    if action.startswith(_ARRIVED):
        return Receipt(head)
    diagnostic = decode(fields.get("diagnostic-code", b""))
    text = text_of(parts)[:2000]
    told = diagnostic.partition(";")[2] or diagnostic or text
    stated = re.match(r"[245]\.\d{1,3}\.\d{1,3}", decode(fields.get("status", b"")).strip())
    failure, enhanced, words = understand_refusal(told, enhanced=stated[0] if stated else "", told=text)
    if action.startswith("delay"):
        failure = Failure.DELAYED
    return Bounce(head, failure, _recipient(fields), _returned_id(parts, raw), _verp(head), enhanced, words,
                  clean_line(told, limit=500))


def _action(fields: dict[str, bytes]) -> str:
    return decode(fields.get("action", b"")).strip().lower()


def _recipient(fields: dict[str, bytes]) -> str:
    """Where it failed: behind an address that passes its mail on stands another."""
    for name in ("final-recipient", "original-recipient", "x-actual-recipient"):
        text = header_text(fields.get(name, b""))
        if address := person_address(text.partition(";")[2].strip() or text):
            return address
    return ""


def _verp(head: Head) -> str:
    return next((token for token in head.tokens if is_verp(token)), "")


def _blocks(report: Part) -> list[bytes]:
    """The blocks of fields of a report."""
    return [block for block in re.split(rb"\n\s*\n", unify(report.data(limit=_REPORT_BYTES) or b""))[:50] if block.strip()]


def _fields(report: Part) -> Sequence[Header]:
    """The first block of fields of a report, or the headers of a returned mail."""
    return header_block(next(iter(_blocks(report)), b""))


def _returned_id(parts: Sequence[Part], raw: bytes) -> str:
    """The Message-ID of our mail, as far as the report returns it: of a part, else of any line below the report's own headers, for a
    gateway that unfolds or pads a header tears the part."""
    for part in parts:
        if part.type in _RETURNED and (found := ids(first(_fields(part), "message-id"))):
            return found[0]
    return _quoted_id(raw.partition(b"\n\n")[2])


def _quoted_id(text: bytes) -> str:
    found = _OUR_ID.search(text[:_BOUNCE_BYTES])
    return found[1].decode("latin-1") if found else ""


def _failed_addresses(text: str) -> list[str]:
    """The address that a line begins with, else of a line that has little besides: «Please contact <…>» stands above, too."""
    beside = []
    for line in text.split("\n")[:200]:
        found = [] if _OF_OURS.match(line) else list(dict.fromkeys(_ADDRESS.findall(line[:500])))
        if len(found) == 1 and line.lstrip(" <\"*").startswith(found[0]):
            return found
        if len(found) == 1 and len(line.strip()) <= len(found[0]) + 60:
            beside += found
    return beside[:1]


def _by_flufl(message: Message) -> tuple[set[str], set[str]]:
    """``flufl.bounce`` on hostile input: its detectors raise on odd bytes."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # a detector's own trouble is not ours; the mail is read by its words then
        return set(), set()
    temporary, permanent = ({address.decode("latin-1") for address in found if isinstance(address, bytes)}
                            for found in (temporary, permanent))  # one of its detectors gives an address letter by letter
    return temporary, permanent
