"""Waiting for conditions: never longer than needed, never without an end."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 180.0
"""Seconds until a condition is given up: nobody waits them out, and a machine under load needs them."""


def until(condition: Callable[[], T], *, seconds: float = PATIENCE, what: str = "", every: float = 0.1,
          hint: Callable[[], object] = lambda: "") -> T:
    """The first true value of ``condition``; AssertionError with ``what`` and ``hint()`` when it does not come in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what or condition}\n{hint()}")
        time.sleep(every)
