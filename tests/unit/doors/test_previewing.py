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


def test_a_template_that_fails_is_said_with_its_line(config, tmp_path, capsys):
    """Whoever changes the words looks at the mail: a slip is theirs and not the program's."""
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "invitation.lead.txt").write_text("{{ evnt }}", encoding="utf-8")
    config.write_text(CONFIG + '[templates]\nfolder = "words"\n', encoding="utf-8")
    assert preview(config, "teor-2", "", "text", "", moscow("2020-09-01 12:00")) == 1
    assert "invitation.lead.txt:1: нет переменной «evnt»" in capsys.readouterr().err


def test_the_overview_needs_no_row(config, capsys):
    """``notifier preview overview`` was «В плане нет строки «overview»»."""
    assert preview(config, "overview", "", "text", "", moscow("2020-09-01 12:00")) == 0
    assert "Тема: План 2020-2021 учебного года" in capsys.readouterr().out


@pytest.mark.parametrize(("step", "code", "out", "err"), [
    ("", 0, "BEGIN:VCALENDAR\r\n", ""), ("cancellation", 0, "BEGIN:VCALENDAR\r\n", ""), ("D-7", 1, "", "нет записи календаря"),
])
def test_the_calendar_entry_is_shown_where_the_mail_has_one(config, capsys, step, code, out, err):
    """A reminder is a plain mail: nothing on stdout under exit code 0 would look like an empty calendar."""
    assert preview(config, "teor-2", step, "ics", "", moscow("2020-10-01 12:00")) == code
    shown = capsys.readouterr()
    assert (shown.out[:len(out)] if out else shown.out) == out
    assert err in shown.err


@pytest.mark.parametrize(("place", "link", "subject"), [
    ("Областная библиотека", "", "Приглашение: "), ("режим онлайн", "", "Анонс: "), ("режим онлайн", "https://example.org/1", "Анонс: ")])
def test_without_a_step_the_first_mail_is_shown(config, capsys, place, link, subject):
    """What is online is announced, whosever event it is."""
    config.with_name("plan.toml").write_text(PLAN.replace("Областная библиотека", place), encoding="utf-8")
    config.with_name("dates.toml").write_text('[dates."teor-2"]\nwhen = "19.11.2020 14:30"\n' + (f'link = "{link}"\n' if link else ""),
                                              encoding="utf-8")
    assert preview(config, "teor-2", "", "text", "", moscow("2020-10-01 12:00")) == 0
    assert f"Тема: {subject}" in capsys.readouterr().out


def test_the_host_sees_who_comes(config, capsys):
    """Without hosts in the configuration that is said; with one, the notice is theirs."""
    assert preview(config, "teor-2", "host-notice", "text", "", moscow("2020-10-01 12:00")) == 1
    assert "нет хозяев" in capsys.readouterr().err
    config.write_text(CONFIG + '[[venue]]\nname = "Областная библиотека"\nhost = ["host@lib.example"]\n', encoding="utf-8")
    assert preview(config, "teor-2", "host-notice", "text", "", moscow("2020-10-01 12:00")) == 0
    assert "у вас соберутся участники" in capsys.readouterr().out


def test_digest_and_report_are_made_of_the_ledger_which_stays_as_it_is(make_year, capsys):
    """What she would read now; without a ledger there is nothing to make it of."""
    year = make_year().go("2020-09-01 12:00").arm().go("2020-11-03 12:00")
    year.write("people.csv", PEOPLE.replace("Анна Петрова,anna", "Анна Петрова,anna.petrova"))
    year.go("2020-11-04 12:00")
    year.close()
    before = (year.folder / "state/ledger.sqlite3").read_bytes()
    config = year.folder / "config.toml"
    assert preview(config, "-", "digest", "text", "", moscow("2020-11-05 12:00")) == 0
    shown = capsys.readouterr().out
    assert "Сводка на 2–8 ноября" in shown
    assert "Адрес исправлен: Анна Петрова, anna.petrova@mail.example" in shown
    assert preview(config, "-", "report", "text", "", moscow("2020-11-05 12:00")) == 0
    assert "2020-2021" in capsys.readouterr().out
    assert (year.folder / "state/ledger.sqlite3").read_bytes() == before
    year.restart()


def test_without_a_ledger_there_is_no_digest_to_show(config, capsys):
    """Exit code 1 and where to look instead."""
    assert preview(config, "-", "digest", "text", "", moscow("2020-09-01 12:00")) == 1
    assert "Журнала ещё нет" in capsys.readouterr().err
