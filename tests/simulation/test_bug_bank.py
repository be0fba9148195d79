"""Each planted mistake is caught; with none planted the same lives are sound (``test_lives``)."""

import pytest

from simulation import bugs_heard, bugs_hosts, bugs_shown  # noqa: F401  # the bank's other drawers fill it as they are read
from simulation.bugs import BANK, Bug
from simulation.lives import ground, live
from simulation.rules import RULES

NAMES = {rule.__name__ for rule in RULES}


@pytest.mark.slow
@pytest.mark.parametrize("bug", BANK, ids=lambda bug: bug.name)
def test_a_planted_mistake_is_caught(bug: Bug):
    """Lives from seed 0 upwards until one breaks a rule - a rule, not the program: a mistake that only crashes is planted badly."""
    with ground() as folder, bug.plant():
        for seed in range(bug.seeds):
            found = [what.partition(":")[0] for what in live(bug.draw(seed), folder).broken]
            assert NAMES.issuperset(found), f"{bug.name} ended life {seed} by {found}"
            if found:
                return
    pytest.fail(f"{bug.name} survived {bug.seeds} lives")
