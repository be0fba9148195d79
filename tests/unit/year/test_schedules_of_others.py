"""Rule 14: feeds whose entries are approved, move, vanish and are called off."""

import re
import unicodedata
from datetime import timedelta

import pytest
from support.hearing import hear, letter
from support.schedule import FEED, HEAD, LINE, NEWS, PLAN, feed
from support.year import CONFIG

from notifier.flows.deciding.calling_off import call_off


def test_a_webinar_of_moscow_is_told_by_the_regions_clock(make_year):
    """«12:00 (МСК)» stands at 14:00 in Yekaterinburg's mails and at the same instant in every calendar."""
    config = CONFIG + '[calendar]\ntimezone = "Asia/Yekaterinburg"\n'
    entry = '[[occurrence]]\nitem = "teor-2"\ntitle = "Вебинар"\nwhen = "19.11.2020 12:00 (МСК)"\nlink = "https://example.org/w"\n'
    year = make_year(config=config, dates=entry).go("2020-09-01 12:00").arm().go("2020-11-17 12:00")
    mail = next(mail for mail in year.to("anna") if "Вебинар" in mail.subject)
    assert "14:00" in mail.subject
    assert "DTSTART:20201119T090000Z" in mail.ics


def test_a_night_of_a_schedule_keeps_its_hours(make_year):
    """«Библионочь» from 20:00 to 02:00 is no course of two whole days."""
    entry = ('[[occurrence]]\nitem = "teor-2"\ntitle = "Библионочь"\nwhen = "19.11.2020 20:00"\nuntil = "20.11.2020 02:00"\n'
             'place = "ЦБС"\n')
    year = make_year(dates=entry).go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    mail = next(mail for mail in year.to("anna") if "Библионочь" in mail.subject)
    assert "DTSTART:20201119T170000Z" in mail.ics
    assert "DTEND:20201119T230000Z" in mail.ics


@pytest.mark.parametrize(("start", "end", "asked"), [
    (";VALUE=DATE:20201123", ";VALUE=DATE:20201128", "23.11.2020 – 27.11.2020"),
    (":20201123T070000Z", ":20201125T130000Z", "23.11.2020 10:00 – 25.11.2020 16:00"), (":20201123T070000Z", ":20201123T080000Z", "23.11.2020 10:00")])
def test_days_of_a_calendar_are_asked_about_as_people_write_them(make_year, start, end, asked):
    """Her yes is for the whole course, and «2020-11-23» is no date to her."""
    year = make_year(plan=PLAN, config=FEED.format(approve="true").replace("soiro.csv", "soiro.ics"))
    year.write("soiro.ics", "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//RU\nBEGIN:VEVENT\nUID:18@soiro\nDTSTAMP:20200901T000000Z\n"
               f"DTSTART{start}\nDTEND{end}\nSUMMARY:Курсы\nEND:VEVENT\nEND:VCALENDAR\n")
    year.go("2020-11-02 12:00")
    assert [f"«СОИРО», {asked}: ждёт" in one.text for one in year.view().questions if one.code == "entry-approval"] == [True]


def test_a_day_confirmed_of_a_row_of_others_is_told_as_an_entry_is(make_year):
    """«povy-1: 12.11 в 11:00»: a hot line of the institute is online, and theirs; nobody is invited to their house a month before."""
    year = make_year(plan=PLAN, dates='[dates]\n"povy-1" = "12.11.2020 11:00"\n').go("2020-09-01 12:00").arm().go("2020-11-13 12:00")
    assert year.story("anna", *NEWS) == [("29.10 10:00", "announcement"), ("11.11 10:00", "D-1"), ("12.11 09:00", "D-0")]
    text = year.to("anna", "announcement")[0].text
    assert "Где: онлайн" in text
    assert "Чьё событие: СОИРО" in text


def test_what_a_calendar_calls_tentative_is_told_as_that(make_year):
    """STATUS:TENTATIVE of a schedule is no confirmed date (case 30); certain, the same event with the next SEQUENCE."""
    config = FEED.format(approve="true").replace("soiro.csv", "soiro.ics")
    text = ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//RU\nBEGIN:VEVENT\nUID:17@soiro\nDTSTAMP:20200901T000000Z\n"
            "DTSTART:20201120T090000Z\nSUMMARY:Линия\nURL:https://soiro.example/17\nSTATUS:{}\nEND:VEVENT\nEND:VCALENDAR\n")
    year = make_year(plan=PLAN, config=config)
    year.write("soiro.ics", text.format("TENTATIVE"))
    year.go("2020-11-02 12:00").arm().go("2020-11-03 12:00")
    assert ["20.11.2020 12:00, предварительно: ждёт" in one.text for one in year.view().questions if one.code == "entry-approval"] == [True]
    year.do("approve")
    year.go("2020-11-09 12:00")
    (first,) = year.to("anna", "announcement")
    assert first.subject == "Предварительно: 20 ноября, пт, 12:00 (МСК) — Линия"
    assert "Событие планируется в пятницу, 20 ноября, в 12:00 (МСК)." in first.text
    assert "Дата предварительная" in first.text
    assert "STATUS:TENTATIVE" in first.ics
    year.write("soiro.ics", text.format("CONFIRMED"))
    year.go("2020-11-10 14:00")
    (change,) = year.to("anna", "change")
    assert "STATUS:CONFIRMED" in change.ics
    assert "SEQUENCE:1" in change.ics


def test_an_entry_waits_for_a_yes(make_year):
    """``approve = true``: nobody hears of it, the coordinator is asked; after her yes it is announced."""
    year = feed(make_year, "true")
    year.go("2020-11-09 12:00")
    assert year.story("anna", *NEWS) == []
    assert "entry-approval" in {question.code for question in year.view().questions}
    year.do("approve")
    year.go("2020-11-21 12:00")
    assert year.story("anna", *NEWS) == [("09.11 12:10", "announcement"), ("19.11 10:00", "D-1"), ("20.11 09:30", "D-0")]
    assert "СОИРО" in year.to("anna", "announcement")[0].text
    assert "https://soiro.example/plan" in year.to("anna", "announcement")[0].text


def test_entries_that_were_approved_one_by_one_wait_for_no_second_yes(make_year):
    """Rule 16 asks about many events at once; where each was read and said yes to, nobody is asked twice. A later move of all is news."""
    year = feed(make_year, "true").go("2020-11-02 12:00")
    four = "".join(f"{n},Линия № {n},{n}.11.2020 {{hour}}:00,,,https://soiro.example/{n},,\n" for n in (11, 12, 13, 16))
    year.write("soiro.csv", HEAD + four.format(hour=12))
    year.go("2020-11-02 13:00").do("approve")
    year.go("2020-11-02 14:00")
    assert len(year.to("anna", "announcement")) == 4
    year.write("soiro.csv", HEAD + four.format(hour=15))
    year.go("2020-11-02 16:00")
    assert year.to("anna", "change") == []
    assert "ждут вашего «да»" in year.to("coordinator", "alarm")[-1].subject


