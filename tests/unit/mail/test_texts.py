"""Templates: the sandbox, what a failure says, an operator's own files."""

import os
import re
from pathlib import Path
from types import ModuleType

import pytest

from notifier.core.compose.sandbox import sandbox_of
from notifier.core.compose.texts import TemplateFailure, Templates
from notifier.core.compose.whole import compose
from notifier.edges.templates import load_templates, templates_directory
from notifier.model.frame import Composed


def test_a_failure_names_template_and_line() -> None:
    """Also where the mistake is in an included file or a macro."""
    made = Templates({"a.txt": '{% import "b.txt" as b %}\n{{ b.x(1) }}', "b.txt": "{% macro x(n) %}\n\n{{ n.nothing }}\n{% endmacro %}"})
    with pytest.raises(TemplateFailure) as caught:
        made.render("a.txt", {})
    assert (caught.value.template, caught.value.line) == ("b.txt", 3)
    assert "nothing" in caught.value.what


def test_equal_sets_are_compiled_once() -> None:
    """Files written anew with the same words, and the next installation of one process, wait for no compiling."""
    first, same, other = (sandbox_of(Templates({"a.txt": words})) for words in ("Здравствуйте!", "Здравствуйте!", "Добрый день!"))
    assert first is same
    assert (same.render("a.txt", {}), other.render("a.txt", {})) == ("Здравствуйте!", "Добрый день!")


@pytest.mark.parametrize(
    "source",
    [
        "{{ unknown }}",
        "{{ 1 / 0 }}",
        "{{ person.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ items.append(1) }}",
        "{% include 'nothing.txt' %}",
        "{{ 'x'|nofilter }}",
        "{% if %}",
        "{{ range(10) }}",
        "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
        "{{ lipsum() }}",
    ],
)
def test_what_a_template_may_not_do_is_a_failure(source: str) -> None:
    """Undefined names, Python's insides, changing data, endless recursion: one kind of error."""
    with pytest.raises(TemplateFailure):
        Templates({"a.txt": source}).render("a.txt", {"person": "x", "items": [1]})


def test_words_shared_with_html_are_escaped_there() -> None:
    """A macro or include of a ``.txt`` is escaped when an HTML template uses it, and is not in plain text."""
    made = Templates(
        {
            "m.txt": "{% macro say(x) %}[{{ x }}]{% endmacro %}",
            "i.txt": "{{ x }}",
            "a.html": '{% import "m.txt" as m %}{{ m.say(x) }}{% include "i.txt" %}',
            "a.txt": '{% import "m.txt" as m %}{{ m.say(x) }}{% include "i.txt" %}',
        }
    )
    assert made.render("a.html", {"x": "<b>&"}) == "[&lt;b&gt;&amp;]&lt;b&gt;&amp;"
    assert made.render("a.txt", {"x": "<b>&"}) == "[<b>&]<b>&"


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("{{ person.name }}", True),
        ("{% for x in (1, 2) %}{{ person.name }}{% endfor %}", True),
        ('{% include "other.txt" %}', True),
        ("нет", True),
        ("{{ person.name|upper }}", False),
        ("{{ person.name ~ 'x' }}", False),
        ("{{ person['name'] }}", False),
        ("{% if person.name %}x{% endif %}", False),
        ("{{ 'x' if person.name else 'y' }}", False),
        ("{% set x = person %}{{ x.name }}", False),
        ("{% for person in (1,) %}{{ person }}{% endfor %}", False),
        ("{% filter upper %}{{ person.name }}{% endfilter %}", False),
        ("{% set x %}{{ person.name }}{% endset %}", False),
        ("{% macro m() %}{{ person.name }}{% endmacro %}{{ m()|upper }}", False),
        ('{% include ("a" ~ ".txt") %}', False),
        ('{% include "logic.txt" %}', False),
    ],
)
def test_slots_are_told_from_logic(source: str, plain: bool) -> None:
    """Only a bare ``{{ person.x }}`` may be filled in later; whatever can't be judged counts as logic."""
    made = Templates({"a.txt": source, "other.txt": "{{ person.school }}", "logic.txt": "{% if person.name == 'x' %}y{% endif %}"})
    assert made.slots_only("a.txt") is plain
    assert made.impersonal("a.txt") is ("person" not in source and "include" not in source)


def test_what_can_not_be_compiled_is_said_of_the_template_that_is_broken() -> None:
    """Asked about a person or rendered: the same answer, so that the notice is told to the administrator and stops no other."""
    made = Templates({"a.txt": '{% include "other.txt" %}', "other.txt": "\n{{ person.name|unheard_of }}"})
    for ask in (made.slots_only, made.impersonal):
        with pytest.raises(TemplateFailure, match="unheard_of") as caught:
            ask("a.txt")
        assert (caught.value.template, caught.value.line) == ("other.txt", 2)


