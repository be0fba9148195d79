"""A cell's text without what Word, PDF and typing habits put into it: the first step of reading.

Promises: no meaning is judged here, and the letters that stay keep their order, so that a schedule's owner can be cut out of the
cleaned text as people wrote it.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

from notifier.core.dates.words import ASKS_FOR_HOUR, MONTH, WEEKDAY

# Patterns that few cells need are compiled by ``re`` when a cell first needs them: imports are to be short.
_BOOKMARK = r"(?i)\[(?:bookmark|закладка):[^\]]*\]"
_NUMBER_IN_QUOTES = r"[\"'«“„]\s*(\d{1,2})\s*[\"'»”“]"
_BULLET = r"\([^()]*\)|(?<!\d)\d{1,2}\)(?=\s)"  # «1) 15 октября; 2) 19 ноября»: a bracket that nothing opened
_WEEKDAY = rf"\(\s*({WEEKDAY})\s*\)"
_NUMBER_IN_FRONT = r"\d\s?\((?!по\s)[пвсчПВСЧ]"  # few cells have it, and the next takes its time
_DAY_AND_WEEKDAY = rf"(?<![\d.:/])(?<!\d-)(\d{{1,2}})\s*{_WEEKDAY}"
_DAYS_AND_WEEKDAYS = (  # «3 (вт), 5 (чт) ноября»: as «вт 3, чт 5 ноября»; without brackets «3 вт ноября» is the third Tuesday
    rf"(?i)(?:(?<!\d\s){MONTH}[а-я]*[\s,:.]*)?{_DAY_AND_WEEKDAY}(?:(?:\s*[,;-]|\s+(?:и|по|до)\s)?\s*\d{{1,2}}\s*{_WEEKDAY})*(?:\s*{MONTH})?")
_LONGEST_NUMBER = 3  # characters: «12.»
_MARKS = frozenset(".)-")  # behind the number of a line, or before a line
_NUMBERED = r"1[.)]\s.*\n\s*2[.)]\s"  # «1. 15 октября⏎2. 18 ноября»
_NUMBER = r"(?m)^\s*\d{1,2}[.)]\s"
_FIRST = (rf"(?i)^\s*\d{{1,2}}\.\s+(?=\d{{1,2}}:\d\d|\d{{1,2}}(?:(?:,|\s+и)\s+\d{{1,2}})+\s+[а-я]{{3}}|"
          rf"[1-9]\s?-\s?\d{{1,2}}\s+[а-я]{{3}}|(?:1[3-9]|[23]\d)\s?-\s?\d{{1,2}}(?:\s+[а-я]{{3}}|\.\d\d)|"
          rf"(?:{ASKS_FOR_HOUR}|{WEEKDAY}|(?:перв|втор|трет|последн)\w+|{MONTH}[а-я]*(?<=.[ьй]|[рс]т))(?!\w))")
# «1. в 14.30 15 октября», «1. октябрь 14:30»: as «1. октября» it would be a day
_WHOLE_IN_QUOTES = r"\s*\"([^\"]*)\"\s*"
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALL_MINUTES = rf"(?<=\d)\s?([{''.join(_RAISED)}]{{2}})"  # «14⁰⁰»
_ONE = r"(?<![^\W_])[lLI](?=\d)"  # «l8 сентября»
_ELLIPSIS = r"(?<=\w)\s?\.{3}\s?(?=\w)|(?<=\d)\.\.(?=\d{1,2}\s[А-Яа-яё])"  # «22 марта…28 марта», «12..14 ноября»
_ARROW = r"(?<=[\dа-яё])\s*(?:[-=]+>|→)\s*(?=\d)"  # «15.10 -> 22.10»: moved, or from day to day
_CHARACTERS = str.maketrans(
    {
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u0301\u0300\u200e\u200f\u202a\u202b\u202c", None),
        **dict.fromkeys("‐‑‒–—―−﹘﹣－⁃÷˗➖", "-"),
        **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t", " "),
        **dict.fromkeys("\r\v\f\u2028\u2029\u0085", "\n"),
        **dict(zip("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), strict=True)),
        "…": "...", "∕": "/", "⁄": "/", "：": ":", "，": ",", "․": ".", "І": "I", "і": "i",
    }
)
_PLAIN = re.compile(r"[ -~А-Яа-яЁё№\n]*")
_MAILBOX = r"[^\s,;()<>]*@[^\s,;()<>]*"
_CLEAN = re.compile(r"[ !#-(*-=?A-HJKM-Z\\\]^_`a-km-z{|}~А-Яа-яЁё№\n]*")  # neither foreign characters nor what the steps look for


def clean(text: str) -> str:
    """The text with one kind of dash, space and line break, and without bookmarks, soft hyphens, wide gaps and decoration."""
    text = _close(text)
    if _CLEAN.fullmatch(text) and ".." not in text:
        return _unnumbered(text)
    if "–" in text:  # by far the most frequent of them all
        text = text.replace("–", "-")
        if _CLEAN.fullmatch(text) and ".." not in text:
            return _unnumbered(text)
    if not _PLAIN.fullmatch(text):
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = _close(text.translate(_CHARACTERS))
        if not _RAISED.isdisjoint(text):
            text = re.sub(_SMALL_MINUTES, lambda found: f":{unicodedata.normalize('NFKC', found[1])}", text)
    if ".." in text:
        text = re.sub(_ELLIPSIS, " - ", text)
    if "l" in text or "L" in text or "I" in text:
        text = re.sub(_ONE, "1", text)
    if "[" in text:
        text = re.sub(_BOOKMARK, " ", text)
    if (">" in text or "→" in text) and text.lstrip()[:1].isdigit():
        text = re.sub(_ARROW, " или ", text)
    if '"' in text or "«" in text or "“" in text or "„" in text:
        text = re.sub(_NUMBER_IN_QUOTES, r"\1 ", text)
        if whole := re.fullmatch(_WHOLE_IN_QUOTES, text):
            text = whole[1]
    if "@" in text:
        text = re.sub(_MAILBOX, "@", text)  # «cdo@10.12.ru»: figures of an address
    if "(" in text and re.search(_NUMBER_IN_FRONT, text):
        text = re.sub(_DAYS_AND_WEEKDAYS, _weekdays_first, text)
    if text.count(")") > text.count("("):
        text = re.sub(_BULLET, lambda found: found[0] if found[0][0] == "(" else "", text)
    return _unnumbered(text)


def _close(text: str) -> str:
    """No gaps wider than a blank, and none before a comma."""
    if "  " in text:
        text = re.sub(" {2,}", " ", text)
    return text.replace(" ,", ",") if " ," in text else text


def _weekdays_first(found: re.Match[str]) -> str:
    """«3 (вт), 5 (чт)» where a month stands before or behind: other numbers are not of its days."""
    return re.sub(rf"(?i){_DAY_AND_WEEKDAY}", r"\2 \1", found[0]) if re.search(rf"(?i){MONTH}", found[0]) else found[0]


def _unnumbered(text: str) -> str:
    """Lines numbered one, two and so on, without their numbers; so one line whose number is no day's."""
    if "\n" not in text:
        return re.sub(_FIRST, "", text) if ". " in text[: _LONGEST_NUMBER + 1] else text
    if _MARKS.isdisjoint(text.lstrip()[:_LONGEST_NUMBER]):  # most cells of several lines
        return text
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith("- ") for line in lines):  # bullets
        return "\n".join(line.lstrip()[2:] for line in lines)
    return re.sub(_NUMBER, "", text) if re.match(_NUMBERED, text.lstrip()) else re.sub(_FIRST, "", text)


