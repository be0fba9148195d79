"""For all integration tests: in CI nothing may be left out because a program is missing."""

import os
from collections.abc import Generator
from typing import Any

import pytest

MUST_RUN = "NOTIFIER_MUST_RUN"
"""Set in ``.ci/run``: a test that would be skipped fails."""


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, None]:
    """A forgotten package must not look like a success."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    if report.skipped and os.environ.get(MUST_RUN):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} must run here, but: {why}"
