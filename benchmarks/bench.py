"""What every measurement here needs: programs found or missed, servers for its duration, rounds of five by turns, medians.

By turns, because a machine is not equally fast all the time: each round measures everybody once, and what is compared are the medians.
"""

import contextlib
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "bench"
ROUNDS = 5
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"

Measure = Callable[[], float]


def program(name: str) -> str | None:
    """Where a program is, also those of administrators."""
    return shutil.which(name) or shutil.which(name, path=PATH)


def free_port() -> int:
    """A loopback port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(command: list[str], port: int) -> Iterator[None]:
    """A server for the duration: from the moment it accepts connections."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.05)
        else:
            raise RuntimeError(f"{command[0]} does not listen on port {port}")
        yield
    finally:
        process.kill()
        process.wait()


def sink(port: int) -> list[str]:
    """The command of a server that takes everything: Postfix's ``smtp-sink``, or ours where it is missing."""
    found = program("smtp-sink")
    return [found, "-u", "nobody", f"127.0.0.1:{port}", "1000"] if found else own_sink(port)


def own_sink(port: int, *options: str) -> list[str]:
    """Our own server of that kind, which can be late and can count."""
    return [sys.executable, "-m", "benchmarks.sink", str(port), *options]


def by_turns(measures: Mapping[str, Measure], rounds: int = ROUNDS) -> dict[str, float]:
    """Each measured once a round, and every round shown: how far they differ says how much the medians are worth."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for number in range(1, rounds + 1):
        for name, measure in measures.items():
            found[name].append(measure())
        say(f"  round {number}:", "  ".join(f"{values[-1]:.0f}" for values in found.values()))
    return {name: statistics.median(values) for name, values in found.items()}


def run(command: list[str], **more: object) -> str:
    """A program's answer; its error when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:3])}: {done.stderr.strip()[-400:]}")
    return str(done.stdout)


def say(*words: object) -> None:
    """A line at once: measuring takes minutes."""
    print(*words, flush=True)


def table(rows: list[tuple[str, ...]]) -> None:
    """Rows in columns: the first to the left, figures to the right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    for row in rows:
        say("  " + row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)))
