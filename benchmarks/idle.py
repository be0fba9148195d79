"""What waiting costs: the service on the real plan with nothing due, and how soon the command line answers."""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.bench import BUILD, ROOT, ROUNDS, run, table

NOTIFIER = str(Path(sys.executable).with_name("notifier"))
TICKS = os.sysconf("SC_CLK_TCK")


def show(seconds: float) -> None:
    """Both, as tables."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        config = installation(Path(folder))
        memory, share, wakes = waiting(config, seconds)
        table([("idle service, real plan", "MiB", "% of a core", "wake-ups a minute"),
               (f"over {seconds:.0f} s", f"{memory:.1f}", f"{share:.3f}", f"{wakes:.1f}")])
        rows = [("command", "median ms", "best ms")]
        for words in (["--help"], ["status", "--config", str(config)]):
            median, best = start_up([NOTIFIER, *words])
            rows.append((f"notifier {words[0]}", f"{median:.0f}", f"{best:.0f}"))
        table(rows)


def installation(folder: Path) -> Path:
    """The demonstration's files in a folder of their own, armed; nothing of the past year is due in the present one."""
    shutil.copytree(ROOT / "plan", folder / "plan")
    config = folder / "plan" / "demo" / "config.toml"
    run([NOTIFIER, "tick", "--config", str(config)])
    run([NOTIFIER, "arm", "--yes", "--config", str(config)])
    run([NOTIFIER, "tick", "--config", str(config)])
    return config


def waiting(config: Path, seconds: float) -> tuple[float, float, float]:
    """Resident MiB, processor time in percent of a core, and wake-ups a minute of ``notifier run`` once it has settled. A wake-up is
    a moment of work after sleep, however often it waits for the disk meanwhile."""
    service = subprocess.Popen([NOTIFIER, "run", "--config", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(10)  # reading, the first pass
        (cpu, switches), wakes, working = _spent(service.pid), 0, False
        begin, before = time.monotonic(), cpu
        while (elapsed := time.monotonic() - begin) < seconds:
            time.sleep(0.5)
            after, switched = _spent(service.pid)
            wakes += switched != switches and not working
            working = switched != switches
            switches = switched
        memory = _of(Path(f"/proc/{service.pid}/status"), "VmRSS") / 1024
    finally:
        service.terminate()
        service.wait()
    return memory, (after - before) / elapsed * 100, wakes / elapsed * 60


def _spent(pid: int) -> tuple[float, int]:
    """Seconds of processor and voluntary switches, of all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    switches = sum(_of(task / "status", "voluntary_ctxt_switches") for task in Path(f"/proc/{pid}/task").iterdir())
    return (int(fields[11]) + int(fields[12])) / TICKS, switches


def _of(path: Path, name: str) -> int:
    line = next(line for line in path.read_text(encoding="ascii").splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1])


def start_up(command: list[str]) -> tuple[float, float]:
    """Milliseconds of a command: median and best of five, after one to warm the disk's cache."""
    subprocess.run(command, capture_output=True, check=False)
    spent = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)
        spent.append((time.perf_counter() - begin) * 1000)
    return statistics.median(spent), min(spent)


def rehearsal() -> None:
    """Seconds of the real year, rehearsed."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        year = (date(2020, 9, 1), date(2021, 5, 31))
        begin = time.perf_counter()
        run([NOTIFIER, "rehearse", "--config", str(ROOT / "plan/demo/config.toml"), "--from", str(year[0]), "--to", str(year[1]),
             "--script", str(ROOT / "plan/demo/script.jsonl"), "--out", folder])
        seconds = time.perf_counter() - begin
        mails = sum(1 for _ in (Path(folder) / "mail").glob("*.eml"))
        table([("the year 2020-2021 rehearsed", "mails", "seconds"), ("", str(mails), f"{seconds:.1f}")])
