"""``make demo`` shows answers, one bounce, and dates decided from the coordinator's mail program; its script fits the present texts."""

import json
from datetime import date
from email import message_from_bytes
from pathlib import Path

import pytest

from notifier.flows.rehearsal import read_script, rehearse

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "plan" / "demo"


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The demo until the middle of November: its journal and how each mail reads."""
    out = tmp_path_factory.mktemp("demo")
    summary = rehearse(DEMO / "config.toml", first=date(2020, 9, 1), last=date(2020, 11, 12), out=out,
                       script=lambda zone: read_script(DEMO / "script.jsonl", zone), script_folder=DEMO)
    lines = [json.loads(line) for line in (out / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert summary.refused_acts == []
    return [(line, text_of(out / line["eml"])) for line in lines]


def text_of(path: Path) -> str:
    """The plain text."""
    return next(part.get_payload(decode=True).decode() for part in message_from_bytes(path.read_bytes()).walk()
                if part.get_content_type() == "text/plain")


def test_the_answers_and_the_bounce_stand_in_the_next_digest(shown):
    """Who comes, and whose address is dead, in words."""
    digest = next(text for line, text in shown if line["kind"] == "digest" and line["at"].startswith("2020-09-07"))
    assert "придут — 1, не придут — 1, возможно — 1" in digest
    assert "kudryavtseva29@pochta.example" in digest
    assert "ящика нет" in digest


def test_the_ways_to_answer_are_those_that_the_digest_has_a_use_for(shown):
    """«Да» is offered where something asks for it, a month without events of others needs no word, and «стоп» is for what was just said."""
    digests = {line["at"][:10]: text for line, text in shown if line["kind"] == "digest"}
    assert "  да — согласиться с тем, о чём спрашиваем\r\n  стоп — взять назад только что решённое\r\n" in digests["2020-10-19"]
    assert digests["2020-09-28"].count("Если ничего не будет, отвечать не нужно.") == 3


def test_the_dead_address_gets_nothing_more_and_the_absent_one_does(shown):
    """A bounce pauses the address; a vacation note changes nothing and is not answered."""
    assert {line["at"][:10] for line, _ in shown if line["to"].startswith("kudryavtseva29")} == {"2020-09-03"}
    assert [line["kind"] for line, _ in shown if line["to"].startswith("ilina25") and line["at"] < "2020-09-18"] == [
        "invitation", "overview", "reminder"]


@pytest.mark.parametrize(("item", "decided", "day"), [("teor-2", "2020-10-15T11:00", "19.11.2020 14:30"),
                                                      ("prak-2", "2020-11-02T10:00", "10.12.2020 14:30")])
def test_the_coordinator_decides_from_her_mail_program(shown, item, decided, day):
    """«Принять» in her calendar, and a sentence under the digest: acknowledged at once, the invitations follow."""
    told = next(text for line, text in shown if line["kind"] == "acknowledgement" and line["at"].startswith(decided))
    assert item in told
    assert day in told
    assert "«стоп»" in told
    assert any(line["kind"] == "invitation" and line["item"] == item for line, _ in shown)
