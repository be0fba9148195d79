"""config.example.toml is the administrator's page: complete, true, and usable as it is."""

import ast
import functools
import re
from dataclasses import fields
from pathlib import Path

import pytest

import notifier
from notifier.edges.config import read_config
from notifier.model.settings import CalendarSettings, Imap, Limits, Policy, ScheduleSource, Settings, Smtp, Venue

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
ELSEWHERE = {"file", "plan", "dates", "people", "state", "transport", "smtp", "imap", "venues", "persons", "schedules",
             "templates", "metrics", "heartbeat", "backups", "policy", "limits", "calendar", "organizer", "coordinator", "admin"}


def uncommented(text: str) -> str:
    """The example with every «#key = …» and «#[table]» line in force."""
    return re.sub(r"(?m)^#(?=[\[a-z_]+)", "", text)


def tables(text: str) -> dict[str, set[str]]:
    """The keys documented under each table."""
    found: dict[str, set[str]] = {}
    table = ""
    for row in uncommented(text).splitlines():
        if header := re.match(r"\[+(\w+)\]", row):
            table = header[1]
        elif key := re.match(r"(\w+)\s*=", row):
            found.setdefault(table, set()).add(key[1])
    return found


def attributes(path: Path) -> set[str]:
    """Every ``.name`` that is read in a module."""
    return {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}


@functools.cache
def used() -> frozenset[str]:
    """Every ``.name`` that is read where the work is done."""
    package = Path(notifier.__file__).parent
    return frozenset(name for path in package.rglob("*.py")
                     if path.relative_to(package).parts[:1] != ("model",) and path.relative_to(package).parts[:2] != ("edges", "config")
                     for name in attributes(path))


@pytest.mark.parametrize("record", [Settings, Policy, Limits, CalendarSettings, Smtp, Imap, ScheduleSource, Venue])
def test_every_setting_does_something(record: type) -> None:
    """A setting that only the configuration's reader knows is a promise nobody keeps: each is read where the work is done."""
    assert {field.name for field in fields(record)} - used() == set()


@pytest.mark.parametrize(("table", "record"), [("policy", Policy), ("limits", Limits), ("calendar", CalendarSettings),
                                               ("smtp", Smtp), ("imap", Imap), ("schedule", ScheduleSource)])
def test_every_setting_is_documented(table: str, record: type) -> None:
    """Each field of the record has its line in the example."""
    elsewhere = {"line", "timezone"} if record is ScheduleSource else {"unwanted_yearly"} if record is CalendarSettings else set()
    assert {field.name for field in fields(record)} - elsewhere == tables(EXAMPLE.read_text("utf-8"))[table]


def test_every_part_of_the_settings_is_known_here() -> None:
    """A new field of Settings or Venue must be documented and added to this test's list."""
    assert {field.name for field in fields(Settings)} == ELSEWHERE
    assert {field.name for field in fields(Venue)} == {"name", "address", "hosts"}


def test_every_line_says_why() -> None:
    """Each setting of [policy] and [limits] carries a remark: its reason."""
    text = EXAMPLE.read_text("utf-8")
    bare = [row for row in text[text.index("[policy]"):text.index("[state]")].splitlines() if "=" in row and "# " not in row]
    assert bare == []


def test_documented_defaults_are_the_real_ones(tmp_path: Path) -> None:
    """What the example writes down as default is what is in force without it."""
    config = tmp_path / "config.toml"
    config.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    settings, problems = read_config(config)
    assert problems == []
    assert settings is not None
    assert settings.policy == Policy()
    assert settings.limits == Limits()
    assert settings.calendar == CalendarSettings()
    assert settings.smtp == Smtp()
    assert settings.imap == Imap()
    assert settings.transport == "maildir"
    assert settings.state == tmp_path / "state"
    assert settings.templates is settings.metrics is settings.admin is None
    assert settings.persons == (("Иващенко И.В.", "Ирина Викторовна Иващенко"),)


def test_optional_settings_are_written_rightly(tmp_path: Path) -> None:
    """With every optional line in force the example has only the contradiction it must have: a mail folder and a server."""
    (tmp_path / "templates").mkdir()
    for name in ("smtp-password", "imap-password"):
        (tmp_path / name).write_text("secret")
        (tmp_path / name).chmod(0o600)
    (tmp_path / "ca.pem").write_text("")
    text = uncommented(EXAMPLE.read_text("utf-8"))
    config = tmp_path / "config.toml"
    config.write_text(text, "utf-8")
    assert [problem.code for problem in read_config(config)[1]] == ["two-mailboxes"]
    config.write_text(text.replace('maildir = "inbox"', "").replace('"maildir"', '"smtp"'), "utf-8")
    settings, problems = read_config(config)
    assert problems == []
    assert settings is not None
    assert settings.venues[0].hosts[0].name == "Петрова Анна Сергеевна"
    assert settings.schedules[0].source == str(tmp_path / "schedules/soiro.csv")
    assert settings.schedules[0].approve
    assert settings.admin is not None
    assert settings.smtp.password_file == tmp_path / "smtp-password"
