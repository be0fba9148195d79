"""What puts right or takes back what she said before: «ой, не 12, а 13», «ошиблась: …», «не учитывайте прошлое письмо».

What follows takes the former's place; where it is not plain what that was, she is asked.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from notifier.core.inbound.offered import Read, corrected
from notifier.core.inbound.vocabulary import CLOCK, COURTESY_LEAD, DAY
from notifier.model.order import Asked, Choose, Confirm, NotUnderstood, Order
from notifier.model.when import Kind

_CORRECTING = re.compile(
    r"^\s*(?:в\s+(?:прошлом|предыдущем|моем|моём)\s+письме\s+(?:была\s+|допущена\s+)?(?:ошибка|опечатка)"
    r"|ой|ох|упс|(?:извините|простите|прошу прощения)(?=[,!. ]+(?:я\s+)?(?:ошиб|опечат|перепут))"
    r"|(?:(?:я|мы)\s+)?(?:передумал[аи]?(?=\s*[,!.:;—–-])|ошиблась|ошибся|перепутала?|описалась|опечаталась)|опечатка|ошибка|исправляю|исправление|поправка|уточняю(?!\s+у\s)|уточнение|(?:а\s+)?правильн(?:о|ая\s+дата|ый\s+день)"
    r"|верн(?:о|ая\s+дата)(?=\s*[:—–-]?\s*\d)|точнее|вернее|нет(?=\s*[,!.])"
    r"|не\s+(?:подходит|устраивает)(?=\s*[,.;]\s*(?:лучше|давайте)\s))(?!\w)[\s,!.:;—–-]*", re.IGNORECASE)
INSTEAD = re.compile(r"^не\s+(?:на\s+)?(?P<former>[^,]{1,40}?)\s*,?\s+а\s+(?:на\s+)?(?P<rest>\S.*)$", re.IGNORECASE)
"""«Не 12, а 13 ноября в 14:30»."""
_LETTER = r"(?:письм\w+|сообщени\w+|ответ\w*|решени\w+)"
_FORMER = r"(?:мо[её]\w*\s+|на\s+)*(?:предыдущ\w+|прошл\w+|последн\w+|прежн\w+)(?:\s+мо\w+)?\s+"
PREVIOUS = re.compile(
    r"(?:прошу\s+)?(?:(?:отмен\w+|отзываю|отзовите|отозвать|аннулир\w+|игнориру\w+|проигнорируй\w*|забудьте(?:\s+про)?"
    r"|не\s+(?:учитыва\w+|принима\w+|выполня\w+|смотрите)(?:\s+во\s+внимание)?|не\s+обраща\w+\s+внимания?)\s+" + _FORMER + _LETTER
    + "|" + _FORMER + _LETTER + r"\s*[—–-]?\s*(?:прошу\s+)?"
    r"(?:(?:я\s+)?(?:отправ\w+|послала?|послан\w*|написала?|ушло)\s+(?:случайно|по\s+ошибке|ошибочно)"
    r"|ошиб\w+|считать\s+недействительным|недействительно|отмен\w+|неверно\w*|отзываю|игнориру\w+"
    r"|не\s+(?:учитыва\w+|принима\w+|счита\w+|выполня\w+)(?:\s+во\s+внимание)?))(?=$|[\s.,;:!)])")
"""«Отменяю предыдущее письмо»: what the letter before decided is to be as if it had not been written (folded)."""


def without_regret(text: str) -> tuple[str, bool]:
    """The words without «ой, ошиблась», and whether they put right what she said before."""
    bare = text
    while (shorter := _CORRECTING.sub("", bare if bare == text else COURTESY_LEAD.sub("", bare), count=1)) != bare and shorter:
        bare = shorter
    return bare, bare != text or INSTEAD.match(bare) is not None


def put_right(text: str, orders: Sequence[Order], reading: Read) -> str:
    """«12 ноября в 14:30» and on a later line «не 12, а 13»: the former line with the other day; else the words as they are."""
    again = INSTEAD.match(text)
    former = next((order for order in reversed(orders) if isinstance(order, Confirm)), None)
    if again is None or former is None or former.when.kind is not Kind.EXACT or former.when.start is None or former.when.time is None:
        return text
    stands = Asked("", stands=datetime.combine(former.when.start, former.when.time), fresh=True)
    instead = corrected(again["former"], again["rest"], None, [stands], reading)
    return instead[0] if instead is not None else text


def without_former(orders: Sequence[Order], found: Sequence[Order]) -> list[Order]:
    """What she said of the same rows' dates before she put it right goes, also where what is right is not understood («точнее в 15:00»)."""
    last = next((order.item for order in reversed(orders) if isinstance(order, Confirm | Choose)), None)
    rows = {order.item for order in found if isinstance(order, Confirm | Choose)}
    unread = [order for order in found if isinstance(order, NotUnderstood) and (DAY.search(order.text) or CLOCK.search(order.text))]
    rows |= {order.item or last for order in unread}
    return [order for order in orders if not (isinstance(order, Confirm | Choose) and order.item in rows)]
