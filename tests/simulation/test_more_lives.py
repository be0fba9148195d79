"""The other thousand lives: a module of their own, because a module stays on one processor."""

from pathlib import Path

import pytest

from simulation.lives import live_all, report


@pytest.mark.parametrize("first", range(1000, 2000, 100))
def test_every_rule_holds(first: int, common: Path):
    """Seeds 1000 to 1999, a hundred a case."""
    assert not [report(life) for life in live_all(range(first, first + 100), on=common) if life.broken]


@pytest.mark.parametrize("seed", [111720, 164420, 493374])
def test_what_the_oracle_once_misjudged(seed: int):
    """Lives in which all went well, and the oracle knew too little of them to say so."""
    assert not [report(life) for life in live_all(range(seed, seed + 1)) if life.broken]
