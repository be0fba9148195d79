"""The year 2020-2021 as the specification tells it, row by row: the real plan, the coordinator's answers, every mail of the year."""

import json
import re
import time
from datetime import UTC, date
from email import message_from_bytes
from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE

from notifier.flows.rehearsal import read_script, rehearse
from notifier.flows.rehearsal.page.entry import read_entry
from notifier.flows.rehearsal.page.letter import read_letter

PLAN = Path(__file__).parents[3] / "plan/2020-2021.toml"
PLACE = "МБОУ «СШ № 32 им. С.А. Лавочкина»"
FESTIVAL = """
[dates."tvor-1"]
milestones = [
  { title = "Старт фестиваля", when = "18.01.2021" },
  { title = "Приём заявок до", when = "31.03.2021" },
  { title = "Итоги", when = "22.04.2021" },
]
"""
DECIDED = f"""[dates]
"teor-2" = "19.11.2020 14:30"
"prak-2" = "10.12.2020 14:30"
"teor-4" = "18.02.2021 14:30"

[dates."prak-1"]
when = "29 октября 2020, 14.30–16.00"
place = "{PLACE}"

[[occurrence]]
item = "povy-3"
title = "Вебинар РШБА «Навстречу ММШБ-2020»"
when = "01.10.2020 12:00"
link = "https://example.org/webinar"
"""
WINTER = CONFIG + '[calendar]\ntimezone = "Europe/Moscow"\noff = [2020-12-31]\nwork = [2020-12-26]\n'
SPRING = WINTER.replace("[2020-12-31]", "[2020-12-31, 2021-05-04, 2021-05-05, 2021-05-06, 2021-05-07]")
SCRIPT = (
    {"at": "2020-09-02T10:00", "do": "arm"},
    {"at": "2020-09-28T11:00", "do": "add", "item": "povy-3", "title": "Вебинар РШБА «Навстречу ММШБ-2020»", "when": "01.10.2020 12:00",
     "link": "https://example.org/webinar"},
    {"at": "2020-10-06T10:00", "do": "confirm", "item": "prak-1", "when": "29 октября 2020, 14.30–16.00", "place": PLACE},
    {"at": "2020-10-15T11:00", "do": "confirm", "item": "teor-2", "when": "19.11.2020 14:30"},
    {"at": "2020-11-02T10:00", "do": "confirm", "item": "prak-2", "when": "10.12.2020 14:30"},
    {"at": "2020-12-24T10:00", "do": "write", "file": "config.toml", "text": WINTER},
    {"at": "2021-01-11T10:00", "do": "confirm", "item": "teor-4", "when": "18.02.2021 14:30"},
    {"at": "2021-01-12T10:00", "do": "write", "file": "dates.toml", "text": DECIDED + FESTIVAL},
    {"at": "2021-02-08T10:00", "do": "confirm", "item": "prak-3", "when": "18.03.2021 14:30"},
    {"at": "2021-02-26T10:00", "do": "write", "file": "dates.toml",
     "text": DECIDED.replace("[dates]\n", '[dates]\n"prak-3" = "18.03.2021 14:30"\n') + FESTIVAL + '[dates."kons-a"]\nplan = "апрель 2021"\n'},
    {"at": "2021-02-26T10:00", "do": "confirm", "item": "kons-a", "when": "15.04.2021 14:30"},
    {"at": "2021-03-29T10:00", "do": "confirm", "item": "teor-5", "when": "20.05.2021 14:30"},
    {"at": "2021-04-23T10:00", "do": "write", "file": "config.toml", "text": SPRING},
)
EVERYBODY = """
2020-09-03 10:00 overview -              2020-09-03 10:00 invitation teor-1
2020-09-17 10:00 D-7 teor-1              2020-09-23 10:00 D-1 teor-1
2020-09-28 11:10 announcement povy-3     2020-10-01 09:30 D-0 povy-3
2020-10-06 10:10 invitation prak-1       2020-10-22 10:00 D-7 prak-1          2020-10-28 10:00 D-1 prak-1
2020-10-20 10:00 invitation teor-2       2020-11-12 10:00 D-7 teor-2          2020-11-18 10:00 D-1 teor-2
2020-11-10 10:00 invitation prak-2       2020-12-03 10:00 D-7 prak-2          2020-12-09 10:00 D-1 prak-2
2021-01-12 10:10 invitation tvor-1       2021-01-12 10:10 invitation tvor-1   2021-01-12 10:10 invitation tvor-1
2021-01-19 10:00 invitation teor-4       2021-02-11 10:00 D-7 teor-4          2021-02-17 10:00 D-1 teor-4
2021-02-16 10:00 invitation prak-3       2021-03-11 10:00 D-7 prak-3          2021-03-17 10:00 D-1 prak-3
2021-03-24 10:00 D-7 tvor-1              2021-03-30 10:00 D-1 tvor-1
2021-04-20 10:00 invitation teor-5       2021-05-13 10:00 D-7 teor-5          2021-05-19 10:00 D-1 teor-5
"""
YOUNG = "2021-03-16 10:00 invitation kons-a   2021-04-08 10:00 D-7 kons-a          2021-04-14 10:00 D-1 kons-a"
DIGESTS = """
2020-09-01 2020-09-07 2020-09-14 2020-09-21 2020-09-28 2020-10-05 2020-10-12 2020-10-19 2020-10-26 2020-11-02 2020-11-09 2020-11-16
2020-11-23 2020-11-30 2020-12-07 2020-12-14 2020-12-21 2020-12-28 2021-01-11 2021-01-18 2021-01-25 2021-02-01 2021-02-08 2021-02-15
2021-02-24 2021-03-01 2021-03-09 2021-03-15 2021-03-22 2021-03-29 2021-04-05 2021-04-12 2021-04-19 2021-04-26 2021-05-11 2021-05-17
2021-05-24 2021-05-31
"""
ACCEPTED = """
2020-09-28 11:10 2020-10-06 10:10 2020-10-15 11:10 2020-11-02 10:10 2020-12-24 10:10 2021-01-11 10:10 2021-01-12 10:10 2021-02-08 10:10
2021-02-26 10:10 2021-03-29 10:10 2021-04-23 10:10
"""
ASKED = {"teor-2": "2020-09-21", "prak-2": "2020-10-26", "tvor-1": "2020-11-23", "teor-4": "2020-12-21", "prak-3": "2021-01-18",
         "teor-5": "2021-03-22"}


