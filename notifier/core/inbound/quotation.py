"""What is quoted and what introduces it, as the mail programs our people use write it.

Thunderbird, Outlook, Gmail, Apple, Yandex, Mail.ru, The Bat!, in Russian and English. A *marked* line («> …») is quoted by itself; an
*introduction* («… пишет:») begins a quotation that is marked or not; after a *separator* (Outlook's block of headers, «---Исходное
сообщение---») nothing is marked and everything below is somebody else's.
"""

import re

_DATE_WORDS = (r"(?:(?:пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье)(?!\w)"
               r"|(?:mon|tue|wed|thu|fri|sat|sun)\w*)")
_MARK = re.compile(r"\s{0,3}(?:[A-ZА-ЯЁ]{1,4})?>[\s>]*")  # «ГМО> …»: The Bat! with the writer's initials
_SEPARATOR = re.compile(r"\s*(?:" + "|".join((
    r"-{2,}\s*(?:исходн|первоначальн|original|пересылаем|forwarded|начало\s+пересылаемого|завершение).*",   # Outlook, Yandex, Mail.ru
    r"(?:-{5,}|_{10,}|\*{10,})\s*$",
    r"начало\s+переадресованного\s+сообщения|begin\s+forwarded\s+message",                     # Apple
    r"\*{0,2}(?:от|from|отправитель|отправлено|sent)\s*:\*{0,2}\s*.*(?:@|\d{4}|<).*",            # Outlook's block of headers, bold as text
    r"\*{0,2}(?:кому|to)\s*:\*{0,2}\s*.*@.*",
)) + ")", re.IGNORECASE)
_INTRODUCTION = re.compile(r"\s*(?:" + "|".join((
    r"on\s.{4,200}\s(?:wrote|написал\w*)\s*:?\s*$",
    r".{0,200}(?:wrote|пишет|написал|написала|написал\(а\)|написали)\s*:\s*$",                   # Thunderbird, Gmail, Apple
    r"(?:вы|ты|you)\s+(?:писал[аи]?|wrote)\b.{0,80}:\s*$",                                        # The Bat!
    # Roundcube, K-9
    r".{0,200}\s(?:wrote|писал\w*|написал\w*)(?:\(а\))?\s.{0,20}\d{4}(?:-\d\d-\d\d|\s+г\.)?,?\s+(?:в\s+)?\d{1,2}:\d{2}[^а-яё]{0,20}:\s*$",
    rf"(?:{_DATE_WORDS})?[\s,]*\d{{1,2}}[\s./]+\w+[\s./]+\d{{4}}.{{0,40}}\d{{1,2}}:\d{{2}}.{{0,120}}<[^>]*@[^>]*>.*$",  # Mail.ru
    r"\d{1,2}:\d{2},?\s+\d{1,2}\s+\w+\s+\d{4}.{0,20}[,.]?.{0,80}<[^>]*@[^>]*>\s*:?\s*$",       # Yandex
    r"\d{4}-\d{2}-\d{2}\s+\d{1,2}:\d{2}.{0,60}<[^>]*@[^>]*>\s*:?\s*$",
)) + ")", re.IGNORECASE)
_FORWARDED = re.compile(r"(?:пересылаем|переадресованн|forwarded message|begin forwarded)", re.IGNORECASE)
_FORWARDS = re.compile(r"\s*(?:fwd?|пересл|fw)\s*:", re.IGNORECASE)
"""A subject of a mail that is passed on."""
_SENDER = re.compile(r"\s*\*{0,2}(?:от|from|отправитель)\s*:\*{0,2}\s", re.IGNORECASE)
"""Outlook's block of headers where the first names no address."""
_WROTE = re.compile(r"\s*(?:wrote|написал\w*(?:\(а\))?|пишет)\s*:\s*", re.IGNORECASE)
_WROTE_NEXT = re.compile(r"(?:wrote|написал\w*(?:\(а\))?|пишет)\s*:\s*$|<[^>]*@[^>]*>\s*:\s*$", re.IGNORECASE)
_WROTE_FIRST = re.compile(rf"^\s*(?:on\s|{_DATE_WORDS}|\d{{1,2}}[\s./]\S+[\s./]\d{{4}})", re.IGNORECASE)


def is_marked(line: str) -> bool:
    """«> …»."""
    return _MARK.match(line) is not None


def unmarked(line: str) -> str:
    """The quoted words of a marked line."""
    return _MARK.sub("", line, count=1)


def is_separator(line: str) -> bool:
    """All below is not hers."""
    return _SEPARATOR.match(line) is not None


def introduction(line: str, following: str) -> int:
    """How many lines (of these two) introduce a quotation: Gmail folds its own into two; 0 where none begins."""
    if _INTRODUCTION.match(line) or (_SENDER.match(line) and is_separator(following)):
        return 1
    begins = is_marked(following) or is_separator(following) or (_INTRODUCTION.match(following) and not _WROTE.fullmatch(following))
    folded = following.strip() and not begins and _WROTE_FIRST.match(line) and _WROTE_NEXT.search(line.rstrip() + following.strip())
    return 2 if folded else 0  # «чт, 15 окт. 2020 г. в 11:00, Имя» / «<a@b>:»


def is_forward(text: str, subject: str) -> bool:
    """Whether a forwarded mail stands below."""
    return _FORWARDED.search(text) is not None or _FORWARDS.match(subject) is not None
