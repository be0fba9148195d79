"""«Отмена» of a row «по графику»: the event meant is off, and everybody who was told hears of it."""

import pytest
from support.hearing import hear, letter
from support.lived import lived_once
from support.schedule import FEED, HEAD, LINE, NEWS, PLAN, feed
from support.year import CONFIG

from notifier.doors.deciding import cancel
from notifier.flows.deciding.calling_off import call_off

OTHER = "18,Другая линия,27.11.2020 12:00,,,https://soiro.example/18,,\n"


@lived_once
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


def test_of_two_hours_on_one_day_the_one_called_off_is_off_though_the_row_has_left_the_plan(two):
    """The other is not named any more and is asked about."""
    two.write("soiro.csv", HEAD + LINE.format(when="20.11.2020 12:00") + LINE.replace("17", "19").format(when="20.11.2020 15:00"))
    two.go("2020-11-16 13:00")
    two.write("plan.toml", PLAN.replace("povy-1", "povy-7").replace("Участие в горячих", "Наши"))
    two.dates('[[occurrence]]\nitem = "povy-1"\ntitle = "Горячая линия по ФГОС"\nwhen = "20.11.2020 15:00"\ncancelled = "лектор болен"\n')
    two.go("2020-11-16 15:00")
    assert ["DTSTART:20201120T120000Z" in mail.ics for mail in two.to("anna", "cancellation")] == [True]


def test_which_of_two_is_not_guessed(two, capsys):
    """Both are named, nothing is written; a day in the reason tells them apart, and a schedule that goes on naming it does not revive it."""
    assert cancel(two.folder / "config.toml", "povy-1", "эпидемия", two.now) == 1
    assert "20.11 Горячая линия по ФГОС; 27.11 Другая линия" in capsys.readouterr().err
    assert cancel(two.folder / "config.toml", "povy-1", "27.11 не состоится, эпидемия", two.now) == 0
    two.go("2020-11-27 13:00")
    assert cancelled(two) == ["2020-11-27"]
    assert [kind for _, kind in two.story("anna", *NEWS)].count("announcement") == 2


def test_where_nothing_is_appointed_no_day_is_asked_for(make_year):
    """«Какое событие отменить: .» named none, and asked for a day that there is not."""
    year = feed(make_year, "false")
    year.write("soiro.csv", HEAD)
    year.go("2020-12-01 12:00")
    problem = call_off(year.view(), "povy-1", "эпидемия", year.now, day="15.12").problems[0]
    assert problem.text == "У строки povy-1 впереди нет назначенного дня, отменять по дню нечего."
    assert problem.advice == "Отменить всё: «povy-1: отмена, причина», без дней."


def test_a_cancellation_names_the_place_that_people_were_invited_to(make_year):
    """Her word names none, and the row's own place is another."""
    year = feed(make_year, "false")
    year.write("soiro.csv", HEAD + "18,Семинар,27.11.2020 12:00,,МБОУ «СШ № 5»,,,\n")
    year.go("2020-11-16 12:00")
    assert call_off(year.view(), "povy-1", "эпидемия", year.now).written
    year.go("2020-11-16 13:00")
    assert "Где: МБОУ «СШ № 5»" in year.to("anna", "cancellation")[0].text


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


# --- by mail

ENTRIES = """[[occurrence]]
item = "povy-1"
title = "Вебинар «Фонды»"
when = "20.11.2020 12:00"

[[occurrence]]
item = "povy-1"
title = "Вебинар «Чтение с экрана»"
when = "27.11.2020 15:00"
"""


@lived_once
def webinars(make_year):
    """Two webinars that she entered herself."""
    return make_year(plan=PLAN, dates=ENTRIES).go("2020-09-01 12:00").arm().go("2020-11-16 12:00")


