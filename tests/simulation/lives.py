"""Living, judging, making smaller: what the command and the tests share."""

import gc
import logging
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from .invariants import broken
from .script import Script, draw
from .world import World

CHUNK = 200
"""Lives a process lives on one ground: what is read once for a folder is read that often less."""


@dataclass(frozen=True, slots=True)
class Life:
    """How a life went. ``broken`` is empty when every rule held; ``print`` is the same whenever the seed is lived again."""

    seed: int
    broken: tuple[str, ...]
    print: str
    turns: int
    attempts: int
    processes: int


def live(script: Script, folder: Path) -> Life:
    """One life from its script, judged."""
    world = World(script, folder)
    try:
        world.live()
        found = broken(world)
    except Exception as error:  # whatever ends a process without being foreseen is a finding
        last = traceback.extract_tb(error.__traceback__)[-1]
        found = [f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"]
    record = [(attempt.at, attempt.address, attempt.reply, attempt.content) for attempt in world.attempts]
    return Life(script.seed, tuple(found), sha256(repr(record).encode()).hexdigest()[:16], world.turns, len(world.attempts), world.process)


@contextmanager
def ground() -> Iterator[Path]:
    """A folder in memory where there is one; logs are silent meanwhile."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="notifier-simulation-", dir=memory if memory.is_dir() else None))
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    gc.collect()
    gc.freeze()  # modules and caches stay: walking them again and again is a tenth of a life
    try:
        yield folder
    finally:
        gc.unfreeze()
        logging.disable(before)
        shutil.rmtree(folder)


def live_all(seeds: range) -> list[Life]:
    """These seeds, one after another."""
    with ground() as folder:
        return [live(draw(seed), folder) for seed in seeds]


def live_in_processes(seeds: range, jobs: int) -> Iterator[Life]:
    """These seeds on several processors, in order."""
    size = max(min(CHUNK, len(seeds) // (4 * jobs)), 1)
    chunks = [seeds[at:at + size] for at in range(0, len(seeds), size)]
    if jobs == 1:
        for chunk in chunks:
            yield from live_all(chunk)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for lives in pool.map(live_all, chunks):
            yield from lives


def shrink(script: Script, fails: Callable[[Script], bool]) -> tuple[frozenset[int], Script]:
    """Leave out acts and faults, halves first and then single ones, while it still fails."""
    dropped: frozenset[int] = frozenset()
    size = max(script.parts // 2, 1)
    while True:
        kept = [n for n in range(script.parts) if n not in dropped]
        progress = False
        for at in range(0, len(kept), size):
            trial = dropped | set(kept[at:at + size])
            if fails(script.without(trial)):
                dropped, progress = trial, True
        if size > 1:
            size //= 2
        elif not progress:
            return dropped, script.without(dropped)


def report(life: Life) -> str:
    """What a failing seed prints: the rules broken, the smallest life that still breaks one, the command that repeats it."""
    rule = life.broken[0].split(":")[0]
    with ground() as folder:
        dropped, small = shrink(draw(life.seed), lambda trial: any(what.startswith(rule) for what in live(trial, folder).broken))
        again = live(small, folder)
    without = " --without " + ",".join(map(str, sorted(dropped))) if dropped else ""
    lines = [f"seed {life.seed} breaks {len(life.broken)} rule(s):", *(f"  {what}" for what in life.broken[:8]),
             "the smallest life that still does:", f"  start {small.start}, rows {[(row.id, row.when) for row in small.rows]}, "
             f"{len(small.people)} people, policy {small.policy}", *(f"  {act}" for act in small.acts), *(f"  {fault}" for fault in small.faults),
             *(f"  -> {what}" for what in again.broken[:4]), f"again: python -m tests.simulation.run --seeds {life.seed}{without}"]
    return "\n".join(lines)