def test_approved_entries_that_move_before_anybody_heard_of_them_are_news(make_year):
    """The yes was to other days: a schedule that moves them all at once is not sent to everybody unseen."""
    year = feed(make_year, "true").go("2020-11-02 12:00")
    four = "".join(f"{n},Линия № {n},{n}.{{month}}.2020 12:00,,,https://soiro.example/{n},,\n" for n in (11, 12, 13, 16))
    year.write("soiro.csv", HEAD + four.format(month=12))
    year.go("2020-11-02 13:00").do("approve")
    year.go("2020-11-02 14:00").write("soiro.csv", HEAD + four.format(month=11))
    year.go("2020-11-02 16:00")
    assert year.to("anna", "announcement") == []
    assert "ждут вашего «да»" in year.to("coordinator", "alarm")[-1].subject
    year.do("approve")
    year.go("2020-11-02 16:20")
    assert len(year.to("anna", "announcement")) == 4


def test_news_that_waits_once_more_is_asked_about_once_more(make_year):
    """Five lines that left the schedule and came back waited in silence until Monday; the second letter is no copy of the first."""
    year = feed(make_year, "false").go("2020-11-09 12:00")
    five = HEAD + "".join(f"{n},Линия № {n},{n}.11.2020 12:00,,,https://soiro.example/{n},,\n" for n in (12, 13, 16, 17, 18))
    for at, lines in (("2020-11-09 13:00", five), ("2020-11-10 13:00", HEAD), ("2020-11-11 13:00", five)):
        year.write("soiro.csv", lines)
        year.go(at)
    asked = [mail for mail in year.to("coordinator", "alarm") if "ждут вашего «да»" in mail.subject]
    assert [f"{mail.at:%d.%m}" for mail in asked] == ["09.11", "10.11"]
    assert not [mail for mail in year.to("anna", "announcement") if "Линия" in mail.subject]


def test_many_entries_of_a_schedule_that_asks_nobody_wait_for_a_yes(make_year):
    """``approve = false`` is no yes to four events in one go."""
    year = feed(make_year, "false").go("2020-11-02 12:00")
    year.write("soiro.csv", HEAD + "".join(f"{n},Линия № {n},{n}.11.2020 12:00,,,https://soiro.example/{n},,\n" for n in (11, 12, 13, 16)))
    year.go("2020-11-02 14:00")
    assert year.to("anna", "announcement") == []


def test_a_moved_entry_is_a_change_of_the_event(make_year):
    """The same id at another time: one change, the next SEQUENCE, no approval again."""
    year = feed(make_year, "false").go("2020-11-10 12:00")
    year.write("soiro.csv", HEAD + LINE.format(when="24.11.2020 12:00"))
    year.go("2020-11-25 12:00")
    assert year.story("anna", *NEWS) == [("06.11 10:00", "announcement"), ("10.11 12:10", "change"), ("23.11 10:00", "D-1"),
                                         ("24.11 09:30", "D-0")]
    assert "SEQUENCE:1" in year.to("anna", "change")[0].ics


def test_a_vanished_entry_is_a_question(make_year):
    """Absence never cancels: the event stays, and the coordinator is asked."""
    year = feed(make_year, "false").go("2020-11-10 12:00")
    year.write("soiro.csv", HEAD + "18,Другая линия,27.11.2020 12:00,,,https://soiro.example/18,,\n")
    year.go("2020-11-12 12:00")
    assert year.to("anna", "cancellation") == []
    assert "vanished" in {question.code for question in year.view().questions}


def test_a_row_called_off_as_a_whole_calls_off_what_is_to_come(make_year):
    """``cancelled`` at a row «по графику» cancels its events to come; a new one is a question, what was held stays held."""
    year = feed(make_year, "false").go("2020-11-10 12:00")
    year.dates('[dates."povy-1"]\ncancelled = "институт закрыт"\n')
    year.go("2020-11-10 16:00")
    assert year.story("anna", *NEWS)[-1] == ("10.11 12:10", "cancellation")
    year.write("soiro.csv", HEAD + LINE.format(when="20.11.2020 12:00") + "18,Другая линия,27.11.2020 12:00,,,https://soiro.example/18,,\n")
    year.go("2020-11-28 12:00")
    assert year.story("anna", *NEWS)[-1] == ("10.11 12:10", "cancellation")
    assert "Строка povy-1 отменена целиком" in " ".join(mail.text for mail in year.to("coordinator", "acknowledgement"))


def test_what_a_schedule_calls_off_before_her_yes_is_asked_about_no_more(make_year):
    """«Новая запись … ждёт вашего «да»» of a hot line that the institute has called off: her yes would have told nobody anything."""
    year = feed(make_year, "true").go("2020-11-02 12:00")
    assert "entry-approval" in {question.code for question in year.view().questions}
    year.write("soiro.csv", HEAD + LINE.format(when="20.11.2020 12:00").replace("Горячая", "ОТМЕНЕНО: Горячая"))
    year.go("2020-11-10 12:00")
    assert "entry-approval" not in {question.code for question in year.view().questions}
    assert year.story("anna", *NEWS) == []


def test_an_unreachable_feed_keeps_the_last_good_copy(make_year):
    """Failures are told; the events stay."""
    year = feed(make_year, "false").go("2020-11-10 12:00")
    (year.folder / "soiro.csv").unlink()
    year.go("2020-11-21 12:00")
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["announcement", "D-1", "D-0"]


def test_registration_has_its_own_reminder_and_a_course_is_one_event(make_year):
    """register_by: on the last working day before; several days are one all-day entry."""
    dates = ('[[occurrence]]\nitem = "povy-2"\ntitle = "Курсы «Библиотека»"\nwhen = "01.02.2021"\nuntil = "05.02.2021"\n'
             'place = "СОИРО"\nregister_by = "22.01.2021"\n')
    year = make_year(plan=PLAN, dates=dates).go("2020-09-01 12:00").arm().go("2021-02-10 12:00")
    assert year.story("anna", *NEWS) == [("11.01 10:00", "invitation"), ("21.01 10:00", "R-1"), ("25.01 10:00", "D-7"),
                                         ("29.01 10:00", "D-1")]
    ics = year.to("anna", "invitation")[0].ics
    assert "DTSTART;VALUE=DATE:20210201" in ics
    assert "DTEND;VALUE=DATE:20210206" in ics


def test_two_reminders_of_one_event_on_one_day_are_one(make_year):
    """Rule 18: its registration ends tomorrow and it begins in a week; one mail says so, and counts no second event."""
    course = ('[[occurrence]]\nitem = "povy-2"\ntitle = "Курсы «Библиотека»"\nwhen = "16.11.2020"\nuntil = "20.11.2020"\n'
              'place = "СОИРО"\nregister_by = "10.11.2020"\n')
    year = make_year(plan=PLAN, dates=course).go("2020-09-01 12:00").arm().go("2020-11-12 12:00")
    assert [mail.subject for mail in year.to("anna", "reminder")] == ["Напоминание: запись до 10 ноября, вт — Курсы «Библиотека»"]
    assert "Само событие 16–20 ноября" in year.to("anna", "reminder")[0].text
    year.go("2020-11-16 12:00")
    assert year.story("anna", *NEWS)[1:] == [("09.11 10:00", "R-1"), ("13.11 10:00", "D-1")]


