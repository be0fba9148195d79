"""Each planted mistake is caught; with none planted the same lives are sound (``test_lives``)."""

import pytest

from simulation.bugs import BANK, Bug
from simulation.lives import ground, live
from simulation.script import draw


@pytest.mark.slow
@pytest.mark.parametrize("bug", BANK, ids=lambda bug: bug.name)
def test_a_planted_mistake_is_caught(bug: Bug):
    """The first lives, one after another, until one breaks a rule."""
    with ground() as folder, bug.plant():
        assert any(live(draw(seed), folder).broken for seed in range(bug.seeds)), f"{bug.name} survived {bug.seeds} lives"