def says(year, text: str) -> str:
    """She answers the digest; what the dates file has then."""
    hear(year, letter(year, text, answers=year.to("coordinator", "digest")[-1].row.message_id))
    return (year.folder / "dates.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("text", "reason"), [
    ("Отмените вебинар 27 ноября, лектор болен", "лектор болен"), ("Вебинар «Чтение с экрана» отменяется, лектор болен", "лектор болен"),
    ("Отменяем вебинар «Чтение с экрана»", ""), ("27.11 отменяется, лектор болен", "лектор болен"), ("povy-1: вебинар 27 ноября отменяется", ""),
    ("povy-1: 27 ноября отменяется", ""),
])
def test_an_event_is_called_off_by_its_day_or_title(webinars, text, reason):
    """The verb first or last: the one of that day, or of that title."""
    assert f'when = "27.11.2020 15:00"\ncancelled = "{reason or "по решению координатора"}"' in says(webinars, text)
    webinars.go("2020-11-27 13:00")
    assert cancelled(webinars) == ["2020-11-27"]


@pytest.mark.parametrize("text", ["Отмените вебинар 27 ноября, хотя подождите", "Отмените вебинар 27 ноября, как думаете",
                                  "Отмените вебинар", "Вебинар 26 ноября отменяется", "Перенесите вебинар на 30 ноября в 15:00", "Вебинар 30 ноября в 15:00",
                                  "povy-1: перенос на 30.11 в 15:00", "povy-1: перенос на декабрь", "Вебинар 27 ноября переносится на декабрь",
                                  "Вебинар 27 ноября переносится на 30 ноября"])
def test_which_event_changes_and_to_when_is_not_guessed(webinars, text):
    """Nothing is written; a move without the day it is from was once another event, named like the row."""
    assert says(webinars, text) == ENTRIES


@pytest.mark.parametrize("text", ["Перенесите вебинар 27 ноября на 30 ноября в 15:00", "Вебинар «Чтение с экрана» переносится на 30.11 в 15:00",
                                  "povy-1: перенос 27.11 на 30.11 в 15:00", "povy-1: перенесите с 27.11 на 30.11 в 15:00",
                                  "Перенесите вебинар с 27 ноября на 30 ноября в 15:00"])
def test_an_event_moves_by_its_day_or_title(webinars, text):
    """One mail «Перенос» about that one; «стоп» puts it back."""
    assert says(webinars, text) == ENTRIES.replace("27.11.2020 15:00", "30.11.2020 15:00")
    webinars.go("2020-11-16 12:10")
    assert says(webinars, "стоп") == ENTRIES
    webinars.go("2020-11-16 12:11")
    says(webinars, text)
    webinars.go("2020-11-30 16:00")
    assert [mail.row.start[:10] for mail in webinars.to("anna", "change")] == ["2020-11-30"]


@pytest.mark.parametrize("text", ["povy-1: ссылка на 27.11 https://v.example/1", "Ссылка на вебинар «Чтение с экрана»:\nhttps://v.example/1"])
def test_an_event_gets_its_link_by_its_day_or_title(webinars, text):
    """Whoever was told that the link would come gets it as a change, and reminders have it; «стоп» takes it away again."""
    linked = ENTRIES.replace('when = "27.11.2020 15:00"\n', 'when = "27.11.2020 15:00"\nlink = "https://v.example/1"\n')
    assert "Где: онлайн (ссылка уточняется)" in webinars.to("anna", "announcement")[-1].text
    assert says(webinars, text) == linked
    webinars.go("2020-11-16 12:10")
    assert says(webinars, "стоп") == ENTRIES
    webinars.go("2020-11-16 12:11")
    assert says(webinars, text) == linked
    webinars.go("2020-11-27 16:00")
    (change,) = webinars.to("anna", "change")
    assert (change.row.start[:10], "стало: https://v.example/1" in change.text) == ("2020-11-27", True)
    assert "Ссылка: https://v.example/1" in webinars.to("anna", "reminder")[-1].text
    assert "уточняется" not in webinars.to("anna", "reminder")[-1].text


def test_a_link_that_may_be_anothers_is_asked_back(webinars):
    """Two are to come."""
    assert says(webinars, "povy-1: ссылка https://v.example/1") == ENTRIES
    webinars.go("2020-11-16 12:10")
    assert "Не понято" in webinars.to("coordinator", "acknowledgement")[-1].text


