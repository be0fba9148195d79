"""«Ссылка на вебинар 18 сентября: https://…»: at which address of the web people join, and which meeting or event it is of.

An address alone is of the row that her letter is about, or of that row's one event. What else is behind a link (a recording, a form) is
no place to meet.
"""

import re
from collections.abc import Sequence
from datetime import date

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound import vocabulary as said
from notifier.core.inbound.addressing import ENTRY
from notifier.core.inbound.asked import appointed, is_by_schedule
from notifier.core.inbound.cancelled import standing_on
from notifier.core.inbound.venue import venue
from notifier.core.phrases import LINK, ONLINE_WORDS
from notifier.model.order import Asked, Link, NotUnderstood, Order, Place
from notifier.model.person import fold

_PLACE_AND_LINK = re.compile(r"(?P<place>.{3,80}?)[\s,.;]+" + said.LINKED.pattern, re.IGNORECASE)
_DAY = rf"(?P<day>{said.DAY_NAMED})(?:\s\d{{4}}(?:\sг\w*)?)?"
_BEFORE = re.compile(
    rf"(?:(?:на|для|к)\s)?(?:{said.MEETING}\s)?{_DAY}\s?[,:—–-]?\s?(?:{said.LINKED.pattern})")
_BEHIND = re.compile(rf"(?:{said.LINKED.pattern})\s?(?:(?:на|для|к|от)\s)?{_DAY}")
"""«На 18.09 ссылка», «ссылка на вебинар 18 сентября» (folded, without the address)."""
_ALONE = re.compile(_DAY)
"""«Povy-3: 18.09 https://…»."""


def linked(text: str, item: str | None, questions: Sequence[Asked], reading: Read) -> Link | NotUnderstood | None:
    """The link that the line gives to a meeting or an event; None where it gives none."""
    url = LINK.search(text)
    words = fold(LINK.sub("", text)).strip(" .!,:—–-()")
    if url is None:
        return None
    if its := _BEFORE.fullmatch(words) or _BEHIND.fullmatch(words) or (_ALONE.fullmatch(words) if item else None):
        meeting = standing_on(its["day"], item, questions, reading)
        return Link(meeting[0], url[0], meeting[1]) if meeting else None
    asked = [question for question in questions if question.here]
    if said.LINKED.fullmatch(words) is None or (item is None and asked and all(question.code == "closing" for question in asked)):
        return None  # «ссылка: …» under «прошло ли?» may be a recording's
    if item is None:
        return Link(None, url[0])
    if not is_by_schedule(item, questions):
        return Link(item, url[0])  # every day of a row that has several
    days = sorted({question.begins for question in questions if question.code == ENTRY and question.item == item and question.begins})
    return Link(item, url[0], days[0]) if len(days) == 1 else NotUnderstood(item, clean_line(text), _which(item, days))


def join_at(text: str, item: str | None, questions: Sequence[Asked]) -> list[Order]:
    """«Проводим онлайн, ссылка https://…», and the link alone behind a day: the place where one is named, and the link. Behind «онлайн»
    an address needs no word: it is where people meet."""
    url, words = LINK.search(text), LINK.sub("", text).strip(" .!,:—–-")
    if url is None or item is None or is_by_schedule(item, questions):
        return []
    if said.LINKED.fullmatch(words):
        return [Link(item, url[0])]
    found = _PLACE_AND_LINK.fullmatch(words)
    where = venue(found["place"] if found else words)
    return [Place(item, where), Link(item, url[0])] if where and (found or fold(where) in ONLINE_WORDS) else []


def _which(item: str, days: Sequence[date]) -> str:
    if not days:
        return "В этой строке ничего не назначено. Событие вместе со ссылкой: «ДД.ММ в ЧЧ:ММ Название https://…»"
    return f"{appointed(days)}. Напишите, к какому дню: «{item}: ссылка на {days[0]:%d.%m} https://…»"
