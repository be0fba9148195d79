"""``preview``: the mail as its reader will see it, at the hour it leaves."""

import pytest
from support.year import CONFIG, PEOPLE, PLAN, moscow

from notifier.doors.previewing import preview


@pytest.fixture
def config(tmp_path):
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "dates.toml": '[dates]\n"teor-2" = "19.11.2020 14:30"\n',
                       "people.csv": PEOPLE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path / "config.toml"


@pytest.mark.parametrize(("step", "words"), [
    ("D-7", "Напоминаем: через неделю, в четверг, 19 ноября, в 14:30."),
    ("D-1", "Напоминаем: завтра, в четверг, 19 ноября, в 14:30."),
])
@pytest.mark.parametrize("now", ["2020-09-01 12:00", "2026-11-23 12:00"])
def test_a_reminder_is_shown_as_of_its_own_day(config, capsys, step, words, now):
    """Composed at the moment of looking it would say «через 79 дней», or nothing at all."""
    assert preview(config, "teor-2", step, "text", "", moscow(now)) == 0
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(("item", "step", "words"), [
    ("teor-2", "D-0", "шага D-0 у этого события нет"),
    ("teor-9", "", "В плане нет строки «teor-9»"),
])
def test_what_there_is_not_is_said(config, capsys, item, step, words):
    """Exit code 1 and the reason in words."""
    assert preview(config, item, step, "text", "", moscow("2020-09-01 12:00")) == 1
    assert words in capsys.readouterr().err
