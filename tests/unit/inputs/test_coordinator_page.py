"""docs/ru/coordinator.md: what the coordinator is told to write can be read."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from notifier.edges.datesfile.reading import parse_dates
from notifier.model.decision import Decision

PAGE = (Path(__file__).parents[3] / "docs/ru/coordinator.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_is_read_without_a_remark(example: str) -> None:
    """Copied as it stands, it is a valid dates file that decides something."""
    found, problems = parse_dates(example, file="f")
    assert problems == []
    assert found is not None
    assert found.by_item or found.occurrences


def test_every_key_of_a_decision_is_explained() -> None:
    """The table of keys is complete."""
    keys = {field.name for field in fields(Decision)} - {"item", "line"}
    assert keys == set(re.findall(r"(?m)^\| `([a-z_]+)` \|", PAGE))
