"""«Приду», «не приду»: the answer of someone whose mail program shows no buttons. Only a line that says just that counts."""

import re

from notifier.core.inbound.remainder import COURTESY
from notifier.model.fact import Partstat
from notifier.model.person import fold

_NO = re.compile(r"(к сожалению,? )?(я |мы )?(не (приду|придем|придём|смогу|сможем|буду|будем|получится|получается|участвую)"
                 r"( (прийти|быть|присутствовать|участвовать|принять участие))?|нет|отказываюсь|отклоняю)")
_YES = re.compile(r"(да,? )?(я |мы )?(обязательно )?(приду|придем|придём|буду|будем|участвую|принимаю( приглашение| участие)?|да)"
                  r"( обязательно| с удовольствием)?")
_MAYBE = re.compile(r"(пока )?(возможно|может быть|под вопросом|постараюсь|не знаю)( (приду|буду|прийти|быть))?")
_LINES = 3


def attendance(top: str) -> Partstat | None:
    """What the first lines of an answer say about coming; None when they say anything else or more."""
    for line in [line for line in top.split("\n") if line.strip()][:_LINES]:
        said = COURTESY.sub("", fold(line)).strip(" .,!)(:;-–—«»\"")
        if not said:
            continue
        if _NO.fullmatch(said):
            return Partstat.DECLINED
        if _MAYBE.fullmatch(said):
            return Partstat.TENTATIVE
        return Partstat.ACCEPTED if _YES.fullmatch(said) else None
    return None
