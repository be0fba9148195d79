"""Which days a digest offers (rule 10): a shortened day is not offered for a meeting that would outlast it."""

from datetime import date, time

import pytest
from support.year import PLAN

from notifier.core.asks import Habit, suggest
from notifier.core.calendar import WorkCalendar
from notifier.model.settings import CalendarSettings

NOVEMBER = (date(2020, 11, 17), date(2020, 11, 20))  # Tuesday to Friday: one Thursday
SHORT = WorkCalendar(CalendarSettings(short=(date(2020, 11, 19),)))


@pytest.mark.parametrize(("hour", "minutes", "offered"), [("14:30", 90, True), ("16:30", 90, False), ("15:00", 90, False), ("10:00", 180, True)])
def test_the_late_afternoon_of_a_short_day_is_not_offered(hour: str, minutes: int, offered: bool) -> None:
    """``[calendar] short``: the day ends an hour earlier; a meeting that would end after it falls on another day."""
    days = suggest(NOVEMBER, Habit(3, time.fromisoformat(hour)), SHORT, today=date(2020, 10, 1), ahead_days=14, minutes=minutes)
    assert (date(2020, 11, 19) in {moment.date() for moment in days}) is offered
    assert days


def test_a_deadline_is_asked_about_while_somebody_could_be_reminded(make_year):
    """Every Monday before it, and not with «Проведено / перенесено / отменено?» on its last day (rule 10)."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "до 20 ноября 2020")).go("2020-09-01 12:00").arm().go("2020-12-01 10:00")
    asked = [f"{mail.at:%d.%m}" for mail in year.to("coordinator", "digest") if "Напоминать о нём участникам?" in mail.text]
    assert asked[-3:] == ["02.11", "09.11", "16.11"]
    assert all("Проведено" not in mail.text for mail in year.to("coordinator", "digest"))
