"""What is quoted and what introduces it, as the mail programs our people use write it.

Thunderbird, Outlook, Gmail, Apple, Yandex, Mail.ru, The Bat!, in Russian and English. A *marked* line («> …») is quoted by itself; an
*introduction* («… пишет:») begins a quotation that is marked or not; after a *separator* (Outlook's block of headers, «---Исходное
сообщение---») nothing is marked and everything below is somebody else's.
"""

import re
from collections.abc import Sequence
from itertools import takewhile

INTRODUCES = 6
"""Lines that are looked at together: an introduction is folded into three at most, a block of headers is longer."""
_DATE_WORDS = (r"(?:(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье)(?!\w)"
               r"|(?:mon|tue|wed|thu|fri|sat|sun)\w*)")
_MARK = re.compile(r"\s{0,3}(?:[A-ZА-ЯЁ]{1,4})?>[\s>]*")  # «ГМО> …»: The Bat! with the writer's initials
_SEPARATOR = re.compile(r"\s*(?:" + "|".join((
    r"-{2,}\s*(?:исходн|первоначальн|original|пересылаем|forwarded|начало\s+пересылаемого|завершение).*",   # Outlook, Yandex, Mail.ru
    r"-{2,}\s.{0,200}\s(?:wrote|написал\w*(?:\(а\))?)\s-{2,}\s*$",                                # Zoho
    r"(?:-{5,}|_{10,}|\*{10,})\s*$",
    r"начало\s+переадресованного\s+сообщения|begin\s+forwarded\s+message",                     # Apple
    r"\*{0,2}(?:от|from|отправитель|отправлено|sent)\s*:\*{0,2}.*(?:@|\d{4}|<).*",            # Outlook's block of headers, bold as text
    r"\*{0,2}(?:кому|to)\s*:\*{0,2}.*@.*",
)) + ")", re.IGNORECASE)
_INTRODUCTION = re.compile(r"\s*(?:" + "|".join((
    r"on\s.{4,200}\s(?:wrote|написал\w*)\s*:?\s*$",
    r".{0,200}(?:wrote|пишет|написал|написала|написал\(а\)|написали)\s*:\s*$",                   # Thunderbird, Gmail, Apple
    r"(?:вы|ты|you)\s+(?:писал[аи]?|wrote)\b.{0,80}:\s*$",                                        # The Bat!
    # Roundcube, K-9
    r".{0,200}\s(?:wrote|писал\w*|написал\w*)(?:\(а\))?\s.{0,20}\d{4}(?:-\d\d-\d\d|\s+г\.)?,?\s+(?:в\s+)?\d{1,2}:\d{2}[^а-яё]{0,20}:\s*$",
    rf"(?:{_DATE_WORDS})?[\s,]*\d{{1,2}}[\s./]+\w+[\s./]+\d{{4}}.{{0,40}}\d{{1,2}}:\d{{2}}.{{0,120}}<[^<>@]*@[^<>]*>.*$",  # Mail.ru
    r"\d{1,2}:\d{2},?\s+\d{1,2}\s+\w+\s+\d{4}.{0,20}[,.]?.{0,80}<[^<>@]*@[^<>]*>\s*:?\s*$",  # Yandex
    r".{0,60}\d{4}.{0,20}\s\d{1,2}:\d{2}.{0,120}<[^<>@]*@[^<>]*>.{0,20}:\s*$",  # the day in another order: SOGo, Android
)) + ")", re.IGNORECASE)
_FORWARDED = re.compile(r"(?:пересылаем|переадресованн|forwarded message|begin forwarded)", re.IGNORECASE)
_FORWARDS = re.compile(r"\s*(?:fwd?|пересл|fw)\s*:", re.IGNORECASE)
"""A subject of a mail that is passed on."""
_SENDER = re.compile(r"\s*\*{0,2}(?:от(?:\s+кого)?|from|отправитель)\s*:\*{0,2}\s", re.IGNORECASE)
_FIELD = re.compile(
    rf"{_SENDER.pattern}|\s*\*{{0,2}}(?:дата|date|отправлено|sent|кому|to|копия|cc|тема|subject)\s*:\*{{0,2}}\s", re.IGNORECASE)
