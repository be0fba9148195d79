"""What must hold of every life, judged by what the server really took and by the world's own record. One function, one rule."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from . import hearing, hosts
from .case import FLIGHT, Case, Rule, name, stamp
from .letters import Entry, Mail, read
from .script import GROUP
from .server import QUIET, Attempt
from .truth import State, moment
from .world import World

HEADERS = frozenset({"From", "To", "Subject", "Date", "Message-ID", "Reply-To", "MIME-Version", "Content-Type", "In-Reply-To", "References",
                     "Auto-Submitted", "X-Auto-Response-Suppress", "List-Unsubscribe", "List-Id", "Content-Language", "Importance",
                     "Content-Transfer-Encoding"})

SETTLED = timedelta(minutes=45)
"""After this an edit has settled, and a decision by mail can't be taken back any more."""


# --- delivery ---------------------------------------------------------------------------------------------------------


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
    """5: nothing is tried before it is due."""
    due = {number: at for number, *_, at in case.world.end.messages}
    for attempt in case.world.attempts:
        if case.world.steady and attempt.id in due and attempt.at.timestamp() < due[attempt.id]:
            yield f"tried before it was due: {name(attempt, read(attempt.content))}"


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
    """8: after a fault of the account that the ledger could store nothing is tried for as long as the fault asks."""
    until: datetime | None = None
    why = ""
    for attempt in case.world.attempts:
        if until is not None and attempt.true < until and case.world.steady:
            yield f"tried within {why}'s rest: {name(attempt, read(attempt.content))}"
        if attempt.reply in QUIET:
            until, why = attempt.true + timedelta(seconds=QUIET[attempt.reply]), attempt.reply
            if any(attempt.true <= at <= attempt.true + timedelta(minutes=1) for at, _ in case.world.ends):
                until = None  # the process died before it could store what it heard


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


# --- when -------------------------------------------------------------------------------------------------------------


def nothing_unarmed(case: Case) -> Iterator[str]:
    """16: nothing to participants before arming or while held."""
    for attempt, mail in case.letters:
        if not attempt.armed:
            yield f"not armed: {name(attempt, mail)}"


def nothing_stale(case: Case) -> Iterator[str]:
    """6: nothing about what has begun; «завтра» only the day before."""
    for attempt, mail in case.letters:
        for about in mail.about:
            start = datetime.fromisoformat(about.start)
            if attempt.at > start + FLIGHT:
                yield f"after its start {about.start}: {name(attempt, mail)}"
            if mail.kind in ("reminder", "host-notice") and about.near in ("сегодня", "завтра"):
                days = (start.date() - (attempt.at - FLIGHT).date()).days
                if days != (about.near == "завтра") and (start.date() - attempt.at.date()).days != (about.near == "завтра"):
                    yield f"says {about.near} of {about.start}: {name(attempt, mail)}"


def within_hours(case: Case) -> Iterator[str]:
    """Rule 8: working days 09:30-16:30; what begins soon 07:00-22:00."""
    for attempt, mail in case.letters:
        at = attempt.at
        claimed = at - FLIGHT
        if _open(at) or _open(claimed):
            continue
        starts = [datetime.fromisoformat(about.start) for about in mail.about]
        opening = _next_opening(claimed)
        soon = any(start - claimed <= timedelta(hours=49) or start <= opening + timedelta(hours=3) for start in [*starts, *_told_starts(case, attempt, mail)])
        if not (soon and 7 <= at.hour < 23):
            yield f"outside hours: {name(attempt, mail)}"


def _told_starts(case: Case, attempt: Attempt, mail: Mail) -> list[datetime]:
    """Every start this event ever had: a change away from tomorrow is as urgent as one to it."""
    keys = {about.key for about in mail.about}
    return [state.start for key in keys for _, state in case.states(key) if state is not None and state.start is not None]


def _open(at: datetime) -> bool:
    return at.weekday() < 5 and (9, 30) <= (at.hour, at.minute) <= (16, 31)


def _next_opening(at: datetime) -> datetime:
    opening = at.replace(hour=9, minute=30)
    while opening < at or opening.weekday() > 4:
        opening += timedelta(days=1)
    return opening


# --- what -------------------------------------------------------------------------------------------------------------


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


# --- to whom ----------------------------------------------------------------------------------------------------------


