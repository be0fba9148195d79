"""One ledger, two school years: rows have the same names every year, and nothing of the former year is taken for this one's."""

import pytest
from support.lived import lived_once
from support.year import CONFIG, PEOPLE, PLAN

from notifier.flows.station import Station

NEWS = ("invitation", "announcement", "change", "cancellation", "reminder")
LATER = PLAN.replace("2020-2021", "2021-2022").replace("ноябрь 2020", "ноябрь 2021").replace("Новое в библиотечном", "Совсем иное в")
FIRST = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
SECOND = '[dates]\n"teor-2" = "18.11.2021 14:30"\n'
TIMETABLE = '\n[[item]]\nid = "povy-3"\nsector = "Сектор"\ntopics = ["Вебинары"]\nwhen = "По графику РШБА"\nplaces = ["режим онлайн"]\n'
FEED = CONFIG + '\n[[schedule]]\nitem = "povy-3"\nname = "РШБА"\nsource = "feed.csv"\n'


def next_year(year, dates: str = "", config: str = CONFIG, plan: str = LATER):
    """The plan of the second year takes the place of the first, and is armed, on 6 September 2021."""
    year.write("plan2.toml", plan)
    year.write("dates2.toml", dates)
    year.write("config.toml", config.replace("plan.toml", "plan2.toml").replace("dates.toml", "dates2.toml"))
    year.sleep("2021-09-06 09:30").arm()
    return year


@lived_once
def second(make_year):
    """A first year with one meeting held; the second has the same row on 18 November 2021."""
    year = make_year(dates=FIRST).go("2020-09-02 09:00").arm().go("2020-11-25 10:00")
    return next_year(year, SECOND)


def test_a_meeting_held_last_year_is_no_question_this_year(second):
    """Held on 18 November 2021: told as any meeting, then silence; nobody is told that it «уже прошло»."""
    second.go("2021-12-01 10:00")
    assert [f"{mail.at:%d.%m.%Y} {mail.row.step or mail.row.kind}" for mail in second.to("anna", *NEWS) if mail.at.year == 2021] == [
        "19.10.2021 invitation", "11.11.2021 D-7", "17.11.2021 D-1"]
    assert second.view().questions == ()
    assert all("уже прошло" not in mail.text for mail in second.to("coordinator"))
    assert len({mail.row.uid for mail in second.to("anna", "invitation")}) == 2


def test_calling_off_touches_this_year_only(second):
    """The meeting held last year stays held."""
    second.go("2021-10-21 10:00")
    second.write("dates2.toml", '[dates."teor-2"]\nwhen = "18.11.2021 14:30"\ncancelled = "карантин"\n')
    second.go("2021-10-22 10:00")
    assert [row.event.status.value for row in second.ledger.events.all()] == ["CONFIRMED", "CANCELLED"]
    assert [mail.row.start[:4] for mail in second.to("anna", "cancellation")] == ["2021"]
    assert "2020" not in second.to("coordinator", "acknowledgement")[-1].text


def test_the_report_counts_this_year_only(second):
    """Held: the meeting of 2021; the mails of the first year are not counted again."""
    second.go("2022-06-02 10:00")
    report = second.to("coordinator", "report")[-1].text
    assert "2021" in report
    assert "2020" not in report.replace("2020-2021", "")
    sent = [mail for mail in second.since("2021-09-06 09:00") if mail.row.role == "librarian"]
    assert f"{len(sent)} пис" in report


def test_last_years_schedule_left_in_its_place_asks_nothing(make_year):
    """Thirty lines of last year's CSV are no thirty questions each Monday; a line that nobody was told of may be a slip of the year, and is
    one before its day. A day without its hour is one until it is over."""
    year = make_year(plan=PLAN + TIMETABLE, config=FEED + "approve = false\n")
    year.write("feed.csv", "title,when\nВебинар А,01.10.2020 12:00\nВебинар Б,02.10.2020 12:00\n")
    year.go("2020-09-10 12:00").arm().go("2020-10-05 12:00")
    year.write("feed.csv", "title,when\nВебинар А,01.10.2020 12:00\nВебинар Б,02.10.2020 12:00\nВебинар В,07.12.2020 12:00\nВебинар Г,15.11.2021\n")
    next_year(year, config=FEED + "approve = false\n", plan=LATER + TIMETABLE)
    for hour, asked in (("2021-09-06 12:00", ["Вебинар Г"]), ("2021-11-01 12:00", ["Вебинар В", "Вебинар Г"]), ("2021-12-09 12:00", [])):
        year.go(hour)
        assert [question.title for question in year.view().questions if question.code == "entry-date"] == asked


