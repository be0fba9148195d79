"""The organizer's mailbox may change: what people have in their calendars keeps its UID. Two organizers never share one."""

from support.year import CONFIG

DATES = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
NEWS = ("invitation", "change", "cancellation", "reminder")


def test_another_mailbox_invites_nobody_again(make_year):
    """The same event under the same UID: reminders and a later change go on as before."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-10-25 10:00")
    year.write("config.toml", CONFIG.replace("gmo@cdo.example", "gmo@newhost.example"))
    year.go("2020-10-28 10:00")
    year.dates(DATES.replace("19.11", "26.11")).go("2020-11-27 10:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["invitation", "change", "D-7", "D-1"]
    assert len({mail.row.uid for mail in year.to("anna", *NEWS)}) == 1
    assert len(year.ledger.events.all()) == 1
    assert "mailto:gmo@newhost.example" in year.to("anna", "change")[0].ics


def test_that_calendars_answer_to_the_former_mailbox_is_told_once(make_year):
    """What was sent names the former one; before anything was sent there is nothing to tell."""
    year = make_year(dates=DATES).go("2020-09-02 09:00").arm().go("2020-09-10 10:00")
    year.write("config.toml", CONFIG.replace("gmo@cdo.example", "gmo@newhost.example"))
    assert year.go("2020-10-25 10:00").to("coordinator", "alarm") == []
    year.write("config.toml", CONFIG)
    year.go("2020-10-28 10:00")
    (alarm,) = year.to("coordinator", "alarm")
    assert "ответы на разосланные приглашения уйдут туда" in " ".join(alarm.text.split())


def test_two_organizers_of_one_provider_share_no_uid(make_year):
    """gmo-a and gmo-b at one domain with the same row: the second entry does not take the place of the first."""
    uids = set()
    for name in ("gmo-a", "gmo-b", "gmo-a"):
        year = make_year(config=CONFIG.replace("gmo@cdo.example", f"{name}@yandex.example"), dates=DATES)
        year.go("2020-09-02 09:00").arm().go("2020-10-21 10:00")
        uids.add(year.to("anna", "invitation")[0].row.uid)
    assert len(uids) == 2
    assert all(uid.endswith("@yandex.example") for uid in uids)
