"""The ledger does not grow for ever: what nobody needs any more is forgotten by the day's care."""

import os

from support.machine import Machine
from support.year import moscow

from notifier.edges.ledger.facts import ASKED_LATE

CONFIRMED = '[dates]\n"teor-2" = "19.11.2020 14:30"\n'


def test_facts_of_another_school_year_are_forgotten(tmp_path) -> None:
    """Digests of letters heard, notes told and what a digest offered go after a year and a month; what is newer or untold stays."""
    machine = Machine(tmp_path / "home", dates=CONFIRMED)
    machine.turn()
    facts, store, old = machine.station.ledger.facts, machine.station.ledger.store, moscow("2019-07-01 12:00")
    with store.transaction():
        for digest, at in (("old", old), ("new", machine.now)):
            facts.mark_seen(digest, "Human", at)
            facts.note("wish", digest, "сказано", at)
        facts.note("wish", "untold", "не сказано", old)
        facts.mark_told([note for note in facts.untold(("wish",)) if note.text == "сказано"], 1)
        mid = store.db.execute("SELECT message_id FROM message WHERE message_id <> '' LIMIT 1").fetchone()[0]
        for key in (mid, "<gone@cdo.example>", "last"):
            facts.put_json(f"asked:{key}", {"teor-2": []})
    machine.now = moscow("2020-09-03 04:00")
    machine.turn()
    assert [facts.seen("old"), facts.seen("new")] == [False, True]
    assert [row[0] for row in store.db.execute("SELECT key FROM note WHERE topic = 'wish' ORDER BY id")] == ["new", "untold"]
    assert [row[0] for row in store.db.execute("SELECT key FROM meta WHERE key LIKE 'asked:%' ORDER BY key")] == sorted(
        [f"asked:{mid}", "asked:last"])
    machine.stop()


def test_what_a_digest_offered_is_looked_for_by_index(tmp_path) -> None:
    """A digest's mail is found by its Message-ID: nothing walks through what a country was told."""
    machine = Machine(tmp_path / "home", dates=CONFIRMED)
    machine.turn()
    plan = [row[3] for row in machine.station.ledger.store.db.execute("EXPLAIN QUERY PLAN " + ASKED_LATE, (0,))]
    assert "SEARCH s USING INDEX message_mid (message_id=?)" in plan, plan
    machine.stop()


def test_files_she_attached_go_after_a_month(tmp_path) -> None:
    """The dates file says what counts by then."""
    machine = Machine(tmp_path / "home", dates=CONFIRMED)
    folder = machine.state / "mailed"
    folder.mkdir()
    for name, at in (("old.csv", "2020-07-01 12:00"), ("new.csv", "2020-09-01 12:00")):
        (folder / name).write_text("title,when\n")
        os.utime(folder / name, (moscow(at).timestamp(),) * 2)
    machine.now = moscow("2020-09-03 04:00")
    machine.turn()
    assert [path.name for path in folder.iterdir()] == ["new.csv"]
    machine.stop()


def test_a_start_far_ahead_of_time_erases_nothing_on_its_first_day(tmp_path) -> None:
    """A clock that is a year ahead is put right within the day; what it made old could not be brought back. The next day's care goes on."""
    machine = Machine(tmp_path / "home", dates=CONFIRMED)
    machine.turn()
    machine.do("arm").live("2020-10-23 12:00")
    facts, store = machine.station.ledger.facts, machine.station.ledger.store
    with store.transaction():
        facts.mark_seen("heard", "Human", machine.now)

    def known() -> tuple[int, bool]:
        kept = store.db.execute("SELECT count(*) FROM skeleton WHERE keep_until < ?", (moscow("2020-12-01 12:00").timestamp(),))
        return kept.fetchone()[0], facts.seen("heard")

    before = known()
    assert before[0] > 0
    for moment, expected in (("2022-01-15 04:00", before), ("2022-01-16 04:00", (0, False))):
        machine.now = moscow(moment)
        machine.turn()
        assert known() == expected, moment
    machine.stop()