def test_last_years_yes_to_an_entry_is_not_this_years(make_year):
    """The same id in next year's schedule is another webinar: she is asked again."""
    rows = "id,title,when\n1,{},{} 12:00\n"
    year = make_year(plan=PLAN + TIMETABLE, config=FEED)
    year.write("feed.csv", rows.format("Вебинар А", "01.10.2020"))
    year.go("2020-09-10 12:00").arm().do("approve")
    year.go("2020-10-02 12:00")
    assert [kind for _, kind in year.story("anna", "announcement")] == ["announcement"]
    year.write("feed.csv", rows.format("Вебинар Б", "07.10.2021"))
    next_year(year, config=FEED, plan=LATER + TIMETABLE).go("2021-10-08 12:00")
    assert [kind for _, kind in year.story("anna", "announcement")] == ["announcement"]
    asked = "\n".join(mail.text for mail in year.since("2021-09-06 09:00") if mail.row.role == "coordinator")
    assert "Вебинар Б" in asked
    assert "ждёт вашего «да»" in asked


def test_a_row_muted_last_year_is_another_row_this_year(make_year):
    """«Не писать о ...» silences the row of its own year."""
    year = make_year(dates=FIRST).go("2020-09-02 09:00").arm().go("2020-10-01 10:00")
    with year.store.transaction():
        year.ledger.facts.put_json("muted", {"anna@mail.example": ["2020-2021/teor-2"]})
    next_year(year.go("2020-11-25 10:00"), SECOND).go("2021-10-20 10:00")
    assert [mail.row.start[:4] for mail in year.to("vera", "invitation")] == ["2020", "2021"]
    assert [mail.row.start[:4] for mail in year.to("anna", "invitation")] == ["2021"]


def test_suggestions_come_again_for_a_row_of_the_same_name(make_year):
    """What was suggested last year for this id says nothing about this year's row."""
    year = make_year().go("2020-09-02 09:00").arm().go("2020-10-26 10:00")
    before = [mail for mail in year.mails if mail.row.step.startswith("suggestion-")]
    next_year(year).go("2021-10-26 10:00")
    after = [mail for mail in year.mails if mail.row.step.startswith("suggestion-")]
    assert len(before) == 3
    assert len(after) == 6


def test_an_august_entry_of_both_plans_is_told_once(make_year):
    """25 August lies in two school years: who was told of it under the former plan is not told again, and nothing is asked."""
    config = FEED + "approve = false\n"
    year = make_year(plan=PLAN + TIMETABLE, config=config)
    year.write("feed.csv", "title,when\nВебинар,26.08.2021 12:00\n")
    year.go("2020-09-10 12:00").arm().go("2021-08-18 10:00")
    year.write("plan2.toml", LATER + TIMETABLE)
    year.write("dates2.toml", "")
    year.write("config.toml", config.replace("plan.toml", "plan2.toml").replace("dates.toml", "dates2.toml"))
    year.arm().go("2021-08-27 12:00")
    assert [kind for _, kind in year.story("anna", "announcement")] == ["announcement"]
    assert len(year.ledger.events.all()) == 1


def test_a_meeting_still_to_come_outlives_its_plan(make_year):
    """Told under the former plan and still to come: it stands, with its reminders, and is a question; it is not called off."""
    year = make_year(dates='[dates]\n"teor-2" = "20.08.2021 14:30"\n').go("2021-07-01 09:00").arm().go("2021-08-09 10:00")
    year.write("plan2.toml", LATER)
    year.write("dates2.toml", "")
    year.write("config.toml", CONFIG.replace("plan.toml", "plan2.toml").replace("dates.toml", "dates2.toml"))
    year.arm().go("2021-08-09 12:00")
    assert "of-former-plan" in {question.code for question in year.view().questions}
    year.go("2021-08-21 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7", "D-1"]


