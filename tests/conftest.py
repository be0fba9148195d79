"""Fixtures for all tests."""

import gc
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from simulation.memory import Remembered
from support.examples import prepare
from support.lived import Years

if hypothesis.settings.get_current_profile_name() in {"default", "ci"}:  # the planted mistakes bring their own
    prepare()

gc.set_threshold(50_000)  # looking for cycles among ten thousand tests and what they left is a twentieth of the time

COMPOSED = Remembered(most=1000)


@pytest.fixture
def composed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand tests begin with the same weeks of the same plan: what composing made of the same words for the same person and second
    is not made again. Composing itself, and that it is pure, is for the tests of mails, of rehearsals and of the ground of all lives."""
    for place, name, remembered in COMPOSED.instead():
        monkeypatch.setattr(place, name, remembered)


@pytest.fixture
def make_year(composed_once: None, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    """Makes small installations; closes them afterwards."""
    years = Years(tmp_path, tmp_path_factory)
    yield years
    years.close()
