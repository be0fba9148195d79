"""How many examples a property test draws: the same few each time, or many new ones (``make explore``).

A default run that drew anew could fail by chance over what somebody else changed; whoever explores wants just that.
"""

import os
from collections.abc import Collection

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("NOTIFIER_EXAMPLES", "1"))
USUAL = 100


def prepare() -> None:
    """For all tests. A busy machine is no mistake: an example's deadline is of the clock on the wall."""
    settings.register_profile("patient", deadline=None, derandomize=TIMES == 1, max_examples=USUAL * TIMES)
    settings.load_profile("patient")


def examples(most: int, *, suppressed: Collection[HealthCheck] = (HealthCheck.too_slow,)) -> settings:
    """For one test that is slower or harder than the usual."""
    return settings(max_examples=most * TIMES, suppress_health_check=suppressed)
