"""What a short answer leaves unsaid: «Приду» and below it «А можно с коллегой?» is an answer and a letter.

Greetings, thanks and a signature are no letter.
"""

import re

from notifier.core.inbound.quotation import is_signature
from notifier.model.person import fold

COURTESY = re.compile(
    r"\b(здравствуйте|добр(ый|ое|ая) (день|утро|вечер)|(большое )?спасибо( большое| вам)?( за (приглашение|письмо|напоминание|информацию))?"
    r"|благодар(ю|им)( вас)?( за (приглашение|письмо|напоминание|информацию))?|пожалуйста|уважаем\w+ \w+( \w+)?)\b[!,. ]*")
_FAREWELL = re.compile(r"всего (доброго|хорошего)|хорошего дня|искренне")
_NAME = re.compile(r"(?:[А-ЯЁA-Z][\w.-]*[\s,]*){1,4}")
_WHO = re.compile(r"библиотекар|педагог|учител|методист|заведующ|школ|\b(?:сш|сош|оу|мб?а?оу)\b|гимнази|лице[йя]|\b(?:тел|моб)\b"
                  r"|^[\w.+-]+@[\w.-]+$|^\+?[\d\s()-]{7,}$")
_SAYS = re.compile(r"\b(?:я|мы|мне|нам|меня|мо[йяюе]|не|ни|но|если|можно|нужно|надо|прошу|опозд\w+|прид\w+|приш\w+|переш\w+|буд\w+)\b")


def says_more(top: str) -> bool:
    """Whether anything besides the first line with words in it is for a person to read."""
    lines = [line for line in (line.strip() for line in top.split("\n")) if COURTESY.sub("", fold(line)).strip(" .,!:;-–—")]
    for line in lines[1:]:
        folded = fold(line)
        if is_signature(line) or _FAREWELL.match(folded):
            return False
        if "?" in line or _SAYS.search(folded) or not (_NAME.fullmatch(line) or _WHO.search(folded)):
            return True
    return False
