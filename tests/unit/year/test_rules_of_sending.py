"""Rules 3, 8-11, 15, 16, 18 and the hosts, read off the mails that really left."""

from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE, PLAN, moscow

from notifier.flows.arming.acts import carry_out
from notifier.flows.arming.requests import Request

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
MEETING = ("invitation", "announcement", "change", "cancellation", "reminder")
WEBINARS = """
title = "План работы ГМО библиотекарей на 2020-2021 учебный год"
school_year = "2020-2021"

[[item]]
id = "povy-3"
number = "3"
sector = "Сектор повышения квалификации"
topics = ["Участие в вебинарах, проводимых профессиональными сообществами"]
when = "По графику профессиональных сообществ"
places = ["режим онлайн"]

[[item]]
id = "prak-1"
number = "1"
sector = "Практико-исследовательский сектор"
topics = ["Литературно-музыкальная гостиная"]
when = "29 октября 2020 14.30"
places = ["МБУ ДО «ЦДО»", "МБОУ «СШ № 32»"]

[[item]]
id = "tvor-1"
number = "1"
sector = "Творческий сектор"
topics = ["Фестиваль-конкурс «Чистая весна»"]
when = "январь - апрель 2021"
places = ["Все школы города Смоленска"]
"""
WEBINAR = """
[[occurrence]]
item = "povy-3"
title = "Вебинар РШБА"
when = "{when}"
link = "https://example.org/webinar"
"""


def test_a_webinar_is_announced_and_reminded_on_its_day(make_year):
    """Rule 3: announcement at once, last working day (dropped within 48 h), same day at 09:30."""
    year = make_year(plan=WEBINARS).go("2020-09-01 12:00").arm().go("2020-09-28 11:00")
    year.dates(WEBINAR.format(when="01.10.2020 12:00"))
    year.go("2020-10-02 12:00")
    assert year.story("anna", *MEETING) == [("28.09 11:10", "announcement"), ("01.10 09:30", "D-0")]
    assert "https://example.org/webinar" in year.to("anna", "announcement")[0].text
    assert "(МСК)" in year.to("anna", "announcement")[0].text


def test_a_webinar_far_away_is_announced_fourteen_days_before(make_year):
    """Rule 3: not earlier than 14 days before; then the last working day and the day itself."""
    dates = '[dates."prak-1"]\ncancelled = "карантин"\n' + WEBINAR.format(when="20.11.2020 10:00")
    year = make_year(plan=WEBINARS, dates=dates).go("2020-09-01 12:00").arm().go("2020-11-30 12:00")
    assert year.story("anna", *MEETING) == [("06.11 10:00", "announcement"), ("19.11 10:00", "D-1"), ("20.11 08:30", "D-0")]


def test_two_venues_wait_for_an_answer_until_fourteen_days_before(make_year):
    """Rule 11: then the invitation goes with both as written and «место уточняется», and the answer is an update."""
    year = make_year(plan=WEBINARS).go("2020-09-01 12:00").arm().go("2020-10-20 12:00")
    invitation = year.to("anna", "invitation")[0]
    assert year.story("anna", "invitation") == [("15.10 10:00", "invitation")]
    assert "место уточняется" in invitation.text
    assert "СШ № 32" in invitation.text
    year.dates('[dates."prak-1"]\nplace = "МБОУ «СШ № 32»"\n')
    year.go("2020-10-30 12:00")
    assert year.story("anna", *MEETING) == [("15.10 10:00", "invitation"), ("20.10 12:10", "change"), ("28.10 10:00", "D-1")]


