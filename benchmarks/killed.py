"""Forty thousand mails, the service killed halfway and started again: what was lost, what came twice.

Our own server notes the Message-ID of each mail before it answers; the hand-over is killed by SIGKILL when half of them are there, and
started again with the same arguments.
"""

import contextlib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.bench import BUILD, ROOT, free_port, own_sink, say, serving
from notifier.edges.ledger.sqlite import sqlite3

IN_FLIGHT = 64


def show(mails: int) -> None:
    """One run, in words. AssertionError when a promise is broken."""
    with tempfile.TemporaryDirectory(dir=BUILD) as folder:
        port, ids = free_port(), Path(folder) / "ids"
        ids.touch()
        command = [sys.executable, str(ROOT / "benchmarks" / "handover.py"), "--smtp", f"127.0.0.1:{port}", "--people", str(mails),
                   "--events", "1", "--ledger", str(Path(folder) / "ledger")]
        with serving(own_sink(port, "--ids", str(ids)), port):
            first = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while first.poll() is None and _lines(ids) < mails // 2:
                time.sleep(0.05)
            assert first.poll() is None, "it ended before it could be killed"
            first.kill()
            first.wait()
            then = _lines(ids)
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        came, told = Counter(ids.read_text(encoding="ascii").split()), _told(Path(folder) / "ledger")
        twice = sum(number - 1 for number in came.values())
        say(f"  killed after {then} of {len(told)}: {len(came)} different mails came, {len(told - came.keys())} lost, {twice} twice")
        assert came.keys() == told
        assert len(told) > mails
        assert twice <= IN_FLIGHT


def _told(ledger: Path) -> set[str]:
    """The Message-IDs of all mails of the ledger, which must all be sent: invitations and what the coordinator got."""
    with contextlib.closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        rows = db.execute("SELECT message_id, state FROM message WHERE message_id <> ''").fetchall()
    assert {state for _, state in rows} == {"sent"}
    return {message_id for message_id, _ in rows}


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")
