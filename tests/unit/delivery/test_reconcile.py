"""The difference of keys: what one person was told against what one notice says. No ledger, no clock."""

import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from notifier.core.reconcile import Recipient, Telling, material, reconcile, same_states, to_call_off
from notifier.model.event import Event, Revision, Status
from notifier.model.fact import Told
from notifier.model.notice import Kind, Notice

NOW = datetime(2020, 10, 20, 10, tzinfo=UTC)
EVENT = Event("teor-2@cdo.example", "teor-2", "teor-2", "Чтение", datetime(2020, 11, 19, 14, 30, tzinfo=UTC),
              datetime(2020, 11, 19, 16, tzinfo=UTC), place="ЦДО", link="https://example.org/1")
NEWS = (Kind.INVITATION, Kind.ANNOUNCEMENT)


def notice(kind: Kind, sequence: int = 1, *, planned: datetime = NOW, step: str = "") -> Notice:
    return Notice(kind, NOW, NOW + timedelta(days=9), planned, Revision(EVENT, sequence, NOW), step)


def told(sequence: int = 1, *, live: bool = True, at: datetime | None = NOW - timedelta(days=9), turn: int = 4) -> Told:
    return Told(sequence, live, at, turn)


def decide(of: Notice, recipient: Recipient, *, same: set[int] = frozenset(), cancelled: set[int] = frozenset(),  # type: ignore[assignment]
           quiet: int = 48) -> Telling | None:
    tellings = list(reconcile(of, [recipient], quiet_hours=quiet, same_as_told=frozenset(same), cancelled=frozenset(cancelled)))
    assert len(tellings) <= 1
    return tellings[0] if tellings else None


def doubtful(sequence: int = 1, *, live: bool = True) -> Told:
    """Told by a mail that may have come, and goes no more."""
    return told(sequence, live=live, at=None)._replace(doubtful=True)


# --- invitations and announcements


@pytest.mark.parametrize("kind", NEWS)
def test_who_was_never_told_is_invited_with_the_first_turn(kind: Kind) -> None:
    """Nothing told: the notice's own kind, turn 0, no former sequence."""
    assert decide(notice(kind), Recipient(7)) == Telling(7, kind, 0)


@pytest.mark.parametrize("kind", NEWS)
def test_who_believes_the_event_is_on_is_not_invited_again(kind: Kind) -> None:
    """Told once is told, at whatever sequence: later states are changes."""
    for sequence in (0, 1, 2):
        assert decide(notice(kind), Recipient(7, told=told(sequence))) is None


@pytest.mark.parametrize("kind", NEWS)
def test_who_was_told_that_it_is_off_is_invited_with_the_next_turn(kind: Kind) -> None:
    """The former sequence is named; «возобновлено» only for a cancellation of the event itself, not for one's own leaving."""
    off = Recipient(7, told=told(3, live=False))
    assert decide(notice(kind, 4), off) == Telling(7, kind, 5, 3)
    assert decide(notice(kind, 4), off, cancelled={2, 3}) == Telling(7, kind, 5, 3, revived=True)
    assert decide(notice(kind, 4), off, cancelled={2}) == Telling(7, kind, 5, 3)
    assert decide(notice(kind, 4), Recipient(7), cancelled={0, 1, 2, 3, 4}) == Telling(7, kind, 0)


@pytest.mark.parametrize("kind", NEWS)
@pytest.mark.parametrize("who", [{"present": False}, {"invited": False}, {"absent": True}, {"absent": True, "present": False},
                                 {"reachable": False}])
def test_who_left_vanished_or_is_out_of_reach_is_not_invited(kind: Kind, who: dict[str, bool]) -> None:
    """Leavers, other groups, paused addresses, and people who vanished from the list without a word."""
    assert decide(notice(kind), Recipient(7, **who)) is None


def test_silence_is_about_reminders_only() -> None:
    """Who asked for no reminders still hears of what is new."""
    silent = Recipient(7, silent=True)
    assert decide(notice(Kind.INVITATION), silent) is not None
    assert decide(notice(Kind.CHANGE, 2), silent._replace(told=told(1))) is not None
    assert decide(notice(Kind.CANCELLATION, 2), silent._replace(told=told(1))) is not None


# --- changes