@pytest.mark.parametrize("places", [[], ['"МБУ ДО «ЦДО»"']], ids=["invited to both", "invited to one"])
def test_a_move_of_what_people_were_invited_to_waits_for_no_place(make_year, places):
    """Rule 5 before rule 11: whoever waits with the new day until fourteen days before it lets people come on the former one."""
    both = '["МБУ ДО «ЦДО»", "МБОУ «СШ № 32»"]'
    year = make_year(plan=WEBINARS.replace(both, f"[{places[0]}]") if places else WEBINARS)
    year.go("2020-09-01 12:00").arm().go("2020-10-20 12:00").write("plan.toml", WEBINARS)
    year.dates('[dates]\n"prak-1" = "26.11.2020 14:30"\n').go("2020-11-27 12:00")
    assert year.story("anna", *MEETING)[1:] == [("20.10 12:10", "change"), ("19.11 10:00", "D-7"), ("25.11 10:00", "D-1")]
    assert "место уточняется" in year.to("anna", "change")[0].text


def test_a_festival_is_milestones_never_a_block(make_year):
    """tvor-1: all-day entries at once; only the deadline has reminders."""
    year = make_year(plan=WEBINARS, dates='[dates."prak-1"]\ncancelled = "карантин"\n').go("2020-09-01 12:00").arm().go("2021-01-12 10:00")
    year.dates('[dates."prak-1"]\ncancelled = "карантин"\n[dates."tvor-1"]\nmilestones = [\n'
               '{ title = "Старт фестиваля", when = "18.01.2021" },\n{ title = "Приём заявок до", when = "31.03.2021" },\n'
               '{ title = "Итоги", when = "22.04.2021" },\n]\n')
    year.go("2021-05-01 12:00")
    assert year.story("anna", *MEETING) == [("12.01 10:10", "invitation")] * 3 + [("24.03 10:00", "D-7"), ("30.03 10:00", "D-1")]
    assert all("DTSTART;VALUE=DATE:" in mail.ics for mail in year.to("anna", "invitation"))


def test_of_a_deadline_of_several_days_the_last_is_reminded(make_year):
    """«1-31 марта» of «Приём заявок»: the day it ends, as the mail says, not a month before it."""
    year = make_year(plan=WEBINARS, dates='[dates."prak-1"]\ncancelled = "карантин"\n').go("2020-09-01 12:00").arm().go("2021-01-12 10:00")
    year.dates('[dates."prak-1"]\ncancelled = "карантин"\n[dates."tvor-1"]\nmilestones = [{ title = "Приём заявок", when = "1-31 марта 2021" }]\n')
    year.go("2021-04-01 12:00")
    assert year.story("anna", *MEETING) == [("12.01 10:10", "invitation"), ("24.03 10:00", "D-7"), ("30.03 10:00", "D-1")]
    assert "DTSTART;VALUE=DATE:20210331" in year.to("anna", "invitation")[0].ics


def test_nobody_is_reminded_of_a_course_that_has_begun(make_year):
    """Rule 15, nothing after the start: on Wednesday the reminder of Friday is missed, and told to her as that."""
    course = '[[occurrence]]\nitem = "povy-3"\ntitle = "Курсы"\nwhen = "05.10.2020 10:00"\nuntil = "09.10.2020"\nplace = "СОИРО"\n'
    year = make_year(plan=WEBINARS, dates=course).go("2020-09-01 12:00").arm().go("2020-10-01 20:00").sleep("2020-10-07 09:00")
    year.go("2020-10-12 12:00")
    assert year.story("anna", "reminder") == [("28.09 10:00", "D-7")]
    assert "Курсы" in year.to("coordinator", "digest")[-2].text.partition("ПРОПУЩЕНО")[2]