def test_the_overview_names_no_day_of_last_years_row(make_year):
    """The new plan's row has the id of a meeting that is still to come: its date is open, not that meeting's."""
    year = make_year(dates='[dates]\n"teor-2" = "20.08.2021 14:30"\n').go("2021-07-01 09:00").arm().go("2021-08-09 10:00")
    year.write("plan2.toml", LATER)
    year.write("dates2.toml", "")
    year.write("config.toml", CONFIG.replace("plan.toml", "plan2.toml").replace("dates.toml", "dates2.toml"))
    year.arm().go("2021-08-10 12:00")
    text = year.to("anna", "overview")[-1].text
    assert "ноябрь 2021, дата уточняется" in text
    assert "20 августа" not in text


def test_the_new_rows_date_is_asked_for_beside_last_years_meeting_of_its_id(make_year):
    """A meeting of the former plan asks for nothing, so it answers nothing: the new row's date is asked for in its week."""
    later = LATER.replace("ноябрь 2021", "сентябрь 2021")
    year = make_year(dates='[dates]\n"teor-2" = "26.08.2021 14:30"\n').go("2021-07-01 09:00").arm().go("2021-07-29 10:00")
    year.write("plan2.toml", later)
    year.write("dates2.toml", "")
    year.write("config.toml", CONFIG.replace("plan.toml", "plan2.toml").replace("dates.toml", "dates2.toml"))
    year.go("2021-08-23 10:00")
    digest = year.to("coordinator", "digest")[-1].text
    assert f"{year.to('coordinator', 'digest')[-1].at:%d.%m}" == "23.08"
    assert "В плане «сентябрь 2021», нужны день и час" in digest
    assert "встреча прежнего плана" in digest


@pytest.mark.parametrize("armed", [False, True])
def test_a_year_has_its_report_though_the_next_plan_came_before_it(make_year, armed):
    """The plan of the next year lies there from 20 May, armed or not: on the last working day of May she reads what the year came to, once."""
    year = make_year(dates='[dates]\n"teor-2" = "19.05.2021 14:30"\n').go("2021-04-19 09:30").arm().go("2021-05-20 09:00")
    year.write("plan2.toml", LATER)
    year.write("dates2.toml", "")
    year.write("config.toml", CONFIG.replace("plan.toml", "plan2.toml").replace("dates.toml", "dates2.toml"))
    if armed:
        year.arm()
    year.go("2021-06-07 12:00")
    (report,) = year.to("coordinator", "report")
    assert f"{report.at:%d.%m.%Y %H:%M}" == "31.05.2021 09:00"
    assert "ИТОГИ 2020-2021" in report.text
    assert "• Новое в библиотечном обслуживании: 19 мая 2021 года (среда)" in report.text
    assert "До нового плана писем больше не будет" not in report.text
    assert year.to("coordinator", "digest")[-1].at.date().isoformat() == "2021-06-07", "Mondays go on"
    year.arm().go("2022-06-07 12:00")
    assert [mail.subject.partition(":")[0] for mail in year.to("coordinator", "report")] == [
        "Отчёт за 2020-2021 учебный год", "Отчёт за 2021-2022 учебный год"]


