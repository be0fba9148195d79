"""The plan file: read with every mistake told at its line, written without losing what people wrote."""

from dataclasses import replace
from pathlib import Path

import pytest

from notifier.edges.planfile.reading import read_plan_file
from notifier.edges.planfile.writing import write_plan_file
from notifier.model.plan import Item, Plan
from notifier.model.problem import Severity
from notifier.model.when import SchoolYear

GOOD = """# наш план
title = "План ГМО"
school_year = "2020-2021"

[[item]]
id = "teor-1"
number = "1"
sector = "Теоретический сектор"
topics = ["Совещание", "Обмен опытом"]
when = "24 сентября 2020 14.30"   # так решили
places = ["ЦДО"]
responsible = ["Иванова И.И."]
audience = ["актив"]
extra = { "Форма" = "круглый стол" }
silence = { "no-duration" = "всегда полтора часа" }

# второе заседание
[[item]]
id = "teor-2"
topics = "Семинар"
when = 2020-11-19T14:30:00
"""
PLAN = Plan("План", SchoolYear(2020), (
    Item(id="a-1", sector="А", topics=("Одно «в кавычках» \"и так\"", "Другое"), number="1", when="май\nиюнь", places=("ЦДО",),
         responsible=("Иванова И.И.",), extra=(("Форма, вид", "стол"),), silenced=(("no-date", "летом"),), audience=("актив",)),
    Item(id="b-a", sector="", topics=("Т" * 900,)),
))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "план.toml"


def problems_of(path: Path, text: str) -> list[tuple[str, int | None]]:
    path.write_text(text, encoding="utf-8")
    return [(problem.code, problem.line) for problem in read_plan_file(path)[1]]


def test_a_plan_written_by_hand_is_read_with_lines(file: Path) -> None:
    """All keys, TOML's own date-time, single texts instead of lists, and the line of every row."""
    file.write_text(GOOD, encoding="utf-8")
    plan, problems = read_plan_file(file)
    assert problems == []
    assert plan is not None
    assert (plan.title, str(plan.school_year), plan.file) == ("План ГМО", "2020-2021", str(file))
    assert plan.items == (
        Item(id="teor-1", number="1", sector="Теоретический сектор", topics=("Совещание", "Обмен опытом"), when="24 сентября 2020 14.30",
             places=("ЦДО",), responsible=("Иванова И.И.",), audience=("актив",), extra=(("Форма", "круглый стол"),),
             silenced=(("no-duration", "всегда полтора часа"),), line=5),
        Item(id="teor-2", sector="", topics=("Семинар",), when="19.11.2020 14:30", line=18))


def test_bom_and_dos_lines_change_nothing(file: Path) -> None:
    """Windows editors write both; lines are counted the same."""
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    plan, problems = read_plan_file(file)
    assert problems == []
    assert plan is not None
    assert [item.line for item in plan.items] == [5, 18]


def test_what_is_written_reads_back(file: Path) -> None:
    """Quotes, line breaks, long agendas and extra headers survive."""
    write_plan_file(PLAN, file)
    plan, problems = read_plan_file(file)
    assert problems == []
    assert plan is not None
    assert [replace(item, line=None) for item in plan.items] == list(PLAN.items)


def test_writing_the_same_changes_no_byte(file: Path) -> None:
    """A file that says it already stays as it is, comments included."""
    text = GOOD.replace("2020-11-19T14:30:00", '"19.11.2020 14:30"').replace('topics = "Семинар"', 'topics = ["Семинар"]')
    text += 'places = []\nresponsible = []\n'
    file.write_text(text, encoding="utf-8")
    plan, _ = read_plan_file(file)
    assert plan is not None
    write_plan_file(plan, file)
    assert file.read_text(encoding="utf-8") == text


def test_a_file_of_notepad_stays_one(file: Path) -> None:
    """BOM and CRLF are kept, as in the dates file."""
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    plan, _ = read_plan_file(file)
    assert plan is not None
    write_plan_file(replace(plan, title="Другое название"), file)
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") > 10
    assert "Другое название".encode() in content


def test_comments_stay_with_their_rows(file: Path) -> None:
    """A changed date, a new row and a gone one: remarks beside kept rows are still there."""
    file.write_text(GOOD, encoding="utf-8")
    plan, _ = read_plan_file(file)
    assert plan is not None
    first = replace(plan.items[0], places=("СШ № 32",))
    write_plan_file(replace(plan, items=(first, Item(id="new-1", sector="Б", topics=("Новое",)))), file)
    text = file.read_text(encoding="utf-8")
    assert "# наш план" in text
    assert "# так решили" in text
    again, problems = read_plan_file(file)
    assert problems == []
    assert again is not None
    assert [(item.id, item.places) for item in again.items] == [("teor-1", ("СШ № 32",)), ("new-1", ())]


def test_a_calendar_year_is_kept_in_a_new_and_an_old_file(file: Path) -> None:
    """The key stands above the rows, where it belongs to the plan."""
    for _ in range(2):
        write_plan_file(replace(PLAN, calendar_year=2021), file)
        plan, problems = read_plan_file(file)
        assert problems == []
        assert plan is not None
        assert plan.calendar_year == 2021
        write_plan_file(PLAN, file)


