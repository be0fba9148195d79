"""``make coverage``: what no default test runs, by function, against what ``docs/untested.md`` says of it.

The page names a function, how many of its lines and branches are untested at most, and why. One that is not named, or has
more of them, fails; a name that was not needed this time is told.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
JUDGED = ("notifier/core/*", "notifier/edges/ledger/*", "notifier/edges/smtp/*", "notifier/flows/sending/account.py",
          "notifier/flows/sending/delivery.py", "notifier/flows/sending/making.py", "notifier/flows/sending/wire.py")
REPORT = ROOT / "build" / "coverage" / "report.json"
PAGE = ROOT / "docs" / "untested.md"
ROW = re.compile(r"(?m)^\| `(?P<name>[\w/]+\.py::[\w.<>]*)` \| (?P<most>\d+) \| \S")


def named(page: str) -> dict[str, int]:
    """Function -> most untested lines and branches."""
    return {row["name"]: int(row["most"]) for row in ROW.finditer(page)}


def untested(report: dict[str, object]) -> dict[str, int]:
    """Function -> its untested lines, and branches that are not just the way to such a line."""
    found: dict[str, int] = {}
    for path, file in report["files"].items():  # type: ignore[attr-defined]
        for name, function in file["functions"].items():
            lines = set(function["missing_lines"])
            branches = [end for _, end in function["missing_branches"] if end not in lines]
            if lines or branches:
                found[f"{path.removeprefix('notifier/')}::{name or 'module'}"] = len(lines) + len(branches)
    return found


def main() -> int:
    """Print the figures and everything that must not be so."""
    only = ["--include", ",".join(JUDGED)]
    subprocess.run([sys.executable, "-m", "coverage", "json", "-q", "-o", str(REPORT), *only], cwd=ROOT, check=True)
    report = json.loads(REPORT.read_text(encoding="utf-8"))
    found, allowed = untested(report), named(PAGE.read_text(encoding="utf-8"))
    totals = report["totals"]
    print(f"branches {totals['covered_branches']} of {totals['num_branches']}, lines {totals['covered_lines']} of {totals['num_statements']}; "
          f"named: {len(allowed)} functions")
    bad = [f"{name}: {number} untested, {allowed.get(name, 0)} named" for name, number in sorted(found.items()) if number > allowed.get(name, 0)]
    print("\n".join(f"{name}: named, but tested this time" for name in sorted(set(allowed) - set(found))))
    print("\n".join(bad) or "everything else is tested")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