def test_among_several_the_end_of_a_registration_is_named(make_year):
    """Rule 18: the mail about two events says which of them must be registered for."""
    dates = ('[[occurrence]]\nitem = "povy-2"\ntitle = "Курсы «Библиотека»"\nwhen = "16.11.2020"\nuntil = "20.11.2020"\n'
             'place = "СОИРО"\nregister_by = "10.11.2020"\n[[occurrence]]\nitem = "povy-2"\ntitle = "Семинар"\nwhen = "10.11.2020 14:30"\n'
             'place = "СОИРО"\n')
    year = make_year(plan=PLAN, dates=dates).go("2020-09-01 12:00").arm().go("2020-11-09 12:00")
    (mail,) = [mail for mail in year.to("anna", "reminder") if "2 события" in mail.subject]
    assert mail.subject.startswith("Напоминание: 2 события — завтра, 14:30; 16–20 ноября, запись до"), mail.subject
    assert "2. 16–20 ноября, запись до 10 ноября, вт" in mail.text


@pytest.mark.parametrize(("said", "until"), [
    ("https://forms.example/u/1", ""), ("обязательна", ""), ("10 ноября (пт)", ""), ("10.11.2019", ""), ("до 10.11 на https://f.example/1", "10 ноября"),
    ("до 10 ноября", "10 ноября")])
def test_what_is_said_of_a_registration_is_told(make_year, said, until):
    """The address of a form stood in no mail, and a doubtful day was told as a sure one: the tenth is a Tuesday."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", f"Тема;Дата;Время;Ссылка;Регистрация\nЛиния;12.11.2020;15.00;{LINK};{said}\n")
    (mail,) = year.go("2020-09-01 12:00").arm().go("2020-11-02 12:00").to("anna", "announcement")
    assert ("Запись до" in mail.text, until in mail.text) == (bool(until), True)
    assert (f"Запись: {said}" in mail.text) == (said != "до 10 ноября")


@pytest.mark.parametrize(("register_by", "announced"), [("30.12.2020", "16.12 10:00"), ("08.01.2021", "25.12 10:00"), ("12.01.2021", "11.01 10:00")])
def test_what_asks_for_an_early_registration_is_announced_before_that_ends(make_year, register_by, announced):
    """Rule 3: fourteen days before the webinar, or before the registration where that would be over by then."""
    dates = ('[[occurrence]]\nitem = "povy-1"\ntitle = "Вебинар «Фонды»"\nwhen = "22.01.2021 12:00"\nlink = "https://soiro.example/x"\n'
             f'register_by = "{register_by}"\n')
    year = make_year(plan=PLAN, dates=dates).go("2020-12-01 12:00").arm().go("2021-01-24 12:00")
    assert year.story("anna", "announcement") == [(announced, "announcement")]


def test_the_hour_of_a_course_of_several_days_is_told(make_year):
    """The entry is of whole days; the hour of the first one stands in the mail."""
    dates = ('[[occurrence]]\nitem = "povy-2"\ntitle = "Курсы «Библиотека»"\nwhen = "01.02.2021 10:00"\nuntil = "05.02.2021 16:00"\n'
             'place = "СОИРО"\nnote = "72 часа"\n')
    year = make_year(plan=PLAN, dates=dates).go("2020-09-01 12:00").arm().go("2021-01-12 12:00")
    mail = year.to("anna", "invitation")[0]
    assert "1–5 февраля 2021 года" in mail.text
    assert "Приглашаем вас 1–5 февраля, начало в первый день в 10:00." in mail.text
    assert "Начало в первый день в 10:00" in mail.text
    assert "72 часа" in mail.text
    year.go("2021-01-25 12:00")
    assert "через неделю, 1–5 февраля, начало в первый день в 10:00." in year.to("anna", "reminder")[-1].text


def test_another_hour_of_a_course_of_several_days_is_a_change(make_year):
    """People come at the hour they were told; a note that alone is corrected stays unsaid."""
    dates = ('[[occurrence]]\nitem = "povy-2"\ntitle = "Курсы «Библиотека»"\nwhen = "01.02.2021 {}"\nuntil = "05.02.2021 16:00"\n'
             'place = "СОИРО"\nnote = "{}"\n')
    year = make_year(plan=PLAN, dates=dates.format("10:00", "72 часа")).go("2020-09-01 12:00").arm().go("2021-01-20 12:00")
    year.dates(dates.format("10:00", "36 часов")).go("2021-01-21 12:00")
    assert year.to("anna", "change") == []
    year.dates(dates.format("11:00", "36 часов")).go("2021-01-22 12:00")
    (mail,) = year.to("anna", "change")
    assert "Изменилось: час начала. Дни прежние: 1–5 февраля" in mail.text
    assert "было: в первый день в 10:00\r\n  стало: в первый день в 11:00" in mail.text
    assert "SEQUENCE:1" in mail.ics
    assert "Начало в первый день в 11:00" in mail.ics
    assert "(понедельник – пятница), начало в первый день в 11:00, СОИРО" in year.to("coordinator", "acknowledgement")[-1].text
    year.dates(dates.format("11:00-14:00", "36 часов")).go("2021-01-25 12:00")
    assert "было: в первый день в 11:00\r\n  стало: в первый день в 11:00, до 14:00" in year.to("anna", "change")[-1].text


def test_hot_lines_of_the_same_title_are_told_apart(make_year):
    """Deleting the past one must not move the next one."""
    line = '[[occurrence]]\nitem = "povy-1"\ntitle = "Горячая линия"\nwhen = "{}"\nlink = "https://soiro.example/x"\n'
    year = make_year(plan=PLAN, dates=line.format("13.10.2020 15:00") + line.format("10.11.2020 15:00"))
    year.go("2020-09-01 12:00").arm().go("2020-10-20 12:00")
    year.dates(line.format("10.11.2020 15:00"))
    year.go("2020-11-11 12:00")
    assert year.to("anna", "change", "cancellation") == []
    assert [moment for moment, kind in year.story("anna", "announcement")] == ["29.09 10:00", "27.10 10:00"]


@pytest.mark.parametrize(("title", "more", "kind"), [
    ("Семинар для педагогов", 'place = "Смоленск, ул. Мира, 20а"\nlink = "https://soiro.example/reg"', "invitation"),
    ("Семинар для педагогов", 'link = "https://soiro.example/room"', "announcement"),
    ("Семинар для педагогов", 'place = "Zoom"\nlink = "https://soiro.example/room"', "announcement"),
    ("Семинар для педагогов", 'place = "Zoom: https://soiro.example/room"', "announcement"),
    ("Горячая линия", 'place = "телефон 38-12-45"', "announcement"),
    ("Горячая линия", "", "announcement"),
    ("Семинар для педагогов", "", "invitation"),
])
def test_what_is_held_at_an_address_is_a_meeting_whatever_it_links_to(make_year, title, more, kind):
    """Rules 2 and 3: a page of registration makes no webinar of a seminar, and a hot line is one without a link, too."""
    plan = PLAN + '\n[[item]]\nid = "povy-2"\nsector = "Сектор"\ntopics = ["Участие в мероприятиях СОИРО"]\n' \
        'when = "По графику СОИРО"\nplaces = ["ГАУ ДПО СОИРО"]\n'
    year = make_year(plan=plan, dates=f'[[occurrence]]\nitem = "povy-2"\ntitle = "{title}"\nwhen = "19.11.2020 11:00"\n{more}\n')
    year.go("2020-09-01 12:00").arm().go("2020-11-19 12:00")
    told = [(moment, what) for moment, what in year.story("anna") if what != "overview"]
    assert told == ([("20.10 10:00", "invitation"), ("12.11 10:00", "D-7"), ("18.11 10:00", "D-1")] if kind == "invitation" else
                    [("05.11 10:00", "announcement"), ("18.11 10:00", "D-1"), ("19.11 09:00", "D-0")])


def settled(year, moment: str) -> int:
    """Live until ``moment``, pass a dozen times more, and count the events: passes without new input add none."""
    count = len(year.go(moment).ledger.events.all())
    for _ in range(12):
        year.now += timedelta(minutes=1)
        year.turn()
    assert len(year.ledger.events.all()) == count
    return count


def test_parallel_entries_are_two_events(make_year):
    """Two rows with one title and hour in two places, no ids: both are told, once each, and their order means nothing."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"))
    rows = ["Семинар по чтению,20.11.2020 12:00,Зал 1\n", "Семинар по чтению,20.11.2020 12:00,Зал 2\n"]
    year.write("soiro.csv", "title,when,place\n" + "".join(rows))
    year.go("2020-09-01 12:00").arm()
    assert settled(year, "2020-11-09 12:00") == 2
    year.write("soiro.csv", "title,when,place\n" + "".join(reversed(rows)))
    assert settled(year, "2020-11-10 12:00") == 2
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["invitation"] * 2
    assert {"LOCATION:Зал 1", "LOCATION:Зал 2"} == {line for mail in year.to("anna", "invitation") for line in mail.ics.splitlines()
                                                    if line.startswith("LOCATION")}


