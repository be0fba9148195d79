"""Which entry is which event: matching is idempotent, and what still stands keeps its key."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.identity import Candidate, Known, match_days, match_keys, uid_of, year_of
from notifier.model.when import SchoolYear

FIRST = datetime(2020, 10, 1, 12, tzinfo=UTC)
STARTS = st.integers(0, 4).map(lambda hours: FIRST + timedelta(hours=hours))
CANDIDATES = st.lists(
    st.builds(Candidate, st.sampled_from(["povy-1", "povy-3"]), st.sampled_from(["Вебинар", "Семинар"]), STARTS,
              st.sampled_from(["", "1", "2"]), st.sampled_from(["РШБА", "РБА"]), st.sampled_from(["", "зал 1", "зал 2"])),
    max_size=8)


def known_after(candidates: list[Candidate], keys: list[str], before: list[Known]) -> list[Known]:
    """What the ledger knows once these were recorded under these keys."""
    known = {event.key: event for event in before}
    for candidate, key in zip(candidates, keys, strict=True):
        known[key] = Known(key, f"{key}@x", candidate.item, candidate.title, candidate.start, live=True, told=True,
                           detail=candidate.detail)
    return list(known.values())


@given(CANDIDATES, CANDIDATES)
def test_matching_is_idempotent(former: list[Candidate], candidates: list[Candidate]):
    """With its own answer known, matching finds no new event, and the same answer for all that can be told apart."""
    known = known_after(former, match_keys(former, []), [])
    keys = match_keys(candidates, known)
    assert len(set(keys)) == len(keys)
    again = match_keys(candidates, known_after(candidates, keys, known))
    assert set(again) == set(keys)
    looks = [(c.item, c.title, c.start, c.detail) for c in candidates]
    assert len(set(looks)) < len(looks) or again == keys


@given(st.lists(STARTS, max_size=4, unique=True), st.lists(STARTS, max_size=4, unique=True))
def test_days_of_a_row_are_matched_idempotently(former: list[datetime], starts: list[datetime]):
    """A day still named keeps its key whatever stands around it; asked again, nothing changes."""
    def recorded(days: list[datetime], keys: list[str], before: list[Known]) -> list[Known]:
        return known_after([Candidate("teor-2", "Тема", day) for day in days], keys, before)

    before = match_days("teor-2", "Тема", former, [])
    known = recorded(former, before, [])
    keys = match_days("teor-2", "Тема", starts, known)
    assert len(set(keys)) == len(keys)
    assert all(dict(zip(starts, keys, strict=True))[day] == key for day, key in zip(former, before, strict=True) if day in starts)
    assert match_days("teor-2", "Тема", starts, recorded(starts, keys, known)) == keys


def test_a_schedule_that_changes_its_name_or_ids_keeps_its_events():
    """The same title at the same time is the same event, whatever number its source gives it today."""
    one = Candidate("povy-3", "Вебинар", FIRST, "17", "РШБА")
    keys = match_keys([one], [])
    renamed = replace(one, id="117", schedule="РШБА, 2020")
    assert match_keys([renamed], known_after([one], keys, [])) == keys


def test_lines_of_one_title_that_all_begin_an_hour_later_keep_their_events():
    """«Горячая линия» three times without ids: each is the one of its day, also where one of them goes."""
    lines = [Candidate("povy-1", "Горячая линия", FIRST + timedelta(days=7 * number)) for number in range(3)]
    keys = match_keys(lines, [])
    later = [replace(line, start=line.start + timedelta(hours=1)) for line in lines]
    assert match_keys(later[1:], known_after(lines, keys, [])) == keys[1:]


def test_ids_of_two_schedules_are_not_confused():
    """An id is unique within its schedule only."""
    one, two = (Candidate("povy-3", title, FIRST, "1", name) for title, name in (("Вебинар", "РШБА"), ("Круглый стол", "РБА")))
    assert match_keys([two], known_after([one], match_keys([one], []), [])) == match_keys([two], [])
    assert match_keys([one], []) != match_keys([two], [])


def _coming(candidates: list[Candidate], keys: list[str]) -> list[Known]:
    return [replace(event, coming=event.start != FIRST) for event in known_after(candidates, keys, [])]


def test_days_under_one_id_move_in_their_order_once_the_first_is_held():
    """«1, 8, 15 октября», then «9, 16»: people of the 8th read that it is on the 16th, and the 15th was asked about."""
    days = [Candidate("povy-1", "Горячая линия", FIRST + timedelta(days=number), "w-7", "РБА") for number in (0, 7, 14)]
    keys = match_keys(days, [])
    later = [replace(day, start=day.start + timedelta(days=1)) for day in days[1:]]
    assert match_keys(later, _coming(days, keys)) == keys[1:]
    assert not {*match_keys(later[:1], _coming(days, keys))} & {*keys}  # which of the two it was, nobody can tell


@pytest.mark.parametrize(("schedule", "days", "same"), [("РБА", (7, 14), False), ("РБА", (3, 7), True), ("", (7, 14), True)])
def test_an_entry_of_a_series_moves_past_no_other_of_it(schedule: str, days: tuple[int, int], same: bool):
    """«1, 8», then «8, 15»: the day before the first a schedule begins with the next one, and that of the 1st takes place."""
    lines = [Candidate("povy-1", "Горячая линия", FIRST + timedelta(days=day), "", schedule) for day in (0, 7)]
    keys = match_keys(lines, [])
    later = [replace(lines[0], start=FIRST + timedelta(days=day)) for day in days]
    assert (set(match_keys(later, known_after(lines, keys, []))) == set(keys)) is same


def test_what_its_id_was_given_to_after_the_first_was_held_moves_too():
    """The site writes the next webinar over the last one's entry, then another day and name of it: one event, two mails."""
    one = Candidate("povy-1", "Вебинар", FIRST, "7@soiro", "РБА")
    following = replace(one, start=FIRST + timedelta(days=14))
    known = _coming([one], match_keys([one], []))
    keys = match_keys([following], known)
    assert keys != match_keys([one], [])
    moved = replace(one, title="Семинар", start=FIRST + timedelta(days=15))
    assert match_keys([moved], known_after([following], keys, known)) == keys