@pytest.mark.parametrize("text", ["Вебинар «Чтение с экрана» 20 ноября: https://v.example/1",
                                  "Вебинар «Чтение с экрана» 20 ноября переносится на 25 ноября в 15:00"])
def test_a_title_and_a_day_that_disagree_are_told_so(webinars, text):
    """«Отдельной строкой в файле дат такое событие не стоит» sent her to look for it where it stands, and «… или отмените («povy-1: отмена
    20.11, причина»)» would have called off the one of that day."""
    assert says(webinars, text) == ENTRIES
    webinars.go("2020-11-16 12:10")
    told = webinars.to("coordinator", "acknowledgement")[-1].text
    assert "стоит «Вебинар „Фонды“», а не «Вебинар „Чтение с экрана“»; напишите верный день или название.\r\n" in told
    assert "отмен" not in told


@pytest.mark.parametrize(("former", "then"), [
    ("Вебинар 27 ноября переносится на 30.11 в 15:00", ENTRIES.replace("27.11.2020 15:00", "30.11.2020 15:00")),
    ("Вебинар 27 ноября отменяется", ENTRIES + 'cancelled = "по решению координатора"\n')])
def test_a_link_brings_back_nothing_that_her_line_above_moved_or_called_off(webinars, former, then):
    """It wrote the event at its former day beside the moved one, and a webinar that was off took place again."""
    assert says(webinars, f"{former}\nСсылка на вебинар 27 ноября: https://v.example/1") == then


def test_of_two_events_of_a_day_the_title_says_whose_link_it_is(make_year):
    """Nobody joins the other one."""
    entries = ENTRIES.replace("27.11.2020", "20.11.2020")
    year = make_year(plan=PLAN, dates=entries).go("2020-09-01 12:00").arm().go("2020-11-16 12:00")
    assert says(year, "povy-1: ссылка на 20.11 https://v.example/1") == entries
    year.go("2020-11-16 12:10")
    assert "в этот день событий несколько" in year.to("coordinator", "acknowledgement")[-1].text
    assert '"20.11.2020 12:00"\nlink = "https://v.example/1"' in says(year, "Вебинар «Фонды» 20.11: ссылка https://v.example/1")


def test_a_link_to_an_event_that_a_schedule_names_is_written_there(two):
    """A line of hers beside it would hold its hour and place for good."""
    assert says(two, "povy-1: ссылка на 27.11 https://v.example/1").strip() == ""
    two.go("2020-11-16 12:10")
    assert "впишите ссылку там" in two.to("coordinator", "acknowledgement")[-1].text


def test_an_event_entered_again_with_its_link_is_the_same(webinars):
    """Written «27.11.2020 15:00» there and «27.11 в 15:00» by her: one event, not two of one hour."""
    linked = ENTRIES.replace('when = "27.11.2020 15:00"\n', 'when = "27.11.2020 15:00"\nlink = "https://v.example/1"\n')
    assert says(webinars, "povy-1: 27.11 в 15:00 Вебинар «Чтение с экрана» https://v.example/1") == linked
    webinars.go("2020-11-16 12:10")
    assert says(webinars, "povy-1: 27.11 в 15:00 Вебинар «Чтение с экрана»") == linked
    webinars.go("2020-11-16 12:11")
    assert "Уже записано" in webinars.to("coordinator", "acknowledgement")[-1].text
    webinars.go("2020-11-27 16:00")
    assert len(webinars.to("anna", "announcement")) == 2
    assert len(webinars.to("anna", "change")) == 1


