"""Rule 8 where the window and the 48 hours meet: who believes a former date must hear of the new one in time."""

from datetime import timedelta

import pytest

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
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-20 09:59")
    year.now += timedelta(minutes=1)
    year.passes.run(year.now)  # queued, and the process ends before anything is sent
    year.dates(TEOR_2.replace("19.11", "18.11"))
    year.go("2020-10-22 12:00")
    assert year.story("anna", "invitation", "change") == [("20.10 10:10", "invitation")]
    assert "18 ноября" in year.to("anna", "invitation")[0].text


def test_what_waits_to_leave_goes_when_the_edit_is_taken_back(make_year):
    """The wrong keystroke was put right: what was queued leaves when the ten minutes are over, once."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-20 09:59")
    year.now += timedelta(minutes=1)
    year.passes.run(year.now)
    year.dates(TEOR_2.replace("19.11", "18.11"))
    year.go("2020-10-20 10:05")
    year.dates(TEOR_2)
    year.go("2020-10-22 12:00")
    assert year.story("anna", "invitation", "change") == [("20.10 10:10", "invitation")]
    assert "19 ноября" in year.to("anna", "invitation")[0].text
