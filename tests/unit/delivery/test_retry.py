"""Pauses, ends, the breaker and the limits, without a clock."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.retry import (
    BREAKS,
    DAY,
    HOUR,
    LINK_BREAKS,
    MINUTE,
    PAUSES,
    Breaker,
    after,
    allowance,
    blameless,
    break_seconds,
    pause_seconds,
    spread,
    trip,
    worst,
)
from notifier.model.message import TRANSITIONS, Cause, Outcome, Result, State
from notifier.model.settings import Limits

NOW = datetime(2020, 10, 20, 10, tzinfo=UTC)
results = st.builds(Result, st.sampled_from(Outcome), account=st.booleans(), cause=st.sampled_from(Cause))


def test_the_spread_is_the_same_for_the_same_key_and_differs_between_keys() -> None:
    """No randomness: a replay decides the same; forty rows refused together do not come back together."""
    assert spread("1|a@x", 3) == spread("1|a@x", 3)
    assert len({round(spread(f"{n}|a@x", 1), 3) for n in range(40)}) > 30


@given(result=results, attempts=st.integers(1, 50), key=st.text(max_size=5))
def test_pauses_stay_within_half_of_their_table(result: Result, attempts: int, key: str) -> None:
    """A pause is never zero, never longer than one and a half of the longest in the table."""
    longest = max(max(table) for table in PAUSES.values())
    assert 15 <= pause_seconds(result, attempts, key) <= 1.5 * longest


@pytest.mark.parametrize("cause", [Cause.NETWORK, Cause.GREYLIST, Cause.MAILBOX, Cause.NONE])
def test_pauses_grow(cause: Cause) -> None:
    """RFC 5321 section 4.5.4.1: later attempts come less often; the second after greylisting at least 30 minutes later."""
    result = Result(Outcome.TEMPORARY, cause=cause)
    assert [pause_seconds(result, n, "k") for n in (1, 3)] == sorted(pause_seconds(result, n, "k") for n in (1, 3))
    grey = Result(Outcome.TEMPORARY, cause=Cause.GREYLIST)
    assert all(5 * MINUTE <= pause_seconds(grey, 1, str(n)) <= 15 * MINUTE for n in range(200))
    assert all(pause_seconds(grey, 2, str(n)) >= 30 * MINUTE for n in range(200))


TABLE = {
    Cause.NETWORK: "30s 1m 2m 5m 15m 30m 1h 2h 2h", Cause.PROTOCOL: "1m 5m 15m 1h 1h", Cause.GREYLIST: "10m 45m 1h 2h 2h",
    Cause.MAILBOX: "45m 2h 4h 6h 6h", Cause.POLICY: "1h 4h 4h", Cause.NONE: "5m 15m 45m 2h 2h", Cause.ADDRESS: "5m 15m 45m 2h 2h",
}
RESTS = {
    Cause.AUTH: "1h 1h", Cause.QUOTA: "24h10m 24h10m", Cause.POLICY: "1h 2h 4h 8h 24h 24h", Cause.RATE: "5m 10m 20m 1h 1h",
    Cause.CONFIG: "5m 15m 1h 1h", Cause.TLS: "5m 15m 1h 1h", Cause.NETWORK: "30s 1m 2m 5m 15m 15m", Cause.LOCAL: "30s 1m 2m 5m 15m 15m",
}


def spans(words: str) -> list[int]:
    """«24h10m 30s» in seconds."""
    units = {"s": 1, "m": 60, "h": 3600}
    return [sum(int(n) * units[unit] for n, unit in re.findall(r"(\d+)([smh])", word)) for word in words.split()]


def middle(values: list[int]) -> float:
    """Of many spreads, what stands in the table."""
    return sum(values) / len(values)


@pytest.mark.parametrize("cause", sorted(TABLE))
def test_a_message_pauses_as_promised(cause: Cause) -> None:
    """docs/delivery.md, attempt by attempt: short pauses spread by a half to either side, those above ten minutes by a quarter."""
    for attempt, seconds in enumerate(spans(TABLE[cause]), 1):
        found = [pause_seconds(Result(Outcome.TEMPORARY, cause=cause), attempt, str(n)) for n in range(400)]
        wide = 0.5 if seconds <= 600 else 0.25
        assert middle(found) == pytest.approx(seconds, rel=0.04)
        assert min(found) == pytest.approx(seconds * (1 - wide), rel=0.02, abs=1)
        assert max(found) == pytest.approx(seconds * (1 + wide), rel=0.02, abs=1)
        assert min(found) >= int(seconds * (1 - wide))
        assert max(found) < seconds * (1 + wide)


def test_an_uncertain_end_pauses_5_minutes_15_minutes_an_hour() -> None:
    """Whatever its cause: the same bytes again, ever later."""
    for attempt, seconds in enumerate((300, 900, 3600, 3600), 1):
        found = [pause_seconds(Result(Outcome.UNCERTAIN, cause=Cause.NETWORK), attempt, str(n)) for n in range(400)]
        assert middle(found) == pytest.approx(seconds, rel=0.04)
    assert pause_seconds(Result(Outcome.UNCERTAIN), 0, "k") < 450


@pytest.mark.parametrize("cause", sorted(RESTS))
def test_the_account_rests_as_promised(cause: Cause) -> None:
    """docs/delivery.md, failure by failure: never less than said, at most a quarter more."""
    for failure, seconds in enumerate(spans(RESTS[cause]), 1):
        found = [break_seconds(cause, failure, str(n)) for n in range(400)]
        assert seconds <= min(found) <= seconds * 1.01 + 1
        assert seconds * 1.24 - 1 <= max(found) < seconds * 1.25 + 1


@given(result=results, attempts=st.integers(1, 30), uncertain=st.integers(0, 9))
def test_every_end_leads_along_the_table(result: Result, attempts: int, uncertain: int) -> None:
    """From `sending` only where TRANSITIONS allows; an instant with `queued`, and with nothing else; never back in time."""
    state, next_at = after(result, attempts=attempts, uncertain=uncertain, now=NOW, key="k", most_attempts=20)
    assert state in TRANSITIONS[State.SENDING]
    assert (next_at is not None) == (state is State.QUEUED)
    assert next_at is None or NOW <= next_at <= NOW + timedelta(hours=12)


@given(result=results)
def test_only_accepted_is_sent_and_only_permanent_fails(result: Result) -> None:
    """The heart of it: nothing becomes `sent` without the server's 250, nothing `failed` without its 5xx."""
    state, _ = after(result, attempts=1, uncertain=0, now=NOW, key="k", most_attempts=20)
    assert (state is State.SENT) == (result.outcome is Outcome.ACCEPTED)
    assert (state is State.FAILED) == (result.outcome is Outcome.PERMANENT)


