"""The numbers the coordinator and the hosts read are those of mails that leave (rule 12)."""

import re

import pytest
from support.hearing import hear
from support.lived import lived_once
from support.year import CONFIG, PLAN, Year

from notifier.flows.rehearsal.answer import reply_mail

PEOPLE = """name,email,school,groups,greeting,left
Анна Петрова,anna@mail.example,СШ № 1,,,
Вера Сидорова,vera@mail.example,СШ № 2,,,
Зоя Котова,zoya@mail.example,СШ № 3,,,
Инна Белова,inna@mail.example,СШ № 4,,,
Кира Лис,kira@mail.example,СШ № 5,,,
Лида Мухина,lida@mail.example,СШ № 6,,,
Мила Орлова,mila@mail.example,СШ № 7,,,
"""
TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
HOST = '[[venue]]\nname = "Областная библиотека"\nhost = "host@lib.example"\n'


@lived_once
def invited(make_year) -> Year:
    """Seven were invited; since then one's mailbox is gone, one takes no reminders, one none about this row, one declined, one left."""
    year = make_year(people=PEOPLE, dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    quieten(year)
    hear(year, reply_mail("kira@mail.example", "gmo@cdo.example", "teor-2.2020-2021.2c2ea500@cdo.example", 0, "DECLINED", year.now))
    year.write("people.csv", PEOPLE.replace("СШ № 6,,,", "СШ № 6,,,2020-10-22"))
    return year


def quieten(year: Year) -> None:
    """Vera, Zoya and Inna."""
    with year.store.transaction():
        year.ledger.people.set_state("vera@mail.example", "paused", "ящика нет")
        year.ledger.people.set_state("zoya@mail.example", "muted", "без напоминаний")
        year.ledger.facts.put_json("muted", {"inna@mail.example": ["2020-2021/teor-2"]})


def counted(text: str, words: str) -> list[int]:
    """The numbers of addresses in the lines with these words."""
    return [int(n) for n in re.findall(rf"{words}[^\n]*?(\d+) адрес", text)]


def test_a_digest_counts_whom_it_reminds(invited):
    """Nobody whose mailbox is gone, who takes no reminders, nothing about this row, declined or left."""
    invited.go("2020-11-20 12:00")
    digests = {f"{mail.at:%d.%m}": mail.text for mail in invited.to("coordinator", "digest")}
    reminded = [mail.row.address for mail in invited.mails if mail.row.step == "D-7"]
    assert (reminded, counted(digests["09.11"], "напоминание")) == (["anna@mail.example", "mila@mail.example"], [2])


def test_a_digest_counts_whom_it_invites(make_year):
    """The same of an invitation that is still to come; who takes no reminders is invited."""
    year = make_year(people=PEOPLE, dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-16 12:00")
    quieten(year)
    year.go("2020-10-21 12:00")
    digest = year.to("coordinator", "digest")[-1].text
    assert counted(digest, "приглашение") == [len(year.mails_of("invitation"))] == [5]


@pytest.mark.parametrize(("written", "mail"), [
    (TEOR_2.replace("14:30", "15:00"), "письмо об изменении"),
    ('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\nplace = "СШ № 5"\n', "письмо об изменении"),
    ('[dates."teor-2"]\ncancelled = "карантин"\n', "письмо об отмене")])
def test_a_digest_names_a_change_that_waits_for_the_window(make_year, written, mail):
    """Written on a Saturday, it goes on Monday, and is no second invitation; nor is anybody reminded with it of the week before."""
    year = make_year.armed("2020-11-14 12:00", people=PEOPLE, dates=TEOR_2)
    before = len(year.mails)
    year.dates(written).go("2020-11-16 12:00")
    week = year.to("coordinator", "digest")[-1].text.split("НА ЭТОЙ НЕДЕЛЕ УЙДЁТ")[1]
    sent = [one for one in year.mails[before:] if one.row.role == "librarian"]
    assert week.count("16 ноября, пн, в 09:30") == week.count(mail) == 1
    assert counted(week, mail) == [len(sent)] == [7]


def planned(year: Year) -> list[str]:
    """What her newest digest says goes in its week."""
    week = year.to("coordinator", "digest")[-1].text.split("НА ЭТОЙ НЕДЕЛЕ УЙДЁТ")[1]
    return re.findall(r"• \d+ \S+, \S+, в (\d\d:\d\d: [^,\n]+)[^\n]*, (\d+) адрес", week)


def test_a_digest_names_the_overview_of_this_morning(make_year):
    """Armed on Saturday, it goes on Monday at ten: that nothing is planned is not true of it."""
    year = make_year(people=PEOPLE).go("2020-09-05 12:00").arm().go("2020-09-07 12:00")
    assert planned(year) == [("10:00: обзор года", "7")]
    assert len(year.mails_of("overview")) == 7


def test_a_digest_names_what_goes_to_who_came_over_the_weekend(make_year):
    """The invitation that the others have, the overview, and with them one more is reminded on Thursday."""
    year = make_year(people=PEOPLE, dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-07 12:00")
    before = len(year.mails)
    year.write("people.csv", PEOPLE + "Нина Новая,nina@mail.example,СШ № 8,,,\n")
    year.go("2020-11-13 12:00")
    assert planned(year) == [("09:30: приглашение", "1"), ("09:30: обзор года", "1"), ("10:00: напоминание за неделю", "8")]
    assert len([mail for mail in year.mails[before:] if mail.row.role == "librarian"]) == 10
    year.go("2020-11-20 12:00")
    assert planned(year) == [("10:00: напоминание накануне", "8")]


def test_a_digest_names_the_invitation_that_goes_without_a_place(make_year):
    """Nobody said where of the two: the week in which it waits no longer is this one (rule 11)."""
    plan = PLAN.replace('["Областная библиотека"]', '["Областная библиотека", "СШ № 5"]').replace("ноябрь 2020", "19 ноября 2020 14:30")
    year = make_year(people=PEOPLE, plan=plan).go("2020-09-01 12:00").arm().go("2020-11-02 12:00")
    assert planned(year) == [("10:00: приглашение", "7")]
    year.go("2020-11-06 12:00")
    assert [f"{mail.at:%d.%m %H:%M}" for mail in year.mails_of("invitation")] == ["05.11 10:00"] * 7


@pytest.mark.parametrize(("days", "said"), [(5, "за 5 дней"), (14, "за две недели")])
def test_a_digest_says_how_long_before_people_are_reminded(make_year, days, said):
    """As it is set, and «за неделю» only where it is a week."""
    year = make_year(dates=TEOR_2, config=f"{CONFIG}[policy]\nremind_days = {days}\n").go("2020-09-01 12:00").arm().go("2020-11-13 12:00")
    assert f"напоминание {said}" in "".join(mail.text for mail in year.to("coordinator", "digest"))


def test_the_closing_question_names_what_goes_on_its_day(make_year):
    """A mail of its own, on a day whose reminders leave an hour later: that nothing is planned is not true of them."""
    other = PLAN.split("[[item]]")[1].replace("teor-2", "teor-3").replace("ноябрь 2020", "7 мая 2021 14:30")
    year = make_year(people=PEOPLE, plan=PLAN.replace("ноябрь 2020", "апрель 2021") + "\n[[item]]" + other)
    year.go("2020-09-01 12:00").arm().go("2021-04-30 12:00")
    closing = year.to("coordinator", "digest")[-1].text
    assert "Проведено / перенесено / отменено?" in closing
    assert "30 апреля, пт, в 10:00: напоминание за неделю" in closing
    assert counted(closing, "напоминание") == [7]


def test_an_acknowledgement_counts_who_hears_of_a_change(invited):
    """Who has it: the one who left hears of his own cancellation, who declined of the new day."""
    invited.go("2020-10-23 12:00")
    for text, kind in ((TEOR_2.replace("19.11", "26.11"), "change"), ('[dates."teor-2"]\ncancelled = "карантин"\n', "cancellation")):
        before = len(invited.mails_of(kind))
        invited.dates(text).go(f"{invited.now:%Y-%m}-{invited.now.day + 3} 12:00")
        said = invited.to("coordinator", "acknowledgement")[-1].text
        assert counted(said, "уйдёт") == [len(invited.mails_of(kind)) - before] == [4]


def test_a_host_reads_how_many_are_invited(make_year):
    """Not who is never written to about this row."""
    year = make_year(people=PEOPLE, config=CONFIG + HOST, plan=PLAN).go("2020-09-01 12:00").arm().go("2020-10-16 12:00")
    quieten(year)
    year.dates(TEOR_2).go("2020-10-16 13:00")
    assert "приглашено 5" in year.to("host", "host-notice")[0].text


def test_a_digest_promises_no_reminder_that_is_dropped(make_year):
    """Rule 2: confirmed on Friday evening for Wednesday, the invitation goes on Monday at 09:30 and the reminder of Tuesday falls."""
    year = make_year(people=PEOPLE).go("2020-09-01 12:00").arm().go("2020-11-13 18:00")
    year.dates(TEOR_2.replace("19.11", "18.11")).go("2020-11-19 12:00")
    digest = {f"{mail.at:%d.%m}": mail.text for mail in year.to("coordinator", "digest")}["16.11"]
    assert (counted(digest, "приглашение"), counted(digest, "напоминание")) == ([7], [])
    assert year.mails_of("reminder") == []


def test_the_reminder_of_a_moved_meeting_stands_in_the_digest(make_year):
    """That the former day was reminded of says nothing about the new one."""
    year = make_year(people=PEOPLE, dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-13 12:00")
    year.dates(TEOR_2.replace("19.11", "30.11")).go("2020-11-27 12:00")
    digest = {f"{mail.at:%d.%m}": mail.text for mail in year.to("coordinator", "digest")}["23.11"]
    assert counted(digest, "23 ноября, пн, в 10:00: напоминание") == [7]
    assert [f"{mail.at:%d.%m}" for mail in year.to("anna", "reminder")] == ["12.11", "23.11", "27.11"]


def test_a_digest_counts_those_who_are_invited_now(make_year):
    """Who said yes and left does not come; who said yes and wants no more mails hides nobody who said nothing."""
    year = make_year.armed("2020-10-21 12:00", people=PEOPLE, dates=TEOR_2)
    for name in ("anna", "inna", "lida"):
        hear(year, reply_mail(f"{name}@mail.example", "gmo@cdo.example", "teor-2.2020-2021.2c2ea500@cdo.example", 0, "ACCEPTED", year.now))
    with year.store.transaction():
        year.ledger.facts.put_json("muted", {"inna@mail.example": ["2020-2021/teor-2"]})
    year.write("people.csv", PEOPLE.replace("СШ № 6,,,", "СШ № 6,,,2020-10-22"))
    year.go("2020-10-26 12:00")
    assert "придут — 2, не придут — 0, возможно — 0, не ответили — 4" in year.to("coordinator", "digest")[-1].text
    year.go("2020-11-20 12:00").write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,2020-11-20").replace("СШ № 6,,,", "СШ № 6,,,2020-10-22"))
    year.go("2020-11-23 12:00")
    assert "придут — 2, не придут — 0, возможно — 0, не ответили — 4" in year.to("coordinator", "digest")[-1].text, "who left after it was there"