def right_people(case: Case) -> Iterator[str]:
    """Left and former addresses are silent (CANCEL alone to who left); strangers never hear; groups are kept."""
    groups = {row.id: "" if "" in row.groups else row.group for row in case.world.files.rows}
    grouped = {human.name for human in case.world.script.people if human.group} | set(case.world.left)
    for attempt, mail in case.letters:
        if case.world.muddled or mail.host is not None:
            continue
        if attempt.standing in ("former", "office"):
            yield f"to a {attempt.standing} address: {name(attempt, mail)}"
        if attempt.standing == "left" and mail.kind != "cancellation":
            yield f"to somebody who left: {name(attempt, mail)}"
        key = mail.entry.key if mail.entry else None
        if key and groups.get(key) == GROUP and not any(attempt.address in case.world.addresses[who] for who in grouped):
            yield f"outside the audience: {name(attempt, mail)}"


def nobody_is_answered(case: Case) -> Iterator[str]:
    """15: whatever writes to us - machines, strangers, forgers - gets no mail: only the list and the office do."""
    for attempt in case.world.attempts:
        if attempt.standing == "stranger":
            yield f"to a stranger: {name(attempt, read(attempt.content))}"


def only_asked_cancellations(case: Case) -> Iterator[str]:
    """18: a CANCEL has a written cancellation, or the person's own leaving, behind it, and an invitation before it; or it calls off a day
    to come of what is written down for another one, and that is over."""
    invited: set[tuple[str, str]] = set()
    for attempt, mail, entry in case.entries:
        if entry.method == "REQUEST":
            invited.add((attempt.address, entry.key))
            continue
        written = any(state is not None and state.start is None for at, state in case.states(entry.key) if at <= attempt.true)
        if case.world.muddled:  # what she decided by mail while somebody had emptied her file is her word all the same
            written |= any(order.item == entry.key and order.value.startswith("отмена") for order in case.world.orders if order.at <= attempt.true)
        gone = any(attempt.address in case.world.addresses[who] for who in case.world.left)
        standing = next((state for at, state in reversed(case.states(entry.key)) if at <= attempt.true), None)
        over = standing is not None and standing.start is not None and standing.start <= attempt.at and _coming(entry.start, attempt.at - FLIGHT)
        if not (written or gone or over):
            yield f"nobody cancelled: {name(attempt, mail)}"
        if (attempt.address, entry.key) not in invited and (attempt.address, entry.uid) not in case.unsure:
            yield f"cancelled but never invited: {name(attempt, mail)}"


def nobody_elses_address(case: Case) -> Iterator[str]:
    """Rule 17: no address but the recipient's and the office's in any byte; the envelope is the header's."""
    everybody = {address.casefold() for known in case.world.addresses.values() for address in known} | {
        address for _, hosting in case.world.hosting for hosts in hosting.values() for address in hosts}
    for attempt, mail in case.taken:
        if mail.to != attempt.address:
            yield f"the envelope is not {mail.to}: {name(attempt, mail)}"
        others = mail.addresses & everybody - {attempt.address.casefold()}
        if others and attempt.standing != "office":
            yield f"shows {sorted(others)}: {name(attempt, mail)}"


def everybody_knows(case: Case) -> Iterator[str]:
    """At the end every calendar shows the coming events as the files have them; nobody shows a cancelled one."""
    world = case.world
    if not world.ever_armed or "per_day" in world.script.policy:
        return
    refused = {read(a.content).entry.uid + a.address for a in world.attempts  # type: ignore[union-attr]
               if a.reply == "unknown" and read(a.content).entry is not None}
    shown = case.believes()
    silenced = {one.address for one in world.silenced}
    asked = {one.address for one in world.silenced if one.wish}
    groups = {row.id: row.group for row in world.files.rows}
    for key, states in world.history.items():
        state = states[-1][1]
        if state is None or (world.muddled and len(states) > 1):
            continue
        if state.start is None:
            for (address, told), entry in shown.items():
                if told == key and entry.method == "REQUEST" and _coming(entry.start, case.end) and entry.uid + address not in refused and (
                        address not in silenced and world.standing(address) in ("present", "absent")):
                    yield f"{address} still shows the cancelled {key}"
            continue
        if not _due(state, case.end) or states[-1][0] > state.start:
            continue
        for human in world.files.people:
            if not human.listed or human.left or human.email in silenced or asked & set(world.addresses[human.name]):
                continue
            entry = shown.get((human.email, key))
            if entry is not None and entry.uid + human.email in refused or any(human.email in one for one in refused) or human.email in world.script.nobody:
                continue
            if groups.get(key, "") not in ("", human.group):
                if entry is not None and entry.method != "CANCEL":
                    yield f"{human.email} is not in the audience of {key} and shows it"
                continue
            if entry is None or entry.method == "CANCEL" or entry.start != stamp(state.start):
                yield f"{human.email} shows {entry and (entry.method, entry.sequence, entry.start)} of {key}, which is at {stamp(state.start)}"
            elif (entry.place != state.place and not state.place_open) or entry.link != state.link:
                yield f"{human.email} shows {entry.place!r} {entry.link!r} of {key}, which is {state.place!r} {state.link!r}"


