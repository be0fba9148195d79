"""The labelled phrases: seen in real plans, and our own, labelled before they were read."""

import importlib.util
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from support.examples import TIMES

ROOT = Path(__file__).parents[3]


def _benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("benchmark_of_dates", ROOT / "benchmarks/dates.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BENCHMARK = _benchmark()


@lru_cache
def _read(file: Path) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The labelled phrases of a file and how each is read: read once for all tests."""
    return [(row, BENCHMARK.answer(row)) for row in BENCHMARK.load([file])]


def _labelled() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [pair for file in BENCHMARK.LABELLED for pair in _read(file)]


@pytest.mark.parametrize(("name", "least"), [("dates.jsonl", 129), ("dates_more.jsonl", 12100)])
def test_labelled_phrases_are_read_as_labelled(name: str, least: int) -> None:
    """All fields of all phrases: a rule that a label needs can't go unnoticed."""
    answers = _read(ROOT / "tests/data" / name)
    assert len(answers) >= least
    assert {row["phrase"]: fields for row, got in answers if (fields := BENCHMARK.wrong_fields(row, got))} == {}


NOISE: dict[str, Callable[[str], str]] = {
    "no-break spaces": lambda phrase: phrase.replace(" ", "\u00a0"),
    "a capital": lambda phrase: phrase[:1].upper() + phrase[1:],
    "capitals": str.upper,
    "a comma after it": lambda phrase: f"{phrase},",
    "a bookmark": lambda phrase: f"[bookmark: _GoBack]{phrase}",
    "wide gaps": lambda phrase: phrase.replace(" ", "  "),
    "another dash": lambda phrase: phrase.replace("-", "–"),
    "blank lines around": lambda phrase: f"\n {phrase}\n\n",
    "a soft hyphen in the longest word": lambda phrase: (
        phrase.replace(word, f"{word[:2]}\u00ad{word[2:]}", 1) if len(word := max(re.findall("[а-яё]+", phrase) or [""], key=len)) > 3 else phrase),
}


@pytest.mark.parametrize("noise", NOISE)
def test_noise_changes_no_labelled_phrase(noise: str) -> None:
    """What Word, PDF and habits add means nothing: all that is read of a phrase stays the same. Every third phrase has this noise;
    whoever explores gives it to each."""
    changed = {}
    for row, plain in _labelled()[list(NOISE).index(noise) % 3::3] if TIMES == 1 else _labelled():
        noisy = NOISE[noise](row["phrase"])
        got = BENCHMARK.answer({**row, "phrase": noisy}) if noisy != row["phrase"] else plain
        if any(plain[field] != got[field] for field in BENCHMARK.FIELDS if field != "schedule"):  # told in the phrase's own letters
            changed[noise, row["phrase"]] = got
    assert changed == {}


def test_every_phrase_has_a_reason() -> None:
    """``why`` is never empty, and a suspicion says more than the plain reason."""
    for row, got in _labelled():
        assert got["why"], row["phrase"]
        assert not got["suspicious"] or len(got["why"]) > 20, row["phrase"]


def test_a_wrong_answer_is_counted_as_wrong() -> None:
    """The scoring itself: a field outside label, accepted readings and tolerance is a miss, an unlabelled date is invented."""
    row = {"phrase": "конец мая", "kind": "window", "start": "2021-05-21", "end": "2021-05-31", "tolerance_days": 5}
    row["accept"] = [{"kind": "span"}]
    assert BENCHMARK.wrong_fields(row, {"kind": "span", "start": "2021-05-25", "end": "2021-05-31"}) == []
    assert BENCHMARK.wrong_fields(row, {"kind": "exact", "start": "2021-05-01", "end": None}) == ["kind", "start", "end"]
    assert BENCHMARK.invented({"start": None, "end": None}, {"start": None, "end": "2021-05-01"})
    assert not BENCHMARK.invented(row, {"start": "2021-05-01", "end": None})
