"""``notifier import`` as a conversation: what it shows, prints as JSON, asks and writes."""

import datetime as dt
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from notifier.doors.importing import import_plan
from notifier.edges.planfile.reading import read_plan_file

TEXT = """План ГМО на 2020-2021 учебный год

| № | Тема | Дата | Место | Ответственный | Форма |
| | Первый сектор | | | | |
| 1 | Совещание | 24 сентября 2020 14.30 | ЦДО | Иванова И.И. | [доклад] |
| 3 | Семинар | ноябрь | ЦДО / СШ № 32 | Иванова И.И. | |
"""
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "план.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def run(source: Path) -> Run:
    """Import the source; returns the exit code and everything printed. ``answer`` is what the person says."""
    def go(*, out: Path | None = None, as_json: bool = False, yes: bool = False, answer: bool | None = None,
           file: Path = source, width: int = 160) -> tuple[int, str]:
        stream = io.StringIO()

        def confirm(question: str) -> bool:
            assert answer is not None, question
            return answer

        code = import_plan(file, out=out, as_json=as_json, yes=yes, today=dt.date(2020, 9, 1), confirm=confirm,
                           console=Console(file=stream, width=width))
        return code, stream.getvalue()
    return go


def data(run: Run, **options: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(run(as_json=True, **options)[1])
    return answer


def test_json_has_the_shape_of_the_interfaces(run: Run) -> None:
    """Exactly these keys, and nothing but JSON on the output."""
    answer = data(run)
    assert set(answer) == {"title", "school_year", "events", "problems"}
    assert (answer["title"], answer["school_year"]) == ("План ГМО на 2020-2021 учебный год", "2020-2021")
    assert answer["events"][0] == {
        "id": "perv-1", "number": "1", "sector": "Первый сектор", "topics": ["Совещание"], "when": "24 сентября 2020 14.30",
        "places": ["ЦДО"], "responsible": ["Иванова И.И."], "extra": {"Форма": "[доклад]"}}
    assert all(set(problem) == {"severity", "code", "item", "text"} for problem in answer["problems"])
    assert ("warning", "numbering-gap", "perv-3") in [(p["severity"], p["code"], p["item"]) for p in answer["problems"]]


def test_an_unreadable_document_is_json_too(run: Run, tmp_path: Path) -> None:
    """A refusal is a problem in the same form, and the exit code says that nothing was done."""
    path = tmp_path / "план.pdf"
    path.write_bytes(b"%PDF-1.4")
    code, text = run(as_json=True, file=path)
    assert code == 1
    assert json.loads(text) == {"title": None, "school_year": None, "events": [], "problems": [
        {"severity": "error", "code": "format-pdf", "item": None, "text": json.loads(text)["problems"][0]["text"]}]}


def test_a_refusal_names_the_file_once(run: Run, tmp_path: Path) -> None:
    """«план.pdf: PDF не читается», not «план.pdf: план.pdf: …»."""
    path = tmp_path / "план.pdf"
    path.write_bytes(b"%PDF-1.4")
    code, text = run(file=path, width=400)
    assert code == 1
    assert text.count("план.pdf") == 1
    assert "план.pdf: PDF не читается" in text


def test_the_table_and_the_questions_are_shown(run: Run) -> None:
    """A person sees rows, how dates were understood, and what is open; square brackets are text, not markup."""
    code, text = run()
    assert code == 0
    for part in ("perv-1", "Первый сектор", "24.09.2020 14:30", "Пропущен номер", "Ничего не записано"):
        assert part in text


def test_no_word_of_an_ordinary_date_is_broken(run: Run) -> None:
    """On a terminal of 80 signs months and days stay whole."""
    _, text = run(width=80)
    for part in ("24 сентября", "24.09.2020"):
        assert part in text


def test_separate_days_are_shown_as_such(run: Run, tmp_path: Path) -> None:
    """«15.10.2020 - 22.10.2020» was shown, as of a stretch from day to day."""
    source = tmp_path / "дни.txt"
    source.write_text("План на 2020-2021 учебный год\n\tДата\tТема\n\t15, 22 октября 14.00\tКлуб\n", encoding="utf-8")
    assert "15.10.2020, 22.10.2020 14:00" in run(file=source)[1]


def test_without_o_nothing_is_written(run: Run, tmp_path: Path) -> None:
    """Looking is free."""
    before = sorted(path.name for path in tmp_path.iterdir())
    run()
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_new_plan_is_written(run: Run, tmp_path: Path) -> None:
    """-o names the file; a place that is free needs no question."""
    code, text = run(out=tmp_path / "план.toml")
    plan, problems = read_plan_file(tmp_path / "план.toml")
    assert (code, problems) == (0, [])
    assert plan is not None
    assert [item.id for item in plan.items] == ["perv-1", "perv-3"]
    assert "Записано" in text


@pytest.fixture
def edited(run: Run, tmp_path: Path) -> Path:
    """A plan imported before, then given a remark, another date and another id by hand."""
    path = tmp_path / "план.toml"
    run(out=path)
    text = path.read_text(encoding="utf-8").replace("24 сентября 2020 14.30", "сентябрь 2020").replace('"perv-3"', '"seminar"')
    path.write_text("# моё\n" + text, encoding="utf-8")
    return path


def test_importing_over_a_plan_shows_the_difference_and_asks(run: Run, edited: Path) -> None:
    """No is no: the file stays, and the exit code says so."""
    before = edited.read_text(encoding="utf-8")
    code, text = run(out=edited, answer=False)
    assert code == 1
    assert "сентябрь 2020 → 24 сентября 2020 14.30" in text
    assert "Где день уже решён (файл дат), действует он" in text  # else the date typed into Word passes for a move
    assert edited.read_text(encoding="utf-8") == before


def test_the_difference_names_events_by_their_topics(run: Run, edited: Path) -> None:
    """A person knows «Совещание», not «perv-1»; a row that vanished is told with its date and cancels nothing."""
    gone = '\n[[item]]\nid = "tret-7"\ntopics = ["Конкурс чтецов"]\nwhen = "апрель 2021"\n'
    edited.write_text(edited.read_text(encoding="utf-8") + gone, encoding="utf-8")
    _, text = run(out=edited, answer=False, width=80)
    lines = " ".join(text.split())
    assert "~ perv-1 Совещание когда: сентябрь 2020 → 24 сентября 2020 14.30" in lines
    assert "- tret-7 Конкурс чтецов, апрель 2021: строки в документе больше нет. Событие этим не отменяется" in lines


def test_another_school_year_is_said_before_the_yes(run: Run, edited: Path) -> None:
    """Importing next year's plan over last year's file is told with the way to do it right."""
    edited.write_text(edited.read_text(encoding="utf-8").replace("2020-2021", "2019-2020"), encoding="utf-8")
    before = edited.read_text(encoding="utf-8")
    _, text = run(out=edited, answer=False, width=80)
    assert "учебный год: 2019-2020 → 2020-2021" in text
    assert "plan/2020-2021.toml" in text
    assert edited.read_text(encoding="utf-8") == before


def test_a_document_without_a_year_keeps_the_year_of_the_plan_before(run: Run, edited: Path, tmp_path: Path) -> None:
    """The plan file knows the year better than today's date does."""
    edited.write_text(edited.read_text(encoding="utf-8").replace("2020-2021", "2018-2019"), encoding="utf-8")
    document = tmp_path / "без года.txt"
    document.write_text("План\n\n| Дата | Тема |\n| 24 сентября | Совещание |\n| ноябрь | Семинар |\n", encoding="utf-8")
    code, text = run(out=edited, as_json=True, file=document)
    assert (code, json.loads(text)["school_year"]) == (1, "2018-2019")


def test_a_yes_writes_and_keeps_ids_and_remarks(run: Run, edited: Path) -> None:
    """The changed date goes in, the hand-given id and the remark stay."""
    code, _ = run(out=edited, answer=True)
    plan, _ = read_plan_file(edited)
    assert code == 0
    assert plan is not None
    assert [(item.id, item.when) for item in plan.items] == [("perv-1", "24 сентября 2020 14.30"), ("seminar", "ноябрь")]
    assert edited.read_text(encoding="utf-8").startswith("# моё")


def test_json_over_a_plan_keeps_ids_and_does_not_write_unasked(run: Run, edited: Path) -> None:
    """A script gets the kept ids, in problems too; only --yes lets it write."""
    before = edited.read_text(encoding="utf-8")
    code, text = run(out=edited, as_json=True)
    answer = json.loads(text)
    assert code == 1
    assert [event["id"] for event in answer["events"]] == ["perv-1", "seminar"]
    assert {problem["item"] for problem in answer["problems"] if problem["item"]} == {"seminar"}
    assert edited.read_text(encoding="utf-8") == before
    assert run(out=edited, as_json=True, yes=True)[0] == 0
    assert "24 сентября 2020" in edited.read_text(encoding="utf-8")


def test_what_was_saved_while_a_person_was_asked_stays(source: Path, edited: Path) -> None:
    """Another one edits the plan while the question stands: that edit was written over, and nobody had seen it."""
    def saves_meanwhile(_: str) -> bool:
        edited.write_text(edited.read_text(encoding="utf-8") + "# позвонить в школу\n", encoding="utf-8")
        return True

    stream = io.StringIO()
    code = import_plan(source, out=edited, as_json=False, yes=False, today=dt.date(2020, 9, 1), confirm=saves_meanwhile,
                       console=Console(file=stream, width=160))
    assert (code, "пока вы отвечали" in stream.getvalue()) == (1, True)
    assert edited.read_text(encoding="utf-8").endswith("# позвонить в школу\n")


def test_the_same_again_asks_nothing(run: Run, tmp_path: Path) -> None:
    """No difference, no question, nothing written."""
    run(out=tmp_path / "план.toml")
    code, text = run(out=tmp_path / "план.toml")
    assert code == 0
    assert "менять нечего" in text


def test_a_broken_plan_file_is_not_written_over(run: Run, edited: Path) -> None:
    """Its ids can't be read, so writing would lose them, whatever the answer."""
    edited.write_text(edited.read_text(encoding="utf-8").replace("topics", "topiks", 1), encoding="utf-8")
    before = edited.read_text(encoding="utf-8")
    code, text = run(out=edited, yes=True)
    assert code == 2
    assert "topiks" in text
    assert edited.read_text(encoding="utf-8") == before


@pytest.mark.parametrize("text", ["", 'title = "План"\nschool_year = "2019-2020"\n'])
def test_an_empty_plan_file_is_filled_when_asked(run: Run, tmp_path: Path, text: str) -> None:
    """`check` says of it: import the document. There are no ids to lose, but it is asked, as over any other plan."""
    out = tmp_path / "plan.toml"
    out.write_text(text, encoding="utf-8")
    assert run(out=out, answer=False)[0] == 1
    assert out.read_text(encoding="utf-8") == text
    assert run(out=out, answer=True)[0] == 0
    plan, _ = read_plan_file(out)
    assert plan is not None
    assert str(plan.school_year) == "2020-2021"


def test_a_document_without_rows_writes_nothing(run: Run, tmp_path: Path) -> None:
    """A letter instead of a plan is told and leaves no file."""
    letter = tmp_path / "письмо.txt"
    letter.write_text("Уважаемые коллеги!", encoding="utf-8")
    code, text = run(out=tmp_path / "план.toml", file=letter)
    assert code == 1
    assert "нет таблицы плана" in text
    assert not (tmp_path / "план.toml").exists()
