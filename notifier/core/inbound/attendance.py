"""«Приду», «Не приду, болею»: the answer of someone whose mail program shows no buttons, in her first line with words in it.

A remark beside it («приду, но опоздаю») is for the coordinator to read. A condition, a doubt, another person or another day
beside it, or the contrary on a later line, makes it no answer but a letter: who is wrongly counted as declining is reminded no more.
"""

import re
from dataclasses import dataclass

from notifier.core.inbound.courtesies import is_polite, says_more, without_courtesies
from notifier.core.inbound.politeness import ALAS, PERSON, SORRY
from notifier.core.inbound.vocabulary import BECAUSE, MAY_BE_MONTH, WEEKDAYS
from notifier.model.fact import Partstat
from notifier.model.person import fold

_TO_COME = r"(?:прийти|придти|приехать|подойти|быть|присутствовать|участвовать|поучаствовать|посетить|принять участие)"
_THERE = r"(?: (?:в этот (?:раз|день)|на (?:эт\w+ )?(?:встреч[уе]|заседани[еи]|мероприяти[еи]|совещани[еи]|собрани[еи])))?"
_NOT = (rf"(?:{_TO_COME} )?не (?:приду|придем|приеду|приедем|пойду|пойдем|подойду|смогу|сможем|могу|можем|буду|будем|получится|получается"
        rf"|участвую|участвуем|приму участие|примем участие)(?: {_TO_COME})?")
_NO = re.compile(rf"(?:нет,? )?(?:я |мы )?(?:{_NOT}|нет возможности {_TO_COME}|(?:меня|нас) не будет|отказываюсь|отклоняю){_THERE}")
_YES = re.compile(
    r"(?:я |мы )?(?:обязательно |точно |непременно )?(?:приду|придем|приеду|приедем|подойду|буд(?:у|ем)(?: присутствовать| участвовать)?"
    r"|участвую|участвуем|приму участие|примем участие|принимаю(?: приглашение| участие)?"
    r"|подтвержда(?:ю|ем) (?:свое )?(?:участие|присутствие)|(?:свое )?(?:участие|присутствие) подтвержда(?:ю|ем))"
    r"(?: обязательно| с удовольствием)?" + _THERE)
_MAYBE = re.compile(r"(?:пока )?(?:возможно|может быть|под вопросом|постараюсь|не знаю)(?:,? (?:приду|буду|прийти|быть|постараюсь))?")
_ALONE = {"нет": Partstat.DECLINED, "отказ": Partstat.DECLINED, "да": Partstat.ACCEPTED, "+": Partstat.ACCEPTED}
_LEAD = re.compile(rf"\A(?:(?:{ALAS}|{SORRY}|да|ок|окей|хорошо|конечно|с удовольствием"
                   r"|помню|понятно|принято)[\s,.!—–-]+"
                   rf"|{PERSON}\s?[,.!]\s?)+")
_REMARK = re.compile(r"(?:\s*[,.;:!(—–]+|\s-|(?=\s(?:по |" + BECAUSE + r" |с коллег"
                     r"|с опоздани|на \d{1,2} минут|вдвоем|втроем)))\s*")
_REASON_FIRST = re.compile(r"(?P<reason>.+?)(?:\s*[,.;!—–]+\s*|\s-\s|,?\s(?:и|поэтому)\s)(?:поэтому |так что )?(?P<answer>[^,.;]+)")
_OTHERWISE = re.compile(
    r"(?<!\w)(?:если|когда|пока|но|однако|зато|только|кроме|или|либо|может|возможно|наверн\w+|вероятно|вряд|вовремя|сразу|одна|один"
    r"|вместо|за меня|замен\w+|отправ\w+|пришл\w+|направ\w+|делегир\w+|прид\w+|приед\w+|буд\w+|участв\w+|смож\w+"
    r"|пойд\w+|зайд\w+|подойд\w+|подъед\w+|присоедин\w+|опозда\w+|задерж\w+|позже|поздн\w+|раньше|минут\w*|от нас|от школы"
    r"|онлайн|дистанц\w+|подключ\w+|посмотр\w+|послуша\w+|запис[ьи]|трансляци\w+|zoom"
    r"|ссылк\w+|файл\w*|вложени\w+|письм\w+|адрес\w*|кнопк\w+|(?!извините|простите)\w+[йиь]те(?:сь)?"
    r"|зум\w*|удаленн\w+|пиш\w+|сказал\w*|говор\w+|передал\w*|просил\w*|сообщ\w+)(?!\w)|\?")
"""Beside a «не приду»: she may come after all, or somebody else does not, or comes in her stead; something does not open; she asks for
something (folded)."""
_NAME = re.compile(r"(?<=[^.!?…]\s)(?<!\s[вВ]\s)(?<!\sво\s)(?<!\sна\s)(?<!\sиз\s)(?<!\sдо\s)(?!Ва[мсш])[А-ЯЁ][а-яё]{2,}")
"""Somebody's name within a sentence, and no place's: «в Москве» (as written)."""
_OPEN = re.compile(
    r"(?<!\w)(?:приду|придем|буду|будем|приеду|приедем|прийти|отвечу|ответим|скажу|сообщу|напишу|уточню|спрошу|узнаю|решу|подумаю|постара\w+|завис\w+"
    r"|смотря|если|как получится|ближе)(?!\w)")
