"""Rule 10: which days a digest offers for a row without a date."""

import re
from email import message_from_bytes

from support.year import CONFIG, PLAN

MAY = PLAN.replace("ноябрь 2020", "май 2021")


def uid_of(mail) -> str:
    """The UID of a mail's calendar entry."""
    return re.search(r"^UID:(\S+)", mail.ics, re.MULTILINE)[1]


def offered(make_year, calendar: str = "") -> list[str]:
    """The three days of the first digest that asks for a date in May."""
    year = make_year.armed("2021-03-22 12:00", plan=MAY, config=CONFIG + calendar)
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


def test_a_withdrawn_day_stands_under_the_mail_that_offered_it(make_year):
    """The CANCEL of a suggested entry names the suggestion's Message-ID: one thread in her mail program, not a mail out of the blue."""
    year = make_year.armed("2021-03-23 12:00", plan=MAY)
    offers = {uid_of(mail): message_from_bytes(mail.data)["Message-ID"] for mail in year.to("coordinator", "acknowledgement")}
    year.dates('[dates]\n"teor-2" = "19.05.2021 14:30"\n').go("2021-03-29 12:00")
    withdrawn = [mail for mail in year.to("coordinator", "acknowledgement") if mail.subject.startswith("Снято предложение")]
    assert len(withdrawn) == len(offers) == 3
    for mail in withdrawn:
        assert message_from_bytes(mail.data)["In-Reply-To"] == offers[uid_of(mail)]


def test_offered_days_stay_while_her_word_settles_nothing(make_year):
    """«20–21 мая» has no hour: the row is open as before, and «вопрос решён иначе» would be untrue."""
    year = make_year.armed("2021-03-23 12:00", plan=MAY)
    year.dates('[dates]\n"teor-2" = "20-21 мая 2021"\n').go("2021-03-29 12:00")
    assert not any(mail.subject.startswith("Снято предложение") for mail in year.to("coordinator", "acknowledgement"))
