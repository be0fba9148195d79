"""What must hold of what everybody's calendar shows at the end. One function, one rule."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..letters import read
from ..truth import State
from .case import Case, Rule, coming, stamp

SETTLED = timedelta(minutes=45)
"""After this an edit has settled, and a decision by mail can't be taken back any more."""


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
                if told == key and entry.method == "REQUEST" and coming(entry.start, case.end) and entry.uid + address not in refused and (
                        address not in silenced and world.standing(address) in ("present", "absent")):
                    yield f"{address} still shows the cancelled {key}"
            continue
        if state.start <= max(case.end, states[-1][0]):
            continue
        due = _due(state, case.end)
        for human in world.files.people:
            if not human.listed or human.left or human.email in silenced or asked & set(world.addresses[human.name]):
                continue
            entry = shown.get((human.email, key))
            if entry is not None and entry.uid + human.email in refused or any(human.email in one for one in refused) or human.email in world.script.nobody:
                continue
            if groups.get(key, "") not in ("", human.group):
                lost = not any(one.listed and not one.left and one.group == groups[key] for one in world.files.people)
                if not lost and entry is not None and entry.method != "CANCEL" and coming(entry.start, case.end):  # a day set since is not told to him
                    yield f"{human.email} is not in the audience of {key} and shows it"
                continue
            if not due and (entry is None or entry.method == "CANCEL"):
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
        if entry.method == "REQUEST" and coming(entry.start, case.end) and world.standing(address) in ("present", "absent") and not (
                {(address, key), (address, "")} & lost or address in world.script.nobody):
            yield f"{address} still shows {entry.start} of {key}, which was at {stamp(state.start)}"


def who_left_has_nothing(case: Case) -> Iterator[str]:
    """Rule 7: who left shows no coming event."""
    world = case.world
    if "per_day" in world.script.policy:
        return
    refused = {a.address for a in world.attempts if a.reply == "unknown"} | {one.address for one in world.silenced}
    for (address, key), entry in case.believes().items():
        if world.ever_armed and world.standing(address) == "left" and entry.method == "REQUEST" and coming(entry.start, case.end):
            state = case.states(key)[-1][1] if case.states(key) else None
            if address not in refused and state is not None and state.start is not None and stamp(state.start) == entry.start:
                yield f"{address} left and still shows {key}"


def _due(state: State, end: datetime) -> bool:
    """Whether the invitation to a coming event has certainly been due for a working day. News of it waits for nothing."""
    assert state.start is not None
    return not (state.place_open or state.online) or (state.start.date() - end.date()).days <= 9


RULES: tuple[Rule, ...] = (everybody_knows, nobody_waits_for_a_day_that_is_gone, who_left_has_nothing)
