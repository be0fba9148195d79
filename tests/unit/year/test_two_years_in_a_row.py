"""Two school years in one installation, lived through as its people would: Word documents imported over one plan file, one dates file, one
list of people, one ledger, and last year's decisions left where they were."""

import json
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from io import StringIO

import pytest
from rich.console import Console
from support.documents import plan_of
from support.hearing import hear, letter
from support.lived import lived_once
from support.year import Year

from notifier.doors.deciding import add, cancel, confirm
from notifier.doors.importing import import_plan
from notifier.flows.rehearsal import rehearse
from notifier.flows.rehearsal.script import Act

WORDS = {"Новое в библиотечном обслуживании детей и молодежи": "Школьная библиотека и семья", "Свет родных берез": "Тургеневский вечер"}
SAID = """[dates]
"teor-2" = { when = "19 ноября, 14.30", place = "СШ № 5", title = "Прошлогоднее" }
"prak-1" = { when = "29.10.2020 14:30", place = "СШ № 32" }
"prak-2" = { when = "10 декабря, 14.30", cancelled = "карантин" }
"teor-4" = "18 февраля, 14.30"
"prak-3" = "18.03.2021 14:30"
"kons-a" = { plan = "апрель 2021", closed = "проведено" }
"teor-5" = "20 мая, 14.30"
"tvor-1" = { milestones = [{ title = "Итоги", when = "22 апреля, 14.30" }] }

[[occurrence]]
item = "povy-3"
title = "Вебинар РШБА"
when = "1 октября 12:00"
link = "https://example.org/webinar"
"""
PEOPLE = "name,email,school,groups,left\nАнна Петрова,anna@mail.example,СШ № 1,,\nВера Сидорова,vera@mail.example,СШ № 2,,{}\n"


def imported(year: Year, first: int, words: dict[str, str]) -> None:
    """``notifier import ПЛАН.docx -o plan.toml --yes``."""
    shown = Console(file=StringIO(), width=200)
    document = plan_of(first, year.folder / f"{first}.docx", words)
    import_plan(document, out=year.folder / "plan.toml", as_json=False, yes=True, today=date(first, 8, 24), confirm=lambda _: True,
                console=shown)


@lived_once
def summer(make_year) -> Year:
    """A first year lived through; on 24 August 2021 its files lie there as they were in May."""
    year = make_year(people=PEOPLE.format(""), start="2020-08-24 09:00")
    imported(year, 2020, {})
    year.go("2020-09-01 12:00").arm().go("2020-09-03 12:00").write("dates.toml", SAID)
    year.go("2020-11-30 10:00").do("approve")  # more events at once than go without a yes: it was hers all along
    return year.go("2021-08-24 10:00")


def second(year: Year) -> Year:
    """The new plan comes, somebody left, somebody joined; the administrator arms."""
    imported(year, 2021, WORDS)
    year.write("people.csv", PEOPLE.format("2021-08-01") + "Борис Новый,boris@mail.example,СШ № 3,,\n")
    return year.go("2021-08-26 10:00").arm()


def test_the_second_year_is_told_as_if_there_had_been_no_first(summer):
    """What the plan itself confirms, and what she says this year, each once; not a word of last year's; who left hears nothing more."""
    year, to_vera = second(summer).go("2021-09-06 10:00"), len(summer.to("vera"))
    assert to_vera == 25
    # Last year's very place, said again, and a day for a row whose line still holds last year's place and title.
    hear(year, letter(year, "prak-1: место СШ № 32\nteor-2: 18.11 в 14:30", answers=year.to("coordinator", "digest")[-1].row.message_id))
    year.go("2021-12-01 10:00")
    assert [(f"{mail.at:%d.%m}", mail.row.step or mail.row.kind, mail.row.item or "") for mail in year.to("boris")] == [
        ("27.08", "invitation", "teor-1"), ("27.08", "2021-2022", ""), ("17.09", "D-7", "teor-1"), ("23.09", "D-1", "teor-1"),
        ("29.09", "invitation", "prak-1"), ("19.10", "invitation", "teor-2"), ("22.10", "D-7", "prak-1"), ("28.10", "D-1", "prak-1"),
        ("11.11", "D-7", "teor-2"), ("17.11", "D-1", "teor-2")]
    assert [mail.subject for mail in year.to("boris")] == [mail.subject for mail in year.to("anna") if mail.at.date() > date(2021, 8, 24)]
    assert len(year.to("vera")) == to_vera
    told = " ".join(f"{mail.subject} {mail.text}" for mail in year.to("boris"))
    assert not [word for word in ("Прошлогоднее", "СШ № 5", "карантин", "Вебинар РШБА", "2020") if word in told]
    assert "Где: МБОУ «СШ № 32 им. С.А. Лавочкина»\r\n" in next(mail.text for mail in year.to("boris") if mail.row.item == "prak-1")