def test_what_the_coordinator_and_a_feed_both_name_is_told_once(make_year):
    """Her own line and the row of a schedule: one event, as she has it, and no yes is asked for."""
    dates = ('[[occurrence]]\nitem = "povy-1"\ntitle = "Горячая линия по ФГОС"\nwhen = "20.11.2020 12:00"\n'
             'link = "https://soiro.example/own"\n')
    year = make_year(plan=PLAN, config=FEED.format(approve="true"), dates=dates)
    year.write("soiro.csv", HEAD + LINE.format(when="20.11.2020 12:00"))
    year.go("2020-09-01 12:00").arm()
    assert settled(year, "2020-11-09 12:00") == 1
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement"]
    assert "https://soiro.example/own" in year.to("anna", "announcement")[0].text
    assert "entry-approval" not in {question.code for question in year.view().questions}
    year.dates("[dates]\n")
    assert settled(year, "2020-11-10 12:00") == 1
    assert "cancellation" not in {mail.row.kind for mail in year.to("anna", *NEWS)}


@pytest.mark.parametrize(("title", "note", "off"), [
    ("ОТМЕНА! Вебинар «Чтение»", "", True), ("Canceled: Вебинар «Чтение»", "", True), ("Вебинар «Чтение» (отменён)", "", True),
    ("Вебинар «Чтение»", "отменено", True), ("Вебинар «Чтение»", "отменён: лектор болен", False), ("Вебинар «Чтение» – отменён", "", False),
    ("Вебинар «Чтение»", "перенесён на 26 ноября", False), ("Вебинар «Чтение»", "переносится, дата уточняется", False),
    ("Перенос! Вебинар «Чтение»", "", False), ("Отмена: Вебинар «Чтение»", "", False), ("Вебинар «Чтение (отменено?)»", "", False),
    ("Вебинар «Чтение (отменено)»", "", False)])
