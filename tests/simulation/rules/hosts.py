"""What must hold of hosts: the schools where a meeting takes place are told before the guests, each state once. One function, one rule."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..letters import HostWord, read
from .case import Case, Rule, name, stamp


def every_host_knows(case: Case) -> Iterator[str]:
    """At the end each host of the configuration believes of the coming events what is true of his houses."""
    world = case.world
    if not world.ever_armed or world.muddled or "per_day" in world.script.policy:
        return
    believed = {(attempt.address, about.key): (word, about.start) for attempt, _, about, word in case.words}
    lost = {attempt.address for attempt in world.attempts if attempt.reply == "unknown"} | world.script.nobody
    for address, houses in _houses(world.hosting[-1][1]).items():
        if address in lost or _is_silent(case, address):
            continue
        for key, states in world.history.items():
            since, state = states[-1]
            if state is None or state.place_open or (state.start is not None and (since > state.start or state.start <= case.end)):
                continue
            word, start = believed.get((address, key), (None, ""))
            if state.start is not None and state.place in houses:
                if word is None or not word.comes or (datetime.fromisoformat(start), word.place) != (state.start, state.place):
                    yield f"{address} believes {word} {start} of {key}, which is at {state.place} {state.start}"
            elif word is not None and word.comes and datetime.fromisoformat(start) > case.end and len(states) > 1 and (
                    word.house in houses or state.start is None or state.place != word.place):  # who lost this house and keeps another, too
                yield f"{address} believes {word} {start} of {key}, which is {state}"


def the_host_is_first(case: Case) -> Iterator[str]:
    """Nobody is invited to a house, or told of another hour there, before its hosts are: their mail is made in the same pass at the
    latest, and where nothing fails it leaves first (to who is still a host there when the guests' mail leaves)."""
    world = case.world
    if world.muddled or not world.steady:
        return
    tried = {(attempt.address, about.key, stamp(datetime.fromisoformat(about.start))): number
             for number, attempt in reversed([*enumerate(world.attempts)]) if (mail := read(attempt.content)).host is not None
             for about in mail.about}
    order = {attempt.id: number for number, attempt in enumerate(world.attempts)}
    for attempt, mail, entry in case.entries:
        if entry.method != "REQUEST" or any(state is not None and state.place_open for _, state in case.states(entry.key)):
            continue
        for address in _hosts_at(case, mail.date).get(entry.place, ()):
            if _is_silent(case, address):
                continue
            words = [(news != "cancellation" and stamp(datetime.fromisoformat(start)) == entry.start, live)
                     for one, item, start, news, at, live in world.end.hosts if (one, item) == (address, entry.key) and at <= mail.date.timestamp()]
            while words and words[-1] == (False, 0):  # another word, withdrawn before it left
                words.pop()
            if not words or not words[-1][0]:
                yield f"before {address}: {name(attempt, mail)}"
                continue
            left_later = tried.get((address, entry.key, entry.start), len(order)) > order[attempt.id]
            if left_later and not world.faults.hits and not world.ends and (  # taken out meanwhile, his own mail is withdrawn
                    address in _hosts_at(case, attempt.true - timedelta(seconds=1)).get(entry.place, ())):
                yield f"left before the mail to {address}: {name(attempt, mail)}"


def only_hosts_are_hosts(case: Case) -> Iterator[str]:
    """A host's mail goes to an address of the configuration as the program last read it, about a house of that address; where it says that
    people come, they come to this house, and at first only once a house is chosen. What calls off goes to who has another house by now,
    too: he was told that people come."""
    if case.world.muddled or not case.world.steady:
        return
    for attempt, mail, _, word in case.words:
        possible = _possible(case, attempt.true)
        former = [] if word.comes or not any(attempt.address in _houses(one) for one in possible) else [
            hosting for since, hosting in case.world.hosting if since <= attempt.true]
        if not any(attempt.address in hosting.get(word.house, ()) for hosting in [*possible, *former]):
            yield f"no host of {word.house!r}: {name(attempt, mail)}"
        if word.comes and word.house not in word.place.split("; "):
            yield f"{word.house!r} is not {word.place!r}: {name(attempt, mail)}"
        if word.news == "new" and "; " in word.place:
            yield f"not chosen yet, {word.place!r}: {name(attempt, mail)}"


def a_host_hears_once(case: Case) -> Iterator[str]:
    """Each state once: what a host was told last he is not told again, unless nobody knows whether that mail came."""
    last: dict[tuple[str, str], tuple[object, ...]] = {}
    copies: dict[tuple[str, str], int] = {}
    for attempt, mail, about, word in case.words:
        key, told = (attempt.address, about.key), (word.comes, *((about.start, word.place) if word.comes else ()))
        if last.get(key) == told and copies[key] != attempt.id and key not in case.unsure_hosts:
            yield f"told once more what was told: {name(attempt, mail)}"
        last[key], copies[key] = told, attempt.id


def hosts_hear_of_what_they_were_told(case: Case) -> Iterator[str]:
    """A change or a cancellation is for whoever was told before, and what is called off somebody took away: the day, or the house."""
    told: dict[tuple[str, str], HostWord] = {}
    for attempt, mail, about, word in case.words:
        key = attempt.address, about.key
        before = told.get(key)
        if word.news != "new" and (before is None or not before.comes) and key not in case.unsure_hosts:
            yield f"was not told: {name(attempt, mail)}"
        if not word.comes and not case.world.muddled:
            states = [state for at, state in case.states(about.key) if at <= attempt.true and state is not None]
            if not any(state.start is None or state.place != word.house or state.start <= attempt.at for state in states):
                yield f"nobody took it away: {name(attempt, mail)}"
        told[key] = word


def hosts_read_of_no_guest(case: Case) -> Iterator[str]:
    """No librarian's name in a host's mail (addresses: ``nobody_elses_address``)."""
    for attempt, mail, _, _ in case.words:
        if shown := [human.name for human in case.world.files.people if human.name in mail.text]:
            yield f"names {shown}: {name(attempt, mail)}"


def _houses(hosting: dict[str, tuple[str, ...]]) -> dict[str, set[str]]:
    """By address."""
    found: dict[str, set[str]] = {}
    for house, hosts in hosting.items():
        for address in hosts:
            found.setdefault(address, set()).add(house)
    return found


def _possible(case: Case, at: datetime) -> list[dict[str, tuple[str, ...]]]:
    """The configurations that the last look before this moment may have read."""
    looks = case.world.looks
    look = looks[max(bisect_right(looks, at) - 1, 0)]
    entries = case.world.hosting
    untils = [*(since for since, _ in entries[1:]), case.end]
    return [hosting for (since, hosting), until in zip(entries, untils, strict=True) if since <= look <= until]


def _look_of(case: Case, made: datetime) -> datetime:
    """When the pass looked which made a mail at this moment."""
    looks = case.world.looks
    return looks[max(bisect_left(looks, made + timedelta(seconds=1)) - 1, 0)]


def _hosts_at(case: Case, made: datetime) -> dict[str, tuple[str, ...]]:
    """By house, the hosts that the pass which made a mail at this moment knew for certain."""
    possible = _possible(case, _look_of(case, made))
    return {house: tuple(address for address in hosts if all(address in other.get(house, ()) for other in possible))
            for house, hosts in possible[0].items()} if possible else {}


def _is_silent(case: Case, address: str) -> bool:
    """Whether the address belongs, or belonged, to somebody of the list who left, or asked for silence, or whose mailbox is gone."""
    world = case.world
    refused = any(attempt.address == address and attempt.reply == "unknown" for attempt in world.attempts)
    return refused or any(one.address == address for one in world.silenced) or any(
        address in known and (person in world.left or world.standing(address) == "left") for person, known in world.addresses.items())


RULES: tuple[Rule, ...] = (every_host_knows, the_host_is_first, only_hosts_are_hosts, a_host_hears_once, hosts_hear_of_what_they_were_told,
                           hosts_read_of_no_guest)
