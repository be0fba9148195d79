"""Years that many tests begin with: lived once in a process, and copied for each test."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from support.year import Year


def lived_once(build: Callable[["Years"], Year]) -> object:
    """A fixture of this name: the year that ``build(make_year)`` lives. To its test the copy is what the service is after a restart."""
    lived: list[Year] = []

    @pytest.fixture(name=build.__name__)
    def copied(composed_once: None, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
        if not lived:
            lived.append(build(Years(tmp_path_factory.mktemp(build.__name__), tmp_path_factory)))
            lived[0].close()
        year = lived[0].copied(tmp_path / build.__name__)
        yield year
        year.close()

    return copied


class Years:
    """Makes small installations in a test's folder."""

    _armed: dict[tuple[object, ...], Year] = {}

    def __init__(self, folder: Path, elsewhere: pytest.TempPathFactory) -> None:
        self._folder, self._elsewhere = folder, elsewhere
        self._made: list[Year] = []

    def __call__(self, **files: str) -> Year:
        """One at its beginning."""
        return self._kept(Year(self._next(), **files))

    def armed(self, until: str, *, on: str = "2020-09-01 12:00", beside: Mapping[str, str] = MappingProxyType({}), **files: str) -> Year:
        """One that was armed ``on`` that day and lived ``until`` then, other files lying ``beside``. Of the same files and days all tests
        of a process get copies of one, each as the service is after a restart."""
        key = (until, on, *sorted(beside.items()), *sorted(files.items()))
        if key not in self._armed:
            year = Year(self._elsewhere.mktemp("armed"), **files)
            for name, text in beside.items():
                year.write(name, text)
            year.go(on).arm().go(until).close()
            self._armed[key] = year
        return self._kept(self._armed[key].copied(self._next()))

    def close(self) -> None:
        """Let go of all ledgers."""
        for year in self._made:
            year.close()

    def _next(self) -> Path:
        return self._folder / f"year{len(self._made)}"

    def _kept(self, year: Year) -> Year:
        self._made.append(year)
        return year
