"""Wrong calls are answered in Russian: what is wrong, how the command is called, where its help is."""

import io
import json
import logging
import os
from errno import EACCES, ENOSPC
from pathlib import Path

import click
import pytest
from support.year import CONFIG, PEOPLE, PLAN

from notifier.doors.cli import explain, run
from notifier.doors.yes import agreed

PERIOD = ["--from", "2020-09-01", "--to", "2020-09-02"]
DOCUMENT = Path(__file__).parents[3] / "plan" / "2020-2021.docx"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation, and the current folder beside it."""
    for name, text in {"config.toml": CONFIG, "plan.toml": PLAN, "people.csv": PEOPLE, "dates.toml": "[dates]\n"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NOTIFIER_CONFIG", raising=False)
    return tmp_path


@pytest.mark.parametrize(("call", "told"), [
    (["imprt"], "нет команды «imprt»; возможно, import?"),
    (["import"], "не указано: FILE."),
    (["import", "a.docx", "--jsn"], "нет ключа «--jsn»; возможно, --json"),
    (["confirm", "teor-2"], "не указано: WHEN."),
    (["cancel", "teor-2", "карантин", "в", "школе"], "лишнее: в школе."),
    (["check", "--config"], "ключу --config нужно значение."),
    (["outbox", "retry", "первое"], "NUMBER: нужно целое число."),
    (["cancel", "teor-1", b"\xea\xe0\xf0".decode("utf-8", "surrogateescape")], "записано не в UTF-8; переключите терминал на UTF-8."),
    (["rehearse", *PERIOD], "не указано: --out."),
    (["rehearse", *PERIOD, "--out", "/proc/none"], "--out: в /proc/none не записать"),
    (["rehearse", *PERIOD, "--out", "o", "--script", "no.jsonl"], "Не найден сценарий: no.jsonl."),
    (["rehearse", *PERIOD, "--out", "o", "--config", "no.toml"], "no.toml: Не найден файл настроек"),
    (["import", str(DOCUMENT), "-o", "/proc/none/plan.toml"], "-o: в /proc/none/plan.toml не записать"),
    (["import", str(DOCUMENT), "-o", "/tmp"], "-o: /tmp — папка, а нужно имя файла"),
    (["import", "план" * 40], "FILE: имя длиннее, чем бывает у файла"),
    (["import", str(DOCUMENT), "-o", "a/" * 2100 + "plan.toml"], "-o: имя длиннее, чем бывает у файла"),
    (["backup", "план" * 40], "имя длиннее, чем бывает у файла"),
    (["restore", "план" * 40, "--yes"], "имя длиннее, чем бывает у файла"),
    (["rehearse", *PERIOD, "--out", "план" * 40], "--out: имя длиннее, чем бывает у файла"),
    (["import", str(DOCUMENT), "-o", "closed/plan.toml"], "-o: в closed/plan.toml не записать"),
    (["rehearse", "--from", "0001-01-01", "--to", "0001-01-02", "--out", "o"], "--from: «0001-01-01» — не тот год."),
    (["rehearse", "--from", "2020-09-01", "--to", "9999-12-31", "--out", "o"], "--to: «9999-12-31» — не тот год."),
    (["rehearse", *PERIOD, "--out", "post"], "--out: в post уже лежит mail, а это не прежняя репетиция"),
])
def test_a_wrong_call_is_explained_in_russian(folder: Path, call: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, words about the very mistake, neither a traceback nor click's English; nobody's files are touched."""
    (folder / "post" / "mail").mkdir(parents=True)
    (folder / "post" / "mail" / "letter").write_text("kept", encoding="utf-8")
    (folder / "closed").write_text("a file", encoding="utf-8")
    assert run(call) == 2
    assert (folder / "post" / "mail" / "letter").exists()
    errors = capsys.readouterr().err
    assert told in " ".join(errors.split())
    assert not [word for word in ("Error", "Usage", "Try", "Traceback", "Missing") if word in errors]


