"""«Встреча 19 ноября переносится на 26 ноября», «переносится в СШ № 33», «перенос на декабрь»: a meeting to another day, place or month.

The former day says which meeting, where one stands on it; a place must have a name.
"""

import re
from collections.abc import Sequence
from datetime import date

from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.cancelled import standing_on
from notifier.core.inbound.dated import moved
from notifier.core.inbound.offered import Read
from notifier.core.inbound.venue import venue
from notifier.model.order import Asked, Order, Place

_BY_ITS_DAY = re.compile(
    r"(?:(?:эт[уа]|наш[уа])\s)?(?:(?:встреч[уаи]|заседани[ея]|мероприяти[ея]|заняти[ея]|собрани[ея]|совещани[ея])\s)?(?:(?:от|на|с)\s)?"
    r"(?P<day>\d{1,2}(?:\.\d{1,2}(?:\.\d{2,4})?|\s[а-я]{3,8}))\s(?:(?:придется|прошу|решили|нужно|надо)\s)?"
    r"(?P<moved>(?:перенос|перенес|сдвиг|сдвин).+)")
_ELSEWHERE = re.compile(
    r"(?:(?:встреч|заседани|мероприяти|заняти|собрани|совещани)\w+\s)?(?:перенос\w+|переезжа\w+|перенесен[аоы]?)"
    r"\s(?P<place>(?:в|во|на базу)\s.{2,200})",
    re.IGNORECASE)


def moving(text: str, bare: str, item: str | None, questions: Sequence[Asked], reading: Read, today: date) -> Order | None:
    """The move that ``bare`` (``text`` folded, without «давайте») is; None where it is none."""
    if (to := _ELSEWHERE.fullmatch(text.strip(" .!"))) and (there := venue(to["place"])):
        return Place(item, there)
    if (its := _BY_ITS_DAY.fullmatch(bare)) and (row := standing_on(its["day"], item, questions, reading)):
        item, bare = row, its["moved"]
    asked = [question for question in questions if (question.item == item if item else question.here)]
    found = said.MOVE.fullmatch(bare)
    return moved(found["where"], item, text, asked, reading, today) if found else None