def nobody_waits_for_a_day_that_is_gone(case: Case) -> Iterator[str]:
    """At the end no calendar shows a coming day of what was moved to an earlier one that is over (where the program could read of the move
    before that one began; else it is refused, and a question)."""
    world = case.world
    if not world.ever_armed or world.muddled or not world.steady or "per_day" in world.script.policy:
        return
    lost = {(a.address, read(a.content).entry.key) for a in world.attempts  # type: ignore[union-attr]
            if a.reply == "unknown" and read(a.content).entry is not None} | {(one.address, "") for one in world.silenced}
    for (address, key), entry in case.believes().items():
        since, state = case.states(key)[-1] if case.states(key) else (case.end, None)
        if state is None or state.start is None or state.start > case.end or not any(since + SETTLED < at < state.start for at in world.passes):
            continue
        if entry.method == "REQUEST" and _coming(entry.start, case.end) and world.standing(address) in ("present", "absent") and not (
                {(address, key), (address, "")} & lost or address in world.script.nobody):
            yield f"{address} still shows {entry.start} of {key}, which was at {stamp(state.start)}"


def who_left_has_nothing(case: Case) -> Iterator[str]:
    """Rule 7: who left shows no coming event."""
    world = case.world
    if "per_day" in world.script.policy:
        return
    refused = {a.address for a in world.attempts if a.reply == "unknown"} | {one.address for one in world.silenced}
    for (address, key), entry in case.believes().items():
        if world.ever_armed and world.standing(address) == "left" and entry.method == "REQUEST" and _coming(entry.start, case.end):
            state = case.states(key)[-1][1] if case.states(key) else None
            if address not in refused and state is not None and state.start is not None and stamp(state.start) == entry.start:
                yield f"{address} left and still shows {key}"


def _coming(start: str, end: datetime) -> bool:
    return datetime.strptime(start, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC) > end


def _due(state: State, end: datetime) -> bool:
    """Whether an event is coming and its news has certainly been due for a working day."""
    assert state.start is not None
    first = state.start.date()
    if state.start <= end:
        return False
    if state.place_open and (first - end.date()).days > 9:
        return False
    return not (state.online and (first - end.date()).days > 9)


# --- the coordinator --------------------------------------------------------------------------------------------------


def every_loss_is_told(case: Case) -> Iterator[str]:
    """23: each trouble stands in a mail to the coordinator that was taken or still waits, or in the next digest (as does what stood in
    a digest that was refused, when no other came since)."""
    states = {number: state for number, _, _, state, *_ in case.world.end.messages}
    last = max((number for number, kind, *_ in case.world.end.messages if kind == "digest"), default=0)
    for message, state, told_in in case.world.end.troubles:
        lost = states.get(told_in or 0) in ("failed", "expired", "bounced")
        if told_in is not None and states.get(told_in) not in ("sent", "queued", "sending") and not (lost and told_in >= last):
            yield f"message {message} {state}: told in message {told_in}, which is {states.get(told_in)}"


def logs_name_nobody(case: Case) -> Iterator[str]:
    """24: no address, name or secret in any line of the log (lives with real files keep theirs)."""
    words = {address for known in case.world.addresses.values() for address in known} | {"coordinator@cdo.example", "topsecret"}
    for line in case.world.log:
        if any(word in line for word in words):
            yield f"the log says {line!r}"


def passes_invent_nothing(case: Case) -> Iterator[str]:
    """A turn before which nobody wrote anything, and in which no mail was read, knows no more events than the one before it."""
    yield from case.world.invented


RULES: tuple[Rule, ...] = (
    passes_invent_nothing,
    bounded_copies, identical_copies, intent_first, nothing_after_a_no, not_early, told_is_true, pure_bytes, rests_when_told,
    stays_within_limits, nothing_waits_at_the_end, second_look_is_empty, nothing_unarmed, nothing_stale, within_hours, only_confirmed,
    only_settled, nothing_outdated, nothing_overtaken, sequences, one_mail_a_key, quiet_after_news, reminds_of_what_is_on, right_people, nobody_is_answered,
    only_asked_cancellations, nobody_elses_address, everybody_knows, nobody_waits_for_a_day_that_is_gone, who_left_has_nothing, every_loss_is_told, logs_name_nobody,
    *hosts.RULES, *hearing.RULES)


def broken(world: World) -> list[str]:
    """Every rule this life broke, in words; empty when all is well."""
    case = Case(world)
    return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(case)]
