"""Telephones in a text, with the words before them: «Иванова И.И., т. 2-12-34», «(4812) 38-12-45»."""

import re

from notifier.core.plan.wording import meaningful

_PHONE = re.compile(
    r"\(?(?:\b(?:конт(?:актный)?\.?\s*)?(?:т|тел|телефон|моб)\b\.?:?\s*)?(?<![\d.])(?:\+?\d[\d\-\s()]{3,16}\d)(?![\d.:])\)?", re.IGNORECASE
)
_WHOLE = re.compile(r"[^()]*(?:\([^()]*\)[^()]+)*")  # «(4812) 38-12-45», «8(48143)7-11-22»
_PHONE_WORD = re.compile(r"^\W*(?:конт\w*\.?\s*)?(?:т|тел|телефон|моб)\b\.?:?", re.IGNORECASE)
_LABEL_LEFT = re.compile(r"\b(?:т|тел)\.?:?\s*$")
_LABEL = re.compile(r"\b(?:т|тел|телефон)\b")
_DIGITS = re.compile(r"\d")


def without_phones(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without its telephones, and these."""
    phones: list[str] = []

    def take(match: re.Match[str]) -> str:
        if len(_DIGITS.findall(match.group())) < 5:
            return match.group()
        phone = _PHONE_WORD.sub("", match.group()).strip(" ,;")
        phones.append(phone if _WHOLE.fullmatch(phone) else re.sub(r"^\((?!\d+\))|\)$", "", phone))
        return " "

    rest = _PHONE.sub(take, text)
    if not phones:
        return text, ()
    rest = "\n".join(re.sub(r"\(\s*\)|[\s,;]+$", "", line).strip() for line in rest.split("\n"))
    return rest, tuple(phones)


def phones_behind(line: str) -> tuple[str, tuple[str, ...]]:
    """«Иванова И.И.» and «2-12-34» of «Иванова И.И., т. 2-12-34»; the line as it is where no telephone stands there."""
    rest, found = without_phones(line)
    return (_LABEL_LEFT.sub("", rest).strip(" ,;:–—-"), found) if found else (line, ())


def only_phones(text: str) -> tuple[str, ...]:
    """The telephones of «т. 2-12-34»; none where anything else is said."""
    rest, found = without_phones(text)
    return () if meaningful(_LABEL.sub("", rest)) else found
