"""A delivery in a process of its own, to be killed: ``python sender.py STATE PORT CONNECTIONS``. Prints ``up`` once it owns the
ledger and has recovered, ``done`` when nothing is due any more."""

import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from notifier.core.compose.stored import unaltered
from notifier.edges.ledger.outbox import Outbox
from notifier.edges.ledger.store import Store
from notifier.edges.smtp import SmtpTransport
from notifier.flows.sending.delivery import Delivery, Gates
from notifier.model.settings import Limits, Smtp


def joined(skeleton: bytes, slots: bytes | None, digest: bytes) -> bytes:
    return unaltered(skeleton + (slots or b""), digest)


def clock() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(1))
    outbox = Outbox(Store.open(Path(sys.argv[1])))
    outbox.recover(clock())
    limits = Limits(per_day=0, connections=int(sys.argv[3]))
    delivery = Delivery(outbox, SmtpTransport(Smtp(host="127.0.0.1", port=int(sys.argv[2]), security="none"), limits), limits=limits,
                        verified=joined, sender=lambda _: "gmo@cdo.example")
    print("up", flush=True)
    report = delivery.pump(clock(), clock, gates=lambda _: Gates(True, True), should_stop=lambda: bool(stopping))
    print("done", report.ended, report.sent, flush=True)
