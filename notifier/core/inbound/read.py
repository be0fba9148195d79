"""One message, read: ``read(raw, ours=...) -> Heard``. Order: own mail, bounce, receipt and complaint, iTIP, automatic, human.

Bounded in size, depth, parts and headers before anything is parsed; whatever goes wrong after that becomes ``Unread``. Attack
rows 19-31 and the loop rules of the reliability notes, cases 41-57 of the iMIP notes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from notifier.core.inbound.automatic import is_automatic, is_own
from notifier.core.inbound.body import text_of
from notifier.core.inbound.bounce import plain_bounce, report
from notifier.core.inbound.bounds import COORDINATOR_BYTES, FULL_BYTES, Bounded, bounded, header_block, unify
from notifier.core.inbound.courtesies import is_greeting
from notifier.core.inbound.envelope import head_of, sender_of
from notifier.core.inbound.mime import Part, is_wanted_file, parse, parts_of
from notifier.core.inbound.quotation import is_forward
from notifier.core.inbound.scheduling import calendar_part, is_outlooks, remark_of, scheduling, tnef
from notifier.core.inbound.top import own_words
from notifier.core.inbound.wishes import wishes
from notifier.model.heard import Attachment, AutoReply, Counter, ForeignCalendar, Head, Heard, Human, Ours, OwnMail, Refresh, Reply, Unread
from notifier.model.wish import Wish

ATTACHMENT_BYTES = 5 * 1024 * 1024
ATTACHMENTS = 20
_PEEK = 96 * 1024


def read(raw: bytes, *, ours: Ours) -> Heard:
    """What this message says. Never raises, whatever the bytes."""
    try:
        limit = _limit(raw, ours)
        message = bounded(raw, limit=limit)
        head = head_of(raw, message.headers, ours=ours, damaged=message.damaged)
    except Exception as error:  # the bytes are hostile and this is the last line in front of them
        return Unread(Head(digest=hashlib.sha256(raw).hexdigest()),
                      f"письмо не прочитано: повреждены заголовки ({type(error).__name__})")
    if is_own(message.headers, sender=head.sender, ours=ours):
        return OwnMail(head)
    if message.excess:
        return Unread(head, f"письмо не прочитано: {message.excess}")
    try:
        return _read(message, head, ours)
    except (Exception, RecursionError) as error:
        return Unread(head, f"письмо не прочитано: не разобран его состав ({type(error).__name__})")


def _read(message: Bounded, head: Head, ours: Ours) -> Heard:
    tree = parse(message.raw)
    parts = parts_of(tree)
    if found := report(parts, message.headers, head, raw=message.raw):
        return found
    if bounce := plain_bounce(tree, parts, message.headers, head, raw=message.raw):
        return bounce
    said = scheduling(calendar, head, ours=ours) if (calendar := calendar_part(parts)) else None
    if isinstance(said, ForeignCalendar):  # in a letter: an invitation passed on, ours come back with her answer
        letter = _written(message, parts, head)
        return replace(said, letter=letter) if isinstance(letter, Human) else said
    if isinstance(said, Reply | Counter) and not said.comment and calendar is not None and is_outlooks(calendar):
        return replace(said, comment=remark_of(own_words(text_of(parts, quoted=True))[0]))
    if said is not None:
        # calendars answer for people, and say so; a REFRESH is answered, and no machine and no list may be (RFC 3834)
        loops = isinstance(said, Refresh) and is_automatic(message.headers, sender=head.sender, subject=head.subject, answers_us=False)
        return AutoReply(head) if loops else said
    return _written(message, parts, head)


def _written(message: Bounded, parts: Sequence[Part], head: Head) -> Heard:
    text = text_of(parts, quoted=True)
    automatic = is_automatic(message.headers, sender=head.sender, subject=head.subject, answers_us=bool(head.references or head.tokens))
    if automatic and not _asks_to_stop(head.subject, ""):  # Apple's «Отписаться» is a mail that says it is «auto-replied»
        return AutoReply(head)
    top, below = own_words(text)
    if unread := tnef(parts, head, "\n".join((top, *(passage.text for passage in below))).strip()):
        return unread
    if is_greeting(top) and any(not passage.doubtful for passage in below):
        top = ""
    return Human(
        head,
        top,
        attachments=_attachments(parts, cut=message.cut),
        unsubscribe=_asks_to_stop(head.subject, top),  # below it our own «стоп» may stand
        below=() if is_forward(text, head.subject) else below,
    )


def _asks_to_stop(subject: str, top: str) -> bool:
    return any(wanted.wish is Wish.STOP for wanted in wishes(subject, top))


def _attachments(parts: Sequence[Part], *, cut: bool) -> tuple[Attachment, ...]:
    """Files she may send us with their bytes; all others by name only, never decoded."""
    found = []
    for part in parts:
        named = part.name or ("event.ics" if part.type == "text/calendar" else "")
        if not named or part.decorates or (part.returned and not is_wanted_file(named)):
            continue
        if not is_wanted_file(named):
            found.append(Attachment(named, part.type))
        elif cut:
            found.append(Attachment(named, part.type, note="письмо слишком большое, вложение не прочитано"))
        else:
            data = part.data(limit=ATTACHMENT_BYTES)
            found.append(Attachment(named, part.type, data, "" if data is not None else "вложение больше 5 МБ"))
        if len(found) == ATTACHMENTS:
            break
    return tuple(found)


def _limit(raw: bytes, ours: Ours) -> int:
    """Her mail may be larger: a plan or schedule of 5 MB."""
    if len(raw) <= FULL_BYTES:
        return FULL_BYTES
    sender = sender_of(header_block(unify(raw[:_PEEK])))
    return COORDINATOR_BYTES if sender and sender == ours.coordinator else FULL_BYTES
