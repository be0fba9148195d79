"""«12:00 (МСК)» where the installation's clock is another: the hour is told by its own."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from notifier.core.clocks import by_local_clock
from notifier.core.dates import read
from notifier.core.readings import in_plan
from notifier.model.plan import Plan
from notifier.model.when import Kind, SchoolYear, When

YEAR = SchoolYear(2026)


def told(phrase: str, zone: str) -> When:
    """The phrase as the installation of this zone takes it."""
    return by_local_clock(phrase, ZoneInfo(zone), lambda text: read(text, YEAR))


@pytest.mark.parametrize(("phrase", "zone", "day", "hour"), [
    ("10.11.2026 12:00 (МСК)", "Asia/Yekaterinburg", 10, time(14)),
    ("10 ноября 2026 в 12.00 по московскому времени", "Asia/Yekaterinburg", 10, time(14)),
    ("10.11.2026 14:00 (МСК+2)", "Asia/Yekaterinburg", 10, time(14)),
    ("10.11.2026 14:00 (МСК+2)", "Europe/Moscow", 10, time(12)),
    ("10.11.2026 14:00 МСК-1", "Europe/Moscow", 10, time(15)),
    ("10.11.2026 09:00 UTC", "Europe/Moscow", 10, time(12)),
    ("10.11.2026 10:00 (UTC+5)", "Europe/Moscow", 10, time(8)),
    ("10.11.2026 16:30 по екатеринбургскому времени", "Europe/Moscow", 10, time(14, 30)),
    ("10.11.2026 16:30 (время омское)", "Asia/Yekaterinburg", 10, time(15, 30)),
    ("10.11.2026 16:30 (Екатеринбургское время)", "Asia/Yekaterinburg", 10, time(16, 30)),
    ("10.11.2026 16:30 по Екатеринбургу", "Europe/Moscow", 10, time(14, 30)),
    ("10.11.2026 16:30 (по Омску)", "Asia/Yekaterinburg", 10, time(15, 30)),
    ("10.11.2026 16:30 Екб", "Europe/Moscow", 10, time(14, 30)),
    ("10.11.2026 16:30 (НСК)", "Europe/Moscow", 10, time(12, 30)),
    ("НСК, 10.11.2026 16:30", "Europe/Moscow", 10, time(16, 30)),
    ("10.11.2026 (НСК) 16:30", "Europe/Moscow", 10, time(12, 30)),
    ("10.11.2026 в 16 часов (НСК)", "Europe/Moscow", 10, time(12)),
    ("10.11.2026, 16-00 по Екб", "Europe/Moscow", 10, time(14)),
    ("10.11.2026 16 ч. Екб", "Europe/Moscow", 10, time(14)),
    ("10.11.2026 16:30, школа № 5 Нск", "Europe/Moscow", 10, time(16, 30)),
    ("10.11.2026 16:30 по местному времени", "Asia/Yekaterinburg", 10, time(16, 30)),
    ("10.11.2026 20:00 (МСК)", "Asia/Vladivostok", 11, time(3)),
    ("10.11.2026 12:00 (МСК)", "Europe/Moscow", 10, time(12)),
    ("10.11.2026 12:00", "Asia/Yekaterinburg", 10, time(12)),
    ("10.11.2026 12:00 (Екатеринбург)", "Europe/Moscow", 10, time(12)),
])
def test_an_hour_is_told_by_the_installations_clock(phrase: str, zone: str, day: int, hour: time) -> None:
    """Two hours too early would stand in everybody's calendar."""
    when = told(phrase, zone)
    assert (when.start, when.time, when.suspicious) == (date(2026, 11, day), hour, False)


def test_the_end_moves_along_and_a_night_is_asked_about() -> None:
    """«12:00–13:30 (МСК)»; an evening in Moscow that ends after midnight here can't be one day's hours."""
    assert told("10.11.2026 12:00-13:30 (МСК)", "Asia/Yekaterinburg").time_end == time(15, 30)
    assert told("10.11.2026 21:00-22:30 (МСК)", "Asia/Yekaterinburg").suspicious


def test_days_of_one_hour_move_together() -> None:
    """Each day of a list."""
    when = told("10 и 12 ноября 2026, 20:00 (МСК)", "Asia/Vladivostok")
    assert when.dates == (date(2026, 11, 11), date(2026, 11, 13))


@pytest.mark.parametrize("hours", ["14:00 (МСК), 16:00 (Екб), 18:00 (НСК)", "14:00 МСК / 16:00 МСК+2", "14:00 МСК – 11:00 UTC",
                                   "14.00 по московскому времени (16.00 по екатеринбургскому времени)"])
def test_one_moment_by_several_clocks_is_one_hour(hours: str) -> None:
    """As webinars for the whole country are announced."""
    assert (told(f"10.11.2026 {hours}", "Europe/Moscow").time, told(f"10.11.2026 {hours}", "Asia/Omsk").time) == (time(14), time(17))
    assert told(f"10.11.2026 {hours}", "Europe/Moscow") == told("10.11.2026 14:00", "Europe/Moscow")


def test_two_clocks_in_one_phrase_stay_a_question() -> None:
    """Which of the hours is meant is not guessed."""
    assert told("10.11.2026 14:00 (мск), 17:00 (МСК+2)", "Asia/Yekaterinburg").time is None
    assert told("10.11.2026 14:00 МСК – 17:00 Екб", "Europe/Moscow").suspicious


@pytest.mark.parametrize(("phrase", "asked"), [
    ("10.11.2026 14:30 по минскому времени", True), ("10.11.2026 14:30 по томскому времени", True), ("10.11.2026 по новому времени", False)])
def test_a_clock_unknown_here_is_asked_about(phrase: str, asked: bool) -> None:
    """Its hour, taken for one of this town, would be in everybody's calendar."""
    assert told(phrase, "Europe/Moscow").suspicious is asked


def test_a_plan_s_phrase_is_understood_whatever_its_clock() -> None:
    """«+2» is no number of a date, also where only the day is looked at (``notifier check``)."""
    for hours in ("14:00 (МСК+2)", "14:00 МСК (16:00 Екб)"):
        when = in_plan(Plan("План", YEAR, ()), f"10.11.2026 {hours}")
        assert (when.kind, when.start, when.suspicious) == (Kind.EXACT, date(2026, 11, 10), False)
