"""Looks start at once: half of what a look took was the import of what composes and sends."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from support.year import CONFIG, PEOPLE, PLAN

COMPOSING = {"jinja2", "markupsafe", "icalendar", "css_inline", "notifier.core.compose.whole", "notifier.core.compose.skeleton",
             "notifier.core.compose.sandbox", "notifier.core.itip"}
SENDING = {"ssl", "notifier.flows.sending.delivery", "notifier.edges.smtp", "notifier.edges.maildir"}
TELLING = {"notifier.flows.tick", "notifier.flows.notices.telling", "notifier.flows.coordinator", "notifier.flows.notices.hosting", "notifier.model.content"}
WRITING = {"tomlkit", "notifier.edges.files.edit", "notifier.doors.arming", "notifier.flows.arming.acts", "notifier.flows.arming.foresight",
           "notifier.flows.arming.recovering", "notifier.edges.ledger.journal"}
DOCUMENTS = {"docx", "openpyxl", "lxml", "notifier.core.plan.walk", "notifier.edges.documents"}
HEARING = {"imaplib", "httpx", "notifier.core.inbound.read", "notifier.flows.hearing.intake"}
KEPT_OUT = DOCUMENTS | {"tomlkit", "flufl.bounce", "html.parser", "notifier.core.inbound.read", "notifier.core.plan.understanding"}
UNUSED = COMPOSING | SENDING | TELLING | WRITING | DOCUMENTS | HEARING


def imported(folder: Path, *arguments: str) -> set[str]:
    """Every module that a command of a fresh process imported."""
    code = ("import json, sys; from notifier.doors import cli\n"
            "assert cli.run(sys.argv[1:]) in (0, 1); print(json.dumps(sorted(sys.modules)), file=sys.stderr)")
    done = subprocess.run([sys.executable, "-c", code, *arguments, "--config", str(folder / "config.toml")], check=True,
                          capture_output=True, text=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An armed installation, so that looks have something to look at."""
    folder = tmp_path_factory.mktemp("installation")
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "people.csv": PEOPLE, "dates.toml": ""}.items():
        (folder / name).write_text(text, encoding="utf-8")
    for words in (["tick"], ["arm", "--yes"]):
        imported(folder, *words)
    return folder


@pytest.mark.parametrize("arguments", [("status",), ("status", "--json"), ("outbox",), ("log", "teor-2")], ids=" ".join)
def test_a_look_imports_nothing_it_does_not_use(folder: Path, arguments: tuple[str, ...]) -> None:
    """Looks at the ledger compose, send, write and hear nothing. Import such a module where it is needed, or split what needs it."""
    modules = imported(folder, *arguments)
    assert "notifier.edges.ledger.store" in modules, "it looked"
    assert modules & UNUSED == set()


def test_a_pass_keeps_nothing_in_memory_that_others_use(folder: Path) -> None:
    """What a service loads it keeps for the year: mail is read in a child, documents and plans only when one comes (six megabytes)."""
    modules = imported(folder, "tick")
    assert "notifier.flows.hearing.listening" in modules, "it was a whole pass"
    assert modules & KEPT_OUT == set()


@pytest.mark.parametrize("name", sorted(UNUSED | KEPT_OUT))
def test_the_list_names_modules_that_are_there(name: str) -> None:
    """A module that was renamed is renamed here too."""
    assert find_spec(name) is not None
