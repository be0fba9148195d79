"""Two thousand lives at every ``make test``, half of them here: every rule holds in each, and each can be lived again."""

from collections import Counter
from pathlib import Path

import pytest

from simulation.draw import draw
from simulation.lives import ground, live, live_all, report, shrink
from simulation.run import main
from simulation.script import DISK, EDITS, ENTRIES, MAIL, MUTE, OFFICE, POST, SERVER, STAFF, TROUBLE, Act


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_every_rule_holds(first: int, common: Path):
    """Seeds 0 to 999, a hundred a case; and they are lives: mails leave, processes end and begin, time passes."""
    lives = live_all(range(first, first + 100), on=common)
    assert not [report(life) for life in lives if life.broken]
    assert sum(life.attempts for life in lives) >= 100 * 1
    assert sum(life.processes for life in lives) >= 100 * 2
    assert sum(life.turns for life in lives) >= 100 * 4


def test_every_feature_is_drawn():
    """A seed leaves most of them out, so each must come often: what people do, what fails, who there is, where the ledger lies."""
    scripts = [draw(seed) for seed in range(2000)]
    acts = Counter(act.do for script in scripts for act in script.acts)
    faults = Counter((fault.where, fault.what) for script in scripts if script.beginning is not None for fault in script.faults)
    assert not [do for do in (*EDITS, *ENTRIES, *STAFF, *OFFICE, *TROUBLE, *MAIL) if do != "burst" and acts[do] < 10]
    assert not [what for what in (*(("server", what) for what in SERVER), *(("disk", what) for what in DISK),
                                  *(("mail", what) for what in (*POST, *MUTE)), ("server", "dead"), ("air", "full")) if faults[what] < 5]
    assert sum(not script.rings for script in scripts) >= 5
    assert sum(script.streams for script in scripts) > 900
    assert sum(fault[0] == "crash" for fault in faults.elements()) > 500
    assert sum(script.mailbox for script in scripts) > 300
    assert sum(bool(script.houses) for script in scripts) > 200
    assert sum(script.real_files for script in scripts) >= 5
    assert sum(bool(script.policy) for script in scripts) > 300
    assert sum(len(script.people) > 1 for script in scripts) > 300


def test_the_same_seed_is_the_same_life():
    """Twice each, in another order and another folder: the same history to the byte. Also where lives share a beginning: what one does is
    nothing to the others."""
    seeds = [*range(99, 108), *range(119, 128)]
    assert draw(103).beginning == draw(123).beginning is not None
    with ground() as folder:
        first = [live(draw(seed), folder).print for seed in seeds]
    with ground() as folder:
        again = [live(draw(seed), folder).print for seed in reversed(seeds)]
    assert first == again[::-1]
    assert len(set(first)) > len(seeds) // 2


def test_a_failing_life_is_made_small():
    """Of all acts and faults those remain that the failure needs."""
    script = draw(40)
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
