"""Tokens bind a mail to row, person and time (attack rows 27, 28)."""

from datetime import date

import pytest

from notifier.core.inbound.token import check, token, verp, verp_number

SECRET = b"0123456789abcdef"
DAY = date(2020, 11, 1)
HERS = "coordinator@cdo.example"
GIVEN = token(SECRET, "teor-2", HERS, expires=DAY)


def test_a_token_is_good_for_its_row_and_person_through_its_day() -> None:
    """Also when a server changed its letter case."""
    assert check(SECRET, GIVEN, "teor-2", HERS, today=DAY)
    assert check(SECRET, GIVEN.upper(), "teor-2", HERS, today=date(2020, 10, 1))


@pytest.mark.parametrize(("given", "item", "address", "today", "secret"), [
    (GIVEN, "teor-2", HERS, date(2020, 11, 2), SECRET),
    (f"b{GIVEN[3:]}", "teor-2", HERS, DAY, SECRET),
    (GIVEN, "teor-4", HERS, DAY, SECRET),
    (GIVEN, "teor-2", "anna@school1.example", DAY, SECRET),
    (GIVEN, "teor-2", HERS, DAY, b"another"),
    (GIVEN[:-1] + ("a" if GIVEN[-1] != "a" else "b"), "teor-2", HERS, DAY, SECRET),
    (GIVEN.replace(GIVEN.split("-")[1], "zzzz"), "teor-2", HERS, DAY, SECRET),
    ("", "teor-2", HERS, DAY, SECRET),
    ("ask-abc-", "teor-2", HERS, DAY, SECRET),
])
def test_any_difference_makes_it_worthless(given: str, item: str, address: str, today: date, secret: bytes) -> None:
    """Expired, of another kind, row, person or installation, altered, or with its expiry prolonged."""
    assert not check(secret, given, item, address, today=today)


def test_a_verp_token_names_the_message() -> None:
    """And no other secret makes one."""
    assert verp_number(SECRET, verp(SECRET, 1234567)) == 1234567
    assert verp_number(b"another", verp(SECRET, 1234567)) is None
    assert verp_number(SECRET, GIVEN) is None
    assert verp_number(SECRET, "") is verp_number(SECRET, "b-1") is None


def test_a_token_fits_a_local_part() -> None:
    """64 characters with the mailbox before it."""
    assert len(f"gmo+{GIVEN}") <= 64


def test_a_token_of_the_last_century_is_a_mistake_of_ours() -> None:
    """Days are counted from 2000; nothing is bound until a day before it."""
    with pytest.raises(ValueError, match="2000"):
        token(SECRET, "teor-2", HERS, expires=date(1999, 12, 31))
