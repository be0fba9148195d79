"""Which notices an event calls for, and when (rules 2-6, 8, 11): ``wanted``.

Pure and small: dozens of events, no people. Every notice carries ``due`` (already inside the sending window) and
``valid_until``. A step whose time has passed is still returned while it is true; the newest such step of an event wins.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta, tzinfo

from notifier.core.calendar import ONE_DAY, SendingWindow
from notifier.model.event import Event, Nature, Revision
from notifier.model.notice import AGAIN, Kind, Notice

LAST_CALL = timedelta(hours=1)
"""A reminder later than this before the start reaches nobody in time."""


def wanted(revisions: Sequence[tuple[Revision, bool]], window: SendingWindow, *, armed_at: datetime,
           now: datetime) -> list[Notice]:
    """All notices of these revisions (each with whether anybody was told the event before), due or still to come.

    Nothing about what is over; sorted by due time, at the same time by the day of the event.
    """
    notices = [notice for revision, told in revisions
               for notice in _notices(revision, window, told=told, armed_at=armed_at, now=now)]
    starts = {revision.uid: revision.event.starts_at(window.calendar.zone) for revision, _ in revisions}
    return sorted(notices, key=lambda notice: (notice.due, starts[notice.uid], notice.uid, notice.kind, notice.step))


def _notices(revision: Revision, window: SendingWindow, *, told: bool, armed_at: datetime, now: datetime) -> Iterator[Notice]:
    event = revision.event
    zone = window.calendar.zone
    over = event.moot_at(zone)
    if over <= now:
        if told:
            yield from _late(revision, window, armed_at=armed_at, now=now)
        return
    trigger = _trigger(revision, window, armed_at)
    news_due, urgent = _news_due(revision, window, trigger)
    if not event.live:
        if told:
            yield Notice(Kind.CANCELLATION, news_due, news_until(revision, zone), news_due, revision, urgent=urgent)
        return
    if event.hold:
        return
    if told:
        yield Notice(Kind.CHANGE, news_due, over, news_due, revision, urgent=urgent)
    kind = invites(event)
    first = trigger if told else max(trigger, _earliest(event, window))
    first, early = _before_start(first, revision, window)
    if urgent and told and is_revived(revision):
        first, early = min(first, news_due), True
    yield Notice(kind, first, over, first, revision, urgent=early)
    if told and window.policy.second_invitation_days and event.nature is Nature.MEETING:
        again = window.planned(window.day_on_or_before(event.first_day() - timedelta(days=window.policy.second_invitation_days)))
        yield Notice(kind, again, min(over, again + timedelta(days=2)), again, revision, AGAIN)
    yield from _reminders(revision, window, trigger=trigger, now=now)


def _late(revision: Revision, window: SendingWindow, *, armed_at: datetime, now: datetime) -> Iterator[Notice]:
    """What is over was told with a later day before, and somebody may not have heard since: for him that day is called off, also where
    the event took place. As urgent as the next of such days is."""
    zone = window.calendar.zone
    ahead = [former for former in revision.formers if former.live and former.moot_at(zone) > now]
    if not ahead:
        return
    over = revision.event.moot_at(zone)
    due = max(_trigger(revision, window, armed_at), window.next_open(over))
    soonest = min(former.starts_at(zone) for former in ahead) - timedelta(hours=window.policy.urgent_hours)
    at_once = window.next_urgent(max(revision.at, over, soonest))
    yield Notice(Kind.CANCELLATION, min(due, at_once), news_until(revision, zone), due, revision, urgent=at_once <= due)


def states(revision: Revision) -> list[Event]:
    """This state, and the former ones that called for coming: what anybody may believe."""
    return [revision.event, *(former for former in revision.formers if former.live)]


def hurries(revision: Revision, window: SendingWindow, *, now: datetime) -> Iterator[tuple[Kind, datetime]]:
    """What waits of this revision and may not wait for the window any more, and until when it must be true for that: news of what begins
    within 48 hours (rule 8), or would to those it tells; an invitation that the window would let out just at the start or later."""
    zone, soon = window.calendar.zone, now + timedelta(hours=window.policy.urgent_hours)
    near = [event for event in states(revision) if now < event.starts_at(zone) <= soon]
    if not near:
        return
    until = max(event.moot_at(zone) for event in near)
    yield from ((kind, until) for kind in (Kind.CANCELLATION, Kind.HOST_NOTICE, Kind.CHANGE))
    if revision.former in near:
        yield Kind.CHANGE, news_until(revision, zone)
    if revision.event in near and revision.event.starts_at(zone) < window.next_open(now) + 2 * LAST_CALL:
        yield invites(revision.event), until


def news_until(revision: Revision, zone: tzinfo) -> datetime:
    """The last instant at which anybody may believe in something that this revision changes: its own day, or a later one told before."""
    return max(event.moot_at(zone) for event in states(revision))


def is_urgent(event: Event, window: SendingWindow, *, now: datetime) -> bool:
    """Whether what is said now is said less than 48 hours before the event (rules 4 and 8: «Срочно»), however long it was known."""
    return event.starts_at(window.calendar.zone) - now < timedelta(hours=window.policy.urgent_hours)


def cannot_wait(notice: Notice, window: SendingWindow, *, now: datetime) -> bool:
    """Whether news that went to nobody yet (it waited for a yes) may wait for the window no longer: as ``hurries`` of what is queued."""
    revision, zone = notice.revision, window.calendar.zone
    if revision is None or notice.step or notice.valid_until <= now:
        return False
    if notice.kind in (Kind.CHANGE, Kind.CANCELLATION):
        over = revision.event.moot_at(zone) <= now
        believed = [former for former in (revision.formers if over else revision.formers[-1:]) if former.live]
        starts = [event.starts_at(zone) for event in (revision.event, *believed) if event.moot_at(zone) > now]
        return bool(starts) and min(starts) - timedelta(hours=window.policy.urgent_hours) <= now
    return any(kind is notice.kind for kind, _ in hurries(revision, window, now=now)) and not revision.event.all_day


def _trigger(revision: Revision, window: SendingWindow, armed_at: datetime) -> datetime:
    """When a decision may be told: the next minute of the window; what waited for arming, at the release hour (rule 16)."""
    if revision.at <= armed_at:
        return window.release(armed_at)
    return window.next_open(revision.at)


def _news_due(revision: Revision, window: SendingWindow, trigger: datetime) -> tuple[datetime, bool]:
    """A change or cancellation within 48 hours of the start goes at once, any day, 07:00-22:00 (rule 8).

    The start is the one people believe or the new one, whichever comes first: who was told Monday must not come on Monday.
    What the window would hold longer (over days off) goes when 48 hours are left.
    """
    first = window.next_urgent(max(revision.at, nearest_start(revision, window) - timedelta(hours=window.policy.urgent_hours)))
    return (first, True) if first <= trigger else (trigger, False)


def host_due(revision: Revision, window: SendingWindow, *, armed_at: datetime, now: datetime, about: Event) -> tuple[datetime, bool]:
    """When a host may be told this state, looking from now, and whether at the urgent hours: never later than the guests' news, and who was
    entered within the last 48 hours hears at once. ``about``: the day that this host knows, where that is another one than the event's."""
    zone = window.calendar.zone
    late = next(_late(revision, window, armed_at=armed_at, now=now), None) if revision.event.moot_at(zone) <= now else None
    due, urgent = (late.due, late.urgent) if late else _news_due(revision, window, _trigger(revision, window, armed_at))
    start = about.starts_at(zone) if late else min(about.starts_at(zone), nearest_start(revision, window))
    soon = start - timedelta(hours=window.policy.urgent_hours)
    if urgent or now >= soon:
        return window.next_urgent(max(due, now)), True
    return min(window.next_open(max(due, now)), window.next_urgent(max(due, soon))), False


