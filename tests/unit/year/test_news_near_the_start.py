"""Rule 8 where the window and the 48 hours meet: who believes a former date must hear of the new one in time."""

from datetime import timedelta

import pytest
from support.year import CONFIG, PEOPLE, moscow

MOVES = ("change", "cancellation")
TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'


def test_a_move_away_from_tomorrow_goes_at_once_on_a_sunday(make_year):
    """Rule 8: people believe Monday; that the new day is far away does not let them come on Monday in vain."""
    year = make_year(dates='[dates]\n"teor-2" = "23.11.2020 12:00"\n').go("2020-09-01 12:00").arm().go("2020-11-22 13:00")
    year.dates('[dates]\n"teor-2" = "10.12.2020 14:30"\n')
    year.go("2020-11-24 12:00")
    assert year.story("anna", *MOVES) == [("22.11 13:10", "change")]
    assert year.to("anna", "change")[0].subject.startswith("Срочно. Перенос: 10 декабря, чт, 14:30")


@pytest.mark.parametrize(("former", "new", "expected"), [
    ("27.11.2020 14:30", "23.11.2020 09:00", "21.11 09:00"),
    ("22.11.2020 12:00", "27.11.2020 14:30", "20.11 18:10"),
])
def test_what_the_window_would_let_out_too_late_goes_when_48_hours_are_left(make_year, former, new, expected):
    """Rule 8: told on Friday evening that Monday 09:00 is the hour, people hear of it on Saturday, not on Monday at 09:30."""
    year = make_year(dates=f'[dates]\n"teor-2" = "{former}"\n').go("2020-09-01 12:00").arm().go("2020-11-20 18:00")
    year.dates(f'[dates]\n"teor-2" = "{new}"\n')
    year.go("2020-11-24 12:00")
    assert year.story("anna", *MOVES) == [(expected, "change")]


def test_a_move_known_in_the_new_year_days_arrives_before_its_event(make_year):
    """Rule 8: 11 January 09:00 lies before the window's first opening; silence until then would leave everybody with the 14th."""
    year = make_year(dates='[dates]\n"teor-2" = "14.01.2021 14:30"\n').go("2020-12-01 12:00").arm().go("2021-01-05 12:00")
    year.dates('[dates]\n"teor-2" = "11.01.2021 09:00"\n')
    year.go("2021-01-12 12:00")
    assert year.story("anna", *MOVES) == [("09.01 09:00", "change")]


