"""What puts right, takes back or doubts what she said before: «18.11, нет, 19.11 в 14:30», «ой, не 12, а 13», «хотя подождите»,
«не учитывайте прошлое письмо».

What is put right takes the former's place; where it is not plain what that was, and where an order is doubted at once, she is asked.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound.dated import UNCLEAR
from notifier.core.inbound.offered import corrected
from notifier.core.inbound.sentences import without_lead
from notifier.core.inbound.vocabulary import CLOCK, DAY, MOVES, WEEKDAYS
from notifier.model.order import Asked, Cancel, Choose, Closed, Confirm, No, NotUnderstood, Order, Replan, Stop
from notifier.model.person import fold
from notifier.model.when import Kind

_RATHER = re.compile(
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


def second_thoughts(text: str) -> Iterator[tuple[str, str]]:
    """What she may have said first, and what instead, for each place where a line may put itself right."""
    for found in _RATHER.finditer(text):
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


def without_regret(text: str) -> tuple[str, bool]:
    """The words without «ой, ошиблась», and whether they put right what she said before."""
    bare = text
    while (shorter := _CORRECTING.sub("", bare if bare == text else without_lead(bare), count=1)) != bare and shorter:
        bare = shorter
    return bare, bare != text or INSTEAD.match(bare) is not None


def day_put_right(text: str, orders: Sequence[Order], reading: Read) -> str:
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