def nearest_start(revision: Revision, window: SendingWindow) -> datetime:
    """When the event begins, or began to those who know its former state, where that was not over yet."""
    zone = window.calendar.zone
    start, former = revision.event.starts_at(zone), revision.former
    if former is None or not former.live or former.ends_at(zone) <= revision.at:
        return start
    return min(start, former.starts_at(zone))


def is_revived(revision: Revision) -> bool:
    """Whether what was called off takes place after all: a change of its status, though those who were told so are invited anew."""
    return revision.event.live and revision.former is not None and not revision.former.live


def invites(event: Event) -> Kind:
    """What the first mail about an event is called."""
    return Kind.ANNOUNCEMENT if event.nature is Nature.ONLINE else Kind.INVITATION


def _earliest(event: Event, window: SendingWindow) -> datetime:
    """Thirty days before (announcements fourteen), a day off moves it forward; entries of a festival go at once. As long before the end of
    the registration, where that would be over by then: who hears after it can only regret."""
    if event.nature in (Nature.MILESTONE, Nature.DEADLINE):
        return datetime.min.replace(tzinfo=window.calendar.zone)
    days = window.policy.announce_days if event.nature is Nature.ONLINE else window.policy.invite_days
    ahead = timedelta(days=days)
    first = event.first_day()
    if event.register_by is not None and event.register_by <= first - ahead:
        first = event.register_by
    return window.planned(window.day_on_or_after(first - ahead))


