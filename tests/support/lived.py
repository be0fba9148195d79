"""Years that many tests begin with: lived once in a process, and copied for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support.year import Year


def lived_once(build: Callable[[Callable[..., Year]], Year]) -> object:
    """A fixture of this name: the year that ``build(make_year)`` lives. To its test the copy is what the service is after a restart."""
    lived: list[Year] = []

    @pytest.fixture(name=build.__name__)
    def copied(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
        if not lived:
            lived.append(build(lambda **files: Year(tmp_path_factory.mktemp(build.__name__), **files)))
            lived[0].close()
        year = lived[0].copied(tmp_path / build.__name__)
        yield year
        year.close()

    return copied
