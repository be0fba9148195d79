"""Real processes, really killed, against a real SMTP server in another process (faults 41, 43; invariants 1 to 4).

``NOTIFIER_KILLS`` sets the number of SIGKILLs (default 300; a run by hand before a release: 1000).
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from support.delivery import body, make_letter

from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.store import Store
from notifier.model.message import Letter, State

pytestmark = pytest.mark.integration

SUPPORT = Path(__file__).parents[2] / "support"
KILLS = int(os.environ.get("NOTIFIER_KILLS", "300"))
LOAD = 1000
"""So many mails at least wait when a sender is started, so that a kill finds it at work on any machine."""


class Sink:
    """The server's process and its record."""

    def __init__(self, record: Path) -> None:
        self.record = record
        self.process = subprocess.Popen([sys.executable, SUPPORT / "sink.py", record], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def taken(self) -> list[tuple[str, str]]:
        if not self.record.exists():
            return []
        return [tuple(line.split()) for line in self.record.read_text().splitlines()]  # type: ignore[misc]


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    made = Sink(tmp_path / "record")
    yield made
    made.process.kill()
    made.process.wait()
    assert made.process.stdout is not None
    made.process.stdout.close()


def queue(folder: Path, count: int, *, first: int = 0) -> dict[str, str]:
    """Letters due now, to addresses numbered from ``first``. Returns address -> SHA-256 of the bytes."""
    store = Store.open(folder)
    now = datetime.now(UTC) - timedelta(seconds=1)
    letters: list[tuple[Letter, bytes]] = []
    for n in range(first, first + count):
        letter = make_letter(f"p{n}@s.example", due=now, subject="x" * 70 + "\r\n" + "line\r\n" * 400)
        letters.append((replace(letter, subject="x"), body(letter)))
    Outbox(store).queue(letters, now)
    store.close()
    return {letter.address: sha256(content).hexdigest() for letter, content in letters}


def start(folder: Path, port: int, connections: int = 4) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, SUPPORT / "sender.py", folder, str(port), str(connections)],
                               stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])})
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def end(process: subprocess.Popen[str]) -> str:
    """What it said besides ``up``. Not by ``communicate``: that loses what ``readline`` has read ahead."""
    assert process.stdout is not None
    with process.stdout as out:
        said = out.read()
    process.wait(timeout=60)
    return said


def states(folder: Path) -> tuple[Counter[str], dict[str, int]]:
    store = Store.read(folder)
    rows = store.db.execute("SELECT address, state, uncertain FROM message").fetchall()
    store.close()
    return Counter(state for _, state, _ in rows), {address: uncertain for address, _, uncertain in rows}


def marked(folder: Path) -> tuple[int, int]:
    """How many are ``sending``, how many ``queued``, as the next owner finds them."""
    store = Store.open(folder)
    found = Counter(row[0] for row in store.db.execute("SELECT state FROM message WHERE state IN ('sending', 'queued')"))
    store.close()
    return found["sending"], found["queued"]


def test_killed_at_random_moments_nothing_is_lost_and_copies_are_those_in_flight(tmp_path: Path, sink: Sink) -> None:
    """SIGKILL at random moments while sending: every mail arrives; second copies only of what the ledger says was open at a
    kill, byte for byte the same; what the server took and what the ledger calls sent agree."""
    moments = random.Random(1918)
    folder = tmp_path / "state"
    expected: dict[str, str] = {}
    most_open = 0
    for _ in range(KILLS):
        open_ones, waiting = marked(folder)
        most_open = max(most_open, open_ones)
        if open_ones + waiting < LOAD:
            expected |= queue(folder, 2 * LOAD, first=len(expected))
        process = start(folder, sink.port)
        time.sleep(moments.uniform(0, 0.25))
        assert process.poll() is None, "it is killed at work, not after it"
        process.kill()
        end(process)
    assert "idle" in end(start(folder, sink.port))
    found, uncertain = states(folder)
    if found[State.HELD]:  # open at three kills in a row: set aside for a person, who lets it go
        store = Store.open(folder)
        Outbox(store).release(datetime.now(UTC))
        store.close()
        end(start(folder, sink.port))
        found, uncertain = states(folder)
    taken = sink.taken()
    copies = Counter(address for address, _ in taken)
    print(f"kills {KILLS}, mails {len(expected)}, lost {len(set(expected) - set(copies))}, "
          f"copies {len(taken) - len(expected)}, open at kills {sum(uncertain.values())}, most open at once {most_open}")
    assert found == {"sent": len(expected)}
    assert set(copies) == set(expected)
    assert all(digest == expected[address] for address, digest in taken)
    assert all(count <= 1 + uncertain[address] for address, count in copies.items())
    assert most_open <= 64
    before = len(taken)
    assert "done idle 0" in end(start(folder, sink.port))
    assert len(sink.taken()) == before


def test_sigterm_ends_cleanly_with_nothing_open(tmp_path: Path, sink: Sink) -> None:
    """Fault 43: asked to end in the middle: it ends by itself, nothing is open, nothing was sent twice, the rest follows."""
    folder = tmp_path / "state"
    expected = queue(folder, 300)
    for _ in range(3):
        process = start(folder, sink.port, connections=2)
        time.sleep(0.05)
        process.terminate()
        assert "done" in end(process)
        assert states(folder)[0]["sending"] == 0
    end(start(folder, sink.port))
    assert Counter(sink.taken()) == Counter(expected.items())


def test_a_second_owner_is_refused(tmp_path: Path) -> None:
    """Fault 44: the ledger belongs to one process; a killed one leaves it free."""
    from notifier.edges.ledger.store import LedgerBusy
    store = Store.open(tmp_path)
    with pytest.raises(LedgerBusy):
        Store.open(tmp_path)
    store.close()
    Store.open(tmp_path).close()


def test_a_server_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    """The other side dies instead: what it took stays sent, the rest goes to the next one; uncertain ends bound the copies."""
    folder = tmp_path / "state"
    expected = queue(folder, 300)
    first = Sink(tmp_path / "one")
    process = start(folder, first.port)
    while len(first.taken()) < 40:
        time.sleep(0.005)
    first.process.kill()
    first.process.communicate()
    end(process)
    store = Store.open(folder)
    store.db.execute("UPDATE message SET next_at = due WHERE state = 'queued'")
    store.db.execute("DELETE FROM meta WHERE key = 'breaker'")
    store.close()
    second = Sink(tmp_path / "two")
    end(start(folder, second.port))
    found, uncertain = states(folder)
    taken = first.taken() + second.taken()
    second.process.kill()
    second.process.communicate()
    assert found == {"sent": 300}
    copies = Counter(address for address, _ in taken)
    assert set(copies) == set(expected)
    assert all(count <= 1 + uncertain[address] for address, count in copies.items())
    assert all(digest == expected[address] for address, digest in taken)
