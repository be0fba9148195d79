"""Bounces, receipts and complaints: RFC 3464 delivery status, RFC 8098 MDN, RFC 5965 ARF, and bounces in plain words.

Says which message of ours is meant by what the mail itself returns: a VERP token in the recipient address, the Message-ID in the
returned headers, the failed address. Whether any of that is true is judged elsewhere, against the ledger.
"""

import re
from collections.abc import Sequence
from email.message import Message

from flufl.bounce import all_failures

from notifier.core.clean import clean_line
from notifier.core.inbound.bounds import Header, header_block, unify
from notifier.core.inbound.charset import decode
from notifier.core.inbound.envelope import first, header_text, ids, person_address
from notifier.core.inbound.mime import Part, headers_of, parameters
from notifier.core.inbound.refusal import understand_refusal
from notifier.core.inbound.token import is_verp
from notifier.core.inbound.top import text_of
from notifier.model.heard import Abuse, Bounce, Failure, Head, Receipt, Unread

_BOUNCE_BYTES = 96 * 1024  # ``flufl.bounce`` tries some 300 patterns a line
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_MDN_TYPES = ("message/disposition-notification", "message/global-disposition-notification")
_SUBJECT = re.compile("|".join((
    r"undeliver", r"не ?доставлен", r"delivery (status|failure|has failed|incomplete|delayed|report|notification)",
    r"failure notice",
    r"returned mail", r"mail delivery (failed|system)", r"warning: (could not|message)", r"message not delivered",
    r"не удалось доставить", r"невозможно доставить", r"возврат письма", r"сообщение не может быть доставлено",
    r"отч[её]т о доставке")), re.IGNORECASE)
