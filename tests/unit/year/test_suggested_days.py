"""Rule 10: which days a digest offers for a row without a date."""

import re

from support.year import CONFIG, PLAN

MAY = PLAN.replace("ноябрь 2020", "май 2021")


def offered(make_year, calendar: str = "") -> list[str]:
    """The three days of the first digest that asks for a date in May."""
    year = make_year(plan=MAY, config=CONFIG + calendar).go("2020-09-01 12:00").arm().go("2021-03-22 12:00")
    return re.findall(r"^  \d — (\d+) мая", year.to("coordinator", "digest")[-1].text, re.MULTILINE)


def test_the_librarians_own_holiday_is_not_offered_in_any_year(make_year):
    """27 May 2021 is a Thursday, the habit's own day; without a word in the configuration it is left out."""
    days = offered(make_year)
    assert len(days) == 3
    assert "27" not in days


def test_unwanted_days_are_the_configurations(make_year):
    """A list of one's own takes the default's place: days of this year and of every year."""
    days = offered(make_year, '\n[calendar]\nunwanted = ["2021-05-11..2021-05-16", "05-20"]\n')
    assert "27" in days
    assert not {"11", "12", "13", "14", "20"} & set(days)