def test_a_link_is_asked_for_until_it_is_there(webinars):
    """When the event is entered, and in each digest of the fortnight before it."""
    asked = "Вебинар «Чтение с экрана», 27 ноября, пт: не указано, как подключиться. Ссылку пришлите ответом «povy-1: ссылка на 27.11 https://…»"
    digests = {f"{mail.at:%d.%m}": asked in mail.text for mail in webinars.to("coordinator", "digest")}
    assert (digests["09.11"], digests["16.11"]) == (False, True)
    says(webinars, "povy-1: ссылка на 27.11 https://v.example/1")
    webinars.go("2020-11-23 12:00")
    assert "не указано" not in webinars.to("coordinator", "digest")[-1].text
    says(webinars, "povy-1: 30.11 12:00 Вебинар «Каталог»")
    webinars.go("2020-11-23 13:00")
    assert "Вебинар «Каталог», 30 ноября, пн: не указано, как подключиться." in webinars.to("coordinator", "acknowledgement")[-1].text


def test_a_link_is_asked_for_where_it_may_be_written(make_year):
    """Her answer gives none to what a schedule's file names, and to a row of hers one for all its days."""
    year = make_year(plan=PLAN, config=FEED.format(approve="false").replace('url = "https://soiro.example/plan"', ""))
    year.write("soiro.csv", HEAD + "18,Другая линия,27.11.2020 12:00,,,,,\n")
    year.go("2020-09-01 12:00").arm().go("2020-11-23 12:00")
    assert "Другая линия, 27 ноября, пт: не указано, как подключиться. Впишите ссылку в расписание «СОИРО»." in year.to("coordinator", "digest")[-1].text


def test_a_row_of_several_days_gets_its_link_as_it_was_asked_for(make_year):
    """«Ссылка на 17.11» was advised for it and then refused."""
    year = make_year(dates='[dates."teor-2"]\nwhen = "17.11 и 19.11.2020 14:30"\nplace = "онлайн"\n').go("2020-09-01 12:00").arm().go("2020-11-09 12:00")
    assert year.to("coordinator", "digest")[-1].text.count("Ссылку пришлите ответом «teor-2: ссылка https://…»") == 2
    assert says(year, "teor-2: ссылка https://v.example/1").endswith('link = "https://v.example/1"\n')


def test_no_link_is_promised_to_what_is_called_off(webinars):
    """Nor in the calendar's own words: «Отменено … Где: онлайн (ссылка уточняется)»."""
    says(webinars, "povy-1: отмена 27.11, лектор болен")
    (mail,) = webinars.go("2020-11-17 12:00").to("anna", "cancellation")
    assert "онлайн" in mail.ics
    assert "уточняется" not in mail.ics.replace("\r\n ", "") + mail.text


@pytest.mark.parametrize(("title", "where"), [("Горячая линия", "онлайн (ссылка или телефон уточняются)"), ("Горячая линия, тел. 38-95-51", "по телефону")])
def test_a_hot_line_may_be_by_telephone(make_year, title, where):
    """Teachers ask there by telephone or online; what nothing says is not made up."""
    year = make_year(plan=PLAN, dates=f'[[occurrence]]\nitem = "povy-1"\ntitle = "{title}"\nwhen = "20.11.2020 12:00"\n')
    year.go("2020-09-01 12:00").arm().go("2020-11-16 12:00")
    (mail,) = year.to("anna", "announcement")
    assert f"Где: {where}" in mail.text.splitlines()


def test_the_only_event_needs_no_former_day(make_year):
    """«Перенос на …» about a row with one event is about that one."""
    year = make_year(plan=PLAN, dates=ENTRIES[:ENTRIES.index("\n\n") + 1]).go("2020-09-01 12:00").arm().go("2020-11-16 12:00")
    assert 'when = "30.11.2020 15:00"' in says(year, "povy-1: перенос на 30.11 в 15:00")
    assert "27.11" not in says(year, "спасибо")


def test_an_event_that_a_schedule_names_is_not_moved_by_mail(two):
    """The next look at the schedule would move it back."""
    assert says(two, "povy-1: перенос 27.11 на 30.11 в 15:00").strip() == ""
    two.go("2020-11-16 12:02")
    assert "отмена 27.11" in " ".join(two.to("coordinator", "acknowledgement")[-1].text.split())


