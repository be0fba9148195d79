"""``notifier run``: the long-running service. ``schedule`` wakes it; what is due is computed, never remembered.

SIGTERM and SIGINT end it after the mail on the wire; SIGHUP reads all files and the mailbox again. Under systemd it says READY
when the first pass is done, STATUS with the next mail, and WATCHDOG after real progress only - never from a timer of its own.
"""

import contextlib
import logging
import os
import select
import signal
import socket
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType

import schedule

from notifier.edges.ledger.guard import LedgerFailed, LedgerFull, LedgerLocked
from notifier.edges.ledger.store import LedgerError
from notifier.edges.watch import Watch
from notifier.flows.station import Station, Turn

log = logging.getLogger(__name__)

GLANCE_SECONDS = 2
"""How often somebody's act is looked for where the kernel does not tell of it: a file's date, a request. Longer, ``arm`` seems to hang."""
LOOK_SECONDS = 30
"""How often there is a whole pass anyway, also in the middle of a mailing: what makes its rest untrue is heard by then. Longer than this
nobody sleeps: a suspended machine must notice (fault 52)."""
QUIET_SECONDS = 0.5
"""Files are read once nobody has touched them for so long: an editor that moves the old file away before it writes the new one is between
both, and a missing file would be an alarm. At most ``STEPS`` of these."""
STEPS = 4
CLOCK_JUMP = timedelta(minutes=5)