@pytest.mark.parametrize("told", [True, False])
def test_what_a_schedule_says_of_its_own_line_is_heard(make_year, title, note, off, told):
    """People were invited to «ОТМЕНА! Вебинар»: what can mean nothing else calls it off, at other such words she is asked: «Крепостное
    право (отмена)», «Отмена: новая этика» may be topics."""
    before = {"soiro.csv": "title;when;note\nВебинар «Чтение»;20.11.2020 12:00;\n"} if told else {}
    year = make_year.armed("2020-11-10 12:00" if told else "2020-09-01 12:00", beside=before, plan=PLAN, config=FEED.format(approve="false"),
                           people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", f"title;when;note\n{title};20.11.2020 12:00;{note}\n")
    year.go("2020-11-12 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement"] * told + ["cancellation"] * (told and off)
    asked = [one.code for one in year.view().questions if one.code in {"vanished", "entry-date"}]
    assert asked == ([] if off else ["vanished" if told else "entry-date"])


@pytest.mark.parametrize("number", ["", "17"])
def test_days_in_one_line_of_a_schedule_are_so_many_events(make_year, number):
    """«5, 12, 19 ноября» of a hot line was asked about: she would have written each day herself."""
    year = make_year(plan=PLAN, config=FEED.format(approve="true"), people="name,email,school\nАнна,anna@mail.example,\n")
    line = "id;Тема;Дата;Время\n{};Горячая линия;{} ноября;15.00\n"
    year.write("soiro.csv", line.format(number, "12, 19, 26"))
    year.go("2020-09-01 12:00").arm().go("2020-11-02 12:00").do("approve")
    year.go("2020-11-12 16:00").write("soiro.csv", line.format(number, "12, 20, 26"))
    year.go("2020-11-13 12:00")
    assert [mail.row.start[:10] for mail in year.to("anna", "announcement")] == ["2020-11-12", "2020-11-19", "2020-11-26"]
    assert [mail.row.start[:10] for mail in year.to("anna", "change")] == ["2020-11-20"]
    assert {"entry-date", "entry-approval", "vanished"}.isdisjoint(one.code for one in year.view().questions)


@pytest.mark.parametrize(("cells", "off"), [
    ("ОТМЕНЕНО;https://s.example/a", True), ("СОИРО (отменён);https://s.example/a", False), ("Перенос на 26.11;https://s.example/a", False),
    (";Отменён", True), (";Отмена", True), (";переносится, дата уточняется", False)])
def test_what_calls_off_may_stand_under_any_header(make_year, cells, off):
    """«Где: ОТМЕНЕНО» was told as a change of the place, and under «Ссылка» it was no address of a page."""
    line = "Тема;Дата;Время;Место;Ссылка\nЧтение;20.11.2020;12:00;{}\n"
    year = make_year.armed("2020-11-10 12:00", beside={"soiro.csv": line.format(";https://s.example/a")}, plan=PLAN,
                           config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", line.format(cells))
    year.go("2020-11-12 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement"] + ["cancellation"] * off
    assert [one.code for one in year.view().questions if one.code in {"vanished", "entry-date"}] == ([] if off else ["vanished"])


@pytest.mark.parametrize(("title", "note"), [
    ("Вебинар «Отменено. Что дальше?»", ""), ("Вебинар «Перенос рабочих дней»", ""), ("Вебинар", "перенесён с 13 ноября"),
    ("Отмена крепостного права: вебинар", ""), ("Вебинар", "в случае отмены сообщим")])
def test_words_that_call_nothing_off_keep_nothing_back(make_year, title, note):
    """A topic, and where the day comes from."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", f"title;when;note\n{title};20.11.2020 12:00;{note}\n")
    year.go("2020-09-01 12:00").arm().go("2020-11-12 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement"]


NUMBERED = ("Вебинар «Фонды»;19.11.2020;12:00;https://s.example/a", "Вебинар «Чтение»;20.11.2020;12:00;https://s.example/b",
            "Вебинар «Учёт»;23.11.2020;15:00;https://s.example/c")


@pytest.mark.parametrize(("counter", "lines", "news", "lost"), [
    ("№", (0, 2), [], ["Вебинар «Чтение»"]), ("id", (0, 2), [], ["Вебинар «Чтение»"]), ("№", (2, 0, 1), [], []), ("id", (2, 0, 1), [], []),
    ("№", (0, "Вебинар «Учёт»;23.11.2020;16:00;https://s.example/c"), ["change"], ["Вебинар «Чтение»"]),
    ("№", ("Вебинар «Каталог»;24.11.2020;12:00;https://s.example/d", 0, 1, 2), ["announcement"], [])])
def test_lines_that_are_numbered_anew_are_the_same_events(make_year, counter, lines, news, lost):
    """A line was taken out, or stands elsewhere: the next ones got its number, and people read that what nobody moved was moved."""

    def schedule(lines) -> str:
        rows = [f"{number};{NUMBERED[line] if isinstance(line, int) else line}" for number, line in enumerate(lines, 1)]
        return "\n".join([f"{counter};Тема;Дата;Время;Ссылка", *rows])

    year = make_year.armed("2020-11-11 12:00", beside={"soiro.csv": schedule((0, 1, 2))}, plan=PLAN, config=FEED.format(approve="false"),
                           people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", schedule(lines))
    year.go("2020-11-12 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)][3:] == news
    assert [one.title for one in year.view().questions if one.code == "vanished"] == lost


LINK = "https://s.example/a"


@pytest.mark.parametrize(("head", "before", "after"), [
    ("", "Горячая линия;26.11.2020;15:00", "Горячая линия;10.12.2020;15:00"),
    ("id;", "1;Вебинар «Фонды»;26.11.2020;15:00", "1;Вебинар «Чтение»;10.12.2020;15:00"),
    ("id;", "1;Вебинар «Фонды»;26.11.2020;15:00", "1;Вебинар «Чтение»;27.11.2020;16:00")])
def test_the_next_months_schedule_written_over_this_ones_moves_nothing(make_year, head, before, after):
    """Its one «Горячая линия» was told as this month's, moved; and so was whatever had the number 1 by then."""
    year = make_year.armed("2020-11-23 12:00", beside={"soiro.csv": f"{head}Тема;Дата;Время;Ссылка\n{before};{LINK}\n"}, plan=PLAN,
                           config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", f"{head}Тема;Дата;Время;Ссылка\n{after};{LINK}\n")
    year.go("2020-11-26 14:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement", "reminder", "reminder"]
    assert {"vanished", "entry-approval"} <= {one.code for one in year.view().questions}
    year.go("2020-11-27 10:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)][3:] == ["announcement"]


def test_of_the_next_months_schedule_she_is_asked_whether_it_moves(make_year):
    """Until the day she may say so; then everybody reads of a move."""
    year = make_year.armed("2020-11-23 12:00", beside={"soiro.csv": f"Тема;Дата;Время;Ссылка\nГорячая линия;26.11.2020;15:00;{LINK}\n"},
                           plan=PLAN, config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", f"Тема;Дата;Время;Ссылка\nГорячая линия;10.12.2020;15:00;{LINK}\n")
    year.go("2020-11-24 12:00")
    (asked,) = [one.text for one in year.view().questions if one.code == "entry-approval"]
    assert asked.endswith("если это перенос, ответьте «povy-1: 10.12 в 15:00 Горячая линия».")
    hear(year, letter(year, "povy-1: 10.12 в 15:00 Горячая линия", answers=year.to("coordinator")[-1].row.message_id))
    year.go("2020-11-25 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement", "change"]
    assert {"vanished", "entry-approval"}.isdisjoint(one.code for one in year.view().questions)


def test_a_number_that_she_says_has_moved_is_told_once(make_year):
    """Its title was corrected, too: whoever answered as the question says had it moved, and announced once more beside it."""
    line = f"id;Тема;Дата;Время;Ссылка\n7;{{}};{{}};{LINK}\n"
    year = make_year.armed("2020-11-23 12:00", beside={"soiro.csv": line.format("Вебинар «Фонды бибилотек»", "26.11.2020;15:00")}, plan=PLAN,
                           config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", line.format("Вебинар «Фонды библиотек»", "27.11.2020;16:00"))
    year.go("2020-11-24 12:00")
    (asked,) = [one.text for one in year.view().questions if one.code == "entry-approval"]
    word = asked.partition("если это перенос, ответьте «")[2].removesuffix("».")
    hear(year, letter(year, word, answers=year.to("coordinator")[-1].row.message_id))
    year.go("2020-11-25 12:00")
    assert [(mail.row.kind, mail.row.start[:10]) for mail in year.to("anna", *NEWS)][1:] == [("change", "2020-11-27")]
    assert {"vanished", "entry-approval"}.isdisjoint(one.code for one in year.view().questions)


def test_a_series_that_moves_is_asked_about_day_by_day(make_year):
    """Each new day beside the one it is nearest to."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", "Тема;Дата;Время\nГорячая линия;12, 19 ноября;15.00\n")
    year.go("2020-09-01 12:00").arm().go("2020-11-09 12:00").write("soiro.csv", "Тема;Дата;Время\nГорячая линия;13, 20 ноября;15.00\n")
    asked = [one.text for one in year.go("2020-11-10 12:00").view().questions if one.code == "entry-approval"]
    assert [re.findall(r"\d\d\.11\.2020", text) for text in asked] == [["13.11.2020", "12.11.2020"], ["20.11.2020", "19.11.2020"]]
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement"] * 2


@pytest.mark.parametrize("approve", ["true", "false"])
def test_a_number_of_what_was_held_is_another_events_by_now(make_year, approve):
    """The webinar of the 12th was held; nobody reads on the 24th that it moves to December, and no yes to it is one to another."""
    year = make_year(plan=PLAN, config=FEED.format(approve=approve), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", f"id;Тема;Дата;Время;Ссылка\nv-1;Вебинар «Фонды»;12.11.2020;15:00;{LINK}\n")
    year.go("2020-09-01 12:00").arm().go("2020-11-06 12:00").do("approve")
    year.go("2020-11-13 12:00").write("soiro.csv", f"id;Тема;Дата;Время;Ссылка\nv-1;Вебинар «Чтение»;27.11.2020;15:00;{LINK}\n")
    year.go("2020-11-16 12:00")
    news = [mail.row.kind for mail in year.since("2020-11-13 00:00") if mail in year.to("anna", *NEWS)]
    assert (news, "entry-approval" in {one.code for one in year.view().questions}) == (([], True) if approve == "true" else
                                                                                       (["announcement"], False))


PARALLEL = ("Тема;Дата;Время;Место;Ссылка", "Учёт книг;19.11.2020;10:00-10:45;;https://s.example/a",
            "Йога чтения;19.11.2020;10:00-10:45;;https://s.example/b", "Чтение;20.11.2020;15:00;СОИРО, читальный зал;")


@pytest.mark.parametrize(("pattern", "said"), [
    ("^(?!Тема)([^;]*)", r"\1."), ("^(?!Тема)([^;]*)", r"«\1»"), ("^(?!Тема)([^;]*)", r"Вебинар: \1"), ("https", "Https"),
    ("й|ё|[А-я]", lambda found: unicodedata.normalize("NFD", found[0])), ("-10:45", ""), (";[^;]*$", "")])
def test_a_schedule_written_otherwise_is_the_same_schedule(make_year, pattern, said):
    """A full stop or quotation marks behind the names of two webinars of one hour announced both a second time; letters of a Mac, a column
    that is there no more, «Https://» of a telephone were told as changes."""
    year = make_year.armed("2020-11-11 12:00", beside={"soiro.csv": "\n".join(PARALLEL)}, plan=PLAN, config=FEED.format(approve="false"),
                           people="name,email,school\nАнна,anna@mail.example,\n")
    before = year.story("anna", *NEWS)
    year.write("soiro.csv", "\n".join(re.sub(pattern, said, line) for line in PARALLEL))
    year.go("2020-11-12 10:00")
    assert (len(before), year.story("anna", *NEWS)) == (3, before)
    assert [one.title for one in year.view().questions if one.code == "vanished"] == []


@pytest.mark.parametrize(("years", "asked"), [
    ((2020, 2018, 2020), ["Вебинар 2"]), ((2020, 2020, 2017), ["Вебинар 3"]), ((2018, 2018, 2020), []), ((2020, 2018, 2018), []), ((2018, 2020, 2020), [])])
def test_a_slip_of_several_years_among_lines_of_this_one_is_asked_about(make_year, years, asked):
    """«20.11.2018» between lines of this November is none of the schedule's past; it was lost without a word."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"))
    year.write("soiro.csv", "Тема;Дата;Время\n" + "".join(f"Вебинар {n};2{n}.11.{one};12:00\n" for n, one in enumerate(years, 1)))
    year.go("2020-11-02 12:00")
    assert [one.title for one in year.view().questions if one.code == "entry-date"] == asked


def test_a_webinar_that_gets_a_hall_is_held_there(make_year):
    """The link that its line names no more is not kept for what is a meeting by now."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    for line, day in (("онлайн;https://s.example/a", "2020-11-12 12:00"), ("онлайн;", "2020-11-13 12:00"), ("ЦДО, зал;", "2020-11-16 12:00")):
        year.write("soiro.csv", f"Тема;Дата;Время;Место;Ссылка\nЧтение;19.11.2020;10:00;{line}\n")
        year.go(day) if year.mails else year.go("2020-09-01 12:00").arm().go(day)
    [first, change] = year.to("anna", "announcement", "change")
    assert ["s.example/a" in mail.ics for mail in (first, change)] == [True, False]


@pytest.mark.parametrize(("plan", "there"), [(PLAN, "ЦДО, зал"), (PLAN.replace("ГАУ ДПО СОИРО", "режим онлайн", 1), "онлайн")])
def test_a_place_that_a_schedule_says_no_more_is_kept(make_year, plan, there):
    """The column «Место» was taken out: nobody is told that the meeting is online, unless she says so of the row."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", "Тема;Дата;Время;Место\nЧтение;19.11.2020;10:00;ЦДО, зал\n")
    year.go("2020-09-01 12:00").arm().go("2020-11-12 12:00")
    year.write("soiro.csv", "Тема;Дата;Время\nЧтение;19.11.2020;10:00\n")
    year.write("plan.toml", plan)
    year.go("2020-11-16 12:00")
    mails = year.to("anna", *NEWS[:3])
    assert len(mails) == (1 if plan == PLAN else 2)
    assert f"LOCATION:{there}".replace(",", "\\,") in mails[-1].ics


def test_two_schedules_of_one_row_may_number_alike(make_year):
    """Both count 1, 2, 3: two events, told once each."""
    second = '[[schedule]]\nitem = "povy-1"\nname = "РБА"\nsource = "rba.csv"\napprove = false\n'
    year = make_year(plan=PLAN, config=FEED.format(approve="false") + second)
    year.write("soiro.csv", HEAD + LINE.format(when="20.11.2020 12:00"))
    year.write("rba.csv", HEAD + "17,Круглый стол РБА,27.11.2020 15:00,,,https://rba.example/17,,\n")
    year.go("2020-09-01 12:00").arm()
    assert settled(year, "2020-11-16 12:00") == 2
    assert [mail.row.start[:10] for mail in year.to("anna", "announcement")] == ["2020-11-20", "2020-11-27"]


TWO = '[[schedule]]\nitem = "{}"\nname = "РБА"\nsource = "rba.csv"\napprove = false\n'
WEBINAR = "17,Вебинар «Фонды библиотек»,20.11.2020 12:00,,{},https://{}.example/17,,\n"


@pytest.mark.parametrize("row", ["povy-1", "povy-2"])
@pytest.mark.parametrize(("there", "count"), [
    (WEBINAR.format("", "soiro"), 1), (WEBINAR.format("", "rba"), 1), ("4,Вебинар: Фонды библиотек,20.11.2020 12:00,,,,,\n", 1),
    (WEBINAR.format("МБОУ «СШ № 32»", "rba"), 1), (WEBINAR.format("СШ № 5", "rba"), 2), ("4,Вебинар «Фонды школ»,20.11.2020 12:00,,,,,\n", 2),
    (WEBINAR.format("", "rba").replace("12:00,", "12:00,15:00"), 1)])
def test_what_two_schedules_list_is_told_once(make_year, row, there, count):
    """Under two rows, at the link that each knows, in other quotation marks; at another place, or under another name, it is another one."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false") + TWO.format(row))
    year.write("soiro.csv", HEAD + WEBINAR.format("СШ № 32" if "№" in there else "", "soiro"))
    year.write("rba.csv", HEAD + there)
    year.go("2020-09-01 12:00").arm()
    assert settled(year, "2020-11-16 12:00") == count
    assert len({mail.row.uid for mail in year.to("anna", *NEWS)}) == count


def test_a_webinar_may_be_one_of_many(make_year):
    """Two institutes hold «Вебинар» at noon, each at its own link: the title names neither."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false") + TWO.format("povy-2"))
    year.write("soiro.csv", HEAD + "1,Вебинар,20.11.2020 12:00,,,https://soiro.example/1,,\n")
    year.write("rba.csv", HEAD + "1,Вебинар,20.11.2020 12:00,,,https://rba.example/1,,\n")
    year.go("2020-09-01 12:00").arm().go("2020-11-16 12:00")
    assert len(year.to("anna", "announcement")) == 2


def test_courses_of_two_institutes_that_begin_on_one_day_are_two(make_year):
    """«Курсы повышения квалификации» is what all of them are called; each lasts as long as its own schedule says."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false") + TWO.format("povy-2"))
    for name, last in (("soiro", 20), ("rba", 27)):
        year.write(f"{name}.csv", HEAD + f"1,Курсы повышения квалификации,16.11.2020,{last}.11.2020,,https://{name}.example/1,,\n")
    year.go("2020-09-01 12:00").arm()
    assert settled(year, "2020-11-12 12:00") == 2


def test_what_another_schedule_lists_later_is_told_already(make_year):
    """The first of two schedules lists it when people know of it from the second: no second announcement, and nothing has vanished."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false") + TWO.format("povy-2"))
    year.write("soiro.csv", HEAD)
    year.write("rba.csv", HEAD + WEBINAR.format("", "rba"))
    year.go("2020-09-01 12:00").arm().go("2020-11-10 12:00")
    year.write("soiro.csv", HEAD + WEBINAR.format("", "soiro"))
    assert settled(year.go("2020-11-13 12:00"), "2020-11-13 12:00") == 1
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement"]
    assert "vanished" not in {question.code for question in year.view().questions}


@pytest.mark.parametrize(("until", "count"), [("", 1), ("27.11.2020", 2)])
def test_what_she_enters_under_another_row_is_told_already(make_year, until, count):
    """She reads of it in a letter, and people know it from a schedule: one entry in their calendars, which her «отмена» calls off. Another
    end says that it is another one."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false"))
    year.write("soiro.csv", HEAD + WEBINAR.format("", "soiro"))
    year.go("2020-09-01 12:00").arm().go("2020-11-10 12:00")
    hers = f'[[occurrence]]\nitem = "povy-2"\ntitle = "Вебинар «Фонды библиотек»"\nwhen = "20.11.2020 12:00"\nuntil = "{until}"\n'
    assert settled(year.dates(hers), "2020-11-11 12:00") == count
    if count == 1:
        year.dates(hers + 'cancelled = "болезнь"\n').go("2020-11-21 12:00")
        assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement", "cancellation"]