@pytest.mark.parametrize(("number", "schedule", "same"), [
    ("7", "РБА", False), ("№ 7.", "РБА", False), ("7.0", "РБА", False), ("w-7", "РБА", True), ("7", "", True)])
def test_a_number_alone_names_nothing_unless_she_gave_it(number: str, schedule: str, same: bool):
    """Another title and another day under «7.» of a schedule is another event; her own entry she numbered to say which it is."""
    one = Candidate("povy-1", "Вебинар «Фонды»", FIRST, number, schedule)
    keys = match_keys([one], [])
    other = replace(one, title="Вебинар «Чтение»", start=FIRST + timedelta(days=4, hours=1))
    assert (match_keys([other], known_after([one], keys, [])) == keys) is same


def test_a_held_meeting_is_not_moved_by_a_new_day_beside_it():
    """10 (held) and 17; then 17 and 24: the 24th is a new event, nobody hears that the 10th moved."""
    days = [FIRST + timedelta(days=days) for days in (0, 7, 14)]
    known = [replace(event, coming=event.start != days[0])
             for event in known_after([Candidate("teor-2", "Тема", day) for day in days[:2]], ["teor-2", "teor-2/2"], [])]
    assert match_days("teor-2", "Тема", days[1:], known) == ["teor-2/2", "teor-2/3"]


@given(st.from_regex(r"[a-z]{4}-[0-9]{1,2}(/[0-9a-fT-]{1,24})?", fullmatch=True), st.integers(1990, 2200),
       st.from_regex(r"[a-z0-9.+_-]{1,20}@[a-z0-9-]{1,20}\.[a-z]{2,5}", fullmatch=True))
def test_a_uid_tells_its_year(key: str, first: int, mailbox: str):
    """Whatever the row and the mailbox: the school year can be read back."""
    assert year_of(uid_of(key, str(SchoolYear(first)), mailbox)) == str(SchoolYear(first))


def test_as_many_entries_as_a_schedule_may_have_are_matched_at_once():
    """5 000 entries without ids, all known, half of them moved: linear work (comparing all with all took minutes)."""
    entries = [Candidate("povy-3", f"Вебинар {n}", FIRST + timedelta(minutes=n)) for n in range(5000)]
    keys = match_keys(entries, [])
    moved = [replace(entry, start=entry.start + timedelta(days=30 * (n % 2))) for n, entry in enumerate(entries)]
    begin = process_time()
    assert match_keys(moved, known_after(entries, keys, [])) == keys
    assert process_time() - begin < 5
