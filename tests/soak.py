"""``make soak``: the real service in a process of its own, a mail a second, for as long as asked (an hour by default).

The meeting is moved again and again, so that every few seconds a change goes to everybody: passes, revisions, composing, the
ledger, the journal of sent mail and a real SMTP server in another process are all at work. Every minute memory, descriptors, the
ledger's WAL (or rollback journal) and the files' sizes are written down; at the end their slopes are judged. Figures: ``docs/reliability.md``.
"""

import argparse
import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from integration.support.installation import Installation, Running  # noqa: E402

from notifier.edges.ledger.wal import KEPT_BYTES, SOUND  # noqa: E402

PEOPLE = 47
JOURNAL = "wal" if SOUND else "journal"
WARM_UP = 0.25
"""The first part of the run fills caches; growth is judged after it."""
MOST_MIB_AN_HOUR = 2.0
MOST_DESCRIPTORS = 2


@dataclass(frozen=True)
class Look:
    """The process and its files at one moment."""

    minutes: float
    resident_mib: float
    descriptors: int
    threads: int
    journal_kib: int
    ledger_mib: float
    mails: int


def look(service: Running, state: Path, record: Path, minutes: float) -> Look:
    """Now."""
    proc = Path(f"/proc/{service.process.pid}")
    status = (proc / "status").read_text()
    journal = state / f"ledger.sqlite3-{JOURNAL}"
    found = re.search(r"VmRSS:\s+(\d+) kB", status), re.search(r"Threads:\s+(\d+)", status)
    assert found[0]
    assert found[1]
    with contextlib.suppress(FileNotFoundError):
        return Look(minutes, int(found[0][1]) / 1024, len(os.listdir(proc / "fd")), int(found[1][1]), journal.stat().st_size // 1024,
                    (state / "ledger.sqlite3").stat().st_size / 2**20, record.read_bytes().count(b"\n"))
    raise AssertionError("the ledger or the record is gone")


def live(minutes: float, pace: float, folder: Path) -> list[Look]:
    """The looks, one a minute."""
    record = folder / "record"
    sink = subprocess.Popen([sys.executable, ROOT / "tests" / "support" / "sink.py", record], stdout=subprocess.PIPE, text=True)
    try:
        assert sink.stdout is not None
        installation = Installation(folder / "i", people=[f"p{n}@school.example" for n in range(PEOPLE)])
        installation.use_smtp(int(sink.stdout.readline()))
        with installation.service() as service:
            installation.done("arm", "--yes")
            return _move_about(installation, service, record, minutes, pace)
    finally:
        sink.kill()
        sink.communicate()


def _move_about(installation: Installation, service: Running, record: Path, minutes: float, pace: float) -> list[Look]:
    looks: list[Look] = []
    began = following = time.monotonic()
    for turn in range(10**9):
        now = time.monotonic()
        if now - began >= minutes * 60:
            break
        when = f"{10 + turn % 8}:{turn // 8 % 6}0"
        installation.write("dates.toml", f'[dates]\n"teor-1" = "{installation.day(12 + turn % 3):%d.%m.%Y} {when}"\n')
        service.reload()
        if now >= following:
            looks.append(look(service, installation.state, record, (now - began) / 60))
            following += 60
            print("{0.minutes:6.1f} min  {0.resident_mib:6.1f} MiB  {0.descriptors} fd  {0.threads} threads  journal {0.journal_kib} KiB  "
                  "ledger {0.ledger_mib:.1f} MiB  {0.mails} mails".format(looks[-1]), flush=True)
        time.sleep(max(0.0, PEOPLE / pace - (time.monotonic() - now)))
    looks.append(look(service, installation.state, record, (time.monotonic() - began) / 60))
    assert "Traceback" not in service.log()
    return looks


def judge(looks: list[Look]) -> list[str]:
    """What grew that must not."""
    steady = [one for one in looks if one.minutes >= looks[-1].minutes * WARM_UP]
    hours = [one.minutes / 60 for one in steady]
    slope = statistics.linear_regression(hours, [one.resident_mib for one in steady]).slope
    pace = (looks[-1].mails - looks[0].mails) / ((looks[-1].minutes - looks[0].minutes) * 60)
    descriptors, journals = {one.descriptors for one in steady}, {one.journal_kib for one in steady}
    print(f"mails {looks[-1].mails} ({pace:.2f} a second), resident {steady[0].resident_mib:.1f} -> {steady[-1].resident_mib:.1f} MiB "
          f"({slope:+.2f} MiB an hour), descriptors {min(descriptors)}-{max(descriptors)}, threads {steady[-1].threads}, "
          f"{JOURNAL} at most {max(journals)} KiB between commits, ledger {looks[-1].ledger_mib:.1f} MiB")
    bad = []
    if slope > MOST_MIB_AN_HOUR:
        bad.append(f"memory grows by {slope:.1f} MiB an hour")
    if max(descriptors) - min(descriptors) > MOST_DESCRIPTORS:
        bad.append(f"descriptors: {sorted(descriptors)}")
    if max(journals) > 2 * KEPT_BYTES // 1024:
        bad.append(f"the {JOURNAL} is left at {max(journals)} KiB")
    return bad


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--pace", type=float, default=1, help="mails a second")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="soak") as folder:
        bad = judge(live(arguments.minutes, arguments.pace, Path(folder)))
    print("\n".join(bad) or "flat")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
