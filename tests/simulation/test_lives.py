"""Two thousand lives at every ``make test``, half of them here: every rule holds in each, and each can be lived again."""

import pytest

from simulation.lives import ground, live, live_all, report, shrink
from simulation.run import main
from simulation.script import Act, draw


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_every_rule_holds(first: int):
    """Seeds 0 to 999, a hundred a case."""
    assert not [report(life) for life in live_all(range(first, first + 100)) if life.broken]


def test_lives_are_lives():
    """What the seeds draw is not empty: people, mails, faults, crashes, mail that comes in, in the share that is claimed."""
    scripts = [draw(seed) for seed in range(60)]
    lives = live_all(range(60))
    assert sum(life.attempts for life in lives) >= 60 * 5
    assert sum(life.processes for life in lives) >= 60 * 3
    assert sum(life.turns for life in lives) >= 60 * 12
    assert 10 <= sum(script.mailbox for script in scripts) <= 35
    assert all(script.people and script.acts for script in scripts)


def test_the_same_seed_is_the_same_life():
    """Twice each, in another order and another folder: the same history to the byte."""
    seeds = range(100, 115)
    first = [life.print for life in live_all(seeds)]
    with ground() as folder:
        again = [live(draw(seed), folder).print for seed in reversed(seeds)]
    assert first == again[::-1]
    assert len(set(first)) > len(seeds) // 2


def test_a_failing_life_is_made_small():
    """Of all acts and faults those remain that the failure needs."""
    script = draw(7)
    needed = script.acts[0]
    dropped, small = shrink(script, lambda trial: needed in trial.acts)
    assert small.acts == (needed,)
    assert not small.faults
    assert script.without(dropped) == small
    assert isinstance(needed, Act)


def test_a_broken_rule_is_printed_with_the_command_that_repeats_it(monkeypatch, capsys):
    """A mistake planted: exit code 1, the rule, the smallest life, the command."""
    from simulation.bugs import marks_before_send

    monkeypatch.setattr("sys.argv", ["simulate", "--seeds", "0-20", "--jobs", "1", "--most", "1"])
    with marks_before_send():
        assert main() == 1
    said = capsys.readouterr().out
    assert "intent_first" in said
    assert "again: python -m tests.simulation.run --seeds 0" in said
