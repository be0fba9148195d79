"""How ready-made parsers do on the labelled phrases, beside ours, in one run.

    python benchmarks/peers.py [FILE...]           share of phrases with the right days, microseconds a phrase

dateparser is there with the tools of development; the others are measured where they are installed (``INSTALL`` says how). None of them
knows kinds, schedules, recurrence or suspicion, so only first and last day are compared, each peer helped as far as it can be: told the
beginning of the school year, a month without a day widened to the whole month.
"""

import calendar
import datetime as dt
import importlib
import inspect
import json
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.dates import FIELDS, LABELLED, Row, invented, load, wrong_fields
from notifier.core.dates.reading import read_phrase
from notifier.model.when import SchoolYear

BUILD = Path(__file__).parent.parent / "build" / "peers"
INSTALL = """python -m pip install --target build/peers natasha==1.6.0 rutimeparser==1.1.1 'setuptools<81'
npm install --prefix build/peers chrono-node@2"""
ROUNDS = 3
Bounds = tuple[str | None, str | None]
Peer = Callable[[Row], Bounds]
NOTHING: Bounds = (None, None)
_CHRONO = """import {ru} from "chrono-node"; import {readFileSync} from "fs";
const iso = parts => parts && [parts.get("year"), parts.get("month"), parts.isCertain("day") ? parts.get("day") : null];
const rows = JSON.parse(readFileSync(0)); let began = process.hrtime.bigint(); let found;
for (let round = 0; round < 3; round++) { began = process.hrtime.bigint();
  found = rows.map(([phrase, year]) => ru.parse(phrase, new Date(year, 8, 1, 12), {forwardDate: true}).map(r => [iso(r.start), iso(r.end)])); }
console.log(JSON.stringify([found, Number(process.hrtime.bigint() - began) / 1000 / rows.length]));"""


def main() -> None:
    """The command line."""
    show(load([Path(name) for name in sys.argv[1:]] or list(LABELLED[:1])))


def show(rows: list[Row]) -> None:
    """A line a reader."""
    warnings.simplefilter("ignore")
    sys.path.append(str(BUILD))
    for name, peer in {"notifier": _ours, "dateparser": _dateparser, "rutimeparser": _rutimeparser, "natasha": _natasha}.items():
        try:
            peer({"phrase": "ноябрь", "school_year": "2020-2021"})
        except ImportError as missing:
            print(f"{name:14} not installed ({missing})")
            continue
        answers: list[Bounds] = []
        spent: list[float] = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            answers = [_answer(peer, row) for row in rows]
            spent.append(time.perf_counter() - began)
        _tell(name, rows, answers, min(spent) / len(rows) * 1e6)
    _chrono(rows)
    if not BUILD.exists():
        print(f"To measure what is not installed:\n{INSTALL}")


def _answer(peer: Peer, row: Row) -> Bounds:
    """What a peer raises («31 ноября», a word it does not know) counts as no date."""
    try:
        return peer(row)
    except Exception:  # they raise whatever they like
        return NOTHING


def _tell(name: str, rows: list[Row], answers: list[Bounds], microseconds: float) -> None:
    got = [{**row, "start": start, "end": end} for row, (start, end) in zip(rows, answers, strict=True)]
    right = sum(not {"start", "end"} & set(wrong_fields(row, {**dict.fromkeys(FIELDS), **answer}))
                for row, answer in zip(rows, got, strict=True))
    made_up = sum(invented(row, answer) for row, answer in zip(rows, got, strict=True))
    print(f"{name:14} {100 * right / len(rows):5.1f} % of days right, invented {made_up:3}, {microseconds:8.1f} µs a phrase")


def _ours(row: Row) -> Bounds:
    when = read_phrase(row["phrase"], SchoolYear.parse(row["school_year"]), None)
    return (when.start.isoformat() if when.start else None, when.end.isoformat() if when.end else None)


def _begin(row: Row) -> dt.datetime:
    return dt.datetime(int(row["school_year"][:4]), 9, 1)  # noqa: DTZ001 - the peers know no zones


def _widened(phrase: str, day: dt.date | None) -> Bounds:
    """One day, or the whole month where the phrase names no day."""
    if day is None:
        return NOTHING
    if re.search(r"(?<!\d)\d{1,2}(?!\d)", phrase):
        return (day.isoformat()[:10], day.isoformat()[:10])
    return _month(day.year, day.month)


def _month(year: int, month: int) -> Bounds:
    return (dt.date(year, month, 1).isoformat(), dt.date(year, month, calendar.monthrange(year, month)[1]).isoformat())


def _dateparser(row: Row) -> Bounds:
    settings = {"DATE_ORDER": "DMY", "PREFER_DAY_OF_MONTH": "first", "RELATIVE_BASE": _begin(row), "PREFER_DATES_FROM": "future"}
    found = importlib.import_module("dateparser").parse(row["phrase"], languages=["ru"], settings=settings)
    return _widened(row["phrase"], found.date() if found else None)


def _rutimeparser(row: Row) -> Bounds:
    found = importlib.import_module("rutimeparser").parse(row["phrase"], now=_begin(row))
    return _widened(row["phrase"], found.date() if isinstance(found, dt.datetime) else found)


def _natasha(row: Row, made: list[Any] = []) -> Bounds:  # noqa: B006 - the extractor is made once
    if not made:
        if not hasattr(inspect, "getargspec"):  # its morphology is older than Python 3.11
            spec = namedtuple("spec", "args varargs keywords defaults")
            inspect.getargspec = lambda function: spec(*inspect.getfullargspec(function)[:4])  # type: ignore[attr-defined]
        natasha = importlib.import_module("natasha")
        made.append(natasha.DatesExtractor(natasha.MorphVocab()))
    facts = [match.fact for match in made[0](row["phrase"])]
    return _joined([(fact.year, fact.month, fact.day) for fact in facts if fact.month], _begin(row).year)


def _joined(parts: list[tuple[int | None, int, int | None]], first: int) -> Bounds:
    """From the first of several dates to the last."""
    bounds: list[Bounds] = []
    for written, month, day in parts:
        year = written or first + (month < 9)
        try:
            bounds.append((dt.date(year, month, day).isoformat(),) * 2 if day else _month(year, month))
        except ValueError:
            continue
    return (bounds[0][0], bounds[-1][1]) if bounds else NOTHING


def _chrono(rows: list[Row]) -> None:
    if shutil.which("node") is None or not (BUILD / "node_modules" / "chrono-node").exists():
        print("chrono-node    not installed")
        return
    script = BUILD / "chrono.mjs"
    script.write_text(_CHRONO, encoding="utf-8")
    given = json.dumps([[row["phrase"], _begin(row).year] for row in rows])
    done = subprocess.run(["node", str(script)], input=given, capture_output=True, text=True, check=True)
    found, microseconds = json.loads(done.stdout)
    answers = [_joined([tuple(part) for pair in matches for part in pair if part], _begin(row).year)
               for row, matches in zip(rows, found, strict=True)]
    _tell("chrono-node", rows, answers, microseconds)


if __name__ == "__main__":
    main()