def test_a_change_goes_to_those_who_know_an_older_state_only() -> None:
    """Older and different: told. The same sequence, a newer one, the same content under another number: nothing."""
    change = notice(Kind.CHANGE, 2)
    assert decide(change, Recipient(7, told=told(1))) == Telling(7, Kind.CHANGE, 5, 1)
    assert decide(change, Recipient(7, told=told(2))) is None
    assert decide(change, Recipient(7, told=told(3))) is None
    assert decide(change, Recipient(7, told=told(1)), same={1}) is None
    assert decide(change, Recipient(7, told=told(1)), same={0}) == Telling(7, Kind.CHANGE, 5, 1)


def test_a_change_is_no_news_to_who_was_never_invited_or_had_it_cancelled() -> None:
    """They get the invitation, as an invitation - leavers nothing at all."""
    for who in ({}, {"present": False}, {"invited": False}):
        assert decide(notice(Kind.CHANGE, 2), Recipient(7, **who)) is None
        assert decide(notice(Kind.CHANGE, 2), Recipient(7, told=told(1, live=False), **who)) is None


@pytest.mark.parametrize("who", [{"present": False}, {"invited": False}, {"present": False, "invited": False}])
def test_a_leaver_who_believes_it_is_on_is_told_that_it_is_off_for_him(who: dict[str, bool]) -> None:
    """Rule 7: CANCEL of what he holds, at whatever sequence, marked as his own removal."""
    for sequence in (0, 1, 2, 3):
        assert decide(notice(Kind.CHANGE, 2), Recipient(7, told=told(sequence), **who)) == Telling(
            7, Kind.CANCELLATION, 5, sequence, removed=True)


@pytest.mark.parametrize("who", [{}, {"present": False}, {"invited": False}])
def test_absence_never_causes_mail(who: dict[str, bool]) -> None:
    """Who vanished from the list is no leaver: no cancellation. What is new he hears, as the others."""
    assert decide(notice(Kind.CHANGE, 2), Recipient(7, absent=True, told=told(2), **who)) is None
    assert decide(notice(Kind.CHANGE, 2), Recipient(7, absent=True, told=told(1), **who)) == Telling(7, Kind.CHANGE, 5, 1)


# --- cancellations


@pytest.mark.parametrize("who", [{}, {"present": False}, {"invited": False}, {"absent": True}])
def test_a_cancellation_goes_to_exactly_those_who_believe_it_is_on(who: dict[str, bool]) -> None:
    """Rule 6: whoever holds the entry, wherever he is now; nobody who never had it or has it cancelled."""
    cancellation = notice(Kind.CANCELLATION, 2)
    assert decide(cancellation, Recipient(7, told=told(1), **who)) == Telling(7, Kind.CANCELLATION, 5, 1)
    assert decide(cancellation, Recipient(7, told=told(1, live=False), **who)) is None
    assert decide(cancellation, Recipient(7, **who)) is None


@pytest.mark.parametrize("kind", [Kind.CHANGE, Kind.CANCELLATION])
def test_a_paused_address_hears_nothing(kind: Kind) -> None:
    """It bounced: writing on would only make the provider angry."""
    assert decide(notice(kind, 2), Recipient(7, told=told(1), reachable=False)) is None


# --- reminders


REMINDER = notice(Kind.REMINDER, 1, step="D-7")


def test_who_knows_the_present_state_is_reminded_once_a_step() -> None:
    """Each rung of the ladder once; other rungs do not count."""
    assert decide(REMINDER, Recipient(7, told=told(1))) == Telling(7, Kind.REMINDER, 0)
    assert decide(REMINDER, Recipient(7, told=told(1), steps=frozenset({"D-1"}))) == Telling(7, Kind.REMINDER, 0)
    assert decide(REMINDER, Recipient(7, told=told(1), steps=frozenset({"D-7", "D-1"}))) is None


@pytest.mark.parametrize("who", [{"present": False}, {"absent": True}, {"invited": False}, {"silent": True}, {"reachable": False}])
def test_who_is_not_reminded(who: dict[str, bool]) -> None:
    """Left, vanished, not of this audience, declined or muted, paused."""
    assert decide(REMINDER, Recipient(7, told=told(1), **who)) is None


def test_nobody_is_reminded_of_what_he_was_not_told() -> None:
    """Never invited; cancelled for him; a change that still waits (unless the content is the same)."""
    assert decide(REMINDER, Recipient(7)) is None
    assert decide(REMINDER, Recipient(7, told=told(1, live=False))) is None
    assert decide(REMINDER, Recipient(7, told=told(0))) is None
    assert decide(REMINDER, Recipient(7, told=told(0)), same={0}) == Telling(7, Kind.REMINDER, 0)
    assert decide(REMINDER, Recipient(7, told=told(2))) == Telling(7, Kind.REMINDER, 0)