@pytest.mark.parametrize("tidied", ["", "teor-2"], ids=["her word", "her word and its row"])
def test_what_is_called_off_and_tidied_away_before_the_window_is_called_off(make_year, tidied):
    """Rule 6: she wrote it down and read «письмо уйдёт»; that the row is gone an hour later takes nothing back."""
    other = '\n[[item]]\nid = "teor-4"\nsector = "Сектор"\ntopics = ["Круглый стол"]\nwhen = "18 февраля 2021 14.30"\n'
    kept = '[dates."teor-4"]\nbring = "журнал"\n'
    year = make_year.armed("2020-11-10 17:00", plan=PLAN + other, dates=TEOR_2 + kept)
    year.dates(f'[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ncancelled = "карантин"\n{kept}').go("2020-11-10 18:00").dates(kept)
    if tidied:
        year.write("plan.toml", PLAN[:PLAN.index("[[item]]")] + other)
    year.go("2020-11-20 12:00")
    assert year.story("anna", *MEETING)[-1] == ("11.11 09:30", "cancellation")
    assert all("больше не указано" not in mail.text for mail in year.to("coordinator"))


def test_what_falls_on_new_year_waits_and_reminders_move_back(make_year):
    """Rule 8: nothing on 1-10 January; a reminder moves back before them."""
    year = make_year(dates='[dates]\n"teor-2" = "12.01.2021 14:30"\n').go("2020-09-01 12:00").arm().go("2021-01-20 12:00")
    assert year.story("anna", *MEETING) == [("14.12 10:00", "invitation"), ("31.12 10:00", "D-7"), ("11.01 10:00", "D-1")]


def test_a_change_within_two_days_goes_at_once_on_a_sunday(make_year):
    """Rule 8: a change of an event that begins within 48 h does not wait for the window."""
    year = make_year(dates='[dates]\n"teor-2" = "16.11.2020 14:30"\n').go("2020-09-01 12:00").arm().go("2020-11-15 11:00")
    year.dates('[dates]\n"teor-2" = "16.11.2020 15:30"\n')
    year.go("2020-11-20 12:00")
    assert year.story("anna", *MEETING)[-1] == ("15.11 11:10", "change")


def test_a_change_far_ahead_waits_for_monday(make_year):
    """Rule 8: on a Sunday nothing goes that can wait."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-25 11:00")
    year.dates(TEOR_2.replace("14:30", "15:30"))
    year.go("2020-10-27 12:00")
    assert year.story("anna", *MEETING)[-1] == ("26.10 09:30", "change")


def test_after_a_week_of_downtime_only_what_is_still_true_goes(make_year):
    """Rule 15: the week-old reminder is not sent, the last-day one is, and the coordinator reads what was missed."""
    year = make_year.armed("2020-11-11 12:00", dates=TEOR_2).sleep("2020-11-17 09:00").go("2020-11-25 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("18.11 10:00", "D-1")]
    assert any("12 ноября" in mail.text or "12.11" in mail.text for mail in year.to("coordinator", "digest"))


def test_after_downtime_the_reminder_says_today_on_the_day(make_year):
    """Rule 15: «завтра» only if it is tomorrow at the moment of sending."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-17 12:00").sleep("2020-11-19 11:00").go("2020-11-25 12:00")
    last = year.to("anna", "reminder")[-1]
    assert f"{last.at:%d.%m %H:%M}" == "19.11 11:00"
    assert "завтра" not in (last.subject + last.text).lower()
    assert "сегодня" in last.subject.lower()


def test_nothing_goes_after_the_start(make_year):
    """Rule 15: an event that passed during the downtime is not mentioned to librarians."""
    year = make_year.armed("2020-11-11 12:00", dates=TEOR_2).sleep("2020-11-20 09:00").go("2020-11-30 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation")]


