"""``notifier dates``: JSON lines in and out for scripts, sentences for people."""

import json
import os
import select
import subprocess
import sys

import pytest

from notifier.doors.cli import run

KEYS = ["kind", "start", "end", "time", "time_end", "schedule", "suspicious", "rrule", "dates", "windows", "why"]


def lines_of(given: bytes, **environment: str) -> list[dict[str, object]]:
    """What a process of its own answers to the bytes on its stdin; nothing but JSON lines may stand there."""
    done = subprocess.run([sys.executable, "-m", "notifier.doors.cli", "dates", "--jsonl"], input=given, capture_output=True, check=True,
                          env={**os.environ, **environment})
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def asked(phrase: str, school_year: str = "2024-2025") -> str:
    return json.dumps({"phrase": phrase, "school_year": school_year}, ensure_ascii=False)


def test_each_line_is_answered_by_one_line_in_the_same_order() -> None:
    """Every key stands in every line, ``end`` is inclusive, and a line that is no question stops none of the rest."""
    answers = lines_of("\n".join([asked("5 марта с 10 до 11.30"), "не JSON", '{"phrase": 5}', asked("март", "двадцать пятый"),
                                  asked("до 15 мая"), asked("по графику ИРО")]).encode())
    assert [list(answer) for answer in answers] == [KEYS] * 6
    assert [answer["kind"] for answer in answers] == ["exact", "unparseable", "unparseable", "unparseable", "deadline", "by_schedule"]
    assert [answers[0][key] for key in KEYS[1:5]] == ["2025-03-05", "2025-03-05", "10:00", "11:30"]
    assert (answers[4]["start"], answers[4]["end"], answers[5]["schedule"]) == (None, "2025-05-15", "ИРО")


@pytest.mark.parametrize("environment", [{}, {"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}])
def test_lines_are_utf_8_whatever_the_locale_says(environment: dict[str, str]) -> None:
    """Windows puts a BOM before them and ends them by CR LF; a server's locale may be C."""
    answers = lines_of(("\ufeff" + asked("ноябрь") + "\r\n" + asked("12.01 в 9 ч.") + "\r\n").encode(), **environment)
    assert [(answer["start"], answer["end"], answer["time"]) for answer in answers] == [
        ("2024-11-01", "2024-11-30", None), ("2025-01-12", "2025-01-12", "09:00")]


def test_a_line_is_answered_before_the_next_is_asked() -> None:
    """Whoever asks one by one and waits is not left waiting."""
    with subprocess.Popen([sys.executable, "-m", "notifier.doors.cli", "dates", "--jsonl"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(asked("5 марта").encode() + b"\n")
        process.stdin.flush()
        assert select.select([process.stdout], [], [], 20)[0], "the answer does not come"
        process.stdin.close()


def test_lines_in_another_encoding_are_no_dates() -> None:
    """Bytes that are no UTF-8 give «не понято», neither a traceback nor a day."""
    assert [answer["kind"] for answer in lines_of((asked("5 марта") + "\n" + asked("март")).encode("cp1251"))] == ["unparseable"] * 2


def test_a_person_reads_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """A phrase given as an argument is answered in words, with the weekday."""
    assert run(["dates", "18.03 в 14:30", "--school-year", "2024-2025"]) == 0
    assert capsys.readouterr().out.startswith("день: 18 марта 2025 года (вторник)\nвремя: 14:30\n")
