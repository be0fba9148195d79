"""Names of people in a text: «Иванова И.И.», «Анна Петровна Ким», alone or with what they are."""

import re

from notifier.core.plan.telephones import without_phones
from notifier.core.plan.wording import any_of, meaningful, one_line, plain
from notifier.core.plan.words import POSITIONS

SURNAME = r"(?:[А-ЯЁA-Z]['’ʼ])?[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z][а-яёa-z]+)?"
_INITIALS = r"[А-ЯЁA-Z]\.\s?(?:[А-ЯЁA-Z]\.?)?"
NAME = re.compile(
    rf"(?:{SURNAME}\s{_INITIALS}(?![а-яё])|{_INITIALS}\s?{SURNAME}|{SURNAME}\s{SURNAME}\s[А-ЯЁ][а-яё]+(?:вна|ична|ич|кызы|оглы)\b)"
)
_NAMED_AFTER = re.compile(rf"(?<!\w)(?:им\.|имени)\s?(?:[\w-]+\s){{0,4}}?{_INITIALS}\s?{SURNAME}")  # answers for nothing


def names(text: str) -> tuple[str, ...]:
    """The personal names in a text, blanks normalised."""
    return tuple(one_line(match.group()) for match in NAME.finditer(text))


def looks_like_persons(text: str) -> bool:
    """Whether a text is names or positions and little else."""
    text = _NAMED_AFTER.sub("", one_line(without_phones(text)[0]))
    if not meaningful(text):
        return False
    rest = NAME.sub("", text)
    if rest != text:
        return len(re.sub(r"\W", "", rest)) <= max(45, len(text) // 2)
    return bool(any_of(POSITIONS).match(plain(text)))


def only_names(text: str) -> bool:
    """Whether nothing but personal names stands there."""
    rest = NAME.sub("", one_line(text))
    return rest != one_line(text) and not meaningful(re.sub(r"\bи\b", "", rest))
