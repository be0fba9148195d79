"""«Отмена» of a row «по графику»: the event meant is off, and everybody who was told hears of it."""

import pytest
from support.schedule import HEAD, LINE, NEWS, feed

from notifier.doors.deciding import cancel
from notifier.flows.deciding.calling_off import call_off

OTHER = "18,Другая линия,27.11.2020 12:00,,,https://soiro.example/18,,\n"


@pytest.fixture
def two(make_year):
    """Two hot lines were announced: on the 20th and on the 27th of November."""
    year = feed(make_year, "false")
    year.write("soiro.csv", HEAD + LINE.format(when="20.11.2020 12:00") + OTHER)
    return year.go("2020-11-16 12:00")


def cancelled(year) -> list[str]:
    """The days whose cancellation Anna got."""
    return [mail.row.start[:10] for mail in year.to("anna", "cancellation")]


def test_under_the_question_about_a_vanished_event_only_that_one_is_off(two):
    """The other hot line goes on, and what its ladder holds."""
    two.write("soiro.csv", HEAD + OTHER)
    two.go("2020-11-16 13:00")
    assert call_off(two.view(), "povy-1", "лектор болен", two.now).written
    two.go("2020-11-27 13:00")
    assert cancelled(two) == ["2020-11-20"]
    assert "лектор болен" in two.to("anna", "cancellation")[0].text
    assert two.story("anna", *NEWS)[-2:] == [("26.11 10:00", "D-1"), ("27.11 09:30", "D-0")]


def test_which_of_two_is_not_guessed(two, capsys):
    """Both are named, nothing is written; a day in the reason tells them apart, and a schedule that goes on naming it does not revive it."""
    assert cancel(two.folder / "config.toml", "povy-1", "эпидемия", two.now) == 1
    assert "20.11 Горячая линия по ФГОС; 27.11 Другая линия" in capsys.readouterr().err
    assert cancel(two.folder / "config.toml", "povy-1", "27.11 не состоится, эпидемия", two.now) == 0
    two.go("2020-11-27 13:00")
    assert cancelled(two) == ["2020-11-27"]
    assert [kind for _, kind in two.story("anna", *NEWS)].count("announcement") == 2


def test_what_she_entered_and_a_schedule_names_too_is_one_event(make_year):
    """One announcement, not one from each."""
    year = feed(make_year, "false")
    year.dates('[[occurrence]]\nitem = "povy-1"\ntitle = "Горячая линия по ФГОС"\nwhen = "20.11.2020 12:00"\n')
    year.go("2020-11-19 12:00")
    assert [kind for _, kind in year.story("anna", *NEWS)].count("announcement") == 1


def test_the_acknowledgement_names_the_event_and_those_who_hear_of_it(make_year):
    """Not «никто не был приглашён», which the row's own missing date once made it say."""
    year = feed(make_year, "false").go("2020-11-16 12:00")
    assert call_off(year.view(), "povy-1", "эпидемия", year.now).written
    year.go("2020-11-16 12:30")
    words = " ".join(mail.text for mail in year.to("coordinator", "acknowledgement"))
    assert "Принято: отмена, Горячая линия по ФГОС (povy-1), 20 ноября, пт, 12:00 (МСК), письмо об отмене уйдёт 16.11 в 12:10, 1 адрес" in words
    assert "никто не был приглашён" not in words
