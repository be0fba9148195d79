"""A row told by the month she is asked for («по ноябрю — второй») or by words of its title («круглый стол 18 февраля»).

Only where no other row could be meant by them.
"""

import re
from collections.abc import Sequence

from notifier.core.inbound import vocabulary as said
from notifier.core.phrases import MONTHS, event_title, in_plan
from notifier.model.order import Asked
from notifier.model.person import fold
from notifier.model.plan import Plan
from notifier.model.when import Kind

STEM = 5
_MONTHED = re.compile(
    r"\s*(?:(?:по|за|на|в|про|для)\s+)?(?P<month>[а-яё]{3,8})(?:\s+20\d\d(?:\s*г\w*\.?)?)?"
    r"(?:\s*[:—–-]+\s*|(?<=ю)\s+|(?<=ту)\s+"
    r"|\s+(?:(?:мы|у нас|нам|провести)\s+)*не\s+(?:получ\w+|смо\w+|мо[гж]\w+|успе\w+|вы[йх]\w+|проводим)"
    r"\s*[,;.—–-]+\s*(?:(?:а|поэтому|давайте|лучше|так что)\s+)*)(?P<rest>\S.*)\Z", re.IGNORECASE | re.DOTALL)
_WORDED = re.compile(
    r"\s*(?:(?:по|для|про|а|и)\s+)*(?P<head>[^\d:;]{5,80}?)[\s,—–-]+(?P<rest>(?:(?:в|на|до|с)\s+)?"
    r"(?:(?:пн|вт|ср|чт|пт|понедельник|вторник|среду|четверг|пятницу),?\s+)?\d.*)\Z", re.IGNORECASE | re.DOTALL)
_SMALL = frozenset({"по", "о", "об", "и", "в", "на", "с", "для", "из", "к", "про", "наш", "наша", "наше", "будет", "лучше", "проводим",
                    "проведем", "состоится"})


def of_month(line: str, questions: Sequence[Asked]) -> tuple[str | None, str]:
    """The one row of the mail she answers that a date in this month is asked for, and the rest of the line."""
    found = _MONTHED.match(line)
    number = _month(found["month"]) if found else 0
    rows = {question.item for question in questions if question.here and question.window is not None
            and question.window[0].month == question.window[1].month == number}
    return (rows.pop(), found["rest"].strip()) if found and len(rows) == 1 else (None, line)


def _month(word: str) -> int:
    stem = fold(word)[:3]
    return next((number for number, month in enumerate(MONTHS, 1) if month[:3] == stem and _is_form(fold(word), month)), 0)


def _is_form(word: str, month: str) -> bool:
    return len(word) <= len(month) + 1 and word[:len(month) - 1] == month[:-1]


def of_title(line: str, plan: Plan, questions: Sequence[Asked]) -> tuple[str | None, str]:
    """The one row whose title all her words before the date are of, where that row is asked about or has its day; the rest is the date."""
    found = _WORDED.match(line)
    words = re.findall(r"[^\W\d_]+", fold(found["head"])) if found else []
    stems = [word[:STEM] for word in words if word not in _SMALL]
    if found is None or not any(len(stem) == STEM for stem in stems) or said.DOUBT.search(line):
        return None, line
    rows = [item.id for item in plan.items if in_plan(plan, item.when).kind is not Kind.BY_SCHEDULE
            and all(re.search(rf"(?<!\w){re.escape(stem)}", fold(event_title(item))) for stem in stems)]
    open_here = {question.item for question in questions if question.here or question.stands}
    return (rows[0], found["rest"].strip()) if len(rows) == 1 and rows[0] in open_here else (None, line)
