"""From the coordinator's word to mail accepted and durable, ours alone, through the service's own code.

    python benchmarks/handover.py --smtp HOST:PORT --people N --events M --ledger FILE

``FILE`` becomes a name of the ledger (a link into ``FILE.d``, where the installation lives). Kill it and start it again with the same
arguments: it goes on where it was. ``HOST`` must be a loopback address: nothing is encrypted. Prints mails a second and peak memory.
"""

import argparse
import json
import shutil
import sys
import time
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.country import CONFIRMED, Clock, Server, armed, confirm, peak_mib, until_handed_over, write
from notifier.flows.station import Station
from notifier.model.message import State


def hand_over(ledger: Path, *, server: Server, people: int, events: int, connections: int = 8, in_flight: int = 64) -> dict[str, float]:
    """One run; figures by name. Seconds are real ones; ``planned`` those until everything is in the outbox."""
    folder = ledger.with_name(ledger.name + ".d")
    state = folder / "state"
    ready = folder / "ready"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        config = write(folder, people=people, events=events, server=server, connections=connections, in_flight=in_flight)
        armed(config).close()
        ledger.unlink(missing_ok=True)
        ledger.symlink_to(state / "ledger.sqlite3")
        confirm(folder, events)
        ready.touch()
    station = Station.open(folder / "config.toml", CONFIRMED)
    before = station.ledger.outbox.counts()[State.SENT]
    clock = Clock(CONFIRMED)
    begin, cpu = time.perf_counter(), time.process_time()
    planned = [0.0]

    def beat() -> None:
        planned[0] = planned[0] or time.perf_counter() - begin

    station.turn(clock, beat=beat)
    until_handed_over(station, clock)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    counts = station.ledger.outbox.counts()
    sent = counts[State.SENT] - before
    row = station.ledger.store.db.execute("SELECT max(id) FROM message WHERE kind = 'invitation'").fetchone()
    size = len(station._current_delivery()._materialise(*_stored(station, row[0]))) if row[0] else 0
    station.close()
    return {"mails": sent, "seconds": seconds, "planned": planned[0], "cpu": cpu, "rate": sent / seconds, "mail_bytes": size,
            "peak_mib": peak_mib(), "waiting": counts[State.QUEUED] + counts[State.SENDING]}


def _stored(station: Station, message: int) -> tuple[bytes, bytes | None]:
    found: tuple[bytes, bytes | None] = station.ledger.store.db.execute(
        "SELECT s.bytes, m.slots FROM message m JOIN skeleton s ON s.id = m.skeleton WHERE m.id = ?", (message,)).fetchone()
    return found


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smtp", type=Server.parse, required=True, metavar="HOST:PORT")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--events", type=int, default=1)
    parser.add_argument("--ledger", type=Path, required=True, metavar="FILE")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--in-flight", type=int, default=64)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = hand_over(given.ledger, server=given.smtp, people=given.people, events=given.events, connections=given.connections,
                      in_flight=given.in_flight)
    if given.json:
        print(json.dumps(found))
    else:
        print(f"{found['mails']:.0f} mails of {found['mail_bytes'] / 1024:.1f} KiB in {found['seconds']:.2f} s: {found['rate']:.0f} mails/s; "
              f"planned after {found['planned']:.2f} s; {found['cpu']:.2f} s of processor; peak {found['peak_mib']:.0f} MiB")
    return 0 if found["waiting"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