_FEWEST_SPACES = 2  # between three letters
_FIGURES = frozenset("0123456789")  # one at least is in all the others
_BROKEN_AT = frozenset("oOоОзЗ\n, ")  # and one of these in all of them
_BEFORE_HOUR = rf"(?<![а-яё])(?:{MONTH}[а-я]*|20\d\dг?|года?|г|{WEEKDAY}|{ASKS_FOR_HOUR})[.,:()\s]*|(?<=\d)-\s?|\s-\s"
_HOUR_WITH_COMMA = (rf"((?i:{_BEFORE_HOUR}))(?<!\d)([7-9]|1\d|20),(00|[345][05])"
                    rf"(?!\d|[.,]\d|,\s\d|\s?%|\s(?:и|или)\s\d|\s?(?:-\s?\d\d?\s?)?{MONTH})")
_MINUTES_WITH_COMMA = r"\d,[0345][05]"
_REPAIRS: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
    (r"(?<![^\W\d_])[^\W\d_](?: [^\W\d_]){2,}(?![^\W\d_])", lambda found: found[0].replace(" ", "")),  # «с е н т я б р ь»
    (r"(?<=\d)[oOоО](?![^\W\d_])|(?<![^\W_])[oOоО](?=\d\b)|(?<=\d)[oOоО](?=\d)", "0"),  # «2О20»
    (r"(?<![^\W_])[зЗ](?=\d)", "3"),  # «З0.09»
    (r"(?<!\d)(20)-?\s*\n\s*(\d\d)(?![\d:]|[.-]\d)", r"\1\2"),  # «24.09.20⏎20»
    (r"(?<!\d)(?!20\d\d)2\s?0\s?([12])\s?(\d)(?!\d)", r"20\1\2"),  # «202 0»
    (r"(?<=\d\.)\s*\n\s*(?=\d)|(?<=\d)\s*\n\s*(?=\.\d)", ""),  # «24.⏎09.2020»
    (r"^\d{1,2}[.)]\s+(?=\d{1,2}\.\d{2}\.(?:20)?\d\d)", ""),  # «1. 24.09.2020»
    (r"(?<!\d)(?=[\d.]+,)(\d{1,2})[.,](\d{2})[.,](\d{4}|\d{2})(?!\d)", r"\1.\2.\3"),  # «24,09,2020»
    (r"(?<![\d.;])(1?\d|2[0-3])(?:;|::)([0-5][05])(?![\d.;])", r"\1:\2"),  # «14;30»
    (_HOUR_WITH_COMMA, r"\1\2:\3"),  # «15 октября в 14,30»
)


@cache
def _broken() -> Callable[[str], object]:
    return re.compile("|".join(pattern for pattern, _ in _REPAIRS if pattern != _HOUR_WITH_COMMA)).search


@cache
def _repairs() -> tuple[tuple[Callable[..., str], str | Callable[[re.Match[str]], str]], ...]:
    return tuple((re.compile(pattern).sub, replacement) for pattern, replacement in _REPAIRS)


def repair(text: str) -> str:
    """The text with misprints mended that no reader would notice; tried only when the text as it stands says nothing."""
    if _BROKEN_AT.isdisjoint(text) or (text.count(" ") < _FEWEST_SPACES and _FIGURES.isdisjoint(text)):
        return text
    if not _broken()(text) and ("," not in text or not re.search(_MINUTES_WITH_COMMA, text)):
        return text
    for substitute, replacement in _repairs():
        text = substitute(replacement, text)
    return text