ENTERED = '[[occurrence]]\nitem = "povy-2"\ntitle = "Вебинар «Фонды библиотек»"\nwhen = "{}"\n'


def _entered_elsewhere(make_year):
    year = make_year(plan=PLAN, config=FEED.format(approve="false"))
    year.write("soiro.csv", HEAD + WEBINAR.format("", "soiro"))
    year.go("2020-09-01 12:00").arm().go("2020-11-10 12:00")
    return year.dates(ENTERED.format("20.11.2020 12:00")).go("2020-11-11 12:00")


@pytest.mark.parametrize("word", ["povy-2: отмена 20.11, болезнь", "Вебинар «Фонды библиотек» 20.11 отменяется, болезнь"])
def test_what_she_enters_under_another_row_her_letter_calls_off(make_year, word):
    """It is that row's from then on: «впереди нет назначенного дня» left everybody coming."""
    year = _entered_elsewhere(make_year)
    hear(year, letter(year, word, answers=year.to("coordinator")[-1].row.message_id))
    year.go("2020-11-21 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement", "cancellation"]


def test_what_she_enters_under_another_row_is_called_off_with_it(make_year):
    """«Принято: отмена» of the row, and everybody was reminded of its event; taken back, it takes place, told as the same one."""
    year = _entered_elsewhere(make_year)
    year.dates(ENTERED.format("20.11.2020 12:00") + '[dates."povy-2"]\ncancelled = "болезнь"\n').go("2020-11-12 12:00")
    year.dates(ENTERED.format("20.11.2020 12:00") + '[dates."povy-2"]\n').go("2020-11-13 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement", "cancellation", "announcement"]
    assert len({mail.row.uid for mail in year.to("anna", *NEWS)}) == 1