@pytest.mark.parametrize(("hours", "reminded"), [(0, False), (47, False), (48, True), (49, True)])
def test_no_reminder_within_48_hours_after_news_of_the_same_event(hours: int, reminded: bool) -> None:
    """Rule 2, by the instant the rule named (``planned``), not by when it happens to leave."""
    recipient = Recipient(7, told=told(1, at=NOW))
    planned = replace(REMINDER, planned=NOW + timedelta(hours=hours), due=NOW + timedelta(days=30))
    assert (decide(planned, recipient) is not None) is reminded
    assert decide(planned, recipient, quiet=0) is not None


# --- everybody


def test_each_person_is_decided_alone_and_in_order() -> None:
    """One who is out of reach, told, or gone does not hide the next."""
    people = [Recipient(1, reachable=False), Recipient(2), Recipient(3, told=told(1)), Recipient(4, present=False), Recipient(5)]
    found = list(reconcile(notice(Kind.INVITATION), people, quiet_hours=48))
    assert [telling.person for telling in found] == [2, 5]
    reminded = [person._replace(told=told(1)) for person in people]
    assert [telling.person for telling in reconcile(REMINDER, reminded, quiet_hours=48)] == [2, 3, 5]


def test_a_second_look_after_the_telling_is_empty() -> None:
    """Told once is told: with what a telling leaves behind, no notice of that revision says anything more."""
    states = [None, *(told(sequence, live=live) for sequence, live in product((0, 1, 2), (True, False)))]
    flags = [{}, {"present": False}, {"invited": False}, {"absent": True}, {"silent": True}]
    for kind, before, who in product((*NEWS, Kind.CHANGE, Kind.CANCELLATION), states, flags):
        recipient = Recipient(7, told=before, **who)
        telling = decide(notice(kind, 2), recipient)
        if telling is None:
            continue
        assert telling.turn == (before.turn + 1 if before else 0)
        after = Told(2, telling.kind is not Kind.CANCELLATION, NOW, telling.turn)
        assert decide(notice(kind, 2), recipient._replace(told=after)) is None, (kind, before, who)


# --- what makes a revision


@pytest.mark.parametrize("change", [
    {"start": EVENT.start + timedelta(minutes=1)}, {"end": EVENT.end + timedelta(minutes=1)}, {"place": "СШ № 32"},  # type: ignore[operator]
    {"status": Status.CANCELLED}, {"status": Status.TENTATIVE}, {"link": "https://example.org/2"}])
def test_start_end_place_status_and_link_make_a_revision(change: dict[str, object]) -> None:
    """Rule 5."""
    assert material(replace(EVENT, **change)) != material(EVENT)


@pytest.mark.parametrize("change", [{"title": "Чтение вслух"}, {"note": "x"}, {"address": "ул. Ленина"}, {"topics": ("x",)},
                                    {"reason": "x"}, {"source_link": "https://example.org/3"}, {"bring": "x"},
                                    {"link": "Https://example.org/1"}])
def test_everything_else_does_not(change: dict[str, object]) -> None:
    """A corrected typo sends nothing."""
    assert material(replace(EVENT, **change)) == material(EVENT)


def test_how_a_place_is_written_is_not_material() -> None:
    """Word turns «…» into "…" in a whole document: no mail to everybody. Another number is another school."""
    school = replace(EVENT, place="МБОУ «СШ № 28», каб. 5")
    assert material(school) == material(replace(school, place='МБОУ "СШ №28",  Каб.5.'))
    assert material(school) != material(replace(school, place="МБОУ «СШ № 2», каб. 5"))
    composed = replace(EVENT, place="Районный дом культуры")
    assert material(composed) == material(replace(EVENT, place=unicodedata.normalize("NFD", composed.place)))


def test_while_the_venue_is_open_its_wording_is_not_material() -> None:
    """Rule 11: «место уточняется» stays so however the two venues are written; the answer is a change."""
    open_venue = replace(EVENT, place="А / Б", place_open=True)
    assert material(open_venue) == material(replace(open_venue, place="Б / А"))
    assert material(open_venue) != material(replace(EVENT, place="А"))


def test_earlier_sequences_of_the_same_content_are_known() -> None:
    """A date moved there and back: whoever was told the first state knows the third."""
    moved = replace(EVENT, start=EVENT.start + timedelta(days=1))  # type: ignore[operator]
    history = [(0, EVENT), (1, moved), (2, replace(EVENT, title="другое")), (3, moved)]
    assert same_states(history, EVENT) == {0, 2}
    assert same_states(history, moved) == {1, 3}
    assert same_states(history, replace(EVENT, place="")) == frozenset()


