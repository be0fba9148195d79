"""The same mails through a real Postfix: an instance of its own on loopback that takes, queues and discards them. Needs root.

Two figures: how fast Postfix takes them from us, and from ``smtp-source``, which composes and stores nothing; and the processor time of
each program, which says where the time goes.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import ROUNDS, by_turns, free_port, program, run, say, table
from benchmarks.side_by_side import ours, source
from tests.support.postfix import lay_out

MAIN = """
default_transport = discard:
relay_transport = discard:
smtpd_relay_restrictions = permit_mynetworks, reject
"""
MASTER = "127.0.0.1:{port} inet n - n - - smtpd"
TICKS = os.sysconf("SC_CLK_TCK")


def show(mails: int, rounds: int = ROUNDS) -> None:
    """Both rates and where the processor time goes; a word where there is no Postfix."""
    if program("postfix") is None or os.geteuid() != 0:
        say("  not measured: needs Debian's package postfix, and root")
        return
    with running() as (port, home):
        measures = {f"notifier, {mails} mails": lambda: ours(port, mails), f"smtp-source -d -s 16, {mails}": lambda: source(port, mails)}
        before = _processor(home)
        rates = by_turns(measures, rounds)
        after = _processor(home)
    table([("accepted by Postfix", "mails/s"), *((name, f"{rate:.0f}") for name, rate in rates.items())])
    total = 2 * mails * rounds
    table([("Postfix's processes", "µs of processor a mail"),
           *((name, f"{(after[name] - before[name]) / total * 1e6:.0f}") for name in sorted(after) if after[name] - before[name] > 0.05)])


@contextlib.contextmanager
def running() -> Iterator[tuple[int, Path]]:
    """An instance for the duration; its port and its folder."""
    home = Path(tempfile.mkdtemp(prefix="postfix-", dir="/var/tmp"))
    port = free_port()
    try:
        etc = lay_out(home, main=MAIN, master=MASTER.format(port=port))
        run(["/usr/sbin/postfix", "-c", str(etc), "start"])
        yield port, home
    finally:
        subprocess.run(["/usr/sbin/postfix", "-c", str(home / "etc"), "stop"], capture_output=True, check=False)
        time.sleep(1)
        shutil.rmtree(home, ignore_errors=True)


def _processor(home: Path) -> Counter[str]:
    """Seconds of processor of the instance's processes, by program; those that ended count in their parent, ``master``."""
    master = int((home / "queue" / "pid" / "master.pid").read_text(encoding="ascii").split()[-1])
    spent: Counter[str] = Counter()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = stat.read_text(encoding="utf-8").partition("(")[2].rpartition(")")
            fields = rest.split()
            if int(fields[1]) == master or int(stat.parent.name) == master:
                spent[name] += (int(fields[11]) + int(fields[12])) / TICKS
            if int(stat.parent.name) == master:
                spent["(ended)"] += (int(fields[13]) + int(fields[14])) / TICKS
    return spent