@pytest.mark.parametrize(("schedule", "news"), [("", ["announcement", "change"]), (WEBINAR.format("", "soiro"), ["announcement"] * 2)])
def test_what_she_entered_under_another_row_moves_with_her_line(make_year, schedule, news):
    """Alone it is moved; while the schedule has the former hour, people keep that, and hers is a further one. The letter named the row's
    event: it was taken for a date of the row, and everybody invited to that."""
    year = _entered_elsewhere(make_year)
    year.write("soiro.csv", HEAD + (schedule or LINE.format(when="01.03.2021 12:00")))
    year.go("2020-11-12 12:00")
    hear(year, letter(year, "povy-2: перенос с 20.11 на 24.11 в 12:00", answers=year.to("coordinator")[-1].row.message_id))
    year.go("2020-11-13 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == news
    assert {"Вебинар «Фонды библиотек»" in mail.subject for mail in year.to("anna", *NEWS)} == {True}
    assert "vanished" not in {question.code for question in year.view().questions}


@pytest.mark.parametrize(("soiro", "rba", "news", "asked"), [
    ("", "rba", ["announcement", "change"], []), ("15:00", "rba", ["announcement", "change"], ["entry-approval"]),
    ("12:00", "", ["announcement"], [])])
def test_what_one_of_two_schedules_says_anew_is_told_once(make_year, soiro, rba, news, asked):
    """It is taken out of one, or moved there while the other still has the former hour: no second announcement, and a question about
    what they contradict each other in."""
    both = {f"{name}.csv": HEAD + WEBINAR.format("", name) for name in ("soiro", "rba")}
    year = make_year.armed("2020-11-10 12:00", beside=both, plan=PLAN, config=FEED.format(approve="false") + TWO.format("povy-2"),
                           people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", HEAD + (WEBINAR.format("", "soiro").replace("12:00", soiro) if soiro else ""))
    year.write("rba.csv", HEAD + (WEBINAR.format("", "rba") if rba else ""))
    year.go("2020-11-12 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == news
    assert [question.code for question in year.view().questions if question.code in {"vanished", "entry-approval"}] == asked


def test_what_one_of_two_schedules_calls_off_is_asked_about(make_year):
    """The other lists it still, and people would come; the first alone is no word of the one they know it by."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false") + TWO.format("povy-2"))
    year.write("soiro.csv", HEAD + WEBINAR.format("", "soiro"))
    year.write("rba.csv", HEAD + WEBINAR.format("", "rba"))
    year.go("2020-09-01 12:00").arm().go("2020-11-10 12:00")
    year.write("rba.csv", HEAD.replace("note", "note,cancelled") + WEBINAR.format("", "rba").strip() + ",болезнь\n")
    (question,) = [one for one in year.go("2020-11-11 12:00").view().questions if one.code == "vanished"]
    assert question.text.startswith("«Вебинар „Фонды библиотек“»: 20.11.2020 12:00 в расписании «РБА» отменено (болезнь), но приглашения уже")
    assert settled(year, "2020-11-11 14:00") == 1
    assert call_off(year.view(), "povy-1", "болезнь", year.now).written
    year.go("2020-11-11 16:00")
    assert len(year.to("anna", "cancellation")) == 1
    assert "vanished" not in {one.code for one in year.view().questions}


@pytest.mark.parametrize("order", [("off", "on"), ("on", "off")])
def test_what_one_schedule_lists_and_calls_off_is_asked_about(make_year, order):
    """«Отменено: …» was put beside the line instead of in its place: nobody is told of a cancellation and of a second event."""
    lines = {"on": "Линия по учёту;19.11.2020;10:00;https://s.example/a\n", "off": "Отменено: Линия по учёту;19.11.2020;10:00;\n"}
    year = make_year(plan=PLAN, config=FEED.format(approve="false"), people="name,email,school\nАнна,anna@mail.example,\n")
    year.write("soiro.csv", "Тема;Дата;Время;Ссылка\n" + lines["on"])
    year.go("2020-09-01 12:00").arm().go("2020-11-12 12:00")
    year.write("soiro.csv", "Тема;Дата;Время;Ссылка\n" + "".join(lines[one] for one in order))
    year.go("2020-11-13 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement"]
    assert "vanished" in {one.code for one in year.view().questions}
    year.write("soiro.csv", "Тема;Дата;Время;Ссылка\n" + lines["off"])
    year.go("2020-11-14 12:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS)] == ["announcement", "cancellation"]


def test_who_was_told_of_both_keeps_both(make_year):
    """Two places made them two; without one of them nothing of what people know has vanished."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false") + TWO.format("povy-2"))
    year.write("soiro.csv", HEAD + WEBINAR.format("СШ № 32", "soiro"))
    year.write("rba.csv", HEAD + WEBINAR.format("СШ № 5", "rba"))
    year.go("2020-09-01 12:00").arm().go("2020-11-10 12:00").write("rba.csv", HEAD + WEBINAR.format("", "rba"))
    year.go("2020-11-12 12:00")
    assert "vanished" not in {question.code for question in year.view().questions}
    assert settled(year, "2020-11-13 12:00") == 2


PAST = "21,Линия «Сентябрь»,10.09.2020 15:00,,,https://soiro.example/21,,\n"


@pytest.mark.parametrize("approve", ["true", "false"])
def test_what_a_schedule_lists_of_its_past_is_no_question(make_year, approve):
    """A file of the whole autumn that comes in November: she is asked about what can still be told, not about September."""
    year = feed(make_year, approve)
    year.write("soiro.csv", HEAD + LINE.format(when="20.11.2020 12:00") + PAST)
    year.go("2020-11-09 12:00").do("approve")
    year.go("2020-11-16 12:00")
    assert [question.title for question in year.view().questions if question.item == "povy-1" and question.code != "schedule"] == []
    assert not any("Сентябрь" in mail.text for mail in year.to("coordinator"))


def test_an_entry_that_waited_until_it_was_over_is_asked_about_no_more(make_year):
    """Nobody said «да» in time: the question goes with the day."""
    year = feed(make_year, "true").go("2020-11-16 12:00")
    assert "entry-approval" in {question.code for question in year.view().questions}
    year.go("2020-11-24 12:00")
    assert {question.code for question in year.view().questions} & {"entry-approval", "date-past"} == set()


def test_a_past_entry_of_her_own_is_refused_once(make_year):
    """She reads it at once; on Mondays there is nothing for her to decide about it."""
    year = feed(make_year, "true").go("2020-11-10 12:00")
    year.dates('[[occurrence]]\nitem = "povy-1"\ntitle = "Прошлая линия"\nwhen = "02.11.2020 12:00"\n').go("2020-11-24 12:00")
    assert [mail.row.kind for mail in year.to("coordinator") if "Прошлая линия" in mail.text] == ["acknowledgement"]


def test_an_entry_that_moved_into_the_past_says_what_people_believe(make_year):
    """A slip in the file: the invitations stand, and she reads so until the day or her word."""
    year = feed(make_year, "false").go("2020-11-10 12:00")
    year.write("soiro.csv", HEAD + LINE.format(when="02.11.2020 12:00"))
    year.go("2020-11-16 12:00")
    asked = [mail.row.kind for mail in year.to("coordinator") if "Разосланные приглашения (20.11.2020" in mail.text]
    assert asked == ["acknowledgement", "digest"]
    assert year.story("anna", "change", "cancellation") == []


@pytest.mark.parametrize(("number", "word", "heard"), [
    ("17", 'when = "20.11.2020 12:00"\ncancelled = "болезнь"', "cancellation"), ("", 'when = "20.11.2020 12:00"\ncancelled = "болезнь"', "cancellation"),
    ("17", 'when = "23.11.2020 12:00"', "change"), ("", 'when = "23.11.2020 12:00"', "change")])
def test_her_word_counts_whatever_past_day_the_file_names(make_year, number, word, heard):
    """The file's slip took the event by its number or title; her cancelling went nowhere, her new day became a second event."""
    line = LINE.replace("17,", f"{number},", 1)
    year = feed(make_year, "false")
    year.write("soiro.csv", HEAD + line.format(when="20.11.2020 12:00"))
    year.go("2020-11-10 12:00").write("soiro.csv", HEAD + line.format(when="02.11.2020 12:00"))
    year.go("2020-11-16 12:00").dates(f'[[occurrence]]\nitem = "povy-1"\ntitle = "Горячая линия по ФГОС"\n{word}\n')
    year.go("2020-11-16 13:00")
    assert [mail.row.kind for mail in year.to("anna", *NEWS) if mail.at.day > 10] == [heard]
