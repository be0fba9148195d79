"""Writing into the dates file: one entry changes, every other byte stays, and no reader ever sees half a file."""

import errno
import os
import stat
import threading
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples

from notifier.edges.datesfile.changes import Before
from notifier.edges.datesfile.reading import parse_dates, read_dates
from notifier.edges.datesfile.writing import withdraw_occurrence, write_decision, write_occurrence
from notifier.edges.files import text as files
from notifier.model.decision import Decision, Decisions, Entry, Milestone

FILE = '''# Мои даты
[dates] # главное
"teor-2" = "19.11.2020 14:30"   # договорились с Анной

# выезд
[dates."prak-1"]
place = "СШ № 32"     # уточнить
# конец выезда

[[occurrence]]
item  = "povy-3"      # РШБА
title = "Вебинар"
when  = "01.10.2020 12:00"
# хвост
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A dates file as a coordinator keeps it."""
    path = tmp_path / "даты.toml"
    path.write_text(FILE, "utf-8")
    return path


def done(result: tuple[Before | None, object]) -> Before:
    """The result of a writer that must succeed."""
    written, problems = result
    assert problems == []
    assert written is not None
    return written


def read(path: Path) -> Decisions:
    """The file, which must be right."""
    found, problems = read_dates(path)
    assert problems == []
    assert found is not None
    return found


def test_a_new_decision_is_one_line_under_dates(file: Path) -> None:
    """The short form, below the last line of [dates] itself, above the remark of the next table."""
    written = done(write_decision(file, "teor-4", when="18.02.2021 14:30"))
    assert written == {"when": ""}
    assert file.read_text("utf-8") == FILE.replace("с Анной\n", 'с Анной\n"teor-4" = "18.02.2021 14:30"\n')


def test_a_changed_date_keeps_the_remark_of_its_line(file: Path) -> None:
    """The acknowledgement learns what stood there before."""
    written = done(write_decision(file, "teor-2", when="26.11.2020 15:00"))
    assert written == {"when": "19.11.2020 14:30"}
    assert file.read_text("utf-8") == FILE.replace("19.11.2020 14:30", "26.11.2020 15:00")


def test_the_short_form_grows_when_a_place_is_added(file: Path) -> None:
    """In its own line; the date stays."""
    done(write_decision(file, "teor-2", place="СШ № 28"))
    assert file.read_text("utf-8") == FILE.replace('"19.11.2020 14:30"', '{ when = "19.11.2020 14:30", place = "СШ № 28" }')


def test_a_key_is_added_to_the_long_form(file: Path) -> None:
    """Below the table's last line, above the remark that follows it."""
    done(write_decision(file, "prak-1", when=datetime.fromisoformat("2020-10-29T14:30")))
    assert file.read_text("utf-8") == FILE.replace("# уточнить\n", "# уточнить\nwhen = 2020-10-29T14:30:00\n")


def test_a_date_confirmed_anew_ends_the_cancellation(file: Path) -> None:
    """``cancelled``, ``closed`` and ``tentative`` were about the former date."""
    done(write_decision(file, "teor-2", cancelled="карантин", tentative=True, closed="не проводим"))
    assert read(file).get("teor-2") == Decision("teor-2", "19.11.2020 14:30", cancelled="карантин", tentative=True,
                                                closed="не проводим", line=3)
    written = done(write_decision(file, "teor-2", when="03.12.2020 14:30"))
    assert read(file).get("teor-2") == Decision("teor-2", "03.12.2020 14:30", line=3)
    assert written["cancelled"] == "карантин"


def test_cancelling_keeps_what_was_decided(file: Path) -> None:
    """The date stays beside the reason: which meeting is cancelled must remain known."""
    done(write_decision(file, "teor-2", cancelled="карантин"))
    assert read(file).get("teor-2") == Decision("teor-2", "19.11.2020 14:30", cancelled="карантин", line=3)


def test_an_empty_text_removes_a_key_and_keeps_its_remark(file: Path) -> None:
    """A remark is hers, not ours."""
    done(write_decision(file, "prak-1", place="", when="29.10.2020 14:30"))
    assert "# уточнить" in file.read_text("utf-8")
    assert read(file).get("prak-1") == Decision("prak-1", "29.10.2020 14:30", line=6)


def test_the_closing_answer(file: Path) -> None:
    """«проведено» stands beside the date."""
    done(write_decision(file, "teor-2", closed="проведено"))
    assert read(file).get("teor-2") == Decision("teor-2", "19.11.2020 14:30", closed="проведено", line=3)


def test_milestones_are_one_line_each(file: Path) -> None:
    """A list she can go on editing."""
    milestones = (Milestone("Старт", "18.01.2021"), Milestone("Итоги", "22.04.2021 14:30", place="ЦДО", link="https://x.example/"))
    written = done(write_decision(file, "tvor-1", milestones=milestones))
    assert written == {"milestones": ""}
    assert '  { title = "Старт", when = "18.01.2021" },\n' in file.read_text("utf-8")
    decision = read(file).get("tvor-1")
    assert decision is not None
    assert [(point.title, point.when, point.place) for point in decision.milestones] == [
        ("Старт", "18.01.2021", ""), ("Итоги", "22.04.2021 14:30", "ЦДО")]


def test_an_occurrence_is_added_at_the_end_and_known_again(file: Path) -> None:
    """The same title and time, or the same id, is the same event and is changed in place."""
    entry = Entry("povy-1", "Горячая линия", "05.10.2020 15:00", id="7", link="https://x.example/")
    done(write_occurrence(file, entry))
    assert file.read_text("utf-8") == FILE + '''
