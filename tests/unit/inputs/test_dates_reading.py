"""The dates file, read: phrases as written, lines for everything, and nothing at all when a part is wrong."""

from datetime import datetime
from pathlib import Path

import pytest

from notifier.edges.datesfile.reading import parse_dates, read_dates
from notifier.model.decision import Decision, Decisions, Entry, Milestone

EXAMPLE = '''# dates file
[dates]
"teor-2" = "19.11.2020 14:30"                       # short form: any phrase that means a day and a time
"teor-4" = 2021-02-18T14:30:00                      # TOML's own date-time is as good

[dates."prak-1"]                                    # long form: only what differs from the plan
place = "МБОУ «СШ № 32 им. С.А. Лавочкина»"
when = "29 октября 2020, 14.30–16.00"

[dates."prak-2"]
cancelled = "карантин"

[dates."kons-a"]
plan = "апрель 2021"                                # corrects the plan's own phrase

[dates."tvor-1"]
milestones = [
  { title = "Старт фестиваля", when = "18.01.2021" },
  { title = "Приём заявок до", when = "31.03.2021" },
  { title = "Итоги",           when = "22.04.2021 14:30", place = "МБУ ДО «ЦДО»" },
]

[[occurrence]]                                      # one event of somebody else's schedule
item  = "povy-3"
title = "Вебинар РШБА «Навстречу ММШБ-2020»"
when  = "01.10.2020 12:00"
link  = "https://example.org/webinar"
'''


def decisions(text: str) -> Decisions:
    """The decisions of a text that must be right."""
    found, problems = parse_dates(text, file="даты.toml")
    assert problems == []
    assert found is not None
    return found


def test_the_interfaces_example() -> None:
    """Every documented form, with its line."""
    found = decisions(EXAMPLE)
    assert found.by_item == (
        Decision("teor-2", "19.11.2020 14:30", line=3),
        Decision("teor-4", datetime.fromisoformat("2021-02-18T14:30"), line=4),
        Decision("prak-1", "29 октября 2020, 14.30–16.00", place="МБОУ «СШ № 32 им. С.А. Лавочкина»", line=6),
        Decision("prak-2", cancelled="карантин", line=10),
        Decision("kons-a", plan="апрель 2021", line=13),
        Decision("tvor-1", milestones=(Milestone("Старт фестиваля", "18.01.2021", line=18),
                                       Milestone("Приём заявок до", "31.03.2021", line=19),
                                       Milestone("Итоги", "22.04.2021 14:30", place="МБУ ДО «ЦДО»", line=20)), line=16))
    assert found.occurrences == (Entry("povy-3", "Вебинар РШБА «Навстречу ММШБ-2020»", "01.10.2020 12:00",
                                       link="https://example.org/webinar", file="даты.toml", line=23),)


@pytest.mark.parametrize(("written", "when"), [
    ('"ноябрь"', "ноябрь"), ("2021-02-18", "2021-02-18"), ("14:30:00", "14:30"), ('"  19.11.2020\\t14:30 "', "19.11.2020 14:30"),
    ("2021-02-18T14:30:00+03:00", datetime.fromisoformat("2021-02-18T14:30:00+03:00")), ("'весь день 5 мая'", "весь день 5 мая"),
])
def test_phrases_are_kept_as_written(written: str, when: object) -> None:
    """A date without an hour stays a phrase: what it means, and whether it is enough, the core says."""
    assert decisions(f'[dates]\n"teor-2" = {written}').by_item[0].when == when


def test_all_keys_of_the_long_form() -> None:
    """Nothing of the record is out of her reach."""
    found = decisions('''[dates.x]
when = "1.2.2021 10:00"
place = "зал"
link = "https://x.example/1"
title = "Круглый стол"
bring = "паспорт библиотеки"
plan = "февраль 2021"
tentative = true
closed = "проведено"
''')
    assert found.by_item == (Decision("x", "1.2.2021 10:00", "зал", "https://x.example/1", "Круглый стол", "паспорт библиотеки",
                                      "февраль 2021", tentative=True, closed="проведено", line=1),)


