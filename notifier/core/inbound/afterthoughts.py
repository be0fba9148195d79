"""A second thought: «18.11 в 14:30, нет, 19.11 в 14:30» in one line puts right, «хотя подождите» on the next undoes.

What is put right takes the former's place where both are whole by themselves. An order that is doubted at once is not carried out:
she is asked.
"""

import re
from collections.abc import Iterator, Sequence

from notifier.core.clean import clean_line
from notifier.core.inbound.dated import UNCLEAR
from notifier.core.inbound.vocabulary import MOVES, WEEKDAYS
from notifier.model.order import Cancel, Closed, No, NotUnderstood, Order, Replan, Stop
from notifier.model.person import fold

_INSTEAD = re.compile(
    r"[\s,.;!…—–-]+(?:ой|ох|упс|хотя(?=[\s,]+нет(?!\w))|нет|точнее|вернее|вру|виновата|(?:извините|простите)[\s,!.]+(?:я\s+)?(?:ошиблась|ошибся|перепутала?)"
    r"|(?:я\s+)?(?:ошиблась|ошибся|перепутала?|оговорилась))(?:[\s,!.—–-]+(?:нет|лучше|все-таки|всё-таки|ошиблась|перепутала|точнее))*"
    r"[\s,!.:…—–-]+", re.IGNORECASE)
_CLAUSE = r"(?=\W*\Z|\s*[,.;!])"
_DOUBTED = re.compile(
    r"\W*(?:но|ой|а)?[\s,]*(?:или|либо|хотя(?!\s+бы\s)|впрочем|нет(?=\W*\Z|[\s,.!]+(?:не|подожди\w*|погоди\w*|подума\w+|лучше|пока)\s)"
    r"|не\s+то|не\s+(?:раньше|позже|позднее)|подожди\w*|погоди\w*|обожди\w*|стойте|постойте|(?:я\s+)?(?:еще\s+)?подума\w+|пока\s+(?:не|что|так|это)"
    rf"|(?:(?:это|дата|все)\s+)?(?:пока\s+)?(?:еще\s+)?(?:черновик|предварительн\w+|ориентировочно|не\s+точно|неточно|не\s+окончательно){_CLAUSE}"
    r"|(?:это|дата|все)\s+(?:пока\s+)?(?:еще\s+)?(?:не\s+решено|под\s+вопросом)"
    r"|не\s+(?:уверена?|рассыла\w+|отправля\w+|сообща\w+|спешите|торопи\w+)"
    rf"|не\s+пиш\w+(?:{_CLAUSE}|(?=\s+(?:им|никому|всем|пока|участник|библиотекар|школ))))(?!\w)")
_UNSURE = re.compile(
    r"\W*(?:но|ой|а)?[\s,]*(?:однако|если|возможно|может|наверн\w+|вероятно|скорее\s+всего"
    r"|(?:я\s+)?(?:еще\s+)?(?:уточн\w+|согласу\w+|спрошу|посоветуюсь|перепроверю))(?!\w)")
_BESIDE = re.compile(
    r"(?<!\w)если\s+(?:что|нужн\w+|надо|можно|сможете|хотите|захотите|будет\s+возможность)(?!\w)|(?<!\w)(?:вопрос\w*|насчет|про|место|адрес\w*|ссылк\w+"
    r"|программ\w+|повестк\w+|тем[ауы]|спис\w+|количеств\w+|остальн\w+|детал\w+|подробност\w+|понадоб\w+|потреб\w+|пригод\w+"
    r"|приед\w+|прид[уе]\w+|присоедин\w+|опозда\w+|задерж\w+|звоните|позвоните|обращайтесь|чай|чаю)(?!\w)")
"""Words of something else than the day: «если что, звоните», «возможно, понадобится проектор»."""
_OF_THE_DAY = re.compile(
    r"\d|(?<!\w)(?:друг\w+|поз[жд]\w*|раньше|дн[яе]\w*|день|дат\w+|числ\w+|недел\w+|месяц\w*|отмен\w*|" + MOVES + r"|провод\w+"
    r"|никто|не|" + WEEKDAYS + r")(?!\w)")
_AGAIN = re.compile(r"(?<!\w)(?:нов\w+\s+(?:дат\w+|день|срок\w*)|провед\w+|собер\w+|встрет\w+|вернемся|повтор\w+|организу\w+)(?!\w)")
"""Behind what is called off: that it may be held some other time doubts nothing."""


def put_right(text: str) -> Iterator[tuple[str, str]]:
    """What she may have said first, and what instead, for each place where a line may put itself right."""
    for found in _INSTEAD.finditer(text):
        yield text[:found.start()].strip(), text[found.end():].strip()


def is_doubt(line: str) -> bool:
    """Whether a line doubts what stands above it: «или 3», «хотя нет, подумаю»."""
    plain = fold(line)
    beside = _BESIDE.search(plain) is not None and _OF_THE_DAY.search(plain) is None
    return _DOUBTED.match(plain) is not None or (_UNSURE.match(plain) is not None and not beside)


def doubted(orders: Sequence[Order], found: Sequence[Order], line: str) -> list[Order] | None:
    """The orders without the last row's, which ``line`` doubts; None where it orders something itself or there is nothing to doubt."""
    last = orders[-1] if orders else None
    if last is None or isinstance(last, NotUnderstood | Stop) or not all(isinstance(order, NotUnderstood | No | Stop) for order in found):
        return None
    refused = bool(found) and all(isinstance(order, No) and order.item in (None, last.item) for order in found)  # «не подходит»
    again = isinstance(last, Cancel | Closed | Replan) and _AGAIN.search(fold(line)) and not re.search(r"\d", line)
    if again or not (refused or is_doubt(line)):
        return None
    kept = list(orders)
    while kept and kept[-1].item == last.item and not isinstance(kept[-1], NotUnderstood | Stop):
        kept.pop()
    return [*kept, NotUnderstood(last.item, clean_line(line), f"Выше решено, а здесь сомнение: ничего не записано. {UNCLEAR}")]
