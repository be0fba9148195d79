"""A mailbox nobody read for a year: ten thousand messages through the reading child into the ledger."""

import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.year import CONFIG, Year

from notifier.flows.hearing.listening import Listener
from notifier.flows.rehearsal.answer import reply_mail

pytestmark = pytest.mark.integration

GOLDEN = Path(__file__).parents[2] / "golden" / "inbound"
PEOPLE = 500
MESSAGES = 10_000


def used() -> float:
    """Processor seconds of this process and its ended children: a busy machine's other work is not ours."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def test_ten_thousand_waiting_messages_take_less_than_a_minute(make_year: Callable[..., Year]) -> None:
    """Answers of five hundred people among bounces, notes and letters of all kinds, and one of 30 MB in the middle that stops nothing."""
    people = "name,email,school,groups,greeting,left\n" + "".join(f"П {n},p{n}@mail.example,СШ {n},,,\n" for n in range(PEOPLE))
    year = make_year(config=CONFIG + '[imap]\nmaildir = "inbox"\n[limits]\nper_day = 0\n', people=people,
                     dates='[dates]\n"teor-2" = "19.11.2020 14:30"\n')
    year.go("2020-09-01 12:00").arm().go("2020-10-21 12:00")
    folder = year.folder / "inbox" / "new"
    folder.mkdir(parents=True, exist_ok=True)
    golden = [path.read_bytes() for path in sorted(GOLDEN.glob("*.eml"))]
    for n in range(MESSAGES):
        raw = f"X-Number: {n}\r\n".encode() + golden[n // 2 % len(golden)]
        if n % 2:
            raw = reply_mail(f"p{n % PEOPLE}@mail.example", "gmo@cdo.example", "teor-2.2020-2021.2c2ea500@cdo.example", 0, "ACCEPTED", year.now)
        if n == MESSAGES // 2:
            raw = b"From: a@big.example\r\nSubject: big\r\n\r\n" + b"x" * 30_000_000
        (folder / f"{n:06d}.x").write_bytes(raw)
    listener, began, read = Listener(), used(), 0
    while dealt := listener.listen(year.inputs, year.ledger, year.view, year.now, at_once=True):
        read += dealt
    listener.close()
    assert read >= MESSAGES
    assert used() - began < 60
    assert {answer.address for answer in year.ledger.facts.answers(1)} == {f"p{n}@mail.example" for n in range(1, PEOPLE, 2)}