def test_nobody_is_invited_to_what_is_over_or_told_that_it_is_off(make_year):
    """Asleep from before the invitation until after the start: no REQUEST; called off afterwards: no CANCEL; she reads what was missed."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-10-19 12:00").sleep("2020-11-20 09:00").go("2020-11-23 12:00")
    assert year.story("anna", *MEETING) == []
    year.dates('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ncancelled = "карантин"\n')
    year.go("2020-11-30 12:00")
    assert year.story("anna", *MEETING, "cancellation") == []
    assert any("Новое в библиотечном" in mail.text for mail in year.to("coordinator", "digest", "acknowledgement", "alarm"))


def test_arming_late_releases_at_ten_of_the_next_sending_day(make_year):
    """Rule 16: what is due goes at the next planned hour."""
    year = make_year(dates=TEOR_2).go("2020-10-27 11:00").arm().go("2020-11-01 12:00")
    assert {moment for moment, _ in year.story("anna")} == {"28.10 10:00"}


def test_news_of_many_events_waits_for_a_yes(make_year):
    """Rule 16: more than three events in one go wait for approval, and the coordinator is asked."""
    dates = "".join(WEBINAR.format(when=f"{day}.10.2020 12:00").replace("РШБА", f"№ {day}") for day in (12, 13, 14, 15))
    year = make_year(plan=WEBINARS).go("2020-09-01 12:00").arm().go("2020-10-08 10:00")
    year.dates(dates)
    year.go("2020-10-08 12:00")
    assert year.to("anna", "announcement") == []
    assert "ждут вашего «да»" in year.to("coordinator", "alarm")[0].subject
    year.do("approve")
    year.go("2020-10-08 13:00")
    assert len(year.to("anna", "announcement")) == 4


def test_reminders_of_one_day_come_as_one_mail(make_year):
    """Rule 18: several reminders for the same person and day merge; invitations never do."""
    dates = WEBINAR.format(when="20.11.2020 15:00") + WEBINAR.format(when="20.11.2020 12:00").replace("РШБА", "РБА")
    year = make_year(plan=WEBINARS, dates=dates).go("2020-09-01 12:00").arm().go("2020-11-30 12:00")
    reminders = year.to("anna", "reminder")
    assert len([mail for mail in year.to("anna", "announcement") if mail.at.month == 11]) == 2
    assert [f"{mail.at:%d.%m %H:%M}" for mail in reminders if mail.at.month == 11] == ["19.11 10:00", "20.11 09:30"]
    assert "РБА" in reminders[-1].text
    assert "РШБА" in reminders[-1].text


def test_one_address_twice_gets_one_mail(make_year):
    """Rule 18: whatever its letter case."""
    people = ("name,email,school,groups,greeting,left\nАнна,Anna@mail.example,СШ № 1,,,\n"
              "Анна,ANNA@MAIL.example,СШ № 1,молодые специалисты,,\n")
    year = make_year(dates=TEOR_2, people=people).go("2020-09-01 12:00").arm().go("2020-10-25 12:00")
    assert len(year.to("anna", "invitation")) == 1


def test_hosts_are_told_before_the_guests(make_year):
    """Hosts: when the date is confirmed, and never later than the guests."""
    config = CONFIG + '[[venue]]\nname = "Областная библиотека"\nhost = "host@lib.example"\nhost_name = "Библиотека"\n'
    year = make_year(config=config).go("2020-09-01 12:00").arm().go("2020-10-15 11:00")
    year.dates(TEOR_2)
    year.go("2020-12-01 12:00")
    assert year.story("host") == [("15.10 11:10", "host-notice")]
    assert "19 ноября" in year.to("host")[0].text


@pytest.mark.parametrize(("venue", "place", "there"), [
    ("СШ № 2", "МБОУ «СШ № 28»", False), ("СШ № 1", "СШ № 12", False), ("СШ № 1", "СШ № 1-А", False), ("СШ № 1", "ОСШ № 1", False),
    ("СШ № 28", "МБОУ «СШ №28»", True), ("СШ № 32", "МБОУ „СШ № 32 им. С.А. Лавочкина”, актовый зал", True), ("СШ № 1", "сш №1", True)])
def test_host_and_address_are_the_same_venues(make_year, venue, place, there):
    """«СШ № 2» is not «СШ № 28»: neither its host nor its address has to do with the meeting."""
    config = CONFIG + f'[[venue]]\nname = "{venue}"\naddress = "ул. Вымышленная, 1"\nhost = "host@lib.example"\n'
    year = make_year(config=config, plan=PLAN.replace("Областная библиотека", place), dates=TEOR_2)
    year.go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    assert [mail.row.kind for mail in year.to("host")] == ["host-notice"] * there
    assert ("ул. Вымышленная, 1" in year.to("anna", "invitation")[0].text) == there


def test_a_meeting_on_a_new_day_off_is_a_question(make_year):
    """Rule 9: never an automatic move; the coordinator is told what the changed calendar touches."""
    from support.year import CONFIG

    year = make_year.armed("2020-11-05 12:00", dates=TEOR_2)
    year.write("config.toml", CONFIG + "[calendar]\noff = [2020-11-19]\n")
    year.go("2020-11-06 12:00")
    assert year.to("anna", "change") == []
    assert "day-off" in {question.code for question in year.view().questions}
    assert any("календарь" in mail.text.lower() for mail in year.to("coordinator", "acknowledgement"))


def test_the_same_calendar_change_that_touches_nothing_says_so(make_year):
    """Rule 9 and the log of 24.12: «не затронуты»."""
    from support.year import CONFIG

    year = make_year.armed("2020-11-05 12:00", dates=TEOR_2)
    year.write("config.toml", CONFIG + "[calendar]\noff = [2020-12-31]\nwork = [2020-12-26]\n")
    year.go("2020-11-06 12:00")
    assert any("не затронуты" in mail.text for mail in year.to("coordinator", "acknowledgement"))


def test_a_restart_finds_nothing_to_do(make_year):
    """A new process on the same ledger sends nothing anew."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-12 12:00")
    before = len(year.mails)
    year.restart().turn()
    assert len(year.mails) == before