@pytest.mark.parametrize("text", ["povy-1: проведено", "povy-1: прошёл хорошо"])
def test_an_event_that_took_place_closes_no_schedule(webinars, text):
    """The next months are asked for, and what is to come is announced."""
    webinars.go("2020-11-23 12:00")
    assert says(webinars, text) == ENTRIES
    webinars.go("2020-11-30 12:00")
    assert "povy-1: " in webinars.to("coordinator", "digest")[-1].text


def test_a_day_without_a_name_is_no_second_event_beside_the_named_one(webinars):
    """«povy-1: 27.11 в 16:00» may be another hour for the webinar of that day: she is asked, and what she is shown does it."""
    assert says(webinars, "povy-1: 27.11 в 16:00") == ENTRIES
    webinars.go("2020-11-16 12:02")
    text = " ".join(webinars.to("coordinator", "acknowledgement")[-1].text.split())
    assert "«povy-1: перенос 27.11 на 27.11 в ЧЧ:ММ»" in text
    assert says(webinars, "povy-1: перенос 27.11 на 27.11 в 16:00") == ENTRIES.replace("27.11.2020 15:00", "27.11.2020 16:00")


def test_an_event_begins_at_another_hour(webinars):
    """«Вебинар 27 ноября начнётся в 16:00»."""
    assert says(webinars, "Вебинар 27 ноября начнётся в 16:00") == ENTRIES.replace("27.11.2020 15:00", "27.11.2020 16:00")


TWO_ON_A_DAY = "".join(f'[[occurrence]]\nitem = "povy-1"\ntitle = "{title}"\nwhen = "{when}"\n\n' for title, when in (
    ("Вебинар РШБА «Навигатор чтения»", "20.11.2020 10:00"), ("Вебинар «Комиксы в библиотеке»", "20.11.2020 15:00"),
    ("Вебинар РБА «Авторское право»", "26.11.2020 11:00")))


@lived_once
def of_a_day(make_year):
    """Two of_a_day on the 20th of November, one on the 26th."""
    year = feed(make_year, "false").dates(TWO_ON_A_DAY)
    return year.go("2020-11-16 12:00")


def words_of(year, text: str) -> str:
    """The dates file after this letter of hers."""
    hear(year, letter(year, text, answers=year.to("coordinator", "digest")[-1].row.message_id))
    return (year.folder / "dates.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", ["Вебинар «Комиксы в библиотеке» 20 ноября отменяется, заболел лектор", "povy-1: отмените вебинар комиксы 20.11, заболел лектор"])
def test_of_two_on_a_day_the_one_of_her_words_is_off(of_a_day, text):
    """The other one stands; its title alone or its day alone would not say which."""
    file = words_of(of_a_day, text)
    assert file.count("cancelled") == 1
    assert file.index('cancelled = "заболел лектор"') > file.index("Комиксы")
    assert file.index('cancelled = "заболел лектор"') < file.index("Авторское право")


@pytest.mark.parametrize("text", ["Вебинар 20 ноября отменяется", "Вебинар «Комиксы в библиотеке» 26 ноября отменяется", "вебинар РБА 20.11 отменяется"])
def test_a_title_that_is_not_of_that_day_calls_nothing_off(of_a_day, text):
    """She is told what stands, and that a title tells two of one day apart."""
    assert "cancelled" not in words_of(of_a_day, text)
    of_a_day.go("2020-11-16 12:15")
    assert "«Название ДД.ММ отменяется»" in of_a_day.to("coordinator", "acknowledgement")[-1].text


def test_of_two_on_a_day_the_one_of_her_words_moves(of_a_day):
    """«Вебинар РШБА 20 ноября переносится …»."""
    file = words_of(of_a_day, "Вебинар РШБА 20 ноября переносится на 23 ноября в 10:00")
    assert '"23.11.2020 10:00"' in file
    assert '"20.11.2020 15:00"' in file


def test_several_are_said_in_the_plural(of_a_day):
    """«Курсы отменены», «… отменяются»."""
    assert words_of(of_a_day, "Вебинары РШБА отменены").count("cancelled") == 1


