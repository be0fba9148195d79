"""Two readings of one letter: two dates for one row, a date and a cancelling, numbers that may count our suggestions or our questions.

Neither is taken; she is asked.
"""

import re
from collections.abc import Sequence

from notifier.core.clean import clean_line
from notifier.core.events.reading import Read
from notifier.core.inbound.asked import suggestion
from notifier.core.readings import as_written, in_plan
from notifier.model.order import Asked, Cancel, Choose, Confirm, NotUnderstood, Order, Place
from notifier.model.plan import Plan
from notifier.model.when import Kind

_NUMBERS = "Не понять, что считают эти номера: предложения или вопросы. Начните каждую строку с имени, например: «teor-2: 2»"
_TWO_DATES = "Названы две даты одной строки: это две встречи или поправка? Напишите одну, или обе в одной строке: «14 и 21 января в 14:30»"
_DAY_AND_OFF = "И дата, и отмена одной строки: не понять, что решено. Напишите одно из двух, например «{row}: 19.11 в 14:30»"
_TWO_PLACES = "Названы два места одной строки: не понять, где встреча. Напишите одно, например: «место: СШ № 32»"
_LIST_NUMBER = re.compile(r"\s*(\d{1,2})[.)]\s+(?=\S)")


def is_own_list(written: Sequence[str]) -> bool:
    """«1. ЦДО», «2. да», «3. 19 ноября»: her own numbers."""
    numbers = [int(found[1]) for line in written if (found := _LIST_NUMBER.match(line))]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def listed(line: str) -> NotUnderstood | None:
    """A line of such a list that names no row."""
    return NotUnderstood(None, clean_line(line), _NUMBERS) if _LIST_NUMBER.match(line) else None


def agreeing(orders: Sequence[Order], questions: Sequence[Asked], plan: Plan, reading: Read) -> list[Order]:
    """The orders without two dates or places of a row: a second meeting, or a second thought? (A row's months are decided one by one.)
    Nor is a row both given a day and called off."""
    moments: dict[str | None, dict[str, None]] = {}
    where: dict[str | None, dict[str, None]] = {}
    for order in orders:
        if isinstance(order, Confirm | Choose) and order.item and not _has_months(order.item, plan):
            moments.setdefault(order.item, {})[_moment(order, questions, reading)] = None
        elif isinstance(order, Place) and order.item and not _has_months(order.item, plan):
            where.setdefault(order.item, {})[order.text] = None
    both = {order.item for order in orders if isinstance(order, Cancel) and not order.day and order.item in moments}
    torn = {item: said for item, said in moments.items() if len(said) > 1 and item not in both}
    moved = {item: said for item, said in where.items() if len(said) > 1}
    kept = [NotUnderstood(order.item, clean_line(order.reason or "отмена"), _DAY_AND_OFF.format(row=order.item))
            if isinstance(order, Cancel) and order.item in both else order for order in orders
            if not (isinstance(order, Confirm | Choose) and order.item in both | torn.keys())
            and not (isinstance(order, Place) and order.item in torn.keys() | moved.keys())]
    return [*kept, *(NotUnderstood(item, clean_line(" / ".join([*said, *where.get(item, ())])), _TWO_DATES) for item, said in torn.items()),
            *(NotUnderstood(item, clean_line(" / ".join(said)), _TWO_PLACES) for item, said in moved.items() if item not in torn)]


def _has_months(row: str, plan: Plan) -> bool:
    item = plan.item(row)
    return item is not None and in_plan(plan, item.when).kind is Kind.WINDOWS


def _moment(order: Confirm | Choose, questions: Sequence[Asked], reading: Read) -> str:
    if isinstance(order, Confirm):
        return as_written(order.when)
    phrase = suggestion(order, questions)
    return as_written(reading(phrase)) if phrase else str(order.number)
