"""Fixtures for all tests."""

import gc
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from support.examples import prepare
from support.lived import Years

if hypothesis.settings.get_current_profile_name() in {"default", "ci"}:  # the planted mistakes bring their own
    prepare()

gc.set_threshold(50_000)  # looking for cycles among ten thousand tests and what they left is a twentieth of the time


@pytest.fixture
def make_year(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    """Makes small installations; closes them afterwards."""
    years = Years(tmp_path, tmp_path_factory)
    yield years
    years.close()