ENTRY = '[[occurrence]]\nitem = "povy-1"\ntitle = "Вебинар"\nwhen = {}\nlink = "https://soiro.example/w"\n'


@pytest.mark.parametrize("when", ['"19.11.2020 12:00 (МСК)"', "2020-11-19T09:00:00Z", '"19.11.2020 14:00"'])
def test_what_is_written_by_another_clock_is_called_off_where_it_stands(make_year, when):
    """A second line beside hers, off at that hour of the region, would be «Принято» to her and nothing to those who come."""
    config = CONFIG + '[calendar]\ntimezone = "Asia/Yekaterinburg"\n'
    year = make_year.armed("2020-11-17 12:00", plan=PLAN, config=config, dates=ENTRY.format(when))
    assert call_off(year.view(), "povy-1", "лектор болен", year.now, day="19.11").written
    year.go("2020-11-19 13:00")
    assert cancelled(year) == ["2020-11-19"]
    assert (year.folder / "dates.toml").read_text(encoding="utf-8").count("[[occurrence]]") == 1


def test_a_whole_day_is_called_off_where_it_stands(make_year):
    """In whatever words she wrote the day: no second line beside hers."""
    year = make_year.armed("2020-11-17 12:00", plan=PLAN, dates=ENTRY.format('"19 ноября 2020, весь день"'))
    assert call_off(year.view(), "povy-1", "лектор болен", year.now, day="19.11").written
    year.go("2020-11-18 12:00")
    assert len(cancelled(year)) == 1
    assert (year.folder / "dates.toml").read_text(encoding="utf-8").count("[[occurrence]]") == 1


def test_what_was_called_off_and_entered_again_is_called_off_again(make_year):
    """Her line that is off already was written once more, and the one that people come by stayed."""
    year = make_year.armed("2020-11-09 12:00", plan=PLAN, dates=ENTRY.format('"19 ноября 2020, 12.00"'))
    for at, words in (("2020-11-09 13:00", "отмена 19.11, лектор болен"), ("2020-11-10 13:00", "19.11 в 12:00 Вебинар https://soiro.example/w"),
                      ("2020-11-11 13:00", "отмена 19.11, лектор снова болен")):
        hear(year, letter(year, f"povy-1: {words}", answers=year.to("coordinator", "digest")[-1].row.message_id))
        year.go(at)
    assert [kind for _, kind in year.story("anna", *NEWS)] == ["announcement", "cancellation", "announcement", "cancellation"]


@pytest.mark.parametrize(("first", "second", "off"), [("", 'cancelled = "лектор болен"\n', 1), ('cancelled = "лектор болен"\n', "", 0)])
def test_of_two_lines_of_hers_about_one_event_the_later_is_her_word(make_year, first, second, off):
    """A cancelling that she wrote below, in other words for the same hour, was nothing to anybody, and she did not read so."""
    year = make_year.armed("2020-11-09 12:00", plan=PLAN, dates=ENTRY.format('"19.11.2020 12:00"'))
    year.dates(ENTRY.format('"19.11.2020 12:00"') + first + ENTRY.format('"19 ноября 2020, 12.00"') + second).go("2020-11-10 12:00")
    assert len(cancelled(year)) == off


def test_of_two_hours_of_one_day_the_one_meant_is_off_by_whatever_clock_it_is_written(make_year):
    """«15:00 (МСК)» of a row that has left the plan is the second of the two, not the first."""
    config = CONFIG + '[calendar]\ntimezone = "Asia/Yekaterinburg"\n'
    entries = ENTRY.format('"19.11.2020 12:00 (МСК)"') + ENTRY.format('"19.11.2020 15:00 (МСК)"')
    year = make_year.armed("2020-11-17 12:00", plan=PLAN, config=config, dates=entries)
    year.write("plan.toml", PLAN.replace("povy-1", "povy-7").replace("Участие в горячих", "Наши"))
    year.dates(entries + 'cancelled = "лектор болен"\n').go("2020-11-18 12:00")
    assert ["DTSTART:20201119T120000Z" in mail.ics for mail in year.to("anna", "cancellation")] == [True]
