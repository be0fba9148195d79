"""What must hold of what mails say: confirmed, settled, newest, each state once. One function, one rule."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..letters import Entry
from ..server import Attempt
from ..truth import moment
from .case import Case, Rule, name, stamp


def only_confirmed(case: Case) -> Iterator[str]:
    """Rule 1: every date told stood in the files as a day and an hour."""
    for attempt, mail in case.letters:
        for about in mail.about:
            starts = {state.start for _, state in case.states(about.key) if state is not None}
            if case.world.muddled:  # what she decided by mail while somebody had emptied her file is her word all the same
                starts |= {moment(order.value) for order in case.world.orders}
            if datetime.fromisoformat(about.start) not in starts:
                yield f"nobody confirmed {about.start}: {name(attempt, mail)}"


def only_settled(case: Case) -> Iterator[str]:
    """Rule 5: what stood for less than the settle time before it was changed again is told to nobody. By the program's clock: one
    that steps forward meanwhile makes the time pass."""
    minutes = int(case.world.script.policy.get("settle_minutes", 10))
    if case.world.muddled or not minutes:
        return
    fleeting: dict[tuple[str, str], bool] = {}
    for key, states in case.world.history.items():
        for (since, state), (until, _) in zip(states, states[1:], strict=False):
            if state is None or state.start is None:
                continue
            soon = any(s is not None and s.start is not None and since - timedelta(minutes=1) <= s.start <= until + timedelta(hours=3) for _, s in states)
            brief = until - since < timedelta(minutes=minutes) and since > (case.world.first_pass or since) and not soon and not any(
                since <= leap <= until for leap in case.world.leaps)
            told = (key, stamp(state.start))
            fleeting[told] = fleeting.get(told, True) and brief
        if states and states[-1][1] is not None and states[-1][1].start is not None:
            fleeting[key, stamp(states[-1][1].start)] = False
    for attempt, mail, key, start in case.claims:
        if fleeting.get((key, start)):
            yield f"had not settled: {name(attempt, mail)}"


def nothing_outdated(case: Case) -> Iterator[str]:
    """Rule 5: while an edit settles nobody is told the start it replaces. (When a mail was made is its Date; what she decided by mail is
    noted here once that turn is over; an edit to what has begun when it is read is refused by rule 4, and what stood before goes on.)"""
    if case.world.muddled or not case.world.steady:
        return
    for attempt, mail in case.letters:
        for about in mail.about:
            states, made = case.states(about.key), mail.date - timedelta(seconds=1)
            standing = next(((at, state) for at, state in reversed(states) if at < made), None)
            if mail.calls_off or standing is None or standing[1] is None or (standing[1].start or mail.date) < mail.date:
                continue
            if any(state is None or (state.start or mail.date) < mail.date for at, state in states if made <= at <= mail.date):
                continue  # in that very second unsaid, or moved to what has begun: what was told stands, and is asked about
            coming = [state.start for at, state in states if state is not None and at >= made]
            if datetime.fromisoformat(about.start) not in (standing[1].start, *coming):
                yield f"made with {about.start}, which was {standing[1].start} since {standing[0]}: {name(attempt, mail)}"


def nothing_overtaken(case: Case) -> Iterator[str]:
    """Rule 5: what was queued before an edit does not leave once a pass has read it. (Exempt as in ``nothing_outdated``.)"""
    if case.world.muddled or not case.world.steady:
        return
    looks = case.world.looks
    for attempt, mail in case.letters:
        if mail.calls_off or not (number := bisect_right(looks, attempt.true)):
            continue
        for about in mail.about:
            states, look = case.states(about.key), looks[number - 1]
            possible = [state for (at, state), until in zip(states, [*(at for at, _ in states[1:]), attempt.true], strict=True)
                        if at <= look <= until]  # written in the very second of the look: either
            if any(state is None or state.start is None or state.start < attempt.true for state in possible):
                continue
            if possible and datetime.fromisoformat(about.start) not in [state.start for state in possible if state is not None]:
                yield f"left with {about.start}, read at {look}: {name(attempt, mail)}"


def sequences(case: Case) -> Iterator[str]:
    """14: SEQUENCE never falls on the wire, belongs to one material state, and grows only with another one."""
    meaning: dict[tuple[str, int], tuple[str, ...]] = {}
    last: dict[tuple[str, str], Entry] = {}
    for attempt, mail, entry in case.entries:
        if entry.method == "REQUEST" and not _place_was_open(case, entry):
            known = meaning.setdefault((entry.uid, entry.sequence), entry.material)
            if known != entry.material:
                yield f"sequence {entry.sequence} means {known} and {entry.material}: {name(attempt, mail)}"
        former = last.get((attempt.address, entry.uid))
        if former is not None:
            if entry.sequence < former.sequence:
                yield f"sequence fell from {former.sequence}: {name(attempt, mail)}"
            same = former.material == entry.material and former.method == entry.method == "REQUEST"
            if same and entry.stamp != former.stamp and not _excused(case, attempt, entry):
                yield f"told once more what was told: {name(attempt, mail)}"
        last[attempt.address, entry.uid] = entry


def _place_was_open(case: Case, entry: Entry) -> bool:
    return any(state is not None and state.place_open for _, state in case.states(entry.key))


def _excused(case: Case, attempt: Attempt, entry: Entry) -> bool:
    """An attempt nobody knows the end of may stand between the two."""
    return (attempt.address, entry.uid) in case.unsure or _place_was_open(case, entry)


def one_mail_a_key(case: Case) -> Iterator[str]:
    """One mail for one thing: a reminder of one step and start, an overview, a digest goes once to an address. (A merged mail does not
    name the steps; but no two of one start fall on one day.)"""
    seen: dict[tuple[str, ...], str] = {}
    for attempt, mail in case.taken:
        if mail.kind == "reminder":
            keys = [(attempt.address, about.key, about.start, what) for about in mail.about
                    for what in (f"{mail.date:%d.%m}", *([mail.step] if len(mail.about) == 1 else []))]
        elif mail.kind == "overview":
            keys = [(attempt.address, "overview")]
        else:
            continue
        for key in keys:
            if seen.setdefault(key, mail.message_id) != mail.message_id:
                yield f"a second mail for {key}: {name(attempt, mail)}"


def quiet_after_news(case: Case) -> Iterator[str]:
    """Rule 2: no reminder within 48 hours of the same person's invitation or change of the same event."""
    news: dict[tuple[str, str], datetime] = {}
    for attempt, mail in case.taken:
        if mail.entry is not None and mail.entry.method == "REQUEST":
            key = attempt.address, mail.entry.key
            news[key] = max(news.get(key, mail.date), mail.date)
        if mail.kind == "reminder":
            for about in mail.about:
                told = news.get((attempt.address, about.key))
                if told is not None and mail.date - told < timedelta(hours=48):
                    yield f"{mail.date - told} after the news: {name(attempt, mail)}"


