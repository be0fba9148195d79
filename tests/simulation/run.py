"""``python -m tests.simulation.run --seeds 0-99999 --jobs 2``: live many lives; print every seed that breaks a rule, made small.

``--seeds 7`` lives one and shows its mails; ``--without 3,5`` leaves acts and faults out, as a report says; ``--large`` makes each seed the
large life of that number. Exit code 1 when a rule broke.
"""

import argparse
import os
import sys
import time

from .draw import draw
from .large import large
from .letters import read
from .lives import Draw, before, ground, live_in_processes, lived, report
from .rules import broken
from .world import World


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="simulate", description="Live many lives of an installation in an unreliable world.")
    parser.add_argument("--seeds", default="0-1999", help="one seed, or first-last")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--without", default="", help="numbers of acts and faults to leave out of a single seed")
    parser.add_argument("--most", type=int, default=5, help="stop after so many failing seeds")
    parser.add_argument("--large", action="store_true", help="large lives only")
    options = parser.parse_args()
    which = large if options.large else draw
    first, _, last = options.seeds.partition("-")
    if not last:
        return show(int(first), frozenset(int(n) for n in options.without.split(",") if n), which)
    return many(range(int(first), int(last) + 1), options.jobs, options.most, which)


def many(seeds: range, jobs: int, most: int, which: Draw) -> int:
    """All of them, with figures."""
    began, lived, failed, turns, attempts = time.monotonic(), 0, 0, 0, 0
    for life in live_in_processes(seeds, jobs, which):
        lived, turns, attempts = lived + 1, turns + life.turns, attempts + life.attempts
        if life.broken:
            failed += 1
            print(report(life, which), flush=True)
            if failed >= most:
                break
        if lived % 1000 == 0:
            print(f"{lived} lives, {lived / (time.monotonic() - began):.0f} a second", file=sys.stderr, flush=True)
    spent, busy = time.monotonic() - began, sum(os.times()[:4])  # a machine that does other things, too, is slower than its processors
    print(f"{lived} lives in {spent:.1f} s ({lived / spent:.0f} a second, {jobs} jobs; {1000 * busy / lived:.0f} ms of processor time each): "
          f"{turns} turns, {attempts} attempts, {failed} broken")
    return 1 if failed else 0


def show(seed: int, dropped: frozenset[int], which: Draw) -> int:
    """One life in detail."""
    script = which(seed).without(dropped)
    print(f"start {script.start}, rows {[(row.id, row.when) for row in script.rows]}, policy {script.policy}, real files {script.real_files}")
    print(*before(script), sep="\n")
    for number, part in enumerate((*script.acts, *script.faults)):
        print(f"  {number}: {part}")
    with ground() as folder:
        world = lived(World(script, folder))
        found = broken(world)
    for attempt in world.attempts:
        mail = read(attempt.content)
        entry = mail.entry
        about = f"{entry.key} {entry.method} {entry.sequence} {entry.start}" if entry else " ".join(f"{a.key} {a.start}" for a in mail.about)
        print(f"{attempt.at:%d.%m %H:%M:%S} {attempt.reply:8} {mail.kind} {mail.step} {attempt.address} #{attempt.id} {about}")
    print("processes ended:", [(f"{at:%d.%m %H:%M:%S}", why) for at, why in world.ends])
    print("\n".join(found) or "every rule held")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
