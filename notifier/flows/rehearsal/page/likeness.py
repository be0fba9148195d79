"""Are the mails of one mailing really alike? Read from the bytes, with everything that is the recipient's own masked.

Every mail is compared while there are few hundred; of more, a spread of each mailing with its first and last (the page says how many). What
differs becomes a variant of its own, and what must never be in a mail - somebody else's address, a header that is not the
ledger's - becomes a fault on the page.
"""

import hashlib
import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from notifier.core.compose.texts import ADDRESS
from notifier.flows.rehearsal.page.letter import Letter, read_letter
from notifier.flows.rehearsal.page.mailing import Mailing, Variant, file_name
from notifier.flows.rehearsal.page.roster import Roster, Someone
from notifier.model.notice import Role

MOST_COMPARED = 400
"""Decoding a mail costs about a millisecond, and a rehearsal of the year has ten seconds for everything."""
MOST_IN_FULL = 500
"""A mailing found to differ is read whole up to this size, so that everybody's own variant can be shown."""
MOST_VARIANTS = 4
"""More ways to say one thing than this are counted, not shown."""
OUTSIDE = frozenset({Role.LIBRARIAN.value, Role.HOST.value})
"""Who must not see a librarian's address; the coordinator may."""

_UNFOLD = re.compile(r"\r?\n[ \t]")
_PERSONAL_LINE = re.compile(r"^(?:ATTENDEE|DTSTAMP)[;:].*$", re.MULTILINE)


def compare(mailings: Sequence[Mailing], folder: Path, roster: Roster, *, usual_greetings: frozenset[str]) -> None:
    """Read mails under ``folder`` and give each mailing its variants, how many were compared, and faults."""
    stride = max(1, -(-sum(mailing.mails for mailing in mailings) // MOST_COMPARED))
    for mailing in mailings:
        _compare_one(mailing, folder, roster, {*range(0, mailing.mails, stride), mailing.mails - 1}, usual_greetings)
        if len(mailing.variants) > 1 and mailing.compared < mailing.mails <= MOST_IN_FULL:
            _compare_one(mailing, folder, roster, set(range(mailing.mails)), usual_greetings)


def _compare_one(mailing: Mailing, folder: Path, roster: Roster, positions: set[int], usual_greetings: frozenset[str]) -> None:
    seen: dict[bytes, int] = {}
    unshown = 0
    mailing.variants, mailing.odd, mailing.compared = [], {}, 0
    for position in sorted(positions):
        someone, file = roster.everybody[mailing.people[position]], mailing.files[position]
        try:
            letter = read_letter(folder / file_name(file))
        except OSError as error:
            mailing.faults.setdefault("read", f"{file_name(file)} не читается: {error.strerror}")
            continue
        mailing.compared += 1
        _judge(mailing, letter, someone, file, roster)
        variant = seen.setdefault(_fingerprint(letter, someone, usual_greetings), len(seen))
        if variant >= MOST_VARIANTS:
            unshown += 1
        elif variant < len(mailing.variants):
            mailing.variants[variant].mails += 1
        else:
            mailing.variants.append(Variant(letter, file, mailing.people[position]))
        if 0 < variant < MOST_VARIANTS:
            mailing.odd[position] = variant
    if unshown:
        mailing.faults["variants"] = (f"ещё вариантов этого письма: {len(seen) - MOST_VARIANTS} (писем: {unshown}); "
                                      "откройте их файлы в списке получателей")


def _fingerprint(letter: Letter, someone: Someone, usual_greetings: frozenset[str]) -> bytes:
    own = {value for value in (someone.email, someone.name, someone.school, someone.greeting, *usual_greetings, letter.unsubscribe,
                               letter.reply_to) if value}
    masks = sorted(own | {escape(value) for value in own} | {escape(value, quote=False) for value in own}, key=len, reverse=True)
    mask = re.compile("|".join(map(re.escape, masks))) if masks else None
    digest = hashlib.sha256(letter.subject.encode())
    for text in (letter.text, letter.html):
        digest.update(b"\0" + (mask.sub("\0", text) if mask else text).encode())
    for ics in (letter.calendar, letter.attached):
        digest.update(b"\0" + _PERSONAL_LINE.sub("", _UNFOLD.sub("", (ics or b"").decode("utf-8", "replace"))).encode())
    return digest.digest()


def _judge(mailing: Mailing, letter: Letter, someone: Someone, file: int, roster: Roster) -> None:
    """What the bytes say against the journal, each sort of fault once a mailing."""
    ics = (letter.calendar or b"").decode("utf-8", "replace")
    found = {}
    if letter.address != someone.email.casefold():
        found["to"] = f"в поле To стоит «{letter.address}», а в журнале {someone.email}"
    if letter.subject != mailing.subject:
        found["subject"] = f"тема в письме «{letter.subject}», а в журнале «{mailing.subject}»"
    if (letter.calendar_method if letter.calendar is not None else "") != mailing.method:
        found["method"] = f"метод календаря в письме «{letter.calendar_method or 'нет'}», а в журнале «{mailing.method or 'нет'}»"
    if letter.calendar is not None and letter.attached is not None and letter.calendar != letter.attached:
        found["attached"] = "календарь во вложении не тот, что в письме"
    if not letter.text.strip():
        found["text"] = "нет текста без оформления"
    others = {address.casefold() for text in (letter.text, letter.html, _UNFOLD.sub("", ics)) for address in ADDRESS.findall(text)}
    leaked = sorted(address for address in others - {someone.email.casefold()} if roster.lists(address))
    if leaked and mailing.role in OUTSIDE:
        found["leak"] = f"в письме для {someone.email} есть чужой адрес: {', '.join(leaked[:3])}"
    for sort, text in found.items():
        mailing.faults.setdefault(sort, f"{file_name(file)}: {text}")
