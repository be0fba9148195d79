"""The sender's account with its server: whether it rests (the breaker, kept in the ledger), and what its limits leave.

Promises: the breaker opens with any fault that is about the account and closes once the server looked at a message; how many were tried
lately is counted in the ledger, so a restart forgets neither. A probe whose line dies has failed, and so has an account under whose
messages all lines die: whatever became of those.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from notifier.core.retry import DAY, Breaker, allowance, break_seconds, is_lost, is_verdict, trip, worst
from notifier.edges.ledger.outbox import Outbox
from notifier.model.message import Outcome, Result
from notifier.model.settings import Limits

log = logging.getLogger(__name__)

MOST_LOST = 3
"""So many lines in a row died under their messages, and none was answered: it is not the messages' fault. Of a probe the first tells."""


class Account:
    """May it send now, and how much? ``changed``: the breaker differs from the ledger's."""

    def __init__(self, outbox: Outbox, limits: Limits, credential: Callable[[], str]) -> None:
        self.changed = False
        self._lost = 0  # lines that died under messages since the server looked at one
        self._outbox = outbox
        self._limits = limits
        self._credential = credential
        self._breaker: Breaker | None = None

    def change(self, limits: Limits, credential: Callable[[], str]) -> None:
        """Other settings are in force."""
        self._limits = limits
        self._credential = credential

    @property
    def breaker(self) -> Breaker | None:
        """Why it rests, and until when, as the ledger has it; None when all is well."""
        if not self.changed:
            self._breaker = self._outbox.breaker()
        return self._breaker

    def store(self) -> None:
        """A changed breaker into the ledger, inside the caller's transaction."""
        if self.changed:
            self._outbox.keep_breaker(self._breaker)

    def rests(self, now: datetime) -> bool:
        """Whether nothing may be tried now."""
        return self._breaker is not None and self._breaker.open(now, self._credential())

    @property
    def on_trial(self) -> bool:
        """Whether it failed and has not been seen working since: one message at a time."""
        return self._breaker is not None

    def allowance(self, now: datetime) -> int:
        """How many recipients the provider's limits leave."""
        limits = self._limits
        in_minute = self._outbox.attempts_about(now, 60) if limits.per_minute else 0
        in_day = self._outbox.attempts_about(now, DAY) if limits.per_day else 0
        return allowance(limits, in_minute=in_minute, in_day=in_day)

    def eases(self, now: datetime) -> datetime:
        """When a used-up limit lets the next one through."""
        limits = self._limits
        spans = [span for span, most in ((60, limits.per_minute), (DAY, limits.per_day))
                 if most and self._outbox.attempts_about(now, span) >= most]
        starts = [(self._outbox.attempts_start(now - timedelta(seconds=span)), span) for span in spans]
        return max((start + timedelta(seconds=span + 1) for start, span in starts if start is not None), default=now)

    def judge(self, results: list[Result], now: datetime) -> Breaker | None:
        """The breaker after a window: opened by any account-level fault, forgotten once the server looked at a message."""
        fault = worst(results)
        accepted = any(result.outcome is Outcome.ACCEPTED for result in results)
        looked_at = any(is_verdict(result) for result in results)
        resting = self.rests(now)
        lost = [result for result in results if is_lost(result)]
        self._lost = 0 if looked_at else self._lost + len(lost)
        if fault is None and lost and not (resting or looked_at) and (self.on_trial or self._lost >= MOST_LOST):
            fault = lost[0]  # it is the line, not a message: all would go the same way, one after the other, and be taken unheard
        if fault is not None:
            if resting and self._breaker is not None and break_seconds(fault.cause, 1, "") <= break_seconds(self._breaker.cause, 1, ""):
                return self._breaker  # the same flight says it once more
            former = None if resting else self._breaker
            self._breaker = trip(former, fault, now, any_accepted=accepted, credential=self._credential())
            self.changed = True
            log.error("account rests until %s: %s %d %s", self._breaker.until.isoformat(), fault.cause, fault.code, fault.enhanced)
        elif self.on_trial and not resting and looked_at:
            self._breaker = None
            self.changed = True
            log.info("account works again")
        return self._breaker