def test_a_calendar_years_plan_ends_with_its_december(make_year):
    """What its autumn lacks is asked for though May is over, whoever joins then reads the overview, and the balance comes at the year's end."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "ноябрь 2021").replace("\n\n[[item]]", "\ncalendar_year = 2021\n\n[[item]]", 1))
    year.sleep("2021-05-20 09:30").arm().go("2021-09-21 12:00")
    assert "teor-2" in year.to("coordinator", "digest")[-1].text
    year.write("people.csv", PEOPLE + "Юлия,julia@mail.example,,,,\n")
    year.go("2022-01-12 12:00")
    assert [mail.subject for mail in year.to("julia", "overview")] == ["План 2021 года: что, когда и где"]
    reports = year.to("coordinator", "report")
    assert [(mail.at.date().isoformat(), mail.subject.partition(":")[0]) for mail in reports] == [("2021-12-30", "Отчёт за 2021 год")]
    assert "2020" not in reports[0].text


def test_a_calendar_years_plan_put_right_to_the_school_year_that_begins_in_it_ends_with_its_may(make_year):
    """The import says that ``school_year`` may be corrected; the other year stands beside it still."""
    year = make_year(plan=PLAN.replace("\n\n[[item]]", "\ncalendar_year = 2020\n\n[[item]]", 1)).go("2020-09-02 09:00").arm()
    year.sleep("2021-01-12 12:00").go("2021-06-01 12:00")
    assert [mail.subject.partition(":")[0] for mail in year.to("coordinator", "report")] == ["Отчёт за 2020-2021 учебный год"]


def test_no_report_of_a_year_that_was_not_lived_here(make_year):
    """Installed in May with the next year's plan: there is nothing to balance."""
    year = make_year(plan=LATER, start="2021-05-20 09:00").go("2021-06-07 12:00")
    assert year.to("coordinator", "report") == []


def test_a_row_of_august_is_asked_for_though_the_report_was_made(make_year):
    """The report names it among what is still ahead; the Mondays go on until its month is over."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", "август 2021"))
    year.sleep("2021-05-20 09:30").arm().go("2021-05-31 12:00")
    (report,) = year.to("coordinator", "report")
    assert "ЕЩЁ ВПЕРЕДИ: 1" in report.text
    assert "где дня ещё нет, спросим о нём" in report.text
    assert "ТАК И НЕ ПОЯВИЛИСЬ" not in report.text
    year.go("2021-09-10 12:00")
    asked = [f"{mail.at:%d.%m}" for mail in year.to("coordinator", "digest") if "teor-2" in mail.text]
    assert asked[1:] == ["21.06", "28.06", "05.07", "12.07", "19.07", "26.07", "02.08", "09.08", "16.08", "23.08", "30.08", "31.08"]


def test_a_row_of_may_is_not_ahead_where_may_ends_on_a_sunday(make_year):
    """The report of Friday, 29 May 2026, is the day of its closing question: no digest asks for it any more."""
    year = make_year(plan=PLAN.replace("2020-2021", "2025-2026").replace("ноябрь 2020", "май 2026"), start="2026-05-20 09:00").arm()
    (report,) = year.go("2026-06-20 12:00").to("coordinator", "report")
    assert "учебный год закрыт" in report.text
    assert "ДАТЫ ТАК И НЕ ПОЯВИЛИСЬ: 1" in report.text
    assert "ЕЩЁ ВПЕРЕДИ" not in report.text


def test_nobody_is_asked_in_summer_for_the_schedules_of_summer(make_year):
    """The new plan lies there from June on: СОИРО's dates are asked for in the last digest before its September, not for July and August."""
    year = make_year(plan=LATER + TIMETABLE, start="2021-06-07 09:00").go("2021-06-07 12:00").go("2021-08-31 12:00")
    asked = [mail for mail in year.to("coordinator", "digest") if "Что будет в" in mail.text]
    assert [(f"{mail.at:%d.%m}", "Что будет в сентябре?" in mail.text) for mail in asked] == [("30.08", True)]


@pytest.mark.parametrize(("at", "asked"), [("2020-11-23", ["28.12", "25.01"]), ("2021-12-20", [])])
def test_a_calendar_years_schedules_are_asked_for_from_its_january_to_its_december(make_year, at, asked):
    """Not for the December before, where its plan came early, and not for the January behind it."""
    plan = (PLAN + TIMETABLE).replace("\n\n[[item]]", "\ncalendar_year = 2021\n\n[[item]]", 1)
    year = make_year(plan=plan, start=f"{at} 09:00").arm().go(f"{at} 12:00").go(f"{int(at[:4]) + 1}-01-26 12:00")
    digests = [mail for mail in year.to("coordinator", "digest") if "Что будет в" in mail.text]
    assert [f"{mail.at:%d.%m}" for mail in digests] == asked