@pytest.mark.parametrize(("edited", "new", "expected"), [
    ("2020-10-20 09:55", "19.11.2020 15:30", [("20.10 10:05", "invitation")]),
    ("2020-11-12 09:58", "24.11.2020 14:30", [("20.10 10:00", "invitation"), ("12.11 10:08", "change"), ("17.11 10:00", "D-7"), ("23.11 10:00", "D-1")]),
])
def test_nothing_leaves_about_what_was_just_edited(make_year, edited, new, expected):
    """Rule 5: five minutes before the planned hour the date was corrected: the former one goes to nobody, the new one when it has settled."""
    year = make_year(dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n').go("2020-09-01 12:00").arm().go(edited)
    year.dates(f'[dates]\n"teor-2" = "{new}"\n')
    year.go("2020-11-30 12:00" if "24.11" in new else "2020-10-22 12:00")
    assert [mail for mail in year.story("anna") if mail[1] != "overview"] == expected


def test_what_waits_to_leave_stays_while_its_event_is_edited(make_year):
    """Rule 5: the invitation was queued and the process ended; in the minutes in which the corrected date settles it leaves for nobody."""
    year = make_year.armed("2020-10-20 09:59", dates=TEOR_2)
    year.now += timedelta(minutes=1)
    year.passes.run(year.now)  # queued, and the process ends before anything is sent
    year.dates(TEOR_2.replace("19.11", "18.11"))
    year.go("2020-10-22 12:00")
    assert year.story("anna", "invitation", "change") == [("20.10 10:10", "invitation")]
    assert "18 ноября" in year.to("anna", "invitation")[0].text


def test_what_waits_to_leave_goes_when_the_edit_is_taken_back(make_year):
    """The wrong keystroke was put right: what was queued leaves when the ten minutes are over, once."""
    year = make_year.armed("2020-10-20 09:59", dates=TEOR_2)
    year.now += timedelta(minutes=1)
    year.passes.run(year.now)
    year.dates(TEOR_2.replace("19.11", "18.11"))
    year.go("2020-10-20 10:05")
    year.dates(TEOR_2)
    year.go("2020-10-22 12:00")
    assert year.story("anna", "invitation", "change") == [("20.10 10:10", "invitation")]
    assert "19 ноября" in year.to("anna", "invitation")[0].text


NO_BURST = CONFIG + "[policy]\napprove_above_events = 0\n"


@pytest.mark.parametrize(("armed", "expected"), [
    ("2020-11-17 12:00", ("18.11 10:00", True)),
    ("2020-11-16 12:00", ("17.11 10:00", False)),
])
def test_an_invitation_armed_late_says_that_it_is_urgent(make_year, armed, expected):
    """Rule 4 looks from the reader: the date was in the plan since September, and he hears of it 28 hours before."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").go(armed).arm().go("2020-11-20 12:00")
    invitation = year.to("anna", "invitation")[0]
    assert (f"{invitation.at:%d.%m %H:%M}", invitation.subject.startswith("Срочно. Приглашение: завтра")) == expected


def test_news_approved_late_goes_at_once_and_says_that_it_is_urgent(make_year):
    """Rule 8: moved on Thursday, the yes came on Saturday; nobody may read on Monday morning that Monday's meeting is off."""
    year = make_year.armed("2020-10-20 09:00", dates=TEOR_2.replace("19.11", "23.11"), config=NO_BURST)
    year.do("approve")
    year.go("2020-11-19 12:00").dates(TEOR_2.replace("19.11", "10.12")).go("2020-11-21 18:00")
    assert year.story("anna", *MOVES) == []
    year.do("approve")
    year.go("2020-11-24 12:00")
    assert year.story("anna", *MOVES) == [("21.11 18:00", "change")]
    assert year.to("anna", "change")[0].subject.startswith("Срочно. Перенос")


def test_news_approved_on_a_day_off_hurries_when_48_hours_are_left(make_year):
    """Rule 8: the yes came on Saturday noon, Monday's 14:30 is 50 hours away; two hours later it may wait no longer."""
    year = make_year.armed("2020-10-20 09:00", dates=TEOR_2.replace("19.11", "23.11"), config=NO_BURST)
    year.do("approve")
    year.go("2020-11-19 12:00").dates(TEOR_2.replace("19.11", "10.12")).go("2020-11-21 12:00")
    year.do("approve")
    year.go("2020-11-24 12:00")
    assert year.story("anna", *MOVES) == [("21.11 14:30", "change")]


def test_a_day_far_ahead_is_called_off_in_the_window_whenever_the_yes_came(make_year):
    """Rule 8: moved from the 26th to the 6th, which passed while the yes was missing; on Saturday the 26th is 19 days away."""
    year = make_year(dates=TEOR_2.replace("19.11", "26.11"), config=NO_BURST).go("2020-09-01 12:00").arm().go("2020-10-27 09:00")
    year.do("approve")
    year.go("2020-11-05 12:00").dates('[dates]\n"teor-2" = "06.11.2020 12:00"\n').go("2020-11-07 18:00")
    year.do("approve")
    year.go("2020-11-12 12:00")
    assert year.story("anna", *MOVES) == [("09.11 09:30", "cancellation")]


def test_an_invitation_approved_on_the_eve_does_not_come_with_the_start(make_year):
    """Rule 4: Monday at 10:00, the yes on Sunday; the window would open half an hour before."""
    year = make_year(config=NO_BURST).go("2020-09-01 12:00").arm().go("2020-11-19 12:00")
    year.dates(TEOR_2.replace("19.11.2020 14:30", "23.11.2020 10:00")).go("2020-11-22 18:00")
    year.do("approve")
    year.go("2020-11-24 12:00")
    assert year.story("anna", "invitation") == [("22.11 18:00", "invitation")]
    assert year.to("anna", "invitation")[0].subject.startswith("Срочно. Приглашение: завтра")


@pytest.mark.parametrize(("again", "day", "expected"), [
    ("2020-11-18 23:00", "19.11.2020 14:30", "19.11 07:00"),
    ("2020-11-21 09:00", "23.11.2020 14:30", "21.11 14:30"),
])
def test_what_takes_place_after_all_is_told_like_a_change(make_year, again, day, expected):
    """Rule 8: called off and back within 48 hours of the start goes at once, at the hour and to the number that she is told."""
    year = make_year.armed("2020-11-16 12:00", dates=f'[dates]\n"teor-2" = "{day}"\n')
    year.dates(f'[dates."teor-2"]\nwhen = "{day}"\ncancelled = "карантин"\n')
    year.go(again)
    year.dates(f'[dates]\n"teor-2" = "{day}"\n')
    year.go("2020-11-24 12:00")
    invitation = year.to("anna", "invitation")[-1]
    assert (f"{invitation.at:%d.%m %H:%M}", invitation.subject.split(":")[0]) == (expected, "Срочно. Состоится")
    accepted = year.to("coordinator", "acknowledgement")[-1]
    assert f"снова в плане, Новое в библиотечном обслуживании (teor-2), {day[:2]} ноября" in accepted.text
    assert f"приглашение уйдёт {expected[:5]} в {expected[6:]}, 2 адреса" in accepted.text


def test_what_is_back_in_the_plan_after_its_day_says_that_nobody_hears(make_year):
    """She reads why no mail goes, and nobody gets one."""
    year = make_year.armed("2020-11-16 12:00", dates=TEOR_2)
    year.dates('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ncancelled = "карантин"\n').go("2020-11-20 12:00")
    year.dates(TEOR_2).go("2020-11-20 15:00")
    accepted = year.to("coordinator", "acknowledgement")[-1].text
    assert "снова в плане" in accepted
    assert "событие уже началось или прошло, писем участникам не будет" in accepted
    assert year.to("anna", "invitation")[-1].at < moscow("2020-11-16 12:00")


def test_who_leaves_on_the_eve_of_a_meeting_reads_of_it_in_the_window(make_year):
    """Only news that nobody has yet hurries: a person's own leaving is told on a working day."""
    year = make_year(dates=TEOR_2.replace("19.11", "23.11")).go("2020-09-01 12:00").arm().go("2020-11-21 12:00")
    year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,2020-11-21"))
    year.go("2020-11-24 12:00")
    assert year.story("anna", *MOVES) == [("23.11 09:30", "cancellation")]


def test_a_day_called_off_that_nobody_heard_was_moved_is_recorded_as_the_entry_says_it(make_year):
    """Moved on Friday evening, called off on Saturday: on Monday the CANCEL names the day people know, and so does the journal."""
    year = make_year.armed("2020-11-06 17:00", dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    year.dates('[dates]\n"teor-2" = "20.11.2020 15:30"\n').go("2020-11-07 12:00")
    year.dates('[dates."teor-2"]\nwhen = "20.11.2020 15:30"\ncancelled = "ремонт"\n').go("2020-11-09 10:00")
    cancelled = year.to("anna", "cancellation")
    assert len(cancelled) == 1
    assert "DTSTART:20201119T113000Z" in cancelled[0].ics
    assert cancelled[0].row.start == "2020-11-19T14:30:00+03:00"
