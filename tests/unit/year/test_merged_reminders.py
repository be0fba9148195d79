"""Reminders of one day in one mail (rule 18) that had to wait, and what an edit of one event means for the other."""

from support.delivery import Post

from notifier.model.message import Cause, Outcome, Result

GREY = Result(Outcome.TEMPORARY, 451, "4.7.1", "come back later", cause=Cause.GREYLIST)
PLAN = 'title = "План работы"\nschool_year = "2020-2021"\n' + "".join(f"""
[[item]]
id = "r-{n}"
number = "{n}"
sector = "Сектор"
topics = ["Тема {n}"]
when = "ноябрь 2020"
places = ["СШ № {n}"]
""" for n in range(1, 5))


def dates(*moments: str) -> str:
    return "".join(f'[dates."r-{n}"]\nwhen = "{when}"\n' for n, when in enumerate(moments, 1))


def test_a_move_of_one_leaves_the_reminder_of_the_other(make_year):
    """Tomorrow two meetings; the mail about both is greylisted, and one of them is moved: the other's reminder still comes."""
    year = make_year(plan=PLAN, dates=dates("19.11.2020 10:30", "19.11.2020 14:30"))
    year.go("2020-11-02 12:00").arm().go("2020-11-18 09:55")
    year.delivery.change(Post({"anna@mail.example": [GREY] * 3}), sender=lambda _: "gmo@cdo.example", limits=year.inputs.settings.limits)
    year.go("2020-11-18 10:01")
    year.dates(dates("26.11.2020 10:30", "19.11.2020 14:30")).go("2020-11-19 16:00")
    reminders = [mail for mail in year.since("2020-11-18 09:00") if mail.row.address == "anna@mail.example" and mail.row.kind == "reminder"]
    assert ["Тема 2" in mail.text for mail in reminders] == [True]


def test_what_was_let_go_waits_for_no_second_yes(make_year):
    """One mailbox took nothing, mails about four meetings expired, and the service was started again: what everybody else was invited to
    long ago is no news of four events."""
    year = make_year(plan=PLAN).go("2020-10-01 12:00").arm().go("2020-10-05 12:00")
    moments = [f"{22 + n}.11.2020 14:30" for n in range(1, 5)]
    for n in range(1, 5):
        year.dates(dates(*moments[:n])).go(f"2020-10-{5 + n:02d} 12:00")  # one a day: no yes is needed
    year.go("2020-11-02 12:00")
    year.delivery.change(Post({"vera@mail.example": [GREY] * 5000}), sender=lambda _: "gmo@cdo.example", limits=year.inputs.settings.limits)
    year.go("2020-11-19 18:00").restart().go("2020-11-20 12:00")
    assert not [mail for mail in year.to("coordinator", "alarm") if "ждут" in mail.subject]