@lived_once
def short_first_year(make_year) -> Year:
    """Armed on 1 September 2020, and next year's plan imported on 24 August 2021 (the service was off in between)."""
    year = make_year(people=PEOPLE.format(""), start="2020-08-24 09:00")
    imported(year, 2020, {})
    year.write("dates.toml", SAID)
    year.go("2020-09-01 12:00").arm().go("2020-09-03 12:00").sleep("2021-08-24 10:00")
    imported(year, 2021, WORDS)
    return year


def test_the_second_year_rehearsed_before_its_yes_knows_what_is_last_years(short_first_year, tmp_path):
    """The rehearsal shows what will go out, not what last year's lines would make of it; the installation's ledger is only read."""
    year = short_first_year.go("2021-08-24 12:00")
    before = (year.folder / "state" / "ledger.sqlite3").read_bytes()
    rehearse(year.folder / "config.toml", first=date(2021, 10, 18), last=date(2021, 11, 20), out=tmp_path / "out",
             script=lambda zone: [Act(datetime(2021, 10, 18, 9, 30, tzinfo=zone), "arm", {}, 1)])
    assert (year.folder / "state" / "ledger.sqlite3").read_bytes() == before
    journal = [json.loads(line) for line in (tmp_path / "out" / "journal.jsonl").read_text().splitlines()]
    assert {line["item"] for line in journal if line["role"] == "librarian" and line["uid"]} == {"prak-1"}  # the plan itself confirms it


@pytest.mark.parametrize(("word", "said"), [
    (lambda config, now: confirm(config, "prak-1", "29.10.2021 14:30", "СШ № 32", now), {"when": "29.10.2021 14:30", "place": "СШ № 32"}),
    (lambda config, now: cancel(config, "prak-2", "карантин", now), {"cancelled": "карантин"}),
])
def test_the_very_words_of_last_year_said_again_at_the_command_line_are_this_years(short_first_year, capsys, word, said):
    """The same school, the same reason: the line says it already, and now it is in force."""
    year = short_first_year.go("2021-08-26 10:00").arm()
    year.close()
    assert word(year.folder / "config.toml", year.now) == 0
    year.restart()
    year.turn()
    assert "Запись прежнего учебного года действует теперь и для новой строки" in capsys.readouterr().out
    decision = next(one for one in year.inputs.decisions.by_item if one.item in ("prak-1", "prak-2"))
    assert {key: getattr(decision, key) for key in ("when", "place", "cancelled") if getattr(decision, key)} == said


def test_the_very_event_of_last_years_schedule_added_again_is_this_years(short_first_year, capsys):
    """«Вебинар РШБА» is on 1 October at noon every year."""
    year = short_first_year.go("2021-08-26 10:00").arm()
    year.close()
    assert add(year.folder / "config.toml", "povy-3", "Вебинар РШБА", "1 октября 12:00", "https://example.org/webinar", "", year.now) == 0
    year.restart()
    year.turn()
    assert "Запись прежнего учебного года действует теперь и для новой строки" in capsys.readouterr().out
    assert [(one.item, one.title) for one in year.inputs.decisions.occurrences] == [("povy-3", "Вебинар РШБА")]


def test_last_years_link_is_not_told_where_the_event_is_added_without_one(short_first_year):
    """Everybody would have joined last year's room."""
    year = short_first_year.go("2021-08-26 10:00").arm()
    year.close()
    assert add(year.folder / "config.toml", "povy-3", "Вебинар РШБА", "1 октября 12:00", "", "", year.now) == 0
    year.restart()
    year.turn()
    assert [(one.item, one.title, one.link) for one in year.inputs.decisions.occurrences] == [("povy-3", "Вебинар РШБА", "")]


def test_a_rehearsal_takes_the_very_event_added_again_for_this_years(short_first_year, tmp_path):
    """The rehearsed coordinator's ``add`` does what the real one's does."""
    year = short_first_year.go("2021-08-24 12:00")
    keys = {"item": "povy-3", "title": "Вебинар РШБА", "when": "1 октября 12:00"}
    rehearse(year.folder / "config.toml", first=date(2021, 9, 13), last=date(2021, 9, 20), out=tmp_path / "out", script=lambda zone: [
        Act(datetime(2021, 9, 13, 9, 30, tzinfo=zone), "arm", {}, 1), Act(datetime(2021, 9, 13, 9, 40, tzinfo=zone), "add", keys, 2)])
    journal = [json.loads(line) for line in (tmp_path / "out" / "journal.jsonl").read_text().splitlines()]
    assert "Вебинар РШБА" in " ".join(line["subject"] for line in journal if line["role"] == "librarian")