JUNE = '[dates]\n"teor-2" = "17.06.2021 14:30"\n'


def loaded(make_year, *, plan: str = LATER):
    """A meeting of June, told under the first plan; on 1 June the next plan lies there, and nobody armed it."""
    year = make_year.armed("2021-06-01 09:00", on="2021-05-14 09:00", dates=JUNE)
    year.write("plan2.toml", plan)
    year.write("dates2.toml", "")
    year.write("config.toml", CONFIG.replace("plan.toml", "plan2.toml").replace("dates.toml", "dates2.toml"))
    return year


def test_while_the_next_plan_waits_for_its_yes_people_are_reminded_of_the_former_ones_events(make_year):
    """Nothing else is sent to them; the coordinator reads that it is so, and what leaves this week. Arming repeats nothing."""
    year = loaded(make_year).go("2021-06-07 12:00")
    digest = year.to("coordinator", "digest")[-1].text
    assert "по новому плану не включена: им уходят только напоминания и изменения по прежнему плану" in " ".join(digest.split())
    assert "10 июня" in digest.partition("НА ЭТОЙ НЕДЕЛЕ УЙДЁТ")[2]
    year.go("2021-06-16 12:00").arm().go("2021-06-18 10:00")
    assert [one for one in year.story("anna") if one[1] != "overview"] == [
        ("18.05 10:00", "invitation"), ("10.06 10:00", "D-7"), ("16.06 10:00", "D-1")]
    assert "по новому плану" not in year.to("coordinator", "digest")[0].text


def test_what_was_held_is_not_reminded_of_either(make_year):
    """A clock that jumped, or a person's word, stops everything, last year's as well."""
    year = loaded(make_year)
    year.do("disarm")
    year.go("2021-06-18 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation"]
    assert "им ничего не уходит" in year.to("coordinator", "digest")[-1].text


def test_another_plan_of_the_same_year_reminds_of_nothing_before_its_yes(make_year):
    """It may say something else about the very rows that people know: a person looks first."""
    year = loaded(make_year, plan=PLAN).go("2021-06-18 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation"]


def test_joiners_and_new_rows_wait_for_the_next_plans_yes(make_year):
    """Reminders go to who was invited; who comes in June, and what the new plan brings, waits."""
    year = loaded(make_year)
    year.write("people.csv", (year.folder / "people.csv").read_text() + "Борис Новый,boris@mail.example,СШ № 3,,,\n")
    year.write("dates2.toml", '[dates]\n"teor-2" = "10.09.2021 14:30"\n')
    year.go("2021-08-20 10:00")
    assert year.to("boris") == []
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7", "D-1"]


def test_reminders_that_an_outage_kept_back_are_named_under_the_next_plan_too(make_year):
    """The service was off over a reminder that is not true any more: the coordinator reads it (rule 15)."""
    year = loaded(make_year).go("2021-06-09 12:00").sleep("2021-06-15 12:00").go("2021-06-21 12:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-1"]
    (woken,) = [mail for mail in year.to("coordinator", "digest") if f"{mail.at:%d.%m}" == "15.06"]
    assert "10 июня" in woken.text.partition("ПРОПУЩЕНО")[2]


def test_a_jumped_clock_holds_what_the_next_plan_lets_go_on(make_year):
    """Fault 48: the hold is for all that may leave, not for the plan in force alone."""
    year = loaded(make_year)
    year.turn()
    station = Station(None, year.store, year.inputs)  # type: ignore[arg-type]
    station.passes = year.passes
    station.hold("часы сервера шагнули")
    year.go("2021-06-18 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation"]
    (alarm,) = year.to("coordinator", "alarm")
    assert "Что это значит: им пока ничего не уходит (часы сервера шагнули). Ничего не потеряно: что пора, уйдёт" in alarm.text
