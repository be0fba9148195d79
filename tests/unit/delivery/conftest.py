"""A ledger and letters for the delivery's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.delivery import Bench, make_letter

from notifier.edges.ledger.store import Store
from notifier.model.message import Letter


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(Store.open(tmp_path / "state"), tmp_path / "state")
    yield made
    made.store.close()


@pytest.fixture
def letter() -> Callable[..., Letter]:
    return make_letter
