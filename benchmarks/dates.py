"""How right and how fast the reading of date phrases is.

    python benchmarks/dates.py                     speed, beside dateparser, in one interleaved run
    python benchmarks/dates.py --score FILE...     per field and per kind, and the misses
    python benchmarks/dates.py --steps PHRASE      what each stage makes of a phrase, and which rules took it (docs/dates.md)

A file holds one labelled phrase a line: the fields of ``notifier dates --jsonl``, ``accept`` (other readings as good, each field by
itself), ``approx`` with ``tolerance_days`` for start and end. Fields that a label does not have are not scored.
"""

import argparse
import datetime as dt
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from notifier.core.dates import grammar, read
from notifier.core.dates.cleaning import clean
from notifier.core.dates.pairs import settle
from notifier.core.dates.reading import read_phrase
from notifier.core.dates.rules import RULES
from notifier.core.dates.sentence import sort
from notifier.core.dates.sharing import share_months
from notifier.core.dates.token import Token
from notifier.core.dates.tokens import tokenize
from notifier.doors.dates import as_record
from notifier.model.when import SchoolYear

FIELDS = ("kind", "start", "end", "time", "time_end", "schedule", "suspicious", "rrule", "dates", "windows")
DATE_FIELDS = ("start", "end", "dates", "windows")
Row = dict[str, Any]
Reader = Callable[[str, SchoolYear], object]
LOOPS = 5
ROOT = Path(__file__).parent.parent
LABELLED = (ROOT / "tests/data/dates.jsonl", ROOT / "tests/data/dates_more.jsonl")


def load(paths: Iterable[Path]) -> list[Row]:
    """The labelled phrases of the files."""
    return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def answer(row: Row) -> Row:
    """Our reading of a labelled phrase."""
    return as_record(read(row["phrase"], SchoolYear.parse(row["school_year"])))


def wrong_fields(row: Row, got: Row) -> list[str]:
    """The fields that agree neither with the label nor with any reading as good."""
    return [field for field in FIELDS if field in row and not _fits(field, row, got[field])]


def invented(row: Row, got: Row) -> bool:
    """A date where the label, and every reading as good, has none."""
    readings = [row, *({**row, **other} for other in row.get("accept", ()))]
    return bool(got["start"] or got["end"]) and not any(reading["start"] or reading["end"] for reading in readings)


def _fits(field: str, row: Row, value: Any) -> bool:
    accepted = [row[field], *(other[field] for other in row.get("accept", ()) if field in other)]
    if any(_same(field, value, wanted) for wanted in accepted):
        return True
    tolerance = row.get("tolerance_days", 0) if field in {"start", "end"} and value else 0
    return bool(tolerance) and any(wanted and _days_between(value, wanted) <= tolerance for wanted in accepted)


def _days_between(first: str, second: str) -> int:
    return abs((dt.date.fromisoformat(first) - dt.date.fromisoformat(second)).days)


def _same(field: str, value: Any, wanted: Any) -> bool:
    if field == "schedule" and value and wanted:
        return wanted.casefold() in value.casefold() or value.casefold() in wanted.casefold()
    return value == wanted or (not value and not wanted and field in {"dates", "windows"})


def score(paths: list[Path]) -> int:
    """Prints the shares and the misses; the number of misses."""
    rows = load(paths)
    answers = [(row, got, wrong_fields(row, got)) for row in rows for got in [answer(row)]]
    for row, got, wrong in answers:
        for field in wrong:
            print(f"{row['phrase']!r}: {field} {got[field]!r}, wanted {row[field]!r} ({got['why']})")
    for field in FIELDS:
        scored = [wrong for row, _, wrong in answers if field in row]
        if scored:
            print(f"{field:12} {_share(sum(field not in wrong for wrong in scored), len(scored))}")
    print(f"{'dates right':12} {_share(sum(not set(wrong) & set(DATE_FIELDS) for _, _, wrong in answers), len(answers))}")
    print(f"{'all fields':12} {_share(sum(not wrong for _, _, wrong in answers), len(answers))}")
    print(f"invented     {sum(invented(row, got) for row, got, _ in answers)}")
    return sum(bool(wrong) for _, _, wrong in answers)


def _share(part: int, whole: int) -> str:
    return f"{part:4}/{whole:<4} {100 * part / whole:5.1f} %"


