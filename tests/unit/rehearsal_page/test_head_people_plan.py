"""The head's figures, the questions, the people and the plan to print."""

import json
from dataclasses import replace
from pathlib import Path

from lxml import html
from support.rehearsed import Rehearsed, words
from support.year import day, moscow

from notifier.flows.rehearsal.page.mailing import Mailing, runs
from notifier.flows.rehearsal.page.words import number, period, step_name


def payload(page: html.HtmlElement) -> dict:
    """The script's data."""
    return json.loads(page.get_element_by_id("payload").text)


def test_the_head_counts_what_the_journal_holds(usual: Rehearsed, page: html.HtmlElement) -> None:
    """How many mails, to how many, how many each."""
    lines = usual.lines()
    told = [line for line in lines if line["role"] == "librarian"]
    each = sorted(sum(line["to"] == to for line in told) for to in {line["to"] for line in told})
    big = [words(one) for one in page.xpath("//div[contains(@class, 'tile')]/dd[1]")]
    small = [words(one) for one in page.xpath("//div[contains(@class, 'tile')]/dd[2]")]
    assert big == [str(len(lines)), "4", str(each[1]), "1"]
    assert small[0] == f"{len(told)} — библиотекарям, {len(lines) - len(told)} — координатору"
    assert small[2].startswith(f"меньше всего {each[0]}, больше всего {each[-1]}; за неделю не больше ")


def test_open_rows_are_counted_without_other_peoples_schedules(page: html.HtmlElement) -> None:
    """The webinars' schedule is asked about every month and is no debt."""
    questions = [words(one) for one in page.xpath("//article[@class='question']//h4")]
    assert questions == ["teor-4 · Круглый стол"]
    assert words(page.xpath("//div[contains(@class, 'attention')]/dd")[0]) == "1"
    assert "Участие в вебинарах" in words(page.xpath("//section[@id='open']/ul")[0])


def test_days_fuller_than_the_provider_takes_lead_to_their_day(usual: Rehearsed, tmp_path: Path) -> None:
    """What the limit would spread over several days, the fullest first; nothing where no day is too full."""
    crowded = usual.copy(tmp_path / "out")
    assert "почта за сутки" not in crowded.page().text_content()
    by_day = crowded.summary.by_day
    most = max(by_day.values())
    page = replace(crowded, summary=replace(crowded.summary, per_day=most - 1)).page()
    links = page.xpath("//section[@id='open']//a[starts-with(@href, '#d-') and not(ancestor::ul[@class='asked'])]")
    full = sorted(day.isoformat() for day, mails in by_day.items() if mails == most)
    assert [link.get("href") for link in links] == [f"#d-{day}" for day in full]
    assert all(page.xpath(f"//*[@id='d-{day}']") for day in full), "the days are on the page"
    assert words(links[0].getparent()).endswith(f": {most}")


def test_the_plan_shows_the_written_and_the_confirmed_date(page: html.HtmlElement) -> None:
    """«ноябрь 2020 → 26 ноября, чт, 14:30»."""
    dates = {row.get("id"): words(row.xpath("td[@data-label='Дата']")[0]) for row in page.xpath("//table[@class='plan']//tr[@id]")}
    assert dates == {
        "p-teor-2": "ноябрь 2020 → 26 ноября, чт, 14:30",
        "p-teor-4": "февраль 2021 → дата уточняется",
        "p-prak-2": "декабрь 2020 → 10 декабря, чт, 14:30 отменено: карантин",
        "p-kons-b": "Постоянно в течение года",
        "p-povy-3": "По графику профессиональных сообществ → 14 декабря, пн, 12:00 — Вебинар РШБА"}


def test_the_plan_keeps_sectors_in_order(page: html.HtmlElement) -> None:
    """As in the document."""
    assert [words(one) for one in page.xpath("//tr[@class='sector']")] == [
        "Теоретико-методологический сектор", "Практико-исследовательский сектор", "Консультационный сектор", "Повышение квалификации"]


def test_people_come_in_the_lists_order_with_those_who_joined(page: html.HtmlElement) -> None:
    """Everybody of the list, the coordinator not among them."""
    data = payload(page)
    assert [data["people"][n][1] for n in data["librarians"]] == ["Анна Петрова", "Вера Сидорова", "Зоя Котова", "Нина Новикова"]


def test_every_mail_is_somebodys(usual: Rehearsed, page: html.HtmlElement) -> None:
    """What the script will list by person is exactly the journal."""
    data = payload(page)
    listed = sorted((data["people"][first + i][0], f"mail/{file + i:06d}.eml")
                    for mailing in data["mailings"] for first, file, count in mailing["r"] for i in range(count))
    assert listed == sorted((line["to"], line["eml"]) for line in usual.lines())


def test_a_wave_to_everybody_is_one_run() -> None:
    """Five thousand recipients in the list's order cost three numbers in the page."""
    mailing = Mailing(0, moscow("2020-10-20 10:00"), moscow("2020-10-20 10:00"), "librarian", "invitation", None, (), "", None, "", "", "")
    mailing.people.extend(range(5000))
    mailing.files.extend(range(700, 5700))
    assert runs(mailing) == [[0, 700, 5000]]


def test_steps_in_words() -> None:
    """Counted in days where the event's start is known, named where it is not."""
    assert step_name("D-1", day("2020-11-18"), "2020-11-19T14:30:00+03:00") == "накануне"
    assert step_name("D-1", day("2020-11-19"), "2020-11-19T14:30:00+03:00") == "в тот же день", "after an outage"
    assert step_name("D-1", day("2020-12-30"), "2021-01-11") == "за 12 дней"
    assert step_name("D-7", day("2020-11-11"), "2020-11-19T14:30:00+03:00") == "за 8 дней"
    assert step_name("D-7", day("2020-11-12"), "") == "за неделю"
    assert step_name("D-0", day("2020-10-01"), "2020-10-01T12:00:00+03:00") == "в тот же день"


def test_numbers_and_periods_as_russians_write_them() -> None:
    """A narrow space between thousands; months in the genitive."""
    assert number(175441) == "175\u202f441"
    assert period(day("2020-09-01"), day("2021-05-31")) == "1 сентября 2020 – 31 мая 2021"