def reminds_of_what_is_on(case: Case) -> Iterator[str]:
    """Nobody is reminded of what he was told is cancelled, or of a start other than the last he was told."""
    shown: dict[tuple[str, str], Entry] = {}
    if "per_day" in case.world.script.policy:
        return  # under a day's limit a reminder may overtake the invitation it belongs to
    for attempt, mail in case.taken:
        if mail.entry is not None:
            known = shown.get((attempt.address, mail.entry.key))
            if known is None or (mail.entry.sequence, mail.entry.stamp) >= (known.sequence, known.stamp):
                shown[attempt.address, mail.entry.key] = mail.entry
        if mail.kind == "reminder":
            for about in mail.about:
                entry = shown.get((attempt.address, about.key))
                if entry is None:
                    if not any(address == attempt.address for address, _ in case.unsure):
                        yield f"reminded but never invited: {name(attempt, mail)}"
                elif (entry.method == "CANCEL" or entry.start != stamp(datetime.fromisoformat(about.start))) and (
                        attempt.address, entry.uid) not in case.unsure:
                    yield f"reminded of {about.start}, told {entry.method} {entry.start}: {name(attempt, mail)}"


RULES: tuple[Rule, ...] = (only_confirmed, only_settled, nothing_outdated, nothing_overtaken, sequences, one_mail_a_key, quiet_after_news,
                           reminds_of_what_is_on)
