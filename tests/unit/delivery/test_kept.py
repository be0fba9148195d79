"""Small values are read once - and never believed when the file says otherwise."""

from zoneinfo import ZoneInfo

import pytest

from notifier.edges.ledger.facts import Facts
from notifier.edges.ledger.sqlite import sqlite3
from notifier.edges.ledger.store import Store

MOSCOW = ZoneInfo("Europe/Moscow")


@pytest.fixture
def store(tmp_path):
    """A ledger owned by this test."""
    opened = Store.open(tmp_path / "state", durable=False)
    yield opened
    opened.close()


def test_what_was_rolled_back_is_forgotten(store):
    """A value, an expansion or an approval of a transaction that failed is not in memory either."""
    facts = Facts(store, MOSCOW)
    with store.transaction():
        facts.put("kept", "old")

    def fail():
        with store.transaction():
            facts.put("kept", "new")
            facts.mark_expanded((1, 0, "invitation", "", ""), "roster")
            store.kept.approve([(1, 0)], 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (facts.get("kept"), facts.expanded(), facts.approved()) == ("old", {}, set())


def test_a_foreign_hand_is_noticed_at_the_next_transaction(store, tmp_path):
    """Somebody with ``sqlite3`` deletes a value beside the running service."""
    facts = Facts(store, MOSCOW)
    with store.transaction():
        facts.put("breaker", "open")
    foreign = sqlite3.connect(tmp_path / "state" / "ledger.sqlite3")
    foreign.execute("DELETE FROM meta WHERE key = 'breaker'")
    foreign.commit()
    foreign.close()
    with store.transaction():
        assert facts.get("breaker") is None


def test_a_reader_beside_the_service_keeps_nothing(store, tmp_path):
    """What the service writes is seen at the reader's next look."""
    reader = Store.read(tmp_path / "state")
    facts, seen = Facts(store, MOSCOW), []
    for value in ("one", "two"):
        with store.transaction():
            facts.put("value", value)
        seen.append(Facts(reader, MOSCOW).get("value"))
    reader.close()
    assert seen == ["one", "two"]


def test_the_same_value_is_written_once(store):
    """Putting what is there already, or removing what is not, touches no page."""
    facts = Facts(store, MOSCOW)
    with store.transaction():
        facts.put("value", "one")
    before = store.db.total_changes
    with store.transaction():
        facts.put("value", "one")
        facts.put("nothing", None)
    assert store.db.total_changes == before
