"""Which days a digest offers (rule 10): a shortened day is not offered for a meeting that would outlast it."""

from datetime import date, time

import pytest
from support.year import CONFIG, PLAN

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


@pytest.mark.parametrize(("words", "offers"), [("15, 22, 29 октября 2020", False), ("с 13 по 15 октября 2020", False), ("15 октября 2020", True)])
def test_no_single_day_is_offered_for_a_row_of_several(make_year, words, offers):
    """«21 октября» of «15, 22, 29 октября» is no day of it, and «да» to the 15th would leave the others behind."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", words)).go("2020-09-01 12:00").arm().go("2020-09-21 12:00")
    assert "нужен час начала" in year.to("coordinator", "digest")[-1].text
    assert any(mail.row.method == "REQUEST" and mail.row.item == "teor-2" for mail in year.to("coordinator")) is offers


@pytest.mark.parametrize(("phrase", "asked"), [("ноябрь 2020", []), ("ноябрь 2020, апрель 2021", ["апреля 2021"])])
def test_a_date_taken_out_of_the_file_once_the_meeting_was_held_is_not_asked_for_again(make_year, phrase, asked):
    """She tidies her file; the months without a meeting are asked for as before, and the report knows what was held."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", phrase), dates='[dates]\n"teor-2" = "10.11.2020 14:30"\n')
    year.go("2020-09-01 12:00").arm().go("2020-11-12 12:00").dates("[dates]\n").go("2021-06-01 12:00")
    later = [mail.text for mail in year.to("coordinator", "digest") if mail.at.date() > date(2020, 11, 12)]
    assert any("teor-2" in text for text in later) is bool(asked)
    report = year.to("coordinator", "report")[-1].text
    assert ("ДАТЫ ТАК И НЕ ПОЯВИЛИСЬ" in report) is bool(asked)


def test_the_usual_hour_is_that_of_the_place(make_year):
    """Whoever meets at «12:00 (МСК)» in Yekaterinburg meets at 14:00."""
    plan = PLAN + PLAN.partition("\n\n")[2].replace("teor-2", "teor-3").replace("ноябрь 2020", "24 сентября 2020 12:00 (МСК)")
    year = make_year(plan=plan, config=CONFIG + '[calendar]\ntimezone = "Asia/Yekaterinburg"\n').go("2020-09-01 12:00").arm().go("2020-09-21 12:00")
    assert "«teor-2: 12.11 в 14:00»" in year.to("coordinator", "digest")[-1].text