@pytest.mark.parametrize(("result", "attempts", "uncertain", "state"), [
    (Result(Outcome.TEMPORARY), 19, 0, State.QUEUED), (Result(Outcome.TEMPORARY), 20, 0, State.HELD),
    (Result(Outcome.TEMPORARY, account=True, cause=Cause.NETWORK), 99, 0, State.QUEUED),
    (Result(Outcome.OURS, cause=Cause.SIZE), 1, 0, State.HELD), (Result(Outcome.OURS, cause=Cause.POISON), 1, 0, State.HELD),
    (Result(Outcome.OURS, account=True, cause=Cause.POLICY), 2, 0, State.QUEUED),
    (Result(Outcome.OURS, account=True, cause=Cause.POLICY), 3, 0, State.HELD),
    (Result(Outcome.OURS, account=True, cause=Cause.AUTH), 9, 0, State.QUEUED),
    (Result(Outcome.UNCERTAIN), 1, 3, State.QUEUED), (Result(Outcome.UNCERTAIN), 1, 4, State.HELD)])
def test_where_a_message_goes(result: Result, attempts: int, uncertain: int, state: State) -> None:
    """Bounds: attempts, refusals as spam, uncertain ends; account faults cost nothing."""
    assert after(result, attempts=attempts, uncertain=uncertain, now=NOW, key="k", most_attempts=20)[0] is state


def test_what_was_at_hand_when_the_link_failed_waits_behind_the_others() -> None:
    """Should this message be what kills the link, the next probe is another one; after a refused password nothing waits."""
    link = after(Result(Outcome.TEMPORARY, account=True, cause=Cause.BUSY), attempts=1, uncertain=0, now=NOW, key="k", most_attempts=9)
    auth = after(Result(Outcome.OURS, account=True, cause=Cause.AUTH), attempts=1, uncertain=0, now=NOW, key="k", most_attempts=9)
    assert link == (State.QUEUED, NOW + timedelta(seconds=30))
    assert auth == (State.QUEUED, NOW)


@pytest.mark.parametrize(("cause", "least"), [(Cause.AUTH, HOUR), (Cause.QUOTA, DAY + 600), (Cause.POLICY, HOUR), (Cause.NETWORK, 30)])
def test_the_first_rest_is_at_least_what_its_cause_needs(cause: Cause, least: int) -> None:
    """A used-up quota 24 h 10 min, a refused password an hour: the spread only ever adds."""
    assert all(least <= break_seconds(cause, 1, str(n)) <= 1.25 * least for n in range(50))


@given(cause=st.sampled_from(Cause), failures=st.integers(1, 100))
def test_rests_are_bounded(cause: Cause, failures: int) -> None:
    """Liveness: whatever happened, the account is tried again within 31 hours; a link within 19 minutes."""
    bound = max(BREAKS.get(cause, LINK_BREAKS))
    assert break_seconds(cause, failures, "k") <= 1.25 * bound
    assert max(LINK_BREAKS) * 1.25 < 19 * MINUTE


