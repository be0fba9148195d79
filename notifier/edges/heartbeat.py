"""The dead-man's switch of ``[heartbeat] url``: a GET after real progress, so that silence means trouble.

At most once in five minutes, bounded in time, follows no redirect, and a failure is a log line only. The address is a secret
(who knows it can keep the switch quiet), so it never stands in a log. A server that sends a byte now and then meets every time-out
of a single read: what it says is waited for beside the service.
"""

import logging
from collections.abc import Callable
from threading import Thread
from time import monotonic

EVERY_SECONDS = 300
TIMEOUT_SECONDS = 5

log = logging.getLogger(__name__)


class Heartbeat:
    """One installation's pulse."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last: float | None = None
        self._ping: Thread | None = None
        self._failing = False

    def beat(self, url: str) -> None:
        """Ping unless it was done lately."""
        now = self._clock()
        if not url or (self._last is not None and now - self._last < EVERY_SECONDS):
            return
        self._last = now
        said: list[str] = []
        if self._ping is None or not self._ping.is_alive():  # one at a time, however slow its server is
            self._ping = Thread(target=_ping, args=(url, said), daemon=True)
            self._ping.start()
            self._ping.join(TIMEOUT_SECONDS)
        trouble = said[0] if said else "slow"
        if trouble and not self._failing:
            log.warning("heartbeat not heard: %s", trouble)
        self._failing = bool(trouble)


def _ping(url: str, said: list[str]) -> None:
    """What stands in the way is ``said``; nothing does where that is empty."""
    import httpx  # a quarter of a second to import, for the few who use it

    try:
        with httpx.stream("GET", url, timeout=TIMEOUT_SECONDS) as answer:  # what it says beside its status is not read
            said.append("" if answer.is_success else "refused")
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        said.append(type(error).__name__)
