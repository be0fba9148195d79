"""A small year lived through by the service's own passes, laid down as a rehearsal would, and its page read as HTML."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from notifier.flows.rehearsal import Summary
from notifier.flows.rehearsal.journal import Journal
from notifier.flows.rehearsal.page import write_page
from notifier.flows.view import View
from support.year import Year, day

PLAN = """
title = "План работы ГМО библиотекарей на 2020-2021 учебный год"
school_year = "2020-2021"

[[item]]
id = "teor-2"
number = "2"
sector = "Теоретико-методологический сектор"
topics = ["Новое в библиотечном обслуживании"]
when = "ноябрь 2020"
places = ["Областная библиотека"]
responsible = ["Иващенко И.В."]

[[item]]
id = "teor-4"
number = "4"
sector = "Теоретико-методологический сектор"
topics = ["Круглый стол"]
when = "февраль 2021"
places = ["Областная библиотека"]
responsible = ["Иващенко И.В."]

[[item]]
id = "prak-2"
number = "2"
sector = "Практико-исследовательский сектор"
topics = ["Мастер-класс по созданию буктрейлера"]
when = "декабрь 2020"
places = ["Гимназия № 1"]
responsible = ["Иващенко И.В."]

[[item]]
id = "kons-b"
sector = "Консультационный сектор"
topics = ["Делопроизводство"]
when = "Постоянно в течение года"
places = ["Все школы города"]
responsible = ["Иващенко И.В."]

[[item]]
id = "povy-3"
number = "3"
sector = "Повышение квалификации"
topics = ["Участие в вебинарах"]
when = "По графику профессиональных сообществ"
places = ["режим онлайн"]
responsible = ["Иващенко И.В."]
"""

PEOPLE = """name,email,school,groups,greeting,left
Анна Петрова,anna@mail.example,СШ № 1,,Уважаемая Анна Ивановна!,
Вера Сидорова,vera@mail.example,СШ № 2,молодые специалисты,,
Зоя Котова,zoya@mail.example,,,,
"""


@dataclass
class Rehearsed:
    """A rehearsal's folder and what stood at its end. ``page`` writes the page anew and reads it."""

    folder: Path
    view: View
    summary: Summary

    def write(self) -> Path:
        """The page's file."""
        return write_page(self.folder, self.view, self.summary)

    def page(self) -> html.HtmlElement:
        """The page as a browser without script would have it, templates open."""
        return html.document_fromstring(self.write().read_text(encoding="utf-8"))

    def lines(self) -> list[dict[str, object]]:
        """The journal."""
        return [json.loads(line) for line in (self.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]

    def rewrite(self, change: Callable[[dict[str, object]], dict[str, object]]) -> None:
        """Change the journal's lines."""
        text = "".join(json.dumps(change(line), ensure_ascii=False) + "\n" for line in self.lines())
        (self.folder / "journal.jsonl").write_text(text, encoding="utf-8")

    def first(self, **keys: object) -> dict[str, object]:
        """The first journal line with these values."""
        return next(line for line in self.lines() if all(line[key] == value for key, value in keys.items()))

    def copy(self, folder: Path) -> "Rehearsed":
        """The same in a folder of its own, to tamper with."""
        shutil.copytree(self.folder, folder)
        return Rehearsed(folder, self.view, self.summary)


def lay_down(year: Year, folder: Path, first: str, last: str) -> Rehearsed:
    """Write the year's mails and journal as a rehearsal writes them."""
    (folder / "mail").mkdir(parents=True)
    journal = Journal(folder / "journal.jsonl")
    summary = Summary(day(first), day(last))
    for number, mail in enumerate(year.mails, 1):
        name = f"mail/{number:06d}.eml"
        (folder / name).write_bytes(mail.data)
        for line in journal.write([(name, mail.row)], mail.at.isoformat(timespec="seconds")):
            summary.count(line)
    journal.close()
    view = year.view()
    summary.armed = view.armed_at is not None or bool(summary.by_person)
    return Rehearsed(folder, view, summary)


def autumn(folder: Path) -> tuple[Rehearsed, Year]:
    """September to December: a meeting moved, one cancelled, one never dated, a webinar; somebody joins in December."""
    year = Year(folder / "year", plan=PLAN, people=PEOPLE)
    year.go("2020-09-02 10:00").arm().go("2020-10-15 11:00")
    year.dates('[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    year.go("2020-11-10 11:00")
    year.dates('[dates]\n"teor-2" = "26.11.2020 14:30"\n"prak-2" = "10.12.2020 14:30"\n')
    year.go("2020-12-01 11:00")
    year.dates('[dates]\n"teor-2" = "26.11.2020 14:30"\n\n[dates."prak-2"]\nwhen = "10.12.2020 14:30"\ncancelled = "карантин"\n\n'
               '[[occurrence]]\nitem = "povy-3"\ntitle = "Вебинар РШБА"\nwhen = "14.12.2020 12:00"\nlink = "https://example.org/w?a=1&b=2"\n')
    year.go("2020-12-09 15:00")
    year.write("people.csv", PEOPLE + "Нина Новикова,nina@mail.example,СШ № 9,,,\n")
    year.go("2020-12-15 12:00")
    return lay_down(year, folder / "out", "2020-09-01", "2020-12-15"), year


def words(element: html.HtmlElement) -> str:
    """An element's text in one line."""
    return " ".join(element.text_content().split())


def entries(page: html.HtmlElement, **attributes: str) -> list[html.HtmlElement]:
    """The year's mailings with these data attributes."""
    tests = "".join(f'[@data-{name}="{value}"]' for name, value in attributes.items())
    found: list[html.HtmlElement] = page.xpath(f'//section[@id="year"]//details[contains(@class, "mail")]{tests}')
    return found


def panel(page: html.HtmlElement, entry: html.HtmlElement) -> html.HtmlElement:
    """What opens under a mailing."""
    return page.xpath(f'//template[@id="t-{entry.get("data-n")}"]')[0]
