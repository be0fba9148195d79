"""The dead-man's switch of ``[heartbeat] url``: a GET after real progress, so that silence means trouble.

At most once in five minutes, bounded in time, follows no redirect, and a failure is a log line only. The address is a secret
(who knows it can keep the switch quiet), so it never stands in a log.
"""

import logging
from collections.abc import Callable
from time import monotonic

EVERY_SECONDS = 300
TIMEOUT_SECONDS = 5

log = logging.getLogger(__name__)


class Heartbeat:
    """One installation's pulse."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._last: float | None = None
        self._failing = False

    def beat(self, url: str) -> None:
        """Ping unless it was done lately."""
        now = self._clock()
        if not url or (self._last is not None and now - self._last < EVERY_SECONDS):
            return
        self._last = now
        import httpx  # a quarter of a second to import, for the few who use it

        try:
            heard = httpx.get(url, timeout=TIMEOUT_SECONDS).is_success
            what = "refused"
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            heard, what = False, type(error).__name__
        if not heard and not self._failing:
            log.warning("heartbeat not heard: %s", what)
        self._failing = not heard
