"""All measurements in one run.

    python -m benchmarks [--quick] [SECTION ...]

Sections: handover late postfix killed passes idle rehearsal dates; without a name all of them. ``--quick`` is for trying the
measurements out: its figures are too small to mean anything.
"""

import argparse
import os
import platform

from benchmarks import dates, idle, killed, passes, peers, postfix, side_by_side
from benchmarks.bench import BUILD, say
from benchmarks.side_by_side import QUICK, Sizes

PASSES = [(40, 30), (333, 30), (3_333, 30), (33_333, 30), (40_000, 30)]
"""People and events: about 10^3, 10^4, 10^5, 10^6 and 1.2 million told notices."""

SECTIONS = ("handover", "late", "postfix", "killed", "passes", "idle", "rehearsal", "dates")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", choices=[*SECTIONS, []])
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    wanted = given.sections or SECTIONS
    sizes = QUICK if given.quick else Sizes()
    BUILD.mkdir(parents=True, exist_ok=True)
    say(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    missing = side_by_side.install() if {"handover", "late", "postfix"} & set(wanted) else {}
    for name, why in missing.items():
        say(f"not measured: {name} ({why})")
    if "handover" in wanted:
        say("\nHand-over, end to end (ours: confirmed -> accepted and durable)")
        side_by_side.hand_over(sizes, missing)
    if "late" in wanted:
        say("\nHand-over to a server that answers 50 ms late")
        side_by_side.late(sizes, missing)
    if "postfix" in wanted:
        say("\nThrough a real Postfix")
        postfix.show(sizes.country, rounds=1)
    if "killed" in wanted:
        say("\nKilled halfway")
        killed.show(sizes.country)
    if "passes" in wanted:
        say("\nPlanning")
        passes.show(PASSES[:2] if given.quick else PASSES, sizes.country)
    if "idle" in wanted:
        say("\nWaiting")
        idle.show(10 if given.quick else 120)
    if "rehearsal" in wanted:
        say("\nRehearsal")
        idle.rehearsal()
    if "dates" in wanted:
        say("\nReading date phrases")
        dates.speed(1 if given.quick else 8)
        peers.show(dates.load(dates.LABELLED[:1]))


if __name__ == "__main__":
    main()