@pytest.mark.parametrize(("old", "new", "code", "line"), [
    ("when = \"24", "wehn = \"24", "unknown-key", 10),
    ("title =", "titel =", "unknown-key", 2),
    ("\"2020-2021\"", "\"2020-2022\"", "school-year", 3),
    ("school_year = \"2020-2021\"\n", "", "missing-key", None),
    ("id = \"teor-2\"", "id = \"teor-1\"", "duplicate-id", 19),
    ("id = \"teor-2\"\n", "", "missing-key", 18),
    ("id = \"teor-2\"", "id = \"Теор 2\"", "item-id", 19),
    ("topics = \"Семинар\"", "topics = []", "no-topics", 20),
    ("topics = \"Семинар\"", "topics = 5", "wrong-type", 20),
    ("places = [\"ЦДО\"]", "places = [1]", "wrong-type", 11),
    ("\"всегда полтора часа\"", "\"\"", "no-reason", 15),
    ("[\"ЦДО\"]", "[\"ЦДО]", "toml-syntax", 11),
])
def test_mistakes_are_told_at_their_line(file: Path, old: str, new: str, code: str, line: int | None) -> None:
    """Each mistake of a hand gives its code and the line to look at."""
    assert old in GOOD
    assert (code, line) in problems_of(file, GOOD.replace(old, new, 1))


def test_a_misspelt_key_gets_a_suggestion(file: Path) -> None:
    """«возможно, вы имели в виду …»."""
    file.write_text(GOOD.replace("places", "plases"), encoding="utf-8")
    _, problems = read_plan_file(file)
    assert "; возможно, вы имели в виду «places»" in problems[0].text
    assert problems[0].item == "teor-1"


def test_a_broken_row_leaves_the_others(file: Path) -> None:
    """One row without topics is told and left out; the rest is read."""
    file.write_text(GOOD.replace('topics = "Семинар"', "topics = []"), encoding="utf-8")
    plan, problems = read_plan_file(file)
    assert plan is not None
    assert [item.id for item in plan.items] == ["teor-1"]
    assert {problem.severity for problem in problems} == {Severity.ERROR}


def test_a_plan_without_rows_is_told(file: Path) -> None:
    """An empty plan is a mistake, with how to make a full one, and no plan to send an overview of."""
    for text in ('title = "План"\nschool_year = "2020-2021"\n', ""):
        file.write_text(text, encoding="utf-8")
        plan, problems = read_plan_file(file)
        assert plan is None
        assert [problem.code for problem in problems] == ["plan-empty"]
        assert "notifier import" in problems[0].advice


def test_windows_1251_is_recognised(file: Path) -> None:
    """The answer names the encoding and how to save as UTF-8."""
    file.write_bytes(GOOD.encode("cp1251", errors="replace"))
    plan, problems = read_plan_file(file)
    assert plan is None
    assert problems[0].code == "encoding"
    assert "1251" in problems[0].text
    assert "UTF-8" in problems[0].advice


def test_a_missing_file_is_told(file: Path) -> None:
    """No file, no exception."""
    plan, problems = read_plan_file(file)
    assert plan is None
    assert [problem.code for problem in problems] == ["file-missing"]


@pytest.mark.parametrize("text", [GOOD, GOOD.rstrip("\n"), GOOD + "# в конце\n"])
def test_remarks_survive_a_row_that_goes_and_comes_back(file: Path, text: str) -> None:
    """The remark above a row stands, for the parser, in the row before it: with that one it was gone. Blank lines are not more each time."""
    file.write_text(text, encoding="utf-8")
    plan = read_plan_file(file)[0]
    assert plan is not None
    first, second = plan.items
    lines = []
    for changed in (replace(plan, items=(second,), gone=(first,)), plan, replace(plan, items=(second, first)), plan) * 2:
        write_plan_file(changed, file)
        again, problems = read_plan_file(file)
        assert again is not None
        assert ([item.id for item in again.items], problems) == ([item.id for item in changed.items], [])
        written = file.read_text(encoding="utf-8")
        assert all(remark in written for remark in ("# наш план", "# так решили", "# второе заседание"))
        lines.append(written.count("\n"))
    assert lines[4:] == lines[:4]


def test_rows_that_are_gone_stand_below_the_others(file: Path) -> None:
    """They are no rows of the plan, keep their ids there, and leave with the row that comes back or is put back by hand."""
    gone = replace(PLAN, items=PLAN.items[:1], gone=PLAN.items[1:])
    for plan in (PLAN, gone, replace(PLAN, items=(replace(PLAN.items[0], id="a-2"),), gone=gone.gone)):
        write_plan_file(plan, file)
        read = read_plan_file(file)[0]
        assert read is not None
        assert [[item.id for item in rows] for rows in (read.items, read.gone)] == [[item.id for item in rows]
                                                                                    for rows in (plan.items, plan.gone)]
    assert file.read_text(encoding="utf-8").index("[[gone]]") > file.read_text(encoding="utf-8").rindex("[[item]]")
    file.write_text(file.read_text(encoding="utf-8").replace('id = "a-2"', 'id = "b-a"'), encoding="utf-8")
    put_back = read_plan_file(file)
    assert put_back[0] is not None
    assert (put_back[0].gone, put_back[1]) == ((), [])