def test_what_everybody_heard_wakes_nobody_and_who_joins_wakes_the_window(make_year):
    """A quiet day is one pass, when she may be written to; a name new in the file early in the morning is an invitation as soon as the
    window opens."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-12 23:00").sleep("2020-11-13 00:00")
    assert year.turn() == moscow("2020-11-13 07:00")
    year.sleep("2020-11-13 07:00")
    assert year.turn() == moscow("2020-11-14 07:00")
    year.write("people.csv", PEOPLE + "Галина Гордеева,galina@mail.example,СШ № 9,,,\n")
    assert year.turn() == moscow("2020-11-13 09:30")
    assert [mail.at for mail in year.go("2020-11-13 10:00").to("galina", "invitation")] == [moscow("2020-11-13 09:30")]


def test_broken_dates_keep_the_last_good_ones_loudly(make_year):
    """Promise 7: a typo in the dates file stops nothing and is told once."""
    year = make_year.armed("2020-11-05 12:00", dates=TEOR_2)
    year.dates('[dates\n"teor-2" = ')
    year.go("2020-11-30 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert len(year.to("coordinator", "alarm")) == 1
    assert "dates.toml" in year.to("coordinator", "alarm")[0].text


@pytest.mark.parametrize("typo", [("places =", "placess ="), ("topics =", "topiks ="), ("title =", "titel =")])
def test_a_plan_with_a_misspelled_key_keeps_the_last_good_one(make_year, typo):
    """Else the row's place would be taken away, by mail to everybody; and a date changed beside the typo waits, too, over a restart."""
    year = make_year.armed("2020-10-21 10:00", dates=TEOR_2)
    year.write("plan.toml", PLAN.replace(*typo).replace("Областная", "Районная"))
    year.go("2020-10-22 12:00").restart().go("2020-10-22 14:00")
    assert len(year.to("coordinator", "alarm")) == 1
    assert year.story("anna", "change", "cancellation") == []
    year.write("plan.toml", PLAN.replace("Областная", "Районная"))
    year.go("2020-10-22 15:00")
    assert year.story("anna", "change") == [("22.10 14:10", "change")]


