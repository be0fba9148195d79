"""Templates of one's own are tried in invented mails: what only shows when a mail is made shows when the template is changed."""

from pathlib import Path
from types import ModuleType

import pytest

from notifier.core.compose import trial
from notifier.core.compose.texts import Templates
from notifier.core.compose.whole import compose
from notifier.edges.templates import load_templates


def test_our_own_templates_pass(templates: Templates) -> None:
    """Every way of telling comes off."""
    assert trial.failures(templates) == []


@pytest.mark.parametrize("written", [
    {"invitation.lead.txt": "Ждём вас\n{{ evnt.title }}",
     "cancellation.more.txt": "\n{{ event.resaon }}",
     "change.txt": "Было\n{{ previous.when_long_ago }}",
     "reminders.txt": "\n{{ events[7].title }}",
     "announcement.lead.txt": "\n{{ event.register_by + 1 }}",
     "host-notice.more.txt": "\n{{ hosting.invited.total }}",
     "acknowledgement.txt": "\n{{ accepted[0].whatever }}",
     "overview.txt": "\n{{ content.rows[0].titel }}"},
    {"greeting.txt": "\n{{ nmae }}"},
    {"reminder.subject.txt": "Скоро\n{{ 1 / 0 }}", "calendar.description.txt": "\n{{ event.nothing }}"},  # in mails that the others fail in
])
def test_what_fails_in_a_mail_is_told_with_its_line(tmp_path: Path, written: dict[str, str]) -> None:
    """A variable that is not there, a number that divides by nothing, in each kind of mail of a participant's; each of several is told."""
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert load_templates(tmp_path)[1] == [], "they can be read"
    loaded, problems = load_templates(tmp_path, tried=True)
    assert sorted((problem.code, problem.where) for problem in problems) == sorted(("template-fails", f"{tmp_path / name}:2") for name in written)
    assert {name: loaded.sources[name] for name in written} == written, "a trial changes nothing"


@pytest.mark.parametrize(("text", "said"), [
    ("{{ evnt }}", "нет переменной «evnt»"), ("{{ event.resaon }}", "нет переменной «resaon»"), ("{{ 1 / 0 }}", "ZeroDivisionError")])
def test_a_name_that_is_not_there_is_told_in_russian(tmp_path: Path, text: str, said: str) -> None:
    """The commonest mistake, for a person who writes letters; whatever else as Jinja says it."""
    (tmp_path / "invitation.lead.txt").write_text(text, encoding="utf-8")
    assert said in load_templates(tmp_path, tried=True)[1][0].text


def test_what_only_shows_in_ours_is_told_of_the_mail_s_own_file(tmp_path: Path) -> None:
    """A mail of a megabyte fails in no template and is refused."""
    (tmp_path / "change.lead.txt").write_text("Внимание!", encoding="utf-8")
    (tmp_path / "invitation.html").write_text("<p>{{ 'я' * 900_000 }}</p>", encoding="utf-8")
    (problem,) = load_templates(tmp_path, tried=True)[1]
    assert (problem.code, problem.where) == ("template-fails", str(tmp_path / "invitation.html"))


def test_what_is_good_stays(tmp_path: Path, office: ModuleType) -> None:
    """Somebody's own words are in force, and cost no problem."""
    (tmp_path / "invitation.lead.txt").write_text("Добро пожаловать {{ event.when_spoken }}!", encoding="utf-8")
    loaded, problems = load_templates(tmp_path, tried=True)
    assert problems == []
    draft = office.SAMPLES["invitation-meeting"].draft
    assert "Добро пожаловать" in compose(draft, office.ANNA, date=draft.now, message_id="<m@cdo.example>", templates=loaded,
                                         frame=office.FRAME).text
