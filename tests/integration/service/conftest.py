"""One mail host for all tests of the service; every test has its own people on it."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from integration.support.installation import Installation
from integration.support.mailhost import MailHost

NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def mail_host() -> Iterator[MailHost]:
    """Postfix and Dovecot. Their sockets need a short path."""
    with tempfile.TemporaryDirectory(prefix="mh", dir="/tmp") as folder:
        host = MailHost(Path(folder))
        try:
            host.start()
            yield host
        finally:
            host.stop()


@pytest.fixture
def connected(mail_host: MailHost, tmp_path: Path) -> Callable[..., Installation]:
    """Makes an installation whose people have mailboxes on the mail host: three librarians, the coordinator, the organizer."""
    def make(**options: Any) -> Installation:
        number = next(NUMBERS)
        use = {key: options.pop(key) for key in ("listen", "poll_seconds", "verp") if key in options}
        options.setdefault("people", [f"{name}-{number}@school.example" for name in ("anna", "boris", "vera")])
        installation = Installation(tmp_path / f"i{number}", organizer=f"gmo-{number}@cdo.example",
                                    coordinator=f"coordinator-{number}@cdo.example", **options)
        installation.use_host(mail_host, **use)
        return installation

    return make
