"""One ledger, two school years: rows have the same names every year, and nothing of the former year is taken for this one's."""

import pytest
from support.year import CONFIG, PLAN

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


@pytest.fixture
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
    assert "vanished" in {question.code for question in year.view().questions}
    year.go("2021-08-21 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "D-7", "D-1"]
