"""Memory: what was freed goes back to the system.

glibc keeps it in the middle of its heap: pages of the ledger, a mailing's bytes. Without this a service is as large for the whole year as
at its largest moment. Where the C library is another one, or a process may not call it (no libffi), nothing happens.
"""

import logging
from collections.abc import Callable
from functools import cache

log = logging.getLogger(__name__)


def give_back() -> None:
    """A millisecond or two: after a mailing, not within it."""
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> Callable[[int], int] | None:
    """``malloc_trim(3)``, where there is one. Looked for when first needed: ``ctypes`` is not needed for anything else."""
    try:
        import ctypes

        found: Callable[[int], int] | None = getattr(ctypes.CDLL(None), "malloc_trim", None)
    except (ImportError, OSError, MemoryError) as error:  # MemoryError: an old libffi under MemoryDenyWriteExecute
        log.info("freed memory is kept: %s", error)
        return None
    return found