def test_failures_in_a_row_rest_longer_until_something_was_accepted() -> None:
    """30 s, 1 min, 2 min ...; a success in between starts anew."""
    fault = Result(Outcome.TEMPORARY, 421, text="busy", account=True, cause=Cause.BUSY)
    first = trip(None, fault, NOW, any_accepted=False)
    second = trip(first, fault, NOW + timedelta(minutes=1), any_accepted=False)
    fresh = trip(second, fault, NOW + timedelta(minutes=5), any_accepted=True)
    assert [breaker.failures for breaker in (first, second, fresh)] == [1, 2, 1]
    assert (second.since, fresh.since) == (NOW, NOW + timedelta(minutes=5))
    assert second.until - timedelta(minutes=1) - NOW >= timedelta(minutes=1)


@given(cause=st.sampled_from(Cause), text=st.text(max_size=20), credential=st.text(max_size=5), failures=st.integers(1, 9))
def test_the_breaker_survives_its_storage(cause: Cause, text: str, credential: str, failures: int) -> None:
    """What is stored is what is read, in any language."""
    breaker = Breaker(cause, text, NOW, NOW + timedelta(hours=1), failures, credential)
    assert Breaker.load(breaker.dump()) == breaker
    assert Breaker.load(None) is None


@pytest.mark.parametrize(("fault", "words"), [
    (Result(Outcome.OURS, 535, "5.7.8", "bad password", account=True, cause=Cause.AUTH), "535 5.7.8 bad password"),
    (Result(Outcome.TEMPORARY, text="no route", account=True, cause=Cause.NETWORK), "no route"),
    (Result(Outcome.TEMPORARY, 421, account=True, cause=Cause.BUSY), "421")])
def test_the_breaker_keeps_what_the_server_said(fault: Result, words: str) -> None:
    """For doctor and the alarm: code and words, as far as there are any."""
    assert trip(None, fault, NOW, any_accepted=False).text == words


def test_only_an_account_level_end_costs_no_attempt() -> None:
    """The same cause about one message (garbage in answer to its RCPT) is an attempt of that message."""
    assert blameless(Result(Outcome.TEMPORARY, account=True, cause=Cause.PROTOCOL))
    assert not blameless(Result(Outcome.TEMPORARY, account=False, cause=Cause.PROTOCOL))


@pytest.mark.parametrize(("per_minute", "in_minute", "free"), [(100, 0, 10), (100, 95, 5), (100, 100, 0), (9, 0, 1), (9, 9, 0), (0, 500, 64)])
def test_of_a_minutes_limit_a_tenth_goes_at_a_time(per_minute: int, in_minute: int, free: int) -> None:
    """What is claimed now is tried a little later; the provider counts when it is tried. At least one, never beyond the limit."""
    assert allowance(Limits(per_minute=per_minute, per_day=0, in_flight=64), in_minute=in_minute, in_day=0) == free


def test_only_a_refused_password_is_mended_by_another_one() -> None:
    """A changed password file opens the way after AUTH, not after a used-up quota."""
    for cause, tried in ((Cause.AUTH, True), (Cause.CONFIG, True), (Cause.QUOTA, False), (Cause.NETWORK, False)):
        breaker = Breaker(cause, "", NOW, NOW + timedelta(hours=1), 1, "old")
        assert breaker.open(NOW, "old")
        assert breaker.open(NOW, "new") is not tried
        assert not breaker.open(NOW + timedelta(hours=1), "old")


def test_the_longest_rest_wins_and_being_stopped_is_no_fault() -> None:
    """Of several account-level ends in one window, the quota's day rules; STOPPED and refused recipients open nothing."""
    quota = Result(Outcome.OURS, account=True, cause=Cause.QUOTA)
    network = Result(Outcome.TEMPORARY, account=True, cause=Cause.NETWORK)
    assert worst([network, quota, network]) is quota
    assert worst([Result(Outcome.TEMPORARY, account=True, cause=Cause.STOPPED), Result(Outcome.PERMANENT)]) is None
    assert not blameless(Result(Outcome.OURS, account=True, cause=Cause.POLICY))
    assert not blameless(Result(Outcome.UNCERTAIN, account=True, cause=Cause.LOCAL))


@given(per_minute=st.integers(0, 100), per_day=st.integers(0, 1000), in_minute=st.integers(0, 200), in_day=st.integers(0, 2000))
def test_what_may_be_tried_never_passes_a_limit(per_minute: int, per_day: int, in_minute: int, in_day: int) -> None:
    """Invariant 8; zero means no limit of our own."""
    free = allowance(Limits(per_minute=per_minute, per_day=per_day, in_flight=64), in_minute=in_minute, in_day=in_day)
    assert 0 <= free <= 64
    assert not per_minute or in_minute + free <= max(per_minute, in_minute)
    assert not per_day or in_day + free <= max(per_day, in_day)
    assert free == 64 or per_minute or per_day
