"""Hand-over side by side: ours (confirmed plan to accepted and durable) and what others need for mails that they only compose and send.

``smtp-source`` composes nothing, and nobody but us stores anything.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.bench import BUILD, ROOT, Measure, by_turns, free_port, own_sink, program, run, say, serving, sink, table

HANDOVER = ROOT / "benchmarks" / "handover.py"
RIVALS = ROOT / "benchmarks" / "rivals"
SOURCE_BYTES = 8192


@dataclass(frozen=True, slots=True)
class Sizes:
    """Mails a measurement. The slow ones send fewer: a rate is a rate."""

    country: int = 40_000
    region: int = 5_000
    nodemailer: int = 3_000
    django: int = 1_000
    plain: int = 400
    late_ours: int = 1_000
    late_nodemailer: int = 200


QUICK = Sizes(4_000, 1_000, 600, 200, 100, 300, 80)


def install() -> dict[str, str]:
    """Make ready what is measured beside us, in the build folder; what is missing, and why."""
    missing = {}
    for name, needs, prepare in (("Django", "pip", _install_django), ("nodemailer", "npm", _install_node)):
        try:
            if needs == "npm" and not (program("npm") and program("node")):
                raise RuntimeError("npm is not installed")
            prepare()
        except RuntimeError as error:
            missing[name] = str(error)
    if program("smtp-source") is None:
        missing["smtp-source"] = "Debian's package postfix is not installed"
    return missing


def _install_django() -> None:
    target = BUILD / "python"
    if not (target / "django").exists():
        run([sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps",
             "--target", str(target), "-r", str(ROOT / "benchmarks" / "requirements.txt")])


def _install_node() -> None:
    target = BUILD / "node"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "nodemailer.mjs"):
        shutil.copyfile(RIVALS / name, target / name)
    if not (target / "node_modules").exists():
        run([program("npm") or "npm", "ci", "--silent", "--prefix", str(target)])


# --- what is measured: mails a second ------------------------------------------------------------------------------------------


def ours(port: int, mails: int, *, connections: int = 16, peaks: list[float] | None = None) -> float:
    """The product, in a process of its own, on a real disk."""
    import json

    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        answer = run([sys.executable, str(HANDOVER), "--smtp", f"127.0.0.1:{port}", "--people", str(mails), "--events", "1",
                      "--ledger", str(Path(folder) / "ledger"), "--connections", str(connections), "--json"])
    found = json.loads(answer)
    if peaks is not None:
        peaks.append(found["peak_mib"])
    return float(found["rate"])


def source(port: int, mails: int) -> float:
    """Postfix's load generator with sixteen kept connections: C, the same bytes every time, nothing composed and nothing stored."""
    begin = time.perf_counter()
    run([program("smtp-source") or "smtp-source", "-d", "-s", "16", "-m", str(mails), "-l", str(SOURCE_BYTES),
         "-f", "gmo@cdo.example", "-t", "librarian@school.example", f"127.0.0.1:{port}"])
    return mails / (time.perf_counter() - begin)


def nodemailer(port: int, mails: int, connections: int = 8) -> float:
    """nodemailer's pool with ical-generator."""
    return mails / float(run([program("node") or "node", str(BUILD / "node" / "nodemailer.mjs"), str(port), str(mails), str(connections)]))


def python_rival(module: str, port: int, mails: int) -> float:
    """One of the stacks in ``rivals``."""
    paths = os.pathsep.join((str(ROOT), str(BUILD / "python")))
    return mails / float(run([sys.executable, "-m", f"benchmarks.rivals.{module}", str(port), str(mails)],
                             env={**os.environ, "PYTHONPATH": paths}))


# --- the sections --------------------------------------------------------------------------------------------------------------


def hand_over(sizes: Sizes, missing: dict[str, str]) -> None:
    """To a server that takes everything at once."""
    port, peaks = free_port(), list[float]()
    measures: dict[str, Measure] = {
        f"notifier, {sizes.country} mails": lambda: ours(port, sizes.country, peaks=peaks),
        f"smtp-source -d -s 16, {sizes.country}": lambda: source(port, sizes.country),
        f"notifier, {sizes.region} mails": lambda: ours(port, sizes.region),
        f"smtp-source -d -s 16, {sizes.region}": lambda: source(port, sizes.region),
        "nodemailer, 8 connections": lambda: nodemailer(port, sizes.nodemailer),
        "Django": partial(python_rival, "django_stack", port, sizes.django),
        "plain Python": partial(python_rival, "plain", port, sizes.plain),
    }
    with serving(sink(port), port):
        rates = _measured(measures, missing)
    big, _, small, *_ = measures
    _compare(rates, {name: small if str(sizes.region) in name else big for name in rates})
    say(f"  peak memory {max(peaks):.0f} MiB at {sizes.country}")


def late(sizes: Sizes, missing: dict[str, str]) -> None:
    """To a server that answers each command 50 ms after it came, with and without CHUNKING; eight connections each."""
    for options, what in ((("--late-ms", "50"), "PIPELINING"), (("--late-ms", "50", "--chunking"), "PIPELINING and CHUNKING")):
        port = free_port()
        say(f"  a server that offers {what}:")
        measures: dict[str, Measure] = {"notifier, 8 connections": partial(ours, port, sizes.late_ours, connections=8),
                                        "nodemailer, 8 connections": partial(nodemailer, port, sizes.late_nodemailer)}
        with serving(own_sink(port, *options), port):
            rates = _measured(measures, missing)
        _compare(rates, dict.fromkeys(rates, "notifier, 8 connections"))


def _measured(measures: dict[str, Measure], missing: dict[str, str]) -> dict[str, float]:
    return by_turns({name: measure for name, measure in measures.items() if not any(name.startswith(absent) for absent in missing)})


def _compare(rates: dict[str, float], against: dict[str, str]) -> None:
    table([("", "mails/s", "ours is"), *((name, f"{rate:.0f}", f"{rates[against[name]] / rate:.2f} x") for name, rate in rates.items())])


Section = Callable[[Sizes, dict[str, str]], None]
