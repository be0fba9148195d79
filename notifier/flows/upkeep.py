"""What the service does for itself: a copy of the ledger and the erasure of old bytes once a day, metrics and the heartbeat
after a turn. None of it may stop or delay mail: failures are logged, and tried again an hour later."""

import contextlib
import logging
from datetime import date, datetime, timedelta
from pathlib import Path

from notifier.edges.heartbeat import Heartbeat
from notifier.edges.ledger.backup import make_daily
from notifier.edges.ledger.guard import LedgerFailed
from notifier.edges.ledger.store import LedgerError
from notifier.edges.metrics import Metrics
from notifier.flows.arming.recovering import held
from notifier.flows.inputs import Inputs
from notifier.flows.view import Ledger
from notifier.model.message import State

QUIET_HOUR = 3
"""The day's care begins at the first turn after this hour: nobody waits for mail then."""
AGAIN = timedelta(hours=1)
KEEP = timedelta(days=400)
"""A school year and the weeks around it: so long a letter heard is not heard twice, and nobody is told the same again."""
KEEP_MAILED = timedelta(days=30)
"""Files the coordinator attached are looked at while she answers; then the dates file says what counts."""
LEAP = timedelta(days=14)
"""After so long without a day's care its first day erases nothing: a clock that was wrong at the start is put right soon."""
DAY_KEY = "upkeep-day"
PROGRESS = ("idle", "limit", "look")
"""Ends of a delivery that are no trouble. While the breaker rests or the disk is full the heartbeat stays silent."""

log = logging.getLogger(__name__)


class Upkeep:
    """Of one installation."""

    def __init__(self) -> None:
        self._day: str | None = None
        self._not_before: datetime | None = None
        self._metrics = Metrics()
        self._heart = Heartbeat()

    def daily(self, ledger: Ledger, inputs: Inputs, now: datetime) -> None:
        """Once a local day: a verified copy, rotated, and the bytes of mails long over erased."""
        local = now.astimezone(inputs.window.calendar.zone)
        day = local.date().isoformat()
        if day == self._day or local.hour < QUIET_HOUR or (self._not_before is not None and now < self._not_before):
            return
        before = ledger.facts.get(DAY_KEY)
        if before == day:
            self._day = day
            return
        settings = inputs.settings
        leapt = before is not None and local.date() - date.fromisoformat(before) > LEAP
        erased = forgotten = 0
        try:
            if not leapt:
                erased = ledger.outbox.erase_bytes(now - timedelta(days=settings.limits.keep_bytes_days))
            copy = make_daily(ledger.store, settings.state / "backups", local.date(), keep=settings.backups)
            with ledger.store.transaction():
                if not leapt:
                    forgotten = ledger.facts.forget_old(now - KEEP)
                ledger.facts.put(DAY_KEY, day)
        except LedgerFailed:
            raise  # nothing in the file may be believed any more: the process ends
        except LedgerError as error:
            log.error("the day's care failed, again in an hour: %s", error)
            self._not_before = now + AGAIN
            return
        if not leapt:
            _clear(settings.state / "mailed", now - KEEP_MAILED)
        self._day, self._not_before = day, None
        log.info("the day's care: %d mails' bytes erased, %d old facts forgotten, copy %s", erased, forgotten,
                 "made" if copy else "not needed")

    def report(self, ledger: Ledger, inputs: Inputs, *, ended: str, breaker_open: bool, next_at: datetime, now: datetime) -> None:
        """After a turn: the metrics, and a heartbeat where the turn got somewhere."""
        if inputs.settings.metrics is not None:
            counts = ledger.outbox.counts()
            self._metrics.write(inputs.settings.metrics, {
                "armed": ledger.facts.armed(inputs.plan_id) is not None, "held": counts[State.HELD], "hold": bool(held(ledger)),
                "queued": counts[State.QUEUED] + counts[State.SENDING], "sent_total": counts[State.SENT] + counts[State.BOUNCED],
                "failed_total": counts[State.FAILED] + counts[State.BOUNCED] + counts[State.EXPIRED], "breaker_open": breaker_open,
                "next_due_timestamp_seconds": next_at.timestamp(), "last_pass_timestamp_seconds": now.timestamp()})
        if ended in PROGRESS:
            self._heart.beat(inputs.settings.heartbeat)


def _clear(folder: Path, before: datetime) -> None:
    """Remove the files of a folder that are older than that; a file that can't go is tried tomorrow."""
    for path in folder.glob("*"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()
