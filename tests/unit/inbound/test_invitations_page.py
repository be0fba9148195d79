"""docs/invitations.md names every case, and only tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "invitations.md").read_text("utf-8")
TEST = re.compile(r"`([\w/]+\.py)::(\w+)`")


def test_every_case_has_its_row() -> None:
    """Sixty, in order; a case without a test says why."""
    rows = re.findall(r"(?m)^\| (\d+) \| (.+) \| (.+) \|$", PAGE)
    assert [int(number) for number, _, _ in rows] == list(range(1, 61))
    assert [number for number, _, tests in rows if not TEST.search(tests)] == ["8", "32", "60"]


def test_every_test_named_exists() -> None:
    """Whoever renames a test renames it there."""
    for path, name in TEST.findall(PAGE):
        file = ROOT / "tests" / path
        assert file.is_file(), path
        names = {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}
        assert f"test_{name}" in names, f"{path}::{name}"
