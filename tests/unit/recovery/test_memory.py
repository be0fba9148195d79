"""A service that waits is small: what a mailing needed goes back to the system."""

import platform
from pathlib import Path

import pytest

from notifier.edges.memory import give_back

MIB = 2**20


def resident() -> int:
    """Bytes of this process in memory now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has its own ways")
def test_what_was_freed_in_the_middle_of_the_heap_goes_back() -> None:
    """Forty megabytes of pages, of which every hundredth is still needed: without being asked glibc keeps all of them."""
    pages = [bytes([n % 256]) * 8000 for n in range(5_000)]
    needed = pages[::100]
    del pages
    kept = resident()
    give_back()
    assert kept - resident() > 20 * MIB
    assert needed[1] == bytes([100]) * 8000