"""Of a block of headers, whatever it begins with: Outlook's names no address where it has a name, Hotmail's begins with the day."""
_DAY = re.compile(r"\*{0,2}(?:дата|date)\s*:", re.IGNORECASE)
_SENT = re.compile(r"\d{4}.*\d:\d\d")
_WROTE = re.compile(r"\s*(?:wrote|написал\w*(?:\(а\))?|пишет)\s*:\s*", re.IGNORECASE)
_WROTE_NEXT = re.compile(r"(?:wrote|написал\w*(?:\(а\))?|пишет)\s*:\s*$|<[^<>@]*@[^<>]*>\s*:\s*$", re.IGNORECASE)
_WROTE_FIRST = re.compile(rf"^\s*(?:on\s|(?:в\s+)?{_DATE_WORDS}|\d{{1,2}}[\s./]\S+[\s./]\d{{4}}|\d{{4}}-\d\d-\d\d)", re.IGNORECASE)
_GOES_ON = re.compile(r"[,<]\s*$|\d:\d\d:\d\d")
"""No person ends a line so or writes seconds: her «15.10.2020 14:30» above «ГМО пишет:» stays hers."""
_NAMES = re.compile(r"\d:\d\d.*[^\W\d_]{2}")
_ADDRESSED = re.compile(r"\s*(?:<\s*)?[^\s<>]+@[^\s<>]+>")


def is_marked(line: str) -> bool:
    """«> …»."""
    return _MARK.match(line) is not None


def unmarked(line: str) -> str:
    """The quoted words of a marked line."""
    return _MARK.sub("", line, count=1)


def is_separator(line: str) -> bool:
    """All below is not hers."""
    return _SEPARATOR.match(line) is not None


def introduction(lines: Sequence[str]) -> int:
    """How many of these lines, from the first, introduce a quotation: programs fold theirs into two or three; 0 where none begins."""
    lines = [line.lstrip() for line in lines]  # of 400 blanks each pattern would try every one
    if _INTRODUCTION.match(lines[0]) or _is_block(list(takewhile(_FIELD.match, lines))):
        return 1
    if not _WROTE_FIRST.match(lines[0]):
        return 0
    whole = lines[0].rstrip()
    for count, line in enumerate(lines[1:3], start=2):
        if not line.strip() or is_marked(line) or is_separator(line) or _WROTE_FIRST.match(line):
            return 0
        by_itself = _INTRODUCTION.match(line) and not _WROTE.fullmatch(line)
        whole += line.strip()
        if _WROTE_NEXT.search(whole):  # «чт, 15 окт. 2020 г. в 11:00, Имя» / «<a@b>:»
            folded = _GOES_ON.search(lines[0]) or (_NAMES.search(lines[0]) and _ADDRESSED.match(line))
            return count if folded or not by_itself else 0
        if not _GOES_ON.search(lines[0]):
            return 0
    return 0


def _is_block(fields: Sequence[str]) -> bool:
    """Whether these are the headers of a mail. «От: школы № 5⏎Дата: 15.10.2020 14:30» she writes herself: a mail's day has its year and
    hour, and without an address it has a third field."""
    if len(fields) < 2 or not any(map(_SENDER.match, fields)):
        return False
    if any("@" in line or is_separator(line) for line in fields) or not any(map(_DAY.match, fields)):
        return True
    return len(fields) > 2 and any(map(_SENT.search, fields))


def is_forward(text: str, subject: str) -> bool:
    """Whether a forwarded mail stands below."""
    return _FORWARDED.search(text) is not None or _FORWARDS.match(subject) is not None
