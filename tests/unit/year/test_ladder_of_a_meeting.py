"""Rules 2, 4 and 5-7 of the story, read off the mails that really left."""

import re

import pytest
from support.hearing import hear, letter
from support.year import CONFIG, PEOPLE, PLAN

TEOR_2 = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'
MEETING = ("invitation", "change", "cancellation", "reminder")


@pytest.mark.parametrize(("policy", "said"), [
    ("", "приглашение примерно за месяц до встречи, напоминание за неделю и накануне, а если"),
    ("invite_days = 21\nremind_days = 3\n", "приглашение за 21 день до встречи, напоминание за 3 дня и накануне, а если")])
def test_the_overview_says_when_mails_come_as_they_are_set(make_year, policy, said):
    """Of the installation's own days."""
    year = make_year(config=f"{CONFIG}[policy]\n{policy}")
    (mail,) = year.go("2020-09-01 12:00").arm().go("2020-09-03 12:00").to("anna", "overview")
    assert said in " ".join(mail.text.split())
    assert said in " ".join(mail.part("text/html").split())


def test_a_confirmed_meeting_is_invited_thirty_days_before_and_reminded_twice(make_year):
    """Invitation 30 days before, reminders 7 days before and on the last working day, all at 10:00."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-10-15 11:00")
    year.dates(TEOR_2)
    year.go("2020-11-30 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert "завтра" in year.to("anna", "reminder")[-1].subject


def test_nothing_goes_to_librarians_before_arming(make_year):
    """Rule 16: a fresh installation sends nothing to participants; the coordinator hears what was read."""
    year = make_year(dates=TEOR_2).go("2020-11-30 12:00")
    assert year.to("anna") == []
    assert year.to("coordinator", "digest")[0].at.strftime("%d.%m %H:%M") == "01.09 09:00"


@pytest.mark.parametrize(("phrase", "open_question"), [
    ("ноябрь 2020", "no-date"), ("конец ноября", "no-date"), ("зимние каникулы", "no-date"), ("2 квартал", "milestones"), ("осень", "milestones"),
    ("по графику", "schedule"), ("в течение года", "")])
def test_an_unconfirmed_month_is_never_told(make_year, phrase, open_question):
    """Rule 1: «ноябрь 2020» makes no event; librarians get the overview only, and the coordinator is asked, but for what has no date at all."""
    year = make_year(plan=PLAN.replace("ноябрь 2020", phrase)).go("2020-09-01 12:00").arm()
    assert [question.code for question in year.view().questions] == [open_question] * bool(open_question)
    year.go("2021-06-10 12:00")
    assert year.story("anna") == [("02.09 10:00", "overview")]
    assert ("дата уточняется" in year.to("anna")[0].text) == (open_question in ("no-date", "milestones"))


def test_a_move_sends_one_change_and_plans_the_ladder_anew(make_year):
    """Rule 5: one mail «Перенос», same UID, SEQUENCE + 1, old and new side by side; new reminders."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-13 12:00")
    year.dates(TEOR_2.replace("19.11.2020", "26.11.2020"))
    year.go("2020-12-10 12:00")
    assert year.story("anna", *MEETING) == [
        ("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("13.11 12:10", "change"), ("19.11 10:00", "D-7"), ("25.11 10:00", "D-1")]
    invitation, change = year.to("anna", "invitation")[0], year.to("anna", "change")[0]
    assert change.subject.startswith("Перенос")
    assert "19 ноября" in change.text
    assert "26 ноября" in change.text
    assert re.search(r"UID:(.*)", change.ics).group(1) == re.search(r"UID:(.*)", invitation.ics).group(1)
    assert "SEQUENCE:0" in invitation.ics
    assert "SEQUENCE:1" in change.ics


def test_a_date_moved_there_and_back_is_three_revisions(make_year):
    """Promise 1: A, B, A again: everybody is told each, sequences 0, 1, 2, and reminders fit the last."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    year.dates(TEOR_2.replace("19.11", "26.11"))
    year.go("2020-10-22 12:00")
    year.dates(TEOR_2)
    year.go("2020-12-01 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("21.10 12:10", "change"), ("22.10 12:10", "change"),
                                            ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert [re.search(r"SEQUENCE:(\d+)", mail.ics).group(1) for mail in year.to("anna", "invitation", "change")] == ["0", "1", "2"]
    assert "DTSTART:20201119T113000Z" in year.to("anna", "change")[-1].ics


def test_several_edits_within_ten_minutes_send_one_mail(make_year):
    """Rule 5: the last state, once."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    for minute, day in (("03", "25"), ("06", "26"), ("09", "27")):
        year.dates(TEOR_2.replace("19.11", f"{day}.11"))
        year.go(f"2020-10-21 12:{minute}")
    year.go("2020-10-22 12:00")
    changes = year.to("anna", "change")
    assert len(changes) == 1
    assert "27 ноября" in changes[0].text


def test_an_edit_taken_back_within_ten_minutes_sends_nothing(make_year):
    """A typo corrected at once reaches nobody."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    year.dates(TEOR_2.replace("19.11", "26.11"))
    year.go("2020-10-21 12:05")
    year.dates(TEOR_2)
    year.go("2020-10-25 12:00")
    assert year.to("anna", "change") == []


def test_a_corrected_title_sends_nothing(make_year):
    """Rule 5: only start, end, place, status and link are told; «mail because somebody fixed a typo» never happens. What follows is about
    the same event, under its new title."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    year.write("plan.toml", (year.folder / "plan.toml").read_text().replace("Новое в библиотечном", "Современное в библиотечном"))
    before = len(year.mails)
    year.go("2020-10-23 12:00")
    assert [mail for mail in year.mails[before:] if mail.row.role == "librarian"] == []
    year.dates(TEOR_2.replace("19.11", "26.11")).go("2020-10-24 12:00")
    first, change = year.to("anna", "invitation", "change")
    assert "Современное в библиотечном" in change.text
    assert [re.search(r"UID:(\S+)", mail.ics).group(1) for mail in (first, change)] == [re.search(r"UID:(\S+)", first.ics).group(1)] * 2
    assert "SEQUENCE:1" in change.ics


def test_other_quotation_marks_around_a_place_send_nothing(make_year):
    """Rule 5: «…» typed anew as "…" is the same place; what follows names it as it is written now."""
    written = """[dates."teor-2"]\nwhen = "19.11.2020 14:30"\nplace = 'СШ № 28 «Луч»'\n"""
    year = make_year(dates=written).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    before = len(year.mails)
    year.dates(written.replace("СШ № 28 «Луч»", 'СШ №28 "Луч"')).go("2020-11-13 12:00")
    later = [mail for mail in year.mails[before:] if mail.row.role != "coordinator" or mail.row.kind == "acknowledgement"]
    assert {mail.row.kind for mail in later} == {"reminder"}
    assert all('СШ №28 "Луч"' in mail.text for mail in later)


def test_a_day_that_is_not_certain_is_told_as_that_and_confirmed_under_the_same_uid(make_year):
    """Case 30: «Предварительно» in the subject and the calendar; certain, the same event with the next SEQUENCE."""
    tentative = '[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ntentative = true\n'
    year = make_year(dates=tentative).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    year.dates(TEOR_2).go("2020-10-23 12:00")
    first, change = year.to("anna", *MEETING)
    assert (first.row.kind, change.row.kind) == ("invitation", "change")
    assert "Предварительно" in first.subject
    assert "Предварительно" in re.search(r"SUMMARY:(.*)", first.ics).group(1)
    assert "Предварительно" not in change.subject + re.search(r"SUMMARY:(.*)", change.ics).group(1)
    assert [re.search(r"STATUS:(\w+)", mail.ics).group(1) for mail in (first, change)] == ["TENTATIVE", "CONFIRMED"]
    assert [re.search(r"SEQUENCE:(\d+)", mail.ics).group(1) for mail in (first, change)] == ["0", "1"]
    assert len({re.search(r"UID:(\S+)", mail.ics).group(1) for mail in (first, change)}) == 1


def test_files_written_anew_with_the_same_words_send_nothing(make_year):
    """Case 35: an import repeated, an editor's «save», rows in another order."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    before = len(year.mails)
    for name in ("plan.toml", "people.csv", "dates.toml", "config.toml"):
        year.write(name, (year.folder / name).read_text("utf-8"))
    head, *people = (year.folder / "people.csv").read_text("utf-8").splitlines(keepends=True)
    year.go("2020-10-21 13:00").write("people.csv", head + "".join(reversed(people)))
    year.go("2020-10-23 12:00")
    assert year.mails[before:] == []


def test_a_cancellation_goes_to_those_who_were_invited_and_ends_the_ladder(make_year):
    """Rule 6: METHOD:CANCEL with the reason, SEQUENCE + 1, then silence."""
    year = make_year(dates=TEOR_2).go("2020-09-01 12:00").arm().go("2020-11-10 12:00")
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n')
    year.go("2020-12-01 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("10.11 12:10", "cancellation")]
    mail = year.to("anna", "cancellation")[0]
    assert mail.subject.startswith("Отмена")
    assert "METHOD:CANCEL" in mail.ics
    assert "STATUS:CANCELLED" in mail.ics
    assert "SEQUENCE:1" in mail.ics
    assert "карантин" in mail.text


def test_a_cancellation_of_what_nobody_heard_of_sends_nothing_to_librarians(make_year):
    """Rule 6: exactly those who were invited: here nobody."""
    year = make_year.armed("2020-10-01 12:00", dates=TEOR_2)
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n')
    year.go("2020-12-01 12:00")
    assert year.story("anna", *MEETING) == []


def test_a_cancelled_event_revived_is_invited_with_a_higher_sequence(make_year):
    """invitations.md 37b: REQUEST, same UID, SEQUENCE above the CANCEL's."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    year.dates('[dates."teor-2"]\ncancelled = "карантин"\n')
    year.go("2020-10-22 12:00")
    year.dates(TEOR_2)
    year.go("2020-12-01 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("21.10 12:10", "cancellation"),
                                            ("22.10 12:10", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert "SEQUENCE:2" in year.to("anna", "invitation")[1].ics


def test_a_row_that_vanished_cancels_nothing_and_is_a_question(make_year):
    """Rule 6: absence never causes mail to librarians; the coordinator is asked."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    year.dates("[dates]\n")
    year.go("2020-11-10 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation")]
    assert "vanished" in {question.code for question in year.view().questions}


@pytest.mark.parametrize("words", ["teor-2: 27.11 в 14:30", "27.11 в 14:30"])
def test_a_row_that_vanished_is_asked_about_once(make_year, words):
    """One question in the digest, not «вернуть?» and «нужны день и час» side by side; her date alone answers it."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    year.dates("[dates]\n").go("2020-10-26 10:00")
    digest = year.to("coordinator", "digest")[-1]
    assert "НУЖНО ВАШЕ РЕШЕНИЕ: 1\r\n" in digest.text
    assert "больше не указано в файлах" in digest.text
    hear(year, letter(year, words, answers=digest.row.message_id))
    year.go("2020-10-26 12:00")
    assert "DTSTART:20201127T113000Z" in year.to("anna", "change")[0].ics


def test_what_people_know_of_a_row_that_left_the_plan_is_called_off_by_her_word(make_year):
    """The question says so; «teor-2» named no row any more, and her word was written down and called nothing off."""
    year = make_year.armed("2020-10-21 12:00", dates=TEOR_2)
    year.write("plan.toml", PLAN.replace('"teor-2"', '"teor-8"').replace("Новое в", "Другое о"))
    ask = year.go("2020-10-22 12:00").to("coordinator", "acknowledgement")[-1]
    assert "«teor-2: отмена, причина». Перенести — верните строку в файл плана." in " ".join(ask.text.split())
    hear(year, letter(year, "teor-2: отмена, карантин", answers=ask.row.message_id))
    assert year.go("2020-10-22 13:00").story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("22.10 12:30", "cancellation")]


def test_a_late_joiner_gets_the_overview_and_the_invitation_others_have(make_year):
    """Rule 7: current SEQUENCE; the others get nothing."""
    year = make_year.armed("2020-10-28 12:00", dates=TEOR_2)
    year.write("people.csv", (year.folder / "people.csv").read_text() + "Нина Новая,nina@mail.example,СШ № 3,,,\n")
    year.go("2020-12-01 12:00")
    assert year.story("nina") == [("28.10 12:00", "invitation"), ("28.10 12:00", "overview"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert len(year.to("anna", "invitation", "overview")) == 2


def test_a_leaver_gets_cancel_and_the_others_nothing(make_year):
    """Rule 7: CANCEL for coming events to her alone, and nothing afterwards."""
    year = make_year.armed("2020-10-28 12:00", dates=TEOR_2)
    people = (year.folder / "people.csv").read_text()
    year.write("people.csv", people.replace("СШ № 1,,,", "СШ № 1,,,2020-10-28"))
    year.go("2020-12-01 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation"), ("28.10 12:00", "cancellation")]
    assert year.story("vera", *MEETING) == [("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]


def test_a_corrected_address_is_told_again_at_the_new_one(make_year):
    """Rule 7: invited at the new address; nothing more to the old one."""
    year = make_year.armed("2020-10-28 12:00", dates=TEOR_2)
    people = (year.folder / "people.csv").read_text()
    year.write("people.csv", people.replace("anna@mail.example", "petrova@mail.example"))
    year.go("2020-12-01 12:00")
    assert year.story("petrova", *MEETING) == [("28.10 12:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")]
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation")]


def test_a_person_who_vanished_from_the_list_gets_no_cancel(make_year):
    """Promise 2: a vanished person is a question."""
    year = make_year.armed("2020-10-28 12:00", dates=TEOR_2)
    people = (year.folder / "people.csv").read_text().splitlines(keepends=True)
    year.write("people.csv", people[0] + people[2])
    year.go("2020-11-03 12:00")
    assert year.story("anna", *MEETING) == [("20.10 10:00", "invitation")]
    assert any("больше не в списке" in mail.text for mail in year.to("coordinator"))


def test_confirmed_under_a_week_before_there_is_no_week_reminder(make_year):
    """Rule 4: invitation and the last-day reminder."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-11-13 12:00")
    year.dates(TEOR_2)
    year.go("2020-12-01 12:00")
    assert year.story("anna", *MEETING) == [("13.11 12:10", "invitation"), ("18.11 10:00", "D-1")]


def test_confirmed_under_two_days_before_one_mail_is_urgent(make_year):
    """Rule 4: under 48 h one mail marked «Срочно»."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-11-18 09:45")
    year.dates(TEOR_2)
    year.go("2020-12-01 12:00")
    assert year.story("anna", *MEETING) == [("18.11 09:55", "invitation")]
    assert "Срочно" in year.to("anna", "invitation")[0].subject


def test_a_past_date_is_refused_and_the_coordinator_is_told(make_year):
    """Rule 4: nothing to librarians."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-11-20 12:00")
    year.dates(TEOR_2)
    year.go("2020-11-21 12:00")
    assert year.story("anna", *MEETING) == []
    assert any("прошло" in mail.text for mail in year.to("coordinator", "acknowledgement"))


def test_a_new_address_or_a_return_is_not_called_a_revival(make_year):
    """«Состоится» is said of what was cancelled; who was only off the list, or at another address, is simply invited."""
    year = make_year.armed("2020-10-28 12:00", dates=TEOR_2)
    people = (year.folder / "people.csv").read_text()
    year.write("people.csv", people.replace("anna@mail.example", "petrova@mail.example").replace("молодые специалисты,,", ",,2020-10-28"))
    year.go("2020-10-29 12:00")
    year.write("people.csv", people.replace("anna@mail.example", "petrova@mail.example"))
    year.go("2020-10-30 12:00")
    assert year.story("vera", *MEETING) == [("20.10 10:00", "invitation"), ("28.10 12:00", "cancellation"), ("29.10 12:00", "invitation")]
    for mail in (year.to("petrova", "invitation")[0], year.to("vera", "invitation")[1]):
        assert mail.subject.startswith("Приглашение: ")
        assert "отменено" not in mail.text


def test_the_services_own_mailbox_in_the_list_is_left_out_and_told(make_year):
    """RFC 5546: the organizer is no attendee; a warning in words, not a failed template."""
    year = make_year(dates=TEOR_2)
    year.write("people.csv", (year.folder / "people.csv").read_text() + "Служба,GMO@cdo.example,ЦДО,,,\n")
    year.go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    assert year.to("gmo") == []
    assert [problem.code for problem in year.passes.inputs.problems] == ["own-mailbox"]
    assert year.to("coordinator", "alarm") == []


def test_a_new_title_takes_the_place_of_the_old_topic(make_year):
    """Her `title` says that the topic changed: the old one must not stand below it as a point of the agenda."""
    year = make_year(dates='[dates."teor-2"]\nwhen = "19.11.2020 14:30"\ntitle = "Читаем Есенина"\n')
    year.go("2020-09-01 12:00").arm().go("2020-10-28 12:00")
    mail = year.to("anna", "invitation")[0]
    assert "Что: Читаем Есенина" in mail.text
    assert "Новое в библиотечном обслуживании" not in mail.text


def test_who_leaves_next_month_is_still_there(make_year):
    """A date of leaving still to come is not yet true: reminders until then, CANCEL on the first sending day after it."""
    dates = '[dates]\n"teor-2" = "26.11.2020 14:30"\n'
    year = make_year(dates=dates).go("2020-09-01 12:00").arm().go("2020-11-02 12:00")
    year.write("people.csv", PEOPLE.replace("СШ № 1,,,", "СШ № 1,,,22.11.2020"))
    year.go("2020-11-30 12:00")
    assert year.story("anna", *MEETING) == [("27.10 10:00", "invitation"), ("19.11 10:00", "D-7"), ("23.11 09:30", "cancellation")]


def test_a_joiner_in_the_new_year_days_gets_overview_and_invitation_together(make_year):
    """Rule 7: both with the window's first minute, not the reason for the letters half an hour after them."""
    year = make_year(dates='[dates]\n"teor-2" = "28.01.2021 14:30"\n').go("2020-09-01 12:00").arm().go("2021-01-05 12:00")
    year.write("people.csv", PEOPLE + "Нина Новая,nina@mail.example,СШ № 9,,,\n")
    year.go("2021-01-11 12:00")
    assert sorted(year.story("nina")) == [("11.01 09:30", "invitation"), ("11.01 09:30", "overview")]


@pytest.mark.parametrize(("off", "reminders"), [("", [("05.11 10:00", "D-7"), ("11.11 10:00", "D-1")]),
                                                ("[2020-11-09, 2020-11-10, 2020-11-11]", [("05.11 10:00", "D-7"), ("06.11 10:00", "D-1")])])
def test_a_week_before_is_reminded_however_near_days_off_bring_the_last_working_day(make_year, off, reminders):
    """Rule 2: only an invitation or a change within 48 hours drops a reminder."""
    year = make_year(dates=TEOR_2.replace("19.11", "12.11"), config=CONFIG + (f"[calendar]\noff = {off}\n" if off else ""))
    year.go("2020-09-01 12:00").arm().go("2020-11-30 12:00")
    assert year.story("anna", "reminder") == reminders


def test_a_week_before_missed_on_its_day_is_not_made_up_for_on_the_next(make_year):
    """Rule 15: the newest step that is still true, and nothing beside it."""
    year = make_year(dates=TEOR_2.replace("19.11", "12.11"), config=CONFIG + "[calendar]\noff = [2020-11-09, 2020-11-10, 2020-11-11]\n")
    year.go("2020-09-01 12:00").arm().go("2020-11-03 12:00").sleep("2020-11-06 09:00").go("2020-11-30 12:00")
    assert year.story("anna", "reminder") == [("06.11 10:00", "D-1")]
