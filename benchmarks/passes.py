"""What planning costs: a pass with nothing due beside what was told already, and a confirmation for the whole country."""

import shutil
import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.bench import BUILD, table
from benchmarks.country import ARMED, CONFIRMED, Clock, Server, armed, confirm, peak_mib, write

PASSES = 50
WARMING = 3
"""The first passes after arming look once at everybody; that is noted, and the next ones do not."""


def idle_pass(people: int, events: int) -> tuple[int, float, float, float]:
    """All people were invited to all events: how many told notices, and the milliseconds of a pass that finds nothing due: median
    of fifty, the worst, and the median of the processor's alone (the rest is one commit, which waits for the disk)."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        config = write(Path(folder), people=people, events=events, server=Server())
        confirm(Path(folder), events)
        station = armed(config, told=True)
        spent, worked = [], []
        for number in range(PASSES + WARMING):
            now = ARMED + timedelta(minutes=10, seconds=30 * number)
            begin, cpu = time.perf_counter(), time.process_time()
            report = station.passes.run(now)
            spent.append((time.perf_counter() - begin) * 1000)
            worked.append((time.process_time() - cpu) * 1000)
            assert report.queued == 0, "nothing may be due"
        told = station.ledger.store.db.execute("SELECT count(*) FROM message WHERE kind = 'invitation'").fetchone()[0]
        station.close()
        return told, statistics.median(spent[WARMING:]), max(spent[WARMING:]), statistics.median(worked[WARMING:])


def planning(people: int) -> tuple[float, float]:
    """Seconds from a confirmation until everybody's mail is in the outbox, and the process's peak in MiB."""
    folder = Path(tempfile.mkdtemp(dir=BUILD))
    try:
        station = armed(write(folder, people=people, events=1, server=Server()))
        confirm(folder, 1)
        begin = time.perf_counter()
        report = station.passes.run(Clock(CONFIRMED)())
        seconds = time.perf_counter() - begin
        assert report.queued == people
        station.close()
        return seconds, peak_mib()
    finally:
        shutil.rmtree(folder)


def show(sizes: list[tuple[int, int]], people: int) -> None:
    """Both, as tables."""
    rows = [("told notices", "people", "median ms", "worst ms", "of processor")]
    for count, events in sizes:
        told, median, worst, worked = idle_pass(count, events)
        rows.append((str(told), str(count), f"{median:.2f}", f"{worst:.2f}", f"{worked:.2f}"))
    table(rows)
    seconds, peak = planning(people)
    table([("confirmation planned for", "seconds", "peak MiB"), (f"{people} people", f"{seconds:.2f}", f"{peak:.0f}")])
