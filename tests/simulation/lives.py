"""Living, judging, making smaller: what the command and the tests share."""

import gc
import logging
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from hashlib import sha256
from itertools import repeat
from pathlib import Path

from notifier.flows.station import YOUNG_OBJECTS

from .beginnings import begun
from .draw import draw
from .large import large
from .rules import broken
from .script import Script
from .small import beginning
from .world import World

CHUNK = 400
"""Lives a process lives on one ground: what is read once for a folder is read that often less."""


Draw = Callable[[int], Script]
"""Which life a seed is."""


@dataclass(frozen=True, slots=True)
class Life:
    """How a life went. ``broken`` is empty when every rule held; ``print`` is the same whenever the seed is lived again. The figures are
    its own, without its beginning's."""

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
        lived(world)
        found = broken(world)
    except Exception as error:  # whatever ends a process without being foreseen is a finding
        last = traceback.extract_tb(error.__traceback__)[-1]
        found = [f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"]
    record = sha256()
    for attempt in world.attempts:
        record.update(f"{attempt.at} {attempt.address} {attempt.reply} {len(attempt.content)} ".encode() + attempt.content)
    attempts, processes = world.former
    return Life(script.seed, tuple(found), record.hexdigest()[:16], world.turns, len(world.attempts) - attempts, world.process - processes)


def lived(world: World) -> World:
    """Its life, from its beginning on."""
    number = world.script.beginning
    world.live(None if number is None else begun(number, world.folder))
    return world


@contextmanager
def ground() -> Iterator[Path]:
    """A folder in memory where there is one; logs are silent meanwhile."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="notifier-simulation-", dir=memory if memory.is_dir() else None))
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    gc.collect()
    gc.freeze()  # modules and caches stay: walking them again and again is a tenth of a life
    threshold = gc.get_threshold()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)  # as the service does
    try:
        yield folder
    finally:
        gc.set_threshold(*threshold)
        gc.unfreeze()
        logging.disable(before)
        shutil.rmtree(folder)


def live_all(seeds: range, which: Draw = draw, *, on: Path | None = None) -> list[Life]:
    """These seeds, one after another, on a ground of their own or on one that others were lived on."""
    with nullcontext(on) if on is not None else ground() as folder:
        return [live(which(seed), folder) for seed in seeds]


def live_in_processes(seeds: range, jobs: int, which: Draw = draw) -> Iterator[Life]:
    """These seeds on several processors, in order."""
    size = max(min(CHUNK, len(seeds) // (4 * jobs)), 1)
    chunks = [seeds[at:at + size] for at in range(0, len(seeds), size)]
    if jobs == 1:
        for chunk in chunks:
            yield from live_all(chunk, which)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for lives in pool.map(live_all, chunks, repeat(which)):
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


def before(script: Script) -> list[str]:
    """What was done before this life parted from its beginning."""
    return [] if script.beginning is None else [f"  before: {act}" for act in beginning(script.beginning).acts]


def report(life: Life, which: Draw = draw) -> str:
    """What a failing seed prints: the rules broken, the smallest life that still breaks one, the command that repeats it."""
    rule = life.broken[0].split(":")[0]
    with ground() as folder:
        dropped, small = shrink(which(life.seed), lambda trial: any(what.startswith(rule) for what in live(trial, folder).broken))
        again = live(small, folder)
    without = " --large" * (which is large) + (" --without " + ",".join(map(str, sorted(dropped))) if dropped else "")
    lines = [f"seed {life.seed} breaks {len(life.broken)} rule(s):", *(f"  {what}" for what in life.broken[:8]),
             "the smallest life that still does:", f"  start {small.start}, rows {[(row.id, row.when) for row in small.rows]}, "
             f"{len(small.people)} people, policy {small.policy}", *before(small), *(f"  {act}" for act in small.acts), *(f"  {fault}" for fault in small.faults),
             *(f"  -> {what}" for what in again.broken[:4]), f"again: python -m tests.simulation.run --seeds {life.seed}{without}"]
    return "\n".join(lines)
