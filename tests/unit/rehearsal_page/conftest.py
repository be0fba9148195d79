"""One usual autumn for all tests of the page, and copies of it to tamper with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from support.rehearsed import Rehearsed, autumn


@pytest.fixture(scope="session")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsed]:
    """See ``autumn``. Not to be changed."""
    rehearsed, year = autumn(tmp_path_factory.mktemp("usual"))
    yield rehearsed
    year.close()


@pytest.fixture(scope="session")
def page(usual: Rehearsed) -> html.HtmlElement:
    """The usual year's page."""
    return usual.page()


@pytest.fixture
def tampered(usual: Rehearsed, tmp_path: Path) -> Rehearsed:
    """A copy of the usual year whose files a test may change."""
    return usual.copy(tmp_path / "out")
