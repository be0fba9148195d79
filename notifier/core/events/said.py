"""What a line of somebody else's schedule says of itself beside its day: that it is called off, or moved.

Only what can mean nothing else calls it off, as a column of that name does; other such words leave a doubt, and are asked about.
"""

import re
from dataclasses import replace

from notifier.core.phrases import bare_answer, is_reason, off_words, put_off_words
from notifier.model.decision import Entry

_OFF = r"(?:отмен[её]н[аоы]?|cancell?ed)"
_IN_TITLE = re.compile(  # «Отменено: Вебинар», as Outlook writes, «Вебинар (отменён)»; «Отмена: новая этика» may be a topic
    rf"[^\w«\"]*(?:{_OFF}\s*[:!]|отмена\s*!)\W*?(?P<behind>[«\"\w].*)|"
    rf"(?P<before>.*\S)\s*[(\[][\s!.]*{_OFF}[\s!.]*[)\]][\s!.]*", re.IGNORECASE)
_WHOLE = re.compile(rf"\W*(?:{_OFF}|отмена)\W*", re.IGNORECASE)
_MOVED = re.compile(  # «переносится, дата уточняется»; «перенесён с 5 ноября» says where its day comes from
    r"\bперен(?:ес[её]н[аоы]?\b|ос[ия]тся\b|если\b|ос\s*[:!])(?!\s+со?\b(?!.*\bна\b)).*", re.IGNORECASE)
_BEGUN = re.compile(rf"отмена\s*:.*|{_MOVED.pattern}", re.IGNORECASE)


def as_said(entry: Entry) -> Entry:
    """The entry, called off where its title, its place or its remark says nothing else: «Отменено: …», «(отменён)»."""
    if entry.cancelled is not None:
        return entry
    found = _IN_TITLE.fullmatch(entry.title)
    where, remark = ("" if _WHOLE.fullmatch(words) else words for words in (entry.place, entry.note))
    if found is None and (where, remark) == (entry.place, entry.note):
        return entry
    title = (found["behind"] or found["before"]) if found else entry.title
    return replace(entry, title=title, place=where, cancelled=f"отменено организатором ({entry.schedule})")


def called_off_in(cell: str, schedule: str) -> str:
    """Why a line is off by what its cell of the column «Отменено» says; empty where it is not: «нет», «-», «?»."""
    return cell if is_reason(cell) else f"отменено организатором ({schedule})" if bare_answer(cell) else ""


def doubted(entry: Entry) -> str:
    """The words for which a schedule's line is not told before somebody looked at it; empty where there are none."""
    if not entry.schedule or entry.cancelled is not None:
        return ""
    texts = entry.title, entry.place, entry.note
    begun = _BEGUN.match(entry.title.lstrip("!([ "))
    return off_words(texts) or put_off_words(texts) or moved_words(entry.note) or (begun[0] if begun else "")


def moved_words(remark: str) -> str:
    """The words with which a remark moves what it stands beside, to a day or to none yet."""
    found = _MOVED.search(remark)
    return found[0] if found else ""
