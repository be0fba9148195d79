"""Documentation that can rot is held by tests."""

import ast
import re
from pathlib import Path

import click

from notifier.doors.cli import notifier

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_stands_in_the_architecture():
    """A stranger finds any module in ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "notifier").rglob("*.py")):
        if path.parent == ROOT / "notifier" or not path.read_text(encoding="utf-8").strip():
            continue
        name = path.relative_to(ROOT / "notifier").as_posix().removesuffix("/__init__.py").removesuffix(".py")
        assert f"`{name}`" in text, f"ARCHITECTURE.md does not name {name}"


def test_the_architecture_says_of_a_module_what_it_says_of_itself():
    """A line of ARCHITECTURE.md is how the module's docstring begins: a promise that changed is changed in both."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for name, line in re.findall(r"(?m)^- `([\w/]+)` - (.+)$", text):
        folder = ROOT / "notifier" / name
        path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
        said = " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split())
        assert said.startswith(line), f"{name}: ARCHITECTURE.md has «{line}», the module «{said[:200]}»"


def test_places_that_the_architecture_points_to_are_there():
    """A row of «Where is …?» names a file or folder, alone or beside the one before it, and in brackets what to look for in it."""
    place = ROOT
    for word in re.findall(r"`([^` ]+)`", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").partition("## Floors")[0]):
        if word.endswith((".py", ".sql", "/")):
            place = next((path for path in (ROOT / "notifier" / word, ROOT / word, place.parent / word) if path.exists()), Path(word))
            assert place.exists(), f"ARCHITECTURE.md points to {word}"
        elif word.isidentifier() and place.is_file():
            assert word in place.read_text(encoding="utf-8"), f"ARCHITECTURE.md looks for {word} in {place}"


def test_each_module_of_letters_has_its_one_question():
    """The table of docs/letters.md names every module of ``core/inbound`` once."""
    text = (ROOT / "docs" / "letters.md").read_text(encoding="utf-8")
    named = [name for row in re.findall(r"(?m)^\| (`[^|]*) \|", text) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(path.stem for path in (ROOT / "notifier/core/inbound").glob("*.py") if path.stem != "__init__")


def test_every_command_is_documented():
    """Every command stands in the administrator's or the coordinator's page."""
    pages = "".join((ROOT / "docs" / "ru" / name).read_text(encoding="utf-8") for name in ("administrator.md", "coordinator.md"))
    assert isinstance(notifier, click.Group)
    for name in notifier.commands:
        assert f"notifier {name}" in pages, f"no page explains notifier {name}"


def test_links_of_the_readme_lead_somewhere():
    """No dead link in README.md and ARCHITECTURE.md."""
    for name in ("README.md", "ARCHITECTURE.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text(encoding="utf-8")):
            assert (ROOT / target).exists(), f"{name} links to {target}"
