"""When to try again: pauses that grow and are spread by a key, where a message goes after an attempt, the breaker, limits.

Promises: nothing here is random - the spread comes from a hash of the key, so a replay decides the same. An account-level
fault costs no message an attempt; it opens the breaker, and no connection is made while the breaker is open. The breaker
lives in the ledger, so that a restart does not knock at a closed door again (a refused password locks accounts; a used-up
quota is extended by each try).
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from notifier.model.message import Cause, Outcome, Result, State
from notifier.model.settings import Limits

MINUTE, HOUR, DAY = 60, 3600, 86_400

UNCERTAIN_TO_HOLD = 5
"""So many attempts died after the final dot: each may have left a copy, so a person looks before there is a sixth."""

REFUSALS_TO_HOLD = 3
"""A mail the provider refused so often as spam, while the account is paused and released in between, is held: others go on."""

STOP_CAUSES = frozenset({Cause.NETWORK, Cause.DNS, Cause.TLS, Cause.AUTH, Cause.CONFIG, Cause.BUSY, Cause.RATE, Cause.QUOTA,
                         Cause.LOCAL, Cause.STOPPED, Cause.PROTOCOL})

LINK_CAUSES = frozenset({Cause.NETWORK, Cause.BUSY, Cause.RATE, Cause.PROTOCOL})

LINE_DIED = (0, 421)
"""What a line that dies says: nothing, or that the server goes."""

PAUSES: dict[Cause, tuple[int, ...]] = {
    Cause.NETWORK: (30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR),
    Cause.PROTOCOL: (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR),
    Cause.GREYLIST: (10 * MINUTE, 45 * MINUTE, HOUR, 2 * HOUR),     # RFC 6647: 5-15 minutes first, then at least 30
    Cause.MAILBOX: (45 * MINUTE, 2 * HOUR, 4 * HOUR, 6 * HOUR),
    Cause.POLICY: (HOUR, 4 * HOUR),
    Cause.NONE: (5 * MINUTE, 15 * MINUTE, 45 * MINUTE, 2 * HOUR),
}
"""Seconds before the next attempt of one message, by what went wrong, growing to the last."""

UNCERTAIN_PAUSES = (5 * MINUTE, 15 * MINUTE, HOUR)

BREAKS: dict[Cause, tuple[int, ...]] = {
    Cause.AUTH: (HOUR,),                              # hammering with a wrong password locks the account
    Cause.QUOTA: (DAY + 10 * MINUTE,),                # Yandex: each try extends the block
    Cause.POLICY: (HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY),
    Cause.RATE: (5 * MINUTE, 10 * MINUTE, 20 * MINUTE, HOUR),
    Cause.CONFIG: (5 * MINUTE, 15 * MINUTE, HOUR),
    Cause.TLS: (5 * MINUTE, 15 * MINUTE, HOUR),
}
LINK_BREAKS = (30, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE)
"""The account's pauses. Network, resolver, a busy server, our disk: short, since they mend themselves."""


def spread(key: str, n: int) -> float:
    """A number in [0, 1) that depends on nothing but its arguments."""
    return int.from_bytes(blake2b(f"{key}|{n}".encode(), digest_size=4).digest(), "big") / 2**32


def pause_seconds(result: Result, attempts: int, key: str) -> int:
    """Seconds until the message's next attempt after its ``attempts``-th one: half below to half above the table's value."""
    table = UNCERTAIN_PAUSES if result.outcome is Outcome.UNCERTAIN else PAUSES.get(result.cause, PAUSES[Cause.NONE])
    base = table[min(max(attempts, 1), len(table)) - 1]
    return int(base * (0.5 + spread(key, attempts))) if base <= 10 * MINUTE else int(base * (0.75 + 0.5 * spread(key, attempts)))


def blameless(result: Result) -> bool:
    """Whether the attempt never got as far as this message: it costs neither an attempt nor a place in the quota."""
    return result.account and result.outcome is not Outcome.UNCERTAIN and result.cause in STOP_CAUSES


