"""The second year of an installation, with real commands at their hours: the new Word plan over the former one's file, the dates file as it
was left in May."""

import os
import subprocess
import sys
from collections.abc import Mapping
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path

import pytest
from support.documents import plan_of
from support.year import CONFIG

pytestmark = pytest.mark.integration

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
FILES = CONFIG.replace("plan.toml", "plan/plan.toml").replace("dates.toml", "plan/dates.toml").replace("people.csv", "librarians.csv")
SAID = """[dates]
"teor-2" = { when = "19 ноября, 14.30", title = "Прошлогоднее" }
"prak-1" = { when = "29.10.2025 14:30", place = "СШ № 32" }
"prak-2" = { when = "10 декабря, 14.30", cancelled = "карантин" }
"""


class Terminal:
    """The administrator's terminal: one command at a time, each at an hour of Moscow."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "plan").mkdir(parents=True)
        for name, text in (("config.toml", FILES), ("plan/dates.toml", SAID),
                           ("librarians.csv", "name,email\nАнна Петрова,anna@mail.example\n")):
            (folder / name).write_text(text, encoding="utf-8")

    def at(self, hour: str, *words: str, code: int = 0) -> str:
        """``notifier`` with these words; what it printed."""
        clock: Mapping[str, str] = {"LD_PRELOAD": str(FAKETIME), "FAKETIME": f"@{hour}:00", "TZ": "Europe/Moscow"}
        done = subprocess.run([str(Path(sys.executable).with_name("notifier")), "--config", str(self.folder / "config.toml"), *words],
                              capture_output=True, text=True, env={**os.environ, **clock}, timeout=120, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def mails(self, who: str) -> list[str]:
        """Subject and words of the mails to somebody."""
        found = [message_from_bytes(path.read_bytes()) for path in (self.folder / "state").rglob("new/*")]
        mine = [mail for mail in found if who in str(mail["To"])]
        return sorted(map(_told, mine))


def _told(mail: Message) -> str:
    text = next(part for part in mail.walk() if part.get_content_type() == "text/plain").get_payload(decode=True)
    assert isinstance(text, bytes)
    return f"{make_header(decode_header(str(mail['Subject'])))} | {' '.join(text.decode().split())}"


@pytest.mark.skipif(FAKETIME is None, reason="needs faketime")
def test_a_second_year_over_the_same_files_tells_nothing_of_the_first(tmp_path: Path) -> None:
    """``check`` names what is left of last year, the yes lets out this year's dates, and the very place of last year said again counts."""
    terminal, plan = Terminal(tmp_path / "notifier"), str(tmp_path / "notifier" / "plan" / "plan.toml")
    terminal.at("2025-09-01 09:00", "import", str(plan_of(2025, tmp_path / "2025.docx")), "-o", plan)
    terminal.at("2025-09-01 09:05", "tick")
    terminal.at("2025-09-01 09:10", "arm", "--yes")
    terminal.at("2025-10-01 10:00", "tick")
    first_year = set(terminal.mails("anna"))
    assert any("29 октября, ср" in told and "Где: СШ № 32" in told for told in first_year)

    terminal.at("2026-08-24 10:00", "import", str(plan_of(2026, tmp_path / "2026.docx")), "-o", plan, "--yes")
    found = terminal.at("2026-08-24 10:05", "check", code=1)
    assert "остались решения о строках плана другого учебного года: teor-2, prak-1, prak-2" in " ".join(found.split())
    terminal.at("2026-08-24 10:10", "tick")
    assert any("Прочитан план" in told and "teor-2, prak-1, prak-2" in told for told in terminal.mails("coordinator"))
    terminal.at("2026-08-25 10:00", "arm", "--yes")
    terminal.at("2026-08-26 10:05", "tick")
    terminal.at("2026-09-28 10:00", "confirm", "prak-1", "29.10.2026 14:30", "--place", "СШ № 32")
    terminal.at("2026-09-28 10:01", "tick")
    for day in ("2026-10-05 10:05", "2026-11-10 10:05", "2026-12-01 10:05"):
        terminal.at(day, "tick")
    told = [told for told in terminal.mails("anna") if told not in first_year]
    assert [one for one in told if one.startswith("Приглашение") and "29 октября, чт" in one and "Где: СШ № 32" in one]
    assert [one for one in told if one.startswith("Приглашение: 24 сентября, чт")]
    assert not [one for one in told if "Прошлогоднее" in one or "19 ноября" in one or "карантин" in one or "10 декабря" in one]
    assert "prak-2" in terminal.at("2026-12-01 10:10", "status")  # and is asked for


@pytest.mark.skipif(FAKETIME is None, reason="needs faketime")
def test_a_third_year_and_a_server_set_up_anew(tmp_path: Path) -> None:
    """Nothing of two years acts on the third; where the ledger was lost, ``check`` and the first mail say that the dates file looks like last year's."""
    terminal, plan = Terminal(tmp_path / "notifier"), str(tmp_path / "notifier" / "plan" / "plan.toml")
    known: set[str] = set()
    for year in (2025, 2026, 2027):
        terminal.at(f"{year}-08-24 10:00", "import", str(plan_of(year, tmp_path / f"{year}.docx")), "-o", plan, *(["--yes"] if known else []))
        terminal.at(f"{year}-08-24 10:05", "tick")
        terminal.at(f"{year}-08-25 10:00", "arm", "--yes")
        terminal.at(f"{year}-09-28 10:00", "confirm", "teor-2", "18 ноября, 14.30")  # the same words every year
        terminal.at(f"{year}-09-28 10:01", "tick")
        terminal.at(f"{year}-10-28 10:05", "tick")
        told = [one for one in terminal.mails("anna") if one not in known]
        assert len([one for one in told if one.startswith("Приглашение: 18 ноября")]) == 1
        assert [one for one in told if "карантин" in one or ("Где: СШ № 32" in one and year > 2025)] == []
        known.update(told)

    (terminal.folder / "state").rename(tmp_path / "lost")
    terminal.at("2028-08-24 10:00", "import", str(plan_of(2028, tmp_path / "2028.docx")), "-o", plan, "--yes")
    found = terminal.at("2028-08-24 10:05", "check", code=1)
    terminal.at("2028-08-24 10:10", "tick")
    for words in (found, *(told for told in terminal.mails("coordinator") if "Прочитан план" in told)):
        assert "Файл дат похож на прошлогодний: в нём prak-1: 29.10.2025, а план 2028-2029. Остальное в нём действует" in " ".join(words.split())
