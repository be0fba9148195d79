"""The ground that a module's lives are lived on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulation.lives import ground


@pytest.fixture(scope="module")
def common() -> Iterator[Path]:
    """One for all cases of a module that a process runs: four hundred lives in a row share twenty beginnings, each lived once a ground."""
    with ground() as folder:
        yield folder