def after(result: Result, *, attempts: int, uncertain: int, now: datetime, key: str,
          most_attempts: int) -> tuple[State, datetime | None]:
    """Where a message goes after an attempt: the state, and for ``queued`` the next attempt's instant.

    ``attempts`` counts this one; ``uncertain`` those before it.
    """
    if result.outcome is Outcome.ACCEPTED:
        return State.SENT, None
    if result.outcome is Outcome.PERMANENT:
        return State.FAILED, None
    if blameless(result):
        # What was at hand when the link failed waits a little longer than the rest: should it be the cause, others go first.
        return State.QUEUED, now + timedelta(seconds=LINK_BREAKS[0] if result.cause in LINK_CAUSES else 0)
    if result.outcome is Outcome.OURS and (not result.account or attempts >= REFUSALS_TO_HOLD):
        return State.HELD, None
    if result.outcome is Outcome.UNCERTAIN and uncertain + 1 >= UNCERTAIN_TO_HOLD:
        return State.HELD, None
    if attempts >= most_attempts:
        return State.HELD, None
    return State.QUEUED, now + timedelta(seconds=pause_seconds(result, attempts, key))


@dataclass(frozen=True, slots=True)
class Breaker:
    """The account is not tried before ``until``; then one message goes as a probe. ``credential``: which password was refused."""

    cause: Cause
    text: str
    since: datetime
    until: datetime
    failures: int
    credential: str = ""

    def open(self, now: datetime, credential: str = "") -> bool:
        """Whether nothing may be tried now. A changed password file is worth a try at once, and so is a rest that began further
        ahead than it is long: by a clock that was wrong, and has been set back."""
        if self.cause in (Cause.AUTH, Cause.CONFIG) and credential != self.credential:
            return False
        return now < self.until and self.since - now <= self.until - self.since

    def dump(self) -> str:
        """As stored in the ledger."""
        return json.dumps(asdict(self) | {"since": self.since.isoformat(), "until": self.until.isoformat()}, ensure_ascii=False)

    @staticmethod
    def load(text: str | None) -> "Breaker | None":
        """The stored breaker; None when nothing is stored."""
        if text is None:
            return None
        data = json.loads(text)
        return Breaker(Cause(data["cause"]), data["text"], datetime.fromisoformat(data["since"]),
                       datetime.fromisoformat(data["until"]), data["failures"], data["credential"])


def break_seconds(cause: Cause, failures: int, key: str) -> int:
    """How long the account rests after its ``failures``-th failure in a row: never less than the table says."""
    table = BREAKS.get(cause, LINK_BREAKS)
    return int(table[min(failures, len(table)) - 1] * (1 + 0.25 * spread(key, failures)))


def trip(former: Breaker | None, result: Result, now: datetime, *, any_accepted: bool, credential: str = "") -> Breaker:
    """The breaker after an account-level failure. Messages accepted in between make it the first one again."""
    failures = 1 if former is None or any_accepted else former.failures + 1
    since = min(former.since, now) if former is not None and failures > 1 else now
    pause = break_seconds(result.cause, failures, f"{result.cause}|{since.isoformat()}")
    return Breaker(result.cause, result.said, since, now + timedelta(seconds=pause), failures, credential)


def is_verdict(result: Result) -> bool:
    """Whether the server looked at the message and said what becomes of it: then the account works."""
    return result.outcome is Outcome.ACCEPTED or not (result.account or result.outcome is Outcome.UNCERTAIN or result.code in LINE_DIED)


def is_lost(result: Result) -> bool:
    """Whether the line died under the message, before its final dot or behind it. Of one among others that may be the message's fault."""
    return result.outcome is Outcome.UNCERTAIN or (result.cause in LINK_CAUSES and result.code in LINE_DIED)


def worst(results: list[Result]) -> Result | None:
    """The account-level failure that asks for the longest rest; None when there is none (being asked to stop is none)."""
    faults = [result for result in results if result.account and result.cause is not Cause.STOPPED]
    return max(faults, key=lambda result: BREAKS.get(result.cause, LINK_BREAKS)[0], default=None)


def allowance(limits: Limits, *, in_minute: int, in_day: int) -> int:
    """How many recipients may be tried now: the window, cut by what the provider's limits leave."""
    free = limits.in_flight
    if limits.per_minute:
        # A tenth at a time: what is claimed now is tried a little later, and the provider counts when it is tried.
        free = min(free, limits.per_minute - in_minute, max(limits.per_minute // 10, 1))
    if limits.per_day:
        free = min(free, limits.per_day - in_day)
    return max(free, 0)
