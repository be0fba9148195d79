"""What is no letter: «Спасибо!», «Ок, принято», «Получила, хорошего дня», and the name below. Nobody answers it, and nobody is told of it.

Every line of it must be a courtesy or, below one, a signature; one word more and it is a letter. An order or a place where a name
would stand («Отмена», «Онлайн») is none; «Приду» and below it «А можно с коллегой?» is an answer and a letter.
"""

import re

from notifier.core.inbound.politeness import FAREWELL, GREETED, HELLO, PLEASE, PRAISE, RECEIPT, THANKS
from notifier.core.inbound.signature import is_signature, is_surely_signed
from notifier.core.inbound.vocabulary import either
from notifier.model.person import fold

LONGEST = 200
"""Characters of a line: more is a letter."""

_AGREED = either(r"(?:все\s)?(?:верно|правильно)", "ок", "окей", "ok", "okay", "хорошо", "ладно")
_GREETS = re.compile(rf"\s*(?i:{HELLO}|{GREETED})(?:[\s,]+[А-ЯЁA-Z][\w.-]*){{0,4}}[\s.,!]*")
_SIGNS = r"[\s.,!;:)(…—–-]|[^\w\s«»\"'/@#№%&*+=<>\[\]{}|\\$^~`?❓❔👎❌⛔🚫🆘]"  # full stops, hearts and flowers: no word, and no question
_WORDS = re.compile(rf"(?:{THANKS}|{RECEIPT}|{PRAISE}|{_AGREED}|{FAREWELL}|{HELLO}|{GREETED})(?!\w)")
_BETWEEN = re.compile(rf"(?:{_SIGNS})*+")
_ANSWERS = re.compile(r"\s*(?:re|aw|на|отв|ответ)(?:\[\d+\])?\s*:", re.IGNORECASE)
_MERE = re.compile(rf"(?<!\w)(?:{THANKS}|{RECEIPT}|{PRAISE})(?!\w)")
_COURTESY = re.compile(rf"\b(?:{HELLO}(?:[\s,!.]+{GREETED})?|(?:\A|(?<=[,.!] )){GREETED}|{THANKS}|{PLEASE})\b[!,. ]*")
"""«Прошу исключить, уволилась Анна Ивановна» greets nobody."""
_GOODBYE = re.compile(rf"{FAREWELL}|искренне")
_ANY_NAME = re.compile(r"(?:[А-ЯЁA-Z][\w.-]*[\s,]*){1,4}")
_WHO = re.compile(r"библиотекар|педагог|учител|методист|заведующ|школ|\b(?:сш|сош|оу|мб?а?оу)\b|гимнази|лице[йя]|\b(?:тел|моб)\b"
                  r"|^[\w.+-]+@[\w.-]+$|^\+?[\d\s()-]{7,}$")
_SAYS = re.compile(r"\b(?:я|мы|мне|нам|меня|мо[йяюе]|не|ни|но|если|можно|нужно|надо|прошу|опозд\w+|прид\w+|приш\w+|переш\w+|буд\w+)\b")


def only_thanks(subject: str, words: str) -> bool:
    """Whether a letter says nothing but thanks, a greeting or that ours came. A subject of one's own («Не приду») is more; that of
    an answer is ours."""
    return is_courtesy(words) and (not subject.strip() or _ANSWERS.match(subject) is not None or is_courtesy(subject))


def is_courtesy(words: str) -> bool:
    """Whether these words say nothing but thanks, a greeting or that the letter came."""
    courteous = False
    for line in words.split("\n"):
        if not line.strip():
            continue
        if is_signature(line):
            break
        if is_polite(line):
            courteous = True
        elif not courteous or not is_surely_signed(line):
            return False
    return courteous


def is_greeting(words: str) -> bool:
    """Whether these words only greet: «Здравствуйте, ГМО.», as The Bat! writes above the quotation what is answered below it."""
    written = [line for line in words.split("\n") if line.strip()]
    return bool(written) and all(_GREETS.fullmatch(line) for line in written)


def is_polite(line: str) -> bool:
    """Whether a line only greets, thanks or says that ours came: «Добрый день, Ирина Викторовна!» says nothing about coming."""
    text = " ".join(fold(line[:LONGEST + 1]).split())
    at, words = _end(_BETWEEN, text, 0), 0
    while at < len(text) <= LONGEST and (after := _end(_WORDS, text, at)) > at:
        at, words = _end(_BETWEEN, text, after), words + 1
    return words > 0 and at == len(text)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found is not None else at


def without_courtesies(line: str) -> str:
    """A line without its courtesies, folded."""
    return _COURTESY.sub("", fold(line))


def is_mere(words: str) -> bool:
    """Whether a courtesy is no more than that: «ок» may be a «да», «ок, спасибо» or «отлично» under a long letter is none."""
    return _MERE.search(" ".join(fold(words).split())) is not None


def says_more(top: str) -> bool:
    """Whether anything besides the first line with words in it is for a person to read."""
    lines = [line for line in (line.strip() for line in top.split("\n"))
             if without_courtesies(line).strip(" .,!:;-–—") and not is_polite(line)]
    for line in lines[1:]:
        folded = fold(line)
        if is_signature(line) or _GOODBYE.match(folded):
            return False
        if "?" in line or _SAYS.search(folded) or not (_ANY_NAME.fullmatch(line) or _WHO.search(folded)):
            return True
    return False