def test_what_one_may_not_read_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A document in somebody else's folder is no mistake of the program."""
    def closed(path: Path, **_: object) -> None:
        raise PermissionError(EACCES, "Permission denied", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", closed)
        assert run(["import", "there/plan.docx"]) == 3
    errors = capsys.readouterr().err
    assert "Нет права на there/plan.docx." in errors
    assert "Traceback" not in errors


def test_a_program_that_cannot_be_read_whole_is_to_be_installed_anew(capsys: pytest.CaptureFixture[str]) -> None:
    """Root acts as the service's user, to whom root's own Python is closed: no mistake of the program."""
    assert explain(ModuleNotFoundError("No module named 'notifier.edges.ledger'", name="notifier.edges.ledger")) == 3
    errors = capsys.readouterr().err
    assert "Часть программы не читается (notifier.edges.ledger)" in errors
    assert "umask 022" in errors
    assert "ошибка программы" not in errors


def test_a_full_disk_is_named_by_what_would_not_fit(capsys: pytest.CaptureFixture[str]) -> None:
    """A rehearsal's folder on a full disk says nothing of the ledger's."""
    assert explain(OSError(ENOSPC, "No space left on device", "/mnt/out/mail/000001.eml")) == 3
    assert "На диске кончилось место (не записать /mnt/out/mail/000001.eml)." in capsys.readouterr().err


def test_a_copy_that_does_not_fit_is_named_by_where_it_goes(capsys: pytest.CaptureFixture[str]) -> None:
    """Not the plan, which lies elsewhere and is whole."""
    explain(OSError(ENOSPC, "No space left on device", "/etc/notifier/plan.toml", None, "/mnt/out/stage/plan.toml"))
    assert "(не записать /mnt/out/stage/plan.toml)" in capsys.readouterr().err


def test_a_folder_is_no_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Said so, not that nothing is there."""
    assert run(["import", str(folder)]) == 1
    assert "это папка, а нужен документ" in " ".join(capsys.readouterr().out.split()).casefold()


def test_a_rehearsal_may_be_repeated_in_its_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The former one's mails make room, other files beside them stay."""
    for _ in range(2):
        assert run(["rehearse", *PERIOD, "--out", "o"]) == 0
        (folder / "o" / "notes.txt").write_text("x", encoding="utf-8")
    assert (folder / "o" / "notes.txt").exists()
    assert len(list((folder / "o" / "mail").iterdir())) == len((folder / "o" / "journal.jsonl").read_text().splitlines())


def test_a_rehearsal_without_a_yes_says_why_nobody_hears(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who rehearses a plan for the first time is told which line of a script lets the mails out."""
    assert run(["rehearse", *PERIOD, "--out", "o"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Рассылка участникам в репетиции не включалась" in told
    assert '{"at": "2020-09-01T10:00", "do": "arm"}' in told
    (folder / "s.jsonl").write_text('{"at": "2020-09-01T10:00", "do": "arm"}\n', encoding="utf-8")
    assert run(["rehearse", *PERIOD, "--out", "o", "--script", "s.jsonl"]) == 0
    assert "не включалась" not in capsys.readouterr().out


def test_mails_that_left_before_the_sending_was_stopped_are_not_denied(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The script of the administrator's page ends with ``disarm``: librarians heard of the year all the same."""
    (folder / "s.jsonl").write_text('{"at": "2020-09-01T10:00", "do": "arm"}\n{"at": "2020-09-03T12:00", "do": "disarm"}\n', encoding="utf-8")
    assert run(["rehearse", "--from", "2020-09-01", "--to", "2020-09-03", "--out", "o", "--script", "s.jsonl"]) == 0
    told = capsys.readouterr().out
    assert "обзор года" in told
    assert "не включалась" not in told
    assert "не была включена" not in (folder / "o" / "index.html").read_text("utf-8")


def test_a_rehearsal_whose_script_could_not_be_followed_is_not_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A script that drives rehearsals sees it by the code, as it does of the command that the line stands for."""
    (folder / "s.jsonl").write_text('{"at": "2020-09-01T10:00", "do": "cancel", "item": "teor-1", "reason": " "}\n', encoding="utf-8")
    assert run(["rehearse", *PERIOD, "--out", "o", "--script", "s.jsonl"]) == 1
    assert "Сценарий, строка 1: у отмены нет причины" in capsys.readouterr().out
    assert run(["rehearse", *PERIOD, "--out", "o", "--script", "s.jsonl", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refused_acts"] == ["строка 1: у отмены нет причины"]


def test_what_the_log_says_is_not_said_to_people(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A warning of the passes behind ``arm`` is English and for journald; the person was told in Russian."""
    root = logging.getLogger()
    for owner, name in ((root, "handlers"), (root, "level"), (logging, "raiseExceptions")):  # ``tick`` sets logging up for its process
        monkeypatch.setattr(owner, name, [] if name == "handlers" else getattr(owner, name))
    assert run(["tick"]) == 0
    (folder / "people.csv").write_text("name,email\n", encoding="utf-8")
    capsys.readouterr()
    root.handlers = []
    run(["arm", "--yes"])
    errors = capsys.readouterr().err
    assert "В списке людей нет" in errors
    assert "files with mistakes" not in errors


def test_a_line_number_is_no_picture(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """«config.toml:100:» is a place in a file; a terminal's library has a picture of that name."""
    lines = CONFIG.splitlines()
    (folder / "config.toml").write_text("\n".join([*lines, *[""] * (99 - len(lines)), "[metrcs]", ""]), encoding="utf-8")
    assert run(["check"]) == 2
    assert "config.toml:100: " in capsys.readouterr().err


def test_a_configuration_in_another_encoding_is_no_fault_of_the_program(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rehearsal answers windows-1251 as every other command does."""
    (folder / "config.toml").write_bytes(("# Настройки службы\n" + CONFIG).encode("cp1251"))
    assert run(["rehearse", *PERIOD, "--out", "o"]) == 2
    assert "Windows-1251" in capsys.readouterr().err


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """«notifier person» says what there is."""
    assert run(["person"]) == 2
    assert "export" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "yes"), [("да\n", True), ("Да.\n", True), ("y\n", True), ("нет\n", False), ("N\n", False), ("\n", False),
                                            ("чего?\nда\n", True)])
def test_a_question_is_answered_in_russian(monkeypatch: pytest.MonkeyPatch, typed: str, yes: bool) -> None:
    """«да» is a yes, an empty line a no; what is neither is asked again."""
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert agreed("Разрешить рассылку?") is yes


def test_no_answer_is_no_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of the input aborts."""
    with open(os.devnull, encoding="utf-8") as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        with pytest.raises(click.Abort):
            agreed("Разрешить рассылку?")


def test_nobody_at_the_terminal_is_a_no(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """«notifier arm <&-», as a job without a terminal may call it: there is no stdin at all, and it is no mistake of the program."""
    monkeypatch.setattr("sys.stdin", None)
    assert (folder.exists(), run(["arm"])) == (True, 1)
    assert "Прервано." in capsys.readouterr().err


def test_a_row_in_capital_letters_is_suggested(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the dates file's unknown rows are."""
    assert (folder.exists(), run(["confirm", "TEOR-2", "19.11.2020 14:30"])) == (True, 1)
    assert "Возможно, «teor-2»?" in capsys.readouterr().err