def speed(rounds: int) -> None:
    """Prints microseconds a phrase, ours and dateparser's, turn by turn through all phrases; of each phrase the best of the rounds.

    The best, because whatever else the machine does only adds to it (as ``timeit`` says); both are measured alike.
    """
    from dateparser import parse  # type: ignore[import-untyped]  # heavy; only the comparison needs it

    phrases = [(row["phrase"], SchoolYear.parse(row["school_year"])) for row in load(LABELLED[:1])]
    settings: dict[str, Any] = {"DATE_ORDER": "DMY", "PREFER_DAY_OF_MONTH": "first"}
    readers: dict[str, Reader] = {
        "notifier": lambda phrase, year: read_phrase(phrase, year, None),  # every phrase read anew
        "remembered": read,
        "dateparser": lambda phrase, _: parse(phrase, languages=["ru"], settings=settings),
    }
    best = {name: [float("inf")] * len(phrases) for name in readers}
    warnings.simplefilter("ignore")
    for round_number in range(rounds + 1):
        for name, reader in readers.items():  # one reader after the other reads the whole plan, round by round
            for index, (phrase, year) in enumerate(phrases):
                spent = _microseconds(reader, phrase, year)
                if round_number:  # the first round compiles and loads
                    best[name][index] = min(best[name][index], spent)
    mean = {name: statistics.mean(spent) for name, spent in best.items()}
    for name, microseconds in mean.items():
        print(f"{name:12} {microseconds:8.1f} µs a phrase")
    print(f"times faster {mean['dateparser'] / mean['notifier']:8.1f}")
    print(f"import       {import_milliseconds():8.1f} ms of notifier.core.dates")


def _microseconds(reader: Reader, phrase: str, year: SchoolYear) -> float:
    gc.disable()  # as timeit does
    began = time.perf_counter()
    for _ in range(LOOPS):
        reader(phrase, year)
    spent = time.perf_counter() - began
    gc.enable()
    return spent / LOOPS * 1e6


def import_milliseconds(tries: int = 5) -> float:
    """The shortest time a fresh interpreter takes to import the reader, compiled as it is when installed."""
    code = "import time; began = time.process_time(); import notifier.core.dates; print(time.process_time() - began)"
    with tempfile.TemporaryDirectory() as compiled:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": compiled}
        command = [sys.executable, "-c", code]
        runs = [subprocess.run(command, cwd=ROOT, env=kept, check=True, capture_output=True, text=True) for _ in range(tries + 1)]
    return min(float(run.stdout) for run in runs) * 1000


def steps(phrase: str, year: SchoolYear | None) -> None:
    """What each stage of ``docs/dates.md`` makes of a phrase."""
    text = clean(phrase.strip()).strip()
    tokens = tokenize(text)
    print(f"1 text     {text!r}")
    print(f"2 tokens   {_row(tokens, text)}")
    print(f"3 pairs    {_row(tokens := settle(tokens, text), text)}")
    print(f"4 months   {_row(tokens := share_months(tokens, text), text)}")
    for rule, start, end in grammar.pieces(token.kind for token in tokens):
        print(f"5 rule     {text[tokens[start].start : tokens[end - 1].end]!r}: {RULES[rule][0] if rule is not None else 'none'}")
    for item in (items := grammar.itemize(tokens)):
        print(f"5 item     {item.code} {text[item.start : item.end]!r} {item.value}")
    said = sort(items, text)
    print("6 sentence", {name: value for name in said.__slots__ if name != "terms" and (value := getattr(said, name))})
    print("7 terms   ", "cannot be joined" if said.terms is None else "".join(f"\n           {term}" for term in said.terms))
    print("10 reading", {name: value for name, value in read_phrase(phrase, year, None)._asdict().items() if value})


def _row(tokens: list[Token], text: str) -> str:
    return ", ".join(f"{token.kind} {text[token.start : token.end]!r}" for token in tokens)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--score", nargs="*", type=Path, metavar="FILE", help="labelled phrases; without a file both of tests/data")
    parser.add_argument("--steps", metavar="PHRASE", help="what each stage makes of it")
    parser.add_argument("--school-year", type=SchoolYear.parse, help="of --steps: 2026-2027")
    parser.add_argument("--rounds", type=int, default=8)
    arguments = parser.parse_args()
    if arguments.score is not None:
        return 1 if score(arguments.score or list(LABELLED)) else 0
    if arguments.steps is not None:
        steps(arguments.steps, arguments.school_year)
        return 0
    speed(arguments.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