"""What makes a bare «возможно», «не знаю» one about coming (folded)."""
_ABOUT_COMING = re.compile(r"(?<!\w)(?:приду|буду|прийти|быть(?<!может быть)|постараюсь|под вопросом)(?!\w)")
_UNLESS = re.compile(
    r"(?<!\w)(?:если|когда|при условии|возможно|наверн\w+|может|постара\w+|попроб\w+|или|либо|не|нет|вместо|вряд|перен\w+|другой"
    rf"|завтра|послезавтра|следующ\w+|через|{WEEKDAYS}|{MAY_BE_MONTH}"
    r"|отпуск\w*|больничн\w+"
    r"|\d{1,2}-?го|\d{1,2}\.\d\d)(?!\w)")
"""Beside an «приду»: a condition, a doubt, another day (folded)."""
_REGRET = re.compile(r"\A(?:(?:хотя|ой|нет|точнее|вернее|впрочем|простите|извините|ошиблась|ошибся|все-таки)[\s,.!—–-]+)+")
_SIGNED = re.compile(r"с уважением(?!\w)")
_ASKED = re.compile(r"[^,;.!]*\?")
_CONDITION = re.compile(r"\s*(?:если|когда|пока|только|при условии|но|или)(?!\w)")
_LINES = 3
_LONGEST = 300
"""Characters of a line: more is a letter."""


@dataclass(frozen=True, slots=True)
class Coming:
    """What she answers; ``remark``: she says something beside it, ``excuse``: why she does not come."""

    partstat: Partstat
    remark: bool = False

    @property
    def excuse(self) -> bool:
        """Whether what she says beside it is why she does not come: no letter that waits for an answer."""
        return self.remark and self.partstat is Partstat.DECLINED


def attendance(words: str) -> Coming | None:
    """What the first lines of an answer say about coming; None when they say anything else."""
    lines = [line for line in words.split("\n") if line.strip()]
    at = next((at for at, line in enumerate(lines[:_LINES]) if _said(line) and not is_polite(line)), None)
    if at is None:
        return None
    if _CONDITION.match("".join(lines[at + 1 : at + 2])) or (_said(lines[at]) in _ALONE and lines[at].rstrip().endswith(",")):
        lines[at : at + 2] = [" ".join(lines[at : at + 2])]  # «не приду,⏎если не найду замену»
    said, names = _said(lines[at]), frozenset(fold(name) for name in _NAME.findall(lines[at][:_LONGEST]))
    alone = Coming(_ALONE[said]) if said in _ALONE and not (said == "+" and says_more(words)) else None
    coming = alone or _whole(said, names)
    later = (_whole(_REGRET.sub("", _said(line)), frozenset()) for line in lines[at + 1:])
    return None if coming and any(other and other.partstat is not coming.partstat for other in later) else coming


def _said(line: str) -> str:
    """The line without courtesies, folded; a long one says nothing."""
    return _LEAD.sub("", re.sub(r"\A[^\w?+]+|[^\w?+]+\Z", "", without_courtesies(line))) if len(line) <= _LONGEST else "?"


def _whole(said: str, names: frozenset[str]) -> Coming | None:
    return _plain(said) or _remarked(said, names) or _reasoned(said)


def _plain(said: str) -> Coming | None:
    if _NO.fullmatch(said):
        return Coming(Partstat.DECLINED)
    if _MAYBE.fullmatch(said):
        return Coming(Partstat.TENTATIVE)
    return Coming(Partstat.ACCEPTED) if _YES.fullmatch(said) else None


def _remarked(said: str, names: frozenset[str]) -> Coming | None:
    """«Не приду, болею», «приду, но опоздаю». ``names``: of people, in this line."""
    mark = _REMARK.search(said)
    if mark is None:
        return None
    answer, remark = said[:mark.start()], said[mark.end():]
    beside = _SIGNED.match(remark) is None or _OTHERWISE.search(remark) is not None
    if _NO.fullmatch(answer):
        otherwise = _OTHERWISE.search(remark) or (beside and names & set(re.findall(r"\w+", remark)))
        return None if otherwise else Coming(Partstat.DECLINED, remark=beside)
    if not mark[0].strip() and _ASKED.match(remark):
        return None  # «придём вдвоём с учителем?»
    if _MAYBE.fullmatch(answer):
        about_coming = "?" not in remark and (_ABOUT_COMING.search(answer) or _OPEN.search(remark))
        return Coming(Partstat.TENTATIVE, remark=True) if about_coming else None
    return Coming(Partstat.ACCEPTED, remark=beside) if _YES.fullmatch(answer) and not _UNLESS.search(remark) else None


def _reasoned(said: str) -> Coming | None:
    """«Болею, не приду»: the reason ahead."""
    found = _REASON_FIRST.fullmatch(said)
    if found is None or _NO.fullmatch(found["answer"]) is None:
        return None
    doubtful = _OTHERWISE.search(found["reason"]) or re.search(r"(?<!\w)не\s", found["reason"])
    return None if doubtful else Coming(Partstat.DECLINED, remark=True)
