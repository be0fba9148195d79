"""Who signs: where a signature begins, and which line below her words is a name.

A place or an order where a name would stand («Онлайн», «Отмена») is none.
"""

import re

from notifier.core.inbound.places import HOUSE, VENUE
from notifier.model.person import fold

_SIGNATURE = re.compile(
    r"^\s*(?:--\s*$|—\s*$|(?:с\s+(?:наилучшими\s+)?(?:уважением|пожеланиями)|best\s+regards|regards|kind\s+regards)\b.*"
    r"|(?:с\s+ув\b|искренне\s+ваш\w*)[.,!]*\s*(?:$|(?-i:[А-ЯЁ]).*)"  # «с ув. учащимися договорились» is no name
    r"|(?:отправлено|послано)\s+(?:с|из|от)\s+.*|sent\s+from\s+.*"
    r"|(?:получит[еь]|скачайте|загрузите|get|download)\s+outlook\s+(?:для|for)\b.*"
    r"|отправлено:?\s+из\s+.*)", re.IGNORECASE)
_SIGNED = re.compile(
    r"\s*(?:[А-ЯЁ][а-яё]+\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.?)?|[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?\s*[А-ЯЁ][а-яё]+"
    rf"|(?!.*(?i:{VENUE.pattern}|{HOUSE.pattern}))[А-ЯЁ][а-яё]+(?:\s+[А-ЯЁ][а-яё]+){{0,2}}"
    r"|(?:тел|моб|т)\b[.:]?.*|\+?[\d\s()-]{7,}|[Мм]етодист\b.*|[\w.-]+@[\w.-]+)\s*[.,]?\s*\Z")
_NO_NAME = re.compile(
    r"(?<!\w)(?:\w*боле(?:ет|ю|ют|л\w*)|\w*больничн\w*|отпуск\w*|отъезд\w*|командировк\w*|занят\w*"
    r"|не|ни|нет|против|отмен\w*|отбой|перен[ео]с\w*|стоп|stop|т\.\s?[кч]\.|\w{2,}(?:[ий]те|ить|ать)|рано|поздно)(?!\w)|\?"
    r"|\A\s*(?:\w+(?:[аеуя]ла|лась|лся)|в|во|на|через|по|под|без|до|с|со|у|к|от|при|за|для)\s", re.IGNORECASE)
_NAMES = (
    "анна анастасия антонина алевтина александра алена алина алиса алла альбина валентина валерия варвара вера вероника виктория галина "
    "дарья диана евгения екатерина елена елизавета жанна зинаида зоя инна ирина карина клавдия кристина ксения лариса лидия лилия любовь "
    "людмила маргарита марина мария надежда наталия наталья нелли нина оксана олеся ольга полина раиса регина римма роза светлана снежана "
    "софия софья тамара татьяна ульяна эльвира эмма юлия яна аня маша лена оля наташа таня ира света люда галя надя люба валя юля катя "
    "александр алексей анатолий андрей антон борис вадим валерий василий виктор виталий владимир вячеслав геннадий георгий григорий денис "
    "дмитрий евгений иван игорь илья кирилл константин леонид максим михаил николай олег павел петр роман сергей станислав степан федор "
    "юрий ада анжела анжелика белла василиса виолетта влада гузель гульнара дина динара диляра инга инесса кира клара лада лейла "
    "лиана майя марианна милана нелля нонна пелагея рената рита руслана сабина серафима стелла таисия фаина фатима эвелина элеонора "
    "элина эльмира эмилия юлиана ярослава артем артур богдан владислав глеб давид егор захар лев марк матвей никита руслан рустам "
    "семен тимофей тимур эдуард яков ярослав")
_FIRST_NAMES = frozenset(_NAMES.split())
_ADJECTIVE = re.compile(r"[сц]к(?:ая|ий)\Z")
"""«Городская Олимпиада»: beside another word no family's name."""
_AFTER_FATHER = re.compile(r"\w{3,}(?:овна|евна|ична|ович|евич)")
_FAMILY_NAME = re.compile(r"(?!(?:готова|здорова|снова|причина|половина)\Z)\w{3,}(?:ова|ева|ина|ына|ская|цкая|енко|чук|ский|цкий)")


def is_signature(line: str) -> bool:
    """A signature or the telephone's advertising begins."""
    return _SIGNATURE.match(line) is not None


def _is_signed(line: str) -> bool:
    """Whether this line below her orders may be her name."""
    return _SIGNED.match(line) is not None and _NO_NAME.search(line) is None


def is_surely_signed(line: str) -> bool:
    """Whether it can be nothing else: words without initials are a name only where one is known for it. «Заболела» below «Спасибо» and
    «Областная Конференция» are none."""
    words = fold(line).strip(" .,").split()
    if not _is_signed(line) or not all(word.isalpha() for word in words):
        return _is_signed(line)
    return any(word in _FIRST_NAMES or word == "методист" or _AFTER_FATHER.fullmatch(word)
               or (_FAMILY_NAME.fullmatch(word) and (len(words) == 1 or not _ADJECTIVE.search(word))) for word in words)