def lived(folder: Path) -> Path:
    """The year of the script; the folder with its mails and journal."""
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN.read_text(encoding="utf-8"), "dates.toml": "", "people.csv": PEOPLE,
                       "script.jsonl": "".join(json.dumps(act, ensure_ascii=False) + "\n" for act in SCRIPT)}.items():
        (folder / name).write_text(text, encoding="utf-8")
    summary = rehearse(folder / "config.toml", first=date(2020, 9, 1), last=date(2021, 5, 31), out=folder / "out",
                       script=lambda zone: read_script(folder / "script.jsonl", zone))
    assert summary.refused_acts == []
    return folder / "out"


@pytest.fixture(scope="module")
def year(tmp_path_factory) -> Path:
    """The story's year, lived once."""
    return lived(tmp_path_factory.mktemp("story"))


@pytest.fixture(scope="module")
def journal(year) -> list[dict]:
    """Its journal."""
    return [json.loads(line) for line in (year / "journal.jsonl").read_text(encoding="utf-8").splitlines()]


def rows(text: str) -> list[str]:
    """«day hour what row» of the tables above."""
    return sorted(re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d [\w-]+ [\w-]+", text))


def told(journal: list[dict], name: str) -> list[str]:
    """The same of what somebody got."""
    return sorted(f"{mail['at'][:16].replace('T', ' ')} {mail['step'] or mail['kind']} {mail['item'] or '-'}"
                  for mail in journal if mail["to"].startswith(name))


def plain(year: Path, mail: dict) -> str:
    """A mail's plain text."""
    message = message_from_bytes((year / mail["eml"]).read_bytes())
    return next(part for part in message.walk() if part.get_content_type() == "text/plain").get_payload(decode=True).decode()


def test_a_librarian_gets_exactly_the_mails_of_the_log(journal):
    """No mail that the story does not explain, none missing."""
    assert told(journal, "anna") == rows(EVERYBODY)


def test_the_consultation_is_for_young_specialists_only(journal):
    """kons-a goes to their group, all the rest to them as to everybody."""
    assert told(journal, "vera") == rows(EVERYBODY + YOUNG)


def test_the_coordinator_gets_a_digest_a_week_an_answer_a_decision_and_the_report(year, journal):
    """Rules 12 and 19; what else she gets are entries of her own calendar, which are answers to nothing and no digests."""
    hers = [mail for mail in journal if mail["role"] == "coordinator" and not mail["method"]]
    assert [mail["at"] for mail in hers if mail["kind"] == "digest"] == [f"{day}T09:00:00+03:00" for day in DIGESTS.split()]
    assert [mail["at"][:16].replace("T", " ") for mail in hers if mail["kind"] == "acknowledgement"] == re.findall(
        r"\d{4}-\d\d-\d\d \d\d:\d\d", ACCEPTED)
    assert [mail["at"][:10] for mail in hers if mail["kind"] not in ("digest", "acknowledgement")] == ["2021-05-31"]
    assert hers[-1]["kind"] == "report"
    assert "не затронуты" in plain(year, next(mail for mail in hers if mail["at"].startswith("2020-12-24")))
    assert "не затронуты" in plain(year, next(mail for mail in hers if mail["at"].startswith("2021-04-23")))


def test_each_month_is_first_asked_for_on_the_day_of_the_log(year, journal):
    """Rule 10: in the first digest on or after 42 days before its window opens, with three suggestions for her calendar."""
    digests = [(mail["at"][:10], plain(year, mail)) for mail in journal if mail["kind"] == "digest"][1:]
    assert {item: next(day for day, text in digests if re.search(rf"^\W*{item}: ", text, re.MULTILINE)) for item in ASKED} == ASKED
    offered = [(mail["at"][:10], mail["item"]) for mail in journal if mail["method"] == "REQUEST" and mail["role"] == "coordinator"]
    assert offered == sorted((day, item) for item, day in ASKED.items() if item != "tvor-1" for _ in range(3))


def test_the_first_mail_says_what_is_open(year, journal):
    """01.09: fourteen rows, April 2020, number 3, two venues, three schedules; nothing to librarians."""
    text = plain(year, journal[0])
    for words in ("строк — 14", "Возможно, апрель 2021?", "Пропущен номер 3", "два места", "povy-1", "povy-2", "povy-3"):
        assert words in text
    assert [mail["role"] for mail in journal if mail["at"] < "2020-09-03"] == ["coordinator"]


def test_the_festival_is_three_days_never_four_months(journal):
    """All-day entries of start, deadline and results."""
    assert [mail["start"] for mail in journal if mail["to"].startswith("anna") and mail["kind"] == "invitation" and mail["item"] == "tvor-1"
            ] == ["2021-01-18", "2021-03-31", "2021-04-22"]


def test_the_same_year_again_is_the_same_to_the_byte(year, tmp_path, monkeypatch):
    """Run twice, the second time on a machine of another zone, the journals and the mails are identical."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        again = lived(tmp_path)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (again / "journal.jsonl").read_bytes() == (year / "journal.jsonl").read_bytes()
    assert [path.read_bytes() for path in sorted((again / "mail").iterdir())] == [
        path.read_bytes() for path in sorted((year / "mail").iterdir())]


def test_the_journal_says_of_each_entry_what_its_bytes_say(year, journal):
    """A line with a method has the UID and SEQUENCE of the calendar in its mail, also where only the coordinator gets it."""
    carrying = [mail for mail in journal if mail["method"]]
    kinds = {(mail["role"], mail["method"]) for mail in carrying}
    assert kinds >= {("librarian", "REQUEST"), ("coordinator", "REQUEST"), ("coordinator", "CANCEL")}
    for mail in carrying:
        entry = read_entry(read_letter(year / mail["eml"]).calendar or b"", UTC)
        assert (entry.method, entry.uid, entry.sequence) == (mail["method"], mail["uid"], mail["sequence"])
