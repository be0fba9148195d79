"""A second thought: «18.11 в 14:30, нет, 19.11 в 14:30» in one line puts right, «хотя подождите» on the next undoes.

What is put right takes the former's place where both are whole by themselves. An order that is doubted at once is not carried out:
she is asked.
"""

import re
from collections.abc import Iterator, Sequence

from notifier.core.clean import clean_line
from notifier.core.inbound.dated import UNCLEAR
from notifier.model.order import No, NotUnderstood, Order, Stop
from notifier.model.person import fold

_INSTEAD = re.compile(
    r"[\s,.;!…—–-]+(?:ой|ох|упс|хотя|нет|точнее|вернее|вру|виновата|(?:извините|простите)[\s,!.]+(?:я\s+)?(?:ошиблась|ошибся|перепутала?)"
    r"|(?:я\s+)?(?:ошиблась|ошибся|перепутала?|оговорилась))(?:[\s,!.—–-]+(?:нет|лучше|все-таки|всё-таки|ошиблась|перепутала|точнее))*"
    r"[\s,!.:…—–-]+", re.IGNORECASE)
_DOUBTED = re.compile(
    r"(?:но|ой|а)?[\s,]*(?:или|либо|хотя|впрочем|однако|нет(?=\W*\Z|[\s,.!]+(?:не|подожди\w*|погоди\w*|подума\w+|лучше|пока)\s)|не\s+то|подожди\w*|погоди\w*|обожди\w*|стойте|постойте|может|если|возможно|наверн\w+"
    r"|вероятно|скорее\s+всего|(?:я\s+)?(?:еще\s+)?(?:подума\w+|уточн\w+|согласу\w+|спрошу|посоветуюсь|перепроверю)|пока\s+(?:не|что|так|это)"
    r"|(?:это|дата|все)\s+(?:пока\s+)?(?:еще\s+)?(?:черновик|предварительн\w+|не\s+точно|неточно|не\s+окончательно|не\s+решено|под\s+вопросом)"
    r"|предварительно|ориентировочно|не\s+(?:точно|уверена?|окончательно|рассыла\w+|отправля\w+|сообща\w+|пиш\w+|спешите|торопи\w+))(?!\w)")


def put_right(text: str) -> Iterator[tuple[str, str]]:
    """What she may have said first, and what instead, for each place where a line may put itself right."""
    for found in _INSTEAD.finditer(text):
        yield text[:found.start()].strip(), text[found.end():].strip()


def is_doubt(line: str) -> bool:
    """Whether a line doubts what stands above it: «или 3», «хотя нет, подумаю»."""
    return _DOUBTED.match(fold(line)) is not None


def doubted(orders: Sequence[Order], found: Sequence[Order], line: str) -> list[Order] | None:
    """The orders without the last row's, which ``line`` doubts; None where it orders something itself or there is nothing to doubt."""
    last = orders[-1] if orders else None
    if last is None or isinstance(last, NotUnderstood | Stop) or not all(isinstance(order, NotUnderstood | No) for order in found):
        return None
    if not is_doubt(line):
        return None
    kept = list(orders)
    while kept and kept[-1].item == last.item and not isinstance(kept[-1], NotUnderstood | Stop):
        kept.pop()
    return [*kept, NotUnderstood(last.item, clean_line(line), f"Выше решено, а здесь сомнение: ничего не записано. {UNCLEAR}")]
