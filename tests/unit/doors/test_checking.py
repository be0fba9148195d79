"""``notifier check``: the linter's findings and the open questions of an installation, each matter once, with place and advice."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE, moscow

from notifier.core.plan.lint import CODES
from notifier.doors.checking import check
from notifier.flows.inputs.reading import InputReader

Check = Callable[..., list[dict[str, object]]]
NOW = moscow("2020-09-01 09:00")
HEAD = 'title = "План"\nschool_year = "2020-2021"\n'


def row(name: str, *, when: str = "19.11.2020 14:30-16:00", places: str = '"ЦДО"', more: str = "") -> str:
    """One row of a plan file, six lines long."""
    return f'[[item]]\nid = "{name}"\ntopics = ["Тема {name}"]\nwhen = "{when}"\nplaces = [{places}]\n{more}\n'


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs the door over rows and a dates file, and returns what ``--json`` prints."""

    def run(*rows: str, dates: str = "") -> list[dict[str, object]]:
        (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
        (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
        (tmp_path / "plan.toml").write_text(HEAD + "".join(rows), encoding="utf-8")
        (tmp_path / "dates.toml").write_text("[dates]\n" + dates, encoding="utf-8")
        code = check(tmp_path / "config.toml", NOW, as_json=True)
        found: list[dict[str, object]] = json.loads(capsys.readouterr().out)
        assert code == (1 if any(finding["severity"] != "info" for finding in found) else 0)
        return found

    return run


def codes(findings: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(finding["item"], finding["code"]) for finding in findings if finding["code"] != "no-duration"]


@pytest.mark.parametrize(("when", "places", "code"), [
    ("ноябрь 2020", '"ЦДО"', "no-date"),
    ("октябрь - ноябрь 2020", '"ЦДО"', "no-date"),
    ("октябрь - декабрь 2020", '"ЦДО"', "milestones"),
    ("январь - апрель 2021", '"ЦДО"', "milestones"),
    ("15 января - 10 марта 2021", '"ЦДО"', "no-time"),
    ("апрель 2020", '"ЦДО"', "date-outside-year"),
    ("15 ноября 2021", '"ЦДО"', "date-outside-year"),
    ("вторник, 19.11.2020 14:30-16:00", '"ЦДО"', "weekday-mismatch"),
    ("ориентировочно 19.11.2020 14:30-16:00", '"ЦДО"', "date-doubtful"),
    ("каб. 12", '"ЦДО"', "date-unreadable"),
    ("по графику СОИРО", '"ЦДО"', "schedule-of-others"),
    ("19.11.2020", '"ЦДО"', "no-time"),
    ("до 19.11.2020", '"ЦДО"', "deadline"),
    ("21.11.2020 14:30-16:00", '"ЦДО"', "day-off"),
    ("19.11.2020 14:30-16:00", '"ЦДО", "СШ № 32"', "several-venues"),
])
def test_a_matter_is_told_once(checked: Check, when: str, places: str, code: str) -> None:
    """What resolving asks and the linter finds is one finding, with its row's place and advice, and silenced by its code."""
    findings = checked(row("a-1", when=when, places=places))
    assert codes(findings) == [("a-1", code)]
    assert all(str(finding["file"]).endswith("plan.toml") and finding["line"] == 3 and finding["advice"] for finding in findings)
    assert code in CODES
    assert codes(checked(row("a-1", when=when, places=places, more=f'silence = {{ "{code}" = "так надо" }}'))) == []


def test_two_matters_of_a_row_are_two_findings(checked: Check) -> None:
    """An open date and two venues."""
    assert Counter(codes(checked(row("a-1", when="ноябрь 2020", places='"ЦДО", "СШ № 32"')))) == Counter(
        [("a-1", "no-date"), ("a-1", "several-venues")])


def test_what_the_dates_file_decides_is_open_no_more(checked: Check) -> None:
    """A day and a place written there answer the plan's questions; a reason for cancelling as well."""
    rows = row("a-1", when="ноябрь 2020", places='"ЦДО", "СШ № 32"'), row("a-2", when="апрель 2020")
    dates = '"a-1" = { when = "19.11.2020 14:30-16:00", place = "ЦДО" }\n"a-2" = { cancelled = "карантин" }\n'
    assert codes(checked(*rows, dates=dates)) == []


def test_a_decision_that_can_not_be_used_is_told_where_it_stands(checked: Check) -> None:
    """«19.11.2020» without an hour: once, in the dates file."""
    findings = checked(row("a-1", when="ноябрь 2020"), dates='"a-1" = "19.11.2020"\n')
    assert codes(findings) == [("a-1", "no-time")]
    assert (str(findings[0]["file"]).endswith("dates.toml"), findings[0]["line"]) == (True, 2)


def test_a_decided_hour_is_told_by_the_clock_of_the_place(checked: Check) -> None:
    """TOML's date-time with an offset, and a phrase with a clock: understood, and no other hour is shown than people are told."""
    [found] = checked(row("a-1", when="ноябрь 2020"), dates='"a-1" = 2020-11-19T11:30:00Z\n')
    assert (found["code"], "19.11.2020 14:30" in str(found["text"])) == ("no-duration", True)
    assert codes(checked(row("a-1", when="ноябрь 2020"), dates='"a-1" = "19.11.2020 15:30-17:00 (МСК+1)"\n')) == []


def test_decided_days_are_looked_at_like_planned_ones(checked: Check) -> None:
    """A date of the dates file on a Saturday, and one at another row's hour."""
    rows = row("a-1"), row("a-2", when="ноябрь"), row("a-3", when="ноябрь")
    findings = checked(*rows, dates='"a-2" = "21.11.2020 14:30-16:00"\n"a-3" = "19.11.2020 15:00-16:00"\n')
    assert codes(findings) == [("a-2", "day-off"), ("a-3", "events-clash")]
    assert all(str(finding["file"]).endswith("dates.toml") for finding in findings)


@pytest.mark.parametrize(("when", "more", "severity"), [
    ("26.11.2020 14:30", "", "info"), ("19.11.2020 15:00", "", "info"), ("март 2021", "", "info"), ("отменено", "", "warning"),
    ("19.11.2020 14:30 (перенесено)", "", "warning"), ("ноябрь 2020", 'extra = { "Примечание" = "отменено" }', "warning"),
    ("19 ноября 2020 14.30", "", None), ("ноябрь 2020", "", None), ("19.11.2020", "", None), ("до 26 ноября 2020", "", None),
    ("с 10 ноября 2020", "", None), ("до 12 ноября 2020", "", "info"), ("после 19 ноября 2020", "", "info")])
def test_a_plan_that_says_otherwise_than_the_dates_file_is_told(checked: Check, when: str, more: str, severity: str | None) -> None:
    """Edited in Word after the day was decided, the plan moves and calls off nothing; who edited it should know."""
    rows, dates = row("a-1", when=when, more=more), '"a-1" = "19.11.2020 14:30-16:00"\n'
    assert [(found["code"], found["severity"]) for found in checked(rows, dates=dates)] == (
        [("decided-otherwise", severity)] if severity else [])
    assert not severity or checked(rows, dates=dates)[0]["line"] == 2
    silenced = row("a-1", when=when, more='silence = { "decided-otherwise" = "так надо" }')
    assert more or codes(checked(silenced, dates=dates)) == []


def test_import_and_check_agree_how_long_a_festival_is(checked: Check) -> None:
    """Two months are asked for a day, three for milestones: the advice of the question fits the code of the finding."""
    short, long = row("a-1", when="октябрь - ноябрь 2020"), row("a-2", when="октябрь - декабрь 2020")
    assert ["milestones" in str(finding["advice"]) for finding in checked(short, long)] == [False, True]


def test_the_people_file_knows_the_responsible(checked: Check) -> None:
    """«Петрова А.» is the list's «Анна Петрова», the coordinator is known; a stranger is told, a namesake with other initials too."""
    known, stranger, namesake = (f'responsible = ["{name}"]' for name in ("Петрова А.В., Иващенко И.В.", "Ким О.О.", "Петрова О.О."))
    rows = row("a-1", more=known), row("a-2", when="", more=stranger), row("a-3", when="", more=namesake)
    assert codes(checked(*rows)) == [("a-2", "unknown-person"), ("a-3", "unknown-person")]


def test_a_silenced_venue_is_not_asked_for_by_mail_either(checked: Check, tmp_path: Path) -> None:
    """The reason in the row answers the question where to meet: both places stand in the invitation, nothing waits."""
    from notifier.core.events import Context, resolve

    checked(row("a-1", places='"ЦДО", "СШ № 32"', more='silence = { "several-venues" = "оба здания во дворе" }'))
    inputs = InputReader(tmp_path / "config.toml").read(NOW)
    context = Context(zone=inputs.window.calendar.zone, organizer="gmo@cdo.example", policy=inputs.settings.policy, now=NOW)
    resolution = resolve(inputs.plan, inputs.decisions, inputs.entries, context)
    assert resolution.questions == ()
    assert [(event.place, event.hold) for event in resolution.events] == [("ЦДО; СШ № 32", "")]


def test_for_a_person_every_finding_has_its_place_and_advice(checked: Check, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On stdout, for a pager or a file: file and line, the row, what, and an arrow with what to do."""
    checked(row("a-1", when="апрель 2020"))
    assert check(tmp_path / "config.toml", NOW, as_json=False) == 1
    shown = capsys.readouterr()
    assert shown.err == ""
    assert "plan.toml:3: a-1: «апрель 2020»" in shown.out
    assert "→ Если так, напишите в файле дат: [dates.\"a-1\"] plan = \"апрель 2021\"." in shown.out
    assert "вопросов: 1." in shown.out


def test_a_person_learns_the_code_and_how_to_silence_it(checked: Check, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Behind each finding stands the code that ``silence`` wants, and once below them how that is written."""
    checked(row("a-1", places='"СШ № 1", "СШ № 2"'))
    capsys.readouterr()
    check(tmp_path / "config.toml", NOW, as_json=False)
    text = capsys.readouterr().out
    assert "Названо несколько площадок: СШ № 1, СШ № 2. (several-venues)" in text
    assert text.count('silence = { "код в скобках" = "причина" }') == 1


def test_an_audience_is_looked_for_in_the_people_file(checked: Check) -> None:
    """A misspelt group and one that nobody is in would invite nobody; a group of the people file is no finding."""
    groups = ("молодые специалисты", "молодые спецалисты", "наставники")
    rows = [row(f"a-{number}", when="", more=f'audience = ["{group}"]') for number, group in enumerate(groups, 1)]
    assert codes(checked(*rows)) == [("a-2", "unknown-group"), ("a-3", "unknown-group")]


def test_beside_a_broken_dates_file_nobody_is_sent_to_its_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str], checked: Check) -> None:
    """The service's last good copy stands in; what is found in it is told of the coordinator's own file, without a line."""
    config = tmp_path / "config.toml"
    checked(row("a-1", when="май"), dates='"a-1" = "21.11.2020 14:30-16:00"\n')
    InputReader(config, keeps=True).read(NOW)
    (tmp_path / "dates.toml").write_text('[dates]\n"a-1" = 21.11.2020\n', encoding="utf-8")
    check(config, NOW, as_json=True)
    found = {finding["code"]: (finding["file"], finding["line"]) for finding in json.loads(capsys.readouterr().out)}
    assert found["day-off"] == (str(tmp_path / "dates.toml"), None)
    assert str(tmp_path / "state") not in str(found)


def test_a_plan_that_is_not_there_yet_is_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who has just filled in the settings learns what makes the plan file, and where it is looked for."""
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    assert check(tmp_path / "config.toml", NOW, as_json=False) == 2
    assert f"notifier import ПЛАН.docx -o {tmp_path / 'plan.toml'}" in capsys.readouterr().err