def notify(state: str) -> None:
    """Tell systemd (sd_notify over its socket); does nothing elsewhere."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.settimeout(1)  # a manager that does not listen must not stop the mail
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(state.encode())


class Service:
    """The loop around a station."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._station: Station | None = None
        self._stopping = False
        self._reload = False
        self._mail_waits = False
        self._hold = False
        # A byte in this pipe for each signal: an Event's lock could be held by the very code that the signal interrupts.
        self._hear, self._ring = socket.socketpair()
        self._next_at: datetime | None = None
        self._ready = False
        self._scheduler = schedule.Scheduler()
        self._watch = Watch.open()
        self._stirred = False
        self._clock_offset: float | None = None

    def run(self) -> int:
        """Until told to stop. Returns the exit code: 0 ended as asked, 3 the ledger failed."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGHUP, self._hup)
        for end in (self._hear, self._ring):
            end.setblocking(False)
        signal.set_wakeup_fd(self._ring.fileno(), warn_on_full_buffer=False)
        station = self._station = Station.open(self._config, datetime.now(UTC))
        try:
            self._plan_looks(station)
            self._turn(station)
            while not self._stopping:
                self._wait(station)
                if self._stopping:
                    break
                jumped = self._clock_jumped(station)  # before anything that the jump would make due
                if jumped:
                    self._plan_looks(station)
                if jumped or self._reload or self._mail_waits or self._is_due():
                    self._turn(station)
                elif self._stirred:
                    self._glance(station)
                else:
                    self._scheduler.run_pending()
            log.info("stopping as asked")
            notify("STOPPING=1")
            return 0
        except (LedgerFull, LedgerFailed) as error:
            log.critical("ledger failed, nothing more is sent: %s", error)
            return 3
        finally:
            station.close()
            if self._watch is not None:
                self._watch.close()

    # --- waking

    def _plan_looks(self, station: Station) -> None:
        """From the clock as it stands now: ``schedule`` counts in wall time."""
        self._scheduler.clear()
        if self._watch is None:
            self._scheduler.every(GLANCE_SECONDS).seconds.do(self._glance, station)
        self._scheduler.every(LOOK_SECONDS).seconds.do(self._turn, station)

    def _wait(self, station: Station) -> None:
        """Until the next look, a signal, somebody's act, or the mailbox's bell."""
        idle = self._scheduler.idle_seconds
        pause = LOOK_SECONDS if idle is None else min(max(idle, 0.05), LOOK_SECONDS)
        if self._next_at is not None:
            pause = min(pause, max((self._next_at - datetime.now(UTC)).total_seconds(), 0.05))
        bell, watch = station.doorbell(), self._watch
        if station.has_rung():  # mail came between the last look and now: during a pass, or a long mailing
            self._mail_waits = True
            return
        if watch is not None:
            watch.follow(station.folders())
        ready, _, _ = select.select([end for end in (self._hear, bell, watch) if end is not None], [], [], pause)
        if watch in ready and watch is not None:
            self._let_finish(watch)
            self._stirred = True
        if self._hear in ready:
            self._hear.recv(4096)
        if bell in ready:
            self._mail_waits = station.rang() or self._mail_waits  # what waited while the ledger was locked waits on

    def _let_finish(self, watch: Watch) -> None:
        """Whoever writes files, until it is quiet; a signal is heard at once."""
        ends: list[socket.socket | Watch] = [self._hear, watch]
        for _ in range(STEPS):
            watch.drain()
            if watch not in select.select(ends, [], [], QUIET_SECONDS)[0]:
                break

    def _is_due(self) -> bool:
        return self._next_at is not None and datetime.now(UTC) >= self._next_at

    def _glance(self, station: Station) -> None:
        """A file changed or a request was left: the pass finds out more."""
        self._stirred = False
        if station.is_stirred():
            self._turn(station)

    def _clock_jumped(self, station: Station) -> bool:
        """A wall clock that left the steady one by minutes can't be trusted: hold until a person says yes (fault 48)."""
        offset = time.time() - time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
        jumped = self._clock_offset is not None and abs(offset - self._clock_offset) > CLOCK_JUMP.total_seconds()
        if jumped:
            log.critical("the clock jumped by %.0f seconds: holding", offset - (self._clock_offset or 0))
            self._hold = True
            with contextlib.suppress(LedgerLocked):  # then the next turn begins with it
                self._carry_out_hold(station)
        self._clock_offset = offset
        return jumped

    def _carry_out_hold(self, station: Station) -> None:
        if self._hold:
            station.hold("часы сервера шагнули")
            self._hold = False

    def _turn(self, station: Station) -> None:
        force, self._reload = self._reload, False
        mail_waits, self._mail_waits = self._mail_waits or force, False
        if force:
            notify(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")
        try:
            self._carry_out_hold(station)
            until = time.monotonic() + LOOK_SECONDS
            turn = station.turn(lambda: datetime.now(UTC), should_stop=lambda: self._stopping, beat=self._beat, force_read=force,
                                look=lambda: self._reload or station.is_asked() or time.monotonic() > until, mail_waits=mail_waits)
        except (LedgerFull, LedgerFailed):
            raise
        except LedgerError as error:
            log.error("ledger: %s", error)
            self._next_at = datetime.now(UTC) + timedelta(seconds=LOOK_SECONDS)
            self._reload, self._mail_waits = self._reload or force, self._mail_waits or mail_waits  # the next turn makes up for it
            return
        self._next_at = turn.next_at
        if not self._ready or force:
            self._tell_ready()
        notify(f"STATUS={status_line(turn)}")

    def _beat(self) -> None:
        """Progress. The first is the first pass: it is ready then, however long the mail takes that waited."""
        if not self._ready:
            self._tell_ready()
        notify("WATCHDOG=1")

    def _tell_ready(self) -> None:
        notify("READY=1")
        self._ready = True

    # --- signals

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._stopping = True
        if self._station is not None:
            self._station.stop()

    def _hup(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._reload = True


def status_line(turn: Turn) -> str:
    """What ``systemctl status`` shows: armed or why not, and when something happens next."""
    state = "armed" if turn.report.armed else f"not armed{': ' + turn.report.held if turn.report.held else ''}"
    return f"{state}; sent {turn.delivered.sent} now; next at {turn.next_at.astimezone():%Y-%m-%d %H:%M}"
