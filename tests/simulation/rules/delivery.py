"""What must hold of handing over: copies, intent before effect, rests and limits, an end. One function, one rule."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..letters import read
from ..server import DIED, PUT_OFF, QUIET, Attempt
from .case import FLIGHT, Case, Rule, name

HEADERS = frozenset({"From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "In-Reply-To", "References",
                     "Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe", "List-Id", "Content-Language", "Importance",
                     "Content-Transfer-Encoding"})


def bounded_copies(case: Case) -> Iterator[str]:
    """2: copies <= 1 + attempts whose end nobody could know; distinct messages have distinct Message-IDs."""
    copies: dict[int, int] = defaultdict(int)
    for attempt, mail in case.taken:
        copies[attempt.id] += 1
        if copies[attempt.id] > 1 + case.world.copies[attempt.id]:
            yield f"{copies[attempt.id]} copies, explained {1 + case.world.copies[attempt.id]}: {name(attempt, mail)}"


def identical_copies(case: Case) -> Iterator[str]:
    """3: every attempt of a message carries the same bytes to the same address; a Message-ID that may lie in a mailbox belongs to one
    message (what the server certainly refused was told to nobody; its successor may bear the name)."""
    first: dict[int, tuple[bytes, str]] = {}
    owner: dict[str, int] = {}
    for attempt in case.world.attempts:
        mail = read(attempt.content)
        if first.setdefault(attempt.id, (attempt.content, attempt.address)) != (attempt.content, attempt.address):
            yield f"another content: {name(attempt, mail)}"
        if attempt.arrived and owner.setdefault(mail.message_id, attempt.id) != attempt.id:
            yield f"the Message-ID of message {owner[mail.message_id]}: {name(attempt, mail)}"


def intent_first(case: Case) -> Iterator[str]:
    """4: at the instant of each attempt the file held ``sending`` and exactly these bytes, under their seal."""
    for attempt in case.world.attempts:
        if attempt.durable != "sending" or attempt.frozen != attempt.content:
            yield f"the file held {attempt.durable!r}: {name(attempt, read(attempt.content))}"


def nothing_after_a_no(case: Case) -> Iterator[str]:
    """A permanent refusal of a message is its end."""
    refused: dict[int, Attempt] = {}
    for attempt in case.world.attempts:
        former = refused.get(attempt.id)
        if former is not None and not any(former.true <= at <= attempt.true for at, _ in case.world.ends):
            yield f"tried after 5xx: {name(attempt, read(attempt.content))}"
        if attempt.reply == "unknown":
            refused[attempt.id] = attempt


def not_early(case: Case) -> Iterator[str]:
    """5: what the server put off is not tried again before it may be (a process that died may not have stored the answer)."""
    until: dict[int, datetime] = {}
    for attempt in case.world.attempts:
        before = until.pop(attempt.id, None)
        if before is not None and attempt.true < before and case.world.steady:
            yield f"tried before {before}: {name(attempt, read(attempt.content))}"
        died = any(attempt.true <= at <= attempt.true + FLIGHT for at, _ in case.world.ends)
        if attempt.reply in PUT_OFF and not died:
            until[attempt.id] = attempt.true + timedelta(seconds=PUT_OFF[attempt.reply])


def told_is_true(case: Case) -> Iterator[str]:
    """1 and 21: what the ledger says was sent was taken by the server, and its tally is the number of its rows."""
    taken = {attempt.id for attempt, _ in case.taken}
    for number, kind, address, state, *_ in case.world.end.messages:
        if state in ("sent", "bounced") and number not in taken:
            yield f"message {number} ({kind} to {address}) is {state}, and the server never took it"
    states = Counter(state for _, _, _, state, *_ in case.world.end.messages)
    if dict(states) != case.world.end.tally:
        yield f"the tally says {case.world.end.tally}, the rows {dict(states)}"


def pure_bytes(case: Case) -> Iterator[str]:
    """16: no bare CR, LF or NUL, no line too long, no header that is not in our list or stands twice."""
    for attempt, mail in case.taken:
        rest = attempt.content.replace(b"\r\n", b"")
        if b"\r" in rest or b"\n" in rest or b"\0" in rest:
            yield f"a bare CR, LF or NUL: {name(attempt, mail)}"
        if len(set(mail.headers)) != len(mail.headers) or not HEADERS.issuperset(mail.headers):
            yield f"headers {mail.headers}: {name(attempt, mail)}"


def rests_when_told(case: Case) -> Iterator[str]:
    """8: after a fault of the account that the ledger could store nothing is tried for as long as the fault asks, nor for half a minute
    after a probe whose line died."""
    until: datetime | None = None
    why, on_trial = "", False
    for attempt in case.world.attempts:
        if until is not None and attempt.true < until and case.world.steady:
            yield f"tried within {why}'s rest: {name(attempt, read(attempt.content))}"
        if attempt.reply in QUIET or (on_trial and attempt.reply in DIED):
            until, why = attempt.true + timedelta(seconds=QUIET.get(attempt.reply, QUIET["network"])), attempt.reply
            if any(attempt.true <= at <= attempt.true + timedelta(minutes=1) for at, _ in case.world.ends):
                until = None  # the process died before it could store what it heard
        on_trial = until is not None if attempt.reply in QUIET else on_trial and attempt.reply in DIED


def nothing_is_left_in_the_air(case: Case) -> Iterator[str]:
    """Faults 31 and 32: a full disk at a claim waits for the answers of what is on its way; else that goes a second time."""
    yield from (f"mails were in the air when the disk was full at a claim: {at}" for at in case.world.abandoned)


def stays_within_limits(case: Case) -> Iterator[str]:
    """8: recipients tried in any day and minute, over restarts."""
    for key, span in (("per_day", timedelta(days=1)), ("per_minute", timedelta(minutes=1))):
        most = int(case.world.script.policy.get(key, 0))
        times = [attempt.began for attempt in case.world.attempts if attempt.reply not in QUIET]
        for n, at in enumerate(times):
            if most and n >= most and at - times[n - most] < span - timedelta(seconds=5) and case.world.steady:
                yield f"more than {most} within {key} at {at}"
                break


def nothing_waits_at_the_end(case: Case) -> Iterator[str]:
    """1 and 7: calm and drained, nothing is open that could leave."""
    now = case.end.timestamp()
    for number, kind, address, state, next_at, reply, _ in case.world.end.messages:
        if state == "sending" or (state == "queued" and float(str(next_at)) < now - 3600 and not case.world.script.policy.get("per_day")):
            yield f"message {number} ({kind} to {address}) is still {state}: {reply}"


def second_look_is_empty(case: Case) -> Iterator[str]:
    """A fresh process at the same moment does nothing."""
    if case.world.before_last != case.world.after_last and not case.world.script.policy.get("per_day"):
        yield f"a fresh process acted: {case.world.before_last} became {case.world.after_last}"


RULES: tuple[Rule, ...] = (bounded_copies, identical_copies, intent_first, nothing_after_a_no, not_early, told_is_true, pure_bytes,
                           rests_when_told, nothing_is_left_in_the_air, stays_within_limits, nothing_waits_at_the_end, second_look_is_empty)
