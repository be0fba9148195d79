"""``confirm``, ``cancel``, ``add`` by hand: what is no decision is refused in words and never written."""

from datetime import datetime
from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE, PLAN, moscow

from notifier.doors.deciding import add, cancel, confirm

AUTUMN = moscow("2020-10-01 12:00")
DATES = '# Мои пояснения\n\n[dates]\n"teor-4" = "18.02.2021 14:30"   # не трогать\n'


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN.replace("teor-2", "teor-4") + PLAN[PLAN.index("[[item]]"):],
                       "dates.toml": DATES, "people.csv": PEOPLE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "config.toml"


def dates(config: Path) -> str:
    return (config.parent / "dates.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("when", "now", "written"), [
    ("19.11.2020 14:30", AUTUMN, True),
    ("ноябрь 2020", AUTUMN, False),
    ("19.11.2020", AUTUMN, False),
    ("31.11.2020 14:30", AUTUMN, False),
    ("19.11.2021 14:30", AUTUMN, False),
    ("19-20.11.2020, весь день", AUTUMN, True),
    ("19-20.11.2020", AUTUMN, False),
    ("с 1 по 30 ноября 2020, весь день", AUTUMN, False),
    ("24-25.09.2020, весь день", AUTUMN, False),
    ("24.09.2020 14:30", AUTUMN, False),
    ("27.08.2020 10:00", moscow("2020-08-10 12:00"), True),
    ("27.08.2020 10:00", AUTUMN, False),
    ("24.09.2020 14:30", moscow("2026-11-23 12:00"), True),
])
def test_only_a_coming_day_and_hour_is_written(config: Path, when: str, now: datetime, written: bool, capsys):
    """Rule 4: past is refused - unless the plan's whole year is past and can only be rehearsed. Comments stay."""
    assert confirm(config, "teor-2", when, None, now) == (0 if written else 1)
    assert (when in dates(config)) is written
    assert dates(config).startswith("# Мои пояснения")
    assert "# не трогать" in dates(config)
    assert ("Не записано" in capsys.readouterr().err) is not written


def test_a_plan_of_a_calendar_year_is_read_as_the_service_reads_it(config: Path):
    """«На 2021 год» lies in two school years: its autumn is no slip."""
    plan = config.parent / "plan.toml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("[[item]]", "calendar_year = 2021\n\n[[item]]", 1), encoding="utf-8")
    assert confirm(config, "teor-2", "19.11.2021 14:30", None, AUTUMN) == 0
    assert "19.11.2021 14:30" in dates(config)


@pytest.mark.parametrize(("when", "named"), [("15.11.2020 14:30", "воскресенье"), ("19.11.2020 14:30", "")])
def test_a_day_off_is_written_and_named_at_once(config: Path, when: str, named: str, capsys):
    """A slip is seen before anybody is invited to it; the decision is hers."""
    assert confirm(config, "teor-2", when, None, AUTUMN) == 0
    said = capsys.readouterr().err
    assert ("нерабочий день" in said) is bool(named)
    assert named in said


@pytest.mark.parametrize("reason", ["  ", "\u200b", "нет", "-", "не отменяем"])
def test_a_cancellation_without_a_reason_is_refused(config: Path, reason: str, capsys):
    """Rule 6: cancelling is written down by somebody; an empty reason would read as no cancellation."""
    assert cancel(config, "teor-4", reason, AUTUMN) == 1
    assert dates(config) == DATES
    assert "Нужна причина отмены" in capsys.readouterr().err


@pytest.mark.parametrize(("title", "link"), [(" ", ""), ("\u200b", ""), ("Вебинар", "не ссылка"), ("Вебинар", "javascript:alert(1)")])
def test_an_entry_that_would_break_the_dates_file_is_refused(config: Path, title: str, link: str):
    """The command must not write what the reader then calls an error: the whole file would be set aside."""
    assert add(config, "teor-2", title, "20.12.2020 12:00", link, "", AUTUMN) == 1
    assert dates(config) == DATES