def test_nobody_is_reminded_before_his_invitation_has_left() -> None:
    """It may wait for days (a quota, a greylist): «сегодня» must not come before the invitation itself."""
    reminder = notice(Kind.REMINDER, step="D-0")
    assert decide(reminder, Recipient(7, told=told(at=None))) is None
    assert decide(reminder, Recipient(7, told=told())) is not None


# --- what may never have come


@pytest.mark.parametrize("kind", NEWS)
def test_who_may_have_missed_the_state_that_came_back_is_invited_to_it(kind: Kind) -> None:
    """There and back again: a change would be no news to who has the first mail, and he who may not have it is told of a change by nobody."""
    there = Recipient(7, told=doubtful(0))
    assert decide(notice(kind, 2), there, same={0}) == Telling(7, kind, 5, 0)
    assert decide(notice(Kind.CHANGE, 2), there, same={0}) is None
    assert decide(notice(kind, 2), Recipient(7, told=told(0)), same={0}) is None


@pytest.mark.parametrize("kind", NEWS)
def test_who_may_have_missed_what_was_late_is_told_as_long_as_it_is_true(kind: Kind) -> None:
    """Urgent news that expired at midnight after a lost reply: once more under the next turn. Of another state the change tells."""
    assert decide(notice(kind, 1), Recipient(7, told=doubtful(1))) == Telling(7, kind, 5, 1)
    assert decide(notice(Kind.CHANGE, 1), Recipient(7, told=doubtful(1))) is None
    assert decide(notice(kind, 2), Recipient(7, told=doubtful(1))) is None
    assert decide(notice(Kind.CHANGE, 2), Recipient(7, told=doubtful(1))) == Telling(7, Kind.CHANGE, 5, 1)


def test_a_cancellation_that_may_never_have_come_is_told_again() -> None:
    """Withdrawn for newer news, and the event is off once more, or the person out of it: his calendar may still show it."""
    believes = Recipient(7, told=doubtful(1, live=False))
    assert decide(notice(Kind.CANCELLATION, 3), believes) == Telling(7, Kind.CANCELLATION, 5, 1)
    assert decide(notice(Kind.CHANGE, 3), believes._replace(invited=False)) == Telling(7, Kind.CANCELLATION, 5, 1, removed=True)
    assert decide(notice(Kind.CHANGE, 3), believes) is None
    assert decide(notice(Kind.INVITATION, 3), believes) == Telling(7, Kind.INVITATION, 5, 1)
    assert decide(notice(Kind.REMINDER, 3), believes) is None


# --- which day a cancellation names


def on(day: int) -> Event:
    """The event in November."""
    return replace(EVENT, start=EVENT.start.replace(day=day), end=EVENT.end.replace(day=day))  # type: ignore[arg-type, call-arg]


STATES = {0: on(13), 1: on(6), 2: on(20)}


@pytest.mark.parametrize(("known", "now", "event", "named"), [
    (told(0), 4, on(6), 13),                                     # never heard of the 6th
    (told(1), 4, on(6), 6),
    (told(1)._replace(earlier=(0,)), 4, on(6), 6),               # the move waits, or was doubtful: the newest first
    (told(1)._replace(earlier=(0,)), 7, on(6), 13),              # and once that is over, the other one
    (told(1), 7, on(6), None),                                   # he knows of nothing to come
    (told(1), 4, on(9), 6),
    (told(1), 7, on(9), 9),                                      # what he knew is over, and he may hear of the present day
    (told(3, live=False)._replace(earlier=(0, 2)), 4, on(6), 20),  # a CANCEL that may never have come
    (told(3, live=False)._replace(earlier=(0, 2)), 21, on(6), None),
    (told(9), 4, on(6), 6),                                      # a state that nobody remembers
])
def test_a_cancellation_names_the_newest_day_to_come_that_its_reader_may_show(known: Told, now: int, event: Event, named: int | None) -> None:
    """The present day only where he shows none to come; nothing where that is over, too."""
    found = to_call_off(known, STATES, event, zone=UTC, now=datetime(2020, 11, now, 12, tzinfo=UTC))
    assert (found.first_day().day if found else None) == named


def test_a_day_that_just_began_is_over() -> None:
    """At its very start nothing is called off any more."""
    start = on(13).starts_at(UTC)
    assert to_call_off(told(0), STATES, on(13), zone=UTC, now=start) is None
    assert to_call_off(told(0), STATES, on(13), zone=UTC, now=start - timedelta(seconds=1)) == on(13)