_SENDER = re.compile(r"(mailer-daemon|postmaster|mail-daemon|microsoftexchange)", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_OUR_ID = re.compile(rb"^message-id\s*:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)


def report(parts: Sequence[Part], headers: Sequence[Header], head: Head) -> Bounce | Receipt | Abuse | None:
    """A machine-readable report, None when the message is none."""
    status = next((part for part in parts if part.type in _STATUS_TYPES), None)
    if status is not None and not status.returned:
        return _delivery_status(status, parts, head)
    own = [part for part in parts if not part.returned]
    if any(part.type in _MDN_TYPES for part in own):
        return Receipt(head)
    if any(part.type == "message/feedback-report" for part in own):
        return Abuse(head, _returned_id(parts))
    if parameters(first(headers, "content-type")).get("report-type", "").lower() == "disposition-notification":
        return Receipt(head)
    return None


def plain_bounce(message: Message, parts: Sequence[Part], head: Head, *, raw: bytes,
                 return_path: bytes) -> Bounce | Unread | None:
    """A bounce without a delivery-status part, None when it does not look like one.

    ``raw`` is the bounded message. What neither names an address nor returns a Message-ID is left to the coordinator.
    """
    empty_path = return_path.strip() == b"<>"
    machine = bool(_SENDER.match(head.sender) or empty_path) or not head.sender
    speaks = _SUBJECT.search(head.subject) and (machine or "noreply" in head.sender)
    if not speaks and not (_SENDER.match(head.sender) and empty_path):
        return None
    text = text_of(parts)[:20_000]
    temporary, permanent = _by_flufl(message) if len(raw) <= _BOUNCE_BYTES else (set(), set())
    found = sorted(permanent or temporary) or _failed_addresses(text)
    address = person_address(found[0]) if found else ""
    returned = _returned_id(parts) or _quoted_id(raw) or _quoted_id(b"\n\n" + text.encode())
    token = _verp(head)
    if not address and not returned and not token:
        return Unread(head, f"письмо о недоставке не разобрано: «{clean_line(head.subject, limit=80)}»")
    failure, enhanced, words = understand_refusal(text)
    if temporary and not permanent:
        failure = Failure.DELAYED
    return Bounce(head, failure, address, returned, token, enhanced, words, clean_line(text, limit=500))


def _delivery_status(status: Part, parts: Sequence[Part], head: Head) -> Bounce | Receipt:
    blocks = [dict(reversed(block)) for block in _blocks(status.message)]  # the first header of each name
    recipients = [fields for fields in blocks if "action" in fields or "final-recipient" in fields]
    order = {"f": 0, "e": 0, "d": 1}
    recipients.sort(key=lambda fields: order.get(_action(fields)[:1] if not _action(fields).startswith("deliv") else "", 2))
    fields = recipients[0] if recipients else {}
    action = _action(fields)
    if fields and not action.startswith(("fail", "error", "delay")) and action:
        return Receipt(head)
    diagnostic = decode(fields.get("diagnostic-code", b""))
    told = diagnostic.partition(";")[2] or diagnostic or text_of(parts)[:2000]
    stated = re.match(r"[245]\.\d{1,3}\.\d{1,3}", decode(fields.get("status", b"")).strip())
    failure, enhanced, words = understand_refusal(told, enhanced=stated[0] if stated else "")
    if action.startswith("delay"):
        failure = Failure.DELAYED
    return Bounce(head, failure, _recipient(fields), _returned_id(parts), _verp(head), enhanced, words,
                  clean_line(told, limit=500))


def _action(fields: dict[str, bytes]) -> str:
    return decode(fields.get("action", b"")).strip().lower()


def _recipient(fields: dict[str, bytes]) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        text = header_text(fields.get(name, b""))
        if address := person_address(text.partition(";")[2].strip() or text):
            return address
    return ""


def _verp(head: Head) -> str:
    return next((token for token in head.tokens if is_verp(token)), "")


def _blocks(message: Message) -> list[Sequence[Header]]:
    """The header blocks of a report part, however ``email`` took them: as sub-messages, or as text after the first."""
    blocks: list[Sequence[Header]] = []
    payload = message.get_payload()
    for child in payload if isinstance(payload, list) else [payload]:
        text: object = child
        if isinstance(child, Message):
            blocks.append(headers_of(child))
            text = child.get_payload()
        if isinstance(text, str):
            rest = unify(text.encode("utf-8", "surrogateescape"))
            blocks.extend(header_block(block) for block in re.split(rb"\n\s*\n", rest[:65536])[:50] if block.strip())
    return blocks


def _returned_id(parts: Sequence[Part]) -> str:
    """The Message-ID of our mail, as far as the report returns it."""
    for part in parts:
        payload = part.message.get_payload()
        if part.type in ("message/rfc822", "message/global") and isinstance(payload, list) and payload:
            child = payload[0]
            if isinstance(child, Message) and (found := ids(first(headers_of(child), "message-id"))):
                return found[0]
        if part.type in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers", "text/rfc822"):
            data = part.data(limit=65536) or b""
            if not data and isinstance(payload, list):
                data = b"\n".join(name.encode() + b": " + value for child in payload if isinstance(child, Message)
                                  for name, value in headers_of(child))
            if found := ids(first(header_block(unify(data)), "message-id")):
                return found[0]
    return ""


def _quoted_id(raw: bytes) -> str:
    """A Message-ID quoted in the text of the bounce: not the bounce's own, so not the first header block's."""
    body = raw.partition(b"\n\n")[2]
    found = _OUR_ID.search(body[:_BOUNCE_BYTES])
    return found[1].decode("latin-1") if found else ""


def _failed_addresses(text: str) -> list[str]:
    """Addresses on lines that speak of failure, or standing alone."""
    for line in text.split("\n")[:200]:
        found = _ADDRESS.findall(line[:500])
        if len(found) == 1 and len(line.strip()) <= len(found[0]) + 60:
            return found
    return []


def _by_flufl(message: Message) -> tuple[set[str], set[str]]:
    """``flufl.bounce`` on hostile input: its detectors raise on odd bytes."""
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # a detector's own trouble is not ours; the mail is read by its words then
        return set(), set()
    return ({address.decode("latin-1") for address in temporary}, {address.decode("latin-1") for address in permanent})
