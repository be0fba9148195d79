"""The Prometheus textfile of ``[metrics] file`` (node_exporter's textfile collector): whole or as it was, readable by all.

Numbers only: no addresses, no items. A file that can't be written is complained of once and stops nothing.
"""

import logging
import os
from collections.abc import Mapping
from pathlib import Path

HELP = {
    "armed": "1 when mail to participants is allowed",
    "held": "Mails that wait for a person",
    "hold": "1 while the ledger may not speak at all (restored copy, other machine)",
    "queued": "Mails waiting to be sent",
    "sent_total": "Mails a server accepted, later bounces included",
    "failed_total": "Mails that did not get through: failed, bounced, expired",
    "breaker_open": "1 while the mail account rests after a fault",
    "next_due_timestamp_seconds": "When something happens next",
    "last_pass_timestamp_seconds": "When the last pass ended",
}

log = logging.getLogger(__name__)


class Metrics:
    """Writes the file of one installation."""

    def __init__(self) -> None:
        self._complained = False

    def write(self, path: Path, values: Mapping[str, float]) -> bool:
        """Replace the file. False when it was not possible."""
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            draft.write_text(text(values), encoding="ascii")
            draft.chmod(0o644)
            os.replace(draft, path)
        except OSError as error:
            if not self._complained:
                log.error("metrics are not written: %s", error.strerror)
                self._complained = True
            return False
        self._complained = False
        return True


def text(values: Mapping[str, float]) -> str:
    """The values in Prometheus' text format. KeyError for a name that is not documented."""
    lines = []
    for name, value in values.items():
        kind = "counter" if name.endswith("_total") else "gauge"
        lines += [f"# HELP notifier_{name} {HELP[name]}", f"# TYPE notifier_{name} {kind}", f"notifier_{name} {value:.0f}"]
    return "\n".join(lines) + "\n"