def test_a_plan_without_rows_keeps_the_last_good_one(make_year):
    """Fault 56: an emptied plan cancels nothing and needs a yes."""
    year = make_year.armed("2020-11-05 12:00", dates=TEOR_2)
    year.write("plan.toml", 'title = "План"\nschool_year = "2020-2021"\n')
    year.go("2020-11-30 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert year.to("coordinator", "alarm")


TEN_ROWS = PLAN + "".join(PLAN.partition("[[item]]")[1] + PLAN.partition("[[item]]")[2].replace("teor-2", f"teor-{n}").replace(
    'number = "2"', f'number = "{n}"').replace("Новое", f"Тема {n}:") for n in range(3, 12))
TEN_DAYS = '[dates]\n"teor-2" = "19.11.2020 14:30"\n' + "".join(f'"teor-{n}" = "{n}.12.2020 14:30"\n' for n in range(3, 12))
TEN_PEOPLE = PEOPLE + "".join(f"Имя {n},p{n}@mail.example,СШ № {n},,,\n" for n in range(8))


@pytest.mark.parametrize(("name", "whole", "cut"), [
    ("plan.toml", TEN_ROWS, "[[item]]".join(TEN_ROWS.split("[[item]]")[:1] + TEN_ROWS.split("[[item]]")[5:])),
    ("dates.toml", TEN_DAYS, "[dates]\n" + "".join(TEN_DAYS.splitlines(keepends=True)[5:])),
    ("people.csv", TEN_PEOPLE, TEN_PEOPLE.splitlines(keepends=True)[0] + "".join(TEN_PEOPLE.splitlines(keepends=True)[5:]))])
def test_a_file_that_lost_more_than_a_third_waits_for_a_yes(make_year, name, whole, cut):
    """Fault 56: four of ten entries are gone at once, the first of them the meeting's (or a guest's): nobody is told anything by it, also
    over a restart, the reminders go on, and she reads of it once. With a yes it is in force; cancelled is nothing by that either."""
    files = {"plan": TEN_ROWS, "dates": TEN_DAYS, "people": TEN_PEOPLE}
    year = make_year(**files).go("2020-09-01 12:00").arm().go("2020-11-10 12:00")
    year.write(name, cut)
    year.go("2020-11-11 12:00").restart().go("2020-11-13 12:00")
    assert [step for _, step in year.story("anna", *MEETING) if step != "invitation"] == ["D-7"]
    (alarm,) = year.to("coordinator", "alarm")
    assert "стало записей 6 вместо 10" in " ".join(alarm.text.split())
    year.do("approve")
    year.go("2020-11-20 12:00")
    assert year.inputs.shrunk == {}
    assert year.mails_of("cancellation") == []
    assert {"plan": len(year.inputs.plan.items), "dates": len(year.inputs.decisions.by_item), "people": len(year.inputs.people)}[
        name.partition(".")[0]] == 6


@pytest.mark.parametrize(("phrase", "skipped"), [("28.03.2021 02:30", "DTSTART:20210328T013000Z"), ("28.03.2021 01:00", "DTEND:20210328T013000Z"),
                                                 ("28.03.2021 00:00-02:30", "DTEND:20210328T013000Z"), ("25.10.2020 02:30", "DTSTART:20201025T003000Z")])
def test_an_hour_that_the_clock_skips_or_has_twice_is_an_hour(make_year, phrase, skipped):
    """Fault 50: skipped it is the one the clock jumps to, twice it is the first. It settles, and nothing is told twice."""
    year = make_year(config=CONFIG + '[calendar]\ntimezone = "Europe/Berlin"\n', dates=f'[dates]\n"teor-2" = "{phrase}"\n')
    year.go("2020-09-01 12:00").arm().go("2021-03-29 12:00").restart().go("2021-03-29 14:00")
    assert [step for _, step in year.story("anna", *MEETING)] == ["invitation", "D-7", "D-1"]
    assert skipped in year.to("anna", "invitation")[0].ics


@pytest.mark.parametrize("blank", ["", " \n\n"])
def test_a_blank_dates_file_is_an_accident_and_no_word(make_year, blank):
    """A full disk or a cut save leaves nothing at all; whoever takes the only decision out leaves a heading, or says yes to the question."""
    year = make_year.armed("2020-10-20 12:00", dates='[dates]\n"teor-2" = "12.11.2020 14:30"\n')
    year.dates(blank).go("2020-10-22 12:00")
    assert {mail.row.kind for mail in year.to("anna")} == {"invitation", "overview"}
    assert "В файле стало записей 0 вместо 1" in year.to("coordinator", "alarm")[-1].text
    year.dates("[dates]\n").go("2020-10-23 12:00")
    assert "shrunk" not in str(year.inputs.problems)


@pytest.mark.parametrize(("phrase", "why"), [
    ("24.09.2020 25:70", "такого времени нет"), ("24.09.2020 24:30", "такого времени нет"), ("31.02.2021 14:30", "такой даты нет: 31.02.2021"),
    ("24.13.2020 14:30", "месяца с номером 13 нет"), ("24.09.9999 14:30", "такой даты нет"), ("24.09.12020 14:30", "дата не понята"),
    ("24.09.2020 14:30-13:00", "кончается раньше, чем начинается"), ("24.09.2020", "нужен час начала")])
def test_a_day_or_hour_that_is_none_is_told_with_why(make_year, phrase, why):
    """Fault 53, case 31: nobody is invited, and she reads what is wrong with it."""
    year = make_year(dates=f'[dates]\n"teor-2" = "{phrase}"\n').go("2020-09-01 12:00").arm().go("2020-09-08 12:00")
    assert [row.event for row in year.view().rows] == []
    assert f"вы написали «{phrase}» — " in " ".join(question.text for question in year.view().questions)
    assert why in " ".join(year.to("coordinator", "digest")[0].text.split())
    assert year.story("anna", *MEETING) == []


def test_first_asks_come_six_weeks_before(make_year):
    """Rule 10: 21.09 for November, then every Monday; «⚠» in November; the closing question on its last working day."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-12-20 12:00")
    asked = [f"{mail.at:%d.%m}" for mail in year.to("coordinator", "digest") if "Новое в библиотечном" in mail.text and not mail.row.method][1:]
    assert asked[0] == "21.09"
    assert asked[-1] == "30.11"
    assert len(asked) == 11
    warned = [f"{mail.at:%d.%m}" for mail in year.to("coordinator", "digest") if "⚠" in mail.subject + mail.text]
    assert warned[0] == "09.11"
    assert "12 ноября" in year.to("coordinator", "digest")[4].text or "5 ноября" in year.to("coordinator", "digest")[4].text


def test_a_merged_reminder_begins_with_what_comes_first(make_year):
    """Rule 18: tomorrow's webinar before the meeting of next week, whatever their rows are called."""
    dates = WEBINAR.format(when="23.10.2020 15:00") + '[dates."prak-1"]\nplace = "МБОУ «СШ № 32»"\n'
    year = make_year(plan=WEBINARS, dates=dates).go("2020-09-01 12:00").arm().go("2020-10-23 08:00")
    merged = year.to("anna", "reminder")[-1]
    assert merged.row.items == ("povy-3", "prak-1")
    assert merged.row.step == "D-1"
    assert merged.text.index("Завтра, 15:00") < merged.text.index("Литературно-музыкальная гостиная")


def test_a_week_has_one_digest_whatever_is_suggested(make_year):
    """Rule 12: the suggested days for her calendar come beside the digest and are no digests; so are their withdrawals."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-09-28 12:00")
    year.dates(TEOR_2)
    year.go("2020-12-07 12:00")
    weeks = [mail.at.isocalendar()[:2] for mail in year.to("coordinator", "digest")]
    assert weeks == [(2020, week) for week in range(36, 51)]
    entries = [(f"{mail.at:%d.%m %H:%M}", mail.row.method) for mail in year.to("coordinator") if mail.row.method]
    assert entries == [("21.09 09:00", "REQUEST")] * 3 + [("05.10 09:00", "CANCEL")] * 2


def test_a_morning_webinar_is_reminded_at_half_past_eight(make_year):
    """Rule 3: two hours before 10:00 is before 08:30; at 09:30, too, one hour before is worth a mail with a link."""
    for hour in ("10:00", "09:30"):
        year = make_year(plan=WEBINARS, dates=WEBINAR.format(when=f"20.11.2020 {hour}")).go("2020-09-01 12:00").arm().go("2020-11-20 12:00")
        assert year.story("anna", "reminder")[-1] == ("20.11 08:30", "D-0")


def test_a_reminder_before_the_window_is_not_held_up_by_another(make_year):
    """Rule 18 merges what may leave together: at 08:30 tomorrow's meeting must wait for 10:00 and would take the webinar with it."""
    dates = WEBINAR.format(when="28.10.2020 10:00") + '[dates."prak-1"]\nplace = "МБОУ «СШ № 32»"\n'
    year = make_year(plan=WEBINARS, dates=dates).go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    assert year.story("anna", "reminder")[-2:] == [("28.10 08:30", "D-0"), ("28.10 10:00", "D-1")]


def test_a_disarmed_rehearsal_sends_nothing_either(make_year):
    """Rule 16, by the gates that service, rehearsal and these tests share: what is queued for people waits while not armed."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-12 09:00")
    year.now = year.now.replace(hour=10)
    year.passes.run(year.now)
    carry_out(Request("disarm", "проверка"), year.ledger, year.view(), year.now)
    before = len(year.to("anna"))
    year.go("2020-11-12 16:00")
    assert len(year.to("anna")) == before
    assert {mail.kind for mail in year.ledger.outbox.waiting()} == {"reminder"}


@pytest.mark.parametrize(("kind", "school_year", "day", "next_day"), [("digest", "2020-2021", "2020-10-19", "2020-10-20"),
                                                                      ("report", "2021-2022", "2022-05-31", "2022-06-01")])
def test_what_was_missed_until_the_night_comes_in_the_morning(make_year, kind, school_year, day, next_day):
    """Rules 12 and 19: late rather than never, and the service wakes for it."""
    year = make_year(plan=PLAN.replace("2020-2021", school_year)).go(f"{school_year[:4]}-09-01 12:00").arm()
    year.go(f"{day} 08:30").sleep(f"{day} 22:05").go(f"{next_day} 12:00")
    assert year.story("coordinator", kind)[-1:] == [(f"{moscow(next_day + ' 07:00'):%d.%m %H:%M}", kind)]


@pytest.mark.parametrize("lose", [lambda file: file.write_text(""), Path.unlink], ids=["emptied", "deleted"])
def test_a_yes_to_an_emptied_dates_file_is_for_once(make_year, lose):
    """A full disk emptied it once more in November, and all meetings went to other days by a yes of October."""
    dates = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
    year = make_year(dates=dates).go("2020-09-02 09:00").arm().go("2020-10-07 12:00")
    lose(year.folder / "dates.toml")
    year.go("2020-10-07 12:10")
    year.do("approve")
    assert year.go("2020-10-07 13:00").inputs.decisions.by_item == ()
    year.restart().go("2020-10-08 12:00")
    assert (year.inputs.shrunk, year.inputs.decisions.by_item) == ({}, ()), "a yes is not asked for twice, nor is the former file in force again"
    year.dates(dates).go("2020-11-10 12:00")
    lose(year.folder / "dates.toml")
    assert year.go("2020-11-19 13:00").inputs.shrunk.keys() == {"dates"}
    assert [kind for _, kind in year.story("anna", "invitation", "change", "cancellation", "reminder")] == ["invitation", "D-7", "D-1"]
    assert [mail.subject.partition(":")[0] for mail in year.to("coordinator", "alarm")] == ["Сбой", "Снова работает", "Сбой"]