[[occurrence]]
item  = "povy-1"
id    = "7"
title = "Горячая линия"
when  = "05.10.2020 15:00"
link  = "https://x.example/"
'''
    assert not done(write_occurrence(file, entry))
    moved = done(write_occurrence(file, Entry("povy-1", "Горячая линия", "06.10.2020 15:00", id="7", cancelled="болезнь")))
    assert moved == {"when": "05.10.2020 15:00", "cancelled": ""}
    done(write_occurrence(file, Entry("povy-3", "вебинар", "01.10.2020 12:00", note="запись будет")))
    assert [(found.item, found.when, found.note, found.cancelled) for found in read(file).occurrences] == [
        ("povy-3", "01.10.2020 12:00", "запись будет", None), ("povy-1", "06.10.2020 15:00", "", "болезнь")]
    done(write_occurrence(file, Entry("povy-1", "Горячая линия", "06.10.2020 15:00", id="7")))
    assert read(file).occurrences[1].cancelled is None


def test_a_missing_file_is_begun(tmp_path: Path) -> None:
    """With a word about what it is."""
    path = tmp_path / "d.toml"
    done(write_decision(path, "teor-2", when="19.11.2020 14:30"))
    assert path.read_text("utf-8").startswith("# Файл дат")
    assert read(path).by_item == (Decision("teor-2", "19.11.2020 14:30", line=5),)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


def test_writing_the_same_twice_does_not_touch_the_file(file: Path) -> None:
    """Idempotent: same inode, same time."""
    done(write_decision(file, "teor-2", when="26.11.2020 15:00", place="ЦДО"))
    before = files.fingerprint(file)
    assert not done(write_decision(file, "teor-2", when="26.11.2020 15:00", place="ЦДО"))
    assert files.fingerprint(file) == before


@pytest.mark.parametrize("text", ['[dates\n"teor-2" = "x"', '[dates]\n"teor-2" = «x»', "[dates]\nx = \x00"])
def test_a_broken_file_is_refused_and_left_alone(file: Path, text: str) -> None:
    """Mending by machine would guess; she is told where it is broken."""
    file.write_text(text, "utf-8")
    written, [problem] = write_decision(file, "teor-4", when="18.02.2021 14:30")
    assert written is None
    assert problem.code == "toml-syntax"
    assert problem.line is not None
    assert file.read_text("utf-8") == text


def test_windows_1251_is_refused_and_left_alone(file: Path) -> None:
    """Never re-encode what might be misread."""
    content = FILE.encode("cp1251")
    file.write_bytes(content)
    written, [problem] = write_decision(file, "teor-4", when="18.02.2021 14:30")
    assert written is None
    assert problem.code == "encoding"
    assert file.read_bytes() == content


def test_odd_files_are_edited_or_refused_never_spoilt(file: Path) -> None:
    """Dotted keys, braces, tables in odd order are edited; what can't be is refused in words."""
    for text in ('dates."a".when = "x" # r\n', 'dates = { a = "x" } # r\n', '[dates."a"]\nwhen = "x"\n# r\n', "# r", "",
                 '[[occurrence]]\nitem="p"\ntitle="t"\nwhen="w"\n[dates] # r\n'
                 '[[occurrence]]\nitem="q"\ntitle="t"\nwhen="w"\n[dates.z]\nwhen="1"',
                 '[dates]\n  "a" = "x"', '[[dates."tvor-1".milestones]]\ntitle = "t"\nwhen = "w"\n', '[dates]\n"x".place = "p" # r\n'):
        file.write_text(text, "utf-8")
        for item in ("a", "b", "x", "tvor-1"):
            done(write_decision(file, item, when="1.1.2021 10:00", place="зал"))
            decision = read(file).get(item)
            assert decision is not None
            assert (decision.when, decision.place) == ("1.1.2021 10:00", "зал")
            assert ("# r" in text) == ("# r" in file.read_text("utf-8"))
        done(write_occurrence(file, Entry("new", "t", "w")))
        assert read(file).occurrences[-1].item == "new"
    for text in ("dates = 5\n", "[[dates]]\na = 1\n", 'occurrence = "x"\n'):
        file.write_text(text, "utf-8")
        written, problems = (write_occurrence(file, Entry("new", "t", "w")) if "occ" in text
                             else write_decision(file, "a", when="1.1.2021"))
        assert written is None
        assert [problem.code for problem in problems] == ["edit"]
        assert file.read_text("utf-8") == text


def test_bom_crlf_mode_and_links_stay(file: Path, tmp_path: Path) -> None:
    """The file looks to «Блокнот» as it did; rights stay; a symbolic link stays one."""
    content = ("\ufeff" + FILE.replace("\n", "\r\n")).encode()
    file.write_bytes(content)
    file.chmod(0o660)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    done(write_decision(link, "teor-4", when="18.02.2021 14:30"))
    assert file.read_bytes() == content.replace("с Анной\r\n".encode(), 'с Анной\r\n"teor-4" = "18.02.2021 14:30"\r\n'.encode())
    assert stat.S_IMODE(file.stat().st_mode) == 0o660
    assert link.is_symlink()


def test_hostile_text_is_cleaned_before_it_is_written(file: Path) -> None:
    """Whatever comes by mail is text, never TOML."""
    done(write_decision(file, "teor-2", cancelled='x"\n[[occurrence]]\n\\ \x00 =?u?'))
    decision = read(file).get("teor-2")
    assert decision is not None
    assert decision.cancelled == 'x" [[occurrence]] \\ = ?u?'
    written, [problem] = write_decision(file, "teor-2", link="javascript:alert(1)")
    assert written is None
    assert problem.code == "bad-link"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file to any group")
def test_the_group_stays(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Her account edits the file by that group: written by the service, it was closed to her."""
    os.chown(file, -1, 4321)
    file.chmod(0o660)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    done(write_decision(file, "teor-4", when="18.02.2021 14:30"))
    state = file.stat()
    assert (state.st_gid, stat.S_IMODE(state.st_mode)) == (4321, 0o660)


@pytest.mark.parametrize("fault", ["fsync", "replace", "write"])
def test_a_failure_in_the_middle_leaves_the_old_file_whole(file: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """Disk full or torn from power at any step: the old content, no leftovers, and words."""
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, {"fsync": "fsync", "replace": "replace", "write": "fchmod"}[fault], fail)
    written, [problem] = write_decision(file, "teor-4", when="18.02.2021 14:30")
    monkeypatch.undo()
    assert written is None
    assert problem.code == "unwritable"
    assert file.read_text("utf-8") == FILE
    assert os.listdir(file.parent) == [file.name]


def test_a_reader_never_sees_half_a_file(file: Path) -> None:
    """While three writers write, every read is a whole, valid file; nobody's decision is lost."""
    def work(name: str) -> None:
        for number in range(6):
            done(write_decision(file, f"{name}-{number}", when=f"{number + 1}.01.2021 14:30", place="зал " * 50))

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    reads = 0
    while any(thread.is_alive() for thread in threads):
        found, problems = parse_dates(file.read_text("utf-8"), file="f")
        assert problems == []
        assert found is not None
        reads += 1
    for thread in threads:
        thread.join()
    assert reads > 0
    assert len(read(file).by_item) == 2 + 18


def test_an_editor_saving_meanwhile_is_noticed(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Her save between our read and our write is kept, and our edit is made on it."""
    real = files.fingerprint
    calls = []

    def fingerprint(path: Path) -> tuple[int, int, int] | None:
        calls.append(path)
        if len(calls) == 2:
            file.write_text(FILE + '[dates."prak-3"]\nplace = "СШ № 28"\n', "utf-8")
        return real(path)

    monkeypatch.setattr(files, "fingerprint", fingerprint)
    done(write_decision(file, "teor-4", when="18.02.2021 14:30"))
    assert {decision.item for decision in read(file).by_item} == {"teor-2", "teor-4", "prak-1", "prak-3"}


ITEMS = st.sampled_from(["teor-2", "teor-4", "prak-1", "tvor-1", "новая строка", 'a"b', "kons-a", "x"])
WORDS = (st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=8)
         | st.sampled_from(["", "#", '"', "]", "\\", "a = 1"]))
DECISIONS = st.fixed_dictionaries({}, optional={
    "when": WORDS | st.datetimes(timezones=st.none()), "place": WORDS, "plan": WORDS, "cancelled": WORDS,
    "tentative": st.booleans(), "closed": WORDS,
    "milestones": st.lists(st.builds(Milestone, st.just("т"), st.just("18.01.2021")), max_size=2).map(tuple)})
REMARKS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8)


@st.composite
def dates_files(draw: st.DrawFn) -> str:
    """A dates file with remarks everywhere: above, behind and below entries of every form."""
    def remark() -> str:
        return f"# {draw(REMARKS)}\n" if draw(st.booleans()) else ""

    def value(text: str) -> str:
        return str(tomlkit.string(text).as_string())

    def behind() -> str:
        return f"  # {draw(REMARKS)}" if draw(st.booleans()) else ""

    items = draw(st.lists(ITEMS, unique=True, max_size=5))
    short = draw(st.integers(0, len(items)))
    out = [remark()]
    if short or draw(st.booleans()):
        out.append(f"[dates]{behind()}\n{remark()}")
    for item in items[:short]:
        form = draw(st.sampled_from(["%s = %s", "  %s = %s", "%s = { when = %s }", "%s.when = %s", "%s = {when=%s, place='зал'}"]))
        out.append(form % (value(item), value(draw(WORDS.filter(bool)))) + behind() + "\n" + remark())
    tables = [f"[dates.{value(item)}]{behind()}\n{remark()}place = {value(draw(WORDS))}{behind()}\n{remark()}" for item in items[short:]]
    tables += [f"\n[[occurrence]]{behind()}\nitem = 'p'\n{remark()}title = '{number}'\nwhen = '1'{behind()}\n{remark()}"
               for number in range(draw(st.integers(0, 2)))]
    return "".join(out + draw(st.permutations(tables)))


def entries(text: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What the file says, by entry."""
    data = tomllib.loads(text)
    dates = {key: value if isinstance(value, dict) else {"when": value} for key, value in data.get("dates", {}).items()}
    return dates, data.get("occurrence", [])


@examples(30)
@given(dates_files(), st.lists(st.tuples(ITEMS, DECISIONS), max_size=4), st.lists(st.sampled_from(["1", "2", "новое"]), max_size=2))
def test_random_edits_keep_all_remarks_and_all_other_entries(tmp_path_factory: pytest.TempPathFactory, text: str,
                                                             edits: list[tuple[str, dict[str, Any]]], titles: list[str]) -> None:
    """Whatever is written, in whatever order: every remark is still there in its order, other entries say what they said, the same again
    changes nothing."""
    file = tmp_path_factory.getbasetemp() / "random.toml"
    file.write_text(text, "utf-8")
    remarks = [row.rpartition("# ")[2] for row in text.split("\n") if "# " in row]
    for item, decision in edits:
        before = entries(file.read_text("utf-8"))
        done(write_decision(file, item, **decision))
        after = entries(file.read_text("utf-8"))
        assert {**before[0], item: None} == {**after[0], item: None}
        assert before[1] == after[1]
        assert not done(write_decision(file, item, **decision))
    for title in titles:
        before = entries(file.read_text("utf-8"))
        done(write_occurrence(file, Entry("p", title, "1", note="заметка")))
        after = entries(file.read_text("utf-8"))
        assert before[0] == after[0]
        assert [entry for entry in before[1] if entry["title"] != title] == [entry for entry in after[1] if entry["title"] != title]
        assert not done(write_occurrence(file, Entry("p", title, "1", note="заметка")))
    rows = iter(file.read_text("utf-8").split("\n"))
    assert all(any(row.endswith("# " + remark) for row in rows) for remark in remarks)


TWO_OCCURRENCES = '''# мои заметки
[dates]
"teor-2" = "19.11.2020 14:30"

