"""Fixtures for all tests."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from support.examples import prepare
from support.year import Year

if hypothesis.settings.get_current_profile_name() in {"default", "ci"}:  # the planted mistakes bring their own
    prepare()

gc.set_threshold(50_000)  # looking for cycles among ten thousand tests and what they left is a twentieth of the time


@pytest.fixture
def make_year(tmp_path: Path) -> Iterator[Callable[..., Year]]:
    """Makes small installations; closes them afterwards."""
    years: list[Year] = []

    def make(**keys: str) -> Year:
        year = Year(tmp_path / f"year{len(years)}", **keys)
        years.append(year)
        return year

    yield make
    for year in years:
        year.close()