def test_the_package_s_templates_are_sound() -> None:
    """Every file parses, every reference exists."""
    templates, problems = load_templates(None)
    assert problems == []
    assert templates.syntax_errors() == []
    assert templates_directory().name == "templates"


def test_one_own_file_replaces_one_of_ours(tmp_path: Path, office: ModuleType) -> None:
    """The rest stays the package's; BOM and CRLF of Windows are fine."""
    (tmp_path / "invitation.lead.txt").write_bytes("\ufeffДобро пожаловать {{ event.when_spoken }}!\r\n".encode())
    templates, problems = load_templates(tmp_path)
    assert problems == []
    draft = office.SAMPLES["invitation-meeting"].draft
    mail = compose(draft, office.ANNA, date=draft.now, message_id="<m@cdo.example>", templates=templates, frame=office.FRAME)
    assert "Добро пожаловать в четверг, 19 ноября, в 14:30!\n" in mail.text
    assert "Добро пожаловать в четверг, 19 ноября, в 14:30!" in mail.html


def test_a_broken_own_file_is_a_problem_and_ours_stays(tmp_path: Path, templates: Templates) -> None:
    """File, line and what is wrong; nothing else is lost."""
    (tmp_path / "invitation.txt").write_text("Первая\n{% if %}\n", encoding="utf-8")
    (tmp_path / "change.subject.txt").write_text("Изменение", encoding="utf-8")
    loaded, problems = load_templates(tmp_path)
    (problem,) = problems
    assert problem.where == f"{tmp_path / 'invitation.txt'}:2"
    assert problem.code == "template-syntax"
    assert loaded.sources["invitation.txt"] == templates.sources["invitation.txt"]
    assert loaded.sources["change.subject.txt"] == "Изменение"


def test_a_reference_to_nothing_is_a_problem(tmp_path: Path) -> None:
    """``{% include %}`` of a file that is not there is found before any mail."""
    (tmp_path / "invitation.txt").write_text('\n\n{% include "noting.txt" %}', encoding="utf-8")
    (problem,) = load_templates(tmp_path)[1]
    assert problem.line == 3
    assert "noting.txt" in problem.text


def test_encodings_strange_names_and_missing_folders_are_told(tmp_path: Path) -> None:
    """windows-1251, a misspelt name, a link out of the folder, no folder at all."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("тайна", encoding="utf-8")
    (folder / "invitation.txt").write_bytes("Приглашаем".encode("cp1251"))
    (folder / "invitatoin.txt").write_text("Приглашаем", encoding="utf-8")
    (folder / "change.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "report.txt").write_text("x" * 300_000, encoding="utf-8")
    (folder / "notes.doc").write_text("не шаблон", encoding="utf-8")
    loaded, problems = load_templates(folder)
    assert sorted(problem.code for problem in problems) == [
        "template-encoding",
        "template-outside",
        "template-unknown",
        "template-unreadable",
    ]
    assert "тайна" not in loaded.sources["change.txt"]
    assert [problem.code for problem in load_templates(tmp_path / "nowhere")[1]] == ["templates-missing"]


def test_no_more_of_a_template_is_read_than_a_template_has(tmp_path: Path) -> None:
    """Four terabytes under a template's name: the service would fall at every start."""
    with (tmp_path / "report.txt").open("wb") as file:
        file.truncate(2**42)
    assert [problem.code for problem in load_templates(tmp_path)[1]] == ["template-unreadable"]


def test_a_folder_closed_to_the_services_user_stops_none_of_roots_acts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root acts as that user (``doors.owner``), by the effective one only: ``disarm`` ended with «Нет права», and the mails went on."""
    monkeypatch.setattr(os, "access", lambda _path, _mode, *, effective_ids=False: not effective_ids)
    assert [problem.code for problem in load_templates(tmp_path)[1]] == ["templates-missing"]


def test_sets_of_templates_are_compared_by_their_texts() -> None:
    """The service knows by it whether anything changed at a reload."""
    one, same, other = Templates({"a.txt": "x"}), Templates({"a.txt": "x"}), Templates({"a.txt": "y"})
    assert one == same
    assert hash(one) == hash(same)
    assert one != other
    assert one != "a.txt"
    assert "a.txt" in one
    assert "b.txt" not in one


def test_a_mark_has_its_dark_colour_in_every_mail_that_uses_it(mails: dict[str, Composed], templates: Templates) -> None:
    """``marks.css`` is for the mails that have such marks, and for none without: each invitation would carry it to everybody."""
    marked = set(re.findall(r"\.([a-z]+)[,{ ]", templates.sources["marks.css"]))
    assert marked == {"old", "quiet", "need", "warn", "known", "open"}
    for name, mail in mails.items():
        head, _, body = mail.html.partition("<body")
        used = {word for classes in re.findall(r'class="([^"]*)"', body) for word in classes.split()}
        assert not used & marked or all(f".{word}" in head for word in marked), name
    assert ".need" not in mails["invitation-meeting"].html.partition("<body")[0]