def test_all_keys_of_an_occurrence() -> None:
    """The same for events of others; dates of TOML's own are taken where a phrase is."""
    found = decisions('''[[occurrence]]
item = "povy-2"
id = "42"
title = "Курсы"
when = 2021-02-01T10:00:00
until = 2021-02-05
place = "СОИРО"
link = "https://x.example/1"
register_by = 2021-01-20
note = "72 часа"
cancelled = "нет группы"
''')
    assert found.occurrences == (Entry("povy-2", "Курсы", datetime.fromisoformat("2021-02-01T10:00"), "42", "2021-02-05", "СОИРО",
                                       "https://x.example/1", "2021-01-20", "72 часа", "нет группы", file="даты.toml", line=1),)


def test_a_prepared_empty_line_decides_nothing() -> None:
    """She may list all rows beforehand and fill them in one by one."""
    found = decisions('[dates]\n"teor-2" = ""\n"teor-4" = "1.2.2021 10:00"\n')
    assert found.by_item == (Decision("teor-4", "1.2.2021 10:00", line=3),)


def test_a_missing_file_is_an_empty_one(tmp_path: Path) -> None:
    """A new year begins without decisions."""
    assert read_dates(tmp_path / "d.toml") == (Decisions(file=str(tmp_path / "d.toml")), [])


def test_bom_and_crlf(tmp_path: Path) -> None:
    """«Блокнот» saves so."""
    file = tmp_path / "d.toml"
    file.write_bytes(("\ufeff" + EXAMPLE.replace("\n", "\r\n")).encode())
    found, problems = read_dates(file)
    assert problems == []
    assert found is not None
    assert found.by_item == decisions(EXAMPLE).by_item


@pytest.mark.parametrize(("text", "line", "item", "code", "words"), [
    ('[dates."prak-1"]\nplase = "зал"', 2, "prak-1", "unknown-key", "plase; возможно, вы имели в виду «place»."),
    ('[dates."prak-1"]\n"рlace" = "зал"', 2, "prak-1", "unknown-key", "в виду «place» (буква «р» здесь русская)."),
    ('[dates]\n"teor-2" = 5', 2, None, "wrong-type", "нужно — день и время в кавычках, а записано — число"),
    ('[dates]\n"teor-2" = true', 2, None, "wrong-type", "день и время"),
    ('[dates]\n"teor-2" = ["19.11.2020"]', 2, None, "wrong-type", "день и время"),
    ('[dates."prak-2"]\ncancelled = true', 2, "prak-2", "no-reason", "не написана причина"),
    ('[dates."prak-2"]\ncancelled = 5', 2, "prak-2", "wrong-type", "нужно — текст с причиной отмены в кавычках, а записано — число"),
    ('[dates."prak-2"]\ncancelled = "нет"', 2, "prak-2", "no-reason", "не написана причина"),
    ('[dates."prak-2"]\ncancelled = "-"', 2, "prak-2", "no-reason", "не написана причина"),
    ('[dates."prak-2"]\ncancelled = "Не отменяем"', 2, "prak-2", "no-reason", "не написана причина"),
    ('[dates."prak-2"]\ncancelled = "да"', 2, "prak-2", "no-reason", "не написана причина"),
    ('[[occurrence]]\nitem = "povy-3"\ntitle = "Вебинар"\nwhen = "1.10.2020 12:00"\ncancelled = "нет"', 5, "povy-3", "no-reason",
     "не написана причина"),
    ('[dates."prak-2"]\ncancelled = ""', 2, "prak-2", "no-reason", "не написана причина"),
    ('[dates."prak-2"]\nlink = "пример"', 2, "prak-2", "bad-link", "не адрес страницы"),
    ('[dates."prak-2"]\ntentative = "да"', 2, "prak-2", "wrong-type", "true или false"),
    ('[dates."tvor-1"]\nmilestones = ["18.01.2021"]', 2, "tvor-1", "wrong-type", "фигурных скобках"),
    ('[dates."tvor-1"]\nmilestones = [\n {title = "Старт"},\n]', 3, "tvor-1", "missing-key", "when"),
    ('[dates."tvor-1"]\nmilestones = [\n {title = "Старт", when = "18.01.2021", wen = 1},\n]', 3, "tvor-1", "unknown-key",
     "when"),
    ('"teor-2" = "19.11.2020 14:30"\n[dates]', 1, None, "stray-entry", "вне раздела [dates]"),
    ('[data]\n"teor-2" = "19.11.2020 14:30"', 1, None, "stray-entry", "вне раздела [dates]"),
    ('[[occurence]]\nitem = "x"', 1, None, "unknown-key", "occurrence"),
    ('[occurrence]\nitem = "x"', 1, None, "wrong-type", "[[occurrence]]"),
    ('[[occurrence]]\nitem = "povy-3"\ntitle = "Вебинар"', 1, "povy-3", "missing-key", "when"),
    ('[[occurrence]]\nitem = "p"\ntitle = "В"\nwhen = "1.10.2020 12:00"\n'
     '[[occurrence]]\nitem = "p"\ntitle = "в"\nwhen = "1.10.2020 12:00"', 5, "p", "twin-occurrence", "в строке 1"),
    ('[[occurrence]]\nitem = "p"\nid = "1"\ntitle = "А"\nwhen = "x"\n'
     '[[occurrence]]\nitem = "p"\nid = "1"\ntitle = "Б"\nwhen = "y"',
     6, "p", "twin-occurrence", "в строке 1"),
])
def test_one_mistake_stops_the_whole_file(text: str, line: int, item: str | None, code: str, words: str) -> None:
    """Half a file acted upon would move or unmake what the other half says; the last good one stays in force instead."""
    found, [problem] = parse_dates(text, file="даты.toml")
    assert found is None
    assert (problem.code, problem.item, problem.where) == (code, item, f"даты.toml:{line}")
    assert words in problem.text
    assert problem.advice


