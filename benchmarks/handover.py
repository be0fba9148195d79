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

from benchmarks.country import CONFIRMED, Clock, Server, armed, confirm, mail_bytes, peak_mib, until_handed_over, write
from notifier.flows.station import Station
from notifier.model.message import State


def hand_over(ledger: Path, *, server: Server, people: int, events: int, connections: int = 16, in_flight: int = 64) -> dict[str, float]:
    """One run; figures by name. The clock runs from the confirmation on: the service is up and armed, and knows its people, when the
    coordinator's word comes. ``planned``: seconds until everything is in the outbox."""
    station = _service(ledger, server=server, people=people, events=events, connections=connections, in_flight=in_flight)
    before = station.ledger.outbox.counts()[State.SENT]
    clock = Clock(CONFIRMED)
    begin, cpu = time.perf_counter(), time.process_time()
    confirm(_folder(ledger), events)
    planned: list[float] = []

    def beat() -> None:
        if not planned:
            planned.append(time.perf_counter() - begin)

    sent = until_handed_over(station, clock, beat)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    counts = station.ledger.outbox.counts()
    assert counts[State.SENT] - before == sent, "the ledger counts what was delivered"
    size = mail_bytes(station)
    station.close()
    return {"mails": sent, "seconds": seconds, "planned": planned[0], "cpu": cpu, "rate": sent / seconds, "mail_bytes": size,
            "peak_mib": peak_mib(), "waiting": counts[State.QUEUED] + counts[State.SENDING]}


def _service(ledger: Path, *, server: Server, people: int, events: int, connections: int, in_flight: int) -> Station:
    """The installation, made and armed, or found as a run that was killed left it."""
    folder = _folder(ledger)
    ready = folder / "ready"
    if ready.exists():
        return Station.open(folder / "config.toml", CONFIRMED)
    shutil.rmtree(folder, ignore_errors=True)
    station = armed(write(folder, people=people, events=events, server=server, connections=connections, in_flight=in_flight))
    station.turn(Clock(CONFIRMED))  # the day's own care, its copy of the ledger above all: it was done before anybody was up
    ledger.unlink(missing_ok=True)
    ledger.symlink_to(folder / "state" / "ledger.sqlite3")
    ready.touch()
    return station


def _folder(ledger: Path) -> Path:
    return ledger.with_name(ledger.name + ".d")


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smtp", type=Server.parse, required=True, metavar="HOST:PORT")
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--events", type=int, default=1)
    parser.add_argument("--ledger", type=Path, required=True, metavar="FILE")
    parser.add_argument("--connections", type=int, default=16)
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
