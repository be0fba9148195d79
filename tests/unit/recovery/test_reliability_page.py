"""docs/reliability.md names every fault and attack, and only tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reliability.md").read_text("utf-8")
ROW = re.compile(r"(?m)^\| (\d+) \| (.+) \| (.+) \| (.+) \|$")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def rows(title: str) -> list[tuple[int, str]]:
    """(number, last cell) of a section's table."""
    section = PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]
    return [(int(number), tests) for number, _, _, tests in ROW.findall(section)]


@cache
def names_in(path: Path) -> frozenset[str]:
    """The names of a file's tests."""
    return frozenset(node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef))


def test_every_fault_and_attack_has_its_row() -> None:
    """62 and 48, in order."""
    assert [number for number, _ in rows("Faults")] == list(range(1, 63))
    assert [number for number, _ in rows("Attacks")] == list(range(1, 49))


def test_every_test_named_exists() -> None:
    """Whoever renames a test renames it there."""
    named = TEST.findall(PAGE)
    assert len(named) > 150
    for path, name in named:
        file = ROOT / "tests" / path
        assert file.is_file(), path
        assert f"test_{name}" in names_in(file), f"{path}::{name}"


def test_a_row_without_a_test_says_why() -> None:
    """At least 100 of 110 have one, and the page counts rightly."""
    cells = [tests for title in ("Faults", "Attacks") for _, tests in rows(title)]
    without = [cell for cell in cells if not TEST.search(cell)]
    assert all(re.match(r"none.*, because ", cell) for cell in without)
    assert len(cells) - len(without) >= 100
    assert f"{len(cells) - len(without)} of the 110 rows" in PAGE
