"""The whole of the coordinator's letter: the orders at its top, else those under and between the lines of the mail she quotes.

Who answers below a question names no row: the quoted question above her words does, where it stands alone and what she says fits it.
What fits it badly, or may be a piece of the quotation, is asked back.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from notifier.core.clean import clean_line
from notifier.core.inbound.addressing import ROW, VENUES, YES_OR_NO, letters, unclear
from notifier.core.inbound.words import understand
from notifier.core.phrases import event_title
from notifier.model.heard import Human, Passage
from notifier.model.order import Add, Asked, Choose, Confirm, Nothing, NotUnderstood, Order, Place, Yes
from notifier.model.person import fold
from notifier.model.plan import Plan

DOUBTFUL = "Эти слова стоят вплотную к цитате, и не понять, ваши ли они. Напишите решение сверху, над цитатой"
_TITLE_LETTERS = 12
_END = re.compile(r"\s*(?:[•*]\s|--\s*$|это письмо|как ответить)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Question:
    """The quoted question above her words. ``alone``: none other stood between her former words and these."""

    row: str
    alone: bool


def answers(letter: Human, asked: Sequence[Asked], plan: Plan, today: date, *, zone: tzinfo, about: str | None = None) -> list[Order]:
    """The orders of a letter (``words.understand`` says what they are)."""
    orders = understand(letter.top, asked, plan, today, zone=zone, about=about)
    if any(not isinstance(order, NotUnderstood) for order in orders):
        return orders
    question: _Question | None = None
    for passage in letter.below:
        question = _question(passage, question, asked, plan)
        row = question.row if question is not None else about
        found = understand(passage.text, asked, plan, today, zone=zone, about=row, begun=bool(orders))
        if passage.doubtful:
            if any(not isinstance(order, NotUnderstood) for order in found):
                orders.append(NotUnderstood(None, clean_line(passage.text), DOUBTFUL))
        elif question is not None:
            orders += [_fitting(order, question, passage, asked) for order in found]
        else:
            orders += found
    return orders


def _question(passage: Passage, former: _Question | None, asked: Iterable[Asked], plan: Plan) -> _Question | None:
    """The row whose question stands last in the quotation above; the ``former`` one where the same question goes on."""
    here = {question.item for question in asked if question.here}
    titles = {item.id: letters(event_title(item))[:_TITLE_LETTERS] for item in plan.items if item.id in here}
    found, named = former, 0
    for line in passage.above:
        label = ROW.match(re.sub(r"^[\W_]+", "", line))
        row = next((row for row in titles if label is not None and fold(label[1].replace(" ", "")) == fold(row)), None)
        if row is not None and label is not None and titles[row] and letters(label[2]).startswith(titles[row]):
            named += 1
            found = _Question(row, alone=named == 1)
        elif row is not None or _END.match(line) or _is_heading(line):
            found, named = None, 0
    return found


def _is_heading(line: str) -> bool:
    """«КАК ОТВЕТИТЬ»: the questions are over. «7 — МБУ ДО «ЦДО»» is a place."""
    signs = [sign for sign in line if sign.isalpha()]
    return len(signs) > 3 and not line.strip()[:1].isdigit() and all(sign.isupper() for sign in signs)


def _fitting(order: Order, question: _Question, passage: Passage, asked: Sequence[Asked]) -> Order:
    """An order of the question's row, as long as it fits; numbers run through the whole mail, so another question's number fits none."""
    mine = next(one for one in asked if one.item == question.row and one.here)
    match order:
        case NotUnderstood():
            return order
        case Choose(item=item, number=number) if item == question.row:
            written = {int(digits) for digits in re.findall(r"\d{1,2}", passage.text)}
            fits = not mine.numbers or (set(mine.numbers[number - 1:number]) <= written if written else question.alone)
        case Confirm(item=item, when=when) if item == question.row:
            inside = mine.window is not None and when.start is not None and mine.window[0] <= when.start <= mine.window[1]
            fits = question.alone or inside
        case Yes(item=item) if item == question.row and mine.guess:
            fits = question.alone or not any(one.here and one is not mine and (one.guess or one.code in YES_OR_NO) for one in asked)
        case Place(item=item) if item == question.row:
            fits = question.alone or mine.code in VENUES
        case Add() | Nothing():
            fits = True  # such a row's question alone asks for events
        case _:
            fits = question.alone or order.item != question.row
    return order if fits else unclear(clean_line(passage.text), asked)
