"""Fixtures for all tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from support.examples import prepare
from support.year import Year

if hypothesis.settings.get_current_profile_name() in {"default", "ci"}:  # the planted mistakes bring their own
    prepare()


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
