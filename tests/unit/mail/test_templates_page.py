"""``docs/templates.md`` tells the truth: every variable, filter and file, and no other."""

import re
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest
from support.year import CONFIG

from notifier.core.compose.letter import Person, template_of, variables
from notifier.core.compose.sandbox import own_filters
from notifier.core.compose.texts import Templates
from notifier.core.compose.view import Change, EventView
from notifier.edges.config import read_config
from notifier.model import content
from notifier.model.notice import Role

PAGE = (Path(__file__).parents[3] / "docs" / "templates.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)*)`", PAGE))


def test_every_variable_is_documented(office: ModuleType) -> None:
    """What ``variables`` hands over stands in the table."""
    sample = office.SAMPLES["change-moved"]
    context = variables(sample.draft, office.FRAME, role=Role.LIBRARIAN, person=Person("", "", "", "", ""))
    plain = {name for name in context if name not in ("person", "organizer", "coordinator")}
    assert plain <= NAMED
    assert "subject" in NAMED


@pytest.mark.parametrize(
    ("record", "prefix"),
    [
        (Person, "person"),
        (EventView, "event"),
        (Change, "change"),
        (content.OverviewContent, "content"),
        (content.OverviewRow, "row"),
        (content.DigestContent, "content"),
        (content.Need, "need"),
        (content.Suggestion, "suggestion"),
        (content.Upcoming, "mail"),
        (content.AnswerCount, "row"),
        (content.Undelivered, "row"),
        (content.Missed, "row"),
        (content.AcknowledgementContent, "content"),
        (content.Accepted, "row"),
        (content.Refused, "row"),
        (content.AlarmContent, "content"),
        (content.ReportContent, "content"),
        (content.HeldLine, "row"),
        (content.HostContent, "content"),
    ],
)
def test_every_field_is_documented(record: type, prefix: str) -> None:
    """Under the name the templates use."""
    assert {f"{prefix}.{field.name}" for field in fields(record)} - NAMED == set()


def test_nothing_else_is_promised() -> None:
    """Each documented field exists somewhere."""
    known = {
        f"{prefix}.{field.name}"
        for record, prefix in (
            *(
                (getattr(content, name), prefix)
                for name in dir(content)
                for prefix in ("content", "row", "need", "suggestion", "mail")
                if hasattr(getattr(content, name), "__dataclass_fields__")
            ),
            (Person, "person"),
            (EventView, "event"),
            (Change, "change"),
        )
        for field in fields(record)
    }
    promised = {
        name
        for name in NAMED
        if name.split(".")[0] in ("content", "row", "need", "suggestion", "mail", "person", "event", "change")
        and "." in name
        and not name.endswith((".txt", ".html", ".css"))
    }
    assert promised - known == set()


def test_every_filter_is_documented() -> None:
    """Our own ones."""
    section = PAGE.partition("## Свои фильтры")[2]
    assert set(re.findall(r"^\| `([a-z_]+)` \|", section, re.MULTILINE)) == set(own_filters())


def test_every_file_is_documented(office: ModuleType, templates: Templates) -> None:
    """Kinds in the table, helpers by name."""
    kinds = set(re.findall(r"^\| `([a-z-]+)` \|", PAGE.partition("## Какие файлы есть")[2].partition("##")[0], re.MULTILINE))
    assert {template_of(sample.draft) for sample in office.SAMPLES.values()} == kinds
    for name in templates.sources:
        base, _, rest = name.partition(".")
        assert (base in kinds and rest in ("txt", "html", "subject.txt", "lead.txt", "more.txt")) or f"`{name}`" in PAGE, name


def test_the_setting_named_is_the_one_there_is(tmp_path: Path) -> None:
    """Done as the page says, one's own folder of texts is in force."""
    table, line = re.search(r"раздел `(\[\w+\])`, строка `([^`]+)`", PAGE).groups()  # type: ignore[union-attr]
    (tmp_path / "config.toml").write_text(CONFIG + f"{table}\n{line}\n", "utf-8")
    (tmp_path / "letters").mkdir()
    settings, problems = read_config(tmp_path / "config.toml")
    assert settings is not None
    assert (settings.templates, problems) == (tmp_path / "letters", [])