[[occurrence]]  # первая
item  = "povy-1"
title = "Горячая линия"
when  = "14.10.2020 10:00"  # среда

# между ними
[[occurrence]]
item  = "povy-3"
title = "Вебинар"
when  = "01.10.2020 12:00"
'''


def test_an_occurrence_is_withdrawn_and_every_remark_stays(tmp_path):
    """As if it had never been entered; the others stand as they stood."""
    path = tmp_path / "dates.toml"
    path.write_text(TWO_OCCURRENCES, encoding="utf-8")
    written, problems = withdraw_occurrence(path, Entry("povy-1", "Горячая линия", "14.10.2020 10:00"))
    assert problems == []
    assert written
    text = path.read_text(encoding="utf-8")
    assert "Горячая линия" not in text
    for remark in ("# мои заметки", "# первая", "# среда", "# между ними", '"teor-2" = "19.11.2020 14:30"', 'title = "Вебинар"'):
        assert remark in text
    decisions, problems = read_dates(path)
    assert problems == []
    assert [entry.title for entry in decisions.occurrences] == ["Вебинар"]


def test_withdrawing_what_was_added_gives_the_file_back(tmp_path):
    """Byte for byte, when nobody wrote in between."""
    path = tmp_path / "dates.toml"
    path.write_text(TWO_OCCURRENCES, encoding="utf-8")
    entry = Entry("povy-3", "Второй вебинар", "08.10.2020 12:00", link="https://example.org/w")
    write_occurrence(path, entry)
    withdraw_occurrence(path, entry)
    assert path.read_text(encoding="utf-8") == TWO_OCCURRENCES


def test_what_is_not_there_is_not_withdrawn(tmp_path):
    """The file is not touched."""
    path = tmp_path / "dates.toml"
    path.write_text(TWO_OCCURRENCES, encoding="utf-8")
    written, _ = withdraw_occurrence(path, Entry("povy-1", "Горячая линия", "15.10.2020 10:00"))
    assert not written
    assert path.read_text(encoding="utf-8") == TWO_OCCURRENCES


def test_an_entry_on_one_line_that_loses_all_its_keys_is_gone(tmp_path):
    """No empty «{}» is left behind."""
    path = tmp_path / "dates.toml"
    write_decision(path, "teor-2", when="19.11.2020 14:30", place="СШ № 5")
    write_decision(path, "teor-2", when="", place="")
    assert "teor-2" not in path.read_text(encoding="utf-8")