def _before_start(due: datetime, revision: Revision, window: SendingWindow) -> tuple[datetime, bool]:
    """An invitation the window would let out only after (or just at) the start goes when 48 hours are left: better than never."""
    start = revision.event.starts_at(window.calendar.zone)
    if revision.event.all_day or due <= start - 2 * LAST_CALL:
        return due, False
    return min(due, window.next_urgent(max(revision.at, start - timedelta(hours=window.policy.urgent_hours)))), True


# --- reminders --------------------------------------------------------------------------------------------------------


def _reminders(revision: Revision, window: SendingWindow, *, trigger: datetime, now: datetime) -> Iterator[Notice]:
    """The steps still true at ``now``; of those already due only the newest (rule 15)."""
    steps = sorted(_steps(revision, window, trigger), key=lambda notice: notice.due)
    current = [step for step in steps if step.valid_until > max(now, step.due)]
    overdue = [step for step in current if step.due <= now and step.step != "R-1"]
    for step in current:
        if step.due > now or step.step == "R-1" or step is overdue[-1]:
            yield step


def _steps(revision: Revision, window: SendingWindow, trigger: datetime) -> Iterator[Notice]:
    event = revision.event
    zone, policy = window.calendar.zone, window.policy
    if event.register_by is not None:
        planned = window.planned(window.day_on_or_before(event.register_by - ONE_DAY))
        until = window.at(event.register_by + ONE_DAY, time())
        yield _step("R-1", planned, until, revision, trigger)
    if event.nature is Nature.MILESTONE:
        return
    end_of_news = window.at(event.first_day() + ONE_DAY, time()) if event.all_day else event.starts_at(zone) - LAST_CALL
    last_day = window.planned(window.day_on_or_before(event.first_day() - ONE_DAY))
    if event.nature is not Nature.ONLINE:
        week = window.planned(window.day_on_or_before(event.first_day() - timedelta(days=policy.remind_days)))
        if week < last_day:
            # In time it goes however near days off bring the next step; missed, only while that is 48 hours away.
            in_time = window.at(week.date(), policy.window[1])
            yield _step("D-7", week, max(in_time, last_day - timedelta(hours=policy.quiet_hours)), revision, trigger)
    same_day = _same_day(event, window)
    yield _step("D-1", last_day, min(end_of_news, same_day) if same_day else end_of_news, revision, trigger)
    if same_day is not None:
        yield _step("D-0", same_day, event.starts_at(zone), revision, trigger, urgent=True)  # nobody has to travel to a link


def _step(step: str, planned: datetime, until: datetime, revision: Revision, trigger: datetime, *, urgent: bool = False) -> Notice:
    return Notice(Kind.REMINDER, max(planned, trigger), until, planned, revision, step, urgent)


def _same_day(event: Event, window: SendingWindow) -> datetime | None:
    """09:30 or two hours before the start, whichever is earlier, never before 08:30 (rule 3); None on a day off."""
    if event.nature is not Nature.ONLINE or not isinstance(event.start, datetime) or not window.is_sending_day(event.first_day()):
        return None
    policy, day = window.policy, event.first_day()
    hours_before = event.start.astimezone(window.calendar.zone) - timedelta(hours=policy.same_day_hours)
    return max(min(window.at(day, policy.same_day_at), hours_before), window.at(day, policy.same_day_earliest))


def lapsed(revisions: Sequence[tuple[Revision, bool]], window: SendingWindow, *, armed_at: datetime, since: datetime,
           now: datetime) -> list[Notice]:
    """What should have gone between ``since`` and ``now`` and is not true any more, or will not be when the window opens (rule 15):
    reminders, and the invitation to what began before anybody had heard of it."""
    missed: list[Notice] = []
    for revision, told in revisions:
        event = revision.event
        if not event.live or event.hold:
            continue
        if not told:
            missed += _unheard(revision, window, armed_at=armed_at, since=since, now=now)
            continue
        trigger = _trigger(revision, window, armed_at)
        current = {notice.step for notice in _notices(revision, window, told=told, armed_at=armed_at, now=now)
                   if notice.valid_until > (window.next_urgent if notice.urgent else window.next_planned)(max(notice.due, now))}
        missed += [step for step in _steps(revision, window, trigger)
                   if since < step.due <= now and step.step not in current and step.due < step.valid_until]
    return sorted(missed, key=lambda notice: notice.due)


def _unheard(revision: Revision, window: SendingWindow, *, armed_at: datetime, since: datetime, now: datetime) -> Iterator[Notice]:
    event = revision.event
    begun = event.starts_at(window.calendar.zone)
    due = max(_trigger(revision, window, armed_at), _earliest(event, window))
    if since < begun <= now and due < begun:
        yield Notice(invites(event), due, begun, due, revision)