def test_same_title_at_another_time_is_another_event() -> None:
    """Webinars of a series share their title."""
    twice = '[[occurrence]]\nitem = "p"\ntitle = "В"\nwhen = "1.10.2020 12:00"\n'
    assert len(decisions(twice + twice.replace("1.10", "2.10")).occurrences) == 2


def test_hostile_text_is_cleaned() -> None:
    """Titles and reasons go into headers and calendars."""
    found, problems = parse_dates('[dates.x]\ntitle = "аб\\r\\nBcc: x\\u202e=?q?"\nplace = "' + "о" * 600 + '"', file="f")
    assert found is not None
    assert found.by_item[0].title == "аб Bcc: x= ?q?"
    assert found.by_item[0].place == "о" * 499 + "…"
    assert [(problem.code, problem.severity.value, problem.line) for problem in problems] == [("too-long", "warning", 3)]


@pytest.mark.parametrize("above", ['[dates."teor-2"]\nwhen = "19.11.2020 14:30"\n', '[[occurrence]]\nitem = "p"\ntitle = "В"\nwhen = "x"\n'])
def test_a_row_below_the_section_of_another_is_told_where_it_belongs(above: str) -> None:
    """Written at the end of the file it is a key of the section above; «уберите строку» would lose her date."""
    _, [problem] = parse_dates(above + '"prak-1" = "20.11.2020 14:30"', file="f")
    assert (problem.code, "сразу под [dates]" in problem.advice) == ("unknown-key", True)


@pytest.mark.parametrize("nothing", ["-", "—", "нет", " Нет. "])
def test_a_no_in_the_place_of_a_text_is_nothing_said(nothing: str) -> None:
    """Keys filled in for form's sake: everybody was told that the place is «-» by now, and the question of the row was closed by «нет»."""
    [decision] = decisions('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\n' + "".join(
        f'{key} = "{nothing}"\n' for key in ("place", "title", "bring", "plan", "closed"))).by_item
    assert decision == Decision("teor-2", "19.11.2020 14:30", line=1)
    [entry] = decisions(f'[[occurrence]]\nitem = "p"\ntitle = "В"\nwhen = "x"\nplace = "{nothing}"\nnote = "{nothing}"\n').occurrences
    assert (entry.place, entry.note) == ("", "")