def test_the_event_of_last_years_schedule_named_in_other_words_is_this_years(short_first_year):
    """«01.10 в 12:00» by mail: what stands there from last year is not «уже записано»."""
    year = short_first_year.go("2021-08-26 10:00").arm().go("2021-09-13 12:00")
    hear(year, letter(year, "povy-3: 01.10 в 12:00 Вебинар РШБА", answers=year.to("coordinator", "digest")[-1].row.message_id))
    year.go("2021-09-13 12:10")
    assert [(one.item, one.title) for one in year.inputs.decisions.occurrences] == [("povy-3", "Вебинар РШБА")]


def test_the_very_event_of_last_year_in_the_words_of_last_years_letter_is_this_years(short_first_year):
    """She writes it as the line that stands there: entered, announced to everybody; and gone again where she says «стоп»."""
    year = short_first_year.go("2021-08-26 10:00").arm().go("2021-09-13 12:00")
    word = letter(year, "povy-3: 1 октября 12:00 Вебинар РШБА https://example.org/webinar", answers=year.to("coordinator", "digest")[-1].row.message_id)
    hear(year, word)
    year.go("2021-09-13 12:10")
    taken = year.to("coordinator", "acknowledgement")[-1]
    assert "внесено «Вебинар РШБА», 1 октября 12:00" in taken.text
    hear(year, letter(year, "стоп", answers=taken.row.message_id))
    year.go("2021-09-13 12:20")
    assert not year.inputs.decisions.occurrences
    assert "Вебинар РШБА" not in (year.folder / "dates.toml").read_text(encoding="utf-8")
    hear(year, letter(year, "povy-3: 1 октября 12:00 Вебинар РШБА https://example.org/webinar", answers=taken.row.message_id))
    year.go("2021-09-20 12:10")
    assert "Анонс: 1 октября, пт, 12:00 (МСК) — Вебинар РШБА" in [mail.subject for mail in year.since("2021-09-13 00:00")]


def test_the_link_of_last_years_event_is_not_this_years(short_first_year):
    """She names the event and no address to join at."""
    year = short_first_year.go("2021-08-26 10:00").arm().go("2021-09-13 12:00")
    hear(year, letter(year, "povy-3: 1 октября 12:00 Вебинар РШБА", answers=year.to("coordinator", "digest")[-1].row.message_id))
    year.go("2021-09-20 12:10")
    told = [mail.text for mail in year.since("2021-09-13 00:00") if mail.subject == "Анонс: 1 октября, пт, 12:00 (МСК) — Вебинар РШБА"]
    assert told
    assert "example.org/webinar" not in " ".join(told)


def test_a_mailed_schedule_with_last_years_very_lines_is_this_years(short_first_year):
    """A yearly schedule names no year: «Всё это уже было записано» would leave everybody without it."""
    year = short_first_year.go("2021-08-26 10:00").arm().go("2021-09-13 12:00")
    asked = year.to("coordinator", "digest")[-1].row.message_id
    mail = message_from_bytes(letter(year, "график", answers=asked), policy=default)
    mail.add_attachment("title,when,link\nВебинар РШБА,1 октября 12:00,https://example.org/webinar\n".encode(), maintype="text", subtype="csv",
                        filename="povy-3.csv")
    hear(year, mail.as_bytes())
    year.go("2021-09-13 12:10")
    shown = year.to("coordinator", "acknowledgement")[-1]
    assert "Перенос" not in shown.text
    hear(year, letter(year, "да", answers=shown.row.message_id))
    year.go("2021-09-13 13:10")
    assert [(one.item, one.title) for one in year.inputs.decisions.occurrences] == [("povy-3", "Вебинар РШБА")]


def test_who_joins_in_summer_hears_of_the_year_that_comes_alone(summer):
    """The list is put right before the new plan comes: the overview of a year that is over is news to nobody."""
    summer.write("people.csv", PEOPLE.format("2021-08-01") + "Борис Новый,boris@mail.example,СШ № 3,,\n")
    assert not summer.go("2021-08-25 10:00").to("boris")
    imported(summer, 2021, WORDS)
    summer.go("2021-08-26 10:00").arm().go("2021-08-30 12:00")
    assert [mail.row.step for mail in summer.to("boris", "overview")] == ["2021-2022"]


def test_nobody_is_asked_for_june_a_few_days_before_the_years_report(make_year):
    """The last Monday of May 2022 is the 30th, the report's day the 31st."""
    year = make_year(people=PEOPLE.format(""), start="2021-08-24 09:00")
    imported(year, 2021, WORDS)
    year.arm().go("2022-05-31 12:00")
    assert "Что будет в мае?" in " ".join(mail.text for mail in year.to("coordinator", "digest"))
    assert "Что будет в июне?" not in " ".join(mail.text for mail in year.to("coordinator", "digest"))
