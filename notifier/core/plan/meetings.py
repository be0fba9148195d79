"""Meetings that a row counts and dates by the way: «Заседание № 2» in a column of its own, «I заседание - сентябрь» among the dates."""

import re

from notifier.core.plan.dating import PlanYear, is_time
from notifier.core.plan.fields import Fields
from notifier.core.plan.headers import Layout
from notifier.core.plan.wording import meaningful, one_line
from notifier.core.plan.words import MEETINGS, Role

_COUNTED_MEETING = re.compile(rf"(?:{'|'.join(MEETINGS)})\s*№?\s*(\d{{1,2}})\.?", re.IGNORECASE)
_MEETING_AND_DATE = re.compile(
    rf"(?P<said>(?P<first>[IVX]+|\d{{1,2}})(?:-?е)?\s+(?P<named>{'|'.join(MEETINGS)})|(?P<called>{'|'.join(MEETINGS)})\s*№?\s*(?P<last>\d{{1,2}}))"
    r"(?:\s*[-–—.,:(]+\s*|\s+)(?P<when>.+?)\)?", re.IGNORECASE)


def date_in_topic(fields: Fields, layout: Layout, year: PlanYear) -> None:
    """«Заседание № 1», below it «10 сентября 2026 г.» and «15.00», or «Заседание № 1 (10 сентября)»: where no column has the dates."""
    written = fields.lines(Role.TOPIC)
    if layout.having(Role.DATE) or fields.has(Role.DATE) or not written:
        return
    dated = [line for line in written if year.is_only_date(line)]
    named = _MEETING_AND_DATE.fullmatch(one_line(written[0]))
    if len(dated) == 1 and any(meaningful(line) and line not in dated for line in written):
        when = [line for line in written if line in dated or is_time(line)]
        fields.by_role[Role.TOPIC] = [line for line in written if line not in when]
        fields.by_role[Role.DATE] = when
    elif named is not None and year.is_only_date(named["when"]):
        fields.by_role[Role.TOPIC] = [named["said"], *written[1:]]
        fields.by_role[Role.DATE] = [named["when"]]


def meeting_counted(fields: Fields, layout: Layout) -> None:
    """«Заседание № 2» in a column of its own beside the topic counts the rows, where no column of numbers does."""
    if Role.NUMBER in layout.roles():
        return
    counted = next(filter(None, (_COUNTED_MEETING.fullmatch(text) for _, text in fields.extra)), None)
    if counted is not None:
        fields.by_role[Role.NUMBER] = [counted[1]]


def meeting_in_date(fields: Fields, layout: Layout, year: PlanYear) -> None:
    """«I заседание - сентябрь» in the column of dates: which meeting it is, and when."""
    found = _MEETING_AND_DATE.fullmatch(fields.text(Role.DATE))
    if found is None or not year.is_date(found["when"]):
        return
    fields.by_role[Role.DATE] = [found["when"]]
    fields.extra.append(((found["named"] or found["called"]).capitalize(), found["said"]))
    if Role.NUMBER not in layout.roles():
        fields.by_role[Role.NUMBER] = [found["first"] or found["last"]]
