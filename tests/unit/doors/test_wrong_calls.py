"""Wrong calls are answered in Russian: what is wrong, how the command is called, where its help is."""

import io
import os
from pathlib import Path

import click
import pytest
from support.year import CONFIG, PEOPLE, PLAN

from notifier.doors.cli import run
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
    (["rehearse", *PERIOD], "не указано: --out."),
    (["rehearse", *PERIOD, "--out", "/proc/none"], "--out: в /proc/none не записать"),
    (["rehearse", *PERIOD, "--out", "o", "--script", "no.jsonl"], "Не найден сценарий: no.jsonl."),
    (["rehearse", *PERIOD, "--out", "o", "--config", "no.toml"], "Не найден файл настроек: no.toml."),
    (["import", str(DOCUMENT), "-o", "/proc/none/plan.toml"], "-o: в /proc/none/plan.toml не записать"),
])
def test_a_wrong_call_is_explained_in_russian(folder: Path, call: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, words about the very mistake, neither a traceback nor click's English."""
    assert run(call) == 2
    errors = capsys.readouterr().err
    assert told in " ".join(errors.split())
    assert not [word for word in ("Error", "Usage", "Try", "Traceback", "Missing") if word in errors]


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
